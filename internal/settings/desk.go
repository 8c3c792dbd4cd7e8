// Package settings is the desk through which managers and admins change what they keep: people, teams, calendars,
// campaigns, personas, reasons, assignment rules, scoring rules, keys, the currency and the time zone; and through
// which people change their own account. Each change is one transaction that locks what its rule needs, asks the rule,
// saves, and records one event. The rules are pure, so that tests try them without a database.
package settings

import (
	"context"
	"time"

	"baton/internal/account"
	"baton/internal/errs"
)

// Desk is the only way to change a setting. Whoever reads settings asks the database.
type Desk struct {
	Store Store
	Now   func() time.Time
}

// Store keeps the settings.
type Store interface {
	// ChangeSettings runs work in one transaction, and again when the transaction met another that was in its way. What
	// work set in the first try is not in the database then. After an error nothing has changed.
	ChangeSettings(ctx context.Context, work func(Tx) error) error
}

// Tx is one transaction. What it reads by its ID is locked: nobody else changes that before the transaction ends.
type Tx interface {
	Catalogue
	Reasons
	Teams
	People
	Links
	OwnAccounts
	SignedIn
	Campaigns
	Personas
	FieldNotes
	Keys
	Absences
	TeamDays
	Company
	Assignments
	Scorings
	Models
	Dismissals
	FirstDays

	// Record keeps an event for good.
	Record(ctx context.Context, e Event) error
}

// Catalogue is what the nouns that can be retired have in common.
type Catalogue interface {
	// LockVersion locks the row and is its version; NotFound where there is none.
	LockVersion(ctx context.Context, noun Noun, id int64) (int, error)
	// SetRetired takes the row out of use or back into use, and gives it a new version.
	SetRetired(ctx context.Context, noun Noun, id int64, retired bool) error
}

// ErrStale refuses a change of something that somebody else has changed since it was read.
var ErrStale = errs.Say(errs.Conflict,
	"Somebody else changed this while your page was open. Check what it says now, then try again.")

// change runs work for by in one transaction and records the event that it answers with. An event without a noun says
// that nothing had to change. An event that says itself who did it is of somebody who was not known before.
func (d *Desk) change(ctx context.Context, by account.Person, work func(Tx) (Event, error)) error {
	at := d.Now()
	return d.Store.ChangeSettings(ctx, func(tx Tx) error {
		e, err := work(tx)
		if err != nil || e.Noun == "" {
			return err
		}
		if e.At = at; e.By == 0 {
			e.By = by.ID
		}
		return tx.Record(ctx, e)
	})
}

// setRetired takes something out of use or back into use, if it is still the version that was read.
func (d *Desk) setRetired(
	ctx context.Context, by account.Person, noun Noun, id int64, version int, retired bool,
) error {
	return d.change(ctx, by, func(tx Tx) (Event, error) {
		if err := currentVersion(ctx, tx, noun, id, version); err != nil {
			return Event{}, err
		}
		return retiring(noun, id, retired), tx.SetRetired(ctx, noun, id, retired)
	})
}

// currentVersion locks something and refuses to change another version of it than the one that was read.
func currentVersion(ctx context.Context, tx Catalogue, noun Noun, id int64, version int) error {
	kept, err := tx.LockVersion(ctx, noun, id)
	if err != nil {
		return err
	}
	return current(kept, version)
}

// current refuses a change of another version than the one that was read.
func current(kept, read int) error {
	if kept != read {
		return ErrStale
	}
	return nil
}

// free refuses a name that something else has: holder has it, or is 0 where nothing does, and id is what is to have it.
func free[ID ~int64](holder, id ID, taken error) error {
	if holder != 0 && holder != id {
		return taken
	}
	return nil
}
