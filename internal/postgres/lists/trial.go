package lists

import (
	"context"
	"iter"
	"time"

	"github.com/jackc/pgx/v5"

	"baton/internal/account"
	"baton/internal/assign"
	"baton/internal/lead"
	"baton/internal/postgres/database"
	"baton/internal/postgres/handoffs"
)

// Staff are the reps with their teams, and everybody whom a rule may name, with when they were away since then.
func (db *Store) Staff(ctx context.Context, since time.Time) ([]assign.Rep, error) {
	rows, err := db.Pool.Query(ctx, `
		SELECT p.id, p.name, p.capacity, p.weight, p.skills, p.role = 'rep',
			array(SELECT m.team_id FROM memberships m JOIN teams t ON t.id = m.team_id
				WHERE m.person_id = p.id AND t.side = 'sales' AND t.retired_at IS NULL ORDER BY t.id),
			coalesce((SELECT jsonb_agg(jsonb_build_object('From', a.starts_at, 'To', a.ends_at) ORDER BY a.starts_at)
				FROM absences a
				WHERE a.person_id = p.id AND (a.ends_at IS NULL OR a.ends_at > $1)), '[]')
		FROM people p
		WHERE p.role <> 'marketer' AND p.disabled_at IS NULL`, since)
	if err != nil {
		return nil, database.Classify(err)
	}
	reps, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (r assign.Rep, err error) {
		err = row.Scan(&r.Person, &r.Name, &r.Cap, &r.Weight, &r.Skills, &r.Offered, &r.Teams, &r.Away)
		if len(r.Teams) > 0 {
			r.Team = r.Teams[0]
		}
		return r, err
	})
	return reps, database.Classify(err)
}

// trialTimeout is how long reading the past may take: a trial is no page that somebody waits for in a queue.
const trialTimeout = "SET LOCAL statement_timeout = '30s'"

// Past gives the handoffs since then as they came, in the order of time, each as its lead reads today. Those that were
// made because another was passed on are left out: by other rules they might not have been. Where owners are asked for,
// it first gives the accepted handoffs before then by which somebody works with a company, with Facts nil. What by may
// not see is Hidden.
func (db *Store) Past(ctx context.Context, by account.Person, ask assign.PastAsk) iter.Seq2[assign.Past, error] {
	return func(yield func(assign.Past, error) bool) {
		err := pgx.BeginTxFunc(ctx, db.Pool, pgx.TxOptions{AccessMode: pgx.ReadOnly}, func(tx pgx.Tx) error {
			if _, err := tx.Exec(ctx, trialTimeout); err != nil {
				return err
			}
			if ask.Owners {
				if more, err := streamPast(ctx, tx, ownersSQL, pgx.NamedArgs{"since": ask.Since}, scanOwner, yield); err != nil ||
					!more {
					return err
				}
			}
			_, err := streamPast(ctx, tx, pastSQL,
				database.WithArgs(database.Visibility(by), pgx.NamedArgs{"since": ask.Since, "touched": ask.Touches}), scanPast,
				yield)
			return err
		})
		if err != nil {
			yield(assign.Past{}, database.Classify(err))
		}
	}
}

func streamPast(
	ctx context.Context, tx pgx.Tx, sql string, args pgx.NamedArgs, scan func(pgx.Rows) (assign.Past, error),
	yield func(assign.Past, error) bool,
) (more bool, err error) {
	rows, err := tx.Query(ctx, sql, args)
	if err != nil {
		return false, err
	}
	defer rows.Close()
	for rows.Next() {
		p, err := scan(rows)
		if err != nil {
			return false, err
		}
		if !yield(p, nil) {
			return false, nil
		}
	}
	return true, rows.Err()
}

// A pastRow is a handoff of the past as it is read.
type pastRow struct {
	assign.Past
	lead    lead.Lead
	score   lead.Score
	touches []lead.Touch
}

// touchesBefore are the touches of the lead of a handoff h until it was handed over, where @touched asks for them.
const touchesBefore = `CASE WHEN @touched THEN (
	SELECT json_agg(json_build_object('Kind', t.kind, 'Source', coalesce(t.source_id, 0),
		'Campaign', coalesce(t.campaign_id, 0)))
	FROM touches t
	WHERE t.lead_id = h.lead_id AND t.at <= h.submitted_at) END`

// fields are a handoff h with its lead l as it reads today, and where they go.
func (p *pastRow) fields() database.Columns {
	return append(handoffs.LeadFields(&p.lead), database.Columns{
		{SQL: "h.id", To: &p.ID},
		{SQL: database.SeesHandoff + " IS NOT TRUE", To: &p.Hidden},
		{SQL: "h.submitted_at", To: &p.At},
		{SQL: "h.fit", To: &p.score.Fit},
		{SQL: "h.grade", To: &p.score.Grade},
		{SQL: "h.engagement", To: &p.score.Engagement},
		{SQL: "h.level", To: database.Zero(&p.score.Level)},
		{SQL: "coalesce(h.owner_id, 0)", To: &p.Owner},
		{SQL: "h.verdict_at", To: database.ZeroTime(&p.DecidedAt)},
		{SQL: "h.verdict IS NOT DISTINCT FROM 'accepted'", To: &p.Accepted},
		{SQL: "CASE WHEN h.outcome IN ('lost', 'disqualified') THEN h.outcome_at END", To: database.ZeroTime(&p.EndedAt)},
		{SQL: "h.source_id", To: database.Zero(&p.lead.Source)},
		{SQL: "h.campaign_id", To: database.Zero(&p.lead.Campaign)},
		{SQL: "h.persona_id", To: database.Zero(&p.lead.Persona)},
		{SQL: "h.note", To: &p.lead.Note},
		{SQL: "l.company_key", To: &p.Company},
		{SQL: touchesBefore, To: &p.touches},
	}...)
}

var pastColumns = (&pastRow{}).fields().SQL()

var pastSQL = `
	SELECT ` + pastColumns + `
	FROM handoffs h
	JOIN leads l ON l.id = h.lead_id
	WHERE h.submitted_at >= @since AND (h.number = 1 OR NOT EXISTS (
		SELECT FROM handoffs b JOIN reasons r ON r.id = b.reason_id
		WHERE b.lead_id = h.lead_id AND b.number = h.number - 1 AND b.verdict = 'rejected' AND r.next_step = 'reroute'
			AND b.verdict_at = h.submitted_at))
	ORDER BY h.submitted_at, h.id`

func scanPast(rows pgx.Rows) (assign.Past, error) {
	var p pastRow
	err := rows.Scan(p.fields().To()...)
	l := p.lead
	p.Lead, p.Name, p.Account, p.Grade = l.ID, l.Called(), l.Account(), p.score.Grade
	p.Facts = l.Facts().Scored(p.score).Touched(p.touches)
	return p.Past, err
}

const ownersSQL = `
	SELECT h.id, h.owner_id, l.email, l.company, l.company_key
	FROM leads l
	JOIN handoffs h ON h.lead_id = l.id AND h.verdict = 'accepted' AND (h.outcome IS NULL OR h.outcome = 'won')
		AND h.owner_id IS NOT NULL
	WHERE l.stage IN ('accepted', 'working', 'qualified', 'won') AND h.submitted_at < @since
	ORDER BY h.verdict_at`

func scanOwner(rows pgx.Rows) (p assign.Past, err error) {
	var l lead.Lead
	err = rows.Scan(&p.ID, &p.Owner, &l.Email, &l.Company, &p.Company)
	p.Account = l.Account()
	return p, err
}
