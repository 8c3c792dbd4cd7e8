package catalogue

import (
	"context"
	"slices"
	"time"

	"baton/internal/api/call"
	"baton/internal/errs"
	"baton/internal/lead"
)

// Campaign is a campaign as programs read it.
type Campaign struct {
	_          struct{}        `additionalProperties:"true"`
	ID         lead.CampaignID `json:"id" doc:"The id of the campaign."`
	Name       string          `json:"name" example:"Autumn webinar" doc:"Its name."`
	Source     string          `json:"source,omitempty" example:"Webinar" doc:"The name of its source."`
	Retired    bool            `json:"retired" doc:"Forms do not offer it any more."`
	Version    int             `json:"version" doc:"It is another one after each change and each spend."`
	Spend      *call.Amount    `json:"spend,omitempty" doc:"What it has cost so far. Only in answers to GET."`
	HandedOver int64           `json:"handed_over" doc:"How many of its leads were handed over."`
	Accepted   int64           `json:"accepted" doc:"How many of those were accepted."`
	Rejected   int64           `json:"rejected" doc:"How many of those were rejected."`
}

type campaignsOut struct{ Body CampaignList }

// CampaignList is all campaigns.
type CampaignList struct {
	_         struct{}   `additionalProperties:"true"`
	Campaigns []Campaign `json:"campaigns" nullable:"false" doc:"All campaigns by name."`
}

func (a *Routes) campaigns(ctx context.Context, _ *nothingIn) (*campaignsOut, error) {
	policy, err := a.Store.Policy(ctx)
	if err != nil {
		return nil, err
	}
	lines, err := a.Store.CampaignLines(ctx)
	if err != nil {
		return nil, err
	}
	out := CampaignList{Campaigns: make([]Campaign, len(lines))}
	for i, c := range lines {
		spend := call.AmountOf(c.SpendCents, policy.Currency)
		out.Campaigns[i] = Campaign{ID: c.ID, Name: c.Name, Source: c.SourceName, Retired: c.Retired, Version: c.Version,
			Spend: &spend, HandedOver: c.HandedOver, Accepted: c.Accepted, Rejected: c.Rejected}
	}
	return &campaignsOut{out}, nil
}

type newCampaign struct{ name, source string }

var campaign = call.Body[newCampaign]{Noun: "A campaign", Example: `{"name": "Autumn webinar", "source": "Webinar"}`,
	Fields: []call.Field[newCampaign]{
		call.Need(call.Text("name", lead.MaxText, "Its name.", func(c *newCampaign) *string { return &c.name })),
		call.Need(call.Text("source", lead.MaxText, "The name of its source, which is made when it is new.",
			func(c *newCampaign) *string { return &c.source })),
	}}

// bodyIn is a request with a body and without an Idempotency-Key.
type bodyIn struct {
	Type    string `header:"Content-Type" hidden:"true"`
	RawBody []byte
}

type campaignOut struct{ Body Campaign }

func (a *Routes) addCampaign(ctx context.Context, in *bodyIn) (*campaignOut, error) {
	sent, _, err := campaign.Whole(in.RawBody, in.Type)
	if err != nil {
		return nil, err
	}
	c := lead.Campaign{Name: sent.name}
	if err := a.Store.AddCampaign(ctx, call.Owner(ctx), &c, sent.source); err != nil {
		return nil, err
	}

	return &campaignOut{Campaign{ID: c.ID, Name: c.Name, Source: sent.source, Version: c.Version}}, nil
}

type spendIn struct {
	Campaign int64 `query:"campaign" minimum:"1" required:"true" doc:"The id of the campaign."`
}

type spendOut struct{ Body SpendList }

// SpendList is what was entered for a campaign.
type SpendList struct {
	_     struct{} `additionalProperties:"true"`
	Spend []Spend  `json:"spend" nullable:"false" doc:"The latest days first."`
}

// Spend is what a campaign cost in some days.
type Spend struct {
	_        struct{}        `additionalProperties:"true"`
	ID       int64           `json:"id" doc:"The id of the spend."`
	Campaign lead.CampaignID `json:"campaign" doc:"The id of the campaign."`
	StartsOn string          `json:"starts_on" format:"date" doc:"The first day."`
	EndsOn   string          `json:"ends_on" format:"date" doc:"The last day."`
	Amount   call.Amount     `json:"amount" doc:"What these days cost together."`
}

func shownSpend(s lead.Spend, currency string) Spend {
	return Spend{ID: s.ID, Campaign: s.Campaign, StartsOn: s.Starts.Format(time.DateOnly),
		EndsOn: s.Ends.Format(time.DateOnly), Amount: call.AmountOf(s.Cents, currency)}
}

func (a *Routes) spend(ctx context.Context, in *spendIn) (*spendOut, error) {
	policy, err := a.Store.Policy(ctx)
	if err != nil {
		return nil, err
	}
	all, err := a.Store.SpendOf(ctx, lead.CampaignID(in.Campaign))
	if err != nil {
		return nil, err
	}
	out := SpendList{Spend: make([]Spend, len(all))}
	for i, s := range all {
		out.Spend[i] = shownSpend(s, policy.Currency)
	}
	return &spendOut{out}, nil
}

type newSpend struct {
	spend   lead.Spend
	amount  call.Amount
	version int
}

var spent = call.Body[newSpend]{Noun: "A spend",
	Example: `{"campaign": 1, "version": 1, "starts_on": "2026-11-01", "ends_on": "2026-11-30", ` +
		`"amount": {"amount": "900.00", "currency": "EUR"}}`,
	Fields: []call.Field[newSpend]{
		call.Need(call.Number("campaign", 1, "The id of the campaign.",
			"The id of a campaign must be a whole number above 0.",
			func(s *newSpend) *lead.CampaignID { return &s.spend.Campaign })),
		call.Need(call.Number("version", 1, "The version of the campaign, which GET /campaigns has.",
			"The version of a campaign must be a whole number above 0.", func(s *newSpend) *int { return &s.version })),
		call.Need(call.Day("starts_on", "The first day.", func(s *newSpend) *time.Time { return &s.spend.Starts })),
		call.Need(call.Day("ends_on", "The last day.", func(s *newSpend) *time.Time { return &s.spend.Ends })),
		call.Need(call.Money("amount", "What these days cost together, in the company's currency.",
			func(s *newSpend) *call.Amount { return &s.amount })),
	}}

type newSpendOut struct{ Body Spend }

func (a *Routes) addSpend(ctx context.Context, in *bodyIn) (*newSpendOut, error) {
	sent, value, err := spent.Whole(in.RawBody, in.Type)
	if err != nil {
		return nil, err
	}
	policy, err := a.Store.Policy(ctx)
	if err != nil {
		return nil, err
	}
	problems := errs.Problems{}
	for _, field := range []string{"campaign", "version", "amount"} {
		if value[field] == nil {
			problems.Add(field, "This is missing. Send it.")
		}
	}
	var wrong string
	if sent.spend.Cents, wrong = sent.amount.Minor(policy.Currency); wrong != "" {
		problems.Add("amount", wrong)
	}
	if err := errs.Together(problems.Err(), sent.spend.Check(policy.Currency)); err != nil {
		return nil, err
	}
	if err := a.Store.AddSpend(ctx, call.Owner(ctx), &sent.spend, sent.version); err != nil {
		return nil, err
	}
	return &newSpendOut{shownSpend(sent.spend, policy.Currency)}, nil
}

// Persona is a persona as programs read it.
type Persona struct {
	_           struct{}       `additionalProperties:"true"`
	ID          lead.PersonaID `json:"id" doc:"The id of the persona."`
	Name        string         `json:"name" example:"Head of logistics" doc:"Its name."`
	Description string         `json:"description,omitempty" doc:"Who they are."`
	Requires    []string       `json:"requires" nullable:"false" doc:"The fields that a lead of it needs to be handed over."`
	Retired     bool           `json:"retired" doc:"Forms do not offer it any more."`
}

type personasOut struct {
	Body struct {
		Personas []Persona `json:"personas" nullable:"false" doc:"All personas by name."`
	}
}

func (a *Routes) personas(ctx context.Context, _ *nothingIn) (*personasOut, error) {
	policy, err := a.Store.Policy(ctx)
	if err != nil {
		return nil, err
	}
	out := &personasOut{}
	out.Body.Personas = make([]Persona, len(policy.Personas))
	for i, p := range policy.Personas {
		out.Body.Personas[i] = Persona{ID: p.ID, Name: p.Name, Description: p.Description,
			Requires: append([]string{}, slices.Clone(p.Requires)...), Retired: p.Retired}
	}
	return out, nil
}
