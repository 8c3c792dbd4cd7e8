package lead

import (
	"errors"
	"strings"
	"testing"
	"time"

	"baton/internal/errs"
)

func TestAmountsAreReadExactly(t *testing.T) {
	for typed, want := range map[string]int64{
		"9,400": 940000, "9400.50": 940050, "9400,5": 940050, "9.400,50": 940050, "9 400": 940000, "9\u00a0400,07": 940007, "9'400.10": 940010,
		"€ 1,234,567.89": 123456789, "0.01": 1, "12 €": 1200, "$7": 700, " 10 ": 1000, "0": 0, "1,000,000,000": MaxSpendCents,
		"15k": 1500000, "15 tsd": 1500000, "EUR 15k": 1500000, "15k EUR": 1500000, "1.5 K": 150000, "2m": 200000000, "0,25k": 25000, "12,34,567": 123456700, "1,20,000.50": 12000050, "EUR 14.000": 1400000, "14.000 EUR": 1400000, "14.000,00 EUR": 1400000,
		"14.000,-": 1400000, "€ 14.000,–": 1400000, "14,000.--": 1400000, "R$ 14.000": 1400000, "US$14,000": 1400000, "14000 zł": 1400000, "14 000 kr": 1400000, "CHF 14'000.50": 1400050, "₹ 12,34,567": 123456700,
	} {
		if got, ok := Cents(typed); !ok || got != want {
			t.Errorf("Cents(%q) = %d, %v; want %d", typed, got, ok, want)
		}
	}
}

func TestAmountsThatCannotBeReadInOneWayAreNotRead(t *testing.T) {
	for _, typed := range []string{"", "-5", "+5", "9400.505", "1,23,4567", "12.34.567", "12,345k", "EUR", "EUR EUR 5", "k", "9999999999k", "-12k", "per 5", "14 abc", "€ 5 €", "1,2345", "1.234.5", "9,400,50", "1e3", "nine", "9 40", "--", "€", "1,000.000", "99999999999999999999", "１２"} {
		if got, ok := Cents(typed); ok {
			t.Errorf("Cents(%q) = %d, and should not be read", typed, got)
		}
	}
}

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
	for name, bad := range map[string]bool{"": true, " \t ": true, strings.Repeat("é", 200): false, strings.Repeat("é", 201): true, "Autumn  webinar": false, "a\u202eb": true} {
		c, p, s := Campaign{Name: name}, Persona{Name: name}, Source{Name: name}
		for what, problem := range map[string]string{"campaign": problemsOf(t, c.Check())["name"], "persona": problemsOf(t, p.Check())["name"], "source": problemsOf(t, s.Check())["source"]} {
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
		{"one day", Spend{Starts: day(2026, 11, 1), Ends: day(2026, 11, 1), Cents: MaxSpendCents}, ""},
		{"ends before it starts", Spend{Starts: day(2026, 11, 2), Ends: day(2026, 11, 1), Cents: 1}, "ends_on"},
		{"no first day", Spend{Ends: day(2026, 11, 1), Cents: 1}, "starts_on"},
		{"no last day", Spend{Starts: day(2026, 11, 1), Cents: 1}, "ends_on"},
		{"ten years", Spend{Starts: day(2020, 1, 1), Ends: day(2020, 1, 1).AddDate(0, 0, MaxSpendDays-1), Cents: 1}, ""},
		{"a day above ten years", Spend{Starts: day(2020, 1, 1), Ends: day(2020, 1, 1).AddDate(0, 0, MaxSpendDays), Cents: 1}, "ends_on"},
		{"nothing", Spend{Starts: day(2026, 11, 1), Ends: day(2026, 11, 1)}, "amount"},
		{"too much", Spend{Starts: day(2026, 11, 1), Ends: day(2026, 11, 1), Cents: MaxSpendCents + 1}, "amount"},
	} {
		problems := problemsOf(t, c.spend.Check("EUR"))
		if c.field == "" && len(problems) > 0 || c.field != "" && problems[c.field] == "" {
			t.Errorf("%s: %v", c.name, problems)
		}
	}
}

func FuzzCents(f *testing.F) {
	for _, seed := range []string{"12k", "12,00,000", "EUR 12.000,-", "R$ 1.234,56", "99999999999999999999", "9999999999m", "1'000.5 CHF"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		if cents, ok := Cents(typed); ok && (cents < 0 || cents > MaxSpendCents*100+99) {
			t.Errorf("%q is %d cents", typed, cents)
		}
	})
}
