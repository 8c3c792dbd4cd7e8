// Package merge makes one lead of two that are the same person, and two of one again. The lead that survives has the
// handoffs of both, one after the other; the other is kept as it was, and leads to the one that survives.
package merge

import (
	"slices"
	"time"

	"baton/internal/account"
	"baton/internal/errs"
	"baton/internal/handoff"
	"baton/internal/lead"
)

// ID identifies a merge.
type ID int64

// Side is one of two leads, with its handoffs in the order of their numbers.
type Side struct {
	Lead     lead.Lead
	Handoffs []*handoff.Handoff
}

// Teams are those whose screens show the lead.
func (s Side) Teams() []account.TeamID {
	teams := []account.TeamID{s.Lead.MarketingTeam}
	for _, h := range s.Handoffs {
		teams = append(teams, h.Team, h.MarketingTeam)
	}
	return teams
}

// Plan is what a merge makes of two leads.
type Plan struct {
	Lead     lead.Lead    // the one that survives, as it is afterwards
	Leads    lead.ID      // the one of the two where it stands
	Handoffs []handoff.ID // of both, in the order of their numbers afterwards
}

// Record is a merge as it is kept, to be taken back exactly.
type Record struct {
	ID       ID
	Survivor lead.Lead              // as it was
	Merged   lead.Lead              // the survivor as the merge left it
	Other    lead.Lead              // as it was; its data has not changed since
	Was      map[handoff.ID]Counted // where each handoff of the two was
	By       account.PersonID
	At       time.Time
	Undone   bool
}

// Counted is the place of a handoff: which of a lead it is.
type Counted struct {
	Lead   lead.ID
	Number int
}

// ErrBothWithSales refuses to merge two leads that sales works on at once.
var ErrBothWithSales = errs.Say(errs.Conflict, "Sales has both leads. Reject or close one of them, then merge them.")

// Join is what becomes of a lead when another turns out to be the same person. take names the fields of which the
// other's value counts; see Fields.
func Join(survivor, other Side, take []string) (Plan, error) {
	if withSales(survivor.Lead.Stage) && withSales(other.Lead.Stage) {
		return Plan{}, ErrBothWithSales
	}
	first, last := other, survivor
	if goesOn(other, survivor) {
		first, last = survivor, other
	}
	p := Plan{Lead: together(survivor.Lead, other.Lead, take)}
	p.Lead.Stage, p.Leads = last.Lead.Stage, last.Lead.ID
	for _, h := range append(slices.Clone(first.Handoffs), last.Handoffs...) {
		p.Handoffs = append(p.Handoffs, h.ID)
	}
	return p, nil
}

// withSales reports whether somebody in sales, or a ruling, has a lead in this stage.
func withSales(stage lead.Stage) bool { return standing(stage) == 2 }

// standing is how much there is to do about a lead in this stage: 2 for sales, 1 for marketing, 0 when it has ended.
func standing(stage lead.Stage) int {
	switch {
	case handoff.Ended(stage):
		return 0
	case stage == lead.Draft, stage == lead.Returned, stage == lead.Recycled:
		return 1
	}
	return 2
}

// goesOn reports whether it is a, and not b, where a merged lead stands: the one with more to do, or else the one that
// sales had last.
func goesOn(a, b Side) bool {
	if x, y := standing(a.Lead.Stage), standing(b.Lead.Stage); x != y {
		return x > y
	}
	return a.lastSent().After(b.lastSent())
}

func (s Side) lastSent() time.Time {
	if len(s.Handoffs) == 0 {
		return time.Time{}
	}
	return s.Handoffs[len(s.Handoffs)-1].SubmittedAt
}
