package postgres_test

import (
	"maps"
	"slices"
	"testing"

	"baton/internal/archtest"
)

func TestEveryTableHasOnePackageThatWritesIt(t *testing.T) {
	f := openFloor(t)
	kept := texts(f, `
		SELECT c.relname::text
		FROM pg_class c
		WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
			AND c.relname NOT LIKE 'river%' AND c.relname <> 'schema_migrations'
		ORDER BY 1`)
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
