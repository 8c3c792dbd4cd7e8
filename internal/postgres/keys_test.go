package postgres_test

import (
	"context"
	"errors"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"baton/internal/account"
	"baton/internal/errs"
	"baton/internal/lead"
)

// key makes a key as Ada.
func (f *floor) key(k account.NewKey) string {
	f.t.Helper()
	f.exec("SELECT setval(pg_get_serial_sequence('people', 'id'), greatest(1000, (SELECT max(id) FROM people)))")
	token, prefix := account.NewKeyToken()
	if k.Scopes == nil {
		k.Scopes = []account.Scope{account.WriteTouches}
	}
	f.fine(f.db.AddKey(context.Background(), f.who["ada"], k, token, prefix, f.now))
	return token.Secret
}

// keyOf is the id of a key by its name.
func (f *floor) keyOf(name string) account.KeyID {
	f.t.Helper()
	return account.KeyID(one[int64](f, "SELECT id FROM api_keys WHERE name = $1", name))
}

func TestAKeyActsAsWhoItIsFor(t *testing.T) {
	t.Parallel()
	f, ctx := openFloor(t), context.Background()
	f.exec("INSERT INTO teams (id, name, side) VALUES (9, 'Later', 'marketing')")
	scopes := []account.Scope{account.WriteTouches, account.ReadTouches}
	for _, c := range []struct {
		name  string
		key   account.NewKey
		acts  string
		role  account.Role
		teams []account.TeamID
	}{
		{"a person", account.NewKey{Name: "Mia's script", Owner: 1, Scopes: scopes}, "Mia", account.Marketer,
			[]account.TeamID{1}},
		{"a service of one team", account.NewKey{Name: "Forms", Team: 2, Scopes: scopes}, "Forms", account.Marketer,
			[]account.TeamID{2}},
		{"a service of all", account.NewKey{Name: "Fair", Scopes: scopes}, "Fair", account.Marketer,
			[]account.TeamID{1, 2, 9}},
	} {
		p, may, err := f.db.Bearer(ctx, f.key(c.key), f.now)
		if err != nil || p.Name != c.acts || p.Role != c.role || !slices.Equal(p.TeamIDs(), c.teams) || !p.Markets() {
			t.Errorf("%s: %v %+v", c.name, err, p)
		}
		if !slices.Contains(may, account.WriteTouches) || !slices.Contains(may, account.ReadTouches) || len(may) != 2 {
			t.Errorf("%s may %v", c.name, may)
		}
	}
	// Another key of the same service acts as that, and a second service does not get its name.
	owners, err := f.db.KeyOwners(ctx)
	f.fine(err)
	if len(owners) != 12 || !owners[0].Service || owners[0].Name != "Fair" || owners[1].Name != "Forms" ||
		owners[2].Service || owners[2].Name != "Ada" {
		t.Errorf("there are %+v", owners)
	}
	if p, _, err := f.db.Bearer(ctx, f.key(account.NewKey{Name: "Forms, next year", Owner: owners[1].ID}),
		f.now); err != nil || p.ID != owners[1].ID || !slices.Equal(p.TeamIDs(), []account.TeamID{2}) {
		t.Errorf("the other key of the service: %v %+v", err, p)
	}
	token, prefix := account.NewKeyToken()
	for field, key := range map[string]account.NewKey{
		"owner": {Name: "FORMS", Scopes: scopes}, "team": {Name: "Sales", Team: 3, Scopes: scopes},
		"scope": {Name: "Nothing"}, "name": {Scopes: scopes},
	} {
		var problems errs.Problems
		if err := f.db.AddKey(ctx, f.who["ada"], key, token, prefix, f.now); !errors.As(err, &problems) ||
			problems[field] == "" || len(problems) != 1 {
			t.Errorf("%+v: %v, want a problem with %s", key, err, field)
		}
	}
	f.exec("UPDATE people SET disabled_at = now() WHERE id = 3")
	var problems errs.Problems
	if err := f.db.AddKey(ctx, f.who["ada"], account.NewKey{Name: "Max", Owner: 3, Scopes: scopes}, token, prefix,
		f.now); !errors.As(err, &problems) || problems["owner"] == "" {
		t.Errorf("a key for a disabled person: %v", err)
	}
}

func TestAKeyThatLetsNobodyIn(t *testing.T) {
	t.Parallel()
	f, ctx := openFloor(t), context.Background()
	revoked, expired, off := f.key(account.NewKey{Name: "Revoked"}),
		f.key(account.NewKey{Name: "Expired", Expires: f.now.Add(time.Hour)}), f.key(account.NewKey{Name: "Off", Owner: 3})
	for _, secret := range []string{revoked, expired, off} {
		if _, _, err := f.db.Bearer(ctx, secret, f.now); err != nil {
			t.Fatal(err)
		}
	}
	f.fine(f.db.RevokeKey(ctx, f.who["ada"], f.keyOf("Revoked"), f.now))
	f.fine(f.db.RevokeKey(ctx, f.who["mia"], f.keyOf("Revoked"), f.now.Add(time.Minute))) // the first one counts
	f.exec("UPDATE people SET disabled_at = now() WHERE id = 3")
	f.now = f.now.Add(time.Hour)
	for name, secret := range map[string]string{"revoked": revoked, "expired": expired, "of a disabled person": off,
		"made up": "baton_AAAAAAAAAAAAAAAAAAAAAAAAAA", "empty": ""} {
		if _, _, err := f.db.Bearer(ctx, secret, f.now); !errors.Is(err, errs.NotFound) {
			t.Errorf("%s: %v", name, err)
		}
	}
	keys, err := f.db.Keys(ctx)
	f.fine(err)
	if last := keys[len(keys)-1]; len(keys) != 3 || last.Name != "Revoked" || last.RevokedBy != "Ada" ||
		!last.RevokedAt.Equal(f.now.Add(-time.Hour)) || !keys[0].OwnerOff {
		t.Errorf("the keys are %+v", keys)
	}
	if err := f.db.RevokeKey(ctx, f.who["ada"], 999, f.now); !errors.Is(err, errs.NotFound) {
		t.Errorf("revoking one that is not there: %v", err)
	}
	if n := one[int](f, "SELECT count(*) FROM api_keys WHERE position($1 IN api_keys::text) > 0", revoked[6:]); n != 0 {
		t.Error("the key itself is kept")
	}
}

func TestTheUseOfAKeyIsNotedNowAndThen(t *testing.T) {
	t.Parallel()
	f, ctx := openFloor(t), context.Background()
	secret := f.key(account.NewKey{Name: "Forms"})
	for _, c := range []struct{ after, noted time.Duration }{{0, 0}, {4 * time.Minute, 0},
		{5 * time.Minute, 5 * time.Minute}} {
		if _, _, err := f.db.Bearer(ctx, secret, f.now.Add(c.after)); err != nil {
			t.Fatal(err)
		}
		if used := one[time.Time](f, "SELECT used_at FROM api_keys"); !used.Equal(f.now.Add(c.noted)) {
			t.Errorf("after %s, %s is noted", c.after, used)
		}
	}
}

func TestTooManyUnknownKeysFromAnAddress(t *testing.T) {
	t.Parallel()
	f, ctx := openFloor(t), context.Background()
	for i := range 100 {
		if err := f.db.KeyRefused(ctx, "192.0.2.1", f.now); err != nil {
			t.Fatalf("number %d: %v", i, err)
		}
	}
	for range 3 {
		if err := f.db.KeyRefused(ctx, "192.0.2.1", f.now); !errors.Is(err, errs.TooMany) {
			t.Fatalf("one more: %v", err)
		}
	}
	if n := one[int](f, "SELECT count(*) FROM sign_in_failures"); n != 100 {
		t.Errorf("%d are noted", n)
	}
	f.fine(f.db.KeyRefused(ctx, "192.0.2.2", f.now))
	f.fine(f.db.KeyRefused(ctx, "192.0.2.1", f.now.Add(16*time.Minute)))
	f.fine(f.db.SignInAllowed(ctx, "mia@company.example", "192.0.2.1", f.now))
}

func TestAServiceIsNobodyAmongThePeople(t *testing.T) {
	t.Parallel()
	f, ctx := openFloor(t), context.Background()
	f.key(account.NewKey{Name: "Forms"})
	id := account.PersonID(one[int64](f, "SELECT person_id FROM services"))
	list, err := f.db.Holders(ctx, lead.HoldersEnabled, "", 0, 0, f.now)
	f.fine(err)
	if len(list.Rows) != 10 || list.Counts[lead.HoldersEnabled] != 10 {
		t.Errorf("%d people are listed, %d counted", len(list.Rows), list.Counts[lead.HoldersEnabled])
	}
	if _, err := f.db.Holder(ctx, id, f.now); !errors.Is(err, errs.NotFound) {
		t.Errorf("the service is somebody: %v", err)
	}
	if err := f.db.NewPasswordLink(ctx, account.System, id, account.NewToken(), f.now); !errors.Is(err, errs.NotFound) {
		t.Errorf("a link for it: %v", err)
	}
	if _, err := f.db.DisablePerson(ctx, f.who["ada"], id, 1, f.now); !errors.Is(err, errs.NotFound) {
		t.Errorf("disabling it: %v", err)
	}
	if who, hash, err := f.db.Login(ctx, one[string](f, "SELECT email FROM people WHERE id = $1", id)); who != 0 ||
		hash != "" || err != nil {
		t.Errorf("it can sign in as %d: %v", who, err)
	}
}

func TestAServiceThatIsAddedTwiceAtOnceIsOne(t *testing.T) {
	t.Parallel()
	f, ctx := openFloor(t), context.Background()
	f.key(account.NewKey{Name: "Fair"}) // so that the numbers of people are past those of the floor
	var made atomic.Int64
	var adding sync.WaitGroup
	for i := range 8 {
		adding.Go(func() {
			token, prefix := account.NewKeyToken()
			name := []string{"Forms", "forms"}[i%2]
			err := f.db.AddKey(ctx, f.who["ada"], account.NewKey{Name: name, Scopes: []account.Scope{account.WriteTouches}},
				token, prefix, f.now)
			if _, no := errors.AsType[errs.Problems](err); err == nil {
				made.Add(1)
			} else if !no {
				t.Error(err)
			}
		})
	}
	adding.Wait()
	if n := one[int](f, "SELECT count(*) FROM people WHERE lower(name) = 'forms'"); n != 1 || made.Load() != 1 {
		t.Errorf("%d services of that name, %d answers that said so", n, made.Load())
	}
}
