package agreements

import (
	"context"
	"encoding/json"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype/zeronull"

	"baton/internal/account"
	"baton/internal/intake/past"
)

// Found keeps what both sides signed, and what is proposed, where nobody has changed the agreement that comes with
// Baton yet.
func Found(ctx context.Context, tx pgx.Tx, c *past.Company) error {
	var changed bool
	err := tx.QueryRow(ctx, `
		SELECT EXISTS (SELECT FROM agreements WHERE version > 1) OR EXISTS (SELECT FROM agreement_drafts)`).Scan(&changed)
	if err != nil || changed {
		return err
	}
	people := map[string]account.PersonID{}
	for _, p := range c.People {
		people[p.Email] = p.ID
	}
	for i, a := range c.Agreed {
		if err := foundAgreement(ctx, tx, i+2, a, people); err != nil {
			return err
		}
	}
	return nil
}

// foundAgreement keeps the draft that became a version, or that is proposed to become it.
func foundAgreement(
	ctx context.Context, tx pgx.Tx, version int, a past.Agreement, people map[string]account.PersonID,
) error {
	terms, err := json.Marshal(a.Terms)
	if err != nil {
		return err
	}
	signed := !a.From.IsZero()
	if signed {
		if _, err := tx.Exec(ctx, "INSERT INTO agreements (version, terms, in_force) VALUES ($1, $2, $3)", version, terms,
			a.From); err != nil {
			return err
		}
	}
	var draft int64
	err = tx.QueryRow(ctx, `
		INSERT INTO agreement_drafts (based_on, proposed_at, ended_at, became)
		VALUES ($1 - 1, $2, $3, CASE WHEN $4 THEN $1 END)
		RETURNING id`, version, a.WrittenAt, zeronull.Timestamptz(a.From), signed).Scan(&draft)
	if err != nil {
		return err
	}
	if _, err := tx.Exec(ctx,
		"INSERT INTO agreement_revisions (draft_id, version, terms, written_by, written_at) VALUES ($1, 1, $2, $3, $4)",
		draft, terms, people[a.WrittenBy], a.WrittenAt); err != nil {
		return err
	}
	for _, s := range a.Signed {
		if _, err := tx.Exec(ctx,
			"INSERT INTO agreement_signatures (draft_id, version, side, person_id, at) VALUES ($1, 1, $2, $3, $4)", draft,
			s.Side, people[s.By], s.At); err != nil {
			return err
		}
	}
	for _, s := range a.Said {
		if _, err := tx.Exec(ctx,
			"INSERT INTO agreement_answers (draft_id, person_id, side, words, at) VALUES ($1, $2, $3, $4, $5)", draft,
			people[s.By], s.Side, s.Words, s.At); err != nil {
			return err
		}
	}
	return nil
}
