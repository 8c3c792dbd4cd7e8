package settings

import (
	"context"
	"time"

	"baton/internal/account"
	"baton/internal/errs"
)

// Key is the noun of API keys.
const Key Noun = "key"

// Keys are the API keys in a transaction.
type Keys interface {
	// CanOwnKey reports whether there is such a person or service and it is not disabled, which nobody changes until
	// the transaction ends.
	CanOwnKey(ctx context.Context, id account.PersonID) (bool, error)
	// ServiceNamed reports whether a service has a name, in whatever case. Who adds another of that name at this moment
	// waits.
	ServiceNamed(ctx context.Context, name string) (bool, error)
	// IsMarketingTeam reports whether there is such a marketing team in use.
	IsMarketingTeam(ctx context.Context, id account.TeamID) (bool, error)
	// AddService makes an account for a service that is called like the key. prefix is what its keys begin with.
	AddService(ctx context.Context, k account.NewKey, prefix string, at time.Time) (account.PersonID, error)
	AddKey(
		ctx context.Context, by account.PersonID, k account.NewKey, token account.Token, prefix string, at time.Time,
	) (account.KeyID, error)
	// KeyRevoked reports whether a key is revoked already; NotFound for none.
	KeyRevoked(ctx context.Context, id account.KeyID) (bool, error)
	RevokeKey(ctx context.Context, by account.PersonID, id account.KeyID, at time.Time) error
}

// AddKey keeps a key that an admin has made, and makes the service that it is for where there is none.
func (d *Desk) AddKey(
	ctx context.Context, by account.Person, k account.NewKey, token account.Token, prefix string, at time.Time,
) error {
	if err := k.Check(at).Err(); err != nil {
		return err
	}
	return d.change(ctx, by, func(tx Tx) (Event, error) {
		owned := k
		var err error
		if k.Owner == 0 {
			owned.Owner, err = addService(ctx, tx, k, prefix, at)
		} else {
			err = checkKeyOwner(ctx, tx, k.Owner)
		}
		if err != nil {
			return Event{}, err
		}
		id, err := tx.AddKey(ctx, by.ID, owned, token, prefix, at)
		after := Facts{"owner": owned.Owner, "scopes": k.Scopes, "team": k.Team}
		return Event{Noun: Key, Act: Added, Subject: int64(id), After: after}, err
	})
}

func addService(ctx context.Context, tx Keys, k account.NewKey, prefix string, at time.Time) (account.PersonID, error) {
	taken, err := tx.ServiceNamed(ctx, k.Name)
	if err != nil {
		return 0, err
	}
	team := k.Team == 0
	if !team {
		if team, err = tx.IsMarketingTeam(ctx, k.Team); err != nil {
			return 0, err
		}
	}
	if err := serviceMayBe(taken, team); err != nil {
		return 0, err
	}
	return tx.AddService(ctx, k, prefix, at)
}

func checkKeyOwner(ctx context.Context, tx Keys, id account.PersonID) error {
	can, err := tx.CanOwnKey(ctx, id)
	if err != nil {
		return err
	}
	return mayOwnKey(can)
}

// RevokeKey ends a key for good. One that is revoked already stays as it is.
func (d *Desk) RevokeKey(ctx context.Context, by account.Person, id account.KeyID, at time.Time) error {
	return d.change(ctx, by, func(tx Tx) (Event, error) {
		revoked, err := tx.KeyRevoked(ctx, id)
		if err != nil || revoked {
			return Event{}, err
		}
		return Event{Noun: Key, Act: Revoked, Subject: int64(id)}, tx.RevokeKey(ctx, by.ID, id, at)
	})
}

// serviceMayBe says all that is wrong with a new service: its name is taken, or the team whose leads it is to see is
// none of marketing.
func serviceMayBe(taken, team bool) error {
	problems := errs.Problems{}
	if taken {
		problems.Add("owner", "A service already has this name. Choose that service here, or use another name.")
	}
	if !team {
		problems.Add("team", "This is not a marketing team, or it is retired. Choose another team, or all teams.")
	}
	return problems.Err()
}

// mayOwnKey refuses a key for somebody who cannot act by it.
func mayOwnKey(can bool) error {
	if !can {
		return errs.Problems{"owner": "This person does not exist or is disabled. Choose somebody else."}
	}
	return nil
}
