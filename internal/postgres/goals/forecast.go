package goals

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype/zeronull"

	"baton/internal/account"
	"baton/internal/agreement"
	"baton/internal/policy"
	"baton/internal/postgres/database"
	"baton/internal/postgres/funnel"
	"baton/internal/postgres/reports"
	"baton/internal/report"
	"baton/internal/scoring/forecast"
)

const (
	// journeysSince is how far back handoffs are read for forecasts: two years of months to try them on, and the year
	// before to learn from.
	journeysSince = 3 * 366 * 24 * time.Hour
	// journeysMost is about how many handoffs are read. Of more, every second, third … is taken: rates need no more.
	journeysMost = 100_000
	// teamsAtOnce is of how many teams handoffs are read at once, which share what is read at most.
	teamsAtOnce = 5
	// replayEvery is how old the record of past forecasts gets; a month that ends is told of the day after.
	replayEvery = 20 * time.Hour
)

// LearnOutlooks learns from everything up to a time how each team's goals will come out, everybody's, and those of the
// parts that goals are of. A team that is not in use any more may still have goals on the page.
func (db *Store) LearnOutlooks(ctx context.Context, at time.Time) error {
	policy, err := db.policy.Policy(ctx)
	if err != nil {
		return err
	}
	if err := db.learnTeams(ctx, policy, []string{everybody}, []int64{0}, nil, at); err != nil {
		return err
	}
	all, err := db.Outlook(ctx, report.Who{})
	if err != nil {
		return err
	}
	var teams []int64
	for _, t := range policy.Teams {
		teams = append(teams, int64(t.ID))
	}
	for some := range slices.Chunk(teams, teamsAtOnce) {
		if err := db.learnTeams(ctx, policy, reports.WhoseColumns(report.OfTeam, report.Either), some, all.Leans,
			at); err != nil {
			return err
		}
	}
	if _, err = db.Pool.Exec(ctx, "DELETE FROM goal_outlooks WHERE NOT team_id = ANY($1)", append(teams, 0)); err != nil {
		return database.Classify(err)
	}
	return db.learnParts(ctx, policy, at)
}

// learnTeams learns how the goals of some teams will come out, whose ids columns name; 0 is everybody. Forecasts lean
// to their period as everybody's record asks for.
func (db *Store) learnTeams(
	ctx context.Context, inForce *policy.Policy, columns []string, teams []int64, leans map[report.Measure]float64,
	at time.Time,
) error {
	journeys, err := db.journeys(ctx, at.Add(-journeysSince), at, columns, teams)
	if err != nil {
		return err
	}
	for _, id := range teams {
		team, calendar := account.TeamID(id), inForce.Calendar(account.TeamID(id))
		if team == 0 {
			calendar = inForce.Calendar(inForce.Pool(0).ID)
		}
		days, err := db.handedOverDays(ctx, team, report.Day(at, inForce.Zone), inForce.Zone)
		if err != nil {
			return err
		}
		outlook := forecast.Learn(calendar, journeys[id], days, at)
		if team == 0 {
			if outlook.Record, err = db.record(ctx, calendar, journeys[id], days, inForce.Zone, at); err != nil {
				return err
			}
			leans = outlook.Record.Leans()
		}
		outlook.Leans = leans
		if err := db.keepOutlook(ctx, team, outlook); err != nil {
			return err
		}
	}
	return nil
}

// record is how past forecasts came out: as it was learned today, or anew.
func (db *Store) record(
	ctx context.Context, calendar agreement.Calendar, journeys []forecast.Journey, days []forecast.Day,
	zone *time.Location, at time.Time,
) (forecast.Record, error) {
	old, err := db.Outlook(ctx, report.Who{})
	if err != nil {
		return forecast.Record{}, err
	}
	if r := old.Record; !r.At.IsZero() && at.Sub(r.At) < replayEvery && !at.Before(r.At) {
		return r, nil
	}
	return forecast.Replay(calendar, journeys, days, zone, at), nil
}

// everybody stands for the column of a handoff that says whose it is, where it does not matter; the id is 0.
const everybody = "0::bigint"

// journeys are when what happened to the handoffs since a time whose columns name an id, for each of some ids, in the
// order of their handing over: all, or of very many every n-th.
func (db *Store) journeys(
	ctx context.Context, since, at time.Time, columns []string, ids []int64,
) (map[int64][]forecast.Journey, error) {
	rows, err := db.Pool.Query(ctx, `
		WITH every AS (
			SELECT part.of_id, 1 + count(*) / @most::bigint AS n
			FROM handoffs h `+parted(columns)+`
			WHERE h.submitted_at > @since AND h.submitted_at <= @at AND part.of_id = ANY(@ids)
			GROUP BY 1
		)
		SELECT part.of_id, h.submitted_at, h.due_at, h.verdict_at, h.overturned_at, h.qualified_at, h.outcome_at,
			CASE WHEN h.verdict = 'accepted' OR h.overturned_at IS NOT NULL THEN 1 WHEN h.verdict = 'rejected' THEN 2
				WHEN h.verdict = 'recalled' THEN 3 ELSE 0 END,
			h.outcome IS NOT DISTINCT FROM 'won', (coalesce(h.won_amount, 0) * 100)::bigint, h.again_at
		FROM handoffs h `+parted(columns)+`
		JOIN every ON every.of_id = part.of_id
		WHERE h.submitted_at > @since AND h.submitted_at <= @at AND h.id % every.n = 0
		ORDER BY h.submitted_at, h.id`, pgx.NamedArgs{"most": journeysMost / len(ids), "since": since, "at": at, "ids": ids})
	if err != nil {
		return nil, database.Classify(err)
	}
	journeys := map[int64][]forecast.Journey{}
	var id int64
	var p forecast.Journey
	_, err = pgx.ForEachRow(rows, []any{
		&id, &p.Submitted, &p.Due, (*zeronull.Timestamptz)(&p.Answered), (*zeronull.Timestamptz)(&p.Overturned),
		(*zeronull.Timestamptz)(&p.Qualified),
		(*zeronull.Timestamptz)(&p.Finished), &p.Answer, &p.Won, &p.WonCents, (*zeronull.Timestamptz)(&p.Again),
	}, func() error {
		journeys[id] = append(journeys[id], p)
		return nil
	})
	return journeys, database.Classify(err)
}

// handedOverDays are the days of the last three years before today on which a team, or with 0 anybody, handed over or
// got leads, those without any between them too. A lead counts once in a month, on the day of its first handoff there:
// what a day was like is known on that day.
func (db *Store) handedOverDays(
	ctx context.Context, team account.TeamID, today time.Time, zone *time.Location,
) ([]forecast.Day, error) {
	scope := report.Scope{Period: report.Period{First: today.Add(-journeysSince), Last: today.AddDate(0, 0, -1),
		Zone: zone}, Team: team}
	rows, err := db.Pool.Query(ctx, `
		SELECT f.day, greatest(sum(f.n), 0)::bigint
		FROM (
			SELECT day, submitted AS n FROM funnel_days WHERE slice = 'all' AND team_id = @team AND day BETWEEN @first AND @last
			UNION ALL
			SELECT d.day, d.submitted FROM funnel_deltas d
			WHERE d.measure = '' AND d.day BETWEEN @first AND @last
				AND (@team = 0 OR d.team_id = @team OR d.marketing_team_id = @team)
			UNION ALL
			SELECT (h.again_at AT TIME ZONE @zone)::date, -1 FROM handoffs h
			WHERE h.again_at IS NOT NULL AND `+reports.InScope+` AND `+reports.SameMonth+`
				AND (h.again_at AT TIME ZONE @zone)::date <= @last
		) f
		GROUP BY f.day
		HAVING sum(f.n) <> 0
		ORDER BY f.day`, reports.ScopeArgs(scope, today))
	if err != nil {
		return nil, database.Classify(err)
	}
	days, err := pgx.CollectRows(rows, pgx.RowToStructByPos[forecast.Day])
	return everyDay(days, today), database.Classify(err)
}

// everyDay are the days on which any came, and those between them and before today, on which none did.
func everyDay(some []forecast.Day, today time.Time) (days []forecast.Day) {
	until := func(day time.Time) {
		for len(days) > 0 && days[len(days)-1].On.AddDate(0, 0, 1).Before(day) {
			days = append(days, forecast.Day{On: days[len(days)-1].On.AddDate(0, 0, 1)})
		}
	}
	for _, d := range some {
		until(d.On)
		days = append(days, d)
	}
	until(today)
	return days
}

func (db *Store) keepOutlook(ctx context.Context, team account.TeamID, o forecast.Outlook) error {
	text, err := json.Marshal(o)
	if err != nil {
		return err
	}
	_, err = db.Pool.Exec(ctx, `
		INSERT INTO goal_outlooks (team_id, at, outlook)
		VALUES ($1, $2, $3)
		ON CONFLICT (team_id) DO UPDATE SET at = excluded.at, outlook = excluded.outlook`, team, o.At, text)
	return database.Classify(err)
}

// Outlook is what was learned last of somebody's leads. Before anything was it is the zero Outlook, which says so.
func (db *Store) Outlook(ctx context.Context, w report.Who) (o forecast.Outlook, err error) {
	part, id := partOf(w)
	query, args := "SELECT outlook FROM goal_outlooks WHERE team_id = $1", []any{id}
	if !part.team() {
		query, args = "SELECT outlook FROM part_outlooks WHERE of_id = $1 AND kind = $2 AND role = $3",
			append(args, part.kind, part.role)
	}
	rows, err := db.Pool.Query(ctx, query, args...)
	if err != nil {
		return o, database.Classify(err)
	}
	var text []byte
	_, err = pgx.ForEachRow(rows, []any{&text}, func() error { return json.Unmarshal(text, &o) })
	return o, database.Classify(err)
}

// InFlight counts who of each scope's handoffs is on the way at a time: in which stage, and at what age.
func (db *Store) InFlight(ctx context.Context, scopes []report.Scope, at time.Time) ([]forecast.InFlight, error) {
	all := make([]forecast.InFlight, len(scopes))
	if len(scopes) == 0 {
		return all, nil
	}
	var batch pgx.Batch
	for i, scope := range scopes {
		args := reports.ScopeArgs(scope, at)
		args["ids"] = []int64{0}
		queueInFlight(&batch, func(int64) *forecast.InFlight { return &all[i] }, []string{everybody}, args)
	}
	return all, db.Snapshot(ctx, &batch)
}

// queueInFlight asks which handoffs of a scope whose columns name an id are on the way, for each of some ids.
func queueInFlight(batch *pgx.Batch, of func(id int64) *forecast.InFlight, columns []string, args pgx.NamedArgs) {
	args["ages"] = forecast.Bins[1:]
	batch.Queue(`
		SELECT part.of_id, CASE WHEN h.verdict IS NULL THEN 0 WHEN h.verdict = 'rejected' THEN 3
			WHEN h.qualified_at IS NULL THEN 1 ELSE 2 END,
			width_bucket((extract(epoch FROM @at - coalesce(h.qualified_at, h.verdict_at, h.submitted_at)) / 86400)::float8,
				@ages::float8[]),
			count(*)
		FROM handoffs h `+parted(columns)+`
		WHERE h.outcome IS NULL AND (h.verdict IS NULL OR h.verdict = 'accepted'
			OR `+funnel.CountsRejected+` AND h.again_at IS NULL) AND `+reports.InScope+` AND part.of_id = ANY(@ids)
		GROUP BY 1, 2, 3`, args).Query(func(rows pgx.Rows) error {
		var id, n int64
		var stage, bin int
		_, err := pgx.ForEachRow(rows, []any{&id, &stage, &bin, &n}, func() error {
			of(id).Add(stage, bin, n)
			return nil
		})
		return err
	})
}
