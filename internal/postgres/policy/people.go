package policy

import (
	"github.com/jackc/pgx/v5"

	"baton/internal/account"
)

// IsAway is the condition that a person p is away at @at.
const IsAway = "EXISTS (SELECT FROM absences a WHERE a.person_id = p.id AND a.starts_at <= @at AND (a.ends_at IS NULL OR a.ends_at > @at))"

// IsPerson is the condition that a person p is one, and no service.
const IsPerson = "NOT EXISTS (SELECT FROM services s WHERE s.person_id = p.id)"

// PersonColumns are a person p as ScanPerson reads them, with the zone that counts for them.
const PersonColumns = `p.id, p.email, p.name, p.role, p.capacity, p.weight, p.skills, p.disabled_at IS NOT NULL, p.version, p.date_order, p.clock_12,
	coalesce(nullif(p.zone, ''),
		(SELECT t.zone FROM memberships m JOIN teams t ON t.id = m.team_id WHERE m.person_id = p.id ORDER BY t.id LIMIT 1),
		(SELECT zone FROM installation)),
	coalesce((SELECT json_agg(json_build_object('ID', t.id, 'Name', t.name, 'Side', t.side) ORDER BY t.id)
		FROM memberships m JOIN teams t ON t.id = m.team_id WHERE m.person_id = p.id), '[]')`

// ScanPerson reads personColumns, and what follows them into more.
func ScanPerson(row pgx.CollectableRow, more ...any) (p account.Person, err error) {
	err = row.Scan(append([]any{&p.ID, &p.Email, &p.Name, &p.Role, &p.Capacity, &p.Weight, &p.Skills, &p.Disabled, &p.Version, &p.Dates.Order, &p.Dates.Clock12, &p.Zone, &p.Teams}, more...)...)
	return p, err
}
