package postgres

import (
	"context"
	"encoding/json"
	"errors"
	"slices"

	"github.com/jackc/pgx/v5"

	"baton/internal/account"
	"baton/internal/assign"
	"baton/internal/errs"
	"baton/internal/lead"
)

// rulesInOrder gives the rules in use as they are asked, locked.
const rulesInOrder = "SELECT id FROM assignment_rules WHERE retired_at IS NULL ORDER BY position, id FOR UPDATE"

// AddRule adds an assignment rule, which is asked after all others.
func (db *DB) AddRule(ctx context.Context, r *assign.Rule) error {
	condition, err := checkedRule(r)
	if err != nil {
		return err
	}
	return db.write(ctx, func(tx pgx.Tx) error {
		if err := checkRuleTeam(ctx, tx, r.Team); err != nil {
			return err
		}
		return tx.QueryRow(ctx, `
			INSERT INTO assignment_rules (position, name, condition, team_id)
			VALUES ((SELECT coalesce(max(position), 0) + 1 FROM assignment_rules WHERE retired_at IS NULL), $1, $2, $3)
			RETURNING id, version, position`, r.Name, condition, r.Team).Scan(&r.ID, &r.Version, &r.Position)
	})
}

// ChangeRule changes a rule that is still the version that was read.
func (db *DB) ChangeRule(ctx context.Context, r *assign.Rule) error {
	condition, err := checkedRule(r)
	if err != nil {
		return err
	}
	return db.write(ctx, func(tx pgx.Tx) error {
		if err := lockRule(ctx, tx, r.ID, r.Version); err != nil {
			return err
		}
		if err := checkRuleTeam(ctx, tx, r.Team); err != nil {
			return err
		}
		return tx.QueryRow(ctx, "UPDATE assignment_rules SET name = $2, condition = $3, team_id = $4, version = version + 1 WHERE id = $1 RETURNING version",
			r.ID, r.Name, condition, r.Team).Scan(&r.Version)
	})
}

// RemoveRule ends a rule. The log of what it assigned keeps it.
func (db *DB) RemoveRule(ctx context.Context, id assign.RuleID, version int) error {
	return db.write(ctx, func(tx pgx.Tx) error {
		if err := lockRule(ctx, tx, id, version); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, "UPDATE assignment_rules SET retired_at = now(), version = version + 1 WHERE id = $1", id)
		return err
	})
}

// MoveRule has a rule asked one place earlier or later.
func (db *DB) MoveRule(ctx context.Context, id assign.RuleID, version int, up bool) error {
	return db.write(ctx, func(tx pgx.Tx) error {
		if err := lockRule(ctx, tx, id, version); err != nil {
			return err
		}
		return move(ctx, tx, "assignment_rules", int64(id), up, rulesInOrder)
	})
}

// Routed is where the last handoffs went that by may see, the latest first.
func (db *DB) Routed(ctx context.Context, by account.Person, limit int) ([]lead.RouteLine, error) {
	rows, err := db.pool.Query(ctx, `
		SELECT r.handoff_id, l.id, l.name, l.email, l.phone, r.at, r.sentence, r.candidates
		FROM routes r
		JOIN handoffs h ON h.id = r.handoff_id
		JOIN leads l ON l.id = h.lead_id
		WHERE `+seesHandoff+`
		ORDER BY r.at DESC, r.handoff_id DESC
		LIMIT @limit`, with(eyes(by), pgx.NamedArgs{"limit": limit}))
	if err != nil {
		return nil, kind(err)
	}
	lines, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (r lead.RouteLine, err error) {
		var l lead.Lead
		err = row.Scan(&r.Handoff, &l.ID, &l.Name, &l.Email, &l.Phone, &r.At, &r.Sentence, &r.Skipped)
		r.Lead, r.LeadName = l.ID, l.Called()
		r.Skipped = slices.DeleteFunc(r.Skipped, func(s lead.RouteSkipped) bool { return s.Why == "" })
		return r, err
	})
	return lines, kind(err)
}

func checkedRule(r *assign.Rule) (condition []byte, err error) {
	if err := r.Check(); err != nil {
		return nil, err
	}
	return json.Marshal(r.When)
}

func lockRule(ctx context.Context, tx pgx.Tx, id assign.RuleID, version int) error {
	return lockVersion(ctx, tx, "SELECT version FROM assignment_rules WHERE id = $1 AND retired_at IS NULL FOR UPDATE", int64(id), version)
}

// checkRuleTeam refuses a team that no lead can be sent to. The team cannot be retired until the transaction ends.
func checkRuleTeam(ctx context.Context, tx pgx.Tx, team account.TeamID) error {
	var sells bool
	err := tx.QueryRow(ctx, "SELECT true FROM teams WHERE id = $1 AND side = 'sales' AND retired_at IS NULL FOR SHARE", team).Scan(&sells)
	if errors.Is(err, pgx.ErrNoRows) {
		return errs.Problems{"team": "Choose a sales team that is in use."}
	}
	return err
}
