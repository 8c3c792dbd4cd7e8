package postgres

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"baton/internal/agreement"
	"baton/internal/errs"
)

// ReasonUses are how many leads each reason was given for since then, and whether it ever was: to reject those handed over since then, each
// by its latest handoff as the list behind the number has it, or to give a lead up.
func (db *DB) ReasonUses(ctx context.Context, since time.Time) (map[agreement.ReasonID]agreement.Uses, error) {
	rows, err := db.pool.Query(ctx, `
		SELECT r.id,
			(SELECT count(*) FROM handoffs h WHERE h.reason_id = r.id AND h.submitted_at >= $1 AND h.again_at IS NULL AND `+countsRejected+`)
				+ (SELECT count(DISTINCT h.lead_id) FROM handoffs h WHERE h.outcome_reason_id = r.id AND h.outcome_at >= $1),
			EXISTS (SELECT FROM handoffs h WHERE h.reason_id = r.id) OR EXISTS (SELECT FROM handoffs h WHERE h.outcome_reason_id = r.id)
		FROM reasons r`, since)
	if err != nil {
		return nil, kind(err)
	}
	uses := map[agreement.ReasonID]agreement.Uses{}
	var id agreement.ReasonID
	var u agreement.Uses
	_, err = pgx.ForEachRow(rows, []any{&id, &u.Lately, &u.Ever}, func() error {
		uses[id] = u
		return nil
	})
	return uses, kind(err)
}

// AddReason adds a reason at the end of its list.
func (db *DB) AddReason(ctx context.Context, r *agreement.Reason) error {
	if err := r.Check(); err != nil {
		return err
	}
	return db.write(ctx, func(tx pgx.Tx) error {
		err := tx.QueryRow(ctx, `
			INSERT INTO reasons (list, class, code, words, next_step, needs_note, quality, position)
			VALUES (@list, @class, @code, @words, @next_step, @needs_note, @quality, (SELECT coalesce(max(position), 0) + 1 FROM reasons WHERE list = @list))
			RETURNING id, version, position`, reasonArgs(r)).Scan(&r.ID, &r.Version, &r.Position)
		return reasonRefused(err)
	})
}

// ChangeReason changes a reason that is still the version that was read. Once it was used, its code and its list stay.
func (db *DB) ChangeReason(ctx context.Context, r *agreement.Reason) error {
	if err := r.Check(); err != nil {
		return err
	}
	return db.write(ctx, func(tx pgx.Tx) error {
		if err := lockVersion(ctx, tx, "SELECT version FROM reasons WHERE id = $1 FOR UPDATE", int64(r.ID), r.Version); err != nil {
			return err
		}
		var used bool
		var was agreement.Reason
		if err := tx.QueryRow(ctx, `
			SELECT r.list, r.code, EXISTS (SELECT FROM handoffs h WHERE h.reason_id = r.id OR h.outcome_reason_id = r.id)
				OR EXISTS (SELECT FROM undone_verdicts u WHERE u.reason_id = r.id)
			FROM reasons r
			WHERE r.id = $1`, r.ID).Scan(&was.List, &was.Code, &used); err != nil {
			return err
		}
		switch {
		case used && r.Code != was.Code:
			return errs.Problems{"code": "This reason was used, so its code stays " + was.Code + ". Retire it and add another for a new meaning."}
		case used && r.List != was.List:
			return errs.Problems{"list": "This reason was used, so it cannot change lists. Add another reason to the other list."}
		}
		err := tx.QueryRow(ctx, `
			UPDATE reasons SET
				list = @list, class = @class, code = @code, words = @words, next_step = @next_step, needs_note = @needs_note, quality = @quality,
				position = CASE WHEN list = @list THEN position ELSE (SELECT coalesce(max(o.position), 0) + 1 FROM reasons o WHERE o.list = @list) END,
				version = version + 1
			WHERE id = @id
			RETURNING version, position`, reasonArgs(r)).Scan(&r.Version, &r.Position)
		return reasonRefused(err)
	})
}

// RetireReason takes a reason from the reps' buttons; what was decided by it keeps it. The last of a list stays.
func (db *DB) RetireReason(ctx context.Context, id agreement.ReasonID, version int) error {
	return db.write(ctx, func(tx pgx.Tx) error {
		rows, err := tx.Query(ctx, "SELECT id FROM reasons WHERE list = (SELECT list FROM reasons WHERE id = $1) AND retired_at IS NULL ORDER BY id FOR UPDATE", id)
		if err != nil {
			return err
		}
		live, err := pgx.CollectRows(rows, pgx.RowTo[agreement.ReasonID])
		if err != nil {
			return err
		}
		if len(live) == 1 && live[0] == id {
			return errs.Say(errs.Conflict, "This is the last reason in its list. Add another first.")
		}
		return setRetired(ctx, tx, "reasons", int64(id), version, true)
	})
}

// RestoreReason puts a retired reason back on the buttons, as the last of its list.
func (db *DB) RestoreReason(ctx context.Context, id agreement.ReasonID, version int) error {
	return db.write(ctx, func(tx pgx.Tx) error {
		if err := setRetired(ctx, tx, "reasons", int64(id), version, false); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `
			UPDATE reasons r SET position = (SELECT max(o.position) + 1 FROM reasons o WHERE o.list = r.list)
			WHERE r.id = $1`, id)
		return err
	})
}

// MoveReason moves a reason one place up or down among those of its list that are in use.
func (db *DB) MoveReason(ctx context.Context, id agreement.ReasonID, version int, up bool) error {
	return db.write(ctx, func(tx pgx.Tx) error {
		if err := lockVersion(ctx, tx, "SELECT version FROM reasons WHERE id = $1 FOR UPDATE", int64(id), version); err != nil {
			return err
		}
		return move(ctx, tx, "reasons", int64(id), up, `
			SELECT id
			FROM reasons
			WHERE list = (SELECT list FROM reasons WHERE id = $1) AND retired_at IS NULL
			ORDER BY position, id
			FOR UPDATE`, id)
	})
}

func reasonArgs(r *agreement.Reason) pgx.NamedArgs {
	return pgx.NamedArgs{
		"id": r.ID, "list": r.List, "class": r.Class, "code": r.Code, "words": r.Words, "next_step": r.NextStep, "needs_note": r.NeedsNote, "quality": r.Quality,
	}
}

// reasonRefused says in words which field the database did not take.
func reasonRefused(err error) error {
	if broken(err, "reasons_one_per_code") {
		return errs.Problems{"code": "Another reason in this list has this code. It may be retired. Choose another code, or restore that reason."}
	}
	return err
}
