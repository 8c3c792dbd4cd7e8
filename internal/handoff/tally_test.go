package handoff_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"baton/internal/agreement"
	"baton/internal/handoff"
	"baton/internal/handoff/tally"
	"baton/internal/lead"
)

func TestWhatAHandoffCountsFor(t *testing.T) {
	day := time.Date(2026, 11, 3, 0, 0, 0, 0, time.UTC)
	key := tally.Key{Day: day, MarketingTeam: demand.ID, Team: emea.ID}
	because := func(reason agreement.ReasonID) tally.Key {
		k := key
		k.Reason = reason
		return k
	}
	times := func(m tally.Transition, d time.Duration) tally.Key {
		k := key
		k.Measure, k.Bucket = m, tally.Bucket(d)
		return k
	}
	once := tally.Counts{Times: 1}
	first := map[tally.Key]tally.Counts{
		{Day: day, MarketingTeam: demand.ID}: {HandedOver: 1}, times(tally.ToSubmit, time.Hour): once,
	}
	accepted := []func(*handoff.Handoff) error{accept(rosa, ten.Add(time.Hour)),
		attempt(rosa, "reached", ten.Add(2*time.Hour))}
	deal := slices.Concat(accepted, []func(*handoff.Handoff) error{func(h *handoff.Handoff) error {
		return h.Qualify(rosa, handoff.Qualification{ValueCents: 5, Currency: "EUR", ExpectedOn: ten}, ten.Add(3*time.Hour))
	}})
	and := func(steps []func(*handoff.Handoff) error, last func(*handoff.Handoff) error) []func(*handoff.Handoff) error {
		return append(slices.Clip(steps), last)
	}
	decide, qualify := times(tally.ToDecide, time.Hour), times(tally.ToQualify, 2*time.Hour)
	for _, tc := range []struct {
		name  string
		steps []func(*handoff.Handoff) error
		want  map[tally.Key]tally.Counts
	}{
		{"waiting", nil, map[tally.Key]tally.Counts{key: {Submitted: 1}}},
		{"recalled", []func(*handoff.Handoff) error{recall(mia, ten)},
			map[tally.Key]tally.Counts{key: {Submitted: 1, Recalled: 1}}},
		{"accepted at the last moment", accepted[:1],
			map[tally.Key]tally.Counts{key: {Submitted: 1, Accepted: 1, DecidedInTime: 1}, decide: once}},
		{"rejected too late", []func(*handoff.Handoff) error{reject(rosa, tooSmall, "", ten.Add(time.Hour+time.Second))},
			map[tally.Key]tally.Counts{because(tooSmall.ID): {Submitted: 1, Rejected: 1, DecidedLate: 1},
				times(tally.ToDecide, time.Hour+time.Second): once}},
		{"contacted", accepted, map[tally.Key]tally.Counts{key: {Submitted: 1, Accepted: 1, Worked: 1, DecidedInTime: 1},
			decide: once}},
		{"disqualified", and(accepted, disqualify(rosa, noNeed, "")),
			map[tally.Key]tally.Counts{key: {Submitted: 1, Accepted: 1, Worked: 1, Disqualified: 1, DecidedInTime: 1},
				decide: once}},
		{"qualified", deal, map[tally.Key]tally.Counts{key: {Submitted: 1, Accepted: 1, Worked: 1, Qualified: 1,
			DecidedInTime: 1}, decide: once, qualify: once}},
		{"lost", and(deal, lose(rosa, noNeed, "")),
			map[tally.Key]tally.Counts{key: {Submitted: 1, Accepted: 1, Worked: 1, Qualified: 1, Lost: 1, DecidedInTime: 1},
				decide: once, qualify: once}},
		{"won", and(deal, func(h *handoff.Handoff) error { return h.Win(rosa, 99, ten.Add(50*time.Hour)) }),
			map[tally.Key]tally.Counts{key: {Submitted: 1, Accepted: 1, Worked: 1, Qualified: 1, Won: 1, WonCents: 99,
				DecidedInTime: 1}, decide: once, qualify: once, times(tally.ToWin, 47*time.Hour): once}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			h := decided(t, held(), tc.steps...)
			h.Number = 2
			if diff := cmp.Diff(tc.want, tally.Of(h, house())); diff != "" {
				t.Error(diff)
			}
			h.Number = 1
			if diff := cmp.Diff(first, tally.Difference(tc.want, tally.Of(h, house()))); diff != "" {
				t.Error("the first handoff of a lead:", diff)
			}
		})
	}
}

func TestALeadCountsOnTheCompanysDay(t *testing.T) {
	l := lead.Lead{CreatedAt: time.Date(2026, 11, 3, 23, 30, 0, 0, time.UTC), MarketingTeam: 1, Campaign: 2}
	want := map[tally.Key]tally.Counts{{Day: time.Date(2026, 11, 4, 0, 0, 0, 0, time.UTC), MarketingTeam: 1,
		Campaign: 2}: {Captured: 1}}
	if diff := cmp.Diff(want, tally.Captured(l, house())); diff != "" {
		t.Error(diff)
	}
}
