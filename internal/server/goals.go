package server

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"baton/internal/account"
	"baton/internal/agreement"
	"baton/internal/errs"
	"baton/internal/report"
	"baton/internal/scoring/goal"
	"baton/internal/server/visit"
)

// GoalStore is what the pages of goals ask of the database.
type GoalStore interface {
	Goals(ctx context.Context, today time.Time) ([]goal.Goal, error)
	GoalsAway(ctx context.Context) ([]goal.Goal, error)
	GoalsFor(ctx context.Context, first, last time.Time, team account.TeamID) ([]goal.Goal, error)
	Goal(ctx context.Context, id goal.ID) (goal.Goal, error)
	GoalNotes(ctx context.Context, by account.Person, ids []goal.ID) (goal.Notes, error)
	AddGoal(ctx context.Context, by account.Person, g *goal.Goal) error
	ChangeGoal(ctx context.Context, by account.Person, g *goal.Goal) error
	TakeGoalAway(ctx context.Context, by account.Person, id goal.ID) error
	BringGoalBack(ctx context.Context, by account.Person, id goal.ID) error
	ExplainGoal(ctx context.Context, by account.Person, s goal.Sentence) error
	Names(ctx context.Context, of []report.Whose) (map[report.Whose]string, error)
	Scopes(ctx context.Context) ([]report.Scoped, error)
}

func (s *Server) goals(w http.ResponseWriter, r *http.Request) error {
	books := visit.Of(r).Policy
	t := goalTyped{period: "month", startsOn: report.Day(s.Now(), books.Zone).Format(time.DateOnly)}
	if id := visit.Number[goal.ID](visit.Query(r, "edit")); id != 0 && visit.By(r).Has(visit.Managers...) {
		g, err := s.Store.Goal(r.Context(), id)
		if err != nil {
			return err
		}
		t = typedGoal(g)
	}
	return s.showGoals(w, r, http.StatusOK, goalsAsked{typed: t})
}

func (s *Server) addGoal(w http.ResponseWriter, r *http.Request) error {
	return s.keepGoal(w, r, readGoal(r), func(g *goal.Goal) error { return s.Store.AddGoal(r.Context(), visit.By(r), g) })
}

func (s *Server) changeGoal(w http.ResponseWriter, r *http.Request) error {
	id, err := visit.PathID[goal.ID](r, "id")
	if err != nil {
		return err
	}
	t := readGoal(r)
	t.id = id
	return s.keepGoal(w, r, t, func(g *goal.Goal) error { return s.Store.ChangeGoal(r.Context(), visit.By(r), g) })
}

func (s *Server) removeGoal(w http.ResponseWriter, r *http.Request) error {
	id, err := visit.PathID[goal.ID](r, "id")
	if err != nil {
		return err
	}
	if err := s.Store.TakeGoalAway(r.Context(), visit.By(r), id); err != nil {
		return err
	}
	return visit.Redirect(w, r, "/goals")
}

func (s *Server) restoreGoal(w http.ResponseWriter, r *http.Request) error {
	id, err := visit.PathID[goal.ID](r, "id")
	if err != nil {
		return err
	}
	if err = s.Store.BringGoalBack(r.Context(), visit.By(r), id); err == nil {
		s.foresee(r.Context(), id)
	}
	return visit.Saved(w, r, err, fmt.Sprintf("/goals#goal-%d", id), func(no visit.Refusal) error {
		return s.showGoals(w, r, no.Answers(), goalsAsked{refused: no})
	})
}

// keepGoal checks what was typed and keeps it, or shows it again with what is wrong.
func (s *Server) keepGoal(w http.ResponseWriter, r *http.Request, t goalTyped, keep func(*goal.Goal) error) error {
	books := visit.Of(r).Policy
	g := t.goal(books)
	err := g.Check(report.Day(s.Now(), books.Zone))
	if err == nil {
		err = s.measurable(r.Context(), viewOf(r), g)
	}
	if err == nil {
		err = keep(&g)
	}
	switch {
	case err == nil:
		s.foresee(r.Context(), g.ID)
		return visit.Redirect(w, r, fmt.Sprintf("/goals#goal-%d", g.ID))
	case errors.As(err, &t.problems):
		if t.remedy, _ = visit.Remedy(visit.By(r), errs.RemedyOf(err)); t.remedy != nil {
			t.problem = "This cannot be counted yet."
		}
		return s.showGoals(w, r, http.StatusUnprocessableEntity, goalsAsked{typed: t})
	case errors.Is(err, errs.Conflict):
		t.problem = errs.Words(err)
		if now, readErr := s.Store.Goal(r.Context(), t.id); readErr == nil {
			t.version = now.Version
		}
		return s.showGoals(w, r, http.StatusConflict, goalsAsked{typed: t})
	}
	return err
}

// measurable says what is missing for a goal on something that there is nothing to measure by: not once in the last 12 months, or, where a
// metric needs something of the same days, in these. Who only changes how much is not asked again.
func (s *Server) measurable(ctx context.Context, v view, g goal.Goal) error {
	kind, _, _ := g.Whose().Kind()
	if g.Metric.NeedsReason() && v.Policy.Reasons[g.Reason].List == agreement.Disqualify {
		return errs.Problems{"metric": "Leads are not rejected for this reason. Choose another."}
	}
	if g.Metric.Adds() {
		return nil
	}
	if names, err := s.Store.Names(ctx, []report.Whose{g.Whose()}); err != nil || len(names) == 0 && kind != report.Everybody {
		return err // of nobody; keeping it says so
	}
	if g.ID != 0 {
		if before, err := s.Store.Goal(ctx, g.ID); err == nil && before.Metric == g.Metric && before.Whose() == g.Whose() && before.Reason == g.Reason {
			return nil
		}
	}
	ask := g.Ask(v.Policy.Zone)
	if !g.Metric.OfItsDays() {
		today := report.Day(v.Now, v.Policy.Zone)
		ask.Period = report.Period{First: today.AddDate(-1, 0, 1), Last: today, Zone: v.Policy.Zone}
	}
	is, err := s.Store.Readings(ctx, []report.Ask{ask}, v.Now)
	if err != nil {
		return err
	}
	if words := g.Metric.Missing(is[0]); words != "" {
		problem := errs.Problems{"metric": words}
		if g.Metric.MissesSpend(is[0]) {
			return errs.SayWith(problem, "", errs.Remedy{At: errs.Campaigns, Do: "enter what campaigns cost"})
		}
		return problem
	}
	return nil
}

// explainGoal keeps why a goal whose days are over was met or missed, with what it was at this moment.
func (s *Server) explainGoal(w http.ResponseWriter, r *http.Request) error {
	id, err := visit.PathID[goal.ID](r, "id")
	if err != nil {
		return err
	}
	books := visit.Of(r).Policy
	g, err := s.Store.Goal(r.Context(), id)
	if err != nil {
		return err
	}
	v := viewOf(r)
	if !g.Over(report.Day(v.Now, books.Zone)) {
		return goal.ErrNotOver
	}
	is, err := s.readings(r.Context(), v, []goal.Goal{g})
	if err != nil {
		return err
	}
	stands := v.stand(g, is[id], ahead{})
	sentence := goal.Sentence{Goal: id, Words: visit.Form(r, "words"), Value: is[id].Value, Told: !stands.Unknown, Met: stands.Met(), At: v.Now}
	err = s.Store.ExplainGoal(r.Context(), v.By, sentence)
	return visit.Saved(w, r, err, fmt.Sprintf("/goals#goal-%d", id), func(no visit.Refusal) error {
		return s.showGoals(w, r, no.Answers(), goalsAsked{explained: id, words: sentence.Words, refused: no})
	})
}
