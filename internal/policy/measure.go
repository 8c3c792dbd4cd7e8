package policy

import (
	"cmp"
	"hash/fnv"
	"strings"
	"time"

	"baton/internal/lead"
)

// Grader computes how good a lead looks from what is known of it and from its touches, at an instant.
type Grader interface {
	Score(facts lead.Facts, touches []lead.Touch, at time.Time) lead.Score
	Explore() int // of a hundred leads that lack nothing but a score, how many are handed over all the same
}

// Measured is what is known of l with these touches, and how good it looks at an instant. A lead without a persona is
// measured as the one that it is taken for.
func (b *Policy) Measured(l lead.Lead, touches []lead.Touch, at time.Time) (lead.Facts, lead.Score) {
	facts := l.Facts().Touched(touches)
	b.TakePersona(&l, facts)
	score := b.Grader.Score(facts, touches, at)
	return facts.Scored(score), score
}

// Explores reports whether a lead that does not meet the definition lacks nothing but a score, and is one of the few
// that are let through so that what is learned from verdicts also knows of such leads. Whom that meets is decided by
// who they are: sending a lead again draws no other lot. What its persona needs it has to have all the same.
func (b *Policy) Explores(l lead.Lead, facts lead.Facts) bool {
	return b.Grader.Explore() > 0 && b.Agreement.Terms.LacksScore(facts) && len(b.personaUnmet(facts)) == 0 &&
		lot(l) < b.Grader.Explore()
}

// lot is a number from 0 to 99 that a lead has drawn.
func lot(l lead.Lead) int {
	h := fnv.New64a()
	_, _ = h.Write([]byte(strings.ToLower(cmp.Or(l.Email, l.Phone, l.Name+"\x00"+l.Company))))
	sum := h.Sum64()
	return int((sum ^ sum>>32) % 100)
}
