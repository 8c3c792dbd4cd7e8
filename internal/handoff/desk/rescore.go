package desk

import (
	"cmp"
	"context"

	"baton/internal/errs"
	"baton/internal/handoff"
	"baton/internal/lead"
	"baton/internal/policy"
)

// facts are what conditions can ask of l, with the contacts in more on top of those that are kept, and its score now. A
// lead without a persona is of the one that it is taken for.
func (s operation) facts(ctx context.Context, l *lead.Lead, more ...lead.Touch) (lead.Facts, lead.Score, error) {
	touches := more
	if l.ID != 0 {
		kept, err := s.tx.Touches(ctx, l.ID)
		if err != nil {
			return nil, lead.Score{}, err
		}
		touches = append(kept, more...)
	}
	facts, score := s.policy.Measured(*l, touches, s.at)
	l.Persona = policy.PersonaIn(facts)
	return facts, score, nil
}

// score works the score of a lead out anew, with the contacts in more on top of those that are kept: the score of the
// handoff that waits, and otherwise of the lead alone. No clock moves.
func (s operation) score(
	ctx context.Context, l lead.Lead, last *handoff.Handoff, cause string, more ...lead.Touch,
) error {
	waits := last != nil && l.Stage == lead.Submitted && last.Verdict == handoff.NoVerdict
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
		err := s.tx.Record(
			ctx,
			handoff.Event{
				Kind:    handoff.EventRescored,
				Lead:    l.ID,
				Handoff: last.ID,
				At:      s.at,
				Data:    map[string]any{"grade": score.Mark(), "was": was.Mark()},
			},
		)
		if err != nil {
			return err
		}
	}
	return s.tx.Rescore(ctx, last, cause, s.at)
}

// unmet says, field by field, what l lacks to be handed over, and whether it lacks nothing but a score and is let
// through all the same.
func (s operation) unmet(l *lead.Lead, facts lead.Facts) (problems errs.Problems, explored bool) {
	problems = s.policy.Unmet(facts)
	if len(problems) > 0 && s.policy.Explores(*l, facts) {
		return nil, true
	}
	return problems, false
}
