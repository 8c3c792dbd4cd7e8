package server_test

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"baton/internal/account"
	"baton/internal/api"
	"baton/internal/handoff/desk"
	"baton/internal/hang"
	"baton/internal/lead"
	"baton/internal/notify"
	"baton/internal/postgres"
	"baton/internal/postgres/pgtest"
	"baton/internal/server"
	"baton/internal/server/visit"
	"baton/web"
)

const password = "a long enough password"

var passwordHash = sync.OnceValue(func() string { return account.HashPassword(password) })

// The people of every world. Growth hands over to North and Events to South, so that nobody of the one pair sees a lead
// of the other.
const (
	lena = "lena@baton.example" // marketer, Growth
	otto = "otto@baton.example" // marketer, Events
	vera = "vera@baton.example" // manager, Growth
	rita = "rita@baton.example" // rep, North
	sami = "sami@baton.example" // rep, North
	walt = "walt@baton.example" // manager, North
	uma  = "uma@baton.example"  // rep, South
	alba = "alba@baton.example" // admin
)

// A world is a small company at its Baton, with a database of its own.
type world struct {
	t      testing.TB
	db     *postgres.DB
	sql    *pgxpool.Pool // of the test, past the server
	server *server.Server
	hub    *notify.Hub
	log    *faults
	url    string

	mu      sync.Mutex
	later   time.Duration // how far the clock of this world is ahead
	address string
	http    *httptest.Server
	closing chan struct{}
	clients map[string]*client
}

// newWorld makes a world whose server answers.
func newWorld(t testing.TB) *world {
	t.Helper()
	return newWorldBehind(t, pgtest.URL(t), nil)
}

// newWorldBehind makes a world on the database at url, which its server reaches by way of through where that is given.
func newWorldBehind(t testing.TB, url string, through *proxy) *world {
	t.Helper()
	return newWorldOf(t, url, through, func(w *world) {
		pgtest.Found(t, w.sql, pgtest.Company())
		w.exec("UPDATE people SET password_hash = $1", passwordHash())
	})
}

// newWorldOf makes a world of the people whom found puts into its database.
func newWorldOf(t testing.TB, url string, through *proxy, found func(w *world)) *world {
	t.Helper()
	ctx := context.Background()
	sql, err := pgxpool.New(ctx, url+" pool_max_conns=4")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(sql.Close)
	w := &world{t: t, sql: sql, url: url, log: &faults{}, clients: map[string]*client{}}
	found(w)
	if through != nil {
		url = through.instead(url)
	}
	if w.db, err = postgres.Open(ctx, url); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(w.db.Close)
	w.start()
	t.Cleanup(w.stop)
	t.Cleanup(w.noFaults)
	return w
}

// start begins to answer, at the same address as before.
func (w *world) start() {
	w.t.Helper()
	address := w.address
	if address == "" {
		address = "127.0.0.1:0"
	}
	listener, err := net.Listen("tcp", address)
	if err != nil {
		w.t.Fatal(err)
	}
	w.address, w.closing, w.hub = listener.Addr().String(), make(chan struct{}), notify.NewHub()
	desk := &desk.Desk{Store: w.db, Nudge: w.hub, Now: w.now}
	w.server = &server.Server{
		Portal: visit.Portal{Assets: web.Assets(), Log: slog.New(w.log), Now: w.now, Limit: hang.Limit},
		Desk:   desk, API: api.New(desk, postgres.NewStore(w.db, w.now), slog.New(w.log), w.now),
		Store: &server.CachingStore{Store: postgres.NewStore(w.db, w.now), Hub: w.hub, Now: w.now}, Hub: w.hub,
		Closing: w.closing,
	}
	w.hub.Hears(true)
	w.http = httptest.NewUnstartedServer(w.server.Handler())
	w.http.Listener.Close()
	w.http.Listener = listener
	w.http.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, slog.LevelError)
	w.http.Start()
}

// stop answers no more and cuts every connection.
func (w *world) stop() {
	if w.http == nil {
		return
	}
	close(w.closing)
	w.http.CloseClientConnections()
	w.http.Close()
	w.http = nil
}

func (w *world) now() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return time.Now().Add(w.later)
}

// wait lets time pass in this world.
func (w *world) wait(d time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.later += d
}

func (w *world) exec(sql string, args ...any) {
	w.t.Helper()
	var err error
	if len(args) == 0 {
		_, err = w.sql.Exec(context.Background(), sql, pgx.QueryExecModeSimpleProtocol)
	} else {
		_, err = w.sql.Exec(context.Background(), sql, args...)
	}
	if err != nil {
		w.t.Fatal(err)
	}
	if w.hub != nil {
		w.hub.Deliver(notify.Nudge{})
	}
}

// number is the one number that a query finds.
func (w *world) number(sql string, args ...any) int64 {
	w.t.Helper()
	return one[int64](w, sql, args...)
}

// word is the one text that a query finds.
func (w *world) word(sql string, args ...any) string {
	w.t.Helper()
	return one[string](w, sql, args...)
}

func one[T any](w *world, sql string, args ...any) T {
	w.t.Helper()
	rows, err := w.sql.Query(context.Background(), sql, args...)
	if err != nil {
		w.t.Fatal(err)
	}
	value, err := pgx.CollectExactlyOneRow(rows, pgx.RowTo[T])
	if err != nil {
		w.t.Fatalf("%s: %v", sql, err)
	}
	return value
}

// rows is how many rows each table has, and how often its leads and handoffs were written.
func (w *world) rows() string {
	w.t.Helper()
	return w.word(`
		SELECT string_agg(name || ' ' || n, ', ' ORDER BY name)
		FROM (
			SELECT relname AS name, (xpath('/row/n/text()', query_to_xml('SELECT count(*) AS n FROM ' || quote_ident(relname),
				false, true, '')))[1]::text AS n
			FROM pg_class
			WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND relname NOT IN ('sessions', 'sign_in_failures')
			UNION ALL SELECT 'written leads', coalesce(sum(version), 0)::text FROM leads
			UNION ALL SELECT 'written handoffs', coalesce(sum(version), 0)::text FROM handoffs
			UNION ALL SELECT 'written people', coalesce(sum(version), 0)::text FROM people) t`)
}

// unchanged fails when tables have other rows than before, which rows told.
func unchanged(t testing.TB, w *world, before string) {
	t.Helper()
	was, is := strings.Split(before, ", "), strings.Split(w.rows(), ", ")
	for i, table := range is {
		if i >= len(was) || was[i] != table {
			t.Errorf("what was refused left something behind: %s, before %s", table, was[min(i, len(was)-1)])
		}
	}
}

// person is somebody as the server knows them.
func (w *world) person(email string) account.Person {
	w.t.Helper()
	var p account.Person
	var teams []account.Membership
	err := w.sql.QueryRow(context.Background(), `
		SELECT p.id, p.email, p.name, p.role, 'UTC', p.version,
			coalesce((SELECT json_agg(json_build_object('ID', t.id, 'Name', t.name, 'Side', t.side)) FROM memberships m
				JOIN teams t ON t.id = m.team_id WHERE m.person_id = p.id), '[]')
		FROM people p WHERE email = $1`, email).Scan(&p.ID, &p.Email, &p.Name, &p.Role, &p.Zone, &p.Version, &teams)
	if err != nil {
		w.t.Fatal(err)
	}
	p.Teams = teams
	return p
}

var counter struct {
	sync.Mutex
	n int
}

// unique is a number that no other call has given.
func unique() int {
	counter.Lock()
	defer counter.Unlock()
	counter.n++
	return counter.n
}

// submit hands a lead over past the pages. What l lacks is filled in.
func (w *world) submit(by string, l lead.Lead) desk.Receipt {
	w.t.Helper()
	n := unique()
	if l.Name == "" {
		l.Name = fmt.Sprintf("Lead %d", n)
	}
	if l.Email == "" {
		l.Email = fmt.Sprintf("lead-%d@somewhere.example", n)
	}
	if l.Company == "" {
		l.Company = fmt.Sprintf("Company %d", n)
	}
	receipt, err := w.server.Desk.Submit(context.Background(), w.person(by), desk.Submission{Lead: l})
	if err != nil {
		w.t.Fatal(err)
	}
	return receipt
}

// ours is a lead that Growth hands to North, theirs one that Events hands to South.
func (w *world) ours() desk.Receipt { w.t.Helper(); return w.submit(lena, lead.Lead{}) }
func (w *world) theirs() desk.Receipt {
	w.t.Helper()
	return w.submit(otto, lead.Lead{Country: "DE"})
}

// faults are what a server complained of.
type faults struct {
	mu  sync.Mutex
	all []string
}

func (f *faults) Enabled(_ context.Context, level slog.Level) bool { return level >= slog.LevelError }
func (f *faults) WithAttrs([]slog.Attr) slog.Handler               { return f }
func (f *faults) WithGroup(string) slog.Handler                    { return f }

func (f *faults) Handle(_ context.Context, r slog.Record) error {
	words := r.Message
	r.Attrs(func(a slog.Attr) bool { words += fmt.Sprintf(" %s=%v", a.Key, a.Value); return true })
	f.mu.Lock()
	defer f.mu.Unlock()
	f.all = append(f.all, words)
	return nil
}

// noFaults fails a test whose server had a fault, even one that nobody looked at. A database that was away is none.
func (w *world) noFaults() {
	w.log.mu.Lock()
	defer w.log.mu.Unlock()
	found := slices.DeleteFunc(w.log.all, func(words string) bool { return strings.HasPrefix(words, "unavailable") })
	for i, words := range found {
		if i < 3 {
			w.t.Errorf("the server had %d faults: %.1500s", len(found), words)
		}
	}
}

// eventually waits for something to become true.
func eventually(t testing.TB, what string, is func() bool) {
	t.Helper()
	hang.Until(t, what, is)
}
