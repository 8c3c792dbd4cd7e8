package handoff_test

import (
	"strings"
	"testing"
	"time"

	"baton/internal/account"
	"baton/internal/agreement"
	"baton/internal/errs"
	"baton/internal/handoff"
	"baton/internal/handoff/handofftest"
	"baton/internal/lead"
)

func qualify(by account.Person, cents int64, on time.Time) func(*handoff.Handoff) error {
	return func(h *handoff.Handoff) error {
		return h.Qualify(by, handoff.Qualification{ValueCents: cents, Currency: "EUR", ExpectedOn: on}, ten)
	}
}

func disqualify(by account.Person, why agreement.Reason, words string) func(*handoff.Handoff) error {
	return func(h *handoff.Handoff) error {
		return h.Disqualify(by, why, time.Time{}, words, house().Agreement.Terms, ten.Add(time.Hour))
	}
}

func lose(by account.Person, why agreement.Reason, words string) func(*handoff.Handoff) error {
	return func(h *handoff.Handoff) error { return h.Lose(by, why, words, ten.Add(time.Hour)) }
}

func win(by account.Person, cents int64) func(*handoff.Handoff) error {
	return func(h *handoff.Handoff) error { return h.Win(by, cents, ten.Add(time.Hour)) }
}

const (
	notAccepted = "Sales has not accepted this lead. Accept it first."
	rosas       = "Rosa works on this lead. Ask Rosa, or a manager."
	mostCents   = 99_999_999_999_99
)

func TestOnlyWhoWorksOnALeadWorksOnIt(t *testing.T) {
	accepted := func() *handoff.Handoff { return decided(t, held(), accept(rosa, ten)) }
	qualified := func() *handoff.Handoff {
		return decided(t, accepted(), attempt(rosa, "reached", ten), qualify(rosa, 1, ten.AddDate(0, 1, 0)))
	}
	for name, do := range map[string]struct {
		h  func() *handoff.Handoff
		by func(account.Person) func(*handoff.Handoff) error
	}{
		"attempt": {accepted, func(p account.Person) func(*handoff.Handoff) error { return attempt(p, "reached", ten) }},
		"qualify": {func() *handoff.Handoff { return decided(t, accepted(), attempt(rosa, "reached", ten)) },
			func(p account.Person) func(*handoff.Handoff) error { return qualify(p, 1, ten.AddDate(0, 1, 0)) }},
		"disqualify": {accepted, func(p account.Person) func(*handoff.Handoff) error { return disqualify(p, noNeed, "") }},
		"win":        {qualified, func(p account.Person) func(*handoff.Handoff) error { return win(p, 1) }},
		"lose":       {qualified, func(p account.Person) func(*handoff.Handoff) error { return lose(p, noNeed, "") }},
	} {
		for _, tc := range []struct {
			who   string
			by    account.Person
			kind  error
			words string
		}{
			{"the owner", rosa, nil, ""},
			{"the manager of the team", jo, nil, ""},
			{"an admin", ada, nil, ""},
			{"a colleague", tom, errs.Forbidden, rosas},
			{"a rep of another team", kim, errs.Forbidden, notSales},
			{"marketing", mia, errs.Forbidden, notSales},
		} {
			h := do.h()
			if wrong := handofftest.Refused(do.by(tc.by)(h), tc.kind, tc.words); wrong != "" {
				t.Errorf("%s by %s: %s", name, tc.who, wrong)
			}
			waits := held()
			if tc.kind == nil {
				if wrong := handofftest.Refused(do.by(tc.by)(waits), errs.Conflict, notAccepted); wrong != "" {
					t.Errorf("%s by %s before the verdict: %s", name, tc.who, wrong)
				}
			}
		}
		ended := decided(t, accepted(), disqualify(rosa, noNeed, ""))
		if wrong := handofftest.Refused(do.by(rosa)(ended), errs.Conflict,
			"This lead was disqualified on 3 November at 11:00."); wrong != "" {
			t.Errorf("%s after the end: %s", name, wrong)
		}
	}
}

func TestTheFirstContactStopsItsClock(t *testing.T) {
	for _, tc := range []struct {
		outcome handoff.AttemptOutcome
		counts  bool
	}{{"reached", true}, {"no_answer", true}, {"left_message", true}, {"sent", true}, {"bounced", false},
		{"wrong_contact", false}} {
		h := decided(t, held(), accept(rosa, ten), attempt(rosa, tc.outcome, ten.Add(24*time.Hour)))
		if got := !h.ContactedAt.IsZero(); got != tc.counts || tc.outcome.Contact() != tc.counts {
			t.Errorf("%s is a contact: %t", tc.outcome, got)
		}
		want, stage := handoff.Spent{}, lead.Accepted
		if tc.counts {
			want, stage = handoff.Spent{Wall: 24 * time.Hour, Business: 9 * time.Hour}, lead.Working
		}
		if h.Contact != want || h.Stage != stage || h.Attempts != 1 {
			t.Errorf("after %s it took %v, the lead is %s, %d attempts", tc.outcome, h.Contact, h.Stage, h.Attempts)
		}
	}
	h := decided(t, held(), accept(rosa, ten), attempt(rosa, "bounced", ten.Add(time.Hour)),
		attempt(rosa, "sent", ten.Add(2*time.Hour)), attempt(rosa, "reached", ten.Add(3*time.Hour)))
	if !h.ContactedAt.Equal(ten.Add(2*time.Hour)) || h.Attempts != 3 {
		t.Errorf("contacted %s with %d attempts", h.ContactedAt, h.Attempts)
	}
}

func TestAnAttemptIsDatedWithinItsHandoff(t *testing.T) {
	now := ten.Add(26 * time.Hour) // Wednesday, 12:00
	dated := func(at time.Time) func(*handoff.Handoff) error {
		return func(h *handoff.Handoff) error {
			return h.LogAttempt(rosa, handoff.Attempt{Kind: "call", Outcome: "reached", At: at}, house(), now)
		}
	}
	second := 30 * time.Second
	for _, tc := range []struct {
		name         string
		at           time.Time
		wall, worked time.Duration
		problem      string
	}{
		{"no time is now", time.Time{}, 26 * time.Hour, 11 * time.Hour, ""},
		{"now", now, 26 * time.Hour, 11 * time.Hour, ""},
		{"an hour after the acceptance", ten.Add(time.Hour), time.Hour, time.Hour, ""},
		{"the minute of the acceptance", ten.Truncate(time.Minute), 0, 0, ""},
		{"the minute before the acceptance", ten.Add(-time.Minute), 0, 0,
			"at: Rosa accepted this lead on 3 November at 10:00. Choose a time after that."},
		{"last year", ten.AddDate(-1, 0, 0), 0, 0,
			"at: Rosa accepted this lead on 3 November at 10:00. Choose a time after that."},
		{"in a second", now.Add(time.Second), 0, 0, "at: This is in the future. Log the attempt after you make it."},
	} {
		accepted := ten
		if tc.name == "the minute of the acceptance" {
			accepted = ten.Add(second)
		}
		h := decided(t, held(), accept(rosa, accepted))
		h.VerdictByName = rosa.Name
		if tc.problem != "" {
			if wrong := handofftest.Refused(dated(tc.at)(h), errs.Invalid, tc.problem); wrong != "" {
				t.Errorf("%s: %s", tc.name, wrong)
			}
			if h.Attempts != 0 || !h.ContactedAt.IsZero() || h.Stage != lead.Accepted {
				t.Errorf("%s: refused, but something changed: %+v", tc.name, h)
			}
			continue
		}
		if err := dated(tc.at)(h); err != nil {
			t.Errorf("%s: %v", tc.name, err)
		}
		if want := (handoff.Spent{Wall: tc.wall, Business: tc.worked}); h.Contact != want ||
			!h.ContactedAt.Equal(accepted.Add(tc.wall)) || h.Stage != lead.Working {
			t.Errorf("%s: contacted %s after %v, the lead is %s", tc.name, h.ContactedAt, h.Contact, h.Stage)
		}
		if late := tc.wall != 26*time.Hour; late != h.Changes.Attempt.Logged.Equal(now) {
			t.Errorf("%s: logged at %s", tc.name, h.Changes.Attempt.Logged)
		}
	}
}

func inContactTime(h *handoff.Handoff) bool { return !h.ContactedAt.After(h.ContactDueAt) }

func TestTheEarliestContactIsTheFirst(t *testing.T) {
	now := ten.Add(6 * time.Hour)
	log := func(outcome handoff.AttemptOutcome, at time.Time) func(*handoff.Handoff) error {
		return func(h *handoff.Handoff) error {
			return h.LogAttempt(rosa, handoff.Attempt{Kind: "call", Outcome: outcome, At: at}, house(), now)
		}
	}
	h := decided(t, held(), accept(rosa, ten), log("sent", ten.Add(5*time.Hour)))
	if inContactTime(h) {
		t.Fatalf("contacted at %s, due at %s", h.ContactedAt, h.ContactDueAt)
	}
	h = decided(t, h, log("bounced", ten.Add(time.Hour)), log("reached", ten.Add(2*time.Hour)),
		log("reached", ten.Add(3*time.Hour)))
	if !h.ContactedAt.Equal(ten.Add(2*time.Hour)) || h.Contact.Business != 2*time.Hour ||
		!h.TriedFirstAt.Equal(ten.Add(time.Hour)) || h.Attempts != 4 || h.Stage != lead.Working {
		t.Errorf("first tried %s, contacted %s after %v with %d attempts, the lead is %s", h.TriedFirstAt, h.ContactedAt,
			h.Contact, h.Attempts, h.Stage)
	}
	if !inContactTime(h) {
		t.Errorf("contacted at %s, due at %s", h.ContactedAt, h.ContactDueAt)
	}
	inTime := decided(t, held(), accept(rosa, ten), log("reached", ten.Add(2*time.Hour))) // logged after the time was over
	if n := len(inTime.Changes.Reminders); n != 0 {
		t.Errorf("a contact in time breaches: %v", inTime.Changes.Reminders)
	}
}

func TestAnAttemptIsCheckedFieldByField(t *testing.T) {
	log := func(a handoff.Attempt) func(*handoff.Handoff) error {
		return func(h *handoff.Handoff) error { return h.LogAttempt(rosa, a, house(), ten) }
	}
	accepted := func() *handoff.Handoff { return decided(t, held(), accept(rosa, ten)) }
	walk(t, []step{
		{"a call", accepted(), log(handoff.Attempt{Kind: "call", Outcome: "reached"}), nil, "", handoff.EventAttempted,
			lead.Working},
		{"no kind", accepted(), log(handoff.Attempt{Outcome: "reached"}), errs.Invalid,
			"kind: Choose how you tried: call, mail, meeting or message.", "", ""},
		{"a pigeon", accepted(), log(handoff.Attempt{Kind: "pigeon", Outcome: "reached"}), errs.Invalid,
			"kind: Choose how you tried: call, mail, meeting or message.", "", ""},
		{"no outcome", accepted(), log(handoff.Attempt{Kind: "call"}), errs.Invalid, "outcome: Choose how it went.", "", ""},
		{"a note of 10,000", accepted(),
			log(handoff.Attempt{Kind: "call", Outcome: "reached", Note: strings.Repeat("x", 10_000)}), nil, "",
			handoff.EventAttempted, lead.Working},
		{"a note of 10,001", accepted(),
			log(handoff.Attempt{Kind: "call", Outcome: "reached", Note: strings.Repeat("x", 10_001)}), errs.Invalid,
			"note: This is too long. The maximum is 10,000 characters.", "", ""},
	})
	h := accepted()
	if err := log(handoff.Attempt{Kind: "mail", Outcome: "sent", Note: " Hello "})(h); err != nil {
		t.Fatal(err)
	}
	if got := *h.Changes.Attempt; got != (handoff.Attempt{Kind: "mail", Outcome: "sent", Note: "Hello", By: rosa.ID,
		At: ten}) {
		t.Errorf("kept %+v", got)
	}
}

func TestQualify(t *testing.T) {
	working := func() *handoff.Handoff { return decided(t, held(), accept(rosa, ten), attempt(rosa, "reached", ten)) }
	const worth, day, choose = "value: Write what the deal is worth, such as 12,000.",
		"expected_on: Choose a day from today on, within ten years.",
		"expected_on: Choose the day on which you expect the decision."
	today := time.Date(2026, 11, 3, 0, 0, 0, 0, time.UTC)
	walk(t, []step{
		{"a contacted lead", working(), qualify(rosa, 1, today), nil, "", handoff.EventQualified, lead.Qualified},
		{"the most that fits", working(), qualify(rosa, mostCents, today), nil, "", handoff.EventQualified, lead.Qualified},
		{"a cent more", working(), qualify(rosa, mostCents+1, today), errs.Invalid, worth, "", ""},
		{"for nothing", working(), qualify(rosa, 0, today), errs.Invalid, worth, "", ""},
		{"without a day", working(), qualify(rosa, 1, time.Time{}), errs.Invalid, choose, "", ""},
		{"expected two days ago", working(), qualify(rosa, 1, today.AddDate(0, 0, -2)), errs.Invalid, day, "", ""},
		{"expected in ten years", working(), qualify(rosa, 1, today.AddDate(10, 0, 0)), nil, "", handoff.EventQualified,
			lead.Qualified},
		{"expected a day later", working(), qualify(rosa, 1, today.AddDate(10, 0, 1)), errs.Invalid, day, "", ""},
		{"before the first contact", decided(t, held(), accept(rosa, ten)), qualify(rosa, 1, today), errs.Conflict,
			"Nobody has contacted this lead yet. Log the first contact, then qualify it.", "", ""},
		{"twice", decided(t, working(), qualify(rosa, 1, today)), qualify(rosa, 1, today), errs.Conflict,
			"This lead was qualified on 3 November at 10:00.", "", ""},
	})
	h := decided(t, working(), qualify(jo, 100_050, today))
	if h.ValueCents != 100_050 || h.Currency != "EUR" || h.QualifiedBy != jo.ID || !h.QualifiedAt.Equal(ten) ||
		!h.ExpectedOn.Equal(today) {
		t.Errorf("qualified as %+v", h)
	}
}

func TestDisqualify(t *testing.T) {
	tried := func(n int) *handoff.Handoff {
		h := decided(t, held(), accept(rosa, ten))
		for range n {
			decided(t, h, attempt(rosa, "no_answer", ten))
		}
		return h
	}
	giveUp := func(at time.Time) func(*handoff.Handoff) error {
		return func(h *handoff.Handoff) error {
			return h.Disqualify(rosa, noReach, time.Time{}, "", house().Agreement.Terms, at)
		}
	}
	const choose = "reason: Choose a reason."
	walk(t, []step{
		{"no need", tried(1), disqualify(rosa, noNeed, ""), nil, "", handoff.EventDisqualified, lead.Disqualified},
		{"before any contact", tried(0), disqualify(rosa, noNeed, ""), nil, "", handoff.EventDisqualified, lead.Disqualified},
		{"out of reach after too few attempts", tried(2), disqualify(rosa, noReach, ""), errs.Invalid,
			"reason: The agreement requires 3 attempts before giving up. 2 are logged.", "", ""},
		{"out of reach after as many as agreed, all at once", tried(3), disqualify(rosa, noReach, ""), errs.Invalid,
			"reason: The agreement requires attempts over 14 days before giving up, until 17 November. " +
				"Recycle the lead to try again later.", "", ""},
		{"out of reach a minute too soon", tried(3), giveUp(ten.AddDate(0, 0, 14).Add(-time.Minute)), errs.Invalid,
			"reason: The agreement requires attempts over 14 days before giving up, until 17 November. " +
				"Recycle the lead to try again later.", "", ""},
		{"out of reach after as many and as long as agreed", tried(3), giveUp(ten.AddDate(0, 0, 14)), nil, "",
			handoff.EventDisqualified, lead.Disqualified},
		{"a reason of the other list", tried(1), disqualify(rosa, tooSmall, ""), errs.Invalid, choose, "", ""},
		{"no reason", tried(1), disqualify(rosa, agreement.Reason{}, ""), errs.Invalid, choose, "", ""},
		{"other, without words", tried(1), disqualify(rosa, otherEnd, " "), errs.Invalid,
			"words: “Other” needs a note. Write what happened.", "", ""},
		{"other, with words", tried(1), disqualify(rosa, otherEnd, "Moved away."), nil, "", handoff.EventDisqualified,
			lead.Disqualified},
		{"too many words", tried(1), disqualify(rosa, noNeed, strings.Repeat("x", 10_001)), errs.Invalid,
			"words: This is too long. The maximum is 10,000 characters.", "", ""},
		{"a qualified lead", decided(t, tried(1), qualify(rosa, 1, ten)), disqualify(rosa, noNeed, ""), errs.Conflict,
			"This lead is already qualified. Mark it as lost instead.", "", ""},
	})
	h := decided(t, tried(1), disqualify(jo, otherEnd, " Moved\r\naway. "))
	if h.Outcome != handoff.Disqualified || h.OutcomeBy != jo.ID || h.OutcomeReason != otherEnd.ID ||
		h.OutcomeWords != "Moved\naway." || !h.OutcomeAt.Equal(ten.Add(time.Hour)) {
		t.Errorf("disqualified as %+v", h)
	}
}

func TestWinAndLose(t *testing.T) {
	working := func() *handoff.Handoff { return decided(t, held(), accept(rosa, ten), attempt(rosa, "reached", ten)) }
	deal := func() *handoff.Handoff { return decided(t, working(), qualify(rosa, 1, ten)) }
	const notYet, sold, choose = "This lead is not qualified yet. Qualify it first.",
		"amount: Write the amount won, such as 12,000.", "reason: Choose a reason."
	walk(t, []step{
		{"won", deal(), win(rosa, 1), nil, "", handoff.EventWon, lead.Won},
		{"won for the most that fits", deal(), win(rosa, mostCents), nil, "", handoff.EventWon, lead.Won},
		{"won for a cent more", deal(), win(rosa, mostCents+1), errs.Invalid, sold, "", ""},
		{"won for nothing", deal(), win(rosa, 0), errs.Invalid, sold, "", ""},
		{"won before it was qualified", working(), win(rosa, 1), errs.Conflict, notYet, "", ""},
		{"won twice", decided(t, deal(), win(rosa, 1)), win(rosa, 1), errs.Conflict,
			"This lead was won on 3 November at 11:00.", "", ""},
		{"lost", deal(), lose(rosa, noNeed, ""), nil, "", handoff.EventLost, lead.Lost},
		{"lost out of reach, without attempts", deal(), lose(rosa, noReach, ""), nil, "", handoff.EventLost, lead.Lost},
		{"lost for no reason", deal(), lose(rosa, agreement.Reason{}, ""), errs.Invalid, choose, "", ""},
		{"lost for a reason to reject", deal(), lose(rosa, tooSmall, ""), errs.Invalid, choose, "", ""},
		{"lost before it was qualified", working(), lose(rosa, noNeed, ""), errs.Conflict, notYet, "", ""},
		{"lost after it was won", decided(t, deal(), win(rosa, 1)), lose(rosa, noNeed, ""), errs.Conflict,
			"This lead was won on 3 November at 11:00.", "", ""},
	})
	h := decided(t, deal(), win(jo, 99_95))
	if h.WonCents != 99_95 || h.Outcome != handoff.Won || h.OutcomeBy != jo.ID || h.OutcomeReason != 0 ||
		h.OutcomeWords != "" {
		t.Errorf("won as %+v", h)
	}
}
