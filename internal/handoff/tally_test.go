package handoff_test

import (
	"math"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"baton/internal/account"
	"baton/internal/agreement"
	"baton/internal/handoff"
	"baton/internal/lead"
)

func TestWhatAHandoffCountsFor(t *testing.T) {
	day := time.Date(2026, 11, 3, 0, 0, 0, 0, time.UTC)
	key := handoff.TallyKey{Day: day, MarketingTeam: demand.ID, Team: emea.ID}
	because := func(reason agreement.ReasonID) handoff.TallyKey {
		k := key
		k.Reason = reason
		return k
	}
	times := func(m handoff.Measure, d time.Duration) handoff.TallyKey {
		k := key
		k.Measure, k.Bucket = m, handoff.Bucket(d)
		return k
	}
	once := handoff.Tally{Times: 1}
	first := map[handoff.TallyKey]handoff.Tally{
		{Day: day, MarketingTeam: demand.ID}: {HandedOver: 1}, times(handoff.ToSubmit, time.Hour): once,
	}
	accepted := []func(*handoff.Handoff) error{accept(rosa, ten.Add(time.Hour)), attempt(rosa, "reached", ten.Add(2*time.Hour))}
	deal := slices.Concat(accepted, []func(*handoff.Handoff) error{func(h *handoff.Handoff) error {
		return h.Qualify(rosa, handoff.Qualification{ValueCents: 5, Currency: "EUR", ExpectedOn: ten}, ten.Add(3*time.Hour))
	}})
	and := func(steps []func(*handoff.Handoff) error, last func(*handoff.Handoff) error) []func(*handoff.Handoff) error {
		return append(slices.Clip(steps), last)
	}
	decide, qualify := times(handoff.ToDecide, time.Hour), times(handoff.ToQualify, 2*time.Hour)
	for _, tc := range []struct {
		name  string
		steps []func(*handoff.Handoff) error
		want  map[handoff.TallyKey]handoff.Tally
	}{
		{"waiting", nil, map[handoff.TallyKey]handoff.Tally{key: {Submitted: 1}}},
		{"recalled", []func(*handoff.Handoff) error{recall(mia, ten)}, map[handoff.TallyKey]handoff.Tally{key: {Submitted: 1, Recalled: 1}}},
		{"accepted at the last moment", accepted[:1], map[handoff.TallyKey]handoff.Tally{key: {Submitted: 1, Accepted: 1, DecidedInTime: 1}, decide: once}},
		{"rejected too late", []func(*handoff.Handoff) error{reject(rosa, tooSmall, "", ten.Add(time.Hour+time.Second))},
			map[handoff.TallyKey]handoff.Tally{because(tooSmall.ID): {Submitted: 1, Rejected: 1, DecidedLate: 1}, times(handoff.ToDecide, time.Hour+time.Second): once}},
		{"contacted", accepted, map[handoff.TallyKey]handoff.Tally{key: {Submitted: 1, Accepted: 1, Worked: 1, DecidedInTime: 1}, decide: once}},
		{"disqualified", and(accepted, disqualify(rosa, noNeed, "")), map[handoff.TallyKey]handoff.Tally{key: {Submitted: 1, Accepted: 1, Worked: 1, Disqualified: 1, DecidedInTime: 1}, decide: once}},
		{"qualified", deal, map[handoff.TallyKey]handoff.Tally{key: {Submitted: 1, Accepted: 1, Worked: 1, Qualified: 1, DecidedInTime: 1}, decide: once, qualify: once}},
		{"lost", and(deal, lose(rosa, noNeed, "")), map[handoff.TallyKey]handoff.Tally{key: {Submitted: 1, Accepted: 1, Worked: 1, Qualified: 1, Lost: 1, DecidedInTime: 1}, decide: once, qualify: once}},
		{"won", and(deal, func(h *handoff.Handoff) error { return h.Win(rosa, 99, ten.Add(50*time.Hour)) }),
			map[handoff.TallyKey]handoff.Tally{key: {Submitted: 1, Accepted: 1, Worked: 1, Qualified: 1, Won: 1, WonCents: 99, DecidedInTime: 1}, decide: once, qualify: once, times(handoff.ToWin, 47*time.Hour): once}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			h := decided(t, held(), tc.steps...)
			h.Number = 2
			if diff := cmp.Diff(tc.want, handoff.TallyOf(h, house())); diff != "" {
				t.Error(diff)
			}
			h.Number = 1
			if diff := cmp.Diff(first, handoff.Difference(tc.want, handoff.TallyOf(h, house()))); diff != "" {
				t.Error("the first handoff of a lead:", diff)
			}
		})
	}
}

func TestALeadCountsOnTheCompanysDay(t *testing.T) {
	l := lead.Lead{CreatedAt: time.Date(2026, 11, 3, 23, 30, 0, 0, time.UTC), MarketingTeam: 1, Campaign: 2}
	want := map[handoff.TallyKey]handoff.Tally{{Day: time.Date(2026, 11, 4, 0, 0, 0, 0, time.UTC), MarketingTeam: 1, Campaign: 2}: {Captured: 1}}
	if diff := cmp.Diff(want, handoff.CapturedTally(l, house())); diff != "" {
		t.Error(diff)
	}
}

func TestABucketHoldsWhatLiesBetweenItsBounds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := rapid.OneOf(
			rapid.Custom(func(t *rapid.T) time.Duration {
				return time.Duration(rapid.Int64Range(int64(time.Second), math.MaxInt64).Draw(t, "any"))
			}),
			rapid.Custom(func(t *rapid.T) time.Duration {
				edge := handoff.BucketStart(rapid.IntRange(0, handoff.Buckets).Draw(t, "edge"))
				return time.Duration(rapid.IntRange(-2, 2).Draw(t, "beside")) + edge
			}),
		).Filter(func(d time.Duration) bool { return d >= time.Second }).Draw(t, "d")
		b := handoff.Bucket(d)
		if handoff.BucketStart(b) > d {
			t.Fatalf("%s is in bucket %d, which begins at %s", d, b, handoff.BucketStart(b))
		}
		if b < handoff.Buckets && d >= handoff.BucketStart(b+1) {
			t.Fatalf("%s is in bucket %d, but %d begins at %s", d, b, b+1, handoff.BucketStart(b+1))
		}
	})
}

func TestTheMiddleOfABucketLiesInIt(t *testing.T) {
	for b := range handoff.Buckets {
		start, middle, end := handoff.BucketStart(b), handoff.BucketMiddle(b), handoff.BucketStart(b+1)
		if middle <= start || middle >= end || handoff.Bucket(middle) != b {
			t.Errorf("bucket %d from %s to %s has its middle at %s", b, start, end, middle)
		}
		if ratio := end.Seconds() / start.Seconds(); math.Abs(ratio-math.Exp2(1.0/8)) > 1e-6 {
			t.Errorf("bucket %d is %f wide", b, ratio)
		}
	}
}

func TestTheFirstAndTheLastBucketHoldTheRest(t *testing.T) {
	for d, want := range map[time.Duration]int{-time.Hour: 0, 0: 0, time.Second - 1: 0, time.Second: 0, 2 * time.Second: 8, time.Duration(math.MaxInt64): handoff.Buckets} {
		if got := handoff.Bucket(d); got != want {
			t.Errorf("%s is in bucket %d, want %d", d, got, want)
		}
	}
}

func TestThePoolIsTheFirstTeamThatCanAnswer(t *testing.T) {
	team := func(id account.TeamID, side account.Side, retired bool, reps int) handoff.BookedTeam {
		return handoff.BookedTeam{Team: account.Team{ID: id, Side: side, Retired: retired}, Reps: reps}
	}
	for _, tc := range []struct {
		name  string
		teams []handoff.BookedTeam
		want  account.TeamID
	}{
		{"no team", nil, 0},
		{"only marketing", []handoff.BookedTeam{team(1, account.Marketing, false, 3)}, 0},
		{"the one with reps", []handoff.BookedTeam{team(1, account.Sales, false, 0), team(2, account.Sales, false, 1)}, 2},
		{"none has reps", []handoff.BookedTeam{team(1, account.Sales, false, 0), team(2, account.Sales, false, 0)}, 1},
		{"the other is retired", []handoff.BookedTeam{team(1, account.Sales, true, 5), team(2, account.Sales, false, 0)}, 2},
		{"all are retired", []handoff.BookedTeam{team(1, account.Sales, true, 5)}, 0},
	} {
		if got := (&handoff.Books{Teams: tc.teams}).Pool(0).ID; got != tc.want {
			t.Errorf("%s: team %d, want %d", tc.name, got, tc.want)
		}
	}
}

func TestARepsCalendarIsTheirOwnWhereTheyHaveOneAndElseTheirTeams(t *testing.T) {
	books := house()
	books.Teams[1].Country = "DE"
	mornings := []agreement.Interval{{Day: time.Monday, From: 8 * 60, To: 12 * 60}}
	books.People = map[account.PersonID]handoff.BookedPerson{
		11: {Zone: "America/New_York"}, 12: {Zone: "No/Where"}, 13: {Week: mornings, Country: "US"}, 14: {Away: []agreement.Absence{{From: ten, To: ten.Add(time.Hour)}}},
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
		c := books.CalendarOf(tc.person, tc.team)
		if c.Zone.String() != tc.zone || len(c.Week) != tc.hours || c.Holidays != agreement.HolidaysOf(tc.country) || len(c.Away) != tc.away {
			t.Errorf("%s: %s with %d hours, %d absences", tc.name, c.Zone, len(c.Week), len(c.Away))
		}
	}
}
