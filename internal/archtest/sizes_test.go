package archtest

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
)

// mostLines is how many lines a package may have, without tests and generated code.
const mostLines = 2600

// large are packages that are larger today, and how large each may be. A package leaves the list when it fits. None is
// added, and no number rises.
var large = map[string]int{}

// linesOf is how many lines each package has, without tests and generated code.
func linesOf(all []text) map[string]int {
	lines := map[string]int{}
	for _, t := range all {
		if t.inCode() {
			lines[t.folder] += t.set.File(t.syntax.FileStart).LineCount()
		}
	}
	return lines
}

// checkSizes finds packages that are too large.
func checkSizes(all []text, large map[string]int) []string {
	return checkCounts(linesOf(all), mostLines, large, "%d lines, and may have %d; cut it in two")
}

// checkCounts finds what has more than most of something. Some may have more, each as much as it is allowed, until it
// fits.
func checkCounts(counts map[string]int, most int, allowed map[string]int, finding string) (findings []string) {
	for _, name := range slices.Sorted(maps.Keys(counts)) {
		if may := max(most, allowed[name]); counts[name] > may {
			findings = append(findings, fmt.Sprintf("%s: "+finding, name, counts[name], may))
		}
	}
	for _, name := range slices.Sorted(maps.Keys(allowed)) {
		if counts[name] <= most {
			findings = append(findings, fmt.Sprintf("%s: it has %d and fits; take its line out of the list", name, counts[name]))
		}
	}
	return findings
}

func TestPackagesAreSmallEnoughToReadWhole(t *testing.T) {
	keeps(t, func(all []text) []string { return checkSizes(all, large) })
}

func TestAPackageThatIsTooLargeIsFound(t *testing.T) {
	long := func(lines int) string { return strings.Repeat("\n", lines-2) + "var x int\n" } // after the package clause
	finds(t, func(all []text) []string {
		return checkSizes(all, map[string]int{"internal/large": 3000})
	}, []planted{
		{"two files that fit", map[string]string{
			"internal/a/a.go": long(1300), "internal/a/b.go": long(1300), "internal/large/l.go": long(3000)}, ""},
		{"one line too many", map[string]string{
			"internal/a/a.go": long(1300), "internal/a/b.go": long(1301), "internal/large/l.go": long(3000)},
			"internal/a: 2601 lines, and may have 2600"},
		{"tests and templates count nothing", map[string]string{
			"internal/a/a_test.go": long(5000), "internal/a/a_templ.go": long(5000), "internal/large/l.go": long(3000)}, ""},
		{"a large one that grows", map[string]string{"internal/large/l.go": long(3001)},
			"internal/large: 3001 lines, and may have 3000"},
		{"a large one that fits now", map[string]string{"internal/large/l.go": long(2600)},
			"internal/large: it has 2600 and fits"},
		{"a large one that is gone", map[string]string{"internal/a/a.go": long(10)}, "internal/large: it has 0 and fits"},
	})
}
