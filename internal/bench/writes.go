package main

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"

	"baton/internal/account"
	"baton/internal/handoff"
	"baton/internal/handoff/desk"
	"baton/internal/lead"
	"baton/internal/postgres"
)

// writers is how many connections write at once.
const writers = 16

func sortDurations(all []time.Duration) { slices.Sort(all) }

// writes measures submissions and acceptances through HTTP against pgbench running the same statements, each right
// after the other.
func (b *bench) writes() error {
	db, err := postgres.Open(b.ctx, b.address("large"))
	if err != nil {
		return err
	}
	defer db.Close()
	conn, err := pgx.Connect(b.ctx, b.address("large"))
	if err != nil {
		return err
	}
	defer conn.Close(b.ctx)
	if _, err := conn.Exec(b.ctx, "UPDATE people SET capacity = 1000"); err != nil {
		return err
	}
	s, err := b.serve("--database-url", b.address("large"))
	if err != nil {
		return err
	}
	defer s.stop()
	if err := b.submits(conn, s.base); err != nil {
		return err
	}
	return b.accepts(conn, s.base)
}

// stamp tells the leads of this run from those of one before it in the same folder.
var stamp = strconv.FormatInt(time.Now().Unix(), 36)

func person(mark string, worker, turn int) url.Values {
	return url.Values{
		"name": {"Bench Person"}, "job_title": {"Head of Operations"},
		"email":   {fmt.Sprintf("%s-%s-%d-%d@bench.example", mark, stamp, worker, turn)},
		"company": {"Bench Freight"}, "company_size": {"220"}, "country": {"ES"},
		"note": {"Asked for a demo after the webinar, wants to begin soon."},
		"key":  {fmt.Sprintf("bench-%s-%s-%08d-%08d", mark, stamp, worker, turn)},
	}
}

func (b *bench) submits(conn *pgx.Conn, base string) error {
	clients, err := b.signedIn(base, writers, "marketer@demo.example")
	if err != nil {
		return err
	}
	through, err := load(b.ctx, writers, b.each, func(ctx context.Context, worker, turn int) error {
		status, _, err := clients[worker].post(ctx, "/leads", person("http", worker, turn))
		return expect(status, 0, err)(http.StatusSeeOther)
	})
	if err != nil {
		return err
	}
	all, err := b.traced("marketer@demo.example", func(office *desk.Desk, by account.Person) error {
		sub := desk.Submission{Key: "bench-key-" + stamp, Lead: lead.Lead{
			Name: "Bench Person", JobTitle: "Head of Operations", Email: "bench-" + stamp + "@bench.example",
			Company: "Bench Freight", CompanySize: 220, Country: "ES",
			Note: "Asked for a demo after the webinar, wants to begin soon.",
		}}
		_, err := office.Submit(b.ctx, by, sub)
		return err
	})
	if err != nil {
		return err
	}
	var leadID, handoffID int64
	if err := conn.QueryRow(b.ctx,
		"SELECT h.lead_id, h.id FROM handoffs h JOIN leads l ON l.id = h.lead_id WHERE l.email = $1",
		"bench-"+stamp+"@bench.example").Scan(&leadID, &handoffID); err != nil {
		return err
	}
	stands := []stand{
		{"'bench-" + stamp + "@bench.example'::text",
			"'bench-" + stamp + "-' || :client_id || '-' || :n || '@bench.example'"},
		{"'bench-key-" + stamp + "'::text", "'bench-key-" + stamp + "-' || :client_id || '-' || :n"},
		{fmt.Sprintf("'%d'::int8", leadID), ":lead_id"}, {fmt.Sprintf("'%d'::int8", handoffID), ":handoff_id"},
	}
	text, err := script(b.ctx, conn, all, stands, map[string]string{"leads": "lead_id", "handoffs": "handoff_id"})
	if err != nil {
		return err
	}
	return b.against("submit", "\\set n :n + 1\n"+text, through, "at least 0.5")
}

func (b *bench) accepts(conn *pgx.Conn, base string) error {
	if _, err := conn.Exec(b.ctx, `
		DROP TABLE IF EXISTS bench_open;
		CREATE TABLE bench_open AS
		SELECT row_number() OVER (ORDER BY h.id) AS n, h.id AS handoff_id, h.lead_id, h.owner_id
		FROM handoffs h JOIN leads l ON l.id = h.lead_id
		WHERE h.verdict IS NULL AND h.owner_id IS NOT NULL
			AND l.email NOT LIKE 'bench-%'; -- those of pgbench all name one owner
		CREATE UNIQUE INDEX ON bench_open (n)`); err != nil {
		return err
	}
	rows, _ := conn.Query(b.ctx, "SELECT handoff_id FROM bench_open ORDER BY n DESC")
	open, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	if err != nil {
		return err
	}
	half := len(open) / 2
	clients, err := b.signedIn(base, writers, "admin@demo.example")
	if err != nil {
		return err
	}
	each := half / writers
	began := time.Now()
	var short atomic.Bool
	through, err := load(b.ctx, writers, b.each, func(ctx context.Context, worker, turn int) error {
		if turn >= each {
			short.Store(true)
			<-time.After(time.Until(began.Add(b.each + time.Second)))
			return nil
		}
		status, _, err := clients[worker].post(ctx, fmt.Sprintf("/handoffs/%d/acceptance", open[worker*each+turn]), nil)
		return expect(status, 0, err)(http.StatusSeeOther)
	})
	if err != nil {
		return err
	}
	if short.Load() {
		b.add("accept through HTTP, 16 connections, against pgbench",
			fmt.Sprintf("not measured: the %d handoffs that wait are used up before %s are over; give -large more leads", half,
				b.each), "–", "at least 0.5")
		return nil
	}
	one := open[len(open)-1]
	all, err := b.traced("admin@demo.example", func(office *desk.Desk, by account.Person) error {
		return office.Accept(b.ctx, by, handoff.ID(one), 0)
	})
	if err != nil {
		return err
	}
	var leadID, ownerID int64
	if err := conn.QueryRow(b.ctx, "SELECT lead_id, owner_id FROM bench_open WHERE handoff_id = $1", one).Scan(&leadID,
		&ownerID); err != nil {
		return err
	}
	stands := []stand{{fmt.Sprintf("'%d'::int8", one), ":handoff_id"}, {fmt.Sprintf("'%d'::int8", leadID), ":lead_id"},
		{fmt.Sprintf("'%d'::int8", ownerID), ":owner_id"}}
	text, err := script(b.ctx, conn, all, stands, nil)
	if err != nil {
		return err
	}
	// pgbench may come to handoffs that were accepted already, which would take more from a rep's load than is in it.
	if _, err := conn.Exec(b.ctx, "UPDATE rep_workloads SET open = open + 1000000"); err != nil {
		return err
	}
	pick := fmt.Sprintf("\\set n :n + 1\n\\set at 1 + ((:n - 1) * %d + :client_id) %% %d\n"+
		"SELECT handoff_id, lead_id, owner_id FROM bench_open WHERE n = :at \\gset\n", writers, len(open))
	return b.against("accept", pick+text, through, "at least 0.5")
}

// traced does something once and gives the statements that it took.
func (b *bench) traced(email string, do func(*desk.Desk, account.Person) error) ([]statement, error) {
	var t tracer
	db, err := postgres.OpenTraced(b.ctx, b.address("large"), &t)
	if err != nil {
		return nil, err
	}
	defer db.Close()
	id, _, err := db.Login(b.ctx, email)
	if err != nil {
		return nil, err
	}
	token := account.NewToken()
	if err := db.AddSession(b.ctx, id, token, "", "", time.Now()); err != nil {
		return nil, err
	}
	by, err := db.SignedIn(b.ctx, token.Secret, time.Now())
	if err != nil {
		return nil, err
	}
	if _, err := db.Policy(b.ctx); err != nil {
		return nil, err
	}
	t.take()
	err = do(&desk.Desk{Store: db, Nudge: nobody{}, Now: time.Now}, by)
	return t.take(), err
}

// nobody hears nudges.
type nobody struct{}

// Changed implements handoff.Nudger.
func (nobody) Changed(lead.ID, ...account.TeamID) {}

// against runs a script in pgbench for as long, and compares.
func (b *bench) against(what, text string, through measured, promise string) error {
	file := filepath.Join(b.dir, what+".sql")
	if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
		return err
	}
	program, err := pgbench()
	if err != nil {
		return err
	}
	run := exec.CommandContext(b.ctx, program, "-n", "-M", "prepared", "-c", fmt.Sprint(writers), "-j", "2", "-T",
		fmt.Sprint(int(b.each.Seconds())), "-D", "n=0", "-f", file, b.address("large"))
	out, err := run.CombinedOutput()
	if err != nil {
		return fmt.Errorf("pgbench: %w\n%s", err, last(string(out), 2000))
	}
	found := regexp.MustCompile(`tps = ([0-9.]+)`).FindStringSubmatch(string(out))
	if found == nil {
		return fmt.Errorf("pgbench told no rate:\n%s", out)
	}
	tps, err := strconv.ParseFloat(found[1], 64)
	if err != nil {
		return err
	}
	b.add(what+" through HTTP, 16 connections, against pgbench",
		fmt.Sprintf("%.0f/s, p99 %s, against %.0f/s", through.rate(), ms(through.at(.99)), tps),
		fmt.Sprintf("%.2f", through.rate()/tps), promise)
	return nil
}

func last(text string, n int) string {
	if len(text) > n {
		return text[len(text)-n:]
	}
	return text
}

// pgbench finds the program, which comes with Postgres.
func pgbench() (string, error) {
	if found, err := exec.LookPath("pgbench"); err == nil {
		return found, nil
	}
	all, _ := filepath.Glob("/usr/lib/postgresql/*/bin/pgbench")
	if len(all) == 0 {
		return "", fmt.Errorf("there is no pgbench; it comes with the Postgres server: apt-get install postgresql")
	}
	return all[len(all)-1], nil
}
