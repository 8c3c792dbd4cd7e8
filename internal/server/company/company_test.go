package company

import (
	"net/http/httptest"
	"testing"
)

func TestSetUpProposesTheCurrencyOfTheBrowsersCountry(t *testing.T) {
	for accepts, want := range map[string]string{"ja-JP,ja;q=0.9": "JPY", "en-US": "USD", "de-AT": "EUR", "ar-KW": "KWD",
		"en": "", "": "", "no language": ""} {
		r := httptest.NewRequest("GET", "/setup", nil)
		r.Header.Set("Accept-Language", accepts)
		if got := LikelyCurrency(r); got != want {
			t.Errorf("%q proposes %q, want %q", accepts, got, want)
		}
	}
}
