package postgres

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"baton/internal/account"
	"baton/internal/agreement"
	"baton/internal/errs"
	"baton/internal/lead"
)

// Absences are when a person is away, from at on, the next first.
func (db *DB) Absences(ctx context.Context, person account.PersonID, at time.Time) ([]lead.Absence, error) {
	rows, err := db.pool.Query(ctx, `
		SELECT id, starts_at, ends_at
		FROM absences
		WHERE person_id = $1 AND (ends_at IS NULL OR ends_at > $2)
		ORDER BY starts_at, id
		LIMIT 100`, person, at)
	if err != nil {
		return nil, kind(err)
	}
	all, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (a lead.Absence, err error) {
		err = row.Scan(&a.ID, &a.From, &zeroTime{&a.To})
		return a, err
	})
	return all, kind(err)
}

// manyAbsences is how many absences of a person are kept for the time to come.
const manyAbsences = 100

// AddAbsence notes when a person is away.
func (db *DB) AddAbsence(ctx context.Context, person account.PersonID, from, to, at time.Time) error {
	return db.write(ctx, func(tx pgx.Tx) error {
		var ahead int
		if err := tx.QueryRow(ctx, "SELECT count(*) FROM absences WHERE person_id = $1 AND (ends_at IS NULL OR ends_at > $2)", person, at).Scan(&ahead); err != nil {
			return err
		}
		if ahead >= manyAbsences {
			return errs.Problems{"from": "There are already 100 future absences, the maximum. Delete one first."}
		}
		_, err := tx.Exec(ctx, "INSERT INTO absences (person_id, starts_at, ends_at) VALUES ($1, $2, $3)", person, from, to)
		if broken(err, "absences_person_id_fkey") {
			return kind(pgx.ErrNoRows)
		}
		return err
	})
}

// RemoveAbsence takes back an absence of a person; one that has begun ends at that moment instead.
func (db *DB) RemoveAbsence(ctx context.Context, person account.PersonID, id int64, at time.Time) error {
	return db.write(ctx, func(tx pgx.Tx) error {
		var begun bool
		if err := tx.QueryRow(ctx, "SELECT starts_at < $3 FROM absences WHERE id = $1 AND person_id = $2 FOR UPDATE", id, person, at).Scan(&begun); err != nil {
			return err
		}
		query := "DELETE FROM absences WHERE id = $1 AND starts_at >= $2"
		if begun {
			query = "UPDATE absences SET ends_at = $2 WHERE id = $1 AND (ends_at IS NULL OR ends_at > $2)"
		}
		_, err := tx.Exec(ctx, query, id, at)
		return err
	})
}

// OwnHours are the working hours of a person and the country whose holidays they keep, where those are not their team's.
func (db *DB) OwnHours(ctx context.Context, person account.PersonID) (week []agreement.Interval, country string, err error) {
	err = db.pool.QueryRow(ctx, "SELECT hours, country FROM people WHERE id = $1", person).Scan(&week, &country)
	return week, country, kind(err)
}

// SetHours gives a person hours and holidays of their own, if they are still the version that was read; with none those of their team count.
func (db *DB) SetHours(ctx context.Context, person account.PersonID, version int, week []agreement.Interval, country string, at time.Time) error {
	if err := errs.Together(agreement.CheckWeek(week), agreement.CheckHolidays(country, at)); err != nil {
		return err
	}
	return db.write(ctx, func(tx pgx.Tx) error {
		if err := lockVersion(ctx, tx, "SELECT version FROM people WHERE id = $1 FOR NO KEY UPDATE", int64(person), version); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, "UPDATE people SET hours = $2, country = $3, version = version + 1 WHERE id = $1", person, hours(week), country)
		return err
	})
}
