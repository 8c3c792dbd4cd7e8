package bulk

import (
	"context"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"

	"baton/internal/errs"
	"baton/internal/intake"
	"baton/internal/postgres/database"
	"baton/internal/postgres/settings"
)

// mostNames is how many sources or campaigns an import may make: more are a sign that a column holds something else.
const mostNames = 2_000

// names are sources, campaigns and personas, by table and name in lower case.
type names struct {
	ids  map[string]map[string]int64
	made int
}

func (n *names) read(ctx context.Context, q database.Querier) error {
	n.ids = map[string]map[string]int64{}
	for _, table := range []string{"sources", "campaigns", "personas"} {
		n.ids[table] = map[string]int64{}
		rows, err := q.Query(ctx, "SELECT name, id FROM "+table)
		if err != nil {
			return err
		}
		if err := n.take(table, rows); err != nil {
			return err
		}
	}
	return nil
}

func (n *names) take(table string, rows pgx.Rows) error {
	var name string
	var id int64
	_, err := pgx.ForEachRow(rows, []any{&name, &id}, func() error {
		n.ids[table][strings.ToLower(name)] = id
		return nil
	})
	return err
}

func (n *names) id(table, name string) int64 { return n.ids[table][strings.ToLower(name)] }

// make adds the sources and campaigns of a chunk that are not there yet.
func (n *names) make(ctx context.Context, q database.Querier, chunk []intake.Enquiry) error {
	sources, campaigns := map[string]string{}, map[string]string{}
	for _, row := range chunk {
		if row.Refused {
			continue
		}
		if row.Source != "" && n.id("sources", row.Source) == 0 {
			sources[strings.ToLower(row.Source)] = row.Source
		}
		if row.Campaign != "" && n.id("campaigns", row.Campaign) == 0 {
			campaigns[strings.ToLower(row.Campaign)] = row.Campaign
		}
	}
	if err := n.add(ctx, q, "sources", sources, settings.QueueSources); err != nil {
		return err
	}
	return n.add(ctx, q, "campaigns", campaigns, settings.QueueCampaigns)
}

// pretend gives the sources of a chunk that are not there yet numbers that nothing has, so that a dry run tells their
// IDs apart.
func (n *names) pretend(chunk []intake.Enquiry) {
	for _, row := range chunk {
		if row.Source != "" && n.id("sources", row.Source) == 0 {
			n.made++
			n.ids["sources"][strings.ToLower(row.Source)] = -int64(n.made)
		}
	}
}

func (n *names) add(
	ctx context.Context, q database.Querier, table string, missing map[string]string, queueNew func(*pgx.Batch, []string),
) error {
	if len(missing) == 0 {
		return nil
	}
	if n.made += len(missing); n.made > mostNames {
		return errs.Say(errs.Invalid,
			fmt.Sprintf("The column for the %s has more than %d different values. Choose another column, or leave it out.",
				strings.TrimSuffix(table, "s"), mostNames))
	}
	words := make([]string, 0, len(missing))
	for _, name := range missing {
		words = append(words, name)
	}
	var batch pgx.Batch
	queueNew(&batch, words)
	batch.Queue(`
		SELECT w.name, t.id FROM unnest($1::text[]) AS w (name) JOIN `+table+` t ON lower(t.name) = lower(w.name)`,
		words).Query(func(rows pgx.Rows) error {
		return n.take(table, rows)
	})
	return q.SendBatch(ctx, &batch).Close()
}
