package lead

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"baton/internal/english"
	"baton/internal/errs"
	"baton/internal/geo"
)

// FieldKind is what a field holds, and so how it can be compared.
type FieldKind int

// The kinds of fields.
const (
	TextField   FieldKind = iota
	EmailField            // a text that is an e-mail address
	NumberField           // a whole number
	ChoiceField           // one of a list
	ManyField             // several of a list at once
	YesField              // yes, or not
	OpenField             // a custom field: a text or a number
)

// Field is something that a condition can ask of a lead.
type Field struct {
	Name  string
	Words string // Company size
	Has   string // what a lead has that has it: a job title
	Kind  FieldKind
	Group string // the heading of those that belong together
	Most  int    // of a number
}

// CustomField is how the names of custom fields begin.
const CustomField = "custom."

// Fields are what conditions can ask about, in the order in which pages offer them; custom fields come on top.
var Fields = []Field{
	{"name", "Name", "a name", TextField, "Person", 0},
	{"email", "E-mail address", "an e-mail address", EmailField, "Person", 0},
	{"phone", "Phone number", "a phone number", TextField, "Person", 0},
	{"job_title", "Job title", "a job title", TextField, "Person", 0},
	{"consent", "Consent", "", YesField, "Person", 0},
	{"company", "Company", "a company", TextField, "Company", 0},
	{"company_size", "Company size", "a company size", NumberField, "Company", MaxSize},
	{"industry", "Industry", "an industry", TextField, "Company", 0},
	{"country", "Country", "a country", ChoiceField, "Company", 0},
	{"city", "City", "a city", TextField, "Company", 0},
	{"website", "Website", "a website", TextField, "Company", 0},
	{"source", "Source", "a source", ChoiceField, "Origin", 0},
	{"campaign", "Campaign", "a campaign", ChoiceField, "Origin", 0},
	{"persona", "Persona", "a persona", ChoiceField, "Origin", 0},
	{"note", "Note for sales", "a note for sales", TextField, "Origin", 0},
	{"touch.count", "Number of touches", "touches", NumberField, "Touches", 10_000},
	{"touch.kind", "Kind of touch", "touches", ManyField, "Touches", 0},
	{"touch.source", "Source of touch", "a touch with a source", ManyField, "Touches", 0},
	{"touch.campaign", "Campaign of touch", "a touch with a campaign", ManyField, "Touches", 0},
	{"fit", "Fit", "a fit", NumberField, "Score", 100},
	{"grade", "Grade", "a grade", ChoiceField, "Score", 0},
	{"engagement", "Engagement", "an engagement", NumberField, "Score", 1000},
	{"level", "Engagement level", "an engagement level", NumberField, "Score", len(Levels)},
}

var fields = func() map[string]Field {
	byName := map[string]Field{}
	for _, f := range Fields {
		byName[f.Name] = f
	}
	return byName
}()

var customName = regexp.MustCompile(`^custom\.[\pL\pN][\pL\pN _-]{0,59}$`)

// FieldNamed is the field with a name. Any well-formed custom field is one.
func FieldNamed(name string) (f Field, known bool) {
	if f, known = fields[name]; known || !customName.MatchString(name) {
		return f, known
	}
	words := strings.ReplaceAll(strings.TrimPrefix(name, CustomField), "_", " ")
	return Field{Name: name, Words: Capital(words), Has: "“" + words + "”", Kind: OpenField, Group: "Custom",
		Most: 1_000_000_000}, true
}

// Typed reports whether people type the field into the form of a lead; a score and touches come by themselves.
func (f Field) Typed() bool {
	return f.Name != "" && f.Kind != OpenField && f.Group != "Touches" && !f.Graded()
}

// Graded reports whether the field is a score, which follows from the others.
func (f Field) Graded() bool { return f.Group == "Score" }

// compares are the operators that each kind of field has.
var compares = map[FieldKind][]string{
	TextField: {"is", "is_not", "is_given", "is_missing", "contains", "starts_with", "has_word", "lacks_word",
		"longer_than"},
	EmailField:  {"is", "is_not", "is_given", "is_missing", "contains", "starts_with", "is_work_email", "is_free_email"},
	NumberField: {"is", "is_not", "at_least", "at_most", "between", "is_given", "is_missing"},
	ChoiceField: {"is", "is_not", "is_given", "is_missing"},
	ManyField:   {"is", "is_not", "is_given", "is_missing"},
	YesField:    {"is", "is_given", "is_missing"},
	OpenField: {"is", "is_not", "at_least", "at_most", "between", "is_given", "is_missing", "contains", "starts_with",
		"has_word", "lacks_word", "longer_than"},
}

// Compares reports whether a field of kind k can be compared by the operator called op.
func (k FieldKind) Compares(op string) bool { return slices.Contains(compares[k], op) }

// TouchKinds are the kinds of touches, as a condition's words tell them.
var TouchKinds = []struct{ Kind, Words string }{
	{"form", "filled in a form"}, {"visit", "visited our pages"}, {"webinar", "took part in a webinar"},
	{"reply", "wrote back"},
	{"event", "met us at an event"}, {"import", "came with an import"}, {"submission", "was handed over by hand"},
}

// TouchKind is the kind of touch that a text names, in whatever case: webinar, or Took part in a webinar.
func TouchKind(text string) (kind string, known bool) {
	for _, each := range TouchKinds {
		if strings.EqualFold(text, each.Kind) || strings.EqualFold(text, each.Words) {
			return each.Kind, true
		}
	}
	return "", false
}

// How large a condition may be.
const (
	MaxConditions = 50
	MaxDepth      = 4 // groups within groups, the outermost counted
	MaxOperands   = 300
)

// Check says what is wrong with a condition that came from outside, nil when Holds can answer it. Problems are told by
// their place: "1.0" is the first part of the second, "" the whole; the parts of a condition are those of All, then
// those of Any.
func (c Condition) Check() error {
	problems := errs.Problems{}
	if n := c.Size(); n > MaxConditions {
		problems.Add("", fmt.Sprintf("This has %d conditions. The maximum is %d.", n, MaxConditions))
	}
	c.check("", 1, problems)
	return problems.Err()
}

func (c Condition) check(at string, depth int, problems errs.Problems) {
	if depth > MaxDepth && len(c.All)+len(c.Any) > 0 {
		problems.Add(at, fmt.Sprintf("Groups can be nested %d levels deep at most.", MaxDepth))
		return
	}
	for i, each := range slices.Concat(c.All, c.Any) {
		place := strconv.Itoa(i)
		if at != "" {
			place = at + "." + place
		}
		each.check(place, depth+1, problems)
	}
	if c.Field != "" || c.Op != "" || !c.Value.IsZero() {
		if words := c.wrong(); words != "" {
			problems.Add(at, words)
		}
	}
}

// wrong says what is wrong with c's own comparison, "" for nothing.
func (c Condition) wrong() string {
	field, known := FieldNamed(c.Field)
	if !known {
		return fmt.Sprintf("There is no field called “%.60s”. Choose one from the list.", c.Field)
	}
	op, known := operators[c.Op]
	if !known || !field.Kind.Compares(c.Op) {
		return fmt.Sprintf("%s cannot be compared this way. Choose one of: %s.", field.Words, operatorWords(field.Kind))
	}
	return field.wrongValue(*op, c.Value)
}

func operatorWords(kind FieldKind) string {
	words := make([]string, 0, len(compares[kind]))
	for _, name := range compares[kind] {
		words = append(words, operators[name].Words)
	}
	return strings.Join(words, ", ")
}

func (f Field) wrongValue(op Operator, value Operand) string {
	if len(value.Numbers) > MaxOperands || len(value.Texts) > MaxOperands {
		return fmt.Sprintf("These are too many values. The maximum is %d.", MaxOperands)
	}
	most := f.Most
	if op.Name == "longer_than" {
		most = MaxNote
	}
	switch op.Takes {
	case Nothing:
		return ""
	case OneNumber:
		if len(value.Numbers) != 1 || !within(value.Numbers, most) {
			return fmt.Sprintf("Write one whole number from 0 to %s.", english.Number(most))
		}
	case TwoNumbers:
		if len(value.Numbers) != 2 || !within(value.Numbers, most) || value.Numbers[0] > value.Numbers[1] {
			return fmt.Sprintf("Write two whole numbers from 0 to %s, the smaller first, such as 50 to 500.",
				english.Number(most))
		}
	case Values:
		return f.wrongValues(value)
	}
	return ""
}

func within(numbers []int, most int) bool {
	return !slices.ContainsFunc(numbers, func(n int) bool { return n < 0 || n > most })
}

// wrongValues says what is wrong with one or several values to compare with.
func (f Field) wrongValues(value Operand) string {
	if value.IsZero() {
		return "Write a value. Separate several values with commas."
	}
	allowed := func(string) bool { return true }
	switch f.Name {
	case "country":
		allowed = func(code string) bool { return geo.CountryName(code) != "" }
	case "grade":
		allowed = func(grade string) bool { return slices.Contains(Grades, Grade(grade)) }
	case "touch.kind":
		allowed = func(kind string) bool { return touchWords(kind) != "" }
	case "consent":
		allowed = func(text string) bool { return text == "yes" }
	case "source", "campaign", "persona", "touch.source", "touch.campaign":
		allowed = func(id string) bool { n, err := strconv.ParseInt(id, 10, 64); return err == nil && n > 0 }
	}
	numeric := f.Kind == NumberField
	if numeric && (len(value.Texts) > 0 || !within(value.Numbers, f.Most)) {
		return fmt.Sprintf("Write whole numbers from 0 to %s.", english.Number(f.Most))
	}
	if f.Kind == TextField && len(value.Numbers) > 0 {
		return "Write a text to compare with."
	}
	for _, text := range value.Texts {
		if !allowed(text) {
			return fmt.Sprintf("“%.60s” is not a value of %s.", text, strings.ToLower(f.Words))
		}
		if strings.TrimSpace(text) == "" || utf8.RuneCountInString(text) > MaxText || !Printable(text) {
			return fmt.Sprintf("Each value needs 1 to %d visible characters.", MaxText)
		}
	}
	return ""
}

// Capital is words as they begin a line: with a capital letter.
func Capital(words string) string {
	_, n := utf8.DecodeRuneInString(words)
	return strings.ToUpper(words[:n]) + words[n:]
}
