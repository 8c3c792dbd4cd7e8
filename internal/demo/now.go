package demo

import (
	"iter"
	"math/rand/v2"
	"slices"
	"time"

	"baton/internal/account"
	"baton/internal/assign"
	"baton/internal/count"
	"baton/internal/handoff"
	"baton/internal/intake/past"
	"baton/internal/lead"
)

// slot is a place for a lead that is open at the end of the history, such as one on the desk of a rep.
type slot struct {
	what  string // open, asked, late, pool, returned or draft
	owner account.Person
	team  account.TeamID
	want  where
	nth   int // the number of the lead on the desk of the owner, from 1
}

// slots returns all places in a random order. The rep of the sign-in page has six leads: two are late, and one waits
// for an answer. The other open leads are spread over all reps. Marketers have returned leads and drafts.
func (w *world) slots(open int) []slot {
	var all []slot
	sales := w.teams()
	for t, team := range sales {
		share := open/len(sales) + count.If(t < open%len(sales))
		all = append(all, w.desk(team, share, t == 0)...)
	}
	for _, team := range w.plan.Company.Teams {
		for n, p := range w.marketers[team.ID] {
			returned, drafts := 2, 2
			if n == 0 && team.Name == demandTeam {
				returned, drafts = 4, 3
			}
			for range min(returned, open/4) {
				all = append(all, slot{what: "returned", want: where{author: p}})
			}
			for range min(drafts, open/4) {
				all = append(all, slot{what: "draft", want: where{author: p}})
			}
		}
	}
	r := rand.New(rand.NewPCG(w.plan.options.Seed, 1<<40))
	r.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	return all[:min(len(all), w.plan.options.Leads)]
}

// teams returns the sales teams.
func (w *world) teams() (all []account.TeamID) {
	for _, t := range w.plan.Company.Teams {
		if t.Side == account.Sales {
			all = append(all, t.ID)
		}
	}
	return all
}

// desk returns the places of one team. first marks the team of the rep of the sign-in page.
func (w *world) desk(team account.TeamID, open int, first bool) (all []slot) {
	want := w.wanted(team)
	add := func(what string, owner account.Person, nth int) {
		all = append(all, slot{what: what, owner: owner, team: team, want: want, nth: nth})
	}
	reps := w.reps[team]
	if first && open >= 12 {
		for n, what := range []string{"late", "late", "asked", "open", "open", "open"} {
			add(what, reps[0], n+1)
		}
		open -= 6
		reps = reps[1:]
	}
	for range open / 7 {
		add("pool", account.Person{}, 0)
		open--
	}
	for n := range open {
		what := "open"
		switch {
		case n%9 == 4:
			what = "late"
		case n%8 == 6:
			what = "asked"
		}
		add(what, reps[n%len(reps)], n/len(reps)+1)
	}
	return all
}

// wanted says which leads the rules send to a team.
func (w *world) wanted(team account.TeamID) where {
	for _, rule := range w.plan.Company.Rules {
		if rule.Team != team || len(rule.Skills) > 0 || rule.To() != assign.ToTeam {
			continue
		}
		want := where{countries: rule.When.Value.Texts}
		if w.plan.clones > 1 {
			want.industry = industries[len(industries)-1]
		}
		for _, c := range rule.When.All {
			switch c.Field {
			case "country":
				want.countries = c.Value.Texts
			case "industry":
				want.industry = c.Value.Texts[0]
			}
		}
		return want
	}
	return where{}
}

// ages are the possible times since a waiting lead was handed over.
var ages = []time.Duration{4 * time.Minute, 20 * time.Minute, 50 * time.Minute, 2 * time.Hour, 5 * time.Hour,
	9 * time.Hour, 20 * time.Hour, 27 * time.Hour, 45 * time.Hour, 69 * time.Hour, 93 * time.Hour, 140 * time.Hour}

// deskful is how many leads are invented at a time and sorted, more than a demo of the usual size has open.
const deskful = 2000

// desks returns the leads of all slots, the oldest first. history is how many leads came before.
func (w *world) desks(slots []slot, history int) iter.Seq[*past.Lead] {
	return func(yield func(*past.Lead) bool) {
		for some := range slices.Chunk(slots, deskful) {
			leads := make([]*past.Lead, len(some))
			for i, s := range some {
				leads[i] = w.waiting(w.random(history), s)
				history++
			}
			slices.SortStableFunc(leads, func(a, b *past.Lead) int { return a.CreatedAt.Compare(b.CreatedAt) })
			for _, l := range leads {
				if !yield(l) {
					return
				}
			}
		}
	}
}

// waiting invents the lead of a slot.
func (w *world) waiting(r *rand.Rand, s slot) *past.Lead {
	jitter := 0.7 + 0.6*r.Float64()
	age := func(d time.Duration) time.Time {
		return w.now.Add(-time.Duration(float64(d) * jitter)).Truncate(time.Second)
	}
	if s.want.industry == "" {
		s.want.industry = pick(r, industries)
	}
	switch s.what {
	case "draft":
		return w.lead(r, age(26*time.Hour), s.want)
	case "returned":
		l := w.lead(r, age(50*time.Hour), s.want)
		w.giveBack(r, l)
		return l
	}
	l := w.lead(r, age(ages[0]), s.want)
	if l.Note == "" {
		l.Note = pick(r, eagerNotes)
		l.Touches[0].Note = l.Note
	}
	at := w.atWork(l, w.handedOver(l, s, age))
	w.shift(l, at.Add(-time.Duration(5+r.IntN(50))*time.Minute))
	h := w.handOver(l, at, w.author(l), 0)
	if s.what == "pool" || w.notOf(s.owner, h) {
		w.pool(h)
		return l
	}
	w.offer(h, s.owner, s.nth, nil)
	if s.what == "asked" {
		w.hear(h, at.Add(w.now.Sub(at)/2).Truncate(time.Second))
		must(h.Ask(s.owner, pick(r, questionWords)[0], at.Add(w.now.Sub(at)/2).Truncate(time.Second)))
		h.Keep()
	}
	w.hear(h, w.now)
	return l
}

// notOf reports whether owner is not in the team of h.
func (w *world) notOf(owner account.Person, h *past.Handoff) bool {
	return !slices.ContainsFunc(w.reps[h.Team], func(p account.Person) bool { return p.ID == owner.ID })
}

// handedOver returns when the lead of a slot was handed over: long enough ago if it must be late, otherwise in time.
func (w *world) handedOver(l *past.Lead, s slot, age func(time.Duration) time.Time) time.Time {
	_, score := w.policy.Measured(l.Lead, l.Touches, w.now)
	allowed := w.policy.Agreement.Terms.DecideWithin(score.Grade)
	calendar := w.policy.Calendar(s.team)
	best := age(ages[0])
	for _, d := range ages {
		at := age(d)
		late := calendar.Add(at, allowed).Before(w.now)
		if s.what == "late" && late {
			return at
		}
		if s.what != "late" && late {
			return best
		}
		if best = at; s.what != "late" && d > time.Duration(s.nth+1)*time.Hour {
			return best
		}
	}
	return best
}

// atWork returns the last time, not after at, at which the marketing team of a lead was at work.
func (w *world) atWork(l *past.Lead, at time.Time) time.Time {
	calendar := w.policy.Calendar(l.MarketingTeam)
	for range 600 {
		if _, open := calendar.Open(at); open {
			break
		}
		at = at.Add(-17 * time.Minute)
	}
	return at
}

// shift moves the time at which a lead was captured, and all touches with it.
func (w *world) shift(l *past.Lead, at time.Time) {
	by := at.Sub(l.CreatedAt)
	l.CreatedAt = at
	if l.Consent {
		l.ConsentAt = at
	}
	for i := range l.Touches {
		l.Touches[i].At = l.Touches[i].At.Add(by)
	}
	for i := range l.Events {
		l.Events[i].At = at
	}
}

// giveBack hands over a lead, and lets sales reject it. Marketing has not edited the lead since.
func (w *world) giveBack(r *rand.Rand, l *past.Lead) {
	code := pick(r, []string{"wrong_size", "missing_information", "wrong_role", "bad_phone"})
	if code == "wrong_size" {
		l.CompanySize = 4 + r.IntN(20)
	}
	at := l.CreatedAt.Add(30 * time.Minute)
	h := w.submit(r, l, at, w.author(l), 0)
	calendar := w.policy.Calendar(h.Team)
	answered := calendar.Add(at, 40*time.Minute).Truncate(time.Second)
	if answered.After(w.now) {
		answered = w.now.Add(-time.Duration(10+r.IntN(60)) * time.Minute).Truncate(time.Second)
	}
	must(h.Reject(w.owner(h), w.reasons[code], pick(r, feedback[code]), w.policy, answered))
	l.Stage = h.Stage
	if h.Stage != lead.Returned || h.Verdict != handoff.Rejected {
		panic("demo: a lead that is to come back did not")
	}
}
