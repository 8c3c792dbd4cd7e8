package scoring

import (
	"errors"
	"maps"
	"net/http"
	"strconv"
	"strings"

	"baton/internal/account"
	"baton/internal/agreement"
	"baton/internal/errs"
	"baton/internal/lead"
	"baton/internal/scoring/grade"
	"baton/internal/server/conditions"
	"baton/internal/server/visit"
	"baton/web/page"
)

// fitAsk is what the page of the scoring shows besides the rules: which is open, forms that were not taken, a draft
// that cannot be published.
type fitAsk struct {
	open       int // the place of a rule, counted from 1; 0 for none
	typed      *page.FitRuleForm
	group      int // the place of a group, as open
	typedGroup *typedGroup
	engage     map[string]string
	when       *conditions.Node // as typed
	levels     map[string]string
	no         visit.Refusal
}

func (s *Pages) scoring(w http.ResponseWriter, r *http.Request) error {
	return s.showScoring(w, r,
		fitAsk{open: max(0, visit.Number[int](visit.Query(r, "edit"))),
			group: max(0, visit.Number[int](visit.Query(r, "group")))})
}

// editScoring changes the visitor's draft, if it is what they have read, and answers the page of the scoring.
func (s *Pages) editScoring(w http.ResponseWriter, r *http.Request, ask fitAsk, change func(*grade.Draft) error) error {
	err := s.Store.EditScoring(r.Context(), visit.By(r), s.Now(), func(d *grade.Draft) error {
		if err := d.Read(visit.Version(r), visit.Number[int](visit.Form(r, "began"))); err != nil {
			return err
		}
		return change(d)
	})
	return visit.Saved(w, r, err, "/scoring", func(no visit.Refusal) error {
		ask.no = no
		return s.showScoring(w, r, ask)
	})
}

func (s *Pages) addFitRule(w http.ResponseWriter, r *http.Request) error {
	return s.sendFitRule(w, r, 0, func(d *grade.Draft, rule grade.Rule) error { return d.Put(len(d.Scoring.Rules), rule) })
}

func (s *Pages) changeFitRule(w http.ResponseWriter, r *http.Request) error {
	place, err := s.placeInPath(r, rulesOf)
	if err != nil {
		return err
	}
	return s.sendFitRule(w, r, place, func(d *grade.Draft, rule grade.Rule) error { return d.Put(place-1, rule) })
}

// placeInPath is the place of the rule or group that the address names, counted from 1. One where there is none is not
// found.
func (s *Pages) placeInPath(r *http.Request, there func(grade.Scoring) int) (int, error) {
	id, err := visit.PathID[int64](r, "id")
	if err != nil {
		return 0, err
	}
	d, err := s.Store.ScoringDraft(r.Context(), visit.By(r))
	if err != nil {
		return 0, err
	}
	if id > int64(max(there(d.Scoring), there(d.Began))) {
		return 0, visit.ErrNoPage
	}
	return int(id), nil
}

func rulesOf(all grade.Scoring) int { return len(all.Rules) }

// sendFitRule puts a rule as it was typed into the draft, or does to its condition what a button of the form asks for.
func (s *Pages) sendFitRule(w http.ResponseWriter, r *http.Request, place int,
	put func(*grade.Draft, grade.Rule) error) error {
	policy := visit.Of(r).Policy
	when := conditions.Read(r.PostForm, conditions.Field)
	ask := fitAsk{open: place, when: when,
		typed: &page.FitRuleForm{Words: visit.Form(r, "words"), Points: visit.Form(r, "points"),
			Gate: visit.Form(r, "gate") != "", Persona: visit.Form(r, "persona")}}
	if when.Edited(r, conditions.Field) {
		return s.showScoring(w, r, ask)
	}
	condition, unread := conditions.Typed(when, policy.Names)
	rule := grade.Rule{Words: strings.Join(strings.Fields(ask.typed.Words), " "), Gate: ask.typed.Gate,
		Persona: visit.Number[lead.PersonaID](ask.typed.Persona), When: condition}
	if policy.Names["persona"][ask.typed.Persona] == "" && ask.typed.Persona != "" {
		unread.Add("persona", "This persona no longer exists. Choose another.")
	}
	if !rule.Gate {
		var err error
		if rule.Points, err = strconv.Atoi(strings.NewReplacer("+", "", "−", "-", " ",
			"").Replace(ask.typed.Points)); err != nil {
			unread.Add("points", "Write a whole number, such as 20 or -15.")
		}
	}
	return s.editScoring(w, r, ask, func(d *grade.Draft) error {
		return errs.Together(unread, put(d, rule))
	})
}

func (s *Pages) removeFitRule(w http.ResponseWriter, r *http.Request) error {
	place, err := s.placeInPath(r, rulesOf)
	if err != nil {
		return err
	}
	return s.editScoring(w, r, fitAsk{}, func(d *grade.Draft) error { return d.Remove(place - 1) })
}

// levelFields are what every lead starts with, and what each grade but the last takes.
var levelFields = []string{"base", string(lead.GradeA), string(lead.GradeB), string(lead.GradeC)}

// wholeNumbers are fields as they were written, the numbers that they are, and which are none.
func wholeNumbers(r *http.Request, fields []string) (written map[string]string, numbers map[string]int,
	unread errs.Problems) {
	written, numbers, unread = map[string]string{}, map[string]int{}, errs.Problems{}
	for _, field := range fields {
		written[field] = visit.Form(r, field)
		n, err := strconv.Atoi(strings.TrimSpace(written[field]))
		if err != nil {
			unread.Add(field, "Write a whole number.")
		}
		numbers[field] = n
	}
	return written, numbers, unread
}

func (s *Pages) setLevels(w http.ResponseWriter, r *http.Request) error {
	written, numbers, unread := wholeNumbers(r, levelFields)
	return s.editScoring(w, r, fitAsk{levels: written}, func(d *grade.Draft) error {
		thresholds := map[lead.Grade]int{}
		for _, field := range levelFields[1:] {
			thresholds[lead.Grade(field)] = numbers[field]
		}
		return errs.Together(unread, d.Settle(numbers["base"], thresholds))
	})
}

func (s *Pages) dropScoringDraft(w http.ResponseWriter, r *http.Request) error {
	if err := s.Store.DropScoringDraft(r.Context(), visit.By(r)); err != nil {
		return err
	}
	return visit.Redirect(w, r, "/scoring")
}

func (s *Pages) publishScoring(w http.ResponseWriter, r *http.Request) error {
	err := s.Store.PublishScoring(r.Context(), visit.By(r), visit.Version(r), s.Now())
	var late *grade.Outpublished
	if errors.As(err, &late) { // which the page says
		return s.showScoring(w, r, fitAsk{no: visit.Refusal{Status: http.StatusConflict}})
	}
	return visit.Saved(w, r, err, "/scoring", func(no visit.Refusal) error { return s.showScoring(w, r, fitAsk{no: no}) })
}

func (s *Pages) renewScoringDraft(w http.ResponseWriter, r *http.Request) error {
	err := s.Store.RenewScoringDraft(r.Context(), visit.By(r), s.Now())
	return visit.Saved(w, r, err, "/scoring", func(no visit.Refusal) error { return s.showScoring(w, r, fitAsk{no: no}) })
}

func (s *Pages) restoreScoring(w http.ResponseWriter, r *http.Request) error {
	id, err := visit.PathID[int64](r, "id")
	if err != nil || id > 1_000_000 {
		return visit.ErrNoPage
	}
	err = s.Store.RestoreScoring(r.Context(), visit.By(r), int(id), visit.Version(r), s.Now())
	return visit.Saved(w, r, err, "/scoring#versions",
		func(no visit.Refusal) error { return s.showScoring(w, r, fitAsk{no: no}) })
}

// regrade is how the leads of the last 90 days are graded by what is in force and by a draft.
type regrade struct {
	Now, Then     grade.Trial
	Better, Worse int // how many get another grade by the draft
	Cut           bool
}

// regraded grades the leads of the last 90 days by two scorings.
func (s *Pages) regraded(r *http.Request, inForce, draft grade.Scoring) (regrade, error) {
	at := s.Now()
	return s.regrades.Get([]grade.Scoring{inForce, draft}, at, func() (g regrade, err error) {
		touched := inForce.Asks("touch.") || draft.Asks("touch.")
		g.Cut, err = s.Store.Tried(r.Context(), at.Add(-agreement.TrialSpan), agreement.TrialLeads, touched,
			func(t agreement.Tried) {
				now, then := inForce.Score(t.Facts, t.Touches, t.At), draft.Score(t.Facts, t.Touches, t.At)
				g.Now.Count(now, t.Accepted, t.Decided && t.Telling)
				g.Then.Count(then, t.Accepted, t.Decided && t.Telling)
				switch {
				case then.Mark() < now.Mark():
					g.Better++
				case then.Mark() > now.Mark():
					g.Worse++
				}
			})
		return g, err
	})
}

// mayScore reports whether p writes the rules of fit.
func mayScore(p account.Person) bool { return p.Has(visit.Managers...) }

// levelsOf are the numbers of a scoring as its form shows them.
func levelsOf(s grade.Scoring) map[string]string {
	levels := map[string]string{"base": strconv.Itoa(s.Base)}
	for g, n := range maps.All(s.Thresholds) {
		levels[string(g)] = strconv.Itoa(n)
	}
	return levels
}
