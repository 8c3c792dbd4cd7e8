package assign

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"time"

	"baton/internal/account"
)

// Candidate is a member of the team as assignment sees them.
type Candidate struct {
	Person   account.PersonID
	Name     string
	Role     account.Role
	Team     account.TeamID // in which they would have the lead; 0 when they are of no sales team in use
	Open     int            // handoffs without a verdict
	Cap      int
	Weight   int // 2 gets twice as many as 1, 0 none
	Skills   []string
	Absent   bool
	Disabled bool
	Leaves   bool // hands over this lead with all that they hold
	Had      bool // held this lead before and passed it on
	Cooling  bool // had this lead last, before it was recycled
	GivenAt  time.Time
	Served   float64   // handoffs given, each divided by the weight
	Since    time.Time // when they last came to the team or back to work; zero where that is not known
	RoomAt   time.Time // when they last had room again after they were full; zero where they never were

	Opens time.Time // when their next working time begins; zero while they are at work
	Due   time.Time // when the decide clock would run out if they had the lead
}

// skip is why somebody is not offered a lead.
type skip int

const (
	notSkipped skip = iota
	skipDisabled
	skipMarketing
	skipLeaves
	skipWeight
	skipAbsent
	skipHad
	skipCooling
	skipSkill
	skipFull
)

func (c *Candidate) skip(skills []string) skip {
	switch {
	case c.Disabled:
		return skipDisabled
	case c.Role == account.Marketer:
		return skipMarketing
	case c.Leaves:
		return skipLeaves
	case c.Weight <= 0:
		return skipWeight
	case c.Absent:
		return skipAbsent
	case c.Had:
		return skipHad
	case c.Cooling:
		return skipCooling
	case account.Lacks(c.Skills, skills) != "":
		return skipSkill
	case c.Open >= c.Cap:
		return skipFull
	}
	return notSkipped
}

// skipped says why c is not offered the lead, "" when it may be.
func (c *Candidate) skipped(skills []string) string {
	switch c.skip(skills) {
	case skipDisabled:
		return "disabled"
	case skipMarketing:
		return "works in marketing"
	case skipLeaves:
		return "is handing over their leads"
	case skipWeight:
		return "has a share of 0"
	case skipAbsent:
		return "away"
	case skipHad:
		return "passed this lead on before"
	case skipCooling:
		return "had this lead before it was recycled"
	case skipSkill:
		return "lacks the skill " + account.Lacks(c.Skills, skills)
	case skipFull:
		return fmt.Sprintf("full, %d of %d open", c.Open, c.Cap)
	}
	return ""
}

// returned reports whether c has got no lead since they joined the team or came back to work.
func (c *Candidate) returned() bool { return c.GivenAt.IsZero() || c.Since.After(c.GivenAt) }

// wasFull reports whether c has got no lead since they had room again.
func (c *Candidate) wasFull() bool { return c.RoomAt.After(c.GivenAt) }

// level is what the team has been served: what its members had when the last of them was next. Who returns starts
// there, neither owed what others did meanwhile nor charged for what they did elsewhere. Who was full is owed nothing
// of that time either: where only such have room, whoever was served last tells the level, not they. Not ok when nobody
// else has been served.
func level(candidates []Candidate, skills []string) (level float64, ok bool) {
	for _, among := range []func(*Candidate) bool{
		func(c *Candidate) bool { return c.skip(skills) == notSkipped && !c.wasFull() },
		func(c *Candidate) bool { return c.Weight > 0 && !c.Disabled },
	} {
		var last *Candidate
		least := math.Inf(+1)
		for i := range candidates {
			c := &candidates[i]
			if c.returned() || !among(c) {
				continue
			}
			if c.skip(skills) == notSkipped && !c.wasFull() {
				least = min(least, c.Served)
			}
			if last == nil || c.GivenAt.After(last.GivenAt) {
				last = c
			}
		}
		if last != nil {
			return min(least, last.Served-1/float64(last.Weight)), true
		}
	}
	return 0, false
}

// standing is where a candidate stands among those of a team.
type standing struct {
	*Candidate
	skip   skip
	share  float64 // what counts as served
	lifted bool    // to the level of the team
	later  bool    // begins to work too late, see latest
}

// sameTurn is how much later than the first of a team somebody may begin to work and still come in the same turn, while
// nobody is at work: half a day, so that the morning of one place and of another are one turn, and tomorrow and
// Thursday are not.
const sameTurn = 12 * time.Hour

// latest is when somebody has to begin to work at the latest to be offered a lead with the others; zero where it does
// not matter. While some are at work it is when the first of them would have to decide. While nobody is, it is when the
// first of all would have to, and sameTurn after the first begins at most.
func latest(all []standing) (latest time.Time) {
	working := slices.ContainsFunc(all, standing.working)
	for _, s := range all {
		if s.skip != notSkipped || working && !s.working() {
			continue
		}
		latest = earlier(latest, s.Due)
		if !working {
			latest = earlier(latest, s.Opens.Add(sameTurn))
		}
	}
	return latest
}

// working reports whether somebody who may be offered the lead is at work.
func (s standing) working() bool { return s.skip == notSkipped && s.Opens.IsZero() }

// earlier is the earlier of two times; one that is zero does not count.
func earlier(a, b time.Time) time.Time {
	if a.IsZero() || !b.IsZero() && b.Before(a) {
		return b
	}
	return a
}

// stand calculates the standing of each candidate.
func stand(candidates []Candidate, skills []string, into []standing) []standing {
	level, known := level(candidates, skills)
	for i := range candidates {
		c := &candidates[i]
		s := standing{Candidate: c, skip: c.skip(skills), share: c.Served}
		if known && (c.returned() || c.wasFull() && c.Served < level) {
			s.share, s.lifted = level, true
		}
		into = append(into, s)
	}
	latest := latest(into)
	for i := range into {
		into[i].later = !latest.IsZero() && into[i].Opens.After(latest)
	}
	return into
}

// before orders candidates: who begins to work in time, who has had least for their weight, who has fewest open, who
// has waited longest.
func before(a, b standing) int {
	return cmp.Or(cmpBool(a.later, b.later), cmpShare(a.share, b.share), cmp.Compare(a.Open, b.Open),
		a.GivenAt.Compare(b.GivenAt), cmp.Compare(a.Person, b.Person))
}

func cmpBool(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return 1
	}
	return -1
}

// cmpShare compares sums of fractions. A difference that rounding can make counts as none.
func cmpShare(a, b float64) int {
	if math.Abs(a-b) < 1e-6 {
		return 0
	}
	return cmp.Compare(a, b)
}

// An Offer is somebody who may be given a lead.
type Offer struct {
	Candidate
	Named    bool      // a rule means them in person: it counts in their share, but is no turn of theirs
	Group    int       // who is of a lower one comes first, whatever happens meanwhile
	Most     float64   // how much they may have been served by then and still be next
	Lift     float64   // where their share starts when they have returned
	Returned time.Time // after they were last given a lead, where the share starts at Lift; else zero
	Closed   bool      // nobody who may be offered the lead is at work
}

// slack is how many leads of weight 1 somebody may be ahead and still get one while other leads are being given.
const slack = 1

// Considered is one line of an explanation: a member of the team, how they stood, and why they were skipped, "" when
// they were not.
type Considered struct {
	Person  account.PersonID `json:"person"`
	Name    string           `json:"name"`
	Open    int              `json:"open"`
	Cap     int              `json:"cap"`
	Weight  int              `json:"weight,omitempty"`
	Ahead   float64          `json:"ahead,omitempty"` // how many leads they had more, for their weight, than who had least
	Later   bool             `json:"later,omitempty"` // begins to work too late to come with the others
	Skipped string           `json:"skipped,omitempty"`
}

// Order is who may be offered a lead, the best first, and how each of the team stood.
func Order(candidates []Candidate, skills []string) (order []Offer, considered []Considered) {
	all := stand(candidates, skills, nil)
	slices.SortFunc(all, before)
	least := math.Inf(+1)
	for _, s := range all {
		if s.skip == notSkipped {
			least = min(least, s.share)
		}
	}
	first, closed := map[bool]float64{}, !slices.ContainsFunc(all, standing.working)
	for _, s := range all {
		why := s.skipped(skills)
		line := Considered{Person: s.Person, Name: s.Name, Open: s.Open, Cap: s.Cap, Weight: s.Weight, Later: s.later,
			Skipped: why}
		if why == "" {
			if _, known := first[s.later]; !known {
				first[s.later] = s.share
			}
			offer := s.offer(first[s.later] + slack)
			offer.Closed = closed
			order = append(order, offer)
			line.Ahead = math.Round((s.share-least)*100) / 100
		}
		considered = append(considered, line)
	}
	return order, considered
}

func (s standing) offer(most float64) Offer {
	o := Offer{Candidate: *s.Candidate, Most: most}
	if s.later {
		o.Group = 1
	}
	if s.lifted {
		o.Lift, o.Most = s.share, math.Inf(+1)
		o.Returned = s.Since
		if s.RoomAt.After(s.Since) {
			o.Returned = s.RoomAt
		}
		if s.GivenAt.IsZero() {
			o.Returned = time.Unix(0, 0)
		}
	}
	return o
}

// best is who is offered a lead first: the head of Order, found without putting the rest in order. nil when everybody
// is skipped.
func best(candidates []Candidate, skills []string, buffer []standing) (*Candidate, float64) {
	var first *standing
	all := stand(candidates, skills, buffer[:0])
	for i := range all {
		if all[i].skip == notSkipped && (first == nil || before(all[i], *first) < 0) {
			first = &all[i]
		}
	}
	if first == nil {
		return nil, 0
	}
	return first.Candidate, first.share
}
