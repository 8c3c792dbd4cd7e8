package handoff_test

import (
	"math"
	"testing"
	"time"

	"pgregory.net/rapid"

	"baton/internal/handoff"
)

func TestABucketHoldsWhatLiesBetweenItsBounds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := rapid.OneOf(
			rapid.Custom(func(t *rapid.T) time.Duration {
				return time.Duration(rapid.Int64Range(int64(time.Second), math.MaxInt64).Draw(t, "any"))
			}),
			rapid.Custom(func(t *rapid.T) time.Duration {
				edge := handoff.BucketStart(rapid.IntRange(0, handoff.Buckets).Draw(t, "edge"))
				return time.Duration(rapid.IntRange(-2, 2).Draw(t, "beside")) + edge
			}),
		).Filter(func(d time.Duration) bool { return d >= time.Second }).Draw(t, "d")
		b := handoff.Bucket(d)
		if handoff.BucketStart(b) > d {
			t.Fatalf("%s is in bucket %d, which begins at %s", d, b, handoff.BucketStart(b))
		}
		if b < handoff.Buckets && d >= handoff.BucketStart(b+1) {
			t.Fatalf("%s is in bucket %d, but %d begins at %s", d, b, b+1, handoff.BucketStart(b+1))
		}
	})
}

func TestTheMiddleOfABucketLiesInIt(t *testing.T) {
	for b := range handoff.Buckets {
		start, middle, end := handoff.BucketStart(b), handoff.BucketMiddle(b), handoff.BucketStart(b+1)
		if middle <= start || middle >= end || handoff.Bucket(middle) != b {
			t.Errorf("bucket %d from %s to %s has its middle at %s", b, start, end, middle)
		}
		if ratio := end.Seconds() / start.Seconds(); math.Abs(ratio-math.Exp2(1.0/8)) > 1e-6 {
			t.Errorf("bucket %d is %f wide", b, ratio)
		}
	}
}

func TestTheFirstAndTheLastBucketHoldTheRest(t *testing.T) {
	for d, want := range map[time.Duration]int{-time.Hour: 0, 0: 0, time.Second - 1: 0, time.Second: 0, 2 * time.Second: 8, time.Duration(math.MaxInt64): handoff.Buckets} {
		if got := handoff.Bucket(d); got != want {
			t.Errorf("%s is in bucket %d, want %d", d, got, want)
		}
	}
}
