package postgres

import (
	"github.com/jackc/pgx/v5"

	"baton/internal/account"
)

// isAway is the condition that a person p is away at @at.
const isAway = "EXISTS (SELECT FROM absences a WHERE a.person_id = p.id AND a.starts_at <= @at AND (a.ends_at IS NULL OR a.ends_at > @at))"

// isPerson is the condition that a person p is one, and no service.
const isPerson = "NOT EXISTS (SELECT FROM services s WHERE s.person_id = p.id)"

// personColumns are a person p as scanPerson reads them, with the zone that counts for them.
const personColumns = `p.id, p.email, p.name, p.role, p.capacity, p.weight, p.skills, p.disabled_at IS NOT NULL, p.version, p.date_order, p.clock_12,
	coalesce(nullif(p.zone, ''),
		(SELECT t.zone FROM memberships m JOIN teams t ON t.id = m.team_id WHERE m.person_id = p.id ORDER BY t.id LIMIT 1),
		(SELECT zone FROM installation)),
	coalesce((SELECT json_agg(json_build_object('ID', t.id, 'Name', t.name, 'Side', t.side) ORDER BY t.id)
		FROM memberships m JOIN teams t ON t.id = m.team_id WHERE m.person_id = p.id), '[]')`

// scanPerson reads personColumns, and what follows them into more.
func scanPerson(row pgx.CollectableRow, more ...any) (p account.Person, err error) {
	err = row.Scan(append([]any{&p.ID, &p.Email, &p.Name, &p.Role, &p.Capacity, &p.Weight, &p.Skills, &p.Disabled, &p.Version, &p.Dates.Order, &p.Dates.Clock12, &p.Zone, &p.Teams}, more...)...)
	return p, err
}
