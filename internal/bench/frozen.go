package main

import (
	"context"
	"time"

	"baton/internal/account"
	"baton/internal/handoff"
	"baton/internal/handoff/history"
	"baton/internal/policy"
	"baton/internal/server"
	"baton/internal/worklist"
)

// frozen answers what it was once answered by a real store, so that a page can be rendered without a database and
// without a session.
type frozen struct {
	server.Store
	person account.Person
	policy *policy.Policy
	counts worklist.Counts
	queue  worklist.QueuePage
	lead   *history.History
}

// freeze asks the store everything that the queue page of a person asks.
func freeze(ctx context.Context, store server.Store, token string, at time.Time) (*frozen, error) {
	f := &frozen{}
	var err error
	if f.person, err = store.SignedIn(ctx, token, at); err != nil {
		return nil, err
	}
	if f.policy, err = store.Policy(ctx); err != nil {
		return nil, err
	}
	if f.counts, err = store.Counts(ctx, f.person, at); err != nil {
		return nil, err
	}
	if f.queue, err = store.Queue(ctx, f.person, worklist.MyTeam, "", 0, at); err != nil {
		return nil, err
	}
	f.lead, err = store.HistoryOf(ctx, f.person, f.queue.Rows[0].ID)
	return f, err
}

// SignedIn implements server.Store.
func (f *frozen) SignedIn(context.Context, string, time.Time) (account.Person, error) {
	return f.person, nil
}

// Policy implements server.Store.
func (f *frozen) Policy(context.Context) (*policy.Policy, error) { return f.policy, nil }

// Counts implements server.Store.
func (f *frozen) Counts(context.Context, account.Person, time.Time) (worklist.Counts, error) {
	return f.counts, nil
}

// Queue implements server.Store.
func (f *frozen) Queue(context.Context, account.Person, worklist.QueueView, string, handoff.ID,
	time.Time) (worklist.QueuePage, error) {
	return f.queue, nil
}

// HistoryOf implements server.Store.
func (f *frozen) HistoryOf(context.Context, account.Person, handoff.ID) (*history.History, error) {
	return f.lead, nil
}
