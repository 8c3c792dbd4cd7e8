package suggestion

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"baton/internal/agreement"
	"baton/internal/count"
	"baton/internal/lead"
)

// steps are the numbers that a line may ask for: those that people would write themselves. Few choices also keep chance
// out.
var steps = []int{
	1, 2, 3, 4, 5, 6, 8, 10, 12, 15, 20, 25, 30, 40, 50, 60, 75, 80, 100, 150, 200, 250, 300, 400, 500, 750, 1000, 1500,
	2000, 2500, 3000, 4000, 5000, 10_000, 20_000, 50_000, 100_000,
}

const (
	mostValues = 8 // that a line leaves out
	leastSeen  = 3 // leads that came back with a value, before it can be left out
)

// fields are those that a reason speaks of. One that a manager added may speak of any, also of what the company keeps
// of its own.
func (s *search) fields(id agreement.ReasonID, leads []int) []string {
	if known, is := about[s.Reasons[id].Code]; is {
		return known
	}
	own := map[string]bool{}
	for _, i := range leads {
		for name := range s.Past[i].Facts {
			if strings.HasPrefix(name, lead.CustomField) {
				if _, fit := lead.FieldNamed(name); fit {
					own[name] = true
				}
			}
		}
	}
	return append(slices.Clone(anyOf), slices.Sorted(maps.Keys(own))...)
}

// asks are the conditions on a field that would hold back what came back for a reason, as far as the leads told know
// it.
func (s *search) asks(field string, id agreement.ReasonID, leads []int) []lead.Condition {
	l := lesson{s, field, id, leads}
	known, _ := lead.FieldNamed(field)
	given := lead.Condition{Field: field, Op: "is_given"}
	switch {
	case s.Reasons[id].Code == "missing_information":
		return []lead.Condition{given}
	case known.Kind == lead.NumberField:
		return l.number()
	case field == "industry" || field == "country" || field == "city":
		return append(l.values(), given)
	case field == "job_title":
		return append(l.words(), given)
	case known.Kind == lead.EmailField:
		return []lead.Condition{given, {Field: field, Op: "is_work_email"}}
	case known.Kind == lead.OpenField:
		return append(append(l.number(), l.values()...), given)
	}
	return []lead.Condition{given}
}

// lesson is what can be learned of one field from some leads.
type lesson struct {
	*search
	field  string
	reason agreement.ReasonID
	leads  []int
}

// number are the least and the most that a number should be, by what each step saves and costs. Where some numbers are
// not known, a line that lets those pass comes first, since it asks for less.
func (l lesson) number() (asks []lead.Condition) {
	below, above := map[int]int{}, map[int]int{}
	missing := false
	for _, i := range l.leads {
		f, weight := l.Past[i].Facts[l.field], l.weight(i, l.reason)
		if f.Number == 0 && !f.Counted {
			missing = true
			continue
		}
		for _, step := range steps {
			if f.Number < step {
				below[step] += weight
			}
			if f.Number > step {
				above[step] += weight
			}
		}
	}
	field, _ := lead.FieldNamed(l.field)
	for _, each := range []struct {
		op  string
		net map[int]int
	}{{"at_least", below}, {"at_most", above}} {
		if step, saved := bestStep(each.net, field.Most); saved > 0 {
			ask := lead.Condition{Field: l.field, Op: each.op, Value: lead.Operand{Numbers: []int{step}}}
			if missing {
				asks = append(asks, lead.Condition{Any: []lead.Condition{ask, {Field: l.field, Op: "is_missing"}}})
			}
			asks = append(asks, ask)
		}
	}
	return asks
}

// bestStep is the step that saves most, and how much. Of those that save the same it is the first, which asks least of
// a least number.
func bestStep(net map[int]int, largest int) (step, saved int) {
	for _, each := range steps {
		if each <= largest && net[each] > saved {
			step, saved = each, net[each]
		}
	}
	return step, saved
}

// values leave those values of a field out that come back, or ask for the others where these are fewer.
func (l lesson) values() []lead.Condition {
	spelled, net, back, accepted := map[string]string{}, map[string]int{}, map[string]int{}, map[string]int{}
	for _, i := range l.leads {
		text := l.Past[i].Facts[l.field].Text
		if !writable(text) {
			continue
		}
		key := strings.ToLower(text)
		if spelled[key] == "" || text < spelled[key] {
			spelled[key] = text
		}
		weight := l.weight(i, l.reason)
		net[key] += weight
		back[key], accepted[key] = back[key]+count.If(weight > 0), accepted[key]+count.If(weight < 0)
	}
	var out, in []string
	for key, text := range spelled {
		switch {
		case net[key] > 0 && back[key] >= leastSeen:
			out = append(out, text)
		case accepted[key] > 0:
			in = append(in, text)
		}
	}
	slices.Sort(out)
	slices.Sort(in)
	switch {
	case len(out) == 0:
		return nil
	case len(out) > mostValues && len(in) > 0 && len(in) <= mostValues:
		return []lead.Condition{{Field: l.field, Op: "is", Value: lead.Operand{Texts: in}}}
	}
	return []lead.Condition{{Field: l.field, Op: "is_not", Value: lead.Operand{Texts: out[:min(len(out), mostValues)]}}}
}

// writable reports whether a value can be typed into the form of a definition, where commas part values.
func writable(text string) bool {
	return strings.TrimSpace(text) != "" && !strings.ContainsAny(text, ",;\n") && lead.Printable(text) &&
		utf8.RuneCountInString(text) <= lead.MaxText
}

// words leave those words of a field out that come back: one after the other, each for what it saves on top of those
// before.
func (l lesson) words() []lead.Condition {
	of := make([][]string, len(l.leads))
	for n, i := range l.leads {
		of[n] = wordsIn(l.Past[i].Facts[l.field].Text)
	}
	var out []string
	for len(out) < mostValues {
		net, back := map[string]int{}, map[string]int{}
		for n, i := range l.leads {
			if slices.ContainsFunc(of[n], func(w string) bool { return slices.Contains(out, w) }) {
				continue
			}
			weight := l.weight(i, l.reason)
			for _, word := range of[n] {
				net[word] += weight
				back[word] += count.If(weight > 0)
			}
		}
		best := ""
		for word := range net {
			if back[word] >= leastSeen && net[word] > 0 &&
				(best == "" || cmp.Or(cmp.Compare(net[word], net[best]), cmp.Compare(best, word)) > 0) {
				best = word
			}
		}
		if best == "" {
			break
		}
		out = append(out, best)
	}
	if len(out) == 0 {
		return nil
	}
	slices.Sort(out)
	return []lead.Condition{{Field: l.field, Op: "lacks_word", Value: lead.Operand{Texts: out}}}
}

// wordsIn are the words of a text, each once, in small letters.
func wordsIn(text string) (words []string) {
	for word := range strings.FieldsFuncSeq(strings.ToLower(text),
		func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		if utf8.RuneCountInString(word) > 2 && !slices.Contains(words, word) {
			words = append(words, word)
		}
	}
	return words
}
