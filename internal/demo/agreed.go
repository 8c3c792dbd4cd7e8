package demo

import (
	"slices"
	"time"

	"baton/internal/account"
	"baton/internal/agreement"
	"baton/internal/intake/past"
	"baton/internal/lead"
)

// marketingManager, a name, and salesManager, an e-mail address, are the people who sign the agreement. Both can sign
// in, so a visitor can try both signatures.
const (
	marketingManager = "Tomasz Zieliński"
	salesManager     = "manager@demo.example"
)

// addAgreement adds an agreement that both sides signed before the history begins, and a proposal to change it.
func (p *Plan) addAgreement(c *past.Company) {
	marketing := address(marketingManager) + "@demo.example"
	signed := func(side account.Side, by string, at time.Time) past.Signed {
		return past.Signed{Side: side, By: by, At: at}
	}
	since, now := p.Since(), p.options.Now
	first := p.terms(3)
	next := p.terms(15)
	next.Definition.All = append(next.Definition.All,
		lead.Condition{Field: "industry", Op: "is_not", Value: lead.Operand{Texts: elsewhere}})
	next.Decide[lead.GradeB] = 180
	c.Agreed = []past.Agreement{
		{
			Terms: first, From: since, WrittenBy: salesManager, WrittenAt: since.Add(-50 * time.Hour),
			Signed: []past.Signed{signed(account.Marketing, marketing, since.Add(-31*time.Hour)),
				signed(account.Sales, salesManager, since.Add(-15*time.Hour))},
		},
		{
			Terms: next, WrittenBy: marketing, WrittenAt: now.Add(-26 * time.Hour),
			Signed: []past.Signed{signed(account.Marketing, marketing, now.Add(-25*time.Hour))},
			Said: []past.Said{{Side: account.Marketing, By: marketing, At: now.Add(-25 * time.Hour),
				Words: "The newsletter brings firms that are too small for you. " +
					"We would rather not send them at all than have them come back. " +
					"In return we ask for an answer on B leads within three hours."}},
		},
	}
}

// terms returns the agreement for companies of at least so many people. Every lead that is handed over meets the terms
// with the smallest number.
func (p *Plan) terms(least int) agreement.Terms {
	given := func(field string) lead.Condition { return lead.Condition{Field: field, Op: "is_given"} }
	monthly := int(p.owed())
	t := agreement.Terms{
		Definition: lead.Condition{All: []lead.Condition{
			given("name"), {Any: []lead.Condition{given("email"), given("phone")}}, given("company"),
			{Any: []lead.Condition{{Field: "company_size", Op: "at_least", Value: lead.Operand{Numbers: []int{least}}},
				{Field: "company_size", Op: "is_missing"}}},
			{Field: "country", Op: "is", Value: lead.Operand{Texts: sold()}},
		}},
		Owed: []agreement.Owed{{Leads: max(monthly, 1), Period: agreement.Monthly},
			{Leads: max(monthly/2, 1), Grade: lead.GradeA, Period: agreement.Monthly}},
		Decide: map[lead.Grade]int{lead.GradeA: 60, lead.GradeB: 240, lead.GradeC: 480, lead.GradeD: 960},
		Answer: 240, DisputeDays: 5, RecycleCap: 3, NurtureDays: 30, CooldownDays: 30,
		FirstContact: map[lead.Grade]int{}, GiveUp: map[lead.Grade]agreement.Tries{},
	}
	for _, grade := range lead.Grades {
		t.FirstContact[grade], t.GiveUp[grade] = 240, agreement.Tries{Attempts: 6, Days: 14}
	}
	return t
}

// sold returns the countries that the company sells to.
func sold() (countries []string) {
	for _, r := range regions {
		countries = append(countries, r.countries...)
	}
	slices.Sort(countries)
	return countries
}
