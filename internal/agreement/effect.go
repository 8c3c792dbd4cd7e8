package agreement

import (
	"time"

	"baton/internal/count"
	"baton/internal/lead"
)

// Effect is what a definition would have done to the leads of a period: how many of those handed over it would have
// held back, and what became of them.
type Effect struct {
	Leads, Out              int
	Accepted, Decided       int // of all
	OutAccepted, OutDecided int // of those held back
	OutWon                  int
	Cut                     bool // there were more leads than were looked at
}

// Tried is a lead that was handed over, as a definition would have seen it, and what became of it.
type Tried struct {
	At                     time.Time // when it was handed over
	Facts                  lead.Facts
	Touches                []lead.Touch // until then; none where nobody asked for them
	Accepted, Decided, Won bool
	// the verdict says something about the lead: it is none for a procedural reason, or for spam
	Telling bool
	Reason  ReasonID // why it was rejected, 0 when it was not
}

// Count adds a lead to the effect of a definition.
func (e *Effect) Count(definition lead.Condition, t Tried) {
	e.Leads++
	e.Accepted += count.If(t.Accepted)
	e.Decided += count.If(t.Decided)
	if definition.Holds(t.Facts) {
		return
	}
	e.Out++
	e.OutAccepted += count.If(t.Accepted)
	e.OutDecided += count.If(t.Decided)
	e.OutWon += count.If(t.Won)
}

// Nothing reports whether no lead would have been handed over.
func (e Effect) Nothing() bool { return e.Leads > 0 && e.Out == e.Leads }

// Everything reports whether all leads would have been handed over.
func (e Effect) Everything() bool { return e.Leads > 0 && e.Out == 0 }

// A proposed definition or scoring is tried on the leads of TrialSpan, the latest TrialLeads of them at most.
const (
	TrialSpan  = 90 * 24 * time.Hour
	TrialLeads = 20_000
)
