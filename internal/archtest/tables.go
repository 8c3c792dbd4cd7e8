package archtest

import (
	"fmt"
	"go/ast"
	"go/token"
	"io/fs"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// tablesOf are the tables that each package below internal/postgres writes. Every table has one writer; the others only
// read it.
var tablesOf = map[string][]string{
	"agreements": {
		"agreement_answers", "agreement_drafts", "agreement_revisions", "agreement_signatures", "agreements",
	},
	"bulk":   {"import_files", "import_mappings", "import_refusals", "imports"},
	"funnel": {"funnel_days", "funnel_deltas", "funnel_month_times", "funnel_times"},
	"goals":  {"goal_changes", "goal_outlooks", "goal_words", "goals", "part_outlooks"},
	"handoffs": {
		"api_answers", "assignment_log", "attempts", "breaches", "corrections", "credits", "disputes", "estimates",
		"events", "handoff_facts", "handoffs", "leads", "notifications", "opinions", "questions", "ready_leads",
		"merges", "recyclings", "reminders", "rep_workloads", "scores", "sent_forms", "touches", "undone_outcomes",
		"undone_verdicts",
	},
	"learning": {"models", "suggestion_dismissals"},
	"people": {
		"absences", "api_keys", "memberships", "password_links", "password_requests", "people", "services", "sessions",
		"sign_in_failures",
	},
	"settings": {
		"assignment_drafts", "assignment_rules", "assignment_sets", "campaigns", "field_notes", "first_day_asides",
		"installation", "installation_changes", "personas", "reasons", "scoring_drafts", "scorings", "setting_events",
		"sources", "spend", "team_days", "teams",
	},
}

// Growing are the tables whose rows are only added: nobody changes one or takes it away.
var Growing = []string{
	"assignment_log", "attempts", "breaches", "corrections", "events", "goal_changes", "goal_words", "opinions", "scores",
	"setting_events", "touches", "undone_outcomes", "undone_verdicts",
}

// Writers says which package writes each table.
func Writers() map[string]string {
	writers := map[string]string{}
	for part, tables := range tablesOf {
		for _, table := range tables {
			writers[table] = "internal/postgres/" + part
		}
	}
	return writers
}

// writing are the words of SQL that change a table, and its name, which is empty where the text does not say it.
var writing = regexp.MustCompile(
	`\b(INSERT INTO|UPDATE|DELETE FROM|TRUNCATE|COPY|MERGE INTO)\b(?: ONLY)?\s*([a-z][a-z0-9_]*)?`)

// A write is a place in the code that changes a table.
type write struct {
	table string // "" where the code puts the name together
	adds  bool   // it only adds rows
	moves bool   // it only says of which lead rows are
	at    token.Position
}

// writes are those of a file: in the texts of its statements, in pgx.Identifier, and in the Name of a Table that is
// copied.
func writes(s source) (all []write) {
	ast.Inspect(s.syntax, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.BasicLit:
			if n.Kind == token.STRING {
				for _, w := range written(n.Value) {
					w.at = s.set.Position(n.Pos())
					all = append(all, w)
				}
			}
		case *ast.CompositeLit:
			if table, is := copied(n); is {
				all = append(all, write{table: table, adds: true, at: s.set.Position(n.Pos())})
			}
		}
		return true
	})
	return all
}

// written are the writes of a literal of Go as SQL.
func written(literal string) (all []write) {
	text, err := strconv.Unquote(literal)
	if err != nil {
		return nil // the parser has seen that it is a string
	}
	for _, found := range writing.FindAllStringSubmatchIndex(text, -1) {
		words := strings.Fields(text[:found[0]])
		locks := len(words) > 0 && slices.Contains([]string{"FOR", "KEY", "DO"}, words[len(words)-1])
		verb := text[found[2]:found[3]]
		switch adds := verb == "INSERT INTO" || verb == "COPY"; {
		case verb == "UPDATE" && locks:
		case found[4] >= 0:
			moves := strings.HasPrefix(text[found[5]:], " SET lead_id = @to WHERE lead_id = @from")
			all = append(all, write{table: text[found[4]:found[5]], adds: adds, moves: moves})
		case found[1] == len(text):
			all = append(all, write{adds: adds})
		}
	}
	return all
}

// copied is the table that a literal names for a COPY.
func copied(n *ast.CompositeLit) (table string, is bool) {
	var name ast.Expr
	switch of := n.Type.(type) {
	case *ast.SelectorExpr:
		if of.Sel.Name == "Identifier" && len(n.Elts) == 1 {
			name = n.Elts[0]
		}
	case *ast.Ident:
		for _, element := range n.Elts {
			pair, isPair := element.(*ast.KeyValueExpr)
			if key, isName := pairKey(pair, isPair); of.Name == "Table" && isName && key == "Name" {
				name = pair.Value
			}
		}
	}
	literal, is := name.(*ast.BasicLit)
	if !is {
		return "", false
	}
	table, err := strconv.Unquote(literal.Value)
	return table, err == nil
}

func pairKey(pair *ast.KeyValueExpr, is bool) (string, bool) {
	if !is {
		return "", false
	}
	key, is := pair.Key.(*ast.Ident)
	if !is {
		return "", false
	}
	return key.Name, true
}

// checkWrites finds where a package changes a table that another one writes.
func checkWrites(s source) (findings []string) {
	writers := Writers()
	for _, w := range writes(s) {
		owner, known := writers[w.table]
		switch {
		case w.table == "":
			findings = append(findings,
				fmt.Sprintf("%s: write out which table is changed, so that it is seen who writes it", w.at))
		case !known:
			findings = append(findings, fmt.Sprintf("%s: the table %s has no line in the table of writers", w.at, w.table))
		case owner != s.folder && s.folder != "internal/postgres/pgtest": // a test's company is founded past the Desk
			findings = append(findings, fmt.Sprintf("%s: only %s writes %s", w.at, owner, w.table))
		case !w.adds && !w.moves && slices.Contains(Growing, w.table):
			findings = append(findings, fmt.Sprintf("%s: rows of %s are only added", w.at, w.table))
		}
	}
	return findings
}

// Unwritten are the tables of Writers that nobody writes anywhere in a tree, in order.
func Unwritten(tree fs.FS) ([]string, error) {
	sources, err := read(tree)
	if err != nil {
		return nil, err
	}
	left := Writers()
	for _, s := range sources {
		if !s.writesTables() {
			continue
		}
		for _, w := range writes(s) {
			delete(left, w.table)
		}
	}
	return slices.Sorted(maps.Keys(left)), nil
}

// writesTables reports whether a file is code of the store.
func (s source) writesTables() bool {
	return within(s.folder, []string{"internal/postgres"}) && !s.test()
}
