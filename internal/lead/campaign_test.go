package lead

import (
	"errors"
	"strings"
	"testing"
	"time"

	"baton/internal/errs"
	"baton/internal/money"
)

func TestDaysAreReadAsFormsSendThem(t *testing.T) {
	if day, ok := Day(" 2026-11-03 "); !ok || !day.Equal(time.Date(2026, 11, 3, 0, 0, 0, 0, time.UTC)) {
		t.Errorf("2026-11-03 was read as %v, %v", day, ok)
	}
	for _, typed := range []string{"", "3.11.2026", "2026-02-30", "1999-12-31", "2101-01-01", "2026-11-03T00:00"} {
		if day, ok := Day(typed); ok {
			t.Errorf("Day(%q) = %v, and is no day", typed, day)
		}
	}
}

func problemsOf(t *testing.T, err error) errs.Problems {
	t.Helper()
	var problems errs.Problems
	if err != nil && !errors.As(err, &problems) {
		t.Fatalf("%v is no list of problems", err)
	}
	return problems
}

func TestCampaignsPersonasAndSourcesNeedANameThatFits(t *testing.T) {
	for name, bad := range map[string]bool{"": true, " \t ": true, strings.Repeat("é", 200): false,
		strings.Repeat("é", 201): true, "Autumn  webinar": false, "a\u202eb": true} {
		c, p, s := Campaign{Name: name}, Persona{Name: name}, Source{Name: name}
		for what, problem := range map[string]string{"campaign": problemsOf(t, c.Check())["name"],
			"persona": problemsOf(t, p.Check())["name"], "source": problemsOf(t, s.Check())["source"]} {
			if (problem != "") != bad {
				t.Errorf("a %s called %.20q: %q", what, name, problem)
			}
		}
	}
	c := Campaign{Name: " Autumn  webinar "}
	if err := c.Check(); err != nil || c.Name != "Autumn webinar" {
		t.Errorf("spaces were not folded: %q, %v", c.Name, err)
	}
}

func TestADescriptionOfAPersonaHasAnEnd(t *testing.T) {
	for length, bad := range map[int]bool{MaxNote: false, MaxNote + 1: true} {
		p := Persona{Name: "Head of operations", Description: strings.Repeat("x", length)}
		if got := problemsOf(t, p.Check())["description"] != ""; got != bad {
			t.Errorf("a description of %d characters refused: %v", length, got)
		}
	}
}

func TestSpendHasDaysInOrderAndAnAmount(t *testing.T) {
	day := func(y, m, d int) time.Time { return time.Date(y, time.Month(m), d, 0, 0, 0, 0, time.UTC) }
	for _, c := range []struct {
		name  string
		spend Spend
		field string
	}{
		{"a month", Spend{Starts: day(2026, 11, 1), Ends: day(2026, 11, 30), Cents: 1}, ""},
		{"one day", Spend{Starts: day(2026, 11, 1), Ends: day(2026, 11, 1), Cents: money.MaxCents}, ""},
		{"ends before it starts", Spend{Starts: day(2026, 11, 2), Ends: day(2026, 11, 1), Cents: 1}, "ends_on"},
		{"no first day", Spend{Ends: day(2026, 11, 1), Cents: 1}, "starts_on"},
		{"no last day", Spend{Starts: day(2026, 11, 1), Cents: 1}, "ends_on"},
		{"ten years", Spend{Starts: day(2020, 1, 1), Ends: day(2020, 1, 1).AddDate(0, 0, MaxSpendDays-1), Cents: 1}, ""},
		{"a day above ten years", Spend{Starts: day(2020, 1, 1), Ends: day(2020, 1, 1).AddDate(0, 0, MaxSpendDays), Cents: 1},
			"ends_on"},
		{"nothing", Spend{Starts: day(2026, 11, 1), Ends: day(2026, 11, 1)}, "amount"},
		{"too much", Spend{Starts: day(2026, 11, 1), Ends: day(2026, 11, 1), Cents: money.MaxCents + 1}, "amount"},
	} {
		problems := problemsOf(t, c.spend.Check("EUR"))
		if c.field == "" && len(problems) > 0 || c.field != "" && problems[c.field] == "" {
			t.Errorf("%s: %v", c.name, problems)
		}
	}
}

func FuzzCents(f *testing.F) {
	for _, seed := range []string{"12k", "12,00,000", "EUR 12.000,-", "R$ 1.234,56", "99999999999999999999", "9999999999m",
		"1'000.5 CHF"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		if cents, ok := money.Cents(typed); ok && (cents < 0 || cents > money.MaxCents*100+99) {
			t.Errorf("%q is %d cents", typed, cents)
		}
	})
}
