package main

import (
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"baton/internal/account"
	"baton/internal/agreement"
	"baton/internal/handoff/desk"
	"baton/internal/lead"
	"baton/internal/postgres"
)

const (
	openClocks = 100_000 // that a sweep is measured over
	dueClocks  = 200     // of them
)

// clocks measures what it costs to say when something is due, and to find what is.
func (b *bench) clocks() error {
	if err := b.dueTime(); err != nil {
		return err
	}
	return b.sweep()
}

// dueTime is that of two working days which begin before Christmas, for a rep who is away two days each month.
func (b *bench) dueTime() error {
	zone, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		return err
	}
	c := agreement.Calendar{Zone: zone, Week: agreement.OfficeHours(), Holidays: agreement.HolidaysOf("DE")}
	for month := time.January; month <= time.December; month++ {
		from := time.Date(2026, month, 10, 0, 0, 0, 0, zone)
		c.Away = append(c.Away, agreement.Absence{From: from, To: from.AddDate(0, 0, 2)})
	}
	start := time.Date(2026, 12, 23, 16, 0, 0, 0, zone)
	const n = 200_000
	began := time.Now()
	for range n {
		c.Add(start, 18*time.Hour)
	}
	b.add("due time of a clock, a year of holidays", fmt.Sprintf("%.2f µs", float64(time.Since(began).Microseconds())/n),
		"", "under 5 µs")
	return nil
}

// sweep is over a hundred thousand open handoffs of which few are due.
func (b *bench) sweep() error {
	conn, err := pgx.Connect(b.ctx, b.private.URL())
	if err != nil {
		return err
	}
	defer conn.Close(b.ctx)
	if _, err := conn.Exec(b.ctx, "DROP DATABASE IF EXISTS clocks"); err != nil {
		return err
	}
	if _, err := conn.Exec(b.ctx, "CREATE DATABASE clocks"); err != nil {
		return err
	}
	db, err := postgres.Open(b.ctx, b.address("clocks"))
	if err != nil {
		return err
	}
	defer db.Close()
	if err := db.MigrateUp(b.ctx); err != nil {
		return err
	}
	at := time.Now()
	if err := b.fillClocks(at); err != nil {
		return err
	}
	desk := &desk.Desk{Store: db, Nudge: silent{}, Now: func() time.Time { return at }}
	began := time.Now()
	if err := desk.RemindAll(b.ctx); err != nil {
		return err
	}
	b.add(fmt.Sprintf("sweep over %d open clocks, %d due", openClocks, dueClocks),
		fmt.Sprintf("%.3f s", time.Since(began).Seconds()), "", "under 1 s")
	return nil
}

func (b *bench) fillClocks(at time.Time) error {
	conn, err := pgx.Connect(b.ctx, b.address("clocks"))
	if err != nil {
		return err
	}
	defer conn.Close(b.ctx)
	for _, statement := range []string{
		"INSERT INTO teams (id, name, side) VALUES (1, 'Growth', 'marketing'), (2, 'North', 'sales')",
		`INSERT INTO people (id, email, name, role)
			SELECT i, 'rep' || i || '@baton.example', 'Rep ' || i, 'rep' FROM generate_series(1, 100) i`,
		"INSERT INTO memberships SELECT i, 2 FROM generate_series(1, 100) i",
		`INSERT INTO leads (id, name, email, stage, marketing_team_id, created_at, updated_at)
			SELECT i, 'Lead ' || i, 'lead' || i || '@buyer.example', 'submitted', 1, @at, @at
			FROM generate_series(1, @open::int) i`,
		`INSERT INTO handoffs (lead_id, number, submitted_at, marketing_team_id, agreement_version, scoring_version, grade,
				fit, team_id, owner_id, owned_at, queued_at, due_at, owner_due_at, marks, remind_at)
			SELECT i, 1, @at, 1, (SELECT max(version) FROM agreements), (SELECT max(version) FROM scorings), 'B',
				50, 2, 1 + i % 100, @at, @at, d.at, d.at,
				jsonb_build_array(jsonb_build_object('clock', 'owner', 'level', 100, 'at', d.at)), d.at
			FROM generate_series(1, @open::int) i,
				LATERAL (SELECT @at::timestamptz + CASE WHEN i <= @due THEN '0' ELSE interval '1 day' END AS at) d`,
		"VACUUM ANALYZE",
	} {
		if _, err := conn.Exec(b.ctx, statement, pgx.NamedArgs{"at": at, "open": openClocks, "due": dueClocks}); err != nil {
			return fmt.Errorf("fill clocks: %w", err)
		}
	}
	return nil
}

// silent nudges nobody.
type silent struct{}

// Changed implements handoff.Nudger.
func (silent) Changed(lead.ID, ...account.TeamID) {}
