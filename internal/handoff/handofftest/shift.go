package handofftest

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"baton/internal/account"
	"baton/internal/agreement"
	"baton/internal/errs"
	"baton/internal/handoff"
	"baton/internal/handoff/desk"
	"baton/internal/lead"
)

// Place is a store with what a test needs besides: to look at what it keeps, and to change what stands around the
// Desk.
type Place interface {
	desk.Store
	// Kept is all that the store holds.
	Kept() Kept
	// Change changes who works where or what is agreed.
	Change(change func(*Floor))
	// AddReady has leads wait to be looked at by themselves.
	AddReady(ids ...lead.ID)
}

// AddReady implements Place.
func (s *Store) AddReady(ids ...lead.ID) { s.Edit(func(k *Kept) { k.Ready = append(k.Ready, ids...) }) }

// Noon is when a shift begins, a Tuesday.
var Noon = time.Date(2026, 11, 3, 12, 0, 0, 0, time.UTC)

// Shift is a Desk at work on a place, with a clock that the test sets.
type Shift struct {
	*desk.Desk
	Place
	T   testing.TB
	Now time.Time

	mu     sync.Mutex
	nudged []lead.ID
}

// Begin begins a shift at Noon.
func Begin(t testing.TB, at Place) *Shift {
	s := &Shift{Place: at, T: t, Now: Noon}
	s.Desk = &desk.Desk{Store: at, Nudge: s, Now: func() time.Time { return s.Now }}
	return s
}

// Changed implements handoff.Nudger.
func (s *Shift) Changed(id lead.ID, _ ...account.TeamID) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.nudged = append(s.nudged, id)
}

// Nudged are the leads whose screens were told to look again since the last call.
func (s *Shift) Nudged() []lead.ID {
	s.mu.Lock()
	defer s.mu.Unlock()
	nudged := s.nudged
	s.nudged = nil
	return nudged
}

// Wait lets time pass.
func (s *Shift) Wait(d time.Duration) { s.Now = s.Now.Add(d) }

// Fine ends the test unless err is nil.
func (s *Shift) Fine(err error) {
	s.T.Helper()
	if err != nil {
		s.T.Fatal(err)
	}
}

// HandOver hands buyer n over as Mia.
func (s *Shift) HandOver(n int) desk.Receipt {
	s.T.Helper()
	r, err := s.Submit(context.Background(), Mia, Buyer(n))
	s.Fine(err)
	return r
}

// Accepted is buyer n, accepted by who was given it.
func (s *Shift) Accepted(n int) (desk.Receipt, account.Person) {
	s.T.Helper()
	r := s.HandOver(n)
	rep := s.Owner(r.Handoff)
	s.Fine(s.Accept(context.Background(), rep, r.Handoff, 0))
	return r, rep
}

// Worked is buyer n, accepted and reached.
func (s *Shift) Worked(n int) (desk.Receipt, account.Person) {
	s.T.Helper()
	r, rep := s.Accepted(n)
	s.Fine(s.LogAttempt(context.Background(), rep, r.Lead, handoff.Attempt{Kind: "call", Outcome: "reached"}))
	return r, rep
}

// Qualified is buyer n with an opportunity.
func (s *Shift) Qualified(n int) (desk.Receipt, account.Person) {
	s.T.Helper()
	r, rep := s.Worked(n)
	s.Fine(
		s.Qualify(
			context.Background(), rep, r.Lead,
			handoff.Qualification{ValueCents: 120_000, ExpectedOn: s.Now.AddDate(0, 1, 0)},
		),
	)
	return r, rep
}

// Turned is buyer n, rejected for a reason by who was given it.
func (s *Shift) Turned(n int, why agreement.Reason, words string) (desk.Receipt, account.Person) {
	s.T.Helper()
	r := s.HandOver(n)
	rep := s.Owner(r.Handoff)
	s.Fine(s.Reject(context.Background(), rep, r.Handoff, 0, why.ID, words))
	return r, rep
}

// Handoff is a handoff as it is kept.
func (s *Shift) Handoff(id handoff.ID) handoff.Handoff { return s.Kept().Handoffs[id] }

// Lead is a lead as it is kept.
func (s *Shift) Lead(id lead.ID) lead.Lead { return s.Kept().Leads[id] }

// Owner is who has a handoff.
func (s *Shift) Owner(id handoff.ID) account.Person {
	s.T.Helper()
	floor := NewFloor()
	p := floor.Person(s.Handoff(id).Owner)
	if p == nil {
		s.T.Fatalf("nobody has handoff %d", id)
	}
	return *p
}

// Refused says in which way err is not the refusal of that kind in those words, "" when it is. With no kind nothing is
// to be refused.
func Refused(err, kind error, words string) string {
	switch {
	case err == nil && kind == nil:
		return ""
	case kind == nil:
		return "refused: " + err.Error()
	case err == nil:
		return "taken, though: " + words
	case !errors.Is(err, kind):
		return "refused as another kind: " + err.Error()
	case errors.Is(kind, errs.Invalid) && err.Error() != words, !errors.Is(kind, errs.Invalid) && errs.Words(err) != words:
		return "refused with: " + err.Error()
	}
	return ""
}

// Diff is what is different in what two stores keep, "" when nothing is.
func Diff(a, b Kept) string {
	return cmp.Diff(a.inOrder(), b.inOrder(), cmpopts.EquateEmpty(), cmpopts.EquateApprox(0, 1e-9))
}
