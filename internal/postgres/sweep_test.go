package postgres_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"baton/internal/account"
	"baton/internal/handoff"
	"baton/internal/handoff/desk"
	"baton/internal/postgres"
	"baton/internal/postgres/pgtest"
)

// promise sets what the agreement says about clocks: four hours for a verdict and four for the first contact.
func (f *floor) promise(reassign bool) {
	f.t.Helper()
	f.exec(`UPDATE agreements SET terms = terms || jsonb_build_object('reassign', $1::bool,
		'decide', '{"A": 240, "B": 240, "C": 240, "D": 240}'::jsonb,
		'first_contact', '{"A": 240, "B": 240, "C": 240, "D": 240}'::jsonb)`, reassign)
	f.exec("UPDATE installation SET policy_version = policy_version + 1")
}

// sweep lets the time come and hears every clock.
func (f *floor) sweep(after time.Duration) {
	f.t.Helper()
	f.now = f.now.Add(after)
	f.fine(f.desk.RemindAll(context.Background()))
}

// told are the notifications of a handoff, in order.
func (f *floor) told(id handoff.ID) string {
	f.t.Helper()
	return strings.Join(texts(f,
		fmt.Sprintf(`
			SELECT n.kind || ' to ' || p.name
			FROM notifications n
			JOIN people p ON p.id = n.person_id
			WHERE n.handoff_id = %d
			ORDER BY n.id`, id)), ", ")
}

func (f *floor) holder(id handoff.ID) string {
	f.t.Helper()
	return one[string](f, `
		SELECT coalesce((SELECT p.name FROM people p WHERE p.id = h.owner_id), 'the pool')
		FROM handoffs h
		WHERE h.id = $1`, id)
}

func TestAHandoffThatLapsesGoesFromRepToRepAndEndsThere(t *testing.T) {
	t.Parallel()
	f := openFloor(t)
	f.promise(true)
	r := f.submit(1)
	had := []string{f.holder(r.Handoff)}
	version := one[int](f, "SELECT version FROM handoffs WHERE id = $1", r.Handoff)
	f.sweep(2 * time.Hour)
	if got, want := f.told(r.Handoff), "reminder to "+had[0]; got != want {
		t.Errorf("at half the time: %s, want %s", got, want)
	}
	if now := one[int](f, "SELECT version FROM handoffs WHERE id = $1", r.Handoff); now != version {
		t.Error("a reminder makes the page of whoever looks at the lead old")
	}
	for range 3 {
		f.exec("DELETE FROM notifications")
		f.sweep(4 * time.Hour)
		next := f.holder(r.Handoff)
		for _, before := range had {
			if next == before {
				t.Errorf("%s gets it again, after %v", next, had)
			}
		}
		if got, want := f.told(r.Handoff),
			fmt.Sprintf("breach to %s, escalation to Jo, offered to %s", had[len(had)-1], next); !strings.HasSuffix(got, want) {
			t.Errorf("told %s, want %s", got, want)
		}
		had = append(had, next)
		f.checkLoads()
	}
	f.exec("DELETE FROM notifications")
	f.sweep(4 * time.Hour)
	last := had[len(had)-1]
	if got, want := f.told(r.Handoff),
		fmt.Sprintf("breach to %s, escalation to Jo, nobody to Jo", last); f.holder(r.Handoff) != last || got != want {
		t.Errorf("after everybody it is with %s, told %s, want %s", f.holder(r.Handoff), got, want)
	}
	f.exec("DELETE FROM notifications")
	f.sweep(48 * time.Hour)
	if got := f.told(r.Handoff); got != "" {
		t.Errorf("afterwards still: %s", got)
	}
	f.checkLoads()
	if got := texts(f, `
		SELECT clock || ' ' || coalesce(p.name, 'the pool')
		FROM breaches b
		LEFT JOIN people p ON p.id = b.holder_id
		ORDER BY b.due_at, clock`); strings.Join(got, ", ") !=
		fmt.Sprintf("decide %s, owner %s, owner %s, owner %s, owner %s", had[0], had[0], had[1], had[2], had[3]) {
		t.Errorf("breached: %v by %v", got, had)
	}
	if n := one[int](f, "SELECT count(*) FROM assignment_log WHERE handoff_id = $1", r.Handoff); n != 5 {
		t.Errorf("%d decisions are explained, of 5", n)
	}
	if n := one[int](f, "SELECT count(*) FROM events WHERE kind = 'breached'"); n != 4 {
		t.Errorf("%d of 4 breaches stand in the history", n)
	}
}

func TestAReminderIsReadOnceThereIsNothingToRemindOf(t *testing.T) {
	t.Parallel()
	f, ctx := openFloor(t), context.Background()
	f.promise(false)
	unread := func() int { return one[int](f, "SELECT count(*) FROM notifications WHERE read_at IS NULL") }
	answered, late := f.submit(1), f.submit(2)
	f.sweep(2 * time.Hour)
	if n := unread(); n != 2 {
		t.Errorf("%d reminders are unread, of 2", n)
	}
	f.fine(f.desk.Accept(ctx, f.owner(answered), answered.Handoff, 0))
	if n := unread(); n != 1 {
		t.Errorf("once one is answered, %d are unread", n)
	}
	f.sweep(75 * time.Minute)
	if n := unread(); n != 1 {
		t.Errorf("with the second reminder of the other, %d are unread", n)
	}
	f.sweep(45 * time.Minute)
	if got := texts(f, "SELECT kind FROM notifications WHERE read_at IS NULL ORDER BY kind"); strings.Join(got,
		" ") != "breach escalation reminder" {
		t.Errorf("once it has run out, these are unread: %v", got)
	}
	f.fine(f.desk.LogAttempt(ctx, f.owner(answered), answered.Lead, handoff.Attempt{Kind: "call", Outcome: "reached"}))
	if got := texts(f, fmt.Sprintf(`
		SELECT kind
		FROM notifications
		WHERE read_at IS NULL AND handoff_id = %d
		ORDER BY kind`, late.Handoff)); strings.Join(got, " ") != "breach escalation" || unread() != 2 {
		t.Errorf("once the one is contacted, these are unread: %v", got)
	}
}

func TestAHandoffThatLapsesWhileNobodyHasRoomGoesBackToThePool(t *testing.T) {
	t.Parallel()
	f := openFloor(t)
	f.promise(true)
	r := f.submit(1)
	f.exec("UPDATE people SET capacity = 0 WHERE id <> $1 AND role = 'rep'", r.Owner)
	f.sweep(4 * time.Hour)
	if f.holder(r.Handoff) != "the pool" || !strings.Contains(f.told(r.Handoff), "nobody to Jo") {
		t.Errorf("it is with %s, told %s", f.holder(r.Handoff), f.told(r.Handoff))
	}
	f.checkLoads()
	rep := f.who["tom"]
	if rep.ID == r.Owner {
		rep = f.who["rosa"]
	}
	f.now = f.now.Add(time.Minute)
	f.fine(f.desk.Claim(context.Background(), rep, r.Handoff, 0))
	if due := one[time.Time](f, "SELECT owner_due_at FROM handoffs WHERE id = $1",
		r.Handoff); !due.Equal(f.now.Add(4 * time.Hour)) {
		t.Errorf("who claims it has until %s", due)
	}
	f.checkLoads()
}

func TestAHandoffThatLapsesGoesToWhoHasTheSkillsOfItsRule(t *testing.T) {
	t.Parallel()
	f := openFloor(t)
	f.promise(true)
	f.rule("Has been in touch", `{"field": "touch.count", "op": "at_least", "value": [1]}`, "team", 3, 0, "german")
	f.exec("UPDATE people SET skills = '{german}' WHERE id IN (11, 14)")
	r := f.submit(1)
	first := f.holder(r.Handoff)
	f.sweep(4 * time.Hour)
	if got := map[string]string{"Rosa": "Lea", "Lea": "Rosa"}[first]; f.holder(r.Handoff) != got {
		t.Errorf("after %s it is with %s, who does not speak German", first, f.holder(r.Handoff))
	}
	f.checkLoads()
}

func TestOnlyWhereTheAgreementSaysSoALeadMovesOn(t *testing.T) {
	t.Parallel()
	f := openFloor(t)
	f.promise(false)
	r := f.submit(1)
	owner := f.holder(r.Handoff)
	f.sweep(5 * time.Hour)
	if got, want := f.told(r.Handoff),
		fmt.Sprintf("breach to %s, escalation to Jo", owner); f.holder(r.Handoff) != owner || got != want {
		t.Errorf("it is with %s, told %s, want %s", f.holder(r.Handoff), got, want)
	}
}

func TestWhatTeamsTellEachOtherIsInTheInbox(t *testing.T) {
	t.Parallel()
	f, ctx := openFloor(t), context.Background()
	r := f.submit(1)
	rep := f.owner(r)
	f.fine(f.desk.Ask(ctx, rep, r.Handoff, 0, "Who decides?"))
	f.fine(f.desk.Answer(ctx, f.who["max"], r.Handoff, "She does."))
	f.fine(f.desk.Reject(ctx, rep, r.Handoff, 0, f.reason["wrong_size"], ""))
	if got, want := f.told(r.Handoff),
		fmt.Sprintf("question to Mia, answer to %s, returned to Mia", rep.Name); got != want {
		t.Errorf("told %s, want %s", got, want)
	}
	f.exec("UPDATE people SET capacity = 0")
	f.exec("UPDATE installation SET policy_version = policy_version + 1")
	if pooled := f.submit(2); f.told(pooled.Handoff) != "nobody to Jo" {
		t.Errorf("of a lead that nobody can take: %s", f.told(pooled.Handoff))
	}
}

// An hour in which no node ran: each clock is told of once, at the highest level that it has come to.
func TestAfterAnOutageEachClockIsToldOfOnce(t *testing.T) {
	t.Parallel()
	f := openFloor(t)
	f.promise(false)
	half, most, over := f.submit(1), f.submit(2), f.submit(3)
	at := f.now
	f.exec(`
		UPDATE handoffs
		SET queued_at = queued_at - make_interval(mins => 90), due_at = due_at - make_interval(mins => 90),
			owned_at = owned_at - make_interval(mins => 90), owner_due_at = NULL, marks = '[]', remind_at = '-infinity'
		WHERE id = $1`, half.Handoff)
	f.exec(`
		UPDATE handoffs
		SET queued_at = queued_at - make_interval(mins => 140), due_at = due_at - make_interval(mins => 140),
			owned_at = owned_at - make_interval(mins => 140), owner_due_at = NULL, marks = '[]', remind_at = '-infinity'
		WHERE id = $1`, most.Handoff)
	f.exec(`
		UPDATE handoffs
		SET queued_at = queued_at - make_interval(mins => 190), due_at = due_at - make_interval(mins => 190),
			owned_at = owned_at - make_interval(mins => 190), owner_due_at = NULL, marks = '[]', remind_at = '-infinity'
		WHERE id = $1`, over.Handoff)
	f.sweep(time.Hour)
	for _, tc := range []struct {
		r     desk.Receipt
		level int
	}{{half, 50}, {most, 80}, {over, 100}} {
		if got := texts(f, fmt.Sprintf("SELECT DISTINCT level::text FROM reminders WHERE handoff_id = %d",
			tc.r.Handoff)); len(got) != 1 || got[0] != fmt.Sprint(tc.level) {
			t.Errorf("after %s: levels %v, want %d", f.now.Sub(at), got, tc.level)
		}
	}
	n := one[int](f, "SELECT count(*) FROM notifications")
	f.sweep(0)
	if again := one[int](f, "SELECT count(*) FROM notifications"); again != n || n != 4 {
		t.Errorf("%d notifications, then %d, want 4", n, again)
	}
}

// fillOpen adds n handoffs that wait for reps of EMEA since the times that the expression gives for each number i from
// 0 on, four hours each.
func (f *floor) fillOpen(n int, queued string) {
	f.t.Helper()
	f.exec(`
		INSERT INTO people (id, email, name, role, capacity)
		SELECT 1000 + i, 'rep' || i || '@company.example', 'Rep ' || i, 'rep', 1000
		FROM generate_series(0, 99) i`)
	f.exec(`INSERT INTO memberships SELECT 1000 + i, 3 FROM generate_series(0, 99) i`)
	f.exec(`INSERT INTO leads (id, name, email, stage, marketing_team_id, created_by, created_at, updated_at)
		SELECT 1000 + i, 'Lead ' || i, 'lead' || i || '@buyer.example', 'submitted', 1, 1, $2, $2
		FROM generate_series(0, $1::int - 1) i`, n, f.now)
	f.exec(`
		INSERT INTO handoffs (id, lead_id, number, submitted_by, submitted_at, marketing_team_id, agreement_version,
			scoring_version, grade, fit, team_id, owner_id, owned_at, queued_at, due_at)
		SELECT 1000 + i, 1000 + i, 1, 1, q.at, 1, (SELECT max(version) FROM agreements),
			(SELECT max(version) FROM scorings), 'B', 50, 3, 1000 + i % 100, q.at, q.at, q.at + interval '4 hours'
		FROM generate_series(0, $1::int - 1) i, LATERAL (SELECT $2::timestamptz + `+queued+` AS at) q`, n, f.now)
	f.exec(`
		UPDATE rep_workloads w
		SET open = (SELECT count(*) FROM handoffs h WHERE h.owner_id = w.person_id AND h.verdict IS NULL)`)
	f.exec("ANALYZE leads, handoffs")
}

// node is one of several that hear the clocks of the same database.
func (f *floor) node(url string) *desk.Desk {
	f.t.Helper()
	db, err := postgres.Open(context.Background(), url)
	f.fine(err)
	f.t.Cleanup(db.Close)
	return &desk.Desk{Store: db, Nudge: deaf{}, Now: func() time.Time { return f.now }}
}

func TestThreeNodesThatSweepAtOncePassEachLeadOnOnce(t *testing.T) {
	t.Parallel()
	f, ctx := openFloor(t), context.Background()
	f.promise(true)
	f.fillOpen(60, "interval '0'")
	url := f.sql.Config().ConnString()
	nodes := []*desk.Desk{f.node(url), f.node(url), f.node(url)}
	for round := 1; round <= 3; round++ {
		f.now = f.now.Add(4*time.Hour + time.Minute)
		for _, err := range atOnce(3, func(i int) error { return nodes[i].RemindAll(ctx) }) {
			f.fine(err)
		}
		if n := one[int](f, "SELECT count(*) FROM breaches WHERE clock = 'owner'"); n != 60*round {
			t.Errorf("round %d: %d breaches, want %d", round, n, 60*round)
		}
		if n := one[int](f, "SELECT count(*) FROM notifications WHERE kind = 'offered'"); n != 60*round {
			t.Errorf("round %d: %d leads were offered on, want %d", round, n, 60*round)
		}
		f.checkLoads()
	}
	if n := one[int](f, `
		SELECT count(*)
		FROM (SELECT FROM breaches WHERE clock = 'owner' GROUP BY handoff_id, holder_id HAVING count(*) > 1) x`); n != 0 {
		t.Errorf("%d reps had a lead twice", n)
	}
}

// broken is a store in which one handoff can't be read.
type broken struct {
	desk.Store
	id handoff.ID
}

type brokenTx struct {
	desk.Tx
	id handoff.ID
}

func (b broken) Transact(ctx context.Context, by account.Person, work func(desk.Tx) error) error {
	return b.Store.Transact(ctx, by, func(tx desk.Tx) error { return work(brokenTx{tx, b.id}) })
}

func (b brokenTx) Handoff(ctx context.Context, id handoff.ID) (*handoff.Handoff, error) {
	if id == b.id {
		return nil, errors.New("this one is broken")
	}
	return b.Tx.Handoff(ctx, id)
}

func TestOneHandoffThatFailsKeepsNoOtherWaiting(t *testing.T) {
	t.Parallel()
	f := openFloor(t)
	f.promise(true)
	f.fillOpen(450, "interval '0'")
	f.exec("UPDATE agreements SET terms = terms || '{\"decide\": {\"B\": 1440}}'")
	f.now = f.now.Add(4*time.Hour + time.Minute)
	desk := &desk.Desk{Store: broken{f.db.DB, 1000}, Nudge: deaf{}, Now: f.desk.Now}
	if err := desk.RemindAll(context.Background()); err == nil ||
		!strings.Contains(err.Error(), "pass on handoff 1000: this one is broken") {
		t.Errorf("told: %v", err)
	}
	if n := one[int](f, "SELECT count(*) FROM breaches WHERE clock = 'owner'"); n != 449 {
		t.Errorf("%d of 449 others were passed on", n)
	}
}

// rowsRead is how many rows of handoffs the sessions of the test's database have read so far. A session tells of that
// when it ends, so this closes those of the test; that of f.db has to be closed before.
func (f *floor) rowsRead() int {
	f.t.Helper()
	ctx := context.Background()
	conn := pgtest.Connect(f.t, f.sql.Config().ConnString())
	defer conn.Close(ctx)
	var sessions, read int
	f.sql.Reset()
	eventually(f.t, "the other sessions end", func() bool {
		f.fine(conn.QueryRow(ctx, `
			SELECT count(*)
			FROM pg_stat_activity
			WHERE datname = current_database() AND backend_type = 'client backend' AND pid <> pg_backend_pid()`).Scan(&sessions))
		return sessions == 0
	})
	f.fine(conn.QueryRow(ctx,
		"SELECT seq_tup_read + coalesce(idx_tup_fetch, 0) FROM pg_stat_user_tables WHERE relname = 'handoffs'").Scan(&read))
	return read
}

func TestASweepOverAHundredThousandOpenClocksReadsWhatIsDue(t *testing.T) {
	t.Parallel()
	f := openFloor(t)
	f.promise(false)
	f.fillOpen(100_000, "interval '30 days'")
	f.exec(`
		UPDATE handoffs
		SET remind_at = due_at, marks = jsonb_build_array(jsonb_build_object('clock', 'decide', 'level', 100,
			'at', to_char(due_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')))`)
	f.exec("VACUUM ANALYZE handoffs")
	f.exec(`
		UPDATE handoffs
		SET due_at = $1, remind_at = $1,
			marks = jsonb_build_array(jsonb_build_object('clock', 'decide', 'level', 100, 'at', $2::text))
		WHERE id % 2000 = 0`,
		f.now, f.now.Format(time.RFC3339))
	f.db.Close()
	before := f.rowsRead()
	db, err := postgres.Open(context.Background(), f.sql.Config().ConnString())
	f.fine(err)
	desk := &desk.Desk{Store: db, Nudge: deaf{}, Now: f.desk.Now}
	f.fine(desk.RemindAll(context.Background()))
	db.Close()
	if n := one[int](f, "SELECT count(*) FROM breaches"); n != 50 {
		t.Errorf("%d of 50 clocks that are due were heard", n)
	}
	if read := f.rowsRead() - before; read < 50 || read > 50*40 {
		t.Errorf("for 50 clocks that are due, the sweep reads %d rows", read)
	}
}
