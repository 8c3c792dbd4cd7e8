package server_test

import (
	"context"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"baton/internal/demo"
	"baton/internal/lead"
	"baton/internal/postgres"
	"baton/internal/postgres/bulk"
	"baton/internal/postgres/pgtest"
)

const suggestions = "/agreement/suggestions"

// manySmall has sales send back the small companies of the autumn webinar, 16 of 18, and take all others: 8 larger ones
// of the webinar, and 32 of any size that a search brought.
func (w *world) manySmall() {
	w.t.Helper()
	rep := w.person(rita)
	for i := range 58 {
		small, large := i%3 == 0 && i < 54, i%3 == 1 && i < 24
		l := lead.Lead{Campaign: 2, Source: 2, CompanySize: 8 + i}
		switch {
		case small:
			l.Campaign, l.Source, l.CompanySize = 1, 1, 5+i/3*7%18
		case large:
			l.Campaign, l.Source, l.CompanySize = 1, 1, 80+i
		}
		r := w.submit(lena, l)
		switch {
		case small && i != 0 && i != 6:
			w.must(w.server.Desk.Reject(context.Background(), rep, r.Handoff, 0, 1, "Nine people work there."))
		case !small:
			w.must(w.server.Desk.Accept(context.Background(), rep, r.Handoff, 0))
		}
	}
}

var suggestionKey = regexp.MustCompile(`name="suggestion" value="([0-9a-f]{16})"`)

// suggestion is the key of the one suggestion that a page has.
func (w *world) suggestion(a answer) string {
	w.t.Helper()
	found := suggestionKey.FindStringSubmatch(a.body)
	if found == nil {
		w.t.Fatalf("no suggestion: %.900s", a.main())
	}
	return found[1]
}

func (a answer) wants(t *testing.T, status int, words ...string) {
	t.Helper()
	if a.status != status {
		t.Errorf("it answers %d, want %d", a.status, status)
	}
	for _, each := range words {
		if !strings.Contains(a.main(), each) {
			t.Errorf("it does not read %q: %.1200s", each, a.main())
		}
	}
}

func TestASuggestionIsPutIntoTheDraft(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.as(rita).get("/agreement").wants(t, 200, "What the rejections suggest",
		"No suggestions yet. When enough leads are rejected")
	w.manySmall()
	w.wait(6 * time.Minute)
	const line = "From Autumn webinar: company has 25 people or more"
	share := "67% of the leads from Autumn webinar were rejected as “Company too small”: 16 of 24 answered (95% " +
		"interval 46 to 83%). For all others it is 0%."
	effect := "In the last 90 days, it would have held back 18 leads: 16 rejected for this reason, 2 without an answer " +
		"and none that sales accepted. The acceptance rate would have been 100% instead of 71%."
	w.as(rita).get("/agreement").wants(t, 200, "What the rejections suggest 1", line)
	if a := w.as(rita).get(suggestions); strings.Contains(a.body, "dismissals") ||
		strings.Contains(a.body, "draft/suggestions") {
		t.Error("a rep is offered to change the agreement")
	} else {
		a.wants(t, 200, line, share, effect)
		list := w.as(rita).get(attr(all(a.doc, with("class", "small suggestion-link"))[0], "href"))
		list.wants(t, 200, "16 leads rejected by sales", "Reason: Company too small", "Campaign: Autumn webinar")
	}
	page := w.as(vera).get(suggestions)
	page.wants(t, 200, line, share, effect, "Adding a suggestion starts a draft")
	key := w.suggestion(page)
	put := func(who, version string) answer {
		return w.as(who).post("/agreement/draft/suggestions", "suggestion", key, "version", version)
	}
	put(vera, "7").wants(t, 409, "The draft no longer exists", line)
	if a := put(vera, ""); a.status != http.StatusSeeOther || a.to != "/agreement#definition" {
		t.Fatalf("it answers %d to %s: %.600s", a.status, a.to, a.main())
	}
	w.as(vera).get("/agreement").wants(t, 200, "Draft of version 2 by Vera Holm, not proposed yet",
		"Campaign is not Autumn webinar, or company has 25 people or more", line+" In the draft")
	if a := w.as(rita).get("/agreement"); strings.Contains(a.main(), "In the draft") {
		t.Error("a rep reads of a draft that is only being written")
	}
	again := w.as(walt).get(suggestions)
	again.wants(t, 200, "In the draft", "Not now")
	if strings.Contains(again.main(), "Add to the draft") {
		t.Error("it can be put into the draft twice")
	}
	put(walt, "").wants(t, 409, "The draft already has this, so nothing was added.")
	if n := w.number("SELECT count(*) FROM agreement_revisions"); n != 1 {
		t.Errorf("%d revisions", n)
	}
	for _, gone := range []string{"", "0123456789abcdef", key + "0", "'"} {
		w.as(vera).post("/agreement/draft/suggestions", "suggestion", gone, "version", "1").wants(t, 409,
			"This suggestion has changed", line)
	}
}

// A draft of somebody else keeps what it says and is signed anew.
func TestASuggestionIsPutIntoAProposalThatIsSigned(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.manySmall()
	w.propose(vera, "dispute_days", "9")
	if a := w.sign(vera, "marketing", "1"); a.status != http.StatusSeeOther {
		t.Fatal(a.status)
	}
	page := w.as(walt).get(suggestions)
	page.wants(t, 200, "Version 2, proposed by Vera Holm, is signed by Vera Holm. Adding a suggestion means it must be "+
		"signed again.")
	key := w.suggestion(page)
	w.as(walt).post("/agreement/draft/suggestions", "suggestion", key).wants(t, 409,
		"Somebody else started a draft after you opened this page.")
	if a := w.as(walt).post("/agreement/draft/suggestions", "suggestion", key, "version",
		"1"); a.status != http.StatusSeeOther {
		t.Fatalf("%d %.600s", a.status, a.main())
	}
	w.as(rita).get("/agreement").wants(t, 200, "Version 2 proposed by Walt Ames", "company has 25 people or more",
		"disputed for 5 9 days", "In the draft")
	w.as(vera).get("/agreement").wants(t, 200, "A manager of marketing and one of sales must sign.")
	w.sign(vera, "marketing", "1").wants(t, 409, "The draft was changed after you opened it.")
	for who, side := range map[string]string{vera: "marketing", walt: "sales"} {
		if a := w.sign(who, side, "2"); a.status != http.StatusSeeOther {
			t.Fatalf("%s signing answers %d: %.300s", who, a.status, a.main())
		}
	}
	w.as(rita).get(suggestions).wants(t, 200, "No suggestions yet.")
	small := w.as(lena).post("/leads", "name", "Ana", "email", "ana@small.example", "company", "Small", "company_size",
		"9", "campaign", "1", "key", "0123456789abcdef")
	small.wants(t, 422, "company has 25 people or more")
}

func TestASuggestionIsPutAsideAndToldAgain(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.manySmall()
	page := w.as(vera).get(suggestions)
	key := w.suggestion(page)
	w.as(vera).post("/agreement/suggestions/dismissals", "suggestion", "none").wants(t, 409, "This suggestion has changed")
	for range 2 { // the second time is too late, and says the same
		if a := w.as(vera).post("/agreement/suggestions/dismissals", "suggestion", key); a.status != http.StatusSeeOther ||
			a.to != suggestions {
			t.Fatalf("%d %.600s", a.status, a.main())
		}
	}
	w.as(rita).get("/agreement").wants(t, 200, "Nothing else. Some suggestions are dismissed.")
	aside := w.as(walt).get(suggestions)
	aside.wants(t, 200, "Dismissed", "From Autumn webinar: company has 25 people or more", "Vera Holm dismissed it",
		"16 of 24 answered", "Show it again")
	if strings.Contains(aside.main(), "Not now") || strings.Contains(w.as(rita).get(suggestions).main(), "Show it again") {
		t.Error("it stands among what is suggested, or a rep may show it again")
	}
	id := w.number("SELECT id FROM suggestion_dismissals WHERE ended_at IS NULL")
	path := fmt.Sprintf("%s/dismissals/%d", suggestions, id)
	if a := w.as(walt).post(path, "_method", "DELETE"); a.status != http.StatusSeeOther {
		t.Fatalf("%d %.600s", a.status, a.main())
	}
	if a := w.as(vera).post(path, "_method", "DELETE"); a.status != http.StatusNotFound {
		t.Errorf("showing it again twice answers %d", a.status)
	}
	w.as(vera).get(suggestions).wants(t, 200, "Not now", "16 rejected for this reason")
	if n := w.number(`
		SELECT count(*)
		FROM suggestion_dismissals
		WHERE dismissed_by = 3 AND ended_by = CASE WHEN id = $1 THEN 6 ELSE 3 END`, id); n != 2 {
		t.Errorf("%d dismissals say who and who ended them", n)
	}
}

// The dashboard never waits for suggestions: it leads to one once somebody has looked.
func TestTheDashboardLeadsToWhatWasSuggested(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.manySmall()
	const sentence, link = "16 of 16 with “Company too small” came from Autumn webinar", "See a suggested condition"
	before := w.as(rita).get("/dashboard")
	before.wants(t, 200, sentence)
	if strings.Contains(before.main(), link) {
		t.Error("it leads to a suggestion that nobody has looked for")
	}
	key := w.suggestion(w.as(vera).get(suggestions))
	after := w.as(rita).get("/dashboard")
	after.wants(t, 200, sentence, link)
	if !strings.Contains(after.body, `href="/agreement/suggestions#s-`+key+`"`) {
		t.Error("it does not lead to the suggestion")
	}
	w.wait(6 * time.Minute)
	if a := w.as(rita).get("/dashboard"); strings.Contains(a.main(), link) {
		t.Error("it leads to what was suggested long ago")
	}
}

// newDemoWorld is the invented company of the demo, as it is now.
func newDemoWorld(t testing.TB) *world {
	t.Helper()
	return newWorldOf(t, pgtest.URL(t), nil, func(w *world) {
		ctx := context.Background()
		db, err := postgres.Open(ctx, w.url)
		w.must(err)
		defer db.Close()
		plan := demo.New(demo.Options{Leads: 2000, Seed: 1, Now: time.Now().UTC().Truncate(time.Second),
			PasswordHash: passwordHash()})
		w.must(db.Found(ctx, plan.Company))
		policy, err := db.Policy(ctx)
		w.must(err)
		_, err = db.Fill(ctx, bulk.Filling{Since: plan.Since(), Until: time.Now()}, plan.Leads(policy))
		w.must(err)
	})
}

// countedByHand is what a line of companies with so many people or more would have held back of a campaign, asked of
// the rows.
func (w *world) countedByHand(campaign string, least int) (held, back, accepted int) {
	const of = `
		FROM handoffs h
		JOIN leads l ON l.id = h.lead_id
		LEFT JOIN reasons r ON r.id = h.reason_id
		JOIN campaigns c ON c.id = h.campaign_id
		WHERE h.submitted_at > now() - interval '90 days'
			AND h.number = (SELECT max(n.number) FROM handoffs n WHERE n.lead_id = h.lead_id)
			AND c.name = $1 AND l.company_size < $2`
	return int(w.number("SELECT count(*)"+of, campaign, least)),
		int(w.number("SELECT count(*) FILTER (WHERE h.verdict = 'rejected' AND r.code = 'wrong_size')"+of, campaign, least)),
		int(w.number("SELECT count(*) FILTER (WHERE h.verdict = 'accepted')"+of, campaign, least))
}

// theRejectionsSuggest has the managers of the demo put what the rejections suggest into the proposal that they have on
// the table, and sign it.
func theRejectionsSuggest(t *testing.T, chromium context.Context, kind ...func(*tab)) {
	w := newDemoWorld(t)
	const campaign = "Webinar, cold chain"
	sales, marketing := w.open(t, chromium, "manager@demo.example", kind...),
		w.open(t, chromium, "tomasz.zielinski@demo.example", kind...)
	sales.visit("/agreement")
	sales.pressButton("From " + campaign + ": company has")
	sales.reads("signed by Tomasz Zieliński. Adding a suggestion means it must be signed again.")
	line := regexp.MustCompile(`From ` + campaign +
		`: company has (\d+) people or more, or has no company size`).FindStringSubmatch(
		sales.value(`document.querySelector("main").innerText`))
	if line == nil {
		t.Fatalf("no line: %s", sales.where())
	}
	var least int
	fmt.Sscan(line[1], &least)
	held, back, accepted := w.countedByHand(campaign, least)
	if held < 12 || back < 12 || back < 4*accepted {
		t.Errorf("by hand: held %d, back %d, accepted %d", held, back, accepted)
	}
	sales.reads(fmt.Sprintf("it would have held back %d leads: %d rejected for this reason", held, back))
	sales.pressButton("Add to the draft")
	sales.reads("Version 3 proposed by Jo Okafor")
	words := fmt.Sprintf("Campaign is not %s, company has %d people or more, or has no company size", campaign, least)
	sales.until("the line is new",
		fmt.Sprintf(`[...document.querySelectorAll("#definition ins")].some((e) => e.textContent === %q)`, words))
	sales.reads("A manager of marketing and one of sales must sign.")
	sales.reads("In the draft")
	sales.pressButton("Sign for sales")
	marketing.visit("/agreement")
	marketing.reads(words)
	marketing.pressButton("Sign for marketing")
	marketing.reads("Version 3 in force since")
	marketing.visit(suggestions)
	marketing.until("nothing of the webinar is left",
		`!document.querySelector("main").innerText.includes("From Webinar, cold chain")`)
	if n := w.number(`
		SELECT count(*)
		FROM agreements, jsonb_array_elements(terms -> 'definition' -> 'all') c
		WHERE version = 3 AND c::text LIKE '%"campaign"%'`); n != 1 {
		t.Errorf("%d lines of version 3 speak of a campaign", n)
	}
	sales.do(chromedp.Navigate("http://" + w.address + suggestions))
	if sales.value("document.documentElement.scrollWidth <= innerWidth") != "true" {
		t.Error("the page is wider than the screen")
	}
}
