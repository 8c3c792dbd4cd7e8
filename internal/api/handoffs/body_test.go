package handoffs

import (
	"errors"
	"testing"

	"baton/internal/api/call"
	"baton/internal/errs"
)

// Whatever is sent with an act, it is read or refused in words.
func FuzzBodiesOfActsAreReadOrRefused(f *testing.F) {
	for _, seed := range []string{
		`{"reason": "wrong_size", "feedback": "No.", "words": "x", "until": "2026-12-01", "back_on": "2026-13-01"}`,
		`{"kind": "call", "outcome": "reached", "note": null, "at": "0001-01-01T00:00:00Z"}`, ``, `{}`, `[]`, `null`,
		`{"value": {"amount": "12000.00", "currency": "EUR"}, "expected_on": "2026-12-01"}`, `{"amount": {"amount": 5}}`,
		`{"ruling": "upheld", "words": "\ud800"}`, `{"question": 3, "answer": {}}`, `{"match": "other", "note": ""}`,
		`{"amount": {"amount": "9", "currency": "EUR", "x": 1}}`, `{"a/b~": 1}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		reads(t, body, noBody)
		reads(t, body, reject.body)
		reads(t, body, rule.body)
		reads(t, body, attempt.body)
		reads(t, body, disqualify.body)
		reads(t, body, recycle.body)
		reads(t, body, wordsBody("A question", "question", "What to ask."))
		if got := reads(t, body, qualify.body); got != nil {
			if minor, wrong := got.value.Minor("EUR"); minor < 0 || minor > 0 && wrong != "" {
				t.Errorf("%+v is %d: %s", got.value, minor, wrong)
			}
		}
		reads(t, body, win.body)
	})
}

// reads is a body as it is read, nil where it is refused.
func reads[T any](t *testing.T, text []byte, body call.Body[T]) *T {
	t.Helper()
	got, _, err := body.Whole(text, "application/json")
	var broken *call.Problem
	var problems errs.Problems
	switch {
	case err == nil:
		return &got
	case errors.As(err, &broken):
		if broken.Status != 400 {
			t.Errorf("%d for %q", broken.Status, text)
		}
	case errors.As(err, &problems):
		for place, words := range problems {
			if words == "" {
				t.Errorf("%q is refused at %s without words", text, place)
			}
		}
	default:
		t.Errorf("%q: %v", text, err)
	}
	return nil
}
