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
	"baton/internal/lead"
	"baton/internal/scoring/suggestion"
)

// SuggestionStore is what the page of what the rejections suggest asks of the database, besides the agreement.
type SuggestionStore interface {
	Dismissals(ctx context.Context) ([]suggestion.Dismissal, error)
	Dismiss(ctx context.Context, d suggestion.Dismissal) error
	EndDismissal(ctx context.Context, id int64, by account.PersonID, at time.Time) error
}

const suggestionsPath = "/agreement/suggestions"

// suggestionRoutes are for the lines that the rejections suggest for the definition. Everybody reads them; managers put them into the draft.
func (s *Server) suggestionRoutes() []Route {
	return []Route{
		{"GET", suggestionsPath, signedIn, "agreement", s.suggestions},
		{"POST", "/agreement/draft/suggestions", managers, "agreement", s.putSuggestion},
		{"POST", "/agreement/suggestions/dismissals", managers, "agreement", s.dismissSuggestion},
		{"DELETE", "/agreement/suggestions/dismissals/{id}", managers, "agreement", s.endDismissal},
	}
}

// suggested is what the rejections of the last 90 days suggest, with what is open of it, and what was dismissed.
type suggested struct {
	all, open []suggestion.Suggestion
	dismissed []suggestion.Dismissal
}

// suggested reads the past and looks for what it suggests, once in a while.
func (s *Server) suggested(ctx context.Context, v view, n agreement.Negotiation) (found suggested, err error) {
	asked := suggestion.Asked{InForce: n.Latest.Terms.Definition, Reasons: v.books.Reasons}
	if n.Draft != nil {
		asked.Draft = n.Draft.Terms.Definition
	}
	question := []lead.Condition{asked.InForce, asked.Draft}
	found.all, err = s.suggests.get(question, v.now, func() ([]suggestion.Suggestion, error) {
		cut, err := s.Store.Tried(ctx, v.now.Add(-lookBack), looksAt, true, func(t agreement.Tried) { asked.Past = append(asked.Past, t) })
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

func (s *Server) suggestions(w http.ResponseWriter, r *http.Request) error {
	return s.showSuggestions(w, r, refusal{})
}

// putSuggestion writes a suggestion into the draft of the agreement.
func (s *Server) putSuggestion(w http.ResponseWriter, r *http.Request) error {
	chosen, err := s.chosenSuggestion(r)
	if err == nil {
		err = s.Store.Negotiate(r.Context(), func(n *agreement.Negotiation) error {
			return chosen.PutInto(n, visitor(r), version0(r), s.Now())
		})
	}
	var problems errs.Problems
	if errors.As(err, &problems) {
		err = errs.Say(errs.Conflict, unfit(problems))
	}
	return kept(w, r, err, "/agreement#definition", s.suggestionsAgain(w, r))
}

// unfit says why a draft cannot be kept with a line more. Who opens it can mend it.
func unfit(problems errs.Problems) string {
	words := "The draft has errors. Open it, correct it, then add this suggestion."
	if problem := problems["from"]; problem != "" {
		words = problem + " Open the draft to do so, then add this suggestion."
	}
	return words
}

func (s *Server) dismissSuggestion(w http.ResponseWriter, r *http.Request) error {
	chosen, err := s.chosenSuggestion(r)
	if err == nil {
		err = s.Store.Dismiss(r.Context(), chosen.Dismiss(visitor(r), s.Now()))
	}
	return kept(w, r, err, suggestionsPath, s.suggestionsAgain(w, r))
}

func (s *Server) endDismissal(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID[int64](r, "id")
	if err != nil {
		return err
	}
	return kept(w, r, s.Store.EndDismissal(r.Context(), id, visitor(r).ID, s.Now()), suggestionsPath, s.suggestionsAgain(w, r))
}

func (s *Server) suggestionsAgain(w http.ResponseWriter, r *http.Request) func(refusal) error {
	return func(no refusal) error { return s.showSuggestions(w, r, no) }
}

// chosenSuggestion is the one that a form names by its key.
func (s *Server) chosenSuggestion(r *http.Request) (suggestion.Suggestion, error) {
	books, err := s.Store.Books(r.Context())
	if err != nil {
		return suggestion.Suggestion{}, err
	}
	n, err := s.Store.Negotiation(r.Context())
	if err != nil {
		return suggestion.Suggestion{}, err
	}
	found, err := s.suggested(r.Context(), view{visitor(r), s.Now(), books}, n)
	if err != nil {
		return suggestion.Suggestion{}, err
	}
	chosen, err := suggestion.Among(found.all, typed(r, "suggestion"))
	if err != nil {
		return chosen, fmt.Errorf("suggestion: %w", err)
	}
	return chosen, nil
}
