package agreement_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"baton/internal/account"
	"baton/internal/agreement"
	"baton/internal/errs"
)

// fresh are the agreement that came with Baton and the managers who work here.
func fresh(managers ...account.Person) *agreement.Negotiation {
	return &agreement.Negotiation{Latest: agreement.Agreement{Version: 1, Terms: fair()}, Unsigned: true,
		Managers: managers}
}

func TestTheAgreementThatCameWithBatonIsSignedAsItIs(t *testing.T) {
	n := fresh(vera, walt)
	if d := n.Offered(noon); d == nil || !d.Founding || !d.Proposed() || n.Draft != nil {
		t.Fatalf("it is offered as %+v", d)
	}
	if err := n.Sign(vera, account.Marketing, 0, noon); err != nil || !n.Done.Written || n.Done.Agreed ||
		n.Draft.Version != 1 {
		t.Fatalf("the first signature: %v, %+v", err, n.Done)
	}
	// Walt had opened the page before Vera signed.
	n.Done = agreement.Done{}
	if err := n.Sign(walt, account.Sales, 0, noon); err != nil || n.Done.Written || !n.Done.Agreed || !n.Draft.Founding {
		t.Fatalf("the second signature: %v, %+v", err, n.Done)
	}
}

func TestAChangeOfTheFoundingAgreementIsAProposalAsAnyOther(t *testing.T) {
	n := fresh(vera, walt)
	if err := n.Sign(vera, account.Marketing, 0, noon); err != nil {
		t.Fatal(err)
	}
	if err := n.Edit(walt, 1, fair(), time.Time{}, true, noon); err != nil || n.Founding() || n.Draft.Founding ||
		len(n.Draft.Signatures) != 0 {
		t.Fatalf("changed: %v, %+v", err, n.Draft)
	}
	if err := n.Sign(walt, account.Sales, 0, noon); !errors.Is(err, agreement.ErrChanged) {
		t.Errorf("what came with Baton is signed while a change of it waits: %v", err)
	}
}

func TestASignedAgreementIsNotOfferedAgain(t *testing.T) {
	n := fresh(vera, walt)
	n.Unsigned = false
	if d := n.Offered(noon); d != nil {
		t.Errorf("it is offered: %+v", d)
	}
	if err := n.Sign(vera, account.Marketing, 0, noon); !errors.Is(err, agreement.ErrNoDraft) {
		t.Errorf("it is signed again: %v", err)
	}
}

func TestWhoSignsForBothSides(t *testing.T) {
	alf := account.Person{ID: 10, Name: "Alf", Role: account.Admin}
	for _, tc := range []struct {
		name  string
		by    account.Person
		here  []account.Person
		alone bool
	}{
		{"the one manager", walt, []account.Person{walt}, true},
		{"the one manager, of both teams", bo, []account.Person{bo}, true},
		{"the one manager beside an admin in no team", walt, []account.Person{alba, walt}, true},
		{"the one manager beside an admin in a team", walt, []account.Person{alma, walt}, false},
		{"one of two managers of both sides", walt, []account.Person{walt, vera}, false},
		{"one of two managers of sales", walt,
			[]account.Person{walt, {ID: 20, Role: account.Manager, Teams: []account.Membership{ofSales}}}, false},
		{"an admin while there is a manager", alba, []account.Person{alba, walt}, false},
		{"an admin while there is none", alba, []account.Person{alba}, true},
		{"one of two admins while there is no manager", alba, []account.Person{alba, alf}, true},
		{"a manager who is disabled", walt, []account.Person{alba}, false},
		{"a rep", rita, []account.Person{rita}, false},
		{"nobody knows of managers", walt, nil, false},
	} {
		n := fresh(tc.here...)
		if n.Alone(tc.by) != tc.alone {
			t.Errorf("%s signs alone: %t", tc.name, !tc.alone)
		}
		err := n.Sign(tc.by, agreement.BothSides, 0, noon)
		if (err == nil) != tc.alone || tc.alone &&
			(!n.Done.Agreed || len(n.Done.Signed) != 2 || !n.Done.Signed[0].Alone || !n.Done.Signed[1].Alone) {
			t.Errorf("%s signs for both sides: %v, %+v", tc.name, err, n.Done)
		}
	}
}

func TestTheOneManagerMaySignForOneSideAfterTheOther(t *testing.T) {
	n := fresh(walt)
	if err := n.Sign(walt, account.Sales, 0, noon); err != nil || n.Done.Agreed || n.Done.Signed[0].Alone {
		t.Fatalf("for the own side: %v, %+v", err, n.Done)
	}
	if err := n.Sign(walt, account.Marketing, 1, noon); err != nil || !n.Done.Agreed || !n.Done.Signed[1].Alone {
		t.Fatalf("for the other: %v, %+v", err, n.Done)
	}
	if err := n.Unsign(walt, 1); err != nil {
		t.Error(err)
	}
}

func TestAManagerWhoCameMeanwhileSignsForTheOtherSide(t *testing.T) {
	n := fresh(walt, vera)
	if err := n.Sign(walt, agreement.BothSides, 0, noon); !errors.Is(err, errs.Conflict) ||
		!strings.Contains(errs.Words(err), "sign for the side of your team") {
		t.Errorf("signed for both: %v", err)
	}
}

func TestWhoIsInNoTeamIsSentToThePeople(t *testing.T) {
	n := fresh(alba, walt, vera)
	if err := n.Sign(alba, account.Sales, 0, noon); errs.RemedyOf(err).At != errs.People ||
		strings.Contains(errs.Words(err), "sk an admin") {
		t.Errorf("%v, put right by %+v", err, errs.RemedyOf(err))
	}
	for side, has := range map[account.Side]bool{account.Sales: true, account.Marketing: false} {
		if fresh(alba, walt).HasSigner(side) != has {
			t.Errorf("%s has somebody who signs: %t", side, !has)
		}
	}
}
