package funnel

import (
	"cmp"
	"context"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"baton/internal/handoff/tally"
	"baton/internal/postgres/database"
)

const (
	// foldLock is held by whoever writes the folded funnel, so that there is one at a time.
	foldLock = 7_421_002
	// foldMost is how many deltas one transaction folds at most.
	foldMost = 50_000
)

// counted are the counts of a row of the funnel, folded or not.
var counted = []string{"captured", "handed_over", "submitted", "accepted", "rejected", "recalled", "worked",
	"qualified", "disqualified", "won", "lost",
	"decided_in_time", "decided_late", "won_amount"}

// EachCount is the counts with a pattern around each, in which % is its name.
func EachCount(pattern string) string {
	all := make([]string, len(counted))
	for i, name := range counted {
		all[i] = strings.ReplaceAll(pattern, "%", name)
	}
	return strings.Join(all, ", ")
}

// EachCounted is the counts, each as what a map has for its name, or else 0.
func EachCounted(as map[string]string) string {
	all := make([]string, len(counted))
	for i, name := range counted {
		all[i] = cmp.Or(as[name], "0") + " AS " + name
	}
	return strings.Join(all, ", ")
}

// funnelSlices are the parts that the funnel is kept in: the name of each, what tells its rows apart, and which deltas
// d count in it. There is one slice for each reason too, by campaign.
var funnelSlices = []struct{ name, key, of string }{
	{"'all'", "0", "true"},
	{"'campaign'", "d.campaign_id", "true"},
	{"'reason'", "d.reason_id", "d.reason_id <> 0"},
	{"'reason:' || d.reason_id", "d.campaign_id", "d.reason_id <> 0"},
}

// foldSQL takes up to $1 deltas away and adds them to funnel_days and to funnel_times with its months, for everybody
// (team 0) and for both of their teams. Of a reason only what was rejected counts.
var foldSQL = `
	WITH taken AS (
		DELETE FROM funnel_deltas WHERE id IN (SELECT id FROM funnel_deltas ORDER BY id LIMIT $1) RETURNING *
	), spread AS (
		SELECT t.team, d.*
		FROM taken d
		CROSS JOIN LATERAL (SELECT 0::bigint UNION SELECT d.team_id UNION SELECT d.marketing_team_id) AS t (team)
	), sliced AS (` + slicedSQL() + `
	), days AS (
		INSERT INTO funnel_days (slice, team_id, day, key, ` + EachCount("%") + `)
		SELECT slice, team, day, key, ` + EachCount("sum(%)") + `
		FROM sliced
		GROUP BY slice, team, day, key
		ON CONFLICT (slice, team_id, day, key) DO UPDATE SET ` + EachCount("% = funnel_days.% + excluded.%") + `
	), times AS (
		INSERT INTO funnel_times (team_id, measure, day, bucket, n)
		SELECT team, measure, day, bucket, sum(n)
		FROM spread
		WHERE measure <> ''
		GROUP BY team, measure, day, bucket
		ON CONFLICT (team_id, measure, day, bucket) DO UPDATE SET n = funnel_times.n + excluded.n
	), months AS (
		INSERT INTO funnel_month_times (team_id, measure, month, bucket, n)
		SELECT team, measure, date_trunc('month', day)::date, bucket, sum(n)
		FROM spread
		WHERE measure <> ''
		GROUP BY team, measure, date_trunc('month', day)::date, bucket
		ON CONFLICT (team_id, measure, month, bucket) DO UPDATE SET n = funnel_month_times.n + excluded.n
	)
	SELECT count(*) FROM taken`

func slicedSQL() string {
	parts := make([]string, len(funnelSlices))
	for i, s := range funnelSlices {
		parts[i] = `
		SELECT ` + s.name + ` AS slice, team, day, ` + s.key + ` AS key, ` + SliceCounts(s.of) + `
		FROM spread d
		WHERE measure = '' AND ` + s.of
	}
	return strings.Join(parts, "\n\t\tUNION ALL")
}

// SliceCounts are the counts of a delta d that a slice keeps.
func SliceCounts(of string) string {
	if of == "true" {
		return EachCount("d.%")
	}
	return strings.ReplaceAll(EachCount("0 AS %"), "0 AS rejected", "d.rejected")
}

// Fold adds what transactions have changed in the funnel to its days, and tells how many deltas it took. One call takes
// a bounded number; 0 means that nothing was left, or that somebody else folds at this moment. Reports read both, so
// that they are exact before and after.
func (db *Store) Fold(ctx context.Context) (int, error) {
	folded := 0
	err := pgx.BeginFunc(ctx, db.Pool, func(tx pgx.Tx) error {
		var alone bool
		if err := tx.QueryRow(ctx, "SELECT pg_try_advisory_xact_lock($1)", foldLock).Scan(&alone); err != nil || !alone {
			return err
		}
		return tx.QueryRow(ctx, foldSQL, foldMost).Scan(&folded)
	})
	return folded, database.Classify(err)
}

// RebuildFunnel computes the funnel anew from the leads and handoffs themselves. Whoever works meanwhile is counted
// once: what they have committed when the statement begins is read from the rows, and its deltas are taken away by the
// same statement; the rest stays a delta.
func (db *Store) RebuildFunnel(ctx context.Context) error {
	policy, err := db.policy.Policy(ctx)
	if err != nil {
		return err
	}
	return database.Classify(pgx.BeginFunc(ctx, db.Pool,
		func(tx pgx.Tx) error { return Rebuild(ctx, tx, policy.Zone.String()) }))
}

// Rebuild is RebuildFunnel with the days of a zone, within a transaction.
func Rebuild(ctx context.Context, tx pgx.Tx, zone string) error {
	if _, err := tx.Exec(ctx, "SELECT pg_advisory_xact_lock($1)", foldLock); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, "WITH gone AS (DELETE FROM funnel_deltas) "+tallySQL,
		pgx.NamedArgs{"zone": zone, "bounds": bucketBounds()}); err != nil {
		return err
	}
	for _, emptying := range []string{"DELETE FROM funnel_days", "DELETE FROM funnel_times",
		"DELETE FROM funnel_month_times"} {
		if _, err := tx.Exec(ctx, emptying); err != nil {
			return err
		}
	}
	var folded int64
	return tx.QueryRow(ctx, foldSQL, nil).Scan(&folded)
}

// sumMonthsSQL adds up the days of funnel_times to their months since $1, which begins one.
const sumMonthsSQL = `
	INSERT INTO funnel_month_times (team_id, measure, month, bucket, n)
	SELECT team_id, measure, date_trunc('month', day)::date, bucket, sum(n)
	FROM funnel_times
	WHERE day >= $1
	GROUP BY 1, 2, 3, 4`

// QueueMonths adds up the times of the months since one anew, while nobody folds.
func QueueMonths(batch *pgx.Batch, since time.Time) {
	batch.Queue("SELECT pg_advisory_xact_lock($1)", foldLock)
	batch.Queue("DELETE FROM funnel_month_times WHERE month >= $1", since)
	batch.Queue(sumMonthsSQL, since)
}

// bucketBounds are the seconds at which each bucket of times but the first begins.
func bucketBounds() []float64 {
	bounds := make([]float64, tally.Buckets)
	for i := range bounds {
		bounds[i] = tally.BucketStart(i + 1).Seconds()
	}
	return bounds
}

// tallySQL appends what all leads and handoffs count for to funnel_deltas, summed up. It says in SQL what tally.Counts
// and handoff.CapturedTally say of one.
const tallySQL = `
	INSERT INTO funnel_deltas (day, marketing_team_id, team_id, campaign_id, reason_id, captured, handed_over, submitted,
		accepted, rejected, recalled,
		worked, qualified, disqualified, won, lost, decided_in_time, decided_late, won_amount, measure, bucket, n)
	SELECT (l.created_at AT TIME ZONE @zone)::date, coalesce(l.marketing_team_id, 0), 0, coalesce(l.campaign_id, 0), 0,
		count(*), 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, '', 0, 0
	FROM leads l
	WHERE l.stage <> 'merged'
	GROUP BY 1, 2, 4
	UNION ALL
	SELECT (l.created_at AT TIME ZONE @zone)::date, coalesce(h.marketing_team_id, 0), 0, coalesce(h.campaign_id, 0), 0,
		0, count(*), 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, '', 0, 0
	FROM handoffs h
	JOIN leads l ON l.id = h.lead_id
	WHERE h.number = 1
	GROUP BY 1, 2, 4
	UNION ALL
	SELECT (h.submitted_at AT TIME ZONE @zone)::date, coalesce(h.marketing_team_id, 0), h.team_id,
		coalesce(h.campaign_id, 0), CASE WHEN ` + CountsRejected + ` THEN h.reason_id ELSE 0 END,
		0, 0, count(*), count(*) FILTER (WHERE ` + CountsAccepted + `), count(*) FILTER (WHERE ` + CountsRejected + `),
		count(*) FILTER (WHERE h.verdict = 'recalled'), count(h.contacted_at), count(h.qualified_at),
		count(*) FILTER (WHERE h.outcome = 'disqualified'),
		count(*) FILTER (WHERE h.outcome = 'won'), count(*) FILTER (WHERE h.outcome = 'lost'),
		count(*) FILTER (WHERE h.verdict IN ('accepted', 'rejected') AND h.verdict_at <= h.due_at),
		count(*) FILTER (WHERE h.verdict IN ('accepted', 'rejected') AND h.verdict_at > h.due_at),
		coalesce(sum(h.won_amount) FILTER (WHERE h.outcome = 'won'), 0), '', 0, 0
	FROM handoffs h
	GROUP BY 1, 2, 3, 4, 5
	UNION ALL
	SELECT (h.submitted_at AT TIME ZONE @zone)::date, coalesce(h.marketing_team_id, 0), h.team_id,
		coalesce(h.campaign_id, 0), 0,
		0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, t.measure, width_bucket(t.seconds, @bounds::float8[]), count(*)
	FROM handoffs h
	JOIN leads l ON l.id = h.lead_id
	CROSS JOIN LATERAL (VALUES
		('submit', h.number = 1, trunc(extract(epoch FROM h.submitted_at - l.created_at))::float8),
		('decide', h.verdict IN ('accepted', 'rejected'), h.decide_business::float8),
		('qualify', h.qualified_at IS NOT NULL, trunc(extract(epoch FROM h.qualified_at - h.verdict_at))::float8),
		('win', h.outcome = 'won' AND h.qualified_at IS NOT NULL,
			trunc(extract(epoch FROM h.outcome_at - h.qualified_at))::float8)
	) AS t (measure, happened, seconds)
	WHERE t.happened
	GROUP BY 1, 2, 3, 4, 20, 21`
