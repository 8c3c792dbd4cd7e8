package desk_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"baton/internal/account"
	"baton/internal/errs"
	"baton/internal/handoff"
	"baton/internal/handoff/desk"
	floor "baton/internal/handoff/handofftest"
	"baton/internal/lead"
)

// an act is one of the methods of the Desk.
type act struct {
	name  string
	on    func(s *shift) desk.Receipt // where it can be done
	do    func(s *shift, by account.Person, r desk.Receipt) error
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
		func(s *shift, by account.Person, r desk.Receipt) error { return s.Claim(ctx, by, r.Handoff, 1) },
		sales,
		errs.Forbidden,
		handoff.EventClaimed,
		lead.Submitted,
		"",
	},
	{
		"accept",
		broughtTo[lead.Submitted],
		func(s *shift, by account.Person, r desk.Receipt) error { return s.Accept(ctx, by, r.Handoff, 0) },
		sales,
		errs.Forbidden,
		handoff.EventAccepted,
		lead.Accepted,
		"submitted",
	},
	{"reject", broughtTo[lead.Submitted], func(s *shift, by account.Person, r desk.Receipt) error {
		return s.Reject(ctx, by, r.Handoff, 0, floor.TooSmall.ID, "")
	}, sales, errs.Forbidden, handoff.EventRejected, lead.Returned, "submitted"},
	{"pass on", broughtTo[lead.Submitted], func(s *shift, by account.Person, r desk.Receipt) error {
		return s.Reject(ctx, by, r.Handoff, 0, floor.Elsewhere.ID, "")
	}, sales, errs.Forbidden, handoff.EventRouted, lead.Submitted, "submitted"},
	{"ask", broughtTo[lead.Submitted], func(s *shift, by account.Person, r desk.Receipt) error {
		return s.Ask(ctx, by, r.Handoff, 0, "Who?")
	},
		sales, errs.Forbidden, handoff.EventAsked, lead.Submitted, "submitted"},
	{"answer", asked, func(s *shift, by account.Person, r desk.Receipt) error {
		return s.Answer(ctx, by, r.Handoff, "She.")
	},
		marketing, errs.Forbidden, handoff.EventAnswered, lead.Submitted, ""},
	{
		"recall",
		broughtTo[lead.Submitted],
		func(s *shift, by account.Person, r desk.Receipt) error { return s.Recall(ctx, by, r.Handoff) },
		marketing,
		errs.Forbidden,
		handoff.EventRecalled,
		lead.Draft,
		"submitted",
	},
	{"wait for a day", broughtTo[lead.Accepted], func(s *shift, by account.Person, r desk.Receipt) error {
		return s.WaitFor(ctx, by, r.Handoff, 0, s.Now.AddDate(0, 0, 3))
	}, sales, errs.Forbidden, handoff.EventWaits, lead.Accepted, "submitted accepted"},
	{"undo an acceptance", broughtTo[lead.Accepted], func(s *shift, by account.Person, r desk.Receipt) error {
		return s.Undo(ctx, by, r.Handoff, handoff.Accepted)
	}, "Rosa", errs.Conflict, handoff.EventUndone, lead.Submitted, ""},
	{"undo a rejection", broughtTo[lead.Returned], func(s *shift, by account.Person, r desk.Receipt) error {
		return s.Undo(ctx, by, r.Handoff, handoff.Rejected)
	}, "Rosa", errs.Conflict, handoff.EventUndone, lead.Submitted, ""},
	{"dispute", broughtTo[lead.Returned], func(s *shift, by account.Person, r desk.Receipt) error {
		return s.Dispute(ctx, by, r.Handoff, "No.")
	},
		marketing, errs.Forbidden, handoff.EventDisputed, lead.Disputed, "returned"},
	{"uphold", broughtTo[lead.Disputed], func(s *shift, by account.Person, r desk.Receipt) error {
		return s.Rule(ctx, by, r.Handoff, handoff.Upheld, "It is.")
	}, "Jo Ann Ada", errs.Forbidden, handoff.EventUpheld, lead.Closed, "disputed"},
	{"overturn", broughtTo[lead.Disputed], func(s *shift, by account.Person, r desk.Receipt) error {
		return s.Rule(ctx, by, r.Handoff, handoff.Overturned, "It is not.")
	}, "Jo Ann Ada", errs.Forbidden, handoff.EventRouted, lead.Submitted, "disputed"},
	{"give to Tom", broughtTo[lead.Working], func(s *shift, by account.Person, r desk.Receipt) error {
		return s.Reassign(ctx, by, []handoff.ID{r.Handoff}, floor.Tom.ID)
	}, managers, errs.Forbidden, handoff.EventReassigned, lead.Working, "submitted accepted working qualified"},
	{"hand everything over", broughtTo[lead.Working], func(s *shift, by account.Person, r desk.Receipt) error {
		_, err := s.HandOverAll(ctx, by, desk.Leaving{Person: floor.Rosa.ID})
		return err
	}, managers, errs.Forbidden, handoff.EventReassigned, lead.Working, "submitted accepted working qualified"},
	{"credit", old, func(s *shift, by account.Person, r desk.Receipt) error { return s.Credit(ctx, by, r.Handoff) },
		managers, errs.Forbidden, handoff.EventCredited, lead.Returned, ""},
	{"correct", broughtTo[lead.Submitted], func(s *shift, by account.Person, r desk.Receipt) error {
		return s.Correct(ctx, by, r.Lead, handoff.ContactData{Name: "Bea"})
	}, sales, errs.Forbidden, handoff.EventCorrected, lead.Submitted, "submitted accepted working qualified"},
	{"regrade", broughtTo[lead.Submitted], func(s *shift, by account.Person, r desk.Receipt) error {
		return s.Regrade(ctx, by, r.Handoff, 0, lead.GradeA, "A group.")
	}, sales, errs.Forbidden, handoff.EventRegraded, lead.Submitted, "submitted accepted working qualified"},
	{"log an attempt", broughtTo[lead.Accepted], func(s *shift, by account.Person, r desk.Receipt) error {
		return s.LogAttempt(ctx, by, r.Lead, handoff.Attempt{Kind: "call", Outcome: "reached"})
	}, owners, errs.Forbidden, handoff.EventAttempted, lead.Working, "accepted working qualified"},
	{"qualify", broughtTo[lead.Working], func(s *shift, by account.Person, r desk.Receipt) error {
		return s.Qualify(ctx, by, r.Lead, handoff.Qualification{ValueCents: 1, ExpectedOn: s.Now})
	}, owners, errs.Forbidden, handoff.EventQualified, lead.Qualified, "working"},
	{"disqualify", broughtTo[lead.Accepted], func(s *shift, by account.Person, r desk.Receipt) error {
		return s.Disqualify(ctx, by, r.Lead, floor.NoNeed.ID, time.Time{}, "")
	}, owners, errs.Forbidden, handoff.EventDisqualified, lead.Disqualified, "accepted working"},
	{"not now", broughtTo[lead.Working], func(s *shift, by account.Person, r desk.Receipt) error {
		return s.Disqualify(ctx, by, r.Lead, floor.NotNow.ID, s.Now.AddDate(0, 0, 9), "")
	}, owners, errs.Forbidden, handoff.EventRecycled, lead.Recycled, "accepted working"},
	{"recycle", broughtTo[lead.Working], func(s *shift, by account.Person, r desk.Receipt) error {
		return s.Recycle(ctx, by, r.Lead, s.Now.AddDate(0, 0, 9), "")
	}, owners, errs.Forbidden, handoff.EventRecycled, lead.Recycled, "working returned disqualified"},
	{"recycle what came back", broughtTo[lead.Returned], func(s *shift, by account.Person, r desk.Receipt) error {
		return s.Recycle(ctx, by, r.Lead, s.Now.AddDate(0, 0, 9), "")
	}, "Mia Max Rosa Jo Eve Ada", errs.Forbidden, handoff.EventRecycled, lead.Recycled, ""},
	{
		"win",
		broughtTo[lead.Qualified],
		func(s *shift, by account.Person, r desk.Receipt) error { return s.Win(ctx, by, r.Lead, 1) },
		owners,
		errs.Forbidden,
		handoff.EventWon,
		lead.Won,
		"qualified",
	},
	{"lose", broughtTo[lead.Qualified], func(s *shift, by account.Person, r desk.Receipt) error {
		return s.Lose(ctx, by, r.Lead, floor.NoNeed.ID, "")
	}, owners, errs.Forbidden, handoff.EventLost, lead.Lost, "qualified"},
	{"take a win back", broughtTo[lead.Won], func(s *shift, by account.Person, r desk.Receipt) error {
		return s.Restore(ctx, by, r.Lead, handoff.Won)
	}, "Rosa", errs.Conflict, handoff.EventRestored, lead.Qualified, ""},
	{
		"take a qualification back",
		broughtTo[lead.Qualified],
		func(s *shift, by account.Person, r desk.Receipt) error {
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
		func(s *shift, by account.Person, r desk.Receipt) error { return s.Close(ctx, by, r.Lead) },
		marketing,
		errs.Forbidden,
		handoff.EventClosed,
		lead.Closed,
		"captured returned recycled",
	},
	{
		"reopen",
		broughtTo[lead.Won],
		func(s *shift, by account.Person, r desk.Receipt) error { return s.Reopen(ctx, by, r.Lead) },
		managers,
		errs.Forbidden,
		handoff.EventReopened,
		lead.Draft,
		"won lost closed disqualified",
	},
	{"fix and hand over", broughtTo[lead.Returned], func(s *shift, by account.Person, r desk.Receipt) error {
		_, err := s.Resubmit(ctx, by, r.Lead, floor.Buyer(1))
		return err
	}, marketing, errs.Forbidden, handoff.EventRouted, lead.Submitted, "captured returned recycled"},
	{"edit", broughtTo[lead.Returned], func(s *shift, by account.Person, r desk.Receipt) error {
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
				if sees := slices.Contains(strings.Fields(sales+" "+marketing), by.Name) || by.ID == floor.Ann.ID &&
					s.Lead(r.Lead).Stage == lead.Disputed; !sees {
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
func (a act) happened(t *testing.T, s *shift, by account.Person, r desk.Receipt, err error) {
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
