// Package contract is what the Desk relies on in a store, as tests: the store in memory and the database keep it.
package contract

import (
	"context"
	"errors"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"baton/internal/account"
	"baton/internal/handoff/desk"
	"baton/internal/handoff/handofftest"
)

// Run tests the contract on stores that open makes.
func Run(t *testing.T, open func(t *testing.T, floor handofftest.Floor) handofftest.Place) {
	for name, test := range map[string]func(s *shift){
		"the policy is that of the floor":                      policyIsTheFloor,
		"a lead that is handed over is kept with all it needs": handedOver,
		"a handoff is read as it was saved":                    readAsSaved,
		"what was handed over stays as it was":                 staysAsMade,
		"what somebody may not see is not found":               notFound,
		"a transaction that fails changes nothing":             failureChangesNothing,
		"of two who decide at once one does":                   oneDecides,
		"two who send one person at once make one lead":        oneLead,
		"a form counts once for its sender":                    formOnce,
		"a request is answered once for its sender":            requestOnce,
		"a lead that is known is found":                        duplicates,
		"two leads cannot have one address":                    oneAddress,
		"what does not exist cannot be named":                  unknownNames,
		"a lead has one open handoff":                          oneOpen,
		"a touch is found from the next save on":               touches,
		"a program finds leads by what it knows":               find,
		"a lead that waits is taken once":                      ready,
		"the first with room is given a lead":                  give,
		"who returns starts where the team stands":             giveReturned,
		"a lead that is given by name is no turn":              giveNamed,
		"open handoffs are counted":                            loads,
		"a credit counts once and can be taken back":           credit,
		"who may be offered a lead is told as they are":        candidates,
		"a lead is kept from its last owner while it cools":    cooling,
		"teams that pass a lead on are told in a row":          passedOn,
		"the owner of an account is who worked with it last":   accountOwner,
		"what somebody holds is told to their team":            heldBy,
		"a clock is heard once":                                heardOnce,
		"clocks are heard in the order of their steps":         heardInOrder,
		"who is not to be told is not":                         muted,
		"a score that is replaced is in the history":           scores,
		"a rest counts unless it is taken back":                rests,
		"two leads that become one are two again as they were": merged,
		"who was merged is found as who they are now":          foundAfterMerge,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(&shift{handofftest.Begin(t, open(t, handofftest.NewFloor()))})
		})
	}
}

// do runs work in a transaction of by.
func (s *shift) do(by account.Person, work func(tx desk.Tx) error) error {
	return s.Transact(context.Background(), by, work)
}

// same reports what is different from what was wanted.
func (s *shift) same(what string, want, got any) {
	s.T.Helper()
	if diff := cmp.Diff(want, got, cmpopts.EquateEmpty(), cmpopts.EquateApprox(0, 1e-9)); diff != "" {
		s.T.Errorf("%s (-want +got): %s", what, diff)
	}
}

// refused reports when err is of another kind.
func (s *shift) refused(what string, err, kind error) {
	s.T.Helper()
	if !errors.Is(err, kind) {
		s.T.Errorf("%s: %v, want %v", what, err, kind)
	}
}

// atOnce does the same n times, all let go together, and gives what each answered.
func atOnce(n int, do func(i int) error) []error {
	all := make([]error, n)
	var over sync.WaitGroup
	gate := make(chan struct{})
	for i := range n {
		over.Go(func() {
			<-gate
			all[i] = do(i)
		})
	}
	close(gate)
	over.Wait()
	return all
}
