package server

import (
	"slices"
	"strings"

	"baton/internal/agreement"
	"baton/internal/lead"
	"baton/web/ui"
)

// zones are the time zones that forms offer, by region; what a person or team has besides is offered to them too.
var zones = strings.Fields(`
	Africa/Accra Africa/Algiers Africa/Cairo Africa/Casablanca Africa/Johannesburg Africa/Lagos Africa/Nairobi Africa/Tunis
	America/Anchorage America/Argentina/Buenos_Aires America/Bogota America/Caracas America/Chicago America/Costa_Rica America/Denver
	America/Guatemala America/Guayaquil America/Halifax America/La_Paz America/Lima America/Los_Angeles America/Mexico_City America/Montevideo
	America/New_York America/Panama America/Phoenix America/Puerto_Rico America/Santiago America/Sao_Paulo America/St_Johns America/Tijuana
	America/Toronto America/Vancouver America/Winnipeg
	Asia/Almaty Asia/Amman Asia/Baghdad Asia/Baku Asia/Bangkok Asia/Beirut Asia/Colombo Asia/Dhaka Asia/Dubai Asia/Ho_Chi_Minh Asia/Hong_Kong
	Asia/Jakarta Asia/Jerusalem Asia/Karachi Asia/Kathmandu Asia/Kolkata Asia/Kuala_Lumpur Asia/Kuwait Asia/Manila Asia/Qatar Asia/Riyadh
	Asia/Seoul Asia/Shanghai Asia/Singapore Asia/Taipei Asia/Tashkent Asia/Tbilisi Asia/Tehran Asia/Tokyo Asia/Yerevan
	Atlantic/Azores Atlantic/Canary Atlantic/Reykjavik
	Australia/Adelaide Australia/Brisbane Australia/Darwin Australia/Hobart Australia/Melbourne Australia/Perth Australia/Sydney
	Europe/Amsterdam Europe/Athens Europe/Belgrade Europe/Berlin Europe/Bratislava Europe/Brussels Europe/Bucharest Europe/Budapest
	Europe/Copenhagen Europe/Dublin Europe/Helsinki Europe/Istanbul Europe/Kyiv Europe/Lisbon Europe/Ljubljana Europe/London Europe/Luxembourg
	Europe/Madrid Europe/Malta Europe/Oslo Europe/Paris Europe/Prague Europe/Riga Europe/Rome Europe/Sarajevo Europe/Skopje Europe/Sofia
	Europe/Stockholm Europe/Tallinn Europe/Vienna Europe/Vilnius Europe/Warsaw Europe/Zagreb Europe/Zurich
	Pacific/Auckland Pacific/Fiji Pacific/Guam Pacific/Honolulu UTC`)

// zoneOptions are the zones to choose from, with the one that is chosen now. empty says what choosing none means, if that is possible.
func zoneOptions(chosen, empty string) []ui.Option {
	var options []ui.Option
	if empty != "" {
		options = append(options, ui.Option{Label: empty})
	}
	all := zones
	if chosen != "" && !slices.Contains(all, chosen) {
		all = append([]string{chosen}, all...)
	}
	for _, zone := range all {
		region, place, _ := strings.Cut(zone, "/")
		if place == "" {
			region, place = "Elsewhere", zone
		}
		options = append(options, ui.Option{Value: zone, Label: strings.NewReplacer("_", " ", "/", ", ").Replace(place), Group: region})
	}
	return options
}

// countryOptions are the countries whose public holidays are known. empty says what choosing none means.
func countryOptions(empty string) []ui.Option {
	options := []ui.Option{{Label: empty}}
	for _, c := range agreement.HolidayCountries() {
		options = append(options, ui.Option{Value: c.Code, Label: c.Name})
	}
	return options
}

// holidayWords say whose public holidays are kept; nothing where there are none.
func holidayWords(country string) string {
	if country == "" {
		return ""
	}
	return "holidays of " + lead.CountryName(country)
}
