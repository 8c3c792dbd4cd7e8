// Package assignment has the pages of assignment: rules, drafts, trials, the log, and handing over all leads of a
// person.
package assignment

import (
	"context"
	"iter"
	"time"

	"baton/internal/account"
	"baton/internal/assign"
	"baton/internal/handoff/desk"
	"baton/internal/lead"
	"baton/internal/server/visit"
)

// Pages serves them.
type Pages struct {
	*visit.Portal
	Store Store
	Desk  *desk.Desk
}

// Store is what the pages of assignment ask of the database.
type Store interface {
	CampaignLines(ctx context.Context) ([]lead.CampaignLine, error)
	Draft(ctx context.Context, by account.Person) (*assign.Draft, error)
	DropDraft(ctx context.Context, by account.Person) error
	EditDraft(ctx context.Context, by account.Person, at time.Time, change func(*assign.Draft) error) error
	Holder(ctx context.Context, id account.PersonID, at time.Time) (lead.Holder, error)
	InForce(ctx context.Context) (assign.Set, error)
	KeepDraft(ctx context.Context, by account.Person, at time.Time) error
	Past(ctx context.Context, by account.Person, ask assign.PastAsk) iter.Seq2[assign.Past, error]
	Routed(ctx context.Context, by account.Person, ask assign.LogAsk, at time.Time) (assign.Log, error)
	RoutedDay(ctx context.Context, by account.Person, ask assign.LogAsk) (assign.LogDay, error)
	Staff(ctx context.Context, since time.Time) ([]assign.Rep, error)
	TurnOn(ctx context.Context, by account.Person, version int, at time.Time) error
}

// Routes are their routes.
func (s *Pages) Routes() []visit.Route {
	return []visit.Route{
		visit.Get("/assignment", visit.Managers, "rule", s.assignment),
		visit.Post("/assignment", visit.Managers, "rule", s.addRule),
		visit.Get("/assignment/log", visit.Managers, "rule", s.assignmentLog),
		visit.Get("/assignment/trial", visit.Managers, "rule", s.trial),
		visit.Post("/assignment/shares", visit.Managers, "rule", s.setShares),
		visit.Post("/assignment/fallback", visit.Managers, "rule", s.setFallback),
		visit.Delete("/assignment/draft", visit.Managers, "rule", s.dropDraft),
		visit.Post("/assignment/draft/publication", visit.Managers, "rule", s.publishDraft),
		visit.Post("/assignment/draft/renewal", visit.Managers, "rule", s.keepDraft),
		visit.Get("/assignment/leaving", visit.Managers, "rule", s.leaving),
		visit.Post("/assignment/leaving", visit.Managers, "rule", s.handOverAll),
		visit.Post("/handoffs/{id}/credit", visit.Managers, "handoff", s.credit),
		visit.Post("/assignment/{id}", visit.Managers, "rule", s.changeRule),
		visit.Delete("/assignment/{id}", visit.Managers, "rule", s.removeRule),
		visit.Post("/assignment/{id}/position", visit.Managers, "rule", s.moveRule),
	}
}
