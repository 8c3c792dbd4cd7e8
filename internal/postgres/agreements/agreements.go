package agreements

import (
	"context"
	"encoding/json"
	"errors"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype/zeronull"

	"baton/internal/account"
	"baton/internal/agreement"
	"baton/internal/postgres/database"
	"baton/internal/postgres/inforce"
)

// negotiationLock is held while somebody changes or signs the agreement, so that they take turns.
const negotiationLock = 7_421_010

// Negotiation is where both teams stand with their agreement.
func (db *Store) Negotiation(ctx context.Context) (n agreement.Negotiation, err error) {
	return readNegotiation(ctx, db.Pool)
}

// Negotiate has decide change the negotiation while nobody else can, and keeps what it made of it. A draft that both
// sides have signed becomes the next version in the same transaction; one without a day is in force from then on.
func (db *Store) Negotiate(ctx context.Context, decide func(*agreement.Negotiation) error) error {
	return db.Write(ctx, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, "SELECT pg_advisory_xact_lock($1)", negotiationLock); err != nil {
			return err
		}
		n, err := readNegotiation(ctx, tx)
		if err != nil {
			return err
		}
		if err := decide(&n); err != nil {
			return err
		}
		return keepNegotiation(ctx, tx, &n)
	})
}

func readNegotiation(ctx context.Context, q database.Querier) (n agreement.Negotiation, err error) {
	var batch pgx.Batch
	batch.Queue(`
		SELECT a.version, nullif(a.in_force, '-infinity'), a.in_force > clock_timestamp(), a.terms,
			NOT EXISTS (SELECT FROM agreement_drafts d WHERE d.became = a.version)
		FROM agreements a
		ORDER BY a.version DESC
		LIMIT 1`).QueryRow(func(row pgx.Row) error {
		return row.Scan(&n.Latest.Version, database.ZeroTime(&n.Latest.InForce), &n.Coming, &n.Latest.Terms, &n.Unsigned)
	})
	batch.Queue("SELECT " + inforce.PersonColumns +
		" FROM people p WHERE p.role IN ('manager', 'admin') AND p.disabled_at IS NULL AND " + inforce.IsPerson +
		" ORDER BY p.id").Query(func(rows pgx.Rows) (err error) {
		n.Managers, err = pgx.CollectRows(rows,
			func(row pgx.CollectableRow) (account.Person, error) { return inforce.ScanPerson(row) })
		return err
	})
	batch.Queue(`
		SELECT d.id, d.based_on, d.version, d.proposed_at, d.founding, r.terms, r.in_force, r.written_by,
			coalesce(p.name, ''), r.written_at
		FROM agreement_drafts d
		JOIN agreement_revisions r ON r.draft_id = d.id AND r.version = d.version
		LEFT JOIN people p ON p.id = r.written_by
		WHERE d.ended_at IS NULL`).Query(func(rows pgx.Rows) error {
		d, err := pgx.CollectExactlyOneRow(rows, scanDraft)
		if errors.Is(err, pgx.ErrNoRows) {
			return nil
		}
		n.Draft = &d
		return err
	})
	if err := q.SendBatch(ctx, &batch).Close(); err != nil {
		return n, database.Classify(err)
	}
	if n.Draft == nil {
		return n, nil
	}
	return n, database.Classify(readSaid(ctx, q, n.Draft))
}

func scanDraft(row pgx.CollectableRow) (d agreement.Draft, err error) {
	err = row.Scan(&d.ID, &d.BasedOn, &d.Version, database.ZeroTime(&d.ProposedAt), &d.Founding, &d.Terms,
		database.ZeroTime(&d.From), database.Zero(&d.WrittenBy), &d.WriterName, &d.WrittenAt)
	return d, err
}

// readSaid reads who has signed a draft as it is, and what was answered to it.
func readSaid(ctx context.Context, q database.Querier, d *agreement.Draft) error {
	var batch pgx.Batch
	batch.Queue(`
		SELECT s.side, s.person_id, p.name, s.at, s.alone
		FROM agreement_signatures s
		JOIN people p ON p.id = s.person_id
		WHERE s.draft_id = $1 AND s.version = $2
		ORDER BY s.at, s.side`, d.ID, d.Version).Query(func(rows pgx.Rows) (err error) {
		d.Signatures, err = pgx.CollectRows(rows, pgx.RowToStructByPos[agreement.Signature])
		return err
	})
	batch.Queue(`
		SELECT a.person_id, p.name, a.side, a.words, a.at
		FROM agreement_answers a
		JOIN people p ON p.id = a.person_id
		WHERE a.draft_id = $1
		ORDER BY a.at, a.id
		LIMIT 200`, d.ID).Query(func(rows pgx.Rows) (err error) {
		d.Answers, err = pgx.CollectRows(rows, pgx.RowToStructByPos[agreement.Comment])
		return err
	})
	return q.SendBatch(ctx, &batch).Close()
}

// keepNegotiation keeps what was done in a negotiation.
func keepNegotiation(ctx context.Context, tx pgx.Tx, n *agreement.Negotiation) error {
	d, done := n.Draft, n.Done
	if done.Written {
		if err := keepRevision(ctx, tx, d); err != nil {
			return err
		}
	}
	var batch pgx.Batch
	for _, s := range done.Signed {
		batch.Queue(`
			INSERT INTO agreement_signatures (draft_id, version, side, person_id, at, alone) VALUES ($1, $2, $3, $4, $5, $6)`,
			d.ID, d.Version, s.Side, s.Person, s.At, s.Alone)
	}
	if done.Unsigned != "" {
		batch.Queue("DELETE FROM agreement_signatures WHERE draft_id = $1 AND version = $2 AND side = $3", d.ID, d.Version,
			done.Unsigned)
	}
	if c := done.Said; c != nil {
		batch.Queue("INSERT INTO agreement_answers (draft_id, person_id, side, words, at) VALUES ($1, $2, $3, $4, $5)", d.ID,
			c.Person, c.Side, c.Words, c.At)
	}
	if done.Withdrawn {
		batch.Queue("UPDATE agreement_drafts SET ended_at = now() WHERE id = $1", d.ID)
	}
	switch {
	case done.Agreed && d.Founding:
		batch.Queue("UPDATE agreement_drafts SET ended_at = now(), became = based_on WHERE id = $1", d.ID)
	case done.Agreed:
		terms, err := json.Marshal(d.Terms)
		if err != nil {
			return err
		}
		// clock_timestamp, since the transaction may have waited for another that signed the version before.
		batch.Queue("INSERT INTO agreements (version, terms, in_force) VALUES ($1, $2, coalesce($3, clock_timestamp()))",
			n.Latest.Version+1, terms, zeronull.Timestamptz(d.From))
		batch.Queue("UPDATE agreement_drafts SET ended_at = now(), became = $2 WHERE id = $1", d.ID, n.Latest.Version+1)
	}
	return agreementRefused(tx.SendBatch(ctx, &batch).Close())
}

func keepRevision(ctx context.Context, tx pgx.Tx, d *agreement.Draft) error {
	var err error
	if d.ID == 0 {
		err = tx.QueryRow(ctx, `
			INSERT INTO agreement_drafts (based_on, version, proposed_at, founding) VALUES ($1, $2, $3, $4) RETURNING id`,
			d.BasedOn, d.Version, zeronull.Timestamptz(d.ProposedAt), d.Founding).Scan(&d.ID)
	} else {
		_, err = tx.Exec(ctx, "UPDATE agreement_drafts SET version = $2, proposed_at = $3, founding = $4 WHERE id = $1", d.ID,
			d.Version, zeronull.Timestamptz(d.ProposedAt), d.Founding)
	}
	if err != nil {
		return agreementRefused(err)
	}
	terms, err := json.Marshal(d.Terms)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `
		INSERT INTO agreement_revisions (draft_id, version, terms, in_force, written_by, written_at)
		VALUES (@draft, @version, @terms, @from, @by, @at)`, pgx.NamedArgs{
		"draft": d.ID, "version": d.Version, "terms": terms, "from": zeronull.Timestamptz(d.From),
		"by": zeronull.Int8(d.WrittenBy), "at": d.WrittenAt,
	})
	return agreementRefused(err)
}

// agreementRefused says in words what the database kept two people from.
func agreementRefused(err error) error {
	switch {
	case database.Violates(err, "agreement_drafts_one_at_a_time"):
		return agreement.ErrSecond
	case database.Violates(err, "agreement_revisions_pkey"), database.Violates(err, "agreement_signatures_pkey"),
		database.Violates(err, "agreement_signatures_of_two_people"),
		database.Violates(err, "agreements_pkey"), database.Violates(err, "agreements_one_from_each_instant"),
		database.Violates(err, "agreement_drafts_become_a_version_each"):
		return agreement.ErrChanged
	}
	return err
}

// DraftTerms are what a draft said in one of its versions; NotFound when it never had that.
func (db *Store) DraftTerms(ctx context.Context, id agreement.DraftID, version int) (terms agreement.Terms, err error) {
	err = db.Pool.QueryRow(ctx, "SELECT terms FROM agreement_revisions WHERE draft_id = $1 AND version = $2", id,
		version).Scan(&terms)
	return terms, database.Classify(err)
}

const signedColumns = `a.version, nullif(a.in_force, '-infinity'), a.terms, (
	SELECT coalesce(json_agg(json_build_object('Side', s.side, 'Person', s.person_id, 'Name', p.name, 'At', s.at,
		'Alone', s.alone) ORDER BY s.at, s.side), '[]')
	FROM agreement_drafts d
	JOIN agreement_signatures s ON s.draft_id = d.id AND s.version = d.version
	JOIN people p ON p.id = s.person_id
	WHERE d.became = a.version)`

func scanSigned(row pgx.CollectableRow) (s agreement.Signed, err error) {
	err = row.Scan(&s.Version, database.ZeroTime(&s.InForce), &s.Terms, &s.Signatures)
	return s, err
}

// SignedVersions are the versions before the one called before, 0 for the latest, with who signed them; the latest
// first.
func (db *Store) SignedVersions(ctx context.Context, before, limit int) ([]agreement.Signed, error) {
	rows, err := db.Pool.Query(ctx,
		"SELECT "+signedColumns+" FROM agreements a WHERE $1 = 0 OR a.version < $1 ORDER BY a.version DESC LIMIT $2", before,
		limit)
	if err != nil {
		return nil, database.Classify(err)
	}
	all, err := pgx.CollectRows(rows, scanSigned)
	return all, database.Classify(err)
}
