package server

import (
	"context"
	"fmt"
	"math"
	"net/http"
	"slices"
	"strings"
	"time"

	"baton/internal/account"
	"baton/internal/agreement"
	"baton/internal/english"
	"baton/internal/lead"
	"baton/internal/report"
	"baton/internal/scoring/goal"
	"baton/internal/server/address"
	"baton/web/page"
	"baton/web/ui"
)

// standing is how the promises of the agreement stand at a moment.
type standing struct {
	view
	terms          agreement.Terms
	month, quarter report.Promises
	totals         report.Totals // of the month
	onTime         float64       // the goal for answers on time, in per cent; 0 where none is set
}

func (k standing) period(p agreement.Period) (report.Period, report.Promises) {
	today := report.Day(k.Now, k.Policy.Zone)
	if p == agreement.Quarterly {
		return report.Quarter(today, k.Policy.Zone), k.quarter
	}
	return report.Month(today, k.Policy.Zone), k.month
}

// agreementSides are what both sides owe, with how that stands and who signed.
func (s *Server) agreementSides(r *http.Request, v view, signed agreement.Signed) ([]page.AgreementSide, error) {
	k, err := s.standing(r.Context(), v, signed.Terms)
	if err != nil {
		return nil, err
	}
	month, _ := k.period(agreement.Monthly)
	words := english.Commas(month.ShortIn(v.By.Dates, report.Day(v.Now, v.Policy.Zone)), strings.ToLower(v.progress(0, month).Words()))
	return []page.AgreementSide{
		{Side: ui.Marketing, Title: "Marketing owes", Words: words, Promises: k.marketing(), Signature: v.signedFor(signed, account.Marketing)},
		{Side: ui.Sales, Title: "Sales owes", Words: words, Promises: k.sales(month), Signature: v.signedFor(signed, account.Sales)},
	}, nil
}

// standing is how the promises of an agreement's terms stand now.
func (s *Server) standing(ctx context.Context, v view, terms agreement.Terms) (standing, error) {
	k := standing{view: v, terms: terms}
	month, _ := k.period(agreement.Monthly)
	periods := []report.Period{month}
	if slices.ContainsFunc(k.terms.Owed, func(o agreement.Owed) bool { return o.Period == agreement.Quarterly }) {
		quarter, _ := k.period(agreement.Quarterly)
		periods = append(periods, quarter)
	}
	promises, err := s.Store.Promises(ctx, periods, v.Now)
	if err != nil {
		return standing{}, err
	}
	totals, err := s.Store.Totals(ctx, []report.Scope{{Period: month}}, v.Now)
	if err != nil {
		return standing{}, err
	}
	goals, err := s.Store.GoalsFor(ctx, month.First, month.Last, 0)
	if err != nil {
		return standing{}, err
	}
	k.month, k.quarter, k.totals = promises[0], promises[len(promises)-1], totals[0]
	for _, g := range goals {
		if g.Metric == goal.OnTime {
			k.onTime = g.Target
		}
	}
	return k, nil
}

func (v view) signedFor(signed agreement.Signed, side account.Side) page.AgreementSignature {
	for _, s := range signed.Signatures {
		if s.Side == side {
			return v.signature(s)
		}
	}
	return page.AgreementSignature{Words: "This version came with Baton. It is not signed for " + string(side) + "."}
}

func (k standing) marketing() []page.Promise {
	var all []page.Promise
	for _, owed := range k.terms.Owed {
		all = append(all, k.owed(owed))
	}
	within := time.Duration(k.terms.Answer) * time.Minute
	share := k.month.AnsweredWithin(within, k.Now, func(team account.TeamID, from, until time.Time) time.Duration {
		return k.Policy.Calendar(team).Between(from, until)
	})
	asked := "No questions this month"
	if len(k.month.Questions) > 0 {
		asked = "No answer is due yet"
	}
	all = append(all, rate("Questions answered within "+agreement.Span(k.terms.Answer), share, 0, asked))
	auto := "Marketing hands leads over manually"
	if k.terms.AutoSubmit {
		auto = "Leads that meet the definition are handed over automatically"
	}
	return append(all, page.Promise{Words: auto, Percent: -1})
}

// owed is a number of leads against the days that are gone.
func (k standing) owed(o agreement.Owed) page.Promise {
	period, promises := k.period(o.Period)
	n, progress := promises.Handed(o.Grade), k.progress(0, period)
	p := page.Promise{Words: o.Words(), Value: english.Number(n), Percent: int(min(100, 100*n/int64(o.Leads))), Pace: int(math.Round(100 * progress.Share()))}
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

func (k standing) sales(month report.Period) []page.Promise {
	answers := rate(k.terms.DecideWords(), k.totals.OnTime(), int(k.onTime), "No answers this month")
	answers.Href = address.Behind(report.Filter{Scope: report.Scope{Period: month}, Metric: report.InTime})
	if k.totals.OverdueA > 0 {
		answers.Note += fmt.Sprintf(", %s of grade A still waiting", english.Number(k.totals.OverdueA))
	}
	nothing := "No leads accepted this month"
	if k.month.Accepted > 0 {
		nothing = "No first contact is due yet"
	}
	contact := rate(k.terms.ContactWords(), k.month.Contacted, 0, nothing)
	tries := page.Promise{Words: k.terms.GiveUpWords(), Value: "–", Note: "No leads given up this month"}
	due := map[lead.Grade]int64{}
	for grade, t := range k.terms.GiveUp {
		due[grade] = int64(t.Attempts)
	}
	if each, owed, known := k.month.Tries(due); known {
		tries.Value, tries.Percent, tries.Pace, tries.Note = fmt.Sprintf("%.1f", each), 100, 100, ""
		if each < owed {
			tries.Percent, tries.Note, tries.Late = int(100*each/owed), fmt.Sprintf("%.1f required", owed), true
		}
	}
	next := "Leads not answered in time stay with their rep"
	if k.terms.Reassign {
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

// lookBack is how far back a proposed definition or scoring is tried, and looksAt on how many leads at most.
const (
	lookBack = 90 * 24 * time.Hour
	looksAt  = 20_000
)

// effect is what a definition would have done to the leads of the last 90 days.
func (s *Server) effect(ctx context.Context, definition lead.Condition, at time.Time) (agreement.Effect, error) {
	return s.effects.Get(definition, at, func() (e agreement.Effect, err error) {
		e.Cut, err = s.Store.Tried(ctx, at.Add(-lookBack), looksAt, definition.Asks("touch."), func(t agreement.Tried) { e.Count(definition, t) })
		return e, err
	})
}

// acceptanceWords say what the acceptance rate of the dashboard would have been: of leads, each by its latest handoff.
const acceptanceWords = " The acceptance rate would have been %s instead of %s."

// effectWords say what a definition would have done; bad when it would have done nothing, or let nothing through.
func effectWords(e agreement.Effect) (words []string, bad bool) {
	time := "the last 90 days"
	if e.Cut {
		time = fmt.Sprintf("the latest %s leads of the last 90 days", english.Number(looksAt))
	}
	switch {
	case e.Leads == 0:
		return []string{"No leads were handed over in the last 90 days, so this definition cannot be tried."}, true
	case e.Nothing():
		return []string{fmt.Sprintf("None of the %s of %s meets this definition. No leads would have been handed over.", english.Count(int64(e.Leads), "lead", "leads"), time)}, true
	case e.Everything():
		return []string{fmt.Sprintf("Every one of the %s of %s meets this definition. It would have held back none.", english.Count(int64(e.Leads), "lead", "leads"), time)}, true
	}
	accepted := report.Acceptance(int64(e.Accepted), int64(e.Decided-e.Accepted))
	rest := report.Acceptance(int64(e.Accepted-e.OutAccepted), int64(e.Decided-e.OutDecided-e.Accepted+e.OutAccepted))
	won := "none"
	if e.OutWon > 0 {
		won = english.Number(int64(e.OutWon))
	}
	sentence := fmt.Sprintf("In %s, %s of %s leads would not have been handed over. Sales had accepted %s of these and won %s.", time, english.Number(int64(e.Out)), english.Number(int64(e.Leads)),
		english.Number(int64(e.OutAccepted)), won)
	if rest.Known() && accepted.Known() {
		sentence += fmt.Sprintf(acceptanceWords, rest.Words(), accepted.Words())
	}
	return []string{sentence}, false
}
