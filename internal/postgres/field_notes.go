package postgres

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype/zeronull"

	"baton/internal/account"
	"baton/internal/errs"
	"baton/internal/handoff"
	"baton/internal/lead"
	"baton/internal/settings"
)

// notesShown is how many field notes of a persona are read at once.
const notesShown = 100

const noteColumns = "n.id, n.persona_id, n.words, n.by_id, w.name, n.at, n.pinned_at, coalesce(p.name, ''), n.version"

const noteJoins = `
	JOIN people w ON w.id = n.by_id
	LEFT JOIN people p ON p.id = n.pinned_by`

func noteFields(n *lead.FieldNote) []any {
	return []any{&n.ID, &n.Persona, &n.Words, &n.By, &n.ByName, &n.At, &zeroTime{&n.Pinned}, &n.PinnedBy, &n.Version}
}

// queuePersonas asks for all personas by name, each with what is pinned of it.
func queuePersonas(batch *pgx.Batch, books *handoff.Books) {
	batch.Queue("SELECT " + personaColumns + " FROM personas p ORDER BY sort_key(p.name), p.id").Query(func(rows pgx.Rows) error {
		personas, err := pgx.CollectRows(rows, scanPersona)
		for _, p := range personas {
			books.Personas = append(books.Personas, handoff.BookedPersona{Persona: p})
		}
		return err
	})
	batch.Queue("SELECT " + noteColumns + " FROM field_notes n" + noteJoins + " WHERE n.pinned_at IS NOT NULL ORDER BY n.pinned_at DESC, n.id DESC").Query(func(rows pgx.Rows) error {
		var n lead.FieldNote
		_, err := pgx.ForEachRow(rows, noteFields(&n), func() error {
			for i := range books.Personas {
				if books.Personas[i].ID == n.Persona {
					books.Personas[i].Pinned = append(books.Personas[i].Pinned, n)
				}
			}
			return nil
		})
		return err
	})
}

// queueNotes asks for what sales noted from the lead.
func queueNotes(batch *pgx.Batch, seen string, args pgx.NamedArgs, h *handoff.History) {
	batch.Queue("SELECT "+noteColumns+" FROM field_notes n"+noteJoins+" WHERE n.lead_id = "+seen+" AND n.retired_at IS NULL ORDER BY n.id DESC LIMIT 20", args).Query(func(rows pgx.Rows) (err error) {
		h.Notes, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) (n lead.FieldNote, err error) {
			err = row.Scan(noteFields(&n)...)
			return n, err
		})
		return err
	})
}

// FieldNotes are what customers of a persona said, those that are pinned first, then the latest. The lead that a note came from is told only
// to who may see it.
func (db *DB) FieldNotes(ctx context.Context, by account.Person, persona lead.PersonaID) ([]lead.FieldNote, error) {
	rows, err := db.pool.Query(ctx, `
		SELECT `+noteColumns+`, coalesce(l.id, 0), coalesce(nullif(l.name, ''), nullif(l.email, ''), l.phone, '')
		FROM field_notes n`+noteJoins+`
		LEFT JOIN leads l ON l.id = n.lead_id AND `+seesLead+`
		WHERE n.persona_id = @persona AND n.retired_at IS NULL
		ORDER BY n.pinned_at DESC NULLS LAST, n.id DESC
		LIMIT @limit`, with(eyes(by), pgx.NamedArgs{"persona": persona, "limit": notesShown}))
	if err != nil {
		return nil, kind(err)
	}
	notes, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (n lead.FieldNote, err error) {
		err = row.Scan(append(noteFields(&n), &n.Lead, &n.LeadName)...)
		return n, err
	})
	return notes, kind(err)
}

// AddFieldNote keeps what customers of a persona said. A lead that it came from is one that by sees and that is of the persona; NotFound
// for another.
func (db *DB) AddFieldNote(ctx context.Context, by account.Person, n *lead.FieldNote, at time.Time) error {
	if err := n.Check(); err != nil {
		return err
	}
	return db.write(ctx, func(tx pgx.Tx) error {
		var retired bool
		if err := tx.QueryRow(ctx, "SELECT retired_at IS NOT NULL FROM personas WHERE id = $1 FOR SHARE", n.Persona).Scan(&retired); err != nil {
			return err
		}
		if retired {
			return errs.SayWith(errs.Conflict, "This persona is retired. Add the note to the persona that replaced it.", errs.Remedy{At: errs.Personas, Do: "look at the personas"})
		}
		if n.Lead != 0 {
			var seen bool
			err := tx.QueryRow(ctx, "SELECT true FROM leads l WHERE l.id = @lead AND l.persona_id = @persona AND "+seesLead,
				with(eyes(by), pgx.NamedArgs{"lead": n.Lead, "persona": n.Persona})).Scan(&seen)
			if err != nil {
				return err
			}
		}
		return tx.QueryRow(ctx, "INSERT INTO field_notes (persona_id, words, by_id, at, lead_id) VALUES ($1, $2, $3, $4, $5) RETURNING id, version",
			n.Persona, n.Words, by.ID, at, zeronull.Int8(n.Lead)).Scan(&n.ID, &n.Version)
	})
}

// ChangeFieldNote changes the words of a note of by's that is still the version that was read.
func (db *DB) ChangeFieldNote(ctx context.Context, by account.Person, n *lead.FieldNote) error {
	return db.onNote(ctx, n, func(tx pgx.Tx, kept lead.FieldNote) error {
		if err := kept.MayChange(by); err != nil {
			return err
		}
		if err := n.Check(); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, "UPDATE field_notes SET words = $2, version = version + 1 WHERE id = $1", n.ID, n.Words)
		return err
	})
}

// TakeOutFieldNote takes a note out of sight.
func (db *DB) TakeOutFieldNote(ctx context.Context, by account.Person, n *lead.FieldNote, at time.Time) error {
	return db.onNote(ctx, n, func(tx pgx.Tx, kept lead.FieldNote) error {
		if err := kept.MayTakeOut(by); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `
			UPDATE field_notes SET pinned_by = NULL, pinned_at = NULL, retired_by = $2, retired_at = $3, version = version + 1
			WHERE id = $1`, n.ID, by.ID, at)
		return err
	})
}

// PinFieldNote puts a note beside every lead of its persona. Two who pin at once wait for each other, so that no more are pinned than are read.
func (db *DB) PinFieldNote(ctx context.Context, by account.Person, n *lead.FieldNote, at time.Time) error {
	return db.onNote(ctx, n, func(tx pgx.Tx, kept lead.FieldNote) error {
		if !kept.Pinned.IsZero() {
			return nil
		}
		if _, err := tx.Exec(ctx, "SELECT FROM personas WHERE id = $1 FOR NO KEY UPDATE", kept.Persona); err != nil {
			return err
		}
		var pinned int
		if err := tx.QueryRow(ctx, "SELECT count(*) FROM field_notes WHERE persona_id = $1 AND pinned_at IS NOT NULL", kept.Persona).Scan(&pinned); err != nil {
			return err
		}
		if pinned >= lead.MostPinned {
			return lead.ErrPinned
		}
		_, err := tx.Exec(ctx, "UPDATE field_notes SET pinned_by = $2, pinned_at = $3, version = version + 1 WHERE id = $1", n.ID, by.ID, at)
		return err
	})
}

// UnpinFieldNote takes a note away from the leads of its persona; it stays on the persona's page.
func (db *DB) UnpinFieldNote(ctx context.Context, n *lead.FieldNote) error {
	return db.onNote(ctx, n, func(tx pgx.Tx, kept lead.FieldNote) error {
		if kept.Pinned.IsZero() {
			return nil
		}
		_, err := tx.Exec(ctx, "UPDATE field_notes SET pinned_by = NULL, pinned_at = NULL, version = version + 1 WHERE id = $1", n.ID)
		return err
	})
}

// FieldNotePersona is the persona that a note is of. NotFound when the note was taken out.
func (db *DB) FieldNotePersona(ctx context.Context, id int64) (persona lead.PersonaID, err error) {
	err = db.pool.QueryRow(ctx, "SELECT persona_id FROM field_notes WHERE id = $1 AND retired_at IS NULL", id).Scan(&persona)
	return persona, kind(err)
}

// onNote locks a note that is in sight and still the version that was read, and lets change change it.
func (db *DB) onNote(ctx context.Context, n *lead.FieldNote, change func(tx pgx.Tx, kept lead.FieldNote) error) error {
	return db.write(ctx, func(tx pgx.Tx) error {
		rows, err := tx.Query(ctx, "SELECT "+noteColumns+" FROM field_notes n"+noteJoins+" WHERE n.id = $1 AND n.retired_at IS NULL FOR NO KEY UPDATE OF n", n.ID)
		if err != nil {
			return err
		}
		kept, err := pgx.CollectExactlyOneRow(rows, func(row pgx.CollectableRow) (kept lead.FieldNote, err error) {
			err = row.Scan(noteFields(&kept)...)
			return kept, err
		})
		if err != nil {
			return err
		}
		if n.Persona = kept.Persona; kept.Version != n.Version {
			return settings.ErrStale
		}
		return change(tx, kept)
	})
}
