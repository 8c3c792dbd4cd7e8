package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"baton/internal/postgres/pgtest"
)

func TestMain(m *testing.M) { pgtest.Main(m) }

// importing runs baton import on files with these contents, and returns its status and what it prints.
func importing(t *testing.T, url string, content string, flags ...string) (status int, out, errout string) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "leads.csv")
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	var o, e bytes.Buffer
	args := append([]string{"import", path, "--database-url", url}, flags...)
	return run(t.Context(), args, &o, &e), o.String(), e.String()
}

func TestAFileIsImportedFromATerminal(t *testing.T) {
	t.Parallel()
	url := pgtest.URL(t)
	const dated = "Name;Shoe size;Created at\nBo;38;03/04/2026\n"
	for _, c := range []struct {
		name, file string
		flags      []string
		status     int
		says       []string
	}{
		{"dates with two readings", dated, nil, 1,
			[]string{"03/04/2026", "3 April 2026 or 4 March 2026", "--dates day-first or --dates month-first"}},
		{"an order of the dates", dated, []string{"--dates", "day-first", "--dry-run"}, 0,
			[]string{"1 rows: 1 new leads", "Shoe size This column is not imported"}},
		{"an order that is none", dated, []string{"--dates", "sideways"}, 2, []string{"--help"}},
		{"no heading", "Bo;bo@a.example\n", []string{"--heading", "none", "--delimiter", ";", "--dry-run"}, 0,
			[]string{"1 rows: 1 new leads", "no heading"}},
		{"a heading that is none", "Name\nBo\n", []string{"--heading", "top"}, 1, []string{"--heading is the number"}},
		{"a line below the file", "Name\nBo\n", []string{"--heading", "7"}, 1, []string{"There is no heading in line 7"}},
		{"a tab", "Name\tEmail\nBo\tbo@a.example\n", []string{"--delimiter", "tab", "--dry-run"}, 0,
			[]string{"1 rows: 1 new leads"}},
		{"a zone that is none", "Name\nBo\n", []string{"--zone", "Mars"}, 1, []string{"This time zone is not known"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			status, out, errout := importing(t, url, c.file, c.flags...)
			if status != c.status {
				t.Errorf("status %d, want %d", status, c.status)
			}
			for _, part := range c.says {
				if !strings.Contains(out+errout, part) {
					t.Errorf("it does not say %q: %s%s", part, out, errout)
				}
			}
		})
	}
}

func TestTheFieldsOfAHeadingAreRememberedByTheTerminal(t *testing.T) {
	t.Parallel()
	url := pgtest.URL(t)
	fields := filepath.Join(t.TempDir(), "map.json")
	if err := os.WriteFile(fields, []byte(`{"Who": "name"}`), 0o600); err != nil {
		t.Fatal(err)
	}
	if status, _, errout := importing(t, url, "Who;E-mail\nBo;bo@a.example\n", "--map", fields); status != 0 {
		t.Fatal(errout)
	}
	const next = "who;E-Mail\nCy;cy@a.example\n"
	status, _, errout := importing(t, url, next, "--dry-run")
	if status != 0 || !strings.Contains(errout, "those of the last file") || strings.Contains(errout, "not imported") {
		t.Errorf("the next file answers %d: %s", status, errout)
	}
	status, _, errout = importing(t, url, next, "--guess", "--dry-run")
	if status != 0 || !strings.Contains(errout, "who This column is not imported") {
		t.Errorf("guessed, it answers %d: %s", status, errout)
	}
}

func TestRefusedRowsAreWrittenToAFile(t *testing.T) {
	t.Parallel()
	url, to := pgtest.URL(t), filepath.Join(t.TempDir(), "refused.csv")
	const file = "Name;E-mail;Firm\nBo;bo@a.example;A\n;half@;=cmd()\n"
	if status, _, errout := importing(t, url, file, "--refused", to); status != 0 {
		t.Fatal(errout)
	}
	got, err := os.ReadFile(to)
	want := "\ufeffName,E-mail,Firm,Why\n,half@,'=cmd(),This e-mail"
	if err != nil || !strings.HasPrefix(string(got), want) {
		t.Errorf("the file has %q (%v)", got, err)
	}
	status, _, errout := importing(t, url, file, "--refused", to)
	if status != 1 || !strings.Contains(errout, "there already") {
		t.Errorf("a file that is there is answered %d: %s", status, errout)
	}
	if status, _, _ := importing(t, url, file, "--refused", to+"2", "--dry-run"); status != 1 {
		t.Errorf("a dry run is answered %d", status)
	}
}
