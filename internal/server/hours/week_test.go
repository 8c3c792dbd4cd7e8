package hours

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"baton/internal/account"
	"baton/internal/agreement"
	"baton/internal/errs"
)

// sent is a request that sent a form, given as name, value, name, value.
func sent(fields ...string) *http.Request {
	form := url.Values{}
	for i := 0; i+1 < len(fields); i += 2 {
		form.Add(fields[i], fields[i+1])
	}
	r := httptest.NewRequest("POST", "/", strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if err := r.ParseForm(); err != nil {
		panic(err)
	}
	return r
}

func TestWorkingHoursAreReadAndSaid(t *testing.T) {
	var office []string
	for day := 1; day <= 5; day++ {
		office = append(office, hourField(day, "from", ""), "09:00", hourField(day, "to", ""), "18:00")
	}
	for _, c := range []struct {
		name   string
		fields []string
		words  string
		n      int
	}{
		{"no hours", nil, "Around the clock", 0},
		{"office hours", office, "Monday to Friday 9:00 to 18:00", 5},
		{"two stretches and a night",
			[]string{"hours_1_from", "09:00", "hours_1_to", "13:00", "hours_1_from_2", "16:00", "hours_1_to_2", "19:30",
				"hours_6_from", "22:00", "hours_6_to", "00:00", "hours_7_from", "22:00", "hours_7_to", "00:00"},
			"Monday 9:00 to 13:00 and 16:00 to 19:30, Saturday and Sunday 22:00 to 24:00", 4},
		{"nights", []string{"hours_1_from", "22:00", "hours_1_to", "06:00", "hours_2_from", "22:00", "hours_2_to", "06:00",
			"hours_7_from", "20:00", "hours_7_to", "24:00"},
			"Monday and Tuesday 22:00 to 6:00, Sunday 20:00 to 24:00", 3},
		{"a whole day", []string{"hours_6_from", "00:00", "hours_6_to", "24:00", "hours_7_from", "00:00", "hours_7_to",
			"00:00"}, "Saturday and Sunday 0:00 to 24:00", 2},
		{"as people type it", []string{"hours_1_from", "9", "hours_1_to", "5:30 pm", "hours_2_from", "9am", "hours_2_to",
			"17.30", "hours_3_from", " 09:00 ", "hours_3_to", "17h30", "hours_4_from", "0900", "hours_4_to", "1730"},
			"Monday to Thursday 9:00 to 17:30", 4},
	} {
		t.Run(c.name, func(t *testing.T) {
			week, err := TypedWeek(sent(c.fields...))
			if err != nil || len(week) != c.n || WeekWords(account.DateStyle{}, week) != c.words {
				t.Fatalf("read %v, said %q, %v", week, WeekWords(account.DateStyle{}, week), err)
			}
			days, whole := Days(week)
			var again []string
			for _, d := range days {
				again = append(again, hourField(d.Number, "from", ""), d.From, hourField(d.Number, "to", ""), d.To,
					hourField(d.Number, "from", "_2"), d.From2, hourField(d.Number, "to", "_2"), d.To2)
			}
			back, err := TypedWeek(sent(again...))
			if err != nil || !whole || !slices.Equal(back, week) {
				t.Errorf("the form gives back %v, %v", back, err)
			}
		})
	}
	three := []agreement.Interval{{Day: time.Monday, From: 60, To: 120}, {Day: time.Monday, From: 180, To: 240},
		{Day: time.Monday, From: 300, To: 360}}
	if _, whole := Days(three); whole {
		t.Error("three stretches are said to fit")
	}
}

func TestWorkingHoursThatCannotBeSayWhere(t *testing.T) {
	for field, fields := range map[string][]string{
		"hours_1_to":   {"hours_1_from", "09:00"},
		"hours_2_from": {"hours_2_to", "09:00"},
		"hours_3_from": {"hours_3_from", "09:00", "hours_3_to", "06:00"},
		"hours_7_from": {"hours_7_from", "09:00", "hours_7_to", "09:00"},
		"hours_1_from": {"hours_1_from", "24:00", "hours_1_to", "06:00", "hours_7_from", "22:00", "hours_7_to", "06:00"},
		"hours_2_to":   {"hours_2_from", "08:00", "hours_2_to", "24:01"},
		"hours_4_to_2": {"hours_4_from_2", "09:00", "hours_4_to_2", "25:00"},
		"hours_5_from": {"hours_5_from", "09:00", "hours_5_to", "12:00", "hours_5_from_2", "11:00", "hours_5_to_2",
			"13:00"},
		"hours_6_from_2": {"hours_6_from_2", "nine", "hours_6_to_2", "10:00"},
	} {
		var problems errs.Problems
		if _, err := TypedWeek(sent(fields...)); !errors.As(err, &problems) || problems[field] == "" || len(problems) != 1 {
			t.Errorf("%s: %v", field, err)
		}
	}
}

func TestANightThatRunsIntoTheNextDayIsRefusedThere(t *testing.T) {
	for _, c := range []struct {
		name  string
		night []string
		field string
	}{
		{"from Monday to Tuesday",
			[]string{"hours_1_from", "22:00", "hours_1_to", "06:00", "hours_2_from", "05:00", "hours_2_to", "09:00"},
			"hours_2_from"},
		{"from Sunday to Monday",
			[]string{"hours_7_from", "22:00", "hours_7_to", "06:00", "hours_1_from", "05:59", "hours_1_to", "09:00"},
			"hours_1_from"},
		{"that ends as work begins",
			[]string{"hours_1_from", "22:00", "hours_1_to", "06:00", "hours_2_from", "06:00", "hours_2_to", "09:00"}, ""},
	} {
		var problems errs.Problems
		_, err := TypedWeek(sent(c.night...))
		if errors.As(err, &problems); (err == nil) != (c.field == "") || c.field != "" && problems[c.field] == "" {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}
