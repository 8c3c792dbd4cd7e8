package bulk

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype/zeronull"

	"baton/internal/account"
	"baton/internal/intake"
	"baton/internal/postgres/database"
)

// Remembered is what was chosen for the columns of the last file with this heading. Its Mapping is nil if nobody has.
func (db *Store) Remembered(ctx context.Context, heading string) (r intake.Remembered, err error) {
	err = db.Pool.QueryRow(ctx, `
		SELECT m.mapping, coalesce(p.name, ''), m.kept_at
		FROM import_mappings m LEFT JOIN people p ON p.id = m.kept_by
		WHERE m.heading = $1`, heading).Scan(&r.Mapping, &r.ByName, &r.At)
	if errors.Is(err, pgx.ErrNoRows) {
		return intake.Remembered{}, nil
	}
	return r, database.Classify(err)
}

// Remember keeps what was chosen for the columns of files with this heading. nil forgets it.
func (db *Store) Remember(
	ctx context.Context, by account.Person, heading string, m intake.Mapping, at time.Time,
) error {
	if heading == "" {
		return nil
	}
	if m == nil {
		_, err := db.Pool.Exec(ctx, "DELETE FROM import_mappings WHERE heading = $1", heading)
		return database.Classify(err)
	}
	_, err := db.Pool.Exec(ctx, `
		INSERT INTO import_mappings (heading, mapping, kept_by, kept_at) VALUES ($1, $2, $3, $4)
		ON CONFLICT (heading) DO UPDATE
			SET mapping = excluded.mapping, kept_by = excluded.kept_by, kept_at = excluded.kept_at`,
		heading, m, zeronull.Int8(by.ID), at)
	return database.Classify(err)
}
