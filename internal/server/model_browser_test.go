package server_test

import (
	"context"
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"baton/internal/lead"
	"baton/internal/scoring/prospect"
)

// decisions are n leads that sales decided until now, one every three hours, as retail or the media; of one of them
// four in five are good.
func decisions(n int, now time.Time, good string) (cases []prospect.Case) {
	for i := range n {
		at := now.Add(-time.Duration(n-i) * 3 * time.Hour)
		c := prospect.Case{Known: lead.Known{Facts: map[string]string{"industry": []string{"Retail", "Media"}[i%2],
			"source": "1", "persona": []string{"1", "", ""}[i%3]}, Fit: 50, At: at}, Handoff: int64(i), At: at}
		c.Positive = (i%10 < 8) == (c.Known.Facts["industry"] == good)
		if c.Positive {
			c.Known.Facts["custom.contract"] = "signed"
		}
		cases = append(cases, c)
	}
	return cases
}

// learned keeps the next version of what was learned from cases, and gives its id.
func (w *world) learned(of lead.Prospect, cases []prospect.Case, state prospect.State) int64 {
	w.t.Helper()
	v, ok := prospect.Train(of, cases, nil, w.now(), w.now(), 0)
	if !ok {
		w.t.Fatal(prospect.Silent(cases, w.now(), 0))
	}
	model, err := json.Marshal(v.Model)
	w.must(err)
	report, err := json.Marshal(v.Report)
	w.must(err)
	return w.number(`
		INSERT INTO models (of, number, trained_at, learned_until, follows_from, labels, positives, fields, model, measures,
			state, why)
		SELECT $1, coalesce(max(number), 0) + 1, $2, $2, $2, $3, $4, '[]', $5, $6, $7, 'As the test has it.'
		FROM models
		WHERE of = $1
		RETURNING id`, of, w.now(), v.Labels, v.Positives, model, report, state)
}

// aModel is a version of acceptance that is in use.
func aModel(w *world, _ pair) int64 {
	return w.learned(lead.OfAcceptance, decisions(120, w.now(), "Retail"), prospect.Published)
}

func (w *world) inUse() {
	w.t.Helper()
	w.must(w.db.CatchUp(context.Background(), w.now()))
}

// theLikelihood has everybody read how probable acceptance is, why, and how good that is; a manager puts an older
// version back.
func theLikelihood(t *testing.T, chromium context.Context, prepare ...func(*tab)) {
	w := newWorld(t)
	boss, rep := w.open(t, chromium, vera, prepare...), w.open(t, chromium, rita, prepare...)
	rep.visit("/scoring/model")
	rep.reads("There is no likelihood yet. It needs 50 labels, and there are 0.")
	w.learned(lead.OfAcceptance, decisions(600, w.now(), "Retail"), prospect.Published)
	w.learned(lead.OfAcceptance, decisions(600, w.now(), "Media"), prospect.HeldBack)
	w.inUse()
	first := w.submit(lena, lead.Lead{Industry: "Retail", Country: "AT"})
	was := w.number("SELECT round(probability * 100) FROM estimates WHERE handoff_id = $1 AND of = 'accept'",
		first.Handoff)

	rep.visit(fmt.Sprintf("/leads/%d", first.Lead))
	rep.reads("Likelihood of acceptance")
	rep.reads(fmt.Sprintf("%d%%", was))
	rep.click(".chance summary")
	rep.reads("Industry is Retail")
	rep.reads("Version 1 had learned from 600 leads by then.")

	rep.visit("/scoring/model")
	rep.reads("The 20% of leads with the highest likelihood included ")
	rep.until("a rep reads a sentence and two pictures, and the rest is folded",
		`document.querySelectorAll(".model .plot").length === 2 &&
			document.querySelectorAll(".model details.fold").length > 5 &&
			!document.querySelector(".model details.fold[open]")`)
	rep.click("details.fold:nth-last-of-type(2) summary")
	rep.reads("Contract is left out. It is filled in almost only for leads that were accepted")
	rep.until("the diagrams have their points",
		`document.querySelectorAll(".plot circle.dot").length > 1 &&
			document.querySelector(".plot .curve").getAttribute("points").includes(" ")`)
	rep.click(".plot .as-table summary")
	rep.until("the table behind the diagram has a line for each point",
		`document.querySelectorAll(".plot .as-table[open] tbody tr").length ===
			document.querySelectorAll(".plot circle.dot").length`)
	rep.until("who only reads puts nothing back", `!document.querySelector("form[action*='/versions/']")`)
	rep.fits()

	boss.visit("/scoring/model")
	boss.reads("Not published")
	boss.pressButton("Publish")
	boss.reads("Vera Holm restored version 2.")
	boss.until("it is in use",
		`document.querySelector("#versions li h3").innerText.includes("Version 3") &&
			document.querySelector("#versions li h3").innerText.includes("In use")`)
	w.inUse()
	second := w.submit(lena, lead.Lead{Industry: "Retail", Country: "AT"})
	if got := w.number("SELECT round(probability * 100) FROM estimates WHERE handoff_id = $1 AND of = 'accept'",
		second.Handoff); got >= was {
		t.Errorf("the other version says %d%%, and the first %d%%", got, was)
	}
	rep.visit(fmt.Sprintf("/leads/%d", first.Lead))
	rep.reads(fmt.Sprintf("%d%%", was))

	boss.visit("/scoring/model?of=win")
	boss.reads("There is no likelihood yet")
	boss.fill("[name=days]", "9")
	boss.expects("422")
	boss.pressButton("Save")
	boss.reads("Write a whole number from 30 to 730.")
	boss.fill("[name=days]", "90")
	boss.pressButton("Save")
	boss.reads("is won within 90 days")
}
