package settings

import (
	"context"
	"encoding/json"
	"errors"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype/zeronull"

	"baton/internal/account"
	"baton/internal/assign"
	"baton/internal/intake/past"
	"baton/internal/lead"
	"baton/internal/postgres/handoffs"
)

// FoundTeams keeps the zone, the currency and the teams of a company.
func FoundTeams(ctx context.Context, tx pgx.Tx, c *past.Company) error {
	f := founding{ctx, tx}
	if err := f.installation(c); err != nil {
		return err
	}
	return f.teams(c)
}

// FoundSettings keeps what else a company has set: sources, campaigns, personas with their notes, and assignment rules.
func FoundSettings(ctx context.Context, tx pgx.Tx, c *past.Company) error {
	f := founding{ctx, tx}
	for _, keep := range []func(*past.Company) error{f.sources, f.campaigns, f.personas, f.notes, f.rules} {
		if err := keep(c); err != nil {
			return err
		}
	}
	return nil
}

// founding is one company on its way into the database.
type founding struct {
	ctx context.Context
	tx  pgx.Tx
}

// one finds the row that find selects, or makes it with add, and gives its ID. Both take the same arguments, the name
// first.
func (f founding) one(find, add string, args ...any) (id int64, err error) {
	err = f.tx.QueryRow(f.ctx, find, args[0]).Scan(&id)
	if errors.Is(err, pgx.ErrNoRows) {
		err = f.tx.QueryRow(f.ctx, add, args...).Scan(&id)
	}
	return id, err
}

func (f founding) installation(c *past.Company) error {
	if c.Zone == "" && c.Currency == "" {
		return nil
	}
	_, err := f.tx.Exec(f.ctx,
		"UPDATE installation SET zone = coalesce(nullif($1, ''), zone), currency = coalesce(nullif($2, ''), currency)",
		c.Zone, c.Currency)
	return err
}

func (f founding) teams(c *past.Company) error {
	for i := range c.Teams {
		t := &c.Teams[i]
		week, err := json.Marshal(t.Week)
		if err != nil {
			return err
		}
		if t.Week == nil {
			week = []byte("[]")
		}
		id, err := f.one("SELECT id FROM teams WHERE lower(name) = lower($1)",
			"INSERT INTO teams (name, side, zone, hours, country) VALUES ($1, $2, $3, $4, $5) RETURNING id",
			t.Name, t.Side, t.Zone, week, t.Country)
		if err != nil {
			return err
		}
		t.ID = account.TeamID(id)
	}
	return nil
}

func (f founding) sources(c *past.Company) error {
	for i := range c.Sources {
		id, err := f.one("SELECT id FROM sources WHERE lower(name) = lower($1)",
			"INSERT INTO sources (name) VALUES ($1) RETURNING id", c.Sources[i].Name)
		if err != nil {
			return err
		}
		c.Sources[i].ID = lead.SourceID(id)
	}
	return nil
}

func (f founding) campaigns(c *past.Company) error {
	var currency string
	if err := f.tx.QueryRow(f.ctx, "SELECT currency FROM installation").Scan(&currency); err != nil {
		return err
	}
	for i := range c.Campaigns {
		x := &c.Campaigns[i]
		for _, s := range c.Sources {
			if s.Name == x.From {
				x.Source = s.ID
			}
		}
		id, err := f.one("SELECT id FROM campaigns WHERE lower(name) = lower($1)",
			"INSERT INTO campaigns (name, source_id) VALUES ($1, $2) RETURNING id",
			x.Name, zeronull.Int8(x.Source))
		if err != nil {
			return err
		}
		x.ID = lead.CampaignID(id)
		for _, s := range x.Spend {
			if _, err := f.tx.Exec(f.ctx, `
				INSERT INTO spend (campaign_id, starts_on, ends_on, amount)
				SELECT $1, $2::date, $3::date, $4
				WHERE NOT EXISTS (SELECT FROM spend WHERE campaign_id = $1 AND starts_on = $2::date AND ends_on = $3::date)`,
				x.ID, s.Starts, s.Ends, handoffs.Amount(s.Cents, currency)); err != nil {
				return err
			}
		}
	}
	return nil
}

func (f founding) personas(c *past.Company) error {
	for i := range c.Personas {
		p := &c.Personas[i]
		if err := p.Check(); err != nil {
			return err
		}
		args, err := personaArgs(p)
		if err != nil {
			return err
		}
		err = f.tx.QueryRow(f.ctx, "SELECT id FROM personas WHERE lower(name) = lower($1)", p.Name).Scan(&p.ID)
		if errors.Is(err, pgx.ErrNoRows) {
			err = f.tx.QueryRow(f.ctx, addPersonaSQL, args).Scan(&p.ID, &p.Version)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (f founding) notes(c *past.Company) error {
	for _, n := range c.Notes {
		if err := n.Check(); err != nil {
			return err
		}
		if _, err := f.tx.Exec(f.ctx, `
			INSERT INTO field_notes (persona_id, words, by_id, at, pinned_by, pinned_at)
			SELECT p.id, @words, b.id, @at, m.id, CASE WHEN m.id IS NOT NULL THEN @pinned::timestamptz END
			FROM personas p
			JOIN people b ON b.email = @by
			LEFT JOIN people m ON m.email = @pinner
			WHERE lower(p.name) = lower(@persona) AND NOT EXISTS (SELECT FROM field_notes n
				WHERE n.persona_id = p.id AND n.words = @words)`,
			pgx.NamedArgs{"words": n.Words, "at": n.At, "by": n.By, "pinner": n.Pinner, "pinned": n.Pinned,
				"persona": n.Persona}); err != nil {
			return err
		}
	}
	return nil
}

func (f founding) rules(c *past.Company) error {
	for i := range c.Rules {
		r := &c.Rules[i]
		for _, t := range c.Teams {
			if t.Name == r.For {
				r.Team = t.ID
			}
		}
		for _, p := range c.People {
			if p.Name == r.ForPerson {
				r.Person = p.ID
			}
		}
		if err := f.rule(&r.Rule); err != nil {
			return err
		}
	}
	return f.keepSet(c)
}

func (f founding) rule(r *assign.Rule) error {
	condition, err := json.Marshal(r.When)
	if err != nil {
		return err
	}
	id, err := f.one("SELECT id FROM assignment_rules WHERE name = $1 AND retired_at IS NULL", `
		INSERT INTO assignment_rules (name, position, condition, target, team_id, person_id, skills)
		VALUES ($1, $2, $3, $4, coalesce($5, (SELECT min(t.id) FROM teams t WHERE t.side = 'sales')), $6,
			coalesce($7, '{}'::text[]))
		RETURNING id`, r.Name, r.Position, condition, r.To(), zeronull.Int8(r.Team), zeronull.Int8(r.Person), r.Skills)
	r.ID, r.Version = assign.RuleID(id), 1
	return err
}

// keepSet notes the rules as a set that was turned on.
func (f founding) keepSet(c *past.Company) error {
	if len(c.Rules) == 0 {
		return nil
	}
	rules := make([]assign.Rule, len(c.Rules))
	for i, r := range c.Rules {
		rules[i] = r.Rule
	}
	_, err := f.tx.Exec(f.ctx,
		"INSERT INTO assignment_sets (version, rules, turned_on_at) SELECT max(version) + 1, $1, now() FROM assignment_sets",
		rules)
	return err
}
