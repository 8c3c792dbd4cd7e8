package funnel

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"baton/internal/handoff/tally"
)

// QueueTally writes one row for each key whose counts change. The counts travel as JSON, since there are many of them
// and mostly zero.
func QueueTally(batch *pgx.Batch, counts map[tally.Key]tally.Counts) {
	var rows []map[string]any
	for k, v := range counts {
		if v != (tally.Counts{}) {
			rows = append(rows, delta(k, v))
		}
	}
	if len(rows) == 0 {
		return
	}
	batch.Queue(`
		INSERT INTO funnel_deltas (day, marketing_team_id, team_id, campaign_id, reason_id, measure, bucket, n,
			captured, handed_over, submitted, accepted, rejected, recalled, worked, qualified, disqualified, won, lost,
			decided_in_time, decided_late, won_amount)
		SELECT d.day, d.marketing_team, d.team, d.campaign, d.reason, d.measure, d.bucket, d.n,
			d.captured, d.handed_over, d.submitted, d.accepted, d.rejected, d.recalled, d.worked, d.qualified, d.disqualified,
			d.won, d.lost, d.decided_in_time, d.decided_late, d.won_cents / 100.0
		FROM jsonb_to_recordset($1) AS d (day date, marketing_team bigint, team bigint, campaign bigint, reason bigint,
			measure text, bucket smallint, n int,
			captured int, handed_over int, submitted int, accepted int, rejected int, recalled int, worked int, qualified int,
			disqualified int, won int, lost int, decided_in_time int, decided_late int, won_cents bigint)`, rows)
}

func delta(k tally.Key, v tally.Counts) map[string]any {
	return map[string]any{
		"day": k.Day.Format(time.DateOnly), "marketing_team": k.MarketingTeam, "team": k.Team, "campaign": k.Campaign,
		"reason":  k.Reason,
		"measure": k.Measure, "bucket": k.Bucket, "n": v.Times,
		"captured": v.Captured, "handed_over": v.HandedOver, "submitted": v.Submitted, "accepted": v.Accepted,
		"rejected": v.Rejected, "recalled": v.Recalled,
		"worked": v.Worked, "qualified": v.Qualified, "disqualified": v.Disqualified, "won": v.Won, "lost": v.Lost,
		"decided_in_time": v.DecidedInTime, "decided_late": v.DecidedLate, "won_cents": v.WonCents,
	}
}

// CopyCaptured adds leads that were captured, and not handed over, to the reports.
func CopyCaptured(ctx context.Context, tx pgx.Tx, captured map[tally.Key]int) error {
	rows := make([][]any, 0, len(captured))
	for key, n := range captured {
		rows = append(rows, []any{key.Day, int64(key.MarketingTeam), int64(key.Campaign), int32(n)})
	}
	_, err := tx.CopyFrom(ctx, pgx.Identifier{"funnel_deltas"},
		[]string{"day", "marketing_team_id", "campaign_id", "captured"}, pgx.CopyFromRows(rows))
	return err
}
