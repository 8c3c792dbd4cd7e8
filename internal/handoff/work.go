package handoff

import (
	"fmt"
	"time"

	"baton/internal/account"
	"baton/internal/agreement"
	"baton/internal/lead"
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

// begun reports whether sales has done anything with the lead since the acceptance.
func (w *Work) begun() bool {
	return w.Attempts > 0 || !w.QualifiedAt.IsZero() || w.Outcome != NoOutcome
}

// tried counts a contact attempt.
func (w *Work) tried(at time.Time) {
	w.Attempts++
	if w.Attempts == 1 || at.Before(w.TriedFirstAt) {
		w.TriedFirstAt = at
	}
}

// reaches reports whether an attempt is the first contact with the lead, by the time at which it was made.
func (w *Work) reaches(a Attempt) bool {
	return a.Outcome.Contact() && (w.ContactedAt.IsZero() || a.At.Before(w.ContactedAt))
}

// tooFew says what is still owed before a lead counts as out of reach, "" when nothing is.
func (w *Work) tooFew(owed agreement.Tries, by account.Person, at time.Time) string {
	until := w.TriedFirstAt.AddDate(0, 0, owed.Days)
	switch {
	case w.Attempts < owed.Attempts:
		return fmt.Sprintf("The agreement requires %d attempts before giving up. %d are logged.", owed.Attempts, w.Attempts)
	case w.Attempts > 0 && at.Before(until):
		return fmt.Sprintf(
			"The agreement requires attempts over %d days before giving up, until %s. Recycle the lead to try again later.",
			owed.Days, by.Write(until, "2 January"),
		)
	}
	return ""
}

// qualify makes an opportunity of the lead.
func (w *Work) qualify(q Qualification, by account.PersonID, at time.Time) {
	w.QualifiedAt, w.QualifiedBy = at, by
	w.ValueCents, w.Currency, w.ExpectedOn = q.ValueCents, q.Currency, q.ExpectedOn
}

// close ends the work on the lead.
func (w *Work) close(o Outcome, by account.PersonID, reason agreement.ReasonID, words string, at time.Time) {
	w.Outcome, w.OutcomeBy, w.OutcomeAt, w.OutcomeReason, w.OutcomeWords = o, by, at, reason, words
}

// lastStep is what became of the lead last, by whom and when; "" when nothing did yet.
func (w *Work) lastStep() (what Outcome, by account.PersonID, at time.Time) {
	switch {
	case w.Outcome != NoOutcome:
		return w.Outcome, w.OutcomeBy, w.OutcomeAt
	case !w.QualifiedAt.IsZero():
		return Qualified, w.QualifiedBy, w.QualifiedAt
	}
	return "", 0, time.Time{}
}

// before is where the lead was before the last step.
func (w *Work) before() lead.Stage {
	switch {
	case w.Outcome != NoOutcome && !w.QualifiedAt.IsZero():
		return lead.Qualified
	case !w.ContactedAt.IsZero():
		return lead.Working
	}
	return lead.Accepted
}

// takeBack takes the last step away: the outcome, or else the qualification.
func (w *Work) takeBack() *Restored {
	what, by, at := w.lastStep()
	was := &Restored{what, by, at, w.OutcomeReason, w.OutcomeWords, w.WonCents}
	if w.Outcome != NoOutcome {
		w.close(NoOutcome, 0, 0, "", time.Time{})
		w.WonCents = 0
	} else {
		w.qualify(Qualification{}, 0, time.Time{})
	}
	return was
}
