package desk_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"baton/internal/account"
	"baton/internal/agreement"
	"baton/internal/errs"
	"baton/internal/handoff"
	"baton/internal/handoff/desk"
	floor "baton/internal/handoff/handofftest"
	"baton/internal/lead"
)

func TestWhoMayMergeLeads(t *testing.T) {
	for name, tc := range map[string]struct {
		by   account.Person
		kind error
	}{
		"the marketer of both": {floor.Mia, nil}, "a manager": {floor.Jo, nil}, "an admin": {floor.Ada, nil},
		"a rep of the team": {floor.Rosa, errs.Forbidden}, "another marketer": {floor.Ben, errs.NotFound},
	} {
		s := begin(t)
		one, two := broughtTo[lead.Returned](s), s.HandOver(2)
		before := s.Kept()
		_, err := s.Merge(ctx, tc.by, desk.MergeAsk{Survivor: one.Lead, Other: two.Lead})
		if !errors.Is(err, tc.kind) {
			t.Errorf("%s: %v, want %v", name, err, tc.kind)
		}
		if diff := floor.Diff(before, s.Kept()); tc.kind != nil && diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

// returned is the buyer n, whom sales has sent back.
func returned(s *shift, n int) desk.Receipt {
	r, _ := s.Turned(n, floor.TooSmall, "Nine people.")
	return r
}

func TestAMergeIsRefusedInWords(t *testing.T) {
	s := begin(t)
	one, two, three := s.HandOver(1), s.HandOver(2), returned(s, 3)
	s.Nudged()
	for name, ask := range map[string]desk.MergeAsk{
		"sales has both": {Survivor: one.Lead, Other: two.Lead}, "one lead": {Survivor: one.Lead, Other: one.Lead},
		"an old page": {Survivor: one.Lead, Other: three.Lead, Versions: [2]int{99, 0}},
		"nobody":      {Survivor: one.Lead, Other: 99},
	} {
		_, err := s.Merge(ctx, floor.Ada, ask)
		if name == "nobody" && !errors.Is(err, errs.NotFound) || name != "nobody" && errs.Words(err) == "" {
			t.Errorf("%s: %v", name, err)
		}
	}
	if nudged := s.Nudged(); len(nudged) != 0 {
		t.Errorf("nudged %v", nudged)
	}
	id, err := s.Merge(ctx, floor.Ada, desk.MergeAsk{Survivor: one.Lead, Other: three.Lead})
	s.Fine(err)
	if kinds := s.Kept().EventsOf(one.Lead); !slices.Contains(kinds, handoff.EventMerged) {
		t.Errorf("the events are %v", kinds)
	}
	if _, err := s.Merge(ctx, floor.Ada, desk.MergeAsk{Survivor: two.Lead, Other: three.Lead}); errs.Words(err) == "" {
		t.Errorf("merged twice: %v", err)
	}
	if _, _, err := s.Unmerge(ctx, floor.Rosa, id); !errors.Is(err, errs.Forbidden) {
		t.Errorf("a rep takes it back: %v", err)
	}
	if _, _, err := s.Unmerge(ctx, floor.Ada, 99); !errors.Is(err, errs.NotFound) {
		t.Errorf("no such merge: %v", err)
	}
	survivor, other, err := s.Unmerge(ctx, floor.Ada, id)
	if err != nil || survivor != one.Lead || other != three.Lead || s.Lead(three.Lead).Stage != lead.Returned {
		t.Errorf("%v %v %v", survivor, other, err)
	}
}

func TestARejectionAsADuplicateMergesTheLead(t *testing.T) {
	s := begin(t)
	known, sent := returned(s, 1), s.HandOver(2)
	rep := s.Owner(sent.Handoff)
	before := s.Kept()
	for name, tc := range map[string]struct {
		reason agreement.Reason
		of     lead.ID
	}{
		"another reason": {floor.TooSmall, known.Lead}, "no such lead": {floor.Duplicate, 99},
		"itself": {floor.Duplicate, sent.Lead},
	} {
		err := s.RejectAsDuplicate(ctx, rep, sent.Handoff, 0, tc.reason.ID, "Known.", tc.of)
		var problems errs.Problems
		if !errors.As(err, &problems) || problems["duplicate_of"] == "" || len(problems) != 1 {
			t.Errorf("%s: %v", name, err)
		}
		if diff := floor.Diff(before, s.Kept()); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
	s.Wait(time.Minute)
	s.Fine(s.RejectAsDuplicate(ctx, rep, sent.Handoff, 0, floor.Duplicate.ID, "Known.", known.Lead))
	other, h := s.Lead(sent.Lead), s.Handoff(sent.Handoff)
	if other.Stage != lead.Merged || other.MergedInto != known.Lead || h.Lead != known.Lead ||
		h.Verdict != handoff.Rejected || s.Lead(known.Lead).Stage != lead.Returned {
		t.Errorf("the lead is %+v, its handoff %+v", other, h)
	}
	s.Wait(time.Minute)
	s.Fine(s.Undo(ctx, rep, sent.Handoff, handoff.Rejected))
	if l, h := s.Lead(sent.Lead), s.Handoff(sent.Handoff); l.Stage != lead.Submitted || h.Lead != sent.Lead ||
		h.Verdict != handoff.NoVerdict || s.Lead(known.Lead).Stage != lead.Returned {
		t.Errorf("undone: the lead is %+v, its handoff %+v", l, h)
	}
}
