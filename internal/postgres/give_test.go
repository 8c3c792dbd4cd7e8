package postgres_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"baton/internal/account"
	"baton/internal/errs"
	"baton/internal/handoff"
)

func TestAManagerGivesLeadsToSomebody(t *testing.T) {
	t.Parallel()
	f, ctx := openFloor(t), context.Background()
	waits, works := f.submit(1), f.submit(2)
	worker := f.owner(works)
	f.fine(f.desk.Accept(ctx, worker, works.Handoff, 0))
	both := []handoff.ID{waits.Handoff, works.Handoff, waits.Handoff}
	before := f.content()
	many := make([]handoff.ID, 51)
	for i := range many {
		many[i] = handoff.ID(i + 1)
	}
	for name, tc := range map[string]struct {
		by    string
		ids   []handoff.ID
		to    account.PersonID
		kind  error
		words string
	}{
		"a rep":                    {"rosa", both, 12, errs.Forbidden, ""},
		"a manager, none":          {"jo", nil, 12, errs.Invalid, "handoff: Choose at least one lead."},
		"a manager, to nobody":     {"jo", both, 0, errs.Invalid, "to: Choose who gets them."},
		"a manager, to a marketer": {"jo", both, 1, errs.Invalid, "to: Choose somebody in sales."},
		"a manager, to a stranger": {"jo", both, 999, errs.Invalid, "to: Choose somebody in sales."},
		"a manager, one not there": {"jo", append(slices.Clone(both), 999), 12, errs.NotFound, ""},
		"a manager, too many":      {"jo", many, 12, errs.Invalid, "handoff: Choose 50 leads at most."},
	} {
		if err := f.desk.Reassign(ctx, f.who[tc.by], tc.ids, tc.to); !errors.Is(err, tc.kind) || tc.words != "" &&
			err.Error() != tc.words {
			t.Errorf("%s: %v", name, err)
		}
	}
	if diff := cmp.Diff(before, f.content()); diff != "" {
		t.Error("what was refused left something behind:", diff)
	}
	f.exec("UPDATE people SET capacity = 1 WHERE id = 21") // whose room a manager may pass over
	f.fine(f.desk.Reassign(ctx, f.who["ada"], both, 21))
	if got := one[string](f, "SELECT string_agg(owner_id || ' ' || team_id, ', ') FROM handoffs"); got != "21 4, 21 4" {
		t.Errorf("they are with %s", got)
	}
	if got := one[string](f, `
		SELECT string_agg(person_id || ' ' || open, ', ' ORDER BY person_id)
		FROM rep_workloads
		WHERE open > 0`); got != "21 1" {
		t.Errorf("workloads are %s", got)
	}
	if got := one[string](f, `
		SELECT string_agg(sentence, ', ')
		FROM assignment_log
		WHERE person_id = 21`); got != "Given to Sam by Ada, Given to Sam by Ada" {
		t.Errorf("it says %s", got)
	}
	f.fine(f.desk.Reject(ctx, f.who["sam"], waits.Handoff, 0, f.reason["wrong_size"], ""))
	if err := f.desk.Reassign(ctx, f.who["ada"], both, 11); !errors.Is(err, errs.Conflict) ||
		!strings.HasPrefix(errs.Words(err), "Ana 1: Sam rejected this lead") {
		t.Errorf("a lead that went back: %v", err)
	}
}
