package demo

import (
	"hash/fnv"
	"math/rand/v2"
	"slices"
	"time"

	"baton/internal/handoff"
	"baton/internal/intake/past"
	"baton/internal/lead"
)

// before are the kinds of touches before a lead is captured, with their shares.
var before = []struct {
	kind  string
	share float64
}{{"visit", 0.72}, {"webinar", 0.12}, {"reply", 0.1}, {"event", 0.06}}

// interest adds the touches of a lead in the 30 days before it was captured. Most are visits, and a keen lead has more
// of them. The random numbers depend on the lead only, so they do not change the rest of its history.
func (w *world) interest(l *past.Lead) {
	h := fnv.New64a()
	_, _ = h.Write([]byte(l.Name + l.Email + l.Phone))
	r := rand.New(rand.NewPCG(w.plan.options.Seed, h.Sum64()))
	keen := r.Float64()
	for range int(6*keen*keen + r.Float64()) {
		kind, u := before[0].kind, r.Float64()
		for _, b := range before {
			if u -= b.share; u < 0 {
				kind = b.kind
				break
			}
		}
		ago := time.Duration((1 - 0.8*keen) * r.Float64() * 30 * 24 * float64(time.Hour))
		l.Touches = append(l.Touches,
			lead.Touch{Kind: kind, Source: l.Source, Campaign: l.Campaign, At: l.CreatedAt.Add(-ago).Truncate(time.Second)})
	}
}

// patience divides the probability that sales rejects a lead, by engagement. 1 is the most engaged level, 0 is not
// known.
var patience = map[lead.Level]float64{0: 1, 1: 2.2, 2: 1.5, 3: 0.9, 4: 0.6}

// rescore updates the score of an open handoff after a touch, as Baton does.
func (w *world) rescore(l *past.Lead, h *past.Handoff, at time.Time) {
	_, score := w.policy.Measured(l.Lead, l.Touches, at)
	was := handoff.PastScore{Score: h.Score, At: h.SubmittedAt, Number: h.Number, Cause: handoff.OnSubmission}
	if !h.ScoredAt.IsZero() {
		was.At, was.Cause = h.ScoredAt, handoff.OnTouch
	}
	h.Scores = append(h.Scores, was)
	h.Score, h.ScoredAt = score, at
	if was.Mark() != score.Mark() {
		h.Changes.Events = append(h.Changes.Events,
			handoff.Event{Kind: handoff.EventRescored, At: at, Data: map[string]any{"grade": score.Mark(), "was": was.Mark()}})
		slices.SortStableFunc(h.Changes.Events, func(a, b handoff.Event) int { return a.At.Compare(b.At) })
	}
}
