package database_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"baton/internal/postgres/pgtest"
)

// A schema is a migrated database whose rules are broken.
type schema struct {
	t    *testing.T
	conn *pgx.Conn
}

func openSchema(t *testing.T) schema {
	t.Helper()
	return schema{t, pgtest.Connect(t, pgtest.URL(t))}
}

// A rule is a constraint, a unique index or a trigger of a table of Baton.
type rule struct {
	Name, Table string
	Columns     []string // of a key
}

// rules are those that a query finds. It names the relation r that they are of.
func (s schema) rules(sql string) []rule {
	s.t.Helper()
	rows, err := s.conn.Query(context.Background(), sql+`
		AND r.relnamespace = 'public'::regnamespace AND NOT r.relispartition
		AND r.relname NOT LIKE 'river%' AND r.relname <> 'schema_migrations'
		ORDER BY 1`)
	if err != nil {
		s.t.Fatal(err)
	}
	all, err := pgx.CollectRows(rows, pgx.RowToStructByName[rule])
	if err != nil || len(all) == 0 {
		s.t.Fatalf("found %d rules: %v", len(all), err)
	}
	return all
}

// constraints are those of a type: c for CHECK, f for foreign keys, p for primary keys.
func (s schema) constraints(kind string) []rule {
	return s.rules(`
		SELECT c.conname::text AS name, r.relname::text AS table,
			ARRAY(SELECT a.attname::text FROM pg_attribute a WHERE a.attrelid = r.oid AND a.attnum = ANY(c.conkey)) AS columns
		FROM pg_constraint c
		JOIN pg_class r ON r.oid = c.conrelid
		WHERE c.contype = '` + kind + `'`)
}

// typical are expressions for a value of each type.
var typical = map[string]string{
	"bigint": "1", "integer": "1", "smallint": "1", "numeric": "1", "double precision": "0.5", "boolean": "false",
	"text": "'x'", "text[]": "'{x}'", "bytea": `'\x01'`, "jsonb": "'{}'",
	"date": "'2026-03-01'", "timestamp with time zone": "now()",
}

// row is the expressions of a row of a table: something in each column that needs it, and what is given, the later over
// the earlier.
func (s schema) row(table string, given ...string) map[string]string {
	s.t.Helper()
	rows, err := s.conn.Query(context.Background(), `
		SELECT a.attname::text, format_type(a.atttypid, NULL)
		FROM pg_attribute a
		WHERE a.attrelid = $1::regclass AND a.attnum > 0 AND NOT a.attisdropped
			AND a.attnotnull AND NOT a.atthasdef AND a.attidentity = ''`, table)
	if err != nil {
		s.t.Fatal(err)
	}
	row := map[string]string{}
	var column, of string
	if _, err := pgx.ForEachRow(rows, []any{&column, &of}, func() error {
		value, known := typical[of]
		if !known {
			return fmt.Errorf("no value of the type %s for %s", of, column)
		}
		row[column] = value
		return nil
	}); err != nil {
		s.t.Fatal(err)
	}
	for _, some := range append([]string{validRows[table]}, given...) {
		for part := range strings.SplitSeq(some, ";") {
			if column, value, is := strings.Cut(part, "="); is {
				row[strings.TrimSpace(column)] = strings.TrimSpace(value)
			}
		}
	}
	return row
}

// insert is the statement that adds rows, which have the same columns.
func insert(table string, rows ...map[string]string) string {
	columns := slices.Sorted(maps.Keys(rows[0]))
	lines := make([]string, len(rows))
	for i, row := range rows {
		values := make([]string, len(columns))
		for j, column := range columns {
			values[j] = row[column]
		}
		lines[i] = "(" + strings.Join(values, ", ") + ")"
	}
	return "INSERT INTO " + table + " (" + strings.Join(columns, ", ") + ") OVERRIDING SYSTEM VALUE VALUES " +
		strings.Join(lines, ", ")
}

// attempt runs statements and takes back what they did. It gives the name of the constraint that the last one broke, ""
// for none.
func (s schema) attempt(statements ...string) string {
	s.t.Helper()
	ctx := context.Background()
	tx, err := s.conn.Begin(ctx)
	if err != nil {
		s.t.Fatal(err)
	}
	defer func() {
		if err := tx.Rollback(ctx); err != nil {
			s.t.Error(err)
		}
	}()
	for i, statement := range statements {
		_, err := tx.Exec(ctx, statement)
		var refusal *pgconn.PgError
		switch {
		case err == nil:
		case i == len(statements)-1 && errors.As(err, &refusal) && refusal.ConstraintName != "":
			return refusal.ConstraintName
		default:
			s.t.Errorf("%s\n%v", statement, err)
			return ""
		}
	}
	return ""
}

// breaks fails the test unless the last of statements is refused by the rule.
func (s schema) breaks(r rule, statements ...string) {
	s.t.Helper()
	if by := s.attempt(statements...); by != r.Name {
		s.t.Errorf("%s is refused by %q, want %q", statements[len(statements)-1], by, r.Name)
	}
}

// covered fails the test unless each rule has a case, and each case a rule.
func covered[C any](t *testing.T, rules []rule, cases map[string]C) {
	t.Helper()
	left := maps.Clone(cases)
	for _, r := range rules {
		if _, has := cases[r.Name]; !has {
			t.Errorf("nothing tries to break %s of %s", r.Name, r.Table)
		}
		delete(left, r.Name)
	}
	for name := range left {
		t.Errorf("a case breaks %s, which the schema has not", name)
	}
}

// generated is how Postgres names a CHECK that has no name of its own.
var generated = regexp.MustCompile(`_check\d*$`)

func TestEachCheckRefusesWhatItIsThereFor(t *testing.T) {
	t.Parallel()
	s := openSchema(t)
	checks := s.constraints("c")
	covered(t, checks, brokenChecks)
	for _, r := range checks {
		if generated.MatchString(r.Name) {
			t.Errorf("%s of %s has no name that says what it is for", r.Name, r.Table)
		}
		s.breaks(r, insert(r.Table, s.row(r.Table, brokenChecks[r.Name])))
	}
}

func TestEachUniqueIndexRefusesASecondRow(t *testing.T) {
	t.Parallel()
	s := openSchema(t)
	indexes := s.rules(`
		SELECT x.relname::text AS name, r.relname::text AS table, NULL::text[] AS columns
		FROM pg_index i
		JOIN pg_class x ON x.oid = i.indexrelid
		JOIN pg_class r ON r.oid = i.indrelid
		WHERE i.indisunique AND NOT i.indisprimary`)
	covered(t, indexes, brokenUnique)
	for _, r := range indexes {
		first, second := s.row(r.Table, brokenUnique[r.Name][0]), s.row(r.Table, brokenUnique[r.Name][1])
		s.breaks(r, insert(r.Table, first, second))
	}
}

func TestEachPrimaryKeyRefusesASecondRow(t *testing.T) {
	t.Parallel()
	s := openSchema(t)
	for _, r := range s.constraints("p") {
		row := s.row(r.Table)
		for _, column := range r.Columns {
			if _, has := row[column]; !has {
				row[column] = "1"
			}
		}
		if r.Name == "installation_pkey" {
			row["singleton"] = "true"
		}
		by := s.attempt(insert(r.Table, row, row))
		if r.Table == "events" { // the key of the month
			by = regexp.MustCompile(`^events_\w+_pkey$`).ReplaceAllString(by, r.Name)
		}
		if by != r.Name {
			t.Errorf("two rows of %s are refused by %q, want %q", r.Table, by, r.Name)
		}
	}
}

// missing is an ID that no row has.
const missing = "987654"

func TestEachForeignKeyRefusesWhatIsNotThere(t *testing.T) {
	t.Parallel()
	s := openSchema(t)
	keys := s.constraints("f")
	for _, r := range keys {
		row := s.row(r.Table, besideKeys[r.Name])
		for _, column := range r.Columns {
			if column != "of" { // the name of what is learned, which a CHECK knows
				row[column] = missing
			}
		}
		var statements []string
		for _, other := range keys { // so that this one alone can refuse the row
			if other.Table == r.Table && other.Name != r.Name {
				statements = append(statements, "ALTER TABLE "+r.Table+" DROP CONSTRAINT "+other.Name)
			}
		}
		s.breaks(r, append(statements, insert(r.Table, row))...)
	}
}

func TestATableThatOnlyGrowsRefusesEveryChange(t *testing.T) {
	t.Parallel()
	s := openSchema(t)
	const before = 2
	triggers := s.rules(fmt.Sprintf(`
		SELECT t.tgname::text AS name, r.relname::text AS table, NULL::text[] AS columns
		FROM pg_trigger t
		JOIN pg_class r ON r.oid = t.tgrelid
		WHERE NOT t.tgisinternal AND t.tgtype & %d <> 0`, before))
	covered(t, triggers, onlyGrow)
	for _, r := range triggers {
		for _, change := range onlyGrow[r.Name] {
			s.breaks(r, change)
		}
	}
}
