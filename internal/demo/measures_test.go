package demo_test

import (
	"context"
	"math"
	"slices"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"baton/internal/account"
	"baton/internal/agreement"
	"baton/internal/lead"
	"baton/internal/postgres/bulk"
	"baton/internal/report"
	"baton/internal/scoring/goal"
)

// passed is a handoff as the database has it, with everything that measures need.
type passed struct {
	id, lead                                                              int64
	number                                                                int
	submitter, owner                                                      account.PersonID
	sales, marketing                                                      account.TeamID
	campaign                                                              lead.CampaignID
	source                                                                lead.SourceID
	persona                                                               lead.PersonaID
	reason                                                                agreement.ReasonID
	verdict, outcome, class, code                                         string
	submitted, queued, decided, due, ownerDue, owned, contactDue, contact time.Time
	qualified, ended, overturned, captured                                time.Time
	paused                                                                bool
	decide, response                                                      *int64
	value, won                                                            int64

	touches  []touched
	recycled bool
	breaches []breach
}

type touched struct {
	campaign lead.CampaignID
	at       time.Time
}

type breach struct {
	clock   string
	started time.Time
	holder  account.PersonID
	team    account.TeamID
}

// counter calculates measures handoff by handoff, independently of the SQL.
type counter struct {
	at        time.Time
	handoffs  []*passed
	later     map[int64][]*passed // by lead
	captured  []passed            // leads: the time and the campaign
	spend     []lead.Spend
	sources   map[lead.CampaignID]lead.SourceID
	redefined []time.Time // the times at which the definition changed
}

// rows calls each for every row of a query, with the row in to.
func (d *invented) rows(to []any, each func(), query string) {
	d.t.Helper()
	rows, err := d.sql.Query(context.Background(), query)
	if err != nil {
		d.t.Fatal(err)
	}
	if _, err := pgx.ForEachRow(rows, to, func() error { each(); return nil }); err != nil {
		d.t.Fatal(err)
	}
}

// counter reads everything that the measures need.
func (d *invented) counter() *counter {
	c := &counter{at: wednesday, later: map[int64][]*passed{}, sources: map[lead.CampaignID]lead.SourceID{}}
	byID := map[int64]*passed{}
	var h passed
	d.rows([]any{&h.id, &h.lead, &h.number, &h.submitter, &h.owner, &h.sales, &h.marketing, &h.campaign, &h.source,
		&h.persona, &h.reason, &h.verdict, &h.outcome, &h.class, &h.code,
		&h.submitted, &h.queued, &h.decided, &h.due, &h.ownerDue, &h.owned, &h.contactDue, &h.contact, &h.qualified, &h.ended,
		&h.overturned, &h.captured, &h.paused,
		&h.decide, &h.response, &h.value, &h.won}, func() {
		own := h
		c.handoffs, byID[h.id], c.later[h.lead] = append(c.handoffs, &own), &own, append(c.later[h.lead], &own)
	}, `
		SELECT h.id, h.lead_id, h.number, coalesce(h.submitted_by, 0), coalesce(h.owner_id, 0), h.team_id,
			coalesce(h.marketing_team_id, 0), coalesce(h.campaign_id, 0), coalesce(h.source_id, 0),
			coalesce(h.persona_id, 0), coalesce(h.reason_id, 0), coalesce(verdict, ''), coalesce(outcome, ''),
			coalesce(r.class, ''), coalesce(r.code, ''), submitted_at, queued_at,
			coalesce(verdict_at, 'epoch'), due_at, coalesce(owner_due_at, 'epoch'), coalesce(owned_at, 'epoch'),
			coalesce(contact_due_at, 'epoch'), coalesce(contacted_at, 'epoch'),
			coalesce(qualified_at, 'epoch'), coalesce(outcome_at, 'epoch'), coalesce(overturned_at, 'epoch'), l.created_at,
			paused_at IS NOT NULL,
			decide_business, contact_business, coalesce((value * 100)::bigint, 0), coalesce((won_amount * 100)::bigint, 0)
		FROM handoffs h JOIN leads l ON l.id = h.lead_id LEFT JOIN reasons r ON r.id = h.reason_id
		ORDER BY h.lead_id, h.number`)
	var t touched
	var of int64
	d.rows([]any{&of, &t.campaign, &t.at}, func() {
		for _, h := range c.later[of] {
			if !t.at.After(h.submitted) {
				h.touches = append(h.touches, t)
			}
		}
	}, "SELECT lead_id, coalesce(campaign_id, 0), at FROM touches ORDER BY at, id")
	d.rows([]any{&of}, func() { byID[of].recycled = true }, "SELECT handoff_id FROM recyclings WHERE undone_at IS NULL")
	var b breach
	d.rows([]any{&of, &b.clock, &b.started, &b.holder, &b.team},
		func() { byID[of].breaches = append(byID[of].breaches, b) },
		"SELECT handoff_id, clock, started_at, coalesce(holder_id, 0), team_id FROM breaches")
	var l passed
	d.rows([]any{&l.captured, &l.campaign}, func() { c.captured = append(c.captured, l) },
		"SELECT created_at, coalesce(campaign_id, 0) FROM leads")
	var s lead.Spend
	d.rows([]any{&s.Campaign, &s.Starts, &s.Ends, &s.Cents}, func() { c.spend = append(c.spend, s) },
		"SELECT campaign_id, starts_on, ends_on, (amount * 100)::bigint FROM spend")
	var campaign lead.CampaignID
	var source lead.SourceID
	d.rows([]any{&campaign, &source}, func() { c.sources[campaign] = source },
		"SELECT id, coalesce(source_id, 0) FROM campaigns")
	var at time.Time
	d.rows([]any{&at}, func() { c.redefined = append(c.redefined, at) }, `
		SELECT n.in_force FROM agreements n JOIN agreements o ON o.version = n.version - 1
		WHERE n.terms -> 'definition' IS DISTINCT FROM o.terms -> 'definition'`)
	return c
}

func is(at time.Time) bool { return at.Unix() != 0 }

func (h *passed) accepted() bool { return h.verdict == "accepted" || is(h.overturned) }
func (h *passed) rejected() bool { return h.verdict == "rejected" && !is(h.overturned) }
func (h *passed) acceptedAt() time.Time {
	if is(h.overturned) {
		return h.overturned
	}
	return h.decided
}

// held reports whether a person had h when a clock ran out: the holder of the breach, otherwise the owner.
func (h *passed) held(clock string, who account.PersonID) bool {
	for _, b := range h.breaches {
		if b.clock == clock {
			return b.holder == who
		}
	}
	return h.owner == who
}

// mine reports whether h belongs to the team, person, campaign, source or persona of an ask. owns and submits say
// whether a person counts as owner and as submitter.
func (c *counter) mine(a report.Ask, h *passed, owns, submits bool) bool {
	switch kind, id, _ := a.Kind(); kind {
	case report.OfTeam:
		return int64(h.sales) == id || int64(h.marketing) == id
	case report.OfPerson:
		return owns && int64(h.owner) == id || submits && int64(h.submitter) == id
	case report.OfCampaign:
		return int64(h.campaign) == id
	case report.OfSource:
		return int64(h.source) == id
	case report.OfPersona:
		return int64(h.persona) == id
	}
	return true
}

// count counts the handoffs of an ask that meet a condition.
func (c *counter) count(a report.Ask, owns, submits bool, holds func(*passed) bool) (n int64) {
	for _, h := range c.handoffs {
		if a.Has(report.Day(h.submitted, a.Zone)) && c.mine(a, h, owns, submits) && holds(h) {
			n++
		}
	}
	return n
}

// leads counts the leads of an ask whose latest handoff in the period meets a condition.
func (c *counter) leads(a report.Ask, owns, submits bool, holds func(*passed) bool) int64 {
	return c.count(a, owns, submits, func(h *passed) bool { return c.latest(a.Period, h, c.at) && holds(h) })
}

// latest reports whether h is the last handoff of its lead in a period, as known at a time.
func (c *counter) latest(p report.Period, h *passed, at time.Time) bool {
	return !slices.ContainsFunc(c.later[h.lead], func(n *passed) bool {
		return n.number > h.number && p.Has(report.Day(n.submitted, p.Zone)) && !n.submitted.After(at)
	})
}

// closed counts the leads whose time, such as that of the win, is in the period of an ask, and adds up their amounts.
func (c *counter) closed(a report.Ask, at func(*passed) time.Time) (leads, cents int64) {
	seen := map[int64]bool{}
	for _, h := range c.handoffs {
		if on := at(h); is(on) && a.Has(report.Day(on, a.Zone)) && c.mine(a, h, true, true) {
			seen[h.lead] = true
			cents += h.won
		}
	}
	return int64(len(seen)), cents
}

// wonAt returns when a lead was won, or the year 1970 if it was not.
func wonAt(h *passed) time.Time {
	if h.outcome != "won" {
		return time.Unix(0, 0)
	}
	return h.ended
}

// ratio returns n as a percentage of a total, and the total.
func ratio(n, of int64) (float64, int64) {
	if of == 0 {
		return 0, 0
	}
	return 100 * float64(n) / float64(of), of
}

// value returns a measure, and the number of leads or handoffs behind it. The number is 0 for a plain count.
func (c *counter) value(a report.Ask) (float64, int64) {
	all := func(holds func(*passed) bool) int64 { return c.leads(a, true, true, holds) }
	handoffs := func(holds func(*passed) bool) int64 { return c.count(a, true, true, holds) }
	owner := func(holds func(*passed) bool) int64 { return c.leads(a, true, false, holds) }
	owned := func(holds func(*passed) bool) int64 { return c.count(a, true, false, holds) }
	decided := func(h *passed) bool { return h.verdict == "accepted" || h.verdict == "rejected" }
	days := func(n int) time.Duration { return time.Duration(n) * 24 * time.Hour }
	switch a.Measure {
	case report.LeadsHandedOver:
		return float64(c.leads(a, false, true, func(*passed) bool { return true })), 0
	case report.LeadsAccepted:
		return float64(all((*passed).accepted)), 0
	case report.LeadsQualified:
		return float64(all(func(h *passed) bool { return is(h.qualified) })), 0
	case report.LeadsWon:
		return float64(all(func(h *passed) bool { return h.outcome == "won" })), 0
	case report.AmountWon:
		var cents int64
		handoffs(func(h *passed) bool {
			if h.outcome == "won" {
				cents += h.won
			}
			return false
		})
		return float64(cents) / 100, 0
	case report.QualifiedInDays:
		n, _ := c.closed(a, func(h *passed) time.Time { return h.qualified })
		return float64(n), 0
	case report.WonInDays:
		n, _ := c.closed(a, wonAt)
		return float64(n), 0
	case report.AmountInDays:
		_, cents := c.closed(a, wonAt)
		return float64(cents) / 100, 0
	case report.AcceptedShare:
		return ratio(all((*passed).accepted), all(func(h *passed) bool { return h.accepted() || h.rejected() }))
	case report.QualityShare:
		return ratio(all((*passed).accepted), all(func(h *passed) bool {
			return h.accepted() || h.rejected() && h.class != "procedural" && h.code != "spam_or_test"
		}))
	case report.RejectedFor:
		return ratio(all(func(h *passed) bool { return h.rejected() && h.reason == a.Reason }),
			all(func(h *passed) bool { return h.accepted() || h.rejected() }))
	case report.NotContacted:
		return ratio(owner(func(h *passed) bool {
			return h.verdict == "accepted" && !is(h.contact) &&
				h.contactDue.Before(c.at)
		}), owner(func(h *passed) bool { return h.verdict == "accepted" }))
	case report.RecycledShare:
		return ratio(handoffs(func(h *passed) bool { return decided(h) && h.recycled }), handoffs(decided))
	case report.RecycledRevive:
		return ratio(handoffs(func(h *passed) bool {
			return decided(h) && h.recycled &&
				slices.ContainsFunc(c.later[h.lead], func(n *passed) bool { return n.number > h.number && is(n.qualified) })
		}), handoffs(func(h *passed) bool { return decided(h) && h.recycled }))
	case report.DecidedOnTime:
		met := owned(func(h *passed) bool { return decided(h) && !h.decided.After(h.due) })
		late := c.late(a, "decide", func(h *passed) bool {
			return decided(h) && h.decided.After(h.due) || h.verdict == "" && !h.paused && h.due.Before(c.at)
		})
		return ratio(met, met+late)
	case report.ContactOnTime:
		met := owned(func(h *passed) bool {
			return h.verdict == "accepted" && is(h.contact) && !h.contact.After(h.contactDue)
		})
		late := c.late(a, "contact", func(h *passed) bool {
			return h.verdict == "accepted" &&
				(is(h.contact) && h.contact.After(h.contactDue) || !is(h.contact) && h.contactDue.Before(c.at))
		})
		return ratio(met, met+late)
	case report.OwnerOnTime:
		return c.ownerOnTime(a)
	case report.RouteMedian, report.RouteSlow, report.DecideMedian, report.DecideSlow, report.ContactMedian,
		report.ContactSlow, report.SpeedMedian, report.SpeedSlow:
		return c.quantile(a)
	case report.SubmittedToSAL:
		old := func(h *passed) bool { return h.verdict != "recalled" && !h.submitted.Add(days(30)).After(c.at) }
		return ratio(all(func(h *passed) bool {
			return old(h) && h.accepted() && !h.acceptedAt().After(h.submitted.Add(days(30)))
		}), all(old))
	case report.AcceptedToSQL:
		old := func(h *passed) bool { return h.accepted() && !h.acceptedAt().Add(days(60)).After(c.at) }
		return ratio(all(func(h *passed) bool {
			return old(h) && is(h.qualified) && !h.qualified.After(h.acceptedAt().Add(days(60)))
		}), all(old))
	case report.QualifiedToWon:
		old := func(h *passed) bool { return is(h.qualified) && !h.qualified.Add(days(180)).After(c.at) }
		return ratio(all(func(h *passed) bool {
			return old(h) && h.outcome == "won" && !h.ended.After(h.qualified.Add(days(180)))
		}), all(old))
	case report.Velocity:
		return c.velocity(a)
	case report.Coverage, report.CoverageWon:
		return c.coverage(a)
	}
	return c.money(a)
}

// late counts late handoffs. For a person, it counts those that were late while the person had them.
func (c *counter) late(a report.Ask, clock string, late func(*passed) bool) int64 {
	if a.Person == 0 {
		return c.count(a, true, false, late)
	}
	everybody := a
	everybody.Whose = report.Whose{}
	return c.count(everybody, true, true, func(h *passed) bool { return late(h) && h.held(clock, a.Person) })
}

func (c *counter) ownerOnTime(a report.Ask) (float64, int64) {
	var met, late int64
	for _, h := range c.handoffs {
		if !a.Has(report.Day(h.submitted, a.Zone)) {
			continue
		}
		noted := false
		for _, b := range h.breaches {
			if b.clock != "owner" {
				continue
			}
			noted = noted || b.started.Equal(h.owned)
			theirs := c.mine(a, h, true, false)
			if a.Person != 0 {
				theirs = b.holder == a.Person
			}
			if a.Team != 0 {
				theirs = b.team == a.Team || h.marketing == a.Team
			}
			if theirs {
				late++
			}
		}
		if noted || !is(h.owned) || !is(h.ownerDue) || h.verdict == "recalled" || !c.mine(a, h, true, false) {
			continue
		}
		switch {
		case h.verdict == "" && !h.paused && h.ownerDue.Before(c.at), h.verdict != "" && h.owned.Before(h.decided) &&
			h.decided.After(h.ownerDue) && !h.paused:
			late++
		case h.verdict != "" && h.owned.Before(h.decided) && !h.decided.After(h.ownerDue):
			met++
		}
	}
	return ratio(met, met+late)
}

func (c *counter) quantile(a report.Ask) (float64, int64) {
	var took []float64
	submits := a.Measure == report.SpeedMedian || a.Measure == report.SpeedSlow
	c.count(a, true, submits, func(h *passed) bool {
		switch a.Measure {
		case report.RouteMedian, report.RouteSlow:
			took = append(took, h.queued.Sub(h.submitted).Seconds())
		case report.DecideMedian, report.DecideSlow:
			if (h.verdict == "accepted" || h.verdict == "rejected") && h.decide != nil {
				took = append(took, float64(*h.decide)/60)
			}
		case report.ContactMedian, report.ContactSlow:
			if h.response != nil {
				took = append(took, float64(*h.response)/60)
			}
		default:
			asked := h.captured
			if h.number > 1 {
				asked = h.touches[len(h.touches)-1].at
			}
			if is(h.contact) {
				took = append(took, h.contact.Sub(asked).Minutes())
			}
		}
		return false
	})
	q := map[report.Measure]float64{report.RouteSlow: 0.95, report.DecideSlow: 0.9, report.ContactSlow: 0.9,
		report.SpeedSlow: 0.9}[a.Measure]
	if q == 0 {
		q = 0.5
	}
	if len(took) == 0 {
		return 0, 0
	}
	slices.Sort(took)
	return took[int(math.Ceil(q*float64(len(took))))-1], int64(len(took))
}

// velocity compares the accepted leads of a period with those of the period before, up to the same day if the period
// still runs.
func (c *counter) velocity(a report.Ask) (float64, int64) {
	from, until := a.Instants()
	first, _ := a.Before().Instants()
	by := c.at
	if c.at.Before(until) {
		by = first.Add(c.at.Sub(from))
	}
	before := a
	before.Period = a.Before()
	in := func(p report.Period, by time.Time) func(*passed) bool {
		return func(h *passed) bool {
			return h.accepted() && !h.submitted.After(by) && !h.acceptedAt().After(by) && c.latest(p, h, by)
		}
	}
	now, then := c.count(a, true, true, in(a.Period, c.at)), c.count(before, true, true, in(before.Period, by))
	if now < 20 || then < 20 ||
		slices.ContainsFunc(c.redefined, func(at time.Time) bool { return at.After(first) && at.Before(until) }) {
		return 0, 0
	}
	return 100 * float64(now-then) / float64(then), then
}

const wonTarget = 50_000_000

func (c *counter) coverage(a report.Ask) (float64, int64) {
	var open, won, wins, ends int64
	c.count(a, true, true, func(h *passed) bool {
		switch {
		case h.outcome == "won":
			won += h.won
		case is(h.qualified) && h.outcome == "":
			open += h.value
		}
		return false
	})
	weight := 1.0
	if a.Measure == report.CoverageWon {
		today := report.Day(c.at, a.Zone)
		year := report.Period{First: today.AddDate(-1, 0, 1), Last: today, Zone: a.Zone}
		for _, h := range c.handoffs {
			if year.Has(report.Day(h.submitted, a.Zone)) && c.latest(year, h, c.at) {
				switch h.outcome {
				case "won":
					wins, ends = wins+1, ends+1
				case "lost":
					ends++
				}
			}
		}
		weight = float64(wins) / float64(ends)
	}
	return weight * float64(open) / float64(wonTarget*100-won), 1
}

// coverageByClosing returns the value of all open opportunities, divided by what is missing to a goal by date won.
func (c *counter) coverageByClosing(a report.Ask) float64 {
	var open int64
	for _, h := range c.handoffs {
		if is(h.qualified) && h.outcome == "" {
			open += h.value
		}
	}
	_, won := c.closed(a, wonAt)
	return float64(open) / float64(wonTarget*100-won)
}

func (c *counter) money(a report.Ask) (float64, int64) {
	on := func(id lead.CampaignID) bool {
		return id != 0 && (a.Campaign == 0 || id == a.Campaign) && (a.Source == 0 || c.sources[id] == a.Source && id != 0)
	}
	var cents int64
	for day := a.First; !day.After(a.Last) && !day.After(report.Day(c.at, a.Zone)); day = day.AddDate(0, 0, 1) {
		for _, s := range c.spend {
			if on(s.Campaign) {
				cents += report.Accrued([]lead.Spend{s}, day, day)
			}
		}
	}
	var n, won int64
	for _, h := range c.handoffs {
		if !a.Has(report.Day(h.submitted, a.Zone)) {
			continue
		}
		if on(h.campaign) && c.latest(a.Period, h, c.at) &&
			(a.Measure == report.CostPerAccepted && h.accepted() || a.Measure == report.CostPerQualified && is(h.qualified) ||
				a.Measure == report.CostPerCustomer && h.outcome == "won") {
			n++
		}
		if h.outcome == "won" {
			won += c.share(a.Measure, h, on)
		}
	}
	if a.Measure == report.CostPerLead {
		for _, l := range c.captured {
			if on(l.campaign) && a.Has(report.Day(l.captured, a.Zone)) {
				n++
			}
		}
	}
	switch a.Measure {
	case report.ReturnFirst, report.ReturnLast, report.ReturnLinear:
		if cents == 0 {
			return 0, 0
		}
		return 100 * float64(won-cents) / float64(cents), 1
	}
	if n == 0 || cents == 0 {
		return 0, 0
	}
	return math.Round(float64(cents)/float64(n)) / 100, n
}

// share returns the part of an amount won that belongs to campaigns.
func (c *counter) share(m report.Measure, h *passed, on func(lead.CampaignID) bool) (cents int64) {
	touches := h.touches
	if len(touches) == 0 {
		touches = []touched{{campaign: h.campaign}}
	}
	for i, t := range touches {
		part := h.won / int64(len(touches))
		if int64(i) < h.won%int64(len(touches)) {
			part++
		}
		switch {
		case m == report.ReturnFirst && i > 0, m == report.ReturnLast && i < len(touches)-1, !on(t.campaign):
			continue
		case m != report.ReturnLinear:
			part = h.won
		}
		cents += part
	}
	return cents
}

func TestEachMeasureIsWhatCountingByHandGives(t *testing.T) {
	d := invent(t, 2500, 3, wednesday)
	ctx := context.Background()
	if _, err := d.db.Fill(ctx, bulk.Filling{Since: d.plan.Since(), Until: wednesday},
		slices.Values(d.leads)); err != nil {
		t.Fatal(err)
	}
	c := d.counter()
	zone := d.policy.Zone
	today := report.Day(wednesday, zone)
	reason := agreement.ReasonID(d.number("SELECT id FROM reasons WHERE list = 'reject' AND code = 'wrong_size'"))
	id := func(query string) int64 { return int64(d.number(query)) }
	whose := []report.Whose{
		{}, {Team: account.TeamID(id("SELECT team_id FROM handoffs GROUP BY 1 ORDER BY count(*) DESC LIMIT 1"))},
		{Team: account.TeamID(id("SELECT marketing_team_id FROM handoffs GROUP BY 1 ORDER BY count(*) DESC LIMIT 1"))},
		{Person: account.PersonID(id("SELECT id FROM people WHERE name = 'Viktor Lindqvist'"))},
		{Person: account.PersonID(id(`
			SELECT submitted_by FROM handoffs WHERE submitted_by IS NOT NULL GROUP BY 1 ORDER BY count(*) DESC LIMIT 1`))},
		{Campaign: lead.CampaignID(id("SELECT id FROM campaigns WHERE name = 'Newsletter, autumn'"))},
		{Source: lead.SourceID(id(`
			SELECT source_id FROM campaigns JOIN spend s ON s.campaign_id = campaigns.id GROUP BY 1
			ORDER BY count(*) DESC LIMIT 1`))},
		{Persona: lead.PersonaID(id(`
			SELECT persona_id FROM handoffs WHERE persona_id IS NOT NULL GROUP BY 1 ORDER BY count(*) DESC LIMIT 1`))},
	}
	periods := []report.Period{report.Week(today, zone), report.Month(today, zone),
		report.Month(today.AddDate(0, -2, 0), zone), report.Quarter(today, zone), report.Year(today, zone)}
	d.number("WITH gone AS (DELETE FROM goals) SELECT 1")
	var asks []report.Ask
	for _, p := range periods {
		for _, w := range whose {
			g := goal.Goal{Measure: report.AmountWon, First: p.First, Last: p.Last, Target: wonTarget}.Of(w)
			if err := d.db.AddGoal(ctx, account.Person{}, &g); err != nil {
				t.Fatal(err)
			}
			for _, m := range report.Measures {
				if kind, _, _ := w.Kind(); m.Asked(kind) != "" {
					continue
				}
				a := report.Ask{Measure: m, Period: p, Whose: w}
				if m.NeedsReason() {
					a.Reason = reason
				}
				asks = append(asks, a)
			}
		}
	}
	read, err := d.db.Readings(ctx, asks, wednesday)
	if err != nil {
		t.Fatal(err)
	}
	told := map[report.Measure]int{}
	for i, a := range asks {
		want, of := c.value(a)
		if math.Abs(read[i].Value-want) > 1e-6 || read[i].Of != of {
			t.Errorf("%s of %+v, %s: %v of %d, by hand %v of %d", a.Measure, a.Whose, a.Words(), read[i].Value, read[i].Of, want,
				of)
		}
		if want != 0 {
			told[a.Measure]++
		}
	}
	closing := goal.Goal{Measure: report.AmountInDays, First: periods[1].First, Last: periods[1].Last, Target: wonTarget}
	if err := d.db.AddGoal(ctx, account.Person{}, &closing); err != nil {
		t.Fatal(err)
	}
	a := report.Ask{Measure: report.Coverage, Period: periods[1]}
	covered, err := d.db.Readings(ctx, []report.Ask{a}, wednesday)
	if err != nil {
		t.Fatal(err)
	}
	if want := c.coverageByClosing(a); math.Abs(covered[0].Value-want) > 1e-6 || want == 0 {
		t.Errorf("coverage of a goal by date won: %v, by hand %v", covered[0].Value, want)
	}
	for _, m := range report.Measures {
		if told[m] == 0 && m != report.RouteMedian && m != report.RouteSlow { // Baton assigns at once
			t.Errorf("%s was nothing in every period, so nothing was compared", m)
		}
	}
}
