package bulk

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"

	"baton/internal/account"
	"baton/internal/errs"
	"baton/internal/intake"
	"baton/internal/intake/past"
	"baton/internal/postgres/database"
)

// ImportOlist keeps the leads of the Olist profile with their deals, as the files have them, all or none. A lead whose
// ID is known stays as it is, so that importing the files again adds nothing. Forbidden for reps.
func (db *Store) ImportOlist(
	ctx context.Context, by account.Person, files *intake.Olist, o intake.Run,
) (intake.Result, error) {
	if !by.Has(account.Marketer, account.Manager, account.Admin) {
		return intake.Result{}, errs.Say(errs.Forbidden, "Only marketing and managers can import leads.")
	}
	rows, result, err := db.newOlist(ctx, files)
	if err != nil || o.DryRun {
		return result, err
	}
	company := past.OlistCompany(files.Deals, rows)
	if err := db.Found(ctx, company); err != nil {
		return result, err
	}
	policy, err := db.policy.Policy(ctx)
	if err != nil {
		return result, err
	}
	if o.Team == 0 {
		o.Team = by.Team(account.Marketing).ID
	}
	maker := past.Olist{Policy: policy, By: by.ID, MarketingTeam: o.Team}
	maker.In(company)
	leads := make([]*past.Lead, len(rows))
	for i, row := range rows {
		leads[i] = maker.Lead(row)
	}
	if result.Import, err = db.startImport(ctx, by, o); err != nil {
		return result, err
	}
	first, last := past.Span(leads)
	if _, err := db.Fill(ctx, Filling{Since: first, Until: last}, slices.Values(leads)); err != nil {
		return result, err
	}
	return result, db.finishOlist(ctx, result)
}

// newOlist are the rows whose leads are not known yet, and the result that keeping them will have.
func (db *Store) newOlist(
	ctx context.Context, files *intake.Olist,
) (fresh []intake.OlistLead, result intake.Result, err error) {
	known, err := db.externalIDs(ctx)
	if err != nil {
		return nil, result, err
	}
	for row, err := range files.Leads() {
		if err != nil {
			return nil, result, fmt.Errorf("read the file: %w", err)
		}
		result.Rows++
		for _, p := range row.Problems {
			result.Note(p)
		}
		switch id := row.Lead.ExternalID; {
		case row.Refused:
			result.Refused++
		case known[id]:
			result.Again++
		default:
			known[id] = true
			result.Added++
			fresh = append(fresh, row)
		}
	}
	return fresh, result, nil
}

func (db *Store) externalIDs(ctx context.Context) (map[string]bool, error) {
	known := map[string]bool{}
	rows, err := db.Pool.Query(ctx, "SELECT external_id FROM leads WHERE external_id <> ''")
	if err != nil {
		return nil, database.Classify(err)
	}
	var id string
	_, err = pgx.ForEachRow(rows, []any{&id}, func() error {
		known[id] = true
		return nil
	})
	return known, database.Classify(err)
}

func (db *Store) finishOlist(ctx context.Context, r intake.Result) error {
	problems, err := json.Marshal(r.Problems)
	if err != nil {
		return err
	}
	if r.Problems == nil {
		problems = []byte("[]")
	}
	_, err = db.Pool.Exec(ctx, `
		UPDATE imports SET finished_at = now(), moved_at = now(), rows = rows + @rows, added = added + @added,
			refused = refused + @refused, problems = @problems
		WHERE id = @id`, pgx.NamedArgs{"id": r.Import, "rows": r.Rows - r.Again, "added": r.Added, "refused": r.Refused,
		"problems": problems})
	return database.Classify(err)
}
