package intake

import (
	"time"
)

// Times reads the times of one column, as its file writes them.
type Times struct{ in *instants }

// TimesOf decides by the first values of a column how its times are written. zone is that of times that name none; nil
// is UTC.
func TimesOf(values []string, zone *time.Location) Times {
	if zone == nil {
		zone = time.UTC
	}
	return Times{ofSamples(values, zone)}
}

// Read is the instant that a value says. Not ok when it says none.
func (t Times) Read(value string) (at time.Time, ok bool) { return t.in.read(value) }

// Clean is a value of a file without the space around it and what cannot be shown; "" where it says nothing, as n/a
// does.
func Clean(value string) string { return clean(value) }
