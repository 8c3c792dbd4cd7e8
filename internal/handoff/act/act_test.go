package act_test

import (
	"errors"
	"testing"

	"baton/internal/account"
	"baton/internal/agreement"
	"baton/internal/errs"
	"baton/internal/handoff"
	"baton/internal/handoff/act"
	"baton/internal/handoff/desk"
	floor "baton/internal/handoff/handofftest"
	"baton/internal/lead"
	"baton/internal/policy"
)

// does runs one act.
func does(
	s *floor.Shift, by account.Person, once desk.Once, do func(*desk.Desk, *policy.Policy) error,
) (act.Acted, error) {
	s.T.Helper()
	return act.Do(ctx, s.Desk, by, once, do)
}

func TestAnActTellsWhatItLeftBehind(t *testing.T) {
	s := begin(t)
	r := s.HandOver(1)
	rep := s.Owner(r.Handoff)
	before := s.Handoff(r.Handoff)
	s.Nudged()
	got, err := does(s, rep, desk.Once{}, func(d *desk.Desk, _ *policy.Policy) error {
		return d.Accept(ctx, rep, r.Handoff, before.Version)
	})
	s.Fine(err)
	kept := s.Handoff(r.Handoff)
	want := act.Acted{Lead: r.Lead, Stage: lead.Accepted, Handoff: r.Handoff, Number: 1, Version: kept.Version,
		Verdict: handoff.Accepted, Team: kept.Team, Owner: rep.ID}
	if got != want || kept.Version != before.Version+1 {
		t.Errorf("it tells %+v, want %+v", got, want)
	}
	if n := len(s.Nudged()); n != 1 {
		t.Errorf("screens were told %d times", n)
	}
}

func TestAnActThatPassesTheLeadOnNamesTheNextHandoff(t *testing.T) {
	s := begin(t)
	r := s.HandOver(1)
	rep := s.Owner(r.Handoff)
	got, err := does(s, rep, desk.Once{}, func(d *desk.Desk, p *policy.Policy) error {
		for id, why := range p.Reasons {
			if why.List == agreement.Reject && why.NextStep == agreement.Reroute && !why.NeedsNote {
				return d.Reject(ctx, rep, r.Handoff, 0, id, "Not ours.")
			}
		}
		t.Fatal("no reason passes a lead on")
		return nil
	})
	s.Fine(err)
	next := s.Handoff(got.Next)
	if got.Handoff != r.Handoff || got.Version != s.Handoff(r.Handoff).Version || got.Verdict != handoff.Rejected ||
		got.Stage != lead.Submitted || next.Number != 2 || next.Lead != r.Lead {
		t.Errorf("it tells %+v, and the next is %+v", got, next)
	}
}

func TestAnActIsDoneOnceForOneKey(t *testing.T) {
	s := begin(t)
	r, rep := s.Accepted(1)
	try := func(d *desk.Desk, _ *policy.Policy) error {
		return d.LogAttempt(ctx, rep, r.Lead, handoff.Attempt{Kind: "call", Outcome: "reached"})
	}
	once := desk.Once{Key: "call 1", Digest: []byte{1}}
	first, err := does(s, rep, once, try)
	s.Fine(err)
	s.Nudged()
	again, err := does(s, rep, once, try)
	s.Fine(err)
	if first != again || len(s.Kept().Attempts) != 1 || len(s.Nudged()) != 0 {
		t.Errorf("it tells %+v, then %+v, with %d attempts", first, again, len(s.Kept().Attempts))
	}
	once.Digest = []byte{2}
	if _, err := does(s, rep, once, try); !errors.Is(err, errs.Invalid) {
		t.Errorf("another request with the key is answered %v", err)
	}
	refused := desk.Once{Key: "call 2", Digest: []byte{1}}
	if _, err := does(s, floor.Mia, refused, func(d *desk.Desk, _ *policy.Policy) error {
		return d.LogAttempt(ctx, floor.Mia, r.Lead, handoff.Attempt{Kind: "call", Outcome: "reached"})
	}); err == nil {
		t.Error("marketing calls the lead")
	}
	if len(s.Kept().Attempts) != 1 {
		t.Errorf("%d attempts are kept", len(s.Kept().Attempts))
	}
}
