package settings

import (
	"errors"
	"slices"
	"testing"

	"baton/internal/agreement"
	"baton/internal/errs"
)

// refusal is a case of a rule: the words of what it answers, "" where it lets the change through.
func refusal(t *testing.T, name string, err, kind error, field, words string) {
	t.Helper()
	if words == "" {
		if err != nil {
			t.Errorf("%s: refused with %v", name, err)
		}
		return
	}
	said := errs.Words(err)
	var problems errs.Problems
	if field != "" && errors.As(err, &problems) {
		said = problems[field]
	}
	if !errors.Is(err, kind) || said != words {
		t.Errorf("%s: got %v, want %q", name, err, words)
	}
}

func TestOnlyTheVersionThatWasReadIsChanged(t *testing.T) {
	const stale = "Somebody else changed this while your page was open. Check what it says now, then try again."
	refusal(t, "the same", current(3, 3), errs.Conflict, "", "")
	refusal(t, "changed since", current(4, 3), errs.Conflict, "", stale)
	refusal(t, "one that is still to come", current(3, 4), errs.Conflict, "", stale)
}

func TestANameBelongsToOne(t *testing.T) {
	words := ErrReasonTaken["code"]
	refusal(t, "nobody has it", free[agreement.ReasonID](0, 0, ErrReasonTaken), errs.Invalid, "code", "")
	refusal(t, "a new one takes it", free[agreement.ReasonID](3, 0, ErrReasonTaken), errs.Invalid, "code", words)
	refusal(t, "it keeps its own", free[agreement.ReasonID](3, 3, ErrReasonTaken), errs.Invalid, "code", "")
	refusal(t, "another has it", free[agreement.ReasonID](3, 4, ErrReasonTaken), errs.Invalid, "code", words)
}

func TestAReasonThatWasGivenKeepsItsMeaning(t *testing.T) {
	kept := agreement.Reason{List: agreement.Reject, Code: "no_fit", Words: "No fit"}
	for _, c := range []struct {
		name         string
		to           agreement.Reason
		given        bool
		field, words string
	}{
		{"other words", agreement.Reason{List: agreement.Reject, Code: "no_fit", Words: "Does not fit"}, true, "", ""},
		{"another code before it was given", agreement.Reason{List: agreement.Reject, Code: "misfit"}, false, "", ""},
		{"another code", agreement.Reason{List: agreement.Reject, Code: "misfit"}, true, "code",
			"This reason was used, so its code stays no_fit. Retire it and add another for a new meaning."},
		{"the other list before it was given", agreement.Reason{List: agreement.Disqualify, Code: "no_fit"},
			false, "", ""},
		{"the other list", agreement.Reason{List: agreement.Disqualify, Code: "no_fit"}, true, "list",
			"This reason was used, so it cannot change lists. Add another reason to the other list."},
	} {
		refusal(t, c.name, reasonMayBecome(kept, c.to, c.given), errs.Invalid, c.field, c.words)
	}
}

func TestTheLastReasonOfAListStays(t *testing.T) {
	refusal(t, "the last", reasonMayRetire(1, reasonsAt(1)), errs.Conflict, "",
		"This is the last reason in its list. Add another first.")
	refusal(t, "one of two", reasonMayRetire(1, reasonsAt(1, 2)), errs.Conflict, "", "")
	refusal(t, "one that is retired already", reasonMayRetire(1, reasonsAt(2)), errs.Conflict, "", "")
}

func TestAReasonMovesByOnePlace(t *testing.T) {
	for _, c := range []struct {
		name string
		id   agreement.ReasonID
		up   bool
		want []agreement.ReasonID // nil where nothing moves
	}{
		{"down from the top", 7, false, []agreement.ReasonID{5, 7, 9}},
		{"up from the end", 9, true, []agreement.ReasonID{7, 9, 5}},
		{"up from the top", 7, true, nil},
		{"down from the end", 9, false, nil},
		{"one that is not in use", 8, true, nil},
	} {
		live := reasonsAt(7, 5, 9)
		slices.Reverse(live) // they come in the order in which they were locked
		order, moved := moveReason(c.id, live, c.up)
		if moved != (c.want != nil) || moved && !slices.Equal(order, c.want) {
			t.Errorf("%s: %v, moved %t", c.name, order, moved)
		}
	}
}

// reasonsAt are reasons with these IDs in this order.
func reasonsAt(ids ...agreement.ReasonID) (all []agreement.Reason) {
	for i, id := range ids {
		all = append(all, agreement.Reason{ID: id, Position: i + 1})
	}
	return all
}
