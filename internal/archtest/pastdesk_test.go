package archtest

import (
	"fmt"
	"go/ast"
	"go/token"
	"slices"
	"testing"
)

// keptByDesk are the parts of the store whose tables settings.Desk changes, with the methods of their Store that write
// past it: what is no setting. The Tx of each is the Desk's own.
var keptByDesk = map[string][]string{
	"internal/postgres/settings": {
		"ChangeSettings", // the transaction of the Desk itself
		"SetSetupToken",  // the program starts
	},
	"internal/postgres/people": {
		"AddSession", "EndSession", "SignInFailed", "SignInWorked", "SignedIn", // signing in and out
		"Bearer", "KeyRefused", // a program signs in
		"RequestPassword", "NextPasswordRequest", "PasswordRequestSent", // a mail for who cannot sign in
	},
	"internal/postgres/learning": {
		"Learn", "LearnPast", // a job learns
	},
}

// checkDesk finds methods of a Store that change what settings.Desk keeps, and lines of kept that nothing needs.
func checkDesk(all []text, kept map[string][]string) (findings []string) {
	needed := map[string]bool{}
	for _, t := range all {
		may, ours := kept[t.folder]
		if !ours || !t.inCode() {
			continue
		}
		for _, d := range t.syntax.Decls {
			f, is := d.(*ast.FuncDecl)
			if !is || !ofStore(f) || !changes(f) {
				continue
			}
			needed[t.folder+f.Name.Name] = true
			if !slices.Contains(may, f.Name.Name) {
				findings = append(findings, fmt.Sprintf("%s: %s changes a setting; only settings.Desk does, which records it",
					t.set.Position(f.Pos()), f.Name.Name))
			}
		}
	}
	for folder, names := range kept {
		for _, name := range names {
			if !needed[folder+name] {
				findings = append(findings, fmt.Sprintf("%s: %s changes nothing; take its line away", folder, name))
			}
		}
	}
	return findings
}

// ofStore reports whether f is a method of *Store.
func ofStore(f *ast.FuncDecl) bool {
	if f.Recv == nil {
		return false
	}
	star, is := f.Recv.List[0].Type.(*ast.StarExpr)
	if !is {
		return false
	}
	of, is := star.X.(*ast.Ident)
	return is && of.Name == "Store"
}

// changes reports whether a function has SQL that changes a table, or calls what runs such SQL.
func changes(f *ast.FuncDecl) (found bool) {
	ast.Inspect(f, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.BasicLit:
			found = found || n.Kind == token.STRING && len(written(n.Value)) > 0
		case *ast.SelectorExpr:
			found = found || slices.Contains([]string{"Begin", "BeginFunc", "CopyFrom", "Exec", "Write"}, n.Sel.Name)
		}
		return !found
	})
	return found
}

func TestSettingsAreChangedThroughTheDesk(t *testing.T) {
	keeps(t, func(all []text) []string { return checkDesk(all, keptByDesk) })
}

func TestAStoreThatChangesASettingIsFound(t *testing.T) {
	const in = "internal/postgres/people/people.go"
	finds(t, func(all []text) []string { return checkDesk(all, map[string][]string{"internal/postgres/people": nil}) },
		[]planted{
			{"a read", map[string]string{in: `func (db *Store) Person() { db.Query("SELECT 1 FROM people FOR UPDATE") }`}, ""},
			{"a statement", map[string]string{in: `func (db *Store) Rename() { db.Query("UPDATE people SET name = $1") }`},
				"Rename changes a setting"},
			{"a transaction", map[string]string{in: `func (db *Store) Rename() { db.Write(rename) }`}, "Rename changes"},
			{"a part of the Desk", map[string]string{in: `func (t *Tx) Rename() { t.Exec("UPDATE people SET name = $1") }`}, ""},
			{"another part of the store", map[string]string{
				"internal/postgres/bulk/fill.go": `func (db *Store) Fill() { db.Exec("DELETE FROM imports") }`}, ""},
			{"a test", map[string]string{
				"internal/postgres/people/people_test.go": `func (db *Store) Fill() { db.Exec("DELETE FROM people") }`}, ""},
		})
	finds(t, func(all []text) []string {
		return checkDesk(all, map[string][]string{"internal/postgres/people": {"SignIn"}})
	}, []planted{
		{"signing in", map[string]string{in: `func (db *Store) SignIn() { db.Exec("INSERT INTO sessions") }`}, ""},
		{"a line that nothing needs", map[string]string{in: `func (db *Store) SignIn() { db.Query("SELECT 1") }`},
			"SignIn changes nothing"},
	})
}
