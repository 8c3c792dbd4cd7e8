package agreement

import (
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/rickar/cal/v2"
	"github.com/rickar/cal/v2/ar"
	"github.com/rickar/cal/v2/at"
	"github.com/rickar/cal/v2/au"
	"github.com/rickar/cal/v2/be"
	"github.com/rickar/cal/v2/bg"
	"github.com/rickar/cal/v2/br"
	"github.com/rickar/cal/v2/ca"
	"github.com/rickar/cal/v2/ch"
	"github.com/rickar/cal/v2/cz"
	"github.com/rickar/cal/v2/de"
	"github.com/rickar/cal/v2/dk"
	"github.com/rickar/cal/v2/es"
	"github.com/rickar/cal/v2/fr"
	"github.com/rickar/cal/v2/gb"
	"github.com/rickar/cal/v2/gr"
	"github.com/rickar/cal/v2/hr"
	"github.com/rickar/cal/v2/ie"
	"github.com/rickar/cal/v2/it"
	"github.com/rickar/cal/v2/jp"
	"github.com/rickar/cal/v2/lt"
	"github.com/rickar/cal/v2/lv"
	"github.com/rickar/cal/v2/mw"
	"github.com/rickar/cal/v2/nl"
	"github.com/rickar/cal/v2/no"
	"github.com/rickar/cal/v2/nz"
	"github.com/rickar/cal/v2/pl"
	"github.com/rickar/cal/v2/ro"
	"github.com/rickar/cal/v2/se"
	"github.com/rickar/cal/v2/si"
	"github.com/rickar/cal/v2/sk"
	"github.com/rickar/cal/v2/ua"
	"github.com/rickar/cal/v2/us"
	"github.com/rickar/cal/v2/za"

	"baton/internal/account"
	"baton/internal/errs"
	"baton/internal/lead"
)

// Holidays are the public holidays of a country, which hold in all of it. A nil list has none.
type Holidays struct {
	country string
	list    []*cal.Holiday
	years   sync.Map // year to *daysOff
}

// daysOff are the holidays of a year: a bit for each day of each month.
type daysOff [13]uint32

// lists are the countries whose holidays are known, by ISO 3166-1 code. Of Australia, which leaves them to its states, those of the
// state with the most people.
var lists = func() map[string]*Holidays {
	all := map[string]*Holidays{}
	for country, list := range map[string][]*cal.Holiday{
		"AR": ar.Holidays, "AT": at.Holidays, "AU": au.HolidaysNSW, "BE": be.Holidays, "BG": bg.Holidays, "BR": br.Holidays, "CA": ca.Holidays,
		"CH": ch.Holidays, "CZ": cz.Holidays, "DE": de.Holidays, "DK": dk.Holidays, "ES": es.Holidays, "FR": fr.Holidays, "GB": gb.Holidays,
		"GR": gr.Holidays, "HR": hr.Holidays, "IE": ie.Holidays, "IT": it.Holidays, "JP": jp.Holidays, "LT": lt.Holidays, "LV": lv.Holidays,
		"MW": mw.Holidays, "NL": nl.Holidays, "NO": no.Holidays, "NZ": nz.Holidays, "PL": pl.Holidays, "RO": ro.Holidays, "SE": se.Holidays,
		"SI": si.Holidays, "SK": sk.Holidays, "UA": ua.Holidays, "US": us.Holidays, "ZA": za.Holidays,
	} {
		all[country] = &Holidays{country: country, list: list}
	}
	return all
}()

// HolidaysOf are the public holidays of a country, nil where none are known.
func HolidaysOf(country string) *Holidays { return lists[country] }

// HolidayCountries are the countries whose public holidays are known, by name.
func HolidayCountries() []lead.Country {
	var all []lead.Country
	for code := range lists {
		all = append(all, lead.Country{Code: code, Name: lead.CountryName(code)})
	}
	slices.SortFunc(all, func(a, b lead.Country) int { return account.CompareNames(a.Name, b.Name) })
	return all
}

// CheckHolidays says what is wrong with taking the public holidays of a country: they must be known, this year and the next. No country
// is right: then every day of the week is worked as the hours say.
func CheckHolidays(country string, at time.Time) error {
	if country == "" {
		return nil
	}
	h := HolidaysOf(country)
	if h == nil {
		return errs.Problems{"country": "Baton does not know the public holidays of this country. Choose one of the list, or none."}
	}
	return h.lasts(at)
}

// lasts answers Problems when the list ends before the end of next year.
func (h *Holidays) lasts(at time.Time) error {
	for year := at.Year(); year <= at.Year()+1; year++ {
		if *h.of(year) == (daysOff{}) {
			return errs.Problems{"country": fmt.Sprintf("The public holidays of %s are known until %d only. Choose none, and enter who is away.", lead.CountryName(h.country), year-1)}
		}
	}
	return nil
}

// Country is whose holidays they are, as an ISO 3166-1 code; empty of none.
func (h *Holidays) Country() string {
	if h == nil {
		return ""
	}
	return h.country
}

// On reports whether a day is a holiday.
func (h *Holidays) On(y int, m time.Month, d int) bool {
	return h != nil && h.of(y)[m]&(1<<d) != 0
}

// of are the holidays of a year, computed when they are first asked for. A holiday that falls on a weekend may be kept on another day,
// even of the year before or after.
func (h *Holidays) of(year int) *daysOff {
	if known, ok := h.years.Load(year); ok {
		return known.(*daysOff)
	}
	off := &daysOff{}
	for _, holiday := range h.list {
		for near := year - 1; near <= year+1; near++ {
			actual, kept := holiday.Calc(near)
			for _, day := range []time.Time{actual, kept} {
				if y, m, d := day.Date(); !day.IsZero() && y == year {
					off[m] |= 1 << d
				}
			}
		}
	}
	known, _ := h.years.LoadOrStore(year, off)
	return known.(*daysOff)
}
