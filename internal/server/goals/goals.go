package goals

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"baton/internal/agreement"
	"baton/internal/errs"
	"baton/internal/report"
	"baton/internal/scoring/goal"
	"baton/internal/server/standing"
	"baton/internal/server/visit"
)

func (s *Pages) goals(w http.ResponseWriter, r *http.Request) error {
	policy := visit.Of(r).Policy
	t := goalTyped{period: "month", startsOn: report.Day(s.Now(), policy.Zone).Format(time.DateOnly)}
	if id := visit.Number[goal.ID](visit.Query(r, "edit")); id != 0 && visit.By(r).Has(visit.Managers...) {
		g, err := s.Store.Goal(r.Context(), id)
		if err != nil {
			return err
		}
		t = typedGoal(g)
	}
	return s.showGoals(w, r, http.StatusOK, goalsAsked{typed: t})
}

func (s *Pages) addGoal(w http.ResponseWriter, r *http.Request) error {
	return s.keepGoal(w, r, readGoal(r), func(g *goal.Goal) error { return s.Store.AddGoal(r.Context(), visit.By(r), g) })
}

func (s *Pages) changeGoal(w http.ResponseWriter, r *http.Request) error {
	id, err := visit.PathID[goal.ID](r, "id")
	if err != nil {
		return err
	}
	t := readGoal(r)
	t.id = id
	return s.keepGoal(w, r, t, func(g *goal.Goal) error { return s.Store.ChangeGoal(r.Context(), visit.By(r), g) })
}

func (s *Pages) removeGoal(w http.ResponseWriter, r *http.Request) error {
	id, err := visit.PathID[goal.ID](r, "id")
	if err != nil {
		return err
	}
	if err := s.Store.TakeGoalAway(r.Context(), visit.By(r), id); err != nil {
		return err
	}
	return visit.Redirect(w, r, "/goals")
}

func (s *Pages) restoreGoal(w http.ResponseWriter, r *http.Request) error {
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
func (s *Pages) keepGoal(w http.ResponseWriter, r *http.Request, t goalTyped, keep func(*goal.Goal) error) error {
	policy := visit.Of(r).Policy
	g := t.goal(policy)
	err := g.Check(report.Day(s.Now(), policy.Zone))
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

// measurable says what is missing for a goal on something that there is nothing to measure by: not once in the last 12
// months, or, where a metric needs something of the same days, in these. Who only changes how much is not asked again.
func (s *Pages) measurable(ctx context.Context, v view, g goal.Goal) error {
	kind, _, _ := g.Whose().Kind()
	if g.Measure.NeedsReason() && v.Policy.Reasons[g.Reason].List == agreement.Disqualify {
		return errs.Problems{"metric": "Leads are not rejected for this reason. Choose another."}
	}
	if g.Measure.Adds() {
		return nil
	}
	if names, err := s.Store.Names(ctx, []report.Whose{g.Whose()}); err != nil || len(names) == 0 &&
		kind != report.Everybody {
		return err // of nobody; keeping it says so
	}
	if g.ID != 0 {
		if before, err := s.Store.Goal(ctx, g.ID); err == nil && before.Measure == g.Measure && before.Whose() == g.Whose() &&
			before.Reason == g.Reason {
			return nil
		}
	}
	ask := g.Ask(v.Policy.Zone)
	if !g.Measure.OfItsDays() {
		today := report.Day(v.Now, v.Policy.Zone)
		ask.Period = report.Period{First: today.AddDate(-1, 0, 1), Last: today, Zone: v.Policy.Zone}
	}
	is, err := s.Store.Readings(ctx, []report.Ask{ask}, v.Now)
	if err != nil {
		return err
	}
	if words := g.Measure.Missing(is[0]); words != "" {
		problem := errs.Problems{"metric": words}
		if g.Measure.MissesSpend(is[0]) {
			return errs.SayWith(problem, "", errs.Remedy{At: errs.Campaigns, Do: "enter what campaigns cost"})
		}
		return problem
	}
	return nil
}

// explainGoal keeps why a goal whose days are over was met or missed, with what it was at this moment.
func (s *Pages) explainGoal(w http.ResponseWriter, r *http.Request) error {
	id, err := visit.PathID[goal.ID](r, "id")
	if err != nil {
		return err
	}
	policy := visit.Of(r).Policy
	g, err := s.Store.Goal(r.Context(), id)
	if err != nil {
		return err
	}
	v := viewOf(r)
	if !g.Over(report.Day(v.Now, policy.Zone)) {
		return goal.ErrNotOver
	}
	is, err := s.Standing.Readings(r.Context(), v.View, []goal.Goal{g})
	if err != nil {
		return err
	}
	stands := v.Stand(g, is[id], standing.Ahead{})
	sentence := goal.Sentence{Goal: id, Words: visit.Form(r, "words"), Value: is[id].Value, Told: !stands.Unknown,
		Met: stands.Met(), At: v.Now}
	err = s.Store.ExplainGoal(r.Context(), v.By, sentence)
	return visit.Saved(w, r, err, fmt.Sprintf("/goals#goal-%d", id), func(no visit.Refusal) error {
		return s.showGoals(w, r, no.Answers(), goalsAsked{explained: id, words: sentence.Words, refused: no})
	})
}

// foreseeWithin is how long who keeps a goal waits for what is to come of it.
const foreseeWithin = 3 * time.Second

// foresee has it learned what is to come of whom a goal is of, where nobody knows yet, so that the page can tell at
// once. What fails or takes long is left to the hour.
func (s *Pages) foresee(ctx context.Context, id goal.ID) {
	ctx, cancel := context.WithTimeout(ctx, foreseeWithin)
	defer cancel()
	g, err := s.Store.Goal(ctx, id)
	if err == nil && g.Tallied() {
		err = s.Store.LearnPart(ctx, g.Ask(time.UTC).Who(), s.Now())
	}
	if err != nil {
		s.Log.Warn("where a goal is heading will be learned within the hour", "goal", id, "error", err)
	}
}
