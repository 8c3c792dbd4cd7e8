// Package company has the form of the company's currency and time zone, which the first page of an installation and its
// settings share.
package company

import (
	"net/http"

	"golang.org/x/text/currency"
	"golang.org/x/text/language"

	"baton/internal/lead"
	"baton/internal/money"
	"baton/internal/server/visit"
	"baton/web/ui"
)

// Typed reads the company's currency and zone from a form.
func Typed(r *http.Request) lead.Installation {
	return lead.Installation{Currency: visit.Form(r, "currency"), Zone: visit.Form(r, "zone"),
		Version: visit.Number[int64](visit.Form(r, "version"))}
}

// CurrencyOptions are the currencies in use, with the one that is chosen now. empty says that none is chosen yet, if
// that is possible.
func CurrencyOptions(chosen, empty string) []ui.Option {
	var options []ui.Option
	if empty != "" {
		options = append(options, ui.Option{Label: empty})
	}
	if chosen != "" && !money.KnownCurrency(chosen) {
		options = append(options, ui.Option{Value: chosen, Label: chosen})
	}
	for _, c := range money.Currencies() {
		options = append(options, ui.Option{Value: c.Code, Label: c.Code + " – " + c.Name})
	}
	return options
}

// LikelyCurrency is that of the country which the visitor's browser names with its language; empty where it names none.
func LikelyCurrency(r *http.Request) string {
	tags, _, err := language.ParseAcceptLanguage(r.Header.Get("Accept-Language"))
	if err != nil || len(tags) == 0 {
		return ""
	}
	region, sure := tags[0].Region()
	unit, known := currency.FromRegion(region)
	if sure != language.Exact || !known || !money.KnownCurrency(unit.String()) {
		return ""
	}
	return unit.String()
}
