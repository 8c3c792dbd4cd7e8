package postgres

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype/zeronull"

	"baton/internal/account"
	"baton/internal/errs"
	"baton/internal/scoring/grade"
)

const scoringsQuery = `
	SELECT s.version, s.rules, coalesce(p.name, ''), CASE WHEN s.published_by IS NOT NULL THEN s.created_at END, coalesce(s.restores, 0)
	FROM scorings s
	LEFT JOIN people p ON p.id = s.published_by`

// Scorings are the versions of the rules of fit before one, the newest first; before 0 they begin with the one in force.
func (db *DB) Scorings(ctx context.Context, before, limit int) ([]grade.Publication, error) {
	rows, err := db.pool.Query(ctx, scoringsQuery+" WHERE $1 = 0 OR s.version < $1 ORDER BY s.version DESC LIMIT $2", before, limit)
	if err != nil {
		return nil, kind(err)
	}
	all, err := pgx.CollectRows(rows, scanScoring)
	return all, kind(err)
}

func scanScoring(row pgx.CollectableRow) (p grade.Publication, err error) {
	var version int
	err = row.Scan(&version, &p.Scoring, &p.By, &zeroTime{&p.At}, &p.Restores)
	p.Version = version
	return p, err
}

// ScoringDraft is the draft of by; of version 0, and the same as what is in force, when there is none.
func (db *DB) ScoringDraft(ctx context.Context, by account.Person) (d *grade.Draft, err error) {
	err = pgx.BeginTxFunc(ctx, db.pool, pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly}, func(tx pgx.Tx) error {
		d, err = readScoringDraft(ctx, tx, by)
		return err
	})
	return d, kind(err)
}

func readScoringDraft(ctx context.Context, tx pgx.Tx, by account.Person) (*grade.Draft, error) {
	var began, version int
	var written *grade.Scoring
	err := tx.QueryRow(ctx, "SELECT began, version, rules FROM scoring_drafts WHERE person_id = $1", by.ID).Scan(&began, &version, &written)
	if err != nil && !errors.Is(err, pgx.ErrNoRows) {
		return nil, err
	}
	rows, err := tx.Query(ctx, scoringsQuery+" WHERE s.version = CASE WHEN $1 > 0 THEN $1 ELSE (SELECT max(version) FROM scorings) END", began)
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

// EditScoring changes the draft of by, and begins one of what is in force where there is none. Two changes at once come one after the other.
func (db *DB) EditScoring(ctx context.Context, by account.Person, at time.Time, change func(*grade.Draft) error) error {
	return db.write(ctx, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, "SELECT FROM people WHERE id = $1 FOR NO KEY UPDATE", by.ID); err != nil {
			return err
		}
		d, err := readScoringDraft(ctx, tx, by)
		if err != nil {
			return err
		}
		if err := change(d); err != nil {
			return err
		}
		rules, err := json.Marshal(d.Scoring)
		if err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `
			INSERT INTO scoring_drafts (person_id, began, rules, version, changed_at)
			VALUES (@by, @began, @rules, 1, @at)
			ON CONFLICT (person_id) DO UPDATE SET
				began = EXCLUDED.began,
				rules = EXCLUDED.rules,
				version = scoring_drafts.version + 1,
				changed_at = EXCLUDED.changed_at`,
			pgx.NamedArgs{"by": by.ID, "began": d.Began.Version, "rules": rules, "at": at})
		return err
	})
}

// DropScoringDraft throws the draft of by away.
func (db *DB) DropScoringDraft(ctx context.Context, by account.Person) error {
	return db.write(ctx, func(tx pgx.Tx) error {
		_, err := tx.Exec(ctx, "DELETE FROM scoring_drafts WHERE person_id = $1", by.ID)
		return err
	})
}

// PublishScoring has leads graded by the draft of by from now on, when it is the version that was read. It answers Outpublished when
// somebody else has published another scoring since the draft was begun.
func (db *DB) PublishScoring(ctx context.Context, by account.Person, version int, at time.Time) error {
	return db.write(ctx, func(tx pgx.Tx) error {
		latest, err := lockScorings(ctx, tx)
		if err != nil {
			return err
		}
		d, err := readScoringDraft(ctx, tx, by)
		if err != nil {
			return err
		}
		if err := d.Publishes(version, latest); err != nil {
			return err
		}
		if err := publish(ctx, tx, by, grade.Publication{Scoring: d.Scoring}, latest.Version+1, at); err != nil {
			return err
		}
		_, err = tx.Exec(ctx, "DELETE FROM scoring_drafts WHERE person_id = $1", by.ID)
		return err
	})
}

// RenewScoringDraft lets the draft of by undo what was published meanwhile: its writer has seen that.
func (db *DB) RenewScoringDraft(ctx context.Context, by account.Person, at time.Time) error {
	latest, err := db.Scorings(ctx, 0, 1)
	if err != nil {
		return err
	}
	return db.EditScoring(ctx, by, at, func(d *grade.Draft) error { return d.Renew(latest[0]) })
}

// RestoreScoring puts an older version in force again, as a new version, when the one in force is the one that was read.
func (db *DB) RestoreScoring(ctx context.Context, by account.Person, version, inForce int, at time.Time) error {
	return db.write(ctx, func(tx pgx.Tx) error {
		latest, err := lockScorings(ctx, tx)
		if err != nil {
			return err
		}
		rows, err := tx.Query(ctx, scoringsQuery+" WHERE s.version = $1", version)
		if err != nil {
			return err
		}
		old, err := pgx.CollectExactlyOneRow(rows, scanScoring)
		switch {
		case err != nil:
			return err
		case latest.Version != inForce:
			return errs.Say(errs.Conflict, cmp.Or(latest.By, "Somebody")+" published another version after you opened this page. Check it first.")
		case len(grade.Compare(latest.Scoring, old.Scoring)) == 0:
			return errs.Say(errs.Conflict, "That version is the same as the one in force.")
		}
		return publish(ctx, tx, by, grade.Publication{Scoring: old.Scoring, Restores: version}, latest.Version+1, at)
	})
}

// lockScorings gives the version in force, and has two who publish at once wait for each other; who reads does not.
func lockScorings(ctx context.Context, tx pgx.Tx) (grade.Publication, error) {
	if _, err := tx.Exec(ctx, "LOCK TABLE scorings IN SHARE ROW EXCLUSIVE MODE"); err != nil {
		return grade.Publication{}, err
	}
	rows, err := tx.Query(ctx, scoringsQuery+" ORDER BY s.version DESC LIMIT 1")
	if err != nil {
		return grade.Publication{}, err
	}
	return pgx.CollectExactlyOneRow(rows, scanScoring)
}

func publish(ctx context.Context, tx pgx.Tx, by account.Person, p grade.Publication, version int, at time.Time) error {
	rules, err := json.Marshal(p.Scoring)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, "INSERT INTO scorings (version, rules, created_at, published_by, restores) VALUES ($1, $2, $3, $4, $5)",
		version, rules, at, by.ID, zeronull.Int4(p.Restores))
	return err
}
