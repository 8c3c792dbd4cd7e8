package grade_test

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"baton/internal/lead"
	"baton/internal/scoring/grade"
)

func TestAUCIsTheShareOfPairsThatAreInOrder(t *testing.T) {
	type one struct {
		fit      int
		accepted bool
	}
	rapid.Check(t, func(t *rapid.T) {
		leads := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) one {
			return one{rapid.IntRange(0, 100).Draw(t, "fit"), rapid.Bool().Draw(t, "accepted")}
		}), 0, 60).Draw(t, "leads")
		var trial grade.Trial
		var accepted, pairs, inOrder float64
		for _, l := range leads {
			trial.Count(lead.Score{Fit: l.fit, Grade: "A"}, l.accepted, true)
			trial.Count(lead.Score{Fit: l.fit, Grade: "A"}, true, false)
			if !l.accepted {
				continue
			}
			accepted++
			for _, other := range leads {
				switch {
				case other.accepted:
					continue
				case l.fit > other.fit:
					inOrder++
				case l.fit == other.fit:
					inOrder += 0.5
				}
				pairs++
			}
		}
		got, known := trial.AUC()
		if enough := accepted >= 10 && float64(len(leads))-accepted >= 10; known != enough {
			t.Fatalf("known is %v with %v of %d accepted", known, accepted, len(leads))
		}
		if known && math.Abs(got-inOrder/pairs) > 1e-9 {
			t.Fatalf("%v instead of %v", got, inOrder/pairs)
		}
		if want := (grade.Count{Leads: 2 * len(leads), Accepted: int(accepted), Decided: len(leads)}); trial.All != want {
			t.Fatalf("counted %+v instead of %+v", trial.All, want)
		}
	})
}
