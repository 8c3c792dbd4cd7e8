package reports

import (
	"testing"
	"time"

	"baton/internal/agreement"
	"baton/internal/api/call"
	"baton/internal/policy"
)

// Whatever is sent as goals, each that is taken is one that can be set.
func FuzzGoalsAreReadOrRefused(f *testing.F) {
	for _, seed := range []string{
		`{"goals": [{"metric": "won", "starts_on": "2026-11-01", "ends_on": "2026-11-30", "target": 12}]}`,
		`{"goals": [{"metric": "rejected_for", "reason": "wrong_size", "starts_on": "2026-11-01", "ends_on": "2026-11-30",
			"target": 1e2, "team": 3, "person": 4}, null, 3, {}]}`,
		`{"goals": []}`, `{"goals": {}}`, `[]`, `{"goals": [{"target": 1e400}]}`, `{"goals": [{"target": -0.5}], "x": 1}`,
	} {
		f.Add([]byte(seed))
	}
	today := time.Date(2026, 11, 3, 0, 0, 0, 0, time.UTC)
	p := &policy.Policy{Reasons: map[agreement.ReasonID]agreement.Reason{
		1: {ID: 1, List: agreement.Reject, Code: "wrong_size"},
	}}
	f.Fuzz(func(t *testing.T, body []byte) {
		value, err := call.Write{RawBody: body}.Parsed()
		if err != nil {
			return
		}
		goals, problems := readGoals(value, p, today)
		for place, words := range problems {
			if words == "" {
				t.Errorf("%q is refused at %s without words", body, place)
			}
		}
		for _, g := range goals {
			if err := g.Check(today); len(problems) == 0 && err != nil {
				t.Errorf("%q is taken, and is wrong: %v", body, err)
			}
		}
	})
}
