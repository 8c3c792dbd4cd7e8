package postgres

import (
	"context"
	"maps"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"baton/internal/account"
	"baton/internal/errs"
	"baton/internal/lead"
	"baton/internal/settings"
)

// isAway is the condition that a person p is away at @at.
const isAway = "EXISTS (SELECT FROM absences a WHERE a.person_id = p.id AND a.starts_at <= @at AND (a.ends_at IS NULL OR a.ends_at > @at))"

const holderColumns = personColumns + `, p.zone, coalesce((SELECT w.open FROM loads w WHERE w.person_id = p.id), 0), ` + isAway + `,
	(SELECT a.ends_at FROM absences a WHERE a.person_id = p.id AND a.starts_at <= @at AND (a.ends_at IS NULL OR a.ends_at > @at) ORDER BY a.ends_at DESC NULLS FIRST LIMIT 1),
	(SELECT count(*) FROM sessions s WHERE s.person_id = p.id AND s.seen_at > @idle AND s.created_at > @life), p.password_hash IS NULL`

func scanHolder(row pgx.CollectableRow) (h lead.Holder, err error) {
	err = row.Scan(&h.ID, &h.Email, &h.Name, &h.Role, &h.Capacity, &h.Weight, &h.Skills, &h.Disabled, &h.Version, &h.Dates.Order, &h.Dates.Clock12, &h.Zone, &h.Teams,
		&h.OwnZone, &h.Open, &h.Away, &zeroTime{&h.AwayTill}, &h.Sessions, &h.NoEntry)
	return h, err
}

// isPerson is the condition that a person p is one, and no service.
const isPerson = "NOT EXISTS (SELECT FROM services s WHERE s.person_id = p.id)"

var holderViews = map[lead.HolderView]string{
	lead.HoldersEnabled:  "p.disabled_at IS NULL AND " + isPerson,
	lead.HoldersAway:     "p.disabled_at IS NULL AND " + isPerson + " AND " + isAway,
	lead.HoldersDisabled: "p.disabled_at IS NOT NULL AND " + isPerson,
}

// holdersPerPage is how many people a page shows.
const holdersPerPage = 100

// Holders is a page of the people of a view, by name; search keeps those with that part of a name or e-mail address, team those of a
// team. after is the last person of the page before, 0 for the first page.
func (db *DB) Holders(ctx context.Context, view lead.HolderView, search string, team account.TeamID, after account.PersonID, at time.Time) (lead.HolderList, error) {
	where, known := holderViews[view]
	if !known {
		where = holderViews[lead.HoldersEnabled]
	}
	args := holderArgs(at)
	maps.Copy(args, pgx.NamedArgs{"search": contains(strings.ToLower(strings.TrimSpace(search))), "team": team, "after": after, "limit": holdersPerPage + 1})
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
	err := db.pool.SendBatch(ctx, &batch).Close()
	if len(list.Rows) > holdersPerPage {
		list.Rows, list.More = list.Rows[:holdersPerPage], true
	}
	return list, kind(err)
}

// Holder is one person, disabled or not.
func (db *DB) Holder(ctx context.Context, id account.PersonID, at time.Time) (lead.Holder, error) {
	args := holderArgs(at)
	args["id"] = id
	rows, err := db.pool.Query(ctx, "SELECT "+holderColumns+" FROM people p WHERE p.id = @id AND "+isPerson, args)
	if err != nil {
		return lead.Holder{}, kind(err)
	}
	h, err := pgx.CollectExactlyOneRow(rows, scanHolder)
	return h, kind(err)
}

func holderArgs(at time.Time) pgx.NamedArgs {
	return pgx.NamedArgs{"at": at, "idle": at.Add(-SessionIdle), "life": at.Add(-SessionLife)}
}

// AddPerson adds a person, of whose teams only the IDs are read, with a link by which they set their password.
func (db *DB) AddPerson(ctx context.Context, p *account.Person, link account.Token, at time.Time) error {
	return db.write(ctx, func(tx pgx.Tx) error {
		if err := checkPerson(ctx, tx, p); err != nil {
			return err
		}
		err := tx.QueryRow(ctx, `
			INSERT INTO people (email, name, role, zone, capacity, weight, skills, created_at)
			VALUES (@email, @name, @role, @zone, @capacity, @weight, @skills, @at)
			RETURNING id, version`, personArgs(p, at)).Scan(&p.ID, &p.Version)
		if err != nil {
			return personRefused(err)
		}
		if _, err := setTeams(ctx, tx, p); err != nil {
			return err
		}
		return addLink(ctx, tx, p.ID, link, linkLife, at)
	})
}

// ChangePerson changes who the person with p.ID is, if they are still the version that was read. Somebody who becomes a marketer gives
// their open handoffs back to the pools, who leaves a team those of that team; there must always be an admin. It tells whether handoffs
// went back.
func (db *DB) ChangePerson(ctx context.Context, by account.Person, p *account.Person, at time.Time) (back bool, err error) {
	err = db.write(ctx, func(tx pgx.Tx) error {
		back = false
		was, err := lockPerson(ctx, tx, p.ID, p.Version)
		if err != nil {
			return err
		}
		if was.LastAdmin && p.Role != account.Admin {
			return errs.Problems{"role": "This is the last admin. Make somebody else an admin first, then change this role."}
		}
		if err := checkPerson(ctx, tx, p); err != nil {
			return err
		}
		t, err := db.within(ctx, tx, by)
		if err != nil {
			return err
		}
		if was.Weight == 0 && p.Weight > 0 {
			if err := joins(ctx, tx, p.ID); err != nil {
				return err
			}
		}
		if p.Capacity > was.Capacity {
			const more = "UPDATE loads SET room_at = $3 WHERE person_id = $1 AND open >= $2 AND open < $4"
			if _, err := tx.Exec(ctx, more, p.ID, was.Capacity, at, p.Capacity); err != nil {
				return err
			}
		}
		err = tx.QueryRow(ctx, `
			UPDATE people SET email = @email, name = @name, role = @role, zone = @zone, capacity = @capacity, weight = @weight, skills = @skills,
				version = version + 1
			WHERE id = @id
			RETURNING version`, personArgs(p, at)).Scan(&p.Version)
		if err != nil {
			return personRefused(err)
		}
		left, err := setTeams(ctx, tx, p)
		switch {
		case err != nil:
			return err
		case p.Role == account.Marketer && was.Role != account.Marketer:
			back, err = t.giveBack(ctx, allWaiting, pgx.NamedArgs{"person": p.ID}, p.Name+" now works in marketing", at)
		case len(left) > 0:
			back, err = t.giveBack(ctx, ofTeamsLeft, pgx.NamedArgs{"person": p.ID, "left": left}, p.Name+" left the team", at)
		}
		return err
	})
	return back, err
}

// DisablePerson shuts a person out at once: their sessions end, their links lapse and their open handoffs go back to the pools. It
// tells whether there were any.
func (db *DB) DisablePerson(ctx context.Context, by account.Person, id account.PersonID, version int, at time.Time) (back bool, err error) {
	err = db.write(ctx, func(tx pgx.Tx) error {
		was, err := lockPerson(ctx, tx, id, version)
		if err != nil {
			return err
		}
		if was.LastAdmin {
			return errs.Say(errs.Conflict, "This is the last admin. Make somebody else an admin first.")
		}
		t, err := db.within(ctx, tx, by)
		if err != nil {
			return err
		}
		var batch pgx.Batch
		batch.Queue("UPDATE people SET disabled_at = coalesce(disabled_at, $2), version = version + 1 WHERE id = $1", id, at)
		batch.Queue("DELETE FROM sessions WHERE person_id = $1", id)
		batch.Queue(lapseLinks, id, at)
		if err := tx.SendBatch(ctx, &batch).Close(); err != nil {
			return err
		}
		back, err = t.giveBack(ctx, allWaiting, pgx.NamedArgs{"person": id}, was.Name+" left", at)
		return err
	})
	return back, err
}

// EnablePerson lets a disabled person in again.
func (db *DB) EnablePerson(ctx context.Context, id account.PersonID, version int) error {
	return db.write(ctx, func(tx pgx.Tx) error {
		if _, err := lockPerson(ctx, tx, id, version); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, "UPDATE people SET disabled_at = NULL, version = version + 1 WHERE id = $1", id); err != nil {
			return err
		}
		return joins(ctx, tx, id)
	})
}

// locked is a person whose row is locked, and whether they are the only admin who can sign in.
type locked struct {
	account.Person
	LastAdmin bool
}

// lockPerson locks the admins and then the person, so that two admins cannot shut each other out in the same moment.
func lockPerson(ctx context.Context, tx pgx.Tx, id account.PersonID, version int) (p locked, err error) {
	var batch pgx.Batch
	batch.Queue("SELECT id FROM people WHERE role = 'admin' AND disabled_at IS NULL ORDER BY id FOR NO KEY UPDATE")
	batch.Queue("SELECT id FROM people p WHERE p.id = $1 AND "+isPerson+" FOR NO KEY UPDATE", id)
	batch.Queue(`
		SELECT p.name, p.role, p.version, p.weight, p.capacity, p.role = 'admin' AND p.disabled_at IS NULL
			AND NOT EXISTS (SELECT FROM people o WHERE o.id <> p.id AND o.role = 'admin' AND o.disabled_at IS NULL)
		FROM people p
		WHERE p.id = $1 AND `+isPerson, id).QueryRow(func(row pgx.Row) error {
		return row.Scan(&p.Name, &p.Role, &p.Version, &p.Weight, &p.Capacity, &p.LastAdmin)
	})
	if err := tx.SendBatch(ctx, &batch).Close(); err != nil {
		return p, kind(err)
	}
	if p.Version != version {
		return p, settings.ErrStale
	}
	return p, nil
}

// checkPerson fills in what the teams of p are, and says all that is wrong with p. A team that is retired can be kept, but not chosen.
func checkPerson(ctx context.Context, tx pgx.Tx, p *account.Person) error {
	rows, err := tx.Query(ctx, `
		SELECT t.id, t.name, t.side
		FROM teams t
		WHERE t.id = ANY($1) AND (t.retired_at IS NULL OR EXISTS (SELECT FROM memberships m WHERE m.team_id = t.id AND m.person_id = $2))
		ORDER BY t.id
		FOR SHARE OF t`, p.TeamIDs(), p.ID)
	if err != nil {
		return err
	}
	teams, err := pgx.CollectRows(rows, pgx.RowToStructByPos[account.Membership])
	if err != nil {
		return err
	}
	problems := errs.Problems{}
	for _, chosen := range p.Teams {
		if !(account.Person{Teams: teams}).In(chosen.ID) {
			problems.Add("team", "One of these teams no longer exists. Choose again.")
		}
	}
	p.Teams = teams
	return errs.Together(problems.Err(), p.Check(), lead.CheckTeams(*p))
}

// setTeams makes p a member of their teams and no other, and tells which teams they left.
func setTeams(ctx context.Context, tx pgx.Tx, p *account.Person) (left []account.TeamID, err error) {
	var batch pgx.Batch
	batch.Queue("DELETE FROM memberships WHERE person_id = $1 AND team_id <> ALL($2) RETURNING team_id", p.ID, p.TeamIDs()).Query(func(rows pgx.Rows) (err error) {
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
		UPDATE loads SET joined_at = now() WHERE person_id IN (SELECT person_id FROM added)`, p.ID, p.TeamIDs())
	return left, tx.SendBatch(ctx, &batch).Close()
}

// joins has a person start at the level of their team: what the others were given before is not owed to them.
func joins(ctx context.Context, tx pgx.Tx, id account.PersonID) error {
	_, err := tx.Exec(ctx, "UPDATE loads SET joined_at = now() WHERE person_id = $1", id)
	return err
}

func personArgs(p *account.Person, at time.Time) pgx.NamedArgs {
	skills := p.Skills
	if skills == nil {
		skills = []string{}
	}
	return pgx.NamedArgs{
		"id": p.ID, "email": p.Email, "name": p.Name, "role": p.Role, "zone": p.Zone, "capacity": p.Capacity, "weight": p.Weight, "skills": skills, "at": at,
	}
}

// personRefused says in words which field the database did not take.
func personRefused(err error) error {
	if broken(err, "people_one_per_email") {
		return errs.Problems{"email": "Somebody already has this e-mail address. They may be disabled."}
	}
	return err
}
