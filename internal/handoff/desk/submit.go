package desk

import (
	"context"
	"errors"
	"fmt"

	"baton/internal/account"
	"baton/internal/errs"
	"baton/internal/handoff"
	"baton/internal/identity"
	"baton/internal/lead"
)

// submit hands a new lead over, or adds a touch to the one that it turns out to be.
func (s operation) submit(ctx context.Context, sub Submission) (Receipt, error) {
	l := sub.Lead
	l.Normalise()
	facts, score, err := s.facts(ctx, &l, s.contact(l, sub.Touch))
	if err != nil {
		return Receipt{}, err
	}
	problems := l.Check()
	unmet, explored := s.unmet(&l, facts)
	if len(problems) > 0 {
		return Receipt{}, both(problems, unmet)
	}
	duplicate, err := s.duplicate(ctx, l, sub.Duplicate)
	var known *Known
	switch {
	case err != nil && !errors.As(err, &known):
		return Receipt{}, err
	case duplicate != nil:
		return s.again(ctx, *duplicate, untaken(l, sub.Lead), sub.Touch)
	case len(unmet) > 0:
		return Receipt{}, unmet
	case err != nil:
		return Receipt{}, err
	}
	if err := s.capture(ctx, &l, lead.Submitted, sub.Touch); err != nil {
		return Receipt{}, err
	}
	return s.handOver(ctx, &l, 1, measured{facts, score, explored})
}

// both are all problems, those of the first on top.
func both(first, second errs.Problems) error {
	for field, words := range second {
		first.Add(field, words)
	}
	return first.Err()
}

// measured is what is known of a lead that is handed over, how good it looks, and whether it is let through though it
// does not look good enough.
type measured struct {
	facts    lead.Facts
	score    lead.Score
	explored bool
}

// duplicate is the lead that l is already, nil when it is new. It answers Known while the marketer has not been asked.
func (s operation) duplicate(ctx context.Context, l lead.Lead, choice DuplicateChoice) (*Duplicate, error) {
	known, _, err := s.recognise(ctx, &l)
	switch {
	case err != nil || known == nil:
		return nil, err
	case choice == NotAsked:
		return nil, &Known{*known}
	case choice == OtherOne && known.By == identity.ByPhone:
		return nil, nil
	}
	return known, nil
}

// capture adds a lead with its first touch. soon is where this transaction leaves it, so that a lead that is handed
// over at once is written once.
func (s operation) capture(ctx context.Context, l *lead.Lead, soon lead.Stage, t lead.Touch) error {
	l.Stage, l.MarketingTeam, l.CreatedBy, l.CreatedAt = soon, s.by.Team(account.Marketing).ID, s.by.ID, s.when(t)
	if l.Consent {
		l.ConsentAt = l.CreatedAt
	}
	if err := s.tx.AddLead(ctx, l); err != nil {
		return err
	}
	return s.touch(ctx, *l, *l, t, handoff.EventCaptured)
}

// contact is the touch that a lead was typed with. One that has a time of its own keeps it.
func (s operation) contact(typed lead.Lead, t lead.Touch) lead.Touch {
	t.Source, t.Campaign, t.Note = typed.Source, typed.Campaign, typed.Note
	t.At = s.when(t)
	if t.Kind == "" {
		t.Kind = "submission"
	}
	return t
}

// touch adds a contact with what was typed to the lead on.
func (s operation) touch(ctx context.Context, on, typed lead.Lead, t lead.Touch, kind handoff.EventKind) error {
	if err := s.tx.Touch(ctx, on.ID, s.contact(typed, t), s.by.ID); err != nil {
		return err
	}
	return s.tx.Record(ctx, handoff.Event{Kind: kind, Lead: on.ID, By: s.by.ID, At: s.at})
}

// again sends a lead that exists: a new touch, and a new handoff unless sales has the lead.
func (s operation) again(ctx context.Context, duplicate Duplicate, typed lead.Lead, t lead.Touch) (Receipt, error) {
	l := duplicate.Lead
	last, err := s.tx.LastHandoff(ctx, l.ID)
	if err != nil {
		return Receipt{}, err
	}
	if err := s.touch(ctx, l, typed, t, handoff.EventTouched); err != nil {
		return Receipt{}, err
	}
	switch l.Stage {
	case lead.Draft, lead.Returned, lead.Recycled:
	case lead.Won, lead.Lost, lead.Closed, lead.Disqualified:
		if err := s.tx.Record(ctx,
			handoff.Event{Kind: handoff.EventReopened, Lead: l.ID, By: s.by.ID, At: s.at}); err != nil {
			return Receipt{}, err
		}
	default:
		return s.touchOnly(ctx, l, typed, last, t)
	}
	typed.ConsentAt = s.at
	updated := Again(l, typed)
	kept := l.Kept(typed)
	l.Complete(typed)
	facts, score, err := s.facts(ctx, &updated, s.contact(typed, t))
	if err != nil {
		return Receipt{}, err
	}
	unmet, explored := s.unmet(&updated, facts)
	if len(unmet) > 0 {
		return Receipt{}, &KnownUnmet{duplicate, updated, kept, unmet}
	}
	l.Persona = updated.Persona
	if err := s.tx.UpdateLead(ctx, &l); err != nil {
		return Receipt{}, err
	}
	return s.handOver(ctx, &updated, numberOf(last)+1, measured{facts, score, explored})
}

// touchOnly ends a submission whose lead sales has: what the lead lacked is filled in, and what is known stays.
func (s operation) touchOnly(
	ctx context.Context, l, typed lead.Lead, last *handoff.Handoff, t lead.Touch,
) (Receipt, error) {
	typed.ConsentAt = s.at
	if l.Complete(typed) {
		if err := s.tx.UpdateLead(ctx, &l); err != nil {
			return Receipt{}, err
		}
	}
	receipt := Receipt{Lead: l.ID, TouchOnly: true, Team: teamOf(last), Number: numberOf(last)}
	return receipt, s.score(ctx, l, last, handoff.OnTouch, s.contact(typed, t))
}

// resubmit hands over a lead that is known by its ID: a draft, or one that came back and was fixed.
func (s operation) resubmit(ctx context.Context, id lead.ID, sub Submission) (Receipt, error) {
	l, err := s.edit(ctx, id, sub.Lead)
	if err != nil {
		return Receipt{}, err
	}
	switch l.Stage {
	case lead.Draft, lead.Returned, lead.Recycled:
	default:
		return Receipt{}, errs.Say(
			errs.Conflict,
			fmt.Sprintf("This lead is %s. It can be handed over once it is back with marketing.", l.Stage),
		)
	}
	l.Normalise()
	facts, score, err := s.facts(ctx, l)
	if err != nil {
		return Receipt{}, err
	}
	unmet, explored := s.unmet(l, facts)
	if err := both(l.Check(), unmet); err != nil {
		return Receipt{}, err
	}
	duplicate, err := s.duplicate(ctx, *l, sub.Duplicate)
	if err != nil {
		return Receipt{}, err
	}
	if duplicate != nil {
		return Receipt{}, errs.Problems{
			"email": fmt.Sprintf(
				"This address belongs to another lead, %s. Change the address, or send that lead.",
				duplicate.Lead.Called(),
			),
		}
	}
	if err := s.tx.UpdateLead(ctx, l); err != nil {
		return Receipt{}, err
	}
	last, err := s.tx.LastHandoff(ctx, id)
	if err != nil {
		return Receipt{}, err
	}
	return s.handOver(ctx, l, numberOf(last)+1, measured{facts, score, explored})
}

// edit is the lead with id as it would be with what was typed.
func (s operation) edit(ctx context.Context, id lead.ID, typed lead.Lead) (*lead.Lead, error) {
	l, err := s.tx.Lead(ctx, id)
	if err != nil {
		return nil, err
	}
	if !l.MarketedBy(s.by) {
		return nil, lead.ErrOtherSide
	}
	if typed.Version != 0 && typed.Version != l.Version {
		return nil, errs.Say(
			errs.Conflict,
			"Somebody changed this lead after you opened it. Your text is still here. Check the lead, then send it again.",
		)
	}
	edited := typed
	edited.ID, edited.Stage, edited.MarketingTeam, edited.CreatedBy, edited.CreatedAt, edited.Version = l.ID, l.Stage,
		l.MarketingTeam, l.CreatedBy, l.CreatedAt, l.Version
	edited.ExternalID, edited.ExternalSource, edited.ConsentAt, edited.Custom = l.ExternalID, l.ExternalSource,
		l.ConsentAt, l.Custom
	if edited.Consent && !l.Consent {
		edited.ConsentAt = s.at
	}
	return &edited, nil
}

// teamOf is the sales team of a handoff, 0 where there is none.
func teamOf(h *handoff.Handoff) account.TeamID {
	if h == nil {
		return 0
	}
	return h.Team
}

// numberOf is the number of a handoff, 0 where there is none.
func numberOf(h *handoff.Handoff) int {
	if h == nil {
		return 0
	}
	return h.Number
}
