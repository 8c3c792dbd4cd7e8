package postgres

import (
	"context"
	"errors"

	"github.com/jackc/pgx/v5"

	"baton/internal/account"
	"baton/internal/errs"
	"baton/internal/lead"
)

// CampaignLines are all campaigns by name, with what they cost and brought since the beginning. A lead counts once, for the campaign of its
// latest handoff.
func (db *DB) CampaignLines(ctx context.Context) ([]lead.CampaignLine, error) {
	rows, err := db.pool.Query(ctx, `
		WITH brought AS (
			SELECT key, sum(submitted)::bigint AS submitted, sum(accepted)::bigint AS accepted, sum(rejected)::bigint AS rejected
			FROM (
				SELECT key, submitted, accepted, rejected FROM funnel_days WHERE slice = 'campaign' AND team_id = 0
				UNION ALL
				SELECT campaign_id, submitted, accepted, rejected FROM funnel_deltas WHERE measure = ''
				UNION ALL
				SELECT coalesce(h.campaign_id, 0), -1, `+minusOne(countsAccepted)+`, `+minusOne(countsRejected)+` FROM handoffs h WHERE h.again_at IS NOT NULL
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
		return nil, kind(err)
	}
	lines, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (c lead.CampaignLine, err error) {
		err = row.Scan(&c.ID, &c.Name, &c.Source, &c.Retired, &c.Version, &c.SourceName, &c.SpendCents, &c.HandedOver, &c.Accepted, &c.Rejected)
		return c, err
	})
	return lines, kind(err)
}

// SpendOf is what was entered for a campaign, the latest days first.
func (db *DB) SpendOf(ctx context.Context, id lead.CampaignID) ([]lead.Spend, error) {
	rows, err := db.pool.Query(ctx, `
		SELECT s.id, s.campaign_id, s.starts_on, s.ends_on, (s.amount * minor_units(i.currency))::bigint
		FROM spend s
		CROSS JOIN installation i
		WHERE s.campaign_id = $1
		ORDER BY s.starts_on DESC, s.id DESC`, id)
	if err != nil {
		return nil, kind(err)
	}
	spend, err := pgx.CollectRows(rows, pgx.RowToStructByPos[lead.Spend])
	return spend, kind(err)
}

// AddCampaign adds a campaign. Its source is named, and made when nobody has named it before.
func (db *DB) AddCampaign(ctx context.Context, c *lead.Campaign, source string) error {
	from := lead.Source{Name: source}
	if err := errs.Together(c.Check(), from.Check()); err != nil {
		return err
	}
	return db.write(ctx, func(tx pgx.Tx) error {
		if err := sourceNamed(ctx, tx, c, from.Name); err != nil {
			return err
		}
		err := tx.QueryRow(ctx, "INSERT INTO campaigns (name, source_id) VALUES ($1, $2) RETURNING id, version", c.Name, c.Source).Scan(&c.ID, &c.Version)
		return campaignRefused(err)
	})
}

// ChangeCampaign changes a campaign that is still the version that was read.
func (db *DB) ChangeCampaign(ctx context.Context, c *lead.Campaign, source string) error {
	from := lead.Source{Name: source}
	if err := errs.Together(c.Check(), from.Check()); err != nil {
		return err
	}
	return db.write(ctx, func(tx pgx.Tx) error {
		if err := lockCampaign(ctx, tx, c.ID, c.Version); err != nil {
			return err
		}
		if err := sourceNamed(ctx, tx, c, from.Name); err != nil {
			return err
		}
		err := tx.QueryRow(ctx, "UPDATE campaigns SET name = $2, source_id = $3, version = version + 1 WHERE id = $1 RETURNING version", c.ID, c.Name, c.Source).Scan(&c.Version)
		return campaignRefused(err)
	})
}

// RetireCampaign takes a campaign out of the forms; what it brought stays in the reports.
func (db *DB) RetireCampaign(ctx context.Context, id lead.CampaignID, version int) error {
	return db.write(ctx, func(tx pgx.Tx) error { return setRetired(ctx, tx, "campaigns", int64(id), version, true) })
}

// RestoreCampaign offers a retired campaign again.
func (db *DB) RestoreCampaign(ctx context.Context, id lead.CampaignID, version int) error {
	return db.write(ctx, func(tx pgx.Tx) error { return setRetired(ctx, tx, "campaigns", int64(id), version, false) })
}

// AddSpend adds what a campaign cost. The campaign gets a new version by it, so that a form that is sent twice counts once.
func (db *DB) AddSpend(ctx context.Context, by account.Person, s *lead.Spend, version int) error {
	return db.write(ctx, func(tx pgx.Tx) error {
		var currency string // which nobody changes until this is kept
		if err := tx.QueryRow(ctx, "SELECT currency FROM installation FOR SHARE").Scan(&currency); err != nil {
			return err
		}
		if err := s.Check(currency); err != nil {
			return err
		}
		if err := lockCampaign(ctx, tx, s.Campaign, version); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, "UPDATE campaigns SET version = version + 1 WHERE id = $1", s.Campaign); err != nil {
			return err
		}
		return tx.QueryRow(ctx, `
			INSERT INTO spend (campaign_id, starts_on, ends_on, amount, entered_by)
			VALUES (@campaign, @starts, @ends, @cents::bigint::numeric / minor_units(@currency), @by)
			RETURNING id`, pgx.NamedArgs{"campaign": s.Campaign, "starts": s.Starts, "ends": s.Ends, "cents": s.Cents, "currency": currency, "by": by.ID}).Scan(&s.ID)
	})
}

// RemoveSpend takes away what was entered for a campaign that is still the version that was read.
func (db *DB) RemoveSpend(ctx context.Context, campaign lead.CampaignID, id int64, version int) error {
	return db.write(ctx, func(tx pgx.Tx) error {
		if err := lockCampaign(ctx, tx, campaign, version); err != nil {
			return err
		}
		gone, err := tx.Exec(ctx, "DELETE FROM spend WHERE id = $1 AND campaign_id = $2", id, campaign)
		if err == nil && gone.RowsAffected() == 0 {
			err = pgx.ErrNoRows
		}
		if err != nil {
			return err
		}
		_, err = tx.Exec(ctx, "UPDATE campaigns SET version = version + 1 WHERE id = $1", campaign)
		return err
	})
}

func lockCampaign(ctx context.Context, tx pgx.Tx, id lead.CampaignID, version int) error {
	return lockVersion(ctx, tx, "SELECT version FROM campaigns WHERE id = $1 FOR NO KEY UPDATE", int64(id), version)
}

// sourceNamed gives c the source that is called name, which comes back from retirement or is made where that is needed.
func sourceNamed(ctx context.Context, tx pgx.Tx, c *lead.Campaign, name string) error {
	err := tx.QueryRow(ctx, "SELECT id FROM sources WHERE lower(name) = lower($1) AND retired_at IS NULL", name).Scan(&c.Source)
	if errors.Is(err, pgx.ErrNoRows) {
		return tx.QueryRow(ctx, "INSERT INTO sources (name) VALUES ($1) ON CONFLICT (lower(name)) DO UPDATE SET retired_at = NULL RETURNING id", name).Scan(&c.Source)
	}
	return err
}

// campaignRefused says in words which field the database did not take.
func campaignRefused(err error) error {
	if broken(err, "campaigns_one_per_name") {
		return errs.Problems{"name": "Another campaign has this name. It may be retired. Choose another name, or restore that campaign."}
	}
	return err
}
