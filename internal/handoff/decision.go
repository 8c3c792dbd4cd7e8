package handoff

import (
	"fmt"
	"time"

	"baton/internal/account"
	"baton/internal/agreement"
	"baton/internal/errs"
)

// Verdict is how a handoff was answered.
type Verdict string

// The verdicts. NoVerdict is a handoff that waits.
const (
	NoVerdict Verdict = ""
	Accepted  Verdict = "accepted"
	Rejected  Verdict = "rejected"
	Recalled  Verdict = "recalled"
)

// UndoFor is how long the author of a verdict may take it back.
const UndoFor = 10 * time.Minute

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

// data is what the history says of it.
func (u *Undone) data() map[string]any {
	data := map[string]any{"verdict": u.Verdict}
	if u.Reason != 0 {
		data["reason"] = u.Reason
	}
	return data
}

// waiting answers Conflict, saying who decided and when, unless there is no verdict.
func (d *Decision) waiting(by account.Person) error {
	switch d.Verdict {
	case NoVerdict:
		return nil
	case Recalled:
		return errs.Say(
			errs.Conflict,
			fmt.Sprintf("%s took this lead back %s. It no longer needs a verdict.", d.VerdictByName, by.When(d.VerdictAt)),
		)
	}
	return errs.Say(errs.Conflict, fmt.Sprintf("%s %s this lead %s.", d.VerdictByName, d.Verdict, by.When(d.VerdictAt)))
}

// undoable says why by may not take back the verdict at this moment, as far as the verdict alone can tell.
func (d *Decision) undoable(by account.Person, at time.Time) error {
	switch {
	case d.Verdict != Accepted && d.Verdict != Rejected:
		return errs.Say(errs.Conflict, "There is no verdict to undo. This lead still waits for one.")
	case d.VerdictBy != by.ID:
		return errs.Say(errs.Conflict, fmt.Sprintf("Only %s can undo this verdict.", d.VerdictByName))
	case d.final(at):
		return errs.Say(errs.Conflict, "A verdict can be undone for ten minutes. They are over. Talk to your manager.")
	}
	return nil
}

// final reports whether nobody can take back the verdict any more.
func (d *Decision) final(at time.Time) bool { return at.Sub(d.VerdictAt) > UndoFor }

// undone is the verdict as one that is taken back.
func (d *Decision) undone() *Undone {
	return &Undone{d.Verdict, d.VerdictBy, d.VerdictAt, d.Reason, d.Feedback}
}

// clear takes the verdict away. A question that was asked before it stays.
func (d *Decision) clear() {
	d.Verdict, d.VerdictBy, d.VerdictAt, d.Reason, d.Feedback = NoVerdict, 0, time.Time{}, 0, ""
	d.Decide, d.Own = Spent{}, Spent{}
}

// Overturned reports whether a ruling made an acceptance of the rejection.
func (d *Decision) Overturned() bool { return d.Dispute != nil && d.Dispute.Ruling == Overturned }

// disputable says why by may not dispute the rejection at this moment, as far as the verdict alone can tell.
func (d *Decision) disputable(by account.Person, terms agreement.Terms, at time.Time) error {
	if d.Dispute != nil {
		return errs.Say(
			errs.Conflict,
			fmt.Sprintf("This rejection was already disputed, and %s. It cannot be disputed again.", d.Dispute.Ruling),
		)
	}
	if until := d.VerdictAt.AddDate(0, 0, terms.DisputeDays); at.After(until) {
		return errs.Say(
			errs.Conflict,
			fmt.Sprintf(
				"A rejection can be disputed for %d days. The time ended %s. Fix the lead and hand it over again.",
				terms.DisputeDays, by.When(until),
			),
		)
	}
	return nil
}

// rule ends the dispute with a ruling and its reason.
func (d *Decision) rule(ruling Ruling, words string, by account.Person, at time.Time) *Dispute {
	ruled := *d.Dispute
	ruled.Ruling, ruled.RulingWords, ruled.RuledBy, ruled.RuledByName, ruled.RuledAt = ruling, words, by.ID, by.Name, at
	d.Dispute = &ruled
	return d.Dispute
}
