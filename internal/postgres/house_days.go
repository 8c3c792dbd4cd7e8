package postgres

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"baton/internal/account"
	"baton/internal/agreement"
	"baton/internal/errs"
)

// manyDays is how many own days of a team count at a time.
const manyDays = 200

// TeamDays are the own days of a team by date: those that count, and those that were withdrawn, the latest first and fifty at most.
func (db *DB) TeamDays(ctx context.Context, team account.TeamID) (count, withdrawn []agreement.OwnDay, err error) {
	const days = `
		SELECT d.id, d.day, d.yearly, d.works, d.name, a.name, d.added_at, coalesce(w.name, ''), d.withdrawn_at
		FROM team_days d
		JOIN people a ON a.id = d.added_by
		LEFT JOIN people w ON w.id = d.withdrawn_by
		WHERE d.team_id = $1 AND `
	var batch pgx.Batch
	batch.Queue(days+"d.withdrawn_at IS NULL ORDER BY d.day, d.id", team).Query(func(rows pgx.Rows) (err error) {
		count, err = pgx.CollectRows(rows, scanOwnDay)
		return err
	})
	batch.Queue(days+"d.withdrawn_at IS NOT NULL ORDER BY d.withdrawn_at DESC, d.id LIMIT 50", team).Query(func(rows pgx.Rows) (err error) {
		withdrawn, err = pgx.CollectRows(rows, scanOwnDay)
		return err
	})
	return count, withdrawn, kind(db.pool.SendBatch(ctx, &batch).Close())
}

func scanOwnDay(row pgx.CollectableRow) (d agreement.OwnDay, err error) {
	err = row.Scan(&d.ID, &d.On, &d.Yearly, &d.Works, &d.Name, &d.Added.By, &d.Added.At, &d.Withdrawn.By, &zeroTime{&d.Withdrawn.At})
	return d, err
}

// AddTeamDay writes down a day that a team has off, or a holiday on which it works: refused, in words, where that day is written down
// already. Clocks that run keep their time.
func (db *DB) AddTeamDay(ctx context.Context, team account.TeamID, d agreement.OwnDay, by account.Person, at time.Time) error {
	return db.write(ctx, func(tx pgx.Tx) error {
		var zone, country string
		if err := tx.QueryRow(ctx, "SELECT zone, country FROM teams WHERE id = $1 FOR NO KEY UPDATE", team).Scan(&zone, &country); err != nil {
			return err
		}
		here, err := account.LoadZone(zone)
		if err != nil {
			return err
		}
		if err := d.Check(agreement.HolidaysOf(country), at.In(here)); err != nil {
			return err
		}
		if err := stillFree(ctx, tx, team, d); err != nil {
			return err
		}
		_, err = tx.Exec(ctx, "INSERT INTO team_days (team_id, day, yearly, works, name, added_by, added_at) VALUES ($1, $2, $3, $4, $5, $6, $7)",
			team, d.On, d.Yearly, d.Works, d.Name, by.ID, at)
		return err
	})
}

// stillFree refuses a day that is written down for a team already, and more days than a calendar needs.
func stillFree(ctx context.Context, tx pgx.Tx, team account.TeamID, d agreement.OwnDay) error {
	rows, err := tx.Query(ctx, "SELECT day, yearly FROM team_days WHERE team_id = $1 AND withdrawn_at IS NULL", team)
	if err != nil {
		return err
	}
	all, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (o agreement.OwnDay, err error) {
		err = row.Scan(&o.On, &o.Yearly)
		return o, err
	})
	if err != nil {
		return err
	}
	for _, o := range all {
		if o.Same(d) {
			return errs.Problems{"day": "This day is already in the list. Delete that entry first."}
		}
	}
	if len(all) >= manyDays {
		return errs.Problems{"day": "The team already has 200 days off of its own, the maximum. Delete one first."}
	}
	return nil
}

// WithdrawTeamDay takes an own day of a team back; it stays in the history. Clocks that run keep their time.
func (db *DB) WithdrawTeamDay(ctx context.Context, team account.TeamID, id int64, by account.Person, at time.Time) error {
	return db.write(ctx, func(tx pgx.Tx) error {
		var found bool
		err := tx.QueryRow(ctx, "UPDATE team_days SET withdrawn_by = $3, withdrawn_at = $4 WHERE id = $1 AND team_id = $2 AND withdrawn_at IS NULL RETURNING true", id, team, by.ID, at).Scan(&found)
		return kind(err)
	})
}
