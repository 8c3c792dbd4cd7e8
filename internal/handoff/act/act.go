// Package act does one act of the Desk for a program: once, however often it is asked for, and with an answer that says
// what it left behind.
package act

import (
	"context"
	"time"

	"baton/internal/account"
	"baton/internal/handoff"
	"baton/internal/handoff/desk"
	"baton/internal/lead"
	"baton/internal/policy"
)

// Acted is what an act left behind.
type Acted struct {
	Lead    lead.ID
	Stage   lead.Stage
	Handoff handoff.ID // that it was done to, or that it made
	Number  int
	Version int // of the handoff
	Verdict handoff.Verdict
	Outcome handoff.Outcome
	Team    account.TeamID
	Owner   account.PersonID // 0 in the pool
	Next    handoff.ID       // the handoff that was made in its place; 0 for none
}

// Do does one act of the Desk d, given to act with the policy in force, and tells what it left behind. A request that
// counts once is answered as it was the first time.
func Do(
	ctx context.Context, d *desk.Desk, by account.Person, once desk.Once,
	act func(*desk.Desk, *policy.Policy) error,
) (Acted, error) {
	var acted Acted
	var told nudges
	at := d.Now().Truncate(time.Microsecond)
	err := d.Store.Transact(ctx, by, func(tx desk.Tx) error {
		acted, told = Acted{}, nil
		return once.Do(ctx, tx, at, &acted, func() error {
			inForce, err := tx.Policy(ctx)
			if err != nil {
				return err
			}
			seen := &watched{tx, &acted, map[handoff.ID]int{}}
			return act(&desk.Desk{Store: joined{seen}, Nudge: &told, Now: d.Now}, inForce)
		})
	})
	if err == nil {
		for _, n := range told {
			d.Nudge.Changed(n.lead, n.teams...)
		}
	}
	return acted, err
}

// joined is a store that is one transaction.
type joined struct{ tx desk.Tx }

// Transact implements desk.Store.
func (j joined) Transact(_ context.Context, _ account.Person, work func(desk.Tx) error) error {
	return work(j.tx)
}

// watched is a transaction that notes what becomes of handoffs in it.
type watched struct {
	desk.Tx
	acted    *Acted
	versions map[handoff.ID]int
}

// Save implements desk.Tx. Only what happened makes another version.
func (w *watched) Save(ctx context.Context, h *handoff.Handoff) error {
	version, known := w.versions[h.ID]
	if !known {
		version = h.Version
	}
	if len(h.Changes.Events) > 0 {
		version++
	}
	w.versions[h.ID] = version
	err := w.Tx.Save(ctx, h)
	next := w.acted.Next
	if h.ID != w.acted.Handoff {
		next = w.acted.Handoff
	}
	*w.acted = left(h, version)
	w.acted.Next = next
	if next != 0 {
		w.acted.Stage = lead.Submitted
	}
	return err
}

// Create implements desk.Tx.
func (w *watched) Create(ctx context.Context, h *handoff.Handoff) error {
	err := w.Tx.Create(ctx, h)
	*w.acted = left(h, h.Version)
	return err
}

func left(h *handoff.Handoff, version int) Acted {
	return Acted{Lead: h.Lead, Stage: h.Stage, Handoff: h.ID, Number: h.Number, Version: version, Verdict: h.Verdict,
		Outcome: h.Outcome, Team: h.Team, Owner: h.Owner}
}

// nudges are those of a transaction, to be told after it.
type nudges []nudge

type nudge struct {
	lead  lead.ID
	teams []account.TeamID
}

// Changed implements desk.Nudger.
func (n *nudges) Changed(id lead.ID, teams ...account.TeamID) { *n = append(*n, nudge{id, teams}) }
