package leadview

import (
	"fmt"
	"time"

	"baton/internal/handoff"
	"baton/internal/handoff/history"
	"baton/internal/lead"
	"baton/internal/server/visit"
	"baton/web/page"
	"baton/web/ui"
)

// scored is why a lead is graded as it is, and how that came about.
func (v View) scored(parts *page.LeadParts, h *history.History) {
	score, graded := present(h)
	if !graded {
		return
	}
	parts.Why, parts.Engaged, parts.Scores = why(score), engaged(score), v.scoreHistory(h.Scores)
}

// present is the score that a lead has now: that of its latest handoff, or of what marketing did since.
func present(h *history.History) (score lead.Score, graded bool) {
	if len(h.Handoffs) > 0 && !withMarketing(h.Lead.Stage) {
		return h.Handoffs[0].Score, true
	}
	if n := len(h.Scores); n > 0 {
		return h.Scores[n-1].Score, true
	}
	return lead.Score{}, false
}

// withMarketing reports whether a lead that is there is marketing's to hand over.
func withMarketing(stage lead.Stage) bool { return stage == lead.Draft || stage == lead.Recycled }

// why is the fit of a score as arithmetic.
func why(score lead.Score) *ui.Arithmetic {
	if len(score.Lines) == 0 {
		return nil
	}
	return &ui.Arithmetic{Title: "Why grade " + string(score.Grade), Words: fmt.Sprintf("fit %d of 100", score.Fit),
		Href: "/scoring", Parts: summands(score.Lines)}
}

// ScoreWhy is why a score is what it is: the grade, then the engagement.
func ScoreWhy(score lead.Score) (all []ui.Arithmetic) {
	for _, a := range []*ui.Arithmetic{why(score), engaged(score)} {
		if a != nil {
			all = append(all, *a)
		}
	}
	return all
}

// engaged is the engagement of a score as arithmetic, nil for a score that has none.
func engaged(score lead.Score) *ui.Arithmetic {
	if score.Level == 0 {
		return nil
	}
	a := &ui.Arithmetic{Title: fmt.Sprintf("Why engagement %d", score.Level),
		Words: fmt.Sprintf("%d points", score.Engagement), Href: "/scoring#engagement", Parts: summands(score.Engaged)}
	if len(score.Engaged) == 0 {
		a.Sum = "No touches count yet. 1 is the highest engagement, 4 the lowest."
	}
	return a
}

func summands(lines []lead.ScoreLine) (parts []ui.Part) {
	largest := 1
	for _, line := range lines {
		largest = max(largest, line.Points, -line.Points)
	}
	for _, line := range lines {
		parts = append(parts, ui.Part{Words: line.Words, Points: visit.Signed(line.Points),
			Percent: 100 * max(line.Points, -line.Points) / largest, Less: line.Points < 0})
	}
	return parts
}

// causes say what had a score worked out.
var causes = map[string]string{
	handoff.OnSubmission: "Handed over", handoff.OnTouch: "A new touch", handoff.OnCapture: "Captured",
	handoff.OnEdit: "Marketing changed it",
}

// scoreHistory is how the score of a lead came about, nil while it has had one alone.
func (v View) scoreHistory(scores []handoff.PastScore) *ui.StepChart {
	if len(scores) < 2 {
		return nil
	}
	most := 100
	for _, s := range scores {
		most = max(most, s.Engagement)
	}
	first, last := scores[0].At, scores[len(scores)-1].At
	c := &ui.StepChart{
		Title: "How the score changed", Most: fmt.Sprint(most), First: visit.Moment(v.By, first, v.Now).Words,
		Last:   visit.Moment(v.By, last, v.Now).Words,
		Series: []ui.Series{{Name: "Fit", Tone: ui.Marketing}, {Name: "Engagement", Tone: ui.Sales}},
		Table: ui.Table{Caption: "Scores of this lead", Heads: []ui.Head{
			{Label: "When"}, {Label: "Grade"}, {Label: "Fit", Number: true}, {Label: "Engagement", Number: true},
			{Label: "Why then"}, {Label: "Scoring", Number: true}}},
	}
	for _, s := range scores {
		x := along(s.At, first, last)
		c.Series[0].Points = append(c.Series[0].Points, [2]float64{x, 100 * float64(s.Fit) / float64(most)})
		c.Series[1].Points = append(c.Series[1].Points, [2]float64{x, 100 * float64(s.Engagement) / float64(most)})
		c.Table.Rows = append(c.Table.Rows, ui.Row{Cells: []ui.Cell{
			{Content: ui.Time(visit.Moment(v.By, s.At, v.Now))}, {Content: ui.Grade(s.Mark())}, {Words: fmt.Sprint(s.Fit)},
			{Words: fmt.Sprint(s.Engagement)},
			{Words: becauseOf(s)}, {Words: fmt.Sprintf("Version %d", s.Version)},
		}})
	}
	return c
}

func becauseOf(s handoff.PastScore) string {
	if s.Cause == handoff.OnSubmission && s.Number > 1 {
		return fmt.Sprintf("Handed over again, as handoff %d", s.Number)
	}
	return causes[s.Cause]
}

// along is how far an instant lies between two, in per cent of nine tenths: what the last one brought is still to be
// seen.
func along(at, first, last time.Time) float64 {
	all := last.Sub(first)
	if all <= 0 {
		return 0
	}
	return 90 * float64(at.Sub(first)) / float64(all)
}
