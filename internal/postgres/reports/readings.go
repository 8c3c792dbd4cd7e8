package reports

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"baton/internal/postgres/funnel"
	"baton/internal/report"
)

// Readings are what each ask is at this moment. What the folded funnel keeps is read from it; the rest from the
// handoffs of each period, once for all asks of it.
func (db *Store) Readings(ctx context.Context, asks []report.Ask, at time.Time) ([]report.Reading, error) {
	b := &reading{at: at, totals: map[totalsAsked]*report.Totals{}, scans: map[report.Period]*scan{},
		touched: map[report.Period]*[]touchedWon{}}
	counts := make([]report.Counts, len(asks))
	for i, a := range asks {
		counts[i].N = map[report.Metric]int64{}
		b.ask(a, &counts[i])
	}
	b.queueScans()
	b.queueSpend()
	if err := db.Snapshot(ctx, &b.batch); err != nil {
		return nil, fmt.Errorf("readings: %w", err)
	}
	for _, f := range b.after {
		f()
	}
	readings := make([]report.Reading, len(asks))
	for i, a := range asks {
		readings[i] = a.Measure.Of(counts[i])
	}
	return readings, nil
}

// reading is a batch of questions on its way: what is asked of the funnel, of the handoffs of each period and of the
// spend, each once.
type reading struct {
	at      time.Time
	batch   pgx.Batch
	totals  map[totalsAsked]*report.Totals
	scans   map[report.Period]*scan
	touched map[report.Period]*[]touchedWon
	spend   []costs
	spends  []report.Period
	after   []func() // once everything is read
}

type totalsAsked struct {
	report.Period
	report.Whose
	reason bool
	spent  bool // of all campaigns together, since only they cost something
	id     int64
}

func (b *reading) ask(a report.Ask, c *report.Counts) {
	needs := a.Measure.Needs()
	if b.folded(a, needs) {
		b.fromFunnel(a, needs, c)
	} else {
		b.fromHandoffs(a, needs, c)
	}
	if needs.Span != report.NoSpan {
		s, where := spans[needs.Span], ofWhom(a.Who())+" AND "+spans[needs.Span].of
		seconds := b.scan(a.Period).float(fmt.Sprintf("percentile_disc(%g) WITHIN GROUP (ORDER BY %s) FILTER (WHERE %s)",
			needs.Quantile, s.seconds, where))
		n := b.scan(a.Period).count(where)
		b.then(func() { c.Took, c.Timed = time.Duration(*seconds*float64(time.Second)), *n })
	}
	if needs.Clock {
		b.queueBreaches(a, c)
	}
	if needs.Before {
		b.queueBefore(a, c)
	}
	if needs.WinRate {
		today := report.Day(b.at, a.Zone)
		year := b.total(report.Ask{Period: report.Period{First: today.AddDate(-1, 0, 1), Last: today, Zone: a.Zone}}, false)
		b.then(func() { c.Won, c.Decided = year.Won, year.Won+year.Lost })
	}
	switch needs.Money {
	case report.MoneySpent:
		b.spent(a, &c.SpendCents)
	case report.MoneyTouch:
		b.spent(a, &c.SpendCents)
		b.touchedWon(a, needs.Touch, &c.WonCents)
	case report.MoneyOpen:
		b.open(a, c)
	}
}

func (b *reading) then(f func()) { b.after = append(b.after, f) }

// folded reports whether the funnel keeps all that an ask is made of.
func (b *reading) folded(a report.Ask, needs report.Needs) bool {
	kind, _, _ := a.Kind()
	for _, m := range needs.Counts {
		if !m.Folded() && m != report.ForReason { // which has a slice of its own
			return false
		}
	}
	return kind == report.Everybody || kind == report.OfTeam || kind == report.OfCampaign ||
		needs.Money == report.MoneySpent
}

func (b *reading) fromFunnel(a report.Ask, needs report.Needs, c *report.Counts) {
	t := b.total(a, false)
	var reason *report.Totals
	if slices.Contains(needs.Counts, report.ForReason) {
		reason = b.total(a, true)
	}
	b.then(func() {
		told := t.Counts()
		c.N, c.WonCents, c.WonOnCents = told.N, told.WonCents, told.WonOnCents
		if reason != nil {
			c.N[report.ForReason] = reason.Rejected
		}
	})
}

func (b *reading) fromHandoffs(a report.Ask, needs report.Needs, c *report.Counts) {
	s := b.scan(a.Period)
	for _, m := range needs.Counts {
		if m.ByClosing() {
			b.queueClosedOf(a, c)
			continue
		}
		n := s.count(countsIn(m, a))
		b.then(func() { c.N[m] += *n })
	}
	switch needs.Money {
	case report.MoneyWonOn:
		b.queueClosedOf(a, c)
	case report.MoneyWon:
		cents := s.cents("h.won_amount", "h.outcome = 'won' AND "+ofWhom(a.Who()))
		b.then(func() { c.WonCents = *cents })
	}
}

// total asks the funnel for the totals of a period, once.
func (b *reading) total(a report.Ask, reason bool) *report.Totals {
	key := totalsAsked{Period: a.Period, Whose: a.Whose, reason: reason,
		spent: a.Measure.Needs().Money == report.MoneySpent}
	if reason {
		key.id = int64(a.Reason)
	}
	if t, known := b.totals[key]; known {
		return t
	}
	t := &report.Totals{}
	b.totals[key] = t
	args := ScopeArgs(report.Scope{Period: a.Period, Team: a.Team}, b.at)
	args["campaign"], args["reason"] = int64(a.Campaign), key.id
	if key.spent && a.Campaign == 0 {
		args["campaign"] = int64(report.AnyCampaign)
	}
	if a.Source == 0 {
		QueueTotals(&b.batch, t, args)
		return t
	}
	args["source"] = a.Source
	b.batch.Queue("SELECT "+countedColumns+" FROM "+rolled("'campaign'", "d.campaign_id",
		"true")+" WHERE key IN (SELECT id FROM campaigns WHERE source_id = @source)", args).QueryRow(
		func(row pgx.Row) error { return row.Scan(totals(t)...) })
	return t
}

// scan is one look at the handoffs of a period that answers many questions: each an aggregate, asked once.
type scan struct {
	columns []string
	to      []any
	known   map[string]int
}

func (b *reading) scan(p report.Period) *scan {
	s, known := b.scans[p]
	if !known {
		s = &scan{known: map[string]int{}}
		b.scans[p] = s
	}
	return s
}

func (s *scan) add(column string, to any) any {
	if i, known := s.known[column]; known {
		return s.to[i]
	}
	s.known[column] = len(s.columns)
	s.columns, s.to = append(s.columns, column), append(s.to, to)
	return to
}

func (s *scan) count(where string) *int64 {
	return s.add("count(*) FILTER (WHERE "+where+")", new(int64)).(*int64)
}

func (s *scan) float(column string) *float64 {
	return s.add("coalesce("+column+", 0)", new(float64)).(*float64)
}

func (s *scan) cents(column, where string) *int64 {
	return s.add("(coalesce(sum("+column+") FILTER (WHERE "+where+"), 0) * 100)::bigint", new(int64)).(*int64)
}

// queueScans asks the handoffs of each period, found by when they were submitted.
func (b *reading) queueScans() {
	periods := slices.SortedFunc(maps.Keys(b.scans),
		func(p, q report.Period) int { return p.First.Compare(q.First)*2 + p.Last.Compare(q.Last) })
	for _, p := range periods {
		s := b.scans[p]
		b.batch.Queue("SELECT "+strings.Join(s.columns,
			",\n\t")+" FROM handoffs h WHERE h.submitted_at >= @from AND h.submitted_at < @until", b.args(p)).QueryRow(
			func(row pgx.Row) error { return row.Scan(s.to...) })
	}
}

func (b *reading) args(p report.Period) pgx.NamedArgs {
	from, until := p.Instants()
	return pgx.NamedArgs{"from": from, "until": until, "at": b.at}
}

// queueBreaches asks how many owners' clocks ran out, by who held the lead then.
func (b *reading) queueBreaches(a report.Ask, c *report.Counts) {
	whom := ofWhom(a.Who())
	switch {
	case a.Person != 0:
		whom = fmt.Sprintf("b.holder_id = %d", a.Person)
	case a.Team != 0:
		whom = fmt.Sprintf("(b.team_id = %d OR h.marketing_team_id = %d)", a.Team, a.Team)
	}
	b.batch.Queue(`
		SELECT count(*)
		FROM breaches b
		JOIN handoffs h ON h.id = b.handoff_id
		WHERE b.clock = 'owner' AND b.due_at >= @from AND h.submitted_at >= @from AND h.submitted_at < @until
			AND `+whom, b.args(a.Period)).QueryRow(func(row pgx.Row) error {
		var n int64
		err := row.Scan(&n)
		b.then(func() { c.N[report.OwnerLate] += n })
		return err
	})
}

// queueBefore asks how much was accepted in a period and in the one before, each as it was the same time after it
// began: of the one before, more would have been accepted since.
func (b *reading) queueBefore(a report.Ask, c *report.Counts) {
	args := b.args(a.Period)
	from, until := a.Instants()
	before, _ := a.Before().Instants()
	args["before"], args["now_by"], args["before_by"] = before, b.at, before.Add(b.at.Sub(from))
	if b.at.Before(until) {
		until = b.at
	}
	args["until"], c.Begun = until, from.Before(b.at)
	b.batch.Queue(`
		SELECT count(*) FILTER (WHERE h.submitted_at >= @from AND `+latestUntil("@until")+`),
			count(*) FILTER (WHERE h.submitted_at < least(@from, @before_by) AND `+acceptedAt+` <= @before_by
				AND `+latestUntil("least(@from, @before_by)")+`),
			(SELECT count(*) FROM (
				SELECT terms -> 'definition' IS DISTINCT FROM lag(terms -> 'definition') OVER (ORDER BY version) AS other, in_force
				FROM agreements) v
			WHERE v.other AND v.in_force > @before AND v.in_force < @until)
		FROM handoffs h
		WHERE h.submitted_at >= @before AND h.submitted_at < @until AND `+acceptedAt+` <= @now_by
			AND `+funnel.CountsAccepted+` AND `+ofWhom(a.Who()), args).QueryRow(func(row pgx.Row) error {
		var changes int
		err := row.Scan(&c.Now, &c.Before, &changes)
		c.Redefined = changes > 0
		return err
	})
}
