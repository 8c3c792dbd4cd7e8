package handoffs

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"baton/internal/account"
	"baton/internal/handoff"
)

// Within is a transaction of the Desk inside of one that somebody else has begun and ends. Its policy is that from
// before what that one changes from here on.
func (db *Store) Within(ctx context.Context, outer pgx.Tx) (*Tx, error) {
	t := &Tx{db: db, tx: outer, before: map[handoff.ID]*handoff.Handoff{}}
	if err := outer.QueryRow(ctx, "SELECT policy_version FROM installation").Scan(&t.version); err != nil {
		return nil, err
	}
	_, err := t.Policy(ctx)
	return t, err
}

// What a person gives back when they cannot answer it any more.
const (
	allWaiting  = "h.owner_id = @person AND h.verdict IS NULL"
	ofTeamsLeft = allWaiting + " AND h.team_id = ANY(@left)"
)

// GiveBack returns what waits for a person to the pools of their teams, and reports whether there was anything:
// everything, or, where left is not nil, what they have in teams that they left. What is being given to the person at
// this moment is waited for, and given back too.
func (t *Tx) GiveBack(
	ctx context.Context, by account.Person, id account.PersonID, left []account.TeamID, because string, at time.Time,
) (any bool, err error) {
	t.by = by
	held, args := allWaiting, pgx.NamedArgs{"person": id}
	if left != nil {
		held, args["left"] = ofTeamsLeft, left
	}
	for range 2 {
		all, err := t.lockHeld(ctx, held, args)
		if err != nil {
			return any, err
		}
		for _, h := range all {
			h.GiveBack(because, t.policy, t.by, at)
			if err := t.Save(ctx, h); err != nil {
				return any, err
			}
		}
		any = any || len(all) > 0
		if _, err := t.tx.Exec(ctx, "SELECT FROM rep_workloads WHERE person_id = @person FOR UPDATE", args); err != nil {
			return any, err
		}
	}
	return any, nil
}
