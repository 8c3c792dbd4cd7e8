package people

import (
	"context"
	"maps"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"baton/internal/account"
	"baton/internal/lead"
	"baton/internal/postgres/database"
	"baton/internal/postgres/handoffs"
	"baton/internal/postgres/inforce"
	"baton/internal/settings"
)

// holderFields are a person p with what an admin sees of them, and where it goes.
func holderFields(h *lead.Holder) database.Columns {
	return append(inforce.PersonFields(&h.Person), database.Columns{
		{SQL: "p.zone", To: &h.OwnZone},
		{SQL: "coalesce((SELECT w.open FROM rep_workloads w WHERE w.person_id = p.id), 0)", To: &h.Open},
		{SQL: inforce.IsAway, To: &h.Away},
		{SQL: "(SELECT a.ends_at FROM absences a WHERE a.person_id = p.id AND a.starts_at <= @at " +
			"AND (a.ends_at IS NULL OR a.ends_at > @at) ORDER BY a.ends_at DESC NULLS FIRST LIMIT " +
			"1)", To: database.ZeroTime(&h.AwayTill)},
		{SQL: "(SELECT count(*) FROM sessions s WHERE s.person_id = p.id AND s.seen_at > @idle AND " +
			"s.created_at > @life)", To: &h.Sessions},
		{SQL: "p.password_hash IS NULL", To: &h.NoEntry},
	}...)
}

var holderColumns = holderFields(&lead.Holder{}).SQL()

func scanHolder(row pgx.CollectableRow) (h lead.Holder, err error) {
	err = row.Scan(holderFields(&h).To()...)
	return h, err
}

var holderViews = map[lead.HolderView]string{
	lead.HoldersEnabled:  "p.disabled_at IS NULL AND " + inforce.IsPerson,
	lead.HoldersAway:     "p.disabled_at IS NULL AND " + inforce.IsPerson + " AND " + inforce.IsAway,
	lead.HoldersDisabled: "p.disabled_at IS NOT NULL AND " + inforce.IsPerson,
}

// holdersPerPage is how many people a page shows.
const holdersPerPage = 100

// Holders is a page of the people of a view, by name; search keeps those with that part of a name or e-mail address,
// team those of a team. after is the last person of the page before, 0 for the first page.
func (db *Store) Holders(
	ctx context.Context, view lead.HolderView, search string, team account.TeamID, after account.PersonID, at time.Time,
) (lead.HolderList, error) {
	where, known := holderViews[view]
	if !known {
		where = holderViews[lead.HoldersEnabled]
	}
	args := holderArgs(at)
	maps.Copy(args, pgx.NamedArgs{"search": database.Contains(strings.ToLower(strings.TrimSpace(search))), "team": team,
		"after": after, "limit": holdersPerPage + 1})
	list := lead.HolderList{Counts: map[lead.HolderView]int{}}
	var batch pgx.Batch
	batch.Queue(`
		SELECT `+holderColumns+`
		FROM people p
		WHERE `+where+` AND (lower(p.name) LIKE @search OR lower(p.email) LIKE @search)
			AND (@team = 0 OR EXISTS (SELECT FROM memberships m WHERE m.person_id = p.id AND m.team_id = @team))
			AND (@after = 0 OR (sort_key(p.name), p.id) > (SELECT sort_key(name), id FROM people WHERE id = @after))
		ORDER BY sort_key(p.name), p.id
		LIMIT @limit`, args).Query(func(rows pgx.Rows) (err error) {
		list.Rows, err = pgx.CollectRows(rows, scanHolder)
		return err
	})
	for name, condition := range holderViews {
		batch.Queue("SELECT count(*) FROM people p WHERE "+condition, args).QueryRow(func(row pgx.Row) error {
			var n int
			err := row.Scan(&n)
			list.Counts[name] = n
			return err
		})
	}
	err := db.Pool.SendBatch(ctx, &batch).Close()
	if len(list.Rows) > holdersPerPage {
		list.Rows, list.More = list.Rows[:holdersPerPage], true
	}
	return list, database.Classify(err)
}

// Holder is one person, disabled or not.
func (db *Store) Holder(ctx context.Context, id account.PersonID, at time.Time) (lead.Holder, error) {
	args := holderArgs(at)
	args["id"] = id
	rows, err := db.Pool.Query(ctx, "SELECT "+holderColumns+" FROM people p WHERE p.id = @id AND "+inforce.IsPerson, args)
	if err != nil {
		return lead.Holder{}, database.Classify(err)
	}
	h, err := pgx.CollectExactlyOneRow(rows, scanHolder)
	return h, database.Classify(err)
}

func holderArgs(at time.Time) pgx.NamedArgs {
	return pgx.NamedArgs{"at": at, "idle": at.Add(-SessionIdle), "life": at.Add(-SessionLife)}
}

// Person implements settings.Tx. What the person gives back by this change goes by the policy of now, from before the
// change.
func (t *Tx) Person(
	ctx context.Context, id account.PersonID,
) (p account.Person, admins []account.PersonID, err error) {
	var batch pgx.Batch
	batch.Queue("SELECT id FROM people WHERE role = 'admin' AND disabled_at IS NULL ORDER BY id FOR NO KEY UPDATE")
	batch.Queue("SELECT id FROM people p WHERE p.id = $1 AND "+inforce.IsPerson+" FOR NO KEY UPDATE", id)
	batch.Queue(`
		SELECT `+inforce.PersonColumns+`, ARRAY(SELECT a.id FROM people a WHERE a.role = 'admin' AND a.disabled_at IS NULL
			ORDER BY a.id)
		FROM people p
		WHERE p.id = $1 AND `+inforce.IsPerson, id).Query(func(rows pgx.Rows) (err error) {
		p, err = pgx.CollectExactlyOneRow(rows,
			func(row pgx.CollectableRow) (account.Person, error) { return inforce.ScanPerson(row, &admins) })
		return err
	})
	if err := t.tx.SendBatch(ctx, &batch).Close(); err != nil {
		return p, nil, err
	}
	t.handoffs, err = t.db.handoffs.Within(ctx, t.tx)
	return p, admins, err
}

// TeamsOpenTo implements settings.Tx. A team that is retired can be kept, but not chosen.
func (t *Tx) TeamsOpenTo(
	ctx context.Context, id account.PersonID, teams []account.TeamID,
) ([]account.Membership, error) {
	rows, err := t.tx.Query(ctx, `
		SELECT t.id, t.name, t.side
		FROM teams t
		WHERE t.id = ANY($1) AND (t.retired_at IS NULL
			OR EXISTS (SELECT FROM memberships m WHERE m.team_id = t.id AND m.person_id = $2))
		ORDER BY t.id
		FOR SHARE OF t`, teams, id)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowToStructByPos[account.Membership])
}

// PersonMailed implements settings.Tx.
func (t *Tx) PersonMailed(ctx context.Context, email string) (id account.PersonID, err error) {
	err = t.tx.QueryRow(ctx,
		"SELECT coalesce((SELECT id FROM people WHERE lower(email) = lower($1)), 0)", email).Scan(&id)
	return id, err
}

// AddPerson implements settings.Tx.
func (t *Tx) AddPerson(ctx context.Context, p *account.Person, at time.Time) error {
	args := personArgs(p)
	args["at"] = at
	err := t.tx.QueryRow(ctx, `
		INSERT INTO people (email, name, role, zone, capacity, weight, skills, created_at)
		VALUES (@email, @name, @role, @zone, @capacity, @weight, @skills, @at)
		RETURNING id, version`, args).Scan(&p.ID, &p.Version)
	return emailRefused(err)
}

// SavePerson implements settings.Tx.
func (t *Tx) SavePerson(ctx context.Context, p *account.Person) error {
	err := t.tx.QueryRow(ctx, `
		UPDATE people SET
			email = @email, name = @name, role = @role, zone = @zone, capacity = @capacity, weight = @weight, skills = @skills,
			version = version + 1
		WHERE id = @id
		RETURNING version`, personArgs(p)).Scan(&p.Version)
	return emailRefused(err)
}

// SetTeams implements settings.Tx.
func (t *Tx) SetTeams(ctx context.Context, p account.Person) (left []account.TeamID, err error) {
	var batch pgx.Batch
	batch.Queue("DELETE FROM memberships WHERE person_id = $1 AND team_id <> ALL($2) RETURNING team_id", p.ID,
		p.TeamIDs()).Query(func(rows pgx.Rows) (err error) {
		left, err = pgx.CollectRows(rows, pgx.RowTo[account.TeamID])
		return err
	})
	batch.Queue(`
		WITH added AS (
			INSERT INTO memberships (person_id, team_id)
			SELECT $1, unnest($2::bigint[])
			ON CONFLICT DO NOTHING
			RETURNING person_id
		)
		`+handoffs.LevelAdded, p.ID, p.TeamIDs())
	return left, t.tx.SendBatch(ctx, &batch).Close()
}

// DisablePerson implements settings.Tx.
func (t *Tx) DisablePerson(ctx context.Context, id account.PersonID, at time.Time) error {
	var batch pgx.Batch
	batch.Queue("UPDATE people SET disabled_at = coalesce(disabled_at, $2), version = version + 1 WHERE id = $1",
		id, at)
	batch.Queue("DELETE FROM sessions WHERE person_id = $1", id)
	batch.Queue(lapseLinks, id, at)
	return t.tx.SendBatch(ctx, &batch).Close()
}

// EnablePerson implements settings.Tx.
func (t *Tx) EnablePerson(ctx context.Context, id account.PersonID) error {
	_, err := t.tx.Exec(ctx, "UPDATE people SET disabled_at = NULL, version = version + 1 WHERE id = $1", id)
	return err
}

// StartLevel implements settings.Tx.
func (t *Tx) StartLevel(ctx context.Context, id account.PersonID) error {
	return handoffs.StartLevel(ctx, t.tx, id)
}

// MakeRoom implements settings.Tx.
func (t *Tx) MakeRoom(ctx context.Context, p account.Person, was int, at time.Time) error {
	return handoffs.MakeRoom(ctx, t.tx, p, was, at)
}

// GiveBack implements settings.Tx.
func (t *Tx) GiveBack(
	ctx context.Context, by account.Person, id account.PersonID, left []account.TeamID, because string, at time.Time,
) (bool, error) {
	return t.handoffs.GiveBack(ctx, by, id, left, because, at)
}

func personArgs(p *account.Person) pgx.NamedArgs {
	skills := p.Skills
	if skills == nil {
		skills = []string{}
	}
	return pgx.NamedArgs{
		"id": p.ID, "email": p.Email, "name": p.Name, "role": p.Role, "zone": p.Zone, "capacity": p.Capacity,
		"weight": p.Weight, "skills": skills,
	}
}

func emailRefused(err error) error {
	return database.UnlessTaken(err, "people_one_per_email", settings.ErrEmailTaken)
}
