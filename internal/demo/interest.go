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

// before are what people do before they make themselves known, and how often.
var before = []struct {
	kind  string
	share float64
}{{"visit", 0.72}, {"webinar", 0.12}, {"reply", 0.1}, {"event", 0.06}}

// interest adds what the lead did in the weeks before it was captured, which is known once somebody has a name: most
// visited the pages, the keener ones came more often. Chance is of the lead alone, so that what else happens to it
// stays as it was.
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

// patience is how much a rep forgives a lead by how engaged it is.
var patience = map[lead.Level]float64{0: 1, 1: 2.2, 2: 1.5, 3: 0.9, 4: 0.6}

// rescore is what a touch makes of the score of a handoff that waits, as Baton would have it.
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
