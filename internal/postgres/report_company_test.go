package postgres_test

import (
	"cmp"
	"context"
	"errors"
	"flag"
	"fmt"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"pgregory.net/rapid"

	"baton/internal/account"
	"baton/internal/agreement"
	"baton/internal/errs"
	"baton/internal/handoff"
	"baton/internal/handoff/desk"
	"baton/internal/lead"
	"baton/internal/postgres"
	"baton/internal/postgres/pgtest"
)

func TestMain(m *testing.M) {
	// A check of rapid is hundreds of transactions here: fewer by default, more by the flag.
	if err := flag.Set("rapid.checks", "25"); err != nil {
		panic(err)
	}
	pgtest.Main(m)
}

// company is the reportCompany at work, with a clock that a test moves.
type company struct {
	db     *postgres.DB
	sql    *pgxpool.Pool
	desk   *desk.Desk
	now    time.Time
	zone   *time.Location
	people map[string]account.Person
	leads  []lead.ID
}

type deaf struct{}

func (deaf) Changed(lead.ID, ...account.TeamID) {}

func found(t testing.TB) *company {
	t.Helper()
	db, sql := pgtest.New(t)
	zone, err := time.LoadLocation("America/New_York")
	if err != nil {
		t.Fatal(err)
	}
	c := &company{db: db, sql: sql, zone: zone, now: time.Date(2026, 10, 28, 12, 0, 0, 0, time.UTC)}
	c.desk = &desk.Desk{Store: db, Nudge: deaf{}, Now: func() time.Time { return c.now }}
	c.people = foundReports(t, sql)
	return c
}

// foundReports founds the reportCompany with what it spends, and gives its people by their names.
func foundReports(t testing.TB, sql *pgxpool.Pool) map[string]account.Person {
	t.Helper()
	company := reportCompany()
	pgtest.Found(t, sql, company)
	if _, err := sql.Exec(context.Background(), `
		UPDATE installation SET zone = 'America/New_York';
		INSERT INTO spend (campaign_id, starts_on, ends_on, amount)
		VALUES (1, '2026-10-20', '2026-11-18', 900), (3, '2026-11-01', '2026-11-30', 300.30)`); err != nil {
		t.Fatal(err)
	}
	return byName(company)
}

type failer interface {
	Helper()
	Fatal(...any)
	Fatalf(string, ...any)
}

func (c *company) exec(t failer, sql string, args ...any) {
	t.Helper()
	if _, err := c.sql.Exec(context.Background(), sql, args...); err != nil {
		t.Fatal(err)
	}
}

// reset empties the company of leads.
func (c *company) reset(t failer) {
	c.exec(t, `
		TRUNCATE leads, handoffs, touches, events, assignment_log, attempts, questions, undone_verdicts, sent_forms,
			funnel_deltas, funnel_days, funnel_times, funnel_month_times RESTART IDENTITY CASCADE`)
	c.exec(t, "UPDATE rep_workloads SET open = 0, given_at = '-infinity'")
	c.leads, c.now = nil, time.Date(2026, 10, 28, 12, 0, 0, 0, time.UTC)
}

// submit hands over a new lead and gives its handoff.
func (c *company) submit(t failer, by, country string, campaign lead.CampaignID) desk.Receipt {
	t.Helper()
	r, err := c.desk.Submit(context.Background(), c.people[by], c.typed(country, campaign))
	if err != nil {
		t.Fatal(err)
	}
	c.leads = append(c.leads, r.Lead)
	return r
}

func (c *company) typed(country string, campaign lead.CampaignID) desk.Submission {
	n := len(c.leads) + 1
	return desk.Submission{Lead: lead.Lead{
		Name: fmt.Sprintf("Lead %d", n), Email: fmt.Sprintf("lead%d@buyer.example", n), Company: "Buyer", Country: country,
		Campaign: campaign,
	}}
}

// reasonID is the reason with code.
func (c *company) reasonID(t failer, list agreement.List, code string) agreement.ReasonID {
	t.Helper()
	var id agreement.ReasonID
	if err := c.sql.QueryRow(context.Background(), "SELECT id FROM reasons WHERE list = $1 AND code = $2", list,
		code).Scan(&id); err != nil {
		t.Fatal(err)
	}
	return id
}

// allowed fails the test on err, save for a refusal that the house's rules may give.
func allowed(t failer, err error) {
	t.Helper()
	for _, kind := range []error{nil, errs.Conflict, errs.Invalid, errs.Forbidden, errs.NotFound} {
		if errors.Is(err, kind) {
			return
		}
	}
	t.Fatal(err)
}

// act does one thing that somebody may do at random; that the rules refuse it is fine.
func (c *company) act(t *rapid.T) {
	ctx := context.Background()
	c.now = c.now.Add(time.Duration(rapid.IntRange(1, 40*3600*1000).Draw(t, "later")) * time.Millisecond)
	if len(c.leads) == 0 || rapid.IntRange(0, 3).Draw(t, "new") == 0 {
		by := rapid.SampledFrom([]string{"mia", "ben", "jo"}).Draw(t, "by")
		sub := c.typed(rapid.SampledFrom([]string{"US", "DE"}).Draw(t, "country"),
			lead.CampaignID(rapid.IntRange(0, 3).Draw(t, "campaign")))
		send := c.desk.Submit
		if rapid.IntRange(0, 4).Draw(t, "draft") == 0 {
			send = func(ctx context.Context, by account.Person, sub desk.Submission) (desk.Receipt, error) {
				return c.desk.SaveDraft(ctx, by, 0, sub)
			}
		}
		r, err := send(ctx, c.people[by], sub)
		if err != nil {
			t.Fatal(err)
		}
		c.leads = append(c.leads, r.Lead)
		return
	}
	id := rapid.SampledFrom(c.leads).Draw(t, "lead")
	h := c.last(t, id)
	marketer, seller := c.people[map[account.TeamID]string{1: "mia", 2: "ben"}[h.marketing]],
		c.people[map[account.TeamID]string{3: "rosa", 4: "tom", 0: "ada"}[h.team]]
	reject := c.reasonID(t, agreement.Reject,
		rapid.SampledFrom([]string{"wrong_size", "bad_phone", "wrong_territory", "spam_or_test"}).Draw(t, "reason"))
	end := c.reasonID(t, agreement.Disqualify, rapid.SampledFrom([]string{"no_need", "not_now"}).Draw(t, "end"))
	attempt := handoff.Attempt{Kind: "call", Outcome: rapid.SampledFrom(handoff.AttemptOutcomes).Draw(t, "outcome")}
	acts := []func() error{
		func() error { return c.desk.Accept(ctx, seller, h.id, 0) },
		func() error { return c.desk.Accept(ctx, seller, h.id, 0) },
		func() error { return c.desk.Reject(ctx, seller, h.id, 0, reject, "") },
		func() error { return c.desk.Undo(ctx, seller, h.id, h.verdict) },
		func() error { return c.desk.Recall(ctx, marketer, h.id) },
		func() error { return c.desk.Ask(ctx, seller, h.id, 0, "Who decides?") },
		func() error { return c.desk.Answer(ctx, marketer, h.id, "She does.") },
		func() error {
			sub := c.typed("DE", lead.CampaignID(rapid.IntRange(0, 3).Draw(t, "campaign")))
			sub.Lead.Email = ""
			sub.Lead.Phone = fmt.Sprintf("+49301234%04d", id)
			_, err := c.desk.Resubmit(ctx, marketer, id, sub)
			return err
		},
		func() error { return c.desk.LogAttempt(ctx, seller, id, attempt) },
		func() error {
			return c.desk.Qualify(ctx, seller, id,
				handoff.Qualification{ValueCents: 100_050, ExpectedOn: c.now.AddDate(0, 1, 0)})
		},
		func() error { return c.desk.Win(ctx, seller, id, int64(rapid.IntRange(1, 999_999).Draw(t, "cents"))) },
		func() error { return c.desk.Lose(ctx, seller, id, end, "") },
		func() error {
			return c.desk.Disqualify(ctx, seller, id, end, c.now.AddDate(0, 0, rapid.IntRange(-1, 20).Draw(t, "until")), "")
		},
		func() error { return c.desk.Dispute(ctx, marketer, h.id, "They are 220.") },
		func() error { return c.desk.Dispute(ctx, marketer, h.id, "They are 220.") },
		func() error {
			ruling := rapid.SampledFrom([]handoff.Ruling{handoff.Upheld, handoff.Overturned}).Draw(t, "ruling")
			return c.desk.Rule(ctx, c.people[rapid.SampledFrom([]string{"jo", "ada", "rosa"}).Draw(t, "ruler")], h.id, ruling,
				"So it is.")
		},
		func() error {
			return c.desk.Recycle(ctx, rapid.SampledFrom([]account.Person{seller, marketer}).Draw(t, "recycler"), id,
				c.now.AddDate(0, 0, 3), "")
		},
		func() error { return c.desk.ComeBack(ctx, id) },
		func() error { return c.restore(ctx, seller, id) },
		func() error { return c.desk.Close(ctx, marketer, id) },
		func() error { return c.desk.Reopen(ctx, c.people["ada"], id) },
	}
	times := 1
	if rapid.Bool().Draw(t, "undo at once") {
		times = 2 // the second often takes back the first, before the clock moves
	}
	for range times {
		allowed(t, rapid.SampledFrom(acts).Draw(t, "act")())
		h.verdict = c.last(t, id).verdict
	}
}

// restore takes back what became of a lead last.
func (c *company) restore(ctx context.Context, by account.Person, id lead.ID) error {
	history, err := c.db.History(ctx, by, id)
	if err != nil || len(history.Handoffs) == 0 {
		return err
	}
	return c.desk.Restore(ctx, by, id, cmp.Or(history.Handoffs[0].Outcome, handoff.Qualified))
}

type lastHandoff struct {
	id              handoff.ID
	marketing, team account.TeamID
	verdict         handoff.Verdict
}

func (c *company) last(t failer, id lead.ID) (h lastHandoff) {
	t.Helper()
	err := c.sql.QueryRow(context.Background(), `
		SELECT coalesce(h.id, 0), coalesce(h.marketing_team_id, l.marketing_team_id), coalesce(h.team_id, 0),
			coalesce(h.verdict, '')
		FROM leads l
		LEFT JOIN handoffs h ON h.lead_id = l.id
		WHERE l.id = $1
		ORDER BY h.number DESC
		LIMIT 1`, id).Scan(&h.id, &h.marketing, &h.team, &h.verdict)
	if err != nil {
		t.Fatal(err)
	}
	return h
}
