package report

import (
	"time"

	"baton/internal/account"
	"baton/internal/lead"
)

// Promises are how what the agreement has both sides owe stands in a period. Handoffs count on the day on which they were submitted.
type Promises struct {
	HandedOver        map[lead.Grade]int64
	Contacted         Share // contacted in time, of the accepted that were contacted or whose time is over
	GivenUp, Attempts int64 // leads given up in the period since nobody could be reached, and how often sales tried to
	Questions         []Asked
}

// Asked is a question to marketing, with when it was answered; zero while it waits.
type Asked struct {
	Team         account.TeamID // of marketing
	At, Answered time.Time
}

// Handed is how many leads of a grade were handed over, of any with "".
func (p Promises) Handed(grade lead.Grade) int64 {
	if grade != "" {
		return p.HandedOver[grade]
	}
	var all int64
	for _, n := range p.HandedOver {
		all += n
	}
	return all
}

// Tries is how often sales tried on average before it gave a lead up; not known where it gave up none.
func (p Promises) Tries() (each float64, known bool) {
	if p.GivenUp == 0 {
		return 0, false
	}
	return float64(p.Attempts) / float64(p.GivenUp), true
}

// AnsweredWithin is how many questions were answered within a working time, of those that were answered or whose time is over. took is how
// much of it lies between two instants for a team.
func (p Promises) AnsweredWithin(limit time.Duration, at time.Time, took func(team account.TeamID, from, until time.Time) time.Duration) (s Share) {
	for _, q := range p.Questions {
		until := q.Answered
		if until.IsZero() {
			until = at
		}
		late := took(q.Team, q.At, until) > limit
		if q.Answered.IsZero() && !late {
			continue
		}
		s.Of++
		if !late {
			s.N++
		}
	}
	return s
}
