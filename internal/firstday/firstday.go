// Package firstday says what a company needs before its first lead goes from marketing to sales, what of it is there,
// and what comes next.
package firstday

// State is what a company has so far. Only what is in use counts: no team that is retired, nobody who is disabled.
type State struct {
	Settled           bool // somebody set the currency and the time zone
	MarketingTeams    int
	SalesTeams        int
	TeamsWithHours    int // sales teams that have working hours
	Marketers         int
	Reps              int
	Managers          int
	MarketingManagers int // managers in a marketing team
	SalesManagers     int // managers in a sales team
	Signed            bool
	Campaigns         int
	Goals             int
	HandedOver        bool // a lead was
	Accepted          bool // a lead was
	Aside             bool // an admin put the checklist aside
}

// Kind is one of the steps.
type Kind string

// The steps, in their order: people need teams, a signature needs managers, and a lead needs all of them.
const (
	Company   Kind = "company"
	Teams     Kind = "teams"
	People    Kind = "people"
	Agreement Kind = "agreement"
	Campaign  Kind = "campaign"
	Goal      Kind = "goal"
	Lead      Kind = "lead"
)

// Lack is one thing that a step still needs.
type Lack string

// The lacks.
const (
	NoZone             Lack = "zone"
	NoMarketingTeam    Lack = "marketing team"
	NoSalesTeam        Lack = "sales team"
	NoHours            Lack = "hours"
	NoMarketer         Lack = "marketer"
	NoRep              Lack = "rep"
	NoManager          Lack = "manager"
	NoMarketingManager Lack = "marketing manager"
	NoSalesManager     Lack = "sales manager"
	NotSigned          Lack = "signatures"
	NoCampaign         Lack = "campaign"
	NoGoal             Lack = "goal"
	NothingHandedOver  Lack = "handoff"
	NothingAccepted    Lack = "acceptance"
)

// Step is one line of the checklist. It is done when it lacks nothing. Of the steps that are not done, the first is
// next.
type Step struct {
	Kind  Kind
	Lacks []Lack
	Next  bool
}

// Done reports whether the step lacks nothing.
func (s Step) Done() bool { return len(s.Lacks) == 0 }

// Steps are all steps in their order.
func (s State) Steps() []Step {
	steps := []Step{
		{Kind: Company, Lacks: lacks(NoZone, !s.Settled)},
		{Kind: Teams, Lacks: append(append(lacks(NoMarketingTeam, s.MarketingTeams == 0),
			lacks(NoSalesTeam, s.SalesTeams == 0)...), lacks(NoHours, s.SalesTeams > 0 && s.TeamsWithHours == 0)...)},
		{Kind: People, Lacks: s.people()},
		{Kind: Agreement, Lacks: lacks(NotSigned, !s.Signed)},
		{Kind: Campaign, Lacks: lacks(NoCampaign, s.Campaigns == 0)},
		{Kind: Goal, Lacks: lacks(NoGoal, s.Goals == 0)},
		{Kind: Lead, Lacks: append(lacks(NothingHandedOver, !s.HandedOver && !s.Accepted),
			lacks(NothingAccepted, s.HandedOver && !s.Accepted)...)},
	}
	for i := range steps {
		if !steps[i].Done() {
			steps[i].Next = true
			break
		}
	}
	return steps
}

// people are the people that a company lacks: somebody who hands over, somebody who answers, and who signs for each
// side. One manager alone signs for both.
func (s State) people() []Lack {
	all := append(lacks(NoMarketer, s.Marketers == 0), lacks(NoRep, s.Reps == 0)...)
	if s.Managers < 2 {
		return append(all, lacks(NoManager, s.Managers == 0)...)
	}
	return append(append(all, lacks(NoMarketingManager, s.MarketingManagers == 0)...),
		lacks(NoSalesManager, s.SalesManagers == 0)...)
}

func lacks(what Lack, missing bool) []Lack {
	if missing {
		return []Lack{what}
	}
	return nil
}

// Left is how many steps are not done.
func (s State) Left() (left int) {
	for _, step := range s.Steps() {
		if !step.Done() {
			left++
		}
	}
	return left
}

// Shown reports whether the checklist is the first page of an admin: something is left, and nobody put it aside.
func (s State) Shown() bool { return !s.Aside && s.Left() > 0 }
