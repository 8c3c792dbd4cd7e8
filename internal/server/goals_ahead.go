package server

import (
	"context"
	"sync"
	"time"

	"baton/internal/account"
	"baton/internal/report"
	"baton/internal/scoring/goal"
)

// OutlookStore is what forecasts ask of the database.
type OutlookStore interface {
	Outlook(ctx context.Context, team account.TeamID) (goal.Outlook, error)
	InFlight(ctx context.Context, scopes []report.Scope, at time.Time) ([]goal.InFlight, error)
}

// playFresh is how long an outlook that was read and made ready stands before it is read again; it is learned by the hour. One that is not
// there yet is looked for again sooner.
const playFresh, noPlayFresh = 2 * time.Minute, 5 * time.Second

// plays keeps the outlooks that pages have asked for lately, made ready.
type plays struct {
	mu   sync.Mutex
	of   map[account.TeamID]*goal.Play
	read map[account.TeamID]time.Time
}

// get is the outlook of a team, from memory where it is fresh.
func (p *plays) get(team account.TeamID, now time.Time, read func() (goal.Outlook, error)) (*goal.Play, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if known := p.of[team]; known != nil {
		fresh := playFresh
		if known.At.IsZero() {
			fresh = noPlayFresh
		}
		if now.Sub(p.read[team]).Abs() < fresh {
			return known, nil
		}
	}
	outlook, err := read()
	if err != nil {
		return nil, err
	}
	if p.of == nil {
		p.of, p.read = map[account.TeamID]*goal.Play{}, map[account.TeamID]time.Time{}
	}
	if known := p.of[team]; known == nil || !known.At.Equal(outlook.At) {
		p.of[team] = outlook.Ready()
	}
	p.read[team] = now
	return p.of[team], nil
}

// play is what the past of a team tells of what is to come, ready to be played.
func (s *Server) play(ctx context.Context, team account.TeamID, now time.Time) (*goal.Play, error) {
	return s.plays.get(team, now, func() (goal.Outlook, error) { return s.Store.Outlook(ctx, team) })
}

// ahead is where the metrics of a scope are heading, and the season by which they are paced.
type ahead struct {
	season goal.Season
	ranges map[goal.Metric]goal.Range
}

// scopeKey tells scopes apart.
type scopeKey struct {
	first, last time.Time
	team        account.TeamID
}

// foreseenFresh is how long what was foreseen of a scope stands: where a month is heading does not turn in that time. foreseenMost is of how
// many scopes at once.
const foreseenFresh, foreseenMost = 10 * time.Second, 500

// foresights keep where scopes were heading a moment ago.
type foresights struct {
	mu sync.Mutex
	of map[scopeKey]foresight
}

type foresight struct {
	ahead
	at time.Time
}

func (f *foresights) get(key scopeKey, now time.Time) (ahead, bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	known, there := f.of[key]
	return known.ahead, there && now.Sub(known.at).Abs() < foreseenFresh
}

func (f *foresights) keep(key scopeKey, a ahead, now time.Time) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if len(f.of) >= foreseenMost || f.of == nil {
		f.of = map[scopeKey]foresight{}
	}
	f.of[key] = foresight{a, now}
}

// aheads are where the metrics of scopes are heading, whose totals are those of this moment. Scopes that are the same are reckoned once.
func (s *Server) aheads(ctx context.Context, v view, scopes []report.Scope, totals []report.Totals) ([]ahead, error) {
	known := map[scopeKey]ahead{}
	var asked []report.Scope
	var of []report.Totals
	for i, scope := range scopes {
		key := keyOf(scope)
		if _, there := known[key]; there {
			continue
		}
		a, fresh := s.foreseen.get(key, v.now)
		if known[key] = a; !fresh {
			asked, of = append(asked, scope), append(of, totals[i])
		}
	}
	flights, err := s.Store.InFlight(ctx, asked, v.now)
	if err != nil {
		return nil, err
	}
	for i, scope := range asked {
		play, err := s.play(ctx, scope.Team, v.now)
		if err != nil {
			return nil, err
		}
		key, a := keyOf(scope), ahead{play.Season, play.Ranges(v.cohort(play, scope, of[i], flights[i]))}
		if known[key] = a; !play.At.IsZero() {
			s.foreseen.keep(key, a, v.now)
		}
	}
	all := make([]ahead, len(scopes))
	for i, scope := range scopes {
		all[i] = known[keyOf(scope)]
	}
	return all, nil
}

func keyOf(scope report.Scope) scopeKey { return scopeKey{scope.First, scope.Last, scope.Team} }

// unforeseen is why there is no range for what is of neither both teams nor one.
const unforeseen = "No range: it takes the whole flow of a team to foresee one."

// heading are where goals are heading, and the seasons by which they are paced: of those of both teams and of a team. What a person, a
// campaign, a source or a persona is heading for is not foreseen.
func (s *Server) heading(ctx context.Context, v view, goals []goal.Goal) (map[goal.ID]ahead, error) {
	of := map[goal.ID]ahead{}
	var ids []goal.ID
	var scopes []report.Scope
	for _, g := range goals {
		if kind, _, _ := g.Whose().Kind(); kind == report.Everybody || kind == report.OfTeam {
			ids, scopes = append(ids, g.ID), append(scopes, report.Scope{Period: g.Ask(v.books.Zone).Period, Team: g.Team})
		} else if g.Tallied() {
			of[g.ID] = ahead{ranges: map[goal.Metric]goal.Range{g.Metric: {Why: unforeseen}}}
		}
	}
	if len(ids) == 0 {
		return of, nil
	}
	totals, err := s.Store.Totals(ctx, scopes, v.now)
	if err != nil {
		return nil, err
	}
	all, err := s.aheads(ctx, v, scopes, totals)
	if err != nil {
		return nil, err
	}
	for i, id := range ids {
		of[id] = all[i]
	}
	return of, nil
}

// cohort is a scope as it stands.
func (v view) cohort(play *goal.Play, scope report.Scope, t report.Totals, flight goal.InFlight) goal.Cohort {
	c := goal.Cohort{
		HandedOver: t.Submitted, Accepted: t.Accepted, SentBack: t.Rejected, Qualified: t.Qualified, Won: t.Won, WonAmount: float64(t.WonCents) / 100,
		OnTime: t.DecidedInTime, Late: t.Late(), Open: max(0, t.Waiting()-t.Overdue), InFlight: flight,
	}
	c.Weight, c.Ahead = play.Left(v.goalCalendar(scope.Team), scope.First, scope.Last, v.now.In(v.books.Zone))
	return c
}
