package desk_test

import (
	"slices"
	"strings"
	"testing"

	"baton/internal/account"
	"baton/internal/assign"
	"baton/internal/errs"
	"baton/internal/handoff"
	"baton/internal/handoff/desk"
	floor "baton/internal/handoff/handofftest"
	"baton/internal/inbox"
)

func TestWithoutASalesTeamNothingIsHandedOver(t *testing.T) {
	s := begin(
		t,
		func(f *floor.Floor) { f.Team(floor.EMEA.ID).Retired, f.Team(floor.Americas.ID).Retired = true, true },
	)
	_, err := s.Submit(ctx, floor.Mia, floor.Buyer(1))
	if floor.Refused(
		err,
		errs.Conflict,
		"There is no sales team yet, so nobody can answer. Save the lead as a draft until there is one.",
	) != "" ||
		errs.RemedyOf(err).At != errs.Teams {
		t.Error(err)
	}
	if n := len(s.Kept().Leads); n != 0 {
		t.Errorf("%d leads are kept", n)
	}
}

func TestALeadIsRoutedByTheFirstRuleThatCanTakeIt(t *testing.T) {
	person := func(name string, id account.PersonID) assign.Rule {
		return assign.Rule{ID: 9, Name: name, Target: assign.ToPerson, Person: id}
	}
	rules := func(first ...assign.Rule) func(f *floor.Floor) {
		return func(f *floor.Floor) { f.Rules = append(first, f.Rules...) }
	}
	for _, tc := range []struct {
		name   string
		change func(f *floor.Floor)
		lead   func(sub *desk.Submission)
		team   account.TeamID
		owner  account.PersonID
		words  string
	}{
		{"by country", func(*floor.Floor) {}, func(sub *desk.Submission) { sub.Lead.Country = "US" }, 4, 21,
			"Routed to Sam: United States, 1 of 3 open"},
		{"by the rule for the rest", func(*floor.Floor) {}, nil, 3, 11, "Routed to Rosa: The rest, 1 of 3 open"},
		{"where no rule matches", func(f *floor.Floor) { f.Rules = nil }, nil, 3, 11,
			"Routed to Rosa: no rule matched, 1 of 3 open"},
		{"where no rule matches, to the chosen team", func(f *floor.Floor) { f.Rules, f.FallbackTeam = nil, 4 }, nil, 4, 21,
			"Routed to Sam: no rule matched, 1 of 3 open"},
		{"by a rule whose team is retired", func(f *floor.Floor) { f.Team(3).Retired = true }, nil, 4, 21,
			"Routed to Sam: Also the rest, 1 of 3 open. Skipped: The rest, the team is not in use"},
		{"to a pool", rules(assign.Rule{ID: 9, Name: "Claim", Target: assign.ToPool, Team: 3}), nil, 3, 0,
			"Waits in the pool of EMEA for anybody to claim: Claim"},
		{"to a person", rules(person("Kim's", 13)), nil, 3, 13, "Routed to Kim: Kim's, 1 of 3 open"},
		{"to a manager", rules(person("Jo's", 5)), nil, 3, 5, "Routed to Jo: Jo's, 1 of 3 open"},
		{"to a person who is full", func(f *floor.Floor) { rules(person("Kim's", 13))(f); f.Person(13).Capacity = 0 }, nil, 3,
			11,
			"Routed to Rosa: The rest, 1 of 3 open. Skipped: Kim's, Kim: full, 0 of 0 open"},
		{"to a person who left", func(f *floor.Floor) { rules(person("Kim's", 13))(f); f.Person(13).Disabled = true }, nil, 3,
			11,
			"Routed to Rosa: The rest, 1 of 3 open. Skipped: Kim's, Kim: disabled"},
		{"to a person who does not exist", rules(person("Nobody's", 99)), nil, 3, 11,
			"Routed to Rosa: The rest, 1 of 3 open. Skipped: Nobody's, the person no longer exists"},
		{"to an owner where there is none", rules(assign.Rule{ID: 9, Name: "Known", Target: assign.ToAccount}), nil, 3, 11,
			"Routed to Rosa: The rest, 1 of 3 open. Skipped: Known, nobody owns the account yet"},
		{"to who has a skill", func(f *floor.Floor) {
			f.Rules[1].Skills, f.Person(13).Skills = []string{"Polish"}, []string{"Polish"}
		}, nil, 3, 13, "Routed to Kim: The rest, 1 of 3 open"},
		{"where nobody has room", allFull, nil, 3, 0, "Waits in the pool of EMEA: The rest, 3 full"},
		{"where all are away", func(f *floor.Floor) {
			f.Away = map[account.PersonID][]assign.Span{11: {{From: floor.Noon}}, 12: {{From: floor.Noon}},
				13: {{From: floor.Noon}}}
		}, nil, 3, 0, "Waits in the pool of EMEA: The rest, 3 not available"},
	} {
		s := begin(t, tc.change)
		sub := floor.Buyer(1)
		if tc.lead != nil {
			tc.lead(&sub)
		}
		r, err := s.Submit(ctx, floor.Mia, sub)
		if err != nil || r.Team != tc.team || r.Owner != tc.owner || r.Sentence != tc.words {
			t.Errorf("%s: team %d, owner %d, %s, %v", tc.name, r.Team, r.Owner, r.Sentence, err)
		}
		nobody := slices.Contains(s.Kept().Told(floor.Eve.ID), inbox.NobodyFree)
		if want := r.Owner == 0 && !strings.Contains(r.Sentence, "claim"); nobody != want {
			t.Errorf("%s: the manager is told %t", tc.name, nobody)
		}
		checkLoads(t, s)
	}
}

// allFull leaves nobody in EMEA with room.
func allFull(f *floor.Floor) {
	for _, p := range []account.PersonID{11, 12, 13} {
		f.Person(p).Capacity = 0
	}
}

func TestALeadOfAnAccountGoesToItsOwner(t *testing.T) {
	s := begin(t, func(f *floor.Floor) {
		f.Rules = append([]assign.Rule{{ID: 9, Name: "Known", Target: assign.ToAccount}}, f.Rules...)
	})
	r := s.HandOver(1)
	s.Fine(s.Reassign(ctx, floor.Eve, []handoff.ID{r.Handoff}, floor.Kim.ID))
	s.Fine(s.Accept(ctx, floor.Kim, r.Handoff, 0))
	colleague := typed(
		1,
		func(sub *desk.Submission) { sub.Lead.Name, sub.Lead.Email = "Leo", "leo@mail.firm1.example" },
	)
	got, err := s.Submit(ctx, floor.Mia, colleague)
	if err != nil || got.Owner != floor.Kim.ID ||
		got.Sentence != "Routed to Kim: Known, as owner of the account, 1 of 3 open" {
		t.Errorf("%+v, %v", got, err)
	}
	s.Fine(s.Reject(ctx, floor.Kim, got.Handoff, 0, floor.Colleagues.ID, ""))
	if next := s.Kept().HandoffsOf(got.Lead)[1]; next.Owner == floor.Kim.ID {
		t.Error("Kim, who passed it on, is given it again")
	}
}
