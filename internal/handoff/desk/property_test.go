package desk_test

import (
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"baton/internal/account"
	"baton/internal/count"
	"baton/internal/errs"
	"baton/internal/handoff"
	"baton/internal/handoff/desk"
	floor "baton/internal/handoff/handofftest"
	"baton/internal/handoff/tally"
	"baton/internal/lead"
)

// Whatever people do in whatever order, what a refusal says is of a kind that they can do something about and
// changes nothing, and what is kept says one thing everywhere.
func TestWhateverPeopleDoWhatIsKeptAgrees(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		f := floor.NewFloor()
		f.Terms.Reassign, f.Terms.AutoSubmit = rapid.Bool().
			Draw(rt, "lapsed leads go on"),
			rapid.Bool().
				Draw(rt, "leads go by themselves")
		s := begin(t, func(to *floor.Floor) { *to = f })
		for range rapid.IntRange(1, 60).Draw(rt, "acts") {
			before := s.Kept()
			act := floor.Draw(rt, before, f, s.Now)
			_, err := act.Do(ctx, s.Desk)
			after := s.Kept()
			if err != nil {
				if !refusal(err) {
					rt.Fatalf("%s: a fault: %v", act, err)
				}
				if diff := floor.Diff(before, after); diff != "" || len(s.Nudged()) > 0 {
					rt.Fatalf("%s is refused (%v), and yet: %s", act, err, diff)
				}
			}
			s.Nudged()
			for _, wrong := range disagreements(after, f) {
				rt.Fatalf("after %s: %s", act, wrong)
			}
			s.Wait(floor.Pause(rt))
		}
	})
}

// refusal reports whether err is one that a person may read.
func refusal(err error) bool {
	if errors.Is(err, errs.NotFound) || errors.Is(err, errs.Invalid) {
		return true
	}
	told := errs.Words(err) != "" || errors.As(err, new(*desk.Known)) || errors.As(err, new(*desk.SentBefore))
	return told && (errors.Is(err, errs.Conflict) || errors.Is(err, errs.Forbidden))
}

// disagreements are sentences about what is kept in two ways.
func disagreements(k floor.Kept, f floor.Floor) (wrong []string) {
	say := func(ok bool, words ...string) {
		if !ok {
			wrong = append(wrong, strings.Join(words, " "))
		}
	}
	open := map[account.PersonID]int{}
	var want tally.Counts
	for _, h := range k.Handoffs {
		name := h.LeadName
		if h.Verdict == handoff.NoVerdict {
			open[h.Owner]++
			say(h.Latest && h.Stage == lead.Submitted, name, "waits for a verdict and is", string(h.Stage))
			say(h.Owner == 0 || !h.OwnerDueAt.IsZero(), name, "has an owner without a clock")
		}
		say(h.Owner == 0 || f.Person(h.Owner).Role != account.Marketer, name, "is a marketer's")
		say(h.Verdict != handoff.Rejected || h.Reason != 0, name, "is rejected without a reason")
		say(
			h.Outcome == handoff.NoOutcome || h.Verdict == handoff.Accepted,
			name,
			"has an outcome without an acceptance",
		)
		say(h.Outcome != handoff.Won || !h.QualifiedAt.IsZero() && h.WonCents > 0, name, "is won without an amount")
		say(
			h.Asked == !h.PausedAt.IsZero() || h.Verdict != handoff.NoVerdict,
			name,
			"has a question while its clock runs, or none while it stands",
		)
		say(
			h.Held >= 0 && h.Decide.Business <= h.Decide.Wall && h.Own.Business <= h.Own.Wall &&
				h.Contact.Business <= h.Contact.Wall,
			name,
			"took more working time than time",
		)
		say(h.Cycles <= f.Terms.RecycleCap || len(k.Merges) > 0, name, "was recycled more often than allowed")
		for _, t := range tally.Of(&h, f.Policy()) {
			want = want.Plus(t)
		}
	}
	for id, load := range k.Loads {
		say(load.Open == open[id], f.Person(id).Name, "has another number of open handoffs than is counted")
	}
	for _, l := range k.Leads {
		want.Captured += count.If(l.Stage != lead.Merged)
	}
	say(k.Total() == want, "the reports count something else than there is")
	for _, r := range k.Recycled {
		say(
			r.Open() == (k.Leads[r.Lead].Stage == lead.Recycled && r.Open()),
			k.Leads[r.Lead].Called(),
			"rests and is",
			string(k.Leads[r.Lead].Stage),
		)
	}
	for id, l := range k.Leads {
		say(
			l.Stage != lead.Submitted && l.Stage != lead.Accepted || len(k.HandoffsOf(id)) > 0,
			l.Called(),
			"is with sales without a handoff",
		)
	}
	return wrong
}

// A verdict that is taken back at once leaves the clocks and the reports as they were.
func TestATakenBackVerdictLeavesTheClocksAsTheyWere(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		s := begin(t)
		r := s.HandOver(1)
		s.Wait(time.Duration(rapid.IntRange(0, 600).Draw(rt, "minutes")) * time.Minute)
		s.Fine(s.RemindAll(ctx))
		before := s.Handoff(r.Handoff)
		total := s.Kept().Total()
		verdict := handoff.Accepted
		if rapid.Bool().Draw(rt, "rejected") {
			verdict = handoff.Rejected
			s.Fine(s.Reject(ctx, floor.Rosa, r.Handoff, 0, floor.TooSmall.ID, ""))
		} else {
			s.Fine(s.Accept(ctx, floor.Rosa, r.Handoff, 0))
		}
		s.Fine(s.Undo(ctx, floor.Rosa, r.Handoff, verdict))
		after := s.Handoff(r.Handoff)
		after.Version, after.Held, after.HeldSince, before.Held, before.HeldSince = before.Version, 0, time.Time{}, 0,
			time.Time{}
		if !reflect.DeepEqual(before, after) || s.Kept().Total() != total {
			rt.Errorf("before %+v, after %+v", before, after)
		}
	})
}
