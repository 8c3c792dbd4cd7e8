package handoff

import (
	"time"

	"baton/internal/account"
	"baton/internal/lead"
)

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
