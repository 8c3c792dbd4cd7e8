package postgres_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"baton/internal/account"
	"baton/internal/errs"
	"baton/internal/lead"
	"baton/internal/scoring/grade"
)

// starting has the draft of somebody begin every lead with another number.
func (h *household) starting(t *testing.T, by account.PersonID, base int) error {
	t.Helper()
	return h.db.EditScoring(context.Background(), account.Person{ID: by}, h.now,
		func(d *grade.Draft) error { return d.Settle(base, d.Scoring.Thresholds) })
}

func (h *household) scoringDraft(t *testing.T, by account.PersonID) *grade.Draft {
	t.Helper()
	d, err := h.db.ScoringDraft(context.Background(), account.Person{ID: by})
	done(t, err)
	return d
}

func TestADraftOfAScoringIsItsWritersUntilItIsPublished(t *testing.T) {
	t.Parallel()
	h, ctx := keepHouse(t), context.Background()
	if d := h.scoringDraft(t, ada); d.Version != 0 || d.Scoring.Version != 1 || len(d.Scoring.Rules) == 0 {
		t.Fatalf("without a draft there is %+v", d)
	}
	done(t, h.starting(t, ada, 30))
	problem(t, h.starting(t, ada, 101), "base")
	if d := h.scoringDraft(t, ada); d.Version != 1 || d.Scoring.Base != 30 || d.Began.Base != 20 || d.Began.Version != 1 {
		t.Errorf("the draft is %+v", d)
	}
	if d := h.scoringDraft(t, mia); d.Version != 0 || d.Scoring.Base != 20 {
		t.Errorf("another's draft is %+v", d)
	}
	policy, err := h.db.Policy(ctx)
	done(t, err)
	if got := policy.Grader.Score(lead.Facts{}, nil, time.Time{}); got.Fit != 20 || got.Version != 1 {
		t.Errorf("a draft grades leads: %+v", got)
	}
	done(t, h.db.PublishScoring(ctx, account.Person{ID: ada}, 1, h.now))
	policy, err = h.db.Policy(ctx)
	done(t, err)
	if got := policy.Grader.Score(lead.Facts{}, nil, time.Time{}); got.Fit != 30 || got.Version != 2 {
		t.Errorf("what was published does not grade leads: %+v", got)
	}
	refused(t, h.db.PublishScoring(ctx, account.Person{ID: ada}, 1, h.now), errs.Conflict)
	refused(t, h.db.RenewScoringDraft(ctx, account.Person{ID: ada}, h.now), errs.Conflict)
	refused(t, h.db.RestoreScoring(ctx, account.Person{ID: ada}, 1, 1, h.now), errs.Conflict)
	if err := h.db.RestoreScoring(ctx, account.Person{ID: ada}, 9, 2, h.now); !errors.Is(err, errs.NotFound) {
		t.Errorf("a version that never was is put back: %v", err)
	}
	done(t, h.db.RestoreScoring(ctx, account.Person{ID: ada}, 1, 2, h.now))
	all, err := h.db.Scorings(ctx, 0, 5)
	done(t, err)
	if len(all) != 3 || all[0].Version != 3 || all[0].Base != 20 || all[0].Restores != 1 || all[0].By != "Ada Admin" ||
		!all[0].At.Equal(h.now) || all[2].By != "" || !all[2].At.IsZero() {
		t.Errorf("the versions are %+v", all)
	}
	if older, err := h.db.Scorings(ctx, 3, 1); err != nil || len(older) != 1 || older[0].Version != 2 {
		t.Errorf("before version 3 there is %+v, %v", older, err)
	}
	done(t, h.starting(t, ada, 40))
	done(t, h.db.DropScoringDraft(ctx, account.Person{ID: ada}))
	if d := h.scoringDraft(t, ada); d.Version != 0 || d.Scoring.Base != 20 {
		t.Errorf("what was thrown away is still %+v", d)
	}
}

func TestARuleOfFitCanAskForTouches(t *testing.T) {
	t.Parallel()
	h, ctx := keepHouse(t), context.Background()
	touched := lead.Condition{Field: "touch.count", Op: "at_least", Value: lead.Operand{Numbers: []int{1}}}
	before := ask[int](t, h, "SELECT fit FROM handoffs WHERE id = $1",
		int64(h.submit(t, lead.Lead{Country: "ES"}).Handoff))
	done(t, h.db.EditScoring(ctx, account.Person{ID: ada}, h.now, func(d *grade.Draft) error {
		return d.Put(99, grade.Rule{Words: "Was in touch", Points: 7, When: touched})
	}))
	done(t, h.db.PublishScoring(ctx, account.Person{ID: ada}, 1, h.now))
	if after := ask[int](t, h, "SELECT fit FROM handoffs WHERE id = $1",
		int64(h.submit(t, lead.Lead{Country: "ES"}).Handoff)); after != before+7 {
		t.Errorf("a lead that was in touch fits %d after %d", after, before)
	}
}

func TestOfTwoWhoPublishAtOnceOneIsToldOfTheOther(t *testing.T) {
	t.Parallel()
	h := keepHouse(t)
	for n := range 5 {
		both := []account.PersonID{ada, mia}
		for i, by := range both {
			done(t, h.starting(t, by, 30+2*n+i))
		}
		before := ask[int](t, h, "SELECT max(version) FROM scorings")
		answers := atOnce(2, func(i int) error {
			return h.db.PublishScoring(context.Background(), account.Person{ID: both[i]}, 1, h.now)
		})
		won := 0
		for i, err := range answers {
			var late *grade.Outpublished
			if err == nil {
				won++
			} else if !errors.As(err, &late) || len(late.Changes) != 1 {
				t.Errorf("%d was told %v", i, err)
			}
		}
		if after := ask[int](t, h, "SELECT max(version) FROM scorings"); won != 1 || after != before+1 {
			t.Fatalf("%d of two drafts were published, version %d after %d", won, after, before)
		}
		h.exec(t, "DELETE FROM scoring_drafts")
	}
}

func TestTwoEditsOfADraftAtOnceAreBothKept(t *testing.T) {
	t.Parallel()
	h := keepHouse(t)
	atOnce(8, func(int) error {
		return h.db.EditScoring(context.Background(), account.Person{ID: ada}, h.now,
			func(d *grade.Draft) error { return d.Settle(d.Scoring.Base+1, d.Scoring.Thresholds) })
	})
	if d := h.scoringDraft(t, ada); d.Version != 8 || d.Scoring.Base != 28 {
		t.Errorf("after eight edits the draft is version %d and begins with %d", d.Version, d.Scoring.Base)
	}
}
