// Package scoring has the pages of grading and of the likelihood that is learned from past leads.
package scoring

import (
	"context"
	"net/http"
	"time"

	"baton/internal/account"
	"baton/internal/agreement"
	"baton/internal/lead"
	"baton/internal/scoring/grade"
	"baton/internal/scoring/prospect"
	"baton/internal/server/visit"
)

// Pages serves them.
type Pages struct {
	*visit.Portal
	Store Store

	regrades visit.Cached[regrade]
}

// Store is what the pages of scoring ask of the database.
type Store interface {
	DropScoringDraft(ctx context.Context, by account.Person) error
	EditScoring(ctx context.Context, by account.Person, at time.Time, change func(*grade.Draft) error) error
	LabelsSoFar(ctx context.Context, of lead.Prospect, at time.Time) (labels, positives int, err error)
	ModelInUse(ctx context.Context, of lead.Prospect) (*prospect.Version, error)
	Models(ctx context.Context, of lead.Prospect, before, limit int) ([]prospect.Version, error)
	PublishScoring(ctx context.Context, by account.Person, version int, at time.Time) error
	PutBackModel(ctx context.Context, by account.Person, id int64, inUse int, at time.Time) error
	RenewScoringDraft(ctx context.Context, by account.Person, at time.Time) error
	RestoreScoring(ctx context.Context, by account.Person, version, inForce int, at time.Time) error
	ScoringDraft(ctx context.Context, by account.Person) (*grade.Draft, error)
	Scorings(ctx context.Context, before, limit int) ([]grade.Publication, error)
	SetWinDays(ctx context.Context, by account.Person, days int) error
	Tried(ctx context.Context, since time.Time, most int, touched bool, each func(agreement.Tried)) (more bool, err error)
	WinDays(ctx context.Context) (int, error)
}

// Routes are their routes.
func (s *Pages) Routes() []visit.Route {
	return []visit.Route{
		visit.Get("/scoring", visit.SignedIn, "scoring", s.scoring),
		visit.Post("/scoring", visit.Managers, "scoring", s.addFitRule),
		visit.Post("/scoring/levels", visit.Managers, "scoring", s.setLevels),
		visit.Post("/scoring/engagement", visit.Managers, "scoring", s.setEngagement),
		visit.Post("/scoring/groups", visit.Managers, "scoring", s.addGroup),
		visit.Post("/scoring/groups/{id}", visit.Managers, "scoring", s.changeGroup),
		visit.Delete("/scoring/groups/{id}", visit.Managers, "scoring", s.removeGroup),
		visit.Delete("/scoring/draft", visit.Managers, "scoring", s.dropScoringDraft),
		visit.Post("/scoring/draft/publication", visit.Managers, "scoring", s.publishScoring),
		visit.Post("/scoring/draft/renewal", visit.Managers, "scoring", s.renewScoringDraft),
		visit.Post("/scoring/versions/{id}/publication", visit.Managers, "scoring", s.restoreScoring),
		visit.Post("/scoring/{id}", visit.Managers, "scoring", s.changeFitRule),
		visit.Delete("/scoring/{id}", visit.Managers, "scoring", s.removeFitRule),
		visit.Get("/scoring/model", visit.SignedIn, "model", s.model),
		visit.Post("/scoring/model/window", visit.Managers, "model", s.setWinDays),
		visit.Post("/scoring/model/versions/{id}/publication", visit.Managers, "model", s.putBackModel),
	}
}

// view is who looks at a page, when, and under which policy.
type view struct{ visit.Visit }

func viewOf(r *http.Request) view { return view{visit.Of(r)} }
