package settings

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"baton/internal/account"
	"baton/internal/firstday"
	"baton/internal/postgres/database"
	"baton/internal/postgres/inforce"
)

// FirstDay is what the company has of what it needs before its first lead.
func (db *Store) FirstDay(ctx context.Context) (s firstday.State, err error) {
	// A company that a file or the demo brought has no change of its settings, but settings of its own.
	rows, err := db.Pool.Query(ctx, `
		WITH here AS (
			SELECT p.role,
				EXISTS (SELECT FROM memberships m JOIN teams t ON t.id = m.team_id
					WHERE m.person_id = p.id AND t.side = 'marketing' AND t.retired_at IS NULL) AS markets,
				EXISTS (SELECT FROM memberships m JOIN teams t ON t.id = m.team_id
					WHERE m.person_id = p.id AND t.side = 'sales' AND t.retired_at IS NULL) AS sells
			FROM people p
			WHERE p.disabled_at IS NULL AND `+inforce.IsPerson+`
		)
		SELECT
			EXISTS (SELECT FROM installation_changes) OR EXISTS (SELECT FROM installation
				WHERE zone <> 'UTC' OR currency <> 'EUR') AS settled,
			(SELECT count(*) FROM teams WHERE side = 'marketing' AND retired_at IS NULL) AS marketing_teams,
			(SELECT count(*) FROM teams WHERE side = 'sales' AND retired_at IS NULL) AS sales_teams,
			(SELECT count(*) FROM teams WHERE side = 'sales' AND retired_at IS NULL AND hours <> '[]') AS teams_with_hours,
			(SELECT count(*) FROM here WHERE role = 'marketer' AND markets) AS marketers,
			(SELECT count(*) FROM here WHERE role = 'rep' AND sells) AS reps,
			(SELECT count(*) FROM here WHERE role = 'manager') AS managers,
			(SELECT count(*) FROM here WHERE role = 'manager' AND markets) AS marketing_managers,
			(SELECT count(*) FROM here WHERE role = 'manager' AND sells) AS sales_managers,
			EXISTS (SELECT FROM agreement_drafts WHERE became IS NOT NULL) AS signed,
			(SELECT count(*) FROM campaigns WHERE retired_at IS NULL) AS campaigns,
			(SELECT count(*) FROM goals WHERE retired_at IS NULL) AS goals,
			EXISTS (SELECT FROM handoffs) AS handed_over,
			EXISTS (SELECT FROM handoffs WHERE verdict = 'accepted') AS accepted,
			EXISTS (SELECT FROM first_day_asides WHERE ended_at IS NULL) AS aside`)
	if err != nil {
		return s, database.Classify(err)
	}
	s, err = pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[firstday.State])
	return s, database.Classify(err)
}

// PutFirstDayAside implements settings.Tx.
func (t *transaction) PutFirstDayAside(ctx context.Context, by account.PersonID, at time.Time) (bool, error) {
	tag, err := t.tx.Exec(ctx, "INSERT INTO first_day_asides (at, by_id) VALUES ($1, $2) ON CONFLICT DO NOTHING", at, by)
	return tag.RowsAffected() > 0, err
}

// TakeFirstDayUp implements settings.Tx.
func (t *transaction) TakeFirstDayUp(ctx context.Context, at time.Time) (bool, error) {
	tag, err := t.tx.Exec(ctx, "UPDATE first_day_asides SET ended_at = greatest($1, at) WHERE ended_at IS NULL", at)
	return tag.RowsAffected() > 0, err
}
