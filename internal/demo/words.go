package demo

import (
	"time"

	"baton/internal/lead"
)

// campaign is a campaign and the people whom it brings.
type campaign struct {
	name    string
	from    string // the name of the source
	team    string
	weight  float64      // how many leads it brings, compared with the others
	monthly float64      // costs per month, in the currency of the company, for 2,000 leads
	months  []time.Month // the months in which it runs; empty means all
	kind    string       // the kind of its touches
	curious bool         // small companies only want to learn, and sales rejects nearly all of them
	audience

	id     lead.CampaignID
	source lead.SourceID
}

// audience is whom a campaign brings, as shares from 0 to 1.
type audience struct {
	small, large float64 // companies below 50 people, and from 1,000
	senior       float64 // people who decide
	phone        float64 // people who leave a phone number
	eager        float64 // people who say what they want
}

var sourceNames = []string{"Paid search", "Organic search", "Webinar", "Trade fair", "Referral", "Newsletter",
	"Social ads", "Content download", "Website form"}

var campaigns = []campaign{
	{name: "Google Ads, demo requests", from: "Paid search", team: demandTeam, weight: 2.6, monthly: 6200, kind: "form",
		audience: audience{0.22, 0.14, 0.45, 0.85, 0.7}},
	{name: "Website, price enquiries", from: "Website form", team: demandTeam, weight: 2.0, monthly: 900, kind: "form",
		audience: audience{0.18, 0.2, 0.5, 0.8, 0.85}},
	{name: "Webinar, cold chain", from: "Webinar", team: demandTeam, weight: 2.4, monthly: 2600, kind: "webinar",
		curious: true, audience: audience{0.46, 0.22, 0.4, 0.6, 0.4}},
	{name: "Newsletter, autumn", from: "Newsletter", team: demandTeam, weight: 3.4, monthly: 4800,
		months: []time.Month{time.September, time.October, time.November}, kind: "reply",
		audience: audience{0.82, 0.02, 0.3, 0.45, 0.2}},
	{name: "LinkedIn, operations leaders", from: "Social ads", team: demandTeam, weight: 1.4, monthly: 5100, kind: "form",
		audience: audience{0.2, 0.3, 0.65, 0.5, 0.3}},
	{name: "Guide: the calm warehouse", from: "Content download", team: demandTeam, weight: 1.6, monthly: 1400,
		kind: "form", audience: audience{0.36, 0.12, 0.25, 0.4, 0.15}},
	{name: "Trade fair, Munich", from: "Trade fair", team: partnerTeam, weight: 4.0, monthly: 18500,
		months: []time.Month{time.May}, kind: "event", audience: audience{0.15, 0.3, 0.5, 0.9, 0.6}},
	{name: "Partner referrals", from: "Referral", team: partnerTeam, weight: 1.1, monthly: 700, kind: "submission",
		audience: audience{0.08, 0.3, 0.65, 0.9, 0.9}},
	{name: "Customer evenings", from: "Referral", team: partnerTeam, weight: 0.7, monthly: 2100, kind: "event",
		audience: audience{0.1, 0.35, 0.6, 0.85, 0.7}},
	{name: "Retargeting, spring", from: "Social ads", team: demandTeam, weight: 1.3, monthly: 3300,
		months: []time.Month{time.March, time.April, time.May, time.June}, kind: "visit",
		audience: audience{0.4, 0.1, 0.3, 0.45, 0.2}},
}

// industries are those that the company sells to. elsewhere are others.
var (
	industries = []string{"Food and beverage", "Logistics", "Retail", "Pharma", "Manufacturing", "Chemicals", "Wholesale",
		"Agriculture", "Automotive", "Packaging"}
	elsewhere = []string{"Education", "Consulting", "Public sector", "Media"}
)

var (
	seniorTitles = []string{"Head of Logistics", "Operations Director", "COO", "VP Supply Chain", "Founder",
		"Director of Quality", "Head of Procurement", "Owner", "CEO"}
	middleTitles = []string{"Warehouse Manager", "Supply Chain Manager", "Logistics Lead", "Quality Manager",
		"Transport Manager", "Shift Supervisor"}
	juniorTitles  = []string{"Buyer", "Logistics Specialist", "Planner", "Dispatcher", "Quality Engineer", "Assistant"}
	studentTitles = []string{"Student", "Intern", "Working Student"}
)

var eagerNotes = []string{
	"Asked for a demo for two sites. Their contract with the present supplier ends at the end of the quarter.",
	"Wants prices for 40 vehicles and 3 warehouses. Prefers a call in the morning.",
	"Visited the price page three times this week and asked how long the set-up takes.",
	"Spoke with us after the talk. They lost a delivery in the heat last summer and want alarms on phones.",
	"Has a budget this year and needs three offers. Two competitors are in already.",
	"Was sent to us by a customer. Wants to see the same report that they have.",
	"Opens a second warehouse in spring and wants to begin there, the old one would follow.",
	"Their auditor asked for temperature records without gaps. They keep them on paper today.",
}

var shortNotes = []string{"Downloaded the guide.", "Attended to the end.", "Came by the stand.",
	"Replied to the newsletter.", "", ""}

// feedback is what reps write to marketing, by the code of the reason.
var feedback = map[string][]string{
	"wrong_size": {"Nine people and one van. We are far too much for them.",
		"A family bakery with six people; they wanted a spreadsheet.",
		"Too small: the licence alone is more than they spend on transport.",
		"Four employees. Please ask for the size before you send these.", "They are twelve people and plan no growth."},
	"wrong_industry": {"They teach logistics, they do not do any.",
		"A consultancy that compares suppliers for its clients.", "A public office; they buy by tender only."},
	"wrong_role": {"An assistant who collects brochures; the person who decides is another.",
		"Has no say in this and could not tell me who has.", "Friendly, but looks after the canteen."},
	"bad_phone": {"The number rings at a pharmacy.", "Number does not exist, and the mail was not answered."},
	"bad_email": {"My mail came back: no such address.", "The domain is for sale."},
	"missing_information": {"No number, no size, no note. I cannot call an e-mail address.",
		"Which of their five sites is this about? Please ask before you send it."},
	"no_activity":               {"Opened one mail in March. Nothing since.", "They remember neither us nor the guide."},
	"student_competitor_vendor": {"Writes a thesis and wants our figures.", "Sells to us, does not buy from us."},
	"wrong_territory": {"Their head office is in another region; it decides.",
		"All buying is done from their parent abroad."},
	"existing_customer": {"They are a customer since last year, under their old name."},
	"duplicate":         {"The same person as last week, with another address."},
	"other":             {"They are being taken over and buy nothing until summer."},
}

var questionWords = [][2]string{
	{"Do they mean all sites or only the one in the note?", "Only the one in the note; the others follow next year."},
	{"Who asked for the offer: the plant or the head office?", "The plant. The head office signs above 50,000."},
	{"Is there a number on which I reach them before noon?", "Added it to the lead. Best between 8 and 10."},
	{"Did they say what they use today?", "Paper lists and a thermometer, they said at the stand."},
	{"Is this the same company that we lost in spring?", "The same name, another company. I checked the register."},
}

var attemptNotes = []string{"Spoke for ten minutes, interested.", "Asked to be called back on Thursday.",
	"Left a message with the front desk.", "Sent the short overview and two dates.",
	"Wants to see it with the plant manager.", "", "", ""}

var lostWords = []string{"Chose the cheaper offer.", "Stay with what they have for another year.",
	"The project was stopped by their board.", "They build it themselves.", ""}
