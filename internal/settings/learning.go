package settings

import (
	"context"
	"fmt"
	"time"

	"baton/internal/account"
	"baton/internal/agreement"
	"baton/internal/errs"
	"baton/internal/lead"
	"baton/internal/scoring/prospect"
	"baton/internal/scoring/suggestion"
)

// The nouns of what is learned. What a job learns and publishes by itself is no setting: the versions say so.
const (
	Model      Noun = "model"      // the subject is the number of the version
	WinDays    Noun = "win_days"   // within which a lead may be won
	Suggestion Noun = "suggestion" // retired while somebody does not want it; the subject is the ID of its reason
)

// The days within which a lead may be won.
const leastWinDays, mostWinDays = 30, 730

// Models are the versions of what is learned, in a transaction.
type Models interface {
	// ModelVersion answers NotFound where there is no such version.
	ModelVersion(ctx context.Context, id int64) (prospect.Version, error)
	// LockModels is the number of the latest version of a prospect. Two who add one wait for each other; who reads does
	// not.
	LockModels(ctx context.Context, of lead.Prospect) (latest int, err error)
	// ModelUsed is the version in use; NotFound where there is none.
	ModelUsed(ctx context.Context, of lead.Prospect) (prospect.Version, error)
	AddModel(ctx context.Context, by account.PersonID, v prospect.Version) error
	// WinDays are the days within which a lead may be won.
	WinDays(ctx context.Context) (int, error)
	SaveWinDays(ctx context.Context, days int) error
}

// Dismissals are the suggestions that somebody does not want now, in a transaction.
type Dismissals interface {
	// AddDismissal keeps a dismissal in place of the one on the same subject. Two at once take turns.
	AddDismissal(ctx context.Context, d suggestion.Dismissal) error
	// EndDismissal ends one and says of which reason it was; NotFound when it was not there, or has ended already.
	EndDismissal(ctx context.Context, by account.PersonID, id int64, at time.Time) (agreement.ReasonID, error)
}

// PutBackModel puts a version in use again, as a new one, when the one in use is the one that was read.
func (d *Desk) PutBackModel(ctx context.Context, by account.Person, id int64, inUse int, at time.Time) error {
	return d.change(ctx, by, func(tx Tx) (Event, error) {
		old, err := tx.ModelVersion(ctx, id)
		if err != nil {
			return Event{}, err
		}
		latest, err := tx.LockModels(ctx, old.Of)
		if err != nil {
			return Event{}, err
		}
		used, err := tx.ModelUsed(ctx, old.Of)
		if err != nil {
			return Event{}, err
		}
		if err := mayPutBack(old, used, inUse); err != nil {
			return Event{}, err
		}
		next := old.PutBack(latest+1, by.Name, at)
		after := Facts{"of": next.Of, "restores": next.Restores}
		e := Event{Noun: Model, Act: Restored, Subject: int64(next.Number), After: after}
		return e, tx.AddModel(ctx, by.ID, next)
	})
}

// SetWinDays sets within how many days after it was handed over a lead may be won. What is learned next goes by it.
func (d *Desk) SetWinDays(ctx context.Context, by account.Person, days int) error {
	if err := winDaysMayBe(days); err != nil {
		return err
	}
	return d.change(ctx, by, func(tx Tx) (Event, error) {
		kept, err := tx.WinDays(ctx)
		if err != nil || kept == days {
			return Event{}, err
		}
		e := Event{Noun: WinDays, Act: Changed, Before: Facts{"days": kept}, After: Facts{"days": days}}
		return e, tx.SaveWinDays(ctx, days)
	})
}

// Dismiss keeps that by does not want a suggestion now. It takes the place of what was said before on the same subject.
func (d *Desk) Dismiss(ctx context.Context, by account.Person, s suggestion.Suggestion, at time.Time) error {
	return d.change(ctx, by, func(tx Tx) (Event, error) {
		after := Facts{"part": s.Part.Field, "part_id": s.Part.ID, "field": s.Field}
		e := Event{Noun: Suggestion, Act: Retired, Subject: int64(s.Reason), After: after}
		return e, tx.AddDismissal(ctx, s.Dismiss(by, at))
	})
}

// EndDismissal has a suggestion told again; NotFound when it was not dismissed, or is told again already.
func (d *Desk) EndDismissal(ctx context.Context, by account.Person, id int64, at time.Time) error {
	return d.change(ctx, by, func(tx Tx) (Event, error) {
		reason, err := tx.EndDismissal(ctx, by.ID, id, at)
		return Event{Noun: Suggestion, Act: Restored, Subject: int64(reason)}, err
	})
}

// mayPutBack refuses to put an old version back where another is in use than was read, or it is in use already.
func mayPutBack(old, used prospect.Version, inUse int) error {
	switch {
	case used.Number != inUse:
		return errs.Say(errs.Conflict, "Another version was published after you opened this page. Check it first.")
	case used.ID == old.ID:
		return errs.Say(errs.Conflict, "That version is already in use.")
	}
	return nil
}

// winDaysMayBe refuses a time in which hardly a lead is won, and one for which nobody waits.
func winDaysMayBe(days int) error {
	if days < leastWinDays || days > mostWinDays {
		return errs.Problems{"days": fmt.Sprintf("Write a whole number from %d to %d.", leastWinDays, mostWinDays)}
	}
	return nil
}
