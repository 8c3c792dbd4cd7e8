package postgres_test

import (
	"context"
	"fmt"
	"iter"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"
	"golang.org/x/text/unicode/rangetable"
	"pgregory.net/rapid"

	"baton/internal/identity"
	"baton/internal/intake"
	"baton/internal/lead"
)

// knownToBoth are characters that every version of PostgreSQL and of Go in use knows. What became of newer ones depends
// on the version of Unicode that each has.
var knownToBoth = rapid.RuneFrom(nil, rangetable.Assigned("13.0.0"))

func TestTheDatabaseReadsNamesAsGoDoes(t *testing.T) {
	t.Parallel()
	d := newIntake(t)
	rapid.Check(t, func(t *rapid.T) {
		letters := []rune("aZéÉßẞøØŁłðÞœǅﬁ½ªςΣΏЙйЄІ李あ Dr.r-’'\u00a0\u200b\u0301\u0345,_9")
		name := strings.ReplaceAll(rapid.OneOf(rapid.StringOf(rapid.SampledFrom(letters)), rapid.StringOf(knownToBoth),
			rapid.SampledFrom([]string{"Dr. Ann", "prof dr", "Mr Mrs Ms", "Ｄｒ　Ａｎｎ"})).Draw(t, "name"), "\x00", "")
		var key string
		if err := d.sql.QueryRow(context.Background(), "SELECT name_key($1)", name).Scan(&key); err != nil ||
			key != identity.NameKey(name) {
			t.Fatalf("%q has the key %q in the database and %q in Go (%v)", name, key, identity.NameKey(name), err)
		}
	})
}

func TestTheDatabaseReadsMailboxesAsGoDoes(t *testing.T) {
	t.Parallel()
	d := newIntake(t)
	rapid.Check(t, func(t *rapid.T) {
		some := rapid.StringOf(rapid.SampledFrom([]rune("a.b+é@ ,'")))
		pick := func(what string, of ...string) string { return rapid.SampledFrom(of).Draw(t, what) }
		address := some.Draw(t, "local") + pick("at", "@", "@", "@", "") +
			pick("domain", "gmail.com", "googlemail.com", "outlook.com", "me.com", "a.example", "xgmail.com", "")
		var key string
		if err := d.sql.QueryRow(context.Background(), "SELECT email_key($1)", address).Scan(&key); err != nil ||
			key != identity.EmailKey(address) {
			t.Fatalf("%q has the key %q in the database and %q in Go (%v)", address, key, identity.EmailKey(address), err)
		}
	})
}

// listed gives rows to an import.
func listed(rows []intake.Enquiry) iter.Seq2[intake.Enquiry, error] {
	return func(yield func(intake.Enquiry, error) bool) {
		for _, row := range rows {
			if !yield(row, nil) {
				return
			}
		}
	}
}

// aRow is a random row of few people, whose keys end in of so that no other run meets them.
func aRow(t *rapid.T, of string, line int, d *intakeDesk) intake.Enquiry {
	pick := func(what string, from ...string) string {
		if v := rapid.SampledFrom(from).Draw(t, what); v != "" {
			return strings.ReplaceAll(v, "*", of)
		}
		return ""
	}
	e := intake.Enquiry{Line: line, Source: rapid.SampledFrom([]string{"", "Fair", "Show"}).Draw(t, "source"),
		Touch: lead.Touch{Kind: "import", At: d.at}}
	e.Lead = lead.Lead{
		Name:  pick("name", "", "Ann* Lee*", "ánn* lee*", "Otto* Lee*", "Karl*"),
		Email: pick("email", "", "", "a@*.example", "b@*.example"),
		Phone: pick("phone", "", "+1*", "+2*"), ExternalID: pick("id", "", "", "1-*", "2-*"), Stage: lead.Draft,
		CreatedAt: d.at,
	}
	if e.Lead.Name+e.Lead.Email+e.Lead.Phone == "" {
		e.Lead.Phone = "+1" + of
	}
	return e
}

// oneByOne is who the rows are when each is held against everybody before it.
func oneByOne(rows []intake.Enquiry, sources map[string]lead.SourceID) (all []lead.Lead, touched int) {
	for _, row := range rows {
		l := row.Lead
		if l.ExternalID != "" {
			l.ExternalSource = sources[row.Source]
		}
		best, by, taken := -1, identity.Different, false
		for n, each := range all {
			if m := each.Identity().Match(l.Identity()); m > by {
				best, by = n, m
			}
			taken = taken || each.ExternalID == l.ExternalID && each.ExternalSource == l.ExternalSource
		}
		if taken {
			l.ExternalID, l.ExternalSource = "", 0
		}
		if by == identity.Different {
			all = append(all, l)
			continue
		}
		touched++
		all[best].Complete(l)
	}
	return all, touched
}

func TestAnImportTellsPeopleApartAsTheirIdentitiesDo(t *testing.T) {
	t.Parallel()
	d := newIntake(t)
	d.imported("name,source\nA,Fair\nB,Show\n", "sources")
	sources := map[string]lead.SourceID{"Fair": lead.SourceID(d.number("SELECT id FROM sources WHERE name = 'Fair'")),
		"Show": lead.SourceID(d.number("SELECT id FROM sources WHERE name = 'Show'"))}
	run := 0
	rapid.Check(t, func(t *rapid.T) {
		run++
		of := fmt.Sprintf("%05d", run)
		var rows []intake.Enquiry
		for line := range rapid.IntRange(1, 16).Draw(t, "rows") {
			rows = append(rows, aRow(t, of, line+2, d))
		}
		want, touches := oneByOne(rows, sources)
		dry, err := d.db.Import(context.Background(), d.mia, listed(rows), intake.Run{At: d.at, DryRun: true}, nil)
		if err != nil || dry.Added != len(want) || dry.Touched+dry.Completed != touches {
			t.Fatalf("a dry run adds %d and touches %d, want %d and %d (%v)", dry.Added, dry.Touched+dry.Completed,
				len(want), touches, err)
		}
		added := 0
		for part := range slices.Chunk(rows, rapid.IntRange(1, 16).Draw(t, "a file has")) {
			r, err := d.db.Import(context.Background(), d.mia, listed(part),
				intake.Run{Name: "part.csv", Key: fmt.Sprintf("%s/%d", of, part[0].Line), At: d.at}, nil)
			if err != nil {
				t.Fatal(err)
			}
			added += r.Added
		}
		found, err := d.sql.Query(context.Background(), `
			SELECT name, email, phone, external_id, coalesce(external_source_id, 0)
			FROM leads
			WHERE name || email || phone LIKE '%' || $1 || '%'
			ORDER BY id`, of)
		if err != nil {
			t.Fatal(err)
		}
		got, err := pgx.CollectRows(found, func(row pgx.CollectableRow) (l lead.Lead, err error) {
			err = row.Scan(&l.Name, &l.Email, &l.Phone, &l.ExternalID, &l.ExternalSource)
			return l, err
		})
		if err != nil {
			t.Fatal(err)
		}
		for i := range want {
			want[i].Stage, want[i].CreatedAt = "", got[min(i, len(got)-1)].CreatedAt
		}
		if diff := cmp.Diff(want, got); diff != "" || added != len(want) {
			t.Fatalf("%d are added: %s", added, diff)
		}
	})
}

func TestNobodyIsLostAtTheNumberOfACompany(t *testing.T) {
	t.Parallel()
	d := newIntake(t)
	r := d.imported("Name,Email,Phone,Country\n"+
		"Hanna Brandt,,+49 30 7700801,DE\n"+
		"Oskar Lindt,oskar@linde.example,+49 30 7700801,DE\n"+
		"Pia Wolf,pia@linde.example,030 7700801,DE\n", "linde")
	if r.Added != 3 || r.Touched != 0 || d.number("SELECT count(*) FROM leads WHERE phone = '+49307700801'") != 3 {
		t.Errorf("%+v", r)
	}
}

func TestAnAddressThatALeadLacksIsFilledIn(t *testing.T) {
	t.Parallel()
	d := newIntake(t)
	d.imported("Name,Phone\nTessa Fairley,+49 30 7700802\n", "fair")
	r := d.imported("Name,Email,Phone,Company,Title,Consent\n"+
		"Tessa Fairley,tessa@fair.example,+49 30 7700802,Fair AG,Buyer,yes\n", "list")
	if r.Completed != 1 || r.Added != 0 || len(r.Problems) != 1 || r.Problems[0].Field != "consent" ||
		!r.Problems[0].Said {
		t.Errorf("%+v", r)
	}
	if who := d.text(`
		SELECT email || ', ' || company || ', ' || job_title || ', ' || consent
		FROM leads`); who != "tessa@fair.example, Fair AG, Buyer, false" {
		t.Errorf("Tessa is %s", who)
	}
}

func TestAnIDOfTwoSystemsIsTwoPeople(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, first, second string }{
		{"files that name no source", "ID,Name,Email\n77,Iris Ohm,iris@o.example\n",
			"ID,Name,Email\n77,Kurt Volt,kurt@v.example\n"},
		{"files of two sources, without addresses", "ID,Name,Source\n77,Iris Ohm,HubSpot\n",
			"ID,Name,Source\n77,Iris Ohm,Salesforce\n"},
		{"one person's address changed to another's", "ID,Name,Email,Source\n77,Iris Ohm,iris@o.example,HubSpot\n",
			"ID,Name,Email,Source\n77,Iris Ohm,kurt@v.example,HubSpot\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := newIntake(t)
			d.imported(c.first, "first")
			r := d.imported(c.second, "second")
			if r.Added != 1 || r.Touched != 0 || d.number("SELECT count(*) FROM leads") != 2 {
				t.Fatalf("%+v", r)
			}
			if lost := d.number("SELECT count(*) FROM leads WHERE external_id = ''"); lost != len(r.Problems) {
				t.Errorf("%d leads are without their ID, and these lines say so: %+v", lost, r.Problems)
			}
		})
	}
}

func TestWhatAKnownLeadHasOtherwiseIsSaid(t *testing.T) {
	t.Parallel()
	d := newIntake(t)
	d.imported("ID,Name,Email,Phone,Title,Employees,Source\n1,Ann Lee,ann@a.example,+44 20 7946 0001,Buyer,50,Fair\n",
		"first")
	r := d.imported("ID,Name,Email,Phone,Title,Employees,Source\n9,Anna Lee,ann@a.example,+44 20 7946 0002,Head,60,Fair\n",
		"second")
	var said []string
	for _, p := range r.Problems {
		said = append(said, fmt.Sprintf("%d %s %s %s", p.Line, p.Field, p.Value, p.Words))
	}
	want := []string{
		"2 name Anna Lee This is a touch of Ann Lee, who has “Ann Lee” here. That is unchanged.",
		"2 phone +442079460002 This is a touch of Ann Lee, who has “+442079460001” here. That is unchanged.",
		"2 job_title Head This is a touch of Ann Lee, who has “Buyer” here. That is unchanged.",
		"2 external_id 9 This is a touch of Ann Lee, who has “1” here. That is unchanged.",
		"2 company_size 60 This is a touch of Ann Lee, who has “50” here. That is unchanged.",
	}
	if diff := cmp.Diff(want, said); diff != "" || r.Touched != 1 {
		t.Error(diff)
	}
	if r := d.imported("Name,Email,Title\nANN LEE,Ann@a.example,buyer\n", "third"); len(r.Problems) != 0 {
		t.Errorf("the same in other letters: %+v", r.Problems)
	}
}

func TestTheDatabaseSearchesAsGoDoes(t *testing.T) {
	t.Parallel()
	d := newIntake(t)
	rapid.Check(t, func(t *rapid.T) {
		letters := []rune("aZéÉßẞøØŁłðÞœǅﬁ½ªςΣΏЙйЄІ李あ.-–’'‘`´«»„“&@_%\\/\u00a0\u00ad\u200b\u202a\u2060\ufeff\u0301\u0345\u201a\u2032\u3001\u3000,_9")
		text := strings.ReplaceAll(rapid.OneOf(rapid.StringOf(rapid.SampledFrom(letters)),
			rapid.StringOf(knownToBoth)).Draw(t, "text"), "\x00", "")
		var key string
		if err := d.sql.QueryRow(context.Background(), "SELECT search_key($1)", text).Scan(&key); err != nil ||
			key != lead.SearchKey(text) {
			t.Fatalf("%q has the key %q in the database and %q in Go (%v)", text, key, lead.SearchKey(text), err)
		}
	})
}
