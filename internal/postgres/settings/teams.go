package settings

import (
	"context"

	"github.com/jackc/pgx/v5"

	"baton/internal/account"
	"baton/internal/agreement"
	"baton/internal/lead"
	"baton/internal/postgres/database"
	"baton/internal/postgres/people"
	"baton/internal/settings"
)

// settled is the condition that a team t has had people, leads or rules.
const settled = `(EXISTS (SELECT FROM memberships m WHERE m.team_id = t.id)
	OR EXISTS (SELECT FROM handoffs h WHERE h.team_id = t.id)
	OR EXISTS (SELECT FROM handoffs h WHERE h.marketing_team_id = t.id)
	OR EXISTS (SELECT FROM leads l WHERE l.marketing_team_id = t.id)
	OR EXISTS (SELECT FROM assignment_rules r WHERE r.team_id = t.id AND r.target IN ('team', 'pool')
		AND r.retired_at IS NULL))`

// TeamHolds are what hangs on each team.
func (db *Store) TeamHolds(ctx context.Context) (map[account.TeamID]lead.TeamHold, error) {
	rows, err := db.Pool.Query(ctx, `
		SELECT t.id,
			(SELECT count(*) FROM memberships m JOIN people p ON p.id = m.person_id
				WHERE m.team_id = t.id AND p.disabled_at IS NULL),
			(SELECT count(*) FROM handoffs h WHERE h.team_id = t.id AND h.verdict IS NULL),
			`+settled+`
		FROM teams t`)
	if err != nil {
		return nil, database.Classify(err)
	}
	holds := map[account.TeamID]lead.TeamHold{}
	var id account.TeamID
	var hold lead.TeamHold
	_, err = pgx.ForEachRow(rows, []any{&id, &hold.People, &hold.Open, &hold.Settled}, func() error {
		holds[id] = hold
		return nil
	})
	return holds, database.Classify(err)
}

// Team implements settings.Tx.
func (t *transaction) Team(ctx context.Context, id account.TeamID) (team account.Team, err error) {
	err = t.tx.QueryRow(ctx,
		"SELECT id, name, side, zone, country, retired_at IS NOT NULL, version FROM teams WHERE id = $1 FOR UPDATE",
		id).
		Scan(&team.ID, &team.Name, &team.Side, &team.Zone, &team.Country, &team.Retired, &team.Version)
	return team, err
}

// TeamUse implements settings.Tx.
func (t *transaction) TeamUse(ctx context.Context, id account.TeamID) (use settings.TeamUse, err error) {
	err = t.tx.QueryRow(ctx, `
		SELECT
			`+settled+`,
			(SELECT count(*) FROM handoffs h WHERE h.team_id = t.id AND h.verdict IS NULL),
			coalesce((
				SELECT r.name
				FROM assignment_rules r
				WHERE r.team_id = t.id AND r.target IN ('team', 'pool') AND r.retired_at IS NULL
				ORDER BY r.position, r.id
				LIMIT 1), '')
		FROM teams t
		WHERE t.id = $1`, id).Scan(&use.Settled, &use.Open, &use.Rule)
	return use, err
}

// TeamNamed implements settings.Tx.
func (t *transaction) TeamNamed(ctx context.Context, name string) (id account.TeamID, err error) {
	return rowNamed[account.TeamID](ctx, t.tx, "teams", name)
}

// AddTeam implements settings.Tx.
func (t *transaction) AddTeam(ctx context.Context, team *account.Team, week []agreement.Interval) error {
	err := t.tx.QueryRow(ctx, `
		INSERT INTO teams (name, side, zone, hours, country)
		VALUES (@name, @side, @zone, @hours, @country)
		RETURNING id, version`, teamArgs(team, week)).Scan(&team.ID, &team.Version)
	return database.UnlessTaken(err, "teams_one_per_name", settings.ErrTeamTaken)
}

// SaveTeam implements settings.Tx.
func (t *transaction) SaveTeam(ctx context.Context, team *account.Team, week []agreement.Interval) error {
	err := t.tx.QueryRow(ctx, `
		UPDATE teams SET
			name = @name, side = @side, zone = @zone, hours = @hours, country = @country, version = version + 1
		WHERE id = @id
		RETURNING version`, teamArgs(team, week)).Scan(&team.Version)
	return database.UnlessTaken(err, "teams_one_per_name", settings.ErrTeamTaken)
}

func teamArgs(t *account.Team, week []agreement.Interval) pgx.NamedArgs {
	return pgx.NamedArgs{"id": t.ID, "name": t.Name, "side": t.Side, "zone": t.Zone, "hours": people.Hours(week),
		"country": t.Country}
}
