package handofftest

import (
	"cmp"
	"context"
	"slices"

	"baton/internal/errs"
	"baton/internal/handoff"
	"baton/internal/handoff/merge"
	"baton/internal/handoff/tally"
	"baton/internal/lead"
)

// Merge is a merge, with the places in Kept of what was of the other lead.
type Merge struct {
	merge.Record
	Handoff handoff.ID
	moved   []*[]int // the places in each list of moving
	rested  []int
}

// moving are the lists of k whose entries are of a lead, each as a way to the lead of an entry.
func (k *Kept) moving() []func(i int) *lead.ID {
	return []func(i int) *lead.ID{
		at(&k.Touches, func(x *Touch) *lead.ID { return &x.Lead }),
		at(&k.Events, func(x *handoff.Event) *lead.ID { return &x.Lead }),
		at(&k.Scores, func(x *Score) *lead.ID { return &x.Lead }),
		at(&k.Corrections, func(x *Correction) *lead.ID { return &x.Lead }),
		at(&k.Notifications, func(x *Notification) *lead.ID { return &x.Lead }),
		at(&k.Recycled, func(x *Recycled) *lead.ID {
			if x.Open() {
				return nil
			}
			return &x.Lead
		}),
	}
}

// at is the lead of entry i of a list; nil where the list has ended or the entry does not move.
func at[T any](list *[]T, of func(*T) *lead.ID) func(i int) *lead.ID {
	return func(i int) *lead.ID {
		if i >= len(*list) {
			return nil
		}
		if id := of(&(*list)[i]); id != nil {
			return id
		}
		return new(lead.ID)
	}
}

func (t *tx) AllHandoffs(_ context.Context, id lead.ID) (all []*handoff.Handoff, err error) {
	for _, h := range t.HandoffsOf(id) {
		all = append(all, t.read(h.ID))
	}
	slices.SortFunc(all, func(a, b *handoff.Handoff) int { return cmp.Compare(a.Number, b.Number) })
	return all, t.store.ask()
}

func (t *tx) Merge(_ context.Context, m merge.Merging) (merge.ID, error) {
	if err := t.store.ask(); err != nil {
		return 0, err
	}
	if err := t.flush(); err != nil {
		return 0, err
	}
	kept := Merge{Handoff: m.Handoff, Record: merge.Record{ID: merge.ID(len(t.Merges) + 1), Survivor: m.Survivor.Lead,
		Merged: m.Plan.Lead, Other: m.Other.Lead, Was: m.Was(), By: m.By, At: m.At}}
	to, from := m.Survivor.Lead.ID, m.Other.Lead.ID
	for i, r := range t.Recycled {
		ofOne := r.Lead == to || r.Lead == from
		if goesOn := r.Lead == m.Plan.Leads && m.Plan.Lead.Stage == lead.Recycled; ofOne && r.Open() && !goesOn {
			t.Recycled[i].CameBack = true
			kept.rested = append(kept.rested, i)
		}
	}
	for _, of := range t.moving() {
		var places []int
		for i := 0; of(i) != nil; i++ {
			if id := of(i); *id == from {
				*id = to
				places = append(places, i)
			}
		}
		kept.moved = append(kept.moved, &places)
	}
	for i, r := range t.Recycled {
		if r.Lead == from { // the one that goes on
			t.Recycled[i].Lead = to
			*kept.moved[len(kept.moved)-1] = append(*kept.moved[len(kept.moved)-1], i)
		}
	}
	t.Ready = slices.DeleteFunc(t.Ready, func(id lead.ID) bool { return id == from })
	other := m.Other.Lead
	other.Stage, other.MergedInto, other.Version = lead.Merged, to, other.Version+1
	survivor := m.Plan.Lead
	survivor.Version = m.Survivor.Lead.Version + 1
	t.Leads[from], t.Leads[to] = other, survivor
	t.renumber(m.Is())
	t.recount([]merge.Side{m.Survivor, m.Other}, []lead.Lead{survivor}, m.Is())
	t.Merges = append(t.Merges, kept)
	return kept.ID, nil
}

// renumber gives handoffs their places.
func (t *tx) renumber(places map[handoff.ID]merge.Counted) {
	for id, place := range places {
		h := t.Handoffs[id]
		h.Lead, h.Number, h.Version = place.Lead, place.Number, h.Version+1
		t.Handoffs[id] = h
	}
}

// recount takes what leads counted for out of the reports, and puts in what they are now.
func (t *tx) recount(were []merge.Side, are []lead.Lead, places map[handoff.ID]merge.Counted) {
	policy := t.store.policy
	for _, l := range are {
		t.count(tally.Captured(l, policy))
	}
	for _, s := range were {
		t.count(tally.Difference(tally.Captured(s.Lead, policy), nil))
		for _, h := range s.Handoffs {
			now, place := *h, places[h.ID]
			now.Lead, now.Number, now.Captured = place.Lead, place.Number, t.Leads[place.Lead].CreatedAt
			t.count(tally.Difference(tally.Of(h, policy), tally.Of(&now, policy)))
		}
	}
}

func (t *tx) Merged(_ context.Context, id merge.ID) (*merge.Record, error) {
	if err := t.store.ask(); err != nil {
		return nil, err
	}
	if id < 1 || int(id) > len(t.Merges) {
		return nil, errs.NotFound
	}
	r := t.Merges[id-1].Record
	return &r, nil
}

func (t *tx) MergedBy(_ context.Context, id handoff.ID) (merge.ID, error) {
	for _, m := range t.Merges {
		if m.Handoff == id && !m.Undone {
			return m.ID, t.store.ask()
		}
	}
	return 0, t.store.ask()
}

func (t *tx) Part(_ context.Context, p merge.Parting) error {
	if err := t.store.ask(); err != nil {
		return err
	}
	if err := t.flush(); err != nil {
		return err
	}
	kept := &t.Merges[p.Record.ID-1]
	survivor, other := p.Parted.Survivor, p.Parted.Other
	for n, of := range t.moving() {
		for _, i := range *kept.moved[n] {
			if id := of(i); *id == survivor.ID {
				*id = other.ID
			}
		}
	}
	for _, i := range *kept.moved[len(kept.moved)-1] {
		t.Recycled[i].Lead = other.ID
	}
	for _, i := range kept.rested {
		if of := t.Recycled[i].Lead; of == survivor.ID && survivor.Stage == lead.Recycled ||
			of == other.ID && other.Stage == lead.Recycled {
			t.Recycled[i].CameBack = false
		}
	}
	survivor.Version, other.Version = p.Now.Lead.Version+1, t.Leads[other.ID].Version+1
	t.Leads[survivor.ID], t.Leads[other.ID] = survivor, other
	t.renumber(p.Parted.Handoffs)
	t.recount([]merge.Side{p.Now}, []lead.Lead{survivor, other}, p.Parted.Handoffs)
	kept.Undone = true
	return nil
}
