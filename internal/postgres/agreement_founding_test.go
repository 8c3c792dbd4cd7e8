package postgres_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"baton/internal/account"
	"baton/internal/agreement"
	"baton/internal/errs"
)

func (f *floor) signatures(version int) (all []agreement.Signature) {
	f.t.Helper()
	signed, err := f.db.SignedVersions(context.Background(), version+1, 1)
	f.fine(err)
	if len(signed) != 1 || signed[0].Version != version {
		f.t.Fatalf("there is no version %d: %+v", version, signed)
	}
	return signed[0].Signatures
}

func TestTheAgreementThatCameWithBatonIsSignedByBothSides(t *testing.T) {
	t.Parallel()
	f, ctx := openFloor(t), context.Background()
	marketing, sales := negotiators(f)
	f.fine(f.sign(marketing[0], account.Marketing, 0))
	if signed := f.signatures(1); len(signed) != 0 {
		t.Errorf("with one signature it is signed: %+v", signed)
	}
	n, err := f.db.Negotiation(ctx)
	f.fine(err)
	if !n.Founding() || n.Draft == nil || n.Draft.SignedFor(account.Marketing).Name != marketing[0].Name {
		t.Fatalf("between the signatures: %+v", n.Draft)
	}
	f.fine(f.sign(sales[0], account.Sales, 0))
	if n, err = f.db.Negotiation(ctx); err != nil || n.Unsigned || n.Draft != nil || n.Latest.Version != 1 ||
		!n.Latest.InForce.IsZero() {
		t.Errorf("signed: %v, %+v", err, n)
	}
	if signed := f.signatures(1); len(signed) != 2 || signed[0].Alone || signed[1].Alone ||
		signed[0].Name != marketing[0].Name {
		t.Errorf("the signatures of version 1: %+v", signed)
	}
	if err := f.sign(sales[0], account.Sales, 0); !errors.Is(err, agreement.ErrNoDraft) {
		t.Errorf("it is signed once more: %v", err)
	}
}

func TestAChangeOfWhatCameWithBatonBecomesTheSecondVersion(t *testing.T) {
	t.Parallel()
	f := openFloor(t)
	marketing, sales := negotiators(f)
	f.fine(f.sign(marketing[0], account.Marketing, 0))
	f.fine(f.edit(sales[0], 1, f.sized(50), time.Time{}))
	f.fine(f.sign(marketing[0], account.Marketing, 2))
	f.fine(f.sign(sales[0], account.Sales, 2))
	if n, err := f.db.Negotiation(context.Background()); err != nil || n.Latest.Version != 2 || n.Unsigned {
		t.Errorf("%v, %+v", err, n.Latest)
	}
	if first, second := f.signatures(1), f.signatures(2); len(first) != 0 || len(second) != 2 {
		t.Errorf("the first version has %d signatures, the second %d", len(first), len(second))
	}
}

func TestTheOneManagerOfACompanySignsForBothSides(t *testing.T) {
	t.Parallel()
	f := openFloor(t)
	f.exec("UPDATE people SET disabled_at = now() WHERE role IN ('manager', 'admin')")
	f.exec("INSERT INTO people (id, email, name, role) VALUES (400, 'walt@company.example', 'Walt', 'manager')")
	f.exec("INSERT INTO memberships VALUES (400, 3)")
	walt := account.Person{ID: 400, Name: "Walt", Role: account.Manager,
		Teams: []account.Membership{{ID: 3, Name: "EMEA", Side: account.Sales}}}
	f.fine(f.sign(walt, agreement.BothSides, 0))
	if signed := f.signatures(1); len(signed) != 2 || !signed[0].Alone || !signed[1].Alone || signed[1].Name != "Walt" {
		t.Errorf("the signatures of version 1: %+v", signed)
	}
}

func TestBesideAnotherManagerNobodySignsForBothSides(t *testing.T) {
	t.Parallel()
	f := openFloor(t)
	_, sales := negotiators(f)
	if err := f.sign(sales[0], agreement.BothSides, 0); !errors.Is(err, errs.Conflict) ||
		!strings.Contains(errs.Words(err), "no other manager") {
		t.Errorf("for both: %v", err)
	}
	if n := one[int](f, "SELECT count(*) FROM agreement_drafts"); n != 0 {
		t.Errorf("a refused signature leaves %d drafts", n)
	}
}

func TestTheDatabaseTakesOneSideOfEachPersonUnlessTheySignAlone(t *testing.T) {
	t.Parallel()
	f := openFloor(t)
	marketing, _ := negotiators(f)
	f.fine(f.sign(marketing[0], account.Marketing, 0))
	insert := func(alone bool) error {
		_, err := f.sql.Exec(context.Background(), `
			INSERT INTO agreement_signatures (draft_id, version, side, person_id, at, alone)
			SELECT draft_id, version, 'sales', person_id, at, $1
			FROM agreement_signatures`, alone)
		return err
	}
	if err := insert(false); err == nil || !strings.Contains(err.Error(), "agreement_signatures_of_two_people") {
		t.Errorf("for the other side as well: %v", err)
	}
	if err := insert(true); err != nil {
		t.Errorf("alone: %v", err)
	}
}
