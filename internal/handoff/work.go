package handoff

import (
	"fmt"
	"slices"
	"time"

	"baton/internal/account"
	"baton/internal/agreement"
	"baton/internal/errs"
	"baton/internal/lead"
)

// AttemptKind is a way to contact somebody.
type AttemptKind string

// AttemptOutcome is how a contact attempt ended.
type AttemptOutcome string

// AttemptKinds and AttemptOutcomes are what an attempt can be, in the order in which pages offer them.
var (
	AttemptKinds    = []AttemptKind{"call", "mail", "meeting", "message"}
	AttemptOutcomes = []AttemptOutcome{"reached", "no_answer", "left_message", "sent", "bounced", "wrong_contact"}
)

// Contact reports whether an attempt with this outcome went out to the person or was answered: only then it stops the contact clock.
func (o AttemptOutcome) Contact() bool { return o != "bounced" && o != "wrong_contact" }

// Attempt is one try of sales to contact a lead.
type Attempt struct {
	Kind    AttemptKind
	Outcome AttemptOutcome
	Note    string
	By      account.PersonID
	At      time.Time
}

// owned answers Conflict unless h is accepted and not closed, and Forbidden unless by works it or manages who does.
func (h *Handoff) owned(by account.Person) error {
	if err := h.forSales(by); err != nil {
		return err
	}
	if h.Verdict != Accepted {
		return errs.Say(errs.Conflict, "Sales has not accepted this lead. Accept it first.")
	}
	if h.Outcome != NoOutcome {
		return errs.Say(errs.Conflict, fmt.Sprintf("This lead was %s %s.", h.Outcome, by.When(h.OutcomeAt)))
	}
	if h.Owner != by.ID && !by.Has(account.Manager, account.Admin) {
		return errs.Say(errs.Forbidden, fmt.Sprintf("%s works on this lead. Ask %s, or a manager.", h.OwnerName, h.OwnerName))
	}
	return nil
}

// LogAttempt keeps a contact attempt. The first that reached out stops the contact clock and makes the lead Working.
func (h *Handoff) LogAttempt(by account.Person, a Attempt, books *Books) error {
	if err := h.owned(by); err != nil {
		return err
	}
	problems := errs.Problems{}
	if !slices.Contains(AttemptKinds, a.Kind) {
		problems.Add("kind", "Choose how you tried: call, mail, meeting or message.")
	}
	if !slices.Contains(AttemptOutcomes, a.Outcome) {
		problems.Add("outcome", "Choose how it went.")
	}
	a.Note = trim(a.Note)
	checkWords(problems, "note", a.Note)
	if err := problems.Err(); err != nil {
		return err
	}
	a.By = by.ID
	h.Attempts++
	h.Made.Attempt = &a
	h.record(EventAttempted, by, a.At, map[string]any{"kind": a.Kind, "outcome": a.Outcome})
	if h.ContactedAt.IsZero() && a.Outcome.Contact() {
		h.ContactedAt = a.At
		h.Contact = Spent{a.At.Sub(h.VerdictAt), books.Calendar(h.Team, "").Between(h.VerdictAt, a.At)}
		h.Stage = lead.Working
	}
	return nil
}

// Qualification is what sales knows when a lead becomes an opportunity.
type Qualification struct {
	ValueCents int64
	Currency   string
	ExpectedOn time.Time
}

// Qualify makes an opportunity of a lead that is being worked on.
func (h *Handoff) Qualify(by account.Person, q Qualification, at time.Time) error {
	if err := h.owned(by); err != nil {
		return err
	}
	if h.ContactedAt.IsZero() {
		return errs.Say(errs.Conflict, "Nobody has contacted this lead yet. Log the first contact, then qualify it.")
	}
	if !h.QualifiedAt.IsZero() {
		return errs.Say(errs.Conflict, fmt.Sprintf("This lead was qualified %s.", by.When(h.QualifiedAt)))
	}
	problems := errs.Problems{}
	if q.ValueCents <= 0 || q.ValueCents > 99_999_999_999_99 {
		problems.Add("value", "Write what the deal is worth, such as 12,000.")
	}
	if q.ExpectedOn.IsZero() {
		problems.Add("expected_on", "Choose the day on which you expect the decision.")
	} else if q.ExpectedOn.Before(at.AddDate(0, 0, -1)) || q.ExpectedOn.After(at.AddDate(10, 0, 0)) {
		problems.Add("expected_on", "Choose a day from today on, within ten years.")
	}
	if err := problems.Err(); err != nil {
		return err
	}
	h.QualifiedAt, h.QualifiedBy, h.ValueCents, h.Currency, h.ExpectedOn = at, by.ID, q.ValueCents, q.Currency, q.ExpectedOn
	h.Stage = lead.Qualified
	h.record(EventQualified, by, at, map[string]any{"value_cents": q.ValueCents, "currency": q.Currency})
	return nil
}

// Disqualify ends the work on a lead that was contacted, or could not be, with a reason of the disqualify list. unable_to_reach needs as
// many attempts as the agreement asks.
func (h *Handoff) Disqualify(by account.Person, reason agreement.Reason, words string, terms agreement.Terms, at time.Time) error {
	if err := h.owned(by); err != nil {
		return err
	}
	if !h.QualifiedAt.IsZero() {
		return errs.Say(errs.Conflict, "This lead is qualified already. Mark it as lost instead.")
	}
	if err := h.checkEnd(reason, words); err != nil {
		return err
	}
	if owed := terms.GiveUp[h.Score.Grade].Attempts; reason.Code == "unable_to_reach" && h.Attempts < owed {
		return errs.Problems{"reason": fmt.Sprintf("The agreement asks for %d attempts before giving up; %d are logged.", owed, h.Attempts)}
	}
	h.end(Disqualified, lead.Disqualified, EventDisqualified, by, reason, words, at)
	return nil
}

// Lose ends an opportunity that was not won, with a reason of the disqualify list.
func (h *Handoff) Lose(by account.Person, reason agreement.Reason, words string, at time.Time) error {
	if err := h.opportunity(by); err != nil {
		return err
	}
	if err := h.checkEnd(reason, words); err != nil {
		return err
	}
	h.end(Lost, lead.Lost, EventLost, by, reason, words, at)
	return nil
}

// Win closes an opportunity with the amount that was sold.
func (h *Handoff) Win(by account.Person, cents int64, at time.Time) error {
	if err := h.opportunity(by); err != nil {
		return err
	}
	if cents <= 0 || cents > 99_999_999_999_99 {
		return errs.Problems{"amount": "Write what was sold, such as 12,000."}
	}
	h.WonCents = cents
	h.end(Won, lead.Won, EventWon, by, agreement.Reason{}, "", at)
	return nil
}

func (h *Handoff) opportunity(by account.Person) error {
	if err := h.owned(by); err != nil {
		return err
	}
	if h.QualifiedAt.IsZero() {
		return errs.Say(errs.Conflict, "This lead is not qualified yet. Qualify it first.")
	}
	return nil
}

func (h *Handoff) checkEnd(reason agreement.Reason, words string) error {
	problems := errs.Problems{}
	if reason.ID == 0 || reason.List != agreement.Disqualify || reason.Retired {
		problems.Add("reason", "Choose why it ended.")
	} else if reason.NeedsNote && trim(words) == "" {
		problems.Add("words", fmt.Sprintf("“%s” needs a sentence that says what it was.", reason.Words))
	}
	checkWords(problems, "words", trim(words))
	return problems.Err()
}

func (h *Handoff) end(o Outcome, stage lead.Stage, kind EventKind, by account.Person, reason agreement.Reason, words string, at time.Time) {
	h.Outcome, h.OutcomeBy, h.OutcomeAt, h.OutcomeReason, h.OutcomeWords = o, by.ID, at, reason.ID, trim(words)
	h.Stage = stage
	var data map[string]any
	if reason.ID != 0 {
		data = map[string]any{"reason": reason.ID}
	}
	h.record(kind, by, at, data)
}
