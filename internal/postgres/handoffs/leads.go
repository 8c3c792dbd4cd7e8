package handoffs

import (
	"context"
	"encoding/json"
	"errors"
	"maps"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgtype/zeronull"

	"baton/internal/account"
	"baton/internal/errs"
	"baton/internal/handoff/desk"
	"baton/internal/handoff/tally"
	"baton/internal/lead"
	"baton/internal/postgres/database"
)

// LeadFields are a lead l and where it goes.
func LeadFields(l *lead.Lead) database.Columns {
	return database.Columns{
		{SQL: "l.id", To: &l.ID},
		{SQL: "l.name", To: &l.Name},
		{SQL: "l.email", To: &l.Email},
		{SQL: "l.apart", To: &l.Apart},
		{SQL: "l.phone", To: &l.Phone},
		{SQL: "l.job_title", To: &l.JobTitle},
		{SQL: "l.company", To: &l.Company},
		{SQL: "l.company_size", To: database.Zero(&l.CompanySize)},
		{SQL: "l.industry", To: &l.Industry},
		{SQL: "l.country", To: &l.Country},
		{SQL: "l.city", To: &l.City},
		{SQL: "l.website", To: &l.Website},
		{SQL: "l.source_id", To: database.Zero(&l.Source)},
		{SQL: "l.campaign_id", To: database.Zero(&l.Campaign)},
		{SQL: "l.persona_id", To: database.Zero(&l.Persona)},
		{SQL: "l.note", To: &l.Note},
		{SQL: "l.consent", To: &l.Consent},
		{SQL: "l.consent_at", To: database.ZeroTime(&l.ConsentAt)},
		{SQL: "l.external_id", To: &l.ExternalID},
		{SQL: "l.external_source_id", To: database.Zero(&l.ExternalSource)},
		{SQL: "nullif(l.custom, '{}')", To: &l.Custom},
		{SQL: "l.stage", To: &l.Stage},
		{SQL: "l.merged_into", To: database.Zero(&l.MergedInto)},
		{SQL: "l.marketing_team_id", To: database.Zero(&l.MarketingTeam)},
		{SQL: "l.created_by", To: database.Zero(&l.CreatedBy)},
		{SQL: "l.created_at", To: &l.CreatedAt},
		{SQL: "l.version", To: &l.Version},
	}
}

// LeadColumns are what LeadFields reads of a lead l.
var LeadColumns = LeadFields(&lead.Lead{}).SQL()

// Lead implements desk.Tx.
func (t *Tx) Lead(ctx context.Context, id lead.ID) (*lead.Lead, error) {
	var l lead.Lead
	err := t.tx.QueryRow(ctx,
		"SELECT "+LeadColumns+" FROM leads l WHERE l.id = @id AND "+database.SeesLead+" FOR UPDATE OF l",
		database.WithArgs(database.Visibility(t.by), pgx.NamedArgs{"id": id})).Scan(LeadFields(&l).To()...)
	if err != nil {
		return nil, database.Classify(err)
	}
	return &l, nil
}

// SameEmail is identity.ByEmail in SQL, of a lead l and a row r whose mailbox is an email_key.
const SameEmail = "(mailbox(l.email, l.apart) = r.mailbox AND r.mailbox <> '' AND l.email <> ''" +
	" AND l.stage NOT IN ('merged', 'erased'))"

// SamePhone is identity.ByPhone in SQL, of a lead l and a row r whose name is a name_key.
const SamePhone = `(l.phone = r.phone AND r.phone <> '' AND name_key(l.name) = r.name AND (l.email = '' OR r.email = '')
	AND (r.name <> '' OR l.email = '' AND r.email = ''))`

// Duplicates implements desk.Tx. The advisory locks keep out whoever is adding the same person at this moment.
// Whether by may see a lead of no marketing team is NULL where they may not: hence IS TRUE.
func (t *Tx) Duplicates(ctx context.Context, who lead.Lead) ([]desk.Duplicate, error) {
	is := who.Identity()
	var batch pgx.Batch
	for _, key := range []string{is.Email, is.Phone, is.ExternalID} {
		if key != "" {
			batch.Queue("SELECT pg_advisory_xact_lock(hashtextextended($1, 2))", key)
		}
	}
	if batch.Len() == 0 {
		return nil, nil
	}
	var found []desk.Duplicate
	batch.Queue(alikeSQL, database.WithArgs(database.Visibility(t.by), pgx.NamedArgs{
		"email": who.Email, "mailbox": is.Email, "phone": is.Phone, "name": is.Name, "external_id": is.ExternalID,
		"source": is.IDSource,
	})).Query(func(rows pgx.Rows) (err error) {
		found, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) (d desk.Duplicate, err error) {
			var x lead.Lead
			err = row.Scan(append(LeadFields(&d.Lead).To(), &d.Visible,
				&x.Name, &x.Email, &x.Apart, &x.Phone, &x.ExternalID, &x.ExternalSource)...)
			d.By, d.HasID = x.Identity().Match(is), x.HasID(who)
			return d, err
		})
		return err
	})
	err := t.tx.SendBatch(ctx, &batch).Close()
	return desk.Best(found), database.Classify(err)
}

// MergedAlike are the leads that were merged into another and that may be the same person as a row of r, with its
// external_id and source.
const MergedAlike = `
			SELECT l.id FROM r JOIN leads l ON email_key(l.email) = r.mailbox AND r.mailbox <> '' AND l.email <> ''
				AND l.stage = 'merged'
			UNION
			SELECT l.id FROM r JOIN leads l ON l.external_id = r.external_id AND l.external_id <> ''
				AND coalesce(l.external_source_id, 0) = r.source AND l.stage = 'merged'
			UNION
			SELECT l.id FROM r JOIN leads l ON ` + SamePhone + ` AND l.stage = 'merged'`

// alikeSQL are the leads that may be the same person as @mailbox, @phone with @name, or @external_id of @source, each
// with the lead that it is today. Of a phone number with a name it is the first few: one of them is enough.
var alikeSQL = `
	WITH r AS (
		SELECT @email::text AS email, @mailbox::text AS mailbox, @phone::text AS phone, @name::text AS name,
			@external_id::text AS external_id, @source::bigint AS source
	), alike AS (
		SELECT l.id, l.id AS today FROM r JOIN leads l ON ` + SameEmail + `
		UNION
		SELECT l.id, l.id FROM r JOIN leads l ON l.external_id = r.external_id AND l.external_id <> ''
			AND coalesce(l.external_source_id, 0) = r.source AND l.stage <> 'merged'
		UNION
		(SELECT l.id, l.id FROM r JOIN leads l ON ` + SamePhone + ` AND l.stage NOT IN ('merged', 'erased')
		ORDER BY l.id LIMIT 5)
		UNION
		SELECT m.id, survivor(m.id) FROM (` + MergedAlike + `) m
	)
	SELECT ` + LeadColumns + `, ` + database.SeesLead + ` IS TRUE,
		x.name, x.email, x.apart, x.phone, x.external_id, coalesce(x.external_source_id, 0)
	FROM alike a
	JOIN leads x ON x.id = a.id
	JOIN leads l ON l.id = a.today
	ORDER BY l.id, x.id
	FOR UPDATE OF l`

func leadArgs(l *lead.Lead) pgx.NamedArgs {
	return pgx.NamedArgs{
		"id": l.ID, "name": l.Name, "email": l.Email, "phone": l.Phone, "job_title": l.JobTitle, "company": l.Company,
		"company_key":  l.CompanyKey(),
		"company_size": zeronull.Int4(l.CompanySize), "industry": l.Industry, "country": l.Country, "city": l.City,
		"website": l.Website,
		"source":  zeronull.Int8(l.Source), "campaign": zeronull.Int8(l.Campaign), "persona": zeronull.Int8(l.Persona),
		"note":    l.Note,
		"consent": l.Consent, "consent_at": zeronull.Timestamptz(l.ConsentAt), "external_id": l.ExternalID,
		"external_source": zeronull.Int8(l.ExternalSource), "stage": l.Stage,
		"marketing_team": zeronull.Int8(l.MarketingTeam), "created_by": zeronull.Int8(l.CreatedBy), "created_at": l.CreatedAt,
		"version": l.Version, "custom": customOf(l),
	}
}

// customOf are the custom fields of a lead as they are kept: an object, also when there is none.
func customOf(l *lead.Lead) map[string]any {
	if l.Custom == nil {
		return map[string]any{}
	}
	return l.Custom
}

// AddLead implements desk.Tx.
func (t *Tx) AddLead(ctx context.Context, l *lead.Lead) error {
	err := t.tx.QueryRow(ctx, `
		INSERT INTO leads (name, email, phone, job_title, company, company_key, company_size, industry, country, city,
			website, source_id, campaign_id, persona_id, note, consent, consent_at, external_id, external_source_id, stage,
			marketing_team_id, created_by, created_at, updated_at, custom)
		VALUES (@name, @email, @phone, @job_title, @company, @company_key, @company_size, @industry, @country, @city,
			@website, @source, @campaign, @persona, @note, @consent, @consent_at, @external_id, @external_source, @stage,
			@marketing_team, @created_by, @created_at, @created_at, @custom)
		RETURNING id, version`, leadArgs(l)).Scan(&l.ID, &l.Version)
	if err != nil {
		return fromConstraint(err)
	}
	policy, err := t.Policy(ctx)
	if err != nil {
		return err
	}
	t.count(tally.Captured(*l, policy))
	return nil
}

// UpdateLead implements desk.Tx. Neither the stage nor who captured the lead and when is changed by it. The campaign
// moves with its count in the reports.
func (t *Tx) UpdateLead(ctx context.Context, l *lead.Lead) error {
	policy, err := t.Policy(ctx)
	if err != nil {
		return err
	}
	var was lead.Lead
	err = t.tx.QueryRow(ctx, `
		WITH was AS (SELECT campaign_id FROM leads WHERE id = @id)
		UPDATE leads SET
			name = @name, email = @email, phone = @phone, job_title = @job_title, company = @company, company_key = @company_key,
			company_size = @company_size, industry = @industry, country = @country, city = @city, website = @website,
			source_id = @source, campaign_id = @campaign, persona_id = @persona, note = @note, consent = @consent,
			consent_at = @consent_at, external_id = @external_id, external_source_id = @external_source,
			custom = @custom, updated_at = now(), version = version + 1
		WHERE id = @id
		RETURNING version, (SELECT campaign_id FROM was)`, leadArgs(l)).Scan(&l.Version, database.Zero(&was.Campaign))
	if err != nil {
		return fromConstraint(err)
	}
	was.CreatedAt, was.MarketingTeam = l.CreatedAt, l.MarketingTeam
	t.count(tally.Difference(tally.Captured(was, policy), tally.Captured(*l, policy)))
	return nil
}

// refusals say in words which field the database did not take, by the constraint that it kept.
var refusals = map[string]errs.Problems{
	"leads_one_per_email":       {"email": "Another lead has this e-mail address."},
	"leads_one_per_external_id": {"external_id": "Another lead has this ID from the same source."},
	"leads_source_id_fkey":      {"source": "This source no longer exists. Choose another."},
	"touches_source_id_fkey":    {"source": "This source no longer exists. Choose another."},
	"handoffs_source_id_fkey":   {"source": "This source no longer exists. Choose another."},
	"leads_campaign_id_fkey":    {"campaign": "This campaign no longer exists. Choose another."},
	"touches_campaign_id_fkey":  {"campaign": "This campaign no longer exists. Choose another."},
	"handoffs_campaign_id_fkey": {"campaign": "This campaign no longer exists. Choose another."},
	"leads_persona_id_fkey":     {"persona": "This persona no longer exists. Choose another."},
	"handoffs_persona_id_fkey":  {"persona": "This persona no longer exists. Choose another."},
}

// errHandedOver refuses a second open handoff of a lead.
var errHandedOver = errs.Say(errs.Conflict, "This lead is already handed over. Check it before you send it again.")

// fromConstraint is classify, with words where the database kept a rule that a form broke.
func fromConstraint(err error) error {
	var pg *pgconn.PgError
	if !errors.As(err, &pg) {
		return database.Classify(err)
	}
	if problems, known := refusals[pg.ConstraintName]; known {
		return maps.Clone(problems)
	}
	if pg.ConstraintName == "handoffs_one_open_per_lead" || pg.ConstraintName == "handoffs_one_number_per_lead" {
		return errHandedOver
	}
	return database.Classify(err)
}

// Touch implements desk.Tx.
func (t *Tx) Touch(_ context.Context, id lead.ID, touch lead.Touch, by account.PersonID) error {
	t.later.Queue(`
		INSERT INTO touches (lead_id, kind, source_id, campaign_id, utm_source, utm_medium, utm_campaign, utm_term,
			utm_content, note, recorded_by, at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
		id, touch.Kind, zeronull.Int8(touch.Source), zeronull.Int8(touch.Campaign), touch.UTM.Source, touch.UTM.Medium,
		touch.UTM.Campaign,
		touch.UTM.Term, touch.UTM.Content, touch.Note, zeronull.Int8(by), touch.At)
	return nil
}

// Touches implements desk.Tx.
func (t *Tx) Touches(ctx context.Context, id lead.ID) ([]lead.Touch, error) {
	rows, err := t.tx.Query(ctx, `
		SELECT kind, source_id, campaign_id, at
		FROM (SELECT id, kind, source_id, campaign_id, at FROM touches WHERE lead_id = $1
			ORDER BY at DESC, id DESC LIMIT 1000) latest
		ORDER BY at, id`, id)
	if err != nil {
		return nil, database.Classify(err)
	}
	touches, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (x lead.Touch, err error) {
		err = row.Scan(&x.Kind, database.Zero(&x.Source), database.Zero(&x.Campaign), &x.At)
		return x, err
	})
	return touches, database.Classify(err)
}

// TakeReady implements desk.Tx. What another node is taking at this moment is passed over.
func (t *Tx) TakeReady(ctx context.Context, after lead.ID) (id lead.ID, err error) {
	err = t.tx.QueryRow(ctx, `
		DELETE FROM ready_leads
		WHERE lead_id = (SELECT lead_id FROM ready_leads WHERE lead_id > $1 ORDER BY lead_id LIMIT 1 FOR UPDATE SKIP LOCKED)
		RETURNING lead_id`, after).Scan(&id)
	if errors.Is(err, pgx.ErrNoRows) {
		return 0, nil
	}
	return id, database.Classify(err)
}

// AddReady notes leads that the Desk is to look at.
func AddReady(ctx context.Context, tx pgx.Tx, ids []lead.ID) error {
	_, err := tx.Exec(ctx, "INSERT INTO ready_leads (lead_id) SELECT DISTINCT unnest($1::bigint[]) ON CONFLICT DO NOTHING",
		ids)
	return err
}

// CompleteLeads saves what an import adds to leads that are there, each a row with the names of the columns, where the
// lead still has the version that was read. It gives the number of leads saved.
func CompleteLeads(ctx context.Context, tx pgx.Tx, rows []map[string]any) (int, error) {
	text, err := json.Marshal(rows)
	if err != nil {
		return 0, err
	}
	tag, err := tx.Exec(ctx, `
		UPDATE leads l SET
			name = r.name, email = r.email, phone = r.phone, job_title = r.job_title, company = r.company,
			company_key = r.company_key,
			company_size = nullif(r.company_size, 0), industry = r.industry, country = r.country, city = r.city,
			website = r.website, persona_id = nullif(r.persona_id, 0), external_id = r.external_id,
			external_source_id = nullif(r.external_source_id, 0),
			consent = r.consent, consent_at = nullif(r.consent_at, '0001-01-01T00:00Z'), updated_at = now(),
			version = l.version + 1
		FROM jsonb_to_recordset($1::jsonb) AS r (id bigint, version int, name text, email text, phone text, job_title text,
			company text, company_key text,
			company_size int, industry text, country text, city text, website text, persona_id bigint, external_id text,
			external_source_id bigint, consent boolean, consent_at timestamptz)
		WHERE l.id = r.id AND l.version = r.version`, text)
	return int(tag.RowsAffected()), err
}
