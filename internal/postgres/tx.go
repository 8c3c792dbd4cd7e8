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

// tx is one transaction of the Desk. Statements whose answers nobody waits for gather in later and travel with the commit.
type tx struct {
	db     *DB
	tx     pgx.Tx
	by     account.Person
	books  *handoff.Books
	before map[handoff.ID]*handoff.Handoff
	later  pgx.Batch
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
	conn, err := db.pool.Acquire(ctx)
	if err != nil {
		return kind(err)
	}
	defer conn.Release()
	begun, err := conn.Begin(ctx)
	if err != nil {
		return kind(err)
	}
	defer begun.Rollback(context.WithoutCancel(ctx))
	t := &tx{db: db, tx: begun, by: by, before: map[handoff.ID]*handoff.Handoff{}}
	if err := work(t); err != nil {
		return err
	}
	return kind(t.commit(ctx))
}

// commit sends what has gathered together with the COMMIT.
func (t *tx) commit(ctx context.Context) error {
	if t.later.Len() > 0 {
		if err := t.tx.SendBatch(ctx, &t.later).Close(); err != nil {
			return err
		}
	}
	return t.tx.Commit(ctx)
}

func (t *tx) Books(ctx context.Context) (*handoff.Books, error) {
	if t.books != nil {
		return t.books, nil
	}
	books, err := t.db.booksBy(ctx, t.tx)
	t.books = books
	return books, err
}

func (t *tx) SentForm(ctx context.Context, key string) (lead.ID, error) {
	var id lead.ID
	if _, err := t.tx.Exec(ctx, "SELECT pg_advisory_xact_lock(hashtextextended($1, 1))", key); err != nil {
		return 0, kind(err)
	}
	err := t.tx.QueryRow(ctx, "SELECT lead_id FROM sent_forms WHERE key = $1 AND person_id = $2", key, t.by.ID).Scan(&id)
	if errors.Is(err, pgx.ErrNoRows) {
		return 0, nil
	}
	return id, kind(err)
}

func (t *tx) KeepForm(_ context.Context, key string, id lead.ID, at time.Time) error {
	t.later.Queue("INSERT INTO sent_forms (key, person_id, lead_id, at) VALUES ($1, $2, $3, $4)", key, t.by.ID, id, at)
	return nil
}

func (t *tx) Record(_ context.Context, e handoff.Event) error {
	t.queueEvent(e)
	return nil
}

func (t *tx) queueEvent(e handoff.Event) {
	data := e.Data
	if data == nil {
		data = map[string]any{}
	}
	t.later.Queue("INSERT INTO events (lead_id, handoff_id, kind, actor_id, at, data) VALUES ($1, $2, $3, $4, $5, $6)",
		e.Lead, zeronull.Int8(e.Handoff), e.Kind, zeronull.Int8(e.By), e.At, data)
}

func (t *tx) queueTally(diff map[handoff.TallyKey]handoff.Tally) {
	for k, v := range diff {
		t.later.Queue(`
			INSERT INTO funnel_deltas (day, marketing_team_id, team_id, campaign_id, reason_id, measure, bucket, n,
				captured, handed_over, submitted, accepted, rejected, recalled, worked, qualified, disqualified, won, lost,
				decided_in_time, decided_late, won_amount)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22::bigint / 100.0)`,
			k.Day, k.MarketingTeam, k.Team, k.Campaign, k.Reason, k.Measure, k.Bucket, v.Times,
			v.Captured, v.HandedOver, v.Submitted, v.Accepted, v.Rejected, v.Recalled, v.Worked, v.Qualified, v.Disqualified, v.Won, v.Lost,
			v.DecidedInTime, v.DecidedLate, v.WonCents)
	}
}

// Candidates implements handoff.Tx. Who is away at that moment is told apart; disabled people are none.
func (t *tx) Candidates(ctx context.Context, team account.TeamID, id lead.ID, at time.Time) ([]assign.Candidate, error) {
	rows, err := t.tx.Query(ctx, `
		SELECT p.id, p.name, p.zone, coalesce(w.open, 0), p.capacity,
			EXISTS (SELECT FROM absences a WHERE a.person_id = p.id AND a.starts_at <= @at AND (a.ends_at IS NULL OR a.ends_at > @at)),
			EXISTS (SELECT FROM handoffs h WHERE h.lead_id = @lead AND h.owner_id = p.id AND h.verdict = 'rejected'
				AND EXISTS (SELECT FROM reasons r WHERE r.id = h.reason_id AND r.next_step = 'reroute')),
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
		err = row.Scan(&c.Person, &c.Name, &c.Zone, &c.Open, &c.Cap, &c.Absent, &c.Had, &given)
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
				WHERE w.open < p.capacity
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
