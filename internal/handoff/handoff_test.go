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
	"baton/internal/policy"
)

var (
	demand, partners = account.Membership{ID: 1, Side: account.Marketing},
		account.Membership{ID: 2, Side: account.Marketing}
	emea, apac = account.Membership{ID: 3, Side: account.Sales}, account.Membership{ID: 4, Side: account.Sales}

	mia = account.Person{ID: 1, Name: "Mia", Role: account.Marketer, Zone: "Europe/Berlin",
		Teams: []account.Membership{demand}}
	maxi = account.Person{ID: 2, Name: "Max", Role: account.Marketer, Zone: "Europe/Berlin",
		Teams: []account.Membership{demand}}
	ben = account.Person{ID: 3, Name: "Ben", Role: account.Marketer, Zone: "Europe/Berlin",
		Teams: []account.Membership{partners}}
	rosa = account.Person{ID: 4, Name: "Rosa", Role: account.Rep, Zone: "Europe/Berlin", Teams: []account.Membership{emea}}
	tom  = account.Person{ID: 5, Name: "Tom", Role: account.Rep, Zone: "America/New_York",
		Teams: []account.Membership{emea}}
	kim = account.Person{ID: 6, Name: "Kim", Role: account.Rep, Zone: "Asia/Tokyo", Teams: []account.Membership{apac}}
	jo  = account.Person{ID: 7, Name: "Jo", Role: account.Manager, Zone: "Europe/Berlin",
		Teams: []account.Membership{emea}}
	ada = account.Person{ID: 8, Name: "Ada", Role: account.Admin, Zone: "Europe/Berlin"}

	tooSmall = agreement.Reason{ID: 1, List: agreement.Reject, Code: "wrong_size", Words: "Company too small",
		NextStep: agreement.Return}
	territory = agreement.Reason{ID: 2, List: agreement.Reject, Code: "wrong_territory", Words: "Not my territory",
		NextStep: agreement.Reroute}
	spam = agreement.Reason{ID: 3, List: agreement.Reject, Code: "spam_or_test", Words: "Spam",
		NextStep: agreement.Close}
	duplicate = agreement.Reason{ID: 4, List: agreement.Reject, Code: "duplicate", Words: "Duplicate",
		NextStep: agreement.Merge}
	other = agreement.Reason{ID: 5, List: agreement.Reject, Code: "other", Words: "Other", NextStep: agreement.Return,
		NeedsNote: true}
	retired = agreement.Reason{ID: 6, List: agreement.Reject, Code: "old", Words: "Old", NextStep: agreement.Return,
		Retired: true}
	noNeed = agreement.Reason{ID: 7, List: agreement.Disqualify, Code: "no_need", Words: "No need",
		NextStep: agreement.Close}
	noReach = agreement.Reason{ID: 8, List: agreement.Disqualify, Code: "unable_to_reach",
		Words: "Could not be reached", NextStep: agreement.Recycle}
	noReachNow = agreement.Reason{ID: 10, List: agreement.Disqualify, Code: "not_now", Words: "Not now",
		NextStep: agreement.Recycle}
	otherEnd = agreement.Reason{ID: 9, List: agreement.Disqualify, Code: "other", Words: "Other",
		NextStep: agreement.Close, NeedsNote: true}
)

var berlin = func() *time.Location {
	zone, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		panic(err)
	}
	return zone
}()

// ten is a Tuesday at 10:00 in Berlin; work ends at 18:00.
var ten = time.Date(2026, 11, 3, 10, 0, 0, 0, berlin)

func house() *policy.Policy {
	return &policy.Policy{
		Zone: berlin, Currency: "EUR",
		Agreement: agreement.Agreement{Version: 1, Terms: agreement.Terms{
			Decide: map[lead.Grade]int{lead.GradeA: 60}, FirstContact: map[lead.Grade]int{lead.GradeA: 240},
			GiveUp:      map[lead.Grade]agreement.Tries{lead.GradeA: {Attempts: 3, Days: 14}},
			DisputeDays: 5, RecycleCap: 2, NurtureDays: 30, CooldownDays: 10,
		}},
		Teams: []policy.Team{
			{Team: account.Team{ID: 1, Name: "Demand", Side: account.Marketing, Zone: "Europe/Berlin"}},
			{Team: account.Team{ID: 3, Name: "EMEA", Side: account.Sales, Zone: "Europe/Berlin"}, Week: agreement.OfficeHours(),
				Managers: []account.PersonID{jo.ID}, Reps: 2},
			{Team: account.Team{ID: 4, Name: "APAC", Side: account.Sales, Zone: "Asia/Tokyo"}, Week: agreement.OfficeHours(),
				Reps: 1},
		},
		People: map[account.PersonID]policy.Hours{tom.ID: {Zone: tom.Zone}},
		Admins: []account.PersonID{ada.ID},
	}
}

// pooled waits in the pool of EMEA since ten and is due an hour later.
func pooled() *handoff.Handoff {
	return &handoff.Handoff{
		ID: 10, Lead: 100, LeadName: "Ana", Captured: ten.Add(-time.Hour), Stage: lead.Submitted, Number: 1, Latest: true,
		Version: 1,
		Brief: handoff.Brief{
			Score: lead.Score{Grade: lead.GradeA}, Agreement: 1,
			SubmittedBy: mia.ID, SubmittedAt: ten, MarketingTeam: demand.ID,
		},
		Holder: handoff.Holder{Team: emea.ID},
		Clocks: handoff.Clocks{QueuedAt: ten, DueAt: ten.Add(time.Hour)},
	}
}

func held() *handoff.Handoff {
	h := pooled()
	h.Owner, h.OwnerName, h.OwnedAt = rosa.ID, rosa.Name, ten
	return h
}

// decided is a handoff to which the steps have happened.
func decided(t testing.TB, h *handoff.Handoff, steps ...func(*handoff.Handoff) error) *handoff.Handoff {
	t.Helper()
	for i, step := range steps {
		if err := step(h); err != nil {
			t.Fatalf("step %d: %v", i+1, err)
		}
	}
	h.Changes = handoff.Changes{}
	if h.Owner == rosa.ID {
		h.OwnerName = rosa.Name
	}
	return h
}

func accept(by account.Person, at time.Time) func(*handoff.Handoff) error {
	return func(h *handoff.Handoff) error { return h.Accept(by, house(), at) }
}

func reject(by account.Person, why agreement.Reason, words string, at time.Time) func(*handoff.Handoff) error {
	return func(h *handoff.Handoff) error { return h.Reject(by, why, words, house(), at) }
}

func recall(by account.Person, at time.Time) func(*handoff.Handoff) error {
	return func(h *handoff.Handoff) error { return h.Recall(by, house(), at) }
}

func ask(by account.Person, at time.Time) func(*handoff.Handoff) error {
	return func(h *handoff.Handoff) error { return h.Ask(by, "Who decides?", at) }
}

func answer(by account.Person, at time.Time) func(*handoff.Handoff) error {
	return func(h *handoff.Handoff) error { return h.Answer(by, "She does.", house(), at) }
}

func undo(by account.Person, at time.Time) func(*handoff.Handoff) error {
	return func(h *handoff.Handoff) error { return h.Undo(by, at) }
}

func attempt(by account.Person, outcome handoff.AttemptOutcome, at time.Time) func(*handoff.Handoff) error {
	return func(h *handoff.Handoff) error {
		return h.LogAttempt(by, handoff.Attempt{Kind: "call", Outcome: outcome}, house(), at)
	}
}

func claim(by account.Person, at time.Time) func(*handoff.Handoff) error {
	return func(h *handoff.Handoff) error { return h.Claim(by, house(), at) }
}

const (
	notSales     = "Only the sales team that has this lead can do this."
	notMarketing = "Only the marketing team that handed this lead over can do this."
)

// step is a case of who may do what when.
type step struct {
	name  string
	h     *handoff.Handoff
	do    func(*handoff.Handoff) error
	kind  error
	words string
	event handoff.EventKind // the event that is kept, "" for none
	stage lead.Stage
}

func walk(t *testing.T, steps []step) {
	t.Helper()
	for _, s := range steps {
		t.Run(s.name, func(t *testing.T) {
			before := *s.h
			if wrong := handofftest.Refused(s.do(s.h), s.kind, s.words); wrong != "" {
				t.Fatal(wrong)
			}
			if s.kind != nil {
				if !same(before, *s.h) {
					t.Errorf("what was refused changed something: %+v", *s.h)
				}
				return
			}
			var kinds []string
			for _, e := range s.h.Changes.Events {
				kinds = append(kinds, string(e.Kind))
				if e.Lead != s.h.Lead || e.Handoff != s.h.ID || e.At.IsZero() {
					t.Errorf("the event is of nothing: %+v", e)
				}
			}
			if got := strings.Join(kinds, " "); got != string(s.event) {
				t.Errorf("kept the events %q, want %q", got, s.event)
			}
			if s.h.Stage != s.stage {
				t.Errorf("the lead is %q, want %q", s.h.Stage, s.stage)
			}
		})
	}
}

func TestAccept(t *testing.T) {
	taken := decided(t, held(), accept(rosa, ten.Add(42*time.Minute)))
	walk(t, []step{
		{"by the owner", held(), accept(rosa, ten), nil, "", handoff.EventAccepted, lead.Accepted},
		{"out of the pool", pooled(), accept(tom, ten), nil, "", handoff.EventAccepted, lead.Accepted},
		{"instead of a colleague", held(), accept(tom, ten), nil, "", handoff.EventAccepted, lead.Accepted},
		{"by the manager of the team", held(), accept(jo, ten), nil, "", handoff.EventAccepted, lead.Accepted},
		{"by an admin", held(), accept(ada, ten), nil, "", handoff.EventAccepted, lead.Accepted},
		{"by a rep of another team", held(), accept(kim, ten), errs.Forbidden, notSales, "", ""},
		{"by the marketer who sent it", held(), accept(mia, ten), errs.Forbidden, notSales, "", ""},
		{"after a colleague", taken, accept(tom, ten.Add(time.Hour)), errs.Conflict,
			"Rosa accepted this lead on 3 November at 04:42.", "", ""},
		{"twice", decided(t, held(), accept(rosa, ten)), accept(rosa, ten.Add(time.Hour)), errs.Conflict,
			"Rosa accepted this lead on 3 November at 10:00.", "", ""},
		{"after a rejection", decided(t, held(), reject(rosa, tooSmall, "", ten)), accept(rosa, ten), errs.Conflict,
			"Rosa rejected this lead on 3 November at 10:00.", "", ""},
		{"after marketing took it back", decided(t, held(), recall(mia, ten)), accept(rosa, ten), errs.Conflict,
			"Mia took this lead back on 3 November at 10:00. It no longer needs a verdict.", "", ""},
	})
}

func TestAcceptingStopsOneClockAndStartsTheOther(t *testing.T) {
	h := decided(t, held(), accept(tom, ten.Add(26*time.Hour)))
	if h.Owner != tom.ID || !h.OwnedAt.Equal(ten.Add(26*time.Hour)) || h.VerdictBy != tom.ID ||
		h.Verdict != handoff.Accepted {
		t.Errorf("it is not Tom's: %+v", h)
	}
	if h.Decide.Wall != 26*time.Hour || h.Decide.Business != 11*time.Hour {
		t.Errorf("the verdict took %v", h.Decide)
	}
	if h.InTime() {
		t.Error("a verdict after a day was in time")
	}
	// Tom works by EMEA's hours in New York: 6:00 there is before work, so that four hours end at 13:00.
	newYork, err := time.LoadLocation(tom.Zone)
	if err != nil {
		t.Fatal(err)
	}
	if want := time.Date(2026, 11, 4, 13, 0, 0, 0, newYork); !h.ContactDueAt.Equal(want) {
		t.Errorf("the first contact is due %s, want %s", h.ContactDueAt.In(newYork), want)
	}
	mine := decided(t, held(), accept(rosa, ten.Add(time.Minute)))
	if !mine.OwnedAt.Equal(ten) {
		t.Errorf("Rosa's own lead is hers since %s", mine.OwnedAt)
	}
}

func TestAVerdictAtTheLastMomentIsInTime(t *testing.T) {
	if h := decided(t, held(), accept(rosa, ten.Add(time.Hour))); !h.InTime() {
		t.Error("late at the moment at which it is due")
	}
	if h := decided(t, held(), accept(rosa, ten.Add(time.Hour+1))); h.InTime() {
		t.Error("in time after the moment at which it is due")
	}
}

func TestReject(t *testing.T) {
	long := strings.Repeat("x", 10_000)
	const choose = "reason: Choose a reason."
	walk(t, []step{
		{"back to marketing", held(), reject(rosa, tooSmall, "", ten), nil, "", handoff.EventRejected, lead.Returned},
		{"on to a colleague", held(), reject(rosa, territory, "", ten), nil, "", handoff.EventRejected, lead.Returned},
		{"closed", held(), reject(rosa, spam, "", ten), nil, "", handoff.EventRejected, lead.Closed},
		{"merged", held(), reject(rosa, duplicate, "Lead 7", ten), nil, "", handoff.EventRejected, lead.Closed},
		{"out of the pool", pooled(), reject(tom, tooSmall, "", ten), nil, "", handoff.EventRejected, lead.Returned},
		{"without a reason", held(), reject(rosa, agreement.Reason{}, "", ten), errs.Invalid, choose, "", ""},
		{"with a reason of the other list", held(), reject(rosa, noNeed, "", ten), errs.Invalid, choose, "", ""},
		{"with a retired reason", held(), reject(rosa, retired, "", ten), errs.Invalid, choose, "", ""},
		{"without the words that it needs", held(), reject(rosa, other, " \n ", ten), errs.Invalid,
			"feedback: “Other” needs a note. Write what marketing should know.", "", ""},
		{"with the words that it needs", held(), reject(rosa, other, " Ask for Bo. ", ten), nil, "", handoff.EventRejected,
			lead.Returned},
		{"with 10,000 characters", held(), reject(rosa, tooSmall, long, ten), nil, "", handoff.EventRejected, lead.Returned},
		{"with 10,001 characters", held(), reject(rosa, tooSmall, long+"x", ten), errs.Invalid,
			"feedback: This is too long. The maximum is 10,000 characters.", "", ""},
		{"with bytes that are no text", held(), reject(rosa, tooSmall, "a\xff", ten), errs.Invalid,
			"feedback: This has an invisible character. Delete it or type the text again.", "", ""},
		{"with a zero byte", held(), reject(rosa, tooSmall, "a\x00b", ten), errs.Invalid,
			"feedback: This has an invisible character. Delete it or type the text again.", "", ""},
		{"by a rep of another team", held(), reject(kim, tooSmall, "", ten), errs.Forbidden, notSales, "", ""},
		{"by marketing", held(), reject(mia, tooSmall, "", ten), errs.Forbidden, notSales, "", ""},
		{"what a colleague accepted", decided(t, held(), accept(rosa, ten)), reject(tom, tooSmall, "", ten), errs.Conflict,
			"Rosa accepted this lead on 3 November at 04:00.", "", ""},
	})
	h := decided(t, held(), reject(rosa, other, " Ask\r\nfor Bo. ", ten.Add(time.Minute)))
	if h.Reason != other.ID || h.Feedback != "Ask\nfor Bo." || h.VerdictBy != rosa.ID ||
		!h.VerdictAt.Equal(ten.Add(time.Minute)) || !h.ContactDueAt.IsZero() {
		t.Errorf("rejected as %+v", h)
	}
}

func TestRecall(t *testing.T) {
	walk(t, []step{
		{"by who sent it", held(), recall(mia, ten), nil, "", handoff.EventRecalled, lead.Draft},
		{"by a colleague in marketing", pooled(), recall(maxi, ten), nil, "", handoff.EventRecalled, lead.Draft},
		{"by an admin", pooled(), recall(ada, ten), nil, "", handoff.EventRecalled, lead.Draft},
		{"by another marketing team", held(), recall(ben, ten), errs.Forbidden, notMarketing, "", ""},
		{"by the owner", held(), recall(rosa, ten), errs.Forbidden, notMarketing, "", ""},
		{"after a verdict", decided(t, held(), accept(rosa, ten)), recall(mia, ten), errs.Conflict,
			"Rosa accepted this lead on 3 November at 10:00.", "", ""},
		{"twice", decided(t, held(), recall(mia, ten)), recall(maxi, ten), errs.Conflict,
			"Mia took this lead back on 3 November at 10:00. It no longer needs a verdict.", "", ""},
	})
}

func TestClaim(t *testing.T) {
	walk(t, []step{
		{"out of the pool", pooled(), claim(tom, ten), nil, "", handoff.EventClaimed, lead.Submitted},
		{"one's own", held(), claim(rosa, ten), nil, "", "", lead.Submitted},
		{"a colleague's", held(), claim(tom, ten), errs.Conflict, "Rosa took this lead on 3 November at 04:00.", "", ""},
		{"another team's", pooled(), claim(kim, ten), errs.Forbidden, notSales, "", ""},
		{"by marketing", pooled(), claim(mia, ten), errs.Forbidden, notSales, "", ""},
		{"after the verdict", decided(t, held(), accept(rosa, ten)), claim(tom, ten), errs.Conflict,
			"Rosa accepted this lead on 3 November at 04:00.", "", ""},
	})
	h := decided(t, pooled(), claim(tom, ten.Add(time.Minute)))
	if h.Owner != tom.ID || !h.OwnedAt.Equal(ten.Add(time.Minute)) || !h.DueAt.Equal(ten.Add(time.Hour)) {
		t.Errorf("claimed as %+v", h)
	}
}
