package reports

import (
	"time"

	"github.com/jackc/pgx/v5"

	"baton/internal/lead"
	"baton/internal/postgres/database"
	"baton/internal/report"
)

// costs is what a campaign cost, with the source that it belongs to.
type costs struct {
	lead.Spend
	source lead.SourceID
}

// spent adds up what was spent in the period, up to today, on the campaigns that an ask is about.
func (b *reading) spent(a report.Ask, cents *int64) {
	b.spends = append(b.spends, a.Period)
	b.then(func() {
		var own []lead.Spend
		for _, s := range b.spend {
			if (a.Campaign == 0 || s.Campaign == a.Campaign) && (a.Source == 0 || s.source == a.Source) {
				own = append(own, s.Spend)
			}
		}
		*cents = report.Accrued(own, a.First, earlier(a.Last, report.Day(b.at, a.Zone)))
	})
}

func earlier(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}

// queueSpend asks for the spend of all days that are asked for.
func (b *reading) queueSpend() {
	if len(b.spends) == 0 {
		return
	}
	first, last := b.spends[0].First, b.spends[0].Last
	for _, p := range b.spends {
		first = earlier(first, p.First)
		if p.Last.After(last) {
			last = p.Last
		}
	}
	b.batch.Queue(`
		SELECT s.id, s.campaign_id, s.starts_on, s.ends_on, (s.amount * 100)::bigint, coalesce(c.source_id, 0)
		FROM spend s
		JOIN campaigns c ON c.id = s.campaign_id
		WHERE s.starts_on <= $2 AND s.ends_on >= $1`, first, last).Query(func(rows pgx.Rows) (err error) {
		b.spend, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) (s costs, err error) {
			err = row.Scan(&s.ID, &s.Campaign, &s.Starts, &s.Ends, &s.Cents, &s.source)
			return s, err
		})
		return err
	})
}

// touchedWon is what was won of a period, as each way of sharing it out gives it to a campaign; campaign 0 has what
// came without one.
type touchedWon struct {
	campaign            lead.CampaignID
	source              lead.SourceID
	first, last, linear int64
}

// touchedWon shares out what was won of the handoffs of a period. A handoff without any touch before it belongs to its
// own campaign.
func (b *reading) touchedWon(a report.Ask, touch report.Touch, cents *int64) {
	won, known := b.touched[a.Period]
	if !known {
		won = &[]touchedWon{}
		b.touched[a.Period] = won
		b.queueTouched(a.Period, won)
	}
	b.then(func() {
		*cents = 0
		for _, w := range *won {
			if w.campaign == 0 || a.Campaign != 0 && w.campaign != a.Campaign || a.Source != 0 && w.source != a.Source {
				continue
			}
			*cents += map[report.Touch]int64{report.FirstTouch: w.first, report.LastTouch: w.last,
				report.LinearTouch: w.linear}[touch]
		}
	})
}

// queueTouched asks for it. Of an amount that cannot be divided evenly, the first touches get a cent more, so that
// nothing is lost.
func (b *reading) queueTouched(p report.Period, won *[]touchedWon) {
	b.batch.Queue(`
		WITH won AS (
			SELECT h.id, h.lead_id, h.campaign_id, h.submitted_at, (coalesce(h.won_amount, 0) * 100)::bigint AS cents
			FROM handoffs h
			WHERE h.submitted_at >= @from AND h.submitted_at < @until AND h.outcome = 'won'
		), touched AS (
			SELECT w.cents, CASE WHEN t.id IS NULL THEN w.campaign_id ELSE t.campaign_id END AS campaign_id,
				row_number() OVER (PARTITION BY w.id ORDER BY t.at, t.id) AS place, count(*) OVER (PARTITION BY w.id) AS places
			FROM won w
			LEFT JOIN touches t ON t.lead_id = w.lead_id AND t.at <= w.submitted_at
		)
		SELECT coalesce(t.campaign_id, 0), coalesce(c.source_id, 0),
			coalesce(sum(t.cents) FILTER (WHERE place = 1), 0)::bigint,
			coalesce(sum(t.cents) FILTER (WHERE place = places), 0)::bigint,
			sum(t.cents / places + CASE WHEN place <= t.cents % places THEN 1 ELSE 0 END)::bigint
		FROM touched t
		LEFT JOIN campaigns c ON c.id = t.campaign_id
		GROUP BY 1, 2`, b.args(p)).Query(func(rows pgx.Rows) (err error) {
		*won, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) (w touchedWon, err error) {
			err = row.Scan(&w.campaign, &w.source, &w.first, &w.last, &w.linear)
			return w, err
		})
		return err
	})
}

// queueClosedOf asks how many leads of somebody were qualified and won in a period, whenever they were handed over.
func (b *reading) queueClosedOf(a report.Ask, c *report.Counts) {
	whom := " AND " + ofWhom(a.Who())
	b.batch.Queue(`
		SELECT (SELECT count(DISTINCT h.lead_id) FROM handoffs h WHERE `+closedInScope[report.QualifiedOn]+whom+`),
			count(DISTINCT h.lead_id), (coalesce(sum(h.won_amount), 0) * 100)::bigint
		FROM handoffs h
		WHERE `+closedInScope[report.WonOn]+whom,
		ScopeArgs(report.Scope{Period: a.Period}, b.at)).QueryRow(func(row pgx.Row) error {
		var qualified, won int64
		err := row.Scan(&qualified, &won, &c.WonOnCents)
		b.then(func() { c.N[report.QualifiedOn], c.N[report.WonOn] = qualified, won })
		return err
	})
}

// open asks for the value of the opportunities that are open, and what is missing to the goal for the amount won. With
// a goal by the date of winning these are all that are open now; with one by the date of handing over, those of the
// leads of its days.
func (b *reading) open(a report.Ask, c *report.Counts) {
	const isOpen = "h.qualified_at IS NOT NULL AND h.outcome IS NULL AND "
	whom := ofWhom(a.Who())
	s := b.scan(a.Period)
	open, won := s.cents("h.value", isOpen+whom), s.cents("h.won_amount", "h.outcome = 'won' AND "+whom)
	var closing, cohort, allOpen, wonOn int64
	b.then(func() {
		c.TargetCents, c.OpenCents, c.WonCents = cohort, *open, *won
		if closing > 0 {
			c.TargetCents, c.OpenCents, c.WonCents = closing, allOpen, wonOn
		}
	})
	args := database.WithArgs(ScopeArgs(report.Scope{Period: a.Period}, b.at),
		database.WithArgs(WhoseArgs(a.Whose), pgx.NamedArgs{"closing": report.AmountInDays, "cohort": report.AmountWon}))
	b.batch.Queue(`
		SELECT coalesce(max((g.target * 100)::bigint) FILTER (WHERE g.metric = @closing), 0),
			coalesce(max((g.target * 100)::bigint) FILTER (WHERE g.metric = @cohort), 0)
		FROM goals g
		WHERE g.metric IN (@closing, @cohort) AND g.retired_at IS NULL AND g.starts_on = @first AND g.ends_on = @last
			AND `+GoalOf("g"), args).QueryRow(
		func(row pgx.Row) error { return row.Scan(&closing, &cohort) })
	args = ScopeArgs(report.Scope{Period: a.Period}, b.at)
	b.batch.Queue(`
		SELECT (SELECT (coalesce(sum(h.value), 0) * 100)::bigint FROM handoffs h
			WHERE h.verdict = 'accepted' AND `+isOpen+whom+`),
			(SELECT (coalesce(sum(h.won_amount), 0) * 100)::bigint FROM handoffs h
				WHERE `+closedInScope[report.WonOn]+` AND `+whom+`)`, args).QueryRow(
		func(row pgx.Row) error { return row.Scan(&allOpen, &wonOn) })
}
