package desk

import (
	"cmp"
	"context"

	"baton/internal/account"
	"baton/internal/agreement"
	"baton/internal/handoff"
	"baton/internal/lead"
)

// handOver makes the handoff of l with this number: keeps how it was graded, routes it and starts its clock.
func (s operation) handOver(ctx context.Context, l *lead.Lead, number int, as measured) (Receipt, error) {
	h := &handoff.Handoff{
		Lead: l.ID, LeadName: l.Called(), Captured: l.CreatedAt, Stage: lead.Submitted, Number: number, Latest: true,
		Brief: handoff.Brief{
			Source: l.Source, Campaign: l.Campaign, Persona: l.Persona, Note: l.Note,
			Agreement: s.policy.Agreement.Version, SubmittedBy: s.by.ID, SubmittedAt: s.at,
			MarketingTeam: cmp.Or(s.by.Team(account.Marketing).ID, l.MarketingTeam),
			Score:         as.score, Explored: as.explored,
		},
		Clocks: handoff.Clocks{QueuedAt: s.at},
	}
	s.estimate(h, *l, as.facts)
	h.HandedOver(s.by, s.at, nil)
	if err := s.route(ctx, h, l.Account(), as.facts); err != nil {
		return Receipt{}, err
	}
	sentence := h.Changes.Route.Sentence
	if err := s.tx.Create(ctx, h); err != nil {
		return Receipt{}, err
	}
	return Receipt{
		Lead:     l.ID,
		Handoff:  h.ID,
		Number:   number,
		Grade:    h.Score.Grade,
		Owner:    h.Owner,
		Team:     h.Team,
		Sentence: sentence,
	}, nil
}

// reroute passes a handoff that was rejected for a procedural reason on to somebody else, as the next handoff of the
// lead.
func (s operation) reroute(ctx context.Context, h *handoff.Handoff, reason agreement.Reason) error {
	return s.passOn(ctx, h, map[string]any{"rerouted": reason.ID})
}

// passOn keeps h and makes the next handoff of its lead without marketing. because says why, for the history.
func (s operation) passOn(ctx context.Context, h *handoff.Handoff, because map[string]any) error {
	if err := s.tx.Save(ctx, h); err != nil {
		return err
	}
	l, err := s.tx.Lead(ctx, h.Lead)
	if err != nil {
		return err
	}
	next := &handoff.Handoff{
		Lead: h.Lead, LeadName: h.LeadName, Captured: h.Captured, Stage: lead.Submitted, Number: h.Number + 1, Latest: true,
		Rerouted: true,
		Brief: handoff.Brief{
			Source: h.Source, Campaign: h.Campaign, Persona: h.Persona, Note: h.Note,
			Agreement: s.policy.Agreement.Version, SubmittedBy: h.SubmittedBy, SubmittedAt: s.at,
			MarketingTeam: h.MarketingTeam,
		},
		Clocks: handoff.Clocks{QueuedAt: s.at},
	}
	facts, score, err := s.facts(ctx, l)
	if err != nil {
		return err
	}
	next.Score = score
	if err := s.keepTaken(ctx, l, next.Persona); err != nil {
		return err
	}
	next.Persona = l.Persona
	s.estimate(next, *l, facts)
	next.HandedOver(account.System, s.at, because)
	if err := s.route(ctx, next, l.Account(), facts); err != nil {
		return err
	}
	return s.tx.Create(ctx, next)
}
