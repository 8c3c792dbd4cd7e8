package firstday_test

import (
	"slices"
	"testing"

	"baton/internal/firstday"
)

// working is a company at which a lead was answered.
var working = firstday.State{
	Settled: true, MarketingTeams: 1, SalesTeams: 1, TeamsWithHours: 1, Marketers: 1, Reps: 1, Managers: 2,
	MarketingManagers: 1, SalesManagers: 1,
	Signed: true, Campaigns: 1, Goals: 1, HandedOver: true, Accepted: true,
}

func TestWhatEachStepLacks(t *testing.T) {
	for _, tc := range []struct {
		name  string
		take  func(*firstday.State)
		kind  firstday.Kind
		lacks []firstday.Lack
	}{
		{"nobody chose currency and zone", func(s *firstday.State) { s.Settled = false }, firstday.Company,
			[]firstday.Lack{firstday.NoZone}},
		{"no team", func(s *firstday.State) { s.MarketingTeams, s.SalesTeams, s.TeamsWithHours = 0, 0, 0 }, firstday.Teams,
			[]firstday.Lack{firstday.NoMarketingTeam, firstday.NoSalesTeam}},
		{"a sales team alone", func(s *firstday.State) { s.MarketingTeams = 0 }, firstday.Teams,
			[]firstday.Lack{firstday.NoMarketingTeam}},
		{"sales teams without hours", func(s *firstday.State) { s.SalesTeams, s.TeamsWithHours = 2, 0 }, firstday.Teams,
			[]firstday.Lack{firstday.NoHours}},
		{"one of two sales teams with hours", func(s *firstday.State) { s.SalesTeams = 2 }, firstday.Teams, nil},
		{"nobody but the admin", func(s *firstday.State) {
			s.Marketers, s.Reps, s.Managers, s.MarketingManagers, s.SalesManagers = 0, 0, 0, 0, 0
		}, firstday.People, []firstday.Lack{firstday.NoMarketer, firstday.NoRep, firstday.NoManager}},
		{"one manager, of sales", func(s *firstday.State) { s.Managers, s.MarketingManagers = 1, 0 }, firstday.People, nil},
		{"one manager, of both", func(s *firstday.State) { s.Managers = 1 }, firstday.People, nil},
		{"two managers, both of sales", func(s *firstday.State) { s.MarketingManagers, s.SalesManagers = 0, 2 },
			firstday.People, []firstday.Lack{firstday.NoMarketingManager}},
		{"two managers in no team", func(s *firstday.State) { s.MarketingManagers, s.SalesManagers = 0, 0 }, firstday.People,
			[]firstday.Lack{firstday.NoMarketingManager, firstday.NoSalesManager}},
		{"unsigned", func(s *firstday.State) { s.Signed = false }, firstday.Agreement, []firstday.Lack{firstday.NotSigned}},
		{"no campaign", func(s *firstday.State) { s.Campaigns = 0 }, firstday.Campaign, []firstday.Lack{firstday.NoCampaign}},
		{"no goal", func(s *firstday.State) { s.Goals = 0 }, firstday.Goal, []firstday.Lack{firstday.NoGoal}},
		{"no lead", func(s *firstday.State) { s.HandedOver, s.Accepted = false, false }, firstday.Lead,
			[]firstday.Lack{firstday.NothingHandedOver}},
		{"a lead that waits", func(s *firstday.State) { s.Accepted = false }, firstday.Lead,
			[]firstday.Lack{firstday.NothingAccepted}},
	} {
		s := working
		tc.take(&s)
		for _, step := range s.Steps() {
			want := tc.lacks
			if step.Kind != tc.kind {
				want = nil
			}
			if !slices.Equal(step.Lacks, want) {
				t.Errorf("%s: %s lacks %v, want %v", tc.name, step.Kind, step.Lacks, want)
			}
			if step.Next != (len(want) > 0) {
				t.Errorf("%s: %s is next: %t", tc.name, step.Kind, step.Next)
			}
		}
		if want := min(len(tc.lacks), 1); s.Left() != want || s.Shown() != (want > 0) {
			t.Errorf("%s: %d steps are left, shown is %t", tc.name, s.Left(), s.Shown())
		}
	}
}

func TestTheFirstStepThatIsNotDoneIsNext(t *testing.T) {
	s := firstday.State{Settled: true, Campaigns: 1}
	var next []firstday.Kind
	for _, step := range s.Steps() {
		if step.Next {
			next = append(next, step.Kind)
		}
	}
	if !slices.Equal(next, []firstday.Kind{firstday.Teams}) || s.Left() != 5 {
		t.Errorf("next are %v, %d are left", next, s.Left())
	}
	if s.Aside = true; s.Shown() {
		t.Error("what was put aside is the first page")
	}
}
