// Package inforce reads what decisions are made by: the agreement, calendars, rules, reasons and personas in force. It
// also says how the rows of people, rules, reasons and personas are read.
package inforce

import (
	"context"
	"encoding/json"
	"fmt"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"

	"baton/internal/account"
	"baton/internal/agreement"
	"baton/internal/assign"
	"baton/internal/lead"
	"baton/internal/policy"
	"baton/internal/postgres/database"
	"baton/internal/scoring/grade"
	"baton/internal/scoring/prospect"
)

// Store reads the policy in force, and keeps it as long as nothing in it changes.
type Store struct {
	*database.DB
	// PolicyClock tells whether a policy still holds. Only a test sets another than time.Now, before it asks anything.
	PolicyClock func() time.Time

	live   *prospect.Live
	policy atomic.Pointer[policy.Policy]
	latest atomic.Pointer[policyVersion]
}

// New is a store whose policy estimates by live.
func New(db *database.DB, live *prospect.Live) *Store {
	return &Store{DB: db, PolicyClock: time.Now, live: live}
}

// policyVersion is which version the policy had at a moment.
type policyVersion struct {
	version int64
	at      time.Time
}

// fresh is how long a request may rely on the version of the policy that was read as it began.
const fresh = 250 * time.Millisecond

// SawPolicy notes the version that a request has read on its way.
func (db *Store) SawPolicy(version int64) {
	if last := db.latest.Load(); last == nil || version >= last.version {
		db.latest.Store(&policyVersion{version, time.Now()})
	}
}

// Policy are what decisions are made by, read again only when something in them has changed since the request began.
func (db *Store) Policy(ctx context.Context) (*policy.Policy, error) {
	known, last := db.policy.Load(), db.latest.Load()
	if known != nil && last != nil && known.Version == last.version && time.Since(last.at) < fresh &&
		known.Hold(db.PolicyClock()) {
		return known, nil
	}
	return db.policyBy(ctx, db.Pool)
}

// PolicyAt is the policy of a version, which a transaction has read as it began; q reads it where it is not known.
func (db *Store) PolicyAt(ctx context.Context, q database.Querier, version int64) (*policy.Policy, error) {
	if known := db.policy.Load(); known != nil && known.Version == version && known.Hold(db.PolicyClock()) {
		return known, nil
	}
	return db.policyBy(ctx, q)
}

func (db *Store) policyBy(ctx context.Context, q database.Querier) (*policy.Policy, error) {
	var version int64
	if err := q.QueryRow(ctx, "SELECT policy_version FROM installation").Scan(&version); err != nil {
		return nil, database.Classify(err)
	}
	if known := db.policy.Load(); known != nil && known.Version == version && known.Hold(db.PolicyClock()) {
		return known, nil
	}
	inForce, err := readPolicy(ctx, q)
	if err != nil {
		return nil, database.Classify(err)
	}
	inForce.Estimator = db.live
	db.policy.Store(inForce)
	return inForce, nil
}

func readPolicy(ctx context.Context, q database.Querier) (*policy.Policy, error) {
	inForce := &policy.Policy{Reasons: map[agreement.ReasonID]agreement.Reason{}, Names: lead.Names{},
		People: map[account.PersonID]policy.Hours{}}
	var batch pgx.Batch
	batch.Queue("SELECT policy_version, zone, currency FROM installation").QueryRow(func(row pgx.Row) error {
		var zone string
		if err := row.Scan(&inForce.Version, &zone, &inForce.Currency); err != nil {
			return err
		}
		at, err := time.LoadLocation(zone)
		if err != nil {
			at = time.UTC
		}
		inForce.Zone = at
		return nil
	})
	queueAgreement(&batch, inForce)
	queueNames(&batch, inForce.Names)
	batch.Queue("SELECT version, rules FROM scorings ORDER BY version DESC LIMIT 1").QueryRow(func(row pgx.Row) error {
		var scoring grade.Scoring
		var version int
		if err := row.Scan(&version, &scoring); err != nil {
			return err
		}
		scoring.Version = version
		inForce.Grader = scoring
		return nil
	})
	queueRules(&batch, inForce)
	batch.Queue("SELECT " + ReasonColumns +
		" FROM reasons r ORDER BY r.list, r.position, r.id").Query(func(rows pgx.Rows) error {
		reasons, err := pgx.CollectRows(rows, ScanReason)
		for _, r := range reasons {
			inForce.Reasons[r.ID] = r
		}
		return err
	})
	queuePersonas(&batch, inForce)
	queueTeams(&batch, inForce)
	queuePeople(&batch, inForce)
	if err := q.SendBatch(ctx, &batch).Close(); err != nil {
		return nil, fmt.Errorf("read the policy: %w", err)
	}
	return inForce, nil
}

// queueRules asks for the assignment rules in use, and who gets what none of them matches.
func queueRules(batch *pgx.Batch, inForce *policy.Policy) {
	batch.Queue(`
		SELECT ` + RuleColumns + `
		FROM assignment_rules r
		WHERE r.retired_at IS NULL
		ORDER BY r.position, r.id`).Query(func(rows pgx.Rows) (err error) {
		inForce.Rules, err = pgx.CollectRows(rows, ScanRule)
		return err
	})
	batch.Queue(`
		SELECT coalesce(s.rest_team_id, 0) FROM assignment_sets s
		ORDER BY s.version DESC LIMIT 1`).Query(func(rows pgx.Rows) error {
		_, err := pgx.ForEachRow(rows, []any{&inForce.FallbackTeam}, func() error { return nil })
		return err
	})
}

// queueAgreement asks for the version of the agreement that is in force, and until when.
func queueAgreement(batch *pgx.Batch, inForce *policy.Policy) {
	batch.Queue(`
		SELECT version, nullif(in_force, '-infinity'), terms FROM agreements WHERE in_force <= now()
		ORDER BY version DESC LIMIT 1`).QueryRow(func(row pgx.Row) error {
		return row.Scan(&inForce.Agreement.Version, database.ZeroTime(&inForce.Agreement.InForce), &inForce.Agreement.Terms)
	})
	batch.Queue(`
		SELECT min(in_force) FROM agreements
		WHERE in_force > now()`).QueryRow(func(row pgx.Row) error { return row.Scan(database.ZeroTime(&inForce.Until)) })
}

// queueNames asks for the names of all that conditions name by id, retired or not.
func queueNames(batch *pgx.Batch, names lead.Names) {
	for _, of := range []struct{ field, table string }{{"source", "sources"}, {"campaign", "campaigns"},
		{"persona", "personas"}} {
		names[of.field] = map[string]string{}
		batch.Queue("SELECT id::text, name FROM " + of.table).Query(func(rows pgx.Rows) error {
			var id, name string
			_, err := pgx.ForEachRow(rows, []any{&id, &name}, func() error {
				names[of.field][id] = name
				return nil
			})
			return err
		})
	}
}

// RuleColumns are a rule r as ScanRule reads it. Of team_id only what decides.
const RuleColumns = `r.id, r.position, r.name, r.condition, r.target,
	CASE WHEN r.target IN ('team', 'pool') THEN r.team_id ELSE 0 END,
	coalesce(r.person_id, 0), r.skills, r.version`

// ScanRule reads RuleColumns.
func ScanRule(row pgx.CollectableRow) (r assign.Rule, err error) {
	var condition []byte
	if err = row.Scan(&r.ID, &r.Position, &r.Name, &condition, &r.Target, &r.Team, &r.Person, &r.Skills,
		&r.Version); err == nil {
		err = json.Unmarshal(condition, &r.When)
	}
	return r, err
}

func reasonFields(r *agreement.Reason) database.Columns {
	return database.Columns{
		{SQL: "r.id", To: &r.ID},
		{SQL: "r.list", To: &r.List},
		{SQL: "r.class", To: &r.Class},
		{SQL: "r.code", To: &r.Code},
		{SQL: "r.words", To: &r.Words},
		{SQL: "r.next_step", To: &r.NextStep},
		{SQL: "r.needs_note", To: &r.NeedsNote},
		{SQL: "r.needs_date", To: &r.NeedsDate},
		{SQL: "r.quality", To: &r.Quality},
		{SQL: "r.position", To: &r.Position},
		{SQL: "r.retired_at IS NOT NULL", To: &r.Retired},
		{SQL: "r.version", To: &r.Version},
	}
}

// ReasonColumns are a reason r as ScanReason reads it.
var ReasonColumns = reasonFields(&agreement.Reason{}).SQL()

// ScanReason reads ReasonColumns.
func ScanReason(row pgx.CollectableRow) (r agreement.Reason, err error) {
	err = row.Scan(reasonFields(&r).To()...)
	return r, err
}
