package handoffs

import (
	"github.com/jackc/pgx/v5"

	"baton/internal/handoff"
	"baton/internal/lead"
)

// keepEstimates queues what was known of the lead of a new handoff, and how probable that made what comes of it.
func (t *Tx) keepEstimates(h *handoff.Handoff) {
	if h.Known != nil {
		t.later.Queue("INSERT INTO handoff_facts (handoff_id, facts) VALUES ($1, $2)", h.ID, h.Known)
	}
	if len(h.Likelihoods) > 0 {
		t.later.Queue(`
			INSERT INTO estimates (handoff_id, of, model, labels, probability, low, high, lines)
			SELECT $1, e."Of", e."Model", e."Labels", e."Probability", e."Low", e."High", e."Lines"
			FROM jsonb_to_recordset($2) AS e ("Of" text, "Model" int, "Labels" int, "Probability" float8, "Low" float8,
				"High" float8, "Lines" jsonb)`, h.ID, h.Likelihoods)
	}
}

// QueueEstimates asks for how probable acceptance and winning were at each handoff of a lead.
func QueueEstimates(batch *pgx.Batch, seen string, args pgx.NamedArgs, estimates map[handoff.ID][]lead.Likelihood) {
	batch.Queue(`
		SELECT e.handoff_id, e.of, e.model, e.labels, e.probability, e.low, e.high, e.lines
		FROM estimates e
		WHERE e.handoff_id IN (SELECT h.id FROM handoffs h WHERE h.lead_id = `+seen+`)
		ORDER BY e.handoff_id, e.of`, args).Query(func(rows pgx.Rows) error {
		var id handoff.ID
		var l lead.Likelihood
		_, err := pgx.ForEachRow(rows, []any{&id, &l.Of, &l.Model, &l.Labels, &l.Probability, &l.Low, &l.High, &l.Lines},
			func() error {
				estimates[id] = append(estimates[id], l)
				l = lead.Likelihood{}
				return nil
			})
		return err
	})
}
