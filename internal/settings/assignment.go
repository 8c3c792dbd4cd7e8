package settings

import (
	"context"
	"time"

	"baton/internal/account"
	"baton/internal/assign"
	"baton/internal/errs"
)

// The nouns of assignment. A draft is its writer's, whose ID is the subject.
const (
	Assignment      Noun = "assignment"
	AssignmentDraft Noun = "assignment_draft"
)

// Assignments are the assignment rules in a transaction.
type Assignments interface {
	// LockRules has two who activate rules at once wait for each other; who reads the rules does not.
	LockRules(ctx context.Context) error
	// RulesInForce are the rules by which leads are assigned, with the share of every rep.
	RulesInForce(ctx context.Context) (assign.Set, error)
	// LastActivatedBy is the name of who activated them; "" for what came with Baton.
	LastActivatedBy(ctx context.Context) (string, error)
	// Targets are where rules can send leads. No team among them is retired until the transaction ends.
	Targets(ctx context.Context) (Targets, error)
	// Draft is the draft of a person; nil where there is none.
	Draft(ctx context.Context, by account.PersonID) (*assign.Draft, error)
	// BeginDraft keeps a draft of what is in force for who has none. Two at once make one.
	BeginDraft(ctx context.Context, by account.PersonID, inForce assign.Set, at time.Time) error
	// SaveDraft gives a draft a new version, and its new rules an ID that they keep when they are activated.
	SaveDraft(ctx context.Context, by account.PersonID, d *assign.Draft, at time.Time) error
	DropDraft(ctx context.Context, by account.PersonID) error
	// Activate puts a draft in force, and drops it.
	Activate(ctx context.Context, by account.PersonID, d *assign.Draft, at time.Time) error
}

// Targets are where rules can send leads: the sales teams in use, and the people of such teams who can take leads.
type Targets struct {
	Teams  map[account.TeamID]bool
	People map[account.PersonID]bool
}

var (
	errNoDraft = errs.Say(errs.Conflict,
		"There is no draft to activate. It was activated or discarded. The rules in force are below.")
	errDraftMoved = errs.Say(errs.Conflict,
		"Your draft was changed in another window. Check it again, then activate it.")
)

// EditDraft changes the draft of by, and begins one of what is in force where there is none.
func (d *Desk) EditDraft(ctx context.Context, by account.Person, at time.Time, change func(*assign.Draft) error) error {
	return d.change(ctx, by, func(tx Tx) (Event, error) {
		inForce, err := tx.RulesInForce(ctx)
		if err != nil {
			return Event{}, err
		}
		if err := tx.BeginDraft(ctx, by.ID, inForce, at); err != nil {
			return Event{}, err
		}
		draft, err := tx.Draft(ctx, by.ID)
		if err != nil {
			return Event{}, err
		}
		if draft == nil { // dropped in another window at this moment
			return Event{}, errs.NotFound
		}
		if err := change(draft); err != nil {
			return Event{}, err
		}
		if err := checkTargets(ctx, tx, draft); err != nil {
			return Event{}, err
		}
		return draftEvent(by, Changed), tx.SaveDraft(ctx, by.ID, draft, at)
	})
}

// KeepDraft lets the draft of by undo what is in force by now: its writer has seen that.
func (d *Desk) KeepDraft(ctx context.Context, by account.Person, at time.Time) error {
	return d.change(ctx, by, func(tx Tx) (Event, error) {
		draft, err := tx.Draft(ctx, by.ID)
		if err != nil {
			return Event{}, err
		}
		if draft == nil {
			return Event{}, errNoDraft
		}
		inForce, err := tx.RulesInForce(ctx)
		if err != nil {
			return Event{}, err
		}
		draft.Rebase(inForce)
		return draftEvent(by, Changed), tx.SaveDraft(ctx, by.ID, draft, at)
	})
}

// DropDraft throws the draft of by away.
func (d *Desk) DropDraft(ctx context.Context, by account.Person) error {
	return d.change(ctx, by, func(tx Tx) (Event, error) { return draftEvent(by, Removed), tx.DropDraft(ctx, by.ID) })
}

// TurnOn puts the draft of by in force, if it is still the version that was read. It answers assign.Overtaken when it
// would undo what somebody else has activated since it was begun.
func (d *Desk) TurnOn(ctx context.Context, by account.Person, version int, at time.Time) error {
	return d.change(ctx, by, func(tx Tx) (Event, error) {
		if err := tx.LockRules(ctx); err != nil {
			return Event{}, err
		}
		draft, err := tx.Draft(ctx, by.ID)
		if err != nil {
			return Event{}, err
		}
		if err := mayActivate(draft, version); err != nil {
			return Event{}, err
		}
		inForce, err := notOvertaken(ctx, tx, draft)
		if err != nil {
			return Event{}, err
		}
		if err := checkTargets(ctx, tx, draft); err != nil {
			return Event{}, err
		}
		e := Event{Noun: Assignment, Act: Published, Before: setFacts(inForce), After: setFacts(draft.Set)}
		return e, tx.Activate(ctx, by.ID, draft, at)
	})
}

func draftEvent(by account.Person, act Act) Event {
	return Event{Noun: AssignmentDraft, Act: act, Subject: int64(by.ID)}
}

// notOvertaken gives the rules in force, and refuses a draft that would undo what somebody else has activated.
func notOvertaken(ctx context.Context, tx Assignments, draft *assign.Draft) (assign.Set, error) {
	inForce, err := tx.RulesInForce(ctx)
	if err != nil {
		return inForce, err
	}
	changes := draft.Undoes(inForce)
	if len(changes) == 0 {
		return inForce, nil
	}
	by, err := tx.LastActivatedBy(ctx)
	if err != nil {
		return inForce, err
	}
	return inForce, &assign.Overtaken{Changes: changes, By: by}
}

func checkTargets(ctx context.Context, tx Assignments, draft *assign.Draft) error {
	open, err := tx.Targets(ctx)
	if err != nil {
		return err
	}
	return targetsAreOpen(draft, open)
}

// mayActivate refuses a draft that is not there, or is another version than the one that was read.
func mayActivate(draft *assign.Draft, version int) error {
	switch {
	case draft == nil:
		return errNoDraft
	case draft.Version != version:
		return errDraftMoved
	}
	return nil
}

// targetsAreOpen refuses a target that no lead can be sent to, unless it was there before the draft.
func targetsAreOpen(draft *assign.Draft, open Targets) error {
	before := map[assign.RuleID]assign.Rule{}
	for _, r := range draft.Began.Rules {
		before[r.ID] = r
	}
	for _, r := range draft.Set.Rules {
		was := before[r.ID]
		switch to := r.To(); {
		case (to == assign.ToTeam || to == assign.ToPool) && !open.Teams[r.Team] && r.Team != was.Team:
			return errs.Problems{"team": "Choose a sales team that is in use."}
		case to == assign.ToPerson && !open.People[r.Person] && r.Person != was.Person:
			return errs.Problems{"person": "Choose somebody in a sales team."}
		}
	}
	if team := draft.Set.Fallback; team != 0 && !open.Teams[team] && team != draft.Began.Fallback {
		return errs.Problems{"fallback": "Choose a sales team that is in use."}
	}
	return nil
}

func setFacts(s assign.Set) Facts {
	return Facts{"rules": s.Rules, "rest": s.Fallback, "weights": s.Weights}
}
