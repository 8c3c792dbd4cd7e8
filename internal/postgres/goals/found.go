package goals

import (
	"context"

	"github.com/jackc/pgx/v5"

	"baton/internal/intake/past"
)

// Found keeps the goals of a company that are not there yet.
func Found(ctx context.Context, tx pgx.Tx, c *past.Company) error {
	for _, g := range c.Goals {
		if _, err := tx.Exec(ctx, `
			WITH added AS (
				INSERT INTO goals (metric, starts_on, ends_on, target) VALUES ($1, $2::date, $3::date, $4) ON CONFLICT DO NOTHING
				RETURNING *
			)
			INSERT INTO goal_changes (goal_id, what, metric, starts_on, ends_on, target)
			SELECT id, 'set', metric, starts_on, ends_on, target FROM added`,
			g.Metric, g.Starts, g.Ends, g.Target); err != nil {
			return err
		}
	}
	return nil
}
