package agreement

import (
	"fmt"
	"strings"

	"baton/internal/english"
	"baton/internal/lead"
)

// Part is a part of an agreement in words, line by line.
type Part struct {
	Title string
	Lines []string
}

// Parts are what terms say, as both teams read them and compare them with other terms. names are those of ids in the
// definition.
func (t Terms) Parts(names lead.Names) []Part {
	return []Part{
		{"A qualified lead", t.DefinitionWords(names)},
		{"Marketing owes", t.MarketingWords()},
		{"Sales owes", t.SalesWords()},
		{"Both sides", t.sharedWords()},
	}
}

// DefinitionWords are the lines of the definition.
func (t Terms) DefinitionWords(names lead.Names) []string {
	var lines []string
	for _, criterion := range t.Definition.Criteria() {
		lines = append(lines, criterion.Words(names))
	}
	return lines
}

// MarketingWords are what marketing owes.
func (t Terms) MarketingWords() []string {
	var lines []string
	for _, owed := range t.Owed {
		lines = append(lines, owed.Words())
	}
	lines = append(lines, "Questions answered within "+Span(t.Answer))
	if t.AutoSubmit {
		return append(lines, "A captured lead that meets the definition is handed over automatically")
	}
	return append(lines, "Marketing hands leads over manually")
}

// Words are the promise as people read it: 300 qualified leads a month.
func (o Owed) Words() string {
	if o.Grade == "" {
		return fmt.Sprintf("%s qualified leads a %s", english.Number(o.Leads), o.Period)
	}
	return fmt.Sprintf("At least %s of grade %s a %s", english.Number(o.Leads), o.Grade, o.Period)
}

// SalesWords are what sales owes.
func (t Terms) SalesWords() []string {
	lines := []string{t.DecideWords(), t.ContactWords(), t.GiveUpWords()}
	if t.Reassign {
		return append(lines, "Leads not answered in time go to the next rep")
	}
	return append(lines, "Leads not answered in time stay with their rep")
}

// DecideWords are the promise of a verdict.
func (t Terms) DecideWords() string { return "An answer: " + spans(t.Decide) }

// ContactWords are the promise of a first contact.
func (t Terms) ContactWords() string {
	if same(t.FirstContact) {
		return "First contact within " + Span(t.FirstContact[lead.GradeA]) + " of accepting"
	}
	return "First contact after accepting: " + spans(t.FirstContact)
}

// GiveUpWords are how often sales tries before a lead counts as not to be reached.
func (t Terms) GiveUpWords() string {
	if same(t.GiveUp) {
		return t.GiveUp[lead.GradeA].words() + " before giving up"
	}
	parts := make([]string, len(lead.Grades))
	for i, grade := range lead.Grades {
		parts[i] = fmt.Sprintf("%s %s", grade, t.GiveUp[grade].words())
	}
	return "Before giving up: " + strings.Join(parts, "; ")
}

func (t Tries) words() string {
	if t.Days == 0 {
		return plural(t.Attempts, "attempt")
	}
	return plural(t.Attempts, "attempt") + " over " + plural(t.Days, "day")
}

func (t Terms) sharedWords() []string {
	return []string{
		"A rejection can be disputed for " + plural(t.DisputeDays, "day"),
		"A lead can be recycled " + plural(t.RecycleCap, "time") + " at most",
		"A recycled lead returns after " + plural(t.NurtureDays, "day") + " if no date was named",
		"Its last owner does not get it again for " + plural(t.CooldownDays, "day"),
	}
}

// spans are promises by grade: A in 1 h, B in 4 h.
func spans(minutes map[lead.Grade]int) string {
	parts := make([]string, len(lead.Grades))
	for i, grade := range lead.Grades {
		parts[i] = fmt.Sprintf("%s in %s", grade, Span(minutes[grade]))
	}
	return strings.Join(parts, ", ")
}

func same[T comparable](by map[lead.Grade]T) bool {
	for _, grade := range lead.Grades {
		if by[grade] != by[lead.GradeA] {
			return false
		}
	}
	return true
}
