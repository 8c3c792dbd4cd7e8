package jobs_test

import (
	"log/slog"
	"testing"
	"time"

	"baton/internal/handoff/desk"
	"baton/internal/hang"
	"baton/internal/jobs"
)

func TestWhatBecomesOfLeadsIsLearnedByItself(t *testing.T) {
	t.Parallel()
	ctx := hang.Context(t)
	db, sql := open(t)
	if _, err := sql.Exec(ctx, `
		INSERT INTO leads (id, name, stage, created_at, updated_at)
			SELECT i, 'Past', 'accepted', now(), now() FROM generate_series(1, 80) i;
		INSERT INTO handoffs (id, lead_id, number, submitted_at, agreement_version, scoring_version,
				grade, fit, team_id, queued_at, due_at, verdict, verdict_at, reason_id)
			SELECT i, i, 1, now() - interval '9 days' + i * interval '1 hour', 1, 1, 'B', 50, 3, now(), now(),
				CASE i % 2 WHEN 0 THEN 'accepted' ELSE 'rejected' END, now() - interval '1 day', 1
			FROM generate_series(1, 80) i;
		INSERT INTO handoff_facts SELECT i, '{"industry": "Retail"}' FROM generate_series(1, 80) i;
		CREATE FUNCTION tell() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
			PERFORM pg_notify('learned', NEW.of || ' ' || NEW.number || ' of ' || NEW.labels);
			RETURN NULL;
		END $$;
		CREATE TRIGGER tell AFTER INSERT ON models FOR EACH ROW EXECUTE FUNCTION tell();
		LISTEN learned`); err != nil {
		t.Fatal(err)
	}
	stop, err := jobs.Start(ctx, db.River(), db, &desk.Desk{Store: db, Nudge: make(changes, 1), Now: time.Now}, nil,
		slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	defer stop()
	if heard, err := sql.WaitForNotification(ctx); err != nil || heard.Payload != "accept 1 of 80" {
		t.Fatalf("learned was %+v: %v", heard, err)
	}
}
