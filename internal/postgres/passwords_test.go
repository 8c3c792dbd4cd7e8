package postgres_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"baton/internal/account"
	"baton/internal/errs"
	"baton/internal/handoff"
	"baton/internal/lead"
)

// acceptInRace accepts a handoff while other things happen to it.
func acceptInRace(h *household, by account.Person, id int64) error {
	return h.desk.Accept(context.Background(), by, handoff.ID(id), 0)
}

func TestALinkSetsAPasswordOnce(t *testing.T) {
	t.Parallel()
	h, ctx := keepHouse(t), context.Background()
	link, session := account.NewToken(), account.NewToken()
	done(t, h.db.NewPasswordLink(ctx, account.System, rosa, link, h.now))
	done(t, h.db.AddSession(ctx, rosa, session, "", "", h.now))
	done(t, h.db.SignInFailed(ctx, "rosa@company.example", "127.0.0.1", h.now))

	who, err := h.db.UsePasswordLink(ctx, link.Secret, "a hash", h.now)
	if err != nil || who != rosa {
		t.Fatalf("the link set the password of %d: %v", who, err)
	}
	if _, hash, err := h.db.Login(ctx, "rosa@company.example"); err != nil || hash != "a hash" {
		t.Errorf("the password is %q, %v", hash, err)
	}
	if _, err := h.db.SignedIn(ctx, session.Secret, h.now); !errors.Is(err, errs.NotFound) {
		t.Errorf("an old session goes on: %v", err)
	}
	if n := ask[int](t, h, "SELECT count(*) FROM sign_in_failures WHERE subject = $1",
		account.HashToken("account rosa@company.example")); n != 0 {
		t.Error("old failures to sign in still count")
	}
	_, err = h.db.UsePasswordLink(ctx, link.Secret, "another hash", h.now)
	refused(t, err, errs.NotFound)
	_, _, err = h.db.PasswordLink(ctx, link.Secret, h.now)
	refused(t, err, errs.NotFound)
	if _, hash, _ := h.db.Login(ctx, "rosa@company.example"); hash != "a hash" {
		t.Error("a used link set a password")
	}
}

func TestALinkLastsAWeek(t *testing.T) {
	t.Parallel()
	h, ctx := keepHouse(t), context.Background()
	link := account.NewToken()
	done(t, h.db.NewPasswordLink(ctx, account.System, rosa, link, h.now))
	week := 7 * 24 * time.Hour
	if _, _, err := h.db.PasswordLink(ctx, link.Secret, h.now.Add(week-time.Second)); err != nil {
		t.Errorf("a second before its end: %v", err)
	}
	_, _, err := h.db.PasswordLink(ctx, link.Secret, h.now.Add(week))
	refused(t, err, errs.NotFound)
	_, err = h.db.UsePasswordLink(ctx, link.Secret, "a hash", h.now.Add(week))
	refused(t, err, errs.NotFound)
	if _, err = h.db.UsePasswordLink(ctx, link.Secret, "a hash", h.now.Add(week-time.Second)); err != nil {
		t.Errorf("a second before its end: %v", err)
	}
}

func TestANewLinkEndsTheOlderOnes(t *testing.T) {
	t.Parallel()
	h, ctx := keepHouse(t), context.Background()
	old, other, fresh := account.NewToken(), account.NewToken(), account.NewToken()
	done(t, h.db.NewPasswordLink(ctx, account.System, rosa, old, h.now))
	done(t, h.db.NewPasswordLink(ctx, account.System, tom, other, h.now))
	done(t, h.db.NewPasswordLink(ctx, account.System, rosa, fresh, h.now.Add(time.Minute)))
	_, _, err := h.db.PasswordLink(ctx, old.Secret, h.now.Add(time.Minute))
	refused(t, err, errs.NotFound)
	for _, link := range []account.Token{fresh, other} {
		if _, _, err := h.db.PasswordLink(ctx, link.Secret, h.now.Add(time.Minute)); err != nil {
			t.Error(err)
		}
	}
	_, _, err = h.db.PasswordLink(ctx, "no such link", h.now)
	refused(t, err, errs.NotFound)
	if err := h.db.NewPasswordLink(ctx, account.System, 999, account.NewToken(), h.now); !errors.Is(err, errs.NotFound) {
		t.Errorf("nobody got a link: %v", err)
	}
}

func TestALinkThatTwoUseAtOnceWorksForOne(t *testing.T) {
	t.Parallel()
	h, ctx := keepHouse(t), context.Background()
	link := account.NewToken()
	done(t, h.db.NewPasswordLink(ctx, account.System, rosa, link, h.now))
	won := oneWins(t, errs.NotFound, func(int) error {
		_, err := h.db.UsePasswordLink(ctx, link.Secret, "a hash", h.now)
		return err
	})
	if won != 1 {
		t.Errorf("%d used the link", won)
	}
}

func TestTheFirstAdminKnowsTheToken(t *testing.T) {
	t.Parallel()
	h, ctx := emptyHouse(t), context.Background()
	token := account.NewToken()
	first := account.Person{Name: "Ada Admin", Email: "ada@company.example"}
	problem(t, h.db.SetUp(ctx, "", &first, "a hash", americans, h.now), "token")
	done(t, h.db.SetSetupToken(ctx, token.Hash))
	problem(t, h.db.SetUp(ctx, "guessed", &first, "a hash", americans, h.now), "token")
	nameless := account.Person{Email: "ada@company.example"}
	problem(t, h.db.SetUp(ctx, token.Secret, &nameless, "a hash", americans, h.now), "name")
	nowhere := lead.Installation{Currency: "EURO", Zone: "Atlantis"}
	problem(t, h.db.SetUp(ctx, token.Secret, &first, "a hash", nowhere, h.now), "currency")
	problem(t, h.db.SetUp(ctx, token.Secret, &first, "a hash", nowhere, h.now), "zone")
	done(t, h.db.SetUp(ctx, token.Secret, &first, "a hash", americans, h.now))
	if got := h.holder(t, first.ID); got.Role != account.Admin || got.NoEntry {
		t.Errorf("the first admin is %+v", got)
	}
	if is, err := h.db.Installation(ctx); err != nil || is.Currency != "USD" || is.Zone != "America/New_York" ||
		is.By != "Ada Admin" || !is.At.Equal(h.now) {
		t.Errorf("the company is kept as %+v, %v", is, err)
	}
	if policy := h.policy(t); policy.Currency != "USD" || policy.Zone.String() != "America/New_York" {
		t.Errorf("decisions are made in %s and %s", policy.Currency, policy.Zone)
	}
	second := account.Person{Name: "Eve", Email: "eve@company.example"}
	refused(t, h.db.SetUp(ctx, token.Secret, &second, "a hash", americans, h.now), errs.Conflict)
}

// americans are a company of the United States.
var americans = lead.Installation{Currency: "USD", Zone: "America/New_York"}

func TestOfTwoFirstAdminsOneWins(t *testing.T) {
	t.Parallel()
	h, ctx := emptyHouse(t), context.Background()
	token := account.NewToken()
	done(t, h.db.SetSetupToken(ctx, token.Hash))
	won := oneWins(t, errs.Conflict, func(i int) error {
		p := account.Person{Name: "Somebody", Email: string(rune('a'+i)) + "@company.example"}
		return h.db.SetUp(ctx, token.Secret, &p, "a hash", americans, h.now)
	})
	if n := ask[int](t, h, "SELECT count(*) FROM people"); won != 1 || n != 1 {
		t.Errorf("%d were told that they won, and %d are in", won, n)
	}
}

// oneWins runs do eight times at once and counts who got through; the others must be refused with kind, in words.
func oneWins(t *testing.T, kind error, do func(i int) error) (won int) {
	t.Helper()
	failed := make([]error, 8)
	var wg sync.WaitGroup
	for i := range failed {
		wg.Go(func() { failed[i] = do(i) })
	}
	wg.Wait()
	for _, err := range failed {
		if err == nil {
			won++
		} else {
			refused(t, err, kind)
		}
	}
	return won
}
