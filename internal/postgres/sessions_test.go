package postgres_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"baton/internal/account"
	"baton/internal/errs"
	"baton/internal/postgres/people"
)

func TestASessionLastsWhileItIsUsed(t *testing.T) {
	t.Parallel()
	f, ctx := openFloor(t), context.Background()
	begin := f.now
	for _, tc := range []struct {
		name string
		seen []time.Duration // after the sign-in
		last bool            // is still signed in at the last of them
	}{
		{"at once", []time.Duration{0}, true},
		{"just before eight hours", []time.Duration{people.SessionIdle - time.Second}, true},
		{"after eight hours", []time.Duration{people.SessionIdle}, false},
		{"used in between", []time.Duration{people.SessionIdle - time.Second, 2*people.SessionIdle - 2*time.Second}, true},
		{"too late in between", []time.Duration{people.SessionIdle + time.Second, people.SessionIdle + 2*time.Second}, false},
	} {
		token := account.NewToken()
		f.fine(f.db.AddSession(ctx, 11, token, "10.0.0.1", "browser", begin))
		var err error
		var p account.Person
		for _, later := range tc.seen {
			p, err = f.db.SignedIn(ctx, token.Secret, begin.Add(later))
		}
		if tc.last && (err != nil || p.ID != 11) || !tc.last && !errors.Is(err, errs.NotFound) {
			t.Errorf("%s: %v, %v", tc.name, p.ID, err)
		}
	}
}

func TestASessionEndsAfterThirtyDaysHoweverItIsUsed(t *testing.T) {
	t.Parallel()
	f, ctx := openFloor(t), context.Background()
	token := account.NewToken()
	f.fine(f.db.AddSession(ctx, 11, token, "", "", f.now))
	for later := time.Duration(0); later < people.SessionLife; later += 7 * time.Hour {
		if _, err := f.db.SignedIn(ctx, token.Secret, f.now.Add(later)); err != nil {
			t.Fatalf("after %s: %v", later, err)
		}
	}
	if _, err := f.db.SignedIn(ctx, token.Secret, f.now.Add(people.SessionLife-time.Second)); err != nil {
		t.Errorf("just before 30 days: %v", err)
	}
	if _, err := f.db.SignedIn(ctx, token.Secret, f.now.Add(people.SessionLife)); !errors.Is(err, errs.NotFound) {
		t.Errorf("after 30 days: %v", err)
	}
}

func TestWhoeverIsSignedOutIsOut(t *testing.T) {
	t.Parallel()
	f, ctx := openFloor(t), context.Background()
	sign := func(person account.PersonID) string {
		token := account.NewToken()
		f.fine(f.db.AddSession(ctx, person, token, "", strings.Repeat("x", 500), f.now))
		return token.Secret
	}
	in := func(secret string) bool {
		_, err := f.db.SignedIn(ctx, secret, f.now)
		if err != nil && !errors.Is(err, errs.NotFound) {
			t.Fatal(err)
		}
		return err == nil
	}
	phone, laptop, tom := sign(11), sign(11), sign(12)
	f.fine(f.db.EndSession(ctx, phone))
	if in(phone) || !in(laptop) || !in(tom) {
		t.Error("signing out of one browser signs out of another")
	}
	f.fine(f.db.EndSessions(ctx, account.System, 11))
	if in(laptop) || !in(tom) {
		t.Error("signing out everywhere")
	}
	f.exec("UPDATE people SET disabled_at = now() WHERE id = 12")
	if in(tom) {
		t.Error("a disabled person is still in")
	}
	if in("a token of nobody") || in("") {
		t.Error("nobody is in")
	}
	if held := one[int](f, "SELECT count(*) FROM sessions WHERE token_hash = $1", []byte(tom)); held != 0 {
		t.Error("the secret itself is stored")
	}
}

func TestASignedInPersonComesWithTeamsAndZone(t *testing.T) {
	t.Parallel()
	f, ctx := openFloor(t), context.Background()
	f.exec(`
		UPDATE installation SET zone = 'America/New_York';
		UPDATE teams SET zone = 'Europe/Berlin' WHERE id = 1;
		UPDATE people SET zone = 'Asia/Tokyo' WHERE id = 11`)
	for id, want := range map[account.PersonID]string{11: "Asia/Tokyo", 5: "Europe/Berlin", 6: "America/New_York"} {
		token := account.NewToken()
		f.fine(f.db.AddSession(ctx, id, token, "", "", f.now))
		p, err := f.db.SignedIn(ctx, token.Secret, f.now)
		f.fine(err)
		if p.Zone != want {
			t.Errorf("%s reads times in %q, want %q", p.Name, p.Zone, want)
		}
		if id == 5 && (p.Role != account.Manager || p.Side() != account.Marketing || p.Team(account.Sales).Name != "EMEA" ||
			len(p.Teams) != 2) {
			t.Errorf("Jo is %+v", p)
		}
		if id == 6 && len(p.Teams) != 0 {
			t.Errorf("Ada is %+v", p)
		}
	}
}

func TestWhoMaySignInWithAPassword(t *testing.T) {
	t.Parallel()
	f, ctx := openFloor(t), context.Background()
	f.exec("UPDATE people SET password_hash = 'hash' WHERE id IN (11, 12)")
	f.exec("UPDATE people SET disabled_at = now() WHERE id = 12")
	for email, want := range map[string]account.PersonID{
		"rosa@company.example": 11, "ROSA@company.example": 11, "tom@company.example": 0, "kim@company.example": 0,
		"nobody@company.example": 0, "": 0,
	} {
		id, hash, err := f.db.Login(ctx, email)
		if err != nil || id != want || (hash == "hash") != (want != 0) || want == 0 && hash != "" {
			t.Errorf("%q is %d, %q, %v", email, id, hash, err)
		}
	}
}

func TestSignInIsSlowedDownByAccountAndByAddress(t *testing.T) {
	t.Parallel()
	const rosa, tom = "rosa@company.example", "tom@company.example"
	for _, tc := range []struct {
		name           string
		failures       int
		account        func(i int) string
		address        func(i int) string
		email, from    string
		later          time.Duration
		worked, slowed bool
	}{
		{"nine for an account", 9, always(rosa), numbered, rosa, "new", 0, false, false},
		{"ten for an account", 10, always(rosa), numbered, rosa, "new", 0, false, true},
		{"ten for another account", 10, always(tom), numbered, rosa, "new", 0, false, false},
		{"ten, almost a quarter of an hour ago", 10, always(rosa), numbered, rosa, "new", 15*time.Minute - time.Second, false,
			true},
		{"ten, a quarter of an hour ago", 10, always(rosa), numbered, rosa, "new", 15 * time.Minute, false, false},
		{"ten, then the right password", 10, always(rosa), numbered, rosa, "new", 0, true, false},
		{"99 from an address", 99, numbered, always("10.0.0.1"), rosa, "10.0.0.1", 0, false, false},
		{"100 from an address", 100, numbered, always("10.0.0.1"), rosa, "10.0.0.1", 0, false, true},
		{"100 from an address, seen from another", 100, numbered, always("10.0.0.1"), rosa, "10.0.0.2", 0, false, false},
		{"100 from an address, then the right password of one account", 100, numbered, always("10.0.0.1"), rosa, "10.0.0.1",
			0, true, true},
	} {
		t.Run(tc.name, func(t *testing.T) {
			f, ctx := openFloor(t), context.Background()
			for i := range tc.failures {
				f.fine(f.db.SignInFailed(ctx, tc.account(i), tc.address(i), f.now))
			}
			if tc.worked {
				f.fine(f.db.SignInWorked(ctx, tc.email))
			}
			err := f.db.SignInAllowed(ctx, tc.email, tc.from, f.now.Add(tc.later))
			if tc.slowed && (!errors.Is(err, errs.TooMany) || errs.Words(err) == "") || !tc.slowed && err != nil {
				t.Errorf("got %v", err)
			}
		})
	}
}

func always(s string) func(int) string { return func(int) string { return s } }

func numbered(i int) string { return strings.Repeat("x", i+1) }

func TestAnInstallationIsEmptyUntilSomebodyWorksWithIt(t *testing.T) {
	t.Parallel()
	f, ctx := openFloor(t), context.Background()
	if empty, err := f.db.Empty(ctx); err != nil || empty {
		t.Errorf("with people it is empty: %t, %v", empty, err)
	}
	f.exec("TRUNCATE people CASCADE")
	if empty, err := f.db.Empty(ctx); err != nil || !empty {
		t.Errorf("without people it is not empty: %t, %v", empty, err)
	}
}
