package handoff

import (
	"cmp"
	"slices"
	"time"

	"baton/internal/account"
	"baton/internal/lead"
)

// ReopenedBy reports whether a touch opens the lead of h again, which has ended. Nobody asks for anything by looking at
// a page or by standing in a file, and what happened before the end is no news.
func (h *Handoff) ReopenedBy(t lead.Touch) bool {
	return t.Kind != "visit" && t.Kind != "import" && t.At.After(h.endedAt())
}

// endedAt is when the latest of what can end a lead happened to h.
func (h *Handoff) endedAt() time.Time {
	ended := []time.Time{h.SubmittedAt, h.VerdictAt, h.OutcomeAt}
	if h.Dispute != nil {
		ended = append(ended, h.Dispute.RuledAt)
	}
	return slices.MaxFunc(ended, func(a, b time.Time) int { return cmp.Compare(a.UnixMicro(), b.UnixMicro()) })
}

// Close ends what came back without another try.
func (h *Handoff) Close(by account.Person, at time.Time) error {
	if err := h.may(EventClosed, by); err != nil {
		return err
	}
	h.move(EventClosed, lead.Closed)
	h.record(EventClosed, by, at, nil)
	return nil
}

// Ended reports whether a lead in this stage has ended, so that it goes on only once it is reopened.
func Ended(stage lead.Stage) bool { return slices.Contains(stepAt(EventReopened, stage).From, stage) }

// WithMarketing reports whether a lead in this stage is marketing's to change.
func WithMarketing(stage lead.Stage) bool {
	return slices.Contains(stepAt(EventEdited, stage).From, stage)
}

// CanReopen says why by may not give the lead back to marketing, nil when they may.
func (h *Handoff) CanReopen(by account.Person) error { return h.may(EventReopened, by) }

// Reopen gives a lead that has ended back to marketing. What had ended it stays on the handoff.
func (h *Handoff) Reopen(by account.Person, at time.Time) error {
	if err := h.CanReopen(by); err != nil {
		return err
	}
	h.move(EventReopened, lead.Draft)
	h.record(EventReopened, by, at, nil)
	return nil
}
