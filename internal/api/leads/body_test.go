package leads

import (
	"encoding/json"
	"errors"
	"testing"

	"baton/internal/api/call"
	"baton/internal/errs"
	"baton/internal/handoff/desk"
	"baton/internal/lead"
)

var seeds = []string{
	`{"name": "Ada", "custom": {"tier": "gold", "seats": 1e3}, "company_size": "51-200", "consent": true}`,
	`{"first_name": "Ada", "last_name": "Byron", "source": 1, "campaign": "Autumn", "at": "2026-11-03T09:00:00Z"}`,
	`{"name": null, "custom": null, "company_size": null, "source": null}`, `{"company_size": 1e400}`,
	`{"custom": {"x": 1e-400000000, "y": null, "a/b": []}}`, `{}`, `[]`, `null`, `{"on_known": "skip", "kind": "form"}`,
	`{"email": "Ada <ada@company.example>", "phone": "\ud800"}`, `{"a/b~": 1}`, `{"first_name": ""}`,
}

// Whatever is sent, it is read or refused in words.
func FuzzLeadsAreReadOrRefused(f *testing.F) {
	for _, seed := range seeds {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		s, err := readLead(call.Write{RawBody: body})
		told(t, body, err)
		if err == nil {
			s.Lead.Normalise()
			s.Lead.Check()
		}
		change, err := readChange(call.Write{RawBody: body})
		told(t, body, err)
		if err != nil {
			return
		}
		once := desk.Arrival{Lead: lead.Lead{Name: "Ada", Custom: map[string]any{"tier": "gold"}}}
		change.Change(&once)
		twice := once
		change.Change(&twice)
		a, _ := json.Marshal(once)
		b, _ := json.Marshal(twice)
		if string(a) != string(b) {
			t.Errorf("%s makes %s, and again %s", body, a, b)
		}
	})
}

func told(t *testing.T, body []byte, err error) {
	t.Helper()
	var broken *call.Problem
	var problems errs.Problems
	switch {
	case err == nil:
	case errors.As(err, &broken):
		if broken.Status != 400 {
			t.Errorf("%d for %q", broken.Status, body)
		}
	case errors.As(err, &problems):
		for _, fault := range call.Faults(problems) {
			if fault.Detail == "" {
				t.Errorf("%q is refused at %s without words", body, fault.Pointer)
			}
		}
	default:
		t.Errorf("%q: %v", body, err)
	}
}
