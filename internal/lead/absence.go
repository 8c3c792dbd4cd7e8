package lead

import (
	"time"

	"baton/internal/errs"
)

// Absence is when somebody is away. Without an end it lasts until they are back.
type Absence struct {
	ID       int64
	From, To time.Time // To is the first instant that is none of it, zero while no end is known
}

// CheckAbsence says what is wrong with an absence from the first day to the last, both included, as somebody typed it;
// a day that was not readable is zero. Days are as of the person's own zone, in which it is at.
func CheckAbsence(first, last, at time.Time) error {
	problems := errs.Problems{}
	y, m, d := at.Date()
	today := time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
	if first.IsZero() {
		problems.Add("from", "Choose the first day away.")
	}
	switch {
	case last.IsZero():
		problems.Add("to", "Choose the last day away.")
	case last.Before(first):
		problems.Add("to", "This is before the first day. Choose the last day away.")
	case last.Before(today):
		problems.Add("to", "This is already over. Choose a day from today on.")
	case !first.IsZero() && last.After(first.AddDate(1, 0, 0)):
		problems.Add("to", "This is longer than a year. Choose an earlier day.")
	}
	return problems.Err()
}
