package postgres_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"baton/internal/account"
	"baton/internal/agreement"
	"baton/internal/errs"
	"baton/internal/handoff"
	"baton/internal/handoff/desk"
	"baton/internal/lead"
	"baton/internal/postgres"
	"baton/internal/postgres/pgtest"
)

// floor is a desk at work in the deskCompany.
type floor struct {
	t      testing.TB
	db     postgres.Store
	sql    *pgxpool.Pool
	desk   *desk.Desk
	now    time.Time
	who    map[string]account.Person
	reason map[string]agreement.ReasonID // by its code; those of the disqualify list begin with "end."
}

func openFloor(t testing.TB) *floor {
	t.Helper()
	ctx := context.Background()
	db, sql := pgtest.New(t)
	company := deskCompany()
	pgtest.Found(t, sql, company)
	f := &floor{t: t, sql: sql, now: time.Date(2026, 11, 3, 12, 0, 0, 0, time.UTC), who: byName(company),
		reason: map[string]agreement.ReasonID{}}
	f.desk = &desk.Desk{Store: db, Nudge: deaf{}, Now: func() time.Time { return f.now }}
	f.db = postgres.NewStore(db, f.desk.Now)
	rows, err := sql.Query(ctx, "SELECT CASE list WHEN 'disqualify' THEN 'end.' ELSE '' END || code, id FROM reasons")
	if err != nil {
		t.Fatal(err)
	}
	var code string
	var id agreement.ReasonID
	if _, err := pgx.ForEachRow(rows, []any{&code, &id}, func() error { f.reason[code] = id; return nil }); err != nil {
		t.Fatal(err)
	}
	return f
}

func (f *floor) exec(sql string, args ...any) {
	f.t.Helper()
	if _, err := f.sql.Exec(context.Background(), sql, args...); err != nil {
		f.t.Fatal(err)
	}
}

// one is the one value that a query finds.
func one[T any](f *floor, sql string, args ...any) (v T) {
	f.t.Helper()
	if err := f.sql.QueryRow(context.Background(), sql, args...).Scan(&v); err != nil {
		f.t.Fatalf("%s: %v", sql, err)
	}
	return v
}

// texts are the values of the one column that a query finds.
func texts(f *floor, sql string) []string {
	f.t.Helper()
	rows, err := f.sql.Query(context.Background(), sql)
	f.fine(err)
	all, err := pgx.CollectRows(rows, pgx.RowTo[string])
	f.fine(err)
	return all
}

// ana is a lead that can be handed over to EMEA.
func ana(n int) desk.Submission {
	return desk.Submission{Lead: lead.Lead{Name: fmt.Sprintf("Ana %d", n), Email: fmt.Sprintf("ana%d@buyer.example", n),
		Company: "Buyer", Country: "ES", Campaign: 1, Note: "Called us."}}
}

func (f *floor) submit(n int) desk.Receipt {
	f.t.Helper()
	r, err := f.desk.Submit(context.Background(), f.who["mia"], ana(n))
	if err != nil {
		f.t.Fatal(err)
	}
	return r
}

// owner is who was given a handoff.
func (f *floor) owner(r desk.Receipt) account.Person {
	f.t.Helper()
	for _, p := range f.who {
		if p.ID == r.Owner {
			return p
		}
	}
	f.t.Fatalf("%+v has no owner", r)
	return account.Person{}
}

func (f *floor) fine(err error) {
	f.t.Helper()
	if err != nil {
		f.t.Fatal(err)
	}
}

// content is what every table holds, in short.
func (f *floor) content() map[string]string {
	f.t.Helper()
	all := map[string]string{}
	for _, name := range append(f.tables(), "schema_migrations") {
		all[name] = one[string](f,
			"SELECT count(*) || ' rows ' || coalesce(md5(string_agg(x::text, '|' ORDER BY x::text)), '') FROM "+name+" x")
	}
	return all
}

// events are the kinds of what happened to a lead, in order.
func (f *floor) events(id lead.ID) string {
	f.t.Helper()
	return one[string](f, "SELECT coalesce(string_agg(kind, ' ' ORDER BY at, id), '') FROM events WHERE lead_id = $1", id)
}

// checkLoads compares what assignment believes with what is.
func (f *floor) checkLoads() {
	f.t.Helper()
	if wrong := one[string](f, `
		SELECT coalesce(string_agg(format('%s has %s, counted %s', p.name, w.open, n.open), '; '), '')
		FROM rep_workloads w JOIN people p ON p.id = w.person_id,
			LATERAL (SELECT count(*) AS open FROM handoffs h WHERE h.owner_id = p.id AND h.verdict IS NULL) n
		WHERE w.open <> n.open`); wrong != "" {
		f.t.Error(wrong)
	}
}

func TestALeadOnItsWayFromMarketingToACustomer(t *testing.T) {
	t.Parallel()
	f, ctx := openFloor(t), context.Background()
	sub := ana(1)
	sub.Lead.Consent = true
	r, err := f.desk.Submit(ctx, f.who["mia"], sub)
	f.fine(err)
	rep := f.owner(r)
	if r.Number != 1 || r.Team != 3 || !strings.HasPrefix(r.Sentence, "Routed to "+rep.Name+": The rest, 1 of 5 open") {
		t.Errorf("receipt %+v", r)
	}
	steps := []func() error{
		func() error { return f.desk.Ask(ctx, rep, r.Handoff, 1, "Who decides?") },
		func() error { return f.desk.Answer(ctx, f.who["max"], r.Handoff, "She does.") },
		func() error { return f.desk.Accept(ctx, rep, r.Handoff, 3) },
		func() error {
			return f.desk.LogAttempt(ctx, rep, r.Lead, handoff.Attempt{Kind: "call", Outcome: "reached", Note: "Nice."})
		},
		func() error {
			return f.desk.Qualify(ctx, rep, r.Lead,
				handoff.Qualification{ValueCents: 1_200_050, ExpectedOn: f.now.AddDate(0, 1, 0)})
		},
		func() error { return f.desk.Win(ctx, rep, r.Lead, 990_099) },
	}
	for _, step := range steps {
		f.now = f.now.Add(10 * time.Minute)
		f.fine(step())
	}
	if got, want := f.events(r.Lead),
		"captured submitted routed asked answered accepted attempted qualified won"; got != want {
		t.Errorf("events %q, want %q", got, want)
	}
	history, err := f.db.History(ctx, f.who["max"], r.Lead)
	f.fine(err)
	h := history.Handoffs[0]
	if history.Lead.Stage != lead.Won || !history.Lead.ConsentAt.Equal(time.Date(2026, 11, 3, 12, 0, 0, 0, time.UTC)) {
		t.Errorf("the lead is %+v", history.Lead)
	}
	if h.Verdict != handoff.Accepted || h.VerdictBy != rep.ID || h.ValueCents != 1_200_050 || h.WonCents != 990_099 ||
		h.Currency != "EUR" || h.Attempts != 1 || h.Version != 7 {
		t.Errorf("the handoff is %+v", h.Handoff)
	}
	if h.Decide.Wall != 30*time.Minute || h.Decide.Business != 20*time.Minute || h.Contact.Wall != 10*time.Minute ||
		h.Note != "Called us." {
		t.Errorf("it took %v and %v", h.Decide, h.Contact)
	}
	if len(h.Questions) != 1 || h.Questions[0].Answer != "She does." || h.Questions[0].ByName != rep.Name ||
		h.Questions[0].AnsweredByName != "Max" {
		t.Errorf("questions %+v", h.Questions)
	}
	f.checkLoads()
}

func TestAReturnedLeadIsFixedAndBothHandoffsStay(t *testing.T) {
	t.Parallel()
	f, ctx := openFloor(t), context.Background()
	r := f.submit(1)
	rep := f.owner(r)
	f.now = f.now.Add(time.Hour)
	f.fine(f.desk.Reject(ctx, rep, r.Handoff, 1, f.reason["wrong_size"], "Ten people."))
	f.now = f.now.Add(time.Hour)
	fixed := ana(1)
	fixed.Lead.CompanySize, fixed.Lead.Note, fixed.Lead.Version = 400, "It is 400.", 1
	again, err := f.desk.Resubmit(ctx, f.who["max"], r.Lead, fixed)
	f.fine(err)
	if again.Number != 2 || again.Lead != r.Lead || again.Handoff == r.Handoff {
		t.Errorf("receipt %+v", again)
	}
	history, err := f.db.History(ctx, f.who["mia"], r.Lead)
	f.fine(err)
	second, first := history.Handoffs[0], history.Handoffs[1]
	if second.Number != 2 || second.Verdict != "" || second.Note != "It is 400." || !second.Latest ||
		second.SubmittedByName != "Max" {
		t.Errorf("the second handoff is %+v", second)
	}
	if first.Verdict != handoff.Rejected || first.ReasonWords != "Company too small" || first.Feedback != "Ten people." ||
		first.Note != "Called us." || first.Latest {
		t.Errorf("the first handoff is %+v", first)
	}
	if history.Lead.CompanySize != 400 || history.Lead.CreatedBy != 1 || second.Score.Fit <= first.Score.Fit {
		t.Errorf("the lead is %+v, fit %d after %d", history.Lead, second.Score.Fit, first.Score.Fit)
	}
	if err := f.desk.Undo(ctx, rep, r.Handoff, handoff.Rejected); !errors.Is(err, errs.Conflict) {
		t.Errorf("a verdict is taken back after the next handoff: %v", err)
	}
	f.checkLoads()
}

func TestAProceduralReasonPassesTheLeadOn(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		code string
		team account.TeamID
	}{{"wrong_owner", 3}, {"existing_customer", 3}, {"wrong_territory", 4}} {
		t.Run(tc.code, func(t *testing.T) {
			f, ctx := openFloor(t), context.Background()
			r := f.submit(1)
			rep := f.owner(r)
			f.now = f.now.Add(time.Minute)
			f.fine(f.desk.Reject(ctx, rep, r.Handoff, 1, f.reason[tc.code], ""))
			history, err := f.db.History(ctx, f.who["mia"], r.Lead)
			f.fine(err)
			next := history.Handoffs[0]
			if len(history.Handoffs) != 2 || next.Number != 2 || next.Owner == rep.ID || next.Owner == 0 ||
				next.Team != tc.team || history.Lead.Stage != lead.Submitted {
				t.Errorf("the next handoff is %+v of %s", next.Handoff, history.Lead.Stage)
			}
			if err := f.desk.Undo(ctx, rep, r.Handoff, handoff.Rejected); !errors.Is(err, errs.Conflict) ||
				!strings.HasPrefix(errs.Words(err), "This lead has moved on") {
				t.Errorf("a rejection is taken back after the lead was passed on: %v", err)
			}
			f.checkLoads()
		})
	}
}

func TestWhoPassesALeadOnFromThePoolDoesNotGetItBack(t *testing.T) {
	t.Parallel()
	f, ctx := openFloor(t), context.Background()
	f.exec("UPDATE people SET capacity = 0 WHERE id IN (11, 12, 13, 14)")
	r := f.submit(1)
	if r.Owner != 0 || r.Team != 3 || !strings.HasPrefix(r.Sentence, "Waits in the pool of EMEA: The rest, 4 full") {
		t.Fatalf("receipt %+v", r)
	}
	f.exec("UPDATE people SET capacity = 5 WHERE id IN (11, 12)")
	f.exec("UPDATE rep_workloads SET given_at = now() WHERE person_id = 12")
	f.now = f.now.Add(time.Minute)
	f.fine(f.desk.Reject(ctx, f.who["rosa"], r.Handoff, 1, f.reason["wrong_owner"], ""))
	if got := one[account.PersonID](f, "SELECT coalesce(owner_id, 0) FROM handoffs WHERE lead_id = $1 AND number = 2",
		r.Lead); got != f.who["tom"].ID {
		t.Errorf("Rosa passed it on, and %d got it", got)
	}
}

func TestRecallingAndTakingBack(t *testing.T) {
	t.Parallel()
	f, ctx := openFloor(t), context.Background()
	r := f.submit(1)
	f.fine(f.desk.Recall(ctx, f.who["mia"], r.Handoff))
	f.checkLoads()
	if got := one[string](f, "SELECT stage FROM leads WHERE id = $1", r.Lead); got != "captured" {
		t.Errorf("a recalled lead is %s", got)
	}
	again, err := f.desk.Resubmit(ctx, f.who["mia"], r.Lead, ana(1))
	f.fine(err)
	rep := f.owner(again)
	f.fine(f.desk.Accept(ctx, rep, again.Handoff, 1))
	f.checkLoads()
	f.now = f.now.Add(10 * time.Minute)
	f.fine(f.desk.Undo(ctx, rep, again.Handoff, handoff.Accepted))
	f.checkLoads()
	f.fine(f.desk.Reject(ctx, rep, again.Handoff, 0, f.reason["other"], "Ask for Bo."))
	f.fine(f.desk.Undo(ctx, rep, again.Handoff, handoff.Rejected))
	kept := one[string](f, `
		SELECT string_agg(verdict || ' ' || feedback, '; ' ORDER BY undone_at, verdict)
		FROM undone_verdicts
		WHERE handoff_id = $1`, again.Handoff)
	if kept != "accepted ; rejected Ask for Bo." {
		t.Errorf("kept of what was taken back: %q", kept)
	}
	if got, want := f.events(r.Lead),
		"captured submitted routed recalled submitted routed accepted undone rejected undone"; got != want {
		t.Errorf("events %q, want %q", got, want)
	}
}

func TestAQuestionCanBeAskedAgainAfterAVerdictWasTakenBack(t *testing.T) {
	t.Parallel()
	f, ctx := openFloor(t), context.Background()
	r := f.submit(1)
	rep := f.owner(r)
	f.fine(f.desk.Ask(ctx, rep, r.Handoff, 0, "Who decides?"))
	f.fine(f.desk.Accept(ctx, rep, r.Handoff, 0))
	f.fine(f.desk.Undo(ctx, rep, r.Handoff, handoff.Accepted))
	if err := f.desk.Ask(ctx, rep, r.Handoff, 0, "And who pays?"); err != nil && !errors.Is(err, errs.Conflict) {
		t.Errorf("a fault: %v", err)
	}
	if err := f.desk.Answer(ctx, f.who["mia"], r.Handoff, "She does."); err != nil {
		t.Errorf("marketing cannot answer the question that is open: %v", err)
	}
}

func TestAStaleVersionChangesNothing(t *testing.T) {
	t.Parallel()
	f, ctx := openFloor(t), context.Background()
	r := f.submit(1)
	rep := f.owner(r)
	f.fine(f.desk.Ask(ctx, rep, r.Handoff, 1, "Who decides?"))
	before := f.content()
	for name, do := range map[string]func() error{
		"accept": func() error { return f.desk.Accept(ctx, rep, r.Handoff, 1) },
		"reject": func() error { return f.desk.Reject(ctx, rep, r.Handoff, 1, f.reason["wrong_size"], "") },
		"pass":   func() error { return f.desk.Reject(ctx, rep, r.Handoff, 1, f.reason["wrong_owner"], "") },
		"claim":  func() error { return f.desk.Claim(ctx, rep, r.Handoff, 1) },
	} {
		if err := do(); !errors.Is(err, handoff.ErrStale) {
			t.Errorf("%s with an old page: %v", name, err)
		}
	}
	if diff := cmp.Diff(before, f.content()); diff != "" {
		t.Error(diff)
	}
	f.fine(f.desk.Accept(ctx, rep, r.Handoff, 2))
}

func TestTheReportsCountWhatIsThere(t *testing.T) {
	t.Parallel()
	f, ctx := openFloor(t), context.Background()
	a, b := f.submit(1), f.submit(2)
	f.fine(f.desk.Accept(ctx, f.owner(a), a.Handoff, 0))
	f.fine(f.desk.Reject(ctx, f.owner(b), b.Handoff, 0, f.reason["wrong_size"], ""))
	f.fine(f.desk.Undo(ctx, f.owner(b), b.Handoff, handoff.Rejected))
	got := map[string]int{}
	for _, column := range []string{"captured", "handed_over", "submitted", "accepted", "rejected", "recalled"} {
		got[column] = one[int](f, "SELECT sum("+column+") FROM funnel_deltas")
	}
	if want := map[string]int{"captured": 2, "handed_over": 2, "submitted": 2, "accepted": 1, "rejected": 0,
		"recalled": 0}; !maps.Equal(got, want) {
		t.Errorf("counted %v, want %v", got, want)
	}
}
