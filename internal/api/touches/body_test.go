package touches

import (
	"bytes"
	"encoding/json"
	"errors"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"baton/internal/api/call"
	"baton/internal/errs"
	"baton/internal/handoff/desk"
)

// Whatever is sent, it is read or refused in words, at places that the body has or lacks.
func FuzzTouchesAreReadOrRefused(f *testing.F) {
	for _, seed := range []string{
		`{"email": "ada@company.example", "kind": "form"}`,
		`[{"lead": 1, "kind": "visit", "at": "2026-11-03T09:00:00Z", "source": 1, "campaign": "Autumn"}]`,
		`{}`, `[]`, `null`, `[null, 3]`, `{"a/b~": 1}`, `{"lead": 1e400}`, `NaN`, `{"kind": "\ud800"}`, "\xff",
		`{"at": "0000-01-01T00:00:00Z", "kind": "form", "lead": 1}`,
	} {
		f.Add([]byte(seed))
	}
	now := time.Date(2026, 11, 3, 10, 0, 0, 0, time.UTC)
	f.Fuzz(func(t *testing.T, body []byte) {
		contacts, list, err := readTouches(call.Write{RawBody: body}, now)
		var broken *call.Problem
		var problems errs.Problems
		switch {
		case err == nil:
			if wrong := desk.CheckTouches(contacts, now); len(wrong) > 0 {
				t.Errorf("it was taken, and is wrong: %v", wrong)
			}
		case errors.As(err, &broken):
			if broken.Status != 400 || json.Valid(body) && len(strings.TrimSpace(string(body))) > 0 {
				t.Errorf("%d for %q", broken.Status, body)
			}
		case errors.As(err, &problems):
			var value any
			decoder := json.NewDecoder(bytes.NewReader(body))
			decoder.UseNumber()
			if err := decoder.Decode(&value); err != nil {
				t.Fatalf("%q is no JSON, and was read: %v", body, err)
			}
			for _, fault := range call.Faults(inBody(problems, list)) {
				if fault.Detail == "" || !points(value, fault.Pointer) {
					t.Errorf("%q has nothing at %s: %s", body, fault.Pointer, fault.Detail)
				}
			}
		default:
			t.Errorf("%v", err)
		}
	})
}

// points reports whether a pointer leads to a part of value, or to a field that an object of it lacks.
func points(value any, pointer string) bool {
	path, ok := strings.CutPrefix(pointer, "#")
	for path != "" && ok {
		var name string
		name, path, _ = strings.Cut(strings.TrimPrefix(path, "/"), "/")
		if path != "" {
			path = "/" + path
		}
		name, err := url.PathUnescape(name)
		if err != nil {
			return false
		}
		name = strings.NewReplacer("~1", "/", "~0", "~").Replace(name)
		switch part := value.(type) {
		case []any:
			i, err := strconv.Atoi(name)
			if ok = err == nil && i < len(part); ok {
				value = part[i]
			}
		case map[string]any:
			inner, there := part[name]
			if known := touch.Has(name); !there && !known {
				return false
			}
			value = inner
		default:
			return false
		}
	}
	return ok
}
