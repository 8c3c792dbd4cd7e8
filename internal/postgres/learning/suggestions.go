package learning

import (
	"context"
	"encoding/json"
	"time"

	"github.com/jackc/pgx/v5"

	"baton/internal/account"
	"baton/internal/agreement"
	"baton/internal/postgres/database"
	"baton/internal/scoring/suggestion"
)

// Dismissals are the suggestions that somebody does not want now, the latest first.
func (db *Store) Dismissals(ctx context.Context) ([]suggestion.Dismissal, error) {
	rows, err := db.Pool.Query(ctx, `
		SELECT d.id, d.reason_id, d.part, d.part_id, d.field, d.condition, d.came_back, d.answered, d.held_back,
			d.dismissed_by, p.name, d.dismissed_at
		FROM suggestion_dismissals d
		JOIN people p ON p.id = d.dismissed_by
		WHERE d.ended_at IS NULL
		ORDER BY d.dismissed_at DESC, d.id DESC
		LIMIT 200`)
	if err != nil {
		return nil, database.Classify(err)
	}
	all, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (d suggestion.Dismissal, err error) {
		err = row.Scan(&d.ID, &d.Reason, &d.Part.Field, &d.Part.ID, &d.Field, &d.Condition, &d.Share.N, &d.Share.Of, &d.Back,
			&d.By, &d.Name, &d.At)
		return d, err
	})
	return all, database.Classify(err)
}

// AddDismissal implements settings.Tx.
func (t *Tx) AddDismissal(ctx context.Context, d suggestion.Dismissal) error {
	condition, err := json.Marshal(d.Condition)
	if err != nil {
		return err
	}
	args := pgx.NamedArgs{
		"reason": d.Reason, "part": d.Part.Field, "part_id": d.Part.ID, "field": d.Field, "condition": condition,
		"came_back": d.Share.N, "answered": d.Share.Of, "held_back": d.Back, "by": d.By, "at": d.At,
	}
	var batch pgx.Batch
	// Two who dismiss the same take turns at its reason, so that the second ends what the first said.
	batch.Queue("SELECT FROM reasons WHERE id = @reason FOR NO KEY UPDATE", args)
	batch.Queue(`
		UPDATE suggestion_dismissals SET ended_by = @by, ended_at = @at
		WHERE reason_id = @reason AND part = @part AND part_id = @part_id AND field = @field AND ended_at IS NULL`, args)
	batch.Queue(`
		INSERT INTO suggestion_dismissals (reason_id, part, part_id, field, condition, came_back, answered, held_back,
			dismissed_by, dismissed_at)
		VALUES (@reason, @part, @part_id, @field, @condition, @came_back, @answered, @held_back, @by, @at)`, args)
	return t.tx.SendBatch(ctx, &batch).Close()
}

// EndDismissal implements settings.Tx.
func (t *Tx) EndDismissal(
	ctx context.Context, by account.PersonID, id int64, at time.Time,
) (reason agreement.ReasonID, err error) {
	err = t.tx.QueryRow(ctx, `
		UPDATE suggestion_dismissals SET ended_by = $2, ended_at = $3
		WHERE id = $1 AND ended_at IS NULL
		RETURNING reason_id`, id, by, at).Scan(&reason)
	return reason, err
}
