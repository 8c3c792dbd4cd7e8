package assignment

import (
	"errors"
	"net/http"
	"strconv"
	"strings"

	"baton/internal/account"
	"baton/internal/assign"
	"baton/internal/errs"
	"baton/internal/handoff"
	"baton/internal/lead"
	"baton/internal/server/conditions"
	"baton/internal/server/visit"
	"baton/web/page"
)

// rulesAsk is what the page of the assignment shows besides the rules: which is open, a form that was not taken, a
// draft that cannot be turned on.
type rulesAsk struct {
	open      assign.RuleID
	typed     *page.RuleForm
	when      *conditions.Node            // as typed
	shares    map[account.PersonID]string // as typed
	overtaken *assign.Overtaken
	no        visit.Refusal
}

func (s *Pages) assignment(w http.ResponseWriter, r *http.Request) error {
	return s.showRules(w, r, rulesAsk{open: visit.Number[assign.RuleID](visit.Query(r, "edit"))})
}

// editDraft changes the visitor's draft and answers the page of the assignment.
func (s *Pages) editDraft(w http.ResponseWriter, r *http.Request, ask rulesAsk,
	change func(*assign.Draft) error) error {
	err := s.Store.EditDraft(r.Context(), visit.By(r), s.Now(), change)
	return visit.Saved(w, r, err, "/assignment", func(no visit.Refusal) error {
		ask.no = no
		return s.showRules(w, r, ask)
	})
}

func (s *Pages) addRule(w http.ResponseWriter, r *http.Request) error {
	return s.sendRule(w, r, 0, (*assign.Draft).Add)
}

func (s *Pages) changeRule(w http.ResponseWriter, r *http.Request) error {
	id, err := s.ruleInPath(r)
	if err != nil {
		return err
	}
	return s.sendRule(w, r, id, (*assign.Draft).Change)
}

// sendRule puts a rule as it was typed into the draft, or does to its condition what a button of the form asks for.
func (s *Pages) sendRule(w http.ResponseWriter, r *http.Request, id assign.RuleID,
	put func(*assign.Draft, assign.Rule) error) error {
	policy := visit.Of(r).Policy
	when := conditions.Read(r.PostForm, conditions.Field)
	ask := rulesAsk{open: id, typed: typedRuleForm(r), when: when}
	if when.Edited(r, conditions.Field) {
		return s.showRules(w, r, ask)
	}
	rule, unread := typedRule(r, id, when, policy.Names)
	return s.editDraft(w, r, ask, func(d *assign.Draft) error {
		if len(unread) > 0 {
			return errs.Together(unread, rule.Check())
		}
		return put(d, rule)
	})
}

func (s *Pages) removeRule(w http.ResponseWriter, r *http.Request) error {
	id, err := s.ruleInPath(r)
	if err != nil {
		return err
	}
	return s.editDraft(w, r, rulesAsk{}, func(d *assign.Draft) error { return d.Remove(id, visit.Version(r)) })
}

func (s *Pages) moveRule(w http.ResponseWriter, r *http.Request) error {
	id, err := s.ruleInPath(r)
	if err != nil {
		return err
	}
	up, err := visit.Upward(r)
	if err != nil {
		return err
	}
	return s.editDraft(w, r, rulesAsk{}, func(d *assign.Draft) error { return d.Move(id, visit.Version(r), up) })
}

// ruleInPath is the rule that the address names. One that neither the visitor's draft nor what is in force knows is not
// found.
func (s *Pages) ruleInPath(r *http.Request) (assign.RuleID, error) {
	id, err := visit.PathID[assign.RuleID](r, "id")
	if err != nil {
		return 0, err
	}
	d, err := s.draftOrInForce(r)
	if err != nil {
		return 0, err
	}
	for _, rule := range append(d.Began.Rules, d.Set.Rules...) {
		if rule.ID == id {
			return id, nil
		}
	}
	return 0, visit.ErrNoPage
}

// draftOrInForce is the visitor's draft, of version 0 where they have none and it only says what is in force.
func (s *Pages) draftOrInForce(r *http.Request) (*assign.Draft, error) {
	d, err := s.Store.Draft(r.Context(), visit.By(r))
	if err != nil || d != nil {
		return d, err
	}
	set, err := s.Store.InForce(r.Context())
	return assign.Begin(set), err
}

func (s *Pages) setShares(w http.ResponseWriter, r *http.Request) error {
	weights, typed := map[account.PersonID]int{}, map[account.PersonID]string{}
	var wrong error
	if err := r.ParseForm(); err != nil {
		return errs.Say(errs.Invalid, "This form could not be read. Send it again.")
	}
	for name, values := range r.PostForm {
		id, isShare := strings.CutPrefix(name, "share_")
		if !isShare {
			continue
		}
		person := visit.Number[account.PersonID](id)
		typed[person] = strings.TrimSpace(values[0])
		n, err := strconv.Atoi(typed[person])
		if err != nil {
			wrong = errs.Problems{"weights": "Write a share from 0 to " + strconv.Itoa(account.MaxWeight) + "."}
		}
		weights[person] = n
	}
	return s.editDraft(w, r, rulesAsk{shares: typed}, func(d *assign.Draft) error {
		if wrong != nil {
			return wrong
		}
		return d.Share(weights)
	})
}

func (s *Pages) setFallback(w http.ResponseWriter, r *http.Request) error {
	return s.editDraft(w, r, rulesAsk{}, func(d *assign.Draft) error {
		d.Set.Fallback = visit.Number[account.TeamID](visit.Form(r, "fallback"))
		return nil
	})
}

func (s *Pages) publishDraft(w http.ResponseWriter, r *http.Request) error {
	err := s.Store.TurnOn(r.Context(), visit.By(r), visit.Version(r), s.Now())
	var overtaken *assign.Overtaken
	if errors.As(err, &overtaken) {
		return s.showRules(w, r, rulesAsk{overtaken: overtaken, no: visit.Refusal{Status: http.StatusConflict}})
	}
	return visit.Saved(w, r, err, "/assignment",
		func(no visit.Refusal) error { return s.showRules(w, r, rulesAsk{no: no}) })
}

func (s *Pages) keepDraft(w http.ResponseWriter, r *http.Request) error {
	err := s.Store.KeepDraft(r.Context(), visit.By(r), s.Now())
	return visit.Saved(w, r, err, "/assignment",
		func(no visit.Refusal) error { return s.showRules(w, r, rulesAsk{no: no}) })
}

func (s *Pages) dropDraft(w http.ResponseWriter, r *http.Request) error {
	if err := s.Store.DropDraft(r.Context(), visit.By(r)); err != nil {
		return err
	}
	return visit.Redirect(w, r, "/assignment")
}

func (s *Pages) credit(w http.ResponseWriter, r *http.Request) error {
	id, err := visit.PathID[handoff.ID](r, "id")
	if err != nil {
		return err
	}
	err = s.Desk.Credit(r.Context(), visit.By(r), id)
	back := visit.LocalPath(visit.Form(r, "next"), logPath)
	return visit.Saved(w, r, err, back, func(no visit.Refusal) error {
		at := visit.ShownAt(r, logPath)
		_, at.URL.RawQuery, _ = strings.Cut(back, "?")
		return s.showLog(w, at, no)
	})
}

// typedRule reads a rule from its form, and says which of its fields cannot be read.
func typedRule(r *http.Request, id assign.RuleID, when *conditions.Node, names lead.Names) (assign.Rule,
	errs.Problems) {
	condition, unread := conditions.Typed(when, names)
	return assign.Rule{
		ID: id, Name: visit.Form(r, "name"), When: condition, Target: assign.Target(visit.Form(r, "target")),
		Team:   visit.Number[account.TeamID](visit.Form(r, "team")),
		Person: visit.Number[account.PersonID](visit.Form(r, "person")), Skills: visit.List(r, "skills"),
		Version: visit.Version(r),
	}, unread
}

func typedRuleForm(r *http.Request) *page.RuleForm {
	return &page.RuleForm{
		Name: visit.Form(r, "name"), Target: visit.Form(r, "target"), Team: visit.Form(r, "team"),
		Person: visit.Form(r, "person"), Skills: visit.Form(r, "skills"),
	}
}
