package settings

import (
	"context"
	"time"

	"baton/internal/account"
	"baton/internal/errs"
)

// PasswordLink is the noun of the links by which people set a password. The subject is the person.
const PasswordLink Noun = "password_link"

// Links are the links to set a password, in a transaction.
type Links interface {
	// LapseLinks ends the unused links of a person.
	LapseLinks(ctx context.Context, id account.PersonID, at time.Time) error
	AddLink(ctx context.Context, id account.PersonID, link account.Token, at, until time.Time) error

	// Link is the link whose secret has a hash; ErrNoLink where there is none. It and its owner are locked.
	Link(ctx context.Context, hash []byte) (Link, error)
	// UseLink has a link work no more.
	UseLink(ctx context.Context, hash []byte, at time.Time) error
}

// Link is a one-time link to set a password.
type Link struct {
	Owner    account.PersonID
	Until    time.Time
	Used     bool
	Disabled bool // its owner is
}

// linkLife is how long a link to set a password can be used.
const linkLife = 7 * 24 * time.Hour

// ErrNoLink refuses a link that does not exist.
var ErrNoLink = errs.Say(errs.NotFound, "This link is not complete. Copy all of it, or ask an admin for a new one.")

// MayBeUsed refuses a link that works no more.
func (l Link) MayBeUsed(at time.Time) error {
	switch {
	case l.Used:
		return errs.Say(errs.NotFound,
			"This link was already used. Sign in with your password, or ask an admin for a new link.")
	case l.Disabled || !l.Until.After(at):
		return errs.Say(errs.NotFound, "This link has expired. Ask an admin for a new one.")
	}
	return nil
}

// NewPasswordLink gives a person a new link to set a password; the older ones lapse. A disabled person gets none.
func (d *Desk) NewPasswordLink(
	ctx context.Context, by account.Person, id account.PersonID, link account.Token, at time.Time,
) error {
	return d.change(ctx, by, func(tx Tx) (Event, error) {
		owner, err := tx.OwnAccount(ctx, id)
		if err != nil {
			return Event{}, err
		}
		if err := mayHaveLink(owner.Disabled); err != nil {
			return Event{}, err
		}
		if err := tx.LapseLinks(ctx, id, at); err != nil {
			return Event{}, err
		}
		e := Event{Noun: PasswordLink, Act: Added, Subject: int64(id)}
		return e, tx.AddLink(ctx, id, link, at, at.Add(linkLife))
	})
}

// UsePasswordLink sets the password of the person whom a link is for, and says who that is. Whoever uses it first wins;
// all their sessions and other links end. NotFound, in words, when the link cannot be used.
func (d *Desk) UsePasswordLink(
	ctx context.Context, secret, newHash string, at time.Time,
) (person account.PersonID, err error) {
	err = d.change(ctx, account.System, func(tx Tx) (Event, error) {
		link, err := tx.Link(ctx, account.HashToken(secret))
		if err != nil {
			return Event{}, err
		}
		if err := link.MayBeUsed(at); err != nil {
			return Event{}, err
		}
		if err := tx.UseLink(ctx, account.HashToken(secret), at); err != nil {
			return Event{}, err
		}
		person = link.Owner
		e := Event{Noun: Password, Act: Changed, Subject: int64(person), After: Facts{"link": true}, By: person}
		return e, setPassword(ctx, tx, person, newHash, nil, at)
	})
	return person, err
}

// mayHaveLink refuses a link for somebody who is shut out.
func mayHaveLink(disabled bool) error {
	if disabled {
		return errs.Say(errs.Conflict, "This person is disabled. Enable them before you make a link.")
	}
	return nil
}
