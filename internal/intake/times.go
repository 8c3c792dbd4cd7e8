package intake

import (
	"time"
)

// Times reads the times of one column.
type Times struct{ in *instants }

// TimesOf finds out from the first values of a column how its times are written. zone is the time zone of times without
// one; nil is UTC.
func TimesOf(values []string, zone *time.Location) Times {
	if zone == nil {
		zone = time.UTC
	}
	return Times{ofSamples(values, zone)}
}

// Read returns the time that a value gives. ok is false if the value has none.
func (t Times) Read(value string) (at time.Time, ok bool) { return t.in.read(value) }

// Clean returns a value without control characters and the space around it. It returns "" for a value such as n/a.
func Clean(value string) string { return clean(value) }
