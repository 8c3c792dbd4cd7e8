package archtest_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"baton/internal/archtest"
)

func TestTheCodeKeepsToTheArrows(t *testing.T) {
	findings, err := archtest.Check(os.DirFS("../.."))
	if err != nil {
		t.Fatal(err)
	}
	for _, finding := range findings {
		t.Error(finding)
	}
}

func TestEveryTableIsWritten(t *testing.T) {
	unwritten, err := archtest.Unwritten(os.DirFS("../.."))
	if err != nil || len(unwritten) > 0 {
		t.Errorf("in the table of writers, and written by nobody: %v, %v", unwritten, err)
	}
}

func TestWhatIsAgainstTheArrowsIsFound(t *testing.T) {
	for _, c := range []struct {
		name, file, code string
		want             string // among the findings, "" for none at all
	}{
		{"a page is shown by the server", "internal/server/queue.go", `import "baton/web/page"`, ""},
		{"the server asks the database", "internal/server/queue.go", `import "baton/internal/postgres"`,
			"internal/server may not import internal/postgres"},
		{"a test of the server asks the database", "internal/server/queue_test.go", `import "baton/internal/postgres/pgtest"`,
			""},
		{"jobs ask the database", "internal/jobs/jobs.go", `import "baton/internal/postgres"`,
			"internal/jobs may not import internal/postgres"},
		{"the database knows a lead", "internal/postgres/leads.go", `import "baton/internal/lead"`, ""},
		{"a lead knows its handoffs", "internal/lead/lead.go", `import "baton/internal/handoff"`,
			"internal/lead may not import internal/handoff"},
		{"siblings", "internal/report/report.go", `import "baton/internal/scoring/goal"`,
			"internal/report may not import internal/scoring/goal"},
		{"a setting knows a handoff", "internal/settings/desk.go", `import "baton/internal/handoff"`,
			"internal/settings may not import internal/handoff"},
		{"a setting is scored by", "internal/settings/scoring.go", `import "baton/internal/scoring/grade"`, ""},
		{"SQL in a setting", "internal/settings/desk.go", `import "github.com/jackc/pgx/v5"`,
			"may use github.com/jackc/pgx/v5"},
		{"a setting asks the time", "internal/settings/desk.go", `import "time"; var now = time.Now`,
			"time.Now in the domain"},
		{"a goal has a forecast", "internal/scoring/goal/pace.go", `import "baton/internal/scoring/forecast"`, ""},
		{"a forecast knows a goal", "internal/scoring/forecast/play.go", `import "baton/internal/scoring/goal"`,
			"internal/scoring/forecast may not import internal/scoring/goal"},
		{"a page knows a lead", "web/page/queue.go", `import "baton/internal/lead"`, "web imports nothing of internal"},
		{"a test of a page knows a lead", "web/page/queue_test.go", `import "baton/internal/lead"`,
			"web imports nothing of internal"},
		{"a test of a page waits for something", "web/page/queue_test.go", `import "baton/internal/hang"`, ""},
		{"a test of a page opens the browser", "web/page/queue_test.go", `import "baton/internal/browser"`, ""},
		{"a page waits for something", "web/page/queue.go", `import "baton/internal/hang"`,
			"web imports nothing of internal"},
		{"a part knows a page", "web/ui/row.go", `import "baton/web/page"`, "web/ui may not import web/page"},
		{"the program knows every part", "cmd/baton/main.go", `import "baton/internal/postgres"`, ""},
		{"a package without a line", "internal/fax/fax.go", ``, "internal/fax has no line"},

		{"chi in the server", "internal/server/routes.go", `import "github.com/go-chi/chi/v5/middleware"`, ""},
		{"chi elsewhere", "web/assets.go", `import "github.com/go-chi/chi/v5"`,
			"only internal/server, internal/api may use github.com/go-chi/chi/v5"},
		{"SQL in a rule", "internal/handoff/desk.go", `import "github.com/jackc/pgx/v5"`, "may use github.com/jackc/pgx/v5"},
		{"SQL in a test of the demo", "internal/demo/demo_test.go", `import "github.com/jackc/pgx/v5"`, ""},
		{"SQL in the demo", "internal/demo/demo.go", `import "github.com/jackc/pgx/v5"`, "may use github.com/jackc/pgx/v5"},
		{"the old way to SQL", "internal/report/report.go", `import "database/sql"`, "may use database/sql"},
		{"a migration elsewhere", "cmd/baton/migrate.go", `import "github.com/golang-migrate/migrate/v4"`,
			"may use github.com/golang-migrate"},
		{"HTTP in a rule", "internal/agreement/terms.go", `import "net/http"`, "may use net/http"},
		{"HTTP in a test of a rule", "internal/agreement/terms_test.go", `import "net/http/httptest"`,
			"may use net/http/httptest"},
		{"a name that only begins alike", "internal/lead/lead.go", `import "github.com/go-chi/children"`, ""},

		{"a rule that is told the time", "internal/handoff/desk.go",
			`import "time"; func due(at time.Time) bool { return at.Before(time.Time{}) }`, ""},
		{"a rule that asks the time", "internal/handoff/desk.go", `import "time"; func due() time.Time { return time.Now() }`,
			"internal/handoff/desk.go:2:46: time.Now in the domain"},
		{"a rule that has the clock in hand", "internal/handoff/desk.go", `import "time"; var now = time.Now`,
			"time.Now in the domain"},
		{"a rule that asks under another name", "internal/lead/lead.go",
			`import c "time"; func age(b c.Time) c.Duration { return c.Since(b) }`, "time.Since in the domain"},
		{"something else called Now", "internal/lead/lead.go",
			`type clock struct{ Now int }; var time clock; var now = time.Now`, ""},
		{"a test that asks the time", "internal/handoff/desk_test.go", `import "time"; var now = time.Now()`, ""},
		{"the database measures", "internal/postgres/db.go", `import "time"; var began = time.Now()`, ""},

		{"a list knows the transaction", "internal/postgres/lists/queue.go", `import "baton/internal/postgres/handoffs"`, ""},
		{"the transaction knows a list", "internal/postgres/handoffs/leads.go", `import "baton/internal/postgres/lists"`,
			"internal/postgres/handoffs may not import internal/postgres/lists"},
		{"a part knows the whole", "internal/postgres/lists/queue.go", `import "baton/internal/postgres"`,
			"internal/postgres/lists may not import internal/postgres"},

		{"a table of one's own", "internal/postgres/goals/goals.go",
			"var q = `INSERT INTO goals (id) VALUES (1) ON CONFLICT DO UPDATE SET id = 2`", ""},
		{"a table of somebody else", "internal/postgres/lists/queue.go",
			"var q = `WITH x AS (DELETE FROM handoffs) SELECT 1`", "only internal/postgres/handoffs writes handoffs"},
		{"a table without a writer", "internal/postgres/goals/goals.go", "var q = `UPDATE wishes SET x = 1`",
			"the table wishes has no line in the table of writers"},
		{"a table that only grows", "internal/postgres/handoffs/handoffs.go", "var q = `UPDATE events SET at = now()`",
			"rows of events are only added"},
		{"a row that is locked", "internal/postgres/lists/queue.go",
			"var q = `SELECT 1 FROM handoffs h FOR NO KEY UPDATE OF h`", ""},
		{"a table whose name is put together", "internal/postgres/goals/goals.go", "var q = `DELETE FROM ` + table",
			"write out which table is changed"},
		{"a copy into a table of somebody else", "internal/postgres/bulk/fill.go", `var to = pgx.Identifier{"leads"}`,
			"only internal/postgres/handoffs writes leads"},
		{"rows for a table of somebody else", "internal/postgres/bulk/fill.go", `var to = Table{Name: "leads"}`,
			"only internal/postgres/handoffs writes leads"},
		{"a test that writes", "internal/postgres/lists/queue_test.go", "var q = `DELETE FROM handoffs`", ""},

		{"a package without an idea", "internal/server/util/strings.go", ``, "named util says nothing"},
		{"code at the top", "main.go", ``, "code lies in a folder"},
		{"a folder at the top", "scripts/build.sh", ``, "scripts: no folder of the top level"},
		{"a folder with a dot", ".ci/x.txt", ``, ""},
		{"what npm brought", "web/node_modules/flat/go/flat.go", `import "baton/internal/lead"`, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			tree := fstest.MapFS{c.file: {Data: []byte("package p\n" + c.code)}}
			findings, err := archtest.Check(tree)
			if err != nil {
				t.Fatal(err)
			}
			if c.want == "" {
				if len(findings) > 0 {
					t.Errorf("found %q", findings)
				}
				return
			}
			if len(findings) == 0 || !strings.Contains(strings.Join(findings, "\n"), c.want) {
				t.Errorf("found %q, want %q", findings, c.want)
			}
		})
	}
}

func TestAFileThatIsNoGoIsAnError(t *testing.T) {
	if _, err := archtest.Check(fstest.MapFS{"internal/lead/lead.go": {Data: []byte("pack age")}}); err == nil {
		t.Error("it was passed over")
	}
}

func TestOneLineTooManyInRealCodeIsFound(t *testing.T) {
	top := t.TempDir()
	lead := filepath.Join(top, "internal", "lead")
	if err := os.CopyFS(lead, os.DirFS("../lead")); err != nil {
		t.Fatal(err)
	}
	if findings, err := archtest.Check(os.DirFS(top)); err != nil || len(findings) > 0 {
		t.Fatalf("before there is one: %q (%v)", findings, err)
	}
	planted := []byte("package lead\n\nimport _ \"baton/internal/server\"\n")
	if err := os.WriteFile(filepath.Join(lead, "planted.go"), planted, 0o644); err != nil {
		t.Fatal(err)
	}
	findings, err := archtest.Check(os.DirFS(top))
	if err != nil || len(findings) != 1 || !strings.HasPrefix(findings[0], "internal/lead/planted.go") {
		t.Errorf("found %q (%v), want the planted one", findings, err)
	}
}
