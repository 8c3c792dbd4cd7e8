package handoff_test

import (
	"cmp"
	"errors"
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"baton/internal/account"
	"baton/internal/errs"
	"baton/internal/handoff"
	"baton/internal/handoff/tally"
	"baton/internal/lead"
)

var (
	vera = account.Person{ID: 20, Name: "Vera", Role: account.Manager, Zone: "Europe/Berlin",
		Teams: []account.Membership{demand}}
	nils = account.Person{ID: 21, Name: "Nils", Role: account.Manager, Zone: "Europe/Berlin",
		Teams: []account.Membership{apac}}
)

func dispute(by account.Person, words string, at time.Time) func(*handoff.Handoff) error {
	return func(h *handoff.Handoff) error { return h.OpenDispute(by, words, house(), at) }
}

func rule(by account.Person, ruling handoff.Ruling, words string, at time.Time) func(*handoff.Handoff) error {
	return func(h *handoff.Handoff) error { return h.Rule(by, ruling, words, at) }
}

func recycle(by account.Person, back, at time.Time) func(*handoff.Handoff) error {
	return func(h *handoff.Handoff) error { return h.Recycle(by, back, "", house().Agreement.Terms, at) }
}

// restore takes back what became of the lead last.
func restore(by account.Person, at time.Time) func(*handoff.Handoff) error {
	return func(h *handoff.Handoff) error { return h.Restore(by, cmp.Or(h.Outcome, handoff.Qualified), at) }
}

func TestOnlyWhatBecameOfALeadLastIsTakenBack(t *testing.T) {
	deal := func() *handoff.Handoff {
		return decided(t, held(), accept(rosa, ten), attempt(rosa, "reached", ten), qualify(rosa, 7, ten))
	}
	working := func() *handoff.Handoff { return decided(t, held(), accept(rosa, ten), attempt(rosa, "reached", ten)) }
	became := map[handoff.Outcome]func() *handoff.Handoff{
		handoff.Qualified:    deal,
		handoff.Won:          func() *handoff.Handoff { return decided(t, deal(), win(rosa, 5)) },
		handoff.Lost:         func() *handoff.Handoff { return decided(t, deal(), lose(rosa, noNeed, "")) },
		handoff.Disqualified: func() *handoff.Handoff { return decided(t, working(), disqualify(rosa, noNeed, "")) },
		handoff.Recycled: func() *handoff.Handoff {
			return decided(t, working(),
				recycle(rosa, ten.AddDate(0, 1, 0), ten))
		},
	}
	for last, made := range became {
		for what := range became {
			h, before := made(), made()
			err := h.Restore(rosa, what, ten)
			if last == what {
				if err != nil {
					t.Errorf("%s: %v", what, err)
				}
				continue
			}
			want := fmt.Sprintf("This lead was last %s, not %s. Only the last step can be undone.", last, what)
			if !errors.Is(err, errs.Conflict) || errs.Words(err) != want || !same(*h, *before) {
				t.Errorf("%s where it was %s: %v", what, last, err)
			}
		}
	}
}

func TestDisputes(t *testing.T) {
	returned := func() *handoff.Handoff { return decided(t, held(), reject(rosa, tooSmall, "", ten)) }
	disputed := func() *handoff.Handoff { return decided(t, returned(), dispute(mia, "They are 220.", ten)) }
	ruled := decided(t, disputed(), rule(nils, handoff.Upheld, "They are nine.", ten))
	const (
		party   = "You took part in this dispute. Another manager or an admin must rule on it."
		oneSide = "You manage one of the two teams in this dispute. A manager of neither team or an admin must rule on it."
	)
	both := account.Person{ID: 22, Name: "Bo", Role: account.Manager, Zone: "Europe/Berlin",
		Teams: []account.Membership{demand, emea}}
	walk(t, []step{
		{"by the author", returned(), dispute(mia, "They are 220.", ten), nil, "", handoff.EventDisputed, lead.Disputed},
		{"by a colleague of the author", returned(), dispute(maxi, "They are 220.", ten), nil, "", handoff.EventDisputed,
			lead.Disputed},
		{"on the last day", returned(), dispute(mia, "They are 220.", ten.AddDate(0, 0, 5)), nil, "", handoff.EventDisputed,
			lead.Disputed},
		{"a moment later", returned(), dispute(mia, "They are 220.", ten.AddDate(0, 0, 5).Add(time.Second)), errs.Conflict,
			"A rejection can be disputed for 5 days. The time ended on 8 November at 10:00. " +
				"Fix the lead and hand it over again.", "", ""},
		{"without words", returned(), dispute(mia, " ", ten), errs.Invalid,
			"words: Write why this lead should not have been rejected.", "", ""},
		{"by sales", returned(), dispute(rosa, "They are 220.", ten), errs.Forbidden, notMarketing, "", ""},
		{"before the verdict", held(), dispute(mia, "They are 220.", ten), errs.Conflict,
			"This lead is now submitted, so this is not possible. Check it again.", "", ""},
		{"upheld by a manager of neither team", disputed(), rule(nils, handoff.Upheld, "They are nine.", ten), nil, "",
			handoff.EventUpheld, lead.Closed},
		{"overturned by a manager of both teams", disputed(), rule(both, handoff.Overturned, "They are 220.", ten), nil, "",
			handoff.EventOverturned, lead.Disputed},
		{"upheld by an admin", disputed(), rule(ada, handoff.Upheld, "They are nine.", ten), nil, "", handoff.EventUpheld,
			lead.Closed},
		{"ruled by the manager of sales", disputed(), rule(jo, handoff.Upheld, "They are nine.", ten), errs.Forbidden,
			oneSide, "", ""},
		{"ruled by the manager of marketing", disputed(), rule(vera, handoff.Overturned, "They are 220.", ten),
			errs.Forbidden, oneSide, "", ""},
		{"ruled by the rep", disputed(), rule(rosa, handoff.Upheld, "They are nine.", ten), errs.Forbidden,
			"Only a manager or an admin can rule on a dispute.", "", ""},
		{"ruled by the admin who had rejected it",
			decided(t, held(), reject(ada, tooSmall, "", ten), dispute(mia, "They are 220.", ten)),
			rule(ada, handoff.Upheld, "No.", ten), errs.Forbidden, party, "", ""},
		{"ruled by the manager of both who had disputed it", decided(t, returned(), dispute(both, "They are 220.", ten)),
			rule(both, handoff.Overturned, "Yes.", ten), errs.Forbidden, party, "", ""},
		{"ruled without words", disputed(), rule(nils, handoff.Upheld, "", ten), errs.Invalid,
			"words: Write the reason. Both sides read it.", "", ""},
		{"ruled neither way", disputed(), rule(nils, "maybe", "", ten), errs.Invalid,
			"ruling: Choose whether the rejection stands.; words: Write the reason. Both sides read it.", "", ""},
		{"ruled twice", ruled, rule(ada, handoff.Overturned, "They are 220.", ten), errs.Conflict,
			"This lead is now closed, so this is not possible. Check it again.", "", ""},
		{"taken back by the rep meanwhile", disputed(), undo(rosa, ten), errs.Conflict,
			"This lead has moved on since the verdict, so it cannot be undone.", "", ""},
		{"closed by marketing instead", returned(), func(h *handoff.Handoff) error { return h.Close(mia, ten) }, nil, "",
			handoff.EventClosed, lead.Closed},
	})
}

func TestAnOverturnedRejectionCountsAsAccepted(t *testing.T) {
	h := decided(t, held(), reject(rosa, tooSmall, "Nine people.", ten.Add(time.Minute)),
		dispute(mia, "They are 220.", ten.Add(time.Hour)))
	before := tally.Of(h, house())
	decided(t, h, rule(nils, handoff.Overturned, "They are 220.", ten.Add(2*time.Hour)))
	var sum tally.Counts
	for _, change := range tally.Difference(before, tally.Of(h, house())) {
		sum = sum.Plus(change)
	}
	if want := (tally.Counts{Accepted: 1, Rejected: -1}); sum != want {
		t.Errorf("the ruling changes %+v, want %+v", sum, want)
	}
	if h.Reason != tooSmall.ID || h.Feedback != "Nine people." || h.Verdict != handoff.Rejected {
		t.Errorf("what was said is gone: %+v", h)
	}
}

func TestRecycling(t *testing.T) {
	working := func() *handoff.Handoff { return decided(t, held(), accept(rosa, ten), attempt(rosa, "reached", ten)) }
	returned := func() *handoff.Handoff { return decided(t, held(), reject(rosa, tooSmall, "", ten)) }
	gone := func() *handoff.Handoff { return decided(t, working(), disqualify(rosa, noNeed, "")) }
	week := ten.AddDate(0, 0, 7)
	worn := working()
	worn.Cycles = 2
	walk(t, []step{
		{"what the owner works on", working(), recycle(rosa, week, ten), nil, "", handoff.EventRecycled, lead.Recycled},
		{"by a colleague", working(), recycle(tom, week, ten), errs.Forbidden, rosas, "", ""},
		{"by the manager", working(), recycle(jo, week, ten), nil, "", handoff.EventRecycled, lead.Recycled},
		{"what came back, by its author", returned(), recycle(mia, week, ten), nil, "", handoff.EventRecycled, lead.Recycled},
		{"what was disqualified, by marketing", gone(), recycle(maxi, week, ten.Add(time.Hour)), nil, "",
			handoff.EventRecycled, lead.Recycled},
		{"what was disqualified, by the rep", gone(), recycle(rosa, week, ten.Add(time.Hour)), nil, "", handoff.EventRecycled,
			lead.Recycled},
		{"by a stranger", working(), recycle(ben, week, ten), errs.Forbidden, notSales, "", ""},
		{"what sales works on, by marketing", working(), recycle(mia, week, ten), errs.Forbidden, notSales, "", ""},
		{"before the verdict", held(), recycle(rosa, week, ten), errs.Conflict,
			"This lead is now submitted, so this is not possible. Check it again.", "", ""},
		{"without a day", working(), recycle(rosa, time.Time{}, ten), errs.Invalid,
			"back_on: Choose the day the lead returns.", "", ""},
		{"until yesterday", working(), recycle(rosa, ten.AddDate(0, 0, -1), ten), errs.Invalid,
			"back_on: Choose a day from tomorrow on.", "", ""},
		{"until the third year", working(), recycle(rosa, ten.AddDate(2, 0, 1), ten), errs.Invalid,
			"back_on: Choose a day within 2 years.", "", ""},
		{"once more than agreed", worn, recycle(rosa, week, ten), errs.Conflict,
			"This lead was already recycled twice, the maximum in the agreement. Close it, or hand it over.", "", ""},
		{"and back on its day", decided(t, working(), recycle(rosa, week, ten)),
			func(h *handoff.Handoff) error { return h.ComeBack(week) }, nil, "", handoff.EventCameBack, lead.Draft},
		{"back though it was not away", working(), func(h *handoff.Handoff) error { return h.ComeBack(week) }, errs.Conflict,
			"This lead is now working, so this is not possible. Check it again.", "", ""},
	})
	h := working()
	if err := h.Recycle(rosa, week, " In spring. ", house().Agreement.Terms, ten); err != nil {
		t.Fatal(err)
	}
	if r := h.Changes.Recycled; !r.BackAt.Equal(week) || r.Owner != rosa.ID || !r.Cooled.Equal(week.AddDate(0, 0, 10)) ||
		h.Outcome != handoff.Recycled || h.OutcomeWords != "In spring." || h.Cycles != 1 {
		t.Errorf("recycled as %+v: %+v", r, h)
	}
}

func TestADisqualifiedLeadRestsAsLongAsItsReasonSays(t *testing.T) {
	gone := func(cycles int) *handoff.Handoff {
		h := decided(t, held(), accept(rosa, ten), attempt(rosa, "reached", ten), disqualify(rosa, noNeed, ""))
		h.Cycles = cycles
		return h
	}
	at, june := ten.Add(time.Hour), ten.AddDate(0, 7, 0)
	for _, tc := range []struct {
		name          string
		cycles        int
		until, backAt time.Time
		stage         lead.Stage
	}{
		{"until the day that the lead named", 0, june, june, lead.Recycled},
		{"as long as the agreement says", 1, time.Time{}, at.AddDate(0, 0, 30), lead.Recycled},
		{"no more, since it rested as often as agreed", 2, june, time.Time{}, lead.Disqualified},
	} {
		h := gone(tc.cycles)
		if err := h.AutoRecycle(tc.until, house().Agreement.Terms, at); err != nil {
			t.Fatal(err)
		}
		var back time.Time
		if h.Changes.Recycled != nil {
			back = h.Changes.Recycled.BackAt
		}
		if h.Stage != tc.stage || !back.Equal(tc.backAt) || h.Outcome != handoff.Disqualified {
			t.Errorf("%s: it is %s until %s, %+v", tc.name, h.Stage, back, h)
		}
	}
}

func TestWhatBecameOfALeadIsTakenBackByItsAuthor(t *testing.T) {
	working := func() *handoff.Handoff { return decided(t, held(), accept(rosa, ten), attempt(rosa, "reached", ten)) }
	deal := func() *handoff.Handoff { return decided(t, working(), qualify(rosa, 7, ten)) }
	hour := ten.Add(time.Hour)
	rests := decided(t, working(), disqualify(rosa, noReachNow, ""),
		func(h *handoff.Handoff) error { return h.AutoRecycle(time.Time{}, house().Agreement.Terms, hour) })
	walk(t, []step{
		{"a win", decided(t, deal(), win(rosa, 5)), restore(rosa, hour), nil, "", handoff.EventRestored, lead.Qualified},
		{"a loss", decided(t, deal(), lose(rosa, noNeed, "")), restore(rosa, hour.Add(10*time.Minute)), nil, "",
			handoff.EventRestored, lead.Qualified},
		{"a qualification", deal(), restore(rosa, ten), nil, "", handoff.EventRestored, lead.Working},
		{"a disqualification", decided(t, working(), disqualify(rosa, noNeed, "")), restore(rosa, hour), nil, "",
			handoff.EventRestored, lead.Working},
		{"a disqualification before contact", decided(t, held(), accept(rosa, ten), disqualify(rosa, noNeed, "")),
			restore(rosa, hour), nil, "", handoff.EventRestored, lead.Accepted},
		{"a disqualification that made it rest", rests, restore(rosa, hour), nil, "", handoff.EventRestored, lead.Working},
		{"a recycling", decided(t, working(), recycle(rosa, ten.AddDate(0, 1, 0), ten)), restore(rosa, ten), nil, "",
			handoff.EventRestored, lead.Working},
		{"too late", decided(t, deal(), win(rosa, 5)), restore(rosa, hour.Add(10*time.Minute+time.Second)), errs.Conflict,
			"This can be undone for ten minutes. They are over. Talk to your manager.", "", ""},
		{"by somebody else", decided(t, deal(), win(rosa, 5)), restore(jo, hour), errs.Conflict,
			"Only the person who did this can undo it.", "", ""},
		{"nothing", working(), restore(rosa, hour), errs.Conflict,
			"There is nothing to undo. This lead is still being worked on.", "", ""},
		{"what was opened again",
			decided(t, deal(), win(rosa, 5), func(h *handoff.Handoff) error { return h.Reopen(jo, hour) }), restore(rosa, hour),
			errs.Conflict, "This lead is now captured, so this cannot be undone.", "", ""},
	})
	h := decided(t, deal(), lose(rosa, noNeed, "They wait."))
	if err := h.Restore(rosa, handoff.Lost, hour); err != nil {
		t.Fatal(err)
	}
	if r := h.Changes.Restored; r.What != "lost" || r.Reason != noNeed.ID || r.Words != "They wait." ||
		h.OutcomeReason != 0 || h.ValueCents != 7 {
		t.Errorf("kept %+v of it, and left %+v", r, h)
	}
	if rests.Cycles != 0 {
		t.Errorf("a rest that was taken back counts: %d", rests.Cycles)
	}
}

func TestWhoOpensALeadAgain(t *testing.T) {
	lost := func() *handoff.Handoff {
		return decided(t, held(), accept(rosa, ten), attempt(rosa, "reached", ten), qualify(rosa, 1, ten),
			lose(rosa, noNeed, ""))
	}
	reopen := func(by account.Person) func(*handoff.Handoff) error {
		return func(h *handoff.Handoff) error { return h.Reopen(by, ten.Add(2*time.Hour)) }
	}
	walk(t, []step{
		{"the manager of sales", lost(), reopen(jo), nil, "", handoff.EventReopened, lead.Draft},
		{"the manager of marketing", lost(), reopen(vera), nil, "", handoff.EventReopened, lead.Draft},
		{"the rep", lost(), reopen(rosa), errs.Forbidden, "Only a manager of one of the two teams can do this.", "", ""},
		{"what is still worked on", decided(t, held(), accept(rosa, ten)), reopen(jo), errs.Conflict,
			"This lead is now accepted, so this is not possible. Check it again.", "", ""},
	})
}

var rewrite = flag.Bool("rewrite", false, "write the table of a lead's life into the documentation anew")

// The page that explains a lead's life says what the code does. go test ./internal/handoff -run Page -rewrite brings it
// up to date.
func TestThePageAboutALeadsLifeHoldsTheTable(t *testing.T) {
	const page, begins, ends = "../../docs/life.md", "<!-- the table -->\n", "<!-- its end -->\n"
	text, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, found := strings.Cut(string(text), begins)
	told, after, ended := strings.Cut(rest, ends)
	if !found || !ended {
		t.Fatalf("%s has no place for the table", page)
	}
	if told == handoff.LifeTable() {
		return
	}
	if !*rewrite {
		t.Fatalf("%s does not hold the table of life.go. Run this test with -rewrite, then read what changed.", page)
	}
	if err := os.WriteFile(page, []byte(before+begins+handoff.LifeTable()+ends+after), 0o644); err != nil {
		t.Fatal(err)
	}
}
