package lead_test

import (
	"strings"
	"testing"

	"baton/internal/lead"
)

func TestCompanySizesAreReadAsPeopleWriteThem(t *testing.T) {
	for typed, want := range map[string]int{
		"220": 220, " 1,000 ": 1000, "1.500": 1500, "2 000": 2000, "2\u00a0000": 2000, "1'000": 1000, "1’000": 1000,
		"1,00,000": 100000, "10 000": 10000,
		"2k": 2000, "2.5k": 2500, "1,5K": 1500, "2 k": 2000, "1m": 1000000, "300.0": 300, "300,00": 300, "1,000.0": 1000,
		"51-200": 51, "10,001+": 10001, "> 50": 50, ">=50": 50, "~80": 80, "50–249 people": 50, "1K-5K": 1000,
		"1,001 - 5,000": 1001, "11 to 50": 11, "between 11 and 50": 11,
		"200 employees": 200, "5.000 Mitarbeiter": 5000, "1000+ employees": 1000, "<20": 1, "< 20": 1, "under 50": 1,
		"up to 10": 1, "Freelancer": 1, "self employed": 1, "1": 1, "50 (est.)": 50,
	} {
		if got, wrong := lead.CompanySize(typed); got != want || wrong != "" {
			t.Errorf("size %q is %d (%s), want %d", typed, got, wrong, want)
		}
	}
	for typed, words := range map[string]string{
		"10-Feb": "turned this into a date", "Feb-10": "turned this into a date", "2. Nov": "turned this into a date",
		"220.5": "not a number of people", "several": "not a number", "": "not a number", "0": "not a number",
		"10,000,001": "not a number", "99999999999999999999": "not a number", "-5": "not a number", "3/4": "not a number",
		"1.2345k": "not a number", "20m": "not a number", "12 34": "not a number",
		"2026-11-03": "not a number", "50%": "not a number",
	} {
		if got, wrong := lead.CompanySize(typed); !strings.Contains(wrong, words) {
			t.Errorf("size %q is %d (%q), want words with %q", typed, got, wrong, words)
		}
	}
}

func FuzzCompanySize(f *testing.F) {
	for _, seed := range []string{"1k", "51-200", "<10", "10-Feb", "1'000", "250.0", "9999999999999999999k", "1.000.000m",
		"١٢"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		n, wrong := lead.CompanySize(typed)
		if (wrong == "") != (n >= 1 && n <= lead.MaxSize) {
			t.Errorf("%q is read as %d and %q", typed, n, wrong)
		}
	})
}
