package settings

import (
	"context"
	"encoding/json"
	"time"

	"github.com/jackc/pgx/v5"

	"baton/internal/lead"
	"baton/internal/postgres/database"
	"baton/internal/postgres/funnel"
	"baton/internal/postgres/inforce"
	"baton/internal/settings"
)

// lately is how far back PersonaLine counts.
const lately = 90 * 24 * time.Hour

func personaArgs(p *lead.Persona) (pgx.NamedArgs, error) {
	condition, err := json.Marshal(p.When)
	requires := p.Requires
	if requires == nil {
		requires = []string{}
	}
	return pgx.NamedArgs{
		"id": p.ID, "name": p.Name, "description": p.Description, "condition": condition, "required": requires,
		"speak": p.Words.Speak, "say": p.Words.Say, "avoid": p.Words.Avoid,
	}, err
}

// Persona is the persona with id as PersonaLines tells it.
func (db *Store) Persona(ctx context.Context, id lead.PersonaID, at time.Time) (lead.PersonaLine, error) {
	lines, err := db.personaLines(ctx, id, at)
	if err == nil && len(lines) == 0 {
		err = database.Classify(pgx.ErrNoRows)
	}
	if err != nil {
		return lead.PersonaLine{}, err
	}
	return lines[0], nil
}

// PersonaLines are all personas by name, with how sales found the leads that were handed over as one in the 90 days
// before at, each by its latest handoff, and the three reasons for which most came back.
func (db *Store) PersonaLines(ctx context.Context, at time.Time) ([]lead.PersonaLine, error) {
	return db.personaLines(ctx, 0, at)
}

// personaLines tells of one persona, or of all where id is 0.
func (db *Store) personaLines(ctx context.Context, id lead.PersonaID, at time.Time) ([]lead.PersonaLine, error) {
	rows, err := db.Pool.Query(ctx, `
		WITH sent AS (
			SELECT h.persona_id, h.verdict, h.overturned_at, h.outcome, h.reason_id
			FROM handoffs h
			WHERE h.submitted_at > @since AND h.persona_id IS NOT NULL AND (@id = 0 OR h.persona_id = @id) AND h.again_at IS NULL
		), found AS (
			SELECT persona_id, count(*) AS handed_over, count(*) FILTER (WHERE `+funnel.CountsAccepted+`) AS accepted,
				count(*) FILTER (WHERE `+funnel.CountsRejected+`) AS rejected,
				count(*) FILTER (WHERE outcome = 'won') AS won, count(*) FILTER (WHERE outcome IN ('lost', 'disqualified')) AS lost
			FROM sent h
			GROUP BY persona_id
		), refused AS (
			SELECT persona_id, reason_id, count(*) AS n, row_number()
				OVER (PARTITION BY persona_id ORDER BY count(*) DESC, reason_id) AS place
			FROM sent h
			WHERE `+funnel.CountsRejected+`
			GROUP BY persona_id, reason_id
		), open AS (
			SELECT h.persona_id, count(*) AS n
			FROM handoffs h
			WHERE h.persona_id IS NOT NULL AND (@id = 0 OR h.persona_id = @id)
				AND (h.verdict IS NULL OR h.verdict = 'accepted' AND h.outcome IS NULL)
			GROUP BY h.persona_id
		)
		SELECT `+inforce.PersonaColumns+`, coalesce(f.handed_over, 0), coalesce(f.accepted, 0), coalesce(f.rejected, 0),
			coalesce(f.won, 0), coalesce(f.lost, 0), coalesce(o.n, 0),
			(SELECT count(*) FROM field_notes n WHERE n.persona_id = p.id AND n.retired_at IS NULL),
			(SELECT json_agg(json_build_object('Words', r.words, 'N', d.n) ORDER BY d.place) FROM refused d
				JOIN reasons r ON r.id = d.reason_id WHERE d.persona_id = p.id AND d.place <= 3)
		FROM personas p
		LEFT JOIN found f ON f.persona_id = p.id
		LEFT JOIN open o ON o.persona_id = p.id
		WHERE @id = 0 OR p.id = @id
		ORDER BY sort_key(p.name)`, pgx.NamedArgs{"since": at.Add(-lately), "id": int64(id)})
	if err != nil {
		return nil, database.Classify(err)
	}
	lines, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (p lead.PersonaLine, err error) {
		err = row.Scan(append(inforce.PersonaFields(&p.Persona).To(), &p.HandedOver, &p.Accepted, &p.Rejected, &p.Won,
			&p.Lost, &p.Open, &p.Notes, &p.Reasons)...)
		return p, err
	})
	return lines, database.Classify(err)
}

// PersonaNamed implements settings.Tx.
func (t *transaction) PersonaNamed(ctx context.Context, name string) (lead.PersonaID, error) {
	return rowNamed[lead.PersonaID](ctx, t.tx, "personas", name)
}

// AddPersona implements settings.Tx.
func (t *transaction) AddPersona(ctx context.Context, p *lead.Persona) error {
	args, err := personaArgs(p)
	if err != nil {
		return err
	}
	return database.UnlessTaken(t.tx.QueryRow(ctx, addPersonaSQL, args).Scan(&p.ID, &p.Version), "personas_one_per_name",
		settings.ErrPersonaTaken)
}

const addPersonaSQL = `
	INSERT INTO personas (name, description, condition, required, speak, say, avoid)
	VALUES (@name, @description, @condition, @required, @speak, @say, @avoid)
	RETURNING id, version`

// SavePersona implements settings.Tx.
func (t *transaction) SavePersona(ctx context.Context, p *lead.Persona) error {
	args, err := personaArgs(p)
	if err != nil {
		return err
	}
	err = t.tx.QueryRow(ctx, `
		UPDATE personas SET
			name = @name, description = @description, condition = @condition, required = @required,
			speak = @speak, say = @say, avoid = @avoid, version = version + 1
		WHERE id = @id
		RETURNING version`, args).Scan(&p.Version)
	return database.UnlessTaken(err, "personas_one_per_name", settings.ErrPersonaTaken)
}
