package handoff

import (
	"time"

	"baton/internal/account"
	"baton/internal/errs"
	"baton/internal/inbox"
	"baton/internal/policy"
)

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
	h.Changes.Question = &Question{Words: words, By: by.ID, At: at}
	h.record(EventAsked, by, at, nil)
	h.notify(inbox.Asked, by, at, nil, h.SubmittedBy)
	return nil
}

// Answer answers the open question; the decide clock goes on with the working time that was left.
func (h *Handoff) Answer(by account.Person, words string, inForce *policy.Policy, at time.Time) error {
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
	h.resume(h.calendar(inForce), at, h.OwnedAt, h.open()...)
	h.notify(inbox.Answered, by, at, nil, h.AskedBy)
	h.Asked, h.AskedBy = false, 0
	h.Changes.Answer = &Question{Answer: words, AnsweredBy: by.ID, AnsweredAt: at}
	h.record(EventAnswered, by, at, nil)
	return nil
}
