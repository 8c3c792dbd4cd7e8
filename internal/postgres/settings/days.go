package settings

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"baton/internal/account"
	"baton/internal/agreement"
	"baton/internal/postgres/database"
)

// TeamDays are the own days of a team by date: those that count, and those that were withdrawn, the latest first and
// fifty at most.
func (db *Store) TeamDays(ctx context.Context, team account.TeamID) (count, withdrawn []agreement.OwnDay, err error) {
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
	batch.Queue(days+"d.withdrawn_at IS NOT NULL ORDER BY d.withdrawn_at DESC, d.id LIMIT 50",
		team).Query(func(rows pgx.Rows) (err error) {
		withdrawn, err = pgx.CollectRows(rows, scanOwnDay)
		return err
	})
	return count, withdrawn, database.Classify(db.Pool.SendBatch(ctx, &batch).Close())
}

func scanOwnDay(row pgx.CollectableRow) (d agreement.OwnDay, err error) {
	err = row.Scan(&d.ID, &d.On, &d.Yearly, &d.Works, &d.Name, &d.Added.By, &d.Added.At, &d.Withdrawn.By,
		database.ZeroTime(&d.Withdrawn.At))
	return d, err
}

// TeamCalendar implements settings.Tx.
func (t *transaction) TeamCalendar(ctx context.Context, id account.TeamID) (zone, country string, err error) {
	err = t.tx.QueryRow(ctx,
		"SELECT zone, country FROM teams WHERE id = $1 FOR NO KEY UPDATE", id).Scan(&zone, &country)
	return zone, country, err
}

// TeamDays implements settings.Tx.
func (t *transaction) TeamDays(ctx context.Context, id account.TeamID) ([]agreement.OwnDay, error) {
	rows, err := t.tx.Query(ctx,
		"SELECT id, day, yearly, works, name FROM team_days WHERE team_id = $1 AND withdrawn_at IS NULL", id)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (d agreement.OwnDay, err error) {
		err = row.Scan(&d.ID, &d.On, &d.Yearly, &d.Works, &d.Name)
		return d, err
	})
}

// AddTeamDay implements settings.Tx.
func (t *transaction) AddTeamDay(
	ctx context.Context, by account.PersonID, team account.TeamID, d *agreement.OwnDay, at time.Time,
) error {
	return t.tx.QueryRow(ctx, `
		INSERT INTO team_days (team_id, day, yearly, works, name, added_by, added_at)
		VALUES (@team, @day, @yearly, @works, @name, @by, @at)
		RETURNING id`, pgx.NamedArgs{
		"team": team, "day": d.On, "yearly": d.Yearly, "works": d.Works, "name": d.Name, "by": by, "at": at,
	}).Scan(&d.ID)
}

// WithdrawTeamDay implements settings.Tx.
func (t *transaction) WithdrawTeamDay(
	ctx context.Context, by account.PersonID, team account.TeamID, id int64, at time.Time,
) error {
	var found bool
	return t.tx.QueryRow(ctx, `
		UPDATE team_days SET
			withdrawn_by = @by, withdrawn_at = @at
		WHERE id = @id AND team_id = @team AND withdrawn_at IS NULL
		RETURNING true`, pgx.NamedArgs{"id": id, "team": team, "by": by, "at": at}).Scan(&found)
}
