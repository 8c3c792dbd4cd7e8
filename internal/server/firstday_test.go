package server_test

import (
	"net/http"
	"testing"
)

func TestWhatIsPutRightElsewhereIsLinkedForWhoMayGoThere(t *testing.T) {
	t.Parallel()
	h := keptHome(t)
	h.post(anAdmin, "/teams/2/retirement", "version",
		"1").is(http.StatusConflict).leads("/assignment", "Change the rule")
	h.exec("UPDATE teams SET retired_at = now() WHERE side = 'sales'")
	submit := []string{"name", "Ana Ruiz", "email", "ana@firm.example", "company", "Firm", "consent", "1"}
	h.post(aMarketer, "/leads", submit...).is(http.StatusConflict).says("There is no sales team yet",
		"Ask an admin to add a sales team.").lacks("Add a sales team</a>")
	h.post(anAdmin, "/leads", submit...).is(http.StatusConflict).says("There is no sales team yet").
		leads("/teams", "Add a sales team").lacks("sk an admin")
}

func TestAPageOfARefusalLeadsToWhereItIsPutRight(t *testing.T) {
	t.Parallel()
	h := keptHome(t)
	h.post(anAdmin, "/agreement/draft/signature", "side", "sales", "version", "0").is(http.StatusForbidden).
		says("You are not in a team", `href="/people"`, "Choose your team").lacks("sk an admin", "Go to the first page")
	h.exec("DELETE FROM memberships WHERE person_id = 2")
	h.exec("INSERT INTO people (email, name, role) VALUES ('walt@home.example', 'Walt', 'manager')")
	h.post(aManager, "/agreement/draft/signature", "side", "sales", "version", "0").is(http.StatusForbidden).
		says("You are not in a team", "Ask an admin to choose your team.", "Go to the first page")
}

func TestAFailureStandsWithinThePageOfWhoIsSignedIn(t *testing.T) {
	t.Parallel()
	h := keptHome(t)
	for _, path := range []string{"/leads/99", "/people"} {
		if page := h.send(aMarketer, "GET", path, nil); page.status < 400 {
			t.Errorf("%s answers %d", path, page.status)
		} else {
			page.says("My submissions", "Mia Torres")
		}
	}
}

func TestTheAgreementThatCameWithBatonIsSignedWithoutAProposal(t *testing.T) {
	t.Parallel()
	h := keptHome(t)
	h.exec("INSERT INTO people (id, email, name, role) VALUES (50, 'vera@home.example', 'Vera Holm', 'manager')")
	h.exec("INSERT INTO memberships VALUES (50, 1)")
	const vera = "vera@home.example"
	h.see(aRep, "/agreement").says("Waits for signatures", "It came with Baton").withholds("Sign for")
	page := h.see(aManager, "/agreement").
		says("Waits for signatures", "A manager of marketing and one of sales must sign.").
		offers("Sign for sales").leads("/agreement/draft", "Propose a change").
		withholds("Sign for marketing", "Sign for both", "Withdraw").
		lacks("It changes nothing")
	h.post(aManager, "/agreement/draft/signature", "side", "sales", "version",
		page.field("/agreement/draft/signature", "version")).onTo("/agreement")
	h.see(aManager, "/agreement").says("signed for sales", "A manager of marketing must sign.").
		offers("Withdraw my signature").withholds("Sign for")
	page = h.see(vera, "/agreement").offers("Sign for marketing")
	h.post(vera, "/agreement/draft/signature", "side", "marketing", "version",
		page.field("/agreement/draft/signature", "version")).onTo("/agreement")
	h.see(vera, "/agreement").says("Version 1 in force from the start", "signed for marketing",
		"signed for sales").lacks("Waits for signatures").withholds("Sign for")
	h.see(aRep, "/agreement/versions").says("From the start", "signed by", "Vera Holm for marketing",
		"Jo Okafor for sales").lacks("Version 2")
}

func TestTheOneManagerSignsForBothSidesAndTheHistorySaysSo(t *testing.T) {
	t.Parallel()
	h := keptHome(t)
	page := h.see(aManager, "/agreement").says("There is no other manager").
		offers("Sign for both sides").withholds("Sign for sales")
	h.post(aManager, "/agreement/draft/signature", "side", "both", "version",
		page.field("/agreement/draft/signature", "version")).onTo("/agreement")
	const said = "for both sides, since there was no other manager"
	h.see(aRep, "/agreement").says("Jo Okafor", "signed "+said)
	h.see(aRep, "/agreement/versions").says("signed by Jo Okafor " + said)
	h.see(aRep, "/agreement/versions/1").says("Jo Okafor", "signed "+said)
}

func TestWhereASideHasNoManagerTheAgreementSaysWhoAddsOne(t *testing.T) {
	t.Parallel()
	h := keptHome(t)
	h.exec("INSERT INTO people (id, email, name, role) VALUES (50, 'walt@home.example', 'Walt', 'manager')")
	h.exec("INSERT INTO memberships VALUES (50, 2)")
	h.see(aManager, "/agreement").says(
		"There is no manager in a marketing team yet. Ask an admin to add a manager of marketing.",
	).offers("Sign for sales").withholds("Sign for both")
	h.see(anAdmin, "/agreement").says("There is no manager in a marketing team yet.").
		leads("/people", "Add a manager of marketing").lacks("sk an admin")
}

func TestTheFirstPageOfAnAdminIsTheChecklistUntilAllIsDone(t *testing.T) {
	t.Parallel()
	h := keptHome(t)
	h.send(anAdmin, "GET", "/", nil).onTo("/start")
	h.send(aManager, "GET", "/", nil).onTo("/dashboard")
	h.see(anAdmin, "/start").says("First steps", "2 of 7 done", "Put aside", "Choose the currency", "1 campaign",
		"working hours of a sales team", `href="/teams"`, "Links for your colleagues", "/agreement")
	h.see(aManager, "/start").says("An admin does this.", `href="/goals"`).lacks("Put aside", `href="/teams"`)
	h.send(aRep, "GET", "/start", nil).is(http.StatusForbidden)

	h.exec("UPDATE installation SET zone = 'Europe/Madrid'")
	h.exec(`UPDATE teams SET hours = '[{"day": 1, "from": 540, "to": 1020}]' WHERE side = 'sales'`)
	h.see(anAdmin, "/start").says("EUR, Europe/Madrid", "1 team of marketing, 1 of sales", "1 marketer, 1 rep, 1 manager",
		"4 of 7 done", "Baton comes with a first version.")
	h.post(aManager, "/agreement/draft/signature", "side", "both", "version", "0").onTo("/agreement")
	h.post(aManager, "/goals", "metric", "handed_over", "period", "month", "target", "20", "starts_on", "2026-11-01",
		"ends_on", "2026-11-30").is(http.StatusSeeOther)
	h.see(anAdmin, "/start").says("6 of 7 done", "A marketer submits one, and a rep accepts it.", `href="/leads/new"`)
	h.post(aMarketer, "/leads", "name", "Ana Ruiz", "email", "ana@firm.example", "company", "Firm", "consent",
		"1").is(http.StatusSeeOther)
	h.see(anAdmin, "/start").says("6 of 7 done", "A rep must accept it now.", "Open the queue")
	h.post(aRep, "/handoffs/1/acceptance", "version", h.value("SELECT version FROM handoffs")).is(http.StatusSeeOther)
	h.see(anAdmin, "/start").says("7 of 7 done", "Setup is complete").lacks("Put aside", "To do")
	h.send(anAdmin, "GET", "/", nil).onTo("/dashboard")
	h.see(anAdmin, "/settings").says(`href="/start"`).lacks(`<a href="/start" aria-current`)
}

func TestTheChecklistIsPutAsideAndTakenUpAgain(t *testing.T) {
	t.Parallel()
	h := keptHome(t)
	h.see(anAdmin, "/people").says("First steps")
	h.post(aManager, "/start/dismissal").is(http.StatusForbidden)
	for range 2 {
		h.post(anAdmin, "/start/dismissal").onTo("/")
	}
	h.send(anAdmin, "GET", "/", nil).onTo("/dashboard")
	h.see(anAdmin, "/people").lacks("First steps")
	h.see(anAdmin, "/start").says("This list is put aside").offers("Make it the first page")
	h.takeBack(anAdmin, "/start/dismissal").onTo("/start")
	h.send(anAdmin, "GET", "/", nil).onTo("/start")
	if n := h.value("SELECT count(*) FROM first_day_asides WHERE ended_at IS NOT NULL AND by_id = 1"); n != "1" {
		t.Errorf("%s times it was put aside and taken up", n)
	}
}

func TestTeamsComeBeforePeople(t *testing.T) {
	t.Parallel()
	h := keptHome(t)
	h.see(anAdmin, "/people").lacks("There is no team", "There are no teams")
	h.exec("UPDATE teams SET retired_at = now() WHERE side = 'sales'")
	h.see(anAdmin, "/people").says("There is no sales team yet").leads("/teams", "Add a team")
	h.see(aManager, "/assignment").says(
		"There is no sales team yet, so leads cannot be handed over. Ask an admin to add a sales team.")
	h.see(anAdmin, "/assignment").says("There is no sales team yet, so leads cannot be handed over.").
		leads("/teams", "Add a sales team")
	h.exec("DELETE FROM memberships")
	h.exec("UPDATE teams SET retired_at = now()")
	h.see(anAdmin, "/people").says("Add teams first, then people.").leads("/teams", "Add a team")
	h.post(anAdmin, "/people", "name", "Rex", "email", "rex@home.example", "role",
		"rep").is(http.StatusUnprocessableEntity).says("A rep needs a sales team", "Add teams first")
}

func TestALeadWithoutACampaignToChooseLeadsToTheCampaigns(t *testing.T) {
	t.Parallel()
	h := keptHome(t)
	h.see(aMarketer, "/leads/new").lacks("There are no campaigns yet")
	h.exec("UPDATE campaigns SET retired_at = now()")
	h.see(aMarketer, "/leads/new").says("There are no campaigns yet.").leads("/campaigns", "Add a campaign")
}

func TestAGoalOnCostsLeadsToWhereTheyAreEntered(t *testing.T) {
	t.Parallel()
	h := keptHome(t)
	h.post(aManager, "/goals", "metric", "cost_per_accepted", "starts_on", "2026-11-01", "period", "month", "target", "90",
		"scope", "campaign:1").is(http.StatusUnprocessableEntity).
		says("There is no spend in the last 12 months").leads("/campaigns", "Enter what campaigns cost")
	h.exec("UPDATE personas SET retired_at = now()")
	h.post(aRep, "/personas/1/notes", "words",
		"They ask for prices first.").is(http.StatusConflict).says("This persona is retired").
		leads("/personas", "Look at the personas")
}
