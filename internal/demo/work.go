package demo

import (
	"math"
	"math/rand/v2"
	"time"

	"baton/internal/account"
	"baton/internal/agreement"
	"baton/internal/handoff"
	"baton/internal/intake/past"
)

// forgetful is the age up to which a share of the accepted leads is not contacted yet.
const forgetful = 8 * 24 * time.Hour

// work lets the owner contact an accepted lead, and adds what follows.
func (w *world) work(r *rand.Rand, l *past.Lead, h *past.Handoff, owner account.Person, at time.Time) {
	if u := r.Float64(); u < 0.004 || u < 0.15 && w.now.Sub(at) < forgetful {
		w.hear(h, w.now)
		return
	}
	calendar := w.policy.Calendar(h.Team)
	within := w.policy.Agreement.Terms.ContactWithin(h.Score.Grade)
	at = calendar.Add(at, long(r, time.Duration(float64(within)*w.pace[owner.ID]*1.2))).Truncate(time.Second)
	reached, at := w.contact(r, l, h, owner, at)
	switch {
	case at.IsZero():
	case !reached:
		tried := h.TriedFirstAt.AddDate(0, 0, w.policy.Agreement.Terms.GiveUp[h.Score.Grade].Days)
		at = calendar.Add(latest(at, tried), long(r, 2*time.Hour)).Truncate(time.Second)
		w.disqualify(r, l, h, owner, w.endings[handoff.OutOfReach], at)
	default:
		w.talk(r, l, h, owner, at)
	}
}

// contact tries to reach a lead as often as the agreement requires. The time is zero if the attempts are not finished.
func (w *world) contact(r *rand.Rand, l *past.Lead, h *past.Handoff, owner account.Person, at time.Time) (reached bool,
	until time.Time) {
	calendar := w.policy.Calendar(h.Team)
	for range w.policy.Agreement.Terms.GiveUp[h.Score.Grade].Attempts {
		if at.After(w.now) {
			w.hear(h, w.now)
			return false, time.Time{}
		}
		attempt := handoff.Attempt{Kind: "call", Outcome: "no_answer", At: at}
		switch u := r.Float64(); {
		case u < 0.48:
			attempt.Outcome, attempt.Note = "reached", pick(r, attemptNotes)
		case u < 0.65:
			attempt.Outcome = "left_message"
		case u < 0.85:
			attempt.Kind, attempt.Outcome = "mail", "sent"
		}
		w.hear(h, at.Add(-time.Second))
		must(h.LogAttempt(owner, attempt, w.policy, at))
		h.Keep()
		l.Stage = h.Stage
		if attempt.Outcome == "reached" {
			return true, at
		}
		at = calendar.Add(at, long(r, 14*time.Hour)).Truncate(time.Second)
	}
	return false, at
}

// likely returns how well a lead does with sales, from 0 to 1.
func likely(l *past.Lead, h *past.Handoff) float64 {
	p := 0.15 + float64(h.Score.Fit)/150
	if len(l.Note) > 40 {
		p += 0.1
	}
	return math.Min(p, 0.85)
}

// talk qualifies a lead and later wins or loses it, or disqualifies it.
func (w *world) talk(r *rand.Rand, l *past.Lead, h *past.Handoff, owner account.Person, at time.Time) {
	calendar := w.policy.Calendar(h.Team)
	at = calendar.Add(at, long(r, 16*time.Hour)).Truncate(time.Second)
	if at.After(w.now) {
		return
	}
	if r.Float64() > likely(l, h)*0.85 {
		code := pick(r, []string{"no_need", "no_need", "not_now", "not_now", "no_budget", "no_authority", "no_fit_feature",
			"no_fit_price", "in_contract", "chose_competitor"})
		w.disqualify(r, l, h, owner, w.endings[code], at)
		return
	}
	people := max(l.CompanySize, 40)
	value := int64(math.Round(9000*math.Pow(float64(people)/100, 0.45)*math.Exp(0.35*r.NormFloat64())/100)) * 100 * 100
	y, m, d := at.Date()
	expected := time.Date(y, m, d, 0, 0, 0, 0, time.UTC).AddDate(0, 0, 20+r.IntN(50))
	must(h.Qualify(owner, handoff.Qualification{ValueCents: max(value, 150_000), Currency: w.policy.Currency,
		ExpectedOn: expected}, at))
	l.Stage = h.Stage
	at = calendar.Add(at, long(r, 85*time.Hour)).Truncate(time.Second)
	if at.After(w.now) {
		return
	}
	if r.Float64() < likely(l, h)*0.68 {
		must(h.Win(owner, int64(float64(h.ValueCents)*(0.8+0.3*r.Float64()))/10_000*10_000, at))
	} else {
		reason := w.endings[pick(r,
			[]string{"chose_competitor", "chose_competitor", "no_budget", "no_fit_price", "not_now", "in_contract"})]
		must(h.Lose(owner, reason, pick(r, lostWords), at))
	}
	l.Stage = h.Stage
}

// disqualify disqualifies a lead, and recycles it if the reason says so.
func (w *world) disqualify(r *rand.Rand, l *past.Lead, h *past.Handoff, owner account.Person, reason agreement.Reason,
	at time.Time) {
	if at.After(w.now) {
		return
	}
	var until time.Time
	if reason.NeedsDate {
		y, m, d := at.Date()
		until = time.Date(y, m, d+60+r.IntN(200), 8, 0, 0, 0, time.UTC)
	}
	must(h.Disqualify(owner, reason, until, "", w.policy.Agreement.Terms, at))
	l.Stage = h.Stage
	if reason.NextStep == agreement.Recycle {
		w.rest(r, l, h, until, at)
	}
}

// latest returns the later time.
func latest(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
