package bulk

import (
	"context"
	"iter"
	"time"

	"github.com/jackc/pgx/v5"

	"baton/internal/handoff"
	"baton/internal/intake/past"
	"baton/internal/lead"
	"baton/internal/postgres/database"
	"baton/internal/postgres/handoffs"
)

// unread is how long before its end a history's notifications have not been read.
const unread = 36 * time.Hour

// fillChunk is how many leads travel in one COPY.
const fillChunk = 2_000

// Filling is what is to be known of a history before it is filled in.
type Filling struct {
	Since, Until time.Time // the time of its first and its last event
	// it is larger than what is there: indexes are made anew afterwards, and tables are locked until then
	Bulk bool
}

// Fill keeps leads with all that happened to them, as it happened, in one transaction, and counts the funnel anew. What
// they refer to must be there; see Found. It tells how many leads it kept.
func (db *Store) Fill(ctx context.Context, about Filling, leads iter.Seq[*past.Lead]) (int, error) {
	if about.Since.After(about.Until) || about.Since.IsZero() {
		return 0, nil
	}
	if err := db.eventMonths(ctx, about.Since, about.Until); err != nil {
		return 0, database.Classify(err)
	}
	filled := 0
	err := pgx.BeginFunc(ctx, db.Pool, func(tx pgx.Tx) (err error) {
		var aside *aside
		if about.Bulk {
			if aside, err = setAside(ctx, tx); err != nil {
				return err
			}
		}
		if filled, err = fillAll(ctx, tx, leads, about.Until.Add(-unread)); err != nil {
			return err
		}
		if err := aside.restore(ctx, tx); err != nil {
			return err
		}
		return handoffs.CountWorkloads(ctx, tx)
	})
	if err != nil {
		return 0, database.Classify(err)
	}
	if err := db.funnel.RebuildFunnel(ctx); err != nil {
		return filled, err
	}
	_, err = db.Pool.Exec(ctx, `
		VACUUM (ANALYZE) leads, touches, handoffs, handoff_facts, scores, assignment_log, events, questions, attempts,
			funnel_days, funnel_times, funnel_month_times, funnel_deltas`)
	return filled, database.Classify(err)
}

// fillAll copies leads chunk by chunk.
func fillAll(ctx context.Context, tx pgx.Tx, leads iter.Seq[*past.Lead], seen time.Time) (n int, err error) {
	sure := func(yield func(*past.Lead, error) bool) {
		for l := range leads {
			if !yield(l, nil) {
				return
			}
		}
	}
	for chunk, err := range inChunks(ctx, sure, fillChunk) {
		if err != nil {
			return n, err
		}
		if err := fillSome(ctx, tx, chunk, seen); err != nil {
			return n, err
		}
		n += len(chunk)
	}
	return n, nil
}

func fillSome(ctx context.Context, tx pgx.Tx, chunk []*past.Lead, seen time.Time) error {
	if err := number(ctx, tx, chunk); err != nil {
		return err
	}
	tables, err := handoffs.RowsOf(chunk, seen)
	if err != nil {
		return err
	}
	for _, t := range tables {
		if err := t.Copy(ctx, tx); err != nil {
			return err
		}
	}
	return nil
}

// number gives the leads and handoffs of a chunk their IDs.
func number(ctx context.Context, tx pgx.Tx, chunk []*past.Lead) error {
	count := 0
	for _, l := range chunk {
		count += len(l.Handoffs)
	}
	leadIDs, err := handoffs.NextIDs(ctx, tx, "leads", len(chunk))
	if err != nil {
		return err
	}
	handoffIDs, err := handoffs.NextIDs(ctx, tx, "handoffs", count)
	if err != nil {
		return err
	}
	next := 0
	for i, l := range chunk {
		l.ID = lead.ID(leadIDs[i])
		for _, h := range l.Handoffs {
			h.ID, h.Lead = handoff.ID(handoffIDs[next]), l.ID
			next++
		}
	}
	return nil
}
