package people

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype/zeronull"

	"baton/internal/account"
	"baton/internal/agreement"
	"baton/internal/lead"
	"baton/internal/postgres/database"
)

// Absences are when a person is away, from at on, the next first.
func (db *Store) Absences(ctx context.Context, person account.PersonID, at time.Time) ([]lead.Absence, error) {
	rows, err := db.Pool.Query(ctx, `
		SELECT id, starts_at, ends_at
		FROM absences
		WHERE person_id = $1 AND (ends_at IS NULL OR ends_at > $2)
		ORDER BY starts_at, id
		LIMIT 100`, person, at)
	if err != nil {
		return nil, database.Classify(err)
	}
	all, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (a lead.Absence, err error) {
		err = row.Scan(&a.ID, &a.From, database.ZeroTime(&a.To))
		return a, err
	})
	return all, database.Classify(err)
}

// OwnHours are the working hours of a person and the country whose holidays they keep, where those are not their
// team's.
func (db *Store) OwnHours(
	ctx context.Context, person account.PersonID,
) (week []agreement.Interval, country string, err error) {
	err = db.Pool.QueryRow(ctx, "SELECT hours, country FROM people WHERE id = $1", person).Scan(&week, &country)
	return week, country, database.Classify(err)
}

// AbsencesAhead implements settings.Tx.
func (t *Tx) AbsencesAhead(ctx context.Context, person account.PersonID, at time.Time) (ahead int, err error) {
	err = t.tx.QueryRow(ctx,
		"SELECT count(*) FROM absences WHERE person_id = $1 AND (ends_at IS NULL OR ends_at > $2)",
		person, at).Scan(&ahead)
	return ahead, err
}

// AddAbsence implements settings.Tx.
func (t *Tx) AddAbsence(
	ctx context.Context, person account.PersonID, from, to time.Time,
) (id int64, err error) {
	err = t.tx.QueryRow(ctx,
		"INSERT INTO absences (person_id, starts_at, ends_at) VALUES ($1, $2, $3) RETURNING id",
		person, from, zeronull.Timestamptz(to)).Scan(&id)
	if database.Violates(err, "absences_person_id_fkey") {
		err = pgx.ErrNoRows
	}
	return id, err
}

// Absence implements settings.Tx.
func (t *Tx) Absence(ctx context.Context, person account.PersonID, id int64) (a lead.Absence, err error) {
	err = t.tx.QueryRow(ctx,
		"SELECT id, starts_at, ends_at FROM absences WHERE id = $1 AND person_id = $2 FOR UPDATE", id, person).
		Scan(&a.ID, &a.From, database.ZeroTime(&a.To))
	return a, err
}

// EndAbsence implements settings.Tx.
func (t *Tx) EndAbsence(ctx context.Context, id int64, at time.Time) error {
	_, err := t.tx.Exec(ctx,
		"UPDATE absences SET ends_at = $2 WHERE id = $1 AND (ends_at IS NULL OR ends_at > $2)", id, at)
	return err
}

// RemoveAbsence implements settings.Tx.
func (t *Tx) RemoveAbsence(ctx context.Context, id int64) error {
	_, err := t.tx.Exec(ctx, "DELETE FROM absences WHERE id = $1", id)
	return err
}

// EndAbsences implements settings.Tx. An absence that began at this instant never was.
func (t *Tx) EndAbsences(ctx context.Context, person account.PersonID, at time.Time) error {
	var batch pgx.Batch
	batch.Queue("DELETE FROM absences WHERE person_id = $1 AND starts_at = $2", person, at)
	batch.Queue(`
		UPDATE absences SET ends_at = $2 WHERE person_id = $1 AND starts_at < $2 AND (ends_at IS NULL OR ends_at > $2)`,
		person, at)
	return t.tx.SendBatch(ctx, &batch).Close()
}

// LockHours implements settings.Tx.
func (t *Tx) LockHours(ctx context.Context, person account.PersonID) (version int, err error) {
	err = t.tx.QueryRow(ctx, "SELECT version FROM people WHERE id = $1 FOR NO KEY UPDATE", person).Scan(&version)
	return version, err
}

// SaveHours implements settings.Tx.
func (t *Tx) SaveHours(
	ctx context.Context, person account.PersonID, week []agreement.Interval, country string,
) error {
	_, err := t.tx.Exec(ctx,
		"UPDATE people SET hours = $2, country = $3, version = version + 1 WHERE id = $1", person, Hours(week), country)
	return err
}

// Hours are a week as it is kept: a list, also when it is empty.
func Hours(week []agreement.Interval) []agreement.Interval {
	if week == nil {
		return []agreement.Interval{}
	}
	return week
}
