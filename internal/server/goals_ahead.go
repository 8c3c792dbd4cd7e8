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
	PartOutlook(ctx context.Context, ask report.Ask, at time.Time) (goal.Outlook, error)
	PartCohort(ctx context.Context, ask report.Ask, at time.Time) (goal.Cohort, error)
}

// How long an outlook that was read and made ready stands before it is read again. That of a team is learned by the hour, and one that is not
// there yet is looked for again sooner; that of a part is learned as it is read. playsMost is how many are kept at once.
const (
	playFresh, noPlayFresh, partFresh = 2 * time.Minute, 5 * time.Second, 10 * time.Minute

	playsMost = 500
)

// who tells apart whose leads something is about, of a person those that they have to do with in one way.
type who struct {
	whose report.Whose
	role  report.Role
}

func whoOf(ask report.Ask) who {
	w := who{whose: ask.Whose}
	if ask.Person != 0 {
		w.role = ask.Measure.Needs().Person
	}
	return w
}

// plays keeps the outlooks that pages have asked for lately, made ready.
type plays struct {
	mu sync.Mutex
	of map[who]*heldPlay
}

// heldPlay is one of them. Who asks for it while it is read waits, who asks for another does not.
type heldPlay struct {
	mu   sync.Mutex
	play *goal.Play
	read time.Time
}

func (p *plays) held(w who) *heldPlay {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.of[w] == nil {
		if p.of == nil || len(p.of) >= playsMost {
			p.of = map[who]*heldPlay{}
		}
		p.of[w] = new(heldPlay)
	}
	return p.of[w]
}

// get is the outlook of some leads, from memory where it is fresh.
func (p *plays) get(w who, fresh time.Duration, now time.Time, read func() (goal.Outlook, error)) (*goal.Play, error) {
	h := p.held(w)
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.play != nil {
		if h.play.At.IsZero() {
			fresh = noPlayFresh
		}
		if now.Sub(h.read).Abs() < fresh {
			return h.play, nil
		}
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

// play is what the past of a team tells of what is to come, ready to be played.
func (s *Server) play(ctx context.Context, team account.TeamID, now time.Time) (*goal.Play, error) {
	return s.plays.get(who{whose: report.Whose{Team: team}}, playFresh, now, func() (goal.Outlook, error) { return s.Store.Outlook(ctx, team) })
}

// partPlay is what the past of a campaign, a source, a persona or a person tells of what is to come, ready to be played.
func (s *Server) partPlay(ctx context.Context, ask report.Ask, now time.Time) (*goal.Play, error) {
	return s.partPlays.get(whoOf(ask), partFresh, now, func() (goal.Outlook, error) { return s.Store.PartOutlook(ctx, ask, now) })
}

// ahead is where the metrics of a scope are heading, and the season by which they are paced.
type ahead struct {
	season goal.Season
	ranges map[goal.Metric]goal.Range
}

// scopeKey tells scopes apart.
type scopeKey struct {
	first, last time.Time
	who
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

func keyOf(scope report.Scope) scopeKey {
	return scopeKey{scope.First, scope.Last, who{whose: report.Whose{Team: scope.Team}}}
}

// heading are where goals are heading, and the seasons by which they are paced.
func (s *Server) heading(ctx context.Context, v view, goals []goal.Goal) (map[goal.ID]ahead, error) {
	of := map[goal.ID]ahead{}
	var ids []goal.ID
	var scopes []report.Scope
	for _, g := range goals {
		ask := g.Ask(v.books.Zone)
		if kind, _, _ := g.Whose().Kind(); kind == report.Everybody || kind == report.OfTeam {
			ids, scopes = append(ids, g.ID), append(scopes, report.Scope{Period: ask.Period, Team: g.Team})
		} else if g.Tallied() {
			a, err := s.partAhead(ctx, v, ask)
			if err != nil {
				return nil, err
			}
			of[g.ID] = a
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

// partAhead is where a campaign, a source, a persona or a person is heading.
func (s *Server) partAhead(ctx context.Context, v view, ask report.Ask) (ahead, error) {
	key := scopeKey{ask.First, ask.Last, whoOf(ask)}
	if a, fresh := s.foreseen.get(key, v.now); fresh {
		return a, nil
	}
	play, err := s.partPlay(ctx, ask, v.now)
	if err != nil {
		return ahead{}, err
	}
	cohort, err := s.Store.PartCohort(ctx, ask, v.now)
	if err != nil {
		return ahead{}, err
	}
	cohort.Weight, cohort.Ahead = play.Left(v.goalCalendar(0), ask.First, ask.Last, v.now.In(v.books.Zone))
	a := ahead{play.Season, play.Ranges(cohort)}
	s.foreseen.keep(key, a, v.now)
	return a, nil
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
