package agreements

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"baton/internal/agreement"
	"baton/internal/errs"
	"baton/internal/lead"
	"baton/internal/scoring/suggestion"
	"baton/internal/server/visit"
)

const suggestionsPath = "/agreement/suggestions"

// suggested is what the rejections of the last 90 days suggest, with what is open of it, and what was dismissed.
type suggested struct {
	all, open []suggestion.Suggestion
	dismissed []suggestion.Dismissal
}

// suggested reads the past and looks for what it suggests, once in a while.
func (s *Pages) suggested(ctx context.Context, v view, n agreement.Negotiation) (found suggested, err error) {
	asked := suggestion.Asked{InForce: n.Latest.Terms.Definition, Reasons: v.Policy.Reasons}
	if n.Draft != nil {
		asked.Draft = n.Draft.Terms.Definition
	}
	question := []lead.Condition{asked.InForce, asked.Draft}
	found.all, err = s.suggests.Get(question, v.Now, func() ([]suggestion.Suggestion, error) {
		cut, err := s.Store.Tried(ctx, v.Now.Add(-agreement.TrialSpan), agreement.TrialLeads, true,
			func(t agreement.Tried) { asked.Past = append(asked.Past, t) })
		if err != nil {
			return nil, err
		}
		all := suggestion.Find(asked)
		for i := range all {
			all[i].Effect.Then.Cut = cut
		}
		return all, nil
	})
	if err != nil {
		return found, err
	}
	found.dismissed, err = s.Store.Dismissals(ctx)
	found.open = suggestion.Open(found.all, found.dismissed)
	return found, err
}

func (s *Pages) suggestions(w http.ResponseWriter, r *http.Request) error {
	return s.showSuggestions(w, r, visit.Refusal{})
}

// putSuggestion writes a suggestion into the draft of the agreement.
func (s *Pages) putSuggestion(w http.ResponseWriter, r *http.Request) error {
	chosen, err := s.chosenSuggestion(r)
	if err == nil {
		err = s.Store.Negotiate(r.Context(), func(n *agreement.Negotiation) error {
			return chosen.PutInto(n, visit.By(r), visit.Version(r), s.Now())
		})
	}
	var problems errs.Problems
	if errors.As(err, &problems) {
		err = errs.Say(errs.Conflict, unfit(problems))
	}
	return visit.Saved(w, r, err, "/agreement#definition", s.suggestionsAgain(w, r))
}

// unfit says why a draft cannot be kept with a line more. Who opens it can mend it.
func unfit(problems errs.Problems) string {
	words := "The draft has errors. Open it, correct it, then add this suggestion."
	if problem := problems["from"]; problem != "" {
		words = problem + " Open the draft to do so, then add this suggestion."
	}
	return words
}

func (s *Pages) dismissSuggestion(w http.ResponseWriter, r *http.Request) error {
	chosen, err := s.chosenSuggestion(r)
	if err == nil {
		err = s.Store.Dismiss(r.Context(), visit.By(r), chosen, s.Now())
	}
	return visit.Saved(w, r, err, suggestionsPath, s.suggestionsAgain(w, r))
}

func (s *Pages) endDismissal(w http.ResponseWriter, r *http.Request) error {
	id, err := visit.PathID[int64](r, "id")
	if err != nil {
		return err
	}
	return visit.Saved(w, r, s.Store.EndDismissal(r.Context(), visit.By(r), id, s.Now()), suggestionsPath,
		s.suggestionsAgain(w, r))
}

func (s *Pages) suggestionsAgain(w http.ResponseWriter, r *http.Request) func(visit.Refusal) error {
	return func(no visit.Refusal) error { return s.showSuggestions(w, r, no) }
}

// chosenSuggestion is the one that a form names by its key.
func (s *Pages) chosenSuggestion(r *http.Request) (suggestion.Suggestion, error) {
	n, err := s.Store.Negotiation(r.Context())
	if err != nil {
		return suggestion.Suggestion{}, err
	}
	found, err := s.suggested(r.Context(), viewOf(r), n)
	if err != nil {
		return suggestion.Suggestion{}, err
	}
	chosen, err := suggestion.Among(found.all, visit.Form(r, "suggestion"))
	if err != nil {
		return chosen, fmt.Errorf("suggestion: %w", err)
	}
	return chosen, nil
}
