package lead

import "time"

// Source is a channel that leads come from.
type Source struct {
	ID   SourceID
	Name string
}

// Campaign is an effort of marketing that brings leads and costs money.
type Campaign struct {
	ID      CampaignID
	Name    string
	Source  SourceID
	Retired bool
	Version int
}

// Persona is a kind of customer that both teams know.
type Persona struct {
	ID          PersonaID
	Name        string
	Description string
	When        Condition // who belongs to it; empty for only those who are said to
	Requires    []string  // the fields that a lead of it needs to be handed over
	Words       PersonaWords
	Retired     bool
	Version     int
}

// PersonaWords are the words to use with a kind of customer: how to speak to them, what to say and what not.
type PersonaWords struct {
	Speak, Say, Avoid string
}

// Spend is what a campaign cost from its first to its last day. It accrues evenly by day. Cents are minor units of the
// company's currency where it is entered and listed, and hundredths of it in reports.
type Spend struct {
	ID       int64
	Campaign CampaignID
	Starts   time.Time
	Ends     time.Time
	Cents    int64
}

// Touch is one marketing contact of a lead. The first is never overwritten; a new enquiry is a new touch on the old
// lead.
type Touch struct {
	Kind                     string
	Source                   SourceID
	Campaign                 CampaignID
	SourceName, CampaignName string // when read back
	UTM                      UTM
	Note                     string
	RecordedBy               string
	At                       time.Time
}

// UTM are the marks that a link carried.
type UTM struct {
	Source, Medium, Campaign, Term, Content string
}
