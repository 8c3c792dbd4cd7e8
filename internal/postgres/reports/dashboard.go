package reports

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"baton/internal/account"
	"baton/internal/handoff/tally"
	"baton/internal/lead"
	"baton/internal/postgres/database"
	"baton/internal/postgres/funnel"
	"baton/internal/report"
)

// countedColumns are the sums of the counts as totals scans them, each under its own name.
var countedColumns = "coalesce(sum(f.handoffs), 0)::bigint AS handoffs, " +
	strings.Replace(funnel.EachCount("coalesce(sum(f.%), 0)::bigint AS %"),
		"coalesce(sum(f.won_amount), 0)::bigint", "(coalesce(sum(f.won_amount), 0) * 100)::bigint", 1)

// totals are where countedColumns go.
func totals(t *report.Totals) []any {
	return []any{&t.Handoffs, &t.Captured, &t.HandedOver, &t.Submitted, &t.Accepted, &t.Rejected, &t.Recalled, &t.Worked,
		&t.Qualified, &t.Disqualified,
		&t.Won, &t.Lost, &t.DecidedInTime, &t.DecidedLate, &t.WonCents}
}

// ScopeArgs are what the queries below are asked with: the days and the team, and no campaign or reason in particular.
func ScopeArgs(scope report.Scope, at time.Time) pgx.NamedArgs {
	from, until := scope.Instants()
	months, rest := scope.Months()
	if !months.Before(rest) {
		months, rest = scope.Last.AddDate(0, 0, 1), scope.Last.AddDate(0, 0, 1)
	}
	return pgx.NamedArgs{
		"team": scope.Team, "first": scope.First, "last": scope.Last, "zone": scope.Zone.String(), "from": from.Add(-slack),
		"until":       until.Add(slack),
		"months_from": months, "months_until": rest, "at": at, "campaign": int64(0), "reason": int64(0),
	}
}

// slack is how much wider than its days a period is looked up, for zones in which a day does not begin at midnight. The
// days decide.
const slack = 3 * time.Hour

// rolled are the rows of one slice of the funnel in a scope, those that are not folded yet among them: each with its
// day and key. What is folded counts handoffs. Those after which the lead was handed over again in the same period are
// taken away, so that each lead counts once, by its latest; handoffs counts all.
func rolled(slice, key, of string) string {
	return `(
		SELECT day, key, submitted AS handoffs, ` + funnel.EachCount("%") + `
		FROM funnel_days
		WHERE slice = ` + slice + ` AND team_id = @team::bigint AND day BETWEEN @first AND @last
		UNION ALL
		SELECT d.day, ` + key + `, d.submitted, ` + funnel.SliceCounts(of) + `
		FROM funnel_deltas d
		WHERE d.measure = '' AND ` + of + ` AND d.day BETWEEN @first AND @last
			AND (@team = 0 OR d.team_id = @team OR d.marketing_team_id = @team)
		UNION ALL
		SELECT d.day, ` + key + `, 0, ` + funnel.SliceCounts(of) + `
		FROM (` + repeated + `(h.again_at AT TIME ZONE @zone)::date <= @last) d
		WHERE ` + of + `
	) f`
}

// SameMonth is the condition that the lead of a handoff h was handed over again in the same month.
const SameMonth = `(date_trunc('month', h.again_at AT TIME ZONE @zone)
	= date_trunc('month', h.submitted_at AT TIME ZONE @zone)) IS TRUE`

// repeated takes away, as deltas, each handoff of a scope whose lead was handed over again by when the condition after
// it says. Times and money stay: they are of every handoff. It reads one index over the few that were handed over
// again.
var repeated = `
	SELECT (h.submitted_at AT TIME ZONE @zone)::date AS day, coalesce(h.campaign_id, 0) AS campaign_id,
		CASE WHEN ` + funnel.CountsRejected + ` THEN h.reason_id ELSE 0 END AS reason_id,
		` + funnel.EachCounted(map[string]string{
	"submitted": "-1", "accepted": funnel.MinusOne(funnel.CountsAccepted),
	"rejected": funnel.MinusOne(funnel.CountsRejected), "recalled": funnel.MinusOne("h.verdict = 'recalled'"),
	"worked": funnel.MinusOne("h.contacted_at IS NOT NULL"), "qualified": funnel.MinusOne("h.qualified_at IS NOT NULL"),
	"disqualified": funnel.MinusOne("h.outcome = 'disqualified'"),
	"won":          funnel.MinusOne("h.outcome = 'won'"), "lost": funnel.MinusOne("h.outcome = 'lost'"),
}) + `
	FROM handoffs h
	WHERE h.again_at IS NOT NULL AND ` + InScope + ` AND `

// IsLatest is the condition that a handoff h is the latest of its lead in a scope's period.
const IsLatest = "(h.again_at IS NULL OR (h.again_at AT TIME ZONE @zone)::date > @last)"

// InScope is the condition that a handoff h was submitted in a scope. Only near the edges of the period does the zone
// have to be asked.
const InScope = `h.submitted_at >= @from AND h.submitted_at < @until
	AND (h.submitted_at BETWEEN @from::timestamptz + interval '6 hours' AND @until::timestamptz - interval '6 hours'
		OR (h.submitted_at AT TIME ZONE @zone)::date BETWEEN @first AND @last)
	AND (@team = 0 OR h.team_id = @team OR h.marketing_team_id = @team)`

// Totals are the counts of each scope at this moment.
func (db *Store) Totals(ctx context.Context, scopes []report.Scope, at time.Time) ([]report.Totals, error) {
	all := make([]report.Totals, len(scopes))
	if len(scopes) == 0 {
		return all, nil
	}
	var batch pgx.Batch
	for i, scope := range scopes {
		QueueTotals(&batch, &all[i], ScopeArgs(scope, at))
	}
	return all, db.Snapshot(ctx, &batch)
}

// QueueTotals asks for the totals of a scope, and of one campaign or reason where args name them.
func QueueTotals(batch *pgx.Batch, t *report.Totals, args pgx.NamedArgs) {
	slice, key, wanted, of := "'all'", "0", "", "true"
	campaign, reason := args["campaign"] != int64(0), args["reason"] != int64(0)
	const ofKey = " WHERE " + "CASE WHEN @campaign = -2 THEN key <> 0 ELSE key = greatest(@campaign, 0) END"
	switch {
	case reason && campaign:
		slice, key, wanted, of = "'reason:' || @reason::bigint", "d.campaign_id", ofKey, "d.reason_id = @reason"
	case reason:
		slice, key, wanted, of = "'reason'", "d.reason_id", " WHERE key = @reason", "d.reason_id <> 0"
	case campaign:
		slice, key, wanted = "'campaign'", "d.campaign_id", ofKey
	}
	batch.Queue("SELECT "+countedColumns+" FROM "+rolled(slice, key, of)+wanted, args).QueryRow(func(row pgx.Row) error {
		return row.Scan(totals(t)...)
	})
	queueClosed(batch, t, args)
	batch.Queue(`
		SELECT count(*), count(*) FILTER (WHERE h.grade = 'A')
		FROM handoffs h
		WHERE h.verdict IS NULL AND h.grade = ANY('{A,B,C,D}') AND h.queue_order < @at AND `+InScope+`
			AND `+ofCampaign, args).QueryRow(func(row pgx.Row) error {
		return row.Scan(&t.Overdue, &t.OverdueA)
	})
}

// queueClosed asks how many leads of a scope were qualified and won on its days, whenever they were handed over.
func queueClosed(batch *pgx.Batch, t *report.Totals, args pgx.NamedArgs) {
	batch.Queue(`
		SELECT (SELECT count(DISTINCT h.lead_id) FROM handoffs h WHERE `+closedInScope[report.QualifiedOn]+`
			AND `+ofCampaign+`), count(DISTINCT h.lead_id), (coalesce(sum(h.won_amount), 0) * 100)::bigint
		FROM handoffs h
		WHERE `+closedInScope[report.WonOn]+` AND `+ofCampaign, args).QueryRow(func(row pgx.Row) error {
		return row.Scan(&t.QualifiedOn, &t.WonOn, &t.WonOnCents)
	})
}

// closedInScope are the conditions that a handoff h was qualified, or won, on the days of a scope.
var closedInScope = map[report.Metric]string{
	report.QualifiedOn: "h.qualified_at IS NOT NULL AND " + onDays("h.qualified_at"),
	report.WonOn:       "h.outcome = 'won' AND " + onDays("h.outcome_at"),
}

func onDays(at string) string {
	return strings.ReplaceAll(`$at >= @from AND $at < @until AND ($at AT TIME ZONE @zone)::date BETWEEN @first AND @last
		AND (@team = 0 OR h.team_id = @team OR h.marketing_team_id = @team)`, "$at", at)
}

// Dashboard is how both teams did in a scope, read at one moment. Its cost grows with the days and campaigns of the
// period, not with the leads.
func (db *Store) Dashboard(ctx context.Context, scope report.Scope, at time.Time) (report.Dashboard, error) {
	d := report.Dashboard{Scope: scope}
	args := ScopeArgs(scope, at)
	var batch pgx.Batch
	var spend []lead.Spend
	QueueTotals(&batch, &d.Totals, args)
	queueNewest(&batch, &d.Newest, args)
	QueueTimes(&batch, &d.Times, args)
	queueReasons(&batch, &d.Reasons, args)
	queueCampaigns(&batch, &d.Campaigns, args)
	queueTopReason(&batch, &d.TopReason, args)
	if scope.Team == 0 {
		QueueSpend(&batch, &spend, args)
	}
	if err := db.Snapshot(ctx, &batch); err != nil {
		return report.Dashboard{}, fmt.Errorf("dashboard: %w", err)
	}
	last := scope.Last
	if today := report.Day(at, scope.Zone); today.Before(last) {
		last = today
	}
	for i, c := range d.Campaigns {
		d.Campaigns[i].SpendCents = report.Accrued(spendOf(spend, c.ID), scope.First, last)
	}
	return d, nil
}

func spendOf(spend []lead.Spend, id lead.CampaignID) []lead.Spend {
	var own []lead.Spend
	for _, s := range spend {
		if s.Campaign == id {
			own = append(own, s)
		}
	}
	return own
}

// queueNewest asks for the newest day on which anything counts, in whatever period.
func queueNewest(batch *pgx.Batch, newest *time.Time, args pgx.NamedArgs) {
	batch.Queue(`
		SELECT greatest(
			(SELECT day FROM funnel_days WHERE slice = 'all' AND team_id = @team AND submitted + captured > 0
				ORDER BY day DESC LIMIT 1),
			(SELECT max(day) FROM funnel_deltas d WHERE submitted + captured > 0
				AND (@team = 0 OR d.team_id = @team OR d.marketing_team_id = @team)))`, args).QueryRow(func(row pgx.Row) error {
		return row.Scan(database.ZeroDate(newest))
	})
}

// QueueTimes asks how long handoffs stayed in each stage. Decisions of everybody are asked by sales team.
func QueueTimes(batch *pgx.Batch, times *report.Times, args pgx.NamedArgs) {
	const decider = "CASE WHEN @team = 0 AND d.measure = 'decide' THEN d.team_id ELSE @team::bigint END"
	kept := keptTimes("team_id = @team AND measure = ANY('{submit,decide,qualify,win}')")
	if args["team"] == account.TeamID(0) {
		kept = keptTimes("team_id = 0 AND measure = ANY('{submit,qualify,win}')") +
			keptTimes("team_id IN (SELECT id FROM teams WHERE side = 'sales') AND measure = 'decide'")
	}
	batch.Queue(`
		SELECT team_id, measure, bucket, sum(n)::bigint
		FROM (`+kept+`
			SELECT `+decider+` AS team_id, d.measure, d.bucket, d.n
			FROM funnel_deltas d
			WHERE d.measure <> '' AND d.day BETWEEN @first AND @last
				AND (@team = 0 OR d.team_id = @team OR d.marketing_team_id = @team)
		) t
		GROUP BY team_id, measure, bucket
		HAVING sum(n) <> 0
		ORDER BY measure, bucket`, args).Query(func(rows pgx.Rows) error {
		var team account.TeamID
		var measure tally.Transition
		var bucket int
		var n int64
		times.DecideOf = map[account.TeamID][]report.Bin{}
		_, err := pgx.ForEachRow(rows, []any{&team, &measure, &bucket, &n}, func() error {
			bin := report.Bin{Middle: tally.BucketMiddle(bucket), N: n}
			switch measure {
			case tally.ToSubmit:
				times.ToSubmit = append(times.ToSubmit, bin)
			case tally.ToQualify:
				times.ToQualify = append(times.ToQualify, bin)
			case tally.ToWin:
				times.ToWin = append(times.ToWin, bin)
			case tally.ToDecide:
				times.ToDecide = append(times.ToDecide, bin)
				times.DecideOf[team] = append(times.DecideOf[team], bin)
			}
			return nil
		})
		return err
	})
}

// keptTimes are the folded times of some teams and measures: whole months by month, the days around them by day.
func keptTimes(of string) string {
	return strings.ReplaceAll(`
			SELECT team_id, measure, bucket, n FROM funnel_month_times
			WHERE $of AND month >= @months_from AND month < @months_until
			UNION ALL
			SELECT team_id, measure, bucket, n FROM funnel_times WHERE $of AND day >= @first AND day < @months_from
			UNION ALL
			SELECT team_id, measure, bucket, n FROM funnel_times WHERE $of AND day >= @months_until AND day <= @last
			UNION ALL`, "$of", of)
}

func queueReasons(batch *pgx.Batch, reasons *[]report.ReasonCount, args pgx.NamedArgs) {
	batch.Queue(`
		SELECT f.key, coalesce(r.words, ''), coalesce(r.class = 'procedural', false), sum(f.rejected)::bigint
		FROM `+rolled("'reason'", "d.reason_id", "d.reason_id <> 0")+`
		LEFT JOIN reasons r ON r.id = f.key
		GROUP BY f.key, r.words, r.class
		HAVING sum(f.rejected) <> 0
		ORDER BY 4 DESC, r.words, f.key`, args).Query(func(rows pgx.Rows) (err error) {
		*reasons, err = pgx.CollectRows(rows, pgx.RowToStructByPos[report.ReasonCount])
		return err
	})
}

// queueCampaigns asks for what came of each campaign that anything came of in the scope, or that cost something in it.
func queueCampaigns(batch *pgx.Batch, campaigns *[]report.CampaignCount, args pgx.NamedArgs) {
	batch.Queue(`
		WITH f AS (
			SELECT f.* FROM `+rolled("'campaign'", "d.campaign_id", "true")+`
			UNION ALL
			SELECT NULL, s.campaign_id, 0, `+funnel.EachCount("0")+`
			FROM spend s
			WHERE @team = 0 AND s.starts_on <= @last AND s.ends_on >= @first
		), t AS (
			SELECT f.key, `+countedColumns+`
			FROM f
			GROUP BY f.key
			HAVING sum(f.captured) <> 0 OR sum(f.handed_over) <> 0 OR sum(f.submitted) <> 0 OR sum(f.won_amount) <> 0
				OR bool_or(f.day IS NULL)
		)
		SELECT coalesce(c.name, ''), t.*
		FROM t
		LEFT JOIN campaigns c ON c.id = t.key
		ORDER BY t.key = 0, t.submitted DESC, sort_key(c.name), t.key`, args).Query(func(rows pgx.Rows) (err error) {
		*campaigns, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) (c report.CampaignCount, err error) {
			err = row.Scan(append([]any{&c.Name, &c.ID}, totals(&c.Totals)...)...)
			return c, err
		})
		return err
	})
}

// queueTopReason asks which campaigns the most frequent reason came from.
func queueTopReason(batch *pgx.Batch, parts *[]report.CampaignPart, args pgx.NamedArgs) {
	batch.Queue(`
		WITH top AS (
			SELECT f.key AS reason
			FROM `+rolled("'reason'", "d.reason_id", "d.reason_id <> 0")+`
			LEFT JOIN reasons r ON r.id = f.key
			GROUP BY f.key, r.words
			HAVING sum(f.rejected) > 0
			ORDER BY sum(f.rejected) DESC, r.words, f.key
			LIMIT 1
		)
		SELECT f.key, coalesce(c.name, ''), sum(f.rejected)::bigint
		FROM `+rolled("'reason:' || (SELECT reason FROM top)", "d.campaign_id", "d.reason_id = (SELECT reason FROM top)")+`
		LEFT JOIN campaigns c ON c.id = f.key
		GROUP BY f.key, c.name
		HAVING sum(f.rejected) <> 0
		ORDER BY 3 DESC, sort_key(c.name), f.key`, args).Query(func(rows pgx.Rows) (err error) {
		*parts, err = pgx.CollectRows(rows, pgx.RowToStructByPos[report.CampaignPart])
		return err
	})
}

// QueueSpend asks for what campaigns cost in the days of a scope.
func QueueSpend(batch *pgx.Batch, spend *[]lead.Spend, args pgx.NamedArgs) {
	batch.Queue(`
		SELECT s.id, s.campaign_id, s.starts_on, s.ends_on, (s.amount * 100)::bigint
		FROM spend s
		WHERE s.starts_on <= @last AND s.ends_on >= @first`, args).Query(func(rows pgx.Rows) (err error) {
		*spend, err = pgx.CollectRows(rows, pgx.RowToStructByPos[lead.Spend])
		return err
	})
}
