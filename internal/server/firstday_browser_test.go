package server_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"baton/internal/account"
	"baton/internal/postgres/pgtest"
)

// founding is a company on its first day: the admin, and those whom the admin invites, each at a screen of their own.
type founding struct {
	*testing.T
	w        *world
	chromium context.Context
	kind     []func(*tab)
	admin    *tab
}

// theFirstDay goes from the token of an empty installation to the first lead that is accepted, by clicks alone: no
// address is typed but those that the program and the admin hand out.
func theFirstDay(t *testing.T, chromium context.Context, kind ...func(*tab)) {
	w := newWorldOf(t, pgtest.URL(t), nil, func(*world) {})
	token := account.NewToken()
	w.must(w.db.SetSetupToken(t.Context(), token.Hash))
	f := &founding{T: t, w: w, chromium: chromium, kind: kind, admin: w.open(t, chromium, "", kind...)}
	f.setUp("/setup?token=" + token.Secret)

	f.step("Add teams", 1)
	f.addTeam("Growth", "marketing")
	f.addTeam("North", "sales")
	f.step("Add people", 2)
	lena := f.invite("Lena Marsh", "marketer", "Growth")
	rita := f.invite("Rita Vale", "rep", "North")
	walt := f.invite("Walt Ames", "manager", "North")

	// The admin sends the manager the address of the agreement.
	agreement := f.address("#link-agreement", 3)
	walt.visit(agreement)
	walt.reads("Waits for signatures")
	walt.pressButton("Sign for both sides")
	walt.reads("Walt Ames signed for both sides, since there was no other manager")

	f.step("Add a campaign", 4)
	f.admin.fill(`main form[action="/campaigns"] [name=name]`, "Autumn webinar")
	f.admin.choose(`main form[action="/campaigns"] [name=source]`, "Webinar")
	f.admin.pressButton("Add the campaign")
	f.admin.reads("Autumn webinar")
	f.step("Set a goal", 5)
	f.admin.choose(`main form[action="/goals"] [name=metric]`, "handed_over")
	f.admin.fill(`main form[action="/goals"] [name=target]`, "20")
	f.admin.pressButton("Set the goal")
	f.admin.until("the goal is there", `document.querySelector("main [id^=goal-]")`)

	lena.pressButton("Submit a lead")
	lena.fill("#f-name", "Ines Ortega")
	lena.fill("#f-email", "ines@haulage.example")
	lena.fill("#f-company", "Ortega Haulage")
	lena.pressButton("Hand over to sales")
	lena.reads("Handed over as grade")
	f.home(6)
	f.admin.reads("A rep must accept it now.")

	rita.click(`a.brand`)
	rita.reads("Ines Ortega")
	if rita.value(`Boolean(document.querySelector("main form[action$='/acceptance']")?.checkVisibility())`) == "false" {
		rita.click(`main [data-row]`)
	}
	rita.pressButton("Accept")
	rita.until("the lead is accepted",
		`document.querySelector("#notice")?.innerText.includes("You accepted Ines Ortega.")`)
	f.admin.click("a.brand")
	f.admin.until("the first page is the dashboard from now on",
		`location.pathname === "/dashboard" && !document.querySelector("#rail a[href='/start']")`)
}

func (f *founding) setUp(link string) {
	f.Helper()
	f.admin.visit(link)
	f.admin.fill("[name=name]", "Ada Admin")
	f.admin.fill("[name=email]", "ada@company.example")
	f.admin.fill("[name=password]", "a few good words")
	f.admin.choose("[name=currency]", "EUR")
	f.admin.fill("[name=zone]", "Europe/Berlin")
	f.admin.pressButton("Become the first admin")
	f.admin.until("the checklist is the first page", `location.pathname === "/start"`)
	f.admin.reads("1 of 7 done")
	f.admin.fits()
}

// home takes the admin to the first page, on which so many steps are done.
func (f *founding) home(done int) {
	f.Helper()
	f.admin.click("a.brand")
	f.admin.reads(fmt.Sprintf("%d of 7 done", done))
	if marks := f.admin.value(`[...document.querySelectorAll(".steps li")]
		.filter((e) => e.innerText.includes("Done")).length + " " +
		document.querySelectorAll(".steps .next").length`); marks != fmt.Sprintf("%d 1", done) {
		f.Errorf("steps that say that they are done, and that are next: %s", marks)
	}
}

// step takes the admin to where a step is done, which is the next one after so many.
func (f *founding) step(open string, done int) {
	f.Helper()
	f.home(done)
	if next := f.admin.value(`document.querySelector(".steps .next .btn")?.innerText.trim()`); next != open {
		f.Errorf("next is %q, not %q", next, open)
	}
	f.admin.pressButton(open)
	f.admin.until("the step opens", `location.pathname !== "/start"`)
}

func (f *founding) addTeam(name, side string) {
	f.Helper()
	f.admin.fill(`main form[action="/teams"] [name=name]`, name)
	f.admin.click(fmt.Sprintf(`main form[action="/teams"] [name=side][value=%s]`, side))
	f.admin.pressButton("Add the team")
	f.admin.until("the team is listed", fmt.Sprintf(`document.querySelector("main table")?.innerText.includes(%q)`, name))
}

// invite adds somebody and opens a screen on which they follow the link that the admin copied, and choose a password.
func (f *founding) invite(name, role, team string) *tab {
	f.Helper()
	email := strings.ToLower(strings.Fields(name)[0]) + "@company.example"
	f.admin.fill(`main form[action="/people"] [name=name]`, name)
	f.admin.fill(`main form[action="/people"] [name=email]`, email)
	f.admin.click(fmt.Sprintf(`main form[action="/people"] [name=role][value=%s]`, role))
	f.admin.click(fmt.Sprintf(`main form[action="/people"] [name=team][value="%d"]`,
		f.w.number("SELECT id FROM teams WHERE name = $1", team)))
	f.admin.pressButton("Add the person")
	f.admin.reads("A link for " + name)
	there := f.w.open(f.T, f.chromium, "", f.kind...)
	there.visit(f.copied("#one-time-link"))
	there.fill("[name=password]", "a few good words")
	there.pressButton("Save the password")
	there.until(name+" is in", `document.querySelector("#rail")`)
	return there
}

// address is one of those that the checklist offers for colleagues.
func (f *founding) address(field string, done int) string {
	f.Helper()
	f.home(done)
	return f.copied(field)
}

// copied is the path of a link that the admin copies: with the button beside it, or by hand where there are no scripts.
func (f *founding) copied(field string) string {
	f.Helper()
	if f.admin.plain {
		if f.admin.value(fmt.Sprintf(`document.querySelector("[data-copy=%s]").checkVisibility()`, field[1:])) != "false" {
			f.Error("a button that does nothing is shown")
		}
	} else {
		f.admin.click(fmt.Sprintf(`[data-copy=%s]`, field[1:]))
		f.admin.until("the button says that the link is copied",
			fmt.Sprintf(`document.querySelector("[data-copy=%s]").innerText.startsWith("Copied")`, field[1:]))
	}
	link := f.admin.value(fmt.Sprintf(`document.querySelector(%q).value`, field))
	path, ours := strings.CutPrefix(link, "http://"+f.w.address)
	if !ours {
		f.Fatalf("the link to copy is %q", link)
	}
	return path
}
