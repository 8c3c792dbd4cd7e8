package inforce

import (
	"github.com/jackc/pgx/v5"

	"baton/internal/account"
	"baton/internal/postgres/database"
)

// IsAway is the condition that a person p is away at @at.
const IsAway = `EXISTS (SELECT FROM absences a
	WHERE a.person_id = p.id AND a.starts_at <= @at AND (a.ends_at IS NULL OR a.ends_at > @at))`

// IsPerson is the condition that a person p is one, and no service.
const IsPerson = "NOT EXISTS (SELECT FROM services s WHERE s.person_id = p.id)"

// zoneOf is the zone that counts for a person p: their own, that of their first team, or the company's.
const zoneOf = `coalesce(nullif(p.zone, ''),
	(SELECT t.zone FROM memberships m JOIN teams t ON t.id = m.team_id WHERE m.person_id = p.id ORDER BY t.id LIMIT 1),
	(SELECT zone FROM installation))`

// teamsOf are the teams of a person p.
const teamsOf = `coalesce((
	SELECT json_agg(json_build_object('ID', t.id, 'Name', t.name, 'Side', t.side) ORDER BY t.id)
	FROM memberships m JOIN teams t ON t.id = m.team_id
	WHERE m.person_id = p.id), '[]')`

// PersonFields are the columns of a person, and where each goes in p. The zone is the one in effect: their own, else
// their team's, else the company's.
func PersonFields(p *account.Person) database.Columns {
	return database.Columns{
		{SQL: "p.id", To: &p.ID},
		{SQL: "p.email", To: &p.Email},
		{SQL: "p.name", To: &p.Name},
		{SQL: "p.role", To: &p.Role},
		{SQL: "p.capacity", To: &p.Capacity},
		{SQL: "p.weight", To: &p.Weight},
		{SQL: "p.skills", To: &p.Skills},
		{SQL: "p.disabled_at IS NOT NULL", To: &p.Disabled},
		{SQL: "p.version", To: &p.Version},
		{SQL: "p.date_order", To: &p.Dates.Order},
		{SQL: "p.clock_12", To: &p.Dates.Clock12},
		{SQL: zoneOf, To: &p.Zone},
		{SQL: teamsOf, To: &p.Teams},
	}
}

// PersonColumns are a person p as ScanPerson reads them.
var PersonColumns = PersonFields(&account.Person{}).SQL()

// ScanPerson reads PersonColumns, and what follows them into more.
func ScanPerson(row pgx.CollectableRow, more ...any) (p account.Person, err error) {
	err = row.Scan(append(PersonFields(&p).To(), more...)...)
	return p, err
}
