package hours

import (
	"strings"
	"sync"

	"baton/internal/account"
	"baton/internal/agreement"
	"baton/web/ui"
)

// ZoneOptions are all time zones, with the words by which those with underscores are found.
var ZoneOptions = sync.OnceValue(func() []ui.Option {
	var options []ui.Option
	for _, zone := range account.Zones() {
		options = append(options, ui.Option{Value: zone, Label: strings.ReplaceAll(zone, "_", " ")})
	}
	return options
})

// CountryOptions are the countries and regions whose public holidays are known. empty says what choosing none means.
func CountryOptions(empty string) []ui.Option {
	options := []ui.Option{{Label: empty}}
	for _, h := range agreement.AllHolidays() {
		options = append(options, ui.Option{Value: h.Code(), Label: h.Name()})
	}
	return options
}

// HolidayWords say whose public holidays are kept; nothing where there are none.
func HolidayWords(code string) string {
	if code == "" {
		return ""
	}
	return "holidays of " + agreement.HolidaysOf(code).Name()
}
