package desk

import (
	"cmp"
	"context"
	"slices"
	"time"

	"baton/internal/account"
	"baton/internal/errs"
	"baton/internal/handoff"
	"baton/internal/identity"
	"baton/internal/lead"
	"baton/internal/policy"
)

// Arrival is somebody who comes in by a door, with the contact that brought them. Source, campaign and persona are told
// by name or id.
type Arrival struct {
	Lead                      lead.Lead
	Touch                     lead.Touch // one without a time was now
	Source, Campaign, Persona lead.Ref
	OnKnown                   lead.OnKnown
}

// Received is what came of an Arrival.
type Received struct {
	Lead     lead.ID
	New      bool
	Changed  bool // the lead was known and has more or other data now
	Skipped  bool // the lead was known, and nothing of the arrival was kept
	Stage    lead.Stage
	Reopened bool       // the lead had ended, and is with marketing again
	Handoff  handoff.ID // by which the lead was handed over because of it; 0 for none
	Number   int        // of that handoff
	Said     []lead.Remark
	Kept     lead.Lead // as it is then

	teams []account.TeamID // whose screens show the lead
}

// Receive takes in somebody who came by a door. Who is a lead already has one more touch, and what they lacked;
// everybody else becomes a lead of by's marketing team. The lead is handed over where the agreement says so, and one
// that has ended opens again when the contact calls for that. What is wrong is told as Problems by field.
func (d *Desk) Receive(ctx context.Context, by account.Person, once Once, a Arrival) (Received, error) {
	if !by.Markets() {
		return Received{}, ErrNoMarketer
	}
	at := d.now()
	var got Received
	err := d.Store.Transact(ctx, by, func(tx Tx) error {
		return once.Do(ctx, tx, at, &got, func() error {
			policy, err := tx.Policy(ctx)
			if err == nil {
				got, err = operation{tx, by, at, policy}.receive(ctx, a)
			}
			return err
		})
	})
	if err == nil && got.teams != nil {
		d.Nudge.Changed(got.Lead, got.teams...)
	}
	return got, err
}

func (s operation) receive(ctx context.Context, a Arrival) (Received, error) {
	l := a.Lead
	problems := a.Refer(&l, s.policy)
	for field, words := range a.Touch.Check(s.at) {
		problems.Add(field, words)
	}
	l.Normalise()
	if err := both(l.Check(), problems); err != nil {
		return Received{}, err
	}
	known, said, err := s.recognise(ctx, &l)
	if err != nil {
		return Received{}, err
	}
	if known != nil && !known.Visible {
		return Received{}, errOthers
	}
	a.Touch = s.contact(l, a.Touch)
	if known != nil {
		got, err := s.comeAgain(ctx, known.Lead, l, a)
		got.Said = append(said, got.Said...)
		return got, err
	}
	if err := s.capture(ctx, &l, lead.Draft, a.Touch); err != nil {
		return Received{}, err
	}
	receipt, err := s.fresh(ctx, &l, a.Touch)
	got := Received{Lead: l.ID, New: true, Stage: lead.Draft, Said: said, teams: []account.TeamID{l.MarketingTeam}}
	got.handedOver(receipt)
	got.Kept = l
	got.Kept.Stage = got.Stage
	return got, err
}

// Refer gives l the source, the campaign and the persona that an arrival names, and says which of them a policy does
// not have.
func (a Arrival) Refer(l *lead.Lead, inForce *policy.Policy) errs.Problems {
	problems := errs.Problems{}
	find := func(field string, r lead.Ref) int64 {
		id, found := r.In(inForce.Names[field])
		if !found {
			problems.Add(field, "There is no such "+field+". Send the name or id of an existing one, or add it first.")
		}
		return id
	}
	l.Source, l.Campaign = lead.SourceID(find("source", a.Source)), lead.CampaignID(find("campaign", a.Campaign))
	l.Persona = lead.PersonaID(find("persona", a.Persona))
	if l.ExternalID != "" {
		l.ExternalSource = l.Source
	}
	return problems
}

// recognise is the lead that l is already, nil when it is new. An ID that somebody else has in its source is taken off
// l, which said tells.
func (s operation) recognise(
	ctx context.Context, l *lead.Lead,
) (known *Duplicate, said []lead.Remark, err error) {
	alike, err := s.tx.Duplicates(ctx, *l)
	if err != nil {
		return nil, nil, err
	}
	alike = slices.DeleteFunc(alike, func(d Duplicate) bool { return d.Lead.ID == l.ID })
	if len(alike) > 0 && alike[0].By != identity.Different {
		known = &alike[0]
	}
	if known != nil && known.Lead.Stage == lead.Erased {
		return nil, nil, errs.Problems{"external_id": errErased}
	}
	for _, d := range alike {
		switch {
		case !d.HasID || known != nil && d.Lead.ID == known.Lead.ID:
		case known == nil:
			said = append(said, l.LoseID())
		case known.Lead.ExternalID == "":
			said = append(said, l.LoseIDTo(known.Lead))
		}
	}
	return known, said, nil
}

// errOthers refuses somebody who is the lead of people whose leads the teller may not see, without a word of that lead.
var errOthers = errs.Say(errs.Conflict,
	"Another team has this person as a lead. Nothing was saved. Ask an admin to pass it on to that team.")

// errErased is what is said of somebody who is not to come in again.
const errErased = "The lead with this ID was erased in Baton. It is not added again."

// Best are leads each once, by what tells most, those first that match by more.
func Best(found []Duplicate) (best []Duplicate) {
	slices.SortStableFunc(found, func(a, b Duplicate) int { return cmp.Compare(b.By, a.By) })
	for _, d := range found {
		at := slices.IndexFunc(best, func(each Duplicate) bool { return each.Lead.ID == d.Lead.ID })
		if at < 0 {
			best = append(best, d)
			continue
		}
		best[at].HasID = best[at].HasID || d.HasID
	}
	return best
}

// comeAgain is an arrival of somebody who is the lead l.
func (s operation) comeAgain(ctx context.Context, l, in lead.Lead, a Arrival) (Received, error) {
	got := Received{Lead: l.ID, Stage: l.Stage, Skipped: a.OnKnown == lead.SkipKnown}
	in.ConsentAt = a.Touch.At
	got.Changed, got.Said = l.Meet(in, a.OnKnown)
	got.Kept = l
	if got.Skipped {
		return got, nil
	}
	if got.Changed {
		if err := s.tx.UpdateLead(ctx, &l); err != nil {
			return got, err
		}
	}
	w, err := s.touchOne(ctx, &l, []lead.Touch{a.Touch})
	got.Stage, got.Reopened, got.Handoff, got.Number, got.teams = w.Stage, w.Reopened, w.Handoff, w.Number, w.teams
	got.Kept = l
	got.Kept.Stage = got.Stage
	return got, err
}

// handedOver notes that the lead was handed over, if it was.
func (g *Received) handedOver(r Receipt) {
	if r.Handoff != 0 {
		g.Stage, g.Handoff, g.Number, g.teams = lead.Submitted, r.Handoff, r.Number, append(g.teams, r.Team)
	}
}

// when is the time of a contact, or else of the operation.
func (s operation) when(t lead.Touch) time.Time {
	if t.At.IsZero() {
		return s.at
	}
	return t.At
}
