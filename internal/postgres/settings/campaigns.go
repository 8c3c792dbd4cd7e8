package settings

import (
	"context"
	"errors"

	"github.com/jackc/pgx/v5"

	"baton/internal/account"
	"baton/internal/lead"
	"baton/internal/postgres/database"
	"baton/internal/postgres/funnel"
	"baton/internal/settings"
)

// CampaignLines are all campaigns by name, with what they cost and brought since the beginning. A lead counts once, for
// the campaign of its latest handoff.
func (db *Store) CampaignLines(ctx context.Context) ([]lead.CampaignLine, error) {
	rows, err := db.Pool.Query(ctx, `
		WITH brought AS (
			SELECT key, sum(submitted)::bigint AS submitted, sum(accepted)::bigint AS accepted, sum(rejected)::bigint AS rejected
			FROM (
				SELECT key, submitted, accepted, rejected FROM funnel_days WHERE slice = 'campaign' AND team_id = 0
				UNION ALL
				SELECT campaign_id, submitted, accepted, rejected FROM funnel_deltas WHERE measure = ''
				UNION ALL
				SELECT coalesce(h.campaign_id, 0), -1, `+funnel.MinusOne(funnel.CountsAccepted)+`,
					`+funnel.MinusOne(funnel.CountsRejected)+` FROM handoffs h WHERE h.again_at IS NOT NULL
			) f
			GROUP BY key
		)
		SELECT c.id, c.name, coalesce(c.source_id, 0), c.retired_at IS NOT NULL, c.version, coalesce(s.name, ''),
			((SELECT coalesce(sum(amount), 0) FROM spend p WHERE p.campaign_id = c.id) * minor_units(i.currency))::bigint,
			coalesce(b.submitted, 0), coalesce(b.accepted, 0), coalesce(b.rejected, 0)
		FROM campaigns c
		CROSS JOIN installation i
		LEFT JOIN sources s ON s.id = c.source_id
		LEFT JOIN brought b ON b.key = c.id
		ORDER BY sort_key(c.name)`)
	if err != nil {
		return nil, database.Classify(err)
	}
	lines, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (c lead.CampaignLine, err error) {
		err = row.Scan(&c.ID, &c.Name, &c.Source, &c.Retired, &c.Version, &c.SourceName, &c.SpendCents, &c.HandedOver,
			&c.Accepted, &c.Rejected)
		return c, err
	})
	return lines, database.Classify(err)
}

// SpendOf is what was entered for a campaign, the latest days first.
func (db *Store) SpendOf(ctx context.Context, id lead.CampaignID) ([]lead.Spend, error) {
	rows, err := db.Pool.Query(ctx, `
		SELECT s.id, s.campaign_id, s.starts_on, s.ends_on, (s.amount * minor_units(i.currency))::bigint
		FROM spend s
		CROSS JOIN installation i
		WHERE s.campaign_id = $1
		ORDER BY s.starts_on DESC, s.id DESC`, id)
	if err != nil {
		return nil, database.Classify(err)
	}
	spend, err := pgx.CollectRows(rows, pgx.RowToStructByPos[lead.Spend])
	return spend, database.Classify(err)
}

// CampaignNamed implements settings.Tx.
func (t *transaction) CampaignNamed(ctx context.Context, name string) (lead.CampaignID, error) {
	return rowNamed[lead.CampaignID](ctx, t.tx, "campaigns", name)
}

// SourceNamed implements settings.Tx.
func (t *transaction) SourceNamed(ctx context.Context, name string) (id lead.SourceID, err error) {
	err = t.tx.QueryRow(ctx,
		"SELECT id FROM sources WHERE lower(name) = lower($1) AND retired_at IS NULL", name).Scan(&id)
	if errors.Is(err, pgx.ErrNoRows) {
		err = t.tx.QueryRow(ctx,
			"INSERT INTO sources (name) VALUES ($1) ON CONFLICT (lower(name)) DO UPDATE SET retired_at = NULL RETURNING id",
			name).Scan(&id)
	}
	return id, err
}

// AddCampaign implements settings.Tx.
func (t *transaction) AddCampaign(ctx context.Context, c *lead.Campaign) error {
	err := t.tx.QueryRow(ctx,
		"INSERT INTO campaigns (name, source_id) VALUES ($1, $2) RETURNING id, version",
		c.Name, c.Source).Scan(&c.ID, &c.Version)
	return database.UnlessTaken(err, "campaigns_one_per_name", settings.ErrCampaignTaken)
}

// SaveCampaign implements settings.Tx.
func (t *transaction) SaveCampaign(ctx context.Context, c *lead.Campaign) error {
	err := t.tx.QueryRow(ctx,
		"UPDATE campaigns SET name = $2, source_id = $3, version = version + 1 WHERE id = $1 RETURNING version",
		c.ID, c.Name, c.Source).
		Scan(&c.Version)
	return database.UnlessTaken(err, "campaigns_one_per_name", settings.ErrCampaignTaken)
}

// Currency implements settings.Tx.
func (t *transaction) Currency(ctx context.Context) (currency string, err error) {
	err = t.tx.QueryRow(ctx, "SELECT currency FROM installation FOR SHARE").Scan(&currency)
	return currency, err
}

// AddSpend implements settings.Tx.
func (t *transaction) AddSpend(ctx context.Context, by account.PersonID, s *lead.Spend, currency string) error {
	if err := t.renewCampaign(ctx, s.Campaign); err != nil {
		return err
	}
	return t.tx.QueryRow(ctx, `
		INSERT INTO spend (campaign_id, starts_on, ends_on, amount, entered_by)
		VALUES (@campaign, @starts, @ends, @cents::bigint::numeric / minor_units(@currency), @by)
		RETURNING id`, pgx.NamedArgs{
		"campaign": s.Campaign, "starts": s.Starts, "ends": s.Ends, "cents": s.Cents, "currency": currency, "by": by,
	}).Scan(&s.ID)
}

// RemoveSpend implements settings.Tx.
func (t *transaction) RemoveSpend(ctx context.Context, campaign lead.CampaignID, id int64) error {
	gone, err := t.tx.Exec(ctx, "DELETE FROM spend WHERE id = $1 AND campaign_id = $2", id, campaign)
	if err == nil && gone.RowsAffected() == 0 {
		err = pgx.ErrNoRows
	}
	if err != nil {
		return err
	}
	return t.renewCampaign(ctx, campaign)
}

// renewCampaign gives a campaign a new version.
func (t *transaction) renewCampaign(ctx context.Context, id lead.CampaignID) error {
	_, err := t.tx.Exec(ctx, "UPDATE campaigns SET version = version + 1 WHERE id = $1", id)
	return err
}

// QueueSources adds sources that are not there yet.
func QueueSources(batch *pgx.Batch, names []string) {
	batch.Queue("INSERT INTO sources (name) SELECT unnest($1::text[]) ON CONFLICT (lower(name)) DO NOTHING", names)
}

// QueueCampaigns adds campaigns that are not there yet.
func QueueCampaigns(batch *pgx.Batch, names []string) {
	batch.Queue("INSERT INTO campaigns (name) SELECT unnest($1::text[]) ON CONFLICT (lower(name)) DO NOTHING", names)
}
