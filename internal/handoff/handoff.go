// Package handoff is the heart of Baton: one passing of one lead from marketing to sales, its verdict and what came of it, and the
// Desk, which says everything that can happen to it.
package handoff

import (
	"fmt"
	"time"

	"baton/internal/account"
	"baton/internal/agreement"
	"baton/internal/assign"
	"baton/internal/errs"
	"baton/internal/lead"
)

// ID identifies a handoff.
type ID int64

// Verdict is how a handoff was answered.
type Verdict string

// The verdicts. NoVerdict is a handoff that waits.
const (
	NoVerdict Verdict = ""
	Accepted  Verdict = "accepted"
	Rejected  Verdict = "rejected"
	Recalled  Verdict = "recalled"
)

// Outcome is what came of an accepted handoff.
type Outcome string

// The outcomes. NoOutcome is a handoff that is still worked on.
const (
	NoOutcome    Outcome = ""
	Disqualified Outcome = "disqualified"
	Won          Outcome = "won"
	Lost         Outcome = "lost"
	Recycled     Outcome = "recycled" // set aside until a day
)

// UndoFor is how long the author of a verdict may take it back.
const UndoFor = 10 * time.Minute

// Handoff is one attempt to pass a lead to sales. Its parts can be read and tested by themselves.
type Handoff struct {
	ID       ID
	Lead     lead.ID
	LeadName string
	Captured time.Time // when the lead was captured
	Stage    lead.Stage
	Number   int  // among the handoffs of the lead, from 1
	Latest   bool // no later handoff of this lead exists
	Version  int
	Cycles   int  // how often the lead was recycled, before this handoff or after it
	Rerouted bool // made because the handoff before it was passed on; known only while it is made

	Brief
	Holder
	Clocks
	Decision
	Work

	// Made is what happened to the handoff since it was read, for the store to keep.
	Made Made
}

// Brief is what sales is told with the lead: who hands it over, where it came from, and how good it looks.
type Brief struct {
	Source    lead.SourceID
	Campaign  lead.CampaignID
	Persona   lead.PersonaID
	Note      string
	Agreement int // the version in force

	SubmittedBy   account.PersonID
	SubmittedAt   time.Time
	MarketingTeam account.TeamID

	Score    lead.Score
	ScoredAt time.Time  // zero while the score is the one that it was handed over with
	Explored bool       // handed over, though it lacked the score that the definition asks for
	Opined   lead.Grade // by somebody in sales, the latest; "" for nobody

	Known       map[string]string // of the lead, as it is learned from; only while the handoff is made
	Likelihoods []lead.Likelihood // as they were when the lead was handed over; none while too little was learned
}

// Holder is who in sales has the lead.
type Holder struct {
	Team      account.TeamID
	Owner     account.PersonID // 0 while it waits in the team's pool
	OwnerName string
	OwnedAt   time.Time // when the owner got it; zero in the pool
}

// Clocks are the timers of a handoff: when they run out, when they are paused, and how long each holder has had the
// lead.
type Clocks struct {
	QueuedAt     time.Time
	DueAt        time.Time
	OwnerDueAt   time.Time     // zero in the pool
	ContactDueAt time.Time     // zero until the acceptance
	PausedAt     time.Time     // zero while marketing has no question to answer
	WaitsUntil   time.Time     // a date that the lead named: the clocks are paused until then
	HeldSince    time.Time     // since when the present holder's working time counts: they got it, or the clocks went on; zero from the queue on
	Held         time.Duration // working time before that and since the acceptance, of each holder in their own hours, without pauses
	Marks        []Mark        // to be heard yet
	Unplanned    bool          // the steps are not worked out
}

// Decision is the verdict of sales, with all that was asked before it and disputed after it.
type Decision struct {
	Asked         bool             // marketing has a question to answer
	AskedBy       account.PersonID // whose question that is
	Verdict       Verdict
	VerdictBy     account.PersonID
	VerdictByName string
	VerdictAt     time.Time
	Reason        agreement.ReasonID // of a rejection
	Feedback      string             // to marketing, in words
	Decide        Spent              // how long the verdict took
	Own           Spent              // of that, the owner's part
	Dispute       *Dispute           // of a rejection
}

// Work is what sales does with a lead that it accepted, and what came of that.
type Work struct {
	ContactedAt  time.Time // the first contact
	Contact      Spent     // from acceptance to first contact
	Attempts     int       // contact attempts so far
	TriedFirstAt time.Time // the first of them

	QualifiedAt time.Time
	QualifiedBy account.PersonID
	ValueCents  int64 // in minor units of Currency
	Currency    string
	ExpectedOn  time.Time

	Outcome       Outcome
	OutcomeBy     account.PersonID
	OutcomeAt     time.Time
	OutcomeReason agreement.ReasonID
	OutcomeWords  string
	WonCents      int64 // in minor units of Currency
}

// Made is what a change leaves behind besides the handoff itself.
type Made struct {
	Events        []Event
	Question      *Question
	Answer        *Question
	Attempt       *Attempt
	Opinion       *Opinion
	Corrections   []Correction
	Undone        *Undone
	Restored      *Restored
	Disputed      *Dispute
	Ruled         *Dispute
	Recycled      *Recycling
	Route         *assign.Explanation
	Reserved      bool // the owner's open handoffs count this one already
	Reminders     []Reminder
	Notifications []Notification
}

// Spent is how long something took, on the wall and in working time. Zero while it has not happened.
type Spent struct {
	Wall, Business time.Duration
}

// Undone is a verdict that its author took back.
type Undone struct {
	Verdict  Verdict
	By       account.PersonID
	At       time.Time
	Reason   agreement.ReasonID
	Feedback string
}

// Question is what sales asked marketing about a lead, with the answer once there is one.
type Question struct {
	ID         int64
	Words      string
	By         account.PersonID
	At         time.Time
	Answer     string
	AnsweredBy account.PersonID
	AnsweredAt time.Time
}

func (h *Handoff) record(kind EventKind, by account.Person, at time.Time, data map[string]any) {
	h.Made.Events = append(h.Made.Events, Event{Kind: kind, Lead: h.Lead, Handoff: h.ID, By: by.ID, At: at, Data: data})
}

// waiting answers Conflict, saying who decided and when, unless h waits for a verdict.
func (h *Handoff) waiting(by account.Person) error {
	switch h.Verdict {
	case NoVerdict:
		return nil
	case Recalled:
		return errs.Say(errs.Conflict, fmt.Sprintf("%s took this lead back %s. It no longer needs a verdict.", h.VerdictByName, by.When(h.VerdictAt)))
	}
	return errs.Say(errs.Conflict, fmt.Sprintf("%s %s this lead %s.", h.VerdictByName, h.Verdict, by.When(h.VerdictAt)))
}

// forSales answers Forbidden unless by is on the sales side of h: in its team, its owner, or an admin.
func (h *Handoff) forSales(by account.Person) error {
	if by.Role == account.Admin || by.In(h.Team) || h.Owner == by.ID {
		return nil
	}
	return errs.Say(errs.Forbidden, "Only the sales team that has this lead can do this.")
}

// forMarketing answers Forbidden unless by is on the marketing side of h: in its team, its author, or an admin.
func (h *Handoff) forMarketing(by account.Person) error {
	if by.Role == account.Admin || by.In(h.MarketingTeam) || h.SubmittedBy == by.ID {
		return nil
	}
	return errs.Say(errs.Forbidden, "Only the marketing team that handed this lead over can do this.")
}

// forManager answers Forbidden unless by is a manager of one of h's teams, or an admin.
func (h *Handoff) forManager(by account.Person) error {
	if by.Role == account.Admin || by.Role == account.Manager && (by.In(h.Team) || by.In(h.MarketingTeam)) {
		return nil
	}
	return errs.Say(errs.Forbidden, "Only a manager of one of the two teams can do this.")
}

// Claim takes a pooled handoff for by. It answers Conflict when somebody has it.
func (h *Handoff) Claim(by account.Person, books *Books, at time.Time) error {
	if err := h.may(EventClaimed, by); err != nil {
		return err
	}
	if h.Owner == by.ID {
		return nil
	}
	if h.Owner != 0 {
		return errs.Say(errs.Conflict, fmt.Sprintf("%s took this lead %s.", h.OwnerName, by.When(h.OwnedAt)))
	}
	h.own(by.ID, by.Name, h.Team, books, at)
	h.record(EventClaimed, by, at, nil)
	return nil
}

// Accept makes the lead by's to work, stops the decide clock and starts the one for the first contact. It answers Conflict when the
// handoff has a verdict already.
func (h *Handoff) Accept(by account.Person, books *Books, at time.Time) error {
	if err := h.may(EventAccepted, by); err != nil {
		return err
	}
	h.decide(Accepted, by, books, at)
	if h.Owner != by.ID {
		h.own(by.ID, by.Name, h.Team, books, at)
	}
	h.Held, h.HeldSince = 0, later(at, h.WaitsUntil)
	h.ContactDueAt = h.plan(ContactClock, h.calendar(books), later(at, h.WaitsUntil), books.Agreement.Terms.ContactWithin(h.Score.Grade))
	h.move(EventAccepted, lead.Accepted)
	h.record(EventAccepted, by, at, nil)
	return nil
}

// Reject sends the lead back with a reason of the reject list and words where that reason needs them. What is wrong with either is
// told as Problems of reason and feedback; Conflict when the handoff has a verdict already.
func (h *Handoff) Reject(by account.Person, reason agreement.Reason, feedback string, books *Books, at time.Time) error {
	if err := h.may(EventRejected, by); err != nil {
		return err
	}
	feedback = trim(feedback)
	problems := errs.Problems{}
	if reason.ID == 0 || reason.List != agreement.Reject || reason.Retired {
		problems.Add("reason", "Choose a reason.")
	} else if reason.NeedsNote && feedback == "" {
		problems.Add("feedback", fmt.Sprintf("“%s” needs a note. Write what marketing should know.", reason.Words))
	}
	checkWords(problems, "feedback", feedback)
	if err := problems.Err(); err != nil {
		return err
	}
	h.decide(Rejected, by, books, at)
	h.Reason, h.Feedback = reason.ID, feedback
	h.move(EventRejected, afterRejection[reason.NextStep])
	h.record(EventRejected, by, at, map[string]any{"reason": reason.ID})
	if h.Stage == lead.Returned && reason.NextStep == agreement.Return {
		h.notify(CameBack, by, at, map[string]any{"reason": reason.ID}, h.SubmittedBy)
	}
	return nil
}

var afterRejection = map[agreement.NextStep]lead.Stage{
	agreement.Return:  lead.Returned,
	agreement.Reroute: lead.Returned, // until the next handoff is made, in the same transaction
	agreement.Merge:   lead.Closed,
	agreement.Close:   lead.Closed,
}

// Recall takes the lead back to marketing before there is a verdict.
func (h *Handoff) Recall(by account.Person, books *Books, at time.Time) error {
	if err := h.may(EventRecalled, by); err != nil {
		return err
	}
	h.decide(Recalled, by, books, at)
	h.move(EventRecalled, lead.Captured)
	h.record(EventRecalled, by, at, nil)
	return nil
}

// decide writes the verdict and stops the clocks up to it. A pause that is still on counts as paused until now.
func (h *Handoff) decide(v Verdict, by account.Person, books *Books, at time.Time) {
	h.resume(books, at)
	h.stop(DecideClock, at)
	h.stop(OwnerClock, at)
	h.Verdict, h.VerdictBy, h.VerdictByName, h.VerdictAt = v, by.ID, by.Name, at
	calendar := h.calendar(books)
	h.Decide = Spent{at.Sub(h.QueuedAt), h.Held + calendar.Between(h.holderSince(), at)}
	if h.Owner != 0 {
		h.Own = Spent{at.Sub(h.OwnedAt), calendar.Between(h.OwnedAt, at)}
	}
}

// InTime reports whether the verdict came before the decide clock ran out.
func (h *Handoff) InTime() bool { return !h.VerdictAt.After(h.DueAt) }

// Undo takes back by's own verdict within UndoFor, unless something has been built on it. The decide clock goes on as if it had never
// stopped, or stands still again while marketing has a question.
func (h *Handoff) Undo(by account.Person, at time.Time) error {
	if err := h.CanUndo(by, at); err != nil {
		return err
	}
	h.Made.Undone = &Undone{h.Verdict, h.VerdictBy, h.VerdictAt, h.Reason, h.Feedback}
	h.record(EventUndone, by, at, undoneData(h))
	if h.Verdict == Accepted { // since then they counted towards the first contact
		h.Held, h.HeldSince = h.Decide.Business, later(h.VerdictAt, h.WaitsUntil)
	}
	h.Verdict, h.VerdictBy, h.VerdictAt, h.Reason, h.Feedback = NoVerdict, 0, time.Time{}, 0, ""
	h.Decide, h.Own, h.ContactDueAt = Spent{}, Spent{}, time.Time{}
	h.forget(ContactClock)
	h.move(EventUndone, lead.Submitted)
	if h.Asked {
		h.PausedAt = at
	}
	return nil
}

func undoneData(h *Handoff) map[string]any {
	data := map[string]any{"verdict": h.Verdict}
	if h.Reason != 0 {
		data["reason"] = h.Reason
	}
	return data
}

// CanUndo says why by may not take back the verdict at this moment, nil when they may.
func (h *Handoff) CanUndo(by account.Person, at time.Time) error {
	switch {
	case h.Verdict != Accepted && h.Verdict != Rejected:
		return errs.Say(errs.Conflict, "There is no verdict to undo. This lead still waits for one.")
	case h.VerdictBy != by.ID:
		return errs.Say(errs.Conflict, fmt.Sprintf("Only %s can undo this verdict.", h.VerdictByName))
	case at.Sub(h.VerdictAt) > UndoFor:
		return errs.Say(errs.Conflict, "A verdict can be undone for ten minutes. They are over. Talk to your manager.")
	case !h.Latest || h.Attempts > 0 || !h.QualifiedAt.IsZero() || h.Outcome != NoOutcome || h.Dispute != nil || !stepAt(EventUndone, h.at()).Leads(h.at(), lead.Submitted):
		return errs.Say(errs.Conflict, "This lead has moved on since the verdict, so it cannot be undone.")
	}
	return nil
}

// Ask puts a question to marketing; the decide clock stands still until the answer.
func (h *Handoff) Ask(by account.Person, words string, at time.Time) error {
	if err := h.may(EventAsked, by); err != nil {
		return err
	}
	if !h.PausedAt.IsZero() {
		return errs.Say(errs.Conflict, "Marketing already has a question about this lead. Wait for the answer first.")
	}
	problems := errs.Problems{}
	words = sentence(problems, "question", words, "Write what you want to know.")
	if err := problems.Err(); err != nil {
		return err
	}
	h.PausedAt, h.Asked, h.AskedBy = at, true, by.ID
	h.Made.Question = &Question{Words: words, By: by.ID, At: at}
	h.record(EventAsked, by, at, nil)
	h.notify(Asked, by, at, nil, h.SubmittedBy)
	return nil
}

// Answer answers the open question; the decide clock goes on with the working time that was left.
func (h *Handoff) Answer(by account.Person, words string, books *Books, at time.Time) error {
	if err := h.may(EventAnswered, by); err != nil {
		return err
	}
	if h.PausedAt.IsZero() {
		return errs.Say(errs.Conflict, "This question is already answered.")
	}
	problems := errs.Problems{}
	words = sentence(problems, "answer", words, "Write the answer.")
	if err := problems.Err(); err != nil {
		return err
	}
	h.resume(books, at)
	h.notify(Answered, by, at, nil, h.AskedBy)
	h.Asked, h.AskedBy = false, 0
	h.Made.Answer = &Question{Answer: words, AnsweredBy: by.ID, AnsweredAt: at}
	h.record(EventAnswered, by, at, nil)
	return nil
}

// resume lets the clocks go on after a question: what was left when they stopped is left now.
func (h *Handoff) resume(books *Books, at time.Time) {
	if h.PausedAt.IsZero() {
		return
	}
	h.shift(books, later(h.PausedAt, h.WaitsUntil), later(at, h.WaitsUntil))
	h.held(books, h.PausedAt, later(at, h.WaitsUntil))
	h.PausedAt = time.Time{}
}
