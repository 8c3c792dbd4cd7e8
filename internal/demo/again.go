package demo

import (
	"math/rand/v2"
	"time"

	"baton/internal/account"
	"baton/internal/handoff"
	"baton/internal/intake/past"
)

// rest recycles a lead, which comes back on its day. Most leads that come back are handed over again.
func (w *world) rest(r *rand.Rand, l *past.Lead, h *past.Handoff, until, at time.Time) {
	must(h.AutoRecycle(until, w.policy.Agreement.Terms, at))
	l.Stage = h.Stage
	rest := h.Changes.Recycled
	if rest == nil {
		return
	}
	h.Keep()
	if rest.BackAt.After(w.now.Add(-quiet)) {
		return
	}
	must(h.ComeBack(rest.BackAt))
	h.Recyclings[len(h.Recyclings)-1].CameBackAt = rest.BackAt
	l.Stage = h.Stage
	at = w.marketingTime(l, rest.BackAt, long(r, 9*time.Hour))
	switch {
	case at.After(w.now):
	case r.Float64() < 0.2:
		w.close(l, l.CreatedBy, at)
	default:
		w.resubmit(r, l, h, at)
	}
}

var (
	disputeWords = []string{
		"They told me on the phone that they are hiring for two new sites.",
		"The size is that of the branch. The group has several hundred people.",
		"She signs for the whole region, whatever her title says.", "They sell to processors too, a third of what they do.",
	}
	upheldWords = []string{"We agreed on the size of the company that signs. This one is below it.",
		"The definition is clear here: this is not what we sell to."}
	overturnedWords = []string{"The group counts, not the branch. Sales should have asked.",
		"This is exactly whom we want to talk to."}
)

// dispute lets marketing dispute some rejections, and a manager rule. It returns true if there is a dispute.
func (w *world) dispute(r *rand.Rand, l *past.Lead, h *past.Handoff, at time.Time) bool {
	ruler := w.ruler(l, h)
	if h.Reason == 0 || ruler.ID == 0 || w.byID[h.Reason].Class != "definitional" || r.Float64() > 0.08 {
		return false
	}
	at = w.marketingTime(l, at, long(r, 5*time.Hour))
	if at.After(w.now) || h.Disputable(w.author(l), w.policy.Agreement.Terms, at) != nil {
		return false
	}
	must(h.OpenDispute(w.author(l), pick(r, disputeWords), w.policy, at))
	l.Stage = h.Stage
	at = w.policy.Calendar(h.Team).Add(at, long(r, 10*time.Hour)).Truncate(time.Second)
	if at.After(w.now.Add(-quiet)) {
		return true
	}
	if r.Float64() < 0.6 {
		must(h.Rule(ruler, handoff.Upheld, pick(r, upheldWords), at))
		l.Stage = h.Stage
		return true
	}
	must(h.Rule(ruler, handoff.Overturned, pick(r, overturnedWords), at))
	h.Latest = false
	w.decide(r, l, w.submit(r, l, at, account.Person{}, 0))
	return true
}

// ruler returns a manager who is in neither team of a handoff, or the zero Person.
func (w *world) ruler(l *past.Lead, h *past.Handoff) account.Person {
	for _, team := range w.plan.Company.Teams {
		for _, p := range w.managers[team.ID] {
			if !p.In(h.Team) && !p.In(l.MarketingTeam) {
				return p
			}
		}
	}
	return account.Person{}
}
