package call

import (
	"testing"

	"pgregory.net/rapid"

	"baton/internal/money"
)

func TestAnAmountIsReadAsItIsWritten(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		currency := rapid.SampledFrom([]string{"EUR", "JPY", "KWD"}).Draw(t, "currency")
		minor := rapid.Int64Range(0, money.MostAmount(currency)).Draw(t, "minor")
		written := AmountOf(minor, currency)
		if read, wrong := written.Minor(currency); read != minor || wrong != "" {
			t.Fatalf("%d is written %v and read %d: %s", minor, written, read, wrong)
		}
	})
}

func TestAmountsThatAreNoneAreRefused(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		amount, currency, company string
		want                      int64
		ok                        bool
	}{
		{"123.45", "EUR", "EUR", 12345, true}, {"123", "EUR", "EUR", 12300, true}, {"123.400", "EUR", "EUR", 12340, true},
		{"7", "JPY", "JPY", 7, true}, {"7.5", "JPY", "JPY", 0, false}, {"1.234", "KWD", "KWD", 1234, true},
		{"1.234", "EUR", "EUR", 0, false}, {"1,234", "EUR", "EUR", 0, false}, {"-1", "EUR", "EUR", 0, false},
		{"", "EUR", "EUR", 0, false}, {"1e3", "EUR", "EUR", 0, false}, {"5", "USD", "EUR", 0, false},
		{"999999999999999", "EUR", "EUR", 0, false},
	} {
		got, wrong := Amount{tc.amount, tc.currency}.Minor(tc.company)
		if got != tc.want || (wrong == "") != tc.ok {
			t.Errorf("%s %s is %d: %s", tc.amount, tc.currency, got, wrong)
		}
	}
}
