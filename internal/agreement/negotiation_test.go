package agreement_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"baton/internal/account"
	"baton/internal/agreement"
	"baton/internal/errs"
	"baton/internal/lead"
)

var (
	ofMarketing = account.Membership{ID: 1, Name: "Growth", Side: account.Marketing}
	ofSales     = account.Membership{ID: 3, Name: "North", Side: account.Sales}
	vera        = account.Person{ID: 3, Name: "Vera", Role: account.Manager, Teams: []account.Membership{ofMarketing}}
	walt        = account.Person{ID: 6, Name: "Walt", Role: account.Manager, Teams: []account.Membership{ofSales}}
	bo          = account.Person{ID: 7, Name: "Bo", Role: account.Manager,
		Teams: []account.Membership{ofMarketing, ofSales}}
	alba = account.Person{ID: 8, Name: "Alba", Role: account.Admin}
	alma = account.Person{ID: 9, Name: "Alma", Role: account.Admin, Teams: []account.Membership{ofSales}}
	rita = account.Person{ID: 4, Name: "Rita", Role: account.Rep, Teams: []account.Membership{ofSales}}
	noon = time.Date(2026, 11, 3, 12, 0, 0, 0, time.UTC)
)

func fair() agreement.Terms {
	t := agreement.Terms{
		Definition: lead.Condition{All: []lead.Condition{has("name"), sized(50)}},
		Owed:       []agreement.Owed{{Leads: 300, Period: agreement.Monthly}},
		Decide:     map[lead.Grade]int{}, FirstContact: map[lead.Grade]int{}, GiveUp: map[lead.Grade]agreement.Tries{},
		Answer: 240, DisputeDays: 5, RecycleCap: 3, NurtureDays: 30, CooldownDays: 30,
	}
	for _, g := range lead.Grades {
		t.Decide[g], t.FirstContact[g], t.GiveUp[g] = 60, 240, agreement.Tries{Attempts: 6, Days: 14}
	}
	return t
}

// talks are a negotiation with a proposal in its first version.
func talks(t *testing.T) *agreement.Negotiation {
	t.Helper()
	n := &agreement.Negotiation{Latest: agreement.Agreement{Version: 7, Terms: fair(), InForce: noon.AddDate(0, -1, 0)}}
	if err := n.Edit(vera, 0, fair(), time.Time{}, true, noon); err != nil {
		t.Fatal(err)
	}
	n.Done = agreement.Done{}
	return n
}

func TestAVersionIsWhatAManagerOfEachSideSigned(t *testing.T) {
	n := talks(t)
	if err := n.Sign(vera, account.Marketing, 1, noon); err != nil || n.Done.Agreed || len(n.Done.Signed) != 1 {
		t.Fatalf("one signature: %v, %+v", err, n.Done)
	}
	if err := n.Sign(walt, account.Sales, 1, noon); err != nil || !n.Done.Agreed {
		t.Fatalf("two signatures: %v, %+v", err, n.Done)
	}
}

func TestWhoMaySign(t *testing.T) {
	for _, tc := range []struct {
		name    string
		by      account.Person
		side    account.Side
		version int
		kind    error
		words   string
	}{
		{"a manager of sales for sales", walt, account.Sales, 1, nil, ""},
		{"a manager of sales for marketing", walt, account.Marketing, 1, errs.Forbidden, "not in a marketing team"},
		{"a manager of both for sales", bo, account.Sales, 1, nil, ""},
		{"an admin not in a team", alba, account.Sales, 1, errs.Forbidden, "not in a team"},
		{"an admin in a team", alma, account.Sales, 1, nil, ""},
		{"a rep", rita, account.Sales, 1, errs.Forbidden, "manager of each side"},
		{"for nobody", walt, "", 1, errs.Invalid, "for marketing or for sales"},
		{"a version that is older", walt, account.Sales, 0, errs.Conflict, "changed after you opened it"},
		{"a version that is to come", walt, account.Sales, 2, errs.Conflict, "changed after you opened it"},
	} {
		err := talks(t).Sign(tc.by, tc.side, tc.version, noon)
		if !errors.Is(err, tc.kind) || !strings.Contains(errs.Words(err), tc.words) {
			t.Errorf("%s: %v, want %v with %q", tc.name, err, tc.kind, tc.words)
		}
	}
}

func TestNobodySignsTwice(t *testing.T) {
	n := talks(t)
	if err := n.Sign(bo, account.Marketing, 1, noon); err != nil {
		t.Fatal(err)
	}
	if err := n.Sign(bo, account.Sales, 1, noon); !errors.Is(err, errs.Conflict) ||
		!strings.Contains(errs.Words(err), "cannot sign for both sides") {
		t.Errorf("for the other side too: %v", err)
	}
	if err := n.Sign(vera, account.Marketing, 1, noon); !errors.Is(err, errs.Conflict) ||
		errs.Words(err) != "Bo has already signed for marketing." {
		t.Errorf("for a side that has signed: %v", err)
	}
	if err := n.Unsign(vera, 1); !errors.Is(err, errs.Conflict) {
		t.Errorf("somebody else's signature is taken back: %v", err)
	}
	if err := n.Unsign(bo, 1); err != nil || n.Done.Unsigned != account.Marketing || len(n.Draft.Signatures) != 0 {
		t.Errorf("taken back: %v, %+v", err, n.Draft.Signatures)
	}
}

func TestAnyChangeTakesTheSignaturesBack(t *testing.T) {
	n := talks(t)
	if err := n.Sign(vera, account.Marketing, 1, noon); err != nil {
		t.Fatal(err)
	}
	if err := n.Edit(walt, 1, fair(), time.Time{}, true, noon); err != nil || n.Draft.Version != 2 ||
		len(n.Draft.Signatures) != 0 {
		t.Fatalf("%v, %+v", err, n.Draft)
	}
	if err := n.Sign(walt, account.Sales, 1, noon); !errors.Is(err, agreement.ErrChanged) {
		t.Errorf("what was read before is signed: %v", err)
	}
	if err := n.Sign(walt, account.Sales, 2, noon); err != nil || n.Done.Agreed {
		t.Errorf("%v, agreed is %t with one signature", err, n.Done.Agreed)
	}
	if err := n.Edit(walt, 2, fair(), time.Time{}, false, noon); err != nil || n.Draft.Proposed() {
		t.Errorf("saved without proposing it still waits to be signed: %v", err)
	}
	if err := n.Sign(walt, account.Sales, 3, noon); !errors.Is(err, errs.Conflict) ||
		!strings.Contains(errs.Words(err), "once it is proposed") {
		t.Errorf("what is only being written is signed: %v", err)
	}
}

func TestADraftIsChangedAsItWasRead(t *testing.T) {
	for _, tc := range []struct {
		name    string
		begun   bool
		version int
		want    error
	}{
		{"the first", false, 0, nil}, {"one that is gone", false, 1, agreement.ErrNoDraft},
		{"a second one", true, 0, agreement.ErrSecond}, {"as it is", true, 1, nil},
		{"as it was", true, 2, agreement.ErrChanged},
	} {
		n := talks(t)
		if !tc.begun {
			n.Draft = nil
		}
		if err := n.Edit(walt, tc.version, fair(), time.Time{}, true, noon); !errors.Is(err, tc.want) ||
			(err == nil) != (tc.want == nil) {
			t.Errorf("%s: %v, want %v", tc.name, err, tc.want)
		}
	}
	gone := &agreement.Negotiation{}
	for name, err := range map[string]error{"signed": gone.Sign(walt, account.Sales, 1, noon),
		"withdrawn": gone.Withdraw(1), "answered": gone.Answer(walt, "No.", noon), "unsigned": gone.Unsign(walt, 1)} {
		if !errors.Is(err, agreement.ErrNoDraft) {
			t.Errorf("%s though there is none: %v", name, err)
		}
	}
}

func TestFromWhenAVersionCanBeInForce(t *testing.T) {
	coming := noon.AddDate(0, 0, 10)
	for _, tc := range []struct {
		name   string
		latest time.Time
		from   time.Time
		right  bool
	}{
		{"at once", noon.AddDate(0, -1, 0), time.Time{}, true},
		{"a second ago", time.Time{}, noon.Add(-time.Second), false},
		{"now, which is over when it is signed", time.Time{}, noon, false},
		{"in a second", time.Time{}, noon.Add(time.Second), true},
		{"in two years", time.Time{}, noon.AddDate(2, 0, 0), true},
		{"in more than two years", time.Time{}, noon.AddDate(2, 0, 1), false},
		{"at once, before one that is signed", coming, time.Time{}, false},
		{"with one that is signed", coming, coming, false},
		{"after it", coming, coming.Add(time.Second), true},
	} {
		n := &agreement.Negotiation{Latest: agreement.Agreement{Version: 2, InForce: tc.latest},
			Coming: tc.latest.After(noon)}
		err := n.Edit(vera, 0, fair(), tc.from, true, noon)
		var problems errs.Problems
		errors.As(err, &problems)
		if (err == nil) != tc.right || !tc.right && problems["from"] == "" {
			t.Errorf("%s: %v", tc.name, err)
		}
	}
	n := &agreement.Negotiation{}
	if err := n.Edit(vera, 0, fair(), noon.AddDate(0, 0, 1), true, noon); err != nil {
		t.Fatal(err)
	}
	if err := n.Sign(walt, account.Sales, 1, noon.AddDate(0, 0, 1)); !errors.Is(err, errs.Conflict) ||
		!strings.Contains(errs.Words(err), "in the past") {
		t.Errorf("signed when its day has come: %v", err)
	}
}

func TestADayThatIsTooEarlyIsRefusedInDatesAsTheReaderWritesThem(t *testing.T) {
	reader := vera
	reader.Dates.Order = account.MonthFirst
	coming := time.Date(2026, 11, 13, 0, 0, 0, 0, time.UTC)
	for _, from := range []time.Time{{}, coming} {
		n := &agreement.Negotiation{Latest: agreement.Agreement{Version: 2, InForce: coming}, Coming: true}
		var problems errs.Problems
		errors.As(n.Edit(reader, 0, fair(), from, true, noon), &problems)
		if !strings.Contains(problems["from"], "takes effect on November 13, 2026.") {
			t.Errorf("from %v: %q", from, problems["from"])
		}
	}
}

func TestTermsAreCheckedFieldByField(t *testing.T) {
	for _, tc := range []struct {
		name, field string
		change      func(*agreement.Terms)
	}{
		{"fair terms", "", func(*agreement.Terms) {}},
		{"no definition", "definition", func(t *agreement.Terms) { t.Definition = lead.Condition{} }},
		{"groups without a condition", "definition",
			func(t *agreement.Terms) { t.Definition = lead.Condition{All: []lead.Condition{{}}} }},
		{"a field that nobody knows", "definition.1", func(t *agreement.Terms) { t.Definition.All[1].Field = "shoe_size" }},
		{"no time for an answer", "decide.A", func(t *agreement.Terms) { t.Decide[lead.GradeA] = 0 }},
		{"a minute", "", func(t *agreement.Terms) { t.Decide[lead.GradeA] = 1 }},
		{"the longest time", "", func(t *agreement.Terms) { t.FirstContact[lead.GradeD] = agreement.MostMinutes }},
		{"a minute more", "first_contact.D",
			func(t *agreement.Terms) { t.FirstContact[lead.GradeD] = agreement.MostMinutes + 1 }},
		{"no grade D", "decide.D", func(t *agreement.Terms) { delete(t.Decide, lead.GradeD) }},
		{"no attempt", "give_up.B.attempts", func(t *agreement.Terms) { t.GiveUp[lead.GradeB] = agreement.Tries{Days: 14} }},
		{"attempts on one day", "", func(t *agreement.Terms) { t.GiveUp[lead.GradeB] = agreement.Tries{Attempts: 1} }},
		{"31 attempts", "give_up.C.attempts",
			func(t *agreement.Terms) { t.GiveUp[lead.GradeC] = agreement.Tries{Attempts: 31} }},
		{"no time for a question", "answer", func(t *agreement.Terms) { t.Answer = 0 }},
		{"a dispute of no days", "dispute_days", func(t *agreement.Terms) { t.DisputeDays = 0 }},
		{"a cap of 1,000", "recycle_cap", func(t *agreement.Terms) { t.RecycleCap = 1000 }},
		{"a cap of 20", "", func(t *agreement.Terms) { t.RecycleCap = 20 }},
		{"never again", "", func(t *agreement.Terms) { t.RecycleCap = 0 }},
		{"back at once", "nurture_days", func(t *agreement.Terms) { t.NurtureDays = 0 }},
		{"a cooldown below zero", "cooldown_days", func(t *agreement.Terms) { t.CooldownDays = -1 }},
		{"no leads", "owed.0.leads", func(t *agreement.Terms) { t.Owed[0].Leads = 0 }},
		{"a week", "owed.0.period", func(t *agreement.Terms) { t.Owed[0].Period = "week" }},
		{"grade E", "owed.0.grade", func(t *agreement.Terms) { t.Owed[0].Grade = "E" }},
		{"the same twice", "owed.1.leads", func(t *agreement.Terms) { t.Owed = append(t.Owed, t.Owed[0]) }},
		{"a month and a quarter", "", func(t *agreement.Terms) {
			t.Owed = append(t.Owed, agreement.Owed{Leads: 900, Period: agreement.Quarterly},
				agreement.Owed{Leads: 9, Grade: "A", Period: agreement.Monthly})
		}},
		{"nothing owed", "", func(t *agreement.Terms) { t.Owed = nil }},
	} {
		terms := fair()
		tc.change(&terms)
		got := terms.Check()
		if tc.field == "" && len(got) > 0 || tc.field != "" && (len(got) != 1 || !strings.HasSuffix(got[tc.field], ".")) {
			t.Errorf("%s: %v, want a problem with %q", tc.name, got, tc.field)
		}
	}
}

func TestAnAnswerIsWords(t *testing.T) {
	for words, right := range map[string]bool{"Too small.": true, " \r\n ": false, strings.Repeat("ü", 10_000): true,
		strings.Repeat("ü", 10_001): false, "a\u202eb": false} {
		n := talks(t)
		if err := n.Answer(walt, words, noon); (err == nil) != right || right &&
			(n.Done.Said == nil || n.Done.Said.Side != account.Sales) {
			t.Errorf("%.20q: %v", words, err)
		}
	}
}

func TestWorkingTimeAsItIsTyped(t *testing.T) {
	for text, want := range map[string]int{"30": 30, "30 min": 30, " 1 h ": 60, "1.5h": 90, "1,5 h": 90, "2 days": 960,
		"1 Day": 480, "90 minutes": 90, "0": 0} {
		if got, ok := agreement.ReadSpan(text); !ok || got != want {
			t.Errorf("%q is %d minutes (%t), want %d", text, got, ok, want)
		}
	}
	for _, text := range []string{"", "soon", "h", "-1 h", "1 week", "1 h 30", "NaN", "1e99 h"} {
		if got, ok := agreement.ReadSpan(text); ok {
			t.Errorf("%q is taken as %d minutes", text, got)
		}
	}
	for minutes, want := range map[int]string{30: "30 min", 60: "1 h", 90: "90 min", 480: "1 day", 960: "2 days",
		0: "0 min"} {
		got := agreement.Span(minutes)
		if again, ok := agreement.ReadSpan(got); got != want || !ok || again != minutes {
			t.Errorf("%d minutes read %q, which is %d", minutes, got, again)
		}
	}
}

func TestWhatADefinitionWouldHaveDone(t *testing.T) {
	big := lead.Condition{All: []lead.Condition{sized(50)}}
	of := func(size int, accepted, decided, won bool) agreement.Tried {
		return agreement.Tried{Facts: lead.Lead{CompanySize: size}.Facts(), Accepted: accepted, Decided: decided, Won: won}
	}
	var e agreement.Effect
	for _, tried := range []agreement.Tried{of(50, true, true, true), of(60, false, true, false),
		of(70, false, false, false), of(49, true, true, true), of(10, false, true, false), of(0, false, false, false)} {
		e.Count(big, tried)
	}
	want := agreement.Effect{Leads: 6, Out: 3, Accepted: 2, Decided: 4, OutAccepted: 1, OutDecided: 2, OutWon: 1}
	if e != want || e.Nothing() || e.Everything() {
		t.Errorf("got %+v, want %+v", e, want)
	}
	var none, all agreement.Effect
	none.Count(big, of(1, true, true, false))
	all.Count(big, of(99, true, true, false))
	if !none.Nothing() || none.Everything() || !all.Everything() || all.Nothing() || (agreement.Effect{}).Nothing() ||
		(agreement.Effect{}).Everything() {
		t.Errorf("none %+v, all %+v", none, all)
	}
}
