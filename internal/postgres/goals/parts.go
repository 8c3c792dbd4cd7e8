package goals

import (
	"context"
	"encoding/json"
	"maps"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"baton/internal/policy"
	"baton/internal/postgres/database"
	"baton/internal/postgres/funnel"
	"baton/internal/postgres/reports"
	"baton/internal/report"
	"baton/internal/scoring/forecast"
)

const (
	// partSince is how far back the handoffs of a part are read for what is to come of it: the year that rates are
	// learned from.
	partSince = 400 * 24 * time.Hour
	// partsAtOnce is of how many parts handoffs are read at once, which share what is read at most.
	partsAtOnce = 20
)

// partsOf are those of a kind whose leads are told apart in one way.
type partsOf struct {
	kind report.Kind
	role report.Role
}

// team reports whether they are teams, or everybody.
func (p partsOf) team() bool { return p.kind == report.Everybody || p.kind == report.OfTeam }

func (p partsOf) columns() []string { return reports.WhoseColumns(p.kind, p.role) }

func partOf(w report.Who) (p partsOf, id int64) {
	kind, id, _ := w.Kind()
	return partsOf{kind, w.Role}, id
}

// parted joins to a handoff h those ids that columns name, each once, as part.of_id.
func parted(columns []string) string {
	ids := "(" + columns[0] + ")"
	for _, c := range columns[1:] {
		ids += ", (nullif(" + c + ", " + columns[0] + "))"
	}
	return "CROSS JOIN LATERAL (VALUES " + ids + ") part (of_id)"
}

// LearnPart learns what is to come of somebody's leads, where nothing is known of it yet. Of everybody and of teams the
// hour learns.
func (db *Store) LearnPart(ctx context.Context, w report.Who, at time.Time) error {
	part, id := partOf(w)
	if part.team() {
		return nil
	}
	if known, err := db.Outlook(ctx, w); err != nil || !known.At.IsZero() {
		return err
	}
	policy, err := db.policy.Policy(ctx)
	if err != nil {
		return err
	}
	return db.learnSome(ctx, policy, part, []int64{id}, at)
}

// learnParts learns what is to come of all that are no team, and that goals on the page are of.
func (db *Store) learnParts(ctx context.Context, inForce *policy.Policy, at time.Time) error {
	goals, err := db.Goals(ctx, report.Day(at, inForce.Zone))
	if err != nil {
		return err
	}
	parts := map[partsOf]map[int64]bool{}
	for _, g := range goals {
		part, id := partOf(g.Ask(inForce.Zone).Who())
		if !g.Tallied() || part.team() {
			continue
		}
		if parts[part] == nil {
			parts[part] = map[int64]bool{}
		}
		parts[part][id] = true
	}
	for part, ids := range parts {
		for some := range slices.Chunk(slices.Sorted(maps.Keys(ids)), partsAtOnce) {
			if err := db.learnSome(ctx, inForce, part, some, at); err != nil {
				return err
			}
		}
	}
	_, err = db.Pool.Exec(ctx, "DELETE FROM part_outlooks WHERE at < $1", at)
	return database.Classify(err)
}

// learnSome learns what the last year's handoffs of some of a kind tell of what is to come.
func (db *Store) learnSome(ctx context.Context, inForce *policy.Policy, part partsOf, ids []int64, at time.Time) error {
	journeys, err := db.journeys(ctx, at.Add(-partSince), at, part.columns(), ids)
	if err != nil {
		return err
	}
	today := report.Day(at, inForce.Zone)
	days, err := db.partDays(ctx, part, ids, at.Add(-partSince), today, inForce.Zone)
	if err != nil {
		return err
	}
	var batch pgx.Batch
	for _, id := range ids {
		o := forecast.Learn(inForce.Calendar(inForce.Pool(0).ID), journeys[id], everyDay(days[id], today), at)
		text, err := json.Marshal(o)
		if err != nil {
			return err
		}
		batch.Queue(`
			INSERT INTO part_outlooks (kind, of_id, role, at, outlook)
			VALUES ($1, $2, $3, $4, $5)
			ON CONFLICT (kind, of_id, role) DO UPDATE SET at = excluded.at, outlook = excluded.outlook`,
			part.kind, id, part.role, o.At, text)
	}
	return database.Classify(db.Pool.SendBatch(ctx, &batch).Close())
}

// partDays are the days before today on which leads of some of a kind were handed over, each once in a month as in
// handedOverDays.
func (db *Store) partDays(
	ctx context.Context, part partsOf, ids []int64, since, today time.Time, zone *time.Location,
) (map[int64][]forecast.Day, error) {
	rows, err := db.Pool.Query(ctx, `
		SELECT part.of_id, (counted.at AT TIME ZONE @zone)::date, greatest(sum(counted.n), 0)::bigint
		FROM handoffs h `+parted(part.columns())+`
		CROSS JOIN LATERAL (VALUES (h.submitted_at, 1),
			(CASE WHEN `+reports.SameMonth+` THEN h.again_at END, -1)) counted (at, n)
		WHERE h.submitted_at > @since AND (counted.at AT TIME ZONE @zone)::date < @today AND part.of_id = ANY(@ids)
		GROUP BY 1, 2
		HAVING sum(counted.n) <> 0
		ORDER BY 1, 2`, pgx.NamedArgs{"zone": zone.String(), "since": since, "today": today, "ids": ids})
	if err != nil {
		return nil, database.Classify(err)
	}
	days := map[int64][]forecast.Day{}
	var id int64
	var d forecast.Day
	_, err = pgx.ForEachRow(rows, []any{&id, &d.On, &d.N}, func() error {
		days[id] = append(days[id], d)
		return nil
	})
	return days, database.Classify(err)
}

// PartCohorts are the handoffs that each ask is about as they stand, with who of them is on the way. Of everybody or a
// team none is asked.
func (db *Store) PartCohorts(ctx context.Context, asks []report.Ask, at time.Time) ([]forecast.Cohort, error) {
	all := make([]forecast.Cohort, len(asks))
	if len(asks) == 0 {
		return all, nil
	}
	type group struct {
		report.Period
		partsOf
	}
	of := map[group]map[int64]*forecast.Cohort{}
	to := make([]*forecast.Cohort, len(asks))
	for i, ask := range asks {
		part, id := partOf(ask.Who())
		g := group{ask.Period, part}
		if of[g] == nil {
			of[g] = map[int64]*forecast.Cohort{}
		}
		if of[g][id] == nil {
			of[g][id] = new(forecast.Cohort)
		}
		to[i] = of[g][id]
	}
	var batch pgx.Batch
	for g, cohorts := range of {
		args := reports.ScopeArgs(report.Scope{Period: g.Period}, at)
		args["ids"] = slices.Collect(maps.Keys(cohorts))
		queueCohorts(&batch, cohorts, g.columns(), args)
		queueInFlight(&batch, func(id int64) *forecast.InFlight { return &cohorts[id].InFlight }, g.columns(), args)
	}
	if err := db.Snapshot(ctx, &batch); err != nil {
		return nil, err
	}
	for i := range all {
		all[i] = *to[i]
	}
	return all, nil
}

func queueCohorts(batch *pgx.Batch, cohorts map[int64]*forecast.Cohort, columns []string, args pgx.NamedArgs) {
	filter := func(condition string) string { return "count(*) FILTER (WHERE " + condition + ")" }
	leads := func(condition string) string { return filter(condition + " AND " + reports.IsLatest) }
	batch.Queue(`
		SELECT part.of_id, `+leads("true")+`, `+leads(funnel.CountsAccepted)+`, `+leads(funnel.CountsRejected)+`,
			`+leads(reports.Behind[report.Qualified])+`, `+leads(reports.Behind[report.Won])+`,
			coalesce(sum(h.won_amount) FILTER (WHERE `+reports.Behind[report.Won]+`), 0)::float8,
			`+filter(reports.Behind[report.InTime])+`, `+filter(reports.Behind[report.Late])+`,
			`+filter(reports.Behind[report.Waiting]+" AND NOT ("+reports.Behind[report.Overdue]+")")+`
		FROM handoffs h `+parted(columns)+`
		WHERE `+reports.InScope+` AND part.of_id = ANY(@ids)
		GROUP BY 1`, args).Query(func(rows pgx.Rows) error {
		var id int64
		var c forecast.Cohort
		_, err := pgx.ForEachRow(rows,
			[]any{&id, &c.HandedOver, &c.Accepted, &c.Rejected, &c.Qualified, &c.Won, &c.WonAmount, &c.OnTime, &c.Late, &c.Open},
			func() error {
				*cohorts[id] = c
				return nil
			})
		return err
	})
}
