package postgres

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype/zeronull"

	"baton/internal/account"
	"baton/internal/errs"
	"baton/internal/scoring/goal"
)

const goalColumns = "g.id, g.metric, g.starts_on, g.ends_on, g.team_id, g.target::float8, g.version"

func scanGoal(row pgx.CollectableRow) (g goal.Goal, err error) {
	err = row.Scan(&g.ID, &g.Metric, &g.First, &g.Last, &zero[account.TeamID]{&g.Team}, &g.Target, &g.Version)
	return g, err
}

// goalsMost is how many goals a page asks for.
const goalsMost = 200

// Goals are the goals whose last day is not before since, those that end first before the others.
func (db *DB) Goals(ctx context.Context, since time.Time) ([]goal.Goal, error) {
	return db.goals(ctx, "SELECT "+goalColumns+" FROM goals g WHERE g.ends_on >= $1 ORDER BY g.ends_on, g.starts_on DESC, g.id LIMIT $2", since, goalsMost)
}

// GoalsFor are the goals for exactly the days from first to last, of a team or, with 0, of both.
func (db *DB) GoalsFor(ctx context.Context, first, last time.Time, team account.TeamID) ([]goal.Goal, error) {
	return db.goals(ctx, "SELECT "+goalColumns+" FROM goals g WHERE g.starts_on = $1 AND g.ends_on = $2 AND coalesce(g.team_id, 0) = $3 ORDER BY g.id", first, last, team)
}

func (db *DB) goals(ctx context.Context, sql string, args ...any) ([]goal.Goal, error) {
	rows, err := db.pool.Query(ctx, sql, args...)
	if err != nil {
		return nil, kind(err)
	}
	goals, err := pgx.CollectRows(rows, scanGoal)
	return goals, kind(err)
}

// Goal is the goal with id; NotFound when there is none.
func (db *DB) Goal(ctx context.Context, id goal.ID) (goal.Goal, error) {
	rows, err := db.pool.Query(ctx, "SELECT "+goalColumns+" FROM goals g WHERE g.id = $1", id)
	if err != nil {
		return goal.Goal{}, kind(err)
	}
	g, err := pgx.CollectExactlyOneRow(rows, scanGoal)
	return g, kind(err)
}

// AddGoal keeps a new goal that by has set and gives it its ID. ErrTwice when there is one for the same thing.
func (db *DB) AddGoal(ctx context.Context, by account.Person, g *goal.Goal) error {
	err := db.pool.QueryRow(ctx, `
		INSERT INTO goals (metric, starts_on, ends_on, team_id, target, created_by)
		VALUES ($1, $2, $3, $4, $5, $6)
		RETURNING id, version`, g.Metric, g.First, g.Last, zeronull.Int8(g.Team), g.Target, zeronull.Int8(by.ID)).Scan(&g.ID, &g.Version)
	return goalRefused(err)
}

// ChangeGoal keeps a changed goal. ErrStale when somebody changed it after the version that g has, NotFound when it is gone.
func (db *DB) ChangeGoal(ctx context.Context, g *goal.Goal) error {
	var there, changed bool
	err := db.pool.QueryRow(ctx, `
		WITH changed AS (
			UPDATE goals SET metric = @metric, starts_on = @first, ends_on = @last, team_id = @team, target = @target, version = version + 1
			WHERE id = @id AND version = @version
			RETURNING id
		)
		SELECT EXISTS (SELECT FROM goals WHERE id = @id), EXISTS (SELECT FROM changed)`,
		pgx.NamedArgs{"id": g.ID, "metric": g.Metric, "first": g.First, "last": g.Last, "team": zeronull.Int8(g.Team), "target": g.Target, "version": g.Version}).Scan(&there, &changed)
	switch {
	case err != nil:
		return goalRefused(err)
	case !there:
		return kind(pgx.ErrNoRows)
	case !changed:
		return goal.ErrStale
	}
	g.Version++
	return nil
}

// RemoveGoal takes a goal away for good; NotFound when there is none.
func (db *DB) RemoveGoal(ctx context.Context, id goal.ID) error {
	done, err := db.pool.Exec(ctx, "DELETE FROM goals WHERE id = $1", id)
	if err == nil && done.RowsAffected() == 0 {
		err = pgx.ErrNoRows
	}
	return kind(err)
}

// goalRefused says in words what the database did not take.
func goalRefused(err error) error {
	switch {
	case broken(err, "goals_one_for_the_same_thing"):
		return goal.ErrTwice
	case broken(err, "goals_team_id_fkey"):
		return errs.Problems{"team": "This team is not there any more. Choose another."}
	}
	return kind(err)
}
