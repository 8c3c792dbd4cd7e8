package imports

import (
	"testing"

	"baton/internal/intake"
)

func TestAListOfProblemsIsCalledWhatItHolds(t *testing.T) {
	refused, left := intake.Problem{Refused: true}, intake.Problem{}
	for want, problems := range map[string][]intake.Problem{
		"Refused rows":                     {refused},
		"Values to check":                  {left, left},
		"Refused rows and values to check": {left, refused},
	} {
		if got := problemsTitle(problems); got != want {
			t.Errorf("%d problems are called %q, want %q", len(problems), got, want)
		}
	}
}
