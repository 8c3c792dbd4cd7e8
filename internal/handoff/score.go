package handoff

import (
	"cmp"
	"context"
	"hash/fnv"
	"strings"
	"time"

	"baton/internal/errs"
	"baton/internal/lead"
)

// Grader computes how good a lead looks from what is known of it and from its touches, at an instant.
type Grader interface {
	Score(facts lead.Facts, touches []lead.Touch, at time.Time) lead.Score
	Explore() int // of a hundred leads that lack nothing but a score, how many are handed over all the same
}

// PastScore is a score that a lead had, and since when.
type PastScore struct {
	lead.Score
	At     time.Time
	Number int    // of the handoff that it was of; 0 where the lead was with marketing
	Cause  string // what had it worked out: submitted, touched, edited, captured
}

// What has a score worked out.
const (
	OnSubmission = "submitted"
	OnTouch      = "touched"
	OnCapture    = "captured"
	OnEdit       = "edited"
)

// Measured is what is known of l with these touches, and how good it looks at an instant. A lead without a persona is measured as the one
// that it is taken for.
func (b *Books) Measured(l lead.Lead, touches []lead.Touch, at time.Time) (lead.Facts, lead.Score) {
	facts := l.Facts().Touched(touches)
	b.TakePersona(&l, facts)
	score := b.Grader.Score(facts, touches, at)
	return facts.Scored(score), score
}

// facts are what conditions can ask of l, with the contacts in more on top of those that are kept, and its score now. A lead without a
// persona is of the one that it is taken for.
func (s sending) facts(ctx context.Context, l *lead.Lead, more ...lead.Touch) (lead.Facts, lead.Score, error) {
	touches := more
	if l.ID != 0 {
		kept, err := s.tx.Touches(ctx, l.ID)
		if err != nil {
			return nil, lead.Score{}, err
		}
		touches = append(kept, more...)
	}
	facts, score := s.books.Measured(*l, touches, s.at)
	l.Persona = PersonaIn(facts)
	return facts, score, nil
}

// score works the score of a lead out anew, with the contacts in more on top of those that are kept: the score of the handoff that waits, and
// otherwise of the lead alone. No clock moves.
func (s sending) score(ctx context.Context, l lead.Lead, last *Handoff, cause string, more ...lead.Touch) error {
	waits := last != nil && l.Stage == lead.Submitted && last.Verdict == NoVerdict
	if waits {
		l.Source, l.Campaign, l.Persona, l.Note = last.Source, last.Campaign, cmp.Or(last.Persona, l.Persona), last.Note
	}
	_, score, err := s.facts(ctx, &l, more...)
	if err != nil {
		return err
	}
	if !waits {
		return s.tx.KeepScore(ctx, l.ID, score, cause, s.at)
	}
	was := last.Score
	last.Score = score
	if was.Mark() != score.Mark() {
		err := s.tx.Record(ctx, Event{Kind: EventRescored, Lead: l.ID, Handoff: last.ID, At: s.at, Data: map[string]any{"grade": score.Mark(), "was": was.Mark()}})
		if err != nil {
			return err
		}
	}
	return s.tx.Rescore(ctx, last, cause, s.at)
}

// unmet says, field by field, what l lacks to be handed over, and whether it lacks nothing but a score and is let through all the same.
func (s sending) unmet(l *lead.Lead, facts lead.Facts) (problems errs.Problems, explored bool) {
	problems = s.books.Unmet(facts)
	if len(problems) > 0 && s.books.Explores(*l, facts) {
		return nil, true
	}
	return problems, false
}

// Explores reports whether a lead that does not meet the definition lacks nothing but a score, and is one of the few that are let through so
// that what is learned from verdicts also knows of such leads. Whom that meets is decided by who they are: sending a lead again draws no
// other lot. What its persona needs it has to have all the same.
func (b *Books) Explores(l lead.Lead, facts lead.Facts) bool {
	return b.Grader.Explore() > 0 && b.Agreement.Terms.LacksScore(facts) && len(b.personaUnmet(facts)) == 0 && lot(l) < b.Grader.Explore()
}

// lot is a number from 0 to 99 that a lead has drawn.
func lot(l lead.Lead) int {
	h := fnv.New64a()
	_, _ = h.Write([]byte(strings.ToLower(cmp.Or(l.Email, l.Phone, l.Name+"\x00"+l.Company))))
	sum := h.Sum64()
	return int((sum ^ sum>>32) % 100)
}
