package act

import (
	"context"
	"fmt"
	"slices"
	"time"

	"baton/internal/account"
	"baton/internal/errs"
	"baton/internal/handoff"
	"baton/internal/handoff/desk"
	"baton/internal/identity"
	"baton/internal/lead"
	"baton/internal/policy"
)

// Amendment changes some fields of a lead. Source, campaign and persona are told by name or id; one that names nothing
// is taken away.
type Amendment struct {
	Lead    lead.ID
	Version int      // of the lead that was read; 0 for any
	Fields  []string // that it changes, by name
	Change  func(*desk.Arrival)
}

// Stale is the refusal of an amendment to a lead that has changed since it was read. It is a Conflict.
type Stale struct{ Lead lead.Lead }

func (*Stale) Error() string { return "this lead has changed since it was read" }
func (*Stale) Unwrap() error { return errs.Conflict }

// What each side may change of a lead that it does not have.
var (
	contactFields = []string{"name", "job_title", "email", "phone"} // sales, while it has the lead
	ownFields     = []string{"external_id", "external_source", "custom"}
)

// Amend changes fields of a lead, and tells how it is then. Marketing changes all of a lead that it has, and its own
// fields of any other; sales corrects how a lead that it has is reached. It answers Stale where the lead is another
// version than was read.
func Amend(
	ctx context.Context, d *desk.Desk, by account.Person, once desk.Once, a Amendment,
) (lead.Lead, error) {
	at := d.Now().Truncate(time.Microsecond)
	var is lead.Lead
	var teams []account.TeamID
	err := d.Store.Transact(ctx, by, func(tx desk.Tx) error {
		return once.Do(ctx, tx, at, &is, func() error {
			inForce, err := tx.Policy(ctx)
			if err == nil {
				is, teams, err = amending{tx, by, at, inForce}.amend(ctx, a)
			}
			return err
		})
	})
	if err == nil && teams != nil {
		d.Nudge.Changed(is.ID, teams...)
	}
	return is, err
}

// amending is one amendment on its way through a transaction.
type amending struct {
	tx      desk.Tx
	by      account.Person
	at      time.Time
	inForce *policy.Policy
}

func (s amending) amend(ctx context.Context, a Amendment) (lead.Lead, []account.TeamID, error) {
	l, err := s.tx.Lead(ctx, a.Lead)
	if err != nil {
		return lead.Lead{}, nil, err
	}
	if a.Version != 0 && a.Version != l.Version {
		return lead.Lead{}, nil, &Stale{*l}
	}
	last, err := s.tx.LastHandoff(ctx, l.ID)
	if err != nil {
		return lead.Lead{}, nil, err
	}
	teams := []account.TeamID{l.MarketingTeam}
	if last != nil {
		teams = append(teams, last.Team)
	}
	if !s.mayEdit(*l, a.Fields) {
		err := s.amendContact(ctx, l, last, a)
		return *l, teams, err
	}
	receipt, err := s.amendAll(ctx, l, a)
	if receipt.Handoff != 0 {
		l.Stage = lead.Submitted
		teams = append(teams, receipt.Team)
	}
	return *l, teams, err
}

// mayEdit reports whether these fields of l are marketing's to change at the moment, and by is of its marketing.
func (s amending) mayEdit(l lead.Lead, fields []string) bool {
	others := slices.ContainsFunc(fields, func(field string) bool { return !slices.Contains(ownFields, field) })
	return l.MarketedBy(s.by) && (!others || handoff.WithMarketing(l.Stage))
}

// amendAll changes a lead that marketing has, and has it go on by that.
func (s amending) amendAll(ctx context.Context, l *lead.Lead, a Amendment) (desk.Receipt, error) {
	had := l.Consent
	if err := s.apply(a, l).Err(); err != nil {
		return desk.Receipt{}, err
	}
	if l.Consent != had {
		l.ConsentAt = time.Time{}
	}
	if l.Consent && !had {
		l.ConsentAt = s.at
	}
	if err := s.stillOne(ctx, *l, a.Fields); err != nil {
		return desk.Receipt{}, err
	}
	if err := s.tx.UpdateLead(ctx, l); err != nil {
		return desk.Receipt{}, err
	}
	event := handoff.Event{Kind: handoff.EventEdited, Lead: l.ID, By: s.by.ID, At: s.at}
	if err := s.tx.Record(ctx, event); err != nil {
		return desk.Receipt{}, err
	}
	return desk.Look(ctx, s.tx, s.by, s.at, l, handoff.OnEdit)
}

// apply makes the change to l, in the form that is stored, and says what is wrong with it by field.
func (s amending) apply(a Amendment, l *lead.Lead) errs.Problems {
	ref := func(id int64) lead.Ref { return lead.Ref{ID: id} }
	as := desk.Arrival{Lead: *l, Source: ref(int64(l.Source)), Campaign: ref(int64(l.Campaign)),
		Persona: ref(int64(l.Persona))}
	idSource := l.ExternalSource
	a.Change(&as)
	changed := as.Lead
	problems := as.Refer(&changed, s.inForce)
	if idSource != 0 && changed.ExternalID != "" {
		changed.ExternalSource = idSource
	}
	if changed.ExternalID == "" {
		changed.ExternalSource = 0
	}
	changed.Normalise()
	for field, words := range changed.Check() {
		problems.Add(field, words)
	}
	*l = changed
	return problems
}

// stillOne says by field what makes l the same person as another lead, if it was changed.
func (s amending) stillOne(ctx context.Context, l lead.Lead, fields []string) error {
	changed := func(names ...string) bool {
		return slices.ContainsFunc(names, func(name string) bool { return slices.Contains(fields, name) })
	}
	if !changed("name", "first_name", "last_name", "email", "phone", "external_id") {
		return nil
	}
	alike, err := s.tx.Duplicates(ctx, l)
	if err != nil {
		return err
	}
	problems := errs.Problems{}
	for _, d := range alike {
		who := "another lead"
		if d.Visible {
			who = fmt.Sprintf("another lead, %s (%s)", d.Lead.Called(), d.Lead.ID)
		}
		switch {
		case d.Lead.ID == l.ID:
		case d.By == identity.ByEmail && changed("email"):
			problems.Add("email", "This address belongs to "+who+". Change the address, or change that lead.")
		case d.By == identity.ByPhone && changed("phone", "name", "first_name", "last_name"):
			problems.Add("phone", "This is the number and the name of "+who+". Change one of them, or change that lead.")
		case d.HasID && changed("external_id"):
			problems.Add("external_id", "This ID belongs to "+who+", from the same source. Change the ID, or change that lead.")
		}
	}
	return problems.Err()
}

// amendContact corrects a lead that sales has.
func (s amending) amendContact(ctx context.Context, l *lead.Lead, h *handoff.Handoff, a Amendment) error {
	as := desk.Arrival{Lead: *l}
	a.Change(&as)
	if h == nil {
		return lead.ErrOtherSide
	}
	if err := h.MayCorrect(s.by); err != nil {
		if l.MarketedBy(s.by) {
			return errs.Say(errs.Conflict, fmt.Sprintf("This lead is %s. Marketing can change it once it is back, "+
				"and its external_id and custom fields at any time.", l.Stage))
		}
		return err
	}
	problems := errs.Problems{}
	for _, field := range a.Fields {
		if !slices.Contains(contactFields, field) {
			problems.Add(field, "Sales can change only name, job_title, email and phone. Leave this out.")
		}
	}
	if err := problems.Err(); err != nil {
		return err
	}
	h.PlanMissing(s.inForce)
	typed := handoff.ContactData{Name: as.Lead.Name, JobTitle: as.Lead.JobTitle, Email: as.Lead.Email,
		Phone: as.Lead.Phone}
	if err := h.Correct(s.by, l, typed, s.at); err != nil || len(h.Changes.Corrections) == 0 {
		return err
	}
	if err := s.tx.UpdateLead(ctx, l); err != nil {
		return err
	}
	return s.tx.Save(ctx, h)
}
