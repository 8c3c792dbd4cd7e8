package postgres_test

import (
	"context"
	"errors"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"

	"baton/internal/agreement"
	"baton/internal/errs"
	"baton/internal/handoff/desk"
	"baton/internal/hang"
	"baton/internal/lead"
	"baton/internal/policy"
	"baton/internal/postgres"
	"baton/internal/postgres/pgtest"
	"baton/internal/worklist"
)

// line is a socket between Baton and Postgres that can be cut.
type line struct {
	t      testing.TB
	to, at string
	mu     sync.Mutex
	listen net.Listener
	open   []net.Conn
}

// layLine gives an address of the database at url that goes through the line.
func layLine(t testing.TB, url string) (*line, string) {
	t.Helper()
	config, err := pgx.ParseConfig(url)
	if err != nil {
		t.Fatal(err)
	}
	dir, err := os.MkdirTemp("", "line")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	l := &line{t: t, to: filepath.Join(config.Host, ".s.PGSQL."+portOf(url)), at: filepath.Join(dir, ".s.PGSQL.5432")}
	l.lay()
	t.Cleanup(l.cut)
	return l, "host=" + dir + " port=5432 user=" + config.User + " dbname=" + config.Database
}

func portOf(url string) string {
	_, rest, _ := strings.Cut(url, "port=")
	port, _, _ := strings.Cut(rest, " ")
	return port
}

// lay opens the line.
func (l *line) lay() {
	l.t.Helper()
	listen, err := net.Listen("unix", l.at)
	if err != nil {
		l.t.Fatal(err)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.listen = listen
	go func() {
		for {
			near, err := listen.Accept()
			if err != nil {
				return
			}
			far, err := net.Dial("unix", l.to)
			if err != nil {
				near.Close()
				continue
			}
			l.mu.Lock()
			l.open = append(l.open, near, far)
			l.mu.Unlock()
			go func() { io.Copy(near, far); near.Close() }()
			go func() { io.Copy(far, near); far.Close() }()
		}
	}()
}

// cut closes the line and all that goes through it.
func (l *line) cut() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.listen.Close()
	for _, c := range l.open {
		c.Close()
	}
	l.open = nil
}

// eventually waits until ok.
func eventually(t testing.TB, what string, ok func() bool) {
	t.Helper()
	hang.Until(t, what, ok)
}

func TestWhilePostgresIsAwayEverythingIsUnavailableAndThenWorksAgain(t *testing.T) {
	t.Parallel()
	f, ctx := openFloor(t), context.Background()
	l, url := layLine(t, f.sql.Config().ConnString())
	db, err := postgres.Open(ctx, url)
	f.fine(err)
	defer db.Close()
	desk := &desk.Desk{Store: db, Nudge: deaf{}, Now: f.desk.Now}
	_, err = desk.Submit(ctx, f.who["mia"], ana(1))
	f.fine(err)
	before := f.content()
	l.cut()
	for name, do := range map[string]func() error{
		"ready":   func() error { return db.Ready(ctx) },
		"submit":  func() error { _, err := desk.Submit(ctx, f.who["mia"], ana(2)); return err },
		"queue":   func() error { _, err := db.Queue(ctx, f.who["rosa"], worklist.MyTeam, "", 0, f.now); return err },
		"history": func() error { _, err := db.History(ctx, f.who["ada"], 1); return err },
		"list": func() error {
			_, err := db.Leads(ctx, f.who["ada"], worklist.LeadAsk{Search: "", After: 0})
			return err
		},
		"counts":    func() error { _, err := db.Counts(ctx, f.who["ada"], f.now); return err },
		"choices":   func() error { _, err := db.Choices(ctx); return err },
		"signed in": func() error { _, err := db.SignedIn(ctx, "token", f.now); return err },
		"login":     func() error { _, _, err := db.Login(ctx, "rosa@company.example"); return err },
		"policy":    func() error { _, err := db.Policy(ctx); return err },
	} {
		for range 3 {
			if err := do(); !errors.Is(err, errs.Unavailable) {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
	l.lay()
	eventually(t, "ready again", func() bool { return db.Ready(ctx) == nil })
	if diff := cmp.Diff(before, f.content()); diff != "" {
		t.Error(diff)
	}
	if _, err := desk.Submit(ctx, f.who["mia"], ana(2)); err != nil {
		t.Errorf("afterwards: %v", err)
	}
}

func TestATransactionThatLosesItsConnectionLeavesNothing(t *testing.T) {
	t.Parallel()
	f, ctx := openFloor(t), context.Background()
	before := f.content()
	err := f.db.Transact(ctx, f.who["mia"], func(tx desk.Tx) error {
		l := &lead.Lead{Name: "Ana", Stage: lead.Draft, CreatedAt: f.now}
		if err := tx.AddLead(ctx, l); err != nil {
			return err
		}
		f.exec(`
			SELECT pg_terminate_backend(pid)
			FROM pg_stat_activity
			WHERE datname = current_database() AND application_name = 'baton'`)
		_, err := tx.Lead(ctx, l.ID)
		return err
	})
	if !errors.Is(err, errs.Unavailable) {
		t.Errorf("got %v", err)
	}
	if diff := cmp.Diff(before, f.content()); diff != "" {
		t.Error(diff)
	}
	eventually(t, "works again", func() bool {
		err := f.db.Ready(ctx)
		if err != nil && !errors.Is(err, errs.Unavailable) {
			t.Fatal(err)
		}
		return err == nil
	})
}

func TestADatabaseThatLetsNobodyInIsUnavailable(t *testing.T) {
	t.Parallel()
	f, ctx := openFloor(t), context.Background()
	name := one[string](f, "SELECT current_database()")
	admin := pgtest.Connect(t, f.sql.Config().ConnString()+" dbname=postgres")
	for _, sql := range []string{"ALTER DATABASE " + name + " ALLOW_CONNECTIONS false",
		"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '" + name + "'"} {
		if _, err := admin.Exec(ctx, sql); err != nil {
			t.Fatal(err)
		}
	}
	for range 6 {
		if err := f.db.Ready(ctx); !errors.Is(err, errs.Unavailable) {
			t.Errorf("ready: %v", err)
		}
	}
	if _, err := admin.Exec(ctx, "ALTER DATABASE "+name+" ALLOW_CONNECTIONS true"); err != nil {
		t.Fatal(err)
	}
	eventually(t, "ready again", func() bool { return f.db.Ready(ctx) == nil })
}

func TestADatabaseThatTakesNoWritesIsNotReady(t *testing.T) {
	t.Parallel()
	f, ctx := openFloor(t), context.Background()
	f.fine(f.db.Ready(ctx))
	db, err := postgres.Open(ctx, f.sql.Config().ConnString()+" options='-c default_transaction_read_only=on'")
	f.fine(err)
	defer db.Close()
	if err := db.Ready(ctx); !errors.Is(err, errs.Unavailable) {
		t.Errorf("ready: %v", err)
	}
	desk := &desk.Desk{Store: db, Nudge: deaf{}, Now: f.desk.Now}
	if _, err := desk.Submit(ctx, f.who["mia"], ana(1)); !errors.Is(err, errs.Unavailable) {
		t.Errorf("submit: %v", err)
	}
}

func TestAnAddressThatLeadsNowhereIsSaid(t *testing.T) {
	t.Parallel()
	for name, url := range map[string]string{"no socket": "host=" + t.TempDir() + " user=baton dbname=baton",
		"no address": "host='"} {
		if db, err := postgres.Open(context.Background(), url); err == nil {
			db.Close()
			t.Errorf("%s is opened", name)
		}
	}
	if db, err := postgres.Open(context.Background(), pgtest.URL(t)); err != nil {
		t.Errorf("a good one: %v", err)
	} else {
		db.Close()
	}
}

func TestTwoWhoWaitForEachOtherBothGetThrough(t *testing.T) {
	t.Parallel()
	f, ctx := openFloor(t), context.Background()
	first, second := f.submit(1).Lead, f.submit(2).Lead
	var met sync.WaitGroup
	met.Add(2)
	runs := [2]int{}
	for _, err := range atOnce(2, func(i int) error {
		order := [2]lead.ID{first, second}
		if i == 1 {
			order = [2]lead.ID{second, first}
		}
		return f.db.Transact(ctx, f.who["mia"], func(tx desk.Tx) error {
			if _, err := tx.Lead(ctx, order[0]); err != nil {
				return err
			}
			if runs[i]++; runs[i] == 1 {
				met.Done()
				met.Wait()
			}
			l, err := tx.Lead(ctx, order[1])
			if err != nil {
				return err
			}
			l.City += "x"
			return tx.UpdateLead(ctx, l)
		})
	}) {
		f.fine(err)
	}
	if runs[0]+runs[1] < 3 { // whoever lost may meet the other once more before that one wakes up
		t.Errorf("run %v times", runs)
	}
	if got := one[string](f, "SELECT string_agg(city, ' ') FROM leads"); got != "x x" {
		t.Errorf("what was kept: %q", got)
	}
}

func TestABookThatChangesIsReadBeforeTheNextDecision(t *testing.T) {
	t.Parallel()
	f, ctx := openFloor(t), context.Background()
	inForce, err := f.db.Policy(ctx)
	f.fine(err)
	if again, err := f.db.Policy(ctx); err != nil || again != inForce {
		t.Errorf("the policy is read twice: %v", err)
	}
	for name, change := range map[string]struct {
		sql string
		was func(*policy.Policy) bool
	}{
		"a reason": {"UPDATE reasons SET words = 'Tiny' WHERE code = 'wrong_size'",
			func(b *policy.Policy) bool { return b.Reasons[f.reason["wrong_size"]].Words == "Tiny" }},
		"a rule": {"UPDATE assignment_rules SET retired_at = now() WHERE position = 1",
			func(b *policy.Policy) bool { return len(b.Rules) == 2 }},
		"a team": {"UPDATE teams SET hours = '[{\"day\": 1, \"from\": 540, \"to\": 600}]' WHERE id = 3",
			func(b *policy.Policy) bool { return len(b.Team(3).Week) == 1 }},
		"a rep": {"UPDATE people SET disabled_at = now() WHERE id = 11",
			func(b *policy.Policy) bool { return b.Team(3).Reps == 3 }},
		"the zone": {"UPDATE installation SET zone = 'Asia/Tokyo', currency = 'USD'",
			func(b *policy.Policy) bool { return b.Zone.String() == "Asia/Tokyo" && b.Currency == "USD" }},
		"the scoring": {"INSERT INTO scorings (version, rules) VALUES (2, '{\"base\": 99}')",
			func(b *policy.Policy) bool { return b.Grader.Score(nil, nil, time.Time{}).Fit == 99 }},
		"the agreement": {`
			INSERT INTO agreements (version, terms, in_force)
			VALUES (2, '{"first_contact": {"A": 7}}', now())`, func(b *policy.Policy) bool {
			return b.Agreement.Version == 2 && b.Agreement.Terms.ContactWithin("A") == 7*time.Minute
		}},
	} {
		if change.was(inForce) {
			t.Errorf("%s is changed before it is", name)
		}
		f.exec(change.sql)
		now, err := f.db.Policy(ctx)
		f.fine(err)
		if !change.was(now) {
			t.Errorf("%s is not as it is now", name)
		}
	}
	f.exec("INSERT INTO agreements (version, terms, in_force) VALUES (3, '{}', now() + interval '1 day')")
	if now, err := f.db.Policy(ctx); err != nil || now.Agreement.Version != 2 {
		t.Errorf("an agreement of tomorrow is in force: %+v, %v", now.Agreement, err)
	}
	if got := inForce.Reasons[f.reason["not there"]]; got != (agreement.Reason{}) {
		t.Errorf("a reason that is none is %+v", got)
	}
}
