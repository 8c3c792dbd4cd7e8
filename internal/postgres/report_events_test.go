package postgres_test

import (
	"context"

	"github.com/jackc/pgx/v5"

	"baton/internal/handoff"
	"baton/internal/report"
)

// fromEvents counts the leads of some days straight from the events: of each handoff the last that was said of its
// verdict, its qualification and its end, and of each lead the latest handoff of the days. Only amounts are no event's.
const fromEvents = `
	WITH on_days AS (
		SELECT lead_id, handoff_id, id, kind, data, (at AT TIME ZONE @zone)::date BETWEEN @first AND @last AS inside
		FROM events
		WHERE handoff_id IS NOT NULL
	), latest AS (
		SELECT DISTINCT ON (lead_id) lead_id, handoff_id
		FROM on_days
		WHERE kind = 'submitted' AND inside
		ORDER BY lead_id, handoff_id DESC
	), verdicts AS (
		SELECT DISTINCT ON (handoff_id) handoff_id, kind
		FROM on_days
		WHERE kind IN ('accepted', 'rejected', 'recalled', 'undone', 'overturned')
		ORDER BY handoff_id, id DESC
	), qualifications AS (
		SELECT DISTINCT ON (handoff_id) handoff_id, lead_id, kind = 'qualified' AS qualified, inside FROM on_days
		WHERE kind = 'qualified' OR kind = 'restored' AND data ->> 'what' = 'qualified' ORDER BY handoff_id, id DESC
	), ends AS (
		SELECT DISTINCT ON (handoff_id) handoff_id, lead_id, kind, inside FROM on_days
		WHERE kind IN ('won', 'lost', 'disqualified')
			OR kind = 'restored' AND data ->> 'what' IN ('won', 'lost', 'disqualified', 'recycled')
		ORDER BY handoff_id, id DESC
	)
	SELECT (SELECT count(*) FROM on_days WHERE kind = 'submitted' AND inside), count(*),
		count(*) FILTER (WHERE v.kind IN ('accepted', 'overturned')), count(*) FILTER (WHERE v.kind = 'rejected'),
		count(*) FILTER (WHERE v.kind = 'recalled'),
		count(*) FILTER (WHERE EXISTS (SELECT FROM on_days a
			WHERE a.handoff_id = l.handoff_id AND a.kind = 'attempted' AND a.data ->> 'outcome' = ANY(@contacts))),
		count(*) FILTER (WHERE q.qualified), count(*) FILTER (WHERE e.kind = 'disqualified'),
		count(*) FILTER (WHERE e.kind = 'won'), count(*) FILTER (WHERE e.kind = 'lost'),
		(SELECT count(DISTINCT lead_id) FROM qualifications WHERE qualified AND inside),
		(SELECT count(DISTINCT lead_id) FROM ends WHERE kind = 'won' AND inside),
		(SELECT coalesce(sum(h.won_amount) * 100, 0)::bigint FROM ends e JOIN handoffs h ON h.id = e.handoff_id
			WHERE e.kind = 'won' AND e.inside),
		(SELECT coalesce(sum(h.won_amount) * 100, 0)::bigint FROM ends e JOIN handoffs h ON h.id = e.handoff_id
			JOIN on_days s ON s.handoff_id = h.id AND s.kind = 'submitted' AND s.inside WHERE e.kind = 'won')
	FROM latest l
	LEFT JOIN verdicts v USING (handoff_id)
	LEFT JOIN qualifications q USING (handoff_id)
	LEFT JOIN ends e USING (handoff_id)`

// agreesWithEvents checks that the dashboard and the goals of some days say what the events say.
func (c *company) agreesWithEvents(t failer, p report.Period) {
	t.Helper()
	var contacts []string
	for _, o := range handoff.AttemptOutcomes {
		if o.Contact() {
			contacts = append(contacts, string(o))
		}
	}
	var want report.Totals
	err := c.sql.QueryRow(context.Background(), fromEvents,
		pgx.NamedArgs{"zone": c.zone.String(), "first": p.First, "last": p.Last, "contacts": contacts}).Scan(
		&want.Handoffs, &want.Submitted, &want.Accepted, &want.Rejected, &want.Recalled, &want.Worked, &want.Qualified,
		&want.Disqualified, &want.Won, &want.Lost,
		&want.QualifiedOn, &want.WonOn, &want.WonOnCents, &want.WonCents)
	if err != nil {
		t.Fatal(err)
	}
	told := c.dashboard(t, report.Scope{Period: p}).Totals
	for _, m := range []report.Metric{report.Handoffs, report.Submitted, report.Waiting, report.Accepted, report.Rejected,
		report.Recalled, report.Worked, report.Qualified,
		report.Disqualified, report.Won, report.Lost, report.QualifiedOn, report.WonOn} {
		if m.Of(told) != m.Of(want) {
			t.Fatalf("%s, %s: the dashboard has %d, the events %d", p.Words(), m, m.Of(told), m.Of(want))
		}
	}
	if told.WonCents != want.WonCents || told.WonOnCents != want.WonOnCents {
		t.Fatalf("%s: the dashboard has %d and %d cents won, the events %d and %d", p.Words(), told.WonCents, told.WonOnCents,
			want.WonCents, want.WonOnCents)
	}
	goals := map[report.Measure]float64{
		report.LeadsHandedOver: float64(want.Submitted), report.LeadsAccepted: float64(want.Accepted),
		report.LeadsQualified: float64(want.Qualified), report.LeadsWon: float64(want.Won),
		report.AmountWon: float64(want.WonCents) / 100, report.QualifiedInDays: float64(want.QualifiedOn),
		report.WonInDays:    float64(want.WonOn),
		report.AmountInDays: float64(want.WonOnCents) / 100, report.AcceptedShare: 100 * want.AcceptanceRate().Ratio(),
	}
	var asks []report.Ask
	for m := range goals {
		asks = append(asks, report.Ask{Measure: m, Period: p})
	}
	read, err := c.db.Readings(context.Background(), asks, c.now)
	if err != nil {
		t.Fatal(err)
	}
	for i, a := range asks {
		if read[i].Value != goals[a.Measure] {
			t.Fatalf("%s: a goal for %s has %v, the events %v", p.Words(), a.Measure, read[i].Value, goals[a.Measure])
		}
	}
	promised, err := c.db.Promises(context.Background(), []report.Period{p}, c.now)
	if err != nil || promised[0].Handed("") != want.Submitted {
		t.Fatalf("%s: the agreement has %d leads handed over, the events %d (%v)", p.Words(), promised[0].Handed(""),
			want.Submitted, err)
	}
}

// periodsAround are the days that goals and reports are for: the week, month and quarter of now, and some days of one's
// own.
func (c *company) periodsAround() []report.Period {
	today := report.Day(c.now, c.zone)
	return []report.Period{report.Week(today, c.zone), report.Month(today, c.zone), report.Quarter(today, c.zone),
		{First: today.AddDate(0, 0, -10), Last: today.AddDate(0, 0, -2), Zone: c.zone}}
}
