package handoff_test

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
	floor "baton/internal/handoff/handofftest"
	"baton/internal/lead"
)

// shift is a Desk at work on a store in memory.
type shift struct {
	*floor.Shift
	store *floor.Store
}

func begin(t testing.TB, changes ...func(*floor.Floor)) *shift {
	t.Helper()
	f := floor.NewFloor()
	for _, change := range changes {
		change(&f)
	}
	store := floor.Open(f)
	return &shift{floor.Begin(t, store), store}
}

// broughtTo brings a lead, which Rosa has or had, to each stage of its life.
var broughtTo = map[lead.Stage]func(s *shift) handoff.Receipt{
	lead.Captured: func(s *shift) handoff.Receipt {
		r := s.HandOver(1)
		s.Fine(s.Recall(context.Background(), floor.Mia, r.Handoff))
		return r
	},
	lead.Submitted: func(s *shift) handoff.Receipt { return s.HandOver(1) },
	lead.Accepted:  func(s *shift) handoff.Receipt { r, _ := s.Accepted(1); return r },
	lead.Working:   func(s *shift) handoff.Receipt { r, _ := s.Worked(1); return r },
	lead.Qualified: func(s *shift) handoff.Receipt { r, _ := s.Qualified(1); return r },
	lead.Disqualified: func(s *shift) handoff.Receipt {
		r, rep := s.Worked(1)
		s.Fine(s.Disqualify(context.Background(), rep, r.Lead, floor.NoNeed.ID, time.Time{}, ""))
		return r
	},
	lead.Recycled: func(s *shift) handoff.Receipt {
		r, rep := s.Worked(1)
		s.Fine(s.Recycle(context.Background(), rep, r.Lead, s.Now.AddDate(0, 0, 20), ""))
		return r
	},
	lead.Returned: func(s *shift) handoff.Receipt { r, _ := s.Turned(1, floor.TooSmall, ""); return r },
	lead.Disputed: func(s *shift) handoff.Receipt {
		r, _ := s.Turned(1, floor.TooSmall, "")
		s.Fine(s.Dispute(context.Background(), floor.Mia, r.Handoff, "Not small."))
		return r
	},
	lead.Closed: func(s *shift) handoff.Receipt { r, _ := s.Turned(1, floor.Spam, ""); return r },
	lead.Won: func(s *shift) handoff.Receipt {
		r, rep := s.Qualified(1)
		s.Fine(s.Win(context.Background(), rep, r.Lead, 90_000))
		return r
	},
	lead.Lost: func(s *shift) handoff.Receipt {
		r, rep := s.Qualified(1)
		s.Fine(s.Lose(context.Background(), rep, r.Lead, floor.NoNeed.ID, ""))
		return r
	},
}

// pool is a lead that nobody has.
func pool(s *shift) handoff.Receipt {
	s.Change(allFull)
	return s.HandOver(1)
}

// asked is a lead about which sales has a question.
func asked(s *shift) handoff.Receipt {
	r := s.HandOver(1)
	s.Fine(s.Ask(context.Background(), floor.Rosa, r.Handoff, 0, "Who decides?"))
	return r
}

// old is a rejection that cannot be undone any more.
func old(s *shift) handoff.Receipt {
	r := broughtTo[lead.Returned](s)
	s.Wait(time.Hour)
	return r
}

// an act is one of the methods of the Desk.
type act struct {
	name  string
	on    func(s *shift) handoff.Receipt // where it can be done
	do    func(s *shift, by account.Person, r handoff.Receipt) error
	may   string // who does it; the others are refused
	as    error  // as what the others are refused who can see the lead
	kind  handoff.EventKind
	stage lead.Stage // of the lead afterwards
	where string     // at which stages it can be done
}

const (
	sales     = "Rosa Tom Kim Jo Eve Ada"
	marketing = "Mia Max Jo Ada"
	owners    = "Rosa Jo Eve Ada"
	managers  = "Jo Eve Ada"
)

var ctx = context.Background()

var acts = []act{
	{
		"claim",
		pool,
		func(s *shift, by account.Person, r handoff.Receipt) error { return s.Claim(ctx, by, r.Handoff, 1) },
		sales,
		errs.Forbidden,
		handoff.EventClaimed,
		lead.Submitted,
		"",
	},
	{
		"accept",
		broughtTo[lead.Submitted],
		func(s *shift, by account.Person, r handoff.Receipt) error { return s.Accept(ctx, by, r.Handoff, 0) },
		sales,
		errs.Forbidden,
		handoff.EventAccepted,
		lead.Accepted,
		"submitted",
	},
	{"reject", broughtTo[lead.Submitted], func(s *shift, by account.Person, r handoff.Receipt) error {
		return s.Reject(ctx, by, r.Handoff, 0, floor.TooSmall.ID, "")
	}, sales, errs.Forbidden, handoff.EventRejected, lead.Returned, "submitted"},
	{"pass on", broughtTo[lead.Submitted], func(s *shift, by account.Person, r handoff.Receipt) error {
		return s.Reject(ctx, by, r.Handoff, 0, floor.Elsewhere.ID, "")
	}, sales, errs.Forbidden, handoff.EventRouted, lead.Submitted, "submitted"},
	{"ask", broughtTo[lead.Submitted], func(s *shift, by account.Person, r handoff.Receipt) error {
		return s.Ask(ctx, by, r.Handoff, 0, "Who?")
	},
		sales, errs.Forbidden, handoff.EventAsked, lead.Submitted, "submitted"},
	{"answer", asked, func(s *shift, by account.Person, r handoff.Receipt) error {
		return s.Answer(ctx, by, r.Handoff, "She.")
	},
		marketing, errs.Forbidden, handoff.EventAnswered, lead.Submitted, ""},
	{
		"recall",
		broughtTo[lead.Submitted],
		func(s *shift, by account.Person, r handoff.Receipt) error { return s.Recall(ctx, by, r.Handoff) },
		marketing,
		errs.Forbidden,
		handoff.EventRecalled,
		lead.Captured,
		"submitted",
	},
	{"wait for a day", broughtTo[lead.Accepted], func(s *shift, by account.Person, r handoff.Receipt) error {
		return s.WaitFor(ctx, by, r.Handoff, 0, s.Now.AddDate(0, 0, 3))
	}, sales, errs.Forbidden, handoff.EventWaits, lead.Accepted, "submitted accepted"},
	{"undo an acceptance", broughtTo[lead.Accepted], func(s *shift, by account.Person, r handoff.Receipt) error {
		return s.Undo(ctx, by, r.Handoff, handoff.Accepted)
	}, "Rosa", errs.Conflict, handoff.EventUndone, lead.Submitted, ""},
	{"undo a rejection", broughtTo[lead.Returned], func(s *shift, by account.Person, r handoff.Receipt) error {
		return s.Undo(ctx, by, r.Handoff, handoff.Rejected)
	}, "Rosa", errs.Conflict, handoff.EventUndone, lead.Submitted, ""},
	{"dispute", broughtTo[lead.Returned], func(s *shift, by account.Person, r handoff.Receipt) error {
		return s.Dispute(ctx, by, r.Handoff, "No.")
	},
		marketing, errs.Forbidden, handoff.EventDisputed, lead.Disputed, "returned"},
	{"uphold", broughtTo[lead.Disputed], func(s *shift, by account.Person, r handoff.Receipt) error {
		return s.Rule(ctx, by, r.Handoff, handoff.Upheld, "It is.")
	}, "Jo Ann Ada", errs.Forbidden, handoff.EventUpheld, lead.Closed, "disputed"},
	{"overturn", broughtTo[lead.Disputed], func(s *shift, by account.Person, r handoff.Receipt) error {
		return s.Rule(ctx, by, r.Handoff, handoff.Overturned, "It is not.")
	}, "Jo Ann Ada", errs.Forbidden, handoff.EventRouted, lead.Submitted, "disputed"},
	{"give to Tom", broughtTo[lead.Working], func(s *shift, by account.Person, r handoff.Receipt) error {
		return s.Reassign(ctx, by, []handoff.ID{r.Handoff}, floor.Tom.ID)
	}, managers, errs.Forbidden, handoff.EventReassigned, lead.Working, "submitted accepted working qualified"},
	{"hand everything over", broughtTo[lead.Working], func(s *shift, by account.Person, r handoff.Receipt) error {
		_, err := s.HandOverAll(ctx, by, handoff.Leaving{Person: floor.Rosa.ID})
		return err
	}, managers, errs.Forbidden, handoff.EventReassigned, lead.Working, "submitted accepted working qualified"},
	{"credit", old, func(s *shift, by account.Person, r handoff.Receipt) error { return s.Credit(ctx, by, r.Handoff) },
		managers, errs.Forbidden, handoff.EventCredited, lead.Returned, ""},
	{"correct", broughtTo[lead.Submitted], func(s *shift, by account.Person, r handoff.Receipt) error {
		return s.Correct(ctx, by, r.Lead, handoff.ContactData{Name: "Bea"})
	}, sales, errs.Forbidden, handoff.EventCorrected, lead.Submitted, "submitted accepted working qualified"},
	{"regrade", broughtTo[lead.Submitted], func(s *shift, by account.Person, r handoff.Receipt) error {
		return s.Regrade(ctx, by, r.Handoff, 0, lead.GradeA, "A group.")
	}, sales, errs.Forbidden, handoff.EventRegraded, lead.Submitted, "submitted accepted working qualified"},
	{"log an attempt", broughtTo[lead.Accepted], func(s *shift, by account.Person, r handoff.Receipt) error {
		return s.LogAttempt(ctx, by, r.Lead, handoff.Attempt{Kind: "call", Outcome: "reached"})
	}, owners, errs.Forbidden, handoff.EventAttempted, lead.Working, "accepted working qualified"},
	{"qualify", broughtTo[lead.Working], func(s *shift, by account.Person, r handoff.Receipt) error {
		return s.Qualify(ctx, by, r.Lead, handoff.Qualification{ValueCents: 1, ExpectedOn: s.Now})
	}, owners, errs.Forbidden, handoff.EventQualified, lead.Qualified, "working"},
	{"disqualify", broughtTo[lead.Accepted], func(s *shift, by account.Person, r handoff.Receipt) error {
		return s.Disqualify(ctx, by, r.Lead, floor.NoNeed.ID, time.Time{}, "")
	}, owners, errs.Forbidden, handoff.EventDisqualified, lead.Disqualified, "accepted working"},
	{"not now", broughtTo[lead.Working], func(s *shift, by account.Person, r handoff.Receipt) error {
		return s.Disqualify(ctx, by, r.Lead, floor.NotNow.ID, s.Now.AddDate(0, 0, 9), "")
	}, owners, errs.Forbidden, handoff.EventRecycled, lead.Recycled, "accepted working"},
	{"recycle", broughtTo[lead.Working], func(s *shift, by account.Person, r handoff.Receipt) error {
		return s.Recycle(ctx, by, r.Lead, s.Now.AddDate(0, 0, 9), "")
	}, owners, errs.Forbidden, handoff.EventRecycled, lead.Recycled, "working returned disqualified"},
	{"recycle what came back", broughtTo[lead.Returned], func(s *shift, by account.Person, r handoff.Receipt) error {
		return s.Recycle(ctx, by, r.Lead, s.Now.AddDate(0, 0, 9), "")
	}, "Mia Max Rosa Jo Eve Ada", errs.Forbidden, handoff.EventRecycled, lead.Recycled, ""},
	{
		"win",
		broughtTo[lead.Qualified],
		func(s *shift, by account.Person, r handoff.Receipt) error { return s.Win(ctx, by, r.Lead, 1) },
		owners,
		errs.Forbidden,
		handoff.EventWon,
		lead.Won,
		"qualified",
	},
	{"lose", broughtTo[lead.Qualified], func(s *shift, by account.Person, r handoff.Receipt) error {
		return s.Lose(ctx, by, r.Lead, floor.NoNeed.ID, "")
	}, owners, errs.Forbidden, handoff.EventLost, lead.Lost, "qualified"},
	{"take a win back", broughtTo[lead.Won], func(s *shift, by account.Person, r handoff.Receipt) error {
		return s.Restore(ctx, by, r.Lead, handoff.Won)
	}, "Rosa", errs.Conflict, handoff.EventRestored, lead.Qualified, ""},
	{
		"take a qualification back",
		broughtTo[lead.Qualified],
		func(s *shift, by account.Person, r handoff.Receipt) error {
			return s.Restore(ctx, by, r.Lead, handoff.Qualified)
		},
		"Rosa",
		errs.Conflict,
		handoff.EventRestored,
		lead.Working,
		"",
	},
	{
		"close",
		broughtTo[lead.Returned],
		func(s *shift, by account.Person, r handoff.Receipt) error { return s.Close(ctx, by, r.Lead) },
		marketing,
		errs.Forbidden,
		handoff.EventClosed,
		lead.Closed,
		"captured returned recycled",
	},
	{
		"reopen",
		broughtTo[lead.Won],
		func(s *shift, by account.Person, r handoff.Receipt) error { return s.Reopen(ctx, by, r.Lead) },
		managers,
		errs.Forbidden,
		handoff.EventReopened,
		lead.Captured,
		"won lost closed disqualified",
	},
	{"fix and hand over", broughtTo[lead.Returned], func(s *shift, by account.Person, r handoff.Receipt) error {
		_, err := s.Resubmit(ctx, by, r.Lead, floor.Buyer(1))
		return err
	}, marketing, errs.Forbidden, handoff.EventRouted, lead.Submitted, "captured returned recycled"},
	{"edit", broughtTo[lead.Returned], func(s *shift, by account.Person, r handoff.Receipt) error {
		_, err := s.SaveDraft(ctx, by, r.Lead, floor.Buyer(1))
		return err
	}, marketing, errs.Forbidden, handoff.EventEdited, lead.Returned, ""},
}

func TestEveryActIsDoneByWhoMayDoItAndByNobodyElse(t *testing.T) {
	f := floor.NewFloor()
	for _, a := range acts {
		t.Run(a.name, func(t *testing.T) {
			for _, by := range f.People {
				s := begin(t)
				r := a.on(s)
				before := s.Kept()
				s.Nudged()
				err := a.do(s, by, r)
				if slices.Contains(strings.Fields(a.may), by.Name) {
					a.happened(t, s, by, r, err)
					continue
				}
				want := a.as
				if sees := slices.Contains(strings.Fields(sales+" "+marketing), by.Name) || by.ID == floor.Ann.ID && s.Lead(r.Lead).Stage == lead.Disputed; !sees {
					want = errs.NotFound
				}
				if a.name == "hand everything over" && want == errs.NotFound {
					want = map[account.PersonID]error{floor.Ann.ID: errs.Conflict}[by.ID]
					if want == nil {
						want = errs.Forbidden
					}
				}
				if !errors.Is(err, want) {
					t.Errorf("%s: %v, want %v", by.Name, err, want)
				}
				if diff := floor.Diff(before, s.Kept()); diff != "" || len(s.Nudged()) > 0 {
					t.Errorf("%s is refused, and yet changed: %s", by.Name, diff)
				}
			}
		})
	}
}

// happened checks that the act was done.
func (a act) happened(t *testing.T, s *shift, by account.Person, r handoff.Receipt, err error) {
	t.Helper()
	if err != nil {
		t.Errorf("%s may not: %v", by.Name, err)
		return
	}
	events := s.Kept().EventsOf(r.Lead)
	if got := events[len(events)-1]; got != a.kind || s.Lead(r.Lead).Stage != a.stage {
		t.Errorf("%s: %s, and the lead is %s; want %s and %s", by.Name, got, s.Lead(r.Lead).Stage, a.kind, a.stage)
	}
	if len(s.Nudged()) == 0 {
		t.Errorf("%s: no screen is told", by.Name)
	}
	checkLoads(t, s)
}

// checkLoads compares the open handoffs that are counted with those that there are.
func checkLoads(t testing.TB, s *shift) {
	t.Helper()
	k := s.Kept()
	open := map[account.PersonID]int{}
	for _, h := range k.Handoffs {
		if h.Verdict == handoff.NoVerdict {
			open[h.Owner]++
		}
	}
	for person, load := range k.Loads {
		if load.Open != open[person] {
			t.Errorf("person %d has %d open handoffs, counted %d", person, open[person], load.Open)
		}
	}
}

func TestEveryActIsDoneWhereItCanBeAndNowhereElse(t *testing.T) {
	for _, a := range acts {
		if a.where == "" {
			continue
		}
		t.Run(a.name, func(t *testing.T) {
			for stage, bring := range broughtTo {
				s := begin(t)
				r := bring(s)
				if got := s.Lead(r.Lead).Stage; got != stage {
					t.Fatalf("the lead is %s, want %s", got, stage)
				}
				before := s.Kept()
				err := a.do(s, floor.Ada, r)
				switch can := slices.Contains(strings.Fields(a.where), string(stage)); {
				case can && err != nil:
					t.Errorf("of a lead that is %s: %v", stage, err)
				case !can && (!errors.Is(err, errs.Conflict) || errs.Words(err) == ""):
					t.Errorf("of a lead that is %s: %v, want a conflict in words", stage, err)
				case !can:
					if diff := floor.Diff(before, s.Kept()); diff != "" {
						t.Errorf("of a lead that is %s, refused and yet: %s", stage, diff)
					}
				}
			}
		})
	}
}

// Whichever question the store does not answer, the act is refused as a whole, and can be done once the store is
// there again.
func TestWhileTheStoreIsAwayNothingChanges(t *testing.T) {
	more := []act{
		{name: "submit", do: func(s *shift, by account.Person, _ handoff.Receipt) error {
			sub := floor.Buyer(2)
			sub.Key = "a-form-that-was-sent"
			_, err := s.Submit(ctx, by, sub)
			return err
		}},
		{name: "draft", do: func(s *shift, by account.Person, _ handoff.Receipt) error {
			_, err := s.SaveDraft(ctx, by, 0, floor.Buyer(2))
			return err
		}},
		{name: "send again what sales has", do: func(s *shift, by account.Person, _ handoff.Receipt) error {
			sub := floor.Buyer(1)
			sub.Twin, sub.Lead.City = handoff.SameOne, "Sevilla"
			_, err := s.Submit(ctx, by, sub)
			return err
		}},
		{
			name: "send again what has ended",
			on:   broughtTo[lead.Won],
			do: func(s *shift, by account.Person, _ handoff.Receipt) error {
				sub := floor.Buyer(1)
				sub.Twin = handoff.SameOne
				_, err := s.Submit(ctx, by, sub)
				return err
			},
		},
		{name: "touch", do: func(s *shift, by account.Person, r handoff.Receipt) error {
			_, err := s.Desk.Touch(
				ctx,
				by,
				handoff.Once{Key: "a request", Digest: []byte("x")},
				touchesOf(r.Lead, "reply"),
			)
			return err
		}},
		{
			name: "touch what has ended",
			on:   broughtTo[lead.Won],
			do: func(s *shift, by account.Person, r handoff.Receipt) error {
				s.Wait(time.Hour)
				_, err := s.Desk.Touch(ctx, by, handoff.Once{}, touchesOf(r.Lead, "reply"))
				return err
			},
		},
		{name: "remind", on: func(s *shift) handoff.Receipt { r := s.HandOver(1); s.Wait(2 * time.Hour); return r },
			do: func(s *shift, _ account.Person, _ handoff.Receipt) error { _, err := s.Remind(ctx); return err }},
		{name: "look at what is ready", on: func(s *shift) handoff.Receipt {
			r, err := s.SaveDraft(ctx, floor.Mia, 0, floor.Buyer(1))
			s.Fine(err)
			s.Change(func(f *floor.Floor) { f.Terms.AutoSubmit = true })
			s.AddReady(r.Lead)
			return r
		}, do: func(s *shift, _ account.Person, _ handoff.Receipt) error { _, err := s.SubmitReady(ctx, 0); return err }},
		{
			name: "come back",
			on:   broughtTo[lead.Recycled],
			do:   func(s *shift, _ account.Person, r handoff.Receipt) error { return s.ComeBack(ctx, r.Lead) },
		},
		{name: "hand over what waits", do: func(s *shift, by account.Person, _ handoff.Receipt) error {
			_, err := s.HandOverAll(ctx, by, handoff.Leaving{Person: floor.Rosa.ID})
			return err
		}},
		{name: "undo what somebody else had", on: func(s *shift) handoff.Receipt {
			r := s.HandOver(1)
			s.Fine(s.Reject(ctx, floor.Ada, r.Handoff, 0, floor.TooSmall.ID, ""))
			return r
		}, do: func(s *shift, by account.Person, r handoff.Receipt) error {
			return s.Undo(ctx, by, r.Handoff, handoff.Rejected)
		}},
	}
	for _, a := range append(more, acts...) {
		t.Run(a.name, func(t *testing.T) {
			by := floor.Ada
			if a.may == "Rosa" {
				by = floor.Rosa
			}
			s := begin(t)
			if a.on == nil {
				a.on = broughtTo[lead.Submitted]
			}
			r := a.on(s)
			s.Nudged()
			before := s.Kept()
			for n := 1; ; n++ {
				if n > 100 {
					t.Fatal("it asks without end")
				}
				s.store.FailAt(n)
				err := a.do(s, by, r)
				s.store.FailAt(0)
				if err == nil {
					if n < 4 {
						t.Errorf("it is done with %d questions", n-1)
					}
					break
				}
				if !errors.Is(err, errs.Unavailable) {
					t.Fatalf("without an answer to question %d: %v", n, err)
				}
				if diff := floor.Diff(before, s.Kept()); diff != "" || len(s.Nudged()) > 0 {
					t.Fatalf("without an answer to question %d: %s", n, diff)
				}
			}
			if floor.Diff(before, s.Kept()) == "" {
				t.Error("it is done, and nothing has changed")
			}
			checkLoads(t, s)
		})
	}
}

// touchesOf are contacts with a lead, one of each kind.
func touchesOf(id lead.ID, kinds ...string) (all []handoff.Contact) {
	for _, kind := range kinds {
		all = append(all, handoff.Contact{Who: handoff.Who{Lead: id}, Touch: lead.Touch{Kind: kind}})
	}
	return all
}

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
		{"reject without a reason", func(s *shift, id handoff.ID, v int) error { return s.Reject(ctx, floor.Rosa, id, v, 0, "") }},
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
	for name, err := range map[string]error{"close": s.Close(ctx, floor.Mia, r.Lead), "win": s.Win(ctx, floor.Ada, r.Lead, 1), "come back": s.ComeBack(ctx, r.Lead)} {
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
		{floor.TooSmall, lead.Returned, 1, true}, {floor.Elsewhere, lead.Submitted, 2, false}, {floor.Colleagues, lead.Submitted, 2, false},
		{floor.Spam, lead.Closed, 1, false}, {floor.Duplicate, lead.Closed, 1, false}, {floor.OtherNo, lead.Returned, 1, true},
	} {
		s := begin(t)
		r, _ := s.Turned(1, tc.why, "Words.")
		k := s.Kept()
		if got := k.Leads[r.Lead].Stage; got != tc.stage || len(k.Handoffs) != tc.handoffs ||
			slices.Contains(k.Told(floor.Mia.ID), handoff.CameBack) != tc.told {
			t.Errorf(
				"%s: the lead is %s, with %d handoffs, and Mia reads %v",
				tc.why.Words,
				got,
				len(k.Handoffs),
				k.Told(floor.Mia.ID),
			)
		}
	}
	for name, id := range map[string]agreement.ReasonID{"none": 0, "unknown": 9999, "retired": floor.Gone.ID, "of the other list": floor.NoNeed.ID} {
		s := begin(t)
		r := s.HandOver(1)
		if err := s.Reject(ctx, floor.Rosa, r.Handoff, 0, id, ""); refused(
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
	if next.Number != 2 || next.Owner == floor.Rosa.ID || next.Team != floor.EMEA.ID || next.SubmittedBy != floor.Mia.ID || next.MarketingTeam != floor.Demand.ID ||
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
	if told := k.Told(floor.Eve.ID); !slices.Contains(told, handoff.NobodyFree) {
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
	if err := s.Credit(ctx, floor.Jo, r.Handoff); refused(
		err,
		errs.Conflict,
		"This rejection was overturned, so the lead cannot be credited.",
	) != "" {
		t.Error(err)
	}
	for _, party := range []account.PersonID{floor.Mia.ID, floor.Rosa.ID} {
		if told := k.Told(party); !slices.Contains(told, handoff.Ruled) {
			t.Errorf("party %d reads %v", party, told)
		}
	}
}

func TestWhoTookPartInADisputeDoesNotRuleOnIt(t *testing.T) {
	const party = "You took part in this dispute. Another manager or an admin must rule on it."
	for name, tc := range map[string]struct{ sender, decider, appeals account.Person }{
		"who handed the lead over": {floor.Jo, floor.Rosa, floor.Mia}, "who rejected it": {floor.Mia, floor.Jo, floor.Mia}, "who appealed": {floor.Mia, floor.Rosa, floor.Jo},
	} {
		s := begin(t)
		r, err := s.Submit(ctx, tc.sender, floor.Buyer(1))
		s.Fine(err)
		s.Fine(s.Reject(ctx, tc.decider, r.Handoff, 0, floor.TooSmall.ID, ""))
		s.Fine(s.Dispute(ctx, tc.appeals, r.Handoff, "Not small."))
		if wrong := refused(s.Rule(ctx, floor.Jo, r.Handoff, handoff.Upheld, "It is."), errs.Forbidden, party); wrong != "" {
			t.Errorf("%s: %s", name, wrong)
		}
		if told := s.Kept().Told(floor.Jo.ID); slices.Contains(told, handoff.Appealed) {
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
		{"its owner left", func(f *floor.Floor) { f.Person(floor.Rosa.ID).Disabled = true }, 0, "Back in the pool of EMEA: Rosa left"},
		{"its owner changed sides", func(f *floor.Floor) { f.Person(floor.Rosa.ID).Role = account.Marketer }, 0, "Back in the pool of EMEA: Rosa now works in marketing"},
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
	if refused(
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
	if err := s.Undo(ctx, floor.Rosa, r.Handoff, handoff.Accepted); refused(
		err,
		errs.Conflict,
		"There is no verdict to undo. This lead still waits for one.",
	) != "" {
		t.Errorf("twice: %v", err)
	}
	s.Fine(s.Accept(ctx, floor.Rosa, r.Handoff, 0))
	s.Wait(handoff.UndoFor + time.Microsecond)
	if err := s.Undo(ctx, floor.Rosa, r.Handoff, handoff.Accepted); refused(
		err,
		errs.Conflict,
		"A verdict can be undone for ten minutes. They are over. Talk to your manager.",
	) != "" {
		t.Errorf("after ten minutes: %v", err)
	}
}

func TestADisqualificationRestsAsItsReasonSays(t *testing.T) {
	for _, tc := range []struct {
		name  string
		why   agreement.Reason
		days  int // until the day that the lead named; 0 for none
		stage lead.Stage
		back  int // in how many days it comes back
		wrong string
	}{
		{"closed", floor.NoNeed, 0, lead.Disqualified, 0, ""},
		{"not now, until a day", floor.NotNow, 60, lead.Recycled, 60, ""},
		{"not now, without a day", floor.NotNow, 0, lead.Working, 0, "until: “Not now” needs a day to ask again. Choose one."},
		{"not now, until yesterday", floor.NotNow, -1, lead.Working, 0, "until: Choose a day from tomorrow on, within 2 years."},
		{"a reason of the other list", floor.TooSmall, 0, lead.Working, 0, "reason: Choose a reason."},
		{"without the note that it needs", floor.OtherEnd, 0, lead.Working, 0, "words: “Other” needs a note. Write what happened."},
		{"not reached, too early", floor.NoReach, 0, lead.Working, 0, "reason: The agreement requires 2 attempts before giving up. 1 are logged."},
	} {
		s := begin(t)
		r, rep := s.Worked(1)
		until := time.Time{}
		if tc.days != 0 {
			until = s.Now.AddDate(0, 0, tc.days)
		}
		err := s.Disqualify(ctx, rep, r.Lead, tc.why.ID, until, "")
		k := s.Kept()
		if got := k.Leads[r.Lead].Stage; (err != nil) != (tc.wrong != "") || err != nil && err.Error() != tc.wrong ||
			got != tc.stage {
			t.Errorf("%s: %v, and the lead is %s", tc.name, err, got)
		}
		if tc.back > 0 && !k.Recycled[0].BackAt.Equal(s.Now.AddDate(0, 0, tc.back)) {
			t.Errorf("%s: it comes back %s", tc.name, k.Recycled[0].BackAt)
		}
	}
	s := begin(t)
	r, rep := s.Worked(1)
	s.Wait(4 * 24 * time.Hour)
	s.Fine(s.LogAttempt(ctx, rep, r.Lead, handoff.Attempt{Kind: "mail", Outcome: "sent"}))
	s.Fine(s.Disqualify(ctx, rep, r.Lead, floor.NoReach.ID, time.Time{}, ""))
	if back := s.Kept().Recycled[0].BackAt; !back.Equal(s.Now.AddDate(0, 0, 30)) {
		t.Errorf("without a day, it comes back %s", back)
	}
}

func TestALeadIsRecycledAsOftenAsTheAgreementSays(t *testing.T) {
	s := begin(t)
	r, rep := s.Worked(1)
	for n := range 2 {
		if n > 0 {
			_, err := s.Resubmit(ctx, floor.Mia, r.Lead, floor.Buyer(1))
			s.Fine(err)
			h := s.Kept().HandoffsOf(r.Lead)[n]
			rep = s.Owner(h.ID)
			s.Fine(s.Accept(ctx, rep, h.ID, 0))
			s.Fine(s.LogAttempt(ctx, rep, r.Lead, handoff.Attempt{Kind: "call", Outcome: "reached"}))
		}
		s.Fine(s.Recycle(ctx, rep, r.Lead, s.Now.AddDate(0, 0, 1), ""))
		s.Wait(24 * time.Hour)
		s.Fine(s.ComeBack(ctx, r.Lead))
		s.Wait(11 * 24 * time.Hour)
	}
	if told := s.Kept().Told(floor.Mia.ID); !slices.Equal(
		told,
		[]handoff.NotificationKind{handoff.Rested, handoff.Rested},
	) {
		t.Errorf("Mia reads %v", told)
	}
	_, err := s.Resubmit(ctx, floor.Mia, r.Lead, floor.Buyer(1))
	s.Fine(err)
	h := s.Kept().HandoffsOf(r.Lead)[2]
	rep = s.Owner(h.ID)
	s.Fine(s.Accept(ctx, rep, h.ID, 0))
	s.Fine(s.LogAttempt(ctx, rep, r.Lead, handoff.Attempt{Kind: "call", Outcome: "reached"}))
	const often = "This lead was already recycled twice, the maximum in the agreement. Close it, or hand it over."
	if err := s.Recycle(ctx, rep, r.Lead, s.Now.AddDate(0, 0, 1), ""); refused(err, errs.Conflict, often) != "" {
		t.Error(err)
	}
	s.Fine(s.Disqualify(ctx, rep, r.Lead, floor.NotNow.ID, s.Now.AddDate(0, 0, 9), ""))
	if got := s.Lead(r.Lead).Stage; got != lead.Disqualified {
		t.Errorf("a lead that cannot rest any more is %s", got)
	}
}

func TestAQualificationCountsInTheCompanysCurrencyUnlessItNamesOne(t *testing.T) {
	for named, want := range map[string]string{"": "EUR", "USD": "USD"} {
		s := begin(t)
		r, rep := s.Worked(1)
		s.Fine(s.Qualify(ctx, rep, r.Lead, handoff.Qualification{ValueCents: 100, Currency: named, ExpectedOn: s.Now}))
		if got := s.Handoff(r.Handoff).Currency; got != want {
			t.Errorf("in %q: %s", named, got)
		}
	}
}

func TestACorrectionKeepsBothValues(t *testing.T) {
	s := begin(t)
	r := s.HandOver(1)
	s.Fine(
		s.Correct(
			ctx,
			floor.Rosa,
			r.Lead,
			handoff.ContactData{Name: " Bea  Ruiz", Email: "BUYER1@firm1.example", JobTitle: "Head"},
		),
	)
	k := s.Kept()
	if l := k.Leads[r.Lead]; l.Name != "Bea Ruiz" || l.JobTitle != "Head" || l.Email != "buyer1@firm1.example" ||
		l.Version != 2 {
		t.Errorf("the lead is %+v", l)
	}
	if len(k.Corrections) != 2 || k.Corrections[0].Was != "Buyer 1" || k.Corrections[0].Now != "Bea Ruiz" ||
		k.Corrections[1].Field != "job_title" {
		t.Errorf("corrected %+v", k.Corrections)
	}
	before := s.Kept()
	for name, tc := range map[string]struct {
		typed handoff.ContactData
		kind  error
	}{
		"nothing new":   {handoff.ContactData{Name: "Bea Ruiz", Email: "buyer1@firm1.example", JobTitle: "Head"}, nil},
		"an old page":   {handoff.ContactData{Name: "Bo", Version: 1}, errs.Conflict},
		"half a mail":   {handoff.ContactData{Name: "Bo", Email: "bo@"}, errs.Invalid},
		"a short phone": {handoff.ContactData{Name: "Bo", Phone: "12"}, errs.Invalid},
	} {
		if err := s.Correct(ctx, floor.Rosa, r.Lead, tc.typed); !errors.Is(err, tc.kind) {
			t.Errorf("%s: %v", name, err)
		}
		if diff := floor.Diff(before, s.Kept()); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

func TestWhatCanBeCredited(t *testing.T) {
	const only = "Only a lead rejected for a reason that counts against quality can be credited."
	for _, tc := range []struct {
		name  string
		on    func(s *shift) handoff.Receipt
		words string
	}{
		{"rejected for its quality", old, ""},
		{"rejected for its data", func(s *shift) handoff.Receipt { r, _ := s.Turned(1, floor.Spam, ""); s.Wait(time.Hour); return r }, ""},
		{"passed on", func(s *shift) handoff.Receipt { r, _ := s.Turned(1, floor.Elsewhere, ""); s.Wait(time.Hour); return r }, only},
		{"accepted", broughtTo[lead.Accepted], only},
		{"waiting", broughtTo[lead.Submitted], only},
		{"ten minutes old", func(s *shift) handoff.Receipt { r := broughtTo[lead.Returned](s); s.Wait(handoff.UndoFor); return r },
			"Rosa can still undo this verdict. Credit it after ten minutes."},
		{"just over ten minutes old", func(s *shift) handoff.Receipt {
			r := broughtTo[lead.Returned](s)
			s.Wait(handoff.UndoFor + time.Microsecond)
			return r
		}, ""},
		{"nobody's", func(s *shift) handoff.Receipt {
			r := pool(s)
			s.Fine(s.Reject(ctx, floor.Eve, r.Handoff, 0, floor.TooSmall.ID, ""))
			s.Wait(time.Hour)
			return r
		}, "This lead was not assigned to anybody, so there is no share to credit."},
		{"claimed", func(s *shift) handoff.Receipt {
			r := pool(s)
			s.Fine(s.Claim(ctx, floor.Rosa, r.Handoff, 0))
			s.Fine(s.Reject(ctx, floor.Rosa, r.Handoff, 0, floor.TooSmall.ID, ""))
			s.Wait(time.Hour)
			return r
		}, "This lead was claimed or assigned by name, so it does not count in a share."},
	} {
		s := begin(t)
		r := tc.on(s)
		err := s.Credit(ctx, floor.Jo, r.Handoff)
		if (err == nil) != (tc.words == "") || errs.Words(err) != tc.words {
			t.Errorf("%s: %v", tc.name, err)
		}
		if want := len(s.Kept().Credits); (want == 1) != (tc.words == "") {
			t.Errorf("%s: %d credits", tc.name, want)
		}
	}
}
