package standing

import (
	"context"
	"sync"
	"time"

	"baton/internal/account"
	"baton/internal/report"
	"baton/internal/scoring/forecast"
	"baton/internal/scoring/goal"
)

// How long an outlook that was read and made ready stands before it is read again: it is learned by the hour, and one
// that is not there yet is looked for again sooner. playsMost is how many are kept at once.
const (
	playFresh, noPlayFresh = 2 * time.Minute, 5 * time.Second

	playsMost = 500
)

// plays keeps the outlooks that pages have asked for lately, made ready.
type plays struct {
	mu sync.Mutex
	of map[report.Who]*heldPlay
}

// heldPlay is one of them. Who asks for it while it is read waits, who asks for another does not.
type heldPlay struct {
	mu   sync.Mutex
	play *forecast.Play
	read time.Time
}

func (p *plays) held(w report.Who) *heldPlay {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.of[w] == nil {
		if p.of == nil || len(p.of) >= playsMost {
			p.of = map[report.Who]*heldPlay{}
		}
		p.of[w] = new(heldPlay)
	}
	return p.of[w]
}

// get is the outlook of some leads, from memory where it is fresh.
func (p *plays) get(w report.Who, now time.Time, read func() (forecast.Outlook, error)) (*forecast.Play, error) {
	h := p.held(w)
	h.mu.Lock()
	defer h.mu.Unlock()
	fresh := playFresh
	if h.play != nil && h.play.At.IsZero() {
		fresh = noPlayFresh
	}
	if h.play != nil && now.Sub(h.read).Abs() < fresh {
		return h.play, nil
	}
	outlook, err := read()
	if err != nil {
		return nil, err
	}
	if h.play == nil || !h.play.At.Equal(outlook.At) {
		h.play = outlook.Ready()
	}
	h.read = now
	return h.play, nil
}

// Play is what the past of somebody's leads tells of what is to come, ready to be played.
func (s *Reader) Play(ctx context.Context, w report.Who, now time.Time) (*forecast.Play, error) {
	return s.plays.get(w, now, func() (forecast.Outlook, error) { return s.Store.Outlook(ctx, w) })
}

// OfTeam are the leads of a team, 0 for those of all.
func OfTeam(team account.TeamID) report.Who { return report.Who{Whose: report.Whose{Team: team}} }

// Ahead is where the metrics of a scope are heading, and the timing by which they are paced.
type Ahead struct {
	Timing forecast.Timing
	ranges map[report.Measure]forecast.Range
}

// scopeKey tells scopes apart.
type scopeKey struct {
	first, last time.Time
	report.Who
}

// foreseenFresh is how long what was foreseen of a scope stands: where a month is heading does not turn in that time.
// foreseenMost is of how many scopes at once.
const foreseenFresh, foreseenMost = 10 * time.Second, 500

// foresights keep where scopes were heading a moment ago.
type foresights struct {
	mu sync.Mutex
	of map[scopeKey]foresight
}

type foresight struct {
	Ahead
	at time.Time
}

func (f *foresights) get(key scopeKey, now time.Time) (Ahead, bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	known, there := f.of[key]
	return known.Ahead, there && now.Sub(known.at).Abs() < foreseenFresh
}

func (f *foresights) keep(key scopeKey, a Ahead, now time.Time) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if len(f.of) >= foreseenMost || f.of == nil {
		f.of = map[scopeKey]foresight{}
	}
	f.of[key] = foresight{a, now}
}

// Aheads are where the metrics of scopes are heading, whose totals are those of this moment. Scopes that are the same
// are reckoned once.
func (s *Reader) Aheads(ctx context.Context, v View, scopes []report.Scope, totals []report.Totals) ([]Ahead, error) {
	known := map[scopeKey]Ahead{}
	var asked []report.Scope
	var of []report.Totals
	for i, scope := range scopes {
		key := keyOf(scope)
		if _, there := known[key]; there {
			continue
		}
		a, fresh := s.foreseen.get(key, v.Now)
		if known[key] = a; !fresh {
			asked, of = append(asked, scope), append(of, totals[i])
		}
	}
	flights, err := s.Store.InFlight(ctx, asked, v.Now)
	if err != nil {
		return nil, err
	}
	for i, scope := range asked {
		play, err := s.Play(ctx, OfTeam(scope.Team), v.Now)
		if err != nil {
			return nil, err
		}
		key, a := keyOf(scope), Ahead{play.Timing(), play.Ranges(v.cohort(play, scope, of[i], flights[i]))}
		if known[key] = a; !play.At.IsZero() {
			s.foreseen.keep(key, a, v.Now)
		}
	}
	all := make([]Ahead, len(scopes))
	for i, scope := range scopes {
		all[i] = known[keyOf(scope)]
	}
	return all, nil
}

func keyOf(scope report.Scope) scopeKey {
	return scopeKey{scope.First, scope.Last, OfTeam(scope.Team)}
}

// Heading are where goals are heading, and the timing by which they are paced.
func (s *Reader) Heading(ctx context.Context, v View, goals []goal.Goal) (map[goal.ID]Ahead, error) {
	var scopes []report.Scope
	var asks []report.Ask
	var inScopes, inParts []goal.ID
	for _, g := range goals {
		ask := g.Ask(v.Policy.Zone)
		if kind, _, _ := g.Whose().Kind(); kind == report.Everybody || kind == report.OfTeam {
			inScopes, scopes = append(inScopes, g.ID), append(scopes, report.Scope{Period: ask.Period, Team: g.Team})
		} else if g.Tallied() {
			inParts, asks = append(inParts, g.ID), append(asks, ask)
		}
	}
	totals, err := s.Store.Totals(ctx, scopes, v.Now)
	if err != nil {
		return nil, err
	}
	ofScopes, err := s.Aheads(ctx, v, scopes, totals)
	if err != nil {
		return nil, err
	}
	ofParts, err := s.partAheads(ctx, v, asks)
	if err != nil {
		return nil, err
	}
	of := map[goal.ID]Ahead{}
	for i, id := range inScopes {
		of[id] = ofScopes[i]
	}
	for i, id := range inParts {
		of[id] = ofParts[i]
	}
	return of, nil
}

// noHolderRange is why there is no range of what counts for who held a lead as its time ran out.
const noHolderRange = "No range: this counts for whoever has a lead when its time runs out, " +
	"and that cannot be forecast."

// partAheads are where campaigns, sources, personas and people are heading.
func (s *Reader) partAheads(ctx context.Context, v View, asks []report.Ask) ([]Ahead, error) {
	all := make([]Ahead, len(asks))
	var due []int
	var of []report.Ask
	for i, ask := range asks {
		var fresh bool
		if all[i], fresh = s.foreseen.get(partKey(ask), v.Now); !fresh {
			due, of = append(due, i), append(of, ask)
		}
	}
	cohorts, err := s.Store.PartCohorts(ctx, of, v.Now)
	if err != nil {
		return nil, err
	}
	for n, i := range due {
		var fresh bool
		if all[i], fresh = s.foreseen.get(partKey(of[n]), v.Now); fresh { // by another goal of the same
			continue
		}
		play, err := s.Play(ctx, of[n].Who(), v.Now)
		if err != nil {
			return nil, err
		}
		if of[n].Who().Role == report.Holder {
			all[i] = Ahead{play.Timing(), map[report.Measure]forecast.Range{of[n].Measure: {Why: noHolderRange}}}
		} else {
			c := cohorts[n]
			v.remaining(&c, play, 0, of[n].Period)
			all[i] = Ahead{play.Timing(), play.Ranges(c)}
		}
		s.foreseen.keep(partKey(of[n]), all[i], v.Now)
	}
	return all, nil
}

func partKey(ask report.Ask) scopeKey { return scopeKey{ask.First, ask.Last, ask.Who()} }

// cohort is a scope as it stands.
func (v View) cohort(play *forecast.Play, scope report.Scope, t report.Totals,
	flight forecast.InFlight) forecast.Cohort {
	c := forecast.Cohort{
		HandedOver: t.Submitted, Accepted: t.Accepted, Rejected: t.Rejected, Qualified: t.Qualified, Won: t.Won,
		WonAmount: float64(t.WonCents) / 100,
		OnTime:    t.DecidedInTime, Late: t.Late(), Open: max(0, t.Waiting()-t.Overdue), InFlight: flight,
	}
	v.remaining(&c, play, scope.Team, scope.Period)
	return c
}

// remaining fills in how much of the days of a cohort is gone, and left.
func (v View) remaining(c *forecast.Cohort, play *forecast.Play, team account.TeamID, days report.Period) {
	now := v.Now.In(v.Policy.Zone)
	c.Weight, c.Ahead = play.Left(v.GoalCalendar(team), days.First, days.Last, now)
	c.Gone = play.Gone(v.GoalCalendar(team), days.First, days.Last, now)
}
