package learning

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype/zeronull"

	"baton/internal/account"
	"baton/internal/lead"
	"baton/internal/postgres/database"
	"baton/internal/scoring/likelihood/dataset"
	"baton/internal/scoring/prospect"
)

// modelFields are a version m, without what was learned, and where it goes.
func modelFields(v *prospect.Version) database.Columns {
	return database.Columns{
		{SQL: "m.id", To: &v.ID},
		{SQL: "m.of", To: &v.Of},
		{SQL: "m.number", To: &v.Number},
		{SQL: "m.trained_at", To: &v.TrainedAt},
		{SQL: "m.learned_until", To: &v.LearnedUntil},
		{SQL: "m.follows_from", To: &v.FollowsFrom},
		{SQL: "m.labels", To: &v.Labels},
		{SQL: "m.positives", To: &v.Positives},
		{SQL: "m.measures", To: &v.Report},
		{SQL: "m.state", To: &v.State},
		{SQL: "m.why", To: &v.Why},
		{SQL: "coalesce((SELECT p.name FROM people p WHERE p.id = m.published_by), '')", To: &v.By},
		{SQL: "coalesce((SELECT r.number FROM models r WHERE r.id = m.restores), 0)", To: &v.Restores},
	}
}

var modelColumns = modelFields(&prospect.Version{}).SQL()

// readModel is the latest of the versions that where finds, with what was learned.
func readModel(ctx context.Context, q database.Querier, where string, args ...any) (v prospect.Version, err error) {
	err = q.QueryRow(ctx, "SELECT "+modelColumns+", m.model FROM models m WHERE "+where+" ORDER BY m.number DESC LIMIT 1",
		args...).Scan(append(modelFields(&v).To(), &v.Model)...)
	return v, err
}

// lockModels gives the number of the latest version of a prospect, and has two who add one wait for each other; who
// reads does not.
func lockModels(ctx context.Context, tx pgx.Tx, of lead.Prospect) (latest int, err error) {
	if _, err := tx.Exec(ctx, "LOCK TABLE models IN SHARE ROW EXCLUSIVE MODE"); err != nil {
		return 0, err
	}
	err = tx.QueryRow(ctx, "SELECT coalesce(max(number), 0) FROM models WHERE of = $1", of).Scan(&latest)
	return latest, err
}

func keepModel(ctx context.Context, tx pgx.Tx, v prospect.Version, by account.PersonID) error {
	model, err := json.Marshal(v.Model)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `
		INSERT INTO models (of, number, trained_at, learned_until, follows_from, labels, positives, fields, model, measures,
			state, why, published_by, restores)
		VALUES (@of, @number, @trained, @until, @follows, @labels, @positives, @fields, @model, @measures, @state, @why, @by,
			(SELECT r.id FROM models r WHERE r.of = @of AND r.number = @restores))`, pgx.NamedArgs{
		"of": v.Of, "number": v.Number, "trained": v.TrainedAt, "until": v.LearnedUntil, "follows": v.FollowsFrom,
		"labels": v.Labels, "positives": v.Positives,
		"fields": v.Model.Fields(), "model": model, "measures": v.Report, "state": v.State, "why": v.Why,
		"by": zeronull.Int8(by), "restores": v.Restores,
	})
	return err
}

// Models are the versions of one thing that is learned before a number, the newest first and without what was learned;
// before 0 they begin with the latest.
func (db *Store) Models(ctx context.Context, of lead.Prospect, before, limit int) ([]prospect.Version, error) {
	rows, err := db.Pool.Query(ctx,
		"SELECT "+modelColumns+" FROM models m WHERE m.of = $1 AND ($2 = 0 OR m.number < $2) ORDER BY m.number DESC LIMIT $3",
		of, before, limit)
	if err != nil {
		return nil, database.Classify(err)
	}
	all, err := pgx.CollectRows(rows, scanModel)
	return all, database.Classify(err)
}

// latestModel is the latest version that a condition holds of, without what was learned; the zero Version where there
// is none.
func (db *Store) latestModel(ctx context.Context, of lead.Prospect, condition string) (v prospect.Version, err error) {
	rows, err := db.Pool.Query(ctx,
		"SELECT "+modelColumns+" FROM models m WHERE m.of = $1 AND "+condition+" ORDER BY m.number DESC LIMIT 1", of)
	if err != nil {
		return v, database.Classify(err)
	}
	v, err = pgx.CollectExactlyOneRow(rows, scanModel)
	if errors.Is(err, pgx.ErrNoRows) {
		err = nil
	}
	return v, database.Classify(err)
}

func scanModel(row pgx.CollectableRow) (v prospect.Version, err error) {
	err = row.Scan(modelFields(&v).To()...)
	return v, err
}

// ModelInUse is the version that is in use, without what was learned; nil for none.
func (db *Store) ModelInUse(ctx context.Context, of lead.Prospect) (*prospect.Version, error) {
	v, err := db.latestModel(ctx, of, "m.state = 'published'")
	if err != nil || v.Number == 0 {
		return nil, err
	}
	return &v, nil
}

// LabelsSoFar are how many labels there are to learn from, with leads that are open in part, and how many of them are
// positive; no more than of the latest thousand leads.
func (db *Store) LabelsSoFar(ctx context.Context, of lead.Prospect, at time.Time) (labels, positives int, err error) {
	within, err := db.openFor(ctx, of)
	if err != nil {
		return 0, 0, err
	}
	rows, err := db.Pool.Query(ctx, `
		SELECT c.submitted_at, c.known_at, c.positive FROM (`+labelled[of]+`) c
		ORDER BY c.submitted_at DESC, c.id DESC LIMIT 1000`,
		pgx.NamedArgs{"from": longAgo, "until": final(at)})
	if err != nil {
		return 0, 0, database.Classify(err)
	}
	all, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (l dataset.Label, err error) {
		return l, row.Scan(&l.At, &l.Known, &l.Positive)
	})
	labels, positives = dataset.Counted(dataset.AsOf(all, final(at), within))
	return labels, positives, database.Classify(err)
}

// openFor is how long it may take until the end of a lead is known; 0 where it is not counted before.
func (db *Store) openFor(ctx context.Context, of lead.Prospect) (time.Duration, error) {
	if of == lead.OfAcceptance {
		return 0, nil
	}
	days, err := db.WinDays(ctx)
	return time.Duration(days) * 24 * time.Hour, err
}

// WinDays is within how many days after it was handed over a lead counts as won.
func (db *Store) WinDays(ctx context.Context) (days int, err error) {
	err = db.Pool.QueryRow(ctx, "SELECT win_days FROM installation").Scan(&days)
	return days, database.Classify(err)
}
