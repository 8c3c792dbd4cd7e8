// Package prospect is the likelihood at work in a company: what may be learned from of a lead, the model in use with
// what it has learned since it was published, how good a new one is, and whether it takes the place of the one in use.
package prospect

import (
	"cmp"
	"maps"
	"math"
	"slices"
	"strings"
	"time"

	"baton/internal/geo"
	"baton/internal/lead"
	"baton/internal/scoring/likelihood/dataset"
	"baton/internal/scoring/likelihood/feature"
)

// Case is a lead that was handed over and what became of it: what is learned from.
type Case struct {
	Known    lead.Known
	Positive bool
	Handoff  int64     // which tells apart those of one time
	At       time.Time // when it was known; of a lead that is open, when it will be at the latest
}

// noteField is the one that is no fact of a lead's own: what is written for sales stands with the handoff.
const noteField = "note"

// given are the fields that every lead may have; custom fields come on top.
var given = []dataset.Field{
	{Name: "source", Words: "Source", Kind: dataset.Category},
	{Name: "campaign", Words: "Campaign", Kind: dataset.Category},
	{Name: "persona", Words: "Persona", Kind: dataset.Category},
	{Name: "country", Words: "Country", Kind: dataset.Category},
	{Name: "industry", Words: "Industry", Kind: dataset.Category},
	{Name: "company_size", Words: "Company size", Kind: dataset.Number},
	{Name: "job_title", Words: "Job title", Kind: dataset.Note},
	{Name: "email", Words: "E-mail address", Kind: dataset.Category},
	{Name: "phone", Words: "Phone number", Kind: dataset.Category},
	{Name: "consent", Words: "Consent", Kind: dataset.Category},
	{Name: "touches", Words: "Number of touches", Kind: dataset.Number},
	{Name: "engagement", Words: "Engagement", Kind: dataset.Number},
	{Name: "again", Words: "Handed over before", Kind: dataset.Category},
	{Name: noteField, Words: "Note", Kind: dataset.Note},
}

// mostCustom is how many custom fields are learned from, those that are given most often.
const mostCustom = 40

// FieldsOf are the fields that cases have.
func FieldsOf(cases []Case) []dataset.Field {
	seen := map[string]int{}
	for _, c := range cases {
		for name := range c.Known.Facts {
			if strings.HasPrefix(name, lead.CustomField) {
				seen[name]++
			}
		}
	}
	names := slices.SortedFunc(maps.Keys(seen),
		func(a, b string) int { return cmp.Or(cmp.Compare(seen[b], seen[a]), cmp.Compare(a, b)) })
	fields := slices.Clone(given)
	for _, name := range names[:min(len(names), mostCustom)] {
		values := make([]string, 0, len(cases))
		for _, c := range cases {
			values = append(values, c.Known.Facts[name])
		}
		f, _ := lead.FieldNamed(name)
		fields = append(fields, dataset.Field{Name: name, Words: cmp.Or(f.Words, strings.TrimPrefix(name, lead.CustomField)),
			Kind: feature.GuessKind(values)})
	}
	return fields
}

// Label is a case as a model with these fields learns from it.
func (c Case) Label(fields []dataset.Field) dataset.Label {
	return dataset.Label{Lead: facts(fields, c.Known), Positive: c.Positive, At: c.Known.At.UTC(), Known: c.At.UTC()}
}

func labels(fields []dataset.Field, cases []Case) []dataset.Label {
	all := make([]dataset.Label, len(cases))
	for i, c := range cases {
		all[i] = c.Label(fields)
	}
	return all
}

// facts is a lead as a model with these fields sees it.
func facts(fields []dataset.Field, k lead.Known) dataset.Lead {
	l := dataset.Lead{Facts: make([]string, len(fields)), Rules: odds(k.Fit)}
	for i, f := range fields {
		switch f.Name {
		case noteField:
			l.Facts[i] = k.Note
		default:
			l.Facts[i] = k.Facts[f.Name]
		}
	}
	return l
}

// odds are a fit of 0 to 100 as log-odds: 0 for 50, about 3 for 100. The model learns how far to trust them.
func odds(fit int) float64 { return math.Log(float64(fit+5) / float64(105-fit)) }

// Words are a feature as people read it today: what is told apart by ids has its name.
func Words(field, value, words string, names lead.Names) string {
	if known := plain[field]; known != nil {
		if value == "" && strings.HasSuffix(words, " is missing") {
			value = "missing"
		}
		return cmp.Or(known[value], words)
	}
	called := names[field][value]
	if field == "country" {
		called = geo.CountryName(value)
	}
	if value == "" || called == "" {
		return words
	}
	return strings.TrimSuffix(words, value) + called
}

// Meaning is what a feature says of a lead as people read it today.
func Meaning(m feature.Meaning, names lead.Names) string {
	words := Words(m.Field, m.Value, m.Words, names)
	if m.And != nil {
		words += ", and " + Meaning(*m.And, names)
	}
	return words
}

// plain are the words of what is only known to be there, or of which kind it is.
var plain = map[string]map[string]string{
	"phone":   {"yes": "Phone number is given", "missing": "Phone number is missing"},
	"email":   {"work": "Work e-mail address", "free": "Free e-mail address", "missing": "E-mail address is missing"},
	"consent": {"yes": "Agreed to be contacted", "missing": "Has not agreed to be contacted"},
	"again":   {"yes": "Handed over before", "missing": "Handed over for the first time"},
}
