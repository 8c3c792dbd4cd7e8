package agreement

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/rickar/cal/v2"
	"github.com/rickar/cal/v2/at"
	"github.com/rickar/cal/v2/au"
	"github.com/rickar/cal/v2/be"
	"github.com/rickar/cal/v2/bg"
	"github.com/rickar/cal/v2/ca"
	"github.com/rickar/cal/v2/cz"
	"github.com/rickar/cal/v2/de"
	"github.com/rickar/cal/v2/dk"
	"github.com/rickar/cal/v2/es"
	"github.com/rickar/cal/v2/fr"
	"github.com/rickar/cal/v2/gb"
	"github.com/rickar/cal/v2/gr"
	"github.com/rickar/cal/v2/hr"
	"github.com/rickar/cal/v2/ie"
	"github.com/rickar/cal/v2/jp"
	"github.com/rickar/cal/v2/lt"
	"github.com/rickar/cal/v2/lv"
	"github.com/rickar/cal/v2/mw"
	"github.com/rickar/cal/v2/no"
	"github.com/rickar/cal/v2/se"
	"github.com/rickar/cal/v2/si"
	"github.com/rickar/cal/v2/us"
	"github.com/rickar/cal/v2/za"

	"baton/internal/account"
	"baton/internal/errs"
	"baton/internal/geo"
)

// Holidays are the public holidays of a country or of a part of one. A nil list has none.
type Holidays struct {
	code  string
	name  string
	list  []*cal.Holiday
	years sync.Map // year to *daysOff
}

// daysOff are the holidays of a year: a bit for each day of each month.
type daysOff [13]uint32

// lists are the countries and regions whose holidays are known, by ISO 3166 code.
var lists = func() map[string]*Holidays {
	countries := map[string][]*cal.Holiday{
		"AT": at.Holidays, "AU": au.HolidaysNSW, "BE": be.Holidays, "BG": bg.Holidays, "CA": ca.Holidays, "CZ": cz.Holidays,
		"DE": de.Holidays, "DK": dk.Holidays,
		"ES": es.Holidays, "FR": fr.Holidays, "GB": gb.Holidays, "GR": gr.Holidays, "HR": hr.Holidays, "IE": ie.Holidays,
		"JP": jp.Holidays, "LT": lt.Holidays,
		"LV": lv.Holidays, "MW": mw.Holidays, "NO": no.Holidays, "SE": se.Holidays, "SI": si.Holidays, "US": us.Holidays,
		"ZA": za.Holidays,
	}
	maps.Copy(countries, mended)
	maps.Copy(countries, added)
	all := map[string]*Holidays{}
	for code, list := range countries {
		all[code] = &Holidays{code: code, name: named(geo.CountryName(code), wholeOf[code]), list: list}
	}
	for code, part := range regions {
		all[code] = &Holidays{code: code, name: named(geo.CountryName(code[:2]), part.name), list: part.list}
	}
	return all
}()

// named is a country with a part of it, if one is meant.
func named(country, part string) string {
	if part == "" {
		return country
	}
	return country + ": " + part
}

// HolidaysOf are the public holidays of a country or region, nil where none are known.
func HolidaysOf(code string) *Holidays { return lists[code] }

// AllHolidays are the public holidays that are known, by the name of the country and of its parts.
func AllHolidays() []*Holidays {
	return slices.SortedFunc(maps.Values(lists), func(a, b *Holidays) int {
		return cmp.Or(account.CompareNames(geo.CountryName(a.code[:2]), geo.CountryName(b.code[:2])),
			cmp.Compare(min(len(a.code), 3), min(len(b.code), 3)), account.CompareNames(a.name, b.name))
	})
}

// CheckHolidays says what is wrong with taking the public holidays of a country or region: they must be known, this
// year and the next. No code is right: then every day of the week is worked as the hours say.
func CheckHolidays(code string, at time.Time) error {
	if code == "" {
		return nil
	}
	h := HolidaysOf(code)
	if h == nil {
		return errs.Problems{
			"country": "The public holidays of this country are not known. Choose one from the list, or none.",
		}
	}
	return h.lasts(at)
}

// lasts answers Problems when the list ends before the end of next year.
func (h *Holidays) lasts(at time.Time) error {
	for year := at.Year(); year <= at.Year()+1; year++ {
		if *h.of(year) == (daysOff{}) {
			return errs.Problems{"country": fmt.Sprintf("The public holidays of %s are known only until %d. "+
				"Choose none, and enter the team's days off.", h.name, year-1)}
		}
	}
	return nil
}

// Code is the ISO 3166 code of the country or region, "" for no holidays.
func (h *Holidays) Code() string {
	if h == nil {
		return ""
	}
	return h.code
}

// Name is the country or region, such as Germany or Germany: Bavaria, "" for no holidays.
func (h *Holidays) Name() string {
	if h == nil {
		return ""
	}
	return h.name
}

// KnownUntil is the last year of which all holidays are known, where some are announced year by year; 0 where all
// follow rules.
func (h *Holidays) KnownUntil() int {
	if h == nil {
		return 0
	}
	return datedUntil[h.code[:2]]
}

// Holiday is a public holiday on a day, as its midnight in UTC.
type Holiday struct {
	On   time.Time
	Name string // in a language of the country
}

// From are the holidays from a day on, over so many days, in order, at most one a day.
func (h *Holidays) From(first time.Time, days int) (all []Holiday) {
	if h == nil {
		return nil
	}
	names := map[time.Time]string{}
	for year := first.Year(); year <= first.AddDate(0, 0, days).Year(); year++ {
		h.each(year, func(day time.Time, name string) { names[day] = name })
	}
	for n := range days {
		if day := first.AddDate(0, 0, n); names[day] != "" {
			all = append(all, Holiday{day, names[day]})
		}
	}
	return all
}

// On reports whether a day is a holiday.
func (h *Holidays) On(y int, m time.Month, d int) bool {
	return h != nil && h.of(y)[m]&(1<<d) != 0
}

// of are the holidays of a year, computed when they are first asked for.
func (h *Holidays) of(year int) *daysOff {
	if known, ok := h.years.Load(year); ok {
		return known.(*daysOff)
	}
	off := &daysOff{}
	h.each(year, func(day time.Time, _ string) { off[day.Month()] |= 1 << day.Day() })
	known, _ := h.years.LoadOrStore(year, off)
	return known.(*daysOff)
}

// each calls a function with each holiday of a year, its day as midnight in UTC. A holiday that falls on a weekend may
// be kept on another day, even of the year before or after.
func (h *Holidays) each(year int, is func(day time.Time, name string)) {
	for _, holiday := range h.list {
		for near := year - 1; near <= year+1; near++ {
			actual, kept := holiday.Calc(near)
			for _, at := range []time.Time{actual, kept} {
				if y, m, d := at.Date(); !at.IsZero() && y == year {
					is(time.Date(y, m, d, 0, 0, 0, 0, time.UTC), holiday.Name)
				}
			}
		}
	}
}
