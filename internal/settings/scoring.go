package settings

import (
	"cmp"
	"context"
	"time"

	"baton/internal/account"
	"baton/internal/errs"
	"baton/internal/scoring/grade"
)

// The nouns of scoring. A draft is its writer's, whose ID is the subject; a scoring is its version.
const (
	Scoring      Noun = "scoring"
	ScoringDraft Noun = "scoring_draft"
)

// Scorings are the scoring rules in a transaction.
type Scorings interface {
	// LockScorings has two who publish at once wait for each other; who reads does not.
	LockScorings(ctx context.Context) error
	ScoringInForce(ctx context.Context) (grade.Publication, error)
	// ScoringVersion answers NotFound where there never was such a version.
	ScoringVersion(ctx context.Context, version int) (grade.Publication, error)
	// ScoringDraft is the draft of a person; of version 0, and the same as what is in force, where there is none.
	ScoringDraft(ctx context.Context, by account.Person) (*grade.Draft, error)
	// LockScoringDraft has two changes of one draft come one after the other.
	LockScoringDraft(ctx context.Context, by account.PersonID) error
	SaveScoringDraft(ctx context.Context, by account.PersonID, d *grade.Draft, at time.Time) error
	DropScoringDraft(ctx context.Context, by account.PersonID) error
	// PublishScoring puts a scoring in force as its version.
	PublishScoring(ctx context.Context, by account.PersonID, p grade.Publication, at time.Time) error
}

// EditScoring changes the draft of by, and begins one of what is in force where there is none.
func (d *Desk) EditScoring(
	ctx context.Context, by account.Person, at time.Time, change func(*grade.Draft) error,
) error {
	return d.change(ctx, by, func(tx Tx) (Event, error) { return editScoring(ctx, tx, by, at, change) })
}

// RenewScoringDraft lets the draft of by undo what was published meanwhile: its writer has seen that.
func (d *Desk) RenewScoringDraft(ctx context.Context, by account.Person, at time.Time) error {
	return d.change(ctx, by, func(tx Tx) (Event, error) {
		latest, err := tx.ScoringInForce(ctx)
		if err != nil {
			return Event{}, err
		}
		return editScoring(ctx, tx, by, at, func(draft *grade.Draft) error { return draft.Renew(latest) })
	})
}

func editScoring(
	ctx context.Context, tx Scorings, by account.Person, at time.Time, change func(*grade.Draft) error,
) (Event, error) {
	if err := tx.LockScoringDraft(ctx, by.ID); err != nil {
		return Event{}, err
	}
	draft, err := tx.ScoringDraft(ctx, by)
	if err != nil {
		return Event{}, err
	}
	if err := change(draft); err != nil {
		return Event{}, err
	}
	return scoringDraftEvent(by, Changed), tx.SaveScoringDraft(ctx, by.ID, draft, at)
}

// DropScoringDraft throws the draft of by away.
func (d *Desk) DropScoringDraft(ctx context.Context, by account.Person) error {
	return d.change(ctx, by, func(tx Tx) (Event, error) {
		return scoringDraftEvent(by, Removed), tx.DropScoringDraft(ctx, by.ID)
	})
}

// PublishScoring has leads graded by the draft of by from now on, when it is the version that was read. It answers
// grade.Outpublished when somebody else has published another scoring since the draft was begun.
func (d *Desk) PublishScoring(ctx context.Context, by account.Person, version int, at time.Time) error {
	return d.change(ctx, by, func(tx Tx) (Event, error) {
		latest, err := lockScoring(ctx, tx)
		if err != nil {
			return Event{}, err
		}
		draft, err := tx.ScoringDraft(ctx, by)
		if err != nil {
			return Event{}, err
		}
		if err := draft.Publishes(version, latest); err != nil {
			return Event{}, err
		}
		next := grade.Publication{Scoring: draft.Scoring}
		next.Version = latest.Version + 1
		if err := tx.PublishScoring(ctx, by.ID, next, at); err != nil {
			return Event{}, err
		}
		e := Event{Noun: Scoring, Act: Published, Subject: int64(next.Version)}
		return e, tx.DropScoringDraft(ctx, by.ID)
	})
}

// RestoreScoring puts an older version in force again, as a new version, when the one in force is the one that was
// read.
func (d *Desk) RestoreScoring(ctx context.Context, by account.Person, version, inForce int, at time.Time) error {
	return d.change(ctx, by, func(tx Tx) (Event, error) {
		latest, err := lockScoring(ctx, tx)
		if err != nil {
			return Event{}, err
		}
		old, err := tx.ScoringVersion(ctx, version)
		if err != nil {
			return Event{}, err
		}
		if err := mayRestore(old, latest, inForce); err != nil {
			return Event{}, err
		}
		next := grade.Publication{Scoring: old.Scoring, Restores: version}
		next.Version = latest.Version + 1
		e := Event{Noun: Scoring, Act: Restored, Subject: int64(next.Version), After: Facts{"restores": version}}
		return e, tx.PublishScoring(ctx, by.ID, next, at)
	})
}

func lockScoring(ctx context.Context, tx Scorings) (latest grade.Publication, err error) {
	if err := tx.LockScorings(ctx); err != nil {
		return latest, err
	}
	return tx.ScoringInForce(ctx)
}

func scoringDraftEvent(by account.Person, act Act) Event {
	return Event{Noun: ScoringDraft, Act: act, Subject: int64(by.ID)}
}

// mayRestore refuses to restore an old scoring where another version is in force than was read, or the same rules are.
func mayRestore(old, latest grade.Publication, inForce int) error {
	switch {
	case latest.Version != inForce:
		return errs.Say(errs.Conflict,
			cmp.Or(latest.By, "Somebody")+" published another version after you opened this page. Check it first.")
	case len(grade.Compare(latest.Scoring, old.Scoring)) == 0:
		return errs.Say(errs.Conflict, "That version is the same as the one in force.")
	}
	return nil
}
