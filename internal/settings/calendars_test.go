package settings

import (
	"testing"
	"time"

	"baton/internal/agreement"
	"baton/internal/errs"
)

var noon = time.Date(2026, 11, 3, 12, 0, 0, 0, time.UTC)

func TestAnAbsenceEndsAfterItBegins(t *testing.T) {
	const words = "Choose a day after today. Without a day, the return stays open."
	refusal(t, "until further notice", mayBeAway(time.Time{}, noon), errs.Invalid, "until", "")
	refusal(t, "until later", mayBeAway(noon.Add(time.Second), noon), errs.Invalid, "until", "")
	refusal(t, "until now", mayBeAway(noon, noon), errs.Invalid, "until", words)
	refusal(t, "until before", mayBeAway(noon.Add(-time.Second), noon), errs.Invalid, "until", words)
}

func TestAPersonHasAHundredAbsencesAheadAtMost(t *testing.T) {
	refusal(t, "the hundredth", oneMoreAbsence(99), errs.Invalid, "from", "")
	refusal(t, "one more", oneMoreAbsence(100), errs.Invalid, "from",
		"There are already 100 future absences, the maximum. Delete one first.")
}

func TestADayOfATeamIsWrittenDownOnce(t *testing.T) {
	const again = "This day is already in the list. Delete that entry first."
	closing := agreement.OwnDay{On: time.Date(2026, 12, 24, 0, 0, 0, 0, time.UTC)}
	yearly := agreement.OwnDay{On: time.Date(2025, 12, 24, 0, 0, 0, 0, time.UTC), Yearly: true}
	nextYear := agreement.OwnDay{On: time.Date(2026, 12, 24, 0, 0, 0, 0, time.UTC), Yearly: true}
	var many []agreement.OwnDay
	for i := range mostTeamDays {
		many = append(many, agreement.OwnDay{On: closing.On.AddDate(0, 0, 1+i)})
	}
	for _, c := range []struct {
		name  string
		day   agreement.OwnDay
		known []agreement.OwnDay
		words string
	}{
		{"the first", closing, nil, ""},
		{"the same", closing, []agreement.OwnDay{closing}, again},
		{"once beside every year", closing, []agreement.OwnDay{yearly}, ""},
		{"every year twice", nextYear, []agreement.OwnDay{yearly}, again},
		{"as many as there can be", closing, many[1:], ""},
		{"one more", closing, many, "The team already has 200 days off of its own, the maximum. Delete one first."},
	} {
		refusal(t, c.name, dayFree(c.day, c.known), errs.Invalid, "day", c.words)
	}
}
