package demo

import (
	"math"
	"math/rand/v2"
	"time"

	"baton/internal/account"
	"baton/internal/handoff"
	"baton/internal/intake/past"
	"baton/internal/lead"
)

// where says which leads are wanted. The zero value means any lead.
type where struct {
	countries []string
	industry  string
	campaign  string
	author    account.Person
}

// lead invents a person of a company who is captured at a time, and what marketing knows about the person.
func (w *world) lead(r *rand.Rand, at time.Time, wanted where) *past.Lead {
	c := w.campaign(r, at, wanted.campaign)
	culture := chooseCulture(r, wanted.countries)
	l := &past.Lead{}
	l.Name, l.Email, l.Phone, l.Company, l.City = w.person(r, culture)
	l.Country, l.Source, l.Campaign = culture.country, c.source, c.id
	if c.id == 0 {
		l.Source = w.sources["Organic search"]
	}
	called := l.Phone
	if r.Float64() > 0.8*c.phone {
		l.Phone = ""
	} else if r.Float64() < 0.06 {
		l.Email = ""
	}
	l.CompanySize = size(r, c.audience)
	l.Industry = pick(r, industries)
	if wanted.industry != "" {
		l.Industry = wanted.industry
	} else if r.Float64() < 0.07 {
		l.Industry = pick(r, elsewhere)
	}
	l.JobTitle = title(r, 0.7*c.senior)
	if l.Note = pick(r, shortNotes); r.Float64() < 0.75*c.eager {
		l.Note = pick(r, eagerNotes)
	}
	l.Consent, l.CreatedAt, l.Stage = r.Float64() < 0.9, at, lead.Draft
	if l.Consent {
		l.ConsentAt = at
	}
	w.complete(r, l, called)
	w.capture(r, l, c, wanted.author)
	return l
}

// capture gives the lead to a marketer, and adds the first touch.
func (w *world) capture(r *rand.Rand, l *past.Lead, c campaign, author account.Person) {
	l.MarketingTeam = w.marketing[c.team]
	if author.ID == 0 {
		author = pick(r, w.marketers[l.MarketingTeam])
	}
	l.MarketingTeam, l.CreatedBy = author.Teams[0].ID, author.ID
	touch := lead.Touch{Kind: c.kind, Source: l.Source, Campaign: l.Campaign, Note: l.Note, At: l.CreatedAt}
	if c.from == "Paid search" || c.from == "Social ads" {
		touch.UTM = lead.UTM{Source: "ads", Medium: "cpc", Campaign: address(c.name)}
	}
	l.Touches = []lead.Touch{touch}
	l.Events = []handoff.Event{{Kind: handoff.EventCaptured, By: author.ID, At: l.CreatedAt}}
	w.interest(l)
}

// organic stands for leads without a campaign.
var organic = campaign{from: "Organic search", team: demandTeam, weight: 2.2, kind: "form",
	audience: audience{0.25, 0.18, 0.4, 0.65, 0.55}}

// campaign returns the campaign with a name. Without one, it draws a campaign that runs at the time, by weight.
func (w *world) campaign(r *rand.Rand, at time.Time, name string) campaign {
	total := organic.weight
	for _, c := range w.campaigns {
		if c.name == name {
			return c
		}
		if c.runs(at.Month()) {
			total += c.weight
		}
	}
	left := r.Float64() * total
	for _, c := range w.campaigns {
		if !c.runs(at.Month()) {
			continue
		}
		if left -= c.weight; left < 0 {
			return c
		}
	}
	return organic
}

// chooseCulture draws the culture of one of the countries. Without countries, it draws any culture by its share.
func chooseCulture(r *rand.Rand, countries []string) culture {
	if len(countries) > 0 {
		return cultureOf(pick(r, countries))
	}
	left := r.IntN(100)
	for _, c := range cultures {
		if left -= c.share; left < 0 {
			return c
		}
	}
	return cultures[0]
}

// pick draws one value.
func pick[T any](r *rand.Rand, from []T) T { return from[r.IntN(len(from))] }

// size draws how many people a company has. 0 means that nobody knows.
func size(r *rand.Rand, a audience) int {
	between := func(low, high float64) int {
		return int(math.Exp(math.Log(low) + r.Float64()*(math.Log(high)-math.Log(low))))
	}
	switch u := r.Float64(); {
	case u < a.small*0.7:
		return between(3, 12)
	case u < a.small:
		return between(12, 49)
	case u > 1-a.large:
		return between(1000, 9000)
	case u > 0.95-a.large:
		return 0
	}
	return between(50, 1000)
}

// title draws a job title. senior is the share of people who decide, from 0 to 1.
func title(r *rand.Rand, senior float64) string {
	switch u := r.Float64(); {
	case u < senior:
		return pick(r, seniorTitles)
	case u < senior+0.03:
		return pick(r, studentTitles)
	case u < senior+(1-senior)*0.6:
		return pick(r, middleTitles)
	}
	return pick(r, juniorTitles)
}

// long draws a duration around a median. Some durations are much longer.
func long(r *rand.Rand, median time.Duration) time.Duration {
	d := time.Duration(float64(median) * math.Exp(0.75*r.NormFloat64()))
	return max(min(d, 12*median), time.Minute)
}
