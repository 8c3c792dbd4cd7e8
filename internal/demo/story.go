package demo

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"baton/internal/account"
	"baton/internal/agreement"
	"baton/internal/assign"
	"baton/internal/handoff"
	"baton/internal/inbox"
	"baton/internal/intake/past"
	"baton/internal/lead"
	"baton/internal/policy"
)

// story invents a lead that is captured at a time, and its history until now.
func (w *world) story(r *rand.Rand, at time.Time) *past.Lead {
	l := w.lead(r, at, where{})
	submitted := w.marketingTime(l, at, long(r, 100*time.Minute))
	if submitted.After(w.now) {
		return l
	}
	if r.Float64() < 0.06 {
		w.close(l, l.CreatedBy, w.marketingTime(l, submitted, 2*24*time.Hour/3))
		return l
	}
	h := w.submit(r, l, submitted, w.author(l), 0)
	w.decide(r, l, h)
	for _, h := range l.Handoffs {
		settle(h)
	}
	return l
}

// marketingTime returns the time at which the marketing team of the lead has worked for d since from.
func (w *world) marketingTime(l *past.Lead, from time.Time, d time.Duration) time.Time {
	return w.policy.Calendar(l.MarketingTeam).Add(from, d).Truncate(time.Second)
}

// author returns the marketer of a lead.
func (w *world) author(l *past.Lead) account.Person {
	for _, p := range w.marketers[l.MarketingTeam] {
		if p.ID == l.CreatedBy {
			return p
		}
	}
	return account.Person{}
}

// close closes a lead, unless the time is in the future.
func (w *world) close(l *past.Lead, by account.PersonID, at time.Time) {
	if at.After(w.now) {
		return
	}
	l.Events = append(l.Events, handoff.Event{Kind: handoff.EventClosed, By: by, At: at})
	l.Stage = lead.Closed
}

// submit hands over a lead as Baton does: the lead is graded, the rules choose the team, and a rep is chosen. avoid is
// a team that must not get the lead again.
func (w *world) submit(r *rand.Rand, l *past.Lead, at time.Time, by account.Person,
	avoid account.TeamID) *past.Handoff {
	h := w.handOver(l, at, by, avoid)
	rule := w.rule(h)
	reps := w.skilled(h.Team, rule.Skills)
	owner := reps[r.IntN(len(reps))]
	if rule.To() == assign.ToPool {
		w.claimed(h, owner, r)
		return h
	}
	open := 1 + r.IntN(max(owner.Capacity/2, 1))
	considered := []assign.Considered{{Person: owner.ID, Name: owner.Name, Open: open - 1, Cap: owner.Capacity,
		Weight: owner.Weight}}
	for _, other := range reps[:min(len(reps), 4)] {
		if other.ID != owner.ID {
			considered = append(considered,
				assign.Considered{Person: other.ID, Name: other.Name, Open: min(open+r.IntN(3), other.Capacity-1),
					Cap: other.Capacity, Weight: other.Weight, Ahead: float64(1+r.IntN(3)) / float64(max(other.Weight, 1))})
		}
	}
	w.offer(h, owner, open, considered)
	return h
}

// rule returns the rule by which h was assigned.
func (w *world) rule(h *past.Handoff) assign.Rule {
	for _, rule := range w.policy.Rules {
		if rule.ID == h.Changes.Route.Rule {
			return rule
		}
	}
	return assign.Rule{}
}

// skilled returns the reps of a team with the skills. If nobody has these, it returns all.
func (w *world) skilled(team account.TeamID, skills []string) (reps []account.Person) {
	for _, p := range w.reps[team] {
		if account.Lacks(p.Skills, skills) == "" {
			reps = append(reps, p)
		}
	}
	if len(reps) == 0 {
		return w.reps[team]
	}
	return reps
}

// claimed puts a handoff in the pool, and lets a rep claim it a few minutes later.
func (w *world) claimed(h *past.Handoff, owner account.Person, r *rand.Rand) {
	why := h.Changes.Route
	why.Sentence = assign.ToClaim(w.policy.Team(h.Team).Name, why.Sentence)
	w.routed(h)
	h.Owner, h.OwnerName, h.OwnedAt = owner.ID, owner.Name, h.QueuedAt.Add(time.Duration(1+r.IntN(4))*time.Minute)
	h.Changes.Events = append(h.Changes.Events, handoff.Event{Kind: handoff.EventClaimed, By: owner.ID, At: h.OwnedAt})
}

// handOver makes the next handoff of the lead, without an owner.
func (w *world) handOver(l *past.Lead, at time.Time, by account.Person, avoid account.TeamID) *past.Handoff {
	number, cycles := len(l.Handoffs)+1, 0
	if number > 1 {
		cycles = l.Handoffs[number-2].Cycles
	}
	h := &past.Handoff{Handoff: handoff.Handoff{
		Captured: l.CreatedAt, Stage: lead.Submitted, Number: number, Latest: true, Cycles: cycles,
		Brief: handoff.Brief{
			Source: l.Source, Campaign: l.Campaign, Persona: l.Persona, Note: l.Note,
			Agreement: w.policy.Agreement.Version, SubmittedBy: by.ID, SubmittedAt: at, MarketingTeam: l.MarketingTeam,
		},
		Clocks: handoff.Clocks{QueuedAt: at},
	}}
	facts, score := w.policy.Measured(l.Lead, l.Touches, at)
	h.Score = score
	l.Persona = policy.PersonaIn(facts)
	h.Persona = l.Persona
	h.Known = l.Known(touchesUntil(l, at), score.Engagement, number)
	rule, found := assign.Route(w.policy.Rules, facts, avoid)
	team := w.policy.Team(rule.Team)
	if !found || len(w.reps[team.ID]) == 0 {
		team, rule = w.policy.Pool(0), assign.Rule{Name: "no rule matched"}
	}
	h.Team = team.ID
	h.Changes.Route = &assign.Explanation{Rule: rule.ID, Team: team.ID, Sentence: rule.Name}
	h.Changes.Events = []handoff.Event{{Kind: handoff.EventSubmitted, By: by.ID, At: at,
		Data: map[string]any{"number": number, "grade": h.Score.Grade}}}
	l.Stage = lead.Submitted
	l.Handoffs = append(l.Handoffs, h)
	return h
}

// touchesUntil returns how many touches a lead had at a time.
func touchesUntil(l *past.Lead, at time.Time) (n int) {
	for _, t := range l.Touches {
		if !t.At.After(at) {
			n++
		}
	}
	return n
}

// offer assigns a handoff to a rep. open is how many leads the rep has then.
func (w *world) offer(h *past.Handoff, owner account.Person, open int, considered []assign.Considered) {
	why := h.Changes.Route
	h.Owner, h.OwnerName = owner.ID, owner.Name
	h.StartClocks(w.policy, h.QueuedAt)
	why.Person, why.Candidates, why.Sentence = owner.ID, considered,
		assign.Offered(owner.Name, why.Sentence, open, owner.Capacity)
	w.routed(h)
}

// pool puts a handoff in the pool of its team, because all reps are full.
func (w *world) pool(h *past.Handoff) {
	why := h.Changes.Route
	for _, p := range w.reps[h.Team][:min(len(w.reps[h.Team]), 4)] {
		why.Candidates = append(why.Candidates,
			assign.Considered{Person: p.ID, Name: p.Name, Open: p.Capacity, Cap: p.Capacity,
				Skipped: fmt.Sprintf("full, %d of %d open", p.Capacity, p.Capacity)})
	}
	why.Sentence, why.Nobody = assign.Pooled(w.policy.Team(h.Team).Name, why.Sentence, why.Candidates), true
	h.StartClocks(w.policy, h.QueuedAt)
	w.routed(h)
}

// routed adds the event of the assignment.
func (w *world) routed(h *past.Handoff) {
	h.Changes.Events = append(h.Changes.Events,
		handoff.Event{Kind: handoff.EventRouted, At: h.QueuedAt, Data: map[string]any{"sentence": h.Changes.Route.Sentence}})
}

// hear makes the reminders of a handoff until a time, as the sweep does, and drops old notifications.
func (w *world) hear(h *past.Handoff, until time.Time) {
	if w.now.Sub(until) > remembered {
		return
	}
	for step := h.NextMark(); !step.IsZero() && !step.After(until); step = h.NextMark() {
		h.Remind(w.policy, step)
	}
	latest := len(h.Changes.Notifications) - 1
	h.Changes.Notifications = slices.DeleteFunc(slices.Clone(h.Changes.Notifications), func(n inbox.Notification) bool {
		settled := n.Kind == inbox.Reminded && !n.At.Equal(h.Changes.Notifications[latest].At)
		return w.now.Sub(n.At) > told || settled
	})
}

// settle drops the reminders of a handoff without a running clock.
func settle(h *past.Handoff) {
	if h.NextMark().IsZero() {
		h.Changes.Notifications = slices.DeleteFunc(h.Changes.Notifications,
			func(n inbox.Notification) bool { return n.Kind == inbox.Reminded })
	}
}

// remembered is how long reminders are kept. A handoff from before only has its breaches.
const remembered = 60 * 24 * time.Hour

// told is the greatest age of a notification.
const told = 5 * 24 * time.Hour

// owner returns the owner of h, or the zero Person.
func (w *world) owner(h *past.Handoff) account.Person {
	for _, p := range w.reps[h.Team] {
		if p.ID == h.Owner {
			return p
		}
	}
	return account.Person{}
}

// must panics if Baton refuses a step, which is a mistake in this package.
func must(err error) {
	if err != nil {
		panic("demo: " + err.Error())
	}
}

// decide lets the owner accept or reject, perhaps after a question, and adds what follows.
func (w *world) decide(r *rand.Rand, l *past.Lead, h *past.Handoff) {
	owner := w.owner(h)
	calendar := w.policy.Calendar(h.Team)
	from := h.QueuedAt
	if r.Float64() < 0.08 {
		if from = w.question(r, l, h, owner); from.IsZero() {
			return
		}
	}
	allowed := w.policy.Agreement.Terms.DecideWithin(h.Score.Grade)
	took := min(long(r, time.Duration(float64(allowed)*w.pace[owner.ID])), 40*time.Hour)
	at := calendar.Add(from, took).Truncate(time.Second).Add(time.Second) // so it is never the second before work begins
	if at.After(w.now) {
		w.hear(h, w.now)
		return
	}
	visits := w.visits(r, l, h)
	l.Events = append(l.Events[:len(l.Events):len(l.Events)], visits...)
	if len(visits) > 0 && visits[0].At.Before(at) {
		w.rescore(l, h, visits[0].At)
	}
	w.hear(h, at.Add(-time.Second))
	if reason := w.objection(r, l, h); reason.ID != 0 {
		w.reject(r, l, h, owner, reason, at)
		return
	}
	must(h.Accept(owner, w.policy, at))
	l.Stage = h.Stage
	w.work(r, l, h, owner, at)
}

// visits sometimes adds a visit to the site before sales answers, and returns its event.
func (w *world) visits(r *rand.Rand, l *past.Lead, h *past.Handoff) []handoff.Event {
	if r.Float64() > 0.15 {
		return nil
	}
	at := h.QueuedAt.Add(time.Duration(r.IntN(50)) * time.Minute)
	if at.After(w.now) {
		return nil
	}
	l.Touches = append(l.Touches, lead.Touch{Kind: "visit", Source: l.Source, Campaign: l.Campaign, At: at})
	return []handoff.Event{{Kind: handoff.EventTouched, At: at}}
}

// question lets the owner ask and the marketer answer. It returns the time of the answer, zero while there is none, or
// now if the question would be in the future.
func (w *world) question(r *rand.Rand, l *past.Lead, h *past.Handoff, owner account.Person) time.Time {
	words := pick(r, questionWords)
	asked := w.policy.Calendar(h.Team).Add(h.QueuedAt, long(r, 15*time.Minute)).Truncate(time.Second)
	if asked.After(w.now) {
		return w.now
	}
	w.hear(h, asked.Add(-time.Second))
	must(h.Ask(owner, words[0], asked))
	h.Keep()
	answered := w.marketingTime(l, asked, long(r, 70*time.Minute))
	if answered.After(w.now) {
		return time.Time{}
	}
	must(h.Answer(w.author(l), words[1], w.policy, answered))
	h.Keep()
	return answered
}

// objection returns the reason for which sales rejects a lead. Its ID is 0 if sales accepts.
func (w *world) objection(r *rand.Rand, l *past.Lead, h *past.Handoff) agreement.Reason {
	code := ""
	again := h.Number > 1
	chance := r.Float64()
	switch u := chance * patience[h.Score.Level]; {
	case l.CompanySize > 0 && l.CompanySize < 50 && w.curious(l.Campaign) && chance < 0.93:
		code = "wrong_size"
	case again && chance < 0.82:
	case l.CompanySize > 0 && l.CompanySize < 15 && u < 0.86:
		code = "wrong_size"
	case l.CompanySize > 0 && l.CompanySize < 50 && u < 0.5:
		code = "wrong_size"
	case !isOneOf(l.Industry, industries) && u < 0.75:
		code = "wrong_industry"
	case isOneOf(l.JobTitle, studentTitles) && u < 0.8:
		code = "student_competitor_vendor"
	case isOneOf(l.JobTitle, juniorTitles) && u < 0.3:
		code = "wrong_role"
	case l.Phone == "" && u < 0.09:
		code = "missing_information"
	case u < 0.085:
		code = sometimes(u, again)
	case h.Score.Grade == lead.GradeD && u < 0.35:
		code = pick(r, []string{"no_activity", "wrong_role"})
	}
	return w.reasons[code]
}

// curious reports whether the small companies of a campaign only want to learn.
func (w *world) curious(id lead.CampaignID) bool {
	return slices.ContainsFunc(w.campaigns, func(c campaign) bool { return c.id == id && c.curious })
}

// nowAndThen are the reasons of random rejections, each with its cumulative probability.
var nowAndThen = []struct {
	below float64
	code  string
}{{0.02, "bad_phone"}, {0.035, "existing_customer"}, {0.05, "wrong_territory"}, {0.065, "no_activity"},
	{0.075, "duplicate"}, {0.085, "other"}}

// sometimes returns the code of nowAndThen for a random number. A lead that was handed over again is not rejected for
// its territory.
func sometimes(chance float64, again bool) string {
	for _, each := range nowAndThen {
		if chance < each.below && !(again && each.code == "wrong_territory") {
			return each.code
		}
	}
	return ""
}

func isOneOf(s string, of []string) bool {
	for _, each := range of {
		if each == s {
			return true
		}
	}
	return false
}

// reject rejects a lead with feedback, and adds what marketing does next.
func (w *world) reject(r *rand.Rand, l *past.Lead, h *past.Handoff, owner account.Person, reason agreement.Reason,
	at time.Time) {
	words := ""
	if says := feedback[reason.Code]; len(says) > 0 && (reason.NeedsNote || r.Float64() < 0.7) {
		words = pick(r, says)
	}
	must(h.Reject(owner, reason, words, w.policy, at))
	l.Stage = h.Stage
	switch {
	case reason.NextStep == agreement.Reroute:
		avoid := account.TeamID(0)
		if reason.Code == "wrong_territory" {
			avoid = h.Team
		}
		h.Latest = false
		w.decide(r, l, w.submit(r, l, at, account.Person{}, avoid))
	case reason.NextStep != agreement.Return:
	case w.dispute(r, l, h, at):
	case h.Number == 1 && r.Float64() < 0.3:
		w.resubmit(r, l, h, w.marketingTime(l, at, long(r, 5*time.Hour)))
	default:
		w.close(l, l.CreatedBy, w.marketingTime(l, at, long(r, 9*time.Hour)))
	}
}

// resubmit edits a lead and hands it over again, unless the time is in the future.
func (w *world) resubmit(r *rand.Rand, l *past.Lead, h *past.Handoff, at time.Time) {
	if at.After(w.now) {
		return
	}
	l.Events = append(l.Events, handoff.Event{Kind: handoff.EventEdited, By: l.CreatedBy, At: at})
	l.Note = pick(r, eagerNotes)
	h.Latest = false
	w.decide(r, l, w.submit(r, l, at, w.author(l), 0))
}
