package suggestion_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"baton/internal/account"
	"baton/internal/agreement"
	"baton/internal/count"
	"baton/internal/lead"
	"baton/internal/report"
	"baton/internal/scoring/suggestion"
)

// The reasons of the tests. Numbers above 20 are those that a manager added.
var reasons = map[agreement.ReasonID]agreement.Reason{
	1: {ID: 1, List: agreement.Reject, Class: "definitional", Code: "wrong_size", Words: "Company too small"},
	2: {ID: 2, List: agreement.Reject, Class: "definitional", Code: "wrong_industry", Words: "Wrong industry"},
	3: {ID: 3, List: agreement.Reject, Class: "definitional", Code: "wrong_role", Words: "Wrong role"},
	4: {ID: 4, List: agreement.Reject, Class: "clerical", Code: "missing_information", Words: "Information is missing"},
	5: {ID: 5, List: agreement.Reject, Class: "clerical", Code: "duplicate", Words: "Already there"},
	6: {ID: 6, List: agreement.Reject, Class: "procedural", Code: "existing_customer", Words: "Already a customer"},
	7: {ID: 7, List: agreement.Reject, Class: "definitional", Code: "no_activity", Words: "No activity"},
	8: {ID: 8, List: agreement.Reject, Class: "definitional", Code: "student_competitor_vendor",
		Words: "Student, competitor or vendor"},
	9:  {ID: 9, List: agreement.Reject, Class: "definitional", Code: "wrong_country", Words: "We do not sell there"},
	21: {ID: 21, List: agreement.Reject, Class: "definitional", Code: "seasonal_business", Words: "Works in summer only"},
}

var names = lead.Names{"campaign": {"1": "Spring fair", "2": "Webinar X", "3": "Search"},
	"source": {"1": "Fair", "2": "Webinar"}}

// A past is some leads of 90 days, by how each is made and judged.
type judged func(r *rand.Rand, l *lead.Lead, touches *int) (reason agreement.ReasonID)

func past(seed uint64, n int, judge judged) []agreement.Tried {
	r := rand.New(rand.NewPCG(seed, 1))
	begin := time.Date(2026, 8, 30, 0, 0, 0, 0, time.UTC)
	all := make([]agreement.Tried, n)
	for i := range all {
		l := lead.Lead{
			Name: "Ana", Email: "ana@firm.example", Phone: "+34600000000", Company: "Firm",
			Campaign: lead.CampaignID(1 + r.IntN(3)), CompanySize: 5 + r.IntN(400),
			Industry: []string{"Food", "Retail", "Pharma", "Education"}[r.IntN(4)],
			Country:  []string{"DE", "FR", "US"}[r.IntN(3)],
			JobTitle: []string{"Head of Logistics", "Owner", "Buyer", "Student", "Planner"}[r.IntN(5)],
		}
		l.Source = lead.SourceID(min(l.Campaign, 2))
		touches := 1 + r.IntN(4)
		t := agreement.Tried{At: begin.Add(time.Duration(i) * 90 * 24 * time.Hour / time.Duration(n)), Telling: true}
		t.Reason = judge(r, &l, &touches)
		t.Decided, t.Accepted = r.Float64() < 0.9, t.Reason == 0
		if !t.Decided {
			t.Accepted, t.Reason = false, 0
		}
		t.Won = t.Accepted && r.Float64() < 0.15
		t.Facts = l.Facts().Touched(make([]lead.Touch, touches))
		all[i] = t
	}
	return all
}

// noise rejects some whatever they are.
func noise(r *rand.Rand) agreement.ReasonID {
	if r.Float64() < 0.25 {
		return agreement.ReasonID(1 + r.IntN(9))
	}
	return 0
}

func TestWhatWasPlantedIsSuggested(t *testing.T) {
	often := func(r *rand.Rand, is bool, reason agreement.ReasonID) agreement.ReasonID {
		if is && r.Float64() < 0.93 {
			return reason
		}
		return noise(r)
	}
	for _, c := range []struct {
		name  string
		judge judged
		want  string // the line
	}{
		{"small companies of one campaign", func(r *rand.Rand, l *lead.Lead, _ *int) agreement.ReasonID {
			if l.Campaign == 2 && r.Float64() < 0.6 {
				l.CompanySize = 5 + r.IntN(44)
			}
			return often(r, l.Campaign == 2 && l.CompanySize < 50, 1)
		}, "Campaign is not Webinar X, or company has 50 people or more"},
		{"small companies of all campaigns, of which some have no known size",
			func(r *rand.Rand, l *lead.Lead, _ *int) agreement.ReasonID {
				if r.Float64() < 0.2 {
					l.CompanySize = 0
				}
				return often(r, l.CompanySize > 0 && l.CompanySize < 20, 1)
			}, "Company has 20 people or more, or has no company size"},
		{"companies that are too large", func(r *rand.Rand, l *lead.Lead, _ *int) agreement.ReasonID {
			if r.Float64() < 0.06 {
				l.CompanySize = 5000 + r.IntN(1000)
			}
			return often(r, l.CompanySize >= 5000, 1)
		}, "people or fewer"},
		{"an industry", func(r *rand.Rand, l *lead.Lead, _ *int) agreement.ReasonID {
			if l.Industry == "Education" && r.Float64() < 0.7 {
				l.Industry = "Food"
			}
			return often(r, l.Industry == "Education", 2)
		}, "Industry is not Education"},
		{"a country", func(r *rand.Rand, l *lead.Lead, _ *int) agreement.ReasonID {
			if r.Float64() < 0.07 {
				l.Country = "NO"
			}
			return often(r, l.Country == "NO", 9)
		}, "Country is not Norway"},
		{"students", func(r *rand.Rand, l *lead.Lead, _ *int) agreement.ReasonID {
			return often(r, l.JobTitle == "Student", 8)
		}, "Job title does not contain the word “student”"},
		{"two titles of one campaign", func(r *rand.Rand, l *lead.Lead, _ *int) agreement.ReasonID {
			return often(r, l.Campaign == 1 && (l.JobTitle == "Buyer" || l.JobTitle == "Planner"), 3)
		}, "Campaign is not Spring fair, or job title does not contain the word “buyer” or “planner”"},
		{"a number that is missing", func(r *rand.Rand, l *lead.Lead, _ *int) agreement.ReasonID {
			if r.Float64() < 0.1 {
				l.Phone = ""
			}
			return often(r, l.Phone == "", 4)
		}, "Has a phone number"},
		{"leads of one touch", func(r *rand.Rand, _ *lead.Lead, touches *int) agreement.ReasonID {
			if *touches == 1 && r.Float64() < 0.5 {
				*touches = 3
			}
			return often(r, *touches == 1, 7)
		}, "Has 2 touches or more"},
		{"a reason that a manager added, on a field that the company keeps",
			func(r *rand.Rand, l *lead.Lead, _ *int) agreement.ReasonID {
				l.Custom = map[string]any{"season": []any{"summer", "winter", "all year"}[min(r.IntN(20), 2)]}
				return often(r, l.Custom["season"] == "summer", 21)
			}, "Season is not summer"},
	} {
		found := suggestion.Find(suggestion.Asked{Past: past(7, 1200, c.judge),
			InForce: lead.Condition{Field: "name", Op: "is_given"}, Reasons: reasons})
		if len(found) == 0 || !strings.Contains(found[0].Condition.Words(names), c.want) {
			t.Errorf("%s: %d found, %s", c.name, len(found), words(found))
			continue
		}
		if e := found[0].Effect; e.Back < 20 || e.Back < 4*e.Accepted() {
			t.Errorf("%s: it holds back %d that came back and %d accepted", c.name, e.Back, e.Accepted())
		}
		if wrong := found[0].Condition.Check(); wrong != nil {
			t.Errorf("%s: nobody could keep it: %v", c.name, wrong)
		}
	}
}

func words(found []suggestion.Suggestion) (all string) {
	for _, s := range found {
		all += fmt.Sprintf("\n  %s: %+v %+v back %d accepted %d won %d", s.Condition.Words(names), s.Share, s.Rest,
			s.Effect.Back, s.Effect.Accepted(), s.Effect.Won())
	}
	return all
}

func TestNoiseSuggestsNothing(t *testing.T) {
	for seed := range uint64(60) {
		for rate, judge := range map[string]judged{
			"a quarter comes back": func(r *rand.Rand, _ *lead.Lead, _ *int) agreement.ReasonID { return noise(r) },
			"most comes back": func(r *rand.Rand, _ *lead.Lead, _ *int) agreement.ReasonID {
				if r.Float64() < 0.8 {
					return []agreement.ReasonID{1, 2, 3, 21}[r.IntN(4)]
				}
				return 0
			},
			"it depends on what no reason speaks of": func(r *rand.Rand, l *lead.Lead, _ *int) agreement.ReasonID {
				if l.Campaign == 2 && r.Float64() < 0.8 {
					return 6
				}
				return noise(r)
			},
		} {
			if found := suggestion.Find(suggestion.Asked{Past: past(seed, 900, judge), Reasons: reasons}); len(found) > 0 {
				t.Errorf("seed %d, %s: %s", seed, rate, words(found))
			}
		}
	}
}

// smallOfX has nearly all small companies come back from one campaign.
func smallOfX(r *rand.Rand, l *lead.Lead, _ *int) agreement.ReasonID {
	if l.Campaign == 2 && r.Float64() < 0.5 {
		l.CompanySize = 5 + r.IntN(44)
	}
	if l.Campaign == 2 && l.CompanySize < 50 && r.Float64() < 0.95 {
		return 1
	}
	return noise(r)
}

func TestNothingIsSuggestedThatWouldCostTooMuch(t *testing.T) {
	sized := func(least int) lead.Condition {
		return lead.Condition{Field: "company_size", Op: "at_least", Value: lead.Operand{Numbers: []int{least}}}
	}
	begin := time.Date(2026, 8, 30, 0, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		name   string
		past   func() []agreement.Tried
		demand lead.Condition
		found  int
	}{
		{"as it is", func() []agreement.Tried { return past(3, 900, smallOfX) }, lead.Condition{}, 1},
		{"when the definition in force asks for it", func() []agreement.Tried { return past(3, 900, smallOfX) }, sized(50),
			0},
		{"when the definition in force asks for some of it", func() []agreement.Tried { return past(3, 900, smallOfX) },
			sized(12), 1},
		{"when one in three of the small is accepted", func() []agreement.Tried {
			return past(3, 900, func(r *rand.Rand, l *lead.Lead, n *int) agreement.ReasonID {
				if reason := smallOfX(r, l, n); reason != 1 || r.Float64() < 0.66 {
					return reason
				}
				return 0
			})
		}, lead.Condition{}, 0},
		{"when it is over", func() []agreement.Tried {
			all := past(3, 900, smallOfX)
			for i := range all {
				if all[i].Reason == 1 && all[i].At.After(begin.AddDate(0, 0, 55)) {
					all[i].Reason, all[i].Accepted = 0, true
				}
			}
			return all
		}, lead.Condition{}, 0},
		{"when those few who are accepted are won", func() []agreement.Tried {
			all := past(3, 900, smallOfX)
			for i := range all {
				all[i].Won = all[i].Accepted && all[i].Facts["campaign"].Number == 2 && all[i].Facts["company_size"].Number < 50
			}
			return all
		}, lead.Condition{}, 0},
		{"when hardly anything came back", func() []agreement.Tried { return past(3, 60, smallOfX) }, lead.Condition{}, 0},
		{"of nothing", func() []agreement.Tried { return nil }, lead.Condition{}, 0},
	} {
		if found := suggestion.Find(suggestion.Asked{Past: c.past(), InForce: c.demand,
			Reasons: reasons}); len(found) != c.found {
			t.Errorf("%s: %d found, want %d: %s", c.name, len(found), c.found, words(found))
		}
	}
}

func TestADraftThatAsksForItIsKnown(t *testing.T) {
	all := past(3, 900, smallOfX)
	for want, draft := range map[bool]lead.Condition{
		true:  {Field: "company_size", Op: "at_least", Value: lead.Operand{Numbers: []int{50}}},
		false: {Field: "company_size", Op: "at_least", Value: lead.Operand{Numbers: []int{40}}},
	} {
		found := suggestion.Find(suggestion.Asked{Past: all, Draft: draft, Reasons: reasons})
		if len(found) != 1 || found[0].Asked() != want {
			t.Fatalf("of a draft for %v: %s", draft.Value, words(found))
		}
		if n := found[0].InDraft; n == 0 || n > found[0].Effect.Held() {
			t.Errorf("a draft for %v holds back %d of %d", draft.Value, n, found[0].Effect.Held())
		}
		if again := suggestion.Find(suggestion.Asked{Past: all, Draft: found[0].Into(lead.Condition{}),
			Reasons: reasons}); len(again) != 1 || !again[0].Asked() || again[0].Key() != found[0].Key() {
			t.Errorf("of a draft with the line in it: %s", words(again))
		}
		if none := suggestion.Find(suggestion.Asked{Past: all, InForce: found[0].Into(lead.Condition{}),
			Reasons: reasons}); len(none) != 0 {
			t.Errorf("once the line is in force: %s", words(none))
		}
	}
}

// The numbers of a suggestion are those of a count by hand, whatever the past, the definition in force and the draft
// are.
func TestTheNumbersAreThoseOfACountByHand(t *testing.T) {
	seen := 0
	rapid.Check(t, func(rt *rapid.T) {
		least, seed := rapid.IntRange(0, 60).Draw(rt, "least"), rapid.Uint64().Draw(rt, "seed")
		all := past(seed, rapid.IntRange(0, 900).Draw(rt, "leads"), smallOfX)
		inForce := lead.Condition{Any: []lead.Condition{{Field: "company_size", Op: "at_least",
			Value: lead.Operand{Numbers: []int{least}}},
			{Field: "campaign", Op: "is", Value: lead.Operand{Texts: []string{"3"}}}}}
		for _, s := range suggestion.Find(suggestion.Asked{Past: all, InForce: inForce, Reasons: reasons}) {
			seen++
			var held, back, accepted, won, waiting, of, n int
			for _, each := range all {
				if !inForce.Holds(each.Facts) {
					continue
				}
				if s.Part.Field == "" || each.Facts[s.Part.Field].Number == int(s.Part.ID) {
					of += count.If(each.Decided)
					n += count.If(each.Reason == s.Reason)
				} else if !s.Condition.Holds(each.Facts) {
					rt.Errorf("it holds back what is of another part")
				}
				if s.Condition.Holds(each.Facts) {
					continue
				}
				held++
				back += count.If(each.Reason == s.Reason)
				accepted += count.If(each.Accepted)
				won += count.If(each.Won)
				waiting += count.If(!each.Decided)
			}
			if e := s.Effect; held != e.Held() || back != e.Back || accepted != e.Accepted() || won != e.Won() ||
				waiting != e.Waiting() || held != back+e.Other()+accepted+waiting ||
				s.Share != (report.Share{N: int64(n), Of: int64(of)}) || e.Then.Leads != len(all) {
				rt.Errorf("%+v by hand: held %d, back %d, accepted %d, won %d, waiting %d, share %d of %d", e, held, back, accepted,
					won, waiting, n, of)
			}
			if s.Effect.Held() == 0 || s.Effect.Back == 0 {
				rt.Errorf("it would change nothing: %+v", s.Effect)
			}
		}
	})
	if seen == 0 {
		t.Error("no suggestion was counted")
	}
}

func TestTheSamePastSuggestsTheSame(t *testing.T) {
	all := past(5, 1500, func(r *rand.Rand, l *lead.Lead, n *int) agreement.ReasonID {
		if l.JobTitle == "Student" && r.Float64() < 0.9 {
			return 21
		}
		return smallOfX(r, l, n)
	})
	first := suggestion.Find(suggestion.Asked{Past: all, Reasons: reasons})
	if len(first) != 2 {
		t.Fatalf("%d found: %s", len(first), words(first))
	}
	turned := slices.Clone(all)
	slices.Reverse(turned)
	for range 5 {
		again := suggestion.Find(suggestion.Asked{Past: turned, Reasons: reasons})
		if len(again) != 2 || again[0].Key() != first[0].Key() || again[1].Key() != first[1].Key() ||
			first[0].Key() == first[1].Key() {
			t.Fatalf("%s then %s", words(first), words(again))
		}
	}
}

func TestALineTakesThePlaceOfAWeakerOne(t *testing.T) {
	size := func(op string, n int) lead.Condition {
		return lead.Condition{Field: "company_size", Op: op, Value: lead.Operand{Numbers: []int{n}}}
	}
	orMissing := func(c lead.Condition) lead.Condition {
		return lead.Condition{Any: []lead.Condition{c, {Field: "company_size", Op: "is_missing"}}}
	}
	given := lead.Condition{Field: "name", Op: "is_given"}
	for _, c := range []struct {
		name           string
		has, add, want []lead.Condition
	}{
		{"to nothing", nil, []lead.Condition{size("at_least", 50)}, []lead.Condition{size("at_least", 50)}},
		{"to others", []lead.Condition{given}, []lead.Condition{size("at_least", 50)},
			[]lead.Condition{given, size("at_least", 50)}},
		{"for a smaller least", []lead.Condition{size("at_least", 20), given}, []lead.Condition{size("at_least", 50)},
			[]lead.Condition{size("at_least", 50), given}},
		{"beside a larger least", []lead.Condition{size("at_least", 80)}, []lead.Condition{size("at_least", 50)},
			[]lead.Condition{size("at_least", 80), size("at_least", 50)}},
		{"for a larger most", []lead.Condition{size("at_most", 80)}, []lead.Condition{size("at_most", 50)},
			[]lead.Condition{size("at_most", 50)}},
		{"within a group", []lead.Condition{orMissing(size("at_least", 3))},
			[]lead.Condition{orMissing(size("at_least", 15))}, []lead.Condition{orMissing(size("at_least", 15))}},
		{"beside what lets others pass", []lead.Condition{orMissing(size("at_least", 3))},
			[]lead.Condition{size("at_least", 15)}, []lead.Condition{orMissing(size("at_least", 3)), size("at_least", 15)}},
	} {
		before := lead.Condition{All: slices.Clone(c.has)}.Words(nil)
		got := suggestion.Suggestion{Condition: c.add[0]}.Into(lead.Condition{All: c.has})
		if got.Words(nil) != (lead.Condition{All: c.want}).Words(nil) || len(got.All) != len(c.want) {
			t.Errorf("%s: %s", c.name, got.Words(nil))
		}
		if after := (lead.Condition{All: c.has}).Words(nil); after != before {
			t.Errorf("%s: what was there became %s", c.name, after)
		}
	}
}

// A dismissal holds while things stay as they were, and does not once they are clearly worse, on the same subject
// alone.
func TestADismissalHoldsUntilThingsAreClearlyWorse(t *testing.T) {
	s := suggestion.Suggestion{Subject: suggestion.Subject{Reason: 1, Part: suggestion.Part{Field: "campaign", ID: 2},
		Field: "company_size"}, Share: report.Share{N: 24, Of: 63}}
	s.Effect.Back = 22
	d := s.Dismiss(account.Person{ID: 4, Name: "Walt"}, time.Date(2026, 11, 28, 0, 0, 0, 0, time.UTC))
	for _, c := range []struct {
		name   string
		change func(*suggestion.Suggestion)
		holds  bool
	}{
		{"the same", func(*suggestion.Suggestion) {}, true},
		{"another number", func(s *suggestion.Suggestion) {
			s.Condition = lead.Condition{Field: "company_size", Op: "at_least", Value: lead.Operand{Numbers: []int{60}}}
		}, true},
		{"a little more", func(s *suggestion.Suggestion) { s.Share.N, s.Effect.Back = 30, 30 }, true},
		{"less", func(s *suggestion.Suggestion) { s.Share.N, s.Effect.Back = 12, 11 }, true},
		{"one less than twice as many",
			func(s *suggestion.Suggestion) { s.Share, s.Effect.Back = report.Share{N: 48, Of: 126}, 43 }, true},
		{"twice as many", func(s *suggestion.Suggestion) { s.Share, s.Effect.Back = report.Share{N: 48, Of: 126}, 44 },
			false},
		{"a clearly larger share", func(s *suggestion.Suggestion) { s.Share = report.Share{N: 45, Of: 63} }, false},
		{"another campaign", func(s *suggestion.Suggestion) { s.Part.ID = 3 }, false},
		{"another field", func(s *suggestion.Suggestion) { s.Field = "industry" }, false},
		{"another reason", func(s *suggestion.Suggestion) { s.Reason = 2 }, false},
	} {
		now := s
		c.change(&now)
		if d.Holds(now) != c.holds ||
			len(suggestion.Open([]suggestion.Suggestion{now}, []suggestion.Dismissal{d})) != count.If(!c.holds) {
			t.Errorf("%s: holds %t, want %t", c.name, d.Holds(now), c.holds)
		}
	}
	if open := suggestion.Open(slices.Repeat([]suggestion.Suggestion{s}, 9), nil); len(open) != 5 {
		t.Errorf("%d of nine are told", len(open))
	}
}
