package prospect_test

import (
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"baton/internal/lead"
	"baton/internal/scoring/likelihood"
	"baton/internal/scoring/likelihood/dataset"
	"baton/internal/scoring/likelihood/trial"
	"baton/internal/scoring/prospect"
)

var newYear = time.Date(2026, 1, 1, 9, 0, 0, 0, time.UTC)

// past are n leads, one every six hours from a time on. Of five in retail four are accepted and of five in the media
// one, or the other way round where the world is upside down.
func past(n int, from time.Time, upsideDown bool) []prospect.Case {
	cases := make([]prospect.Case, n)
	for i := range cases {
		at := from.Add(time.Duration(i) * 6 * time.Hour)
		industry, good := "Retail", i%10 < 8
		if i%2 == 1 {
			industry, good = "Media", i%10 == 1
		}
		cases[i] = prospect.Case{
			Known: lead.Known{
				Facts: map[string]string{"industry": industry, "source": fmt.Sprint(1 + i%3), "company_size": fmt.Sprint(10 + i%90),
					"touches": "1", "custom.plan": "basic"},
				Note: []string{"Wants a demo for two sites.", "Downloaded the guide."}[i%2], Fit: 30 + i%50, At: at,
			},
			Positive: good != upsideDown, Handoff: int64(i + 1), At: at.Add(time.Hour),
		}
	}
	return cases
}

// later is after all of n leads.
func later(n int, from time.Time) time.Time { return from.Add(time.Duration(n) * 6 * time.Hour) }

func trained(t *testing.T, cases []prospect.Case, inUse *prospect.Version) prospect.Version {
	t.Helper()
	at := slices.MaxFunc(cases, func(a, b prospect.Case) int { return a.At.Compare(b.At) }).At.Add(time.Hour)
	v, ok := prospect.Train(lead.OfAcceptance, cases, inUse, at, at, 0)
	if !ok {
		t.Fatalf("nothing is learned of %d cases: %s", len(cases), prospect.Silent(cases, at, 0))
	}
	return v
}

func TestWhateverALeadIsItsLikelihoodAddsUp(t *testing.T) {
	v := trained(t, past(400, newYear, false), nil)
	names := lead.Names{"source": {"1": "Webinar", "2": "Trade fair"}}
	text := rapid.OneOf(rapid.SampledFrom([]string{"", "Retail", "Media", "1", "2", "yes", "work", "demo sites"}),
		rapid.String())
	rapid.Check(t, func(t *rapid.T) {
		k := lead.Known{Facts: map[string]string{}, Note: text.Draw(t, "note"), Fit: rapid.IntRange(0, 100).Draw(t, "fit"),
			At: newYear}
		for _, field := range []string{"industry", "source", "company_size", "touches", "phone", "email", "consent", "again",
			"country", "custom.plan"} {
			k.Facts[field] = text.Draw(t, field)
		}
		l, ok := v.Estimate(k, names)
		if !ok {
			t.Fatal("it says nothing")
		}
		sum := 0.0
		for _, line := range l.Lines {
			sum += line.Odds
			if line.Words == "" || math.Abs(line.Odds*100-math.Round(line.Odds*100)) > 1e-6 {
				t.Fatalf("the line %+v cannot be read", line)
			}
		}
		odds := math.Log(l.Probability / (1 - l.Probability))
		if math.Abs(sum-odds) > 0.0051 || l.Low > l.Probability+1e-9 || l.High < l.Low || len(l.Lines) > 13 {
			t.Fatalf("%d lines add up to %.4f of %.4f, between %.3f and %.3f: %+v", len(l.Lines), sum, odds, l.Low, l.High,
				l.Lines)
		}
	})
}

func TestTheOrderOfVerdictsOfOneTimeChangesNothing(t *testing.T) {
	cases := past(300, newYear, false)
	for i := range cases {
		cases[i].Known.At = newYear.Add(time.Duration(i/10) * 24 * time.Hour)
	}
	shuffled := slices.Clone(cases)
	random := rand.New(rand.NewPCG(1, 2))
	for day := range 30 {
		random.Shuffle(10, func(a, b int) { a, b = day*10+a, day*10+b; shuffled[a], shuffled[b] = shuffled[b], shuffled[a] })
	}
	a, err := json.Marshal(trained(t, cases, nil).Model)
	b, err2 := json.Marshal(trained(t, shuffled, nil).Model)
	if err != nil || err2 != nil || string(a) != string(b) {
		t.Errorf("the models differ: %v, %v", err, err2)
	}
}

func TestAFieldThatIsFilledInAfterwardsIsLeftOut(t *testing.T) {
	cases := past(200, newYear, false)
	for _, c := range cases {
		if c.Positive {
			c.Known.Facts["custom.contract"] = "signed"
		}
	}
	v := trained(t, cases, nil)
	if len(v.Report.Refused) != 1 || v.Report.Refused[0].Field.Name != "custom.contract" || !v.Report.Refused[0].Present {
		t.Fatalf("refused are %+v", v.Report.Refused)
	}
	for _, f := range v.Model.Fields() {
		if f.Name == "custom.contract" {
			t.Error("the model has the field")
		}
	}
	k := cases[1].Known
	without, _ := v.Estimate(k, nil)
	k.Facts["custom.contract"] = "signed"
	if with, _ := v.Estimate(k, nil); with.Probability != without.Probability {
		t.Errorf("it says %.3f with the field and %.3f without", with.Probability, without.Probability)
	}
}

func TestOnlyAVersionThatIsNoWorseIsPublished(t *testing.T) {
	good := past(300, newYear, false)
	first := trained(t, good, nil)
	first.Number = 1
	if first.State != prospect.Published || first.Why != "This is the first version." || first.Report.Held == nil {
		t.Fatalf("the first is %s: %s", first.State, first.Why)
	}
	more := append(slices.Clone(good), past(160, later(300, newYear), false)...)
	second := trained(t, more, &first)
	if second.State != prospect.Published ||
		!strings.HasPrefix(second.Why, "Not worse: on the latest month, its log loss is ") {
		t.Errorf("with more of the same it is %s: %s", second.State, second.Why)
	}

	from := later(300, newYear)
	bad := append(slices.Clone(good), past(600, from, true)...)
	bad = append(bad, past(120, later(600, from), false)...)
	worse := trained(t, bad, &first)
	if worse.State != prospect.HeldBack || !strings.HasPrefix(worse.Why, "Worse: ") ||
		!strings.Contains(worse.Why, " that of version 1 is ") {
		t.Errorf("with 150 days upside down it is %s: %s", worse.State, worse.Why)
	}
	if h := worse.Report.Held; h == nil || h.InUse == nil || *h.New.LogLoss <= *h.InUse.LogLoss || h.Cases != 121 {
		t.Errorf("held back are %+v", h)
	}
}

func TestOfTooLittleNothingIsSaid(t *testing.T) {
	all := past(400, newYear, false)
	ever := later(400, newYear)
	onlyGood := slices.DeleteFunc(slices.Clone(all), func(c prospect.Case) bool { return !c.Positive })
	for name, cases := range map[string][]prospect.Case{"nothing": nil, "49": all[:49], "one class": onlyGood,
		"nine of the other": append(onlyGood[:100:100],
			slices.DeleteFunc(slices.Clone(all), func(c prospect.Case) bool { return c.Positive })[:9]...)} {
		if _, ok := prospect.Train(lead.OfAcceptance, cases, nil, ever, ever, 0); ok ||
			prospect.Silent(cases, ever, 0) == "" {
			t.Errorf("of %s it says something: %q", name, prospect.Silent(cases, ever, 0))
		}
	}
	v := trained(t, all[:50], nil)
	text, err := json.Marshal(v.Report)
	if err != nil || v.Report.Held != nil {
		t.Errorf("of 50 the report is %s: %v", text, err)
	}
	v.Number = 1
	if second := trained(t, all[:55], &v); second.State != prospect.HeldBack ||
		!strings.Contains(second.Why, "too few labels") {
		t.Errorf("what cannot be compared is %s: %s", second.State, second.Why)
	}
	if third := trained(t, all[:75], &v); third.Report.Held == nil || third.Report.Held.Cases != 20 ||
		third.Report.Held.InUse == nil {
		t.Errorf("of a few more it is %s: %s", third.State, third.Why)
	}
}

func TestAVersionIsComparedEvenWhereAllCameWithinTheMonth(t *testing.T) {
	v := trained(t, past(300, newYear, false), nil)
	v.Number = 1
	many := past(900, later(300, newYear), false)
	for i := range many {
		many[i].Known.At = many[0].Known.At.Add(time.Duration(i) * time.Minute)
		many[i].At = many[i].Known.At.Add(time.Hour)
	}
	if second := trained(t, many, &v); second.Report.Held == nil || second.Report.Held.Cases != 180 ||
		second.Report.Held.InUse == nil {
		t.Errorf("it is %s without a comparison: %s", second.State, second.Why)
	}
}

func TestTheReportGuessesWhatItDidNotKnow(t *testing.T) {
	r := trained(t, past(600, newYear, false), nil).Report
	model, base := trial.Test{Contenders: r.Contenders}.Of(trial.Likelihood),
		trial.Test{Contenders: r.Contenders}.Of(trial.BaseRate)
	if *model.AUC < 0.8 || *model.LogLoss >= *base.LogLoss {
		t.Errorf("its AUC is %.2f, its log loss %.3f against %.3f", *model.AUC, *model.LogLoss, *base.LogLoss)
	}
	if len(r.Months) != 5 || r.Months[0].Value != "2026-01" || len(r.Sources) != 3 || len(r.Lift) != 21 ||
		r.Lift[20].Caught < 0.999 || r.Lift[10].Caught < 0.7 {
		t.Errorf("months %d, sources %d, lift %v", len(r.Months), len(r.Sources), r.Lift)
	}
	if r.Drift == nil || r.Drift.PSI > 0.1 || r.Cases != 550 {
		t.Errorf("in the same world the drift is %+v of %d", r.Drift, r.Cases)
	}
	other := append(past(600, newYear, false), past(119, later(600, newYear), false)...)
	for i := 600; i < len(other); i++ {
		other[i].Known.Facts["industry"], other[i].Positive = "Media", false
	}
	if d := trained(t, other, nil).Report.Drift; d == nil || d.PSI < 0.25 || d.Is != 0 {
		t.Errorf("in another world the drift is %+v", d)
	}
}

func TestEveryVerdictIsLearnedFrom(t *testing.T) {
	for _, n := range []int{200, 600} {
		cases := past(n+20, newYear, false)
		v := trained(t, cases[:n], nil)
		var live prospect.Live
		var few []prospect.Case
		var want *likelihood.Model
		if v.Few() > 0 {
			few = cases[:n:n]
		}
		k := lead.Known{Facts: map[string]string{"industry": "Retail", "source": "1"}, Fit: 50, At: newYear}
		if got := live.Estimate(k, nil); got != nil {
			t.Errorf("before anything is in use it says %+v", got)
		}
		live.Use(v, few)
		before := live.Estimate(k, nil)[0]
		live.Learn(v.Of, cases[n:], cases[n+19].At)
		after := live.Estimate(k, nil)[0]
		if n > likelihood.FewLabels {
			text, _ := json.Marshal(trained(t, cases[:n], nil).Model)
			want = &likelihood.Model{}
			if err := json.Unmarshal(text, want); err != nil {
				t.Fatal(err)
			}
			for _, c := range cases[n:] {
				want.Update(c.Label(want.Fields()))
			}
		} else {
			var labels []dataset.Label
			for _, c := range cases {
				labels = append(labels, c.Label(v.Model.Fields()))
			}
			want = v.Model.Again(labels)
		}
		v.Model = want
		expected, _ := v.Estimate(k, nil)
		if after.Probability != expected.Probability || after.Probability == before.Probability || before.Labels != n ||
			after.Labels != n+20 {
			t.Errorf("with %d labels it says %.6f, then %.6f instead of %.6f; it knows %d, then %d", n, before.Probability,
				after.Probability, expected.Probability, before.Labels, after.Labels)
		}
		if number, until := live.Number(lead.OfAcceptance); number != v.Number || !until.Equal(cases[n+19].At) {
			t.Errorf("version %d has learned until %s", number, until)
		}
	}
}

func TestManyAskWhileItLearns(t *testing.T) {
	cases := past(760, newYear, false)
	var live prospect.Live
	live.Use(trained(t, cases[:600], nil), nil)
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			for i := range 200 {
				for _, l := range live.Estimate(cases[i].Known, nil) {
					if !(l.Probability > 0 && l.Probability < 1) || l.Labels < 600 {
						t.Errorf("it says %+v", l)
					}
				}
			}
		})
	}
	for i := 600; i < 760; i++ {
		live.Learn(lead.OfAcceptance, cases[i:i+1], cases[i].At)
	}
	all.Wait()
	if got := live.Estimate(cases[0].Known, nil)[0].Labels; got != 760 {
		t.Errorf("it has learned from %d", got)
	}
}

func TestWhatIsToldApartByIdsHasItsName(t *testing.T) {
	names := lead.Names{"source": {"3": "Webinar"}}
	for _, c := range []struct{ field, value, words, want string }{
		{"source", "3", "Source is 3", "Source is Webinar"},
		{"source", "9", "Source is 9", "Source is 9"},
		{"source", "", "Source is missing", "Source is missing"},
		{"country", "DE", "Country is DE", "Country is Germany"},
		{"industry", "Retail", "Industry is Retail", "Industry is Retail"},
		{"phone", "yes", "Phone number is yes", "Phone number is given"},
		{"phone", "", "Phone number is missing", "Phone number is missing"},
		{"again", "", "Handed over before is missing", "Handed over for the first time"},
		{"email", "work", "E-mail address is work", "Work e-mail address"},
		{"email", "", "E-mail address has a rare value", "E-mail address has a rare value"},
	} {
		if got := prospect.Words(c.field, c.value, c.words, names); got != c.want {
			t.Errorf("%s is read as %s", c.words, got)
		}
	}
}
