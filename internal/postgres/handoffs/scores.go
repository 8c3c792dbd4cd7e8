package handoffs

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype/zeronull"

	"baton/internal/handoff"
	"baton/internal/handoff/history"
	"baton/internal/lead"
	"baton/internal/postgres/database"
)

// lines are those of a score as they are kept: a list, also when there is none.
func lines(of []lead.ScoreLine) []lead.ScoreLine {
	if of == nil {
		return []lead.ScoreLine{}
	}
	return of
}

// Rescore implements desk.Tx.
func (t *Tx) Rescore(_ context.Context, h *handoff.Handoff, cause string, at time.Time) error {
	t.later.Queue(`
		INSERT INTO scores (lead_id, handoff_id, at, cause, scoring_version, fit, grade, breakdown, engagement, level,
			engaged)
		SELECT lead_id, id, coalesce(scored_at, submitted_at), CASE WHEN scored_at IS NULL THEN 'submitted' ELSE $2 END,
			scoring_version, fit, grade, breakdown, engagement, level, engaged
		FROM handoffs
		WHERE id = $1`, h.ID, cause)
	t.later.Queue(`
		UPDATE handoffs SET
			scoring_version = @version, fit = @fit, grade = @grade, breakdown = @breakdown,
			engagement = @engagement, level = @level, engaged = @engaged, scored_at = @at
		WHERE id = @id`, database.WithArgs(scoreArgs(h.Score), pgx.NamedArgs{"id": h.ID, "at": at}))
	return nil
}

// KeepScore implements desk.Tx.
func (t *Tx) KeepScore(_ context.Context, id lead.ID, score lead.Score, cause string, at time.Time) error {
	t.later.Queue(`
		INSERT INTO scores (lead_id, at, cause, scoring_version, fit, grade, breakdown, engagement, level, engaged)
		VALUES (@lead, @at, @cause, @version, @fit, @grade, @breakdown, @engagement, @level, @engaged)`,
		database.WithArgs(scoreArgs(score), pgx.NamedArgs{"lead": id, "at": at, "cause": cause}))
	return nil
}

func scoreArgs(s lead.Score) pgx.NamedArgs {
	return pgx.NamedArgs{
		"version": s.Version, "fit": s.Fit, "grade": s.Grade, "breakdown": lines(s.Lines),
		"engagement": s.Engagement, "level": zeronull.Int8(s.Level), "engaged": lines(s.Engaged),
	}
}

// scoresMost is how many scores of a lead its history tells, the latest.
const scoresMost = 100

// QueueScores asks for the scores that a lead had, of its handoffs and before them, in the order of time. The one that
// a handoff has now comes after those of the same instant that it followed.
func QueueScores(batch *pgx.Batch, seen string, args pgx.NamedArgs, h *history.History) {
	batch.Queue(`
		SELECT * FROM (
			SELECT h.scoring_version, h.fit, h.grade, h.breakdown, h.engagement, h.level, h.engaged,
				coalesce(h.scored_at, h.submitted_at) AS at, h.number,
				CASE WHEN h.scored_at IS NULL THEN 'submitted' ELSE 'touched' END, h.number::bigint * 1000000000000 AS place
			FROM handoffs h
			WHERE h.lead_id = `+seen+`
			UNION ALL
			SELECT s.scoring_version, s.fit, s.grade, s.breakdown, s.engagement, s.level, s.engaged, s.at, coalesce(o.number, 0),
				s.cause, s.id
			FROM scores s
			LEFT JOIN handoffs o ON o.id = s.handoff_id
			WHERE s.lead_id = `+seen+`
			ORDER BY at DESC, place DESC
			LIMIT @scores_most
		) s
		ORDER BY at, place`, database.WithArgs(args,
		pgx.NamedArgs{"scores_most": scoresMost})).Query(func(rows pgx.Rows) (err error) {
		h.Scores, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) (s handoff.PastScore, err error) {
			err = row.Scan(&s.Version, &s.Fit, &s.Grade, &s.Lines, &s.Engagement, database.Zero(&s.Level), &s.Engaged, &s.At,
				&s.Number, &s.Cause, nil)
			return s, err
		})
		return err
	})
}
