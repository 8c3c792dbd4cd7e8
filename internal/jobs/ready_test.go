package jobs_test

import (
	"context"
	"log/slog"
	"testing"
	"time"

	"baton/internal/handoff/desk"
	"baton/internal/handoff/handofftest"
	"baton/internal/hang"
	"baton/internal/jobs"
	"baton/internal/lead"
)

func TestALeadThatIsReadyIsHandedOver(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	db, sql := open(t)
	heard := make(changes, 100)
	office := &desk.Desk{Store: db, Nudge: heard, Now: time.Now}
	r, err := office.SaveDraft(ctx, handofftest.Mia, 0,
		desk.Submission{Lead: lead.Lead{Name: "Ana", Email: "ana@buyer.example", Company: "Buyer"}})
	if err != nil || <-heard != r.Lead {
		t.Fatalf("%+v, %v", r, err)
	}
	if _, err := sql.Exec(ctx, `
		INSERT INTO agreements (version, terms, in_force) SELECT 2, terms || '{"auto_submit": true}', now() FROM agreements;
		INSERT INTO ready_leads SELECT id FROM leads`); err != nil {
		t.Fatal(err)
	}
	stop, err := jobs.Start(ctx, db.River(), db, office, nil, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	defer stop()
	if id := hang.Next(t, "a lead that was handed over", heard); id != r.Lead {
		t.Errorf("lead %d was handed over, want %d", id, r.Lead)
	}
	var how string
	err = sql.QueryRow(ctx, `
		SELECT l.stage || ' by agreement ' || h.agreement_version
		FROM leads l
		JOIN handoffs h ON h.lead_id = l.id`).Scan(&how)
	if err != nil || how != "submitted by agreement 2" {
		t.Errorf("it is %s, %v", how, err)
	}
}
