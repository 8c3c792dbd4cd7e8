package postgres

import (
	"github.com/jackc/pgx/v5"

	"baton/internal/handoff"
	"baton/internal/lead"
)

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
