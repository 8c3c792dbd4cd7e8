package dashboard

import (
	"strings"
	"testing"
	"time"

	"baton/internal/account"
	"baton/internal/agreement"
	"baton/internal/lead"
	"baton/internal/policy"
	"baton/internal/report"
	"baton/internal/server/standing"
	"baton/internal/server/visit"
)

// boardOf is a dashboard of one marketing team and two sales teams, one of which has set working hours of nine a day.
func boardOf(team account.TeamID, decide map[account.TeamID]time.Duration) board {
	var office []agreement.Interval
	for day := time.Monday; day <= time.Friday; day++ {
		office = append(office, agreement.Interval{Day: day, From: 9 * 60, To: 18 * 60})
	}
	inForce := &policy.Policy{Zone: time.UTC, Currency: "EUR", Teams: []policy.Team{
		{Team: account.Team{ID: 1, Name: "Demand", Side: account.Marketing, Zone: "UTC"}},
		{Team: account.Team{ID: 3, Name: "EMEA", Side: account.Sales, Zone: "UTC"}, Week: office},
		{Team: account.Team{ID: 4, Name: "Americas", Side: account.Sales, Zone: "UTC"}},
	}}
	november := report.Month(time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC), time.UTC)
	b := board{view: view{standing.View{Visit: visit.Visit{Policy: inForce}}},
		Dashboard: report.Dashboard{Scope: report.Scope{Period: november, Team: team}}, today: november.Last}
	b.Times.DecideOf = map[account.TeamID][]report.Bin{}
	for _, of := range []account.TeamID{1, 3, 4} {
		if took, known := decide[of]; known {
			bin := report.Bin{Middle: took, N: 1}
			b.Times.ToDecide, b.Times.DecideOf[of] = append(b.Times.ToDecide, bin), append(b.Times.DecideOf[of], bin)
		}
	}
	return b
}

func TestDaysAreTheDaysOfTheTeamThatDecides(t *testing.T) {
	const day = 24 * time.Hour
	for _, c := range []struct {
		name       string
		team       account.TeamID
		decide     map[account.TeamID]time.Duration
		took, says string
	}{
		{"nothing decided", 0, nil, "", "A day has 24 h."},
		{"a team with hours", 3, map[account.TeamID]time.Duration{3: 27 * time.Hour}, "3 d",
			"a day is 9 h of working time. For all other times, a day has 24 h."},
		{"a team without", 4, map[account.TeamID]time.Duration{4: 16 * day}, "16 d",
			"A day has 24 h, also for answers, because the sales team has no working hours."},
		{"everybody, one team with hours decides", 0, map[account.TeamID]time.Duration{3: 27 * time.Hour}, "3 d",
			"a day is 9 h of working time."},
		{"everybody, each team in its own days", 0, map[account.TeamID]time.Duration{3: 27 * time.Hour, 4: 16 * day}, "3 d",
			"or 24 h if it has no working hours"},
		{"marketing, whose leads go to both", 1, map[account.TeamID]time.Duration{1: 60 * time.Hour}, "60 h",
			"Answers are in working hours of the sales teams"},
	} {
		if took, says := boardOf(c.team, c.decide).decideWords(); took != c.took || !strings.Contains(says, c.says) {
			t.Errorf("%s: %q, %q; want %q, %q", c.name, took, says, c.took, c.says)
		}
	}
}

func TestTheReturnOfCampaignsLeavesOutWhatCameWithoutOne(t *testing.T) {
	b := boardOf(0, nil)
	webinar, none := report.Totals{Submitted: 4, Accepted: 2, WonCents: 300_00},
		report.Totals{Submitted: 3, Accepted: 3, WonCents: 900_00}
	b.Totals = report.Totals{Submitted: 7, Accepted: 5, WonCents: 1_200_00}
	b.Dashboard.Campaigns = []report.CampaignCount{{ID: lead.CampaignID(1), Name: "Webinar", Totals: webinar,
		SpendCents: 100_00}, {Totals: none}}
	total := b.campaigns(boardChoice{}).Total
	if total == nil || total.Won != "€1,200" || total.Return != "200%" || total.PerAccepted != "€50" {
		t.Errorf("together: %+v", total)
	}
}

func TestTheFunnelSaysWhyMoreIsHandedOverThanCaptured(t *testing.T) {
	b := boardOf(0, nil)
	b.Totals = report.Totals{Captured: 3, Submitted: 4, Handoffs: 5}
	if note := b.flow().Note; !strings.Contains(note, "Some were captured before these days") {
		t.Errorf("the funnel says %q", note)
	}
	if words := b.sentence(); !strings.HasPrefix(words, "Marketing handed over 4 leads in 5 handoffs.") {
		t.Errorf("the sentence is %q", words)
	}
	b.Captured = 4
	if note := b.flow().Note; strings.Contains(note, "before these days") {
		t.Errorf("the funnel says %q", note)
	}
}

func TestWhatIsNotDueYetIsNotNothing(t *testing.T) {
	b := boardOf(0, nil)
	k := standing.Promises{View: standing.View{Visit: b.Visit}, Terms: agreement.Terms{Answer: 60}}
	if note := k.Sales(b.Period)[1].Note; note != "No leads accepted this month" {
		t.Errorf("of nothing: %q", note)
	}
	k.Month.Accepted = 1
	k.Month.Questions = []report.Asked{{Team: 1, At: k.Now}}
	if note := k.Sales(b.Period)[1].Note; note != "No first contact is due yet" {
		t.Errorf("of one that is accepted: %q", note)
	}
	if note := k.Marketing()[0].Note; note != "No answer is due yet" {
		t.Errorf("of a question: %q", note)
	}
}
