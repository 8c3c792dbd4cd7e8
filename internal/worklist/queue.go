// Package worklist has the lists of leads that people work from: the queue of sales, the submissions of marketing, and
// all leads. Nobody writes them: the store reads them for pages.
package worklist

import (
	"time"

	"baton/internal/account"
	"baton/internal/handoff"
	"baton/internal/lead"
)

// QueueView is a part of the queue.
type QueueView string

// The views of the queue.
const (
	ForMe    QueueView = "mine"     // what the person holds
	MyTeam   QueueView = "team"     // what waits for their teams, held or pooled
	PastTime QueueView = "late"     // of those, what is past its time
	Returned QueueView = "returned" // what their teams sent back and marketing has
	Disputes QueueView = "disputes" // what a manager has to rule on
)

// Waiting is one row of the queue.
type Waiting struct {
	ID        handoff.ID
	Lead      lead.ID
	Version   int
	Name      string
	JobTitle  string
	Company   string
	Source    string
	Campaign  string
	Grade     lead.Grade
	Level     lead.Level
	Opined    lead.Grade // by somebody in sales, the latest; "" for nobody
	Explored  bool       // let through without the score that the definition asks for
	Number    int
	Team      account.TeamID
	Owner     account.PersonID
	OwnerName string
	QueuedAt  time.Time
	DueAt     time.Time
	PausedAt  time.Time
	OwnedAt   time.Time
	OwnerDue  time.Time // of the present owner
	Waits     time.Time // a date that the lead named
	Reason    string    // of a returned one
	Answered  bool      // marketing has answered a question
}

// QueueCounts are how many handoffs the views hold, each 100 at most.
type QueueCounts struct {
	Mine, Team, Late, Returned int
	Disputes                   int // 0 for who is no manager
}

// QueuePage is one page of a view with the counts of all. More is set when there are rows after the last.
type QueuePage struct {
	Rows   []Waiting
	More   bool
	Counts QueueCounts
	JustIn []JustIn // in the view ForMe: what others of the person's teams got, the latest first
}

// How long a lead of the team counts as just in, and how many of them the queue names.
const (
	JustInFor = 15 * time.Minute
	MaxJustIn = 3
)

// JustIn is a lead that has just arrived for a team: a colleague has it, or it is in the pool.
type JustIn struct {
	ID        handoff.ID
	Name      string
	OwnerName string // "" in the pool
	QueuedAt  time.Time
}
