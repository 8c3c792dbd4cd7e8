package people

import (
	"context"
	"errors"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype/zeronull"

	"baton/internal/intake/past"
	"baton/internal/postgres/handoffs"
)

// Found keeps the people of a company that are not there yet, with their absences and teams, and fills in the IDs of
// all.
func Found(ctx context.Context, tx pgx.Tx, c *past.Company) error {
	for i := range c.People {
		p := &c.People[i]
		if err := foundPerson(ctx, tx, p); err != nil {
			return err
		}
		if err := foundAbsences(ctx, tx, p); err != nil {
			return err
		}
		if err := foundMemberships(ctx, tx, c, p); err != nil {
			return err
		}
	}
	return nil
}

func foundPerson(ctx context.Context, tx pgx.Tx, p *past.Person) error {
	err := tx.QueryRow(ctx, "SELECT id FROM people WHERE lower(email) = lower($1)", p.Email).Scan(&p.ID)
	if errors.Is(err, pgx.ErrNoRows) {
		err = tx.QueryRow(ctx, `
			INSERT INTO people (email, name, role, password_hash, zone, capacity, weight, skills, created_at)
			VALUES ($1, $2, $3, $4, $5, $6, $7, coalesce($8, '{}'::text[]), coalesce($9, now()))
			RETURNING id`,
			p.Email, p.Name, p.Role, zeronull.Text(p.PasswordHash), p.Zone, p.Capacity, p.Weight, p.Skills,
			zeronull.Timestamptz(p.Since)).
			Scan(&p.ID)
	}
	if err != nil {
		return err
	}
	return handoffs.SetServed(ctx, tx, p.ID, p.Served)
}

func foundAbsences(ctx context.Context, tx pgx.Tx, p *past.Person) error {
	for _, a := range p.Away {
		if _, err := tx.Exec(ctx, `
			INSERT INTO absences (person_id, starts_at, ends_at)
			SELECT $1, $2, $3
			WHERE NOT EXISTS (SELECT FROM absences WHERE person_id = $1 AND starts_at = $2)`, p.ID, a.From, a.To); err != nil {
			return err
		}
	}
	return nil
}

// foundMemberships makes a person a member of their teams, which are named as those of the company.
func foundMemberships(ctx context.Context, tx pgx.Tx, c *past.Company, p *past.Person) error {
	for i := range p.Teams {
		m := &p.Teams[i]
		for _, t := range c.Teams {
			if t.Name == m.Name {
				m.ID, m.Side = t.ID, t.Side
			}
		}
		if _, err := tx.Exec(ctx,
			"INSERT INTO memberships (person_id, team_id) VALUES ($1, $2) ON CONFLICT DO NOTHING", p.ID, m.ID); err != nil {
			return err
		}
	}
	return nil
}
