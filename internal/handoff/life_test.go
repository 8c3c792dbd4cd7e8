package handoff_test

import (
	"cmp"
	"errors"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"baton/internal/account"
	"baton/internal/agreement"
	"baton/internal/errs"
	"baton/internal/handoff"
	"baton/internal/handoff/tally"
	"baton/internal/lead"
)

// something is anything that anybody may try with a handoff.
func something(t *rapid.T, at time.Time) func(*handoff.Handoff) error {
	by := rapid.SampledFrom([]account.Person{mia, maxi, ben, rosa, rosa, rosa, tom, kim, jo, ada}).Draw(t, "by")
	why := rapid.SampledFrom([]agreement.Reason{{}, tooSmall, territory, spam, duplicate, other, retired, noNeed, noReach,
		otherEnd}).Draw(t, "reason")
	words := rapid.SampledFrom([]string{"", "words"}).Draw(t, "words")
	cents := int64(rapid.IntRange(-1, 3).Draw(t, "cents"))
	switch rapid.SampledFrom([]string{"claim", "accept", "accept", "reject", "recall", "undo", "undo", "ask", "answer",
		"attempt", "attempt", "qualify", "disqualify", "win", "lose", "dispute", "rule", "recycle", "rest", "come back",
		"restore", "close", "reopen", "regrade"}).Draw(t, "act") {
	case "claim":
		return claim(by, at)
	case "accept":
		return accept(by, at)
	case "reject":
		return reject(by, why, words, at)
	case "recall":
		return recall(by, at)
	case "undo":
		return undo(by, at)
	case "ask":
		return ask(by, at)
	case "answer":
		return answer(by, at)
	case "attempt":
		a := handoff.Attempt{Kind: "call", Outcome: rapid.SampledFrom(handoff.AttemptOutcomes).Draw(t, "outcome")}
		if ago := rapid.IntRange(-2, 90).Draw(t, "minutes ago"); ago != 0 {
			a.At = at.Add(-time.Duration(ago) * time.Minute)
		}
		return func(h *handoff.Handoff) error { return h.LogAttempt(by, a, house(), at) }
	case "qualify":
		return func(h *handoff.Handoff) error {
			return h.Qualify(by, handoff.Qualification{ValueCents: cents, Currency: "EUR", ExpectedOn: at.AddDate(0, 1, 0)}, at)
		}
	case "disqualify":
		return func(h *handoff.Handoff) error {
			return h.Disqualify(by, why, time.Time{}, words, house().Agreement.Terms, at)
		}
	case "win":
		return func(h *handoff.Handoff) error { return h.Win(by, cents, at) }
	case "dispute":
		return dispute(by, words, at)
	case "rule":
		return rule(by, rapid.SampledFrom([]handoff.Ruling{handoff.NoRuling, handoff.Upheld, handoff.Overturned}).Draw(t,
			"ruling"), words, at)
	case "recycle":
		return recycle(by, at.AddDate(0, 0, rapid.IntRange(-1, 40).Draw(t, "days")), at)
	case "rest":
		return func(h *handoff.Handoff) error {
			if h.Outcome != handoff.Disqualified {
				return nil
			}
			if err := h.AutoRecycle(time.Time{}, house().Agreement.Terms, at); h.Stage == lead.Disqualified || err == nil {
				return err
			}
			return nil // it rests already, or somebody opened it again
		}
	case "come back":
		return func(h *handoff.Handoff) error { return h.ComeBack(at) }
	case "restore":
		return func(h *handoff.Handoff) error { return h.Restore(by, cmp.Or(h.Outcome, handoff.Qualified), at) }
	case "regrade":
		return func(h *handoff.Handoff) error { return h.Regrade(by, "C", words, at) }
	case "close":
		return func(h *handoff.Handoff) error { return h.Close(by, at) }
	case "reopen":
		return func(h *handoff.Handoff) error { return h.Reopen(by, at) }
	}
	return func(h *handoff.Handoff) error { return h.Lose(by, why, words, at) }
}

// stages are where a lead may be by its last handoff.
var stages = map[handoff.Verdict]map[handoff.Outcome][]lead.Stage{
	handoff.NoVerdict: {handoff.NoOutcome: {lead.Submitted}},
	handoff.Recalled:  {handoff.NoOutcome: {lead.Draft, lead.Closed}},
	handoff.Rejected:  {handoff.NoOutcome: {lead.Returned, lead.Closed, lead.Disputed, lead.Recycled, lead.Draft}},
	handoff.Accepted: {
		handoff.NoOutcome:    {lead.Accepted, lead.Working, lead.Qualified},
		handoff.Disqualified: {lead.Disqualified, lead.Recycled, lead.Draft, lead.Closed},
		handoff.Recycled:     {lead.Recycled, lead.Draft, lead.Closed},
		handoff.Won:          {lead.Won, lead.Draft, lead.Closed}, handoff.Lost: {lead.Lost, lead.Draft, lead.Closed},
	},
}

// broken names the first rule that h breaks, "" when it keeps all.
func broken(h *handoff.Handoff) string {
	decided, accepted := h.Verdict != handoff.NoVerdict, h.Verdict == handoff.Accepted
	for _, rule := range []struct {
		name string
		kept bool
	}{
		{"the stage follows from what happened", slices.Contains(stages[h.Verdict][h.Outcome], h.Stage)},
		{"a verdict has an author and a time", decided == (h.VerdictBy != 0) && decided == !h.VerdictAt.IsZero()},
		{"a rejection has a reason, nothing else has", (h.Verdict == handoff.Rejected) == (h.Reason != 0)},
		{"only a rejection is disputed", h.Dispute == nil || h.Verdict == handoff.Rejected},
		{"a ruling has an author and a time", h.Dispute == nil ||
			(h.Dispute.Ruling == handoff.NoRuling) == (h.Dispute.RuledBy == 0) &&
				(h.Dispute.RuledBy == 0) == h.Dispute.RuledAt.IsZero()},
		{"nobody rules on their own dispute", h.Dispute == nil || h.Dispute.RuledBy == 0 ||
			h.Dispute.RuledBy != h.Dispute.By && h.Dispute.RuledBy != h.VerdictBy && h.Dispute.RuledBy != h.SubmittedBy},
		{"nothing is recycled more often than agreed", h.Cycles <= house().Agreement.Terms.RecycleCap},
		{"only a rejection has feedback", h.Verdict == handoff.Rejected || h.Feedback == ""},
		{"working time is never longer than the wall's", h.Decide.Business <= h.Decide.Wall &&
			h.Contact.Business <= h.Contact.Wall && h.Decide.Business >= 0},
		{"the first attempt is no later than the first contact", h.ContactedAt.IsZero() ||
			!h.TriedFirstAt.After(h.ContactedAt)},
		{"a clock stands only while a verdict is awaited", h.PausedAt.IsZero() || !decided},
		{"the first contact is due after acceptance", accepted == !h.ContactDueAt.IsZero()},
		{"an accepted lead has an owner", !accepted || h.Owner != 0},
		{"contact follows acceptance", h.ContactedAt.IsZero() || accepted && !h.ContactedAt.Before(h.VerdictAt)},
		{"qualification follows contact", h.QualifiedAt.IsZero() || !h.ContactedAt.IsZero() &&
			!h.QualifiedAt.Before(h.ContactedAt)},
		{"a deal was qualified", (h.Outcome != handoff.Won && h.Outcome != handoff.Lost) || !h.QualifiedAt.IsZero()},
		{"a disqualified lead was not", h.Outcome != handoff.Disqualified || h.QualifiedAt.IsZero()},
		{"what was won has an amount", (h.Outcome == handoff.Won) == (h.WonCents > 0)},
		{"an end has an author, and a reason unless it was won", (h.Outcome == handoff.NoOutcome) == (h.OutcomeBy == 0) &&
			(h.Outcome == handoff.Disqualified || h.Outcome == handoff.Lost) == (h.OutcomeReason != 0)},
	} {
		if !rule.kept {
			return rule.name
		}
	}
	return ""
}

// misstep says what happened to a handoff that Life does not have, or what was forgotten of it; "" when nothing was.
func misstep(before handoff.Handoff, h *handoff.Handoff) string {
	at := before.Stage
	for _, e := range h.Changes.Events {
		i := slices.IndexFunc(handoff.Life,
			func(s handoff.Step) bool { return s.Kind == e.Kind && slices.Contains(s.From, at) })
		if i < 0 {
			return string(e.Kind) + " happened to a lead that is " + string(at)
		}
		if to := handoff.Life[i].To; len(to) == 1 {
			at = to[0]
		} else if len(to) > 0 {
			at = h.Stage
			if !slices.Contains(to, at) {
				return string(e.Kind) + " led to " + string(at)
			}
		}
	}
	switch {
	case at != h.Stage:
		return "the lead moved without an event"
	case before.Reason != 0 && h.Reason != before.Reason && h.Changes.Undone == nil:
		return "a reason was cleared"
	case before.OutcomeReason != 0 && h.OutcomeReason != before.OutcomeReason && h.Changes.Restored == nil:
		return "the reason of an outcome was cleared"
	case h.Changes.Undone != nil && h.Changes.Undone.Reason != before.Reason, h.Changes.Restored != nil &&
		h.Changes.Restored.Reason != before.OutcomeReason:
		return "what was taken back was forgotten"
	case before.Dispute != nil && (h.Dispute == nil || h.Dispute.Words != before.Dispute.Words):
		return "a dispute was forgotten"
	}
	return ""
}

func TestWhateverPeopleDoTheRulesHold(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		h, at := rapid.SampledFrom([]func() *handoff.Handoff{pooled, held}).Draw(t, "h")(), ten
		for range rapid.IntRange(1, 25).Draw(t, "steps") {
			at = at.Add(time.Duration(rapid.Int64Range(0,
				int64(rapid.SampledFrom([]time.Duration{time.Minute, 10 * time.Minute, 40 * time.Hour}).Draw(t, "within"))).Draw(t,
				"later")))
			before := *h
			err := something(t, at)(h)
			if err != nil {
				if !errors.Is(err, errs.Conflict) && !errors.Is(err, errs.Forbidden) && !errors.Is(err, errs.Invalid) {
					t.Fatalf("a fault: %v", err)
				}
				if !same(before, *h) {
					t.Fatalf("refused (%v), but something changed: %+v", err, h)
				}
			}
			if rule := broken(h); rule != "" {
				t.Fatalf("%s: %+v", rule, h)
			}
			if wrong := misstep(before, h); wrong != "" {
				t.Fatalf("%s: %+v", wrong, h)
			}
			h.Changes = handoff.Changes{}
			if h.Owner == rosa.ID {
				h.OwnerName = rosa.Name
			}
		}
	})
}

func TestTheTallyIsTheSumOfItsChanges(t *testing.T) {
	policy := house()
	rapid.Check(t, func(t *rapid.T) {
		h, at := held(), ten
		h.Number = rapid.IntRange(1, 2).Draw(t, "number")
		sum := tally.Difference(nil, tally.Of(h, policy))
		for range rapid.IntRange(1, 15).Draw(t, "steps") {
			at = at.Add(time.Duration(rapid.IntRange(0, 600).Draw(t, "seconds")) * time.Second)
			before := tally.Of(h, policy)
			if something(t, at)(h) != nil {
				continue
			}
			diff := tally.Difference(before, tally.Of(h, policy))
			for k, v := range diff {
				if v == (tally.Counts{}) {
					t.Fatalf("nothing is counted under %+v", k)
				}
				sum[k] = sum[k].Less(tally.Counts{}.Less(v))
			}
		}
		if diff := tally.Difference(sum, tally.Of(h, policy)); len(diff) != 0 {
			t.Fatalf("what was counted on the way is not what is: %+v", diff)
		}
	})
}
