// Package campaigns has the pages of campaigns and what they cost.
package campaigns

import (
	"context"

	"baton/internal/account"
	"baton/internal/lead"
	"baton/internal/server/visit"
	"baton/internal/worklist"
)

// Pages serves them.
type Pages struct {
	*visit.Portal
	Store Store
}

// Store is what the pages of campaigns ask of the database.
type Store interface {
	AddCampaign(ctx context.Context, by account.Person, c *lead.Campaign, source string) error
	AddSpend(ctx context.Context, by account.Person, s *lead.Spend, version int) error
	CampaignLines(ctx context.Context) ([]lead.CampaignLine, error)
	ChangeCampaign(ctx context.Context, by account.Person, c *lead.Campaign, source string) error
	Choices(ctx context.Context) (worklist.Choices, error)
	RemoveSpend(ctx context.Context, by account.Person, campaign lead.CampaignID, id int64, version int) error
	RestoreCampaign(ctx context.Context, by account.Person, id lead.CampaignID, version int) error
	RetireCampaign(ctx context.Context, by account.Person, id lead.CampaignID, version int) error
	SpendOf(ctx context.Context, id lead.CampaignID) ([]lead.Spend, error)
}

// Routes are their routes.
func (s *Pages) Routes() []visit.Route {
	return []visit.Route{
		visit.Get("/campaigns", visit.Marketers, "campaign", s.campaigns),
		visit.Post("/campaigns", visit.Marketers, "campaign", s.addCampaign),
		visit.Post("/campaigns/{id}", visit.Marketers, "campaign", s.changeCampaign),
		visit.Post("/campaigns/{id}/retirement", visit.Marketers, "campaign", s.retireCampaign),
		visit.Delete("/campaigns/{id}/retirement", visit.Marketers, "campaign", s.restoreCampaign),
		visit.Post("/campaigns/{id}/spend", visit.Marketers, "campaign", s.addSpend),
		visit.Delete("/campaigns/{id}/spend/{spend}", visit.Marketers, "campaign", s.removeSpend),
	}
}
