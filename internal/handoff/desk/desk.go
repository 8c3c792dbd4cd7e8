// Package desk is everything that can happen to a handoff. Each method of Desk is one transaction: it asks the handoff
// whether the step is allowed, and the store keeps what it made.
package desk

import (
	"context"
	"errors"
	"time"

	"baton/internal/account"
	"baton/internal/agreement"
	"baton/internal/errs"
	"baton/internal/handoff"
	"baton/internal/lead"
)

// Desk is everything that can happen to a handoff. Each method is one transaction: it is kept as a whole or nothing has
// changed. What by may not see is not found.
type Desk struct {
	Store Store
	Nudge Nudger
	Now   func() time.Time
}

// SaveDraft keeps a lead that is not to be handed over yet. id is 0 for a new one.
func (d *Desk) SaveDraft(ctx context.Context, by account.Person, id lead.ID, sub Submission) (Receipt, error) {
	return d.send(ctx, by, sub.once("draft", id), func(s operation) (Receipt, error) { return s.draft(ctx, id, sub) })
}

// Submit hands a lead over to sales. It answers Problems, Known when the lead exists and the marketer has not been
// asked, or SentBefore when the form was sent before and said something else.
func (d *Desk) Submit(ctx context.Context, by account.Person, sub Submission) (Receipt, error) {
	return d.send(ctx, by, sub.once("submit", 0), func(s operation) (Receipt, error) { return s.submit(ctx, sub) })
}

// Resubmit hands over a draft, or a lead that came back and was fixed, as the next handoff of the same lead.
func (d *Desk) Resubmit(ctx context.Context, by account.Person, id lead.ID, sub Submission) (Receipt, error) {
	return d.send(
		ctx, by, sub.once("resubmit", id), func(s operation) (Receipt, error) { return s.resubmit(ctx, id, sub) },
	)
}

// Claim takes a handoff out of its team's pool.
func (d *Desk) Claim(ctx context.Context, by account.Person, id handoff.ID, version int) error {
	return d.change(
		ctx, by, id, version, func(s operation, h *handoff.Handoff) error { return h.Claim(by, s.policy, s.at) },
	)
}

// Accept makes the lead by's to work.
func (d *Desk) Accept(ctx context.Context, by account.Person, id handoff.ID, version int) error {
	return d.change(
		ctx, by, id, version, func(s operation, h *handoff.Handoff) error { return h.Accept(by, s.policy, s.at) },
	)
}

// Reject sends a lead back for a reason; the reason's next step happens at once.
func (d *Desk) Reject(
	ctx context.Context, by account.Person, id handoff.ID, version int, reason agreement.ReasonID, feedback string,
) error {
	return d.change(ctx, by, id, version, func(s operation, h *handoff.Handoff) error {
		why := s.policy.Reasons[reason]
		if err := h.Reject(by, why, feedback, s.policy, s.at); err != nil || why.NextStep != agreement.Reroute {
			return err
		}
		return s.reroute(ctx, h, why)
	})
}

// RejectAsDuplicate sends a lead back because it is the lead of, and merges it into that one.
func (d *Desk) RejectAsDuplicate(
	ctx context.Context, by account.Person, id handoff.ID, version int, reason agreement.ReasonID, feedback string,
	of lead.ID,
) error {
	err := d.change(ctx, by, id, version, func(s operation, h *handoff.Handoff) error {
		why := s.policy.Reasons[reason]
		if why.NextStep != agreement.Merge {
			return errs.Problems{
				"duplicate_of": "Only a duplicate is merged. Choose the reason for duplicates, or leave this empty.",
			}
		}
		if err := h.Reject(by, why, feedback, s.policy, s.at); err != nil {
			return err
		}
		if err := s.tx.Save(ctx, h); err != nil {
			return err
		}
		survivor, other, err := s.sides(ctx, of, h.Lead)
		if err != nil {
			return notThatOne(err)
		}
		_, err = s.join(ctx, survivor, other, nil, h.ID)
		return notThatOne(err)
	})
	if err == nil {
		d.Nudge.Changed(of)
	}
	return err
}

// notThatOne says at its field why a lead cannot be merged into the one that was named.
func notThatOne(err error) error {
	words := errs.Words(err)
	switch {
	case errors.Is(err, errs.NotFound):
		words = "There is no such lead that you can see. Write the number of the lead, such as L-2481."
	case words == "" || !errors.Is(err, errs.Conflict) && !errors.Is(err, errs.Invalid):
		return err
	}
	return errs.Problems{"duplicate_of": words}
}

// Dispute appeals against a rejection, in words that a manager rules on.
func (d *Desk) Dispute(ctx context.Context, by account.Person, id handoff.ID, words string) error {
	return d.change(
		ctx, by, id, 0,
		func(s operation, h *handoff.Handoff) error { return h.OpenDispute(by, words, s.policy, s.at) },
	)
}

// Rule ends a dispute. Where it overturns the rejection, the lead was no dud, and sales gets it again as its next
// handoff.
func (d *Desk) Rule(ctx context.Context, by account.Person, id handoff.ID, ruling handoff.Ruling, words string) error {
	return d.change(ctx, by, id, 0, func(s operation, h *handoff.Handoff) error {
		if err := h.Rule(by, ruling, words, s.at); err != nil || ruling != handoff.Overturned {
			return err
		}
		if err := s.tx.TakeCreditBack(ctx, h.ID); err != nil {
			return err
		}
		return s.passOn(ctx, h, map[string]any{"overturned": h.ID})
	})
}

// Undo takes back by's own verdict of the given kind. Where the owner cannot answer the lead any more, it waits in the
// pool.
func (d *Desk) Undo(ctx context.Context, by account.Person, id handoff.ID, verdict handoff.Verdict) error {
	return d.change(ctx, by, id, 0, func(s operation, h *handoff.Handoff) error {
		if h.Verdict != verdict && h.Verdict != handoff.NoVerdict {
			return handoff.ErrStale
		}
		if err := s.partAgain(ctx, h); err != nil {
			return err
		}
		if err := h.Undo(by, s.at); err != nil {
			return err
		}
		return s.waitsAgain(ctx, h)
	})
}

// waitsAgain gives a handoff that waits again back to the pool when its owner has gone meanwhile. It answers Conflict
// when its team is not in use any more.
func (s operation) waitsAgain(ctx context.Context, h *handoff.Handoff) error {
	if s.policy.TeamName(h.Team) == "" {
		return errs.SayWith(
			errs.Conflict,
			s.policy.Team(h.Team).Name+" is retired, so nobody there could answer this lead. Your verdict is unchanged.",
			errs.Remedy{At: errs.Teams, Do: "restore the team"},
		)
	}
	if h.Owner == 0 || h.Owner == s.by.ID {
		return nil
	}
	owner, err := s.tx.Colleague(ctx, h.Owner)
	if err != nil {
		return err
	}
	switch {
	case owner.Disabled:
		h.GiveBack(owner.Name+" left", s.policy, s.by, s.at)
	case owner.Role == account.Marketer:
		h.GiveBack(owner.Name+" now works in marketing", s.policy, s.by, s.at)
	}
	return nil
}

// Ask puts a question to marketing.
func (d *Desk) Ask(ctx context.Context, by account.Person, id handoff.ID, version int, words string) error {
	return d.change(ctx, by, id, version, func(s operation, h *handoff.Handoff) error { return h.Ask(by, words, s.at) })
}

// Answer answers the open question.
func (d *Desk) Answer(ctx context.Context, by account.Person, id handoff.ID, words string) error {
	return d.change(
		ctx, by, id, 0, func(s operation, h *handoff.Handoff) error { return h.Answer(by, words, s.policy, s.at) },
	)
}

// Recall takes a lead back to marketing before a verdict.
func (d *Desk) Recall(ctx context.Context, by account.Person, id handoff.ID) error {
	return d.change(ctx, by, id, 0, func(s operation, h *handoff.Handoff) error { return h.Recall(by, s.policy, s.at) })
}

// LogAttempt keeps a contact attempt on the lead's accepted handoff. One without a time was made now.
func (d *Desk) LogAttempt(ctx context.Context, by account.Person, id lead.ID, a handoff.Attempt) error {
	return d.work(ctx, by, id, func(s operation, h *handoff.Handoff) error { return h.LogAttempt(by, a, s.policy, s.at) })
}

// Qualify makes an opportunity of the lead.
func (d *Desk) Qualify(ctx context.Context, by account.Person, id lead.ID, q handoff.Qualification) error {
	return d.work(ctx, by, id, func(s operation, h *handoff.Handoff) error {
		if q.Currency == "" {
			q.Currency = s.policy.Currency
		}
		return h.Qualify(by, q, s.at)
	})
}

// Disqualify ends the work on the lead for a reason. Where that reason recycles, the lead rests until the day that it
// named, or else as long as the agreement says.
func (d *Desk) Disqualify(
	ctx context.Context, by account.Person, id lead.ID, reason agreement.ReasonID, until time.Time, words string,
) error {
	return d.work(ctx, by, id, func(s operation, h *handoff.Handoff) error {
		why := s.policy.Reasons[reason]
		if err := h.Disqualify(by, why, until, words, s.policy.Agreement.Terms, s.at); err != nil ||
			why.NextStep != agreement.Recycle {
			return err
		}
		return h.AutoRecycle(until, s.policy.Agreement.Terms, s.at)
	})
}

// Recycle recycles the lead until a day.
func (d *Desk) Recycle(ctx context.Context, by account.Person, id lead.ID, back time.Time, words string) error {
	return d.work(ctx, by, id, func(s operation, h *handoff.Handoff) error {
		return h.Recycle(by, back, words, s.policy.Agreement.Terms, s.at)
	})
}

// ComeBack gives a recycled lead back to marketing on its day.
func (d *Desk) ComeBack(ctx context.Context, id lead.ID) error {
	return d.work(ctx, account.System, id, func(s operation, h *handoff.Handoff) error { return h.ComeBack(s.at) })
}

// Restore takes back what by made of the lead last, when that is what: an Outcome, or Qualified.
func (d *Desk) Restore(ctx context.Context, by account.Person, id lead.ID, what handoff.Outcome) error {
	return d.work(ctx, by, id, func(s operation, h *handoff.Handoff) error { return h.Restore(by, what, s.at) })
}

// Close ends a lead that came back without another try.
func (d *Desk) Close(ctx context.Context, by account.Person, id lead.ID) error {
	return d.work(ctx, by, id, func(s operation, h *handoff.Handoff) error { return h.Close(by, s.at) })
}

// Reopen gives a lead that has ended back to marketing.
func (d *Desk) Reopen(ctx context.Context, by account.Person, id lead.ID) error {
	return d.work(ctx, by, id, func(s operation, h *handoff.Handoff) error { return h.Reopen(by, s.at) })
}

// Win closes the lead's opportunity with what was sold, in minor units of its currency.
func (d *Desk) Win(ctx context.Context, by account.Person, id lead.ID, cents int64) error {
	return d.work(ctx, by, id, func(s operation, h *handoff.Handoff) error { return h.Win(by, cents, s.at) })
}

// Lose ends the lead's opportunity for a reason.
func (d *Desk) Lose(ctx context.Context, by account.Person, id lead.ID, reason agreement.ReasonID, words string) error {
	return d.work(
		ctx, by, id,
		func(s operation, h *handoff.Handoff) error { return h.Lose(by, s.policy.Reasons[reason], words, s.at) },
	)
}

// Correct brings the contact data of a lead that sales has to what was typed.
func (d *Desk) Correct(ctx context.Context, by account.Person, id lead.ID, typed handoff.ContactData) error {
	return d.work(ctx, by, id, func(s operation, h *handoff.Handoff) error {
		l, err := s.tx.Lead(ctx, id)
		if err != nil {
			return err
		}
		if err := h.Correct(by, l, typed, s.at); err != nil || len(h.Changes.Corrections) == 0 {
			return err
		}
		return s.tx.UpdateLead(ctx, l)
	})
}

// Credit takes a rejected handoff out of the share of who had it, once.
func (d *Desk) Credit(ctx context.Context, by account.Person, id handoff.ID) error {
	return d.change(ctx, by, id, 0, func(s operation, h *handoff.Handoff) error {
		credit, err := h.Credit(by, s.policy.Reasons[h.Reason], s.at)
		if err != nil {
			return err
		}
		return s.tx.Credit(ctx, credit)
	})
}

// Regrade says how good by finds a lead that sales has, and why.
func (d *Desk) Regrade(
	ctx context.Context, by account.Person, id handoff.ID, version int, grade lead.Grade, words string,
) error {
	return d.change(
		ctx, by, id, version, func(s operation, h *handoff.Handoff) error { return h.Regrade(by, grade, words, s.at) },
	)
}

// WaitFor lets the clocks of a handoff stand until a day that the lead named, as "call me on 12 March"; the zero day
// takes that back.
func (d *Desk) WaitFor(ctx context.Context, by account.Person, id handoff.ID, version int, day time.Time) error {
	return d.change(
		ctx, by, id, version,
		func(s operation, h *handoff.Handoff) error { return h.WaitFor(by, day, s.policy, s.at) },
	)
}
