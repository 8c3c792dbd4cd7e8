package archtest

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// pagesFolder has the packages of pages in it. They are siblings, which do not import each other, but only those
// underPages.
const pagesFolder = "internal/server/"

// checkSiblings finds where a package of pages imports another.
func checkSiblings(all []text) (findings []string) {
	for _, t := range all {
		sibling := siblingIn(t.folder)
		if sibling == "" || t.test() {
			continue
		}
		for _, spec := range t.syntax.Imports {
			target, _ := strconv.Unquote(spec.Path.Value)
			other := siblingIn(strings.TrimPrefix(target, module+"/"))
			if other != "" && other != sibling && !slices.Contains(underPages, pagesFolder+other) {
				findings = append(findings, fmt.Sprintf("%s: it is a sibling of %s and may not import it; only %s",
					t.name, other, strings.Join(underPages, ", ")))
			}
		}
	}
	return findings
}

// siblingIn is the package of pages that a folder belongs to, "" for none.
func siblingIn(folder string) string {
	below, is := strings.CutPrefix(folder, pagesFolder)
	if !is {
		return ""
	}
	sibling, _, _ := strings.Cut(below, "/")
	return sibling
}

func TestSiblingsDoNotImportEachOther(t *testing.T) { keeps(t, checkSiblings) }

func TestASiblingThatImportsAnotherIsFound(t *testing.T) {
	finds(t, checkSiblings, []planted{
		{"the server gathers them", map[string]string{"internal/server/routes.go": `import "baton/internal/server/leads"`},
			""},
		{"a visit", map[string]string{"internal/server/leads/queue.go": `import "baton/internal/server/visit"`}, ""},
		{"the editor of conditions", map[string]string{
			"internal/server/settings/personas.go": `import "baton/internal/server/conditions"`}, ""},
		{"a sibling", map[string]string{"internal/server/leads/queue.go": `import "baton/internal/server/goals"`},
			"internal/server/leads/queue.go: it is a sibling of goals"},
		{"a sibling under another name", map[string]string{
			"internal/server/leads/queue.go": `import g "baton/internal/server/goals"`}, "sibling of goals"},
		{"something below a sibling", map[string]string{
			"internal/server/leads/queue.go": `import "baton/internal/server/goals/plan"`}, "sibling of goals"},
		{"a visit that knows a page", map[string]string{
			"internal/server/visit/visit.go": `import "baton/internal/server/leads"`}, "sibling of leads"},
		{"a part of its own", map[string]string{
			"internal/server/goals/goals.go": `import "baton/internal/server/goals/plan"`}, ""},
		{"a test", map[string]string{"internal/server/leads/queue_test.go": `import "baton/internal/server/goals"`}, ""},
		{"a domain package", map[string]string{"internal/server/leads/queue.go": `import "baton/internal/lead"`}, ""},
	})
}
