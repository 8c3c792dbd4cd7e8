package bulk

import (
	"context"

	"github.com/jackc/pgx/v5"

	"baton/internal/errs"
	"baton/internal/intake/past"
	"baton/internal/postgres/agreements"
	"baton/internal/postgres/database"
	"baton/internal/postgres/goals"
	"baton/internal/postgres/people"
	"baton/internal/postgres/settings"
)

// Found keeps a company, or finds what is there already by its name, and fills in the IDs. Nothing that is there is
// changed.
func (db *Store) Found(ctx context.Context, c *past.Company) error {
	return database.Classify(pgx.BeginFunc(ctx, db.Pool, func(tx pgx.Tx) error {
		for _, keep := range []func(context.Context, pgx.Tx, *past.Company) error{
			settings.FoundTeams, people.Found, agreements.Found, settings.FoundSettings, goals.Found,
		} {
			if err := keep(ctx, tx, c); err != nil {
				return err
			}
		}
		return nil
	}))
}

// ErrHasLeads refuses to fill an installation in which somebody works already.
var ErrHasLeads = errs.Say(errs.Conflict,
	"This installation already has leads. A demo needs an empty one. Choose another folder with --data.")

// HasLeads reports whether there is any lead.
func (db *Store) HasLeads(ctx context.Context) (has bool, err error) {
	err = db.Pool.QueryRow(ctx, "SELECT EXISTS (SELECT FROM leads)").Scan(&has)
	return has, database.Classify(err)
}
