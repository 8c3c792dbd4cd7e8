package settings

import (
	"net/http"

	"baton/internal/lead"
	"baton/internal/server/address"
	"baton/internal/server/company"
	"baton/internal/server/hours"
	"baton/internal/server/visit"
	"baton/web/page"
	"baton/web/ui"
)

func (s *Pages) settings(w http.ResponseWriter, r *http.Request) error {
	return s.showSettings(w, r, nil, visit.Refusal{})
}

func (s *Pages) setSettings(w http.ResponseWriter, r *http.Request) error {
	to := company.Typed(r)
	err := s.Store.SetInstallation(r.Context(), to, visit.By(r), s.Now())
	return visit.Saved(w, r, err, address.Settings, func(no visit.Refusal) error { return s.showSettings(w, r, &to, no) })
}

// showSettings shows the settings as they are, or as they were typed and not taken.
func (s *Pages) showSettings(w http.ResponseWriter, r *http.Request, typed *lead.Installation, no visit.Refusal) error {
	is, err := s.Store.Installation(r.Context())
	if err != nil {
		return err
	}
	frame, err := s.Frame(r, "Settings")
	if err != nil {
		return err
	}
	p := page.Settings{Entry: no.Entry(r, "Currency and time zone", address.Settings, 0), Currency: is.Currency,
		Zone: is.Zone, Currencies: company.CurrencyOptions(is.Currency, ""), Zones: hours.ZoneOptions()}
	p.Hidden = []ui.Hidden{{Name: "version", Value: visit.ID(is.Version)}}
	if typed != nil {
		p.Currency, p.Zone = typed.Currency, typed.Zone
	}
	if kept := is.Money.Words(); kept != "" {
		p.Currency, p.CurrencyStays = is.Currency, "It cannot change, because amounts use it: "+kept+"."
		p.Problem = no.Problems["currency"]
	}
	if is.By != "" {
		p.Changed = "Set by " + is.By + " " + visit.By(r).When(is.At)
	}
	return s.Show(w, r, no.Answers(), page.SettingsPage(frame, p))
}
