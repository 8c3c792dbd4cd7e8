package postgres

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgtype/zeronull"

	"baton/internal/account"
	"baton/internal/assign"
	"baton/internal/handoff"
	"baton/internal/lead"
)

// tx is one transaction of the Desk. Statements whose answers nobody waits for gather in later, events and tally, and travel with the
// commit.
type tx struct {
	db      *DB
	tx      conn
	by      account.Person
	version int64 // of the books, when the transaction began
	books   *handoff.Books
	before  map[handoff.ID]*handoff.Handoff
	later   pgx.Batch
	events  []handoff.Event
	tally   map[handoff.TallyKey]handoff.Tally
}

// conn is a connection, or a transaction on one that somebody else ends.
type conn interface {
	querier
	Exec(ctx context.Context, sql string, args ...any) (pgconn.CommandTag, error)
}

// tries is how often a transaction is begun again when it met another on the way.
const tries = 4

// Transact implements handoff.Store. Work is run again when the transaction met another that was in its way.
func (db *DB) Transact(ctx context.Context, by account.Person, work func(handoff.Tx) error) (err error) {
	for range tries {
		if err = db.transact(ctx, by, work); !met(err) {
			return err
		}
	}
	return err
}

// met reports whether err is the loss of one of two transactions that waited for each other.
func met(err error) bool {
	var pg *pgconn.PgError
	return errors.As(err, &pg) && (pg.Code == "40001" || pg.Code == "40P01")
}

func (db *DB) transact(ctx context.Context, by account.Person, work func(handoff.Tx) error) error {
	held, err := db.pool.Acquire(ctx)
	if err != nil {
		return kind(err)
	}
	defer held.Release()
	t := &tx{db: db, tx: held.Conn(), by: by, before: map[handoff.ID]*handoff.Handoff{}}
	if err := t.begin(ctx); err != nil {
		return kind(err)
	}
	defer rollBack(ctx, held.Conn())
	if err := work(t); err != nil {
		return err
	}
	return t.commit(ctx)
}

// begin asks in the same round trip whether the books have changed.
func (t *tx) begin(ctx context.Context) error {
	var batch pgx.Batch
	batch.Queue("BEGIN")
	batch.Queue("SELECT books_version FROM installation").QueryRow(func(row pgx.Row) error { return row.Scan(&t.version) })
	return t.tx.SendBatch(ctx, &batch).Close()
}

// rollBack leaves nothing of a transaction that was not committed. A connection on which that fails is closed when it is given back.
func rollBack(ctx context.Context, c *pgx.Conn) {
	if c.PgConn().TxStatus() == 'I' || c.IsClosed() {
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 2*time.Second)
	defer cancel()
	_, _ = c.Exec(ctx, "ROLLBACK")
}

// commit sends what has gathered together with the COMMIT.
func (t *tx) commit(ctx context.Context) error {
	t.queueGathered()
	t.later.Queue("COMMIT")
	return refused(t.tx.SendBatch(ctx, &t.later).Close())
}

// flush sends what has gathered, so that the next statement of this transaction finds it.
func (t *tx) flush(ctx context.Context) error {
	t.queueGathered()
	err := t.tx.SendBatch(ctx, &t.later).Close()
	t.later = pgx.Batch{}
	return refused(err)
}

func (t *tx) Books(ctx context.Context) (*handoff.Books, error) {
	if t.books != nil {
		return t.books, nil
	}
	if known := t.db.books.Load(); known != nil && known.Version == t.version && known.Hold(time.Now()) {
		t.books = known
		return known, nil
	}
	books, err := t.db.booksBy(ctx, t.tx)
	t.books = books
	return books, err
}

// SentForm implements handoff.Tx. The advisory lock makes a double click wait for the first.
func (t *tx) SentForm(ctx context.Context, key string) (id lead.ID, err error) {
	var batch pgx.Batch
	batch.Queue("SELECT pg_advisory_xact_lock(hashtextextended($1, $2))", key, t.by.ID)
	batch.Queue("SELECT lead_id FROM sent_forms WHERE key = $1 AND person_id = $2", key, t.by.ID).Query(func(rows pgx.Rows) error {
		_, err := pgx.ForEachRow(rows, []any{&id}, func() error { return nil })
		return err
	})
	return id, kind(t.tx.SendBatch(ctx, &batch).Close())
}

func (t *tx) KeepForm(_ context.Context, key string, id lead.ID, at time.Time) error {
	t.later.Queue("INSERT INTO sent_forms (key, person_id, lead_id, at) VALUES ($1, $2, $3, $4)", key, t.by.ID, id, at)
	return nil
}

func (t *tx) Record(_ context.Context, e handoff.Event) error {
	t.events = append(t.events, e)
	return nil
}

// count adds to what the transaction changes in the reports.
func (t *tx) count(diff map[handoff.TallyKey]handoff.Tally) {
	if t.tally == nil {
		t.tally = map[handoff.TallyKey]handoff.Tally{}
	}
	for k, v := range diff {
		t.tally[k] = t.tally[k].Plus(v)
	}
}

// queueGathered turns the gathered events and counts into one statement each.
func (t *tx) queueGathered() {
	t.queueEvents()
	t.queueTally()
	t.events, t.tally = nil, nil
}

func (t *tx) queueEvents() {
	if len(t.events) == 0 {
		return
	}
	var leads, handoffs, actors []int64
	var kinds []string
	var ats []time.Time
	var data []map[string]any
	for _, e := range t.events {
		if e.Data == nil {
			e.Data = map[string]any{}
		}
		leads, handoffs, actors = append(leads, int64(e.Lead)), append(handoffs, int64(e.Handoff)), append(actors, int64(e.By))
		kinds, ats, data = append(kinds, string(e.Kind)), append(ats, e.At), append(data, e.Data)
	}
	t.later.Queue(`
		INSERT INTO events (lead_id, handoff_id, kind, actor_id, at, data)
		SELECT e.lead_id, nullif(e.handoff_id, 0), e.kind, nullif(e.actor_id, 0), e.at, e.data
		FROM unnest($1::bigint[], $2::bigint[], $3::text[], $4::bigint[], $5::timestamptz[], $6::jsonb[])
			WITH ORDINALITY AS e (lead_id, handoff_id, kind, actor_id, at, data, place)
		ORDER BY e.place`, leads, handoffs, kinds, actors, ats, data)
}

// queueTally writes one row for each key whose counts change. The counts travel as JSON, since there are many of them and mostly zero.
func (t *tx) queueTally() {
	var rows []map[string]any
	for k, v := range t.tally {
		if v != (handoff.Tally{}) {
			rows = append(rows, delta(k, v))
		}
	}
	if len(rows) == 0 {
		return
	}
	t.later.Queue(`
		INSERT INTO funnel_deltas (day, marketing_team_id, team_id, campaign_id, reason_id, measure, bucket, n,
			captured, handed_over, submitted, accepted, rejected, recalled, worked, qualified, disqualified, won, lost,
			decided_in_time, decided_late, won_amount)
		SELECT d.day, d.marketing_team, d.team, d.campaign, d.reason, d.measure, d.bucket, d.n,
			d.captured, d.handed_over, d.submitted, d.accepted, d.rejected, d.recalled, d.worked, d.qualified, d.disqualified, d.won, d.lost,
			d.decided_in_time, d.decided_late, d.won_cents / 100.0
		FROM jsonb_to_recordset($1) AS d (day date, marketing_team bigint, team bigint, campaign bigint, reason bigint, measure text, bucket smallint, n int,
			captured int, handed_over int, submitted int, accepted int, rejected int, recalled int, worked int, qualified int, disqualified int, won int, lost int,
			decided_in_time int, decided_late int, won_cents bigint)`, rows)
}

func delta(k handoff.TallyKey, v handoff.Tally) map[string]any {
	return map[string]any{
		"day": k.Day.Format(time.DateOnly), "marketing_team": k.MarketingTeam, "team": k.Team, "campaign": k.Campaign, "reason": k.Reason,
		"measure": k.Measure, "bucket": k.Bucket, "n": v.Times,
		"captured": v.Captured, "handed_over": v.HandedOver, "submitted": v.Submitted, "accepted": v.Accepted, "rejected": v.Rejected, "recalled": v.Recalled,
		"worked": v.Worked, "qualified": v.Qualified, "disqualified": v.Disqualified, "won": v.Won, "lost": v.Lost,
		"decided_in_time": v.DecidedInTime, "decided_late": v.DecidedLate, "won_cents": v.WonCents,
	}
}

// Candidates implements handoff.Tx. Who is away at that moment is told apart; disabled people are none.
func (t *tx) Candidates(ctx context.Context, team account.TeamID, id lead.ID, at time.Time) ([]assign.Candidate, error) {
	rows, err := t.tx.Query(ctx, `
		SELECT p.id, p.name, p.zone, coalesce(w.open, 0), p.capacity,
			EXISTS (SELECT FROM absences a WHERE a.person_id = p.id AND a.starts_at <= @at AND (a.ends_at IS NULL OR a.ends_at > @at)),
			EXISTS (SELECT FROM handoffs h WHERE h.lead_id = @lead AND p.id IN (h.owner_id, h.verdict_by) AND h.verdict = 'rejected'
				AND (h.overturned_at IS NOT NULL OR EXISTS (SELECT FROM reasons r WHERE r.id = h.reason_id AND r.next_step = 'reroute'))),
			EXISTS (SELECT FROM recyclings r WHERE r.lead_id = @lead AND r.owner_id = p.id AND r.undone_at IS NULL AND r.cooled_at > @at),
			CASE WHEN w.given_at > '-infinity' THEN w.given_at END
		FROM memberships m
		JOIN people p ON p.id = m.person_id AND p.role = 'rep' AND p.disabled_at IS NULL
		LEFT JOIN loads w ON w.person_id = p.id
		WHERE m.team_id = @team`, pgx.NamedArgs{"team": team, "lead": id, "at": at})
	if err != nil {
		return nil, kind(err)
	}
	candidates, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (c assign.Candidate, err error) {
		var given zeronull.Timestamptz
		err = row.Scan(&c.Person, &c.Name, &c.Zone, &c.Open, &c.Cap, &c.Absent, &c.Had, &c.Cooling, &given)
		c.GivenAt = time.Time(given)
		return c, err
	})
	return candidates, kind(err)
}

// Reserve implements handoff.Tx. The row of a rep who is being given a handoff is locked until that is committed, so that others pass on
// to the next; when everybody is being given one, it waits for the first.
func (t *tx) Reserve(ctx context.Context, order []account.PersonID, at time.Time) (account.PersonID, int, error) {
	if len(order) == 0 {
		return 0, 0, nil
	}
	for _, locking := range []string{"FOR UPDATE OF w SKIP LOCKED", "FOR UPDATE OF w"} {
		var person account.PersonID
		var open int
		err := t.tx.QueryRow(ctx, `
			UPDATE loads SET open = open + 1, given_at = $2
			WHERE person_id = (
				SELECT w.person_id
				FROM unnest($1::bigint[]) WITH ORDINALITY AS o (person_id, place)
				JOIN loads w ON w.person_id = o.person_id
				JOIN people p ON p.id = o.person_id
				WHERE w.open < p.capacity AND p.disabled_at IS NULL
				ORDER BY o.place
				LIMIT 1
				`+locking+`)
			RETURNING person_id, open`, order, at).Scan(&person, &open)
		if err == nil {
			return person, open, nil
		}
		if !errors.Is(err, pgx.ErrNoRows) {
			return 0, 0, kind(err)
		}
	}
	return 0, 0, nil
}
