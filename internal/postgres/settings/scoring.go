package settings

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype/zeronull"

	"baton/internal/account"
	"baton/internal/postgres/database"
	"baton/internal/scoring/grade"
)

const scoringsQuery = `
	SELECT s.version, s.rules, coalesce(p.name, ''),
		CASE WHEN s.published_by IS NOT NULL THEN s.created_at END, coalesce(s.restores, 0)
	FROM scorings s
	LEFT JOIN people p ON p.id = s.published_by`

// Scorings are the versions of the rules of fit before one, the newest first; before 0 they begin with the one in
// force.
func (db *Store) Scorings(ctx context.Context, before, limit int) ([]grade.Publication, error) {
	rows, err := db.Pool.Query(ctx, scoringsQuery+" WHERE $1 = 0 OR s.version < $1 ORDER BY s.version DESC LIMIT $2",
		before, limit)
	if err != nil {
		return nil, database.Classify(err)
	}
	all, err := pgx.CollectRows(rows, scanScoring)
	return all, database.Classify(err)
}

func scanScoring(row pgx.CollectableRow) (p grade.Publication, err error) {
	var version int
	err = row.Scan(&version, &p.Scoring, &p.By, database.ZeroTime(&p.At), &p.Restores)
	p.Version = version
	return p, err
}

// ScoringDraft is the draft of by; of version 0, and the same as what is in force, when there is none.
func (db *Store) ScoringDraft(ctx context.Context, by account.Person) (d *grade.Draft, err error) {
	err = pgx.BeginTxFunc(ctx, db.Pool, pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly},
		func(tx pgx.Tx) error {
			d, err = readScoringDraft(ctx, tx, by)
			return err
		})
	return d, database.Classify(err)
}

func readScoringDraft(ctx context.Context, tx pgx.Tx, by account.Person) (*grade.Draft, error) {
	var began, version int
	var written *grade.Scoring
	err := tx.QueryRow(ctx, "SELECT began, version, rules FROM scoring_drafts WHERE person_id = $1", by.ID).Scan(&began,
		&version, &written)
	if err != nil && !errors.Is(err, pgx.ErrNoRows) {
		return nil, err
	}
	rows, err := tx.Query(ctx,
		scoringsQuery+" WHERE s.version = CASE WHEN $1 > 0 THEN $1 ELSE (SELECT max(version) FROM scorings) END", began)
	if err != nil {
		return nil, err
	}
	from, err := pgx.CollectExactlyOneRow(rows, scanScoring)
	if err != nil {
		return nil, err
	}
	d := grade.Begin(from.Scoring)
	if written != nil {
		d.Scoring, d.Version = *written, version
	}
	return d, nil
}

// LockScorings implements settings.Tx.
func (t *transaction) LockScorings(ctx context.Context) error {
	_, err := t.tx.Exec(ctx, "LOCK TABLE scorings IN SHARE ROW EXCLUSIVE MODE")
	return err
}

// ScoringInForce implements settings.Tx.
func (t *transaction) ScoringInForce(ctx context.Context) (grade.Publication, error) {
	rows, err := t.tx.Query(ctx, scoringsQuery+" ORDER BY s.version DESC LIMIT 1")
	if err != nil {
		return grade.Publication{}, err
	}
	return pgx.CollectExactlyOneRow(rows, scanScoring)
}

// ScoringVersion implements settings.Tx.
func (t *transaction) ScoringVersion(ctx context.Context, version int) (grade.Publication, error) {
	rows, err := t.tx.Query(ctx, scoringsQuery+" WHERE s.version = $1", version)
	if err != nil {
		return grade.Publication{}, err
	}
	return pgx.CollectExactlyOneRow(rows, scanScoring)
}

// ScoringDraft implements settings.Tx.
func (t *transaction) ScoringDraft(ctx context.Context, by account.Person) (*grade.Draft, error) {
	return readScoringDraft(ctx, t.tx, by)
}

// LockScoringDraft implements settings.Tx. There may be no draft to lock, so it locks its writer.
func (t *transaction) LockScoringDraft(ctx context.Context, by account.PersonID) error {
	_, err := t.tx.Exec(ctx, "SELECT FROM people WHERE id = $1 FOR NO KEY UPDATE", by)
	return err
}

// SaveScoringDraft implements settings.Tx.
func (t *transaction) SaveScoringDraft(ctx context.Context, by account.PersonID, d *grade.Draft, at time.Time) error {
	rules, err := json.Marshal(d.Scoring)
	if err != nil {
		return err
	}
	_, err = t.tx.Exec(ctx, `
		INSERT INTO scoring_drafts (person_id, began, rules, version, changed_at)
		VALUES (@by, @began, @rules, 1, @at)
		ON CONFLICT (person_id) DO UPDATE SET
			began = EXCLUDED.began,
			rules = EXCLUDED.rules,
			version = scoring_drafts.version + 1,
			changed_at = EXCLUDED.changed_at`,
		pgx.NamedArgs{"by": by, "began": d.Began.Version, "rules": rules, "at": at})
	return err
}

// DropScoringDraft implements settings.Tx.
func (t *transaction) DropScoringDraft(ctx context.Context, by account.PersonID) error {
	_, err := t.tx.Exec(ctx, "DELETE FROM scoring_drafts WHERE person_id = $1", by)
	return err
}

// PublishScoring implements settings.Tx.
func (t *transaction) PublishScoring(
	ctx context.Context, by account.PersonID, p grade.Publication, at time.Time,
) error {
	rules, err := json.Marshal(p.Scoring)
	if err != nil {
		return err
	}
	_, err = t.tx.Exec(ctx,
		"INSERT INTO scorings (version, rules, created_at, published_by, restores) VALUES ($1, $2, $3, $4, $5)",
		p.Version, rules, at, by, zeronull.Int4(p.Restores))
	return err
}
