package settings

import (
	"context"

	"baton/internal/account"
	"baton/internal/errs"
)

// Sessions is the noun of the sessions that a person has, whose ID is the subject. Signing in and out is no setting.
const Sessions Noun = "sessions"

// SignedIn are the sessions of people in a transaction.
type SignedIn interface {
	// EndSession ends one session of a person, and reports whether it was there.
	EndSession(ctx context.Context, person account.PersonID, id account.SessionID) (bool, error)
	// EndSessions ends the sessions of a person and answers how many. The one whose token hashes to here stays.
	EndSessions(ctx context.Context, person account.PersonID, here []byte) (int, error)
}

// EndOwnSession signs by out of one browser; NotFound when it is none of theirs.
func (d *Desk) EndOwnSession(ctx context.Context, by account.Person, id account.SessionID) error {
	return d.change(ctx, by, func(tx Tx) (Event, error) {
		there, err := tx.EndSession(ctx, by.ID, id)
		if err == nil && !there {
			err = errs.NotFound
		}
		return sessionsEnded(by.ID, 1), err
	})
}

// EndOtherSessions signs the person by out of every browser except the one that has the token here.
func (d *Desk) EndOtherSessions(ctx context.Context, by account.Person, here string) error {
	return d.change(ctx, by, func(tx Tx) (Event, error) {
		ended, err := tx.EndSessions(ctx, by.ID, account.HashToken(here))
		return sessionsEnded(by.ID, ended), err
	})
}

// EndSessions signs a person out everywhere; NotFound for a service.
func (d *Desk) EndSessions(ctx context.Context, by account.Person, id account.PersonID) error {
	return d.change(ctx, by, func(tx Tx) (Event, error) {
		if _, err := tx.OwnAccount(ctx, id); err != nil {
			return Event{}, err
		}
		ended, err := tx.EndSessions(ctx, id, nil)
		return sessionsEnded(id, ended), err
	})
}

// sessionsEnded is the event of so many sessions of a person that ended; none where there were none.
func sessionsEnded(person account.PersonID, ended int) Event {
	if ended == 0 {
		return Event{}
	}
	return Event{Noun: Sessions, Act: Ended, Subject: int64(person), After: Facts{"ended": ended}}
}
