package handoff

import (
	"fmt"
	"slices"
	"time"

	"baton/internal/account"
	"baton/internal/agreement"
	"baton/internal/errs"
	"baton/internal/lead"
	"baton/internal/money"
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
	At      time.Time // when it was made; zero for the moment at which it is logged
	Logged  time.Time // when it was written down; zero where that was At
}

// LogAttempt keeps a contact attempt that was made since the acceptance, now at the latest. The earliest that reached out stops the
// contact clock as of the moment at which it was made, and makes the lead Working.
func (h *Handoff) LogAttempt(by account.Person, a Attempt, books *Books, now time.Time) error {
	if err := h.may(EventAttempted, by); err != nil {
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
	h.dateAttempt(problems, &a, by, now)
	if err := problems.Err(); err != nil {
		return err
	}
	a.By = by.ID
	if h.Attempts++; h.Attempts == 1 || a.At.Before(h.TriedFirstAt) {
		h.TriedFirstAt = a.At
	}
	h.Made.Attempt = &a
	first := h.ContactedAt.IsZero()
	contacted := a.Outcome.Contact() && (first || a.At.Before(h.ContactedAt))
	if contacted && first {
		h.stop(ContactClock, a.At)
	}
	h.record(EventAttempted, by, a.At, map[string]any{"kind": a.Kind, "outcome": a.Outcome})
	if contacted {
		h.ContactedAt = a.At
		h.Contact = h.contactTook(books, a.At)
	}
	if contacted && first {
		h.move(EventAttempted, lead.Working)
	}
	return nil
}

// dateAttempt says when an attempt was made and logged, or what is wrong with its time. People name a minute, so the minute of the
// acceptance is taken as the acceptance.
func (h *Handoff) dateAttempt(problems errs.Problems, a *Attempt, by account.Person, now time.Time) {
	a.Logged = time.Time{}
	if a.At.IsZero() || a.At.Equal(now) {
		a.At = now
		return
	}
	if a.At.Before(h.VerdictAt) && !a.At.Before(h.VerdictAt.Truncate(time.Minute)) {
		a.At = h.VerdictAt
	}
	switch {
	case a.At.After(now):
		problems.Add("at", "This is in the future. Log the attempt after you make it.")
	case a.At.Before(h.VerdictAt):
		problems.Add("at", fmt.Sprintf("%s accepted this lead %s. Choose a time after that.", h.VerdictByName, by.When(h.VerdictAt)))
	default:
		a.Logged = now
	}
}

// Qualification is what sales knows when a lead becomes an opportunity.
type Qualification struct {
	ValueCents int64 // in minor units of Currency
	Currency   string
	ExpectedOn time.Time
}

// Qualify makes an opportunity of a lead that is being worked on.
func (h *Handoff) Qualify(by account.Person, q Qualification, at time.Time) error {
	if err := h.may(EventQualified, by); err != nil {
		return err
	}
	problems := errs.Problems{}
	if q.ValueCents <= 0 || q.ValueCents > money.MostAmount(q.Currency) {
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
	h.move(EventQualified, lead.Qualified)
	h.record(EventQualified, by, at, map[string]any{"value_cents": q.ValueCents, "currency": q.Currency})
	return nil
}

// Disqualify ends the work on a lead that was contacted, or could not be, with a reason of the disqualify list. unable_to_reach needs as
// many attempts as the agreement asks.
func (h *Handoff) Disqualify(by account.Person, reason agreement.Reason, until time.Time, words string, terms agreement.Terms, at time.Time) error {
	if err := h.may(EventDisqualified, by); err != nil {
		return err
	}
	if err := h.checkEnd(reason, words); err != nil {
		return err
	}
	if err := checkUntil(reason, until, at); err != nil {
		return err
	}
	if reason.Code == OutOfReach {
		if problem := h.tooFew(terms.GiveUp[h.Score.Grade], by, at); problem != "" {
			return errs.Problems{"reason": problem}
		}
	}
	h.end(Disqualified, EventDisqualified, by, reason, words, at)
	return nil
}

// checkUntil says what is wrong with the day that the lead named: some reasons need one.
func checkUntil(reason agreement.Reason, until, at time.Time) error {
	switch {
	case until.IsZero() && reason.NeedsDate:
		return errs.Problems{"until": fmt.Sprintf("“%s” needs a day to ask again. Choose one.", reason.Words)}
	case until.IsZero():
		return nil
	case !until.After(at) || until.After(at.AddDate(latestBack, 0, 0)):
		return errs.Problems{"until": fmt.Sprintf("Choose a day from tomorrow on, within %d years.", latestBack)}
	}
	return nil
}

// OutOfReach is the code of the reason that needs as many attempts as the agreement asks.
const OutOfReach = "unable_to_reach"

// tooFew says what is still owed before a lead counts as out of reach, "" when nothing is.
func (h *Handoff) tooFew(owed agreement.Tries, by account.Person, at time.Time) string {
	until := h.TriedFirstAt.AddDate(0, 0, owed.Days)
	switch {
	case h.Attempts < owed.Attempts:
		return fmt.Sprintf("The agreement requires %d attempts before giving up. %d are logged.", owed.Attempts, h.Attempts)
	case h.Attempts > 0 && at.Before(until):
		return fmt.Sprintf("The agreement requires attempts over %d days before giving up, until %s. Recycle the lead to try again later.", owed.Days, by.Write(until, "2 January"))
	}
	return ""
}

// Lose ends an opportunity that was not won, with a reason of the disqualify list.
func (h *Handoff) Lose(by account.Person, reason agreement.Reason, words string, at time.Time) error {
	if err := h.may(EventLost, by); err != nil {
		return err
	}
	if err := h.checkEnd(reason, words); err != nil {
		return err
	}
	h.end(Lost, EventLost, by, reason, words, at)
	return nil
}

// Win closes an opportunity with the amount that was sold, in minor units of its currency.
func (h *Handoff) Win(by account.Person, cents int64, at time.Time) error {
	if err := h.may(EventWon, by); err != nil {
		return err
	}
	if cents <= 0 || cents > money.MostAmount(h.Currency) {
		return errs.Problems{"amount": "Write the amount won, such as 12,000."}
	}
	h.WonCents = cents
	h.end(Won, EventWon, by, agreement.Reason{}, "", at)
	return nil
}

func (h *Handoff) checkEnd(reason agreement.Reason, words string) error {
	problems := errs.Problems{}
	if reason.ID == 0 || reason.List != agreement.Disqualify || reason.Retired {
		problems.Add("reason", "Choose a reason.")
	} else if reason.NeedsNote && trim(words) == "" {
		problems.Add("words", fmt.Sprintf("“%s” needs a note. Write what happened.", reason.Words))
	}
	checkWords(problems, "words", trim(words))
	return problems.Err()
}

func (h *Handoff) end(o Outcome, kind EventKind, by account.Person, reason agreement.Reason, words string, at time.Time) {
	if h.runs(ContactClock) {
		h.stop(ContactClock, at)
	}
	h.Outcome, h.OutcomeBy, h.OutcomeAt, h.OutcomeReason, h.OutcomeWords = o, by.ID, at, reason.ID, trim(words)
	h.move(kind, endings[o])
	var data map[string]any
	if reason.ID != 0 {
		data = map[string]any{"reason": reason.ID}
	}
	h.record(kind, by, at, data)
}
