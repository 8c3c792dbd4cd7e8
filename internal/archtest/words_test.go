package archtest_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// riddles are phrases that people read twice, with the plain words for each. They stand in no page, error, notification
// or document.
var riddles = map[string]string{
	"what holds adds":                "each rule a lead matches adds",
	"heading for is all":             "the forecast includes",
	"lack nothing but":               "miss only",
	"lack nothing else":              "miss only the score",
	"left open, the first":           "if empty, the first",
	"whose condition holds":          "that matches",
	"moves their engagement":         "affects the engagement score",
	"taken for one":                  "matches",
	"what a lead of it needs":        "required fields",
	"any of: has":                    "has an e-mail address or a phone number",
	"has not the word":               "does not contain the word",
	"let the time":                   "missed the deadline, or resumed the clock",
	"to answer run out":              "missed the deadline",
	"to answer is over":              "half your time is gone",
	"time stands still":              "the clock is paused",
	"is one tab further":             "see them under another tab",
	"no rule speaks for":             "no rule matches",
	"grade it otherwise":             "override the grade",
	"reckon":                         "calculate",
	"what is to be won":              "revenue target",
	"how many go on":                 "conversion rates",
	"leave it as it is":              "cancel",
	"take out":                       "delete",
	"of all months, whichever":       "all months, whatever the filter",
	"what stands there":              "value in the file",
	"pass it over":                   "pause",
	"asks for has to hold":           "must match every condition",
	"nothing means every":            "no conditions: every lead",
	"by which other programs":        "lets other programs",
	"is it still the same world":     "have leads changed?",
	"mean what it says":              "is it accurate?",
	"meets is decided by":            "is random",
	"draws no other lot":             "changes nothing",
	"nobody can keep a promise of":   "must be above zero",
	"what is done is not done twice": "no row is imported twice",
	"a word why":                     "an explanation",
	"nobody can tell who this is":    "needs a name, an e-mail address or a phone number",
}

var riddle = func() *regexp.Regexp {
	var any []string
	for phrase := range riddles {
		any = append(any, regexp.QuoteMeta(phrase))
	}
	return regexp.MustCompile(`(?i)\b(` + strings.Join(any, "|") + `)\b`)
}()

var spaces = regexp.MustCompile(`\s+`)

// told is the first riddle in words, "" where there is none. A line break is a space.
func told(words string) string { return riddle.FindString(spaces.ReplaceAllString(words, " ")) }

// literals are the texts of a Go file, without comments and imports.
func literals(t *testing.T, path string) (texts []string) {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	ast.Inspect(file, func(n ast.Node) bool {
		if lit, is := n.(*ast.BasicLit); is && lit.Kind == token.STRING {
			if text, err := strconv.Unquote(lit.Value); err == nil {
				texts = append(texts, text)
			}
		}
		return true
	})
	return texts
}

var comments = regexp.MustCompile(`(?m)^\s*//.*$|\s// .*$`)

// readable are the texts of a file that people can read.
func readable(t *testing.T, path string) []string {
	t.Helper()
	if strings.HasSuffix(path, ".go") {
		return literals(t, path)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if strings.HasSuffix(path, ".md") {
		return []string{string(text)}
	}
	return []string{comments.ReplaceAllString(string(text), "")}
}

func TestSentencesAreNoRiddles(t *testing.T) {
	const root = "../.."
	read := 0
	for _, place := range []string{"README.md", "docs", "cmd", "internal", "web/page", "web/ui", "web/static/js"} {
		err := filepath.WalkDir(filepath.Join(root, place), func(path string, d fs.DirEntry, err error) error {
			ext := filepath.Ext(path)
			if err != nil || d.IsDir() || strings.HasSuffix(path, "_test.go") || strings.HasSuffix(path, "_templ.go") ||
				ext != ".go" && ext != ".templ" && ext != ".js" && ext != ".md" {
				return err
			}
			read++
			for _, text := range readable(t, path) {
				if found := told(text); found != "" {
					t.Errorf("%s says %q. Plain words are: %s", path, found, riddles[strings.ToLower(found)])
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if read < 300 {
		t.Errorf("only %d files were read", read)
	}
}

func TestARiddleIsFound(t *testing.T) {
	for _, words := range []string{"Left open, the first whose\n\tcondition holds is taken.", "Reckon",
		"“Job title” has not the word “vp”.", "Dana let the time run out", "The time stands\n still."} {
		if told(words) == "" {
			t.Errorf("%q is not found", words)
		}
	}
	for _, words := range []string{"If empty, the first persona that matches is used.", "reckoning", "Both sides",
		"He takes out the bin.", "The clock is paused."} {
		if found := told(words); found != "" {
			t.Errorf("%q is found in %q", found, words)
		}
	}
}
