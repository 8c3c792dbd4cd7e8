package database_test

import (
	"context"
	"maps"
	"slices"
	"testing"

	"github.com/jackc/pgx/v5"

	"baton/internal/archtest"
)

// tables are those of the schema for which a condition on the relation c holds, in order.
func (s schema) tables(condition string) []string {
	s.t.Helper()
	rows, err := s.conn.Query(context.Background(), `
		SELECT c.relname::text
		FROM pg_class c
		WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
			AND c.relname NOT LIKE 'river%' AND c.relname <> 'schema_migrations' AND `+condition+`
		ORDER BY 1`)
	if err != nil {
		s.t.Fatal(err)
	}
	names, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		s.t.Fatal(err)
	}
	return names
}

func TestEveryTableHasOnePackageThatWritesIt(t *testing.T) {
	t.Parallel()
	kept := openSchema(t).tables("true")
	listed := slices.Sorted(maps.Keys(archtest.Writers()))
	for _, table := range kept {
		if !slices.Contains(listed, table) {
			t.Errorf("the table %s has no line in the table of writers", table)
		}
	}
	for _, table := range listed {
		if !slices.Contains(kept, table) {
			t.Errorf("the table of writers has %s, which the schema has not", table)
		}
	}
}

func TestWhatTheSchemaCallsAppendOnlyOnlyGrows(t *testing.T) {
	t.Parallel()
	// Transactions append to funnel_deltas; the fold takes away what it has counted.
	said := openSchema(t).tables(`c.relname <> 'funnel_deltas' AND obj_description(c.oid) ~* 'append-only|only added'`)
	if !slices.Equal(said, archtest.Growing) {
		t.Errorf("the schema says so of %v, the code of %v", said, archtest.Growing)
	}
}
