package errs_test

import (
	"errors"
	"fmt"
	"testing"

	"baton/internal/errs"
)

func TestASentenceIsOfItsKindAndForThePerson(t *testing.T) {
	err := errs.Say(errs.Conflict, "Rosa took this lead.")
	wrapped := fmt.Errorf("claim: %w", err)
	for _, e := range []error{err, wrapped} {
		if !errors.Is(e, errs.Conflict) || errors.Is(e, errs.NotFound) {
			t.Errorf("%v is not of the kind that it was said with alone", e)
		}
		if got := errs.Words(e); got != "Rosa took this lead." {
			t.Errorf("the person reads %q", got)
		}
	}
}

func TestAFaultHasNoWordsForThePerson(t *testing.T) {
	for _, e := range []error{nil, errors.New("pq: secret"), errs.Conflict, errs.Problems{"name": "Write it."}} {
		if got := errs.Words(e); got != "" {
			t.Errorf("the person reads %q of %v", got, e)
		}
	}
}

func TestAFailureKnowsWhatPutsItRight(t *testing.T) {
	add := errs.Remedy{At: errs.Teams, Do: "add a sales team"}
	err := fmt.Errorf("submit: %w", errs.SayWith(errs.Conflict, "There is no sales team yet.", add))
	if !errors.Is(err, errs.Conflict) || errs.Words(err) != "There is no sales team yet." || errs.RemedyOf(err) != add {
		t.Errorf("%v, %q, put right by %+v", err, errs.Words(err), errs.RemedyOf(err))
	}
	for _, e := range []error{nil, errs.Conflict, errs.Say(errs.Conflict, "Rosa took this lead.")} {
		if by := errs.RemedyOf(e); by != (errs.Remedy{}) {
			t.Errorf("%v is put right by %+v", e, by)
		}
	}
}

func TestProblemsAreInvalidAndReadInOrder(t *testing.T) {
	p := errs.Problems{}
	if p.Err() != nil {
		t.Error("no problem is an error")
	}
	p.Add("phone", "Too short.")
	p.Add("email", "Not whole.")
	p.Add("phone", "Too long.")
	err := p.Err()
	if !errors.Is(err, errs.Invalid) || errors.Is(err, errs.Conflict) {
		t.Errorf("problems are of another kind: %v", err)
	}
	if got, want := err.Error(), "email: Not whole.; phone: Too short."; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
