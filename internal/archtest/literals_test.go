package archtest

import (
	"fmt"
	"go/ast"
	"go/token"
	"regexp"
	"slices"
	"strconv"
	"testing"
)

var (
	// route is a path in a URL, with its first segment.
	route = regexp.MustCompile(`^/([a-z][a-z0-9_-]*)(?:$|[/?#%{])`)
	// address is the beginning of a URL with a host.
	address = regexp.MustCompile(`^https?://`)
	// statement is the beginning of a statement of SQL.
	statement = regexp.MustCompile(`^\s*(?:SELECT|INSERT INTO|UPDATE|DELETE FROM|WITH|CREATE|ALTER|DROP|LOCK|CALL)\s`)
)

// withRoutes are the packages that have routes, with all below them.
var withRoutes = []string{"internal/server", "internal/api"}

// said calls each with every text in the code of a file, and where it stands. The paths of imports are left out.
func (t text) said(each func(at token.Position, words string)) {
	ast.Inspect(t.syntax, func(n ast.Node) bool {
		if _, is := n.(*ast.ImportSpec); is {
			return false
		}
		if lit, is := n.(*ast.BasicLit); is && lit.Kind == token.STRING {
			if words, err := strconv.Unquote(lit.Value); err == nil {
				each(t.set.Position(lit.Pos()), words)
			}
		}
		return true
	})
}

// firstSegments are the first segments of the paths that packages with routes name.
func firstSegments(all []text) map[string]bool {
	segments := map[string]bool{}
	for _, t := range all {
		if within(t.folder, withRoutes) && t.inCode() {
			t.said(func(_ token.Position, words string) {
				if parts := route.FindStringSubmatch(words); parts != nil {
					segments[parts[1]] = true
				}
			})
		}
	}
	return segments
}

// checkLiterals finds URLs and SQL in the texts of the domain. A path is a URL if its first segment is one of a route.
func checkLiterals(all []text) (findings []string) {
	routes := firstSegments(all)
	for _, t := range all {
		if !slices.Contains(domain, t.folder) || !t.inCode() {
			continue
		}
		t.said(func(at token.Position, words string) {
			parts := route.FindStringSubmatch(words)
			switch {
			case address.MatchString(words), parts != nil && routes[parts[1]]:
				findings = append(findings, fmt.Sprintf("%s: %q is a URL in the domain; pages know their addresses", at, words))
			case statement.MatchString(words):
				findings = append(findings, fmt.Sprintf("%s: %q is SQL in the domain; it belongs to internal/postgres", at, words))
			}
		})
	}
	return findings
}

func TestTheDomainKnowsNoURLAndNoSQL(t *testing.T) { keeps(t, checkLiterals) }

func TestAURLOrSQLInTheDomainIsFound(t *testing.T) {
	const url, sql = "is a URL in the domain", "is SQL in the domain"
	in := func(literal string) map[string]string {
		return map[string]string{
			"internal/report/filter.go": "var x = " + literal,
			"internal/server/routes.go": `var routes = []string{"/leads/{id}", "/queue", "/submissions"}`,
		}
	}
	finds(t, checkLiterals, []planted{
		{"a page", in(`"/leads"`), url},
		{"a page with a number", in(`"/leads/" + "7"`), url},
		{"a page with a question", in("`/queue?team=%d`"), url},
		{"a page of the web", in(`"https://baton.example/x"`), url},
		{"a page in a function", in(`func() string { return "/submissions/%d" }`), url},
		{"a page in another part", map[string]string{"internal/server/leads.go": `var x = "/leads"`}, ""},
		{"a page in a test", map[string]string{"internal/report/filter_test.go": `var x = "/leads"`}, ""},
		{"an import", map[string]string{"internal/report/filter.go": `import _ "baton/internal/lead"`}, ""},
		{"the place of a problem", in(`"/source"`), ""},
		{"one of two", in(`"yes / no"`), ""},
		{"a slash", in(`"/"`), ""},
		{"a share", in(`"/ day"`), ""},
		{"a question of the data", in(`"SELECT id FROM leads"`), sql},
		{"over several lines", in("`\n\t\tWITH l AS (SELECT 1) SELECT * FROM l`"), sql},
		{"a change", in(`"UPDATE leads SET name = ''"`), sql},
		{"words for people", in(`"Select a team"`), ""},
		{"a word in capitals", in(`"UPDATED"`), ""},
	})
}
