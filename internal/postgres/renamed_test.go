package postgres_test

import (
	"context"
	"slices"
	"testing"

	"github.com/jackc/pgx/v5"

	"baton/internal/handoff"
)

// The program before the one that renamed assignment_log works beside this one, by the old name of the table.
func TestTheAssignmentLogIsReadAndWrittenByItsOldName(t *testing.T) {
	f, ctx := openFloor(t), context.Background()
	first, second := f.submit(1), f.submit(2)
	if by := one[int](f, "SELECT count(*) FROM routes r JOIN handoffs h ON h.id = r.handoff_id"); by != 2 {
		t.Errorf("the old name has %d assignments of 2", by)
	}
	const add = `
		INSERT INTO routes (handoff_id, at, rule_id, team_id, person_id, sentence, candidates, passed, nobody)
		VALUES ($1, greatest($2, (SELECT max(r.at) + interval '1 microsecond' FROM routes r WHERE r.handoff_id = $1)),
			NULL, 3, 11, 'Given to Rosa', '[{"name": "Rosa"}]', '[{"why": "full"}]', true)`
	f.exec(add, first.Handoff, f.now)
	n, err := f.sql.CopyFrom(ctx, pgx.Identifier{"routes"},
		[]string{"handoff_id", "at", "rule_id", "team_id", "person_id", "sentence", "candidates", "nobody"},
		pgx.CopyFromRows([][]any{{int64(second.Handoff), f.now.AddDate(0, 0, 1), nil, int64(3), int64(12), "Given to Tom",
			[]byte("[]"), false}}))
	if n != 1 || err != nil {
		t.Errorf("%d rows are copied: %v", n, err)
	}
	const last = `
		SELECT concat_ws(' ', person_id, sentence, candidates, passed, nobody)
		FROM assignment_log WHERE handoff_id = $1 ORDER BY at DESC LIMIT 1`
	for _, tc := range []struct {
		of   handoff.ID
		want string
	}{
		{first.Handoff, `11 Given to Rosa [{"name": "Rosa"}] [{"why": "full"}] t`},
		{second.Handoff, "12 Given to Tom [] [] f"},
	} {
		if got := one[string](f, last, tc.of); got != tc.want {
			t.Errorf("by the old name came %q, want %q", got, tc.want)
		}
	}
}

// So it does by the old name of rep_workloads.
func TestTheWorkloadsAreReadAndWrittenByTheirOldName(t *testing.T) {
	f := openFloor(t)
	rep := f.owner(f.submit(1))
	if open := one[int](f, "SELECT open FROM loads WHERE person_id = $1 FOR UPDATE", rep.ID); open != 1 {
		t.Errorf("by the old name %s has %d open leads, want 1", rep.Name, open)
	}
	f.exec(`
		UPDATE loads w SET
			open = w.open + $2,
			room_at = CASE WHEN w.open >= p.capacity AND w.open + $2 < p.capacity THEN $3 ELSE w.room_at END
		FROM people p
		WHERE w.person_id = $1 AND p.id = $1`, rep.ID, 2, f.now)
	f.exec("UPDATE loads SET joined_at = $2 WHERE person_id = $1", rep.ID, f.now)
	f.exec(`
		WITH kept AS (
			INSERT INTO credits (handoff_id, person_id, by_id, at)
			SELECT h.id, h.owner_id, 5, $1 FROM handoffs h
			ON CONFLICT DO NOTHING
			RETURNING person_id
		)
		UPDATE loads w SET served = w.served - share_of_one(p.weight)
		FROM kept k
		JOIN people p ON p.id = k.person_id
		WHERE w.person_id = k.person_id`, f.now)
	got := one[string](f, "SELECT concat_ws(' ', open, served, joined_at = $2) FROM rep_workloads WHERE person_id = $1",
		rep.ID, f.now)
	if got != "3 0 t" {
		t.Errorf("by the new name the workload is %q", got)
	}
	given := one[int](f, `
		SELECT open_now FROM give_load(ARRAY[$1::bigint], ARRAY[0], ARRAY['infinity'::float8], ARRAY[0::float8],
			ARRAY['-infinity'::timestamptz], ARRAY[false], $2)`, rep.ID, f.now)
	if open := one[int](f, "SELECT open FROM loads WHERE person_id = $1", rep.ID); given != 4 || open != 4 {
		t.Errorf("after another lead the old name has %d open leads, give_load said %d", open, given)
	}
	f.exec("INSERT INTO people (id, name, email, role) VALUES (99, 'New', 'new@example.com', 'rep')")
	if n := one[int](f, "SELECT count(*) FROM loads WHERE person_id = 99"); n != 1 {
		t.Errorf("a new person has %d workloads", n)
	}
}

// The program before this one reads the version of the policy by its old name, which follows each change.
func TestTheVersionOfThePolicyIsReadByItsOldName(t *testing.T) {
	f := openFloor(t)
	before := one[int](f, "SELECT books_version FROM installation")
	f.exec("UPDATE teams SET name = 'EMEA North' WHERE id = 3")
	after := one[[]int](f, "SELECT ARRAY[books_version, policy_version] FROM installation")
	if !slices.Equal(after, []int{before + 1, before + 1}) {
		t.Errorf("after a change of %d the old name and the new have %v", before, after)
	}
}

// While one transaction holds a workload by the old name, another that asks by the new name passes it over.
func TestAWorkloadIsLockedByBothNames(t *testing.T) {
	f, ctx := openFloor(t), context.Background()
	for _, names := range [][2]string{{"loads", "rep_workloads"}, {"rep_workloads", "loads"}} {
		tx, err := f.sql.Begin(ctx)
		f.fine(err)
		_, err = tx.Exec(ctx,
			"SELECT FROM "+names[0]+" w JOIN people p ON p.id = w.person_id WHERE p.id = 11 FOR UPDATE OF w")
		f.fine(err)
		if free := texts(f, "SELECT person_id::text FROM "+names[1]+
			" w WHERE w.person_id IN (11, 12) FOR UPDATE OF w SKIP LOCKED"); len(free) != 1 || free[0] != "12" {
			t.Errorf("while %s of 11 is locked, %s are free", names[0], free)
		}
		f.fine(tx.Rollback(ctx))
	}
}
