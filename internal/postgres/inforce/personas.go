package inforce

import (
	"github.com/jackc/pgx/v5"

	"baton/internal/lead"
	"baton/internal/policy"
	"baton/internal/postgres/database"
)

// PersonaFields are a persona p and where it goes.
func PersonaFields(p *lead.Persona) database.Columns {
	return database.Columns{
		{SQL: "p.id", To: &p.ID},
		{SQL: "p.name", To: &p.Name},
		{SQL: "p.description", To: &p.Description},
		{SQL: "p.condition", To: &p.When},
		{SQL: "p.required", To: &p.Requires},
		{SQL: "p.speak", To: &p.Words.Speak},
		{SQL: "p.say", To: &p.Words.Say},
		{SQL: "p.avoid", To: &p.Words.Avoid},
		{SQL: "p.retired_at IS NOT NULL", To: &p.Retired},
		{SQL: "p.version", To: &p.Version},
	}
}

// PersonaColumns are a persona p as PersonaFields reads it.
var PersonaColumns = PersonaFields(&lead.Persona{}).SQL()

// ScanPersona reads PersonaColumns.
func ScanPersona(row pgx.CollectableRow) (p lead.Persona, err error) {
	err = row.Scan(PersonaFields(&p).To()...)
	return p, err
}

// NoteJoins are who wrote a field note n, and who pinned it.
const NoteJoins = `
	JOIN people w ON w.id = n.by_id
	LEFT JOIN people p ON p.id = n.pinned_by`

// NoteFields are a field note n with NoteJoins and where it goes.
func NoteFields(n *lead.FieldNote) database.Columns {
	return database.Columns{
		{SQL: "n.id", To: &n.ID},
		{SQL: "n.persona_id", To: &n.Persona},
		{SQL: "n.words", To: &n.Words},
		{SQL: "n.by_id", To: &n.By},
		{SQL: "w.name", To: &n.ByName},
		{SQL: "n.at", To: &n.At},
		{SQL: "n.pinned_at", To: database.ZeroTime(&n.Pinned)},
		{SQL: "coalesce(p.name, '')", To: &n.PinnedBy},
		{SQL: "n.version", To: &n.Version},
	}
}

// NoteColumns are a field note n with NoteJoins, as NoteFields reads it.
var NoteColumns = NoteFields(&lead.FieldNote{}).SQL()

// queuePersonas asks for all personas by name, each with what is pinned of it.
func queuePersonas(batch *pgx.Batch, inForce *policy.Policy) {
	batch.Queue("SELECT " + PersonaColumns +
		" FROM personas p ORDER BY sort_key(p.name), p.id").Query(func(rows pgx.Rows) error {
		personas, err := pgx.CollectRows(rows, ScanPersona)
		for _, p := range personas {
			inForce.Personas = append(inForce.Personas, policy.Persona{Persona: p})
		}
		return err
	})
	batch.Queue("SELECT " + NoteColumns + " FROM field_notes n" + NoteJoins +
		" WHERE n.pinned_at IS NOT NULL ORDER BY n.pinned_at DESC, n.id DESC").Query(func(rows pgx.Rows) error {
		var n lead.FieldNote
		_, err := pgx.ForEachRow(rows, NoteFields(&n).To(), func() error {
			for i := range inForce.Personas {
				if inForce.Personas[i].ID == n.Persona {
					inForce.Personas[i].Pinned = append(inForce.Personas[i].Pinned, n)
				}
			}
			return nil
		})
		return err
	})
}
