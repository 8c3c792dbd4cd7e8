package settings

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype/zeronull"

	"baton/internal/account"
	"baton/internal/lead"
	"baton/internal/postgres/database"
	"baton/internal/postgres/inforce"
)

// notesShown is how many field notes of a persona are read at once.
const notesShown = 100

// FieldNotes are what customers of a persona said, those that are pinned first, then the latest. The lead that a note
// came from is told only to who may see it.
func (db *Store) FieldNotes(ctx context.Context, by account.Person, persona lead.PersonaID) ([]lead.FieldNote, error) {
	rows, err := db.Pool.Query(ctx, `
		SELECT `+inforce.NoteColumns+`, coalesce(l.id, 0), coalesce(nullif(l.name, ''), nullif(l.email, ''), l.phone, '')
		FROM field_notes n`+inforce.NoteJoins+`
		LEFT JOIN leads l ON l.id = n.lead_id AND `+database.SeesLead+`
		WHERE n.persona_id = @persona AND n.retired_at IS NULL
		ORDER BY n.pinned_at DESC NULLS LAST, n.id DESC
		LIMIT @limit`, database.WithArgs(database.Visibility(by), pgx.NamedArgs{"persona": persona, "limit": notesShown}))
	if err != nil {
		return nil, database.Classify(err)
	}
	notes, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (n lead.FieldNote, err error) {
		err = row.Scan(append(inforce.NoteFields(&n).To(), &n.Lead, &n.LeadName)...)
		return n, err
	})
	return notes, database.Classify(err)
}

// FieldNotePersona is the persona that a note is of. NotFound when the note was taken out.
func (db *Store) FieldNotePersona(ctx context.Context, id int64) (persona lead.PersonaID, err error) {
	err = db.Pool.QueryRow(ctx,
		"SELECT persona_id FROM field_notes WHERE id = $1 AND retired_at IS NULL", id).Scan(&persona)
	return persona, database.Classify(err)
}

// FieldNote implements settings.Tx.
func (t *transaction) FieldNote(ctx context.Context, id int64) (lead.FieldNote, error) {
	rows, err := t.tx.Query(ctx, `
		SELECT `+inforce.NoteColumns+` FROM field_notes n`+inforce.NoteJoins+` WHERE n.id = $1 AND n.retired_at IS NULL
		FOR NO KEY UPDATE OF n`, id)
	if err != nil {
		return lead.FieldNote{}, err
	}
	return pgx.CollectExactlyOneRow(rows, func(row pgx.CollectableRow) (n lead.FieldNote, err error) {
		err = row.Scan(inforce.NoteFields(&n).To()...)
		return n, err
	})
}

// PersonaRetired implements settings.Tx.
func (t *transaction) PersonaRetired(ctx context.Context, id lead.PersonaID) (retired bool, err error) {
	err = t.tx.QueryRow(ctx, "SELECT retired_at IS NOT NULL FROM personas WHERE id = $1 FOR SHARE", id).Scan(&retired)
	return retired, err
}

// FindNotedLead implements settings.Tx.
func (t *transaction) FindNotedLead(ctx context.Context, by account.Person, n lead.FieldNote) error {
	var seen bool
	return t.tx.QueryRow(ctx,
		"SELECT true FROM leads l WHERE l.id = @lead AND l.persona_id = @persona AND "+database.SeesLead,
		database.WithArgs(database.Visibility(by), pgx.NamedArgs{"lead": n.Lead, "persona": n.Persona})).Scan(&seen)
}

// PinnedNotes implements settings.Tx.
func (t *transaction) PinnedNotes(ctx context.Context, persona lead.PersonaID) (pinned int, err error) {
	if _, err := t.tx.Exec(ctx, "SELECT FROM personas WHERE id = $1 FOR NO KEY UPDATE", persona); err != nil {
		return 0, err
	}
	err = t.tx.QueryRow(ctx,
		"SELECT count(*) FROM field_notes WHERE persona_id = $1 AND pinned_at IS NOT NULL", persona).Scan(&pinned)
	return pinned, err
}

// AddFieldNote implements settings.Tx.
func (t *transaction) AddFieldNote(ctx context.Context, by account.PersonID, n *lead.FieldNote, at time.Time) error {
	return t.tx.QueryRow(ctx, `
		INSERT INTO field_notes (persona_id, words, by_id, at, lead_id)
		VALUES (@persona, @words, @by, @at, @lead)
		RETURNING id, version`, pgx.NamedArgs{
		"persona": n.Persona, "words": n.Words, "by": by, "at": at, "lead": zeronull.Int8(n.Lead),
	}).Scan(&n.ID, &n.Version)
}

// SaveFieldNote implements settings.Tx.
func (t *transaction) SaveFieldNote(ctx context.Context, n lead.FieldNote) error {
	_, err := t.tx.Exec(ctx, "UPDATE field_notes SET words = $2, version = version + 1 WHERE id = $1", n.ID, n.Words)
	return err
}

// PinFieldNote implements settings.Tx.
func (t *transaction) PinFieldNote(ctx context.Context, by account.PersonID, id int64, at time.Time) error {
	_, err := t.tx.Exec(ctx,
		"UPDATE field_notes SET pinned_by = $2, pinned_at = $3, version = version + 1 WHERE id = $1", id, by, at)
	return err
}

// UnpinFieldNote implements settings.Tx.
func (t *transaction) UnpinFieldNote(ctx context.Context, id int64) error {
	_, err := t.tx.Exec(ctx,
		"UPDATE field_notes SET pinned_by = NULL, pinned_at = NULL, version = version + 1 WHERE id = $1", id)
	return err
}

// TakeOutFieldNote implements settings.Tx.
func (t *transaction) TakeOutFieldNote(ctx context.Context, by account.PersonID, id int64, at time.Time) error {
	_, err := t.tx.Exec(ctx, `
		UPDATE field_notes SET
			pinned_by = NULL, pinned_at = NULL, retired_by = $2, retired_at = $3, version = version + 1
		WHERE id = $1`, id, by, at)
	return err
}
