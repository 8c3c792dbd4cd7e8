package settings

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"baton/internal/account"
	"baton/internal/lead"
	"baton/internal/postgres/database"
	"baton/internal/postgres/funnel"
	"baton/internal/report"
)

// Installation is the company's currency and time zone, who set them last and what stands against another currency.
func (db *Store) Installation(ctx context.Context) (lead.Installation, error) {
	var i lead.Installation
	var batch pgx.Batch
	batch.Queue(`
		SELECT i.currency, i.zone, coalesce(p.name, ''), c.at, coalesce(c.id, 0)
		FROM installation i
		LEFT JOIN LATERAL (SELECT id, by_id, at FROM installation_changes ORDER BY id DESC LIMIT 1) c ON true
		LEFT JOIN people p ON p.id = c.by_id`).QueryRow(func(row pgx.Row) error {
		return row.Scan(&i.Currency, &i.Zone, &i.By, database.ZeroTime(&i.At), &i.Version)
	})
	batch.Queue(moneySQL, moneyMetrics()).QueryRow(func(row pgx.Row) error {
		return row.Scan(&i.Money.Deals, &i.Money.Spends, &i.Money.Goals)
	})
	return i, database.Classify(db.Pool.SendBatch(ctx, &batch).Close())
}

// moneySQL counts what is kept in the company's currency: deals, spends and goals on money, the goals of $1.
const moneySQL = `
	SELECT
		(SELECT count(*) FROM handoffs WHERE value IS NOT NULL OR won_amount IS NOT NULL),
		(SELECT count(*) FROM spend),
		(SELECT count(*) FROM goals WHERE metric = ANY($1))`

// moneyMetrics are the metrics whose goals are amounts of money.
func moneyMetrics() (all []string) {
	for _, m := range report.Measures {
		if m.Unit() == report.Money {
			all = append(all, string(m))
		}
	}
	return all
}

// Installation implements settings.Tx.
func (t *transaction) Installation(ctx context.Context) (kept lead.Installation, err error) {
	if err := t.tx.QueryRow(ctx,
		"SELECT currency, zone FROM installation FOR UPDATE").Scan(&kept.Currency, &kept.Zone); err != nil {
		return kept, err
	}
	err = t.tx.QueryRow(ctx, "SELECT coalesce(max(id), 0) FROM installation_changes").Scan(&kept.Version)
	return kept, err
}

// MoneyKept implements settings.Tx.
func (t *transaction) MoneyKept(ctx context.Context) (kept lead.MoneyKept, err error) {
	if _, err := t.tx.Exec(ctx, "LOCK TABLE spend, goals, handoffs IN SHARE MODE"); err != nil {
		return kept, err
	}
	err = t.tx.QueryRow(ctx, moneySQL, moneyMetrics()).Scan(&kept.Deals, &kept.Spends, &kept.Goals)
	return kept, err
}

// ZoneKnown implements settings.Tx.
func (t *transaction) ZoneKnown(ctx context.Context, zone string) (known bool, err error) {
	err = t.tx.QueryRow(ctx, "SELECT EXISTS (SELECT FROM pg_timezone_names WHERE name = $1)", zone).Scan(&known)
	return known, err
}

// SaveInstallation implements settings.Tx.
func (t *transaction) SaveInstallation(
	ctx context.Context, by account.PersonID, to lead.Installation, at time.Time,
) error {
	if _, err := t.tx.Exec(ctx, "UPDATE installation SET currency = $1, zone = $2", to.Currency, to.Zone); err != nil {
		return err
	}
	_, err := t.tx.Exec(ctx,
		"INSERT INTO installation_changes (at, by_id, currency, zone) VALUES ($1, $2, $3, $4)",
		at, by, to.Currency, to.Zone)
	return err
}

// RecountDays implements settings.Tx.
func (t *transaction) RecountDays(ctx context.Context, zone string) error {
	return funnel.Rebuild(ctx, t.tx, zone)
}

// WinDays implements settings.Tx.
func (t *transaction) WinDays(ctx context.Context) (days int, err error) {
	err = t.tx.QueryRow(ctx, "SELECT win_days FROM installation FOR NO KEY UPDATE").Scan(&days)
	return days, err
}

// SaveWinDays implements settings.Tx.
func (t *transaction) SaveWinDays(ctx context.Context, days int) error {
	_, err := t.tx.Exec(ctx, "UPDATE installation SET win_days = $1", days)
	return err
}
