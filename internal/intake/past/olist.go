package past

import (
	"maps"
	"slices"
	"time"

	"baton/internal/account"
	"baton/internal/handoff"
	"baton/internal/intake"
	"baton/internal/lead"
	"baton/internal/policy"
)

// olistTeam is the sales team of all people, because the files have no teams.
const olistTeam = "Olist sales"

// OlistCompany returns what the files of the Olist profile name: the people who worked the deals, by the first letters
// of their IDs, the origins of the leads as sources, and the landing pages as campaigns.
func OlistCompany(deals map[string]intake.Deal, leads []intake.OlistLead) *Company {
	c := &Company{Teams: []Team{{Team: account.Team{Name: olistTeam, Side: account.Sales, Zone: "UTC"}}}}
	roles := map[string]string{}
	for _, d := range deals {
		roles[d.SDR] = worked(roles[d.SDR], "SDR")
		roles[d.SR] = worked(roles[d.SR], "SR")
	}
	for _, id := range slices.Sorted(maps.Keys(roles)) {
		c.People = append(c.People, Person{Person: account.Person{
			Name: roles[id] + " " + brief(id), Email: olistEmail(id), Role: account.Rep, Capacity: 12, Weight: 1,
			Teams: []account.Membership{{Name: olistTeam, Side: account.Sales}},
		}})
	}
	sources, campaigns := map[string]bool{}, map[string]bool{}
	for _, l := range leads {
		sources[l.Source], campaigns[l.Campaign] = true, true
	}
	delete(sources, "")
	delete(campaigns, "")
	for _, name := range slices.Sorted(maps.Keys(sources)) {
		c.Sources = append(c.Sources, lead.Source{Name: name})
	}
	for _, name := range slices.Sorted(maps.Keys(campaigns)) {
		c.Campaigns = append(c.Campaigns, Campaign{Campaign: lead.Campaign{Name: name}})
	}
	return c
}

// worked adds a role to the roles of a person.
func worked(as, role string) string {
	switch as {
	case "", role:
		return role
	}
	return "SDR and SR"
}

// brief returns the first 8 characters of an ID.
func brief(id string) string { return id[:min(len(id), 8)] }

// olistEmail returns the invented e-mail address of a person of the files.
func olistEmail(id string) string { return brief(id) + "@olist.example" }

// Olist turns rows of the Olist profile into leads with a history. A deal was accepted by its SDR and won by its SR at
// the time of the deal in the file. Any other lead waits in the pool. Amounts, contact attempts and times of
// qualification are not in the files, so they stay empty.
type Olist struct {
	Policy        *policy.Policy
	By            account.PersonID
	MarketingTeam account.TeamID

	team      account.TeamID
	people    map[string]account.Person
	sources   map[string]lead.SourceID
	campaigns map[string]lead.CampaignID
}

// In prepares o for a company whose IDs are set. Call In before Lead.
func (o *Olist) In(c *Company) {
	o.people, o.sources, o.campaigns = map[string]account.Person{}, map[string]lead.SourceID{},
		map[string]lead.CampaignID{}
	o.team = c.Teams[0].ID
	for _, p := range c.People {
		o.people[p.Email] = p.Person
	}
	for _, s := range c.Sources {
		o.sources[s.Name] = s.ID
	}
	for _, x := range c.Campaigns {
		o.campaigns[x.Name] = x.ID
	}
}

// Lead returns a row as a lead with its history.
func (o *Olist) Lead(row intake.OlistLead) *Lead {
	l := &Lead{Lead: row.Lead}
	l.Source, l.Campaign = o.sources[row.Source], o.campaigns[row.Campaign]
	l.CreatedBy, l.MarketingTeam, l.Stage = o.By, o.MarketingTeam, lead.Submitted
	touch := row.Touch
	touch.Source, touch.Campaign = l.Source, l.Campaign
	l.Touches = []lead.Touch{touch}
	l.Events = []handoff.Event{{Kind: handoff.EventCaptured, By: o.By, At: l.CreatedAt}}
	h := o.handoff(l)
	if row.Deal != nil {
		o.win(h, *row.Deal)
		l.Stage = lead.Won
	}
	l.Handoffs = []*Handoff{h}
	return l
}

func (o *Olist) handoff(l *Lead) *Handoff {
	at := l.CreatedAt
	_, score := o.Policy.Measured(l.Lead, l.Touches, at)
	h := &Handoff{Handoff: handoff.Handoff{
		Number: 1, Latest: true, Captured: at, Stage: lead.Submitted,
		Brief: handoff.Brief{
			Source: l.Source, Campaign: l.Campaign, Agreement: o.Policy.Agreement.Version, Score: score,
			SubmittedBy: o.By, SubmittedAt: at, MarketingTeam: o.MarketingTeam,
		},
		Holder: handoff.Holder{Team: o.team},
		Clocks: handoff.Clocks{QueuedAt: at},
	}}
	h.Known = l.Known(len(l.Touches), score.Engagement, 1)
	h.DueAt = o.Policy.Calendar(o.team).Add(at, o.Policy.Agreement.Terms.DecideWithin(h.Score.Grade))
	h.Changes.Events = []handoff.Event{{Kind: handoff.EventSubmitted, By: o.By, At: at,
		Data: map[string]any{"number": 1, "grade": h.Score.Grade}}}
	return h
}

func (o *Olist) win(h *Handoff, d intake.Deal) {
	sdr, sr := o.people[olistEmail(d.SDR)], o.people[olistEmail(d.SR)]
	h.Verdict, h.VerdictBy, h.VerdictAt = handoff.Accepted, sdr.ID, d.WonAt
	took := max(d.WonAt.Sub(h.QueuedAt), 0)
	h.Decide = handoff.Spent{Wall: took, Business: o.Policy.Calendar(h.Team).Between(h.QueuedAt, d.WonAt)}
	h.Owner, h.OwnedAt = sr.ID, d.WonAt
	h.Outcome, h.OutcomeBy, h.OutcomeAt = handoff.Won, sr.ID, d.WonAt
	h.Changes.Events = append(h.Changes.Events,
		handoff.Event{Kind: handoff.EventAccepted, By: sdr.ID, At: d.WonAt},
		handoff.Event{Kind: handoff.EventWon, By: sr.ID, At: d.WonAt})
}

// Span returns the times of the first and the last event of leads. They are zero if there are none.
func Span(leads []*Lead) (first, last time.Time) {
	see := func(at time.Time) {
		if first.IsZero() || at.Before(first) {
			first = at
		}
		if at.After(last) {
			last = at
		}
	}
	for _, l := range leads {
		for _, e := range l.Events {
			see(e.At)
		}
		for _, h := range l.Handoffs {
			for _, e := range h.Changes.Events {
				see(e.At)
			}
		}
	}
	return first, last
}
