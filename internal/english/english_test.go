package english_test

import (
	"math"
	"strings"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"baton/internal/english"
)

func TestNumbers(t *testing.T) {
	for want, n := range map[string]float64{
		"0": -0.4, "1": 0.6, "999": 999, "1,000": 999.6, "1,204": 1204, "−1,204": -1204, "12,345,678": 12_345_678,
		"100,000,000,000,000": 1e14, "NaN": math.NaN(),
	} {
		if got := english.Number(n); got != want {
			t.Errorf("%v is %q, want %q", n, got, want)
		}
	}
	for want, n := range map[string]float64{
		"0": -0.04, "−0.1": -0.05, "80": 80, "80.5": 80.5, "1,204.3": 1204.25, "1,000": 999.96, "−3.2": -3.2, "0.3": 0.25,
	} {
		if got := english.Decimal(n); got != want {
			t.Errorf("%v is %q, want %q", n, got, want)
		}
	}
}

func TestCounts(t *testing.T) {
	for want, n := range map[string]int{"0 leads": 0, "1 lead": 1, "2 leads": 2, "1,204 leads": 1204} {
		if got := english.Count(n, "lead", "leads"); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	if got := english.Commas("", "3 late", "", "1 open"); got != "3 late, 1 open" {
		t.Errorf("%q", got)
	}
}

// Every three digits from the right there is a comma, and nothing else is added.
func TestCommasStandBetweenThousands(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.Int64().Draw(t, "n")
		digits := strings.TrimPrefix(english.Number(n), "−")
		if parts := strings.Split(digits, ","); len(parts[0]) < 1 || len(parts[0]) > 3 {
			t.Errorf("%d is %q", n, digits)
		} else {
			for _, part := range parts[1:] {
				if len(part) != 3 {
					t.Errorf("%d is %q", n, digits)
				}
			}
		}
	})
}

func TestManyMayWriteAtOnce(t *testing.T) {
	var all sync.WaitGroup
	for i := range 8 {
		all.Go(func() {
			for n := range 500 {
				if got := english.Number(1_000_000 + 1000*i + n%10); len(got) != len("1,000,000") {
					t.Errorf("%q", got)
				}
			}
		})
	}
	all.Wait()
}
