package agreement_test

import (
	"testing"
	"time"

	"baton/internal/agreement"
)

func TestADayIsAWorkingDayOfTheCalendar(t *testing.T) {
	week := func(days ...agreement.Interval) []agreement.Interval { return days }
	office := week()
	for day := time.Monday; day <= time.Friday; day++ {
		office = append(office, agreement.Interval{Day: day, From: 9 * 60, To: 12 * 60},
			agreement.Interval{Day: day, From: 13 * 60, To: 18 * 60})
	}
	for _, c := range []struct {
		name    string
		week    []agreement.Interval
		day     time.Duration
		stretch time.Duration // of eight working hours
	}{
		{"no hours are 24", nil, 24 * time.Hour, 8 * time.Hour},
		{"two intervals a day", office, 8 * time.Hour, 33*time.Hour + 36*time.Minute},
		{"days of different length",
			week(agreement.Interval{Day: 1, From: 540, To: 1080}, agreement.Interval{Day: 2, From: 540, To: 720}), 6 * time.Hour,
			112 * time.Hour},
		{"a night shift", week(agreement.Interval{Day: 1, From: 22 * 60, To: 6 * 60}), 8 * time.Hour, 168 * time.Hour},
	} {
		calendar := agreement.Calendar{Zone: time.UTC, Week: c.week}
		if got := calendar.Workday(); got != c.day {
			t.Errorf("%s: a day is %s, want %s", c.name, got, c.day)
		}
		if got := calendar.Stretch(8 * time.Hour).Round(time.Second); got != c.stretch {
			t.Errorf("%s: eight working hours take %s, want %s", c.name, got, c.stretch)
		}
	}
}
