package assign

import (
	"container/heap"
	"slices"
	"time"

	"baton/internal/account"
	"baton/internal/lead"
)

// Past is a handoff as it came, to be assigned once more.
type Past struct {
	ID        int64
	Lead      lead.ID
	Name      string // of the lead
	Hidden    bool   // from who asks: it counts, and is not told one by one
	At        time.Time
	Grade     lead.Grade
	Facts     lead.Facts
	Account   lead.Account
	Company   string           // see identity.CompanyKey
	Owner     account.PersonID // who really had it
	DecidedAt time.Time        // zero while it waits
	Accepted  bool
	EndedAt   time.Time // when it was lost or disqualified; zero otherwise
}

// PastAsk is what a trial wants to know of the past.
type PastAsk struct {
	Since   time.Time
	Owners  bool // whose accounts were whose before then
	Touches bool // the contacts that marketing had with each lead
}

// Rep is somebody who is given leads in a trial: their candidate as it is today, their teams, and when they were away.
type Rep struct {
	Candidate
	Offered bool // their teams' leads; others get only what a rule sends to them by name
	Teams   []account.TeamID
	Away    []Span
}

// Span is from one moment to another; without an end it lasts.
type Span struct {
	From time.Time
	To   time.Time `json:",omitzero"`
}

func (s Span) holds(at time.Time) bool {
	return !at.Before(s.From) && (s.To.IsZero() || at.Before(s.To))
}

// Staff is who works in the teams during a trial.
type Staff struct {
	Reps     []Rep
	Name     func(team account.TeamID) string     // "" for a team that is not in use
	Hours    func(person account.PersonID) string // of two who work the same hours in each team it is the same
	Clock    func(team account.TeamID, person account.PersonID, grade lead.Grade, at time.Time) (opens, due time.Time)
	Fallback func(chosen account.TeamID) account.TeamID // the team of what no rule matches
}

// Fate is where a handoff goes in a trial.
type Fate struct {
	Rule   string
	Team   account.TeamID
	Person account.PersonID // 0 when it waits in the pool
	Waits  bool             // nobody could take it
}

// Elsewhere is a handoff that would go to another place.
type Elsewhere struct {
	Past
	Now, Then Fate
}

// Totals are how many handoffs went where.
type Totals struct {
	Teams  map[account.TeamID]int   // of them, all
	Pools  map[account.TeamID]int   // of them, those left for anybody to claim
	Waits  map[account.TeamID]int   // of them, those that nobody could take
	People map[account.PersonID]int // those who were given them
	Waited int
}

func newTotals() Totals {
	return Totals{map[account.TeamID]int{}, map[account.TeamID]int{}, map[account.TeamID]int{}, map[account.PersonID]int{},
		0}
}

func (t *Totals) count(f Fate) {
	t.Teams[f.Team]++
	switch {
	case f.Waits:
		t.Waits[f.Team]++
		t.Waited++
	case f.Person == 0:
		t.Pools[f.Team]++
	default:
		t.People[f.Person]++
	}
}

// Comparison is what came of a trial.
type Comparison struct {
	Handoffs  int
	Now, Then Totals
	Elsewhere []Elsewhere // the latest first, Listed at most
	Moved     int         // all of them
	Hands     int         // handoffs that go to the same team, to somebody else of it
}

// Listed is how many handoffs a trial lists one by one.
const Listed = 100

// Trial assigns past handoffs once more, in the order of time, by two sets at once: by what is in force and by what may
// come. Each rep has as many open handoffs as they would have had, each until the moment at which it was really
// answered.
type Trial struct {
	since     time.Time
	now, then *run
	conds     []lead.Condition
	result    Comparison
}

// NewTrial begins a trial. Handoffs before since fill the workloads and are not counted.
func NewTrial(inForce, draft Set, staff Staff, since time.Time) *Trial {
	t := &Trial{since: since, result: Comparison{Now: newTotals(), Then: newTotals()}}
	t.now, t.then = t.run(inForce, staff), t.run(draft, staff)
	return t
}

// Own sets who owns an account when the trial begins.
func (t *Trial) Own(of Past) {
	for _, r := range []*run{t.now, t.then} {
		r.own(&of, of.Owner)
	}
}

// Add assigns the next handoff.
func (t *Trial) Add(p Past) {
	known := make([]int8, len(t.conds))
	holds := func(cond int) bool {
		if known[cond] == 0 {
			known[cond] = -1
			if t.conds[cond].Holds(p.Facts) {
				known[cond] = 1
			}
		}
		return known[cond] > 0
	}
	now, then := t.now.assign(&p, holds), t.then.assign(&p, holds)
	p.Facts = nil // a trial over many keeps few in memory
	if p.At.Before(t.since) {
		return
	}
	c := &t.result
	c.Handoffs++
	c.Now.count(now)
	c.Then.count(then)
	switch {
	case now.Team != then.Team || (now.Person == 0) != (then.Person == 0) || now.Waits != then.Waits:
		c.Moved++
		if p.Hidden {
			return
		}
		c.Elsewhere = append(c.Elsewhere, Elsewhere{p, now, then})
		if len(c.Elsewhere) >= 2*Listed {
			c.Elsewhere = slices.Clone(c.Elsewhere[len(c.Elsewhere)-Listed:])
		}
	case now.Person != then.Person:
		c.Hands++
	}
}

// Result is what came of all that was added.
func (t *Trial) Result() Comparison {
	c := t.result
	c.Elsewhere = slices.Clone(c.Elsewhere[max(len(c.Elsewhere)-Listed, 0):])
	slices.Reverse(c.Elsewhere)
	return c
}

// run is one of the two sets at work.
type run struct {
	set     Set
	conds   []int // of each rule, its condition among those of the trial
	rest    Rule
	staff   Staff
	people  map[account.PersonID]*rep
	teams   map[account.TeamID]*desk
	ahead   happenings
	domains map[string][]holding
	firms   map[string][]holding
	ask     []Candidate // to be used again
	buffer  []standing
}

// rep is a Rep with what they hold at the moment of the trial.
type rep struct {
	Candidate
	away  []Span
	hours string
}

// desk is a team in a trial.
type desk struct {
	reps   []*rep
	shifts []*rep // one of its reps for each of the hours that they work
}

// holding is whose a company is, by which handoff.
type holding struct {
	handoff int64
	person  account.PersonID
}

func (t *Trial) run(set Set, staff Staff) *run {
	r := &run{
		set: set, staff: staff, rest: FallbackRule(staff.Fallback(set.Fallback)), people: map[account.PersonID]*rep{},
		teams:   map[account.TeamID]*desk{},
		domains: map[string][]holding{}, firms: map[string][]holding{},
	}
	for _, rule := range set.Rules {
		r.conds = append(r.conds, t.condition(rule.When))
	}
	for _, each := range staff.Reps {
		one := &rep{each.Candidate, each.Away, staff.Hours(each.Person)}
		one.Open, one.Served, one.GivenAt, one.Since, one.RoomAt = 0, 0, time.Time{}, time.Time{}, time.Time{}
		if weight, named := set.Weights[one.Person]; named {
			one.Weight = weight
		}
		r.people[one.Person] = one
		if !each.Offered {
			continue
		}
		for _, team := range each.Teams {
			d := r.teams[team]
			if d == nil {
				d = &desk{}
				r.teams[team] = d
			}
			d.reps = append(d.reps, one)
			if !slices.ContainsFunc(d.shifts, func(other *rep) bool { return other.hours == one.hours }) {
				d.shifts = append(d.shifts, one)
			}
			r.buffer = slices.Grow(r.buffer, len(d.reps))
		}
	}
	return r
}

// condition is the place of c among the conditions of the trial. Both sets share most of theirs, so that each is asked
// once.
func (t *Trial) condition(c lead.Condition) int {
	i := slices.IndexFunc(t.conds, func(known lead.Condition) bool { return sameCondition(known, c) })
	if i < 0 {
		i = len(t.conds)
		t.conds = append(t.conds, c)
	}
	return i
}

// assign gives p to somebody, or leaves it in a pool.
func (r *run) assign(p *Past, holds func(cond int) bool) Fate {
	r.until(p.At)
	q := Assignment{Pool: Pool{Name: r.staff.Name}}
	for i, rule := range r.set.Rules {
		if !holds(r.conds[i]) {
			continue
		}
		if fate, stays := r.by(q, rule, p); stays {
			return fate
		}
	}
	fate, _ := r.by(q, r.rest, p)
	return fate
}

// by is where p goes by one rule. It is not ok if the next rule has to be asked.
func (r *run) by(q Assignment, rule Rule, p *Past) (fate Fate, stays bool) {
	if q.impossible(rule) != "" {
		return Fate{Rule: rule.Name, Team: rule.Team, Waits: true}, false
	}
	switch rule.To() {
	case ToPool:
		return Fate{Rule: rule.Name, Team: rule.Team}, true
	case ToTeam:
		if one, share := best(r.candidates(rule.Team, p), rule.Skills, r.buffer); one != nil {
			winner := r.people[one.Person]
			winner.Served, winner.GivenAt = share, p.At
			r.give(p, winner)
			return Fate{Rule: rule.Name, Team: rule.Team, Person: one.Person}, true
		}
		return Fate{Rule: rule.Name, Team: rule.Team, Waits: true}, true
	case ToPerson:
		if named := r.people[rule.Person]; named != nil {
			q.Pool.People = map[account.PersonID]Candidate{rule.Person: named.at(p.At)}
		}
	case ToAccount:
		if owner := r.people[r.owner(p)]; owner != nil {
			asked := owner.at(p.At)
			q.Pool.Owner = &asked
		}
	}
	offers, team, _, why := q.at(rule)
	if why != "" {
		return Fate{}, false
	}
	one := r.people[offers[0].Person]
	r.give(p, one)
	return Fate{Rule: rule.Name, Team: team, Person: one.Person}, true
}

// candidates are the reps of a team as they are when p comes.
func (r *run) candidates(team account.TeamID, p *Past) []Candidate {
	r.ask = r.ask[:0]
	d := r.teams[team]
	if d == nil {
		return nil
	}
	for _, one := range d.reps {
		r.ask = append(r.ask, one.at(p.At))
	}
	if len(d.shifts) < 2 {
		return r.ask // they come and go together
	}
	for _, shift := range d.shifts {
		opens, due := r.staff.Clock(team, shift.Person, p.Grade, p.At)
		for i := range r.ask {
			if d.reps[i].hours == shift.hours {
				r.ask[i].Opens, r.ask[i].Due = opens, due
			}
		}
	}
	return r.ask
}

// at is the rep as a candidate at that moment.
func (one *rep) at(at time.Time) Candidate {
	c := one.Candidate
	for _, away := range one.away {
		if away.holds(at) {
			c.Absent = true
		} else if !away.To.IsZero() && !away.To.After(at) && away.To.After(c.Since) {
			c.Since = away.To
		}
	}
	return c
}

func (r *run) give(p *Past, one *rep) {
	one.Open++
	one.Served += 1 / float64(max(one.Weight, 1))
	if !p.DecidedAt.IsZero() {
		heap.Push(&r.ahead, happening{p.DecidedAt, p, one.Person, true})
	}
}

// until plays all happenings up to a time: answers to handoffs, companies won and lost.
func (r *run) until(at time.Time) {
	for len(r.ahead) > 0 && !r.ahead[0].at.After(at) {
		h := heap.Pop(&r.ahead).(happening)
		if !h.verdict {
			r.disown(h.of)
			continue
		}
		one := r.people[h.person]
		if one.Open--; one.Open == one.Cap-1 {
			one.RoomAt = h.at
		}
		if h.of.Accepted {
			r.own(h.of, h.person)
		}
	}
}

func (r *run) own(p *Past, person account.PersonID) {
	h := holding{p.ID, person}
	if p.Account.Domain != "" {
		r.domains[p.Account.Domain] = append(r.domains[p.Account.Domain], h)
	}
	if p.Company != "" {
		r.firms[p.Company] = append(r.firms[p.Company], h)
	}
	if !p.EndedAt.IsZero() {
		heap.Push(&r.ahead, happening{p.EndedAt, p, person, false})
	}
}

func (r *run) disown(p *Past) {
	ended := func(h holding) bool { return h.handoff == p.ID }
	r.domains[p.Account.Domain] = slices.DeleteFunc(r.domains[p.Account.Domain], ended)
	r.firms[p.Company] = slices.DeleteFunc(r.firms[p.Company], ended)
}

// owner is who works with the company of p, 0 for nobody.
func (r *run) owner(p *Past) account.PersonID {
	all := r.domains[p.Account.Domain]
	if p.Account.Domain == "" {
		all = r.firms[p.Account.Company]
	}
	if len(all) == 0 {
		return 0
	}
	return all[len(all)-1].person
}

// happening is a moment at which a handoff is answered, or ends.
type happening struct {
	at      time.Time
	of      *Past
	person  account.PersonID
	verdict bool
}

// happenings are in the order of time, the first at the front.
type happenings []happening

func (h happenings) Len() int           { return len(h) }
func (h happenings) Less(i, j int) bool { return h[i].at.Before(h[j].at) }
func (h happenings) Swap(i, j int)      { h[i], h[j] = h[j], h[i] }

// Push is for heap.
func (h *happenings) Push(x any) { *h = append(*h, x.(happening)) }

// Pop is for heap.
func (h *happenings) Pop() any {
	last := len(*h) - 1
	x := (*h)[last]
	*h = (*h)[:last]
	return x
}
