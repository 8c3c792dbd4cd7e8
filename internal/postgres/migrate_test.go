package postgres_test

import (
	"context"
	"io/fs"
	"strings"
	"testing"

	"baton/internal/postgres"
	"baton/internal/postgres/pgtest"
	"baton/migrations"
)

// tables are those of Baton that are there, without the ones that keep the schema itself.
func (f *floor) tables() []string {
	return texts(f, `
		SELECT tablename
		FROM pg_tables
		WHERE schemaname = 'public' AND tablename NOT LIKE 'river%' AND tablename <> 'schema_migrations'
		ORDER BY 1`)
}

// steps is how many steps the schema has come; their numbers need not follow on each other.
func steps(t *testing.T) int {
	t.Helper()
	files, err := fs.Glob(migrations.Files, "*.up.sql")
	if err != nil || len(files) == 0 {
		t.Fatalf("%d steps: %v", len(files), err)
	}
	return len(files)
}

// shape is every column, index and constraint there is.
func (f *floor) shape() string {
	f.t.Helper()
	return one[string](f, `
		SELECT coalesce(string_agg(line, E'\n' ORDER BY line), '') FROM (
			SELECT format('%s.%s %s %s %s', table_name, column_name, data_type, is_nullable, column_default)
			FROM information_schema.columns
			WHERE table_schema = 'public'
			UNION ALL SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'
			UNION ALL
			SELECT conname || ' ' || pg_get_constraintdef(oid)
			FROM pg_constraint
			WHERE connamespace = 'public'::regnamespace
			UNION ALL SELECT format('%s %s', tgrelid::regclass, tgname) FROM pg_trigger WHERE NOT tgisinternal) s (line)`)
}

func TestTheSchemaGoesDownAndUpAgain(t *testing.T) {
	t.Parallel()
	f, ctx := openFloor(t), context.Background()
	version, dirty, err := f.db.SchemaStatus(ctx)
	if err != nil || dirty || version < 6 {
		t.Fatalf("version %d, dirty %t: %v", version, dirty, err)
	}
	before := f.shape()
	f.fine(f.db.MigrateDown(ctx, steps(t)))
	if left := f.tables(); len(left) != 0 {
		t.Errorf("the way down leaves %v", left)
	}
	if now, dirty, err := f.db.SchemaStatus(ctx); now != 0 || dirty || err != nil {
		t.Errorf("down at version %d, dirty %t: %v", now, dirty, err)
	}
	answers := atOnce(2, func(int) error {
		db, err := postgres.Open(ctx, f.sql.Config().ConnString())
		if err != nil {
			return err
		}
		defer db.Close()
		return db.MigrateUp(ctx)
	})
	for _, err := range answers {
		f.fine(err)
	}
	f.fine(f.db.MigrateUp(ctx))
	if after := f.shape(); after != before {
		t.Errorf("up again the schema is another:\n%s\nwas\n%s", after, before)
	}
	if now, _, err := f.db.SchemaStatus(ctx); now != version || err != nil {
		t.Errorf("up at version %d: %v", now, err)
	}
	pgtest.Found(t, f.sql, deskCompany())
	f.submit(1)
}

func TestWhatIsThereSurvivesTheWayUp(t *testing.T) {
	t.Parallel()
	f, ctx := openFloor(t), context.Background()
	r := f.submit(1)
	f.fine(f.desk.Reject(ctx, f.owner(r), r.Handoff, 0, f.reason["wrong_owner"], "Not mine."))
	for down := 1; down < steps(t); down++ {
		f.fine(f.db.MigrateDown(ctx, down))
		before, columns := map[string]string{}, map[string][]string{}
		for _, name := range f.tables() {
			columns[name] = texts(f, "SELECT attname::text FROM pg_attribute WHERE attrelid = '"+name+
				"'::regclass AND attnum > 0 AND NOT attisdropped")
			before[name] = f.rowsOf(name, columns[name])
		}
		if before["people"] == "" || strings.HasPrefix(before["people"], "0 ") {
			t.Fatalf("%d steps down nobody is left: %v", down, before)
		}
		f.fine(f.db.MigrateUp(ctx))
		for name, was := range before {
			if now := f.rowsOf(name, columns[name]); now != was {
				t.Errorf("%d steps down and up, %s had %s and has %s", down, name, was, now)
			}
		}
	}
}

// rowsOf tells what a table holds in columns, without what every change counts and what a step writes in new words.
func (f *floor) rowsOf(table string, columns []string) string {
	f.t.Helper()
	return one[string](f, `
		SELECT count(*) || ' rows ' || coalesce(md5(string_agg(y.row, '|' ORDER BY y.row)), '')
		FROM (
			SELECT (SELECT jsonb_object_agg(key, value) FROM jsonb_each(to_jsonb(x))
				WHERE key = ANY($1) AND key NOT IN ('books_version', 'policy_version', 'terms', 'rules', 'search'))::text AS row
			FROM `+table+` x
		) y`, columns)
}

func TestAStepThatFailedHalfWayIsSaidWithTheWayOut(t *testing.T) {
	t.Parallel()
	f, ctx := openFloor(t), context.Background()
	f.exec("UPDATE schema_migrations SET dirty = true")
	err := f.db.MigrateUp(ctx)
	if err == nil || !strings.Contains(err.Error(), "failed half way. Restore a backup, or repair the schema by hand") {
		t.Errorf("got %v", err)
	}
	if _, dirty, err := f.db.SchemaStatus(ctx); !dirty || err != nil {
		t.Errorf("dirty is %t, %v", dirty, err)
	}
}
