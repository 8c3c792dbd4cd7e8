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

// aheads are where the metrics of scopes are heading, whose totals are those of this moment. Scopes that are the same are reckoned once.
func (s *Server) aheads(ctx context.Context, v view, scopes []report.Scope, totals []report.Totals) ([]ahead, error) {
	all, same := make([]ahead, len(scopes)), map[scopeKey]int{}
	var asked []report.Scope
	for _, scope := range scopes {
		key := scopeKey{scope.First, scope.Last, scope.Team}
		if _, known := same[key]; !known {
			same[key] = len(asked)
			asked = append(asked, scope)
		}
	}
	flights, err := s.Store.InFlight(ctx, asked, v.now)
	if err != nil {
		return nil, err
	}
	done := make([]*ahead, len(asked))
	for i, scope := range scopes {
		n := same[scopeKey{scope.First, scope.Last, scope.Team}]
		if done[n] == nil {
			play, err := s.play(ctx, scope.Team, v.now)
			if err != nil {
				return nil, err
			}
			done[n] = &ahead{play.Season, play.Ranges(v.cohort(play, scope, totals[i], flights[n]))}
		}
		all[i] = *done[n]
	}
	return all, nil
}

// heading are where goals are heading, and the seasons by which they are paced: of those of both teams and of a team. What a person, a
// campaign, a source or a persona is heading for is not foreseen.
func (s *Server) heading(ctx context.Context, v view, goals []goal.Goal) (map[goal.ID]ahead, error) {
	var ids []goal.ID
	var scopes []report.Scope
	for _, g := range goals {
		if kind, _, _ := g.Whose().Kind(); kind == report.Everybody || kind == report.OfTeam {
			ids, scopes = append(ids, g.ID), append(scopes, report.Scope{Period: g.Ask(v.books.Zone).Period, Team: g.Team})
		}
	}
	if len(ids) == 0 {
		return nil, nil
	}
	totals, err := s.Store.Totals(ctx, scopes, v.now)
	if err != nil {
		return nil, err
	}
	all, err := s.aheads(ctx, v, scopes, totals)
	if err != nil {
		return nil, err
	}
	of := map[goal.ID]ahead{}
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
