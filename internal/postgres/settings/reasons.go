package settings

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"baton/internal/agreement"
	"baton/internal/postgres/database"
	"baton/internal/postgres/funnel"
	"baton/internal/postgres/inforce"
	"baton/internal/settings"
)

// ReasonUses are how many leads each reason was given for since then, and whether it ever was: to reject those handed
// over since then, each by its latest handoff as the list behind the number has it, or to give a lead up.
func (db *Store) ReasonUses(ctx context.Context, since time.Time) (map[agreement.ReasonID]agreement.Uses, error) {
	rows, err := db.Pool.Query(ctx, `
		SELECT r.id,
			(SELECT count(*) FROM handoffs h WHERE h.reason_id = r.id AND h.submitted_at >= $1 AND h.again_at IS NULL
				AND `+funnel.CountsRejected+`)
				+ (SELECT count(DISTINCT h.lead_id) FROM handoffs h WHERE h.outcome_reason_id = r.id AND h.outcome_at >= $1),
			EXISTS (SELECT FROM handoffs h WHERE h.reason_id = r.id)
			OR EXISTS (SELECT FROM handoffs h WHERE h.outcome_reason_id = r.id)
		FROM reasons r`, since)
	if err != nil {
		return nil, database.Classify(err)
	}
	uses := map[agreement.ReasonID]agreement.Uses{}
	var id agreement.ReasonID
	var u agreement.Uses
	_, err = pgx.ForEachRow(rows, []any{&id, &u.Lately, &u.Ever}, func() error {
		uses[id] = u
		return nil
	})
	return uses, database.Classify(err)
}

// Reason implements settings.Tx.
func (t *transaction) Reason(ctx context.Context, id agreement.ReasonID) (agreement.Reason, error) {
	rows, err := t.tx.Query(ctx, "SELECT "+inforce.ReasonColumns+" FROM reasons r WHERE r.id = $1 FOR UPDATE", id)
	if err != nil {
		return agreement.Reason{}, err
	}
	return pgx.CollectExactlyOneRow(rows, inforce.ScanReason)
}

// ReasonsBeside implements settings.Tx. The order has two who lock the same list wait for each other.
func (t *transaction) ReasonsBeside(ctx context.Context, id agreement.ReasonID) ([]agreement.Reason, error) {
	rows, err := t.tx.Query(ctx, `
		SELECT `+inforce.ReasonColumns+`
		FROM reasons r
		WHERE r.list = (SELECT list FROM reasons WHERE id = $1) AND r.retired_at IS NULL
		ORDER BY r.id
		FOR UPDATE`, id)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, inforce.ScanReason)
}

// ReasonGiven implements settings.Tx.
func (t *transaction) ReasonGiven(ctx context.Context, id agreement.ReasonID) (given bool, err error) {
	err = t.tx.QueryRow(ctx, `
		SELECT EXISTS (SELECT FROM handoffs h WHERE h.reason_id = $1 OR h.outcome_reason_id = $1)
			OR EXISTS (SELECT FROM undone_verdicts u WHERE u.reason_id = $1)`, id).Scan(&given)
	return given, err
}

// ReasonCoded implements settings.Tx.
func (t *transaction) ReasonCoded(
	ctx context.Context, list agreement.List, code string,
) (id agreement.ReasonID, err error) {
	err = t.tx.QueryRow(ctx,
		"SELECT coalesce((SELECT id FROM reasons WHERE list = $1 AND code = $2), 0)", list, code).Scan(&id)
	return id, err
}

// LastReason implements settings.Tx.
func (t *transaction) LastReason(ctx context.Context, list agreement.List) (position int, err error) {
	err = t.tx.QueryRow(ctx, "SELECT coalesce(max(position), 0) FROM reasons WHERE list = $1", list).Scan(&position)
	return position, err
}

// AddReason implements settings.Tx.
func (t *transaction) AddReason(ctx context.Context, r *agreement.Reason) error {
	err := t.tx.QueryRow(ctx, `
		INSERT INTO reasons (list, class, code, words, next_step, needs_note, quality, position)
		VALUES (@list, @class, @code, @words, @next_step, @needs_note, @quality, @position)
		RETURNING id, version`, reasonArgs(r)).Scan(&r.ID, &r.Version)
	return database.UnlessTaken(err, "reasons_one_per_code", settings.ErrReasonTaken)
}

// SaveReason implements settings.Tx.
func (t *transaction) SaveReason(ctx context.Context, r *agreement.Reason) error {
	err := t.tx.QueryRow(ctx, `
		UPDATE reasons SET
			list = @list, class = @class, code = @code, words = @words, next_step = @next_step, needs_note = @needs_note,
			quality = @quality,
			position = @position, retired_at = CASE WHEN @retired THEN coalesce(retired_at, now()) END, version = version + 1
		WHERE id = @id
		RETURNING version`, reasonArgs(r)).Scan(&r.Version)
	return database.UnlessTaken(err, "reasons_one_per_code", settings.ErrReasonTaken)
}

// OrderReasons implements settings.Tx.
func (t *transaction) OrderReasons(ctx context.Context, ids []agreement.ReasonID, moved agreement.ReasonID) error {
	_, err := t.tx.Exec(ctx, `
		UPDATE reasons r SET
			position = o.place,
			version = r.version + CASE WHEN r.id = $2 THEN 1 ELSE 0 END
		FROM unnest($1::bigint[]) WITH ORDINALITY AS o (id, place)
		WHERE r.id = o.id AND (r.position <> o.place OR r.id = $2)`, ids, moved)
	return err
}

func reasonArgs(r *agreement.Reason) pgx.NamedArgs {
	return pgx.NamedArgs{
		"id": r.ID, "list": r.List, "class": r.Class, "code": r.Code, "words": r.Words, "next_step": r.NextStep,
		"needs_note": r.NeedsNote,
		"quality":    r.Quality, "position": r.Position, "retired": r.Retired,
	}
}
