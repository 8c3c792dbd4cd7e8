package lists

import (
	"context"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5"

	"baton/internal/account"
	"baton/internal/postgres/database"
	"baton/internal/postgres/handoffs"
	"baton/internal/worklist"
)

// KeptHandoffs is a page of the handoffs that by may see and that ask does not leave out, the latest first.
func (db *Store) KeptHandoffs(
	ctx context.Context, by account.Person, ask worklist.HandoffAsk,
) (page worklist.KeptHandoffs, err error) {
	args := database.Visibility(by)
	where := []string{database.SeesHandoff, "l.stage NOT IN ('merged', 'erased')"}
	only := func(asked bool, condition, name string, value any) {
		if asked {
			where, args[name] = append(where, condition), value
		}
	}
	only(ask.Handoff != 0, "h.id = @handoff", "handoff", ask.Handoff)
	only(ask.Lead != 0, "h.lead_id = @lead", "lead", ask.Lead)
	only(ask.Team != 0, "h.team_id = @team", "team", ask.Team)
	only(ask.Owner != 0, "h.owner_id = @owner", "owner", ask.Owner)
	only(ask.Waiting, "h.verdict IS NULL", "waiting", true)
	only(ask.Verdict != "", "h.verdict = @verdict", "verdict", ask.Verdict)
	only(ask.Before != 0, "h.id < @before", "before", ask.Before)
	var batch pgx.Batch
	batch.Queue(`
		SELECT `+handoffs.HandoffColumns+`, (SELECT p.name FROM people p WHERE p.id = h.submitted_by),
			(SELECT q.words FROM questions q WHERE q.handoff_id = h.id AND q.answered_at IS NULL)
		FROM handoffs h
		JOIN leads l ON l.id = h.lead_id
		WHERE `+strings.Join(where, " AND ")+`
		ORDER BY h.id DESC
		LIMIT `+strconv.Itoa(ask.Limit+1), args).Query(func(rows pgx.Rows) (err error) {
		page.Rows, err = pgx.CollectRows(rows, scanKeptHandoff)
		return err
	})
	if err := db.Snapshot(ctx, &batch); err != nil {
		return worklist.KeptHandoffs{}, err
	}
	if page.More = len(page.Rows) > ask.Limit; page.More {
		page.Rows = page.Rows[:ask.Limit]
	}
	return page, nil
}

func scanKeptHandoff(row pgx.CollectableRow) (h worklist.KeptHandoff, err error) {
	h.Handoff, err = handoffs.ScanHandoffWith(func(to ...any) error {
		return row.Scan(append(to, database.ZeroText(&h.SubmittedByName), database.ZeroText(&h.Question))...)
	})
	return h, err
}
