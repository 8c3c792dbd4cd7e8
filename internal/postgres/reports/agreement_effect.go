package reports

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"baton/internal/agreement"
	"baton/internal/handoff"
	"baton/internal/lead"
	"baton/internal/postgres/database"
	"baton/internal/postgres/funnel"
	"baton/internal/postgres/handoffs"
	"baton/internal/report"
)

// Tried gives to each the leads that were handed over from since on, the latest first and at most so many, as a
// definition would have seen them when they were, and reports whether there were more. Touches are read only where
// touched asks.
func (db *Store) Tried(
	ctx context.Context, since time.Time, most int, touched bool, each func(agreement.Tried),
) (more bool, err error) {
	rows, err := db.Pool.Query(ctx, `
		SELECT `+handoffs.LeadColumns+`, h.source_id, h.campaign_id, h.persona_id, h.note, h.fit, h.grade, h.engagement,
			h.level, h.submitted_at, coalesce(h.verdict, ''), h.overturned_at IS NOT NULL, coalesce(h.outcome, '') = 'won',
			coalesce(r.class <> 'procedural' AND r.code <> 'spam_or_test', true),
			CASE WHEN `+funnel.CountsRejected+` THEN h.reason_id END,
			CASE WHEN @touched THEN (
				SELECT json_agg(json_build_object('Kind', t.kind, 'Source', coalesce(t.source_id, 0),
					'Campaign', coalesce(t.campaign_id, 0), 'At', t.at))
				FROM touches t
				WHERE t.lead_id = h.lead_id AND t.at <= h.submitted_at) END
		FROM handoffs h
		JOIN leads l ON l.id = h.lead_id
		LEFT JOIN reasons r ON r.id = h.reason_id
		WHERE h.submitted_at >= @since AND h.again_at IS NULL
		ORDER BY h.submitted_at DESC, h.id DESC
		LIMIT @limit`, pgx.NamedArgs{"since": since, "touched": touched, "limit": most + 1})
	if err != nil {
		return false, database.Classify(err)
	}
	defer rows.Close()
	for n := 0; rows.Next(); n++ {
		if n == most {
			return true, nil
		}
		t, err := scanTried(rows)
		if err != nil {
			return false, database.Classify(err)
		}
		each(t)
	}
	return false, database.Classify(rows.Err())
}

// scanTried reads a lead as it was when it was handed over, as far as a handoff keeps that; the rest is as it is known
// today.
func scanTried(row pgx.CollectableRow) (t agreement.Tried, err error) {
	var l lead.Lead
	var score lead.Score
	var verdict handoff.Verdict
	var overturned bool
	err = row.Scan(append(handoffs.LeadFields(&l).To(), database.Zero(&l.Source), database.Zero(&l.Campaign),
		database.Zero(&l.Persona), &l.Note,
		&score.Fit, &score.Grade, &score.Engagement, database.Zero(&score.Level), &t.At, &verdict, &overturned, &t.Won,
		&t.Telling, database.Zero(&t.Reason), &t.Touches)...)
	t.Facts = l.Facts().Scored(score).Touched(t.Touches)
	t.Accepted, t.Decided = verdict == handoff.Accepted || overturned, verdict == handoff.Accepted ||
		verdict == handoff.Rejected
	return t, err
}

// Promises are how what both sides owe stands in each of some periods, read from one index over the handoffs of that
// time.
func (db *Store) Promises(ctx context.Context, periods []report.Period, at time.Time) ([]report.Promises, error) {
	all := make([]report.Promises, len(periods))
	var batch pgx.Batch
	for i, p := range periods {
		from, until := p.Instants()
		queuePromises(&batch, &all[i], pgx.NamedArgs{"from": from, "until": until, "at": at})
	}
	return all, db.Snapshot(ctx, &batch)
}

// questionsMost is how many questions of a period are looked at, the latest first.
const questionsMost = 5_000

func queuePromises(batch *pgx.Batch, p *report.Promises, args pgx.NamedArgs) {
	p.HandedOver, p.GivenUp = map[lead.Grade]int64{}, map[lead.Grade]report.GivenUp{}
	batch.Queue(`
		SELECT h.grade, count(*) FILTER (WHERE `+latestUntil("@until")+`), count(*) FILTER (WHERE h.verdict = 'accepted'),
			count(*) FILTER (WHERE `+contactedInTime+`),
			count(*) FILTER (WHERE `+contactedInTime+" OR "+contactedLate+`)
		FROM handoffs h
		WHERE h.submitted_at >= @from AND h.submitted_at < @until
		GROUP BY h.grade`, args).Query(func(rows pgx.Rows) error {
		var grade lead.Grade
		var n, accepted, kept, due int64
		_, err := pgx.ForEachRow(rows, []any{&grade, &n, &accepted, &kept, &due}, func() error {
			p.HandedOver[grade] = n
			p.Accepted += accepted
			p.Contacted.N, p.Contacted.Of = p.Contacted.N+kept, p.Contacted.Of+due
			return nil
		})
		return err
	})
	batch.Queue(`
		SELECT h.grade, count(*), coalesce(sum(a.n), 0)::bigint
		FROM handoffs h
		CROSS JOIN LATERAL (SELECT count(*) AS n FROM attempts t WHERE t.handoff_id = h.id) a
		WHERE h.outcome_reason_id = (SELECT id FROM reasons WHERE list = 'disqualify' AND code = 'unable_to_reach')
			AND h.outcome_at >= @from AND h.outcome_at < @until
		GROUP BY h.grade`, args).Query(func(rows pgx.Rows) error {
		var grade lead.Grade
		var g report.GivenUp
		_, err := pgx.ForEachRow(rows, []any{&grade, &g.Leads, &g.Attempts}, func() error {
			p.GivenUp[grade] = g
			return nil
		})
		return err
	})
	batch.Queue(`
		-- OFFSET 0 has each handoff looked up by its id, however many there are.
		SELECT h.marketing_team_id, q.asked_at, q.answered_at
		FROM questions q
		CROSS JOIN LATERAL (SELECT marketing_team_id FROM handoffs WHERE id = q.handoff_id OFFSET 0) h
		WHERE q.asked_at >= @from AND q.asked_at < @until
		ORDER BY q.asked_at DESC
		LIMIT @limit`, database.WithArgs(args, pgx.NamedArgs{"limit": questionsMost})).Query(func(rows pgx.Rows) (err error) {
		p.Questions, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) (q report.Asked, err error) {
			err = row.Scan(database.Zero(&q.Team), &q.At, database.ZeroTime(&q.Answered))
			return q, err
		})
		return err
	})
}
