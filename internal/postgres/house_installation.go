package postgres

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"baton/internal/account"
	"baton/internal/errs"
	"baton/internal/lead"
	"baton/internal/report"
	"baton/internal/settings"
)

// Installation is the company's currency and time zone, who set them last and what stands against another currency.
func (db *DB) Installation(ctx context.Context) (lead.Installation, error) {
	var i lead.Installation
	var batch pgx.Batch
	batch.Queue(`
		SELECT i.currency, i.zone, coalesce(p.name, ''), c.at, coalesce(c.id, 0)
		FROM installation i
		LEFT JOIN LATERAL (SELECT id, by_id, at FROM installation_changes ORDER BY id DESC LIMIT 1) c ON true
		LEFT JOIN people p ON p.id = c.by_id`).QueryRow(func(row pgx.Row) error {
		return row.Scan(&i.Currency, &i.Zone, &i.By, &zeroTime{&i.At}, &i.Version)
	})
	batch.Queue(moneySQL, moneyMetrics()).QueryRow(func(row pgx.Row) error {
		return row.Scan(&i.Money.Deals, &i.Money.Spends, &i.Money.Goals)
	})
	return i, kind(db.pool.SendBatch(ctx, &batch).Close())
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

// SetInstallation sets the company's currency and time zone. The currency stays once money is kept, since amounts would mean something
// else. With another zone the days of all reports are counted anew. A change of what somebody else has changed meanwhile is a Conflict.
func (db *DB) SetInstallation(ctx context.Context, to lead.Installation, by account.Person, at time.Time) error {
	if err := to.Check(); err != nil {
		return err
	}
	return db.write(ctx, func(tx pgx.Tx) error {
		var was lead.Installation
		if err := tx.QueryRow(ctx, "SELECT currency, zone FROM installation FOR UPDATE").Scan(&was.Currency, &was.Zone); err != nil {
			return err
		}
		if err := tx.QueryRow(ctx, "SELECT coalesce(max(id), 0) FROM installation_changes").Scan(&was.Version); err != nil {
			return err
		}
		if was.Version != to.Version {
			return settings.ErrStale
		}
		if was.Currency == to.Currency && was.Zone == to.Zone {
			return nil
		}
		if err := mayChange(ctx, tx, was, to); err != nil {
			return err
		}
		if err := setInstallation(ctx, tx, to, by.ID, at); err != nil || was.Zone == to.Zone {
			return err
		}
		return rebuildFunnel(ctx, tx, to.Zone)
	})
}

// mayChange refuses another currency while money is kept, and nobody keeps any until the transaction ends.
func mayChange(ctx context.Context, tx pgx.Tx, was, to lead.Installation) error {
	if was.Currency == to.Currency {
		return nil
	}
	if _, err := tx.Exec(ctx, "LOCK TABLE spend, goals, handoffs IN SHARE MODE"); err != nil {
		return err
	}
	var kept lead.MoneyKept
	if err := tx.QueryRow(ctx, moneySQL, moneyMetrics()).Scan(&kept.Deals, &kept.Spends, &kept.Goals); err != nil {
		return err
	}
	if words := kept.Words(); words != "" {
		return errs.Problems{"currency": fmt.Sprintf("The currency stays %s, because amounts already use it: %s.", was.Currency, words)}
	}
	return nil
}

// setInstallation writes the currency and zone down, with who set them.
func setInstallation(ctx context.Context, tx pgx.Tx, to lead.Installation, by account.PersonID, at time.Time) error {
	var known bool
	if err := tx.QueryRow(ctx, "SELECT EXISTS (SELECT FROM pg_timezone_names WHERE name = $1)", to.Zone).Scan(&known); err != nil {
		return err
	}
	if !known {
		return errs.Problems{"zone": "The database does not know this time zone. Choose another with the same time, such as " + near(to.Zone) + "."}
	}
	if _, err := tx.Exec(ctx, "UPDATE installation SET currency = $1, zone = $2", to.Currency, to.Zone); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, "INSERT INTO installation_changes (at, by_id, currency, zone) VALUES ($1, $2, $3, $4)", at, by, to.Currency, to.Zone)
	return err
}

// near is a well-known zone of the same continent.
func near(zone string) string {
	continent, _, _ := strings.Cut(zone, "/")
	for _, known := range []string{"Africa/Johannesburg", "America/New_York", "Asia/Singapore", "Australia/Sydney", "Europe/Berlin", "Pacific/Auckland"} {
		if strings.HasPrefix(known, continent+"/") {
			return known
		}
	}
	return "UTC"
}
