package handoff

import (
	"fmt"
	"slices"
	"time"

	"baton/internal/account"
	"baton/internal/errs"
	"baton/internal/lead"
	"baton/internal/policy"
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

// Contact reports whether an attempt with this outcome went out to the person or was answered: only then it stops the
// contact clock.
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

// LogAttempt keeps a contact attempt that was made since the acceptance, now at the latest. The earliest that reached
// out stops the contact clock as of the moment at which it was made, and makes the lead Working.
func (h *Handoff) LogAttempt(by account.Person, a Attempt, inForce *policy.Policy, now time.Time) error {
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
	h.tried(a.At)
	h.Changes.Attempt = &a
	first, contacted := h.ContactedAt.IsZero(), h.reaches(a)
	if contacted && first {
		h.stop(ContactClock, a.At)
	}
	h.record(EventAttempted, by, a.At, map[string]any{"kind": a.Kind, "outcome": a.Outcome})
	if contacted {
		h.ContactedAt = a.At
		h.Contact = h.contactTook(inForce, a.At)
	}
	if contacted && first {
		h.move(EventAttempted, lead.Working)
	}
	return nil
}

// dateAttempt says when an attempt was made and logged, or what is wrong with its time. People name a minute, so the
// minute of the acceptance is taken as the acceptance.
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
		problems.Add(
			"at",
			fmt.Sprintf("%s accepted this lead %s. Choose a time after that.", h.VerdictByName, by.When(h.VerdictAt)),
		)
	default:
		a.Logged = now
	}
}
