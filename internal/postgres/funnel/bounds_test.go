package funnel

import (
	"math"
	"testing"
	"time"

	"baton/internal/handoff/tally"
)

func TestBucketsBeginWhereTheDomainSaysTheyDo(t *testing.T) {
	bounds := bucketBounds()
	width := func(seconds float64) int { // as the database's width_bucket counts
		n := 0
		for n < len(bounds) && bounds[n] <= seconds {
			n++
		}
		return n
	}
	for _, bound := range bounds {
		for _, seconds := range []float64{math.Ceil(bound) - 1, math.Ceil(bound), math.Ceil(bound) * 2} {
			if is, want := width(seconds), tally.Bucket(time.Duration(seconds)*time.Second); is != want {
				t.Errorf("%v seconds are in bucket %d, in the database in %d", seconds, want, is)
			}
		}
	}
}
