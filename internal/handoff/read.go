package handoff

import (
	"time"

	"baton/internal/account"
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

// PageSize is how many rows a list shows at once.
const PageSize = 50

// SubmissionsPage is how many submissions a page shows: each has a sentence of sales, an answer to write or both.
const SubmissionsPage = 20

// Waiting is one row of the queue.
type Waiting struct {
	ID        ID
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
	ID        ID
	Name      string
	OwnerName string // "" in the pool
	QueuedAt  time.Time
}

// History is all there is to read about a lead.
type History struct {
	Lead      lead.Lead
	Source    string
	Campaign  string
	Persona   string
	BackAt    time.Time        // when a recycled lead comes back
	Handoffs  []PastHandoff    // the latest first
	Events    []PastEvent      // the latest first
	Touches   []lead.Touch     // the latest first
	Scores    []PastScore      // in the order of time, the last 100 at most
	Attempts  []PastAttempt    // of all handoffs, the latest first
	Corrected []Correction     // by sales, the latest first
	Notes     []lead.FieldNote // that sales took from it, the latest first
}

// NextNumber is the number that the next handoff of the lead has.
func (h *History) NextNumber() int {
	if len(h.Handoffs) == 0 {
		return 1
	}
	return h.Handoffs[0].Number + 1
}

// PastHandoff is a handoff with the words around it.
type PastHandoff struct {
	Handoff
	SubmittedByName string
	TeamName        string
	Source          string
	Campaign        string
	ReasonWords     string
	OutcomeByName   string
	OutcomeReason   string
	Questions       []PastQuestion
	Opinions        []Opinion   // the latest first
	Recyclings      []Recycling // those with words, the latest first, without those that were taken back
}

// PastQuestion is a question with the names of who asked and answered.
type PastQuestion struct {
	Question
	ByName, AnsweredByName string
}

// PastEvent is an event with its actor's name and side.
type PastEvent struct {
	Kind    EventKind
	Handoff ID
	By      string // "" where Baton did it itself
	Role    account.Role
	At      time.Time
	Data    map[string]any
}

// PastAttempt is a contact attempt of a handoff with the name of who made it.
type PastAttempt struct {
	Attempt
	Handoff ID
	ByName  string
}

// ListedLead is a lead in a list, with its latest
type ListedLead struct {
	ID         lead.ID
	Name       string
	JobTitle   string
	Company    string
	Campaign   string
	Stage      lead.Stage
	Version    int
	Captured   time.Time
	Author     string
	Handoff    ID // 0 where it was never handed over
	Number     int
	Grade      lead.Grade
	Level      lead.Level
	Submitted  time.Time
	DueAt      time.Time
	PausedAt   time.Time
	Owner      string
	OwnerID    account.PersonID
	Team       string
	TeamID     account.TeamID
	Waits      time.Time // a date that the lead named
	Verdict    Verdict
	VerdictAt  time.Time
	VerdictBy  string
	Reason     string
	Feedback   string
	Question   string // that waits for an answer
	QuestionBy string
	ContactDue time.Time
	Contacted  time.Time
	Outcome    Outcome
	OutcomeAt  time.Time
	ValueCents int64
	WonCents   int64
	Currency   string
}

// LeadList is one page of a list. More is set when there are rows after the last.
type LeadList struct {
	Rows    []ListedLead
	More    bool
	Counts  map[string]int // of each view of the list, 100 at most
	Total   int            // of all pages, where the list counts them
	AtLeast bool           // there are more than Total, or may be
}

// Counts are how much waits for a person, each 100 at most.
type Counts struct {
	Queue    int // handoffs that wait for the person's teams
	Mine     int // accepted leads that the person works on
	Waiting  int // handed over without a verdict, of the submissions that the person is shown first
	Returned int // of the person's marketing team: what came back, and what sales asks
	Unread   int // in the person's inbox
}

// Choices are what a form offers beside a lead, without what is retired.
type Choices struct {
	Sources   []lead.Source
	Campaigns []lead.Campaign
	Personas  []lead.Persona
}

// TouchPage is a page of the touches of a lead, the latest first.
type TouchPage struct {
	Lead    lead.ID
	Touches []KeptTouch
	More    bool // older ones follow
}

// KeptTouch is a touch with the id that it has.
type KeptTouch struct {
	ID int64
	lead.Touch
}

// TouchMark is a place in the touches of a lead: right after the one with this time and id. The zero TouchMark is before all of them.
type TouchMark struct {
	At time.Time
	ID int64
}
