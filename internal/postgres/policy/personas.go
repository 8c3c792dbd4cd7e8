package policy

import (
	"github.com/jackc/pgx/v5"

	"baton/internal/handoff"
	"baton/internal/lead"
	"baton/internal/postgres/database"
)

// PersonaColumns are a persona p as PersonaFields reads them.
const PersonaColumns = "p.id, p.name, p.description, p.condition, p.required, p.speak, p.say, p.avoid, p.retired_at IS NOT NULL, p.version"

// PersonaFields are where the values of PersonaColumns go.
func PersonaFields(p *lead.Persona) []any {
	return []any{&p.ID, &p.Name, &p.Description, &p.When, &p.Requires, &p.Words.Speak, &p.Words.Say, &p.Words.Avoid, &p.Retired, &p.Version}
}

// ScanPersona reads PersonaColumns.
func ScanPersona(row pgx.CollectableRow) (p lead.Persona, err error) {
	err = row.Scan(PersonaFields(&p)...)
	return p, err
}

// NoteColumns are a field note n with NoteJoins, as NoteFields reads it.
const NoteColumns = "n.id, n.persona_id, n.words, n.by_id, w.name, n.at, n.pinned_at, coalesce(p.name, ''), n.version"

// NoteJoins are who wrote a field note n, and who pinned it.
const NoteJoins = `
	JOIN people w ON w.id = n.by_id
	LEFT JOIN people p ON p.id = n.pinned_by`

// NoteFields are where the values of NoteColumns go.
func NoteFields(n *lead.FieldNote) []any {
	return []any{&n.ID, &n.Persona, &n.Words, &n.By, &n.ByName, &n.At, database.ZeroTime(&n.Pinned), &n.PinnedBy, &n.Version}
}

// queuePersonas asks for all personas by name, each with what is pinned of it.
func queuePersonas(batch *pgx.Batch, books *handoff.Books) {
	batch.Queue("SELECT " + PersonaColumns + " FROM personas p ORDER BY sort_key(p.name), p.id").Query(func(rows pgx.Rows) error {
		personas, err := pgx.CollectRows(rows, ScanPersona)
		for _, p := range personas {
			books.Personas = append(books.Personas, handoff.BookedPersona{Persona: p})
		}
		return err
	})
	batch.Queue("SELECT " + NoteColumns + " FROM field_notes n" + NoteJoins + " WHERE n.pinned_at IS NOT NULL ORDER BY n.pinned_at DESC, n.id DESC").Query(func(rows pgx.Rows) error {
		var n lead.FieldNote
		_, err := pgx.ForEachRow(rows, NoteFields(&n), func() error {
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
