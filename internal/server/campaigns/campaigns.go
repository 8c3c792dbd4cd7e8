package campaigns

import (
	"cmp"
	"net/http"
	"slices"
	"strings"

	"baton/internal/account"
	"baton/internal/english"
	"baton/internal/errs"
	"baton/internal/lead"
	"baton/internal/money"
	"baton/internal/policy"
	"baton/internal/report"
	"baton/internal/server/address"
	"baton/internal/server/visit"
	"baton/web/page"
	"baton/web/ui"
)

// usualSources are offered besides those that were named before; one is made when it is chosen.
var usualSources = []string{"Content download", "E-mail", "Outbound", "Paid search", "Paid social", "Partner",
	"Referral", "Trade fair", "Webinar", "Website form"}

// campaignsAsk is what the page of the campaigns shows besides the list: which campaign is open, and a form that was
// not taken.
type campaignsAsk struct {
	open     lead.CampaignID
	campaign *page.CampaignForm
	spend    *page.CampaignSpend
	no       visit.Refusal
}

func (s *Pages) campaigns(w http.ResponseWriter, r *http.Request) error {
	return s.showCampaigns(w, r, campaignsAsk{open: visit.Number[lead.CampaignID](visit.Query(r, "edit"))})
}

func (s *Pages) addCampaign(w http.ResponseWriter, r *http.Request) error {
	form := &page.CampaignForm{Name: visit.Form(r, "name"), Source: visit.Form(r, "source")}
	err := s.Store.AddCampaign(r.Context(), visit.By(r), &lead.Campaign{Name: form.Name}, form.Source)
	return visit.Saved(w, r, err, "/campaigns", func(no visit.Refusal) error {
		return s.showCampaigns(w, r, campaignsAsk{campaign: form, no: no})
	})
}

func (s *Pages) changeCampaign(w http.ResponseWriter, r *http.Request) error {
	id, err := visit.PathID[lead.CampaignID](r, "id")
	if err != nil {
		return err
	}
	form := &page.CampaignForm{Name: visit.Form(r, "name"), Source: visit.Form(r, "source")}
	changed := &lead.Campaign{ID: id, Name: form.Name, Version: visit.Version(r)}
	err = s.Store.ChangeCampaign(r.Context(), visit.By(r), changed, form.Source)
	return visit.Saved(w, r, err, "/campaigns", func(no visit.Refusal) error {
		return s.showCampaigns(w, r, campaignsAsk{open: id, campaign: form, no: no})
	})
}

func (s *Pages) retireCampaign(w http.ResponseWriter, r *http.Request) error {
	id, err := visit.PathID[lead.CampaignID](r, "id")
	if err != nil {
		return err
	}
	err = s.Store.RetireCampaign(r.Context(), visit.By(r), id, visit.Version(r))
	return visit.Saved(w, r, err, "/campaigns",
		func(no visit.Refusal) error { return s.showCampaigns(w, r, campaignsAsk{no: no}) })
}

func (s *Pages) restoreCampaign(w http.ResponseWriter, r *http.Request) error {
	id, err := visit.PathID[lead.CampaignID](r, "id")
	if err != nil {
		return err
	}
	err = s.Store.RestoreCampaign(r.Context(), visit.By(r), id, visit.Version(r))
	return visit.Saved(w, r, err, "/campaigns",
		func(no visit.Refusal) error { return s.showCampaigns(w, r, campaignsAsk{no: no}) })
}

func (s *Pages) addSpend(w http.ResponseWriter, r *http.Request) error {
	id, err := visit.PathID[lead.CampaignID](r, "id")
	if err != nil {
		return err
	}
	policy := visit.Of(r).Policy
	spend, err := typedSpend(r, id, policy.Currency)
	if err == nil {
		err = s.Store.AddSpend(r.Context(), visit.By(r), &spend, visit.Version(r))
	}
	return visit.Saved(w, r, err, visit.Address("/campaigns", "edit", visit.ID(id)), func(no visit.Refusal) error {
		form := &page.CampaignSpend{StartsOn: visit.Form(r, "starts_on"), EndsOn: visit.Form(r, "ends_on"),
			Amount: visit.Form(r, "amount")}
		return s.showCampaigns(w, r, campaignsAsk{open: id, spend: form, no: no})
	})
}

func (s *Pages) removeSpend(w http.ResponseWriter, r *http.Request) error {
	id, err := visit.PathID[lead.CampaignID](r, "id")
	if err != nil {
		return err
	}
	spend, err := visit.PathID[int64](r, "spend")
	if err != nil {
		return err
	}
	err = s.Store.RemoveSpend(r.Context(), visit.By(r), id, spend, visit.Version(r))
	return visit.Saved(w, r, err, visit.Address("/campaigns", "edit", visit.ID(id)), func(no visit.Refusal) error {
		return s.showCampaigns(w, r, campaignsAsk{open: id, no: no})
	})
}

// typedSpend reads a spend in a currency from its form.
func typedSpend(r *http.Request, id lead.CampaignID, currency string) (lead.Spend, error) {
	problems := errs.Problems{}
	spend := lead.Spend{Campaign: id}
	var read bool
	if spend.Starts, read = lead.Day(visit.Form(r, "starts_on")); !read {
		problems.Add("starts_on", "Choose the first day of the spend.")
	}
	if spend.Ends, read = lead.Day(visit.Form(r, "ends_on")); !read {
		problems.Add("ends_on", "Choose the last day of the spend.")
	}
	if spend.Cents, read = money.ParseAmount(visit.Form(r, "amount"), currency); !read {
		problems.Add("amount", "Write an amount such as "+money.AmountHint(currency)+".")
	}
	return spend, problems.Err()
}

func (s *Pages) showCampaigns(w http.ResponseWriter, r *http.Request, ask campaignsAsk) error {
	lines, err := s.Store.CampaignLines(r.Context())
	if err != nil {
		return err
	}
	choices, err := s.Store.Choices(r.Context())
	if err != nil {
		return err
	}
	policy := visit.Of(r).Policy
	frame, err := s.Frame(r, "Campaigns")
	if err != nil {
		return err
	}
	p := s.campaignList(lines, policy)
	open := slices.IndexFunc(lines, func(c lead.CampaignLine) bool { return c.ID == ask.open })
	if ask.open != 0 && open < 0 {
		return visit.ErrNoPage
	}
	var line lead.CampaignLine
	if open >= 0 {
		line = lines[open]
		if p.Spend, err = s.campaignSpend(r, line, ask, policy.Currency); err != nil {
			return err
		}
	}
	p.Form = campaignForm(r, line, ask, choices.Sources)
	if ask.campaign == nil && ask.spend == nil {
		frame.Notice = ask.no.Notice()
	}
	return s.Show(w, r, ask.no.Answers(), page.CampaignsPage(frame, p))
}

func (s *Pages) campaignList(lines []lead.CampaignLine, inForce *policy.Policy) page.Campaigns {
	p := page.Campaigns{Empty: ui.Empty{
		Words: "There are no campaigns yet. Add the first one to record where leads come from.",
	}}
	var all lead.CampaignLine
	for _, c := range lines {
		all.Accepted, all.Rejected = all.Accepted+c.Accepted, all.Rejected+c.Rejected
		all.SpendCents += c.SpendCents
	}
	average := report.Share{N: all.Accepted, Of: all.Accepted + all.Rejected}.Ratio()
	for _, c := range lines {
		row := campaignRow(c, inForce.Currency, average)
		if c.HandedOver > 0 {
			row.HandedOverHref = address.EverBehind(report.Filter{Metric: report.Submitted, Campaign: c.ID}, s.Now(),
				inForce.Zone)
		}
		if c.Retired {
			p.Retired = append(p.Retired, row)
		} else {
			p.Rows = append(p.Rows, row)
		}
	}
	if len(lines) > 0 {
		p.Words = english.Count(len(p.Rows), "campaign", "campaigns") + " in use, total spend " +
			visit.Money(all.SpendCents, inForce.Currency)
	}
	return p
}

// campaignRow is a line of the list. Acceptance counts as low when even its interval stays below the average of all
// campaigns.
func campaignRow(c lead.CampaignLine, currency string, average float64) page.CampaignRow {
	self := "/campaigns/" + visit.ID(c.ID)
	accepted := report.Share{N: c.Accepted, Of: c.Accepted + c.Rejected}
	_, high := accepted.Wilson()
	row := page.CampaignRow{
		ID: "campaign-" + visit.ID(c.ID), Name: c.Name, Source: c.SourceName, Spend: "–",
		HandedOver: english.Number(c.HandedOver), Accepted: accepted.Words(), AcceptedLow: accepted.Known() && high < average,
		Upkeep: page.Upkeep{EditBy: visit.Address("/campaigns", "edit", visit.ID(c.ID)), Href: self, About: c.Name,
			Hidden: visit.VersionField(c.Version), Retires: true, Retired: c.Retired},
	}
	if c.SpendCents > 0 {
		row.Spend = visit.Money(c.SpendCents, currency)
	}
	return row
}

// campaignForm is the form of the campaign that is open, or of a new one.
func campaignForm(r *http.Request, line lead.CampaignLine, ask campaignsAsk, sources []lead.Source) *page.CampaignForm {
	form, no := page.CampaignForm{Name: line.Name, Source: line.SourceName}, visit.Refusal{}
	if ask.campaign != nil {
		form, no = *ask.campaign, ask.no
	}
	if line.ID == 0 {
		form.Entry = no.Entry(r, "New campaign", "/campaigns", 0)
		form.Save = "Add the campaign"
	} else {
		form.Entry = no.Entry(r, line.Name, "/campaigns/"+visit.ID(line.ID), line.Version)
		form.Keep = "/campaigns"
	}
	form.Sources = sourceOptions(sources, form.Source)
	return &form
}

// sourceOptions are the sources by name: those that were named, the usual ones, and the one that was typed.
func sourceOptions(sources []lead.Source, typed string) []ui.Option {
	names := slices.Clone(usualSources)
	for _, s := range sources {
		names = append(names, s.Name)
	}
	if strings.TrimSpace(typed) != "" {
		names = append(names, typed)
	}
	slices.SortStableFunc(names, func(a, b string) int { return cmp.Compare(account.SortKey(a), account.SortKey(b)) })
	options := []ui.Option{{Label: "Choose a source"}}
	for i, name := range names {
		if i > 0 && strings.EqualFold(name, names[i-1]) {
			if name != typed {
				continue
			}
			options = options[:len(options)-1]
		}
		options = append(options, ui.Option{Value: name, Label: name})
	}
	return options
}

// campaignSpend is what the open campaign cost, and the form that adds to it.
func (s *Pages) campaignSpend(r *http.Request, line lead.CampaignLine, ask campaignsAsk,
	currency string) (*page.CampaignSpend, error) {
	spend, err := s.Store.SpendOf(r.Context(), line.ID)
	if err != nil {
		return nil, err
	}
	form, no := page.CampaignSpend{}, visit.Refusal{}
	if ask.spend != nil {
		form, no = *ask.spend, ask.no
	}
	self := "/campaigns/" + visit.ID(line.ID) + "/spend"
	form.Entry = no.Entry(r, "Add spend", self, line.Version)
	form.Save = "Add the amount"
	form.Total, form.Currency = visit.Money(line.SpendCents, currency)+" so far", currency
	for _, each := range spend {
		days := visit.By(r).Dates.Days(each.Starts, each.Ends)
		form.Lines = append(form.Lines, page.SpendLine{
			ID: "spend-" + visit.ID(each.ID), Days: days, Amount: visit.Money(each.Cents, currency),
			Remove: &ui.Action{Href: self + "/" + visit.ID(each.ID), Method: "DELETE", Hidden: visit.VersionField(line.Version),
				Button: ui.Button{Label: "Delete", Kind: ui.Bare, About: days}},
		})
	}
	return &form, nil
}
