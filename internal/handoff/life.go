package handoff

import (
	"fmt"
	"slices"
	"strings"

	"baton/internal/account"
	"baton/internal/errs"
	"baton/internal/lead"
)

// Actor is who does something to a lead, as far as its handoff can tell.
type Actor string

// The actors. An admin may act for any of them.
const (
	ByMarketing    Actor = "marketing"       // the team that handed it over, or its author
	BySales        Actor = "sales"           // the team that has it, or its owner
	ByOwner        Actor = "owner"           // who works on it, or a manager of their team
	ByManager      Actor = "manager"         // a manager of either team
	BySalesManager Actor = "sales manager"   // a manager of the team that has it
	ByOutsider     Actor = "neutral manager" // a manager of neither team or of both, who took no part
	ByBaton        Actor = "Baton"           // a clock, a rule, an import
)

// Step is one line of a lead's life: what can happen to it where, who does it, and where it is afterwards.
type Step struct {
	Kind EventKind
	From []lead.Stage // none where the lead is new
	To   []lead.Stage // more than one where it depends; none where the lead stays where it is
	Who  []Actor
	If   string // what else must be so
	Does string // what is written besides the event
}

// Life is the whole of it. The guards of the Desk, the page that explains it and the tests all read this table; nothing
// moves a lead past it.
var Life = []Step{
	{EventCaptured, nil, []lead.Stage{lead.Draft}, []Actor{ByMarketing, ByBaton}, "the lead can be identified", "a touch"},
	{EventTouched, anywhere, nil, []Actor{ByMarketing, ByBaton}, "", "a touch"},
	{EventEdited, []lead.Stage{lead.Draft, lead.Returned, lead.Recycled}, nil, []Actor{ByMarketing}, "", ""},
	{EventSubmitted, []lead.Stage{lead.Draft, lead.Returned, lead.Recycled, lead.Disputed}, []lead.Stage{lead.Submitted},
		[]Actor{ByMarketing, ByBaton}, "the definition is met; sales does not have it",
		"the next handoff with its agreement, score and decide clock"},
	{EventRouted, []lead.Stage{lead.Submitted}, nil, []Actor{ByBaton}, "", "an owner or a pool, and why"},
	{EventClaimed, []lead.Stage{lead.Submitted}, nil, []Actor{BySales}, "nobody has it", "the owner"},
	{EventAsked, []lead.Stage{lead.Submitted}, nil, []Actor{BySales}, "no question is open",
		"the question; the decide clock is paused"},
	{EventAnswered, []lead.Stage{lead.Submitted}, nil, []Actor{ByMarketing}, "a question is open",
		"the answer; the decide clock runs again"},
	{EventWaits, []lead.Stage{lead.Submitted, lead.Accepted}, nil, []Actor{BySales}, "a day that the lead named",
		"the clocks are paused until then"},
	{EventBreached, []lead.Stage{lead.Submitted, lead.Accepted}, nil, []Actor{ByBaton}, "a deadline is missed",
		"the breach, kept by whoever had the lead; it may go to the next rep"},
	{EventAccepted, []lead.Stage{lead.Submitted}, []lead.Stage{lead.Accepted}, []Actor{BySales}, "there is no verdict",
		"the verdict; the contact clock starts"},
	{EventRejected, []lead.Stage{lead.Submitted}, []lead.Stage{lead.Returned, lead.Closed}, []Actor{BySales},
		"there is no verdict; a reason, and a note if the reason needs one", "the verdict; the reason's next step follows"},
	{EventRecalled, []lead.Stage{lead.Submitted}, []lead.Stage{lead.Draft}, []Actor{ByMarketing}, "there is no verdict",
		"the verdict"},
	{EventUndone, []lead.Stage{lead.Accepted, lead.Returned, lead.Closed}, []lead.Stage{lead.Submitted}, []Actor{BySales},
		"by its author, for ten minutes, unless the lead has moved on", "what was undone"},
	{EventReassigned, []lead.Stage{lead.Submitted, lead.Accepted, lead.Working, lead.Qualified}, nil,
		[]Actor{BySalesManager, ByBaton}, "", "the owner; the owner's clock starts again"},
	{EventCredited, anywhere, nil, []Actor{BySalesManager},
		"it was finally rejected, for a reason that counts against quality; once",
		"it does not count in the share of the rep who had it"},
	{EventCorrected, []lead.Stage{lead.Submitted, lead.Accepted, lead.Working, lead.Qualified}, nil, []Actor{BySales}, "",
		"contact data, with the value before and after; no clock moves"},
	{EventRegraded, []lead.Stage{lead.Submitted, lead.Accepted, lead.Working, lead.Qualified}, nil, []Actor{BySales},
		"a grade and a note", "a grade beside the calculated one; no clock moves"},
	{EventRescored, []lead.Stage{lead.Submitted}, nil, []Actor{ByBaton}, "a new touch changes the grade or the level",
		"the score, and the one before; no clock moves"},
	{EventAttempted, []lead.Stage{lead.Accepted, lead.Working, lead.Qualified},
		[]lead.Stage{lead.Accepted, lead.Working, lead.Qualified}, []Actor{ByOwner}, "",
		"the attempt; the first one stops the contact clock"},
	{EventQualified, []lead.Stage{lead.Working}, []lead.Stage{lead.Qualified}, []Actor{ByOwner}, "value and expected day",
		"the opportunity"},
	{EventDisqualified, []lead.Stage{lead.Accepted, lead.Working}, []lead.Stage{lead.Disqualified}, []Actor{ByOwner},
		"a reason; “could not be reached” needs the attempts in the agreement",
		"the outcome; the reason's next step follows"},
	{EventWon, []lead.Stage{lead.Qualified}, []lead.Stage{lead.Won}, []Actor{ByOwner}, "an amount", "the outcome"},
	{EventLost, []lead.Stage{lead.Qualified}, []lead.Stage{lead.Lost}, []Actor{ByOwner}, "a reason", "the outcome"},
	{EventRestored, []lead.Stage{lead.Qualified, lead.Disqualified, lead.Won, lead.Lost, lead.Recycled},
		[]lead.Stage{lead.Accepted, lead.Working, lead.Qualified}, []Actor{ByOwner},
		"by its author, for ten minutes, unless the lead has moved on", "what was undone"},
	{EventRecycled, []lead.Stage{lead.Working}, []lead.Stage{lead.Recycled}, []Actor{ByOwner},
		"a day; fewer times than the agreement's cap",
		"the outcome and the day it returns; its last owner does not get it for a while"},
	{EventRecycled, []lead.Stage{lead.Returned, lead.Disqualified}, []lead.Stage{lead.Recycled},
		[]Actor{ByMarketing, ByOwner, ByBaton}, "as above", "as above, without an outcome"},
	{EventCameBack, []lead.Stage{lead.Recycled}, []lead.Stage{lead.Draft}, []Actor{ByBaton}, "its day has come", ""},
	{EventDisputed, []lead.Stage{lead.Returned}, []lead.Stage{lead.Disputed}, []Actor{ByMarketing},
		"within the days in the agreement; a note", "the dispute"},
	{EventUpheld, []lead.Stage{lead.Disputed}, []lead.Stage{lead.Closed}, []Actor{ByOutsider}, "words", "the ruling"},
	{EventOverturned, []lead.Stage{lead.Disputed}, nil, []Actor{ByOutsider}, "words",
		"the ruling: the rejection counts as accepted, and sales gets the lead again"},
	{EventClosed, []lead.Stage{lead.Draft, lead.Returned, lead.Recycled}, []lead.Stage{lead.Closed}, []Actor{ByMarketing},
		"", ""},
	{EventReopened, []lead.Stage{lead.Won, lead.Lost, lead.Closed, lead.Disqualified}, []lead.Stage{lead.Draft},
		[]Actor{ByManager, ByBaton}, "a manager, or a new touch", ""},
	{EventMerged, anywhere, nil, []Actor{ByMarketing, BySales, ByManager}, "another lead is the same person",
		"the touches, handoffs, scores and clocks of both; the other lead is merged"},
	{EventUnmerged, anywhere, nil, []Actor{ByMarketing, BySales, ByManager}, "it was merged",
		"both leads as they were; what has changed since stays with the one that was kept"},
}

// anywhere is every stage of a lead that is there.
var anywhere = []lead.Stage{
	lead.Draft, lead.Submitted, lead.Accepted, lead.Working, lead.Qualified, lead.Disqualified, lead.Recycled,
	lead.Returned, lead.Disputed, lead.Closed, lead.Won, lead.Lost,
}

// stepAt is the line of Life about a kind of event where a lead is, or the first about that kind where it has none.
func stepAt(kind EventKind, at lead.Stage) Step {
	var first *Step
	for i := range Life {
		if Life[i].Kind != kind {
			continue
		}
		if slices.Contains(Life[i].From, at) {
			return Life[i]
		}
		if first == nil {
			first = &Life[i]
		}
	}
	if first == nil {
		panic("handoff: " + string(kind) + " is no step of a lead's life")
	}
	return *first
}

// Leads reports whether the step takes a lead from one stage to another.
func (s Step) Leads(from, to lead.Stage) bool {
	if !slices.Contains(s.From, from) {
		return false
	}
	return slices.Contains(s.To, to) || len(s.To) == 0 && from == to
}

// sides say what an actor must be for somebody to act for them.
var sides = map[Actor]func(*Handoff, account.Person) error{
	ByMarketing:    (*Handoff).forMarketing,
	BySales:        (*Handoff).forSales,
	ByOwner:        (*Handoff).forSales, // who of them works on it is asked once it is known that somebody does
	ByManager:      (*Handoff).forManager,
	BySalesManager: (*Handoff).forSalesManager,
	ByOutsider:     (*Handoff).forRuling,
	ByBaton:        func(*Handoff, account.Person) error { return errs.Say(errs.Forbidden, "This happens by itself.") },
}

// may answers Forbidden unless by is one of those who do such a thing, and Conflict, in words, unless the lead is where
// it can be done.
func (h *Handoff) may(kind EventKind, by account.Person) error {
	step := stepAt(kind, h.at())
	if by.IsSystem() {
		if !slices.Contains(step.From, h.at()) {
			return h.elsewhere(step, by)
		}
		return nil
	}
	var refusal error
	for _, actor := range step.Who {
		err := sides[actor](h, by)
		if err == nil {
			refusal = nil
			break
		}
		if refusal == nil {
			refusal = err
		}
	}
	if refusal != nil {
		return refusal
	}
	if !slices.Contains(step.From, h.at()) {
		return h.elsewhere(step, by)
	}
	return h.theirs(step, by)
}

// theirs answers Forbidden where only the owner of the sales side may act and by is another of it.
func (h *Handoff) theirs(step Step, by account.Person) error {
	outside := by.Has(account.Manager, account.Admin) || slices.Contains(step.Who, ByMarketing) &&
		h.forMarketing(by) == nil
	if slices.Contains(step.Who, ByOwner) && h.Owner != by.ID && !outside {
		return errs.Say(errs.Forbidden, fmt.Sprintf("%s works on this lead. Ask %s, or a manager.", h.OwnerName, h.OwnerName))
	}
	return nil
}

// at is where the lead is by this handoff: where it is, unless it was handed over again since.
func (h *Handoff) at() lead.Stage {
	switch {
	case h.Latest:
		return h.Stage
	case h.Verdict == Accepted && h.Outcome != NoOutcome:
		return endings[h.Outcome]
	case h.Verdict == Accepted:
		return lead.Accepted
	case h.Verdict == NoVerdict:
		return lead.Submitted
	}
	return lead.Closed
}

// endings are where an outcome leaves a lead.
var endings = map[Outcome]lead.Stage{Disqualified: lead.Disqualified, Won: lead.Won, Lost: lead.Lost,
	Recycled: lead.Recycled}

// elsewhere says why a step cannot be taken from where the lead is.
func (h *Handoff) elsewhere(step Step, by account.Person) error {
	waits := slices.Equal(step.From, []lead.Stage{lead.Submitted}) || step.Kind == EventReassigned && h.Verdict != Accepted
	works := slices.Contains(step.Who, ByOwner) && step.Kind != EventRecycled && step.Kind != EventRestored
	switch {
	case waits:
		if err := h.waiting(by); err != nil {
			return err
		}
	case works && h.Verdict != Accepted:
		return errs.Say(errs.Conflict, "Sales has not accepted this lead. Accept it first.")
	case works && h.Outcome != NoOutcome:
		return errs.Say(errs.Conflict, fmt.Sprintf("This lead was %s %s.", h.Outcome, by.When(h.OutcomeAt)))
	case step.Kind == EventQualified && h.QualifiedAt.IsZero():
		return errs.Say(errs.Conflict, "Nobody has contacted this lead yet. Log the first contact, then qualify it.")
	case step.Kind == EventQualified:
		return errs.Say(errs.Conflict, fmt.Sprintf("This lead was qualified %s.", by.When(h.QualifiedAt)))
	case step.Kind == EventDisqualified:
		return errs.Say(errs.Conflict, "This lead is already qualified. Mark it as lost instead.")
	case step.Kind == EventWon || step.Kind == EventLost:
		return errs.Say(errs.Conflict, "This lead is not qualified yet. Qualify it first.")
	}
	return errs.Say(errs.Conflict, fmt.Sprintf("This lead is now %s, so this is not possible. Check it again.", h.Stage))
}

// move takes the lead where a step leads. Only what Life has can happen.
func (h *Handoff) move(kind EventKind, to lead.Stage) {
	if from := h.at(); !stepAt(kind, from).Leads(from, to) {
		panic(fmt.Sprintf("handoff: %s does not lead from %s to %s", kind, from, to))
	}
	h.Stage = to
}

// LifeTable is Life as a table in Markdown, for people to read.
func LifeTable() string {
	var b strings.Builder
	b.WriteString("| what happens | who | from | if | to | writes |\n|---|---|---|---|---|---|\n")
	for _, s := range Life {
		from, to := stageWords(s.From, "none"), stageWords(s.To, "stays")
		if len(s.From) == len(anywhere) {
			from = "any"
		}
		who := make([]string, len(s.Who))
		for i, a := range s.Who {
			who[i] = string(a)
		}
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %s | %s |\n", strings.ReplaceAll(string(s.Kind), "_", " "),
			strings.Join(who, ", "), from, s.If, to, s.Does)
	}
	return b.String()
}

func stageWords(stages []lead.Stage, none string) string {
	words := make([]string, len(stages))
	for i, s := range stages {
		words[i] = string(s)
	}
	if len(words) == 0 {
		return none
	}
	return strings.Join(words, ", ")
}
