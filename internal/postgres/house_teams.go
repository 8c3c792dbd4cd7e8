package postgres

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"baton/internal/account"
	"baton/internal/agreement"
	"baton/internal/errs"
	"baton/internal/lead"
)

// settled is the condition that a team t has had people, leads or rules.
const settled = `(EXISTS (SELECT FROM memberships m WHERE m.team_id = t.id)
	OR EXISTS (SELECT FROM handoffs h WHERE h.team_id = t.id)
	OR EXISTS (SELECT FROM handoffs h WHERE h.marketing_team_id = t.id)
	OR EXISTS (SELECT FROM leads l WHERE l.marketing_team_id = t.id)
	OR EXISTS (SELECT FROM assignment_rules r WHERE r.team_id = t.id AND r.target IN ('team', 'pool') AND r.retired_at IS NULL))`

// TeamHolds are what hangs on each team.
func (db *DB) TeamHolds(ctx context.Context) (map[account.TeamID]lead.TeamHold, error) {
	rows, err := db.pool.Query(ctx, `
		SELECT t.id,
			(SELECT count(*) FROM memberships m JOIN people p ON p.id = m.person_id WHERE m.team_id = t.id AND p.disabled_at IS NULL),
			(SELECT count(*) FROM handoffs h WHERE h.team_id = t.id AND h.verdict IS NULL),
			`+settled+`
		FROM teams t`)
	if err != nil {
		return nil, kind(err)
	}
	holds := map[account.TeamID]lead.TeamHold{}
	var id account.TeamID
	var hold lead.TeamHold
	_, err = pgx.ForEachRow(rows, []any{&id, &hold.People, &hold.Open, &hold.Settled}, func() error {
		holds[id] = hold
		return nil
	})
	return holds, kind(err)
}

// AddTeam adds a team with its working hours.
func (db *DB) AddTeam(ctx context.Context, t *account.Team, week []agreement.Interval) error {
	if err := together(lead.CheckTeam(t), agreement.CheckWeek(week)); err != nil {
		return err
	}
	return db.write(ctx, func(tx pgx.Tx) error {
		err := tx.QueryRow(ctx, "INSERT INTO teams (name, side, zone, hours, country) VALUES ($1, $2, $3, $4, $5) RETURNING id, version",
			t.Name, t.Side, t.Zone, hours(week), t.Country).Scan(&t.ID, &t.Version)
		return teamRefused(err)
	})
}

// ChangeTeam changes a team that is still the version that was read. Its side stays once something hangs on it.
func (db *DB) ChangeTeam(ctx context.Context, t *account.Team, week []agreement.Interval) error {
	if err := together(lead.CheckTeam(t), agreement.CheckWeek(week)); err != nil {
		return err
	}
	return db.write(ctx, func(tx pgx.Tx) error {
		if err := lockVersion(ctx, tx, "SELECT version FROM teams WHERE id = $1 FOR UPDATE", int64(t.ID), t.Version); err != nil {
			return err
		}
		var fixed bool
		if err := tx.QueryRow(ctx, "SELECT t.side <> $2 AND "+settled+" FROM teams t WHERE t.id = $1", t.ID, t.Side).Scan(&fixed); err != nil {
			return err
		}
		if fixed {
			return errs.Problems{"side": "This team has people, leads or rules, so its side cannot change. Add another team."}
		}
		err := tx.QueryRow(ctx, "UPDATE teams SET name = $2, side = $3, zone = $4, hours = $5, country = $6, version = version + 1 WHERE id = $1 RETURNING version",
			t.ID, t.Name, t.Side, t.Zone, hours(week), t.Country).Scan(&t.Version)
		return teamRefused(err)
	})
}

// decideFirst puts right that leads wait for a team which is to be retired.
var decideFirst = errs.Remedy{At: errs.Queue, Do: "look at the queue"}

// RetireTeam takes a team out of use: refused, in words, while leads wait for it or a rule sends it more.
func (db *DB) RetireTeam(ctx context.Context, id account.TeamID, version int) error {
	return db.write(ctx, func(tx pgx.Tx) error {
		if err := lockVersion(ctx, tx, "SELECT version FROM teams WHERE id = $1 FOR UPDATE", int64(id), version); err != nil {
			return err
		}
		var open int
		var rule string
		if err := tx.QueryRow(ctx, `
			SELECT
				(SELECT count(*) FROM handoffs h WHERE h.team_id = $1 AND h.verdict IS NULL),
				coalesce((SELECT r.name FROM assignment_rules r WHERE r.team_id = $1 AND r.target IN ('team', 'pool') AND r.retired_at IS NULL ORDER BY r.position, r.id LIMIT 1), '')`,
			id).Scan(&open, &rule); err != nil {
			return err
		}
		switch {
		case open == 1:
			return errs.SayWith(errs.Conflict, "One lead waits for a verdict from this team. Decide it first, then retire the team.", decideFirst)
		case open > 1:
			return errs.SayWith(errs.Conflict, fmt.Sprintf("%d leads wait for a verdict from this team. Decide them first, then retire the team.", open), decideFirst)
		case rule != "":
			return errs.SayWith(errs.Conflict, fmt.Sprintf("The assignment rule “%s” sends leads to this team. Change that rule first, then retire the team.", rule), errs.Remedy{At: errs.Assignment, Do: "change the rule"})
		}
		return setRetired(ctx, tx, "teams", int64(id), version, true)
	})
}

// RestoreTeam takes a retired team back into use.
func (db *DB) RestoreTeam(ctx context.Context, id account.TeamID, version int) error {
	return db.write(ctx, func(tx pgx.Tx) error { return setRetired(ctx, tx, "teams", int64(id), version, false) })
}

// hours are a week as it is kept: a list, also when it is empty.
func hours(week []agreement.Interval) []agreement.Interval {
	if week == nil {
		return []agreement.Interval{}
	}
	return week
}

// teamRefused says in words which field the database did not take.
func teamRefused(err error) error {
	if broken(err, "teams_one_per_name") {
		return errs.Problems{"name": "Another team has this name. It may be retired. Choose another name, or restore that team."}
	}
	return err
}
