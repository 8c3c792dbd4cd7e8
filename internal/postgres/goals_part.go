package postgres

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"baton/internal/report"
	"baton/internal/scoring/goal"
)

// partSince is how far back the handoffs of a part are read for what is to come of it: the year that rates are learned from.
const partSince = 400 * 24 * time.Hour

// PartOutlook is what the last year's handoffs of whom an ask is about, one campaign, source, persona or person, tell of what is to come. It
// is learned as it is asked for, since there may be any number of them.
func (db *DB) PartOutlook(ctx context.Context, ask report.Ask, at time.Time) (goal.Outlook, error) {
	books, err := db.Books(ctx)
	if err != nil {
		return goal.Outlook{}, err
	}
	passages, err := db.passages(ctx, at.Add(-partSince), at, ofWhom(ask))
	if err != nil {
		return goal.Outlook{}, err
	}
	today := report.Day(at, books.Zone)
	rows, err := db.pool.Query(ctx, `
		SELECT (h.submitted_at AT TIME ZONE @zone)::date, count(*)
		FROM handoffs h
		WHERE h.submitted_at > @since AND (h.submitted_at AT TIME ZONE @zone)::date < @today AND `+ofWhom(ask)+`
		GROUP BY 1
		ORDER BY 1`, pgx.NamedArgs{"zone": books.Zone.String(), "since": at.Add(-partSince), "today": today})
	if err != nil {
		return goal.Outlook{}, kind(err)
	}
	days, err := everyDay(rows, today)
	if err != nil {
		return goal.Outlook{}, kind(err)
	}
	return goal.Learn(books.Calendar(books.Pool(0).ID), passages, days, at), nil
}

// PartCohort is the handoffs that an ask is about as they stand, with who of them is on the way.
func (db *DB) PartCohort(ctx context.Context, ask report.Ask, at time.Time) (c goal.Cohort, err error) {
	args := scopeArgs(report.Scope{Period: ask.Period}, at)
	args["ages"] = goal.Bins[1:]
	where := inScope + " AND " + ofWhom(ask)
	filter := func(condition string) string { return "count(*) FILTER (WHERE " + condition + ")" }
	var batch pgx.Batch
	batch.Queue(`
		SELECT count(*), `+filter(countsAccepted)+`, `+filter(countsRejected)+`, `+filter(behind[report.Qualified])+`, `+filter(behind[report.Won])+`,
			coalesce(sum(h.won_amount) FILTER (WHERE `+behind[report.Won]+`), 0)::float8,
			`+filter(behind[report.InTime])+`, `+filter(behind[report.Late])+`, `+filter(behind[report.Waiting]+" AND NOT ("+behind[report.Overdue]+")")+`
		FROM handoffs h
		WHERE `+where, args).QueryRow(func(row pgx.Row) error {
		return row.Scan(&c.HandedOver, &c.Accepted, &c.SentBack, &c.Qualified, &c.Won, &c.WonAmount, &c.OnTime, &c.Late, &c.Open)
	})
	queueInFlight(&batch, &c.InFlight, where, args)
	return c, db.glance(ctx, &batch)
}
