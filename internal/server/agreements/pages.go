// Package agreements has the pages of the agreement: its versions, the draft that both sides negotiate, suggestions for
// it, and the reasons.
package agreements

import (
	"context"
	"net/http"
	"time"

	"baton/internal/account"
	"baton/internal/agreement"
	"baton/internal/scoring/suggestion"
	"baton/internal/server/standing"
	"baton/internal/server/visit"
)

// Pages serves them.
type Pages struct {
	*visit.Portal
	Store    Store
	Standing *standing.Reader

	effects  visit.Cached[agreement.Effect]
	suggests visit.Cached[[]suggestion.Suggestion]
}

// Store is what the pages of the agreement ask of the database.
type Store interface {
	AddReason(ctx context.Context, by account.Person, r *agreement.Reason) error
	ChangeReason(ctx context.Context, by account.Person, r *agreement.Reason) error
	Dismiss(ctx context.Context, by account.Person, s suggestion.Suggestion, at time.Time) error
	Dismissals(ctx context.Context) ([]suggestion.Dismissal, error)
	DraftTerms(ctx context.Context, id agreement.DraftID, version int) (agreement.Terms, error)
	EndDismissal(ctx context.Context, by account.Person, id int64, at time.Time) error
	MoveReason(ctx context.Context, by account.Person, id agreement.ReasonID, version int, up bool) error
	Negotiate(ctx context.Context, decide func(*agreement.Negotiation) error) error
	Negotiation(ctx context.Context) (agreement.Negotiation, error)
	ReasonUses(ctx context.Context, since time.Time) (map[agreement.ReasonID]agreement.Uses, error)
	RestoreReason(ctx context.Context, by account.Person, id agreement.ReasonID, version int) error
	RetireReason(ctx context.Context, by account.Person, id agreement.ReasonID, version int) error
	SignedVersions(ctx context.Context, before, limit int) ([]agreement.Signed, error)
	Tried(ctx context.Context, since time.Time, most int, touched bool, each func(agreement.Tried)) (more bool, err error)
}

// Routes are their routes.
func (s *Pages) Routes() []visit.Route {
	return []visit.Route{
		visit.Get("/agreement", visit.SignedIn, "agreement", s.agreement),
		visit.Get("/agreement/versions", visit.SignedIn, "agreement", s.agreementVersions),
		visit.Get("/agreement/versions/{id}", visit.SignedIn, "agreement", s.agreementVersion),
		visit.Get("/agreement/draft", visit.Managers, "agreement", s.agreementDraft),
		visit.Post("/agreement/draft", visit.Managers, "agreement", s.saveAgreementDraft),
		visit.Delete("/agreement/draft", visit.Managers, "agreement", s.withdrawAgreement),
		visit.Post("/agreement/draft/answers", visit.Managers, "agreement", s.answerAgreement),
		visit.Post("/agreement/draft/signature", visit.Managers, "agreement", s.signAgreement),
		visit.Delete("/agreement/draft/signature", visit.Managers, "agreement", s.unsignAgreement),
		visit.Get(suggestionsPath, visit.SignedIn, "agreement", s.suggestions),
		visit.Post("/agreement/draft/suggestions", visit.Managers, "agreement", s.putSuggestion),
		visit.Post("/agreement/suggestions/dismissals", visit.Managers, "agreement", s.dismissSuggestion),
		visit.Delete("/agreement/suggestions/dismissals/{id}", visit.Managers, "agreement", s.endDismissal),
		visit.Get("/reasons", visit.Managers, "reason", s.reasons),
		visit.Post("/reasons", visit.Managers, "reason", s.addReason),
		visit.Post("/reasons/{id}", visit.Managers, "reason", s.changeReason),
		visit.Post("/reasons/{id}/retirement", visit.Managers, "reason", s.retireReason),
		visit.Delete("/reasons/{id}/retirement", visit.Managers, "reason", s.restoreReason),
		visit.Post("/reasons/{id}/position", visit.Managers, "reason", s.moveReason),
	}
}

// view is who looks at a page, when, and under which policy.
type view struct{ standing.View }

func viewOf(r *http.Request) view { return view{standing.Of(r)} }
