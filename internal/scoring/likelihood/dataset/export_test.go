package dataset

import "time"

// AgainstAt is how much each age of an open lead speaks against a positive outcome, by what is known of labels at a
// time.
func AgainstAt(labels []Label, now time.Time, within time.Duration) func(age time.Duration) float64 {
	return delaysOf(labels, now, within).against
}
