package report

import (
	"slices"
	"strings"

	"baton/internal/account"
	"baton/internal/agreement"
	"baton/internal/lead"
)

// Measure is a metric that a goal can be set on. Each is defined once, in measures: what it is called, what it is made
// of and in which unit, which way is better, and of whom it can be asked.
type Measure string

// Group is measures that belong together on a page.
type Group string

// The groups, in the order of pages.
const (
	Handover Group = "Leads and wins"
	Quality  Group = "Lead quality"
	Promptly Group = "On time"
	Ahead    Group = "Conversion"
	Worth    Group = "Money"
)

// Groups are all groups in their order.
var Groups = []Group{Handover, Quality, Promptly, Ahead, Worth}

// Direction is which way a measure gets better.
type Direction int

// The directions.
const (
	MoreIsBetter Direction = iota
	LessIsBetter
)

// Kind is a kind of Whose.
type Kind string

// The kinds, in the order of pages; Everybody is that of the zero Whose.
const (
	Everybody  Kind = ""
	OfTeam     Kind = "team"
	OfPerson   Kind = "person"
	OfCampaign Kind = "campaign"
	OfSource   Kind = "source"
	OfPersona  Kind = "persona"
)

// Kinds are all kinds but Everybody.
var Kinds = []Kind{OfTeam, OfPerson, OfCampaign, OfSource, OfPersona}

// Whose says whose leads a measure is about: everybody's when it is zero, else those of exactly one team, person,
// campaign, source or persona. A person's are those they handed over or those they own, as the measure says.
type Whose struct {
	Team     account.TeamID
	Person   account.PersonID
	Campaign lead.CampaignID
	Source   lead.SourceID
	Persona  lead.PersonaID
}

// Kind is the kind of w, and the id of its one. Not ok where w names more than one.
func (w Whose) Kind() (kind Kind, id int64, ok bool) {
	ok = true
	for i, each := range []int64{int64(w.Team), int64(w.Person), int64(w.Campaign), int64(w.Source), int64(w.Persona)} {
		if each == 0 {
			continue
		}
		ok = ok && kind == Everybody
		kind, id = Kinds[i], each
	}
	return kind, id, ok
}

// WhoseOf is the Whose of one of a kind.
func WhoseOf(kind Kind, id int64) (w Whose) {
	switch kind {
	case OfTeam:
		w.Team = account.TeamID(id)
	case OfPerson:
		w.Person = account.PersonID(id)
	case OfCampaign:
		w.Campaign = lead.CampaignID(id)
	case OfSource:
		w.Source = lead.SourceID(id)
	case OfPersona:
		w.Persona = lead.PersonaID(id)
	}
	return w
}

// Scoped is one that measures can be asked of, with its name.
type Scoped struct {
	Whose
	Name string
}

// Ask is a measure asked for: over the handoffs that were submitted in a period, of whom, and for which reason where
// the measure is of one.
type Ask struct {
	Measure Measure
	Period
	Whose
	Reason agreement.ReasonID
}

// Who is whose leads something is about: of a person, those that they have to do with in one way.
type Who struct {
	Whose
	Role Role
}

// Who is whose leads a is about.
func (a Ask) Who() Who {
	w := Who{Whose: a.Whose}
	if a.Person != 0 {
		w.Role = a.Measure.Needs().Person
	}
	return w
}

// Known reports whether m is a measure.
func (m Measure) Known() bool { _, ok := measures[m]; return ok }

// Words name the measure.
func (m Measure) Words() string { return measures[m].words }

// Group is where m belongs.
func (m Measure) Group() Group { return measures[m].group }

// Formula says in words what m is made of.
func (m Measure) Formula() string { return measures[m].formula }

// Edge says what a reader of m has to know besides.
func (m Measure) Edge() string { return measures[m].edge }

// Unit is what m is measured in.
func (m Measure) Unit() Unit { return measures[m].unit }

// OfHandoffs reports whether m counts handoffs, so that a lead that was handed over twice is in it twice.
func (m Measure) OfHandoffs() bool {
	return slices.ContainsFunc(measures[m].needs.Counts, Metric.HandoffsCounted)
}

// Better is which way m gets better.
func (m Measure) Better() Direction { return measures[m].better }

// Adds reports whether m adds up day by day, so that half of a period should bring half of a target. What does not is a
// level, the same on every day.
func (m Measure) Adds() bool { return measures[m].adds }

// Side is whose work m measures most; "" for what both win.
func (m Measure) Side() account.Side { return measures[m].side }

// NeedsReason reports whether m is of one reason.
func (m Measure) NeedsReason() bool { return measures[m].reason }

// Needs is what has to be read for m.
func (m Measure) Needs() Needs { return measures[m].needs }

// Nothing says why there is nothing to tell of m where nothing happened yet.
func (m Measure) Nothing() string { return measures[m].nothing }

// OfItsDays reports whether m needs something of the very days that it is asked for, so that other days tell nothing of
// it.
func (m Measure) OfItsDays() bool {
	needs := measures[m].needs
	return needs.Before || needs.Money == MoneyOpen
}

// Missing says why nobody can tell from r, which is m of the last 12 months or, where m needs something of its days, of
// those, how m is; "" where one can, or will be able to.
func (m Measure) Missing(r Reading) string {
	needs := measures[m].needs
	switch {
	case r.Of > 0 || r.Young > 0 || r.Why == notBegun || r.Why == nothingMissing:
		return ""
	case m.MissesSpend(r):
		return "There is no spend in the last 12 months, so this cannot be calculated. Enter the spend first."
	case needs.Money == MoneyOpen && r.Why == "":
		return "There is no goal for the amount won with the same days and leads. Set that goal first."
	case r.Why != "":
		return r.Why + ". Choose something else to count."
	case needs.Before:
		return m.Nothing() + ", so there is nothing to compare with. Choose something else to count, or later days."
	}
	return strings.TrimSuffix(m.Nothing(), " yet") +
		" in the last 12 months, so this cannot be calculated. Choose something else to count."
}

// MissesSpend reports whether m lacks what campaigns cost: it can be told once that is entered.
func (m Measure) MissesSpend(r Reading) bool {
	needs := measures[m].needs
	return r.Of == 0 && r.Young == 0 && r.Why != notBegun && r.Why != nothingMissing &&
		(needs.Money == MoneySpent && r.Why == nothingSpent || needs.Money == MoneyTouch)
}

// Of is what m is, from what was counted for it.
func (m Measure) Of(c Counts) Reading {
	if d, ok := measures[m]; ok {
		return d.of(c)
	}
	return Reading{}
}

// Asked says why m cannot be asked of a kind; "" where it can.
func (m Measure) Asked(of Kind) string {
	d := measures[m]
	if of == Everybody || slices.Contains(d.kinds, of) {
		return ""
	}
	return d.only
}
