package postgres

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype/zeronull"

	"baton/internal/account"
	"baton/internal/assign"
	"baton/internal/errs"
)

// InForce is the set of rules that assignment works by, with the share of every rep.
func (db *DB) InForce(ctx context.Context) (assign.Set, error) {
	set, err := readSet(ctx, db.pool)
	return set, kind(err)
}

func readSet(ctx context.Context, q querier) (assign.Set, error) {
	set := assign.Set{Rules: []assign.Rule{}, Weights: map[account.PersonID]int{}}
	var batch pgx.Batch
	batch.Queue("SELECT " + ruleColumns + " FROM assignment_rules r WHERE r.retired_at IS NULL ORDER BY r.position, r.id").Query(func(rows pgx.Rows) (err error) {
		set.Rules, err = pgx.CollectRows(rows, scanRule)
		return err
	})
	batch.Queue("SELECT coalesce(s.rest_team_id, 0) FROM assignment_sets s ORDER BY s.version DESC LIMIT 1").Query(func(rows pgx.Rows) error {
		_, err := pgx.ForEachRow(rows, []any{&set.Rest}, func() error { return nil })
		return err
	})
	batch.Queue("SELECT p.id, p.weight FROM people p WHERE p.role = 'rep' AND p.disabled_at IS NULL").Query(func(rows pgx.Rows) error {
		var id account.PersonID
		var weight int
		_, err := pgx.ForEachRow(rows, []any{&id, &weight}, func() error { set.Weights[id] = weight; return nil })
		return err
	})
	return set, q.SendBatch(ctx, &batch).Close()
}

// Draft is the draft of by, nil when there is none.
func (db *DB) Draft(ctx context.Context, by account.Person) (*assign.Draft, error) {
	d, err := readDraft(ctx, db.pool, by, "")
	if errors.Is(err, pgx.ErrNoRows) {
		return nil, nil
	}
	return d, kind(err)
}

func readDraft(ctx context.Context, q querier, by account.Person, locking string) (*assign.Draft, error) {
	var d assign.Draft
	var began, set []byte
	err := q.QueryRow(ctx, "SELECT began, rules, version FROM assignment_drafts WHERE person_id = $1 "+locking, by.ID).Scan(&began, &set, &d.Version)
	if err != nil {
		return nil, err
	}
	return &d, errors.Join(json.Unmarshal(began, &d.Began), json.Unmarshal(set, &d.Set))
}

// EditDraft changes the draft of by, and begins one of what is in force where there is none.
func (db *DB) EditDraft(ctx context.Context, by account.Person, at time.Time, change func(*assign.Draft) error) error {
	return db.write(ctx, func(tx pgx.Tx) error {
		if err := beginDraft(ctx, tx, by, at); err != nil {
			return err
		}
		d, err := readDraft(ctx, tx, by, "FOR UPDATE")
		if err != nil {
			return err
		}
		if err := change(d); err != nil {
			return err
		}
		if err := checkTargets(ctx, tx, d); err != nil {
			return err
		}
		return keepDraft(ctx, tx, by, d, at)
	})
}

// beginDraft makes the draft of by where there is none. Two at once make one.
func beginDraft(ctx context.Context, tx pgx.Tx, by account.Person, at time.Time) error {
	set, err := readSet(ctx, tx)
	if err != nil {
		return err
	}
	began, err := json.Marshal(set)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, "INSERT INTO assignment_drafts (person_id, began, rules, changed_at) VALUES ($1, $2, $2, $3) ON CONFLICT DO NOTHING", by.ID, began, at)
	return err
}

// keepDraft gives rules that are new an ID, so that they keep it when they are turned on.
func keepDraft(ctx context.Context, tx pgx.Tx, by account.Person, d *assign.Draft, at time.Time) error {
	for i := range d.Set.Rules {
		if d.Set.Rules[i].ID != 0 {
			continue
		}
		if err := tx.QueryRow(ctx, "SELECT nextval(pg_get_serial_sequence('assignment_rules', 'id'))").Scan(&d.Set.Rules[i].ID); err != nil {
			return err
		}
	}
	set, err := json.Marshal(d.Set)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, "UPDATE assignment_drafts SET rules = $2, changed_at = $3, version = version + 1 WHERE person_id = $1", by.ID, set, at)
	return err
}

// DropDraft throws the draft of by away.
func (db *DB) DropDraft(ctx context.Context, by account.Person) error {
	return db.write(ctx, func(tx pgx.Tx) error {
		_, err := tx.Exec(ctx, "DELETE FROM assignment_drafts WHERE person_id = $1", by.ID)
		return err
	})
}

// errNoDraft answers who wants to turn on what is not there.
var errNoDraft = errs.Say(errs.Conflict, "There is no draft to activate. It was activated or discarded. The rules in force are below.")

// errDraftMoved answers who wants to turn on another draft than they have seen.
var errDraftMoved = errs.Say(errs.Conflict, "Your draft was changed in another window. Check it again, then activate it.")

// TurnOn puts the draft of by in force. It answers Overtaken when it would undo what somebody else has turned on since it was begun.
func (db *DB) TurnOn(ctx context.Context, by account.Person, version int, at time.Time) error {
	return db.write(ctx, func(tx pgx.Tx) error {
		// Two who turn on drafts at once wait for each other; who reads the rules does not.
		if _, err := tx.Exec(ctx, "LOCK TABLE assignment_sets, assignment_rules IN SHARE ROW EXCLUSIVE MODE"); err != nil {
			return err
		}
		d, err := readDraft(ctx, tx, by, "FOR UPDATE")
		switch {
		case errors.Is(err, pgx.ErrNoRows):
			return errNoDraft
		case err != nil:
			return err
		case d.Version != version:
			return errDraftMoved
		}
		if err := notOvertaken(ctx, tx, d); err != nil {
			return err
		}
		if err := checkTargets(ctx, tx, d); err != nil {
			return err
		}
		return turnOn(ctx, tx, by, d, at)
	})
}

func notOvertaken(ctx context.Context, tx pgx.Tx, d *assign.Draft) error {
	inForce, err := readSet(ctx, tx)
	if err != nil {
		return err
	}
	changes := d.Undoes(inForce)
	if len(changes) == 0 {
		return nil
	}
	overtaken := &assign.Overtaken{Changes: changes}
	err = tx.QueryRow(ctx, "SELECT coalesce((SELECT p.name FROM assignment_sets s JOIN people p ON p.id = s.turned_on_by ORDER BY s.version DESC LIMIT 1), '')").Scan(&overtaken.By)
	if err != nil {
		return err
	}
	return overtaken
}

// KeepDraft lets the draft of by undo what is in force by now: its writer has seen that.
func (db *DB) KeepDraft(ctx context.Context, by account.Person, at time.Time) error {
	return db.write(ctx, func(tx pgx.Tx) error {
		d, err := readDraft(ctx, tx, by, "FOR UPDATE")
		if errors.Is(err, pgx.ErrNoRows) {
			return errNoDraft
		}
		if err != nil {
			return err
		}
		inForce, err := readSet(ctx, tx)
		if err != nil {
			return err
		}
		d.Rebase(inForce)
		began, err := json.Marshal(d.Began)
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, "UPDATE assignment_drafts SET began = $2 WHERE person_id = $1", by.ID, began); err != nil {
			return err
		}
		return keepDraft(ctx, tx, by, d, at)
	})
}

func turnOn(ctx context.Context, tx pgx.Tx, by account.Person, d *assign.Draft, at time.Time) error {
	rules, err := json.Marshal(d.Set.Rules)
	if err != nil {
		return err
	}
	var batch pgx.Batch
	ids := make([]int64, len(d.Set.Rules))
	for i, r := range d.Set.Rules {
		ids[i] = int64(r.ID)
		condition, err := json.Marshal(r.When)
		if err != nil {
			return err
		}
		skills := r.Skills
		if skills == nil {
			skills = []string{}
		}
		batch.Queue(keepRuleSQL, pgx.NamedArgs{
			"id": r.ID, "position": i + 1, "name": r.Name, "condition": condition, "target": r.To(), "team": zeronull.Int8(r.Team),
			"person": zeronull.Int8(r.Person), "skills": skills, "version": r.Version,
		})
	}
	batch.Queue("UPDATE assignment_rules SET retired_at = $2, version = version + 1 WHERE retired_at IS NULL AND id <> ALL($1)", ids, at)
	for person, weight := range d.Set.Weights {
		if before, there := d.Began.Weights[person]; there && before != weight {
			batch.Queue("UPDATE people SET weight = $2, version = version + 1 WHERE id = $1", person, weight)
			if before == 0 {
				batch.Queue("UPDATE loads SET joined_at = $2 WHERE person_id = $1", person, at)
			}
		}
	}
	batch.Queue(`
		INSERT INTO assignment_sets (version, rules, rest_team_id, turned_on_by, turned_on_at)
		SELECT coalesce(max(version), 0) + 1, @rules, @rest, @by, @at FROM assignment_sets`,
		pgx.NamedArgs{"rules": rules, "rest": zeronull.Int8(d.Set.Rest), "by": by.ID, "at": at})
	batch.Queue("DELETE FROM assignment_drafts WHERE person_id = $1", by.ID)
	return tx.SendBatch(ctx, &batch).Close()
}

// keepRuleSQL keeps a rule under the ID that it has had since it was written. Where its target names no team, team_id is one to which the
// program before targets can send the lead.
const keepRuleSQL = `
	INSERT INTO assignment_rules (id, position, name, condition, target, team_id, person_id, skills, version)
	VALUES (@id, @position, @name, @condition, @target,
		coalesce(@team::bigint,
			(SELECT m.team_id FROM memberships m JOIN teams t ON t.id = m.team_id WHERE m.person_id = @person AND t.side = 'sales' AND t.retired_at IS NULL ORDER BY t.id LIMIT 1),
			(SELECT t.id FROM teams t WHERE t.side = 'sales' AND t.retired_at IS NULL ORDER BY t.id LIMIT 1)),
		@person, @skills, @version)
	ON CONFLICT (id) DO UPDATE SET
		position = EXCLUDED.position,
		name = EXCLUDED.name,
		condition = EXCLUDED.condition,
		target = EXCLUDED.target,
		team_id = EXCLUDED.team_id,
		person_id = EXCLUDED.person_id,
		skills = EXCLUDED.skills,
		version = EXCLUDED.version,
		retired_at = NULL`

// checkTargets refuses a target that no lead can be sent to. What is checked cannot be retired until the transaction ends.
func checkTargets(ctx context.Context, tx pgx.Tx, d *assign.Draft) error {
	teams, people := map[account.TeamID]bool{}, map[account.PersonID]bool{}
	var batch pgx.Batch
	batch.Queue("SELECT t.id FROM teams t WHERE t.side = 'sales' AND t.retired_at IS NULL ORDER BY t.id FOR SHARE").Query(func(rows pgx.Rows) error {
		var id account.TeamID
		_, err := pgx.ForEachRow(rows, []any{&id}, func() error { teams[id] = true; return nil })
		return err
	})
	batch.Queue(`
		SELECT p.id
		FROM people p
		WHERE p.role <> 'marketer' AND p.disabled_at IS NULL AND EXISTS (
			SELECT FROM memberships m JOIN teams t ON t.id = m.team_id WHERE m.person_id = p.id AND t.side = 'sales' AND t.retired_at IS NULL)`).Query(func(rows pgx.Rows) error {
		var id account.PersonID
		_, err := pgx.ForEachRow(rows, []any{&id}, func() error { people[id] = true; return nil })
		return err
	})
	if err := tx.SendBatch(ctx, &batch).Close(); err != nil {
		return err
	}
	for _, r := range d.Set.Rules {
		was := find(d.Began.Rules, r.ID)
		switch to := r.To(); {
		case (to == assign.ToTeam || to == assign.ToPool) && !teams[r.Team] && r.Team != was.Team:
			return errs.Problems{"team": "Choose a sales team that is in use."}
		case to == assign.ToPerson && !people[r.Person] && r.Person != was.Person:
			return errs.Problems{"person": "Choose somebody in a sales team."}
		}
	}
	if d.Set.Rest != 0 && !teams[d.Set.Rest] && d.Set.Rest != d.Began.Rest {
		return errs.Problems{"rest": "Choose a sales team that is in use."}
	}
	return nil
}

func find(rules []assign.Rule, id assign.RuleID) assign.Rule {
	for _, r := range rules {
		if r.ID == id {
			return r
		}
	}
	return assign.Rule{}
}
