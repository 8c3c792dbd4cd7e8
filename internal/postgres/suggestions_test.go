package postgres_test

import (
	"context"
	"errors"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"baton/internal/errs"
	"baton/internal/lead"
	"baton/internal/report"
	"baton/internal/scoring/suggestion"
)

func TestADismissalIsKeptUntilItIsEnded(t *testing.T) {
	t.Parallel()
	f, ctx := openFloor(t), context.Background()
	s := suggestion.Suggestion{
		Subject: suggestion.Subject{Reason: f.reason["wrong_size"], Part: suggestion.Part{Field: "campaign", ID: 1},
			Field: "custom.site size"},
		Condition: lead.Condition{Any: []lead.Condition{{Field: "campaign", Op: "is_not",
			Value: lead.Operand{Texts: []string{"1"}}},
			{Field: "custom.site size", Op: "at_least", Value: lead.Operand{Numbers: []int{50}}}}},
		Share: report.Share{N: 24, Of: 63},
	}
	s.Effect.Back = 22
	d := s.Dismiss(f.who["jo"], f.now)
	f.fine(f.db.Dismiss(ctx, f.who["jo"], s, f.now))
	other := s
	other.Part.ID, other.Effect.Back = 2, 7
	f.fine(f.db.Dismiss(ctx, f.who["jo"], other, f.now))
	all := func() []suggestion.Dismissal {
		all, err := f.db.Dismissals(ctx)
		f.fine(err)
		return all
	}
	kept := all()
	if len(kept) != 2 || kept[0].Part.ID != 2 || kept[1].ID == 0 {
		t.Fatalf("%+v", kept)
	}
	d.ID = kept[1].ID
	if diff := cmp.Diff(d, kept[1]); diff != "" || !kept[1].Holds(s) || kept[0].Holds(s) {
		t.Errorf("it is kept otherwise: %s", diff)
	}
	s.Share = report.Share{N: 60, Of: 90}
	f.fine(f.db.Dismiss(ctx, f.who["ada"], s, f.now))
	if again := all(); len(again) != 2 || again[0].Share != s.Share || again[0].Name != "Ada" || again[0].ID == d.ID {
		t.Errorf("said again it is %+v", again)
	}
	f.fine(f.db.EndDismissal(ctx, f.who["jo"], kept[0].ID, f.now))
	for _, gone := range []int64{kept[0].ID, kept[1].ID, 0, 1 << 60} {
		if err := f.db.EndDismissal(ctx, f.who["jo"], gone, f.now); !errors.Is(err, errs.NotFound) {
			t.Errorf("ending number %d answers %v", gone, err)
		}
	}
	if left := all(); len(left) != 1 || left[0].Part.ID != 1 {
		t.Errorf("left are %+v", left)
	}
}

// Of many who dismiss the same at once, the last word is kept, and nobody is refused.
func TestManyDismissTheSameAtOnce(t *testing.T) {
	t.Parallel()
	f, ctx := openFloor(t), context.Background()
	s := suggestion.Suggestion{Subject: suggestion.Subject{Reason: f.reason["wrong_size"], Field: "company_size"}}
	var all sync.WaitGroup
	for range 12 {
		all.Go(func() {
			if err := f.db.Dismiss(ctx, f.who["jo"], s, f.now); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	kept, err := f.db.Dismissals(ctx)
	f.fine(err)
	if len(kept) != 1 {
		t.Errorf("%d are kept", len(kept))
	}
}
