package suggestion

import (
	"cmp"
	"slices"

	"baton/internal/agreement"
	"baton/internal/count"
	"baton/internal/lead"
	"baton/internal/report"
)

// What it takes to be suggested.
const (
	// leastBack is how many leads must have come back from a part for a reason before it is looked at.
	leastBack = 12
	// acceptedCost is how many leads that come back one accepted lead is worth, wonCost how many one that was won: a line
	// is only suggested where at least three of four that it holds back, of those whose verdict it is about, came back.
	acceptedCost, wonCost = 3, 10
	// takesMost is the part of all accepted leads that a line may hold back, and of all that were won.
	takesMost = 0.05
	// saves is the part of what came back for the reason that a line must hold back, so that it settles something.
	saves = 0.25
	// heldLast is how many of those that came back in the last third, which the line was not learned from, it must hold
	// back at least.
	heldLast = 3
	// alike is the part of what one line holds back that another may hold back as well; beyond it the two are one
	// suggestion.
	alike = 0.5
	// most is how many are looked for. Some of them may have been dismissed.
	most = 12
)

// about are the fields that the reasons which ship speak of. What a manager added speaks of any.
var about = map[string][]string{
	"wrong_size": {"company_size"}, "wrong_industry": {"industry"}, "wrong_country": {"country"},
	"wrong_role":                {"job_title"},
	"student_competitor_vendor": {"job_title", "email"}, "no_activity": {"touch.count"},
	"bad_phone": {"phone"}, "bad_email": {"email"}, "missing_information": givable,
}

var (
	// givable are the fields that can be asked for without saying what should stand in them.
	givable = []string{"phone", "email", "job_title", "company_size", "industry", "country", "city", "website", "note",
		"consent"}
	anyOf = []string{"company_size", "industry", "country", "job_title", "email", "touch.count", "fit", "phone", "city",
		"website", "note", "consent"}
)

// Telling reports whether a reason says something about what should be handed over: a definitional one does, and a
// clerical one where something can be asked for.
func Telling(r agreement.Reason) bool {
	_, known := about[r.Code]
	return r.List == agreement.Reject && (r.Class == "definitional" || r.Class == "clerical" && known)
}

// Asked is what suggestions are looked for in.
type Asked struct {
	Past    []agreement.Tried
	InForce lead.Condition
	Draft   lead.Condition // of the next definition; empty while there is none
	Reasons map[agreement.ReasonID]agreement.Reason
}

// Find is what the past suggests, the most useful first. Every number of it is counted over the whole past.
func Find(a Asked) []Suggestion {
	s := newSearch(a)
	var found []candidate
	for _, id := range s.reasons {
		for _, part := range s.partsOf(id) {
			found = append(found, s.candidates(id, part)...)
		}
	}
	slices.SortStableFunc(found, func(x, y candidate) int { return cmp.Compare(y.net, x.net) })
	var chosen []candidate
	for _, c := range found {
		if len(chosen) < most && !slices.ContainsFunc(chosen, c.like) {
			chosen = append(chosen, c)
		}
	}
	all := make([]Suggestion, len(chosen))
	for i, c := range chosen {
		all[i] = s.suggestion(c)
	}
	return all
}

// search is the past, in the order of time, with what is asked about all of it known once.
type search struct {
	Asked
	meets         []bool // the lead meets the definition in force
	reasons       []agreement.ReasonID
	inPart        map[Part][]int // leads that meet the definition in force, by their places in the past
	accepted, won int            // of those
}

func newSearch(a Asked) *search {
	s := &search{Asked: a, inPart: map[Part][]int{}}
	s.Past = slices.Clone(a.Past)
	slices.SortStableFunc(s.Past, func(x, y agreement.Tried) int { return x.At.Compare(y.At) })
	s.meets = make([]bool, len(s.Past))
	back := map[agreement.ReasonID]int{}
	for i, t := range s.Past {
		if s.meets[i] = a.InForce.Holds(t.Facts); !s.meets[i] {
			continue
		}
		s.accepted, s.won = s.accepted+count.If(t.Accepted), s.won+count.If(t.Accepted && t.Won)
		back[t.Reason]++
		s.inPart[Part{}] = append(s.inPart[Part{}], i)
		for _, field := range parts {
			if id := t.Facts[field].Number; id != 0 {
				s.inPart[Part{field, int64(id)}] = append(s.inPart[Part{field, int64(id)}], i)
			}
		}
	}
	for id, n := range back {
		if n >= leastBack && Telling(a.Reasons[id]) {
			s.reasons = append(s.reasons, id)
		}
	}
	slices.Sort(s.reasons)
	return s
}

// share is how many of leads came back for a reason, of those that sales answered.
func (s *search) share(leads []int, id agreement.ReasonID) (share report.Share) {
	for _, i := range leads {
		share.N += int64(count.If(s.Past[i].Reason == id))
		share.Of += int64(count.If(s.Past[i].Decided))
	}
	return share
}

// partsOf are the parts that clearly send more than the rest of what comes back for a reason, and the whole.
func (s *search) partsOf(id agreement.ReasonID) []Part {
	all := s.share(s.inPart[Part{}], id)
	var found []Part
	for part, leads := range s.inPart {
		share := s.share(leads, id)
		low, _ := share.Wilson()
		_, high := report.Share{N: all.N - share.N, Of: all.Of - share.Of}.Wilson()
		if part == (Part{}) || share.N >= leastBack && low > high {
			found = append(found, part)
		}
	}
	slices.SortFunc(found, func(x, y Part) int {
		return cmp.Or(cmp.Compare(place(x), place(y)), cmp.Compare(x.ID, y.ID))
	})
	return found
}

// place puts the whole first, since a line without an exception is the simplest to keep, then the parts.
func place(p Part) int { return slices.Index(parts, p.Field) }

// candidate is a line that holds what it promises, with the leads that it would hold back.
type candidate struct {
	Subject
	ask  lead.Condition
	held []int
	net  int
}

// like reports whether c holds back much of what another candidate does.
func (c candidate) like(other candidate) bool {
	both, j := 0, 0
	for _, i := range c.held {
		for j < len(other.held) && other.held[j] < i {
			j++
		}
		both += count.If(j < len(other.held) && other.held[j] == i)
	}
	return float64(both) > alike*float64(min(len(c.held), len(other.held)))
}

// candidates are the lines on what comes back from a part for a reason: for each field that the reason is about the one
// that costs least.
func (s *search) candidates(id agreement.ReasonID, part Part) (found []candidate) {
	leads := s.inPart[part]
	early := s.early(leads, id)
	for _, field := range s.fields(id, leads) {
		best := candidate{}
		for _, ask := range s.asks(field, id, leads[:early]) {
			c := candidate{Subject{id, part, field}, ask, nil, 0}
			if s.judge(&c, leads, early) && c.net > best.net {
				best = c
			}
		}
		if best.net > 0 {
			found = append(found, best)
		}
	}
	return found
}

// early is how many of leads a line is learned from: up to the first two thirds of those that were accepted or came
// back for the reason.
func (s *search) early(leads []int, id agreement.ReasonID) int {
	told := 0
	for _, i := range leads {
		told += count.If(s.weight(i, id) != 0)
	}
	seen := 0
	for n, i := range leads {
		if seen += count.If(s.weight(i, id) != 0); 3*seen >= 2*told {
			return n + 1
		}
	}
	return len(leads)
}

// weight is what it is worth to hold back a lead that came back for a reason, less than nothing for one that sales
// took.
func (s *search) weight(i int, id agreement.ReasonID) int {
	switch t := s.Past[i]; {
	case t.Reason == id:
		return 1
	case t.Accepted && t.Won:
		return -wonCost
	case t.Accepted:
		return -acceptedCost
	}
	return 0
}

// judge counts what a candidate would have held back of the leads of its part, and reports whether it may be suggested:
// it saves more than it costs, takes next to nothing of what sales accepts, and does so too in the last third, which it
// has not seen.
func (s *search) judge(c *candidate, leads []int, early int) bool {
	var tally, last tally
	for n, i := range leads {
		t, back := s.Past[i], s.Past[i].Reason == c.Reason
		out := !c.ask.Holds(t.Facts)
		if out {
			c.held = append(c.held, i)
			c.net += s.weight(i, c.Reason)
		}
		tally.count(t, back, out)
		if n >= early {
			last.count(t, back, out)
		}
	}
	low, _ := tally.held.Wilson()
	_, high := tally.passed.Wilson()
	later, _ := last.held.Wilson()
	return c.net > 0 && low > high && last.held.N >= heldLast && last.net() > 0 && later > last.passed.Ratio() &&
		tally.held.N >= leastBack/2 && float64(tally.held.N) >= saves*float64(tally.held.N+tally.passed.N) &&
		float64(tally.held.Of-tally.held.N) <= takesMost*float64(s.accepted) && float64(tally.won) <= takesMost*float64(s.won)
}

// tally are how many came back of those that were accepted or came back, with what a line would have held back apart
// from the rest.
type tally struct {
	held, passed report.Share
	won          int64 // of those held back
}

func (n *tally) count(t agreement.Tried, back, out bool) {
	if !back && !t.Accepted {
		return
	}
	of := &n.passed
	if out {
		of = &n.held
		n.won += int64(count.If(t.Accepted && t.Won))
	}
	of.N += int64(count.If(back))
	of.Of++
}

func (n *tally) net() int64 {
	return n.held.N - acceptedCost*(n.held.Of-n.held.N-n.won) - wonCost*n.won
}

// suggestion is a candidate with its numbers.
func (s *search) suggestion(c candidate) Suggestion {
	found := Suggestion{Subject: c.Subject, Ask: c.ask, Condition: scoped(c.Part, c.ask)}
	found.Share = s.share(s.inPart[c.Part], c.Reason)
	if all := s.share(s.inPart[Part{}], c.Reason); c.Part != (Part{}) {
		found.Rest = report.Share{N: all.N - found.Share.N, Of: all.Of - found.Share.Of}
	}
	then := lead.Condition{All: []lead.Condition{s.InForce, found.Condition}}
	for i, t := range s.Past {
		found.Effect.Now.Count(s.InForce, t)
		found.Effect.Then.Count(then, t)
		if s.meets[i] && !found.Condition.Holds(t.Facts) {
			found.Effect.Back += count.If(t.Reason == c.Reason)
			found.InDraft += count.If(!s.Draft.Holds(t.Facts))
		}
	}
	return found
}
