package handoffs

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"baton/internal/account"
	"baton/internal/assign"
	"baton/internal/errs"
	"baton/internal/handoff"
	"baton/internal/handoff/desk"
	"baton/internal/lead"
	"baton/internal/postgres/database"
	"baton/internal/postgres/inforce"
)

// hadLead is whether a person p passed the lead @lead on, or let it lapse.
const hadLead = `EXISTS (SELECT FROM handoffs h
	WHERE h.lead_id = @lead AND p.id IN (h.owner_id, h.verdict_by) AND h.verdict = 'rejected'
		AND (h.overturned_at IS NOT NULL OR EXISTS (SELECT FROM reasons r
			WHERE r.id = h.reason_id AND r.next_step = 'reroute')))
	OR EXISTS (SELECT FROM handoffs h JOIN breaches b ON b.handoff_id = h.id WHERE h.lead_id = @lead AND h.verdict IS NULL
		AND b.clock = 'owner' AND b.holder_id = p.id)`

// isCooling is whether the lead @lead rests for a person p.
const isCooling = `EXISTS (
	SELECT FROM recyclings r
	WHERE r.lead_id = @lead AND r.owner_id = p.id AND r.undone_at IS NULL AND r.cooled_at > @at)`

// levelSince is since when a person p with their load w is level with their team: they joined it, or were away until
// then.
const levelSince = `nullif(greatest(w.joined_at,
	(SELECT max(a.ends_at) FROM absences a WHERE a.person_id = p.id AND a.ends_at <= @at)), '-infinity')`

// candidateFields are a person p with their load w and where they go, at the moment @at, for the lead @lead.
func candidateFields(c *assign.Candidate) database.Columns {
	return database.Columns{
		{SQL: "p.id", To: &c.Person},
		{SQL: "p.name", To: &c.Name},
		{SQL: "p.role", To: &c.Role},
		{SQL: "coalesce(w.open, 0)", To: &c.Open},
		{SQL: "p.capacity", To: &c.Cap},
		{SQL: "p.weight", To: &c.Weight},
		{SQL: "p.skills", To: &c.Skills},
		{SQL: "p.disabled_at IS NOT NULL", To: &c.Disabled},
		{SQL: inforce.IsAway, To: &c.Absent},
		{SQL: hadLead, To: &c.Had},
		{SQL: isCooling, To: &c.Cooling},
		{SQL: "nullif(w.given_at, '-infinity')", To: database.ZeroTime(&c.GivenAt)},
		{SQL: "coalesce(w.served, 0)", To: &c.Served},
		{SQL: levelSince, To: database.ZeroTime(&c.Since)},
		{SQL: "nullif(w.room_at, '-infinity')", To: database.ZeroTime(&c.RoomAt)},
	}
}

var candidateColumns = candidateFields(&assign.Candidate{}).SQL()

// salesTeamOf is the first sales team in use of a person p, 0 when there is none.
const salesTeamOf = `coalesce((
	SELECT m.team_id FROM memberships m JOIN teams t ON t.id = m.team_id
	WHERE m.person_id = p.id AND t.side = 'sales' AND t.retired_at IS NULL
	ORDER BY t.id
	LIMIT 1), 0)`

// scanCandidate reads a team and candidateColumns.
func scanCandidate(row pgx.CollectableRow) (c assign.Candidate, err error) {
	err = row.Scan(append([]any{&c.Team}, candidateFields(&c).To()...)...)
	return c, err
}

// Pool implements desk.Tx. Of a team only reps are candidates, and no one who is disabled. Whom a rule means in
// person is told as they are, so that it can be said why they are passed over.
func (t *Tx) Pool(ctx context.Context, ask desk.PoolAsk) (assign.Pool, error) {
	floor := assign.Pool{Teams: map[account.TeamID][]assign.Candidate{}, People: map[account.PersonID]assign.Candidate{}}
	args := pgx.NamedArgs{
		"teams": ask.Teams, "people": ask.People, "lead": ask.Lead, "at": ask.At, "domain": ask.Account.Domain,
		"company": ask.Account.Company,
	}
	var batch pgx.Batch
	each := func(sql string, take func(assign.Candidate)) {
		batch.Queue(sql, args).Query(func(rows pgx.Rows) error {
			candidates, err := pgx.CollectRows(rows, scanCandidate)
			for _, c := range candidates {
				take(c)
			}
			return err
		})
	}
	if len(ask.Teams) > 0 {
		each(membersSQL, func(c assign.Candidate) { floor.Teams[c.Team] = append(floor.Teams[c.Team], c) })
	}
	if len(ask.People) > 0 {
		each(namedSQL, func(c assign.Candidate) { floor.People[c.Person] = c })
	}
	if ask.Account != (lead.Account{}) {
		each(ownerSQL(ask.Account), func(c assign.Candidate) { floor.Owner = &c })
	}
	if ask.PassedOn {
		batch.Queue(passedOnSQL, args).Query(func(rows pgx.Rows) (err error) {
			floor.PassedOn, err = pgx.CollectRows(rows, pgx.RowTo[account.TeamID])
			return err
		})
	}
	if batch.Len() == 0 {
		return floor, nil
	}
	return floor, database.Classify(t.tx.SendBatch(ctx, &batch).Close())
}

var membersSQL = `
	SELECT m.team_id, ` + candidateColumns + `
	FROM memberships m
	JOIN people p ON p.id = m.person_id AND p.role = 'rep' AND p.disabled_at IS NULL
	LEFT JOIN rep_workloads w ON w.person_id = p.id
	WHERE m.team_id = ANY(@teams)`

var namedSQL = `
	SELECT ` + salesTeamOf + `, ` + candidateColumns + `
	FROM people p
	LEFT JOIN rep_workloads w ON w.person_id = p.id
	WHERE p.id = ANY(@people)`

// passedOnSQL finds the teams that said in a row that a lead is not theirs, up to its last handoff.
const passedOnSQL = `
	WITH past AS (
		SELECT h.number, h.team_id, r.next_step = 'reroute' AS passed, r.code LIKE '%territory' AS whole_team
		FROM handoffs h
		LEFT JOIN reasons r ON r.id = h.reason_id AND h.verdict = 'rejected'
		WHERE h.lead_id = @lead
	)
	SELECT p.team_id
	FROM past p
	WHERE p.whole_team AND p.number > coalesce((SELECT max(number) FROM past WHERE passed IS NOT TRUE), 0)
	GROUP BY p.team_id
	ORDER BY min(p.number)`

// ownerSQL finds who works with a company, or won it: the latest of its leads counts. They have the next in the team in
// which they have that, unless they have left it.
func ownerSQL(of lead.Account) string {
	same := "o.company_key = @company AND o.company_key <> ''"
	if of.Domain != "" {
		const domain = `(reverse(split_part(o.email, '@', 2))) COLLATE "C"`
		same = "o.email <> '' AND (" + domain + " = reverse(@domain) OR (" + domain + " >= reverse(@domain) || '.' AND " +
			domain + " < reverse(@domain) || '/'))"
	}
	return `
		SELECT CASE WHEN EXISTS (SELECT FROM memberships m JOIN teams t ON t.id = m.team_id
				WHERE m.person_id = p.id AND m.team_id = a.team_id AND t.retired_at IS NULL) THEN a.team_id
					ELSE ` + salesTeamOf + ` END, ` + candidateColumns + `
		FROM (
			SELECT h.owner_id, h.team_id
			FROM leads o
			JOIN handoffs h ON h.lead_id = o.id AND h.verdict = 'accepted' AND (h.outcome IS NULL OR h.outcome = 'won')
				AND h.owner_id IS NOT NULL
			WHERE o.stage IN ('accepted', 'working', 'qualified', 'won') AND ` + same + `
			ORDER BY h.verdict_at DESC
			LIMIT 1
		) a
		JOIN people p ON p.id = a.owner_id
		LEFT JOIN rep_workloads w ON w.person_id = p.id`
}

// Reserve implements desk.Tx; give_load in the schema says how.
func (t *Tx) Reserve(ctx context.Context, offers []assign.Offer, at time.Time) (place, open int, err error) {
	if len(offers) == 0 {
		return -1, 0, nil
	}
	n := len(offers)
	people, groups, named := make([]int64, n), make([]int32, n), make([]bool, n)
	most, lifts, returned := make([]float64, n), make([]float64, n), make([]*time.Time, n)
	for i, o := range offers {
		people[i], groups[i], most[i], lifts[i], named[i] = int64(o.Person), int32(o.Group), o.Most, o.Lift, o.Named
		if !o.Returned.IsZero() {
			returned[i] = &o.Returned
		}
	}
	rows, err := t.tx.Query(ctx, "SELECT given_place, open_now FROM give_load($1, $2, $3, $4, $5, $6, $7)", people, groups,
		most, lifts, returned, named, at)
	if err != nil {
		return -1, 0, database.Classify(err)
	}
	place = 0
	_, err = pgx.ForEachRow(rows, []any{&place, &open}, func() error { return nil })
	return place - 1, open, database.Classify(err)
}

// HeldBy implements desk.Tx.
func (t *Tx) HeldBy(ctx context.Context, person account.PersonID) ([]*handoff.Handoff, error) {
	const held = `h.owner_id = @person AND (h.verdict IS NULL OR h.verdict = 'accepted' AND h.outcome IS NULL)
		AND (@everything OR h.team_id = ANY(@teams))`
	return t.lockHeld(ctx, held, database.WithArgs(database.Visibility(t.by), pgx.NamedArgs{"person": person}))
}

// lockHeld reads and locks the handoffs h for which held is true, the oldest first. Like every writer it locks the
// leads first.
func (t *Tx) lockHeld(ctx context.Context, held string, args pgx.NamedArgs) ([]*handoff.Handoff, error) {
	var batch pgx.Batch
	batch.Queue(`
		SELECT l.id FROM leads l WHERE l.id IN (SELECT h.lead_id FROM handoffs h WHERE `+held+`) ORDER BY l.id FOR UPDATE`,
		args)
	var all []*handoff.Handoff
	batch.Queue(`
		SELECT `+HandoffColumns+` FROM handoffs h JOIN leads l ON l.id = h.lead_id WHERE `+held+` ORDER BY h.queued_at, h.id
		FOR UPDATE OF h`, args).Query(func(rows pgx.Rows) error {
		read, err := pgx.CollectRows(rows, scanHandoff)
		for i := range read {
			before := read[i]
			t.before[before.ID] = &before
			all = append(all, &read[i])
		}
		return err
	})
	return all, database.Classify(t.tx.SendBatch(ctx, &batch).Close())
}

// Colleague implements desk.Tx.
func (t *Tx) Colleague(ctx context.Context, id account.PersonID) (account.Person, error) {
	rows, err := t.tx.Query(ctx, "SELECT "+inforce.PersonColumns+" FROM people p WHERE p.id = $1", id)
	if err != nil {
		return account.Person{}, database.Classify(err)
	}
	p, err := pgx.CollectExactlyOneRow(rows,
		func(row pgx.CollectableRow) (account.Person, error) { return inforce.ScanPerson(row) })
	return p, database.Classify(err)
}

// Credit implements desk.Tx. Only what assignment gave was counted, and can be taken off.
func (t *Tx) Credit(ctx context.Context, c handoff.Credit) error {
	args := pgx.NamedArgs{"handoff": c.Handoff, "person": c.Person, "by": c.By, "at": c.At}
	done, err := t.tx.Exec(ctx, `
		WITH kept AS (
			INSERT INTO credits (handoff_id, person_id, by_id, at)
			SELECT @handoff, @person, @by, @at
			WHERE EXISTS (SELECT FROM assignment_log r WHERE r.handoff_id = @handoff AND r.person_id = @person)
			ON CONFLICT DO NOTHING
			RETURNING person_id
		)
		UPDATE rep_workloads w SET served = w.served - share_of_one(p.weight)
		FROM kept k
		JOIN people p ON p.id = k.person_id
		WHERE w.person_id = k.person_id`, args)
	if err != nil || done.RowsAffected() == 1 {
		return database.Classify(err)
	}
	var by string
	err = t.tx.QueryRow(ctx, `
		SELECT coalesce((SELECT p.name FROM credits c JOIN people p ON p.id = c.by_id WHERE c.handoff_id = @handoff), '')`,
		args).Scan(&by)
	switch {
	case err != nil:
		return database.Classify(err)
	case by != "":
		return errs.Say(errs.Conflict, by+" already credited this lead. It can be credited once.")
	}
	return errs.Say(errs.Conflict, "This lead was claimed or assigned by name, so it does not count in a share.")
}

// TakeCreditBack implements desk.Tx.
func (t *Tx) TakeCreditBack(ctx context.Context, id handoff.ID) error {
	_, err := t.tx.Exec(ctx, `
		WITH gone AS (DELETE FROM credits WHERE handoff_id = $1 RETURNING person_id)
		UPDATE rep_workloads w SET served = w.served + share_of_one(p.weight)
		FROM gone g
		JOIN people p ON p.id = g.person_id
		WHERE w.person_id = g.person_id`, id)
	return database.Classify(err)
}
