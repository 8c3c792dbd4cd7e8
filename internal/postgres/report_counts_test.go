package postgres_test

import (
	"context"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"baton/internal/agreement"
	"baton/internal/count"
	"baton/internal/lead"
	"baton/internal/report"
)

// counts are rows of the database counted one by one, in another way than the reports do.
type counts struct {
	totals     report.Totals
	reasons    map[agreement.ReasonID]int64
	campaigns  map[lead.CampaignID]report.Totals
	decide     []time.Duration
	procedural int64
}

// known is a lead as the database has it, with its handoffs in order.
type known struct {
	created        time.Time
	team, campaign int64
	handoffs       []passed
}

type passed struct {
	submitted, due, verdictAt, contacted, qualified, ended time.Time
	marketing, team, campaign, reason                      int64
	verdict, outcome, grade, class                         string
	cents, business                                        int64
	paused                                                 bool
}

func (c *company) known(t failer) map[int64]*known {
	t.Helper()
	rows, err := c.sql.Query(context.Background(), `
		SELECT l.id, l.created_at, coalesce(l.marketing_team_id, 0), coalesce(l.campaign_id, 0), h.id IS NOT NULL,
			coalesce(h.submitted_at, 'epoch'), coalesce(h.marketing_team_id, 0), coalesce(h.team_id, 0),
			coalesce(h.campaign_id, 0),
			CASE WHEN h.overturned_at IS NULL THEN coalesce(h.verdict, '') ELSE 'accepted' END, coalesce(h.verdict_at, 'epoch'),
			coalesce(h.due_at, 'epoch'), coalesce(h.reason_id, 0), coalesce(r.class, ''), coalesce(h.contacted_at, 'epoch'),
			coalesce(h.qualified_at, 'epoch'), coalesce(h.outcome, ''), coalesce(h.outcome_at, 'epoch'),
			coalesce((h.won_amount * 100)::bigint, 0), coalesce(h.grade, ''), h.paused_at IS NOT NULL,
			coalesce(h.decide_business, 0)
		FROM leads l LEFT JOIN handoffs h ON h.lead_id = l.id LEFT JOIN reasons r ON r.id = h.reason_id
		ORDER BY l.id, h.number`)
	if err != nil {
		t.Fatal(err)
	}
	all := map[int64]*known{}
	var id int64
	var k known
	var h passed
	var handed bool
	_, err = pgx.ForEachRow(rows,
		[]any{&id, &k.created, &k.team, &k.campaign, &handed, &h.submitted, &h.marketing, &h.team, &h.campaign, &h.verdict,
			&h.verdictAt, &h.due, &h.reason, &h.class,
			&h.contacted, &h.qualified, &h.outcome, &h.ended, &h.cents, &h.grade, &h.paused, &h.business}, func() error {
			if all[id] == nil {
				all[id] = &known{created: k.created, team: k.team, campaign: k.campaign}
			}
			if handed {
				all[id].handoffs = append(all[id].handoffs, h)
			}
			return nil
		})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func (c *company) count(t failer, scope report.Scope) counts {
	t.Helper()
	n := counts{reasons: map[agreement.ReasonID]int64{}, campaigns: map[lead.CampaignID]report.Totals{}}
	on := func(at time.Time) bool { return at.Unix() != 0 && scope.Has(report.Day(at, c.zone)) }
	mine := func(teams ...int64) bool {
		return scope.Team == 0 || slices.Contains(teams, int64(scope.Team))
	}
	add := func(campaign int64, change func(*report.Totals)) {
		change(&n.totals)
		of := n.campaigns[lead.CampaignID(campaign)]
		change(&of)
		n.campaigns[lead.CampaignID(campaign)] = of
	}
	for _, l := range c.known(t) {
		if on(l.created) && mine(l.team) {
			add(l.campaign, func(t *report.Totals) { t.Captured++ })
		}
		if len(l.handoffs) > 0 && on(l.created) && mine(l.handoffs[0].marketing) {
			add(l.handoffs[0].campaign, func(t *report.Totals) { t.HandedOver++ })
		}
		var latest *passed
		var qualified, won bool
		for i, h := range l.handoffs {
			if mine(h.marketing, h.team) {
				qualified = qualified || on(h.qualified)
				if h.outcome == "won" && on(h.ended) {
					won = true
					n.totals.WonOnCents += h.cents
				}
			}
			if !on(h.submitted) {
				continue
			}
			latest = &l.handoffs[i]
			if mine(h.marketing, h.team) {
				add(h.campaign, func(t *report.Totals) { h.timed(t, c.now) })
				if h.verdict == "accepted" || h.verdict == "rejected" {
					n.decide = append(n.decide, time.Duration(h.business)*time.Second)
				}
			}
		}
		n.totals.QualifiedOn += int64(count.If(qualified))
		n.totals.WonOn += int64(count.If(won))
		if latest == nil || !mine(latest.marketing, latest.team) {
			continue
		}
		add(latest.campaign, latest.counted)
		if latest.verdict == "rejected" {
			n.reasons[agreement.ReasonID(latest.reason)]++
			n.procedural += int64(count.If(latest.class == "procedural"))
		}
	}
	return n
}

// timed adds what counts of every handoff.
func (h passed) timed(t *report.Totals, now time.Time) {
	t.Handoffs++
	if h.outcome == "won" {
		t.WonCents += h.cents
	}
	if h.verdict == "" && !h.paused && h.due.Before(now) {
		t.Overdue++
		t.OverdueA += int64(count.If(h.grade == "A"))
	}
	if h.verdict != "accepted" && h.verdict != "rejected" {
		return
	}
	t.DecidedLate += int64(count.If(h.verdictAt.After(h.due)))
	t.DecidedInTime += int64(count.If(!h.verdictAt.After(h.due)))
}

// counted adds what counts of a lead's latest handoff.
func (h passed) counted(t *report.Totals) {
	t.Submitted++
	switch h.verdict {
	case "accepted":
		t.Accepted++
	case "rejected":
		t.Rejected++
	case "recalled":
		t.Recalled++
	}
	t.Worked += int64(count.If(h.contacted.Unix() != 0))
	t.Qualified += int64(count.If(h.qualified.Unix() != 0))
	switch h.outcome {
	case "won":
		t.Won++
	case "lost":
		t.Lost++
	case "disqualified":
		t.Disqualified++
	}
}
