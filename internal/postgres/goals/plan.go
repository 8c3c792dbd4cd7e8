package goals

import (
	"context"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"baton/internal/account"
	"baton/internal/lead"
	"baton/internal/postgres/database"
	"baton/internal/postgres/reports"
	"baton/internal/report"
	"baton/internal/scoring/forecast"
	"baton/internal/scoring/goal"
)

// OwnFunnel is how the leads of a team, or with 0 of everybody, went through the funnel: each stage of the last year's
// leads that are old enough for it. Spend is not kept by team, so that only everybody's leads have a cost.
func (db *Store) OwnFunnel(
	ctx context.Context, team account.TeamID, at time.Time, zone *time.Location,
) (goal.Own, error) {
	today := report.Day(at, zone)
	windows := []int{forecast.Windows.Accepted, forecast.Windows.Qualified, forecast.Windows.Won}
	scopes, all, times := make([]report.Scope, len(windows)), make([]report.Totals, len(windows)),
		make([]report.Times, len(windows))
	var batch pgx.Batch
	for i, window := range windows {
		first, last := goal.CohortDays(today, window)
		scopes[i] = report.Scope{Period: report.Period{First: first, Last: last, Zone: zone}, Team: team}
		reports.QueueTotals(&batch, &all[i], reports.ScopeArgs(scopes[i], at))
		reports.QueueTimes(&batch, &times[i], reports.ScopeArgs(scopes[i], at))
	}
	var spend []lead.Spend
	if team == 0 {
		reports.QueueSpend(&batch, &spend, reports.ScopeArgs(scopes[0], at))
	}
	if err := db.Snapshot(ctx, &batch); err != nil {
		return goal.Own{}, err
	}
	rate := func(i int, n, of int64) goal.Rate {
		return goal.Rate{N: n, Of: of, First: scopes[i].First, Last: scopes[i].Last}
	}
	own := goal.Own{
		Accept: rate(0, all[0].Accepted, all[0].Submitted), Qualify: rate(1, all[1].Qualified, all[1].Accepted),
		Win:    rate(2, all[2].Won, all[2].Qualified),
		Decide: lagOf(times[0].ToDecide), ToQualify: lagOf(times[1].ToQualify), ToWin: lagOf(times[2].ToWin),
	}
	policy, err := db.policy.Policy(ctx)
	if err != nil {
		return goal.Own{}, err
	}
	if team == 0 || policy.Team(team).Side != account.Sales {
		team = policy.Pool(0).ID
	}
	own.Decide.Median = policy.Calendar(team).Stretch(own.Decide.Median)
	if all[2].Won > 0 {
		own.Deal = goal.Mean{Cents: (all[2].WonCents + all[2].Won/2) / all[2].Won, N: all[2].Won}
	}
	if cents, known := report.CostPer(report.Accrued(spend, scopes[0].First, scopes[0].Last), all[0].Submitted); known &&
		cents > 0 {
		own.Cost = goal.Mean{Cents: cents, N: all[0].Submitted}
	}
	return own, nil
}

func lagOf(bins []report.Bin) (l goal.Lag) {
	l.Median, _ = report.Median(bins)
	for _, b := range bins {
		l.N += b.N
	}
	return l
}

// SetGoals sets all of goals or none of them, and gives them their IDs. Where some are set already with another target,
// they are changed if seen has all of them with their version; else ErrThere comes with them as they are now.
func (db *Store) SetGoals(
	ctx context.Context, by account.Person, goals []goal.Goal, seen map[goal.ID]int,
) (there []goal.Goal, err error) {
	err = db.Write(ctx, func(tx pgx.Tx) error {
		there = nil
		known := true
		for i := range goals {
			old, found, err := sameGoal(ctx, tx, goals[i])
			if err != nil {
				return err
			}
			if goals[i].ID, goals[i].Version = old.ID, old.Version; found && old.Target != goals[i].Target {
				there = append(there, old)
				known = known && seen[old.ID] == old.Version
			}
		}
		if !known {
			return goal.ErrThere
		}
		for i := range goals {
			if err := setGoal(ctx, tx, by, &goals[i], there); err != nil {
				return err
			}
		}
		return nil
	})
	return there, err
}

// setGoal adds a goal, or changes the one of there that it is.
func setGoal(ctx context.Context, tx pgx.Tx, by account.Person, g *goal.Goal, there []goal.Goal) error {
	if g.ID == 0 {
		return addGoal(ctx, tx, by, g)
	}
	if !slices.ContainsFunc(there, func(old goal.Goal) bool { return old.ID == g.ID }) {
		return nil
	}
	if err := tx.QueryRow(ctx, "UPDATE goals SET target = $2, version = version + 1 WHERE id = $1 RETURNING version", g.ID,
		g.Target).Scan(&g.Version); err != nil {
		return goalRefused(err)
	}
	return noteGoal(ctx, tx, by, g, goal.Changed)
}

// sameGoal is the goal for the same thing as g, which nobody changes until the transaction is over.
func sameGoal(ctx context.Context, tx pgx.Tx, g goal.Goal) (old goal.Goal, found bool, err error) {
	rows, err := tx.Query(ctx, `
		SELECT `+goalColumns+` FROM goals g WHERE g.metric = @metric AND g.starts_on = @first AND g.ends_on = @last
			AND g.retired_at IS NULL AND `+
		reports.GoalOf("g")+" FOR UPDATE",
		database.WithArgs(reports.WhoseArgs(g.Whose()), pgx.NamedArgs{"metric": g.Measure, "first": g.First, "last": g.Last}))
	if err != nil {
		return goal.Goal{}, false, err
	}
	all, err := pgx.CollectRows(rows, scanGoal)
	if err != nil || len(all) == 0 {
		return goal.Goal{}, false, err
	}
	return all[0], true, nil
}
