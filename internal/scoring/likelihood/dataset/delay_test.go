package dataset_test

import (
	"math"
	"testing"
	"time"

	"baton/internal/scoring/likelihood/dataset"
	"baton/internal/scoring/likelihood/dataset/datasettest"
)

func TestALeadThatIsOpenSaysMoreAndMoreAgainstIt(t *testing.T) {
	labels := datasettest.Sold(3000, 1)
	for _, days := range []int{0, 40, 200, 500} {
		against := dataset.AgainstAt(labels, datasettest.Began.Add(time.Duration(days)*datasettest.Day), datasettest.Season)
		last := -1.0
		for age := time.Duration(0); age < datasettest.Season; age += datasettest.Day {
			is := against(age)
			// Losing soon speaks for who is still open, so it need not rise with each day; it never says much for a lead.
			if math.IsNaN(is) || is < -0.5 || is < last-0.2 {
				t.Errorf("after %d days, a lead of %s has %g", days, age, is)
			}
			last = is
		}
		if against(0) != 0 || !math.IsInf(against(datasettest.Season), 1) {
			t.Errorf("after %d days, it is %g at first and %g in the end", days, against(0), against(datasettest.Season))
		}
	}
	if half := dataset.HalfKnown(labels, datasettest.Began.Add(500*datasettest.Day),
		datasettest.Season); half < 20*datasettest.Day || half > 40*datasettest.Day {
		t.Errorf("half of what is won is known after %s", half)
	}
}
