package server_test

import (
	"context"
	"fmt"
	"html"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"baton/internal/account"
	"baton/internal/agreement"
	"baton/internal/handoff"
	"baton/internal/handoff/desk"
	"baton/internal/lead"
	"baton/internal/notify"
	"baton/internal/postgres"
	"baton/internal/postgres/pgtest"
	"baton/internal/server"
	"baton/internal/server/visit"
	"baton/web"
)

func TestMain(m *testing.M) { pgtest.Main(m) }

// portal is a portal with the portalCompany behind it, at a time that the test chooses.
type portal struct {
	t    *testing.T
	db   *postgres.DB
	sql  *pgxpool.Pool
	desk *desk.Desk
	http http.Handler
	now  time.Time
	sent int
}

func opened(t *testing.T) *portal {
	t.Helper()
	db, sql := pgtest.New(t)
	p := &portal{t: t, db: db, sql: sql, now: time.Date(2026, 11, 20, 11, 0, 0, 0, time.UTC)}
	p.desk = &desk.Desk{Store: db, Nudge: notify.NewHub(), Now: func() time.Time { return p.now }}
	pgtest.Found(t, sql, portalCompany())
	p.exec("INSERT INTO spend (campaign_id, starts_on, ends_on, amount) VALUES (1, '2026-11-01', '2026-11-30', 3000)")
	s := &server.Server{Portal: visit.Portal{Assets: web.Assets(), Log: slog.New(slog.DiscardHandler),
		Now: func() time.Time { return p.now }}, Desk: p.desk,
		Store: postgres.NewStore(db, func() time.Time { return p.now }), Hub: notify.NewHub()}
	p.http = s.Handler()
	return p
}

func (p *portal) exec(sql string, args ...any) {
	p.t.Helper()
	if _, err := p.sql.Exec(context.Background(), sql, args...); err != nil {
		p.t.Fatal(err)
	}
}

// ask sends a request of by's browser, with a form where fields are given.
func (p *portal) ask(by account.Person, method, path string, fields ...string) (int, string, http.Header) {
	p.t.Helper()
	form := url.Values{}
	for i := 0; i+1 < len(fields); i += 2 {
		form.Set(fields[i], fields[i+1])
	}
	r := httptest.NewRequest(method, path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	token := account.NewToken()
	if err := p.db.AddSession(context.Background(), by.ID, token, "", "", p.now); err != nil {
		p.t.Fatal(err)
	}
	r.AddCookie(&http.Cookie{Name: "baton", Value: token.Secret})
	w := httptest.NewRecorder()
	p.http.ServeHTTP(w, r)
	body, err := io.ReadAll(w.Body)
	if err != nil {
		p.t.Fatal(err)
	}
	return w.Code, string(body), w.Header()
}

// see is a page that must be there.
func (p *portal) see(by account.Person, path string) string {
	p.t.Helper()
	status, body, _ := p.ask(by, "GET", path)
	if status != http.StatusOK {
		p.t.Fatalf("%s: %d\n%s", path, status, body)
	}
	return body
}

// hand hands over a new lead.
func (p *portal) hand(country string, campaign lead.CampaignID) desk.Receipt {
	p.t.Helper()
	p.sent++
	r, err := p.desk.Submit(context.Background(), mia, desk.Submission{Lead: lead.Lead{
		Name: fmt.Sprintf("Lead %d", p.sent), Email: fmt.Sprintf("lead%d@buyer.example", p.sent), Company: "Buyer",
		Country: country, Campaign: campaign,
	}})
	if err != nil {
		p.t.Fatal(err)
	}
	return r
}

func (p *portal) done(err error) {
	p.t.Helper()
	if err != nil {
		p.t.Fatal(err)
	}
}

// month fills November: 70 handed over, of which EMEA has 60 and Americas 10.
func (p *portal) month() {
	p.t.Helper()
	ctx := context.Background()
	var tooSmall, noNeed agreement.ReasonID
	p.done(p.sql.QueryRow(ctx, `
		SELECT r.id, d.id
		FROM reasons r, reasons d
		WHERE r.list = 'reject' AND r.code = 'wrong_size' AND d.code = 'no_need'`).Scan(&tooSmall, &noNeed))
	p.exec("UPDATE people SET capacity = 1000")
	p.now = time.Date(2026, 11, 3, 9, 0, 0, 0, time.UTC)
	for i := range 70 {
		country, seller := "DE", rosa
		if i%7 == 6 {
			country, seller = "US", tom
		}
		r := p.hand(country, lead.CampaignID(i%3))
		p.now = p.now.Add(time.Minute)
		switch {
		case i%10 == 9: // waits
		case i%3 == 2 && i%2 == 0:
			p.done(p.desk.Reject(ctx, seller, r.Handoff, 0, tooSmall, ""))
		default:
			p.done(p.desk.Accept(ctx, seller, r.Handoff, 0))
			if i%5 == 0 {
				continue
			}
			p.done(p.desk.LogAttempt(ctx, seller, r.Lead, handoff.Attempt{Kind: "call", Outcome: "reached"}))
			if i%4 == 0 {
				p.done(p.desk.Qualify(ctx, seller, r.Lead,
					handoff.Qualification{ValueCents: 1_000_00, ExpectedOn: p.now.AddDate(0, 1, 0)}))
				if i%8 == 0 {
					p.done(p.desk.Win(ctx, seller, r.Lead, 2_500_00))
				}
			} else if i%4 == 1 {
				p.done(p.desk.Disqualify(ctx, seller, r.Lead, noNeed, time.Time{}, ""))
			}
		}
	}
	p.now = time.Date(2026, 11, 20, 11, 0, 0, 0, time.UTC)
}

var (
	numberLink = regexp.MustCompile(`(?s)<a[^>]*href="(/leads\?behind=[^"]*)"[^>]*>(.*?)</a>`)
	tag        = regexp.MustCompile(`<[^>]*>`)
	firstCount = regexp.MustCompile(`^\s*([0-9,]+)(?:\s|$)`)
	titleCount = regexp.MustCompile(`(?s)<h1[^>]*>\s*([0-9,]+) (?:lead|handoff)s? (.*?)</h1>`)
	tableRow   = regexp.MustCompile(`<tr[^>]* id="lead-`)
	older      = regexp.MustCompile(`href="(/leads\?[^"]*after=[0-9]+[^"]*)"`)
	hidden     = regexp.MustCompile(`([0-9,]+) more belongs? to other teams`)
)

// list walks all pages of a list: how many leads its title tells, how many it shows, and how many it says are hidden.
func (p *portal) list(by account.Person, path string) (told, shown, hides string, rows int) {
	p.t.Helper()
	for path != "" {
		body := p.see(by, path)
		title := titleCount.FindStringSubmatch(body)
		if title == nil {
			p.t.Fatalf("%s has no number in its title:\n%s", path, body)
		}
		told, shown = title[1], title[2]
		rows += len(tableRow.FindAllString(body, -1))
		if m := hidden.FindStringSubmatch(body); m != nil {
			hides = m[1]
		}
		path = ""
		if m := older.FindStringSubmatch(body); m != nil {
			path = html.UnescapeString(m[1])
		}
	}
	return told, shown, hides, rows
}

func TestEveryNumberOfTheDashboardLeadsToAsManyLeads(t *testing.T) {
	t.Parallel()
	p := opened(t)
	p.month()
	for _, query := range []string{"", "?team=3", "?team=1", "?period=this_year"} {
		body := p.see(ada, "/dashboard"+query)
		links := numberLink.FindAllStringSubmatch(body, -1)
		if len(links) < 20 {
			t.Fatalf("%q has %d links to leads:\n%s", query, len(links), body)
		}
		checked := map[string]bool{}
		for _, link := range links {
			path, words := html.UnescapeString(link[1]), html.UnescapeString(tag.ReplaceAllString(link[2], " "))
			if checked[path+words] {
				continue
			}
			checked[path+words] = true
			told, _, _, rows := p.list(ada, path)
			if fmt.Sprint(rows) != told {
				t.Errorf("%s tells of %s leads and shows %d", path, told, rows)
			}
			if n := firstCount.FindStringSubmatch(words); n != nil && n[1] != told {
				t.Errorf("the dashboard says %q, the list behind it %s: %s", words, told, path)
			}
		}
	}
}

func TestTheListTellsEverybodyTheSameNumberAndHidesOthersLeads(t *testing.T) {
	t.Parallel()
	p := opened(t)
	p.month()
	path := "/leads?behind=submitted&from=2026-11-01&to=2026-11-30"
	for _, c := range []struct {
		by    account.Person
		rows  int
		hides string
	}{{ada, 70, ""}, {mia, 70, ""}, {rosa, 60, "10"}, {tom, 10, "60"}} {
		told, words, hides, rows := p.list(c.by, path)
		if told != "70" || words != "handed over" || rows != c.rows || hides != c.hides {
			t.Errorf("%s is told of %s leads %s, sees %d, and that %q belong to others; want 70, %d, %q", c.by.Name, told, words,
				rows, hides, c.rows, c.hides)
		}
	}
	if body := p.see(tom, "/leads?behind=waiting&from=2026-11-01&to=2026-11-30&team=3"); !strings.Contains(body,
		"These leads belong to other teams.") {
		t.Error("a list of others' leads alone does not say so")
	}
}

func TestWhatTheDashboardSays(t *testing.T) {
	t.Parallel()
	p := opened(t)
	p.month()
	body := p.see(mia, "/dashboard")
	for _, words := range []string{
		"November, both teams", "Day 15 of 21", "Marketing handed over 70 leads; sales accepted",
		"7 wait for an answer, all overdue", "Who holds the baton",
		"Company too small", "Total", "Without a campaign", "Webinar, cold chain", "€2,000", "No goal set",
	} {
		if !strings.Contains(html.UnescapeString(tag.ReplaceAllString(body, "")), words) {
			t.Errorf("it does not say %q", words)
		}
	}
	if body := p.see(mia, "/dashboard?team=3"); strings.Contains(body, "€2,000") ||
		!strings.Contains(body, "not by team") {
		t.Error("spend is told by team")
	}
}

func TestWhichDaysTheDashboardShows(t *testing.T) {
	t.Parallel()
	p := opened(t)
	if body := p.see(mia, "/dashboard"); !strings.Contains(body, "No lead was captured or handed over in November 2026.") {
		t.Errorf("an empty company is told:\n%s", body)
	}
	p.now = time.Date(2026, 9, 10, 9, 0, 0, 0, time.UTC)
	p.hand("DE", 1)
	p.now = time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		query, title string
		status       int
	}{
		{"", "September, both teams", 200},
		{"?period=this_month", "November, both teams", 200},
		{"?period=last_month&team=3", "October, EMEA", 200},
		{"?period=own&from=2026-09-09&to=2026-09-11", "9 to 11 September, both teams", 200},
		{"?period=own&from=2026-09-09&to=2025-09-11", "The last day is before the first.", 422},
		{"?period=own", "Choose a day, such as 2026-11-01.", 422},
		{"?period=luck", "Not found", 404},
		{"?team=99", "Not found", 404},
		{"?team=x", "Not found", 404},
	} {
		if status, body, _ := p.ask(mia, "GET", "/dashboard"+c.query); status != c.status ||
			!strings.Contains(body, c.title) {
			t.Errorf("%q answers %d without %q", c.query, status, c.title)
		}
	}
	for _, query := range []string{"behind=luck&from=2026-11-01&to=2026-11-30", "behind=accepted", "behind="} {
		if status, _, _ := p.ask(mia, "GET", "/leads?"+query); status != http.StatusNotFound {
			t.Errorf("/leads?%s answers %d", query, status)
		}
	}
}
