package postgres_test

import (
	"context"
	"math"
	"testing"
	"time"

	"baton/internal/account"
	"baton/internal/report"
)

// Nobody has set hours for this company's sales team: a day of its time to decide has 24 hours.
func TestDaysInStageAreTheTeamsDays(t *testing.T) {
	t.Parallel()
	d, ctx := olist(t), context.Background()
	policy, err := d.db.Policy(ctx)
	if err != nil {
		t.Fatal(err)
	}
	quarter := report.Quarter(time.Date(2018, 1, 1, 0, 0, 0, 0, time.UTC), policy.Zone)
	board, err := d.db.Dashboard(ctx, report.Scope{Period: quarter}, d.at)
	if err != nil {
		t.Fatal(err)
	}
	from, until := quarter.Instants()
	var want float64
	if err := d.sql.QueryRow(ctx, `
		SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM verdict_at - submitted_at) / 86400)
		FROM handoffs
		WHERE verdict IN ('accepted', 'rejected') AND submitted_at >= $1 AND
			submitted_at < $2`, from, until).Scan(&want); err != nil {
		t.Fatal(err)
	}
	got, known := board.Times.DecideDays(func(team account.TeamID) time.Duration {
		return policy.Calendar(team).Workday()
	})
	if !known || math.Abs(got-want) > 0.1*want {
		t.Errorf("the median is %.1f days, told %.1f", want, got)
	}
	t.Logf("%.1f days, told %.1f", want, got)
}
