package tally

import (
	"math"
	"time"
)

// bucketsPerDoubling is how fine the histogram of times is: a bucket is 9 % wide.
const bucketsPerDoubling = 8

// Buckets is the number of the last bucket, which also holds everything longer than its start: 34 years.
const Buckets = 240

// Bucket is the histogram bucket of a duration: b holds 2^(b/8) to 2^((b+1)/8) seconds, 0 also everything shorter.
func Bucket(d time.Duration) int {
	if d < time.Second {
		return 0
	}
	b := min(int(math.Log2(d.Seconds())*bucketsPerDoubling), Buckets)
	for b > 0 && BucketStart(b) > d {
		b--
	}
	for b < Buckets && BucketStart(b+1) <= d {
		b++
	}
	return b
}

// BucketStart is the shortest duration of bucket b.
func BucketStart(b int) time.Duration {
	return time.Duration(math.Exp2(float64(b)/bucketsPerDoubling) * float64(time.Second))
}

// BucketMiddle is the duration that stands for a bucket: the geometric middle of its bounds.
func BucketMiddle(b int) time.Duration {
	return time.Duration(math.Exp2((float64(b)+0.5)/bucketsPerDoubling) * float64(time.Second))
}
