package merge

import (
	"time"

	"baton/internal/account"
	"baton/internal/handoff"
)

// Merging is a merge for a store to keep.
type Merging struct {
	Survivor, Other Side
	Plan            Plan
	Handoff         handoff.ID // whose rejection merges the two; 0 for none
	By              account.PersonID
	At              time.Time
}

// Was is where each handoff of the two leads was.
func (m Merging) Was() map[handoff.ID]Counted {
	was := map[handoff.ID]Counted{}
	for _, s := range []Side{m.Survivor, m.Other} {
		for _, h := range s.Handoffs {
			was[h.ID] = Counted{Lead: s.Lead.ID, Number: h.Number}
		}
	}
	return was
}

// Is is where each handoff is afterwards.
func (m Merging) Is() map[handoff.ID]Counted {
	is := map[handoff.ID]Counted{}
	for i, id := range m.Plan.Handoffs {
		is[id] = Counted{Lead: m.Survivor.Lead.ID, Number: i + 1}
	}
	return is
}

// Parting is a merge that is taken back, for a store to keep.
type Parting struct {
	Record Record
	Now    Side // the survivor before it is parted
	Parted Parted
	By     account.PersonID
	At     time.Time
}
