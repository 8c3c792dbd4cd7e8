package goals

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype/zeronull"

	"baton/internal/account"
	"baton/internal/errs"
	"baton/internal/postgres/database"
	"baton/internal/postgres/reports"
	"baton/internal/report"
	"baton/internal/scoring/goal"
)

// goalFields are a goal g and where it goes.
func goalFields(g *goal.Goal) database.Columns {
	return database.Columns{
		{SQL: "g.id", To: &g.ID},
		{SQL: "g.metric", To: &g.Measure},
		{SQL: "g.starts_on", To: &g.First},
		{SQL: "g.ends_on", To: &g.Last},
		{SQL: "g.team_id", To: database.Zero(&g.Team)},
		{SQL: "g.person_id", To: database.Zero(&g.Person)},
		{SQL: "g.campaign_id", To: database.Zero(&g.Campaign)},
		{SQL: "g.source_id", To: database.Zero(&g.Source)},
		{SQL: "g.persona_id", To: database.Zero(&g.Persona)},
		{SQL: "g.reason_id", To: database.Zero(&g.Reason)},
		{SQL: "g.target::float8", To: &g.Target},
		{SQL: "g.version", To: &g.Version},
	}
}

var goalColumns = goalFields(&goal.Goal{}).SQL()

func scanGoal(row pgx.CollectableRow) (g goal.Goal, err error) {
	err = row.Scan(goalFields(&g).To()...)
	return g, err
}

// goalArgs are what a goal is kept with.
func goalArgs(g *goal.Goal, by account.Person) pgx.NamedArgs {
	kind, of, _ := g.Whose().Kind()
	return pgx.NamedArgs{
		"id": g.ID, "metric": g.Measure, "first": g.First, "last": g.Last, "target": g.Target, "version": g.Version,
		"by": zeronull.Int8(by.ID), "kind": kind, "of": of,
		"team": zeronull.Int8(g.Team), "person": zeronull.Int8(g.Person), "campaign": zeronull.Int8(g.Campaign),
		"source":  zeronull.Int8(g.Source),
		"persona": zeronull.Int8(g.Persona), "reason": zeronull.Int8(g.Reason),
	}
}

// Goals are the goals as shown on a day, those that end first before the others: where there are more than
// goal.ShownMost, those that run and then those whose days are the nearest. Those that were taken away are not among
// them.
func (db *Store) Goals(ctx context.Context, today time.Time) ([]goal.Goal, error) {
	return db.goals(ctx, `
		SELECT `+goalColumns+`
		FROM (
			SELECT *
			FROM goals
			WHERE ends_on >= @since AND retired_at IS NULL
			ORDER BY greatest(@today::date - ends_on, starts_on - @today::date, 0), ends_on, id
			LIMIT @most
		) g
		ORDER BY g.ends_on, g.starts_on DESC, g.id`,
		pgx.NamedArgs{"today": today, "since": today.Add(-goal.ShownFor), "most": goal.ShownMost})
}

// GoalsAway are the goals that were taken away, the latest first.
func (db *Store) GoalsAway(ctx context.Context) ([]goal.Goal, error) {
	return db.goals(ctx, `
		SELECT `+goalColumns+` FROM goals g WHERE g.retired_at IS NOT NULL ORDER BY g.retired_at DESC, g.id DESC LIMIT 50`)
}

// GoalsFor are the goals for exactly the days from first to last, of a team or, with 0, of both. Those of one person,
// campaign, source or persona are not among them.
func (db *Store) GoalsFor(ctx context.Context, first, last time.Time, team account.TeamID) ([]goal.Goal, error) {
	return db.goals(ctx, `
		SELECT `+goalColumns+` FROM goals g WHERE g.starts_on = @first AND g.ends_on = @last AND g.retired_at IS NULL
			AND `+reports.GoalOf("g")+` ORDER BY g.id`,
		database.WithArgs(reports.WhoseArgs(report.Whose{Team: team}), pgx.NamedArgs{"first": first, "last": last}))
}

func (db *Store) goals(ctx context.Context, sql string, args ...any) ([]goal.Goal, error) {
	rows, err := db.Pool.Query(ctx, sql, args...)
	if err != nil {
		return nil, database.Classify(err)
	}
	goals, err := pgx.CollectRows(rows, scanGoal)
	return goals, database.Classify(err)
}

// Goal is the goal with id; NotFound when there is none, or it was taken away.
func (db *Store) Goal(ctx context.Context, id goal.ID) (goal.Goal, error) {
	rows, err := db.Pool.Query(ctx, "SELECT "+goalColumns+" FROM goals g WHERE g.id = $1 AND g.retired_at IS NULL", id)
	if err != nil {
		return goal.Goal{}, database.Classify(err)
	}
	g, err := pgx.CollectExactlyOneRow(rows, scanGoal)
	return g, database.Classify(err)
}

// AddGoal keeps a new goal that by has set and gives it its ID. ErrTwice when there is one for the same thing.
func (db *Store) AddGoal(ctx context.Context, by account.Person, g *goal.Goal) error {
	return db.Write(ctx, func(tx pgx.Tx) error { return addGoal(ctx, tx, by, g) })
}

func addGoal(ctx context.Context, tx pgx.Tx, by account.Person, g *goal.Goal) error {
	if err := inUse(ctx, tx, g.Whose()); err != nil {
		return err
	}
	err := tx.QueryRow(ctx, `
		INSERT INTO goals (metric, starts_on, ends_on, team_id, person_id, campaign_id, source_id, persona_id, reason_id,
			target, created_by)
		VALUES (@metric, @first, @last, @team, @person, @campaign, @source, @persona, @reason, @target, @by)
		RETURNING id, version`, goalArgs(g, by)).Scan(&g.ID, &g.Version)
	if err != nil {
		return goalRefused(err)
	}
	return noteGoal(ctx, tx, by, g, goal.Set)
}

// ChangeGoal keeps what by has changed of a goal. ErrStale when somebody changed it after the version that g has,
// NotFound when it is gone.
func (db *Store) ChangeGoal(ctx context.Context, by account.Person, g *goal.Goal) error {
	version := g.Version
	err := db.Write(ctx, func(tx pgx.Tx) error {
		before, err := lockGoal(ctx, tx, g.ID, false)
		if err != nil {
			return err
		}
		if before.Version != g.Version {
			return goal.ErrStale
		}
		if before.Whose() != g.Whose() {
			if err := inUse(ctx, tx, g.Whose()); err != nil {
				return err
			}
		}
		if before == *g {
			return nil
		}
		err = tx.QueryRow(ctx, `
			UPDATE goals SET metric = @metric, starts_on = @first, ends_on = @last, team_id = @team, person_id = @person,
				campaign_id = @campaign,
				source_id = @source, persona_id = @persona, reason_id = @reason, target = @target, version = version + 1
			WHERE id = @id
			RETURNING version`, goalArgs(g, by)).Scan(&version)
		if err != nil {
			return goalRefused(err)
		}
		return noteGoal(ctx, tx, by, g, goal.Changed)
	})
	if err == nil {
		g.Version = version
	}
	return err
}

// TakeGoalAway takes a goal off the pages; its history stays. NotFound when there is none.
func (db *Store) TakeGoalAway(ctx context.Context, by account.Person, id goal.ID) error {
	return db.setGoalAway(ctx, by, id, goal.TakenAway)
}

// BringGoalBack puts a goal that was taken away on the pages again. ErrTwice when there is another for the same thing
// now.
func (db *Store) BringGoalBack(ctx context.Context, by account.Person, id goal.ID) error {
	return db.setGoalAway(ctx, by, id, goal.BroughtBack)
}

func (db *Store) setGoalAway(ctx context.Context, by account.Person, id goal.ID, act goal.Act) error {
	return db.Write(ctx, func(tx pgx.Tx) error {
		g, err := lockGoal(ctx, tx, id, act == goal.BroughtBack)
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx,
			"UPDATE goals SET retired_at = CASE WHEN $2 THEN now() END, version = version + 1 WHERE id = $1", id,
			act == goal.TakenAway); err != nil {
			return goalRefused(err)
		}
		return noteGoal(ctx, tx, by, &g, act)
	})
}

// lockGoal is the goal with id, for which others wait; NotFound when there is none, or it is away and should not be, or
// the other way round.
func lockGoal(ctx context.Context, tx pgx.Tx, id goal.ID, away bool) (goal.Goal, error) {
	rows, err := tx.Query(ctx,
		"SELECT "+goalColumns+" FROM goals g WHERE g.id = $1 AND (g.retired_at IS NOT NULL) = $2 FOR UPDATE", id, away)
	if err != nil {
		return goal.Goal{}, err
	}
	return pgx.CollectExactlyOneRow(rows, scanGoal)
}

// noteGoal appends what somebody did to a goal to its history.
func noteGoal(ctx context.Context, tx pgx.Tx, by account.Person, g *goal.Goal, act goal.Act) error {
	args := goalArgs(g, by)
	args["what"], args["reason"] = act, g.Reason
	_, err := tx.Exec(ctx, `
		INSERT INTO goal_changes (goal_id, what, metric, starts_on, ends_on, kind, of_id, reason_id, target, by_id)
		VALUES (@id, @what, @metric, @first, @last, @kind, @of, @reason, @target, @by)`, args)
	return err
}

// inUse answers ErrGone when nobody is there whom w names, or not any more. They stay until the transaction is over.
func inUse(ctx context.Context, tx pgx.Tx, w report.Whose) error {
	kind, id, _ := w.Kind()
	if kind == report.Everybody {
		return nil
	}
	done, err := tx.Exec(ctx,
		"SELECT FROM "+reports.Scopes[kind].Table+" WHERE id = $1 AND "+reports.Scopes[kind].Used+" FOR SHARE", id)
	if err == nil && done.RowsAffected() == 0 {
		return goal.ErrGone
	}
	return err
}

// goalRefused says in words what the database did not take.
func goalRefused(err error) error {
	switch {
	case database.Violates(err, "goals_one_for_the_same_thing"):
		return goal.ErrTwice
	case database.Violates(err, "goals_reason_id_fkey"):
		return errs.Problems{"metric": "This reason no longer exists. Choose another."}
	}
	return database.Classify(err)
}
