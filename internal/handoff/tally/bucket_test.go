package tally_test

import (
	"math"
	"testing"
	"time"

	"pgregory.net/rapid"

	"baton/internal/handoff/tally"
)

func TestABucketHoldsWhatLiesBetweenItsBounds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := rapid.OneOf(
			rapid.Custom(func(t *rapid.T) time.Duration {
				return time.Duration(rapid.Int64Range(int64(time.Second), math.MaxInt64).Draw(t, "any"))
			}),
			rapid.Custom(func(t *rapid.T) time.Duration {
				edge := tally.BucketStart(rapid.IntRange(0, tally.Buckets).Draw(t, "edge"))
				return time.Duration(rapid.IntRange(-2, 2).Draw(t, "beside")) + edge
			}),
		).Filter(func(d time.Duration) bool { return d >= time.Second }).Draw(t, "d")
		b := tally.Bucket(d)
		if tally.BucketStart(b) > d {
			t.Fatalf("%s is in bucket %d, which begins at %s", d, b, tally.BucketStart(b))
		}
		if b < tally.Buckets && d >= tally.BucketStart(b+1) {
			t.Fatalf("%s is in bucket %d, but %d begins at %s", d, b, b+1, tally.BucketStart(b+1))
		}
	})
}

func TestTheMiddleOfABucketLiesInIt(t *testing.T) {
	for b := range tally.Buckets {
		start, middle, end := tally.BucketStart(b), tally.BucketMiddle(b), tally.BucketStart(b+1)
		if middle <= start || middle >= end || tally.Bucket(middle) != b {
			t.Errorf("bucket %d from %s to %s has its middle at %s", b, start, end, middle)
		}
		if ratio := end.Seconds() / start.Seconds(); math.Abs(ratio-math.Exp2(1.0/8)) > 1e-6 {
			t.Errorf("bucket %d is %f wide", b, ratio)
		}
	}
}

func TestTheFirstAndTheLastBucketHoldTheRest(t *testing.T) {
	for d, want := range map[time.Duration]int{-time.Hour: 0, 0: 0, time.Second - 1: 0, time.Second: 0, 2 * time.Second: 8,
		time.Duration(math.MaxInt64): tally.Buckets} {
		if got := tally.Bucket(d); got != want {
			t.Errorf("%s is in bucket %d, want %d", d, got, want)
		}
	}
}
