package postgres_test

import (
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"iter"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5/pgxpool"

	"baton/internal/account"
	"baton/internal/errs"
	"baton/internal/intake"
	"baton/internal/postgres"
	"baton/internal/postgres/pgtest"
)

// intakeDesk is an installation with a marketer, for imports.
type intakeDesk struct {
	t   *testing.T
	db  postgres.Store
	sql *pgxpool.Pool
	mia account.Person
	at  time.Time
}

func newIntake(t *testing.T) *intakeDesk {
	t.Helper()
	db, sql := pgtest.New(t)
	mia := foundReports(t, sql)["mia"]
	return &intakeDesk{t, postgres.NewStore(db, time.Now), sql, mia, time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)}
}

func (d *intakeDesk) rows(text string) iter.Seq2[intake.Enquiry, error] {
	d.t.Helper()
	s, err := intake.Open(strings.NewReader(text), intake.Reading{})
	if err != nil {
		d.t.Fatal(err)
	}
	return s.Enquiries(intake.Guess(s.Header), intake.Defaults{At: d.at})
}

func (d *intakeDesk) imported(text, key string) intake.Result {
	d.t.Helper()
	r, err := d.db.Import(context.Background(), d.mia, d.rows(text), intake.Run{Name: "list.csv", Key: key, At: d.at}, nil)
	if err != nil {
		d.t.Fatal(err)
	}
	r.Import = 0
	return r
}

func (d *intakeDesk) number(query string, args ...any) (n int) {
	d.t.Helper()
	if err := d.sql.QueryRow(context.Background(), query, args...).Scan(&n); err != nil {
		d.t.Fatal(err)
	}
	return n
}

func (d *intakeDesk) text(query string, args ...any) (s string) {
	d.t.Helper()
	if err := d.sql.QueryRow(context.Background(), query, args...).Scan(&s); err != nil {
		d.t.Fatal(err)
	}
	return s
}

const list = "id,name,email,phone,company,country,source,campaign,created_at\n" +
	"1,Ann,ann@a.example,+44 20 7946 0001,Acme,GB,Fair,Spring,2026-03-02 10:00\n" +
	"2,Bo,bo@b.example,,Bolt,SE,Fair,,\n" +
	"3,,,,Nobody's,SE,,,\n"

func TestAnImportKeepsLeadsWithTouchEventAndCount(t *testing.T) {
	t.Parallel()
	d := newIntake(t)
	got := d.imported(list, "list")
	want := intake.Result{Rows: 3, Added: 2, Refused: 1, Problems: []intake.Problem{
		{Line: 4, Field: "name", Refused: true,
			Words: "This row has no name, e-mail address or phone number. It needs at least one of them."}}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	for query, n := range map[string]int{
		"SELECT count(*) FROM leads WHERE stage = 'captured' AND marketing_team_id = 1 AND created_by = 1": 2,
		"SELECT count(*) FROM events WHERE kind = 'captured' AND actor_id = 1":                             2,
		"SELECT sum(captured) FROM funnel_deltas WHERE marketing_team_id = 1":                              2,
		`SELECT count(*) FROM touches t JOIN sources s ON s.id = t.source_id
		WHERE t.kind = 'import' AND s.name = 'Fair'`: 2,
		`SELECT count(*) FROM funnel_deltas d JOIN campaigns c ON c.id = d.campaign_id
		WHERE c.name = 'Spring' AND d.day = '2026-03-02' AND d.captured = 1`: 1,
		`SELECT count(*) FROM leads
		WHERE phone = '+442079460001' AND company_key = 'acme' AND created_at = '2026-03-02T10:00Z'`: 1,
		`SELECT count(*) FROM imports
		WHERE finished_at IS NOT NULL AND rows = 3 AND added = 2 AND refused = 1 AND jsonb_array_length(problems) = 1`: 1,
	} {
		if got := d.number(query); got != n {
			t.Errorf("%d, want %d: %s", got, n, query)
		}
	}
}

func TestARowThatIsAKnownLeadIsANewTouchOnIt(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, row string
		touched   bool
	}{
		{"the same ID in the same source", "1,Ann Alder,,,Fair", true},
		{"the same ID in another source", "1,Ann,,,Show", false},
		{"the same ID in no source", "1,Ann,,,", false},
		{"the same ID and another address", "1,Ann,annie@elsewhere.example,,Fair", false},
		{"the same ID and another name", "1,Karl,,,Fair", false},
		{"the same e-mail address, in capitals", ",Ann A.,ANN@A.EXAMPLE,,", true},
		{"the same phone number and name, and no address", ",Ann,,+442079460001,", true},
		{"the same phone number and another name", ",Zoë,,+442079460001,", false},
		{"the same phone number and no name", ",,,+442079460001,", false},
		{"the same phone number and another address", ",Ann,zoe@a.example,+442079460001,", false},
		{"the same name alone", ",Ann,,+46 8 123 456 78,", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := newIntake(t)
			d.imported(list, "first")
			r := d.imported("id,name,email,phone,source,city\n"+c.row+",Bath\n", "second")
			if (r.Touched+r.Completed == 1) != c.touched || r.Added+r.Touched+r.Completed != 1 {
				t.Fatalf("%+v", r)
			}
			if c.touched {
				if n := d.number(`
					SELECT count(*)
					FROM touches t
					JOIN leads l ON l.id = t.lead_id
					WHERE l.email = 'ann@a.example'`); n != 2 {
					t.Errorf("%d touches on Ann", n)
				}
				if who := d.text(`
					SELECT name || ', ' || city || ', ' || email
					FROM leads
					WHERE email = 'ann@a.example'`); who != "Ann, Bath, ann@a.example" {
					t.Errorf("Ann is %s now", who)
				}
				if n := d.number("SELECT count(*) FROM events WHERE kind = 'touched'"); n != 1 {
					t.Errorf("%d touched events", n)
				}
			}
			if n := d.number("SELECT sum(captured) FROM funnel_deltas"); n != d.number("SELECT count(*) FROM leads") {
				t.Errorf("%d leads are counted as captured", n)
			}
		})
	}
}

func TestRowsOfOneFileThatAreOnePersonAreOneLead(t *testing.T) {
	t.Parallel()
	d := newIntake(t)
	text := "id,name,email,phone\n,Ann,ann@a.example,+442079460001\n,Ann,Ann@a.example,\n,Ann,,+442079460001\n7,Bo,,\n7,Bo,bo@b.example,\n"
	dry, err := d.db.Import(context.Background(), d.mia, d.rows(text), intake.Run{At: d.at, DryRun: true}, nil)
	if err != nil || dry.Added != 2 || dry.Touched+dry.Completed != 3 {
		t.Errorf("a dry run gives %+v, %v", dry, err)
	}
	if n := d.number(`
		SELECT (SELECT count(*) FROM leads) + (SELECT count(*) FROM imports) + (SELECT count(*) FROM sources)`); n != 0 {
		t.Errorf("a dry run left %d rows", n)
	}
	if r := d.imported(text, "text"); r.Added != 2 || r.Touched+r.Completed != 3 ||
		d.number("SELECT count(*) FROM leads") != 2 ||
		d.number("SELECT count(*) FROM touches") != 5 {
		t.Errorf("%+v", r)
	}
}

func TestAnImportThatIsSentAgainAddsNothing(t *testing.T) {
	t.Parallel()
	d := newIntake(t)
	d.imported(list, "list")
	if r := d.imported(list, "list"); r.Added+r.Touched+r.Refused != 0 || r.Again != 3 {
		t.Errorf("%+v", r)
	}
	if n := d.number(`
		SELECT (SELECT count(*) FROM leads) + (SELECT count(*) FROM touches) + (SELECT count(*) FROM events) + (SELECT rows
			FROM imports)`); n != 2+2+2+3 {
		t.Errorf("%d rows", n)
	}
}

// many is a list of n people.
func many(n int) string {
	var b strings.Builder
	b.WriteString("name,email,source,created_at\n")
	for i := range n {
		fmt.Fprintf(&b, "Person %d,p%d@many.example,Fair,2026-0%d-01 10:00\n", i, i, 1+i%9)
	}
	return b.String()
}

func TestAnImportThatWasBrokenOffGoesOnWhereItWas(t *testing.T) {
	t.Parallel()
	d := newIntake(t)
	text := many(9_000)
	broken := errors.New("the line broke")
	half := func(yield func(intake.Enquiry, error) bool) {
		n := 0
		for row, err := range d.rows(text) {
			if n++; n > 8_500 {
				yield(row, broken)
				return
			}
			if !yield(row, err) {
				return
			}
		}
	}
	var heard []int
	_, err := d.db.Import(context.Background(), d.mia, half, intake.Run{Name: "many.csv", Key: "many", At: d.at},
		func(r intake.Result) { heard = append(heard, r.Added) })
	if !errors.Is(err, broken) || !cmp.Equal(heard, []int{4000, 8000}) {
		t.Fatalf("%v after %v", err, heard)
	}
	if n := d.number("SELECT line FROM imports WHERE finished_at IS NULL"); n != 8_001 ||
		d.number("SELECT count(*) FROM leads") != 8_000 {
		t.Errorf("it stands at line %d", n)
	}
	if r := d.imported(text, "many"); r.Added != 1_000 || r.Again != 8_000 ||
		d.number("SELECT count(*) FROM touches") != 9_000 || d.number("SELECT added FROM imports") != 9_000 {
		t.Errorf("%+v", r)
	}
}

func TestTwoImportsAtOnceAddEverybodyOnce(t *testing.T) {
	t.Parallel()
	d := newIntake(t)
	var wait sync.WaitGroup
	for _, key := range []string{"one", "one", "other"} {
		wait.Go(func() {
			if _, err := d.db.Import(context.Background(), d.mia, d.rows(many(6_000)),
				intake.Run{Name: "many.csv", Key: key, At: d.at}, nil); err != nil {
				t.Error(err)
			}
		})
	}
	wait.Wait()
	if leads, touches, captured := d.number("SELECT count(*) FROM leads"), d.number("SELECT count(*) FROM touches"),
		d.number("SELECT sum(captured) FROM funnel_deltas"); leads != 6_000 || touches != 12_000 || captured != 6_000 {
		t.Errorf("%d leads, %d touches, %d captured", leads, touches, captured)
	}
}

func TestALeadThatWasErasedIsNotTakenUpAgain(t *testing.T) {
	t.Parallel()
	d := newIntake(t)
	d.imported(list, "first")
	if _, err := d.sql.Exec(context.Background(),
		"UPDATE leads SET stage = 'erased', name = '', email = '', phone = '' WHERE external_id = '1'"); err != nil {
		t.Fatal(err)
	}
	r := d.imported(list+"9,Cy,cy@c.example,,,,,,\n", "second")
	if r.Added != 1 || r.Touched != 1 || r.Refused != 2 || !strings.Contains(r.Problems[0].Words, "erased") {
		t.Errorf("%+v", r)
	}
}

func TestWhoMayImportAndWhatAFileMayName(t *testing.T) {
	t.Parallel()
	d := newIntake(t)
	rep := account.Person{ID: 3, Role: account.Rep}
	if _, err := d.db.Import(context.Background(), rep, d.rows(list), intake.Run{Name: "x", Key: "x", At: d.at},
		nil); !errors.Is(err, errs.Forbidden) {
		t.Errorf("a rep is answered %v", err)
	}
	var b strings.Builder
	b.WriteString("name,campaign\n")
	for i := range 2_100 {
		fmt.Fprintf(&b, "Person %d,Campaign %d\n", i, i)
	}
	_, err := d.db.Import(context.Background(), d.mia, d.rows(b.String()), intake.Run{Name: "x", Key: "x", At: d.at}, nil)
	if !errors.Is(err, errs.Invalid) || d.number("SELECT count(*) FROM leads") != 0 {
		t.Errorf("a column of sentences as campaign: %v", err)
	}
	r := d.imported("name,persona\nAnn,Unheard of\n", "persona")
	if r.Added != 1 || len(r.Problems) != 1 || r.Problems[0].Field != "persona" {
		t.Errorf("a persona that is not there: %+v", r)
	}
}

func TestTheOlistFilesComeInAsTheyAre(t *testing.T) {
	t.Parallel()
	folder := filepath.Join("..", "..", "..", "shared", "data", "olist")
	leads, deals := filepath.Join(folder, "olist_marketing_qualified_leads_dataset.csv"),
		filepath.Join(folder, "olist_closed_deals_dataset.csv")
	if _, err := os.Stat(leads); os.IsNotExist(err) {
		t.Skip("the Olist files are not beside the project, in ../shared/data/olist")
	}
	d := newIntake(t)
	began := time.Now()
	run := func(key string) intake.Result {
		one, err := os.Open(leads)
		if err != nil {
			t.Fatal(err)
		}
		defer one.Close()
		other, err := os.Open(deals)
		if err != nil {
			t.Fatal(err)
		}
		defer other.Close()
		files, err := intake.OpenOlist(one, other, nil)
		if err != nil {
			t.Fatal(err)
		}
		r, err := d.db.ImportOlist(context.Background(), d.mia, files, intake.Run{Name: "olist", Key: key, At: d.at})
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	r := run("olist")
	t.Logf("%d leads in %s", r.Added, time.Since(began).Round(time.Millisecond))
	if r.Rows != 8000 || r.Added != 8000 || r.Refused != 0 || len(r.Problems) != 1 {
		t.Errorf("%+v", r)
	}
	if r := run("olist again"); r.Again != 8000 || r.Added != 0 {
		t.Errorf("again: %+v", r)
	}
	for query, n := range map[string]int{
		"SELECT count(*) FROM leads":   8000,
		"SELECT count(*) FROM touches": 8000,
		"SELECT count(*) FROM handoffs WHERE outcome = 'won' AND verdict = 'accepted'": 842,
		"SELECT count(*) FROM handoffs WHERE verdict IS NULL AND owner_id IS NULL":     7158,
		"SELECT count(*) FROM leads WHERE stage = 'won'":                               842,
		"SELECT count(*) FROM leads WHERE stage = 'submitted'":                         7158,
		`SELECT count(*) FROM handoffs
		WHERE won_amount IS NOT NULL OR value IS NOT NULL OR qualified_at IS NOT NULL OR contacted_at IS NOT NULL`: 0,
		"SELECT count(*) FROM events":                                                    8000 + 8000 + 2*842,
		"SELECT sum(open)::int FROM rep_workloads":                                       0,
		"SELECT count(DISTINCT verdict_by) FROM handoffs":                                32,
		"SELECT count(DISTINCT owner_id) FROM handoffs":                                  22,
		"SELECT count(*) FROM people WHERE password_hash IS NOT NULL":                    0,
		"SELECT sum(won)::int FROM funnel_days WHERE slice = 'all' AND team_id = 0":      842,
		"SELECT sum(captured)::int FROM funnel_days WHERE slice = 'all' AND team_id = 0": 8000,
	} {
		if got := d.number(query); got != n {
			t.Errorf("%d, want %d: %s", got, n, query)
		}
	}
	for origin, n := range origins(t, leads) {
		if got := d.number("SELECT count(*) FROM leads l JOIN sources s ON s.id = l.source_id WHERE s.name = $1",
			origin); got != n {
			t.Errorf("%d leads from %s, want %d", got, origin, n)
		}
	}
}

// origins counts the leads of each origin in the file itself.
func origins(t *testing.T, path string) map[string]int {
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	counts := map[string]int{}
	for _, row := range rows[1:] {
		origin := row[3]
		if origin == "" {
			origin = "unknown"
		}
		counts[origin]++
	}
	return counts
}
