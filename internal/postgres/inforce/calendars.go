package inforce

import (
	"github.com/jackc/pgx/v5"

	"baton/internal/account"
	"baton/internal/agreement"
	"baton/internal/policy"
)

// queueTeams asks for the teams with their calendars and managers, for who hears of a team that has none, and for who
// may own a lead.
func queueTeams(batch *pgx.Batch, inForce *policy.Policy) {
	batch.Queue(`
		SELECT t.id, t.name, t.side, t.zone, t.retired_at IS NOT NULL, t.version, t.hours, t.country,
			ARRAY(SELECT p.id FROM memberships m JOIN people p ON p.id = m.person_id
				WHERE m.team_id = t.id AND p.role = 'manager' AND p.disabled_at IS NULL ORDER BY p.id),
			(SELECT count(*) FROM memberships m JOIN people p ON p.id = m.person_id
				WHERE m.team_id = t.id AND p.role = 'rep' AND p.disabled_at IS NULL),
			(SELECT json_agg(json_build_object('On', to_char(d.day, 'YYYY-MM-DD"T00:00:00Z"'), 'Yearly', d.yearly,
				'Works', d.works, 'Name', d.name)) FROM team_days d WHERE d.team_id = t.id AND d.withdrawn_at IS NULL)
		FROM teams t
		ORDER BY t.id`).Query(func(rows pgx.Rows) (err error) {
		inForce.Teams, err = pgx.CollectRows(rows, scanTeam)
		return err
	})
	batch.Queue(`
		SELECT id FROM people WHERE role = 'admin' AND disabled_at IS NULL
		ORDER BY id`).Query(func(rows pgx.Rows) (err error) {
		inForce.Admins, err = pgx.CollectRows(rows, pgx.RowTo[account.PersonID])
		return err
	})
	batch.Queue(`
		SELECT p.id, p.name, EXISTS (SELECT FROM memberships m JOIN teams t ON t.id = m.team_id
			WHERE m.person_id = p.id AND t.side = 'sales' AND t.retired_at IS NULL)
		FROM people p
		WHERE p.role <> 'marketer' AND p.disabled_at IS NULL
		ORDER BY sort_key(p.name), p.name, p.id`).Query(func(rows pgx.Rows) (err error) {
		inForce.Sellers, err = pgx.CollectRows(rows, pgx.RowToStructByPos[policy.Seller])
		return err
	})
}

func scanTeam(row pgx.CollectableRow) (t policy.Team, err error) {
	var own []agreement.OwnDay
	err = row.Scan(&t.ID, &t.Name, &t.Side, &t.Zone, &t.Retired, &t.Version, &t.Week, &t.Country, &t.Managers, &t.Reps,
		&own)
	t.Own = agreement.NewOwnDays(own)
	return t, err
}

// queuePeople asks for what people's own calendars have, and for when they are away: from a quarter ago on, since no
// clock that runs began long before, and only where an end is known.
func queuePeople(batch *pgx.Batch, inForce *policy.Policy) {
	batch.Queue(`
		SELECT p.id, p.zone, p.hours, p.country
		FROM people p
		WHERE p.zone <> '' OR p.hours <> '[]' OR p.country <> ''`).Query(func(rows pgx.Rows) error {
		var id account.PersonID
		var p policy.Hours
		_, err := pgx.ForEachRow(rows, []any{&id, &p.Zone, &p.Week, &p.Country}, func() error {
			inForce.People[id] = p
			p = policy.Hours{}
			return nil
		})
		return err
	})
	batch.Queue(`
		SELECT a.person_id, a.starts_at, a.ends_at
		FROM absences a
		WHERE a.ends_at > now() - interval '90 days'
		ORDER BY a.person_id, a.starts_at, a.id`).Query(func(rows pgx.Rows) error {
		var id account.PersonID
		var a agreement.Absence
		_, err := pgx.ForEachRow(rows, []any{&id, &a.From, &a.To}, func() error {
			p := inForce.People[id]
			p.Away = append(p.Away, a)
			inForce.People[id] = p
			return nil
		})
		return err
	})
}
