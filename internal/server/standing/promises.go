package standing

import (
	"context"
	"fmt"
	"math"
	"slices"
	"time"

	"baton/internal/account"
	"baton/internal/agreement"
	"baton/internal/english"
	"baton/internal/lead"
	"baton/internal/report"
	"baton/internal/scoring/forecast"
	"baton/internal/server/address"
	"baton/internal/server/visit"
	"baton/web/page"
)

// Progress is how far the working days of a period have gone for a team; both teams go by the calendar of the sales
// team that gets what nobody else does.
func (v View) Progress(team account.TeamID, p report.Period) forecast.Progress {
	return forecast.Working(v.GoalCalendar(team), p.First, p.Last, report.Day(v.Now, v.Policy.Zone))
}

// GoalCalendar is the calendar by which the goals of a team go, as progress says.
func (v View) GoalCalendar(team account.TeamID) agreement.Calendar {
	if team == 0 {
		team = v.Policy.Pool(0).ID
	}
	return v.Policy.Calendar(team)
}

// Whole is an amount in hundredths of a currency without its decimals.
func Whole(hundredths int64, currency string) string {
	return visit.MoneyOf((hundredths+50)/100*100, currency)
}

// Promises is how the promises of the agreement stand at a moment.
type Promises struct {
	View
	Terms          agreement.Terms
	Month, quarter report.Promises
	totals         report.Totals // of the month
	onTime         float64       // the goal for answers on time, in per cent; 0 where none is set
}

// Period is the month or quarter of today that a promise is of, with what was counted in it.
func (k Promises) Period(p agreement.Period) (report.Period, report.Promises) {
	today := report.Day(k.Now, k.Policy.Zone)
	if p == agreement.Quarterly {
		return report.Quarter(today, k.Policy.Zone), k.quarter
	}
	return report.Month(today, k.Policy.Zone), k.Month
}

// Promises is how the promises of an agreement's terms stand now.
func (s *Reader) Promises(ctx context.Context, v View, terms agreement.Terms) (Promises, error) {
	k := Promises{View: v, Terms: terms}
	month, _ := k.Period(agreement.Monthly)
	periods := []report.Period{month}
	if slices.ContainsFunc(k.Terms.Owed, func(o agreement.Owed) bool { return o.Period == agreement.Quarterly }) {
		quarter, _ := k.Period(agreement.Quarterly)
		periods = append(periods, quarter)
	}
	promises, err := s.Store.Promises(ctx, periods, v.Now)
	if err != nil {
		return Promises{}, err
	}
	totals, err := s.Store.Totals(ctx, []report.Scope{{Period: month}}, v.Now)
	if err != nil {
		return Promises{}, err
	}
	goals, err := s.Store.GoalsFor(ctx, month.First, month.Last, 0)
	if err != nil {
		return Promises{}, err
	}
	k.Month, k.quarter, k.totals = promises[0], promises[len(promises)-1], totals[0]
	for _, g := range goals {
		if g.Measure == report.DecidedOnTime {
			k.onTime = g.Target
		}
	}
	return k, nil
}

// Marketing is what marketing owes, with how it stands.
func (k Promises) Marketing() []page.Promise {
	var all []page.Promise
	for _, owed := range k.Terms.Owed {
		all = append(all, k.owed(owed))
	}
	within := time.Duration(k.Terms.Answer) * time.Minute
	share := k.Month.AnsweredWithin(within, k.Now, func(team account.TeamID, from, until time.Time) time.Duration {
		return k.Policy.Calendar(team).Between(from, until)
	})
	asked := "No questions this month"
	if len(k.Month.Questions) > 0 {
		asked = "No answer is due yet"
	}
	all = append(all, rate("Questions answered within "+agreement.Span(k.Terms.Answer), share, 0, asked))
	auto := "Marketing hands leads over manually"
	if k.Terms.AutoSubmit {
		auto = "Leads that meet the definition are handed over automatically"
	}
	return append(all, page.Promise{Words: auto, Percent: -1})
}

// owed is a number of leads against the days that are gone.
func (k Promises) owed(o agreement.Owed) page.Promise {
	period, promises := k.Period(o.Period)
	n, progress := promises.Handed(o.Grade), k.Progress(0, period)
	p := page.Promise{Words: o.Words(), Value: english.Number(n), Percent: int(min(100, 100*n/int64(o.Leads))),
		Pace: int(math.Round(100 * progress.Share()))}
	if o.Grade == "" {
		p.Href = address.Behind(report.Filter{Scope: report.Scope{Period: period}, Metric: report.Submitted})
	}
	behind := int64(math.Round(float64(o.Leads)*progress.Share())) - n
	switch {
	case n >= int64(o.Leads):
		p.Note = "Reached"
	case behind > 0:
		p.Note, p.Late = english.Number(behind)+" behind pace", true
	}
	return p
}

// Sales is what sales owes, with how it stood in month.
func (k Promises) Sales(month report.Period) []page.Promise {
	answers := rate(k.Terms.DecideWords(), k.totals.OnTime(), int(k.onTime), "No answers this month")
	answers.Href = address.Behind(report.Filter{Scope: report.Scope{Period: month}, Metric: report.InTime})
	if k.totals.OverdueA > 0 {
		answers.Note += fmt.Sprintf(", %s of grade A still waiting", english.Number(k.totals.OverdueA))
	}
	nothing := "No leads accepted this month"
	if k.Month.Accepted > 0 {
		nothing = "No first contact is due yet"
	}
	contact := rate(k.Terms.ContactWords(), k.Month.Contacted, 0, nothing)
	tries := page.Promise{Words: k.Terms.GiveUpWords(), Value: "–", Note: "No leads given up this month"}
	due := map[lead.Grade]int64{}
	for grade, t := range k.Terms.GiveUp {
		due[grade] = int64(t.Attempts)
	}
	if each, owed, known := k.Month.Tries(due); known {
		tries.Value, tries.Percent, tries.Pace, tries.Note = fmt.Sprintf("%.1f", each), 100, 100, ""
		if each < owed {
			tries.Percent, tries.Note, tries.Late = int(100*each/owed), fmt.Sprintf("%.1f required", owed), true
		}
	}
	next := "Leads not answered in time stay with their rep"
	if k.Terms.Reassign {
		next = "Leads not answered in time go to the next rep"
	}
	return []page.Promise{answers, contact, tries, {Words: next, Percent: -1}}
}

// rate is a share of what was kept, with a goal as its mark, and how much of it came late.
func rate(words string, share report.Share, pace int, nothing string) page.Promise {
	p := page.Promise{Words: words, Value: share.Words(), Percent: share.Percent(), Pace: pace}
	switch late := share.Of - share.N; {
	case !share.Known():
		p.Note = nothing
	case late > 0:
		p.Note, p.Late = english.Number(late)+" late", true
	}
	return p
}
