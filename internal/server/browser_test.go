package server_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"

	"baton/internal/browser"
	"baton/internal/lead"
)

// TestInTheBrowser tries Baton as people use it: several of them at once, each at a screen of their own.
func TestInTheBrowser(t *testing.T) {
	t.Parallel()
	chromium := browser.Start(t)
	for _, c := range []struct {
		name string
		try  func(*testing.T, context.Context)
	}{
		{"a lead goes the whole way by keys, live", byKeys},
		{"a lead goes the whole way by clicks", func(t *testing.T, c context.Context) { byClicks(t, c) }},
		{"a lead goes the whole way on a phone", func(t *testing.T, c context.Context) { byClicks(t, c, phone) }},
		{"a lead goes the whole way without scripts",
			func(t *testing.T, c context.Context) { byClicks(t, c, withoutScripts) }},
		{"a lead goes the whole way on a phone without scripts",
			func(t *testing.T, c context.Context) { byClicks(t, c, phone, withoutScripts) }},
		{"a new lead moves nothing and loses nothing", nothingMoves},
		{"a long queue scrolls in its pane", aLongQueue},
		{"a question is answered", aQuestion},
		{"a pooled lead is claimed", aClaim},
		{"two reps at one lead", twoAtOne},
		{"a lead that lapses moves on", aLapse},
		{"a lead waits for the date that it named", aNamedDate},
		{"a lead that a colleague gets is named at once", aColleagueGetsALead},
		{"a manager gives leads to somebody", func(t *testing.T, c context.Context) { aManagerGives(t, c) }},
		{"a manager gives leads to somebody on a phone without scripts",
			func(t *testing.T, c context.Context) { aManagerGives(t, c, phone, withoutScripts) }},
		{"a rejection is disputed", func(t *testing.T, c context.Context) { aDispute(t, c) }},
		{"a rejection is disputed without scripts", func(t *testing.T, c context.Context) { aDispute(t, c, withoutScripts) }},
		{"two leads become one, and two again", func(t *testing.T, c context.Context) { aMerge(t, c) }},
		{"two leads become one, and two again, on a phone without scripts",
			func(t *testing.T, c context.Context) { aMerge(t, c, phone, withoutScripts) }},
		{"a duplicate is rejected into the lead that it is", aDuplicateIsRejected},
		{"a screen that was cut off catches up", cutOff},
		{"a screen without a network catches up", withoutNetwork},
		{"the session ends while somebody writes", signedOutWhileWriting},
		{"the dashboard moves", theDashboard},
		{"two managers sign a new version", func(t *testing.T, c context.Context) { twoManagersSign(t, c) }},
		{"two managers sign a new version on a phone without scripts",
			func(t *testing.T, c context.Context) { twoManagersSign(t, c, phone, withoutScripts) }},
		{"the rejections suggest a line, and both managers sign it",
			func(t *testing.T, c context.Context) { theRejectionsSuggest(t, c) }},
		{"the rejections suggest a line on a phone without scripts",
			func(t *testing.T, c context.Context) { theRejectionsSuggest(t, c, phone, withoutScripts) }},
		{"a manager limits a reason and says why", func(t *testing.T, c context.Context) { aManagerLimitsAReason(t, c) }},
		{"a manager limits a reason on a phone without scripts",
			func(t *testing.T, c context.Context) { aManagerLimitsAReason(t, c, phone, withoutScripts) }},
		{"a dry run shows what turning it on makes true", aDryRun},
		{"the rules of fit are changed and put back", theRulesOfFit},
		{"the likelihood is read, and another version put in use",
			func(t *testing.T, c context.Context) { theLikelihood(t, c) }},
		{"the likelihood is read, and another version put in use on a phone without scripts",
			func(t *testing.T, c context.Context) { theLikelihood(t, c, phone, withoutScripts) }},
		{"a rep grades a lead otherwise", func(t *testing.T, c context.Context) { anOpinion(t, c) }},
		{"a rep grades a lead otherwise on a phone without scripts",
			func(t *testing.T, c context.Context) { anOpinion(t, c, phone, withoutScripts) }},
		{"a persona takes a lead, needs a field and learns from sales",
			func(t *testing.T, c context.Context) { aPersonaAtWork(t, c) }},
		{"a persona takes a lead, needs a field and learns from sales on a phone without scripts",
			func(t *testing.T, c context.Context) { aPersonaAtWork(t, c, phone, withoutScripts) }},
		{"a key is made, used and revoked", func(t *testing.T, c context.Context) { aKeyByTheScreen(t, c) }},
		{"a key is made, used and revoked on a phone without scripts",
			func(t *testing.T, c context.Context) { aKeyByTheScreen(t, c, phone, withoutScripts) }},
		{"a manager plans goals", func(t *testing.T, c context.Context) { aPlan(t, c) }},
		{"a manager plans goals on a phone without scripts",
			func(t *testing.T, c context.Context) { aPlan(t, c, phone, withoutScripts) }},
		{"a reason by its digit, then words", aReasonThenWords},
		{"the help is one key away", helpIsOneKeyAway},
		{"what is typed stays while its author looks elsewhere", typingStays},
		{"every form of some length keeps what is typed", everyFormKeeps},
		{"a lead that is not sent yet is kept, and cleared", aLeadIsKept},
		{"what was typed for one lead is not sent with another", typingStaysWithItsLead},
		{"signing out leaves nothing that was typed", signingOutForgets},
		{"what was refused is not refreshed away", aRefusalStays},
		{"passwords are not kept", passwordsAreNotKept},
		{"the time zone of the browser is offered", theZoneOfTheBrowser},
		{"a company sets up", func(t *testing.T, c context.Context) { aCompanySetsUp(t, c) }},
		{"the first day of a company", func(t *testing.T, c context.Context) { theFirstDay(t, c) }},
		{"the first day of a company on a phone without scripts",
			func(t *testing.T, c context.Context) { theFirstDay(t, c, phone, withoutScripts) }},
		{"a company sets up on a phone without scripts",
			func(t *testing.T, c context.Context) { aCompanySetsUp(t, c, phone, withoutScripts) }},
		{"at 400 % every stop on the way through the queue is seen", everyTabIsSeen},
		{"what changes is said", whatChangesIsSaid},
		{"a lead is searched for on each page", searches},
		{"all leads are narrowed, sorted and turned", func(t *testing.T, c context.Context) { allLeads(t, c) }},
		{"all leads are narrowed, sorted and turned on a phone without scripts",
			func(t *testing.T, c context.Context) { allLeads(t, c, phone, withoutScripts) }},
		{"signing out and sending back are in sight", signingOutIsInSight},
		{"what is current shows in forced colours", forcedColours},
		{"paper has all there is to read and nothing to click", onPaper},
		{"every page is accessible", everyPageIsAccessible},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			c.try(t, chromium)
		})
	}
}

// aLongQueue has more rows than the window has room for, and a lead that is taller than it.
func aLongQueue(t *testing.T, chromium context.Context) {
	w := newWorld(t)
	for range 30 {
		w.ours()
	}
	rep := w.open(t, chromium, rita)
	rep.visit("/queue?view=team")
	rep.until("all rows are there", `document.querySelectorAll("main [data-row]").length >= 30`)
	if sizes := rep.value(`JSON.stringify([document.scrollingElement.scrollHeight - innerHeight,
		document.querySelector(".queue-list").scrollHeight > innerHeight])`); sizes != "[0,true]" {
		t.Errorf("how much longer the page is than the window, and whether its list is: %s", sizes)
	}
}

func nothingMoves(t *testing.T, chromium context.Context) {
	w := newWorld(t)
	for range 3 {
		waiting(w, growthAndNorth)
	}
	rep := w.open(t, chromium, rita)
	rep.visit("/queue")
	rep.live(1)
	rep.value(`document.querySelectorAll("main [data-row]")[1].focus()`)
	at := rep.value(`document.activeElement.getBoundingClientRect().top`)
	which := rep.value(`document.activeElement.closest("li").id`)
	urgent := w.submit(lena, lead.Lead{JobTitle: "Chief of logistics", CompanySize: 220, Phone: "+34600123456",
		Note: "They asked for a demonstration in December with prices."})
	rep.soon("an urgent lead comes", fmt.Sprintf(`document.querySelector("#row-%d")`, urgent.Handoff))
	if first := rep.value(`document.querySelector("main [data-row]").closest("li").id`); first != fmt.Sprintf("row-%d",
		urgent.Handoff) {
		t.Errorf("the most urgent lead is not first: %s is", first)
	}
	if got := rep.value(`document.activeElement.closest("li")?.id`); got != which {
		t.Errorf("the focus was on %s and is on %s", which, got)
	}
	if now := rep.value(`document.activeElement.getBoundingClientRect().top`); now != at {
		t.Errorf("the row with the focus was at %s and is at %s", at, now)
	}

	rep.press("\r")
	rep.until("Enter opens the row", fmt.Sprintf(`document.querySelector("#%s [aria-current]")`, which))
	rep.press("q")
	rep.until("q asks", `document.activeElement.name === "question"`)
	rep.press("Do they have j, k, a or r lorr")
	next := w.ours()
	rep.soon("another comes", fmt.Sprintf(`document.querySelector("#row-%d")`, next.Handoff))
	rep.press("ies?")
	if typed := rep.value(`document.activeElement.value`); typed != "Do they have j, k, a or r lorries?" {
		t.Errorf("what was typed is now %q", typed)
	}
	other := w.open(t, chromium, walt)
	other.visit("/queue?view=team&handoff=" + strings.TrimPrefix(which, "row-"))
	other.press("a")
	other.reads("You accepted")
	rep.soon("the row that somebody else decided goes", fmt.Sprintf(`!document.querySelector("#%s")`, which))
	typed := rep.value(`document.querySelector("textarea[name=question]")?.value`)
	if typed != "Do they have j, k, a or r lorries?" {
		t.Errorf("what was typed is now %q", typed)
	}
}

func aQuestion(t *testing.T, chromium context.Context) {
	w := newWorld(t)
	r := w.ours()
	marketer, rep := w.open(t, chromium, lena), w.open(t, chromium, rita)
	marketer.visit("/submissions/returned?view=asked")
	rep.visit(fmt.Sprintf("/queue?handoff=%d", r.Handoff))
	rep.live(2)
	rep.press("q")
	rep.until("q asks", `document.activeElement.name === "question"`)
	rep.press("Since when?")
	rep.pressCtrl("\r")
	rep.reads("Waits for an answer")
	marketer.soon("the question is there", reading("Since when?"))
	marketer.soon("the rail counts it",
		`[...document.querySelectorAll("#rail-wide a")]
			.find((a) => a.innerText.startsWith("Returned")).innerText.includes("1")`)
	marketer.fill("textarea[name=answer]", "Since May.")
	marketer.pressCtrl("\r")
	rep.soon("the answer is there", reading("Since May."))
	rep.soon("the clock runs again", "!"+reading("Waits for an answer"))
	if n := w.number("SELECT count(*) FROM handoffs WHERE paused_at IS NULL"); n != 1 {
		t.Error("the clock stands still")
	}
}

func aClaim(t *testing.T, chromium context.Context) {
	w := newWorld(t)
	id := pooled(w, growthAndNorth)
	one, other := w.open(t, chromium, rita), w.open(t, chromium, sami)
	for _, rep := range []*tab{one, other} {
		rep.visit(fmt.Sprintf("/queue?view=team&handoff=%d", id))
		rep.reads("In the pool")
	}
	one.live(2)
	one.pressButton("Claim")
	one.until("it is Rita's", fmt.Sprintf(`document.querySelector("#row-%d").innerText.includes("Rita Vale")`, id))
	other.soon("the other reads who has it", reading("Rita Vale has this lead."))
	one.visit("/queue")
	one.until("it is in the list of her own", fmt.Sprintf(`document.querySelector("#row-%d")`, id))
}

func twoAtOne(t *testing.T, chromium context.Context) {
	w := newWorld(t)
	id := waiting(w, growthAndNorth)
	one, other := w.open(t, chromium, rita), w.open(t, chromium, sami)
	other.expects("status of 409")
	for _, rep := range []*tab{one, other} {
		rep.visit(fmt.Sprintf("/queue?view=team&handoff=%d", id))
	}
	other.press("r")
	other.until("r asks for a reason", `document.activeElement.type === "radio"`)
	other.press("1")
	other.fill("textarea[name=feedback]", "Nine people work there.")
	one.press("a")
	one.reads("You accepted")
	other.pressCtrl("\r")
	other.until("the second reads who was first, and when",
		`/Rita Vale accepted this lead on \d+ \w+ at \d\d:\d\d/.test(document.querySelector("main").innerText)`)
	other.reads("Nine people work there.")
	later := w.ours()
	other.until("another lead comes", fmt.Sprintf(`document.querySelector("#row-%d")`, later.Handoff))
	if a := w.as(rita).post(fmt.Sprintf("/handoffs/%d/acceptance", id), "_method", "DELETE"); a.status != 303 {
		t.Fatalf("undo answers %d", a.status)
	}
	other.reads("undid their verdict")
	other.reads("Nine people work there.")
	w.as(rita).post(fmt.Sprintf("/handoffs/%d/acceptance", id))
	if n := w.number("SELECT count(*) FROM handoffs WHERE verdict = 'accepted'"); n != 1 {
		t.Error("the lead is not accepted")
	}
}

func cutOff(t *testing.T, chromium context.Context) {
	w := newWorld(t)
	first := waiting(w, growthAndNorth)
	rep := w.open(t, chromium, rita)
	for _, text := range []string{"ERR_CONNECTION_REFUSED", "ERR_CONNECTION_RESET", "ERR_INCOMPLETE_CHUNKED_ENCODING",
		"ERR_EMPTY_RESPONSE", "ERR_SOCKET_NOT_CONNECTED", "ERR_CONNECTION_CLOSED", "htmx:error", "Failed to fetch"} {
		rep.expects(text)
	}
	rep.visit(fmt.Sprintf("/queue?handoff=%d", first))
	rep.live(1)
	desk := *w.server.Desk
	w.stop()
	rep.press("a")
	rep.until("it says that Baton is away", `document.getElementById("link-lost").checkVisibility()`)
	if n := w.number("SELECT count(*) FROM handoffs WHERE verdict IS NOT NULL"); n != 0 {
		t.Error("something was decided while Baton was away")
	}
	w.server.Desk = &desk
	meanwhile := w.ours()
	w.start()
	rep.until("what came meanwhile is there", fmt.Sprintf(`document.querySelector("#row-%d")`, meanwhile.Handoff))
	rep.until("it says that Baton is back", `document.getElementById("link-lost").innerText.includes("back")`)
	rep.press("a")
	rep.reads("You accepted")
	rep.live(1)
	afterwards := w.ours()
	rep.soon("the stream is there again", fmt.Sprintf(`document.querySelector("#row-%d")`, afterwards.Handoff))
}

func withoutNetwork(t *testing.T, chromium context.Context) {
	w := newWorld(t)
	rep := w.open(t, chromium, rita)
	rep.expects("ERR_INTERNET_DISCONNECTED")
	rep.visit("/queue")
	rep.live(1)
	offline := func(yes bool) {
		everything := []*network.Conditions{{DownloadThroughput: -1, UploadThroughput: -1}}
		rep.do(chromedp.ActionFunc(func(ctx context.Context) error {
			_, err := network.EmulateNetworkConditionsByRule(yes, everything).Do(ctx)
			return err
		}))
	}
	offline(true)
	r := w.ours()
	rep.until("the page is cut off", `fetch("/rail").then(() => false, () => true)`)
	offline(false)
	rep.until("what came meanwhile is there", fmt.Sprintf(`document.querySelector("#row-%d")`, r.Handoff))
}

func signedOutWhileWriting(t *testing.T, chromium context.Context) {
	w := newWorld(t)
	b := w.open(t, chromium, lena)
	b.expects("status of 401")
	b.visit("/leads/new")
	b.fill("[name=name]", "Ivo Brand")
	b.fill("[name=company]", "Brand Ltd")
	b.fill("[name=email]", "ivo@brand.example")
	b.do(network.ClearBrowserCookies())
	b.pressCtrl("\r")
	b.until("a line leads to the sign-in page", `document.querySelector("#link-lost:not([hidden]) a[href='/sign-in']")`)
	cookie := w.as(lena).cookie()
	b.do(network.SetCookie(cookie.Name, cookie.Value).WithURL("http://" + w.address).WithHTTPOnly(true))
	b.pressCtrl("\r")
	b.reads("Handed over as grade")
	b.reads("Ivo Brand")
}

func theDashboard(t *testing.T, chromium context.Context) {
	w := newWorld(t)
	if w.as(walt).get("/dashboard").status == 404 {
		t.Skip("there is no dashboard")
	}
	aBusyDay(t, w)
	boss := w.open(t, chromium, walt)
	boss.visit("/dashboard")
	boss.live(1)
	before, said := boss.value(`document.querySelector("main").innerText`),
		boss.value(`document.querySelector(".dashboard-words").innerText`)
	id := waiting(w, growthAndNorth)
	boss.soon("the numbers move with a new lead", fmt.Sprintf(`document.querySelector("main").innerText !== %q`, before))
	boss.soon("the sentence above says what the numbers say",
		fmt.Sprintf(`document.querySelector(".dashboard-words").innerText !== %q`, said))
	before = boss.value(`document.querySelector("main").innerText`)
	if a := w.as(rita).post(fmt.Sprintf("/handoffs/%d/acceptance", id)); a.status != 303 {
		t.Fatalf("accepting answers %d", a.status)
	}
	boss.soon("the numbers move with a verdict", fmt.Sprintf(`document.querySelector("main").innerText !== %q`, before))
}
