package postgres_test

import (
	"context"
	"errors"
	"testing"

	"baton/internal/errs"
)

func TestAnInboxIsReadPageByPageByItsPersonAlone(t *testing.T) {
	t.Parallel()
	f, ctx := openFloor(t), context.Background()
	r := f.submit(1)
	f.exec(`INSERT INTO notifications (person_id, kind, lead_id, handoff_id, about, at)
		SELECT 11, 'answer', $1, $2, 'n' || i, $3 FROM generate_series(1, 120) i`, r.Lead, r.Handoff, f.now)
	f.exec(`
		INSERT INTO notifications (person_id, kind, lead_id, handoff_id, about, at)
		VALUES (12, 'answer', $1, $2, 'his', $3)`, r.Lead, r.Handoff, f.now)
	var seen []int64
	for after, more := int64(0), true; more; {
		in, err := f.db.Inbox(ctx, f.who["rosa"], true, after)
		f.fine(err)
		if in.Unread != 100 {
			t.Errorf("%d are counted, a hundred is the most", in.Unread)
		}
		for _, n := range in.Rows {
			if after = n.ID; n.Name != "Ana 1" || n.Company != "Buyer" || n.Lead != r.Lead || n.Read {
				t.Fatalf("reads %+v", n)
			}
			if len(seen) > 0 && n.ID >= seen[len(seen)-1] {
				t.Fatalf("%d after %d", n.ID, seen[len(seen)-1])
			}
			seen = append(seen, n.ID)
		}
		more = in.More
	}
	if len(seen) != 120 {
		t.Errorf("%d of 120 are on the pages", len(seen))
	}
	if err := f.db.Read(ctx, f.who["tom"], seen[0], f.now); !errors.Is(err, errs.NotFound) {
		t.Errorf("Tom reads what Rosa was told: %v", err)
	}
	f.fine(f.db.ReadUntil(ctx, f.who["rosa"], seen[20], f.now))
	if in, err := f.db.Inbox(ctx, f.who["rosa"], true, 0); err != nil || len(in.Rows) != 20 || in.Unread != 20 {
		t.Errorf("%d are unread besides those that came in meanwhile: %v", len(in.Rows), err)
	}
	if c, err := f.db.Counts(ctx, f.who["rosa"], f.now); err != nil || c.Unread != 20 {
		t.Errorf("the rail counts %d: %v", c.Unread, err)
	}
	if in, err := f.db.Inbox(ctx, f.who["tom"], true, 0); err != nil || len(in.Rows) != 1 {
		t.Errorf("Tom has %d: %v", len(in.Rows), err)
	}
	// Sam is of another team, and may not see the lead
	f.exec("UPDATE notifications SET person_id = 21 WHERE about = 'his'")
	if in, err := f.db.Inbox(ctx, f.who["sam"], true, 0); err != nil || len(in.Rows) != 1 || in.Rows[0].Lead != 0 ||
		in.Rows[0].Name != "" {
		t.Errorf("Sam reads %+v: %v", in.Rows, err)
	}
}
