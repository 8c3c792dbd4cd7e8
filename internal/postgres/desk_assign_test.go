package postgres_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"baton/internal/account"
	"baton/internal/handoff"
	"baton/internal/handoff/desk"
	"baton/internal/lead"
	"baton/internal/postgres"
)

// send hands over a lead with what is given, filled up to what the agreement asks.
func (f *floor) send(l lead.Lead) desk.Receipt {
	f.t.Helper()
	f.now = f.now.Add(time.Minute)
	n := one[int](f, "SELECT count(*) FROM leads")
	sub := ana(1000 + n)
	if l.Email != "" {
		sub.Lead.Email = l.Email
	}
	if l.Company != "" {
		sub.Lead.Company = l.Company
	}
	if l.Country != "" {
		sub.Lead.Country = l.Country
	}
	r, err := f.desk.Submit(context.Background(), f.who["mia"], sub)
	f.fine(err)
	return r
}

// rule adds a rule that is asked before all others.
func (f *floor) rule(name, condition, target string, team account.TeamID, person account.PersonID, skills ...string) {
	f.t.Helper()
	if skills == nil {
		skills = []string{}
	}
	f.exec(`INSERT INTO assignment_rules (position, name, condition, target, team_id, person_id, skills)
		VALUES ((SELECT min(position) - 1 FROM assignment_rules), $1, $2, $3, $4, 
			nullif($5::bigint, 0), $6)`, name, condition, target, team, person, skills)
}

func (f *floor) sentence(r desk.Receipt) string {
	f.t.Helper()
	return one[string](f, "SELECT sentence FROM assignment_log WHERE handoff_id = $1 ORDER BY at DESC LIMIT 1", r.Handoff)
}

const everything = "{}"

func TestALeadGoesToWhoWorksWithItsCompany(t *testing.T) {
	t.Parallel()
	f, ctx := openFloor(t), context.Background()
	f.rule("Known companies", everything, "account", 3, 0)
	accepted := func(l lead.Lead, by string) desk.Receipt {
		r := f.send(l)
		f.exec("UPDATE handoffs SET owner_id = $2, version = version WHERE id = $1", r.Handoff, f.who[by].ID)
		f.exec(`
			UPDATE rep_workloads w
			SET open = (SELECT count(*) FROM handoffs h WHERE h.owner_id = w.person_id AND h.verdict IS NULL)`)
		f.fine(f.desk.Accept(ctx, f.who[by], r.Handoff, 0))
		return r
	}
	accepted(lead.Lead{Email: "a@sales.acme.co.uk"}, "kim")
	accepted(lead.Lead{Email: "b@globex.example", Company: "Globex"}, "lea")
	accepted(lead.Lead{Email: "someone@gmail.com", Company: "Initech GmbH"}, "tom")
	for _, tc := range []struct {
		name string
		lead lead.Lead
		want string // who has the account; "" for nobody
	}{
		{"the same domain", lead.Lead{Email: "c@acme.co.uk"}, "Kim"},
		{"another part of it", lead.Lead{Email: "d@mail.eu.acme.co.uk"}, "Kim"},
		{"a domain that only ends alike", lead.Lead{Email: "e@notacme.co.uk"}, ""},
		{"only the public end is the same", lead.Lead{Email: "f@other.co.uk"}, ""},
		{"a free address, by the company's name", lead.Lead{Email: "else@gmail.com", Company: "INITECH"}, "Tom"},
		{"a free address of somebody else", lead.Lead{Email: "third@gmail.com", Company: "Umbrella"}, ""},
		{"a free address at a company with a domain", lead.Lead{Email: "g@gmail.com", Company: "Globex Ltd"}, "Lea"},
	} {
		r := f.send(tc.lead)
		got := f.owner(r).Name
		if has := strings.Contains(r.Sentence, "as owner of the account"); has != (tc.want != "") || has && got != tc.want {
			t.Errorf("%s: %s", tc.name, r.Sentence)
		}
		if tc.want == "" && !strings.Contains(r.Sentence, "Skipped: Known companies, nobody owns the account yet") {
			t.Errorf("%s: %s", tc.name, r.Sentence)
		}
	}

	later := accepted(lead.Lead{Email: "h@acme.co.uk"}, "rosa")
	if r := f.send(lead.Lead{Email: "i@acme.co.uk"}); f.owner(r).Name != "Rosa" {
		t.Errorf("the latest counts: %s", r.Sentence)
	}
	f.exec("INSERT INTO absences (person_id, starts_at) VALUES (11, $1)", f.now)
	if r := f.send(lead.Lead{Email: "j@acme.co.uk"}); !strings.HasSuffix(r.Sentence,
		"Skipped: Known companies, Rosa: away") || r.Team != 3 {
		t.Errorf("while she is away: %s", r.Sentence)
	}
	f.fine(f.desk.Disqualify(ctx, f.who["rosa"], later.Lead, f.reason["end.no_need"], time.Time{}, ""))
	if r := f.send(lead.Lead{Email: "k@acme.co.uk"}); f.owner(r).Name != "Kim" {
		t.Errorf("after that lead ended: %s", r.Sentence)
	}
	f.exec("UPDATE people SET disabled_at = now() WHERE id = 13")
	if r := f.send(lead.Lead{Email: "l@acme.co.uk"}); !strings.HasSuffix(r.Sentence,
		"Skipped: Known companies, Kim: disabled") {
		t.Errorf("when he has left: %s", r.Sentence)
	}
	f.checkLoads()
}

func TestARuleForAPersonAPoolOrASkill(t *testing.T) {
	t.Parallel()
	f := openFloor(t)
	f.rule("To Kim", `{"field": "country", "op": "is", "value": ["FR"]}`, "person", 3, 13)
	f.rule("Claim it", `{"field": "country", "op": "is", "value": ["IT"]}`, "pool", 4, 0)
	f.rule("German", `{"field": "country", "op": "is", "value": ["DE"]}`, "team", 3, 0, "german")
	f.exec("UPDATE people SET skills = '{german}' WHERE id = 14")
	f.exec("UPDATE people SET capacity = 1 WHERE id IN (13, 14)")
	for _, tc := range []struct {
		country, sentence string
		owner             account.PersonID
		team              account.TeamID
		nobody            bool
	}{
		{"FR", "Routed to Kim: To Kim, 1 of 1 open", 13, 3, false},
		{"IT", "Waits in the pool of Americas for anybody to claim: Claim it", 0, 4, false},
		{"DE", "Routed to Lea: German, 1 of 1 open", 14, 3, false},
		{"DE", "Waits in the pool of EMEA: German, 1 full and 3 not available", 0, 3, true},
		{"FR", "Routed to Rosa: The rest, 1 of 5 open. Skipped: To Kim, Kim: full, 1 of 1 open", 11, 3, false},
	} {
		r := f.send(lead.Lead{Country: tc.country})
		if r.Sentence != tc.sentence || r.Owner != tc.owner || r.Team != tc.team || f.sentence(r) != tc.sentence {
			t.Errorf("from %s: %+v", tc.country, r)
		}
		if nobody := one[bool](f, "SELECT nobody FROM assignment_log WHERE handoff_id = $1", r.Handoff); nobody != tc.nobody {
			t.Errorf("from %s: nobody could take it is %t", tc.country, nobody)
		}
	}
	f.checkLoads()
}

func TestALeadThatNobodyWantsEndsInThePool(t *testing.T) {
	t.Parallel()
	f, ctx := openFloor(t), context.Background()
	r := f.submit(1)
	pass := func(team account.TeamID) {
		t.Helper()
		h := one[handoff.ID](f, "SELECT id FROM handoffs WHERE lead_id = $1 AND verdict IS NULL AND team_id = $2", r.Lead,
			team)
		f.fine(f.desk.Reject(ctx, f.who["ada"], h, 0, f.reason["wrong_territory"], ""))
	}
	pass(3)
	pass(4)
	got := one[string](f, `
		SELECT format('%s %s %s', h.team_id, coalesce(h.owner_id::text, 'pool'), r.sentence)
		FROM handoffs h
		JOIN assignment_log r ON r.handoff_id = h.id
		WHERE h.lead_id = $1 AND h.verdict IS NULL`, r.Lead)
	if !strings.Contains(got, " pool Waits in the pool of ") ||
		!strings.HasSuffix(got, "EMEA and Americas passed it on and the rules lead back there. A manager must assign it") {
		t.Errorf("it ends: %s", got)
	}
	if nobody := one[bool](f, "SELECT bool_or(nobody) FROM assignment_log"); !nobody {
		t.Error("no manager is told")
	}
	// Passed on once more, it goes round no more than before.
	team := one[account.TeamID](f, "SELECT team_id FROM handoffs WHERE lead_id = $1 AND verdict IS NULL", r.Lead)
	pass(team)
	if n := one[int](f, "SELECT count(*) FROM handoffs WHERE lead_id = $1 AND verdict IS NULL AND owner_id IS NULL",
		r.Lead); n != 1 {
		t.Errorf("passed on again, %d wait in a pool", n)
	}
	f.checkLoads()
}

func TestSharesFollowTheWeightsInTheDatabase(t *testing.T) {
	t.Parallel()
	f := openFloor(t)
	f.exec(`
		UPDATE people
		SET weight = CASE id WHEN 11 THEN 2 WHEN 12 THEN 0 WHEN 13 THEN 3 ELSE 1 END, capacity = 1000
		WHERE role = 'rep'`)
	for range 24 {
		f.send(lead.Lead{})
	}
	if got := f.given(); got != "Rosa 8, Kim 12, Lea 4" {
		t.Errorf("given: %s", got)
	}
	f.exec("INSERT INTO absences (person_id, starts_at) VALUES (13, $1)", f.now)
	for range 30 {
		f.send(lead.Lead{})
	}
	f.fine(f.db.SetBack(context.Background(), account.System, 13, f.now))
	f.exec("TRUNCATE assignment_log")
	for range 60 {
		f.send(lead.Lead{})
	}
	if got := f.given(); got != "Rosa 20, Kim 30, Lea 10" && got != "Rosa 20, Kim 31, Lea 9" &&
		got != "Rosa 19, Kim 31, Lea 10" {
		t.Errorf("after Kim returned: %s", got)
	}
	f.checkLoads()
}

// given tells how many handoffs assignment has given to each.
func (f *floor) given() string {
	f.t.Helper()
	return one[string](f, `
		SELECT string_agg(format('%s %s', p.name, n), ', ' ORDER BY p.id)
		FROM (SELECT person_id, count(*) AS n FROM assignment_log WHERE person_id IS NOT NULL GROUP BY 1) r
		JOIN people p ON p.id = r.person_id`)
}

func TestSixteenClientsAssignFairly(t *testing.T) {
	t.Parallel()
	const clients, each = 16, 30
	f, ctx := openFloor(t), context.Background()
	f.exec(`
		UPDATE people
		SET weight = CASE id WHEN 11 THEN 3 WHEN 12 THEN 2 ELSE 1 END, capacity = CASE id WHEN 14 THEN 3 ELSE 1000 END
		WHERE role = 'rep'`)
	receipts := make([][]desk.Receipt, clients)
	for _, err := range atOnce(clients, func(i int) error {
		for n := range each {
			r, err := f.desk.Submit(ctx, f.who["mia"], ana(i*each+n))
			if err != nil {
				return err
			}
			receipts[i] = append(receipts[i], r)
			if n%5 == 4 && r.Owner != 0 {
				if err := f.desk.Accept(ctx, f.who["ada"], r.Handoff, 0); err != nil {
					return err
				}
			}
		}
		return nil
	}) {
		f.fine(err)
	}
	got := map[string]int{}
	for _, all := range receipts {
		for _, r := range all {
			got[f.owner(r).Name]++
		}
	}
	const all = clients * each
	if n := one[int](f, "SELECT count(*) FROM handoffs"); n != all ||
		one[int](f, "SELECT count(DISTINCT handoff_id) FROM assignment_log") != all {
		t.Errorf("%d of %d leads are handed over", n, all)
	}
	if over := one[string](f, `
		SELECT coalesce(string_agg(format('%s has %s of %s', p.name, w.open, p.capacity), '; '), '')
		FROM rep_workloads w
		JOIN people p ON p.id = w.person_id
		WHERE w.open > p.capacity`); over != "" {
		t.Error(over)
	}
	// Lea has room for three at a time; the others share the rest by weight. As many as there are clients may be on their
	// way at once.
	rest := float64(all-got["Lea"]) / 6
	for name, weight := range map[string]float64{"Rosa": 3, "Tom": 2, "Kim": 1} {
		if n := float64(got[name]); n < weight*rest-4 || n > weight*rest+4 {
			t.Errorf("%s got %v, by weight %.1f: %v", name, n, weight*rest, got)
		}
	}
	t.Log(got)
	f.checkLoads()
}

// trips notes each round trip to the database by its first statement.
type trips struct {
	mu  sync.Mutex
	all []string
}

func (t *trips) note(sql string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.all = append(t.all, strings.Join(strings.Fields(sql), " "))
}

func (t *trips) TraceQueryStart(ctx context.Context, _ *pgx.Conn, data pgx.TraceQueryStartData) context.Context {
	t.note(data.SQL)
	return ctx
}
func (t *trips) TraceQueryEnd(context.Context, *pgx.Conn, pgx.TraceQueryEndData) {}
func (t *trips) TraceBatchStart(ctx context.Context, _ *pgx.Conn, data pgx.TraceBatchStartData) context.Context {
	t.note(data.Batch.QueuedQueries[0].SQL)
	return ctx
}
func (t *trips) TraceBatchQuery(context.Context, *pgx.Conn, pgx.TraceBatchQueryData) {}
func (t *trips) TraceBatchEnd(context.Context, *pgx.Conn, pgx.TraceBatchEndData)     {}

// between are the round trips after the one that begins with from and before the one that begins with to.
func (t *trips) between(from, to string) []string {
	t.mu.Lock()
	defer t.mu.Unlock()
	first, last := -1, -1
	for i, sql := range t.all {
		if strings.HasPrefix(sql, from) {
			first = i
		}
		if strings.HasPrefix(sql, to) {
			last = i
		}
	}
	if first < 0 || last < first {
		return []string{"neither " + from + " nor " + to}
	}
	return t.all[first+1 : last]
}

func TestAssigningTakesTwoRoundTripsInALargeCompany(t *testing.T) {
	t.Parallel()
	f, ctx := openFloor(t), context.Background()
	f.exec("INSERT INTO teams (id, name, side) SELECT 100 + n, 'Team ' || n, 'sales' FROM generate_series(1, 50) n")
	f.exec(`
		INSERT INTO people (id, email, name, role)
		SELECT 1000 + n, 'r' || n || '@company.example', 'Rep ' || n, 'rep'
		FROM generate_series(1, 2000) n`)
	f.exec("INSERT INTO memberships SELECT 1000 + n, 101 + n % 50 FROM generate_series(1, 2000) n")
	f.exec("UPDATE assignment_rules SET retired_at = now()")
	f.exec(`INSERT INTO assignment_rules (position, name, condition, team_id, target, person_id)
		SELECT n, 'Rule ' || n, jsonb_build_object('field', 'company_size', 'op', 'at_least', 'value', n * 10), 101 + n % 50,
			CASE n % 10 WHEN 3 THEN 'account' WHEN 5 THEN 'person' WHEN 7 THEN 'pool' ELSE 'team' END,
			CASE n % 10 WHEN 5 THEN 1000 + n END
		FROM generate_series(1, 200) n`)
	f.exec("UPDATE assignment_rules SET condition = '{}' WHERE position IN (3, 5, 13, 200)")
	f.exec("INSERT INTO absences (person_id, starts_at) SELECT 1000 + n, $1 FROM generate_series(5, 200, 10) n", f.now)
	var counted trips
	db, err := postgres.OpenTraced(ctx, f.sql.Config().ConnString(), &counted)
	f.fine(err)
	defer db.Close()
	desk := &desk.Desk{Store: db, Nudge: deaf{}, Now: f.desk.Now}
	for n := range 3 {
		counted.all = nil
		r, err := desk.Submit(ctx, f.who["mia"], ana(n))
		f.fine(err)
		if r.Owner == 0 || !strings.Contains(r.Sentence, "Rule 200") {
			t.Fatalf("it went to %+v", r)
		}
		if took := counted.between("INSERT INTO leads", "INSERT INTO handoffs"); len(took) > 2 {
			t.Errorf("assigning took %d round trips:\n%s", len(took), strings.Join(took, "\n"))
		}
		var passed []struct{ Name, Why string }
		f.fine(f.sql.QueryRow(ctx, "SELECT passed FROM assignment_log WHERE handoff_id = $1", r.Handoff).Scan(&passed))
		if got := fmt.Sprint(passed); !strings.Contains(got, "{Rule 3 nobody owns the account yet} {Rule 5 Rep 5: away}") {
			t.Errorf("passed over: %s", got)
		}
	}
}

// Who has room but is being given another lead is waited for, also where that of whom was waited for first fills them.
func TestALeadIsNotLeftInThePoolWhileSomebodyHasRoom(t *testing.T) {
	t.Parallel()
	f, ctx := openFloor(t), context.Background()
	f.exec(`
		UPDATE people
		SET capacity = 1, disabled_at = CASE WHEN id NOT IN (11, 12) THEN $1::timestamptz END
		WHERE role = 'rep'`, f.now)
	f.exec(`
		INSERT INTO rep_workloads (person_id, open) VALUES (11, 0), (12, 0)
		ON CONFLICT (person_id) DO UPDATE SET open = 0`)
	held := map[account.PersonID]pgx.Tx{}
	for _, person := range []account.PersonID{11, 12} {
		tx, err := f.sql.Begin(ctx)
		f.fine(err)
		t.Cleanup(func() { tx.Rollback(ctx) })
		_, err = tx.Exec(ctx, "SELECT FROM rep_workloads WHERE person_id = $1 FOR UPDATE", person)
		f.fine(err)
		held[person] = tx
	}
	given := make(chan desk.Receipt, 1)
	go func() {
		r, err := f.desk.Submit(ctx, f.who["mia"], ana(900))
		if err != nil {
			t.Error(err)
		}
		given <- r
	}()
	waitsFor := func(person account.PersonID) bool {
		return one[bool](f, "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE $1::int = ANY(pg_blocking_pids(pid)))",
			held[person].Conn().PgConn().PID())
	}
	waiting(t, f.sql)
	first, second := account.PersonID(11), account.PersonID(12)
	if waitsFor(12) {
		first, second = 12, 11
	}
	_, err := held[first].Exec(ctx, "UPDATE rep_workloads SET open = 1 WHERE person_id = $1", first)
	f.fine(err)
	f.fine(held[first].Commit(ctx))
	for !waitsFor(second) {
		select {
		case r := <-given:
			t.Fatalf("nobody else was waited for: %+v", r)
		default:
		}
	}
	f.fine(held[second].Rollback(ctx))
	if r := <-given; r.Owner != second {
		t.Errorf("the lead went to %d instead of %d: %s", r.Owner, second, r.Sentence)
	}
}
