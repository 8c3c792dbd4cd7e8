package handoffs

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"baton/internal/account"
	"baton/internal/handoff"
	"baton/internal/handoff/desk"
	"baton/internal/handoff/tally"
	"baton/internal/lead"
	"baton/internal/policy"
	"baton/internal/postgres/database"
	"baton/internal/postgres/funnel"
)

// Tx is one transaction of the Desk. Statements whose answers nobody waits for gather in later, events and tally, and
// travel with the commit.
type Tx struct {
	db      *Store
	tx      database.Conn
	by      account.Person
	version int64 // of the policy, when the transaction began
	policy  *policy.Policy
	before  map[handoff.ID]*handoff.Handoff
	later   pgx.Batch
	events  []handoff.Event
	tally   map[tally.Key]tally.Counts
}

// Transact implements desk.Store. Work is run again when the transaction met another that was in its way.
func (db *Store) Transact(ctx context.Context, by account.Person, work func(desk.Tx) error) (err error) {
	for range database.Tries {
		if err = db.transact(ctx, by, work); !database.IsRetryable(err) {
			return err
		}
	}
	return err
}

func (db *Store) transact(ctx context.Context, by account.Person, work func(desk.Tx) error) error {
	held, err := db.Pool.Acquire(ctx)
	if err != nil {
		return database.Classify(err)
	}
	defer held.Release()
	t := &Tx{db: db, tx: held.Conn(), by: by, before: map[handoff.ID]*handoff.Handoff{}}
	if err := t.begin(ctx); err != nil {
		return database.Classify(err)
	}
	defer rollBack(ctx, held.Conn())
	if err := work(t); err != nil {
		return err
	}
	return t.commit(ctx)
}

// begin asks in the same round trip whether the policy has changed.
func (t *Tx) begin(ctx context.Context) error {
	var batch pgx.Batch
	batch.Queue("BEGIN")
	batch.Queue("SELECT policy_version FROM installation").
		QueryRow(func(row pgx.Row) error { return row.Scan(&t.version) })
	return t.tx.SendBatch(ctx, &batch).Close()
}

// rollBack leaves nothing of a transaction that was not committed. A connection on which that fails is closed when it
// is given back.
func rollBack(ctx context.Context, c *pgx.Conn) {
	if c.PgConn().TxStatus() == 'I' || c.IsClosed() {
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 2*time.Second)
	defer cancel()
	_, _ = c.Exec(ctx, "ROLLBACK")
}

// commit sends what has gathered together with the COMMIT.
func (t *Tx) commit(ctx context.Context) error {
	t.queueGathered()
	t.later.Queue("COMMIT")
	return fromConstraint(t.tx.SendBatch(ctx, &t.later).Close())
}

// flush sends what has gathered, so that the next statement of this transaction finds it.
func (t *Tx) flush(ctx context.Context) error {
	t.queueGathered()
	err := t.tx.SendBatch(ctx, &t.later).Close()
	t.later = pgx.Batch{}
	return fromConstraint(err)
}

// Policy implements desk.Tx.
func (t *Tx) Policy(ctx context.Context) (*policy.Policy, error) {
	if t.policy != nil {
		return t.policy, nil
	}
	inForce, err := t.db.policy.PolicyAt(ctx, t.tx, t.version)
	t.policy = inForce
	return inForce, err
}

// SentForm implements desk.Tx. The advisory lock makes a double click wait for the first.
func (t *Tx) SentForm(ctx context.Context, key string) (id lead.ID, digest []byte, err error) {
	var batch pgx.Batch
	batch.Queue("SELECT pg_advisory_xact_lock(hashtextextended($1, $2))", key, t.by.ID)
	batch.Queue("SELECT lead_id, digest FROM sent_forms WHERE key = $1 AND person_id = $2", key,
		t.by.ID).Query(func(rows pgx.Rows) error {
		_, err := pgx.ForEachRow(rows, []any{&id, &digest}, func() error { return nil })
		return err
	})
	return id, digest, database.Classify(t.tx.SendBatch(ctx, &batch).Close())
}

// KeepForm implements desk.Tx.
func (t *Tx) KeepForm(_ context.Context, key string, digest []byte, id lead.ID, at time.Time) error {
	t.later.Queue("INSERT INTO sent_forms (key, person_id, lead_id, digest, at) VALUES ($1, $2, $3, $4, $5)", key, t.by.ID,
		id, digest, at)
	return nil
}

// Record implements desk.Tx.
func (t *Tx) Record(_ context.Context, e handoff.Event) error {
	t.events = append(t.events, e)
	return nil
}

// count adds to what the transaction changes in the reports.
func (t *Tx) count(diff map[tally.Key]tally.Counts) {
	if t.tally == nil {
		t.tally = map[tally.Key]tally.Counts{}
	}
	for k, v := range diff {
		t.tally[k] = t.tally[k].Plus(v)
	}
}

// queueGathered turns the gathered events and counts into one statement each.
func (t *Tx) queueGathered() {
	t.queueEvents()
	funnel.QueueTally(&t.later, t.tally)
	t.events, t.tally = nil, nil
}

func (t *Tx) queueEvents() {
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
		leads, handoffs, actors = append(leads, int64(e.Lead)), append(handoffs, int64(e.Handoff)),
			append(actors, int64(e.By))
		kinds, ats, data = append(kinds, string(e.Kind)), append(ats, e.At), append(data, e.Data)
	}
	t.later.Queue(`
		INSERT INTO events (lead_id, handoff_id, kind, actor_id, at, data)
		SELECT e.lead_id, nullif(e.handoff_id, 0), e.kind, nullif(e.actor_id, 0), e.at, e.data
		FROM unnest($1::bigint[], $2::bigint[], $3::text[], $4::bigint[], $5::timestamptz[], $6::jsonb[])
			WITH ORDINALITY AS e (lead_id, handoff_id, kind, actor_id, at, data, place)
		ORDER BY e.place`, leads, handoffs, kinds, actors, ats, data)
}
