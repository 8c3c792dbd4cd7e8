package lists

import (
	"context"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5"

	"baton/internal/account"
	"baton/internal/identity"
	"baton/internal/postgres/database"
	"baton/internal/postgres/handoffs"
	"baton/internal/worklist"
)

// KeptLeads is a page of the leads that by may see and that ask does not leave out, those first that changed longest
// ago.
func (db *Store) KeptLeads(
	ctx context.Context, by account.Person, ask worklist.KeptAsk,
) (page worklist.KeptLeads, err error) {
	args := database.WithArgs(database.Visibility(by), pgx.NamedArgs{"after": ask.After.ID, "after_at": ask.After.At})
	seen := database.SeesLead
	if !ask.One() {
		if seen, err = db.seen(ctx, by, args); err != nil {
			return page, err
		}
	}
	where := append([]string{"l.stage NOT IN ('merged', 'erased')", seen}, keptWhere(ask, args)...)
	var batch pgx.Batch
	batch.Queue(`
		SELECT `+handoffs.LeadColumns+`, l.updated_at,
			(SELECT x.id FROM handoffs x WHERE x.lead_id = l.id ORDER BY x.number DESC LIMIT 1)
		FROM leads l
		WHERE `+strings.Join(where, " AND ")+`
		ORDER BY l.updated_at, l.id
		LIMIT `+strconv.Itoa(ask.Limit+1), args).Query(func(rows pgx.Rows) (err error) {
		page.Rows, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) (l worklist.KeptLead, err error) {
			err = row.Scan(append(handoffs.LeadFields(&l.Lead).To(), &l.ChangedAt, database.Zero(&l.Handoff))...)
			return l, err
		})
		return err
	})
	if err := db.Snapshot(ctx, &batch); err != nil {
		return worklist.KeptLeads{}, err
	}
	if page.More = len(page.Rows) > ask.Limit; page.More {
		page.Rows = page.Rows[:ask.Limit]
	}
	return page, nil
}

// keptWhere are the conditions on a lead l that ask has, whose values it adds to args.
func keptWhere(ask worklist.KeptAsk, args pgx.NamedArgs) (where []string) {
	only := func(asked bool, condition, name string, value any) {
		if asked {
			where, args[name] = append(where, condition), value
		}
	}
	only(ask.Lead != 0, "l.id = @lead", "lead", ask.Lead)
	only(ask.Email != "", "mailbox(l.email, l.apart) = @mailbox AND l.email <> ''", "mailbox",
		identity.EmailKey(ask.Email))
	only(ask.Phone != "", "l.phone = @phone AND l.phone <> ''", "phone", ask.Phone)
	only(ask.ExternalID != "", "l.external_id = @external AND l.external_id <> ''", "external", ask.ExternalID)
	only(ask.IDSource != "",
		"l.external_source_id = (SELECT s.id FROM sources s WHERE lower(s.name) = lower(@id_source))", "id_source",
		ask.IDSource)
	only(!ask.Since.IsZero(), "l.updated_at >= @since", "since", ask.Since)
	if ask.After.ID != 0 {
		where = append(where, "(l.updated_at, l.id) > (@after_at, @after)")
	}
	return where
}
