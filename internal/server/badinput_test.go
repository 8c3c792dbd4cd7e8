package server_test

import (
	"fmt"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

const (
	markup   = `"><img src=x onerror=alert(1)><script>alert(2)</script>'</textarea><svg/onload=alert(3)>&amp;`
	override = "invoice\u202egpj.exe"
	emoji    = "Zoë 👩🏽‍🚀 محمد 北京"
)

var (
	tooLong  = strings.Repeat("ü", 201)
	noteLong = strings.Repeat("ü", 10_001)
	huge     = strings.Repeat("x", 100<<10)
)

// aLead is a form that would be taken, with other values in the place of some.
func aLead(n int, change ...string) []string {
	fields := []string{"key", fmt.Sprintf("key-%020d", n), "name", "Ivo Brand", "email",
		fmt.Sprintf("ivo-%d@brand.example", n), "company", "Brand Ltd", "job_title", "Director"}
	values := map[string]string{}
	for i := 0; i < len(fields); i += 2 {
		values[fields[i]] = fields[i+1]
	}
	for i := 0; i < len(change); i += 2 {
		values[change[i]] = change[i+1]
	}
	var out []string
	for name, value := range values {
		out = append(out, name, value)
	}
	return out
}

// refusals are values that no lead can have, by field. What is kept is the value itself unless said otherwise.
var refusals = []struct {
	field, name, value string
	kept               string
}{
	{"name", "201 characters", tooLong, ""},
	{"name", "100 KB", huge, ""},
	{"name", "text turned around", override, ""},
	{"name", "a NUL", "Ivo\x00Brand", "Ivo\uFFFDBrand"},
	{"name", "broken UTF-8", "Ivo\xff\xfeBrand", "Ivo\uFFFDBrand"},
	{"name", "an escape", "Ivo\x1b[31mBrand", ""},
	{"name", "nothing", "", ""},
	{"name", "only spaces", " \t ", ""},
	{"job_title", "201 characters", tooLong, ""},
	{"job_title", "100 KB", huge, ""},
	{"job_title", "text turned around", override, ""},
	{"company", "201 characters", tooLong, ""},
	{"company", "a NUL", "Brand\x00Ltd", "Brand\uFFFDLtd"},
	{"company", "nothing", "", ""},
	{"industry", "201 characters", tooLong, ""},
	{"industry", "text turned around", override, ""},
	{"email", "no address", "ivo", ""},
	{"email", "no domain", "ivo@brand", ""},
	{"email", "a header", "ivo@brand.example\r\nBcc: all@brand.example", ""},
	{"email", "markup", markup, ""},
	{"email", "300 characters", strings.Repeat("i", 290) + "@brand.example", ""},
	{"email", "100 KB", huge + "@brand.example", ""},
	{"email", "text turned around", "ivo\u202e@brand.example", ""},
	{"email", "a NUL", "ivo\x00@brand.example", "ivo\uFFFD@brand.example"},
	{"phone", "words", "call me", ""},
	{"phone", "too short", "+34 12", ""},
	{"phone", "too long", "+34 600 123 456 789 012 345", ""},
	{"phone", "no country", "600 123 456", ""},
	{"phone", "100 KB of digits", "+34" + strings.Repeat("1", 100<<10), ""},
	{"phone", "markup", markup, ""},
	{"company_size", "a word", "many", ""},
	{"company_size", "less than nobody", "-5", ""},
	{"company_size", "nobody", "0", ""},
	{"company_size", "more than there are", "99999999999", ""},
	{"company_size", "more than a computer counts", strings.Repeat("9", 40), ""},
	{"company_size", "a half", "1e3", ""},
	{"country", "none", "ZZ", ""},
	{"country", "a name", "Germany", ""},
	{"country", "markup", markup, ""},
	{"campaign", "forged", "987654321", ""},
	{"source", "forged", "987654321", ""},
	{"persona", "forged", "987654321", ""},
	{"campaign", "a word", "autumn", ""},
	{"campaign", "less than none", "-1", ""},
	{"campaign", "enormous", strings.Repeat("9", 30), ""},
	{"note", "10,001 characters", noteLong, ""},
	{"note", "100 KB", huge, ""},
	{"note", "text turned around", override, ""},
	{"note", "a NUL", "now\x00or never", "now\uFFFDor never"},
}

func TestALeadThatCannotBeTakenIsShownAgain(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	c := w.as(lena)
	before := w.rows()
	for i, r := range refusals {
		for _, draft := range []bool{false, true} {
			if draft && (r.value == "" || r.name == "only spaces") {
				continue // a draft may lack anything
			}
			t.Run(fmt.Sprintf("%s, %s, draft %v", r.field, r.name, draft), func(t *testing.T) {
				c.t = t
				fields := aLead(i, r.field, r.value)
				if draft {
					fields = append(fields, "draft", "1")
				}
				a := c.post("/leads", fields...)
				l := line{}
				l.check(t, a, 422)
				if a.problem(r.field) == "" {
					t.Errorf("nothing at the field says what is wrong; the page says %q", a.notice())
				}
				kept := r.kept
				if kept == "" {
					kept = r.value
				}
				if list := r.field == "campaign" || r.field == "source" || r.field == "persona" || r.field == "country"; !list &&
					unbroken(a.value(r.field)) != unbroken(kept) {
					t.Errorf("the field holds %.60q, want what was typed: %.60q", a.value(r.field), kept)
				}
				if r.field != "name" && a.value("name") != "Ivo Brand" {
					t.Errorf("the name that was typed is now %q", a.value("name"))
				}
				noMarkup(t, a)
			})
		}
	}
	unchanged(t, w, before)
}

// unbroken is a text as a one-line field can hold it.
func unbroken(text string) string { return strings.NewReplacer("\r", "", "\n", "").Replace(text) }

func TestStrangeButTrueLeadsAreTaken(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	c := w.as(lena)
	for i, r := range []struct{ field, value, stored string }{
		{"name", emoji, emoji}, {"name", markup, markup}, {"name", strings.Repeat("ü", 200), strings.Repeat("ü", 200)},
		{"name", "  Ivo \t Brand ", "Ivo Brand"}, {"name", "Robert'); DROP TABLE leads;--", "Robert'); DROP TABLE leads;--"},
		{"company", markup, markup}, {"job_title", markup, markup}, {"industry", markup, markup}, {"note", markup, markup},
		{"note", strings.Repeat("ü", 10_000), strings.Repeat("ü", 10_000)}, {"note", "one\r\ntwo", "one\ntwo"},
		{"note", "=HYPERLINK(\"http://evil.example\")", "=HYPERLINK(\"http://evil.example\")"},
		{"phone", "+34 600 123 456", "+34600123456"}, {"email", "IVO+x@Brand.Example", "ivo+x@brand.example"},
		{"email", "a@brand.example, b@brand.example", "a@brand.example"},
	} {
		t.Run(fmt.Sprintf("%s %.20s", r.field, r.value), func(t *testing.T) {
			c.t = t
			a := c.post("/leads", aLead(1000+i, r.field, r.value)...)
			if a.status != 303 {
				t.Fatalf("answered %d: %.300s", a.status, a.main())
			}
			if got := w.word("SELECT " + r.field + " FROM leads ORDER BY id DESC LIMIT 1"); got != r.stored {
				t.Errorf("stored is %.80q, want %.80q", got, r.stored)
			}
		})
	}
	for _, who := range []string{lena, rita, alba} {
		for _, path := range []string{"/queue", "/queue?view=team", "/queue/rows", "/leads", "/submissions",
			"/submissions/returned", "/mine", "/leads/1001", "/leads?q=" + "%3Cscript%3E", "/dashboard"} {
			a := w.as(who).get(path)
			noMarkup(t, a)
		}
	}
	for id := range w.number("SELECT count(*) FROM leads") {
		a := w.as(rita).get(fmt.Sprintf("/leads/%d", w.number("SELECT id FROM leads ORDER BY id OFFSET $1 LIMIT 1", id)))
		if a.status != 200 {
			t.Errorf("lead %d answers %d", id, a.status)
		}
		noMarkup(t, a)
	}
}

// noMarkup fails when anything that was typed became markup.
func noMarkup(t *testing.T, a answer) {
	t.Helper()
	for _, n := range all(a.doc, func(*html.Node) bool { return true }) {
		if n.Data == "img" || n.Data == "script" && attr(n, "src") == "" || n.Data == "svg" && has(n, "onload") {
			t.Errorf("typed text became an element %s", n.Data)
		}
		for _, at := range n.Attr {
			if strings.HasPrefix(at.Key, "on") {
				t.Errorf("typed text became an attribute %s=%s", at.Key, at.Val)
			}
			if (at.Key == "href" || at.Key == "action" || at.Key == "src") &&
				strings.HasPrefix(strings.ToLower(strings.TrimSpace(at.Val)), "javascript:") {
				t.Errorf("typed text became a link %s", at.Val)
			}
		}
	}
}

// answers are what else people type, with the status that each gets. Where it is 422 a problem stands at the field and
// the text is kept.
var answers = []struct {
	name, path string
	row        maker
	by         string
	with       []string // the rest of the form
	field      string
	value      string
	status     int
}{
	{"a rejection for no reason", "/handoffs/%d/rejection", waiting, rita, []string{"feedback", "words"}, "reason", "",
		422},
	{"a rejection for a forged reason", "/handoffs/%d/rejection", waiting, rita, []string{"feedback", "words"}, "reason",
		"no_such", 422},
	{"a rejection for a reason of the other list", "/handoffs/%d/rejection", waiting, rita, []string{"feedback", "words"},
		"reason", "no_budget", 422},
	{"a rejection for markup", "/handoffs/%d/rejection", waiting, rita, []string{"feedback", "words"}, "reason", markup,
		422},
	{"a rejection that needs words", "/handoffs/%d/rejection", waiting, rita, []string{"reason", "other"}, "feedback", "",
		422},
	{"a rejection with spaces for words", "/handoffs/%d/rejection", waiting, rita, []string{"reason", "other"}, "feedback",
		" \r\n ", 422},
	{"a rejection of 10,001 characters", "/handoffs/%d/rejection", waiting, rita, []string{"reason", "wrong_size"},
		"feedback", noteLong, 422},
	{"a rejection with a NUL", "/handoffs/%d/rejection", waiting, rita, []string{"reason", "wrong_size"}, "feedback",
		"a\x00b", 422},
	{"a rejection with broken UTF-8", "/handoffs/%d/rejection", waiting, rita, []string{"reason", "wrong_size"},
		"feedback", "a\xffb", 422},
	{"a rejection with text turned around", "/handoffs/%d/rejection", waiting, rita, []string{"reason", "wrong_size"},
		"feedback", override, 422},
	{"a rejection with markup", "/handoffs/%d/rejection", waiting, rita, []string{"reason", "wrong_size"}, "feedback",
		markup, 303},
	{"a rejection with emoji", "/handoffs/%d/rejection", waiting, rita, []string{"reason", "wrong_size"}, "feedback",
		emoji, 303},
	{"no question", "/handoffs/%d/question", waiting, rita, nil, "question", "", 422},
	{"a question of 10,001 characters", "/handoffs/%d/question", waiting, rita, nil, "question", noteLong, 422},
	{"a question with a NUL", "/handoffs/%d/question", waiting, rita, nil, "question", "a\x00b", 422},
	{"a question with text turned around", "/handoffs/%d/question", waiting, rita, nil, "question", override, 422},
	{"a question with markup", "/handoffs/%d/question", waiting, rita, nil, "question", markup, 303},
	{"no answer", "/handoffs/%d/answer", asked, lena, nil, "answer", "", 422},
	{"an answer of 10,001 characters", "/handoffs/%d/answer", asked, lena, nil, "answer", noteLong, 422},
	{"an answer with broken UTF-8", "/handoffs/%d/answer", asked, lena, nil, "answer", "a\xffb", 422},
	{"an answer with text turned around", "/handoffs/%d/answer", asked, lena, nil, "answer", override, 422},
	{"an answer with markup", "/handoffs/%d/answer", asked, lena, nil, "answer", markup, 303},
	{"an attempt of no kind", "/leads/%d/attempts", acceptedLead, rita, []string{"outcome", "reached"}, "kind", "pigeon",
		422},
	{"an attempt that went nowhere", "/leads/%d/attempts", acceptedLead, rita, []string{"kind", "call"}, "outcome", "",
		422},
	{"an attempt with a forged outcome", "/leads/%d/attempts", acceptedLead, rita, []string{"kind", "call"}, "outcome",
		markup, 422},
	{"an attempt with 10,001 characters", "/leads/%d/attempts", acceptedLead, rita,
		[]string{"kind", "call", "outcome", "reached"}, "note", noteLong, 422},
	{"an attempt with a NUL", "/leads/%d/attempts", acceptedLead, rita, []string{"kind", "call", "outcome", "reached"},
		"note", "a\x00b", 422},
	{"an attempt with markup", "/leads/%d/attempts", acceptedLead, rita, []string{"kind", "call", "outcome", "reached"},
		"note", markup, 303},
	{"a qualification worth nothing", "/leads/%d/qualification", contactedLead, rita, []string{"expected_on", tomorrow()},
		"amount", "", 422},
	{"a qualification worth 0", "/leads/%d/qualification", contactedLead, rita, []string{"expected_on", tomorrow()},
		"amount", "0", 422},
	{"a qualification worth less than nothing", "/leads/%d/qualification", contactedLead, rita,
		[]string{"expected_on", tomorrow()}, "amount", "-12", 422},
	{"a qualification worth a word", "/leads/%d/qualification", contactedLead, rita, []string{"expected_on", tomorrow()},
		"amount", "much", 422},
	{"a qualification worth too much", "/leads/%d/qualification", contactedLead, rita, []string{"expected_on", tomorrow()},
		"amount", strings.Repeat("9", 30), 422},
	{"a qualification worth NaN", "/leads/%d/qualification", contactedLead, rita, []string{"expected_on", tomorrow()},
		"amount", "NaN", 422},
	{"a qualification without a day", "/leads/%d/qualification", contactedLead, rita, []string{"amount", "12"},
		"expected_on", "", 422},
	{"a qualification on no day", "/leads/%d/qualification", contactedLead, rita, []string{"amount", "12"}, "expected_on",
		"2026-02-31", 422},
	{"a qualification long ago", "/leads/%d/qualification", contactedLead, rita, []string{"amount", "12"}, "expected_on",
		"1999-01-01", 422},
	{"a qualification far ahead", "/leads/%d/qualification", contactedLead, rita, []string{"amount", "12"}, "expected_on",
		"9999-12-31", 422},
	{"a disqualification for no reason", "/leads/%d/disqualification", contactedLead, rita, nil, "reason", "", 422},
	{"a disqualification for a reason of the other list", "/leads/%d/disqualification", contactedLead, rita, nil, "reason",
		"wrong_size", 422},
	{"a disqualification too early", "/leads/%d/disqualification", contactedLead, rita, nil, "reason", "unable_to_reach",
		422},
	{"a disqualification without words", "/leads/%d/disqualification", contactedLead, rita, []string{"reason", "other"},
		"words", "", 422},
	{"a disqualification of 10,001 characters", "/leads/%d/disqualification", contactedLead, rita,
		[]string{"reason", "no_need"}, "words", noteLong, 422},
	{"a disqualification with markup", "/leads/%d/disqualification", contactedLead, rita, []string{"reason", "other"},
		"words", markup, 303},
	{"a win of nothing", "/leads/%d/win", qualifiedLead, rita, nil, "amount", "", 422},
	{"a win of less than nothing", "/leads/%d/win", qualifiedLead, rita, nil, "amount", "-1", 422},
	{"a win of markup", "/leads/%d/win", qualifiedLead, rita, nil, "amount", markup, 422},
	{"a win of too much", "/leads/%d/win", qualifiedLead, rita, nil, "amount", "99999999999999999999", 422},
	{"a loss for no reason", "/leads/%d/loss", qualifiedLead, rita, nil, "reason", "", 422},
	{"a loss with a NUL", "/leads/%d/loss", qualifiedLead, rita, []string{"reason", "other"}, "words", "a\x00b", 422},
}

func TestWhatElseIsTyped(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for _, c := range answers {
		t.Run(c.name, func(t *testing.T) {
			path := fmt.Sprintf(c.path, c.row(w, growthAndNorth))
			before := w.rows()
			who := w.as(c.by)
			who.t = t
			a := who.post(path, append([]string{c.field, c.value}, c.with...)...)
			l := line{}
			l.check(t, a, c.status)
			if c.status == 303 {
				who.t = w.t
				noMarkup(t, who.get("/leads/"+fmt.Sprint(w.number("SELECT id FROM leads ORDER BY id DESC LIMIT 1"))))
				return
			}
			noMarkup(t, a)
			if a.problem(c.field) == "" {
				t.Errorf("nothing at the field says what is wrong; the page says %.300s", a.main())
			}
			kept := strings.NewReplacer("\x00", "\uFFFD", "\xff", "\uFFFD", "\r\n", "\n").Replace(c.value)
			if list := c.field == "reason" || c.field == "outcome" || c.field == "kind"; !list && a.value(c.field) != kept {
				t.Errorf("the field holds %.60q, want what was typed: %.60q", a.value(c.field), kept)
			}
			for i := 0; i < len(c.with); i += 2 {
				if a.value(c.with[i]) != c.with[i+1] {
					t.Errorf("%s holds %q, want what was typed: %q", c.with[i], a.value(c.with[i]), c.with[i+1])
				}
			}
			unchanged(t, w, before)
		})
	}
}
