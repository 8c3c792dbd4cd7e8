package call

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

// However requests come, no key gets more than Burst and what has filled up since, and whoever waits is let in.
func TestAKeyGetsWhatItsBucketHas(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var l limiter
		at := time.Date(2026, 11, 3, 10, 0, 0, 0, time.UTC)
		begin, taken := at, 0
		for range rapid.IntRange(1, 2000).Draw(t, "requests") {
			at = at.Add(time.Duration(rapid.SampledFrom([]int{0, 0, 0, 0, 1, 50, 400}).Draw(t, "ms")) * time.Millisecond)
			a := l.take("one", at)
			most := float64(Burst) + float64(at.Sub(begin))/float64(perRequest)
			if a.ok {
				taken++
			}
			if float64(taken) > most+0.001 {
				t.Fatalf("%d were taken, and at most %f could be", taken, most)
			}
			if a.remaining < 0 || a.remaining >= Burst || a.full < 0 || a.full > Window {
				t.Fatalf("it is told as %+v", a)
			}
			if !a.ok {
				if a.next <= 0 {
					t.Fatalf("it is refused without a time: %+v", a)
				}
				at = at.Add(a.next + time.Microsecond)
				if !l.take("one", at).ok {
					t.Fatal("whoever waited is refused")
				}
				taken++
			}
		}
		if !l.take("another", at).ok {
			t.Fatal("another key is refused")
		}
	})
}

func TestFullBucketsAreDropped(t *testing.T) {
	t.Parallel()
	var l limiter
	at := time.Date(2026, 11, 3, 10, 0, 0, 0, time.UTC)
	for i := range mostBuckets {
		l.take(string(rune(i)), at)
	}
	l.take("late", at.Add(2*Window))
	if len(l.buckets) != 1 {
		t.Errorf("%d buckets are kept", len(l.buckets))
	}
}
