package settings

import (
	"context"
	"slices"
	"time"

	"baton/internal/account"
	"baton/internal/errs"
	"baton/internal/inbox"
)

// The nouns of what people change about their own account. The subject of each is the person.
const (
	Password      Noun = "password"
	Email         Noun = "email" // its events hold no address
	Reading       Noun = "reading"
	Notifications Noun = "notifications"
)

// OwnAccount is what a person can change about their own account.
type OwnAccount struct {
	Email        string
	PasswordHash string // empty where no password is set
	Disabled     bool
	Reading      account.Reading
	Muted        []inbox.Kind
}

// OwnAccounts are the accounts of people in a transaction.
type OwnAccounts interface {
	// OwnAccount answers NotFound for a service.
	OwnAccount(ctx context.Context, id account.PersonID) (OwnAccount, error)
	// SetPassword forgets failed sign-ins as well.
	SetPassword(ctx context.Context, id account.PersonID, hash string) error
	// SetEmail answers ErrEmailTaken when somebody was faster to take the address.
	SetEmail(ctx context.Context, id account.PersonID, email string) error
	SetReading(ctx context.Context, id account.PersonID, to account.Reading) error
	SetMuted(ctx context.Context, id account.PersonID, kinds []inbox.Kind) error
}

// ChangePassword sets the password of the person by, if the present one still has the hash was. Their links end, and so
// do their sessions, except the one that has the token here.
func (d *Desk) ChangePassword(
	ctx context.Context, by account.Person, was, newHash, here string, at time.Time,
) error {
	return d.change(ctx, by, func(tx Tx) (Event, error) {
		kept, err := tx.OwnAccount(ctx, by.ID)
		if err != nil {
			return Event{}, err
		}
		if err := passwordMayChange(kept, was); err != nil {
			return Event{}, err
		}
		e := Event{Noun: Password, Act: Changed, Subject: int64(by.ID)}
		return e, setPassword(ctx, tx, by.ID, newHash, account.HashToken(here), at)
	})
}

// setPassword sets a password and ends what the old one let in: the links, and the sessions except the one whose token
// hashes to here.
func setPassword(
	ctx context.Context, tx Tx, id account.PersonID, hash string, here []byte, at time.Time,
) error {
	if err := tx.SetPassword(ctx, id, hash); err != nil {
		return err
	}
	if _, err := tx.EndSessions(ctx, id, here); err != nil {
		return err
	}
	return tx.LapseLinks(ctx, id, at)
}

// ChangeEmail gives by another e-mail address, by which they sign in from then on. Links that were sent to the old one
// end.
func (d *Desk) ChangeEmail(ctx context.Context, by account.Person, typed string, at time.Time) error {
	email, wrong := account.TidyEmail(typed)
	if wrong != "" {
		return errs.Problems{"email": wrong}
	}
	return d.change(ctx, by, func(tx Tx) (Event, error) {
		kept, err := tx.OwnAccount(ctx, by.ID)
		if err != nil {
			return Event{}, err
		}
		if err := tx.LapseLinks(ctx, by.ID, at); err != nil || kept.Email == email {
			return Event{}, err
		}
		holder, err := tx.PersonMailed(ctx, email)
		if err != nil {
			return Event{}, err
		}
		if err := free(holder, by.ID, ErrEmailTaken); err != nil {
			return Event{}, err
		}
		return Event{Noun: Email, Act: Changed, Subject: int64(by.ID)}, tx.SetEmail(ctx, by.ID, email)
	})
}

// SetReading sets how by reads dates and times.
func (d *Desk) SetReading(ctx context.Context, by account.Person, to account.Reading) error {
	if err := to.Check(); err != nil {
		return err
	}
	return d.change(ctx, by, func(tx Tx) (Event, error) {
		kept, err := tx.OwnAccount(ctx, by.ID)
		if err != nil || kept.Reading == to {
			return Event{}, err
		}
		before, after := readingFacts(kept.Reading), readingFacts(to)
		e := Event{Noun: Reading, Act: Changed, Subject: int64(by.ID), Before: before, After: after}
		return e, tx.SetReading(ctx, by.ID, to)
	})
}

// Mute sets which kinds of notifications by does not get. Invalid when one of them is a duty.
func (d *Desk) Mute(ctx context.Context, by account.Person, kinds []inbox.Kind) error {
	if err := mayMute(kinds); err != nil {
		return err
	}
	kinds = append([]inbox.Kind{}, kinds...) // a list, also when it is empty
	return d.change(ctx, by, func(tx Tx) (Event, error) {
		kept, err := tx.OwnAccount(ctx, by.ID)
		if err != nil || slices.Equal(kept.Muted, kinds) {
			return Event{}, err
		}
		before, after := Facts{"muted": kept.Muted}, Facts{"muted": kinds}
		e := Event{Noun: Notifications, Act: Changed, Subject: int64(by.ID), Before: before, After: after}
		return e, tx.SetMuted(ctx, by.ID, kinds)
	})
}

// passwordMayChange refuses a new password to somebody who has proved another one than the account has by now; was is
// the hash of the one that they have proved.
func passwordMayChange(kept OwnAccount, was string) error {
	if kept.Disabled || was == "" || kept.PasswordHash != was {
		return errs.Say(errs.Conflict,
			"Your password was changed meanwhile, in another browser or by a link. Sign in again with the new one.")
	}
	return nil
}

// mayMute refuses to turn off what asks a person for something.
func mayMute(kinds []inbox.Kind) error {
	if slices.ContainsFunc(kinds, inbox.Kind.Duty) {
		return errs.Say(errs.Invalid, "Notifications that ask you for something cannot be turned off.")
	}
	return nil
}

func readingFacts(r account.Reading) Facts {
	return Facts{"date_order": r.Dates.Order, "clock_12": r.Dates.Clock12, "zone": r.Zone}
}
