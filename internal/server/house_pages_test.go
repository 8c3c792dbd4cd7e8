package server_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"baton/internal/account"
	"baton/internal/handoff/desk"
	"baton/internal/lead"
)

func TestOnlyThoseWhoKeepThemSeeThePagesOfTheHouse(t *testing.T) {
	t.Parallel()
	h := keptHome(t)
	for path, who := range map[string]string{
		"/campaigns": "adm man mar", "/personas": "adm man mar rep", "/reasons": "adm man", "/assignment": "adm man",
		"/people": "adm", "/teams": "adm", "/settings": "adm",
	} {
		for role, person := range map[string]string{"adm": anAdmin, "man": aManager, "mar": aMarketer, "rep": aRep} {
			want := http.StatusForbidden
			if strings.Contains(who, role) {
				want = http.StatusOK
			}
			h.send(person, "GET", path, nil).is(want)
		}
		h.send(nobodyHere, "GET", path, nil).is(http.StatusSeeOther)
		h.send(nobodyHere, "POST", path, nil).is(http.StatusUnauthorized)
		h.send(aRep, "POST", path, nil, "name", "X").is(http.StatusForbidden)
	}
	h.post(aMarketer, "/personas", "name", "X").is(http.StatusForbidden)
	h.see(aMarketer, "/personas").says("Plant manager").lacks("Add the persona", "Retire")
	if n := h.value("SELECT count(*) FROM campaigns") + h.value("SELECT count(*) FROM personas"); n != "11" {
		t.Error("somebody wrote who may not")
	}
}

func TestWhatIsNotThereIsNotFound(t *testing.T) {
	t.Parallel()
	h := keptHome(t)
	for _, path := range []string{"/campaigns/99", "/personas/99", "/reasons/99", "/assignment/99", "/scoring/99",
		"/people/99", "/teams/99", "/campaigns/-1", "/people/x", "/teams/99999999999999999999"} {
		h.post(anAdmin, path, "name", "X Y", "source", "Webinar", "email", "x@home.example", "role", "admin", "side", "sales",
			"zone", "UTC", "team", "2", "version", "1",
			"list", "reject", "class", "clerical", "code", "x", "words", "X", "next_step", "return", "quality",
			"no").is(http.StatusNotFound)
	}
	for _, path := range []string{"/campaigns?edit=99", "/personas/99", "/reasons?edit=99", "/assignment?edit=99",
		"/scoring?edit=99", "/people?edit=99", "/teams?edit=99"} {
		h.send(anAdmin, "GET", path, nil).is(http.StatusNotFound)
	}
	for _, path := range []string{"/people/99/deactivation", "/people/99/link", "/people/99/absence",
		"/campaigns/99/retirement", "/personas/99/retirement", "/reasons/99/retirement", "/teams/99/retirement",
		"/campaigns/99/spend"} {
		h.post(anAdmin, path, "version", "1", "starts_on", "2026-11-01", "ends_on", "2026-11-01", "amount",
			"1").is(http.StatusNotFound)
	}
	for _, path := range []string{"/people/99/deactivation", "/people/99/sessions", "/people/99/absence",
		"/campaigns/1/spend/99", "/assignment/99", "/scoring/99"} {
		h.takeBack(anAdmin, path, "version", "1").is(http.StatusNotFound)
	}
}

func TestAMarketerKeepsACampaignAndItsSpend(t *testing.T) {
	t.Parallel()
	h := keptHome(t)
	h.post(aMarketer, "/campaigns", "name", "Trade fair", "source", "Fair in Madrid").onTo("/campaigns")
	h.see(aMarketer, "/campaigns").says("Trade fair", "Fair in Madrid", "Autumn webinar", "2 campaigns in use",
		"Content download")

	h.post(aMarketer, "/campaigns", "name", " autumn Webinar", "source",
		"Somewhere new").is(http.StatusUnprocessableEntity).
		says("Another campaign has this name").keeps("name", " autumn Webinar", "source", "Somewhere new")
	h.post(aMarketer, "/campaigns", "name", strings.Repeat("x", 201), "source",
		"").is(http.StatusUnprocessableEntity).says("201 characters", "Choose the source of the")

	open := h.see(aMarketer, "/campaigns?edit=1")
	version := open.field("/campaigns/1/spend", "version")
	h.post(aMarketer, "/campaigns/1/spend", "version", version, "starts_on", "2026-11-01", "ends_on", "2026-11-30",
		"amount", "9,400.50").onTo("/campaigns?edit=1")
	after := h.see(aMarketer, "/campaigns?edit=1").says("1 to 30 November 2026", "€9,400.50")
	h.post(aMarketer, "/campaigns/1/spend", "version", version, "starts_on", "2026-11-01", "ends_on", "2026-11-30",
		"amount", "9,400.50").is(http.StatusConflict)
	h.post(aMarketer, "/campaigns/1/spend", "version", after.field("/campaigns/1/spend", "version"), "starts_on",
		"2026-11-30", "ends_on", "2026-11-01", "amount", "12,34,5").
		is(http.StatusUnprocessableEntity).says("Write an amount such as 9,400").
		keeps("amount", "12,34,5", "starts_on", "2026-11-30")
	h.post(aMarketer, "/campaigns/1/spend", "version", after.field("/campaigns/1/spend", "version"), "starts_on",
		"2026-11-30", "ends_on", "2026-11-01", "amount", "5").
		is(http.StatusUnprocessableEntity).says("is before the first")
	if got := h.value("SELECT sum(amount)::text FROM spend"); got != "9400.500" {
		t.Errorf("kept %s", got)
	}
	spend := "/campaigns/1/spend/" + h.value("SELECT id FROM spend")
	h.takeBack(aMarketer, spend, "version", "1").is(http.StatusConflict)
	h.takeBack(aMarketer, spend, "version", after.field(spend, "version")).onTo("/campaigns?edit=1")
	h.see(aMarketer, "/campaigns?edit=1").lacks("November 2026")
}

func TestTheSecondOfTwoIsShownTheChangeOfTheFirst(t *testing.T) {
	t.Parallel()
	h := keptHome(t)
	version := h.see(aMarketer, "/campaigns?edit=1").field("/campaigns/1", "version")
	h.post(aManager, "/campaigns/1", "name", "Autumn webinar, cold chain", "source", "Webinar", "version",
		version).onTo("/campaigns")
	late := h.post(aMarketer, "/campaigns/1", "name", "Autumn talks", "source", "Webinar", "version",
		version).is(http.StatusConflict).
		says("Somebody else changed this", "Autumn webinar, cold chain").keeps("name", "Autumn talks")
	both := h.post(aMarketer, "/campaigns/1", "name", "", "source", "Webinar", "version",
		version).is(http.StatusUnprocessableEntity)
	if both.field("/campaigns/1", "version") != version {
		t.Error("a form that was wrong and late could be sent over the first's change unseen")
	}
	h.post(aMarketer, "/campaigns/1", "name", "Autumn talks", "source", "Webinar", "version",
		late.field("/campaigns/1", "version")).onTo("/campaigns")
	h.see(aMarketer, "/campaigns").says("Autumn talks")
}

func TestACampaignIsRetiredAndRestored(t *testing.T) {
	t.Parallel()
	h := keptHome(t)
	h.post(aMarketer, "/campaigns/1/retirement", "version", "3").is(http.StatusConflict).says("Somebody else changed this")
	h.post(aMarketer, "/campaigns/1/retirement", "version", "1").onTo("/campaigns")
	h.see(aMarketer, "/campaigns").heads("Retired campaigns").says("There are no campaigns yet")
	h.takeBack(aMarketer, "/campaigns/1/retirement", "version", "2").onTo("/campaigns")
	h.see(aMarketer, "/campaigns").lacks("Retired campaigns")
}

func TestANumberOfACampaignLeadsToItsLeads(t *testing.T) {
	t.Parallel()
	h := keptHome(t)
	h.handOver("ES", 1)
	h.handOver("ES", 1)
	h.see(aMarketer, "/campaigns").says(`behind=submitted&campaign=1&from=2016-11-20&to=2026-11-20">2</a>`)
	h.see(aMarketer, "/leads?behind=submitted&campaign=1&from=2016-11-20&to=2026-11-20").says("2 leads handed over")
}

// handOver hands over a new lead.
func (h *home) handOver(country string, campaign lead.CampaignID) desk.Receipt {
	h.t.Helper()
	name := "Buyer " + h.value("SELECT count(*) FROM leads")
	by := account.Person{ID: 3, Name: "Mia Torres", Role: account.Marketer,
		Teams: []account.Membership{{ID: 1, Name: "Demand", Side: account.Marketing}}}
	r, err := h.desk.Submit(context.Background(), by, desk.Submission{Lead: lead.Lead{
		Name: name, Email: strings.ReplaceAll(strings.ToLower(name), " ", "") + "@buyer.example", Company: "Buying",
		Country: country, Campaign: campaign, Persona: 1,
	}})
	if err != nil {
		h.t.Fatal(err)
	}
	return r
}

func TestAManagerKeepsThePersonas(t *testing.T) {
	t.Parallel()
	h := keptHome(t)
	h.post(aManager, "/personas", "name", "Head of operations", "description", "Wants calm.").onTo("/personas/101")
	h.see(aManager, "/personas").says("Head of operations", "Wants calm.")
	h.post(aManager, "/personas", "name", "plant manager", "description",
		"Typed.").is(http.StatusUnprocessableEntity).says("Another persona has this name").
		keeps("description", "Typed.")
	h.post(aManager, "/personas/1", "name", "Plant lead", "description", "", "version", "1").onTo("/personas/1")
	h.post(aManager, "/personas/1", "name", "Plant boss", "version", "1").is(http.StatusConflict).says("Plant lead").
		keeps("name", "Plant boss")
	h.handOver("ES", 0)
	h.see(aMarketer, "/personas").says("1 handed over in 90 days")
	h.post(aManager, "/personas/1/retirement", "version", "2").onTo("/personas")
	h.see(aManager, "/personas").heads("Retired personas")
	h.takeBack(aManager, "/personas/1/retirement", "version", "3").onTo("/personas")
}

func TestAManagerKeepsTheReasons(t *testing.T) {
	t.Parallel()
	h := keptHome(t)
	id := h.value("SELECT id FROM reasons WHERE code = 'wrong_size'")
	given := []string{"list", "reject", "class", "definitional", "code", "too_early", "words", "Too early", "next_step",
		"return", "quality", "yes"}
	with := func(field, value string) []string {
		changed := append([]string{}, given...)
		for i := 0; i < len(changed); i += 2 {
			if changed[i] == field {
				changed[i+1] = value
			}
		}
		return changed
	}
	h.post(aManager, "/reasons",
		with("code", "Too Early")...).is(http.StatusUnprocessableEntity).says("A code starts with a letter").
		keeps("code", "Too Early", "words", "Too early")
	h.post(aManager, "/reasons",
		with("list", "other")...).is(http.StatusUnprocessableEntity).says("before or after contact")
	h.post(aManager, "/reasons",
		with("next_step", "recycle")...).is(http.StatusUnprocessableEntity).says("Choose what happens next")
	h.post(aManager, "/reasons", given...).onTo("/reasons")
	h.see(aManager, "/reasons").says("Too early", "too_early", "Before contact: rejecting", "After contact: giving up")

	r := h.handOver("ES", 0)
	rosa := account.Person{ID: 4, Name: "Rosa Ruiz", Role: account.Rep,
		Teams: []account.Membership{{ID: 2, Name: "EMEA", Side: account.Sales}}}
	if err := h.desk.Reject(context.Background(), rosa, r.Handoff, 0, 1, "Four people."); err != nil {
		t.Fatal(err)
	}
	h.see(aManager, "/reasons?edit="+id).says("The reason was used, so its code cannot change",
		`name="list" value="reject"`, "100%", "behind=rejected")
	h.post(aManager, "/reasons/"+id,
		append(with("code", "renamed"), "version",
			"1")...).is(http.StatusUnprocessableEntity).says("its code stays wrong_size")
	h.post(aManager, "/reasons/"+id, append(with("code", "wrong_size"), "version", "1")...).onTo("/reasons")

	h.post(aManager, "/reasons/"+id+"/position", "version", "2").is(http.StatusUnprocessableEntity)
	h.post(aManager, "/reasons/"+id+"/position", "version", "2", "move", "down").onTo("/reasons")
	h.post(aManager, "/reasons/"+id+"/position", "version", "2", "move",
		"down").is(http.StatusConflict).says("Somebody else changed this")
	if got := h.value("SELECT position FROM reasons WHERE id = $1", 1); got != "2" {
		t.Errorf("it stands at %s", got)
	}
	h.post(aManager, "/reasons/"+id+"/retirement", "version", "3").onTo("/reasons")
	h.see(aManager, "/reasons").heads("Retired reasons")
	h.takeBack(aManager, "/reasons/"+id+"/retirement", "version", "4").onTo("/reasons")
}

func TestAManagerKeepsTheAssignmentRules(t *testing.T) {
	t.Parallel()
	h := keptHome(t)
	h.post(aManager, "/assignment", "name", "Mid-market", "when.0.field", "country", "when.0.op", "is", "when.0.value",
		"Spain, Portugal", "when.1.field", "company_size", "when.1.op", "between", "when.1.value", "50 to 500",
		"when.2.field", "grade", "when.2.op", "is", "when.2.value", "A, B", "team", "2").onTo("/assignment")
	h.see(aManager, "/assignment").says("Mid-market",
		"Country is Spain or Portugal, company has 50 to 500 people, and grade is A or B", "EMEA", "Iberia",
		"Leads that match no rule go to EMEA.",
		"Your draft has 1 change.",
		"New: “Mid-market”: country is Spain or Portugal, company has 50 to 500 people, and grade is A or B, to EMEA")
	h.post(aManager, "/assignment", "name", "", "when.0.field", "country", "when.0.op", "is", "when.0.value", "Atlantis",
		"team", "").is(http.StatusUnprocessableEntity).
		says("no country called “Atlantis”", "Name the rule", "Choose the sales team").keeps("when.0.value", "Atlantis")
	h.post(aManager, "/assignment", "name", "To marketing", "team",
		"1").is(http.StatusUnprocessableEntity).says("Choose a sales team that is in use")
	h.post(aManager, "/assignment", "name", "To nobody", "target",
		"person").is(http.StatusUnprocessableEntity).says("Choose the person who gets these leads")
	h.post(aManager, "/assignment", "name", "To Mia", "target", "person", "person",
		"3").is(http.StatusUnprocessableEntity).says("Choose somebody in a sales team").
		keeps("name", "To Mia")

	open := h.see(aManager, "/assignment?edit=1")
	if name, where := open.field("/assignment/1", "name"), open.field("/assignment/1", "when.0.value"); name != "Iberia" ||
		where != "Spain, Portugal" {
		t.Errorf("the rule is open as %q, for %q", name, where)
	}
	h.post(aManager, "/assignment/1", "name", "Spain", "when.0.field", "country", "when.0.op", "is", "when.0.value", "ES",
		"team", "2", "version", "1").onTo("/assignment")
	h.post(aManager, "/assignment/1", "name", "Portugal", "when.0.field", "country", "when.0.op", "is", "when.0.value",
		"PT", "team", "2", "version", "1").is(http.StatusConflict).
		says("This rule was changed after you opened it", "It now says: “Spain”: country is Spain, to EMEA.").
		keeps("name", "Portugal")
	h.post(aManager, "/assignment/1/position", "version", "2", "move", "down").onTo("/assignment")
	h.post(aManager, "/assignment/shares", "share_4", "many").is(http.StatusUnprocessableEntity).says("Write a share").
		keeps("share_4", "many")
	h.post(aManager, "/assignment/shares", "share_4", "3").onTo("/assignment")
	h.post(aManager, "/assignment/fallback", "fallback",
		"1").is(http.StatusUnprocessableEntity).says("Choose a sales team that is in use")
	h.post(aManager, "/assignment/fallback", "fallback", "2").onTo("/assignment")
	if first := h.value(`
		SELECT name
		FROM assignment_rules
		WHERE retired_at IS NULL
		ORDER BY position, id
		LIMIT 1`); first != "Iberia" {
		t.Errorf("a draft changed what is in force: %s is asked first", first)
	}
	h.handOver("ES", 0)
	h.post(aManager, "/assignment/draft/publication", "version",
		"1").is(http.StatusConflict).says("Your draft was changed in another window")
	h.turnOn(aManager)
	if first := h.value(`
		SELECT name
		FROM assignment_rules
		WHERE retired_at IS NULL
		ORDER BY position, id
		LIMIT 1`); first != "Mid-market" {
		t.Errorf("%s is asked first", first)
	}
	h.post(aManager, "/assignment/draft/publication", "version",
		"1").is(http.StatusConflict).says("There is no draft to activate")
	h.handOver("ES", 0)
	h.see(aManager, "/assignment").says(`value="3"`, `href="/assignment/log"`).lacks("Buyer 0")
	h.see(aManager, "/assignment/log").says("Buyer 0", "Routed to Rosa Ruiz: Iberia, 1 of 12 open",
		"Routed to Rosa Ruiz: Spain, 2 of 12 open")
	h.see(aManager, "/assignment/log?rule=1").says("Buyer 0")
	h.see(aManager, "/assignment/log?team=2&person=2").says("No leads match this filter on this day.")
	h.takeBack(aManager, "/assignment/1", "version", "1").is(http.StatusConflict)
	h.takeBack(aManager, "/assignment/1", "version", "3").onTo("/assignment")
	h.takeBack(aManager, "/assignment/1", "version", "3").is(http.StatusConflict).says("no longer in your draft")
	h.turnOn(aManager)
	if n := h.value("SELECT count(*) FROM assignment_rules WHERE retired_at IS NULL"); n != "1" {
		t.Errorf("%s rules are left", n)
	}
}

// turnOn turns on somebody's draft as it is.
func (h *home) turnOn(who string) {
	h.t.Helper()
	h.post(who, "/assignment/draft/publication", "version",
		h.value("SELECT d.version FROM assignment_drafts d JOIN people p ON p.id = d.person_id WHERE p.email = $1",
			who)).onTo("/assignment")
}

func TestADraftThatSomebodyOvertookIsToldWhatItWouldUndo(t *testing.T) {
	t.Parallel()
	h := keptHome(t)
	h.post(aManager, "/assignment", "name", "Portugal", "when.0.field", "country", "when.0.op", "is", "when.0.value", "PT",
		"team", "2").onTo("/assignment")
	h.post(anAdmin, "/assignment/1", "name", "Spain", "when.0.field", "country", "when.0.op", "is", "when.0.value", "ES",
		"team", "2", "version", "1").onTo("/assignment")
	h.turnOn(anAdmin)
	version := h.value("SELECT version FROM assignment_drafts WHERE person_id = 2")
	h.post(aManager, "/assignment/draft/publication", "version", version).is(http.StatusConflict).
		says("Ada Admin changed the rules after you started",
			"“Spain”: country is Spain, to EMEA. Before: “Iberia”: country is Spain or Portugal, to EMEA", "New: “Portugal”").
		offers("Keep my draft")
	h.post(aManager, "/assignment/draft/renewal", "version", version).onTo("/assignment")
	h.see(aManager, "/assignment").says("Your draft has 2 changes.")
	h.turnOn(aManager)
	h.post(aManager, "/assignment", "name", "Greece", "when.0.field", "country", "when.0.op", "is", "when.0.value", "GR",
		"team", "2").onTo("/assignment")
	h.takeBack(aManager, "/assignment/draft").onTo("/assignment")
	if n := h.value("SELECT count(*) FROM assignment_drafts"); n != "0" {
		t.Errorf("%s drafts are left", n)
	}
}

func TestADudIsCreditedOnTheLog(t *testing.T) {
	t.Parallel()
	h := keptHome(t)
	r := h.handOver("ES", 0)
	rosa := account.Person{ID: 4, Name: "Rosa Ruiz", Role: account.Rep,
		Teams: []account.Membership{{ID: 2, Name: "EMEA", Side: account.Sales}}}
	if err := h.desk.Reject(context.Background(), rosa, r.Handoff, 0, 1, "Four people."); err != nil {
		t.Fatal(err)
	}
	path := fmt.Sprintf("/handoffs/%d/credit", r.Handoff)
	h.see(aManager, "/assignment/log").lacks(path)
	h.now = h.now.Add(11 * time.Minute)
	h.see(aManager, "/assignment/log").says(path)
	back := "/assignment/log?day=" + h.now.Format(time.DateOnly) + "&team=2"
	h.post(aManager, path, "next", back).onTo(back)
	h.post(aManager, path, "next", back).is(http.StatusConflict).says("Jo Okafor already credited this lead", "Buyer 0")
	h.post(aManager, path, "next", "https://elsewhere.example").is(http.StatusConflict)
	h.see(aManager, "/assignment/log").says("Credited by Jo Okafor. Does not count in their share")
}

func TestTheLogOfTheAssignmentIsReadByDay(t *testing.T) {
	t.Parallel()
	h := keptHome(t)
	h.see(aManager, "/assignment/log").says("0 assignments", "No leads are assigned yet.")
	first := h.now
	h.handOver("ES", 0)
	h.now = h.now.AddDate(0, 0, 3)
	h.handOver("ES", 0)
	h.handOver("ES", 0)
	h.exec("ALTER TABLE assignment_log DISABLE TRIGGER assignment_log_only_grows")
	h.exec("UPDATE assignment_log SET at = $1 WHERE handoff_id = 1", first)
	h.exec("UPDATE assignment_log SET at = $1 WHERE handoff_id > 1", h.now)
	h.exec("ALTER TABLE assignment_log ENABLE TRIGGER assignment_log_only_grows")
	day := func(days int) string { return "/assignment/log?day=" + h.now.AddDate(0, 0, days).Format(time.DateOnly) }
	today := h.see(aManager, "/assignment/log").says(h.now.Format("Monday, 2 January 2006"), "2 assignments",
		day(-3)).lacks("the day after")
	if n := strings.Count(today.body, "Routed to"); n != 2 {
		t.Errorf("%d lines stand on the day of two", n)
	}
	h.see(aManager, day(-3)).says("1 assignment", day(0)).lacks("the day before")
	h.see(aManager, day(-1)).says("No leads were assigned on this day.", day(-3), day(0))
	h.see(aManager, "/assignment/log?day=yesterday").says("“yesterday” is not a day", "2 assignments")
	h.now = h.now.AddDate(0, 0, 5)
	h.see(aManager, "/assignment/log").says("2 assignments", day(-8))
}

func TestSomebodyHandsEverythingOver(t *testing.T) {
	t.Parallel()
	h := keptHome(t)
	h.exec("INSERT INTO people (id, email, name, role) VALUES (5, 'kim@home.example', 'Kim Park', 'rep')")
	h.exec("UPDATE people SET weight = 0 WHERE id = 5")
	h.exec("INSERT INTO memberships VALUES (5, 2)")
	h.handOver("ES", 0)
	h.handOver("ES", 0)
	h.see(aManager, "/assignment/leaving?person=4").says("Rosa Ruiz", "By the assignment rules", "EMEA")
	h.post(aManager, "/assignment/leaving").is(http.StatusUnprocessableEntity).says("Choose who hands over",
		"Choose who takes over")
	h.post(aManager, "/assignment/leaving", "person", "4", "to",
		"4").is(http.StatusUnprocessableEntity).says("Choose somebody other than the person who leaves")
	h.post(aManager, "/assignment/leaving", "person", "4", "to", "team-2").onTo("/assignment/leaving?pooled=2")
	h.post(aManager, "/assignment/leaving", "person", "4", "to",
		"5").is(http.StatusConflict).says("Rosa Ruiz has no leads that you can hand over")
	h.exec("UPDATE people SET weight = 1 WHERE id = 5")
	h.handOver("ES", 0)
	h.handOver("ES", 0)
	leaver, other := "5", "4"
	if h.value("SELECT count(*) FROM handoffs WHERE owner_id = 5") == "0" {
		leaver, other = other, leaver
	}
	h.post(aManager, "/assignment/leaving", "person", leaver, "to", other).is(http.StatusSeeOther)
	h.see(aManager, "/assignment/leaving?given=1&worked=2").says(
		"Handed over: 1 waiting lead has a new owner, 2 accepted leads have a new owner.")
}

func TestADraftIsTriedOnWhatCameBefore(t *testing.T) {
	t.Parallel()
	h := keptHome(t)
	h.exec("INSERT INTO teams (id, name, side) VALUES (3, 'Iberia desk', 'sales')")
	h.exec("INSERT INTO people (id, email, name, role) VALUES (5, 'kim@home.example', 'Kim Park', 'rep')")
	h.exec("INSERT INTO memberships VALUES (5, 3)")
	for n := range 4 {
		h.handOver([]string{"ES", "FR"}[n%2], lead.CampaignID(0))
	}
	h.see(aManager, "/assignment/trial").says("You have no draft with changes to try")
	h.post(aManager, "/assignment/1", "name", "Iberia", "when.0.field", "country", "when.0.op", "is", "when.0.value", "ES",
		"team", "3", "version", "1").onTo("/assignment")
	h.see(aManager, "/assignment/trial").says("4 handoffs of the last 90 days", "2 leads would go to another team",
		"Buyer 0", "Kim Park, Iberia desk", "Rosa Ruiz, EMEA", "+2", "-2")
	h.exec("INSERT INTO people (id, email, name, role) VALUES (6, 'else@home.example', 'Else Where', 'manager')")
	h.exec("INSERT INTO memberships VALUES (6, 3)")
	// of which it is not known who may see it
	h.exec("UPDATE handoffs SET owner_id = NULL, marketing_team_id = NULL WHERE id = (SELECT min(id) FROM handoffs)")
	h.post("else@home.example", "/assignment/1", "name", "Iberia", "when.0.field", "country", "when.0.op", "is",
		"when.0.value", "ES", "team", "3", "version", "1").onTo("/assignment")
	h.see("else@home.example", "/assignment/trial").says("2 leads would go to another team", "+2").lacks("Buyer 0")
}
