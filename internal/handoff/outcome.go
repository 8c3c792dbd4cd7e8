package handoff

import (
	"fmt"
	"time"

	"baton/internal/account"
	"baton/internal/agreement"
	"baton/internal/errs"
	"baton/internal/lead"
	"baton/internal/money"
)

// Qualification is what sales knows when a lead becomes an opportunity.
type Qualification struct {
	ValueCents int64 // in minor units of Currency
	Currency   string
	ExpectedOn time.Time
}

// check says what is wrong with the value or the day.
func (q Qualification) check(at time.Time) error {
	problems := errs.Problems{}
	if q.ValueCents <= 0 || q.ValueCents > money.MostAmount(q.Currency) {
		problems.Add("value", "Write what the deal is worth, such as 12,000.")
	}
	if q.ExpectedOn.IsZero() {
		problems.Add("expected_on", "Choose the day on which you expect the decision.")
	} else if q.ExpectedOn.Before(at.AddDate(0, 0, -1)) || q.ExpectedOn.After(at.AddDate(10, 0, 0)) {
		problems.Add("expected_on", "Choose a day from today on, within ten years.")
	}
	return problems.Err()
}

// Qualify makes an opportunity of a lead that is being worked on.
func (h *Handoff) Qualify(by account.Person, q Qualification, at time.Time) error {
	if err := h.may(EventQualified, by); err != nil {
		return err
	}
	if err := q.check(at); err != nil {
		return err
	}
	h.qualify(q, by.ID, at)
	h.move(EventQualified, lead.Qualified)
	h.record(EventQualified, by, at, map[string]any{"value_cents": q.ValueCents, "currency": q.Currency})
	return nil
}

// Disqualify ends the work on a lead that was contacted, or could not be, with a reason of the disqualify list.
// unable_to_reach needs as many attempts as the agreement asks.
func (h *Handoff) Disqualify(
	by account.Person, reason agreement.Reason, until time.Time, words string, terms agreement.Terms, at time.Time,
) error {
	if err := h.may(EventDisqualified, by); err != nil {
		return err
	}
	if err := checkEnd(reason, words); err != nil {
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

// Lose ends an opportunity that was not won, with a reason of the disqualify list.
func (h *Handoff) Lose(by account.Person, reason agreement.Reason, words string, at time.Time) error {
	if err := h.may(EventLost, by); err != nil {
		return err
	}
	if err := checkEnd(reason, words); err != nil {
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

// checkEnd says what is wrong with the reason of a disqualification or a loss, or with the words to it.
func checkEnd(reason agreement.Reason, words string) error {
	problems := errs.Problems{}
	if reason.ID == 0 || reason.List != agreement.Disqualify || reason.Retired {
		problems.Add("reason", "Choose a reason.")
	} else if reason.NeedsNote && trim(words) == "" {
		problems.Add("words", fmt.Sprintf("“%s” needs a note. Write what happened.", reason.Words))
	}
	checkWords(problems, "words", trim(words))
	return problems.Err()
}

// end ends the work on the lead, and its contact clock with it.
func (h *Handoff) end(
	o Outcome, kind EventKind, by account.Person, reason agreement.Reason, words string, at time.Time,
) {
	if h.runs(ContactClock) {
		h.stop(ContactClock, at)
	}
	h.close(o, by.ID, reason.ID, trim(words), at)
	h.move(kind, endings[o])
	var data map[string]any
	if reason.ID != 0 {
		data = map[string]any{"reason": reason.ID}
	}
	h.record(kind, by, at, data)
}
