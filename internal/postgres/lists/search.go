package lists

import (
	"context"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"

	"baton/internal/lead"
	"baton/internal/postgres/database"
)

// searchFew is how many leads a search names at most. Of what it finds more of, a list meets enough in its own order.
const searchFew = 2500

// found is the condition that a search found a lead; l is the lead, id its number there. It is empty where nothing was
// typed.
//
// No one plan is good for a word that nobody has and one that half of the leads have, and what Postgres expects of a
// word it often gets wrong. So the index of the search says first whether it finds few: those are named then. Of many,
// the list tests each lead that it comes to, and args have some of them as @sample.
func (db *Store) found(ctx context.Context, typed, id string, args pgx.NamedArgs) (string, error) {
	search := lead.ReadSearch(typed)
	switch {
	case search.Empty:
		return "", nil
	case len(search.Terms) == 0:
		return "false", nil
	}
	condition := searched(search, args)
	var few []int64
	var batch pgx.Batch
	batch.Queue(fmt.Sprintf("SELECT l.id FROM leads l WHERE %s LIMIT %d", condition, searchFew+1),
		args).Query(func(rows pgx.Rows) (err error) {
		few, err = pgx.CollectRows(rows, pgx.RowTo[int64])
		return err
	})
	if err := db.Snapshot(ctx, &batch); err != nil {
		return "", err
	}
	if len(few) > searchFew {
		args["sample"] = few
		return "(" + condition + ") IS TRUE", nil // as a test of each lead: the index would bring all of them
	}
	args["found"] = few
	return id + " = ANY(@found)", nil
}

// searched is the condition that a lead l has all terms of a search, whose texts it adds to args.
func searched(search lead.Search, args pgx.NamedArgs) string {
	all := make([]string, len(search.Terms))
	for i, term := range search.Terms {
		var any []string
		if term.Text != "" {
			name := fmt.Sprintf("term%d", i)
			args[name] = database.Contains(term.Text)
			if term.Start {
				args[name] = database.Contains(" " + term.Text)
			}
			any = append(any, "l.search LIKE @"+name)
		}
		if term.Number != 0 {
			name := fmt.Sprintf("number%d", i)
			args[name] = term.Number
			any = append(any, "l.id = @"+name)
		}
		all[i] = "(" + strings.Join(any, " OR ") + ")"
	}
	return strings.Join(all, " AND ")
}
