package lists

import (
	"github.com/jackc/pgx/v5"

	"baton/internal/handoff/history"
	"baton/internal/lead"
	"baton/internal/postgres/inforce"
)

// queueNotes asks for what sales noted from the lead.
func queueNotes(batch *pgx.Batch, seen string, args pgx.NamedArgs, h *history.History) {
	batch.Queue(`
		SELECT `+inforce.NoteColumns+` FROM field_notes n`+inforce.NoteJoins+` WHERE n.lead_id = `+seen+`
			AND n.retired_at IS NULL ORDER BY n.id DESC LIMIT 20`, args).Query(func(rows pgx.Rows) (err error) {
		h.Notes, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) (n lead.FieldNote, err error) {
			err = row.Scan(inforce.NoteFields(&n).To()...)
			return n, err
		})
		return err
	})
}
