package main

import (
	"errors"
	"fmt"
	"testing"

	"baton/internal/lead"
)

// definition measures how long it takes to ask a lead about as many conditions as a definition may have, all of which
// it meets.
func (b *bench) definition() error {
	texts := func(s ...string) lead.Operand { return lead.Operand{Texts: s} }
	numbers := func(n ...int) lead.Operand { return lead.Operand{Numbers: n} }
	kinds := []lead.Condition{
		{Field: "company_size", Op: "between", Value: numbers(10, 5000)},
		{Field: "country", Op: "is", Value: texts("FR", "IT", "ES")},
		{Field: "job_title", Op: "has_word", Value: texts("chief", "vp", "head")}, {Field: "email", Op: "is_work_email"},
		{Field: "note", Op: "contains", Value: texts("demo", "prices")},
		{Field: "industry", Op: "is_not", Value: texts("Education")},
		{Any: []lead.Condition{{Field: "phone", Op: "is_missing"}, {Field: "grade", Op: "is", Value: texts("A")}}},
	}
	var c lead.Condition
	for i := 0; c.Size() < lead.MaxConditions; i++ {
		c.All = append(c.All, kinds[i%len(kinds)])
	}
	facts := lead.Lead{
		Name: "Ana Ruiz", Email: "ana@buyer.example", Phone: "+34600123456", JobTitle: "Head of Logistics",
		Company: "Buyer Foods", CompanySize: 220, Industry: "Food",
		Country: "ES", Note: "Asked for a demonstration in December, with prices for forty lorries and two depots.",
		Consent: true,
	}.Facts().Scored(lead.Score{Fit: 80, Grade: lead.GradeA})
	if !c.Holds(facts) {
		return errors.New("the lead does not meet the definition")
	}
	r := testing.Benchmark(func(t *testing.B) {
		for range t.N {
			c.Holds(facts)
		}
	})
	b.add(fmt.Sprintf("a definition of %d conditions", c.Size()), fmt.Sprintf("%.1f µs", float64(r.NsPerOp())/1000), "",
		"under 20 µs")
	return nil
}
