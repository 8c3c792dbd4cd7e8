package server

import (
	"context"
	"net/http"
	"time"

	"golang.org/x/text/currency"
	"golang.org/x/text/language"

	"baton/internal/account"
	"baton/internal/lead"
	"baton/internal/server/address"
	"baton/internal/server/hours"
	"baton/internal/server/visit"
	"baton/web/page"
	"baton/web/ui"
)

// installationStore is what the settings of the company ask of the database.
type installationStore interface {
	Installation(ctx context.Context) (lead.Installation, error)
	SetInstallation(ctx context.Context, to lead.Installation, by account.Person, at time.Time) error
}

func (s *Server) settings(w http.ResponseWriter, r *http.Request) error {
	return s.showSettings(w, r, nil, visit.Refusal{})
}

func (s *Server) setSettings(w http.ResponseWriter, r *http.Request) error {
	to := typedInstallation(r)
	err := s.Store.SetInstallation(r.Context(), to, visit.By(r), s.Now())
	return visit.Saved(w, r, err, address.Settings, func(no visit.Refusal) error { return s.showSettings(w, r, &to, no) })
}

// typedInstallation reads the company's currency and zone from a form.
func typedInstallation(r *http.Request) lead.Installation {
	return lead.Installation{Currency: visit.Form(r, "currency"), Zone: visit.Form(r, "zone"), Version: visit.Number[int64](visit.Form(r, "version"))}
}

// showSettings shows the settings as they are, or as they were typed and not taken.
func (s *Server) showSettings(w http.ResponseWriter, r *http.Request, typed *lead.Installation, no visit.Refusal) error {
	is, err := s.Store.Installation(r.Context())
	if err != nil {
		return err
	}
	frame, err := s.Frame(r, "Settings")
	if err != nil {
		return err
	}
	p := page.Settings{Entry: no.Entry(r, "Currency and time zone", address.Settings, 0), Currency: is.Currency, Zone: is.Zone, Currencies: currencyOptions(is.Currency, ""), Zones: hours.ZoneOptions()}
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

// currencyOptions are the currencies in use, with the one that is chosen now. empty says that none is chosen yet, if that is possible.
func currencyOptions(chosen, empty string) []ui.Option {
	var options []ui.Option
	if empty != "" {
		options = append(options, ui.Option{Label: empty})
	}
	if chosen != "" && !lead.KnownCurrency(chosen) {
		options = append(options, ui.Option{Value: chosen, Label: chosen})
	}
	for _, c := range lead.Currencies() {
		options = append(options, ui.Option{Value: c.Code, Label: c.Code + " – " + c.Name})
	}
	return options
}

// likelyCurrency is that of the country which the visitor's browser names with its language; empty where it names none.
func likelyCurrency(r *http.Request) string {
	tags, _, err := language.ParseAcceptLanguage(r.Header.Get("Accept-Language"))
	if err != nil || len(tags) == 0 {
		return ""
	}
	region, sure := tags[0].Region()
	unit, known := currency.FromRegion(region)
	if sure != language.Exact || !known || !lead.KnownCurrency(unit.String()) {
		return ""
	}
	return unit.String()
}
