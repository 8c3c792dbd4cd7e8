package archtest

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"
)

// module is the first word of the import paths that are ours.
const module = "baton"

// A source is one Go file of the tree.
type source struct {
	name   string // of the file, from the top: "internal/lead/lead.go"
	folder string
	syntax *ast.File
	set    *token.FileSet
}

func (s source) test() bool { return strings.HasSuffix(s.name, "_test.go") }

// Check reads every Go file of a tree whose top level is its root, and answers what is against the architecture, one
// finding a line, each beginning with the file or folder. It fails when a file cannot be read or parsed.
func Check(tree fs.FS) ([]string, error) {
	findings, err := checkTop(tree)
	if err != nil {
		return nil, err
	}
	sources, err := read(tree)
	if err != nil {
		return nil, err
	}
	for _, s := range sources {
		findings = append(findings, checkName(s)...)
		findings = append(findings, checkImports(s)...)
		if slices.Contains(domain, s.folder) && !s.test() {
			findings = append(findings, checkClock(s)...)
		}
		if s.writesTables() {
			findings = append(findings, checkWrites(s)...)
		}
	}
	return findings, nil
}

func checkTop(tree fs.FS) (findings []string, err error) {
	entries, err := fs.ReadDir(tree, ".")
	for _, entry := range entries {
		switch name := entry.Name(); {
		case entry.IsDir() && !strings.HasPrefix(name, ".") && !slices.Contains(topFolders, name):
			findings = append(findings,
				name+": no folder of the top level; put it below one of "+strings.Join(topFolders[1:], ", "))
		case path.Ext(name) == ".go":
			findings = append(findings, name+": code lies in a folder, not at the top")
		}
	}
	return findings, err
}

// read parses the Go files that are ours: not what npm brought, and nothing below a folder that the go command passes
// over.
func read(tree fs.FS) (sources []source, err error) {
	set := token.NewFileSet()
	err = fs.WalkDir(tree, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if base := entry.Name(); entry.IsDir() {
			if name != "." && (base[0] == '.' || base[0] == '_') || base == "node_modules" || base == "testdata" {
				return fs.SkipDir
			}
			return nil
		}
		if path.Ext(name) != ".go" {
			return nil
		}
		content, err := fs.ReadFile(tree, name)
		if err != nil {
			return err
		}
		syntax, err := parser.ParseFile(set, name, content, parser.SkipObjectResolution)
		sources = append(sources, source{name, path.Dir(name), syntax, set})
		return err
	})
	return sources, err
}

func checkName(s source) (findings []string) {
	for _, name := range []string{path.Base(s.folder), s.syntax.Name.Name} {
		if slices.Contains(vague, strings.TrimSuffix(name, "_test")) {
			return []string{fmt.Sprintf("%s: a package named %s says nothing; name the idea that its code has in common", s.name,
				name)}
		}
	}
	return nil
}

func checkImports(s source) (findings []string) {
	may, known := arrows[s.folder]
	if !known && !within(s.folder, knowAll) {
		return []string{fmt.Sprintf("%s: the package %s has no line in the table of arrows", s.name, s.folder)}
	}
	for _, spec := range s.syntax.Imports {
		target, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			continue // the parser has seen that it is a string
		}
		ours, isOurs := strings.CutPrefix(target, module+"/")
		switch {
		case !isOurs:
			findings = append(findings, checkTechnology(s, target)...)
		case known && s.inWeb() && strings.HasPrefix(ours, "internal/") && !(s.test() && slices.Contains(forTests, ours)):
			findings = append(findings, fmt.Sprintf("%s: web imports nothing of internal, and here %s", s.name, ours))
		case known && !s.test() && !slices.Contains(may, ours):
			findings = append(findings, fmt.Sprintf("%s: %s may not import %s", s.name, s.folder, ours))
		}
	}
	return findings
}

func (s source) inWeb() bool { return within(s.folder, []string{"web"}) }

func checkTechnology(s source, target string) (findings []string) {
	for _, t := range technologies {
		if !within(target, t.paths) || within(s.folder, t.users) || s.test() && within(s.folder, t.testUsers) {
			continue
		}
		findings = append(findings, fmt.Sprintf("%s: only %s may use %s", s.name, strings.Join(t.users, ", "), target))
	}
	return findings
}

// checkClock finds where a rule asks what time it is, instead of being told.
func checkClock(s source) (findings []string) {
	clock := ""
	for _, spec := range s.syntax.Imports {
		if spec.Path.Value == `"time"` {
			clock = "time"
			if spec.Name != nil {
				clock = spec.Name.Name
			}
		}
	}
	ast.Inspect(s.syntax, func(n ast.Node) bool {
		selector, is := n.(*ast.SelectorExpr)
		if !is {
			return true
		}
		of, is := selector.X.(*ast.Ident)
		if is && clock != "" && of.Name == clock && slices.Contains([]string{"Now", "Since", "Until"}, selector.Sel.Name) {
			findings = append(findings,
				fmt.Sprintf("%s: time.%s in the domain; take the time as an argument", s.set.Position(n.Pos()), selector.Sel.Name))
		}
		return true
	})
	return findings
}
