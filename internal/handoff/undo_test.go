package handoff_test

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"baton/internal/errs"
	"baton/internal/handoff"
	"baton/internal/lead"
)

func same(a, b handoff.Handoff) bool { return reflect.DeepEqual(a, b) }

func TestUndo(t *testing.T) {
	accepted := func() *handoff.Handoff { return decided(t, held(), accept(rosa, ten)) }
	rejected := func() *handoff.Handoff { return decided(t, held(), reject(rosa, tooSmall, "ten people", ten)) }
	rerouted := rejected()
	rerouted.Latest = false
	const over = "A verdict can be undone for ten minutes. They are over. Talk to your manager."
	const built = "This lead has moved on since the verdict, so it cannot be undone."
	const none = "There is no verdict to undo. This lead still waits for one."
	walk(t, []step{
		{"an acceptance at once", accepted(), undo(rosa, ten), nil, "", handoff.EventUndone, lead.Submitted},
		{"an acceptance at the tenth minute", accepted(), undo(rosa, ten.Add(10*time.Minute)), nil, "", handoff.EventUndone,
			lead.Submitted},
		{"an acceptance after the tenth minute", accepted(), undo(rosa, ten.Add(10*time.Minute+1)), errs.Conflict, over, "",
			""},
		{"a rejection at the tenth minute", rejected(), undo(rosa, ten.Add(10*time.Minute)), nil, "", handoff.EventUndone,
			lead.Submitted},
		{"a rejection after the tenth minute", rejected(), undo(rosa, ten.Add(10*time.Minute+1)), errs.Conflict, over, "",
			""},
		{"somebody else's", accepted(), undo(tom, ten), errs.Conflict, "Only Rosa can undo this verdict.", "", ""},
		{"somebody else's, as the manager", accepted(), undo(jo, ten), errs.Conflict, "Only Rosa can undo this verdict.", "",
			""},
		{"no verdict", held(), undo(rosa, ten), errs.Conflict, none, "", ""},
		{"a recall", decided(t, held(), recall(mia, ten)), undo(mia, ten), errs.Conflict, none, "", ""},
		{"twice", decided(t, accepted(), undo(rosa, ten)), undo(rosa, ten), errs.Conflict, none, "", ""},
		{"after the next handoff", rerouted, undo(rosa, ten), errs.Conflict, built, "", ""},
		{"after a contact attempt", decided(t, accepted(), attempt(rosa, "bounced", ten)), undo(rosa, ten), errs.Conflict,
			built, "", ""},
	})
}

func TestUndoingLeavesNothingBehind(t *testing.T) {
	want := held()
	h := held()
	if err := h.Reject(rosa, tooSmall, "ten people", house(), ten.Add(time.Minute)); err != nil {
		t.Fatal(err)
	}
	h.Changes = handoff.Changes{}
	if err := h.Undo(rosa, ten.Add(2*time.Minute)); err != nil {
		t.Fatal(err)
	}
	undone := handoff.Undone{Verdict: handoff.Rejected, By: rosa.ID, At: ten.Add(time.Minute), Reason: tooSmall.ID,
		Feedback: "ten people"}
	if h.Changes.Undone == nil || *h.Changes.Undone != undone {
		t.Errorf("kept of the verdict: %+v", h.Changes.Undone)
	}
	h.Changes, h.VerdictByName = handoff.Changes{}, ""
	if diff := cmp.Diff(want, h); diff != "" {
		t.Error(diff)
	}
	later := decided(t, held(), accept(rosa, ten), undo(rosa, ten), reject(rosa, spam, "", ten.Add(time.Hour)))
	if later.Verdict != handoff.Rejected || later.Decide.Wall != time.Hour || !later.ContactDueAt.IsZero() {
		t.Errorf("the second verdict is %+v", later)
	}
}

func TestAnOpenQuestionSurvivesAVerdictThatIsTakenBack(t *testing.T) {
	h := decided(t, held(), ask(rosa, ten.Add(20*time.Minute)), accept(rosa, ten.Add(30*time.Minute)),
		undo(rosa, ten.Add(31*time.Minute)))
	if err := h.Answer(mia, "She does.", house(), ten.Add(50*time.Minute)); err != nil {
		t.Errorf("marketing cannot answer any more: %v", err)
	}
}

func TestAsk(t *testing.T) {
	words := func(w string) func(*handoff.Handoff) error {
		return func(h *handoff.Handoff) error { return h.Ask(rosa, w, ten) }
	}
	walk(t, []step{
		{"by the owner", held(), ask(rosa, ten), nil, "", handoff.EventAsked, lead.Submitted},
		{"by a colleague, from the pool", pooled(), ask(tom, ten), nil, "", handoff.EventAsked, lead.Submitted},
		{"by another team", held(), ask(kim, ten), errs.Forbidden, notSales, "", ""},
		{"by marketing", held(), ask(mia, ten), errs.Forbidden, notSales, "", ""},
		{"a second question", decided(t, held(), ask(rosa, ten)), ask(tom, ten), errs.Conflict,
			"Marketing already has a question about this lead. Wait for the answer first.", "", ""},
		{"again, after the answer", decided(t, held(), ask(rosa, ten), answer(mia, ten)), ask(rosa, ten), nil, "",
			handoff.EventAsked, lead.Submitted},
		{"after the verdict", decided(t, held(), accept(rosa, ten)), ask(rosa, ten), errs.Conflict,
			"Rosa accepted this lead on 3 November at 10:00.", "", ""},
		{"nothing", held(), words(" \n"), errs.Invalid, "question: Write what you want to know.", "", ""},
		{"10,000 characters", held(), words(strings.Repeat("é", 10_000)), nil, "", handoff.EventAsked, lead.Submitted},
		{"10,001 characters", held(), words(strings.Repeat("é", 10_001)), errs.Invalid,
			"question: This is too long. The maximum is 10,000 characters.", "", ""},
	})
	h := held()
	if err := h.Ask(rosa, " Who\r\ndecides? ", ten); err != nil ||
		*h.Changes.Question != (handoff.Question{Words: "Who\ndecides?", By: rosa.ID, At: ten}) {
		t.Errorf("asked %+v, %v", h.Changes.Question, err)
	}
}

func TestAnswer(t *testing.T) {
	asked := func() *handoff.Handoff { return decided(t, held(), ask(rosa, ten)) }
	empty := func(h *handoff.Handoff) error { return h.Answer(mia, " ", house(), ten) }
	walk(t, []step{
		{"by who sent it", asked(), answer(mia, ten), nil, "", handoff.EventAnswered, lead.Submitted},
		{"by a colleague", asked(), answer(maxi, ten), nil, "", handoff.EventAnswered, lead.Submitted},
		{"by another marketing team", asked(), answer(ben, ten), errs.Forbidden, notMarketing, "", ""},
		{"by who asked", asked(), answer(rosa, ten), errs.Forbidden, notMarketing, "", ""},
		{"nothing", asked(), empty, errs.Invalid, "answer: Write the answer.", "", ""},
		{"no question", held(), answer(mia, ten), errs.Conflict, "This question is already answered.", "", ""},
		{"twice", decided(t, asked(), answer(mia, ten)), answer(maxi, ten), errs.Conflict,
			"This question is already answered.", "", ""},
		{"after the verdict", decided(t, asked(), accept(rosa, ten)), answer(mia, ten), errs.Conflict,
			"Rosa accepted this lead on 3 November at 10:00.", "", ""},
	})
}

func TestTheDecideClockStandsWhileMarketingHasTheQuestion(t *testing.T) {
	for _, tc := range []struct {
		name            string
		asked, answered time.Duration
		due             time.Time
	}{
		{"answered at once", 20 * time.Minute, 20 * time.Minute, ten.Add(time.Hour)},
		{"answered after half an hour", 20 * time.Minute, 50 * time.Minute, ten.Add(90 * time.Minute)},
		{"answered the next day before work", 20 * time.Minute, 22 * time.Hour, ten.Add(23*time.Hour + 40*time.Minute)},
		{"answered just before work ends", 20 * time.Minute, 7*time.Hour + 50*time.Minute,
			ten.Add(23*time.Hour + 30*time.Minute)},
		{"asked when one minute was left", 59 * time.Minute, 3 * time.Hour, ten.Add(3*time.Hour + time.Minute)},
		{"asked when the time was up", 60 * time.Minute, 3 * time.Hour, ten.Add(time.Hour)},
		{"asked too late", 61 * time.Minute, 3 * time.Hour, ten.Add(time.Hour)},
	} {
		t.Run(tc.name, func(t *testing.T) {
			h := decided(t, held(), ask(rosa, ten.Add(tc.asked)))
			if !h.PausedAt.Equal(ten.Add(tc.asked)) {
				t.Errorf("the clock stands since %s", h.PausedAt)
			}
			for name, resume := range map[string]func(*handoff.Handoff) error{"answer": answer(mia, ten.Add(tc.answered)),
				"verdict": accept(rosa, ten.Add(tc.answered))} {
				next := *h
				if err := resume(&next); err != nil {
					t.Fatal(err)
				}
				if !next.PausedAt.IsZero() || !next.DueAt.Equal(tc.due) {
					t.Errorf("after the %s it is due %s, want %s; stands since %s", name, next.DueAt.In(berlin), tc.due, next.PausedAt)
				}
			}
		})
	}
}
