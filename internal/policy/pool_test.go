package policy_test

import (
	"testing"
	"time"

	"baton/internal/account"
	"baton/internal/agreement"
	"baton/internal/policy"
)

func TestThePoolIsTheFirstTeamThatCanAnswer(t *testing.T) {
	team := func(id account.TeamID, side account.Side, retired bool, reps int) policy.Team {
		return policy.Team{Team: account.Team{ID: id, Side: side, Retired: retired}, Reps: reps}
	}
	for _, tc := range []struct {
		name  string
		teams []policy.Team
		want  account.TeamID
	}{
		{"no team", nil, 0},
		{"only marketing", []policy.Team{team(1, account.Marketing, false, 3)}, 0},
		{"the one with reps", []policy.Team{team(1, account.Sales, false, 0), team(2, account.Sales, false, 1)}, 2},
		{"none has reps", []policy.Team{team(1, account.Sales, false, 0), team(2, account.Sales, false, 0)}, 1},
		{"the other is retired", []policy.Team{team(1, account.Sales, true, 5), team(2, account.Sales, false, 0)}, 2},
		{"all are retired", []policy.Team{team(1, account.Sales, true, 5)}, 0},
	} {
		if got := (&policy.Policy{Teams: tc.teams}).Pool(0).ID; got != tc.want {
			t.Errorf("%s: team %d, want %d", tc.name, got, tc.want)
		}
	}
}

func TestARepsCalendarIsTheirOwnWhereTheyHaveOneAndElseTheirTeams(t *testing.T) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	ten := time.Date(2026, 11, 3, 10, 0, 0, 0, berlin)
	inForce := &policy.Policy{Zone: berlin, Teams: []policy.Team{
		{Team: account.Team{ID: 3, Zone: "Europe/Berlin", Country: "DE"}, Week: agreement.OfficeHours()},
		{Team: account.Team{ID: 4, Zone: "Asia/Tokyo"}, Week: agreement.OfficeHours()},
	}}
	mornings := []agreement.Interval{{Day: time.Monday, From: 8 * 60, To: 12 * 60}}
	inForce.People = map[account.PersonID]policy.Hours{
		11: {Zone: "America/New_York"}, 12: {Zone: "No/Where"}, 13: {Week: mornings, Country: "US"},
		14: {Away: []agreement.Absence{{From: ten, To: ten.Add(time.Hour)}}},
	}
	for _, tc := range []struct {
		name, zone string
		person     account.PersonID
		team       account.TeamID
		hours      int
		country    string
		away       int
	}{
		{"nobody's is the team's", "Europe/Berlin", 0, 3, 5, "DE", 0},
		{"of a rep with nothing of their own", "Europe/Berlin", 10, 3, 5, "DE", 0},
		{"the rep's zone", "America/New_York", 11, 3, 5, "DE", 0},
		{"a zone that is none", "Europe/Berlin", 12, 3, 5, "DE", 0},
		{"the rep's hours and holidays", "Europe/Berlin", 13, 3, 1, "US", 0},
		{"of a rep who is away", "Europe/Berlin", 14, 3, 5, "DE", 1},
		{"another team's", "Asia/Tokyo", 0, 4, 5, "", 0},
		{"no team's", "Europe/Berlin", 0, 99, 0, "", 0},
	} {
		c := inForce.CalendarOf(tc.person, tc.team)
		if c.Zone.String() != tc.zone || len(c.Week) != tc.hours || c.Holidays != agreement.HolidaysOf(tc.country) ||
			len(c.Away) != tc.away {
			t.Errorf("%s: %s with %d hours, %d absences", tc.name, c.Zone, len(c.Week), len(c.Away))
		}
	}
}
