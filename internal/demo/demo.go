// Package demo invents a company: its teams, people, campaigns and goals, and the history of its leads over 13 months.
// Its reports show patterns: a newsletter that brings companies that are too small, a webinar whose small companies
// only want to learn, a slow rep, and quiet summers and Decembers. Nobody works at night.
package demo

import (
	"iter"
	"math"
	"math/rand/v2"
	"time"

	"baton/internal/account"
	"baton/internal/agreement"
	"baton/internal/intake/past"
	"baton/internal/lead"
	"baton/internal/policy"
)

// Password is the password of the five people on the sign-in page.
const Password = "baton-demo"

// Options describe the company. The same options give the same company.
type Options struct {
	Leads        int
	Seed         uint64
	Now          time.Time // the end of the history
	PasswordHash string    // the hash of Password
}

// months is the length of the history in months, including the current one.
const months = 13

// Plan is a company without leads.
type Plan struct {
	Company *past.Company
	options Options
	open    int // handoffs without a verdict at the end
	clones  int // sales teams per region
}

// New plans a company that is large enough for the number of leads.
func New(o Options) *Plan {
	p := &Plan{options: o}
	p.open = min(max(o.Leads/20, 12), 14*len(regions))
	if o.Leads > 20_000 {
		p.open = o.Leads / 20
	}
	if o.Leads < 200 {
		p.open = o.Leads / 10
	}
	reps := max(3*len(regions), (p.open+44)/45)
	p.clones = min(max((reps+len(regions)*40-1)/(len(regions)*40), 1), 5)
	p.Company = p.company(reps)
	return p
}

// Since returns the first day of the history, which is the first of a month.
func (p *Plan) Since() time.Time {
	y, m, _ := p.options.Now.UTC().Date()
	return time.Date(y, m-months+1, 1, 0, 0, 0, 0, time.UTC)
}

// Leads returns the leads with their history, by the time they were captured. The IDs of Company must be set, and
// inForce must be the policy of an installation with this company. Each step of the history obeys the rules of Baton.
func (p *Plan) Leads(inForce *policy.Policy) iter.Seq[*past.Lead] {
	w := newWorld(p, inForce)
	return func(yield func(*past.Lead) bool) {
		slots := w.slots(min(p.open, p.options.Leads))
		history := p.options.Leads - len(slots)
		days := p.days(p.options.Now.Add(-quiet))
		for i := range history {
			at := days.at((float64(i) + 0.5) / float64(history))
			if !yield(w.story(w.random(i), at)) {
				return
			}
		}
		for l := range w.desks(slots, history) {
			if !yield(l) {
				return
			}
		}
	}
}

// quiet is the time before the end of the history in which no lead with a verdict is captured.
const quiet = 48 * time.Hour

// random returns the random numbers for lead i only. So a change of one lead does not change the others.
func (w *world) random(i int) *rand.Rand {
	return rand.New(rand.NewPCG(w.plan.options.Seed, uint64(i)+1))
}

// calendarDays say how many leads are captured on each day.
type calendarDays struct {
	first time.Time
	until time.Time
	sums  []float64 // the sum of the weights up to and including each day
}

// season is how many leads are captured in a month, compared with other months. week is the same by day of the week,
// and hour by hour of the day.
var (
	season = [12]float64{0.9, 1, 1.15, 1, 1.05, 1, 0.8, 0.62, 1.2, 1.25, 1.15, 0.6}
	week   = [7]float64{0.12, 1.2, 1.3, 1.2, 1.1, 0.9, 0.15}
	hour   = [24]float64{1, 1, 1, 1, 1, 2, 5, 12, 22, 28, 30, 26, 18, 24, 28, 26, 22, 16, 10, 7, 5, 4, 3, 2}
)

// growth is the factor by which leads grow from month to month.
const growth = 1.015

// days returns the days of the history until a time.
func (p *Plan) days(until time.Time) calendarDays {
	d := calendarDays{first: p.Since(), until: until}
	sum := 0.0
	for day := d.first; day.Before(until); day = day.AddDate(0, 0, 1) {
		age := day.Sub(d.first).Hours() / 24 / 30
		weight := season[day.Month()-1] * week[day.Weekday()] * math.Pow(growth, age)
		if left := until.Sub(day).Hours() / 24; left < 1 {
			weight *= left
		}
		sum += weight
		d.sums = append(d.sums, sum)
	}
	return d
}

// at returns the time by which the share u of all leads, from 0 to 1, has been captured.
func (d calendarDays) at(u float64) time.Time {
	want := u * d.sums[len(d.sums)-1]
	n, before := 0, 0.0
	for n < len(d.sums)-1 && d.sums[n] < want {
		before = d.sums[n]
		n++
	}
	within := (want - before) / (d.sums[n] - before)
	total, sum := 0.0, 0.0
	for _, h := range hour {
		total += h
	}
	at := d.first.AddDate(0, 0, n)
	for h, weight := range hour {
		if sum+weight >= within*total {
			part := (within*total - sum) / weight
			at = at.Add(time.Duration((float64(h) + part) * float64(time.Hour)))
			break
		}
		sum += weight
	}
	if at.After(d.until) {
		at = d.until
	}
	return at.Truncate(time.Second)
}

// world is a company in which leads are captured and worked.
type world struct {
	plan      *Plan
	policy    *policy.Policy
	now       time.Time
	reps      map[account.TeamID][]account.Person
	pace      map[account.PersonID]float64 // the time that a rep takes, as a share of the time that the agreement allows
	marketers map[account.TeamID][]account.Person
	managers  map[account.TeamID][]account.Person
	marketing map[string]account.TeamID // by name
	sources   map[string]lead.SourceID
	campaigns []campaign
	reasons   map[string]agreement.Reason // of the reject list, by code
	endings   map[string]agreement.Reason // of the disqualify list, by code
	byID      map[agreement.ReasonID]agreement.Reason
	count     map[string]int // how many people each country has so far
}

func newWorld(p *Plan, inForce *policy.Policy) *world {
	w := &world{
		plan: p, policy: inForce, now: p.options.Now, reps: map[account.TeamID][]account.Person{},
		pace:      map[account.PersonID]float64{},
		marketers: map[account.TeamID][]account.Person{}, managers: map[account.TeamID][]account.Person{},
		byID: map[agreement.ReasonID]agreement.Reason{}, marketing: map[string]account.TeamID{},
		sources: map[string]lead.SourceID{},
		reasons: map[string]agreement.Reason{}, endings: map[string]agreement.Reason{}, count: map[string]int{},
	}
	for _, t := range p.Company.Teams {
		if t.Side == account.Marketing {
			w.marketing[t.Name] = t.ID
		}
	}
	chance := rand.New(rand.NewPCG(p.options.Seed, 0))
	for _, x := range p.Company.People {
		switch x.Role {
		case account.Rep:
			w.reps[x.Teams[0].ID] = append(w.reps[x.Teams[0].ID], x.Person)
			w.pace[x.ID] = 0.25 + 0.25*chance.Float64()
			if x.Name == slowRep {
				w.pace[x.ID] = 1.3
			}
		case account.Manager:
			for _, t := range x.Teams {
				w.managers[t.ID] = append(w.managers[t.ID], x.Person)
			}
		case account.Marketer:
			w.marketers[x.Teams[0].ID] = append(w.marketers[x.Teams[0].ID], x.Person)
		}
	}
	for _, s := range p.Company.Sources {
		w.sources[s.Name] = s.ID
	}
	for i, c := range p.Company.Campaigns {
		w.campaigns = append(w.campaigns, campaigns[i])
		w.campaigns[i].id, w.campaigns[i].source = c.ID, c.Source
	}
	for _, r := range inForce.Reasons {
		w.byID[r.ID] = r
		if r.List == agreement.Reject {
			w.reasons[r.Code] = r
		} else {
			w.endings[r.Code] = r
		}
	}
	return w
}
