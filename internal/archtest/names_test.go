package archtest

import (
	"fmt"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

// notOurs are folders whose names others chose, or that are built.
var notOurs = []string{"node_modules", "vendor", "bin"}

// checkNames finds files and folders whose names say nothing of what they are for.
func checkNames(tree fs.FS) (findings []string, err error) {
	err = fs.WalkDir(tree, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		base := entry.Name()
		if entry.IsDir() && name != "." && (base[0] == '.' || slices.Contains(notOurs, base)) {
			return fs.SkipDir
		}
		if says := barely(base); says != "" && (entry.IsDir() || says != "models") { // a file may be about models
			findings = append(findings, fmt.Sprintf("%s: the name %s says nothing; name the idea that it is about", name, says))
		}
		return nil
	})
	return findings, err
}

// barely is the name of a file or folder without its ending, if it says nothing; "" if it says something.
func barely(base string) string {
	name := strings.TrimSuffix(base, path.Ext(base))
	for _, made := range []string{"_test", "_templ"} {
		name = strings.TrimSuffix(name, made)
	}
	if name = strings.ToLower(name); slices.Contains(vague, name) {
		return name
	}
	return ""
}

func TestFilesAndFoldersHaveNamesThatSaySomething(t *testing.T) {
	findings, err := checkNames(os.DirFS("../.."))
	if err != nil {
		t.Fatal(err)
	}
	for _, finding := range findings {
		t.Error(finding)
	}
}

func TestANameThatSaysNothingIsFound(t *testing.T) {
	for name, want := range map[string]string{
		"internal/server/util/strings.go": "internal/server/util: the name util",
		"internal/lead/helpers.go":        "internal/lead/helpers.go: the name helpers",
		"internal/lead/helper_test.go":    "helper_test.go: the name helper",
		"web/page/common.templ":           "the name common",
		"web/static/js/utils.js":          "the name utils",
		"internal/lead/misc.go":           "the name misc",
		"docs/shared/x.md":                "docs/shared: the name shared",
		"internal/models/lead.go":         "internal/models: the name models",
		"internal/postgres/models.go":     "", // what the likelihood has learned
		"internal/lead/lead.go":           "",
		"internal/lead/commoner.go":       "",
		"web/node_modules/util/index.js":  "",
		".git/shared/x":                   "",
	} {
		findings, err := checkNames(fstest.MapFS{name: {}})
		switch {
		case err != nil:
			t.Error(err)
		case want == "" && len(findings) > 0, want != "" && (len(findings) != 1 || !strings.Contains(findings[0], want)):
			t.Errorf("in %s it finds %q, want %q", name, findings, want)
		}
	}
}
