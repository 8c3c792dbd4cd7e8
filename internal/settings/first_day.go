package settings

import (
	"context"
	"time"

	"baton/internal/account"
)

// FirstDay is the noun of the checklist of a company's first day.
const FirstDay Noun = "first_day"

// FirstDays is the checklist in a transaction.
type FirstDays interface {
	// PutFirstDayAside reports whether the checklist was not aside already.
	PutFirstDayAside(ctx context.Context, by account.PersonID, at time.Time) (done bool, err error)
	// TakeFirstDayUp reports whether it was aside.
	TakeFirstDayUp(ctx context.Context, at time.Time) (done bool, err error)
}

// PutFirstDayAside takes the checklist of the first day off the first page. Putting it aside twice is putting it aside.
func (d *Desk) PutFirstDayAside(ctx context.Context, by account.Person, at time.Time) error {
	return d.change(ctx, by, func(tx Tx) (Event, error) {
		done, err := tx.PutFirstDayAside(ctx, by.ID, at)
		if !done {
			return Event{}, err
		}
		return Event{Noun: FirstDay, Act: Retired}, err
	})
}

// TakeFirstDayUp makes the checklist the first page again.
func (d *Desk) TakeFirstDayUp(ctx context.Context, by account.Person, at time.Time) error {
	return d.change(ctx, by, func(tx Tx) (Event, error) {
		done, err := tx.TakeFirstDayUp(ctx, at)
		if !done {
			return Event{}, err
		}
		return Event{Noun: FirstDay, Act: Restored}, err
	})
}
