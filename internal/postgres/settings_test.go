package postgres_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"baton/internal/account"
	"baton/internal/errs"
	"baton/internal/handoff/desk"
	"baton/internal/lead"
	"baton/internal/postgres"
	"baton/internal/postgres/pgtest"
)

// household is an installation that somebody keeps.
type household struct {
	db   postgres.Store
	sql  *pgxpool.Pool
	desk *desk.Desk
	now  time.Time
}

func keepHouse(t *testing.T) *household {
	t.Helper()
	h := emptyHouse(t)
	pgtest.Found(t, h.sql, settingsCompany())
	return h
}

func emptyHouse(t *testing.T) *household {
	t.Helper()
	db, sql := pgtest.New(t)
	h := &household{sql: sql, now: time.Date(2026, 11, 3, 10, 0, 0, 0, time.UTC)}
	h.db = postgres.NewStore(db, func() time.Time { return h.now })
	h.desk = &desk.Desk{Store: db, Nudge: unheard{}, Now: func() time.Time { return h.now }}
	return h
}

type unheard struct{}

func (unheard) Changed(lead.ID, ...account.TeamID) {}

func (h *household) exec(t *testing.T, sql string, args ...any) {
	t.Helper()
	if _, err := h.sql.Exec(context.Background(), sql, args...); err != nil {
		t.Fatal(err)
	}
}

// ask reads one value.
func ask[T any](t *testing.T, h *household, sql string, args ...any) (value T) {
	t.Helper()
	if err := h.sql.QueryRow(context.Background(), sql, args...).Scan(&value); err != nil {
		t.Fatal(err)
	}
	return value
}

func (h *household) holder(t *testing.T, id account.PersonID) lead.Holder {
	t.Helper()
	p, err := h.db.Holder(context.Background(), id, h.now)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// submit hands over a lead that nobody knows yet.
func (h *household) submit(t *testing.T, l lead.Lead) desk.Receipt {
	t.Helper()
	n := ask[int](t, h, "SELECT count(*) FROM leads")
	l.Name, l.Company = fmt.Sprintf("Buyer %d", n), "Buying"
	l.Email = fmt.Sprintf("buyer%d@buyer.example", n)
	r, err := h.desk.Submit(context.Background(), h.holder(t, mia).Person, desk.Submission{Lead: l})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// problem is what err says is wrong with a field; err must be a list of problems.
func problem(t *testing.T, err error, field string) {
	t.Helper()
	var problems errs.Problems
	if !errors.As(err, &problems) || problems[field] == "" {
		t.Errorf("want a problem with %s, got %v", field, err)
	}
}

// refused checks that err is of a kind, in words for the person.
func refused(t *testing.T, err, kind error) {
	t.Helper()
	if !errors.Is(err, kind) || errs.Words(err) == "" {
		t.Errorf("want %v in words, got %v", kind, err)
	}
}

func done(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func members(ids ...account.TeamID) (teams []account.Membership) {
	for _, id := range ids {
		teams = append(teams, account.Membership{ID: id})
	}
	return teams
}
