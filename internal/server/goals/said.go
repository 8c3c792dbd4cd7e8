package goals

import (
	"cmp"
	"fmt"
	"strings"

	"baton/internal/english"
	"baton/internal/money"
	"baton/internal/report"
	"baton/internal/scoring/goal"
	"baton/internal/server/standing"
	"baton/internal/server/visit"
	"baton/web/page"
)

// why is what was said of a goal whose days are over, and where it can be said.
func (g *goalsRead) why(each goal.Goal, is report.Reading) *page.GoalWhy {
	said := g.said(each)
	why := &page.GoalWhy{Question: "Why was it missed?", About: g.about(each, each.Ask(g.Policy.Zone).Period)}
	switch s := g.Stand(each, is, g.heading[each.ID]); {
	case s.Unknown || s.Open:
		why.Question = "What can you say so far?"
	case s.Met():
		why.Question = "Why was it met?"
	}
	for _, s := range said {
		why.Said = append(why.Said,
			page.GoalSaid{Words: s.Words, By: s.ByName, At: visit.Moment(g.By, s.At, g.Now), Value: g.thenWords(each, s)})
	}
	if len(said) == 0 {
		why.Nobody = "Nobody has said why yet."
	}
	if !g.notes.Mine[each.ID] {
		return why
	}
	why.Form = &page.Entry{Action: "/goals/" + visit.ID(each.ID) + "/explanation"}
	if g.asked.explained == each.ID {
		why.Form.Problem, why.Form.Problems, why.Typed = g.asked.refused.Words, g.asked.refused.Problems, g.asked.words
	}
	return why
}

// said is what was said of a goal since its days were over. What was said before it was given these days was about
// others.
func (g *goalsRead) said(each goal.Goal) (said []goal.Sentence) {
	_, over := each.Ask(g.Policy.Zone).Instants()
	for _, s := range g.notes.Sentences[each.ID] {
		if !s.At.Before(over) {
			said = append(said, s)
		}
	}
	return said
}

// unexplained reports whether a goal that is over was met or missed, and nobody has said why.
func (g *goalsRead) unexplained(each goal.Goal) bool {
	s := g.Stand(each, g.readings[each.ID], g.heading[each.ID])
	return each.Over(g.today) && !s.Unknown && !s.Open && len(g.said(each)) == 0
}

// thenWords say what a goal was when a sentence about it was written.
func (g *goalsRead) thenWords(each goal.Goal, s goal.Sentence) string {
	was := "not met"
	if s.Met {
		was = "met"
	}
	if !s.Told {
		return "with no value then"
	}
	unit := each.Measure.Unit()
	value := unit.Short(s.Value, money.CurrencySign(g.Policy.Currency))
	if unit == report.Percent {
		value = unit.Number(float64(report.WholePercent(s.Value/100)), "")
	}
	return was + " at " + value + " then"
}

// history is what was done to a goal, in words.
func (g *goalsRead) history(each goal.Goal) page.GoalHistory {
	changes := g.notes.Changes[each.ID]
	h := page.GoalHistory{Words: "History"}
	switch n := len(changes); {
	case n == goal.NotesMost:
		h.Words = fmt.Sprintf("History, last %d changes", n)
	case n > 1:
		h.Words = "History, " + english.Count(int64(n-1), "change", "changes")
	}
	for i, c := range changes {
		by := cmp.Or(c.ByName, "Baton")
		words := by + " set it: " + g.asks(c.Goal)
		switch {
		case c.Act == goal.Changed && i == 0: // a goal that was there before histories were kept
			words = by + " changed it: " + g.asks(c.Goal)
		case c.Act == goal.Changed:
			words = by + " changed it: " + g.difference(changes[i-1].Goal, c.Goal)
		case c.Act == goal.TakenAway:
			words = by + " deleted it"
		case c.Act == goal.BroughtBack:
			words = by + " restored it"
		}
		h.Lines = append(h.Lines, page.GoalChange{Words: words, At: visit.Moment(g.By, c.At, g.Now)})
	}
	return h
}

// asks say what a goal asks for.
func (g *goalsRead) asks(each goal.Goal) string {
	return fmt.Sprintf("%s %s, %s, %s", g.MetricWords(each),
		standing.TargetWords(each, money.CurrencySign(g.Policy.Currency)),
		daysWords(g.By.Dates, each.Ask(g.Policy.Zone).Period), inside(g.whoseWords(each.Whose())))
}

// difference says what of a goal became something else.
func (g *goalsRead) difference(from, to goal.Goal) string {
	if from.Measure != to.Measure || from.Reason != to.Reason {
		return g.asks(to)
	}
	var parts []string
	if from.Target != to.Target {
		unit := to.Measure.Unit()
		parts = append(parts, unit.Number(to.Target,
			money.CurrencySign(g.Policy.Currency))+" instead of "+unit.Number(from.Target,
			money.CurrencySign(g.Policy.Currency)))
	}
	if before, days := from.Ask(g.Policy.Zone).Period, to.Ask(g.Policy.Zone).Period; !before.Same(days) {
		parts = append(parts, daysWords(g.By.Dates, days)+" instead of "+daysWords(g.By.Dates, before))
	}
	if from.Whose() != to.Whose() {
		parts = append(parts, inside(g.whoseWords(to.Whose()))+" instead of "+inside(g.whoseWords(from.Whose())))
	}
	return strings.Join(parts, "; ")
}
