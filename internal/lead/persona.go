package lead

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"baton/internal/errs"
)

// MaxWords is how many characters each of the words to use with a persona has, and a field note.
const MaxWords = 1_000

// Check brings what was typed into the form that is stored, and says what is wrong with a persona as a person typed it.
// A problem within its condition is told by its place: when.1.0 is the first part of its second line.
func (p *Persona) Check() error {
	problems := errs.Problems{}
	p.Name = strings.Join(strings.Fields(p.Name), " ")
	checkName(problems, "name", p.Name, "Name the persona, such as Head of operations.")
	p.Description = lines(p.Description)
	checkText(problems, "description", p.Description, MaxNote)
	for _, words := range []struct {
		field string
		of    *string
	}{{"speak", &p.Words.Speak}, {"say", &p.Words.Say}, {"avoid", &p.Words.Avoid}} {
		*words.of = lines(*words.of)
		checkText(problems, words.field, *words.of, MaxWords)
	}
	p.checkWhen(problems)
	p.checkRequires(problems)
	return problems.Err()
}

// lines are what was typed into several lines, as they are stored.
func lines(text string) string { return strings.TrimSpace(strings.ReplaceAll(text, "\r\n", "\n")) }

func (p *Persona) checkWhen(problems errs.Problems) {
	var wrong errs.Problems
	if errors.As(p.When.Check(), &wrong) {
		for place, words := range wrong {
			problems.Add(strings.TrimSuffix("when."+place, "."), words)
		}
	}
	for _, each := range p.When.Comparisons() {
		if field, known := FieldNamed(each.Field); known && !Decides(field) {
			problems.Add("when", fmt.Sprintf(
				"The persona is set before a lead is graded, so it cannot depend on %s. Choose another field.", small(field.Words)))
		}
	}
}

// Decides reports whether a persona's condition can ask for a field: what is known before the lead is of a persona and
// has a grade.
func Decides(f Field) bool { return f.Group != "Score" && f.Name != "persona" }

func (p *Persona) checkRequires(problems errs.Problems) {
	var sorted []string
	for _, f := range Required() {
		if slices.Contains(p.Requires, f.Name) {
			sorted = append(sorted, f.Name)
		}
	}
	for _, name := range p.Requires {
		if !slices.Contains(sorted, name) {
			problems.Add("required", fmt.Sprintf("There is no field called “%.60s”. Choose from the list.", name))
		}
	}
	p.Requires = sorted
}

// Required are the fields that a persona can require: those that people type.
func Required() (all []Field) {
	for _, f := range Fields {
		if f.Typed() && f.Name != "persona" {
			all = append(all, f)
		}
	}
	return all
}

// Takes reports whether a lead of which these facts are known belongs to p by itself.
func (p Persona) Takes(facts Facts) bool { return !p.Retired && !p.When.Empty() && p.When.Holds(facts) }

// Unmet says, field by field, what a lead of p lacks to be handed over.
func (p Persona) Unmet(facts Facts) errs.Problems {
	problems := errs.Problems{}
	for _, name := range p.Requires {
		if f, known := FieldNamed(name); known && !facts[name].given() {
			problems.Add(name, p.Name+" leads need "+f.has()+".")
		}
	}
	return problems
}

// Findings say of each field that p requires whether facts have it.
func (p Persona) Findings(facts Facts) (all []Finding) {
	for _, name := range p.Requires {
		if f, known := FieldNamed(name); known {
			all = append(all, Finding{Words: "Has " + f.has(), Met: facts[name].given()})
		}
	}
	return all
}

// has is what a lead has that has the field.
func (f Field) has() string {
	if f.Kind == YesField {
		return "their " + small(f.Words)
	}
	return f.Has
}

// Empty reports whether there are no words to use.
func (w PersonaWords) Empty() bool { return w == PersonaWords{} }

// PersonaLine is a persona with how sales found those who were handed over as one lately.
type PersonaLine struct {
	Persona
	HandedOver, Accepted, Rejected int64 // handoffs of the last 90 days, all and by their verdict
	Won, Lost                      int64 // of those that were accepted, with the disqualified among the lost
	Open                           int64 // leads that sales has now: waiting for a verdict, or accepted and not ended
	Notes                          int64 // field notes
	Reasons                        []ReasonCount
}

// ReasonCount is a reason and how many were turned down for it.
type ReasonCount struct {
	Words string
	N     int64
}
