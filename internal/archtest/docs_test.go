package archtest

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// quoted are names in a document that are set as code.
var quoted = regexp.MustCompile("`([^`\n]+)`")

// TestTheDocumentOfTheCodeIsCurrent holds docs/code.md against the tree: it names every package, and each file that it
// names is there.
func TestTheDocumentOfTheCodeIsCurrent(t *testing.T) {
	source, err := os.ReadFile(filepath.Join("..", "..", "docs", "code.md"))
	if err != nil {
		t.Fatal(err)
	}
	named := map[string]bool{}
	for _, m := range quoted.FindAllStringSubmatch(string(source), -1) {
		named[m[1]] = true
		if file := strings.Fields(m[1])[0]; strings.HasSuffix(file, ".go") && strings.Contains(file, "/") && !isFile(file) {
			t.Errorf("docs/code.md names %s, which is not there", file)
		}
	}
	all, err := project()
	if err != nil {
		t.Fatal(err)
	}
	for folder := range linesOf(all) {
		within := strings.TrimPrefix(folder, "internal/scoring/likelihood/")
		if !named[folder] && !named[within] {
			t.Errorf("docs/code.md does not name the package %s", folder)
		}
	}
}

// isFile reports whether a file is there, below internal or at the top.
func isFile(name string) bool {
	for _, top := range []string{"../../internal", "../.."} {
		if _, err := os.Stat(filepath.Join(top, name)); err == nil {
			return true
		}
	}
	return false
}
