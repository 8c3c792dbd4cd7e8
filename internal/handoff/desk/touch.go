package desk

import (
	"context"
	"maps"
	"slices"
	"strconv"

	"baton/internal/account"
	"baton/internal/errs"
	"baton/internal/handoff"
	"baton/internal/lead"
)

// ErrNoMarketer refuses a contact that somebody outside marketing tells of.
var ErrNoMarketer = errs.Say(
	errs.Forbidden,
	"Only marketing can add touches. Use the key of a marketer or a service. Sales logs its contacts on the lead.",
)

// Touch adds contacts with leads, all of them or none. A contact with a lead that has ended opens it again, and one by
// which a captured lead meets the definition hands it over where the agreement says so. What is wrong is told as
// Problems by place and field, such as 2/kind; who is no lead that by may see, as Strangers.
func (d *Desk) Touch(ctx context.Context, by account.Person, once Once, contacts []InboundTouch) ([]Touched, error) {
	if !by.Markets() {
		return nil, ErrNoMarketer
	}
	at := d.now()
	if err := CheckTouches(contacts, at).Err(); err != nil {
		return nil, err
	}
	var made []Touched
	err := d.Store.Transact(ctx, by, func(tx Tx) error {
		return once.Do(ctx, tx, at, &made, func() error {
			policy, err := tx.Policy(ctx)
			if err == nil {
				made, err = operation{tx, by, at, policy}.touchAll(ctx, contacts)
			}
			return err
		})
	})
	if err != nil {
		return nil, err
	}
	for _, t := range made {
		if t.teams != nil {
			d.Nudge.Changed(t.Lead, t.teams...)
		}
	}
	return made, nil
}

// touchAll adds all contacts, lead by lead.
func (s operation) touchAll(ctx context.Context, contacts []InboundTouch) ([]Touched, error) {
	if err := s.resolve(contacts); err != nil {
		return nil, err
	}
	leads, places, err := s.meet(ctx, contacts)
	if err != nil {
		return nil, err
	}
	made := make([]Touched, len(contacts))
	for _, id := range slices.Sorted(maps.Keys(leads)) {
		l := leads[id]
		slices.SortStableFunc(places[id], func(a, b int) int { return contacts[a].Touch.At.Compare(contacts[b].Touch.At) })
		var touches []lead.Touch
		for _, i := range places[id] {
			touches = append(touches, contacts[i].Touch)
		}
		went, err := s.touchOne(ctx, l, touches)
		if err != nil {
			return nil, err
		}
		for n, i := range places[id] {
			made[i] = went
			made[i].Kind, made[i].At = touches[n].Kind, touches[n].At
		}
	}
	return made, nil
}

// meet finds and locks the leads of contacts, and tells at which places each is meant.
func (s operation) meet(
	ctx context.Context,
	contacts []InboundTouch,
) (leads map[lead.ID]*lead.Lead, places map[lead.ID][]int, err error) {
	who := make([]lead.Who, len(contacts))
	for i, c := range contacts {
		who[i] = c.Who
	}
	found, err := s.tx.Find(ctx, who)
	if err != nil {
		return nil, nil, err
	}
	leads, places = map[lead.ID]*lead.Lead{}, map[lead.ID][]int{}
	var strangers []int
	for i := range who {
		l, known := found[i]
		if !known {
			strangers = append(strangers, i)
			continue
		}
		leads[l.ID] = &l
		places[l.ID] = append(places[l.ID], i)
	}
	if len(strangers) > 0 {
		return nil, nil, &Strangers{strangers}
	}
	return leads, places, nil
}

// resolve finds the sources and campaigns of contacts in the policy.
func (s operation) resolve(contacts []InboundTouch) error {
	problems := errs.Problems{}
	for i := range contacts {
		c := &contacts[i]
		source, found := c.Source.In(s.policy.Names["source"])
		if !found {
			problems.Add(
				strconv.Itoa(i)+"/source",
				"There is no such source. Send the name or id of a source of your campaigns.",
			)
		}
		campaign, found := c.Campaign.In(s.policy.Names["campaign"])
		if !found {
			problems.Add(
				strconv.Itoa(i)+"/campaign",
				"There is no such campaign. Send the name or id of an existing campaign, or add it first.",
			)
		}
		c.Touch.Source, c.Touch.Campaign = lead.SourceID(source), lead.CampaignID(campaign)
	}
	return problems.Err()
}

// touchOne adds contacts, in the order of their times, to a lead that this transaction has locked, and has it go on by
// them.
func (s operation) touchOne(ctx context.Context, l *lead.Lead, touches []lead.Touch) (Touched, error) {
	for _, t := range touches {
		if err := s.touch(ctx, *l, lead.Lead{Source: t.Source, Campaign: t.Campaign, Note: t.Note}, t,
			handoff.EventTouched); err != nil {
			return Touched{}, err
		}
	}
	made := Touched{Lead: l.ID, Stage: l.Stage, teams: []account.TeamID{l.MarketingTeam}}
	if handoff.Ended(l.Stage) {
		last, err := s.reopen(ctx, l, touches)
		made.Stage, made.Reopened, made.teams = l.Stage, l.Stage == lead.Draft, append(made.teams, teamOf(last))
		if err != nil {
			return made, err
		}
		if made.Reopened {
			touches = nil // they are kept with the handoff
		}
		return made, s.score(ctx, *l, last, handoff.OnTouch, touches...)
	}
	receipt, err := s.look(ctx, l, handoff.OnTouch, touches...)
	if receipt.Team != 0 {
		made.teams = append(made.teams, receipt.Team)
	}
	if receipt.Handoff != 0 {
		made.Stage, made.Handoff, made.Number = lead.Submitted, receipt.Handoff, receipt.Number
	}
	return made, err
}

// reopen gives a lead that has ended back to marketing when one of the contacts calls for that.
func (s operation) reopen(ctx context.Context, l *lead.Lead, touches []lead.Touch) (*handoff.Handoff, error) {
	last, err := s.tx.LastHandoff(ctx, l.ID)
	if err != nil || last == nil || !slices.ContainsFunc(touches, last.ReopenedBy) {
		return last, err
	}
	last.PlanMissing(s.policy)
	if err := last.Reopen(account.System, s.at); err != nil {
		return last, err
	}
	l.Stage = last.Stage
	return last, s.tx.Save(ctx, last)
}
