package desk_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"baton/internal/account"
	"baton/internal/agreement"
	"baton/internal/errs"
	"baton/internal/handoff"
	floor "baton/internal/handoff/handofftest"
	"baton/internal/inbox"
	"baton/internal/lead"
)

func TestADecisionOnAnOldPageIsRefused(t *testing.T) {
	for _, tc := range []struct {
		name string
		do   func(s *shift, id handoff.ID, version int) error
	}{
		{"accept", func(s *shift, id handoff.ID, v int) error { return s.Accept(ctx, floor.Rosa, id, v) }},
		{"reject", func(s *shift, id handoff.ID, v int) error {
			return s.Reject(ctx, floor.Rosa, id, v, floor.TooSmall.ID, "")
		}},
		{"ask", func(s *shift, id handoff.ID, v int) error { return s.Ask(ctx, floor.Rosa, id, v, "Who?") }},
		{"regrade", func(s *shift, id handoff.ID, v int) error {
			return s.Regrade(ctx, floor.Rosa, id, v, lead.GradeA, "So.")
		}},
		{"wait", func(s *shift, id handoff.ID, v int) error {
			return s.WaitFor(ctx, floor.Rosa, id, v, s.Now.AddDate(0, 0, 3))
		}},
		{"reject without a reason",
			func(s *shift, id handoff.ID, v int) error { return s.Reject(ctx, floor.Rosa, id, v, 0, "") }},
	} {
		s := begin(t)
		r := s.HandOver(1)
		before := s.Kept()
		if err := tc.do(s, r.Handoff, 2); !errors.Is(err, handoff.ErrStale) {
			t.Errorf("%s of version 2, which is 1: %v", tc.name, err)
		}
		if diff := floor.Diff(before, s.Kept()); diff != "" {
			t.Errorf("%s: %s", tc.name, diff)
		}
		if err := tc.do(s, r.Handoff, 1); errors.Is(err, errs.Conflict) {
			t.Errorf("%s of the version that it is: %v", tc.name, err)
		}
	}
	s := begin(t)
	r, _ := s.Accepted(1)
	if err := s.Accept(ctx, floor.Tom, r.Handoff, 1); errors.Is(err, handoff.ErrStale) ||
		!strings.HasPrefix(errs.Words(err), "Rosa accepted this lead") {
		t.Errorf("who decided it is better news than that the page is old: %v", err)
	}
}

func TestALeadThatWasNeverHandedOverHasNoHandoffToWorkOn(t *testing.T) {
	s := begin(t)
	r, err := s.SaveDraft(ctx, floor.Mia, 0, floor.Buyer(1))
	s.Fine(err)
	for name, err := range map[string]error{"close": s.Close(ctx, floor.Mia, r.Lead),
		"win": s.Win(ctx, floor.Ada, r.Lead, 1), "come back": s.ComeBack(ctx, r.Lead)} {
		if errs.Words(err) != "This lead has not been handed over yet." {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestARejectedLeadGoesWhereItsReasonLeads(t *testing.T) {
	for _, tc := range []struct {
		why      agreement.Reason
		stage    lead.Stage
		handoffs int
		told     bool // that it came back
	}{
		{floor.TooSmall, lead.Returned, 1, true}, {floor.Elsewhere, lead.Submitted, 2, false},
		{floor.Colleagues, lead.Submitted, 2, false},
		{floor.Spam, lead.Closed, 1, false}, {floor.Duplicate, lead.Closed, 1, false},
		{floor.OtherNo, lead.Returned, 1, true},
	} {
		s := begin(t)
		r, _ := s.Turned(1, tc.why, "Words.")
		k := s.Kept()
		if got := k.Leads[r.Lead].Stage; got != tc.stage || len(k.Handoffs) != tc.handoffs ||
			slices.Contains(k.Told(floor.Mia.ID), inbox.CameBack) != tc.told {
			t.Errorf(
				"%s: the lead is %s, with %d handoffs, and Mia reads %v",
				tc.why.Words,
				got,
				len(k.Handoffs),
				k.Told(floor.Mia.ID),
			)
		}
	}
	for name, id := range map[string]agreement.ReasonID{"none": 0, "unknown": 9999, "retired": floor.Gone.ID,
		"of the other list": floor.NoNeed.ID} {
		s := begin(t)
		r := s.HandOver(1)
		if err := s.Reject(ctx, floor.Rosa, r.Handoff, 0, id, ""); floor.Refused(
			err,
			errs.Invalid,
			"reason: Choose a reason.",
		) != "" {
			t.Errorf("a reason that is %s: %v", name, err)
		}
	}
}

func TestALeadThatIsPassedOnIsTheNextHandoffOfTheSameLead(t *testing.T) {
	s := begin(t)
	r, _ := s.Turned(1, floor.Colleagues, "")
	all := s.Kept().HandoffsOf(r.Lead)
	first, next := all[0], all[1]
	if next.Number != 2 || next.Owner == floor.Rosa.ID || next.Team != floor.EMEA.ID || next.SubmittedBy != floor.Mia.ID ||
		next.MarketingTeam != floor.Demand.ID ||
		next.Note != first.Note || next.Campaign != first.Campaign ||
		!next.Latest ||
		first.Latest {
		t.Errorf("passed on to a colleague as %+v", next)
	}
	s.Fine(s.Reject(ctx, s.Owner(next.ID), next.ID, 0, floor.Elsewhere.ID, ""))
	third := s.Kept().HandoffsOf(r.Lead)[2]
	if third.Owner != floor.Sam.ID || third.Team != floor.Americas.ID {
		t.Errorf("not of this team: %+v", third)
	}
	s.Fine(s.Reject(ctx, floor.Sam, third.ID, 0, floor.Elsewhere.ID, ""))
	k := s.Kept()
	last := k.HandoffsOf(r.Lead)[3]
	sentence := k.Routes[len(k.Routes)-1].What.Sentence
	if last.Owner != 0 ||
		!strings.HasSuffix(sentence, "passed it on and the rules lead back there. A manager must assign it") {
		t.Errorf("of neither team: %+v, %s", last, sentence)
	}
	if told := k.Told(floor.Eve.ID); !slices.Contains(told, inbox.NobodyFree) {
		t.Errorf("the managers read %v", told)
	}
}

func TestAnOverturnedRejectionCountsAsAcceptedAndGoesToSalesAgain(t *testing.T) {
	s := begin(t)
	r, _ := s.Turned(1, floor.TooSmall, "")
	s.Wait(time.Hour)
	s.Fine(s.Credit(ctx, floor.Jo, r.Handoff))
	s.Fine(s.Dispute(ctx, floor.Mia, r.Handoff, "Not small."))
	s.Fine(s.Rule(ctx, floor.Ann, r.Handoff, handoff.Overturned, "It is not."))
	k := s.Kept()
	all := k.HandoffsOf(r.Lead)
	if sum := k.Total(); len(all) != 2 || sum.Accepted != 1 || sum.Rejected != 0 || sum.Submitted != 2 {
		t.Errorf("%d handoffs, and the reports count %+v", len(all), sum)
	}
	if len(k.Credits) != 0 || k.Loads[floor.Rosa.ID].Served != 1 {
		t.Errorf("the credit is still there: %+v, %+v", k.Credits, k.Loads[floor.Rosa.ID])
	}
	if all[1].Owner == floor.Rosa.ID {
		t.Error("Rosa, who was wrong, is offered it again")
	}
	if err := s.Credit(ctx, floor.Jo, r.Handoff); floor.Refused(
		err,
		errs.Conflict,
		"This rejection was overturned, so the lead cannot be credited.",
	) != "" {
		t.Error(err)
	}
	for _, party := range []account.PersonID{floor.Mia.ID, floor.Rosa.ID} {
		if told := k.Told(party); !slices.Contains(told, inbox.Ruled) {
			t.Errorf("party %d reads %v", party, told)
		}
	}
}

func TestWhoTookPartInADisputeDoesNotRuleOnIt(t *testing.T) {
	const party = "You took part in this dispute. Another manager or an admin must rule on it."
	for name, tc := range map[string]struct{ sender, decider, appeals account.Person }{
		"who handed the lead over": {floor.Jo, floor.Rosa, floor.Mia}, "who rejected it": {floor.Mia, floor.Jo, floor.Mia},
		"who appealed": {floor.Mia, floor.Rosa, floor.Jo},
	} {
		s := begin(t)
		r, err := s.Submit(ctx, tc.sender, floor.Buyer(1))
		s.Fine(err)
		s.Fine(s.Reject(ctx, tc.decider, r.Handoff, 0, floor.TooSmall.ID, ""))
		s.Fine(s.Dispute(ctx, tc.appeals, r.Handoff, "Not small."))
		if wrong := floor.Refused(s.Rule(ctx, floor.Jo, r.Handoff, handoff.Upheld, "It is."), errs.Forbidden,
			party); wrong != "" {
			t.Errorf("%s: %s", name, wrong)
		}
		if told := s.Kept().Told(floor.Jo.ID); slices.Contains(told, inbox.Appealed) {
			t.Errorf("%s is asked to rule", name)
		}
		s.Fine(s.Rule(ctx, floor.Ann, r.Handoff, handoff.Upheld, "It is."))
	}
}

func TestAnUndoneVerdictWaitsWithWhoCanAnswerIt(t *testing.T) {
	for _, tc := range []struct {
		name   string
		change func(f *floor.Floor)
		owner  account.PersonID
		why    string
	}{
		{"its owner is there", func(*floor.Floor) {}, floor.Rosa.ID, ""},
		{"its owner left", func(f *floor.Floor) { f.Person(floor.Rosa.ID).Disabled = true }, 0,
			"Back in the pool of EMEA: Rosa left"},
		{"its owner changed sides", func(f *floor.Floor) { f.Person(floor.Rosa.ID).Role = account.Marketer }, 0,
			"Back in the pool of EMEA: Rosa now works in marketing"},
	} {
		s := begin(t)
		r := s.HandOver(1)
		s.Fine(s.Reject(ctx, floor.Eve, r.Handoff, 0, floor.TooSmall.ID, ""))
		s.Change(tc.change)
		s.Wait(time.Minute)
		s.Fine(s.Undo(ctx, floor.Eve, r.Handoff, handoff.Rejected))
		k := s.Kept()
		last := k.Routes[len(k.Routes)-1].What.Sentence
		if h := k.Handoffs[r.Handoff]; h.Owner != tc.owner || h.Verdict != handoff.NoVerdict ||
			tc.why != "" && last != tc.why {
			t.Errorf("%s: %+v, %s", tc.name, h, last)
		}
		checkLoads(t, s)
	}
	s := begin(t)
	r, _ := s.Accepted(1)
	s.Change(func(f *floor.Floor) { f.Team(floor.EMEA.ID).Retired = true })
	err := s.Undo(ctx, floor.Rosa, r.Handoff, handoff.Accepted)
	if floor.Refused(
		err,
		errs.Conflict,
		"EMEA is retired, so nobody there could answer this lead. Your verdict is unchanged.",
	) != "" ||
		errs.RemedyOf(err).At != errs.Teams {
		t.Errorf("its team is retired: %v", err)
	}
}

func TestAVerdictIsUndoneAsWhatItIs(t *testing.T) {
	s := begin(t)
	r, _ := s.Accepted(1)
	if err := s.Undo(ctx, floor.Rosa, r.Handoff, handoff.Rejected); !errors.Is(err, handoff.ErrStale) {
		t.Errorf("an acceptance undone as a rejection: %v", err)
	}
	s.Wait(handoff.UndoFor)
	s.Fine(s.Undo(ctx, floor.Rosa, r.Handoff, handoff.Accepted))
	if err := s.Undo(ctx, floor.Rosa, r.Handoff, handoff.Accepted); floor.Refused(
		err,
		errs.Conflict,
		"There is no verdict to undo. This lead still waits for one.",
	) != "" {
		t.Errorf("twice: %v", err)
	}
	s.Fine(s.Accept(ctx, floor.Rosa, r.Handoff, 0))
	s.Wait(handoff.UndoFor + time.Microsecond)
	if err := s.Undo(ctx, floor.Rosa, r.Handoff, handoff.Accepted); floor.Refused(
		err,
		errs.Conflict,
		"A verdict can be undone for ten minutes. They are over. Talk to your manager.",
	) != "" {
		t.Errorf("after ten minutes: %v", err)
	}
}
