package server_test

import (
	"context"
	"net/http"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"

	"baton/internal/account"
	"baton/internal/postgres/pgtest"
)

func TestAnAdminSetsTheCurrencyAndZoneOfTheCompany(t *testing.T) {
	t.Parallel()
	h := keptHome(t)
	version := h.see(anAdmin, "/settings").keeps("currency", "EUR").
		says("It can be changed until the first amount is saved").field("/settings", "version")
	h.post(anAdmin, "/settings", "currency", "JPY", "zone", "tokyo", "version", version).onTo("/settings")
	h.see(anAdmin, "/settings").keeps("currency", "JPY", "zone", "Asia/Tokyo").says("Set by Ada Admin on")
	h.post(anAdmin, "/settings", "currency", "USD", "zone", "UTC", "version",
		version).is(http.StatusConflict).says("Somebody else changed this")
	version = h.see(anAdmin, "/settings").field("/settings", "version")
	h.post(anAdmin, "/settings", "currency", "XXX", "zone", "Atlantis", "version",
		version).is(http.StatusUnprocessableEntity).
		says("Choose the currency of your company", "Choose the time zone of your company").keeps("zone", "Atlantis")

	h.post(aMarketer, "/campaigns", "name", "Autumn", "source", "Webinar").onTo("/campaigns")
	spend := h.see(aMarketer, "/campaigns?edit=1").says("¥").field("/campaigns/1/spend", "version")
	days := []string{"starts_on", "2026-11-01", "ends_on", "2026-11-02", "version", spend}
	h.post(aMarketer, "/campaigns/1/spend",
		append(days, "amount", "1200.50")...).is(http.StatusUnprocessableEntity).says("Write an amount such as 9,400.")
	h.post(aMarketer, "/campaigns/1/spend", append(days, "amount", "1,200")...).onTo("/campaigns?edit=1")
	h.see(aMarketer, "/campaigns?edit=1").says("¥1,200")
	h.see(anAdmin, "/settings").says("It cannot change, because amounts use it: 1 amount spent on a campaign.",
		`value="JPY"`).lacks(`<option value="USD"`)
	h.post(anAdmin, "/settings", "currency", "USD", "zone", "Asia/Tokyo", "version",
		version).is(http.StatusUnprocessableEntity).says("The currency stays JPY, because amounts already use it")
	if got := h.value("SELECT currency || ' ' || zone FROM installation"); got != "JPY Asia/Tokyo" {
		t.Errorf("the company is set to %s", got)
	}
}

// theZoneOfTheBrowser is offered by a script, in the form of a team that has another.
func theZoneOfTheBrowser(t *testing.T, chromium context.Context) {
	w := newWorld(t)
	admin := w.open(t, chromium, alba, func(b *tab) { b.do(emulation.SetTimezoneOverride("Pacific/Chatham")) })
	admin.visit("/teams?edit=1")
	admin.until("the browser's zone is offered",
		`document.querySelector("[data-zone-take]").checkVisibility() &&
			document.querySelector("[data-zone-take]").innerText.includes("Pacific/Chatham")`)
	if first := admin.value(`document.querySelector("[data-zone]").list.options[0].value`); first != "Pacific/Chatham" {
		t.Errorf("first in the list is %s", first)
	}
	admin.value(`document.querySelector("[data-zone-take]").focus()`)
	admin.press("\r")
	admin.until("Enter takes it",
		`document.querySelector("[data-zone]").value === "Pacific/Chatham" &&
			!document.querySelector("[data-zone-take]").checkVisibility()`)
	admin.pressCtrl("\r")
	admin.reads("Pacific/Chatham")
	if zone := w.word("SELECT zone FROM teams WHERE id = 1"); zone != "Pacific/Chatham" {
		t.Errorf("the team is in %s", zone)
	}
}

// aCompanySetsUp goes from the token to the first page with the keyboard, in a browser in Kuwait. Without scripts the
// zone is typed.
func aCompanySetsUp(t *testing.T, chromium context.Context, prepare ...func(*tab)) {
	w := newWorldOf(t, pgtest.URL(t), nil, func(*world) {})
	token := account.NewToken()
	w.must(w.db.SetSetupToken(t.Context(), token.Hash))
	kuwait := func(b *tab) {
		b.do(emulation.SetTimezoneOverride("Asia/Kuwait"),
			network.SetExtraHTTPHeaders(network.Headers{"Accept-Language": "ar-KW"}))
	}
	first := w.open(t, chromium, "", append(prepare, kuwait)...)
	first.visit("/setup?token=" + token.Secret)
	first.fill("[name=name]", "Ada Admin")
	first.fill("[name=email]", "ada@company.example")
	first.fill("[name=password]", "a few good words")
	if currency := first.value(`document.querySelector("[name=currency]").value`); currency != "KWD" {
		t.Errorf("proposed is %s", currency)
	}
	if len(prepare) > 0 {
		first.fill("[name=zone]", "kuwait")
	} else if zone := first.value(`document.querySelector("[name=zone]").value`); zone != "Asia/Kuwait" {
		t.Errorf("proposed is %s", zone)
	}
	first.press("\r")
	first.until("the first admin is in", `document.querySelector("#rail")`)
	if got := w.word("SELECT currency || ' ' || zone FROM installation"); got != "KWD Asia/Kuwait" {
		t.Errorf("the company counts in %s", got)
	}
}
