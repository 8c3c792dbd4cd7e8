package postgres_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"baton/internal/account"
	"baton/internal/errs"
	"baton/internal/hang"
	"baton/internal/lead"
)

func TestAPersonIsAddedWithALinkForAPassword(t *testing.T) {
	t.Parallel()
	h, ctx := keepHouse(t), context.Background()
	link := account.NewToken()
	p := account.Person{Name: " Bo  Berg ", Email: "Bo@Company.example", Role: account.Rep, Teams: members(emea),
		Capacity: 5}
	done(t, h.db.AddPerson(ctx, account.System, &p, link, h.now))

	got := h.holder(t, p.ID)
	if got.Name != "Bo Berg" || got.Email != "bo@company.example" || got.Capacity != 5 || !got.In(emea) || !got.NoEntry ||
		got.Zone != "Europe/Berlin" || got.OwnZone != "" {
		t.Errorf("the person was kept as %+v", got)
	}
	who, until, err := h.db.PasswordLink(ctx, link.Secret, h.now)
	if err != nil || who.ID != p.ID || !until.Equal(h.now.AddDate(0, 0, 7)) {
		t.Errorf("the link is for %d until %v, %v", who.ID, until, err)
	}
}

func TestWhatIsWrongWithANewPersonIsSaidAtItsField(t *testing.T) {
	t.Parallel()
	h, ctx := keepHouse(t), context.Background()
	h.exec(t, "UPDATE teams SET retired_at = now() WHERE id = 3")
	bo := account.Person{Name: "Bo Berg", Email: "bo@company.example", Role: account.Rep, Teams: members(emea)}
	for _, c := range []struct {
		name, field string
		change      func(*account.Person)
	}{
		{"no name", "name", func(p *account.Person) { p.Name = " " }},
		{"an address that somebody has", "email", func(p *account.Person) { p.Email = "ROSA@company.example" }},
		{"half an address", "email", func(p *account.Person) { p.Email = "bo@company" }},
		{"no role", "role", func(p *account.Person) { p.Role = "" }},
		{"a rep in marketing", "team", func(p *account.Person) { p.Teams = members(demand) }},
		{"a marketer in sales", "team", func(p *account.Person) { p.Role = account.Marketer }},
		{"a team that is not there", "team", func(p *account.Person) { p.Teams = members(emea, 99) }},
		{"a retired team", "team", func(p *account.Person) { p.Teams = members(americas) }},
		{"no zone of this world", "zone", func(p *account.Person) { p.Zone = "Europe/Atlantis" }},
		{"too many open leads", "capacity", func(p *account.Person) { p.Capacity = 1001 }},
	} {
		p := bo
		c.change(&p)
		t.Run(c.name, func(t *testing.T) {
			problem(t, h.db.AddPerson(ctx, account.System, &p, account.NewToken(), h.now), c.field)
		})
	}
	if n := ask[int](t, h, "SELECT count(*) FROM people"); n != 4 {
		t.Errorf("there are %d people, 4 before", n)
	}
}

func TestAPersonIsChangedOnlyAsTheyWereRead(t *testing.T) {
	t.Parallel()
	h, ctx := keepHouse(t), context.Background()
	admin := h.holder(t, ada).Person
	p := account.Person{ID: rosa, Name: "Rosa Diaz", Email: "rosa@company.example", Role: account.Manager,
		Teams: members(demand, emea), Capacity: 3, Zone: "Europe/Madrid", Version: 1}
	_, err := h.db.ChangePerson(ctx, admin, &p, h.now)
	done(t, err)
	got := h.holder(t, rosa)
	if got.Name != "Rosa Diaz" || got.Role != account.Manager || len(got.Teams) != 2 || got.OwnZone != "Europe/Madrid" ||
		got.Version != 2 {
		t.Errorf("Rosa is now %+v", got)
	}
	late := p
	late.Name, late.Version = "Rosa Late", 1
	_, err = h.db.ChangePerson(ctx, admin, &late, h.now)
	refused(t, err, errs.Conflict)
	if got := h.holder(t, rosa).Name; got != "Rosa Diaz" {
		t.Errorf("a stale change was kept: %s", got)
	}
	gone := p
	gone.ID = 999
	if _, err = h.db.ChangePerson(ctx, admin, &gone, h.now); !errors.Is(err, errs.NotFound) {
		t.Errorf("changing nobody answered %v", err)
	}
	p.Email = "tom@company.example"
	_, err = h.db.ChangePerson(ctx, admin, &p, h.now)
	problem(t, err, "email")
}

func TestAPersonMayStayInARetiredTeamButNotJoinOne(t *testing.T) {
	t.Parallel()
	h, ctx := keepHouse(t), context.Background()
	admin := h.holder(t, ada).Person
	h.exec(t, "UPDATE teams SET retired_at = now() WHERE id = 3")
	p := h.holder(t, tom).Person
	p.Name = "Tom T."
	_, err := h.db.ChangePerson(ctx, admin, &p, h.now)
	done(t, err)
	q := h.holder(t, rosa).Person
	q.Teams = members(emea, americas)
	_, err = h.db.ChangePerson(ctx, admin, &q, h.now)
	problem(t, err, "team")
}

func TestTheLastAdminStays(t *testing.T) {
	t.Parallel()
	h, ctx := keepHouse(t), context.Background()
	admin := h.holder(t, ada).Person
	_, err := h.db.DisablePerson(ctx, admin, ada, 1, h.now)
	refused(t, err, errs.Conflict)
	demoted := admin
	demoted.Role = account.Manager
	_, err = h.db.ChangePerson(ctx, admin, &demoted, h.now)
	problem(t, err, "role")

	h.exec(t, "UPDATE people SET role = 'admin', disabled_at = now() WHERE id = 4")
	_, err = h.db.DisablePerson(ctx, admin, ada, 1, h.now)
	refused(t, err, errs.Conflict)

	h.exec(t, "UPDATE people SET disabled_at = NULL WHERE id = 4")
	_, err = h.db.DisablePerson(ctx, admin, ada, 1, h.now)
	done(t, err)
	if !h.holder(t, ada).Disabled {
		t.Error("with a second admin, the first could not be disabled")
	}
}

func TestTwoAdminsCannotShutEachOtherOutInTheSameMoment(t *testing.T) {
	t.Parallel()
	h, ctx := keepHouse(t), context.Background()
	h.exec(t, "UPDATE people SET role = 'admin' WHERE id = 4")
	var wg sync.WaitGroup
	failed := make([]error, 2)
	for i, pair := range [][2]account.PersonID{{ada, tom}, {tom, ada}} {
		by := h.holder(t, pair[0]).Person
		wg.Go(func() { _, failed[i] = h.db.DisablePerson(ctx, by, pair[1], 1, h.now) })
	}
	wg.Wait()
	if n := ask[int](t, h, "SELECT count(*) FROM people WHERE role = 'admin' AND disabled_at IS NULL"); n != 1 {
		t.Errorf("%d admins are left: %v", n, failed)
	}
}

func TestADisabledPersonIsOutAtOnce(t *testing.T) {
	t.Parallel()
	h, ctx := keepHouse(t), context.Background()
	session, link := account.NewToken(), account.NewToken()
	done(t, h.db.AddSession(ctx, rosa, session, "127.0.0.1", "a browser", h.now))
	done(t, h.db.NewPasswordLink(ctx, account.System, rosa, link, h.now))
	if got := h.holder(t, rosa).Sessions; got != 1 {
		t.Errorf("Rosa is signed in in %d browsers", got)
	}
	_, err := h.db.DisablePerson(ctx, h.holder(t, ada).Person, rosa, 1, h.now)
	done(t, err)
	if n := ask[int](t, h, "SELECT count(*) FROM sessions"); n != 0 {
		t.Errorf("%d sessions are left", n)
	}
	_, _, err = h.db.PasswordLink(ctx, link.Secret, h.now)
	refused(t, err, errs.NotFound)
	refused(t, h.db.NewPasswordLink(ctx, account.System, rosa, account.NewToken(), h.now), errs.Conflict)
	_, err = h.db.DisablePerson(ctx, h.holder(t, ada).Person, rosa, 1, h.now)
	refused(t, err, errs.Conflict)

	refused(t, h.db.EnablePerson(ctx, account.System, rosa, 1), errs.Conflict)
	done(t, h.db.EnablePerson(ctx, account.System, rosa, 2))
	if h.holder(t, rosa).Disabled {
		t.Error("Rosa is still disabled")
	}
	done(t, h.db.NewPasswordLink(ctx, account.System, rosa, account.NewToken(), h.now))
}

func TestTheOpenLeadsOfWhoLeavesGoBackToThePool(t *testing.T) {
	t.Parallel()
	h, ctx := keepHouse(t), context.Background()
	admin := h.holder(t, ada).Person
	var held []int64
	for range 3 {
		r := h.submit(t, lead.Lead{Country: "ES"})
		held = append(held, ask[int64](t, h, "SELECT id FROM handoffs WHERE lead_id = $1 AND owner_id = 3", r.Lead))
	}
	other := h.submit(t, lead.Lead{Country: "US"})
	accepted := h.submit(t, lead.Lead{Country: "ES"})
	done(t, h.desk.Accept(ctx, h.holder(t, rosa).Person, accepted.Handoff, 0))
	h.now = h.now.Add(time.Hour)
	due := ask[time.Time](t, h, "SELECT max(due_at) FROM handoffs WHERE id = ANY($1)", held)

	back, err := h.db.DisablePerson(ctx, admin, rosa, 1, h.now)
	if err != nil || !back {
		t.Fatalf("nothing went back: %v", err)
	}
	if n := ask[int](t, h, `
		SELECT count(*)
		FROM handoffs
		WHERE id = ANY($1) AND owner_id IS NULL AND owned_at IS NULL AND version = 2`, held); n != 3 {
		t.Errorf("%d of 3 went back", n)
	}
	if got := ask[time.Time](t, h, "SELECT max(due_at) FROM handoffs WHERE id = ANY($1)", held); !got.Equal(due) {
		t.Error("the lead's clock was restarted")
	}
	if n := ask[int](t, h, "SELECT open FROM rep_workloads WHERE person_id = 3"); n != 0 {
		t.Errorf("Rosa still has a load of %d", n)
	}
	if n := ask[int](t, h, `
		SELECT count(*)
		FROM events
		WHERE kind = 'routed' AND actor_id = 1 AND handoff_id = ANY($1)
			AND data->>'sentence' = 'Back in the pool of EMEA: Rosa Ruiz left'`, held); n != 3 {
		t.Errorf("%d of 3 events say why", n)
	}
	if n := ask[int](t, h, `
		SELECT count(*)
		FROM handoffs
		WHERE (id = $1 AND owner_id = 4)
			OR (id = $2 AND owner_id = 3 AND verdict = 'accepted')`, other.Handoff, accepted.Handoff); n != 2 {
		t.Error("a lead of a colleague, or one that was accepted, moved too")
	}
	if n := ask[int](t, h, "SELECT open FROM rep_workloads WHERE person_id = 4"); n != 1 {
		t.Errorf("Tom's load is %d", n)
	}
}

func TestWhoBecomesAMarketerGivesTheirLeadsBack(t *testing.T) {
	t.Parallel()
	h, ctx := keepHouse(t), context.Background()
	h.submit(t, lead.Lead{Country: "ES"})
	p := h.holder(t, rosa).Person
	p.Zone, p.Name = "", "Rosa R."
	back, err := h.db.ChangePerson(ctx, h.holder(t, ada).Person, &p, h.now)
	if err != nil || back {
		t.Fatalf("a new name gave leads back: %v, %v", back, err)
	}
	p.Role, p.Teams = account.Marketer, members(demand)
	back, err = h.db.ChangePerson(ctx, h.holder(t, ada).Person, &p, h.now)
	if err != nil || !back || ask[int](t, h, "SELECT count(*) FROM handoffs WHERE owner_id IS NULL") != 1 {
		t.Errorf("a marketer holds a handoff: %v, %v", back, err)
	}
}

func TestALeadThatIsBeingGivenToWhoLeavesGoesBackToo(t *testing.T) {
	t.Parallel()
	h, ctx := keepHouse(t), context.Background()
	h.exec(t, "UPDATE people SET capacity = 0 WHERE id = 3")
	r, admin := h.submit(t, lead.Lead{Country: "ES"}), h.holder(t, ada).Person
	giving, err := h.sql.Begin(ctx)
	done(t, err)
	defer giving.Rollback(ctx)
	for _, sql := range []string{"UPDATE rep_workloads SET open = open + 1 WHERE person_id = 3",
		"UPDATE handoffs SET owner_id = 3, owned_at = now()"} {
		_, err := giving.Exec(ctx, sql)
		done(t, err)
	}
	disabled := make(chan error, 1)
	go func() {
		_, err := h.db.DisablePerson(ctx, admin, rosa, 1, h.now)
		disabled <- err
	}()
	waiting(t, h.sql)
	done(t, giving.Commit(ctx))
	done(t, <-disabled)
	if n := ask[int](t, h, "SELECT count(*) FROM handoffs WHERE id = $1 AND owner_id IS NULL", r.Handoff); n != 1 {
		t.Error("the lead stayed with somebody who left")
	}
	if n := ask[int](t, h, "SELECT open FROM rep_workloads WHERE person_id = 3"); n != 0 {
		t.Errorf("Rosa has a load of %d", n)
	}
}

// waiting returns once something in the test's database waits for a lock.
func waiting(t *testing.T, sql *pgxpool.Pool) {
	t.Helper()
	hang.Until(t, "something waits for a lock", func() (someone bool) {
		done(t, sql.QueryRow(context.Background(), `
			SELECT EXISTS (SELECT FROM pg_stat_activity
				WHERE datname = current_database() AND wait_event_type = 'Lock')`).Scan(&someone))
		return someone
	})
}

func TestDisablingWhileLeadsAreAcceptedLeavesNoneBehind(t *testing.T) {
	t.Parallel()
	h, ctx := keepHouse(t), context.Background()
	h.exec(t, "UPDATE people SET capacity = 1000 WHERE id = 3")
	for range 20 {
		h.submit(t, lead.Lead{Country: "ES"})
	}
	by, version := h.holder(t, rosa).Person, h.holder(t, rosa).Version
	ids := slices.Collect(func(yield func(int64) bool) {
		rows, _ := h.sql.Query(ctx, "SELECT id FROM handoffs ORDER BY id")
		defer rows.Close()
		for rows.Next() {
			var id int64
			if rows.Scan(&id) != nil || !yield(id) {
				return
			}
		}
	})
	var wg sync.WaitGroup
	for _, id := range ids[:10] {
		wg.Go(func() {
			if err := acceptInRace(h, by, id); err != nil && !errors.Is(err, errs.Conflict) {
				t.Errorf("accept: %v", err)
			}
		})
	}
	var failed error
	wg.Go(func() { _, failed = h.db.DisablePerson(ctx, h.holder(t, ada).Person, rosa, version, h.now) })
	wg.Wait()
	done(t, failed)
	open := ask[int](t, h, "SELECT count(*) FROM handoffs WHERE owner_id = 3 AND verdict IS NULL")
	if load := ask[int](t, h, "SELECT open FROM rep_workloads WHERE person_id = 3"); open != 0 || load != 0 {
		t.Errorf("%d open leads stayed with Rosa, and a load of %d", open, load)
	}
}

func TestWhoIsAwayIsSeenAsAway(t *testing.T) {
	t.Parallel()
	h, ctx := keepHouse(t), context.Background()
	tomorrow := h.now.AddDate(0, 0, 1)
	problem(t, h.db.SetAway(ctx, account.System, rosa, h.now, h.now), "until")
	if err := h.db.SetAway(ctx, account.System, 999, tomorrow, h.now); !errors.Is(err, errs.NotFound) {
		t.Errorf("nobody was sent away: %v", err)
	}
	done(t, h.db.SetAway(ctx, account.System, rosa, tomorrow, h.now))
	if got := h.holder(t, rosa); !got.Away || !got.AwayTill.Equal(tomorrow) {
		t.Errorf("Rosa is %+v", got)
	}
	done(t, h.db.SetAway(ctx, account.System, rosa, time.Time{}, h.now))
	h.now = tomorrow.AddDate(1, 0, 0)
	if got := h.holder(t, rosa); !got.Away || !got.AwayTill.IsZero() {
		t.Errorf("until further notice ended: %+v", got)
	}
	done(t, h.db.SetBack(ctx, account.System, rosa, h.now))
	if got := h.holder(t, rosa); got.Away {
		t.Error("Rosa is back and still away")
	}
	if n := ask[int](t, h, "SELECT count(*) FROM absences WHERE person_id = 3"); n != 1 {
		t.Errorf("%d absences are remembered, of which one was real", n)
	}
}

func TestPeopleAreListedByViewSearchAndTeam(t *testing.T) {
	t.Parallel()
	h, ctx := keepHouse(t), context.Background()
	h.exec(t, "UPDATE people SET disabled_at = now() WHERE id = 4")
	done(t, h.db.SetAway(ctx, account.System, rosa, time.Time{}, h.now))
	for _, c := range []struct {
		name   string
		view   lead.HolderView
		search string
		team   account.TeamID
		want   string
	}{
		{"who can sign in", lead.HoldersEnabled, "", 0, "Ada Admin, Mia Torres, Rosa Ruiz"},
		{"who is away", lead.HoldersAway, "", 0, "Rosa Ruiz"},
		{"who is disabled", lead.HoldersDisabled, "", 0, "Tom Trent"},
		{"a part of a name", lead.HoldersEnabled, "RUI", 0, "Rosa Ruiz"},
		{"a part of an address", lead.HoldersEnabled, "mia@", 0, "Mia Torres"},
		{"a sign that means something to the database", lead.HoldersEnabled, "%", 0, ""},
		{"of a team", lead.HoldersEnabled, "", demand, "Mia Torres"},
		{"a view that is not there", "all", "", 0, "Ada Admin, Mia Torres, Rosa Ruiz"},
	} {
		list, err := h.db.Holders(ctx, c.view, c.search, c.team, 0, h.now)
		done(t, err)
		var names []string
		for _, p := range list.Rows {
			names = append(names, p.Name)
		}
		if got := strings.Join(names, ", "); got != c.want || list.More {
			t.Errorf("%s: %s", c.name, got)
		}
		if list.Counts[lead.HoldersEnabled] != 3 || list.Counts[lead.HoldersAway] != 1 ||
			list.Counts[lead.HoldersDisabled] != 1 {
			t.Errorf("%s: counts %v", c.name, list.Counts)
		}
	}
}

func TestPeopleBeyondAPageComeOnTheNext(t *testing.T) {
	t.Parallel()
	h, ctx := keepHouse(t), context.Background()
	h.exec(t, `
		INSERT INTO people (email, name, role)
		SELECT 'p' || n || '@company.example', 'Person ' || (n % 50), 'manager'
		FROM generate_series(1, 230) n`)
	seen := map[account.PersonID]bool{}
	var after account.PersonID
	for pages := 1; ; pages++ {
		list, err := h.db.Holders(ctx, lead.HoldersEnabled, "", 0, after, h.now)
		done(t, err)
		for _, p := range list.Rows {
			if seen[p.ID] {
				t.Fatalf("%s came twice", p.Name)
			}
			seen[p.ID] = true
			after = p.ID
		}
		if !list.More {
			if pages != 3 || len(seen) != 234 {
				t.Errorf("%d people on %d pages", len(seen), pages)
			}
			return
		}
	}
}

func TestPeopleAreSortedWithoutTheMarksOfTheirNames(t *testing.T) {
	t.Parallel()
	h, ctx := keepHouse(t), context.Background()
	want := []string{"Ada Admin", "anna Berg", "Dana Kim", "Élodie Marchand", "Giulia Conti", "Łukasz Nowak", "Mia Torres",
		"Øyvind Dahl", "Rosa Ruiz", "Tom Trent", "Ximena Ruiz", "Żaneta Lis"}
	h.exec(t, `INSERT INTO people (email, name, role)
		SELECT 'p' || n || '@company.example', name, 'manager' FROM unnest($1::text[]) WITH ORDINALITY AS x (name, n)
		WHERE NOT EXISTS (SELECT FROM people p WHERE p.name = x.name) ORDER BY n DESC`, want)
	list, err := h.db.Holders(ctx, lead.HoldersEnabled, "", 0, 0, h.now)
	done(t, err)
	var names []string
	for _, p := range list.Rows {
		names = append(names, p.Name)
	}
	if !slices.Equal(names, want) {
		t.Errorf("sorted as %q, want %q", names, want)
	}
}

// Names of all Latin letters with marks, of other scripts, and with what is no letter.
func TestTheDatabaseSortsNamesAsTheProgramDoes(t *testing.T) {
	t.Parallel()
	h := keepHouse(t)
	var names []string
	for r := rune(0x20); r < 0x250; r++ {
		names = append(names, "a"+string(r)+"b")
	}
	names = append(names, "", "Élodie", "E\u0301lodie", "ẞ Groß", "Nguyễn Thị Ánh", "Иван Йорк", "Δημήτρης", "山田 太郎",
		"O’Neill", "🙂")
	for _, name := range names {
		if got, want := ask[string](t, h, "SELECT sort_key($1)", name), account.SortKey(name); got != want {
			t.Errorf("%q is sorted as %q in the database, as %q in the program", name, got, want)
		}
	}
}
