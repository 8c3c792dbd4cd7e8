package report

import (
	"time"

	"baton/internal/account"
	"baton/internal/lead"
)

// Promises are how what the agreement has both sides owe stands in a period. What is handed over counts on the day of
// submission, a lead once by its latest handoff of the period.
type Promises struct {
	HandedOver map[lead.Grade]int64
	Accepted   int64 // handoffs
	Contacted  Share // handoffs contacted in time, of the accepted that were contacted or whose time is over
	GivenUp    map[lead.Grade]GivenUp
	Questions  []Asked
}

// GivenUp is how many leads were given up in a period since nobody could be reached, and how often sales had tried to.
type GivenUp struct{ Leads, Attempts int64 }

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

// Tries is how often sales tried on average before it gave a lead up, and how often it should have, by how many
// attempts a lead of each grade is due; not known where it gave up none.
func (p Promises) Tries(due map[lead.Grade]int64) (each, owed float64, known bool) {
	var all GivenUp
	for grade, g := range p.GivenUp {
		all.Leads, all.Attempts = all.Leads+g.Leads, all.Attempts+g.Attempts
		owed += float64(g.Leads * due[grade])
	}
	if all.Leads == 0 {
		return 0, 0, false
	}
	return float64(all.Attempts) / float64(all.Leads), owed / float64(all.Leads), true
}

// AnsweredWithin is how many questions were answered within a working time, of those that were answered or whose time
// is over. took is how much of it lies between two instants for a team.
func (p Promises) AnsweredWithin(limit time.Duration, at time.Time,
	took func(team account.TeamID, from, until time.Time) time.Duration) (s Share) {
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
