package postgres_test

import (
	"context"
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"
	"pgregory.net/rapid"

	"baton/internal/account"
	"baton/internal/agreement"
	"baton/internal/handoff/desk"
	"baton/internal/lead"
	"baton/internal/report"
	"baton/internal/worklist"
)

// period is the days from first to last.
func (c *company) period(first, last string) report.Period {
	p, err := report.OwnDays(first, last, c.zone)
	if err != nil {
		panic(err)
	}
	return p
}

func (c *company) dashboard(t failer, scope report.Scope) report.Dashboard {
	t.Helper()
	d, err := c.db.Dashboard(context.Background(), scope, c.now)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// behind is all pages of the list behind f, and what it says of itself.
func (c *company) behind(t failer, by account.Person, f report.Filter) (rows []worklist.ListedLead, seen report.Seen) {
	t.Helper()
	var after int64
	for {
		list, s, err := c.db.Behind(context.Background(), by, f, after, c.now)
		if err != nil {
			t.Fatal(err)
		}
		rows, seen = append(rows, list.Rows...), s
		if !list.More {
			return rows, seen
		}
		last := list.Rows[len(list.Rows)-1]
		after = int64(last.Handoff)
		if f.Metric == report.Captured {
			after = int64(last.ID)
		}
	}
}

var allMetrics = []report.Metric{report.Captured, report.HandedOver, report.Submitted, report.Waiting, report.Decided,
	report.Accepted, report.Rejected, report.Recalled,
	report.InTime, report.Late, report.Overdue, report.Worked, report.Qualified, report.Disqualified, report.Won,
	report.Lost, report.Handoffs, report.QualifiedOn, report.WonOn}

// agrees checks that the dashboard of a scope counts what is there, and that each number lists as many leads as it
// counts.
func (c *company) agrees(t failer, scope report.Scope) {
	t.Helper()
	there, d := c.tells(t, scope)
	for _, m := range allMetrics {
		c.listed(t, report.Filter{Scope: scope, Metric: m}, m.Of(there.totals))
	}
	c.listed(t, report.Filter{Scope: scope, Metric: report.Procedural}, d.Procedural())
	for _, r := range d.Reasons {
		c.listed(t, report.Filter{Scope: scope, Metric: report.Rejected, Reason: r.ID}, r.N)
	}
	for _, part := range d.TopReason {
		c.listed(t, report.Filter{Scope: scope, Metric: report.Rejected, Reason: d.Reasons[0].ID, Campaign: orNone(part.ID)},
			part.N)
	}
	for _, told := range d.Campaigns {
		for _, m := range []report.Metric{report.Captured, report.Submitted, report.Accepted, report.Won, report.Overdue} {
			c.listed(t, report.Filter{Scope: scope, Metric: m, Campaign: orNone(told.ID)}, m.Of(there.campaigns[told.ID]))
		}
	}
}

// tells checks that the dashboard of a scope counts what is there, and gives both.
func (c *company) tells(t failer, scope report.Scope) (there counts, d report.Dashboard) {
	t.Helper()
	there, d = c.count(t, scope), c.dashboard(t, scope)
	there.totals.OverdueA, d.OverdueA = 0, there.totals.OverdueA-d.OverdueA
	if diff := cmp.Diff(there.totals, d.Totals); diff != "" {
		t.Fatalf("%s, team %d: the dashboard does not count what is there (-there +told):\n%s", scope.Words(), scope.Team,
			diff)
	}
	if d.Procedural() != there.procedural {
		t.Fatalf("%d came back for procedural reasons, told %d", there.procedural, d.Procedural())
	}
	reasons := map[agreement.ReasonID]int64{}
	for _, r := range d.Reasons {
		reasons[r.ID] = r.N
	}
	if diff := cmp.Diff(there.reasons, reasons); diff != "" {
		t.Fatalf("reasons (-there +told):\n%s", diff)
	}
	untold := maps.Clone(there.campaigns)
	for _, told := range d.Campaigns {
		of := there.campaigns[told.ID]
		delete(untold, told.ID)
		for _, m := range allMetrics {
			if m == report.Overdue || m == report.Late || m.ByClosing() {
				continue // a campaign's row does not tell what waits at this moment, nor what was closed
			}
			if m.Of(of) != m.Of(told.Totals) || of.WonCents != told.Totals.WonCents {
				t.Fatalf("campaign %q: %s is %d, told %d", told.Name, m, m.Of(of), m.Of(told.Totals))
			}
		}
	}
	// A campaign whose leads all came again by another in these days has handoffs, and no lead to be told of.
	maps.DeleteFunc(untold, func(_ lead.CampaignID, of report.Totals) bool {
		return of.Captured == 0 && of.HandedOver == 0 && of.Submitted == 0 && of.WonCents == 0
	})
	if len(untold) > 0 {
		t.Fatalf("campaigns are not told of: %v", untold)
	}
	c.medianAgrees(t, there.decide, d.Times.ToDecide)
	return there, d
}

func orNone(id lead.CampaignID) lead.CampaignID {
	if id == 0 {
		return report.NoCampaign
	}
	return id
}

// listed checks that the list behind f has n leads for an admin, no row twice, and tells the same number to everybody.
func (c *company) listed(t failer, f report.Filter, n int64) {
	t.Helper()
	rows, seen := c.behind(t, c.people["ada"], f)
	if int64(len(rows)) != n || seen.Total != n || seen.Hidden != 0 {
		t.Fatalf("%s: %d on the dashboard, %d rows, told %+v", f.Query(), n, len(rows), seen)
	}
	distinct := map[[2]int64]bool{}
	for _, r := range rows {
		key := [2]int64{int64(r.ID)}
		if f.Metric.HandoffsCounted() {
			key[1] = int64(r.Handoff)
		}
		distinct[key] = true
	}
	if len(distinct) != len(rows) {
		t.Fatalf("%s: a row is there twice", f.Query())
	}
	for _, name := range []string{"mia", "tom"} {
		rows, seen := c.behind(t, c.people[name], f)
		if seen.Total != n || int64(len(rows))+seen.Hidden != n {
			t.Fatalf("%s: of %d leads %s sees %d, and is told %+v", f.Query(), n, name, len(rows), seen)
		}
	}
}

// medianAgrees checks a median within the width of the histogram's buckets.
func (c *company) medianAgrees(t failer, spent []time.Duration, bins []report.Bin) {
	t.Helper()
	told, known := report.Median(bins)
	if known != (len(spent) > 0) {
		t.Fatalf("the median of %d durations is known: %v", len(spent), known)
	}
	if !known {
		return
	}
	slices.Sort(spent)
	is := spent[(len(spent)-1)/2]
	if is >= time.Second && (float64(told) < 0.91*float64(is) || float64(told) > 1.1*float64(is)) {
		t.Fatalf("the median is %s, told %s", is, told)
	}
}

// funnel is all that the rollup holds, folded or not, without what is zero.
func (c *company) funnel(t failer) []string {
	t.Helper()
	rows, err := c.sql.Query(context.Background(), `
		SELECT concat_ws(' ', day, team, slice, key, sum(captured), sum(handed_over), sum(submitted), sum(accepted),
			sum(rejected), sum(recalled), sum(worked), sum(qualified),
			sum(disqualified), sum(won), sum(lost), sum(decided_in_time), sum(decided_late), sum(won_amount)::numeric(20, 2))
		FROM (
			SELECT day, team_id AS team, slice, key, captured, handed_over, submitted, accepted, rejected, recalled, worked,
				qualified, disqualified, won, lost, decided_in_time, decided_late, won_amount
			FROM funnel_days
		) f
		GROUP BY day, team, slice, key
		HAVING sum(abs(captured) + abs(handed_over) + abs(submitted) + abs(rejected)) <> 0
		UNION ALL
		SELECT concat_ws(' ', day, team_id, measure, bucket, sum(n))
		FROM funnel_times
		GROUP BY day, team_id, measure, bucket
		HAVING sum(n) <> 0
		UNION ALL
		SELECT concat_ws(' ', 'month', month, team_id, measure, bucket, n) FROM funnel_month_times WHERE n <> 0
		ORDER BY 1`)
	if err != nil {
		t.Fatal(err)
	}
	all, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func (c *company) fold(t failer) int {
	t.Helper()
	n, err := c.db.Fold(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestWhateverHappensTheDashboardTellsIt(t *testing.T) {
	t.Parallel()
	c := found(t)
	rapid.Check(t, func(r *rapid.T) {
		c.reset(r)
		for range rapid.IntRange(5, 40).Draw(r, "acts") {
			c.act(r)
			if rapid.IntRange(0, 5).Draw(r, "fold") == 0 {
				c.fold(r)
			}
		}
		scopes := []report.Scope{{Period: c.period("2026-10-01", "2027-12-31")}}
		scopes = append(scopes, report.Scope{Period: report.Month(report.Day(c.now, c.zone), c.zone),
			Team: account.TeamID(rapid.IntRange(0, 4).Draw(r, "team"))})
		first := time.Date(2026, 10, rapid.IntRange(1, 62).Draw(r, "first"), 0, 0, 0, 0, time.UTC)
		odd := first.AddDate(0, 0, rapid.IntRange(0, 100).Draw(r, "days"))
		scopes = append(scopes, report.Scope{Period: c.period(first.Format(time.DateOnly), odd.Format(time.DateOnly))})
		for _, scope := range scopes[1:] {
			c.agrees(r, scope)
		}
		for _, p := range append(c.periodsAround(), scopes[2].Period) {
			c.agreesWithEvents(r, p)
		}
		c.keptToLife(r)
		c.fold(r)
		if rapid.Bool().Draw(r, "tidy") {
			if err := c.db.Tidy(context.Background(), c.now); err != nil {
				r.Fatal(err)
			}
		}
		for _, scope := range []report.Scope{scopes[0], scopes[2]} {
			c.tells(r, scope) // the lists are of handoffs, which folding does not touch
		}
		before := c.funnel(r)
		if err := c.db.RebuildFunnel(context.Background()); err != nil {
			r.Fatal(err)
		}
		if diff := cmp.Diff(before, c.funnel(r)); diff != "" {
			r.Fatalf("a funnel computed anew differs (-before +anew):\n%s", diff)
		}
	})
}

func TestALeadHandedOverAgainCountsOnce(t *testing.T) {
	t.Parallel()
	c, ctx := found(t), context.Background()
	november, next := c.period("2026-11-01", "2026-11-30"), c.period("2026-12-01", "2026-12-31")
	both := c.period("2026-11-01", "2026-12-31")
	c.now = time.Date(2026, 11, 3, 15, 0, 0, 0, time.UTC)
	is := func(when string, p report.Period, leads, handoffs, accepted, rejected int64) {
		t.Helper()
		for _, folded := range []bool{false, true} {
			d := c.dashboard(t, report.Scope{Period: p})
			if d.Submitted != leads || d.Handoffs != handoffs || d.Accepted != accepted || d.Rejected != rejected {
				t.Errorf("%s, folded %v, %s: %d leads in %d handoffs, %d accepted, %d rejected; want %d in %d, %d, %d", when,
					folded, p.Words(), d.Submitted, d.Handoffs, d.Accepted, d.Rejected, leads, handoffs, accepted, rejected)
			}
			c.agrees(t, report.Scope{Period: p})
			c.fold(t)
		}
	}
	r := c.submit(t, "mia", "DE", 1)
	c.must(t, c.desk.Reject(ctx, c.people["rosa"], r.Handoff, 0, c.reasonID(t, agreement.Reject, "wrong_size"), ""))
	is("sent back", november, 1, 1, 0, 1)
	fixed := func(campaign lead.CampaignID, phone string) desk.Submission {
		sub := c.typed("DE", campaign)
		sub.Lead.Email, sub.Lead.Phone = "", phone
		return sub
	}
	c.now = c.now.Add(time.Hour)
	second, err := c.desk.Resubmit(ctx, c.people["mia"], r.Lead, fixed(2, "+493012340001"))
	c.must(t, err)
	is("handed over again", november, 1, 2, 0, 0)
	c.must(t, c.desk.Accept(ctx, c.people["rosa"], second.Handoff, 0))
	is("and accepted", november, 1, 2, 1, 0)
	other := c.submit(t, "mia", "DE", 1)
	c.must(t, c.desk.Reject(ctx, c.people["rosa"], other.Handoff, 0, c.reasonID(t, agreement.Reject, "wrong_size"), ""))
	c.now = time.Date(2026, 12, 2, 15, 0, 0, 0, time.UTC)
	_, err = c.desk.Resubmit(ctx, c.people["mia"], other.Lead, fixed(1, "+493012340002"))
	c.must(t, err)
	is("another, handed over again in the next month", november, 2, 3, 1, 1)
	is("the next month", next, 1, 1, 0, 0)
	is("both months", both, 2, 4, 1, 0)
	for _, p := range []report.Period{november, next, both} {
		c.agreesWithEvents(t, p)
	}
}

func (c *company) must(t failer, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
