package lead_test

import (
	"errors"
	"testing"
	"time"

	"baton/internal/errs"
	"baton/internal/lead"
)

func TestAnAbsenceIsTakenFromItsFirstDayToItsLast(t *testing.T) {
	tokyo, err := time.LoadLocation("Asia/Tokyo")
	if err != nil {
		t.Fatal(err)
	}
	at := time.Date(2026, 11, 3, 20, 0, 0, 0, time.UTC).In(tokyo) // the 4th there
	for _, tc := range []struct{ name, first, last, field, words string }{
		{"a week", "2026-11-09", "2026-11-13", "", ""},
		{"one day", "2026-11-09", "2026-11-09", "", ""},
		{"today", "2026-11-04", "2026-11-04", "", ""},
		{"since last week", "2026-10-28", "2026-11-04", "", ""},
		{"yesterday", "2026-11-03", "2026-11-03", "to", "This is already over. Choose a day from today on."},
		{"the end before the start", "2026-11-13", "2026-11-12", "to",
			"This is before the first day. Choose the last day away."},
		{"no start", "", "2026-11-12", "from", "Choose the first day away."},
		{"no end", "2026-11-13", "", "to", "Choose the last day away."},
		{"longer than a year", "2026-11-13", "2027-11-14", "to", "This is longer than a year. Choose an earlier day."},
	} {
		first, _ := lead.Day(tc.first)
		last, _ := lead.Day(tc.last)
		var problems errs.Problems
		err := lead.CheckAbsence(first, last, at)
		if errors.As(err, &problems); problems[tc.field] != tc.words || (err == nil) != (tc.words == "") {
			t.Errorf("%s: %v", tc.name, err)
		}
	}
}
