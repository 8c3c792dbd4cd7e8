// Package goals has the pages of shared goals: what they are, how they stand, their history, and the planner that finds
// new ones.
package goals

import (
	"context"
	"net/http"
	"time"

	"baton/internal/account"
	"baton/internal/report"
	"baton/internal/scoring/goal"
	"baton/internal/server/standing"
	"baton/internal/server/visit"
)

// Pages are the pages of goals.
type Pages struct {
	*visit.Portal
	Store    Store
	Standing *standing.Reader
}

// Store is what the pages of goals ask of the database.
type Store interface {
	AddGoal(ctx context.Context, by account.Person, g *goal.Goal) error
	BringGoalBack(ctx context.Context, by account.Person, id goal.ID) error
	ChangeGoal(ctx context.Context, by account.Person, g *goal.Goal) error
	ExplainGoal(ctx context.Context, by account.Person, s goal.Sentence) error
	Goal(ctx context.Context, id goal.ID) (goal.Goal, error)
	GoalNotes(ctx context.Context, by account.Person, ids []goal.ID) (goal.Notes, error)
	Goals(ctx context.Context, today time.Time) ([]goal.Goal, error)
	GoalsAway(ctx context.Context) ([]goal.Goal, error)
	LearnPart(ctx context.Context, w report.Who, at time.Time) error
	Names(ctx context.Context, of []report.Whose) (map[report.Whose]string, error)
	OwnFunnel(ctx context.Context, team account.TeamID, at time.Time, zone *time.Location) (goal.Own, error)
	Readings(ctx context.Context, asks []report.Ask, at time.Time) ([]report.Reading, error)
	Scopes(ctx context.Context) ([]report.Scoped, error)
	SetGoals(ctx context.Context, by account.Person, goals []goal.Goal, seen map[goal.ID]int) (there []goal.Goal,
		err error)
	TakeGoalAway(ctx context.Context, by account.Person, id goal.ID) error
}

// Routes are those of goals.
func (s *Pages) Routes() []visit.Route {
	return []visit.Route{
		visit.Get("/goals", visit.SignedIn, "goal", s.goals),
		visit.Post("/goals", visit.Managers, "goal", s.addGoal),
		visit.Get("/goals/plan", visit.SignedIn, "goal", s.planGoals),
		visit.Post("/goals/plan", visit.Managers, "goal", s.setPlan),
		visit.Post("/goals/{id}", visit.Managers, "goal", s.changeGoal),
		visit.Delete("/goals/{id}", visit.Managers, "goal", s.removeGoal),
		visit.Delete("/goals/{id}/retirement", visit.Managers, "goal", s.restoreGoal),
		visit.Post("/goals/{id}/explanation", visit.SignedIn, "goal", s.explainGoal),
	}
}

// view is who looks at goals, when, and under which policy.
type view struct{ standing.View }

func viewOf(r *http.Request) view { return view{standing.Of(r)} }
