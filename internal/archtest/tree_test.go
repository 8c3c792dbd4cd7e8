package archtest

import (
	"io/fs"
	"os"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
)

// A text is a Go file with its lines.
type text struct {
	source
	lines []string
}

// generated reports whether the file is made by a program.
func (t text) generated() bool { return strings.HasSuffix(t.name, "_templ.go") }

// inCode reports whether the file is neither a test nor generated.
func (t text) inCode() bool { return !t.test() && !t.generated() }

// project are the Go files of the project.
var project = sync.OnceValues(func() ([]text, error) { return texts(os.DirFS("../..")) })

// texts are the Go files of a tree.
func texts(tree fs.FS) (all []text, err error) {
	sources, err := read(tree)
	if err != nil {
		return nil, err
	}
	for _, s := range sources {
		content, err := fs.ReadFile(tree, s.name)
		if err != nil {
			return nil, err
		}
		all = append(all, text{s, strings.Split(string(content), "\n")})
	}
	return all, nil
}

// keeps fails the test for each finding in the project.
func keeps(t *testing.T, check func([]text) []string) {
	t.Helper()
	all, err := project()
	if err != nil {
		t.Fatal(err)
	}
	for _, finding := range check(all) {
		t.Error(finding)
	}
}

// A planted is a small tree, and what a check must find in it.
type planted struct {
	name  string
	files map[string]string // content by name; "package p" is put before it
	want  string            // part of the only finding; "" for no finding
}

// finds runs a check over small trees.
func finds(t *testing.T, check func([]text) []string, trees []planted) {
	t.Helper()
	for _, p := range trees {
		t.Run(p.name, func(t *testing.T) {
			tree := fstest.MapFS{}
			for name, content := range p.files {
				tree[name] = &fstest.MapFile{Data: []byte("package p\n" + content)}
			}
			all, err := texts(tree)
			if err != nil {
				t.Fatal(err)
			}
			findings := check(all)
			switch {
			case p.want == "" && len(findings) > 0:
				t.Errorf("found %q", findings)
			case p.want != "" && (len(findings) != 1 || !strings.Contains(findings[0], p.want)):
				t.Errorf("found %q, want one with %q", findings, p.want)
			}
		})
	}
}
