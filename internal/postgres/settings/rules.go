package settings

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype/zeronull"

	"baton/internal/account"
	"baton/internal/assign"
	"baton/internal/postgres/database"
	"baton/internal/postgres/handoffs"
	"baton/internal/postgres/inforce"
	"baton/internal/postgres/people"
	"baton/internal/settings"
)

// InForce is the set of rules that assignment works by, with the share of every rep.
func (db *Store) InForce(ctx context.Context) (assign.Set, error) {
	set, err := readSet(ctx, db.Pool)
	return set, database.Classify(err)
}

func readSet(ctx context.Context, q database.Querier) (assign.Set, error) {
	set := assign.Set{Rules: []assign.Rule{}, Weights: map[account.PersonID]int{}}
	var batch pgx.Batch
	batch.Queue("SELECT " + inforce.RuleColumns +
		` FROM assignment_rules r WHERE r.retired_at IS NULL
			ORDER BY r.position, r.id`).Query(func(rows pgx.Rows) (err error) {
		set.Rules, err = pgx.CollectRows(rows, inforce.ScanRule)
		return err
	})
	batch.Queue(`
		SELECT coalesce(s.rest_team_id, 0) FROM assignment_sets s
		ORDER BY s.version DESC LIMIT 1`).Query(func(rows pgx.Rows) error {
		_, err := pgx.ForEachRow(rows, []any{&set.Fallback}, func() error { return nil })
		return err
	})
	batch.Queue(`
		SELECT p.id, p.weight FROM people p WHERE p.role = 'rep' AND p.disabled_at IS NULL`).Query(func(rows pgx.Rows) error {
		var id account.PersonID
		var weight int
		_, err := pgx.ForEachRow(rows, []any{&id, &weight}, func() error { set.Weights[id] = weight; return nil })
		return err
	})
	return set, q.SendBatch(ctx, &batch).Close()
}

// Draft is the draft of by, nil when there is none.
func (db *Store) Draft(ctx context.Context, by account.Person) (*assign.Draft, error) {
	d, err := readDraft(ctx, db.Pool, by.ID, "")
	return d, database.Classify(err)
}

// readDraft is the draft of a person, nil when there is none. locking is what follows the query.
func readDraft(ctx context.Context, q database.Querier, by account.PersonID, locking string) (*assign.Draft, error) {
	var d assign.Draft
	var began, set []byte
	err := q.QueryRow(ctx,
		"SELECT began, rules, version FROM assignment_drafts WHERE person_id = $1 "+locking, by).
		Scan(&began, &set, &d.Version)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return &d, errors.Join(json.Unmarshal(began, &d.Began), json.Unmarshal(set, &d.Set))
}

// LockRules implements settings.Tx.
func (t *transaction) LockRules(ctx context.Context) error {
	_, err := t.tx.Exec(ctx, "LOCK TABLE assignment_sets, assignment_rules IN SHARE ROW EXCLUSIVE MODE")
	return err
}

// RulesInForce implements settings.Tx.
func (t *transaction) RulesInForce(ctx context.Context) (assign.Set, error) {
	return readSet(ctx, t.tx)
}

// LastActivatedBy implements settings.Tx.
func (t *transaction) LastActivatedBy(ctx context.Context) (name string, err error) {
	err = t.tx.QueryRow(ctx,
		`SELECT coalesce((
			SELECT p.name
			FROM assignment_sets s
			JOIN people p ON p.id = s.turned_on_by
			ORDER BY s.version DESC
			LIMIT 1), '')`).Scan(&name)
	return name, err
}

// Targets implements settings.Tx.
func (t *transaction) Targets(ctx context.Context) (settings.Targets, error) {
	open := settings.Targets{Teams: map[account.TeamID]bool{}, People: map[account.PersonID]bool{}}
	var batch pgx.Batch
	batch.Queue(`
		SELECT t.id FROM teams t WHERE t.side = 'sales' AND t.retired_at IS NULL ORDER BY t.id
		FOR SHARE`).Query(func(rows pgx.Rows) error {
		var id account.TeamID
		_, err := pgx.ForEachRow(rows, []any{&id}, func() error { open.Teams[id] = true; return nil })
		return err
	})
	batch.Queue(`
		SELECT p.id
		FROM people p
		WHERE p.role <> 'marketer' AND p.disabled_at IS NULL AND EXISTS (
			SELECT FROM memberships m JOIN teams t ON t.id = m.team_id
			WHERE m.person_id = p.id AND t.side = 'sales' AND t.retired_at IS NULL)`).Query(func(rows pgx.Rows) error {
		var id account.PersonID
		_, err := pgx.ForEachRow(rows, []any{&id}, func() error { open.People[id] = true; return nil })
		return err
	})
	return open, t.tx.SendBatch(ctx, &batch).Close()
}

// Draft implements settings.Tx.
func (t *transaction) Draft(ctx context.Context, by account.PersonID) (*assign.Draft, error) {
	return readDraft(ctx, t.tx, by, "FOR UPDATE")
}

// BeginDraft implements settings.Tx.
func (t *transaction) BeginDraft(ctx context.Context, by account.PersonID, inForce assign.Set, at time.Time) error {
	began, err := json.Marshal(inForce)
	if err != nil {
		return err
	}
	_, err = t.tx.Exec(ctx,
		"INSERT INTO assignment_drafts (person_id, began, rules, changed_at) VALUES ($1, $2, $2, $3) ON CONFLICT DO NOTHING",
		by, began, at)
	return err
}

// SaveDraft implements settings.Tx.
func (t *transaction) SaveDraft(ctx context.Context, by account.PersonID, d *assign.Draft, at time.Time) error {
	for i := range d.Set.Rules {
		if d.Set.Rules[i].ID != 0 {
			continue
		}
		if err := t.tx.QueryRow(ctx,
			"SELECT nextval(pg_get_serial_sequence('assignment_rules', 'id'))").Scan(&d.Set.Rules[i].ID); err != nil {
			return err
		}
	}
	began, err := json.Marshal(d.Began)
	if err != nil {
		return err
	}
	set, err := json.Marshal(d.Set)
	if err != nil {
		return err
	}
	_, err = t.tx.Exec(ctx,
		"UPDATE assignment_drafts SET began = $2, rules = $3, changed_at = $4, version = version + 1 WHERE person_id = $1",
		by, began, set, at)
	return err
}

// DropDraft implements settings.Tx.
func (t *transaction) DropDraft(ctx context.Context, by account.PersonID) error {
	_, err := t.tx.Exec(ctx, "DELETE FROM assignment_drafts WHERE person_id = $1", by)
	return err
}

// Activate implements settings.Tx.
func (t *transaction) Activate(ctx context.Context, by account.PersonID, d *assign.Draft, at time.Time) error {
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
			"id": r.ID, "position": i + 1, "name": r.Name, "condition": condition, "target": r.To(),
			"team":   zeronull.Int8(r.Team),
			"person": zeronull.Int8(r.Person), "skills": skills, "version": r.Version,
		})
	}
	batch.Queue(`
		UPDATE assignment_rules SET retired_at = $2, version = version + 1 WHERE retired_at IS NULL AND id <> ALL($1)`,
		ids, at)
	for person, weight := range d.Set.Weights {
		if before, there := d.Began.Weights[person]; there && before != weight {
			people.QueueWeight(&batch, person, weight)
			if before == 0 {
				handoffs.QueueLevel(&batch, person, at)
			}
		}
	}
	batch.Queue(`
		INSERT INTO assignment_sets (version, rules, rest_team_id, turned_on_by, turned_on_at)
		SELECT coalesce(max(version), 0) + 1, @rules, @rest, @by, @at FROM assignment_sets`,
		pgx.NamedArgs{"rules": rules, "rest": zeronull.Int8(d.Set.Fallback), "by": by, "at": at})
	batch.Queue("DELETE FROM assignment_drafts WHERE person_id = $1", by)
	return t.tx.SendBatch(ctx, &batch).Close()
}

// keepRuleSQL keeps a rule under the ID that it has had since it was written. Where its target names no team, team_id
// is one to which the program before targets can send the lead.
const keepRuleSQL = `
	INSERT INTO assignment_rules (id, position, name, condition, target, team_id, person_id, skills, version)
	VALUES (@id, @position, @name, @condition, @target,
		coalesce(@team::bigint,
			(SELECT m.team_id FROM memberships m JOIN teams t ON t.id = m.team_id
				WHERE m.person_id = @person AND t.side = 'sales' AND t.retired_at IS NULL ORDER BY t.id LIMIT 1),
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
