package server

import (
	"testing"

	"baton/internal/intake"
)

func TestAListOfProblemsIsCalledWhatItHolds(t *testing.T) {
	refused, left := intake.Problem{Refused: true}, intake.Problem{}
	for want, problems := range map[string][]intake.Problem{
		"Rows that were refused":                           {refused},
		"What to look at":                                  {left, left},
		"Rows that were refused, and what else to look at": {left, refused},
	} {
		if got := problemsTitle(problems); got != want {
			t.Errorf("%d problems are called %q, want %q", len(problems), got, want)
		}
	}
}
