package handoffs

import (
	"context"
	"errors"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"

	"baton/internal/account"
	"baton/internal/errs"
	"baton/internal/handoff/desk"
	"baton/internal/handoff/history"
	"baton/internal/identity"
	"baton/internal/lead"
	"baton/internal/postgres/database"
)

// named are the ids of the leads that @leads, @externals with their @sources, and @mailboxes name, with the places at
// which they do.
const named = `
	WITH w AS (
		SELECT * FROM unnest(@leads::bigint[], @externals::text[], @sources::text[], @mailboxes::text[])
			WITH ORDINALITY AS w (lead_id, external_id, source, mailbox, place)
	), hits AS (
		SELECT w.place, w.lead_id AS id FROM w WHERE w.lead_id <> 0
		UNION ALL
		SELECT w.place, l.id FROM w JOIN leads l ON l.external_id = w.external_id AND l.external_id <> ''
			AND (w.source = '' OR l.external_source_id = (SELECT s.id FROM sources s WHERE lower(s.name) = lower(w.source)))
		UNION ALL
		SELECT w.place, l.id FROM w JOIN leads l ON mailbox(l.email, l.apart) = w.mailbox AND l.email <> ''
			AND l.stage NOT IN ('merged', 'erased')
		UNION ALL
		SELECT w.place, l.id FROM w JOIN leads l ON email_key(l.email) = w.mailbox AND l.email <> '' AND l.stage = 'merged'
	), named AS (
		SELECT DISTINCT place, survivor(id) AS id FROM hits
	)`

func namedArgs(by account.Person, who ...lead.Who) pgx.NamedArgs {
	leads, externals, sources, mailboxes := make([]int64, len(who)), make([]string, len(who)), make([]string, len(who)),
		make([]string, len(who))
	for i, w := range who {
		leads[i], externals[i], sources[i] = int64(w.Lead), w.ExternalID, w.IDSource
		mailboxes[i] = identity.EmailKey(w.Email)
	}
	return database.WithArgs(database.Visibility(by),
		pgx.NamedArgs{"leads": leads, "externals": externals, "sources": sources, "mailboxes": mailboxes})
}

// Find implements desk.Tx. Leads are locked in the order of their ids, so that two that name the same ones do not
// wait for each other.
func (t *Tx) Find(ctx context.Context, who []lead.Who) (map[int]lead.Lead, error) {
	rows, err := t.tx.Query(ctx, named+`
		SELECT `+LeadColumns+`, n.place - 1
		FROM named n
		JOIN leads l ON l.id = n.id
		WHERE l.stage NOT IN ('merged', 'erased') AND `+database.SeesLead+`
		ORDER BY l.id
		FOR UPDATE OF l`, namedArgs(t.by, who...))
	if err != nil {
		return nil, database.Classify(err)
	}
	found, problems := map[int]lead.Lead{}, errs.Problems{}
	_, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) (l lead.Lead, err error) {
		var place int
		err = row.Scan(append(LeadFields(&l).To(), &place)...)
		if _, twice := found[place]; twice {
			problems.Add(strconv.Itoa(place)+"/external_source", desk.AmbiguousID)
		}
		found[place] = l
		return l, err
	})
	if err != nil {
		return nil, database.Classify(err)
	}
	return found, problems.Err()
}

// Answered implements desk.Tx. The advisory lock makes a request that is sent again wait for the first.
func (t *Tx) Answered(ctx context.Context, key string) (digest, answer []byte, err error) {
	var batch pgx.Batch
	batch.Queue("SELECT pg_advisory_xact_lock(hashtextextended($1, 3 + $2::bigint))", key, t.by.ID)
	batch.Queue("SELECT digest, answer FROM api_answers WHERE person_id = $1 AND key = $2", t.by.ID,
		key).QueryRow(func(row pgx.Row) error {
		if err := row.Scan(&digest, &answer); !errors.Is(err, pgx.ErrNoRows) {
			return err
		}
		return nil
	})
	return digest, answer, database.Classify(t.tx.SendBatch(ctx, &batch).Close())
}

// KeepAnswer implements desk.Tx.
func (t *Tx) KeepAnswer(_ context.Context, o desk.Once, answer []byte, at time.Time) error {
	t.later.Queue("INSERT INTO api_answers (person_id, key, digest, answer, at) VALUES ($1, $2, $3, $4::text::jsonb, $5)",
		t.by.ID, o.Key, o.Digest, string(answer), at)
	return nil
}

// TouchesOf is a page of the touches of a lead that by may see, the latest first, from the one after mark on. NotFound
// when there is no such lead.
func (db *Store) TouchesOf(
	ctx context.Context, by account.Person, who lead.Who, after history.TouchMark, limit int,
) (page history.TouchPage, err error) {
	var batch pgx.Batch
	args := database.WithArgs(namedArgs(by, who), pgx.NamedArgs{"at": after.At, "id": after.ID, "limit": limit + 1})
	problems := errs.Problems{}
	seen := named + ` SELECT l.id FROM named n JOIN leads l ON l.id = n.id
		WHERE l.stage NOT IN ('merged', 'erased') AND ` + database.SeesLead
	batch.Queue(seen+" ORDER BY l.id", args).Query(func(rows pgx.Rows) error {
		ids, err := pgx.CollectRows(rows, pgx.RowTo[lead.ID])
		switch {
		case err != nil:
			return err
		case len(ids) == 0:
			return pgx.ErrNoRows
		case len(ids) > 1:
			problems.Add("external_source", desk.AmbiguousID)
		}
		page.Lead = ids[0]
		return nil
	})
	batch.Queue(`
		SELECT t.id, t.kind, coalesce(s.name, ''), coalesce(c.name, ''), t.utm_source, t.utm_medium, t.utm_campaign,
			t.utm_term, t.utm_content, t.note, coalesce(p.name, ''), t.at
		FROM touches t
		LEFT JOIN sources s ON s.id = t.source_id
		LEFT JOIN campaigns c ON c.id = t.campaign_id
		LEFT JOIN people p ON p.id = t.recorded_by
		WHERE t.lead_id = (`+seen+` ORDER BY l.id LIMIT 1) AND (@id = 0 OR (t.at, t.id) < (@at, @id))
		ORDER BY t.at DESC, t.id DESC
		LIMIT @limit`, args).Query(func(rows pgx.Rows) (err error) {
		page.Touches, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) (t history.KeptTouch, err error) {
			err = row.Scan(&t.ID, &t.Kind, &t.SourceName, &t.CampaignName, &t.UTM.Source, &t.UTM.Medium, &t.UTM.Campaign,
				&t.UTM.Term, &t.UTM.Content,
				&t.Note, &t.RecordedBy, &t.At)
			return t, err
		})
		return err
	})
	if err := db.Pool.SendBatch(ctx, &batch).Close(); err != nil {
		return history.TouchPage{}, database.Classify(err)
	}
	if err := problems.Err(); err != nil {
		return history.TouchPage{}, err
	}
	if len(page.Touches) > limit {
		page.Touches, page.More = page.Touches[:limit], true
	}
	return page, nil
}
