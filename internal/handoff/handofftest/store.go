package handofftest

import (
	"context"
	"sync"

	"baton/internal/account"
	"baton/internal/errs"
	"baton/internal/handoff"
	"baton/internal/handoff/desk"
	"baton/internal/lead"
	"baton/internal/policy"
)

// Store is a desk.Store in memory. One transaction runs at a time, on a copy that takes the place of what was
// kept when it succeeds.
type Store struct {
	mu     sync.Mutex
	floor  Floor
	policy *policy.Policy
	kept   Kept

	lastLead    lead.ID // also those of transactions that came to nothing, as a sequence of a database
	lastHandoff handoff.ID

	failAt, asked int // see FailAt
}

// Open is a store with nobody's leads.
func Open(floor Floor) *Store {
	s := &Store{floor: floor, kept: newKept()}
	s.renew()
	return s
}

// renew writes the policy anew, and gives a load to who has none yet.
func (s *Store) renew() {
	s.policy = s.floor.Policy()
	for _, p := range s.floor.People {
		if _, has := s.kept.Loads[p.ID]; !has {
			s.kept.Loads[p.ID] = Load{}
		}
	}
}

// Change changes who works where or what is agreed.
func (s *Store) Change(change func(*Floor)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	change(&s.floor)
	s.renew()
}

// Edit changes what the store holds, past the Desk.
func (s *Store) Edit(change func(*Kept)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	change(&s.kept)
}

// Kept is what the store holds.
func (s *Store) Kept() Kept {
	s.mu.Lock()
	defer s.mu.Unlock()
	k := s.kept.clone()
	t := &tx{Kept: k, store: s}
	for id := range k.Handoffs {
		k.Handoffs[id] = t.handoff(id)
	}
	return k
}

// FailAt has the store be away from the question n on that a transaction asks it, counted from now; the end of a
// transaction is one, too. With 0 it is there again.
func (s *Store) FailAt(n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.failAt, s.asked = n, 0
}

// ask counts a question, and answers Unavailable when the store is away.
func (s *Store) ask() error {
	s.asked++
	if s.failAt > 0 && s.asked >= s.failAt {
		return errs.Unavailable
	}
	return nil
}

// Transact implements desk.Store.
func (s *Store) Transact(_ context.Context, by account.Person, work func(desk.Tx) error) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	t := &tx{Kept: s.kept.clone(), store: s, by: by, before: map[handoff.ID]handoff.Handoff{}}
	if err := work(t); err != nil {
		return err
	}
	if err := s.ask(); err != nil {
		return err
	}
	if err := t.flush(); err != nil {
		return err
	}
	s.kept = t.Kept
	return nil
}
