package server

import (
	"context"
	"sync"
	"time"

	"baton/internal/account"
	"baton/internal/errs"
	"baton/internal/firstday"
	"baton/internal/handoff"
	"baton/internal/handoff/history"
	"baton/internal/notify"
	"baton/internal/report"
	"baton/internal/server/visit"
	"baton/internal/worklist"
)

// CachingStore is a Store that answers from memory what it was just asked, as long as nothing has changed: a change of
// any lead is told to every node's hub, and after it all is read anew, as it is after a change of the policy, whose
// version each visit reads. Many screens that are nudged at once so cost one read. While the hub does not hear the
// other nodes, nothing is kept. Who has just written reads past it, since their next page may come from a node that has
// not heard of it yet.
type CachingStore struct {
	Store
	Hub *notify.Hub
	Now func() time.Time

	counts     memory[person, worklist.Counts]
	queues     memory[queueAsked, worklist.QueuePage]
	histories  memory[historyAsked, *history.History]
	dashboards memory[report.Scope, report.Dashboard]
	contact    memory[struct{}, []worklist.RepUncontacted]
	firstDays  memory[struct{}, firstday.State]
}

// person is somebody as what they may see depends on them.
type person struct {
	id      account.PersonID
	version int
}

type queueAsked struct {
	by     person
	view   worklist.QueueView
	search string
	after  handoff.ID
}

type historyAsked struct {
	by person
	id handoff.ID
}

// Counts implements Store.
func (r *CachingStore) Counts(ctx context.Context, by account.Person, at time.Time) (worklist.Counts, error) {
	return r.counts.answer(ctx, r, person{by.ID, by.Version},
		func() (worklist.Counts, error) { return r.Store.Counts(ctx, by, at) })
}

// Queue implements Store.
func (r *CachingStore) Queue(ctx context.Context, by account.Person, view worklist.QueueView, search string,
	after handoff.ID, at time.Time) (worklist.QueuePage, error) {
	return r.queues.answer(ctx, r, queueAsked{person{by.ID, by.Version}, view, search, after},
		func() (worklist.QueuePage, error) {
			return r.Store.Queue(ctx, by, view, search, after, at)
		})
}

// HistoryOf implements Store.
func (r *CachingStore) HistoryOf(ctx context.Context, by account.Person, id handoff.ID) (*history.History, error) {
	return r.histories.answer(ctx, r, historyAsked{person{by.ID, by.Version}, id},
		func() (*history.History, error) { return r.Store.HistoryOf(ctx, by, id) })
}

// Dashboard implements Store.
func (r *CachingStore) Dashboard(ctx context.Context, scope report.Scope, at time.Time) (report.Dashboard, error) {
	return r.dashboards.answer(ctx, r, scope,
		func() (report.Dashboard, error) { return r.Store.Dashboard(ctx, scope, at) })
}

// Uncontacted implements Store.
func (r *CachingStore) Uncontacted(ctx context.Context, at time.Time) ([]worklist.RepUncontacted, error) {
	return r.contact.answer(ctx, r, struct{}{},
		func() ([]worklist.RepUncontacted, error) { return r.Store.Uncontacted(ctx, at) })
}

// FirstDay implements Store.
func (r *CachingStore) FirstDay(ctx context.Context) (firstday.State, error) {
	return r.firstDays.answer(ctx, r, struct{}{}, func() (firstday.State, error) { return r.Store.FirstDay(ctx) })
}

const (
	keepFor  = time.Second // how long an answer is given again, for what is told to no hub
	keepMost = 500         // answers of a kind
)

// memory holds the answers of one moment.
type memory[K comparable, V any] struct {
	mu     sync.Mutex
	moment uint64
	policy int64 // its version
	since  time.Time
	held   map[K]*answer[V]
}

// answer is one that may still be on its way.
type answer[V any] struct {
	done  chan struct{}
	value V
	err   error
}

// answer is what ask gave at this moment to whoever wanted it first. The others wait for it. Nobody may change it.
func (m *memory[K, V]) answer(ctx context.Context, r *CachingStore, key K, ask func() (V, error)) (V, error) {
	moment, hears := r.Hub.Moment()
	if !hears {
		return ask()
	}
	known, own := m.find(moment, visit.In(ctx).PolicyVersion(), r.Now(), key, visit.HasWritten(ctx))
	if own {
		defer close(known.done)
		known.value, known.err = ask()
		return known.value, known.err
	}
	select {
	case <-known.done:
	case <-ctx.Done():
		var none V
		return none, ctx.Err()
	}
	if known.err != nil {
		return ask()
	}
	return known.value, nil
}

// find is the answer to key, or a new one that the caller has to give.
func (m *memory[K, V]) find(moment uint64, policy int64, now time.Time, key K, anew bool) (known *answer[V],
	own bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if moment != m.moment || policy > m.policy || now.Sub(m.since) >= keepFor || len(m.held) >= keepMost {
		m.moment, m.policy, m.since, m.held = moment, policy, now, map[K]*answer[V]{}
	}
	if known = m.held[key]; known != nil && !anew {
		return known, false
	}
	known = &answer[V]{done: make(chan struct{}), err: errs.Unavailable} // until it is given
	m.held[key] = known
	return known, true
}
