package worklist

import (
	"time"

	"baton/internal/account"
	"baton/internal/handoff"
	"baton/internal/lead"
)

// PageSize is how many rows a list shows at once.
const PageSize = 50

// SubmissionsPage is how many submissions a page shows: each has a sentence of sales, an answer to write or both.
const SubmissionsPage = 20

// CountMost is how far the leads of a list are counted where that takes a look at each.
const CountMost = 1000

// A LeadAsk is which of all leads a list has, and in what order. What is zero leaves nothing out.
type LeadAsk struct {
	Search        string // as typed; see lead.ReadSearch
	Stage         lead.Stage
	Grade         lead.Grade       // as it is now
	MarketingTeam account.TeamID   // that captured it
	SalesTeam     account.TeamID   // of its latest handoff
	Owner         account.PersonID // of its latest handoff
	Source        lead.SourceID    // that it came from first
	Campaign      lead.CampaignID
	From, Until   time.Time // captured from one to before the other
	Order         LeadOrder
	After         lead.ID // the last lead of the page before; 0 for the first page
}

// Narrow reports whether ask leaves any lead out.
func (ask LeadAsk) Narrow() bool {
	ask.Order, ask.After = "", 0
	return ask != LeadAsk{}
}

// A LeadOrder is what leads are sorted by.
type LeadOrder string

// The orders of a list of leads.
const (
	Newest            LeadOrder = "newest"
	Oldest            LeadOrder = "oldest"
	ByName            LeadOrder = "name"
	ByNameBackward    LeadOrder = "name-z"
	ByCompany         LeadOrder = "company"
	ByCompanyBackward LeadOrder = "company-z"
)

// Whose says whose submissions a list has.
type Whose string

// Whose submissions there are.
const (
	OfMine   Whose = "mine"
	OfMyTeam Whose = "team"
)

// SubmissionsOf is whose submissions p is shown first: a marketer their own, who manages all of their team.
func SubmissionsOf(p account.Person) Whose {
	if p.Role == account.Marketer {
		return OfMine
	}
	return OfMyTeam
}

// A SubmissionAsk is which submissions a list has.
type SubmissionAsk struct {
	View   string
	Whose  Whose
	Search string
	After  lead.ID // the last lead of the page before; 0 for the first page
}

// ListedLead is a lead in a list, with its latest handoff.
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
	Handoff    handoff.ID // 0 where it was never handed over
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
	Verdict    handoff.Verdict
	VerdictAt  time.Time
	VerdictBy  string
	Reason     string
	Feedback   string
	Question   string // that waits for an answer
	QuestionBy string
	ContactDue time.Time
	Contacted  time.Time
	Outcome    handoff.Outcome
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

// RepUncontacted is how much a rep has accepted and nobody has contacted.
type RepUncontacted struct {
	Rep    account.PersonID
	Name   string
	Team   account.TeamID
	Leads  int64
	Late   int64     // past the time for the first contact
	Waits  int64     // for a date that the lead named
	Oldest time.Time // when the oldest of them was accepted
}
