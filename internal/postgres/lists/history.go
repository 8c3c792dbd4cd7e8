package lists

import (
	"context"
	"errors"

	"github.com/jackc/pgx/v5"

	"baton/internal/account"
	"baton/internal/errs"
	"baton/internal/handoff"
	"baton/internal/handoff/history"
	"baton/internal/lead"
	"baton/internal/postgres/database"
	"baton/internal/postgres/handoffs"
)

// History reads a lead with everything that happened to it, in one round trip; of one that was merged, the lead that it
// is today. NotFound when by may not see the lead.
func (db *Store) History(ctx context.Context, by account.Person, id lead.ID) (*history.History, error) {
	h, err := db.historyOf(ctx, by, id)
	if err == nil && h.Lead.Stage != lead.Merged || err != nil && !errors.Is(err, errs.NotFound) {
		return h, err
	}
	today := id
	if err := db.Pool.QueryRow(ctx, "SELECT coalesce(survivor($1), $1)", id).Scan(&today); err != nil {
		return nil, database.Classify(err)
	}
	if today == id {
		return nil, errs.NotFound
	}
	return db.historyOf(ctx, by, today)
}

func (db *Store) historyOf(ctx context.Context, by account.Person, id lead.ID) (*history.History, error) {
	return db.history(ctx, "l.id = @id AND "+database.SeesLead,
		database.WithArgs(database.Visibility(by), pgx.NamedArgs{"id": id}))
}

// HistoryOf is the History of the lead that a handoff passes. NotFound when by may not see the handoff.
func (db *Store) HistoryOf(ctx context.Context, by account.Person, id handoff.ID) (*history.History, error) {
	return db.history(ctx, "l.id = (SELECT h.lead_id FROM handoffs h WHERE h.id = @id AND "+database.SeesHandoff+")",
		database.WithArgs(database.Visibility(by), pgx.NamedArgs{"id": id}))
}

// history asks everything of the one lead that where finds; each part names it by the same condition, so that nothing
// is read of a lead that may not be seen.
func (db *Store) history(ctx context.Context, where string, args pgx.NamedArgs) (*history.History, error) {
	var h history.History
	found := false
	seen := "(SELECT l.id FROM leads l WHERE " + where + ")"
	var batch pgx.Batch
	batch.Queue(`
		SELECT `+handoffs.LeadColumns+`, s.name, c.name, p.name,
			(SELECT r.back_at FROM recyclings r WHERE r.lead_id = l.id AND r.came_back_at IS NULL AND r.undone_at IS NULL)
		FROM leads l
		LEFT JOIN sources s ON s.id = l.source_id
		LEFT JOIN campaigns c ON c.id = l.campaign_id
		LEFT JOIN personas p ON p.id = l.persona_id
		WHERE `+where, args).Query(func(rows pgx.Rows) error {
		all, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (h history.History, err error) {
			err = row.Scan(append(handoffs.LeadFields(&h.Lead).To(), database.ZeroText(&h.Source),
				database.ZeroText(&h.Campaign), database.ZeroText(&h.Persona), database.ZeroTime(&h.BackAt))...)
			return h, err
		})
		if len(all) == 1 {
			h, found = all[0], true
		}
		return err
	})
	batch.Queue(`
		SELECT `+handoffs.HandoffColumns+`, (SELECT p.name FROM people p WHERE p.id = h.submitted_by), t.name, s.name, c.name,
			r.words, (SELECT p.name FROM people p WHERE p.id = h.outcome_by), o.words
		FROM handoffs h
		JOIN leads l ON l.id = h.lead_id
		JOIN teams t ON t.id = h.team_id
		LEFT JOIN sources s ON s.id = h.source_id
		LEFT JOIN campaigns c ON c.id = h.campaign_id
		LEFT JOIN reasons r ON r.id = h.reason_id
		LEFT JOIN reasons o ON o.id = h.outcome_reason_id
		WHERE h.lead_id = `+seen+`
		ORDER BY h.number DESC
		LIMIT 100`, args).Query(func(rows pgx.Rows) (err error) {
		h.Handoffs, err = pgx.CollectRows(rows, scanPastHandoff)
		return err
	})
	parts := pastParts{map[handoff.ID][]history.PastQuestion{}, map[handoff.ID][]handoff.Opinion{},
		map[handoff.ID][]handoff.Recycling{}, map[handoff.ID][]lead.Likelihood{}}
	queueHistoryParts(&batch, seen, args, &h, parts.questions)
	queueOpinions(&batch, seen, args, parts.opinions)
	handoffs.QueueScores(&batch, seen, args, &h)
	queueNotes(&batch, seen, args, &h)
	queueCorrections(&batch, seen, args, &h)
	queueRecyclings(&batch, seen, args, parts.recyclings)
	handoffs.QueueEstimates(&batch, seen, args, parts.estimates)
	if err := db.Pool.SendBatch(ctx, &batch).Close(); err != nil {
		return nil, database.Classify(err)
	}
	if !found {
		return nil, database.Classify(pgx.ErrNoRows)
	}
	parts.putInto(h.Handoffs)
	return &h, nil
}

// pastParts are what there is of each handoff besides its row.
type pastParts struct {
	questions  map[handoff.ID][]history.PastQuestion
	opinions   map[handoff.ID][]handoff.Opinion
	recyclings map[handoff.ID][]handoff.Recycling
	estimates  map[handoff.ID][]lead.Likelihood
}

func (p pastParts) putInto(handoffs []history.PastHandoff) {
	for i := range handoffs {
		h := &handoffs[i]
		h.Questions, h.Opinions, h.Recyclings, h.Likelihoods = p.questions[h.ID], p.opinions[h.ID], p.recyclings[h.ID],
			p.estimates[h.ID]
	}
}

func queueHistoryParts(
	batch *pgx.Batch, seen string, args pgx.NamedArgs, h *history.History, questions map[handoff.ID][]history.PastQuestion,
) {
	batch.Queue(`
		SELECT e.kind, coalesce(e.handoff_id, 0), coalesce(p.name, ''), coalesce(p.role, ''), e.at, e.data
		FROM events e
		LEFT JOIN people p ON p.id = e.actor_id
		WHERE e.lead_id = `+seen+`
		ORDER BY e.at DESC, e.id DESC
		LIMIT 200`, args).Query(func(rows pgx.Rows) (err error) {
		h.Events, err = pgx.CollectRows(rows, pgx.RowToStructByPos[history.PastEvent])
		return err
	})
	batch.Queue(`
		SELECT t.kind, coalesce(t.source_id, 0), coalesce(t.campaign_id, 0), coalesce(s.name, ''), coalesce(c.name, ''),
			coalesce(p.name, ''), t.at, t.note
		FROM touches t
		LEFT JOIN sources s ON s.id = t.source_id
		LEFT JOIN campaigns c ON c.id = t.campaign_id
		LEFT JOIN people p ON p.id = t.recorded_by
		WHERE t.lead_id = `+seen+`
		ORDER BY t.at DESC, t.id DESC
		LIMIT 100`, args).Query(func(rows pgx.Rows) (err error) {
		h.Touches, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) (t lead.Touch, err error) {
			err = row.Scan(&t.Kind, &t.Source, &t.Campaign, &t.SourceName, &t.CampaignName, &t.RecordedBy, &t.At, &t.Note)
			return t, err
		})
		return err
	})
	queueTalk(batch, seen, args, h, questions)
}

// queueOpinions asks for how good people in sales found the lead.
func queueOpinions(batch *pgx.Batch, seen string, args pgx.NamedArgs, opinions map[handoff.ID][]handoff.Opinion) {
	batch.Queue(`
		SELECT o.handoff_id, o.grade, o.words, o.by_id, p.name, o.at
		FROM opinions o
		JOIN people p ON p.id = o.by_id
		WHERE o.handoff_id IN (SELECT h.id FROM handoffs h WHERE h.lead_id = `+seen+`)
		ORDER BY o.id DESC
		LIMIT 100`, args).Query(func(rows pgx.Rows) error {
		var id handoff.ID
		var o handoff.Opinion
		_, err := pgx.ForEachRow(rows, []any{&id, &o.Grade, &o.Words, &o.By, &o.ByName, &o.At}, func() error {
			opinions[id] = append(opinions[id], o)
			return nil
		})
		return err
	})
}

// queueCorrections asks for contact data that sales corrected, and for the leads that became this one.
func queueCorrections(batch *pgx.Batch, seen string, args pgx.NamedArgs, h *history.History) {
	batch.Queue(`
		SELECT c.field, c.was, c.now, c.by_id, p.name, c.at
		FROM corrections c
		JOIN people p ON p.id = c.by_id
		WHERE c.lead_id = `+seen+`
		ORDER BY c.id DESC
		LIMIT 200`, args).Query(func(rows pgx.Rows) (err error) {
		h.Corrected, err = pgx.CollectRows(rows, pgx.RowToStructByPos[handoff.Correction])
		return err
	})
	queueMerges(batch, seen, args, h)
}

// queueMerges asks for the leads that became this one.
func queueMerges(batch *pgx.Batch, seen string, args pgx.NamedArgs, h *history.History) {
	batch.Queue(`
		SELECT m.id, m.other_id, coalesce(p.name, ''), m.merged_at
		FROM merges m
		LEFT JOIN people p ON p.id = m.merged_by
		WHERE m.survivor_id = `+seen+` AND m.undone_at IS NULL
		ORDER BY m.id
		LIMIT 100`, args).Query(func(rows pgx.Rows) (err error) {
		h.Merges, err = pgx.CollectRows(rows, pgx.RowToStructByPos[history.PastMerge])
		return err
	})
}

// queueRecyclings asks for why the lead was set aside.
func queueRecyclings(batch *pgx.Batch, seen string, args pgx.NamedArgs, recyclings map[handoff.ID][]handoff.Recycling) {
	batch.Queue(`
		SELECT r.handoff_id, r.recycled_by, r.recycled_at, r.back_at, r.words
		FROM recyclings r
		WHERE r.lead_id = `+seen+` AND r.words <> '' AND r.undone_at IS NULL
		ORDER BY r.id DESC
		LIMIT 100`, args).Query(func(rows pgx.Rows) error {
		var id handoff.ID
		var r handoff.Recycling
		_, err := pgx.ForEachRow(rows, []any{&id, database.Zero(&r.By), &r.At, &r.BackAt, &r.Words}, func() error {
			recyclings[id] = append(recyclings[id], r)
			return nil
		})
		return err
	})
}

// queueTalk asks for what sales and marketing asked each other about the lead, and how sales tried to reach it.
func queueTalk(
	batch *pgx.Batch, seen string, args pgx.NamedArgs, h *history.History, questions map[handoff.ID][]history.PastQuestion,
) {
	batch.Queue(`
		SELECT q.handoff_id, q.id, q.words, q.asked_at, coalesce(a.name, ''), q.answer, q.answered_at, coalesce(b.name, '')
		FROM questions q
		JOIN handoffs h ON h.id = q.handoff_id
		LEFT JOIN people a ON a.id = q.asked_by
		LEFT JOIN people b ON b.id = q.answered_by
		WHERE h.lead_id = `+seen+`
		ORDER BY q.asked_at`, args).Query(func(rows pgx.Rows) error {
		var of handoff.ID
		var q history.PastQuestion
		_, err := pgx.ForEachRow(rows,
			[]any{&of, &q.ID, &q.Words, &q.At, &q.ByName, &q.Answer, database.ZeroTime(&q.AnsweredAt), &q.AnsweredByName},
			func() error {
				questions[of] = append(questions[of], q)
				q = history.PastQuestion{}
				return nil
			})
		return err
	})
	batch.Queue(`
		SELECT a.handoff_id, a.kind, a.outcome, a.note, a.at, a.logged_at, coalesce(p.name, '')
		FROM attempts a
		JOIN handoffs h ON h.id = a.handoff_id
		LEFT JOIN people p ON p.id = a.made_by
		WHERE h.lead_id = `+seen+`
		ORDER BY a.at DESC, a.id DESC
		LIMIT 200`, args).Query(func(rows pgx.Rows) (err error) {
		h.Attempts, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) (a history.PastAttempt, err error) {
			err = row.Scan(&a.Handoff, &a.Kind, &a.Outcome, &a.Note, &a.At, database.ZeroTime(&a.Logged), &a.ByName)
			return a, err
		})
		return err
	})
}

func scanPastHandoff(row pgx.CollectableRow) (h history.PastHandoff, err error) {
	read := func(dst ...any) error {
		return row.Scan(append(dst,
			database.ZeroText(&h.SubmittedByName), &h.TeamName, database.ZeroText(&h.Source), database.ZeroText(&h.Campaign),
			database.ZeroText(&h.ReasonWords),
			database.ZeroText(&h.OutcomeByName), database.ZeroText(&h.OutcomeReason))...)
	}
	h.Handoff, err = handoffs.ScanHandoffWith(read)
	return h, err
}
