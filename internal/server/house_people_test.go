package server_test

import (
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"baton/internal/account"
	"baton/internal/agreement"
)

var linkOnPage = regexp.MustCompile(`value="http://example\.com(/password/[A-Z0-9]+)"`)

// link is the one-time link that the page after a write shows.
func (h *home) link(after reply) string {
	h.t.Helper()
	page := h.see(anAdmin, after.to, after.cookies...)
	found := linkOnPage.FindStringSubmatch(page.body)
	if found == nil {
		h.t.Fatalf("no link on %s\n%s", after.to, page.body)
	}
	if again := h.see(anAdmin, after.to, carried(after.cookies, page.cookies)...); linkOnPage.MatchString(again.body) {
		h.t.Error("the link is shown twice")
	}
	return found[1]
}

// carried are the cookies that a browser has after it was sent others.
func carried(had, sent []*http.Cookie) []*http.Cookie {
	return slices.DeleteFunc(slices.Clone(had), func(c *http.Cookie) bool {
		return slices.ContainsFunc(sent, func(other *http.Cookie) bool { return other.Name == c.Name && other.MaxAge < 0 })
	})
}

func TestAnAdminAddsSomebodyWhoThenSignsIn(t *testing.T) {
	t.Parallel()
	h := keptHome(t)
	added := h.post(anAdmin, "/people", "name", "Bo Berg", "email", "Bo@home.example", "role", "rep", "team", "2",
		"capacity", "5").onTo("/people")
	path := h.link(added)
	if strings.Contains(added.to, path) {
		t.Error("the link stands in an address")
	}
	h.see(anAdmin, "/people").says("Bo Berg", "No password yet", "0 of 5 open")

	h.see(nobodyHere, path).says("Choose a password", "bo@home.example")
	h.post(nobodyHere, path, "password", "too short").is(http.StatusUnprocessableEntity).says("10 characters or more")
	h.post(nobodyHere, path, "password", "a few good words").onTo("/sign-in")
	h.post(nobodyHere, path, "password", "a few other words").is(http.StatusNotFound).says("already used")
	h.send(nobodyHere, "GET", path, nil).is(http.StatusNotFound).says("already used")
	h.send(nobodyHere, "GET", "/password/NOSUCHLINK", nil).is(http.StatusNotFound).says("Copy all of it")
	h.post(nobodyHere, "/sign-in", "email", "bo@home.example", "password", "a few good words").onTo("/")
	h.post(nobodyHere, "/sign-in", "email", "bo@home.example", "password",
		"a few other words").is(http.StatusUnprocessableEntity)
}

func TestWhoChoseAPasswordIsSignedInThereAndNowhereElse(t *testing.T) {
	t.Parallel()
	h := keptHome(t)
	before := account.NewToken()
	if err := h.db.AddSession(t.Context(), 4, before, "", "", h.now); err != nil {
		t.Fatal(err)
	}
	path := h.link(h.post(anAdmin, "/people/4/link").onTo("/people?edit=4"))
	chosen := h.post(nobodyHere, path, "password", "a few good words").onTo("/sign-in")
	h.send(nobodyHere, "GET", "/sign-in", chosen.cookies).onTo("/")
	h.send(nobodyHere, "GET", "/queue", chosen.cookies).is(http.StatusOK)
	h.send(nobodyHere, "GET", "/queue", []*http.Cookie{{Name: "baton", Value: before.Secret}}).is(http.StatusSeeOther)
}

func TestAnOldLinkNoLongerWorks(t *testing.T) {
	t.Parallel()
	h := keptHome(t)
	first := h.link(h.post(anAdmin, "/people/4/link"))
	second := h.link(h.post(anAdmin, "/people/4/link"))
	h.send(nobodyHere, "GET", first, nil).is(http.StatusNotFound)
	h.now = h.now.Add(7*24*time.Hour - time.Minute)
	h.see(nobodyHere, second)
	h.now = h.now.Add(time.Minute)
	h.post(nobodyHere, second, "password", "a few good words").is(http.StatusNotFound).says("Ask an admin for a new one")
}

func TestWhatIsWrongWithAPersonStandsAtItsField(t *testing.T) {
	t.Parallel()
	h := keptHome(t)
	h.post(anAdmin, "/people", "name", "Bo <b>", "email", "rosa@home.example", "role", "rep", "team", "2", "capacity",
		"12").is(http.StatusUnprocessableEntity).
		says("Somebody already has this e-mail address").keeps("name", "Bo <b>")
	h.post(anAdmin, "/people", "name", "", "email", "x", "role", "rep", "team", "1", "capacity",
		"many").is(http.StatusUnprocessableEntity).
		says("Write the person's name", "Write a complete e-mail address", "from 0 to 1000").keeps("capacity", "many")
	h.post(anAdmin, "/people", "name", "Bo", "email", "bo@home.example", "role", "rep", "team",
		"1").is(http.StatusUnprocessableEntity).says("A rep needs a sales team")
	if n := h.value("SELECT count(*) FROM people"); n != "4" {
		t.Errorf("%s people", n)
	}
}

func TestAnAdminChangesSomebody(t *testing.T) {
	t.Parallel()
	h := keptHome(t)
	open := h.see(anAdmin, "/people?edit=4").says("At work")
	version := open.field("/people/4", "version")
	if name := open.field("/people/4", "name"); name != "Rosa Ruiz" {
		t.Errorf("her name is open as %q", name)
	}
	rosa := []string{"name", "Rosa Diaz", "email", "rosa@home.example", "role", "rep", "team", "2", "zone",
		"Europe/Madrid", "capacity", "0"}
	h.post(anAdmin, "/people/4", append(rosa, "version", version)...).onTo("/people")
	h.see(anAdmin, "/people").says("Rosa Diaz", "0 of 0 open")
	h.post(anAdmin, "/people/4",
		append(rosa, "version", version)...).is(http.StatusConflict).says("Somebody else changed this")
	h.post(anAdmin, "/people/1", "name", "Ada Admin", "email", "ada@home.example", "role", "manager", "capacity", "12",
		"version", "1").is(http.StatusUnprocessableEntity).says("This is the last admin")
}

func TestSomebodyWhoIsDisabledIsOutAndTheirLeadsGoBack(t *testing.T) {
	t.Parallel()
	h := keptHome(t)
	h.handOver("ES", 0)
	token := account.NewToken()
	if err := h.db.AddSession(t.Context(), 4, token, "", "", h.now); err != nil {
		t.Fatal(err)
	}
	own := []*http.Cookie{{Name: "baton", Value: token.Secret}}
	h.send(nobodyHere, "GET", "/queue", own).is(http.StatusOK)
	h.post(anAdmin, "/people/4/deactivation", "version", "9").is(http.StatusConflict)
	h.post(anAdmin, "/people/4/deactivation", "version", "1").onTo("/people")
	h.send(nobodyHere, "GET", "/queue", own).is(http.StatusSeeOther)
	if n := h.value("SELECT count(*) FROM handoffs WHERE owner_id IS NULL"); n != "1" {
		t.Errorf("%s leads went back", n)
	}
	h.see(anAdmin, "/people").lacks("Rosa Ruiz")
	h.see(anAdmin, "/people?view=disabled").says("Rosa Ruiz", "Disabled")
	h.post(anAdmin, "/people/4/link").is(http.StatusConflict).says("Enable them before")
	h.takeBack(anAdmin, "/people/4/deactivation", "version", "2").onTo("/people?edit=4")
	h.see(anAdmin, "/people").says("Rosa Ruiz")
	h.post(anAdmin, "/people/1/deactivation", "version", "1").is(http.StatusConflict).says("This is the last admin")
}

func TestSomebodyIsSetAwayAndBack(t *testing.T) {
	t.Parallel()
	h := keptHome(t)
	h.post(anAdmin, "/people/4/absence", "until", "2026-12-03").onTo("/people?edit=4")
	h.see(anAdmin, "/people?edit=4").says("Away until 3 December").offers("Set back to work")
	if got := h.value(`
		SELECT to_char(ends_at AT TIME ZONE 'Europe/Madrid', 'YYYY-MM-DD HH24:MI')
		FROM absences`); got != "2026-12-03 00:00" {
		t.Errorf("back at %s in Madrid", got)
	}
	h.see(anAdmin, "/people?view=away").says("Rosa Ruiz").lacks("mia@home.example")
	h.takeBack(anAdmin, "/people/4/absence").onTo("/people?edit=4")
	h.see(anAdmin, "/people?edit=4").says("At work")
	for _, until := range []string{"2026-11-20", "yesterday"} {
		h.post(anAdmin, "/people/4/absence", "until", until).is(http.StatusUnprocessableEntity).says("Choose a day")
	}
	h.post(anAdmin, "/people/4/absence", "until", "").onTo("/people?edit=4")
	h.see(anAdmin, "/people?edit=4").says("Away")
}

func TestSomebodyIsSignedOutEverywhere(t *testing.T) {
	t.Parallel()
	h := keptHome(t)
	h.see(aRep, "/queue")
	h.see(anAdmin, "/people?edit=4").says("Signed in on 1 device")
	h.takeBack(anAdmin, "/people/4/sessions").onTo("/people?edit=4")
	h.see(anAdmin, "/people?edit=4").lacks("Signed in on")
}

func TestAnAdminKeepsTheTeams(t *testing.T) {
	t.Parallel()
	h := keptHome(t)
	team := []string{"name", "Iberia", "side", "sales", "zone", "Europe/Lisbon", "hours_1_from", "09:00", "hours_1_to",
		"18:00"}
	h.post(anAdmin, "/teams", team...).onTo("/teams")
	h.see(anAdmin, "/teams").says("Iberia", "Monday 9:00 to 18:00", "Europe/Lisbon")
	h.post(anAdmin, "/teams", team...).is(http.StatusUnprocessableEntity).says("Another team has this name").
		keeps("hours_1_from", "09:00")
	h.post(anAdmin, "/teams", "name", "", "side", "", "zone", "Nowhere", "hours_2_from", "18:00", "hours_2_to",
		"18:00").is(http.StatusUnprocessableEntity).
		says("Name the team", "Choose marketing or sales", "Choose the time zone", "work must end after it begins")
	if side := h.see(anAdmin, "/teams?edit=2").field("/teams/2", "side"); side != "sales" {
		t.Errorf("its side is open as %q", side)
	}
	h.post(anAdmin, "/teams/2", "name", "EMEA", "side", "marketing", "zone", "UTC", "version",
		"1").is(http.StatusUnprocessableEntity)
	h.post(anAdmin, "/teams/2", "name", "Europe", "side", "sales", "zone", "UTC", "version", "1").onTo("/teams")
	h.post(anAdmin, "/teams/2", "name", "EMEA", "side", "sales", "zone", "UTC", "version",
		"1").is(http.StatusConflict).says("Europe")
	h.post(anAdmin, "/teams/2/retirement", "version",
		"2").is(http.StatusConflict).says("“Iberia” sends leads to this team")
	h.exec("UPDATE assignment_rules SET retired_at = now()")
	h.handOver("ES", 0)
	h.post(anAdmin, "/teams/2/retirement", "version",
		"2").is(http.StatusConflict).says("One lead waits for a verdict from this team")
	h.exec("UPDATE handoffs SET verdict = 'accepted', verdict_at = now()")
	h.post(anAdmin, "/teams/2/retirement", "version", "2").onTo("/teams")
	h.see(anAdmin, "/teams").heads("Retired teams")
	h.takeBack(anAdmin, "/teams/2/retirement", "version", "3").onTo("/teams")
}

func TestATeamHasDaysOfItsOwn(t *testing.T) {
	t.Parallel()
	h := keptHome(t)
	h.exec("UPDATE teams SET country = 'IN', zone = 'Europe/Berlin' WHERE id = 2")
	open := h.see(anAdmin, "/teams?edit=2").says("Days off", "Christmas Day", "Public holiday", "Make it a working day",
		"Baton has them until 2026", "A clock that is already running keeps its deadline")
	if strings.Contains(open.body, "added by") {
		t.Error("a team without days of its own has some")
	}
	first := strconv.Itoa(h.now.Year()+1) + "-01-26"
	soon := h.now.AddDate(0, 0, 2)
	for agreement.HolidaysOf("IN").On(soon.Date()) {
		soon = soon.AddDate(0, 0, 1)
	}
	h.post(anAdmin, "/teams/2/days", "kind", "off", "day", soon.Format(time.DateOnly), "day_name", "Works closing",
		"yearly", "1").onTo("/teams?edit=2")
	h.post(anAdmin, "/teams/2/days", "kind", "works", "day", first, "day_name", "Republic Day").onTo("/teams?edit=2")
	h.see(anAdmin, "/teams?edit=2").says("Works closing", "Day off, every year; added by Ada Admin on",
		"Working day, despite a public holiday; added by Ada Admin on", "day-works")
	h.see(aRep, "/me/hours").says("Next days off", "Works closing")

	h.post(anAdmin, "/teams/2/days", "kind", "works", "day",
		first).is(http.StatusUnprocessableEntity).says("This day is already in the list.")
	h.post(anAdmin, "/teams/2/days", "kind", "off", "day", "2020-01-01", "day_name",
		"Long ago").is(http.StatusUnprocessableEntity).says("This day is over.").keeps("day_name", "Long ago")
	h.post(anAdmin, "/teams/2/days", "kind", "off").is(http.StatusUnprocessableEntity).says("Choose the day.")
	h.takeBack(anAdmin, "/teams/2/days/1").onTo("/teams?edit=2")
	h.see(anAdmin, "/teams?edit=2").says("deleted by Ada Admin on").lacks("Day off, every year")
	h.takeBack(anAdmin, "/teams/2/days/1").is(http.StatusNotFound)
	h.takeBack(anAdmin, "/teams/1/days/2").is(http.StatusNotFound)
}

func TestATeamKeepsTheHolidaysOfItsRegion(t *testing.T) {
	t.Parallel()
	h := keptHome(t)
	h.post(anAdmin, "/teams/2", "name", "EMEA", "side", "sales", "zone", "Europe/Berlin", "country", "DE-BY", "version",
		"1").onTo("/teams")
	h.see(anAdmin, "/teams").says("holidays of Germany: Bavaria")
	version := h.see(anAdmin, "/people?edit=4").field("/people/4/hours", "version")
	h.post(anAdmin, "/people/4/hours", "country", "GB-SCT", "version", version).onTo("/people?edit=4")
	h.see(aRep, "/me/hours").says("United Kingdom: Scotland")
	h.post(anAdmin, "/people/4/hours", "country", "DE-XX", "version",
		"2").is(http.StatusUnprocessableEntity).says("The public holidays of this country are not known")
}

func TestEveryTimeZoneCanBeChosen(t *testing.T) {
	t.Parallel()
	h := keptHome(t)
	h.see(anAdmin, "/teams?edit=2").says(`<option value="Pacific/Chatham">`, `<option value="Asia/Kabul">`,
		`label="America/Argentina/Buenos Aires"`)
	for typed, kept := range map[string]string{"Pacific/Chatham": "Pacific/Chatham", "asia/kabul": "Asia/Kabul",
		" new york ": "America/New_York"} {
		version := h.see(anAdmin, "/teams?edit=2").field("/teams/2", "version")
		h.post(anAdmin, "/teams/2", "name", "EMEA", "side", "sales", "zone", typed, "version", version).onTo("/teams")
		if got := h.value("SELECT zone FROM teams WHERE id = 2"); got != kept {
			t.Errorf("the team has the zone %q", got)
		}
		version = h.see(anAdmin, "/people?edit=4").field("/people/4", "version")
		h.post(anAdmin, "/people/4", "name", "Rosa Ruiz", "email", "rosa@home.example", "role", "rep", "team", "2", "zone",
			typed, "version", version).onTo("/people")
		if got := h.value("SELECT zone FROM people WHERE id = 4"); got != kept {
			t.Errorf("Rosa has the zone %q", got)
		}
	}
	h.post(anAdmin, "/people/4", "name", "Rosa Ruiz", "email", "rosa@home.example", "role", "rep", "team", "2", "zone",
		"Atlantis", "version", "4").is(http.StatusUnprocessableEntity).
		says("This time zone is not known").keeps("zone", "Atlantis")
}

func TestTheFirstAdminSetsUpAnEmptyInstallation(t *testing.T) {
	t.Parallel()
	h := emptyHome(t)
	token := account.NewToken()
	if err := h.db.SetSetupToken(t.Context(), token.Hash); err != nil {
		t.Fatal(err)
	}
	h.see(nobodyHere, "/setup").says("Set up Baton")
	ada := func(token, password string) []string {
		return []string{"token", token, "name", "Ada Admin", "email", "ada@home.example", "password", password, "currency",
			"KWD", "zone", "asia/kuwait"}
	}
	h.post(nobodyHere, "/setup",
		ada("GUESSED", "a few good words")...).is(http.StatusUnprocessableEntity).says("not the token").
		keeps("name", "Ada Admin").lacks("a few good words")
	h.post(nobodyHere, "/setup",
		ada(token.Secret, "short")...).is(http.StatusUnprocessableEntity).says("10 characters or more")
	h.post(nobodyHere, "/setup", "token", token.Secret, "email", "x", "password",
		"short").is(http.StatusUnprocessableEntity).says("Write the person's name", "complete e-mail address",
		"10 characters")
	h.post(nobodyHere, "/setup", "token", token.Secret, "currency", "", "zone",
		"Atlantis").is(http.StatusUnprocessableEntity).says("Choose the currency of your company",
		"Choose the time zone of your company").keeps("zone", "Atlantis")
	in := h.post(nobodyHere, "/setup", ada(token.Secret, "a few good words")...).onTo("/sign-in")
	h.send(nobodyHere, "GET", "/people", in.cookies).is(http.StatusOK).says("Ada Admin")
	kept := h.send(nobodyHere, "GET", "/settings", in.cookies).is(http.StatusOK).says("Set by Ada Admin on")
	if zone, currency := kept.value("zone"), kept.value("currency"); zone != "Asia/Kuwait" || currency != "KWD" {
		t.Errorf("kept are %s and %s", zone, currency)
	}
	h.post(nobodyHere, "/setup", ada(token.Secret, "a few good words")...).is(http.StatusConflict)
	h.send(nobodyHere, "GET", "/setup", nil).onTo("/sign-in")
	h.post(nobodyHere, "/sign-in", "email", "ada@home.example", "password", "a few good words").onTo("/")
}
