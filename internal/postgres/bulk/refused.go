package bulk

import (
	"context"
	"iter"

	"github.com/jackc/pgx/v5"

	"baton/internal/account"
	"baton/internal/intake"
	"baton/internal/postgres/database"
)

// keepRefused keeps the rows that this step refused, as they stand in the file.
func (s *importStep) keepRefused(ctx context.Context) error {
	if len(s.refused) == 0 {
		return nil
	}
	_, err := s.tx.CopyFrom(ctx, pgx.Identifier{"import_refusals"}, []string{"import_id", "line", "fields", "why"},
		pgx.CopyFromSlice(len(s.refused), func(i int) ([]any, error) {
			r := s.refused[i]
			if r.Fields == nil {
				r.Fields = []string{}
			}
			return []any{s.result.Import, r.Line, r.Fields, r.Why}, nil
		}))
	return err
}

// RefusedRows are the rows that an import refused, in the order of its file. Nobody gets those of an import that they
// may not see.
func (db *Store) RefusedRows(ctx context.Context, by account.Person, id int64) iter.Seq2[intake.RefusedRow, error] {
	return func(yield func(intake.RefusedRow, error) bool) {
		rows, err := db.Pool.Query(ctx, `
			SELECT r.line, r.fields, r.why
			FROM import_refusals r JOIN imports i ON i.id = r.import_id
			WHERE r.import_id = @id AND `+seesImport+`
			ORDER BY r.line`, importVisibility(by, pgx.NamedArgs{"id": id}))
		if err != nil {
			yield(intake.RefusedRow{}, database.Classify(err))
			return
		}
		defer rows.Close()
		for rows.Next() {
			var r intake.RefusedRow
			if err := rows.Scan(&r.Line, &r.Fields, &r.Why); !yield(r, database.Classify(err)) || err != nil {
				return
			}
		}
		if err := rows.Err(); err != nil {
			yield(intake.RefusedRow{}, database.Classify(err))
		}
	}
}
