package goals

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"baton/internal/account"
	"baton/internal/english"
	"baton/internal/money"
	"baton/internal/report"
	"baton/internal/scoring/forecast"
	"baton/internal/scoring/goal"
	"baton/internal/server/standing"
	"baton/internal/server/visit"
	"baton/web/page"
	"baton/web/ui"
)

// ownValue is a company's own value of a field, as it would be typed, and what it is made of. value is "" where too
// little is known.
type ownValue struct {
	value, words string
	over         *report.Period // in which the leads were handed over that it was measured on
}

// hint is where the value comes from.
func (o ownValue) hint(style account.DateStyle) string {
	if o.over == nil {
		return o.words
	}
	return o.words + ", handed over " + o.over.WordsIn(style) + "."
}

// planInput is one field of the planner.
type planInput struct {
	name, label string
	unit        planUnit
	usual       string // what others plan with, for who has nothing of their own
	own         func(goal.Own) ownValue
	set         func(*goal.Plan, int64)
}

var planGroups = []struct {
	title  string
	fields []planInput
}{
	{"Revenue target", []planInput{
		{"revenue", "Revenue", planMoney, "", noOwn, func(p *goal.Plan, n int64) { p.RevenueCents = n }},
		{"share", "From marketing's leads", planPart, "", noOwn, func(p *goal.Plan, n int64) { p.Share = goal.Part(n) }},
		{"deal", "Average deal", planMoney, "",
			func(o goal.Own) ownValue { return meanValue(o.Deal, "won deal", "won deals") },
			func(p *goal.Plan, n int64) { p.DealCents = n }},
	}},
	{"Conversion rates", []planInput{
		{"accept", "Handed over to accepted", planPart, "70 to 90%",
			func(o goal.Own) ownValue { return rateValue(o.Accept, "handed over") },
			func(p *goal.Plan, n int64) { p.Accept = goal.Part(n) }},
		{"qualify", "Accepted to qualified", planPart, "40 to 60%",
			func(o goal.Own) ownValue { return rateValue(o.Qualify, "accepted") },
			func(p *goal.Plan, n int64) { p.Qualify = goal.Part(n) }},
		{"win", "Qualified to won", planPart, "20 to 30%", func(o goal.Own) ownValue { return rateValue(o.Win, "qualified") },
			func(p *goal.Plan, n int64) { p.Win = goal.Part(n) }},
	}},
	{"Times between stages", []planInput{
		{"decide_days", "Handed over to verdict", planDays, "0 to 2 days",
			func(o goal.Own) ownValue { return lagValue(o.Decide, "verdict", "verdicts") },
			func(p *goal.Plan, n int64) { p.Decide = int(n) }},
		{"qualify_days", "Acceptance to qualified", planDays, "7 to 21 days",
			func(o goal.Own) ownValue { return lagValue(o.ToQualify, "qualified lead", "qualified leads") },
			func(p *goal.Plan, n int64) { p.ToQualify = int(n) }},
		{"win_days", "Qualified to won", planDays, "30 to 90 days",
			func(o goal.Own) ownValue { return lagValue(o.ToWin, "won deal", "won deals") },
			func(p *goal.Plan, n int64) { p.ToWin = int(n) }},
	}},
	{"Costs", []planInput{
		{"cost", "Cost per lead handed over", planMoney, "",
			func(o goal.Own) ownValue { return meanValue(o.Cost, "lead handed over", "leads handed over") },
			func(p *goal.Plan, n int64) { p.CostCents = n }},
	}},
}

func noOwn(goal.Own) ownValue { return ownValue{} }

func fewWords(n int64, one, many string) string {
	return fmt.Sprintf("No value of our own yet: %s so far, and it needs %d.", english.Count(n, one, many),
		forecast.Fewest)
}

func rateValue(r goal.Rate, of string) ownValue {
	if !r.Known() {
		return ownValue{words: fewWords(r.Of, "lead "+of, "leads "+of)}
	}
	decimals := 1
	if r.Part() < 100 {
		decimals = 2
	}
	value := fmt.Sprintf("%.*f", decimals, float64(r.Part())/100)
	value = strings.TrimRight(strings.TrimRight(value, "0"), ".")
	return ownValue{value, fmt.Sprintf("Our own: %s of %s %s", english.Number(r.N), english.Number(r.Of), of),
		&report.Period{First: r.First, Last: r.Last, Zone: time.UTC}}
}

func lagValue(l goal.Lag, one, many string) ownValue {
	if !l.Known() {
		return ownValue{words: fewWords(l.N, one, many)}
	}
	return ownValue{value: strconv.Itoa(l.Days()),
		words: fmt.Sprintf("Our own: the median of %s.", english.Count(l.N, one, many))}
}

func meanValue(m goal.Mean, one, many string) ownValue {
	if !m.Known() {
		return ownValue{words: fewWords(m.N, one, many)}
	}
	return ownValue{value: strings.TrimSuffix(fmt.Sprintf("%d.%02d", m.Cents/100, m.Cents%100), ".00"),
		words: fmt.Sprintf("Our own: the mean of %s.", english.Count(m.N, one, many))}
}

// page is the plan in words.
func (p *plan) page() page.Plan {
	v := page.Plan{
		Words: "From the revenue target back to the leads it needs.", Problem: p.problem, Problems: p.problems,
		Periods: []ui.Option{{Value: "month", Label: "A month"}, {Value: "quarter", Label: "A quarter"},
			{Value: "year", Label: "A year"}, {Value: "own", Label: "Other days"}},
		Period: p.planTyped.period, StartsOn: p.startsOn, EndsOn: p.endsOn, Team: p.team,
		Teams: []ui.Option{{Value: "", Label: "Both teams"}},
		Empty: ui.Empty{Words: "Write the revenue target and the share of it from marketing's leads. " +
			"The other fields start with our own numbers of the last year."},
	}
	for _, team := range p.Policy.Teams {
		if !team.Retired || team.ID == p.Team {
			v.Teams = append(v.Teams, ui.Option{Value: visit.ID(team.ID), Label: team.Name})
		}
	}
	for _, g := range planGroups {
		group := page.PlanGroup{Title: g.title}
		for _, f := range g.fields {
			group.Fields = append(group.Fields, p.field(f))
		}
		v.Fields = append(v.Fields, group)
	}
	switch {
	case len(p.problems) > 0:
		v.Empty = ui.Empty{Words: "The plan cannot be calculated yet. Correct " +
			english.Count(len(p.problems), "field", "fields") + "."}
	case p.began:
		v.Result = p.result()
	}
	return v
}

// field is a field with what was typed, or the company's own value, and where that comes from.
func (p *plan) field(f planInput) page.PlanField {
	own, value := f.own(p.own), p.amounts[f.name]
	field := ui.Field{Name: f.name, Label: f.label, Value: value, Hint: own.hint(p.By.Dates), InputMode: "decimal",
		Autocomplete: "off", MaxLength: 24, Required: f.name != "cost"}
	switch f.unit {
	case planMoney:
		field.Prefix = strings.TrimSpace(money.CurrencySign(p.Policy.Currency))
	case planPart:
		field.Suffix = "%"
	case planDays:
		field.Suffix, field.InputMode = "days", "numeric"
	}
	if f.name == "cost" && own.value == "" {
		field.Hint = "Leave it empty to plan without costs."
	} else if own.value == "" && f.usual != "" {
		field.Hint += " Typical: " + f.usual + "."
	}
	if value == "" {
		field.Value = own.value
		return page.PlanField{Field: field}
	}
	tried := page.PlanField{Field: field}
	was, _ := f.unit.read(own.value, p.Policy.Currency)
	if is, _ := f.unit.read(value, p.Policy.Currency); own.value != "" && is != was {
		tried.Back = ui.Link{Label: "Back to our own, " + f.unit.words(was, p.Policy.Currency), Href: p.query(f.name)}
	}
	return tried
}

// words are an amount of the unit.
func (u planUnit) words(n int64, currency string) string {
	switch u {
	case planPart:
		return partWords(goal.Part(n))
	case planDays:
		return english.Count(n, "day", "days")
	}
	return visit.MoneyOf(n, currency)
}

func partWords(p goal.Part) string {
	return strings.TrimSuffix(strings.TrimRight(fmt.Sprintf("%.2f", float64(p)/100), "0"), ".") + "%"
}

// result is what the plan needs.
func (p *plan) result() *page.PlanResult {
	need, due := p.Need(), p.Due()
	by := func(day time.Time) string { return "by " + p.By.Dates.Write(day, "2 January 2006") }
	r := &page.PlanResult{
		Words: fmt.Sprintf("%s in %s needs %s", standing.Whole(need.WonCents, p.Policy.Currency),
			p.period.WordsIn(p.By.Dates), english.Count(need.HandedOver, "lead", "leads")),
		Steps: []ui.Narrowing{
			{Name: "handed over", Count: english.Number(need.HandedOver), N: need.HandedOver, Aside: by(due.HandedOver),
				Rate: partWords(p.Accept) + " go on", Tone: ui.Marketing},
			{Name: "accepted", Count: english.Number(need.Accepted), N: need.Accepted, Aside: by(due.Accepted),
				Rate: partWords(p.Qualify) + " go on", Tone: ui.Sales},
			{Name: "qualified", Count: english.Number(need.Qualified), N: need.Qualified, Aside: by(due.Qualified),
				Rate: partWords(p.Win) + " go on", Tone: ui.Sales},
			{Name: visit.OneOr(need.Customers, "customer", "customers"), Count: english.Number(need.Customers),
				N: need.Customers, Aside: by(due.Customers), Tone: ui.Won},
		},
	}
	r.Table = ui.Table{Caption: "What the plan needs",
		Heads: []ui.Head{{Label: "Stage"}, {Label: "Needed", Number: true}, {Label: "Calculated as"}, {Label: "Due by"}},
		Rows: []ui.Row{
			p.row("Customers", need.Customers,
				fmt.Sprintf("%s × %s ÷ %s", standing.Whole(p.RevenueCents, p.Policy.Currency), partWords(p.Share),
					standing.Whole(p.DealCents, p.Policy.Currency)), due.Customers),
			p.row("Leads qualified", need.Qualified, fmt.Sprintf("%s ÷ %s", english.Number(need.Customers), partWords(p.Win)),
				due.Qualified),
			p.row("Leads accepted", need.Accepted, fmt.Sprintf("%s ÷ %s", english.Number(need.Qualified), partWords(p.Qualify)),
				due.Accepted),
			p.row("Leads handed over", need.HandedOver,
				fmt.Sprintf("%s ÷ %s", english.Number(need.Accepted), partWords(p.Accept)), due.HandedOver),
		}}
	r.Notes = []string{"Each number is rounded up to a whole lead. Each stage is due its median time before the next."}
	if p.CostCents > 0 {
		r.Notes = append(r.Notes,
			fmt.Sprintf("At %s per lead, %s cost %s.", visit.MoneyOf(p.CostCents, p.Policy.Currency),
				english.Count(need.HandedOver, "lead", "leads"), standing.Whole(p.BudgetCents(), p.Policy.Currency)))
	}
	p.addMonths(r)
	return r
}

func (p *plan) row(stage string, n int64, how string, due time.Time) ui.Row {
	return ui.Row{Cells: []ui.Cell{{Words: stage}, {Words: english.Number(n)}, {Words: how},
		{Words: p.By.Dates.Write(due, "2 January 2006")}}}
}

// addMonths adds the plan month by month, and how its goals are set.
func (p *plan) addMonths(r *page.PlanResult) {
	months, today := p.months(), p.today()
	r.When = "A goal counts leads by the day they were handed over, not by the day they were accepted, " +
		"qualified or won. " + p.when()
	r.Months = ui.Table{Caption: "Goals by month of handover", Heads: []ui.Head{
		{Label: "Handed over in"}, {Label: "Leads", Number: true}, {Label: "Accepted", Number: true},
		{Label: "Qualified", Number: true}, {Label: "Won", Number: true}, {Label: "Amount", Number: true},
	}}
	for _, m := range months {
		days := report.Period{First: m.First, Last: m.Last, Zone: p.Policy.Zone}
		words := ui.Cell{Words: days.WordsIn(p.By.Dates),
			Href: visit.Address("/dashboard", "period", "own", "team", p.team, "from", m.First.Format(time.DateOnly), "to",
				m.Last.Format(time.DateOnly))}
		if m.Last.Before(today) {
			words.Words += ", over"
		}
		r.Months.Rows = append(r.Months.Rows,
			ui.Row{Cells: []ui.Cell{words, {Words: english.Number(m.HandedOver)}, {Words: english.Number(m.Accepted)},
				{Words: english.Number(m.Qualified)}, {Words: english.Number(m.Customers)},
				{Words: standing.Whole(m.WonCents, p.Policy.Currency)}}})
	}
	goals := p.Goals(months, today)
	switch {
	case len(goals) == 0:
		r.Cannot = "These months are over, so there are no goals to set. Choose a later period, or shorter times."
	case !p.By.Has(visit.Managers...):
		r.Cannot = "A manager can set these as goals. Send them the address of this page: it holds the plan."
	default:
		r.Action, r.Hidden, r.Set = planPath, p.hidden(), "Set "+english.Count(len(goals), "goal", "goals")
		p.addThere(r)
	}
}

// when says in which months the leads of the plan are handed over, and why.
func (p *plan) when() string {
	takes := fmt.Sprintf("Handover to win takes %s", english.Count(p.Decide+p.ToQualify+p.ToWin, "day", "days"))
	if n := p.Earlier(); n > 0 {
		return fmt.Sprintf("%s, so the leads are handed over about %s earlier.", takes, english.Count(n, "month", "months"))
	}
	return takes + ", so the leads are handed over in the same months."
}

// addThere adds the goals that are set already, with what they are and would be.
func (p *plan) addThere(r *page.PlanResult) {
	if len(p.there) == 0 {
		return
	}
	r.Replace = "Replace " + visit.OneOr(int64(len(p.there)), "this one", fmt.Sprintf("these %d", len(p.there)))
	r.Hidden = append(r.Hidden, ui.Hidden{Name: "seen", Value: seenWord(p.there)})
	r.There = ui.Table{Caption: "Existing goals",
		Heads: []ui.Head{{Label: "Goal"}, {Label: "Days"}, {Label: "Now", Number: true}, {Label: "Planned", Number: true}}}
	planned := p.Goals(p.months(), p.today())
	for _, g := range p.there {
		row := ui.Row{Cells: []ui.Cell{{Words: g.Measure.Words()},
			{Words: report.Period{First: g.First, Last: g.Last, Zone: p.Policy.Zone}.WordsIn(p.By.Dates)},
			{Words: g.Measure.Unit().Number(g.Target, money.CurrencySign(p.Policy.Currency))}, {}}}
		for _, n := range planned {
			if n.Measure == g.Measure && n.First.Equal(g.First) && n.Last.Equal(g.Last) {
				row.Cells[3].Words = g.Measure.Unit().Number(n.Target, money.CurrencySign(p.Policy.Currency))
			}
		}
		r.There.Rows = append(r.There.Rows, row)
	}
}

// hidden is the plan as the fields of a form: what was typed, and the company's own numbers as they were shown.
func (p *plan) hidden() []ui.Hidden {
	all := []ui.Hidden{{Name: "period", Value: p.planTyped.period}, {Name: "starts_on", Value: p.startsOn},
		{Name: "ends_on", Value: p.endsOn}, {Name: "team", Value: p.team}}
	for _, g := range planGroups {
		for _, f := range g.fields {
			value := p.amounts[f.name]
			if value == "" {
				value = f.own(p.own).value
			}
			all = append(all, ui.Hidden{Name: f.name, Value: value})
		}
	}
	return all
}
