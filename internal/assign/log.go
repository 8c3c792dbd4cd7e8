package assign

import (
	"time"

	"baton/internal/account"
	"baton/internal/lead"
)

// Line is one entry of the log: where a handoff went, why, and whether it counts in the share of who was given it.
type Line struct {
	Explanation
	Handoff  int64
	Lead     lead.ID
	LeadName string
	Dud      bool   // it was rejected for a reason that counts against quality, for good
	Credited string // who took it out of the share; "" when it counts
}

// LogAsk filters the log. A zero field filters nothing.
type LogAsk struct {
	Rule   RuleID
	Team   account.TeamID
	Person account.PersonID
	From   time.Time // what was assigned from here
	Until  time.Time // to before here
	Before LogPlace
}

// Narrow reports whether ask leaves out lines of the days that it asks for.
func (ask LogAsk) Narrow() bool { return ask.Rule != 0 || ask.Team != 0 || ask.Person != 0 }

// LogPlace is a place in the log, which is in the order of time. The zero place is its end.
type LogPlace struct {
	At      time.Time
	Handoff int64
}

// Log is one page of the log, the latest first. More is set when there are lines before the last.
type Log struct {
	Lines []Line
	More  bool
}

// LogDay is what the log has on a day and around it.
type LogDay struct {
	Lines   int       // of the day
	Earlier time.Time // the last line before the day; zero for none
	Later   time.Time // the first line after it; zero for none
}
