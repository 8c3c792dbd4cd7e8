package report

import (
	"net/url"
	"strconv"
	"time"

	"baton/internal/account"
	"baton/internal/agreement"
	"baton/internal/lead"
)

// Metric is a number on the dashboard that has leads behind it, or handoffs where HandoffsCounted says so.
type Metric string

// The metrics with leads behind them. QualifiedOn and WonOn go by the day of the event, Captured and HandedOver by that
// of capture, all others by that of the handoff.
const (
	Captured     Metric = "captured"
	HandedOver   Metric = "handed_over"
	Submitted    Metric = "submitted"
	Waiting      Metric = "waiting"
	Decided      Metric = "decided"
	Accepted     Metric = "accepted"
	Rejected     Metric = "rejected"
	Recalled     Metric = "recalled"
	InTime       Metric = "in_time"
	Late         Metric = "late"
	Overdue      Metric = "overdue"
	Worked       Metric = "worked"
	Qualified    Metric = "qualified"
	Disqualified Metric = "disqualified"
	Won          Metric = "won"
	Lost         Metric = "lost"
	Handoffs     Metric = "handoffs"
	Procedural   Metric = "rejected_procedural"
	QualifiedOn  Metric = "qualified_on"
	WonOn        Metric = "won_on"
)

// metrics hold what each metric counts and how the list behind it is called.
var metrics = map[Metric]struct {
	of    func(Totals) int64
	words string
}{
	Captured:     {func(t Totals) int64 { return t.Captured }, "captured"},
	HandedOver:   {func(t Totals) int64 { return t.HandedOver }, "captured and handed over"},
	Submitted:    {func(t Totals) int64 { return t.Submitted }, "handed over"},
	Waiting:      {Totals.Waiting, "waiting for an answer"},
	Decided:      {Totals.Decided, "answered by sales"},
	Accepted:     {func(t Totals) int64 { return t.Accepted }, "accepted by sales"},
	Rejected:     {func(t Totals) int64 { return t.Rejected }, "rejected by sales"},
	Recalled:     {func(t Totals) int64 { return t.Recalled }, "taken back by marketing"},
	InTime:       {func(t Totals) int64 { return t.DecidedInTime }, "answered on time"},
	Late:         {Totals.Late, "answered late or overdue"},
	Handoffs:     {func(t Totals) int64 { return t.Handoffs }, "from marketing to sales"},
	Procedural:   {nil, "rejected for a procedural reason"},
	QualifiedOn:  {func(t Totals) int64 { return t.QualifiedOn }, "qualified"},
	WonOn:        {func(t Totals) int64 { return t.WonOn }, "won"},
	Overdue:      {func(t Totals) int64 { return t.Overdue }, "overdue"},
	Worked:       {func(t Totals) int64 { return t.Worked }, "contacted by sales"},
	Qualified:    {func(t Totals) int64 { return t.Qualified }, "qualified"},
	Disqualified: {func(t Totals) int64 { return t.Disqualified }, "disqualified"},
	Won:          {func(t Totals) int64 { return t.Won }, "won"},
	Lost:         {func(t Totals) int64 { return t.Lost }, "lost"},
}

// Known reports whether m is a metric.
func (m Metric) Known() bool { _, known := metrics[m]; return known }

// Of is the number that m counts in t; 0 where totals do not tell it.
func (m Metric) Of(t Totals) int64 {
	if known, ok := metrics[m]; ok && known.of != nil {
		return known.of(t)
	}
	return 0
}

// Words end a sentence such as "231 leads handed over".
func (m Metric) Words() string { return metrics[m].words }

// Told reports whether totals tell what m counts. What they do not is counted by its list.
func (m Metric) Told() bool { return metrics[m].of != nil }

// HandoffsCounted reports whether m counts handoffs, so that a lead that was handed over twice is in it twice.
// Everything else counts a lead once, by its latest handoff of the period.
func (m Metric) HandoffsCounted() bool {
	switch m {
	case InTime, Late, OwnerInTime, OwnerLate, ContactInTime, ContactLate, Answered, Recycled, Revived, Handoffs:
		return true
	}
	return false
}

// ByClosing reports whether m goes by the day on which a lead was qualified or won, whenever it was handed over.
func (m Metric) ByClosing() bool { return m == QualifiedOn || m == WonOn }

// NoCampaign stands in a filter for what came without a campaign, AnyCampaign for what came with one.
const (
	NoCampaign  lead.CampaignID = -1
	AnyCampaign lead.CampaignID = -2
)

// Filter names the leads behind a number.
type Filter struct {
	Scope
	Metric   Metric
	Campaign lead.CampaignID    // 0 is any
	Reason   agreement.ReasonID // 0 is any; only of what was sent back
	Who      Who                // one person, source or persona, or nobody in particular
}

// Seen is how many leads are behind a number, and how many of them the person who asks may not see: those are counted
// up to HiddenMost. Campaign and Who are the names of the filter's, "" where it has none.
type Seen struct {
	Total, Hidden int64
	Campaign, Who string
}

// HiddenMost is where the count of hidden leads ends.
const HiddenMost = 1000

// Query is f as the query of an address.
func (f Filter) Query() url.Values {
	q := url.Values{
		"behind": {string(f.Metric)}, "from": {f.First.Format(time.DateOnly)}, "to": {f.Last.Format(time.DateOnly)},
	}
	if f.Team != 0 {
		q.Set("team", strconv.FormatInt(int64(f.Team), 10))
	}
	switch {
	case f.Campaign == NoCampaign:
		q.Set("campaign", "none")
	case f.Campaign == AnyCampaign:
		q.Set("campaign", "any")
	case f.Campaign != 0:
		q.Set("campaign", strconv.FormatInt(int64(f.Campaign), 10))
	}
	if f.Reason != 0 {
		q.Set("reason", strconv.FormatInt(int64(f.Reason), 10))
	}
	if kind, id, _ := f.Who.Kind(); kind != Everybody {
		q.Set(string(kind), strconv.FormatInt(id, 10))
	}
	switch f.Who.Role {
	case Submitter:
		q.Set("as", "submitter")
	case Owner, Holder:
		q.Set("as", "owner")
	}
	return q
}

// asRole are the names in an address of what a person has to do with leads.
var asRole = map[string]Role{"submitter": Submitter, "owner": Owner}

// readWho is the one person, source or persona that a query names, the first of them.
func readWho(q url.Values) Who {
	for _, kind := range []Kind{OfPerson, OfSource, OfPersona} {
		if id := id(q.Get(string(kind))); id != 0 {
			w := Who{Whose: WhoseOf(kind, id)}
			if kind == OfPerson {
				w.Role = asRole[q.Get("as")]
			}
			return w
		}
	}
	return Who{}
}

// ReadFilter is the filter that a query names; not ok when it names none, or days that are none. Days are of zone.
func ReadFilter(q url.Values, zone *time.Location) (f Filter, ok bool) {
	period, err := OwnDays(q.Get("from"), q.Get("to"), zone)
	f = Filter{Scope: Scope{Period: period, Team: account.TeamID(id(q.Get("team")))}, Metric: Metric(q.Get("behind")),
		Campaign: lead.CampaignID(id(q.Get("campaign")))}
	switch q.Get("campaign") {
	case "none":
		f.Campaign = NoCampaign
	case "any":
		f.Campaign = AnyCampaign
	}
	f.Who = readWho(q)
	if f.Metric == Rejected {
		f.Reason = agreement.ReasonID(id(q.Get("reason")))
	}
	return f, err == nil && f.Metric.Known()
}

// id is a positive number, 0 for anything else.
func id(typed string) int64 {
	n, err := strconv.ParseInt(typed, 10, 64)
	if err != nil || n < 0 {
		return 0
	}
	return n
}
