package handofftest

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"baton/internal/account"
	"baton/internal/assign"
	"baton/internal/errs"
	"baton/internal/handoff"
	"baton/internal/handoff/desk"
	"baton/internal/lead"
)

func (t *tx) Pool(_ context.Context, ask desk.PoolAsk) (assign.Pool, error) {
	floor := assign.Pool{
		Teams: map[account.TeamID][]assign.Candidate{}, People: map[account.PersonID]assign.Candidate{},
	}
	teams := slices.Clone(ask.Teams)
	slices.Sort(teams)
	teams = slices.Compact(teams)
	for _, p := range t.store.floor.People {
		for _, team := range teams {
			if p.In(team) && p.Role == account.Rep && !p.Disabled {
				floor.Teams[team] = append(floor.Teams[team], t.candidate(p, team, ask))
			}
		}
		if slices.Contains(ask.People, p.ID) {
			floor.People[p.ID] = t.candidate(p, t.salesTeam(p), ask)
		}
	}
	if ask.Account != (lead.Account{}) {
		floor.Owner = t.accountOwner(ask)
	}
	if ask.PassedOn {
		floor.PassedOn = t.passedOn(ask.Lead)
	}
	return floor, t.store.ask()
}

// candidate is somebody as they stand for a lead.
func (t *tx) candidate(p account.Person, team account.TeamID, ask desk.PoolAsk) assign.Candidate {
	load := t.Loads[p.ID]
	c := assign.Candidate{
		Person: p.ID, Name: p.Name, Role: p.Role, Team: team, Cap: p.Capacity, Weight: p.Weight, Skills: p.Skills,
		Disabled: p.Disabled, Had: t.had(p.ID, ask.Lead),
		Open: load.Open, Served: load.Served, GivenAt: load.GivenAt, RoomAt: load.RoomAt,
	}
	for _, s := range t.store.floor.Away[p.ID] {
		switch {
		case s.From.After(ask.At):
		case s.To.IsZero() || s.To.After(ask.At):
			c.Absent = true
		case s.To.After(c.Since):
			c.Since = s.To
		}
	}
	for _, r := range t.Recycled {
		c.Cooling = c.Cooling || r.Lead == ask.Lead && r.Owner == p.ID && !r.Undone && r.Cooled.After(ask.At)
	}
	return c
}

// had reports whether somebody passed a lead on, or let it lapse.
func (t *tx) had(person account.PersonID, of lead.ID) bool {
	for _, h := range t.HandoffsOf(of) {
		passed := h.Overturned() || t.reason(h.Reason).NextStep == "reroute"
		if h.Verdict == handoff.Rejected && passed && (h.Owner == person || h.VerdictBy == person) {
			return true
		}
		lapsed := func(b Of[handoff.Reminder]) bool {
			return b.Handoff == h.ID && b.What.Clock == handoff.OwnerClock && b.What.Holder == person
		}
		if h.Verdict == handoff.NoVerdict && slices.ContainsFunc(t.Breaches, lapsed) {
			return true
		}
	}
	return false
}

// salesTeam is somebody's first sales team in use, 0 for none.
func (t *tx) salesTeam(p account.Person) account.TeamID {
	for _, team := range t.store.floor.Teams {
		if p.In(team.ID) && team.Side == account.Sales && !team.Retired {
			return team.ID
		}
	}
	return 0
}

// accountOwner is who works with a company, or won it: the latest of its leads counts.
func (t *tx) accountOwner(ask desk.PoolAsk) *assign.Candidate {
	var latest *handoff.Handoff
	for _, h := range t.Handoffs {
		l := t.Leads[h.Lead]
		stays := slices.Contains([]lead.Stage{lead.Accepted, lead.Working, lead.Qualified, lead.Won}, l.Stage)
		has := h.Owner != 0 && (h.Outcome == handoff.NoOutcome || h.Outcome == handoff.Won)
		later := latest == nil || h.VerdictAt.After(latest.VerdictAt)
		if stays && has && later && h.Verdict == handoff.Accepted && sameCompany(l, ask.Account) {
			latest = &h
		}
	}
	if latest == nil {
		return nil
	}
	p := *t.store.floor.Person(latest.Owner)
	team := latest.Team
	if !p.In(team) || t.store.floor.Team(team).Retired {
		team = t.salesTeam(p)
	}
	c := t.candidate(p, team, ask)
	return &c
}

func sameCompany(l lead.Lead, of lead.Account) bool {
	if of.Domain == "" {
		return of.Company != "" && l.CompanyKey() == of.Company
	}
	_, domain, _ := strings.Cut(l.Email, "@")
	return domain == of.Domain || strings.HasSuffix(domain, "."+of.Domain)
}

// passedOn are the teams that said in a row that a lead is not theirs, up to its last handoff.
func (t *tx) passedOn(id lead.ID) (teams []account.TeamID) {
	for _, h := range t.HandoffsOf(id) {
		why := t.reason(h.Reason)
		switch {
		case h.Verdict != handoff.Rejected || why.NextStep != "reroute":
			teams = nil
		case strings.HasSuffix(why.Code, "territory") && !slices.Contains(teams, h.Team):
			teams = append(teams, h.Team)
		}
	}
	return teams
}

// Reserve implements desk.Tx as the function give_load of the database does, where nobody else is being given
// anything.
func (t *tx) Reserve(_ context.Context, offers []assign.Offer, at time.Time) (place, open int, err error) {
	if err := t.store.ask(); err != nil || len(offers) == 0 {
		return -1, 0, err
	}
	var groups []int
	for _, o := range offers {
		groups = append(groups, o.Group)
	}
	slices.Sort(groups)
	for _, group := range slices.Compact(groups) {
		if place = t.first(offers, group); place >= 0 {
			return place, t.give(offers[place], at), nil
		}
	}
	return -1, 0, nil
}

// first is the place of who is next of a group: the first who was served no more than they may have been, else who
// was served least.
func (t *tx) first(offers []assign.Offer, group int) int {
	var room []int
	for i, o := range offers {
		p := t.store.floor.Person(o.Person)
		if o.Group == group && t.Loads[o.Person].Open < p.Capacity && !p.Disabled {
			room = append(room, i)
		}
	}
	for _, i := range room {
		if t.Loads[offers[i].Person].Served <= offers[i].Most {
			return i
		}
	}
	if len(room) == 0 {
		return -1
	}
	return slices.MinFunc(room, func(a, b int) int {
		return cmp.Or(cmp.Compare(t.share(offers[a]), t.share(offers[b])), cmp.Compare(a, b))
	})
}

// share is what counts as served: where the team stands for who has returned since they were given something.
func (t *tx) share(o assign.Offer) float64 {
	load := t.Loads[o.Person]
	if !o.Returned.IsZero() && load.GivenAt.Before(o.Returned) {
		return o.Lift
	}
	return load.Served
}

func (t *tx) give(o assign.Offer, at time.Time) (open int) {
	load := t.Loads[o.Person]
	load.Served = t.share(o) + part(t.store.floor.Person(o.Person))
	load.Open++
	if !o.Named && at.After(load.GivenAt) {
		load.GivenAt = at
	}
	t.Loads[o.Person] = load
	return load.Open
}

// part is what one handoff adds to the share of somebody.
func part(p *account.Person) float64 { return 1 / float64(max(p.Weight, 1)) }

func (t *tx) Credit(_ context.Context, c handoff.Credit) error {
	if err := t.store.ask(); err != nil {
		return err
	}
	if i := slices.IndexFunc(t.Credits, func(kept handoff.Credit) bool { return kept.Handoff == c.Handoff }); i >= 0 {
		return errs.Say(errs.Conflict, t.name(t.Credits[i].By)+" already credited this lead. It can be credited once.")
	}
	given := func(r Of[assign.Explanation]) bool { return r.Handoff == c.Handoff && r.What.Person == c.Person }
	if !slices.ContainsFunc(t.Routes, given) {
		return errs.Say(errs.Conflict, "This lead was claimed or assigned by name, so it does not count in a share.")
	}
	t.Credits = append(t.Credits, c)
	t.serve(c.Person, -1)
	return nil
}

func (t *tx) TakeCreditBack(_ context.Context, id handoff.ID) error {
	if i := slices.IndexFunc(t.Credits, func(kept handoff.Credit) bool { return kept.Handoff == id }); i >= 0 {
		t.serve(t.Credits[i].Person, +1)
		t.Credits = slices.Delete(t.Credits, i, i+1)
	}
	return t.store.ask()
}

func (t *tx) serve(person account.PersonID, times float64) {
	load := t.Loads[person]
	load.Served += times * part(t.store.floor.Person(person))
	t.Loads[person] = load
}
