package pgtest

import (
	"context"
	"encoding/json"
	"reflect"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"baton/internal/account"
	"baton/internal/agreement"
	"baton/internal/assign"
	"baton/internal/handoff/handofftest"
	"baton/internal/inbox"
	"baton/internal/lead"
)

// Found brings a database to what a floor says. Terms, scoring rules, reasons and currency that the floor leaves empty
// stay as the migrations have made them. What the database numbers by itself begins after 100.
func Found(t testing.TB, sql *pgxpool.Pool, floor handofftest.Floor) {
	t.Helper()
	var batch pgx.Batch
	f := founding{t, &batch}
	f.rules(floor)
	for _, r := range floor.Reasons {
		f.reason(r)
	}
	f.staff(floor)
	f.catalogue(floor)
	for _, r := range floor.Rules {
		f.assignment(r)
	}
	batch.Queue(`
		SELECT setval(pg_get_serial_sequence(t, 'id'), 100)
		FROM unnest(ARRAY['teams', 'people', 'sources', 'campaigns', 'personas', 'assignment_rules']) t`)
	if err := sql.SendBatch(context.Background(), &batch).Close(); err != nil {
		t.Fatal(err)
	}
}

// founding collects the statements that found a floor.
type founding struct {
	t     testing.TB
	batch *pgx.Batch
}

// json is a value as a parameter of type jsonb.
func (f founding) json(v any) string {
	f.t.Helper()
	text, err := json.Marshal(v)
	if err != nil {
		f.t.Fatal(err)
	}
	return string(text)
}

// rules founds the currency, and what leads are judged and graded by.
func (f founding) rules(floor handofftest.Floor) {
	if floor.Currency != "" {
		f.batch.Queue("UPDATE installation SET currency = $1", floor.Currency)
	}
	if !reflect.ValueOf(floor.Terms).IsZero() {
		f.batch.Queue("UPDATE agreements SET terms = $1", f.json(floor.Terms))
	}
	if !reflect.ValueOf(floor.Scoring).IsZero() {
		f.batch.Queue("UPDATE scorings SET rules = $1", f.json(floor.Scoring))
	}
}

func (f founding) reason(r agreement.Reason) {
	f.batch.Queue(`
		INSERT INTO reasons (id, list, class, code, words, next_step, needs_note, needs_date, quality, retired_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, CASE WHEN $10 THEN now() END)
		ON CONFLICT DO NOTHING`,
		r.ID, r.List, r.Class, r.Code, r.Words, r.NextStep, r.NeedsNote, r.NeedsDate, r.Quality, r.Retired)
}

// staff founds teams and people, who is in which team, and who is away.
func (f founding) staff(floor handofftest.Floor) {
	for _, t := range floor.Teams {
		f.batch.Queue(`
			INSERT INTO teams (id, name, side, zone, hours, retired_at)
			VALUES ($1, $2, $3, $4, $5, CASE WHEN $6 THEN now() END)
			ON CONFLICT (id) DO UPDATE SET retired_at = EXCLUDED.retired_at`,
			t.ID, t.Name, t.Side, t.Zone, f.json(append([]agreement.Interval{}, t.Week...)), t.Retired)
	}
	f.batch.Queue("DELETE FROM memberships")
	f.batch.Queue("DELETE FROM absences")
	for _, p := range floor.People {
		f.person(p, floor.Muted[p.ID])
		for _, team := range p.Teams {
			f.batch.Queue("INSERT INTO memberships (person_id, team_id) VALUES ($1, $2)", p.ID, team.ID)
		}
		for _, away := range floor.Away[p.ID] {
			f.batch.Queue(`
				INSERT INTO absences (person_id, starts_at, ends_at)
				VALUES ($1, $2, nullif($3, '0001-01-01Z'::timestamptz))`, p.ID, away.From, away.To)
		}
	}
}

func (f founding) person(p account.Person, muted []inbox.Kind) {
	f.batch.Queue(`
		INSERT INTO people (id, email, name, role, zone, capacity, weight, skills, muted, disabled_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, CASE WHEN $10 THEN now() END)
		ON CONFLICT (id) DO UPDATE
		SET role = EXCLUDED.role, capacity = EXCLUDED.capacity, weight = EXCLUDED.weight, skills = EXCLUDED.skills,
			muted = EXCLUDED.muted, disabled_at = EXCLUDED.disabled_at`,
		p.ID, p.Email, p.Name, p.Role, p.Zone, p.Capacity, p.Weight, append([]string{}, p.Skills...),
		append([]inbox.Kind{}, muted...), p.Disabled)
}

// catalogue founds sources, campaigns and personas.
func (f founding) catalogue(floor handofftest.Floor) {
	for id, name := range floor.Sources {
		f.batch.Queue("INSERT INTO sources (id, name) VALUES ($1, $2) ON CONFLICT DO NOTHING", id, name)
	}
	for _, c := range floor.Campaigns {
		f.batch.Queue(`
			INSERT INTO campaigns (id, name, source_id) VALUES ($1, $2, nullif($3, 0)) ON CONFLICT DO NOTHING`,
			c.ID, c.Name, c.Source)
	}
	for _, p := range floor.Personas {
		f.persona(p)
	}
}

func (f founding) persona(p lead.Persona) {
	f.batch.Queue("INSERT INTO personas (id, name, description) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
		p.ID, p.Name, p.Description)
}

func (f founding) assignment(r assign.Rule) {
	f.batch.Queue(`
		INSERT INTO assignment_rules (id, position, name, condition, target, team_id)
		VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT DO NOTHING`,
		r.ID, r.Position, r.Name, f.json(r.When), r.To(), r.Team)
}
