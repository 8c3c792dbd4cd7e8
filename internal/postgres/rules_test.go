package postgres_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"baton/internal/account"
	"baton/internal/agreement"
	"baton/internal/errs"
	"baton/internal/handoff"
	"baton/internal/lead"
)

// reasonCalled is the reason with code.
func (h *household) reasonCalled(t *testing.T, list agreement.List, code string) agreement.Reason {
	t.Helper()
	for _, r := range h.policy(t).Reasons {
		if r.List == list && r.Code == code {
			return r
		}
	}
	t.Fatalf("no reason %s", code)
	return agreement.Reason{}
}

// order is the codes of a list that are in use, as reps see them.
func (h *household) order(t *testing.T, list agreement.List) []string {
	t.Helper()
	var live []agreement.Reason
	for _, r := range h.policy(t).Reasons {
		if r.List == list && !r.Retired {
			live = append(live, r)
		}
	}
	slices.SortFunc(live, func(a,
		b agreement.Reason) int {
		return a.Position*1000 + int(a.ID) - b.Position*1000 - int(b.ID)
	})
	codes := make([]string, len(live))
	for i, r := range live {
		codes[i] = r.Code
	}
	return codes
}

func TestAReasonIsAddedAtTheEndAndMoved(t *testing.T) {
	t.Parallel()
	h, ctx := keepHouse(t), context.Background()
	r := agreement.Reason{List: agreement.Reject, Class: "definitional", Code: "too_early", Words: "Too early",
		NextStep: agreement.Return, Quality: agreement.QualityYes}
	done(t, h.db.AddReason(ctx, account.System, &r))
	before := h.order(t, agreement.Reject)
	if before[len(before)-1] != "too_early" {
		t.Errorf("the new reason is not the last: %v", before)
	}
	again := r
	problem(t, h.db.AddReason(ctx, account.System, &again), "code")
	again.List, again.Class, again.NextStep = agreement.Disqualify, "need", agreement.Recycle
	done(t, h.db.AddReason(ctx, account.System, &again)) // the other list may have the same code

	done(t, h.db.MoveReason(ctx, account.System, r.ID, 1, false)) // the last stays the last
	done(t, h.db.MoveReason(ctx, account.System, r.ID, 1, true))
	refused(t, h.db.MoveReason(ctx, account.System, r.ID, 1, true), errs.Conflict)
	after := h.order(t, agreement.Reject)
	n := len(after)
	if after[n-2] != "too_early" || after[n-1] != before[n-2] ||
		strings.Join(after[:n-2], " ") != strings.Join(before[:n-2], " ") {
		t.Errorf("moved to %v from %v", after, before)
	}
	first := h.reasonCalled(t, agreement.Reject, after[0])
	done(t, h.db.MoveReason(ctx, account.System, first.ID, first.Version, false))
	if got := h.order(t, agreement.Reject); got[0] != after[1] || got[1] != after[0] {
		t.Errorf("moved down to %v", got[:2])
	}
}

func TestAUsedReasonKeepsItsCode(t *testing.T) {
	t.Parallel()
	h, ctx := keepHouse(t), context.Background()
	r := h.submit(t, lead.Lead{Country: "ES"})
	seller := h.holder(t, rosa).Person
	size, role := h.reasonCalled(t, agreement.Reject, "wrong_size"), h.reasonCalled(t, agreement.Reject, "wrong_role")
	done(t, h.desk.Reject(ctx, seller, r.Handoff, 0, size.ID, "Four people."))
	for since, want := range map[time.Time]int{h.now: 1, h.now.Add(time.Second): 0} {
		uses, err := h.db.ReasonUses(ctx, since)
		if err != nil || uses[size.ID] != (agreement.Uses{Lately: want, Ever: true}) || uses[role.ID] != (agreement.Uses{}) {
			t.Errorf("uses since %s are %v, %v", since, uses, err)
		}
	}
	renamed := size
	renamed.Code = "wrong_headcount"
	problem(t, h.db.ChangeReason(ctx, account.System, &renamed), "code")
	moved := size
	moved.List, moved.Class, moved.NextStep = agreement.Disqualify, "fit", agreement.Close
	problem(t, h.db.ChangeReason(ctx, account.System, &moved), "list")
	done(t, h.desk.Undo(ctx, seller, r.Handoff, handoff.Rejected))
	problem(t, h.db.ChangeReason(ctx, account.System, &renamed), "code") // a verdict that was taken back used it too
	reworded := size
	reworded.Words, reworded.NeedsNote = "Too few people", true
	done(t, h.db.ChangeReason(ctx, account.System, &reworded))
	if got := h.reasonCalled(t, agreement.Reject, "wrong_size"); got.Words != "Too few people" || !got.NeedsNote ||
		got.Version != 2 {
		t.Errorf("the reason is %+v", got)
	}
	refused(t, h.db.ChangeReason(ctx, account.System, &size), errs.Conflict)
	role.Code, role.List, role.Class, role.NextStep = "wrong_title", agreement.Disqualify, "fit", agreement.Close
	done(t, h.db.ChangeReason(ctx, account.System, &role)) // nobody used it
	if codes := h.order(t, agreement.Disqualify); codes[len(codes)-1] != "wrong_title" {
		t.Errorf("in its new list it is not the last: %v", codes)
	}
	problem(t, h.db.ChangeReason(ctx, account.System, &agreement.Reason{ID: role.ID, Version: role.Version}), "words")
}

func TestAReasonRetiresButNotTheLast(t *testing.T) {
	t.Parallel()
	h, ctx := keepHouse(t), context.Background()
	size := h.reasonCalled(t, agreement.Reject, "wrong_size")
	refused(t, h.db.RetireReason(ctx, account.System, size.ID, 2), errs.Conflict)
	done(t, h.db.RetireReason(ctx, account.System, size.ID, 1))
	if slices.Contains(h.order(t, agreement.Reject), "wrong_size") {
		t.Error("a retired reason is offered")
	}
	done(t, h.db.RestoreReason(ctx, account.System, size.ID, 2))
	if codes := h.order(t, agreement.Reject); codes[len(codes)-1] != "wrong_size" {
		t.Errorf("restored, it is not the last: %v", codes)
	}
	h.exec(t, "UPDATE reasons SET retired_at = now() WHERE list = 'reject' AND code <> 'wrong_size'")
	refused(t, h.db.RetireReason(ctx, account.System, size.ID, 3), errs.Conflict)
	if codes := h.order(t, agreement.Reject); len(codes) != 1 {
		t.Errorf("left are %v", codes)
	}
	if err := h.db.RetireReason(ctx, account.System, 9999, 1); !errors.Is(err, errs.NotFound) {
		t.Errorf("no reason was retired: %v", err)
	}
}

func is(field string, texts ...string) lead.Condition {
	return lead.Condition{Field: field, Op: "is", Value: lead.Operand{Texts: texts}}
}
