package settings

import (
	"context"

	"baton/internal/account"
	"baton/internal/errs"
	"baton/internal/lead"
)

// The nouns of campaigns and of what they cost.
const (
	Campaign Noun = "campaign"
	Spend    Noun = "spend"
)

// Campaigns are the campaigns in a transaction.
type Campaigns interface {
	// CampaignNamed is the campaign with a name, in whatever case, retired or not; 0 for none.
	CampaignNamed(ctx context.Context, name string) (lead.CampaignID, error)
	// SourceNamed is the source with a name. It comes back from retirement, or is made, where that is needed.
	SourceNamed(ctx context.Context, name string) (lead.SourceID, error)
	// AddCampaign and SaveCampaign answer ErrCampaignTaken when somebody was faster to take the name. They set the
	// version, and the ID of a new one.
	AddCampaign(ctx context.Context, c *lead.Campaign) error
	SaveCampaign(ctx context.Context, c *lead.Campaign) error
	// Currency is the company's currency, which nobody changes until the transaction ends.
	Currency(ctx context.Context) (string, error)
	// AddSpend and RemoveSpend give the campaign a new version, so that a form that is sent twice counts once.
	AddSpend(ctx context.Context, by account.PersonID, s *lead.Spend, currency string) error
	// RemoveSpend answers NotFound where the campaign has no such spend.
	RemoveSpend(ctx context.Context, campaign lead.CampaignID, id int64) error
}

// ErrCampaignTaken refuses a name that another campaign has.
var ErrCampaignTaken = errs.Problems{
	"name": "Another campaign has this name. It may be retired. Choose another name, or restore that campaign.",
}

// AddCampaign adds a campaign. Its source is named, and made when nobody has named it before.
func (d *Desk) AddCampaign(ctx context.Context, by account.Person, c *lead.Campaign, source string) error {
	from := lead.Source{Name: source}
	if err := errs.Together(c.Check(), from.Check()); err != nil {
		return err
	}
	return d.change(ctx, by, func(tx Tx) (Event, error) {
		if err := nameCampaign(ctx, tx, c, from.Name); err != nil {
			return Event{}, err
		}
		err := tx.AddCampaign(ctx, c)
		return Event{Noun: Campaign, Act: Added, Subject: int64(c.ID), After: campaignFacts(*c)}, err
	})
}

// ChangeCampaign changes a campaign that is still the version that was read.
func (d *Desk) ChangeCampaign(ctx context.Context, by account.Person, c *lead.Campaign, source string) error {
	from := lead.Source{Name: source}
	if err := errs.Together(c.Check(), from.Check()); err != nil {
		return err
	}
	read := c.Version
	return d.change(ctx, by, func(tx Tx) (Event, error) {
		if err := currentVersion(ctx, tx, Campaign, int64(c.ID), read); err != nil {
			return Event{}, err
		}
		if err := nameCampaign(ctx, tx, c, from.Name); err != nil {
			return Event{}, err
		}
		err := tx.SaveCampaign(ctx, c)
		return Event{Noun: Campaign, Act: Changed, Subject: int64(c.ID), After: campaignFacts(*c)}, err
	})
}

// nameCampaign refuses a name that another campaign has, and gives c the source that is called source.
func nameCampaign(ctx context.Context, tx Campaigns, c *lead.Campaign, source string) error {
	holder, err := tx.CampaignNamed(ctx, c.Name)
	if err != nil {
		return err
	}
	if err := free(holder, c.ID, ErrCampaignTaken); err != nil {
		return err
	}
	c.Source, err = tx.SourceNamed(ctx, source)
	return err
}

// RetireCampaign takes a campaign out of the forms; what it brought stays in the reports.
func (d *Desk) RetireCampaign(ctx context.Context, by account.Person, id lead.CampaignID, version int) error {
	return d.setRetired(ctx, by, Campaign, int64(id), version, true)
}

// RestoreCampaign offers a retired campaign again.
func (d *Desk) RestoreCampaign(ctx context.Context, by account.Person, id lead.CampaignID, version int) error {
	return d.setRetired(ctx, by, Campaign, int64(id), version, false)
}

// AddSpend adds what a campaign cost that is still the version that was read.
func (d *Desk) AddSpend(ctx context.Context, by account.Person, s *lead.Spend, version int) error {
	return d.change(ctx, by, func(tx Tx) (Event, error) {
		currency, err := tx.Currency(ctx)
		if err != nil {
			return Event{}, err
		}
		if err := s.Check(currency); err != nil {
			return Event{}, err
		}
		if err := currentVersion(ctx, tx, Campaign, int64(s.Campaign), version); err != nil {
			return Event{}, err
		}
		err = tx.AddSpend(ctx, by.ID, s, currency)
		after := Facts{
			"campaign": s.Campaign, "starts": s.Starts, "ends": s.Ends, "cents": s.Cents, "currency": currency,
		}
		return Event{Noun: Spend, Act: Added, Subject: s.ID, After: after}, err
	})
}

// RemoveSpend deletes what was entered for a campaign that is still the version that was read.
func (d *Desk) RemoveSpend(
	ctx context.Context, by account.Person, campaign lead.CampaignID, id int64, version int,
) error {
	return d.change(ctx, by, func(tx Tx) (Event, error) {
		if err := currentVersion(ctx, tx, Campaign, int64(campaign), version); err != nil {
			return Event{}, err
		}
		e := Event{Noun: Spend, Act: Removed, Subject: id, Before: Facts{"campaign": campaign}}
		return e, tx.RemoveSpend(ctx, campaign, id)
	})
}

func campaignFacts(c lead.Campaign) Facts { return Facts{"name": c.Name, "source": c.Source} }
