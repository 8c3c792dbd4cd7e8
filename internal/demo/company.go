package demo

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"time"

	"baton/internal/account"
	"baton/internal/agreement"
	"baton/internal/assign"
	"baton/internal/count"
	"baton/internal/intake/past"
	"baton/internal/lead"
)

// region is a part of the world with sales teams of its own.
type region struct {
	team      string
	zone      string
	home      string // the country of its public holidays
	countries []string
	week      []agreement.Interval
}

var regions = []region{
	{"EMEA mid-market", "Europe/Berlin", "DE", []string{"DE", "FR", "IT", "PL", "CZ", "SE", "FI", "NL"},
		hours(9*60, 18*60)},
	{"UK and Ireland", "Europe/London", "GB", []string{"GB", "IE"}, hours(9*60, 17*60+30)},
	{"North America", "America/New_York", "US", []string{"US", "CA"}, hours(8*60+30, 17*60+30)},
	{"Iberia and Latin America", "Europe/Madrid", "ES", []string{"ES", "PT", "BR", "MX"},
		append(hours(9*60, 14*60), hours(16*60, 19*60)...)},
}

// hours returns a week of working days, from Monday to Friday. from and to are minutes of the day.
func hours(from, to int) (week []agreement.Interval) {
	for day := time.Monday; day <= time.Friday; day++ {
		week = append(week, agreement.Interval{Day: day, From: from, To: to})
	}
	return week
}

// The first of each list is a person of the sign-in page.
var (
	marketerNames = []string{"Mia Torres", "Lukas Brandt", "Aoife Byrne", "Élodie Marchand"}
	repNames      = []string{"Dana Kim", "Viktor Lindqvist", "Giulia Ferri", "Harriet Shaw", "Oisín Walsh", "Priya Raman",
		"Marcus Bell", "Ximena Duarte", "Tyler Nguyen", "Inés Castaño", "Rui Carvalho", "Camila Andrade"}
	managers = []struct {
		name  string
		teams func(c *past.Company) []account.Membership
	}{
		{"Jo Okafor", first(account.Sales)}, {"Nadia Haddad", rest(account.Sales)},
		{marketingManager, all(account.Marketing)},
	}
)

// weights are those of reps who get more leads than others. skills are what reps know.
var (
	weights = map[string]int{"Dana Kim": 2, "Priya Raman": 2, "Inés Castaño": 3}
	skills  = map[string][]string{
		"Dana Kim": {"french", "german"}, "Viktor Lindqvist": {"swedish"}, "Giulia Ferri": {"french", "italian"},
		"Marcus Bell": {"warehouse"},
		"Priya Raman": {"warehouse"}, "Ximena Duarte": {"spanish"}, "Inés Castaño": {"spanish"},
		"Rui Carvalho": {"portuguese"}, "Camila Andrade": {"portuguese", "spanish"},
	}
)

const (
	slowRep       = "Viktor Lindqvist"
	awayRep       = "Priya Raman"
	leavingRep    = "Giulia Ferri"
	demandTeam    = "Demand generation"
	partnerTeam   = "Partner marketing"
	usualCapacity = 12
)

// all chooses the teams of a side.
func all(side account.Side) func(*past.Company) []account.Membership {
	return func(c *past.Company) (teams []account.Membership) {
		for _, t := range c.Teams {
			if t.Side == side {
				teams = append(teams, account.Membership{Name: t.Name, Side: t.Side})
			}
		}
		return teams
	}
}

// first chooses the first half of the teams of a side.
func first(side account.Side) func(*past.Company) []account.Membership {
	return func(c *past.Company) []account.Membership {
		teams := all(side)(c)
		return teams[:(len(teams)+1)/2]
	}
}

// rest chooses the second half of the teams of a side.
func rest(side account.Side) func(*past.Company) []account.Membership {
	return func(c *past.Company) []account.Membership {
		teams := all(side)(c)
		return teams[(len(teams)+1)/2:]
	}
}

// company makes the company with so many reps.
func (p *Plan) company(reps int) *past.Company {
	c := &past.Company{Zone: "Europe/Berlin", Currency: "EUR", Teams: []past.Team{
		{Team: account.Team{Name: demandTeam, Side: account.Marketing, Zone: "Europe/Berlin", Country: "DE"},
			Week: hours(9*60, 18*60)},
		{Team: account.Team{Name: partnerTeam, Side: account.Marketing, Zone: "Europe/London", Country: "GB"},
			Week: hours(9*60, 17*60+30)},
	}}
	for _, r := range regions {
		for n := range p.clones {
			c.Teams = append(c.Teams,
				past.Team{Team: account.Team{Name: r.name(n), Side: account.Sales, Zone: r.zone, Country: r.home}, Week: r.week})
		}
	}
	p.addPeople(c, reps)
	for _, s := range sourceNames {
		c.Sources = append(c.Sources, lead.Source{Name: s})
	}
	for _, x := range campaigns {
		c.Campaigns = append(c.Campaigns,
			past.Campaign{Campaign: lead.Campaign{Name: x.name}, From: x.from, Spend: p.spend(x)})
	}
	p.addPersonas(c)
	p.addRules(c)
	p.addGoals(c)
	p.addAgreement(c)
	return c
}

// name returns the name of team n of a region. Most companies have one team in each.
func (r region) name(n int) string {
	if n == 0 {
		return r.team
	}
	return fmt.Sprintf("%s %d", r.team, n+1)
}

func (p *Plan) addPeople(c *past.Company, reps int) {
	since := p.Since()
	add := func(email, name string, role account.Role, capacity int, hash string, teams ...account.Membership) {
		c.People = append(c.People, past.Person{PasswordHash: hash, Since: since, Person: account.Person{
			Email: email, Name: name, Role: role, Capacity: capacity, Weight: cmp.Or(weights[name], 1), Skills: skills[name],
			Teams: teams,
		}})
	}
	signIn := func(n int, role, name string) (email, hash string) {
		if n == 0 {
			return role + "@demo.example", p.options.PasswordHash
		}
		return address(name) + "@demo.example", ""
	}
	email, hash := signIn(0, "admin", "")
	add(email, "Alex Moreau", account.Admin, usualCapacity, hash)
	for n, m := range managers {
		email, hash := signIn(n, "manager", m.name)
		if m.name == marketingManager {
			hash = p.options.PasswordHash
		}
		add(email, m.name, account.Manager, usualCapacity, hash, m.teams(c)...)
	}
	marketing := all(account.Marketing)(c)
	for n, name := range marketerNames {
		email, hash := signIn(n, "marketer", name)
		add(email, name, account.Marketer, usualCapacity, hash, marketing[n/2])
	}
	sales := all(account.Sales)(c)
	capacity := usualCapacity
	if p.open > reps*usualCapacity/2 {
		capacity = 60
	}
	for n := range reps {
		name := repName(n)
		email, hash := signIn(n, "rep", name)
		add(email, name, account.Rep, capacity, hash, sales[n*len(sales)/reps])
		rep := &c.People[len(c.People)-1]
		rep.Away, rep.Served = p.away(name), p.served(reps, n == 0)
	}
}

// owedToFirst is how many leads fewer than the others the rep of the sign-in page has had, for a weight of 1. So the
// next leads go to that rep at any hour.
const owedToFirst = 2

// served returns how many handoffs a rep was assigned, for a weight of 1. The number is the same for everybody except
// the rep of the sign-in page.
func (p *Plan) served(reps int, first bool) float64 {
	return math.Round(float64(p.options.Leads)/float64(reps)) + owedToFirst*float64(count.If(!first))
}

// away returns the absences of a rep. One rep is on holiday now, and another will be soon.
func (p *Plan) away(name string) []agreement.Absence {
	y, m, d := p.options.Now.UTC().Date()
	from := map[string]int{awayRep: -2, leavingRep: 5}
	days, is := from[name]
	if !is {
		return nil
	}
	first := time.Date(y, m, d+days, 0, 0, 0, 0, time.UTC)
	return []agreement.Absence{{From: first, To: first.AddDate(0, 0, 9)}}
}

// repName returns the name of rep n. After the names of the company come combinations of other names.
func repName(n int) string {
	if n < len(repNames) {
		return repNames[n]
	}
	n -= len(repNames)
	culture := cultures[n%len(cultures)]
	n /= len(cultures)
	name := culture.first[n%len(culture.first)] + " " + culture.last[(n*7+3)%len(culture.last)]
	if n >= len(culture.first) {
		name += fmt.Sprintf(" %d", n/len(culture.first)+1)
	}
	return name
}

// addRules adds the assignment rules. Leads of large companies go to the rep who works with the company, the largest
// companies in the UK to one rep, and French leads to a rep who speaks French. The leads of each region go to its
// teams, by industry if there are several. Leads with grade D in North America stay in the pool.
func (p *Plan) addRules(c *past.Company) {
	add := func(r past.Rule) {
		r.Position = len(c.Rules) + 1
		c.Rules = append(c.Rules, r)
	}
	is := func(field string, values ...string) lead.Condition {
		return lead.Condition{Field: field, Op: "is", Value: lead.Operand{Texts: values}}
	}
	add(past.Rule{Rule: assign.Rule{Name: "Large companies we know", Target: assign.ToAccount,
		When: lead.Condition{Field: "company_size", Op: "at_least", Value: lead.Operand{Numbers: []int{1000}}}}})
	add(past.Rule{ForPerson: "Harriet Shaw",
		Rule: assign.Rule{Name: "Largest in the UK", Target: assign.ToPerson, When: lead.Condition{All: []lead.Condition{
			is("country", "GB", "IE"), {Field: "company_size", Op: "at_least", Value: lead.Operand{Numbers: []int{5000}}}}}}})
	if p.clones == 1 {
		add(past.Rule{For: regions[0].team,
			Rule: assign.Rule{Name: "France", When: is("country", "FR"), Skills: []string{"french"}}})
		add(past.Rule{For: regions[2].team, Rule: assign.Rule{Name: "North America, grade D", Target: assign.ToPool,
			When: lead.Condition{All: []lead.Condition{is("country", regions[2].countries...), is("grade", "D")}}}})
	}
	for _, r := range regions {
		within := lead.Condition{Field: "country", Op: "is", Value: lead.Operand{Texts: r.countries}}
		for n := range p.clones {
			rule := assign.Rule{Position: len(c.Rules) + 1, Name: r.name(n), When: within}
			if n < p.clones-1 {
				mine := industries[n*len(industries)/p.clones : (n+1)*len(industries)/p.clones]
				rule.When = lead.Condition{All: []lead.Condition{within,
					{Field: "industry", Op: "is", Value: lead.Operand{Texts: mine}}}}
			}
			c.Rules = append(c.Rules, past.Rule{Rule: rule, For: r.name(n)})
		}
	}
}

// addGoals adds goals slightly above what the company reaches. The month before has goals as well, because the
// dashboard shows that month on the first day of the next.
func (p *Plan) addGoals(c *past.Company) {
	y, m, _ := p.options.Now.UTC().Date()
	month := time.Date(y, m, 1, 0, 0, 0, 0, time.UTC)
	quarter := time.Date(y, (m-1)/3*3+1, 1, 0, 0, 0, 0, time.UTC)
	monthly := p.owed()
	for _, period := range []struct {
		first time.Time
		n     int
	}{{month.AddDate(0, -1, 0), 1}, {month, 1}, {quarter, 3}} {
		last := period.first.AddDate(0, period.n, -1)
		leads := monthly * float64(period.n)
		for _, g := range []past.Goal{
			{Metric: "handed_over", Target: leads},
			{Metric: "accepted_rate", Target: 72},
			{Metric: "on_time", Target: 90},
			{Metric: "won_amount_on", Target: math.Ceil(leads*0.36) * 10_000},
		} {
			g.Starts, g.Ends = period.first, last
			c.Goals = append(c.Goals, g)
		}
	}
}

// owed returns how many leads marketing promises to hand over in a month, slightly more than in most months.
func (p *Plan) owed() float64 { return math.Ceil(float64(p.options.Leads) / months * 1.6) }

// spend returns the costs of a campaign for each month in which it ran.
func (p *Plan) spend(x campaign) (all []lead.Spend) {
	scale := max(float64(p.options.Leads)/2000, 0.05)
	today := p.options.Now.UTC()
	for month := p.Since(); !month.After(today); month = month.AddDate(0, 1, 0) {
		if x.monthly == 0 || !x.runs(month.Month()) {
			continue
		}
		wave := 0.85 + 0.3*math.Abs(math.Sin(float64(month.Month())+x.weight*10))
		all = append(all, lead.Spend{Starts: month, Ends: month.AddDate(0, 1, -1),
			Cents: int64(math.Round(x.monthly*wave*scale/10)) * 1000})
	}
	return all
}

// runs reports whether a campaign runs in a month.
func (x campaign) runs(m time.Month) bool { return len(x.months) == 0 || slices.Contains(x.months, m) }
