package handoffs

import (
	"context"
	"encoding/json"
	"errors"
	"slices"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype/zeronull"

	"baton/internal/handoff"
	"baton/internal/handoff/merge"
	"baton/internal/handoff/tally"
	"baton/internal/lead"
	"baton/internal/postgres/database"
)

// AllHandoffs implements desk.Tx.
func (t *Tx) AllHandoffs(ctx context.Context, id lead.ID) ([]*handoff.Handoff, error) {
	rows, err := t.tx.Query(ctx, `
		SELECT `+HandoffColumns+`
		FROM handoffs h
		JOIN leads l ON l.id = h.lead_id
		WHERE h.lead_id = $1
		ORDER BY h.number
		FOR UPDATE OF h`, id)
	if err != nil {
		return nil, database.Classify(err)
	}
	found, err := pgx.CollectRows(rows, scanHandoff)
	all := make([]*handoff.Handoff, len(found))
	for i := range found {
		before := found[i]
		t.before[before.ID], all[i] = &before, &found[i]
	}
	return all, database.Classify(err)
}

// moves say, for each table besides handoffs whose rows are of a lead, that a row is of another lead from now on.
var moves = map[string]string{
	"touches":       "UPDATE touches SET lead_id = @to WHERE lead_id = @from",
	"events":        "UPDATE events SET lead_id = @to WHERE lead_id = @from",
	"scores":        "UPDATE scores SET lead_id = @to WHERE lead_id = @from",
	"corrections":   "UPDATE corrections SET lead_id = @to WHERE lead_id = @from",
	"notifications": "UPDATE notifications SET lead_id = @to WHERE lead_id = @from",
	"recyclings":    "UPDATE recyclings SET lead_id = @to WHERE lead_id = @from",
}

// Merge implements desk.Tx.
func (t *Tx) Merge(ctx context.Context, m merge.Merging) (id merge.ID, err error) {
	if err := t.flush(ctx); err != nil {
		return 0, err
	}
	numbers, err := json.Marshal(m.Was())
	if err != nil {
		return 0, err
	}
	to, from := m.Survivor.Lead.ID, m.Other.Lead.ID
	args := pgx.NamedArgs{"survivor": to, "other": from, "to": to, "from": from, "leads": m.Plan.Leads,
		"recycled": m.Plan.Lead.Stage == lead.Recycled, "at": m.At, "by": zeronull.Int8(m.By), "numbers": numbers,
		"handoff": zeronull.Int8(m.Handoff), "stage": m.Other.Lead.Stage}
	err = t.tx.QueryRow(ctx, `
		INSERT INTO merges (survivor_id, other_id, handoff_id, merged_by, merged_at, was, made, other_stage, numbers, moved)
		SELECT @survivor, @other, @handoff, @by, @at, to_jsonb(l), '{}', @stage, @numbers, '{}'
		FROM leads l
		WHERE l.id = @survivor
		RETURNING id`, args).Scan(&id)
	if err != nil {
		return 0, database.Classify(err)
	}
	args["id"] = id
	var batch pgx.Batch
	batch.Queue(`
		WITH rested AS (
			UPDATE recyclings SET came_back_at = @at
			WHERE lead_id IN (@survivor, @other) AND came_back_at IS NULL AND undone_at IS NULL
				AND NOT (lead_id = @leads AND @recycled)
			RETURNING id
		)
		UPDATE merges SET moved = jsonb_build_object('rested', (SELECT coalesce(jsonb_agg(id), '[]') FROM rested))
		WHERE id = @id`,
		args)
	for table, move := range moves {
		batch.Queue(`
			WITH moved AS (`+move+` RETURNING id)
			UPDATE merges SET moved = moved || jsonb_build_object('`+table+`', (SELECT coalesce(jsonb_agg(id), '[]') FROM moved))
			WHERE id = @id`, args)
	}
	batch.Queue("DELETE FROM ready_leads WHERE lead_id = @other", args)
	batch.Queue(`
		UPDATE leads SET stage = 'merged', merged_into = @survivor, updated_at = now(), version = version + 1
		WHERE id = @other`, args)
	queueNumbers(&batch, []lead.ID{to, from}, m.Is())
	survivor := m.Plan.Lead
	queueWhole(&batch, &survivor)
	batch.Queue("UPDATE merges SET made = (SELECT to_jsonb(l) FROM leads l WHERE l.id = @survivor) WHERE id = @id", args)
	if err := t.tx.SendBatch(ctx, &batch).Close(); err != nil {
		return 0, fromConstraint(err)
	}
	return id, t.recount(ctx, []merge.Side{m.Survivor, m.Other}, []lead.Lead{survivor}, m.Is())
}

// shifted is added to the numbers of handoffs while they change places, so that no two of a lead are the same at any
// moment.
const shifted = 1_000_000

// queueNumbers gives the handoffs of leads the places that they have from now on.
func queueNumbers(batch *pgx.Batch, leads []lead.ID, places map[handoff.ID]merge.Counted) {
	var ids, of, numbers []int64
	for id, at := range places {
		ids, of, numbers = append(ids, int64(id)), append(of, int64(at.Lead)), append(numbers, int64(at.Number))
	}
	batch.Queue("UPDATE handoffs SET number = number + $2 WHERE lead_id = ANY($1)", leads, shifted)
	batch.Queue(`
		UPDATE handoffs h SET lead_id = p.lead_id, number = p.number, version = h.version + 1
		FROM unnest($1::bigint[], $2::bigint[], $3::bigint[]) AS p (id, lead_id, number)
		WHERE h.id = p.id`, ids, of, numbers)
	batch.Queue(`
		UPDATE handoffs h SET again_at = n.submitted_at
		FROM handoffs x
		LEFT JOIN handoffs n ON n.lead_id = x.lead_id AND n.number = x.number + 1
		WHERE x.id = h.id AND h.lead_id = ANY($1) AND h.again_at IS DISTINCT FROM n.submitted_at`, leads)
}

// queueWhole keeps a lead with all that it is, also where it stands and when it was captured.
func queueWhole(batch *pgx.Batch, l *lead.Lead) {
	args := leadArgs(l)
	args["apart"] = l.Apart
	batch.Queue(`
		UPDATE leads SET
			name = @name, email = @email, apart = @apart, phone = @phone, job_title = @job_title, company = @company,
			company_key = @company_key, company_size = @company_size, industry = @industry, country = @country, city = @city,
			website = @website, source_id = @source, campaign_id = @campaign, persona_id = @persona, note = @note,
			consent = @consent, consent_at = @consent_at, external_id = @external_id, external_source_id = @external_source,
			stage = @stage, created_at = @created_at, updated_at = now(), version = version + 1
		WHERE id = @id`, args)
}

// recount takes what leads counted for out of the reports, and puts in what they are now; gone ones count for nothing.
func (t *Tx) recount(
	ctx context.Context, were []merge.Side, are []lead.Lead, places map[handoff.ID]merge.Counted,
) error {
	policy, err := t.Policy(ctx)
	if err != nil {
		return err
	}
	for _, l := range are {
		t.count(tally.Captured(l, policy))
	}
	for _, s := range were {
		if s.Lead.Stage != lead.Merged {
			t.count(tally.Difference(tally.Captured(s.Lead, policy), nil))
		}
		for _, h := range s.Handoffs {
			now := *h
			at := places[h.ID]
			of := are[slices.IndexFunc(are, func(l lead.Lead) bool { return l.ID == at.Lead })]
			now.Lead, now.Number, now.Captured = at.Lead, at.Number, of.CreatedAt
			t.count(tally.Difference(tally.Of(h, policy), tally.Of(&now, policy)))
		}
	}
	return nil
}

// Merged implements desk.Tx.
func (t *Tx) Merged(ctx context.Context, id merge.ID) (*merge.Record, error) {
	r := merge.Record{ID: id}
	var numbers []byte
	var other lead.Stage
	var batch pgx.Batch
	batch.Queue(`
		SELECT numbers, other_stage, merged_by, merged_at, undone_at IS NOT NULL FROM merges WHERE id = $1 FOR UPDATE`, id).
		QueryRow(func(row pgx.Row) error {
			return row.Scan(&numbers, &other, database.Zero(&r.By), &r.At, &r.Undone)
		})
	for _, read := range []struct {
		from string
		to   *lead.Lead
	}{
		{"jsonb_populate_record(NULL::leads, m.was) l", &r.Survivor},
		{"jsonb_populate_record(NULL::leads, m.made) l", &r.Merged},
		{"leads l", &r.Other},
	} {
		where := " WHERE m.id = $1"
		if read.to == &r.Other {
			where += " AND l.id = m.other_id"
		}
		batch.Queue("SELECT "+LeadColumns+" FROM merges m, "+read.from+where, id).QueryRow(func(row pgx.Row) error {
			return row.Scan(LeadFields(read.to).To()...)
		})
	}
	if err := t.tx.SendBatch(ctx, &batch).Close(); err != nil {
		return nil, database.Classify(err)
	}
	r.Other.Stage = other
	return &r, json.Unmarshal(numbers, &r.Was)
}

// MergedBy implements desk.Tx.
func (t *Tx) MergedBy(ctx context.Context, id handoff.ID) (merged merge.ID, err error) {
	err = t.tx.QueryRow(ctx, "SELECT id FROM merges WHERE handoff_id = $1 AND undone_at IS NULL", id).Scan(&merged)
	if errors.Is(err, pgx.ErrNoRows) {
		return 0, nil
	}
	return merged, database.Classify(err)
}

// Part implements desk.Tx.
func (t *Tx) Part(ctx context.Context, p merge.Parting) error {
	if err := t.flush(ctx); err != nil {
		return err
	}
	survivor, other := p.Parted.Survivor, p.Parted.Other
	args := pgx.NamedArgs{"id": p.Record.ID, "survivor": survivor.ID, "other": other.ID, "from": survivor.ID,
		"to": other.ID, "by": zeronull.Int8(p.By),
		"at": p.At, "stage": other.Stage}
	var recycled []lead.ID
	for _, l := range []lead.Lead{survivor, other} {
		if l.Stage == lead.Recycled {
			recycled = append(recycled, l.ID)
		}
	}
	args["recycled"] = recycled
	var batch pgx.Batch
	for table, move := range moves {
		batch.Queue(move+` AND id IN (
			SELECT jsonb_array_elements_text(moved -> '`+table+`')::bigint FROM merges WHERE id = @id)`, args)
	}
	batch.Queue(`
		UPDATE recyclings SET came_back_at = NULL
		WHERE lead_id = ANY(@recycled) AND id IN (
			SELECT jsonb_array_elements_text(moved -> 'rested')::bigint FROM merges WHERE id = @id)`, args)
	queueNumbers(&batch, []lead.ID{survivor.ID, other.ID}, p.Parted.Handoffs)
	queueWhole(&batch, &survivor)
	batch.Queue(`
		UPDATE leads SET stage = @stage, merged_into = NULL, updated_at = now(), version = version + 1
		WHERE id = @other`, args)
	batch.Queue("UPDATE merges SET undone_by = @by, undone_at = @at WHERE id = @id", args)
	if err := t.tx.SendBatch(ctx, &batch).Close(); err != nil {
		return fromConstraint(err)
	}
	return t.recount(ctx, []merge.Side{p.Now}, []lead.Lead{survivor, other}, p.Parted.Handoffs)
}
