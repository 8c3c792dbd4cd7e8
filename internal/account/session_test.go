package account_test

import (
	"errors"
	"testing"

	"baton/internal/account"
	"baton/internal/errs"
)

func TestADeviceIsCalledInPlainWords(t *testing.T) {
	for agent, want := range map[string]string{
		"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) " +
			"Chrome/126.0.0.0 Safari/537.36": "Chrome on Windows",
		"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) " +
			"Chrome/126.0.0.0 Safari/537.36 Edg/126.0.0.0": "Edge on Windows",
		"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) " +
			"Version/17.5 Safari/605.1.15": "Safari on a Mac",
		"Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) " +
			"Version/17.5 Mobile/15E148 Safari/604.1": "Safari on an iPhone",
		"Mozilla/5.0 (iPad; CPU OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) " +
			"CriOS/126.0 Mobile/15E148 Safari/604.1": "Chrome on an iPad",
		"Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) " +
			"Chrome/126.0.0.0 Mobile Safari/537.36": "Chrome on Android",
		"Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0": "Firefox on Linux",
		"Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36 (KHTML, like Gecko) " +
			"Chrome/126.0.0.0 Safari/537.36": "Chrome on ChromeOS",
		"Mozilla/5.0 (Windows NT 10.0)": "A browser on Windows",
		"curl/8.5.0":                    "curl",
		"Go-http-client/1.1":            "An unknown browser",
		"":                              "An unknown browser",
	} {
		if got := (account.Session{Agent: agent}).Device(); got != want {
			t.Errorf("%q is %q, want %q", agent, got, want)
		}
	}
}

func TestHowAPersonReadsIsChecked(t *testing.T) {
	for _, c := range []struct {
		name        string
		order       account.DateOrder
		zone        string
		field, kept string
	}{
		{"all of it", account.MonthFirst, " new york ", "", "America/New_York"},
		{"no zone", account.YearFirst, "", "", ""},
		{"an order that there is not", "backwards", "Europe/Berlin", "date_order", "Europe/Berlin"},
		{"no order", "", "", "date_order", ""},
		{"a zone that there is not", account.DayFirst, "Mars/Phobos", "zone", "Mars/Phobos"},
	} {
		r := account.Reading{Dates: account.DateStyle{Order: c.order}, Zone: c.zone}
		err := r.Check()
		var problems errs.Problems
		errors.As(err, &problems)
		if (err == nil) != (c.field == "") || c.field != "" && problems[c.field] == "" || r.Zone != c.kept {
			t.Errorf("%s: %v, %q", c.name, err, r.Zone)
		}
	}
}
