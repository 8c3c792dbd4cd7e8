package bulk

import (
	"context"

	"github.com/jackc/pgx/v5"
)

// aside is what was taken off the tables of leads for a large fill: checking each row against it one by one takes
// longer than making it anew of all rows.
type aside struct{ restoring []string }

// setAside drops the foreign keys and the indexes that refuse nothing. A role that may not change the schema keeps
// them, and waits longer.
func setAside(ctx context.Context, tx pgx.Tx) (*aside, error) {
	var owner bool
	if err := tx.QueryRow(ctx, `
		SELECT pg_has_role(current_user, relowner, 'USAGE') FROM pg_class
		WHERE oid = 'handoffs'::regclass`).Scan(&owner); err != nil || !owner {
		return nil, err
	}
	rows, err := tx.Query(ctx, `
		SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass, conname) AS drop,
			format('ALTER TABLE %s ADD CONSTRAINT %I %s', conrelid::regclass, conname, pg_get_constraintdef(oid)) AS restore
		FROM pg_constraint
		WHERE contype = 'f' AND conrelid = ANY(ARRAY['leads', 'touches', 'handoffs', 'handoff_facts', 'assignment_log',
			'questions', 'attempts']::regclass[])
		UNION ALL
		SELECT format('DROP INDEX %s', indexrelid::regclass), pg_get_indexdef(indexrelid)
		FROM pg_index
		WHERE NOT indisunique AND indrelid = ANY(ARRAY['leads', 'touches', 'handoffs', 'handoff_facts', 'assignment_log',
			'questions', 'attempts']::regclass[])
		ORDER BY drop`)
	if err != nil {
		return nil, err
	}
	var dropping, restoring []string
	var drop, restore string
	if _, err := pgx.ForEachRow(rows, []any{&drop, &restore}, func() error {
		dropping, restoring = append(dropping, drop), append(restoring, restore)
		return nil
	}); err != nil {
		return nil, err
	}
	for _, sql := range dropping {
		if _, err := tx.Exec(ctx, sql); err != nil {
			return nil, err
		}
	}
	return &aside{restoring}, nil
}

// restore makes what was set aside anew, of all rows at once: the indexes first, since the keys are checked with them.
func (a *aside) restore(ctx context.Context, tx pgx.Tx) error {
	if a == nil {
		return nil
	}
	if _, err := tx.Exec(ctx, "SET LOCAL maintenance_work_mem = '256MB'"); err != nil {
		return err
	}
	for i := len(a.restoring) - 1; i >= 0; i-- {
		if _, err := tx.Exec(ctx, a.restoring[i]); err != nil {
			return err
		}
	}
	return nil
}
