package dashboard

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
	"time"

	"baton/internal/account"
	"baton/internal/english"
	"baton/internal/money"
	"baton/internal/report"
	"baton/internal/scoring/goal"
	"baton/internal/server/address"
	"baton/internal/server/standing"
	"baton/internal/server/visit"
	"baton/web/page"
	"baton/web/ui"
)

// behind is the address of the leads that a metric counts on this dashboard.
func (b board) behind(m report.Metric) string {
	return address.Behind(report.Filter{Scope: b.Scope, Metric: m})
}

// sentence is what the numbers say in one breath.
func (b board) sentence() string {
	return strings.TrimSpace(b.handedWords() + " " + b.closedWords())
}

// handedWords say what was handed over, and what became of it.
func (b board) handedWords() string {
	if b.Submitted == 0 {
		return ""
	}
	words := "Marketing handed over " + visit.LeadsWord(b.Submitted)
	if b.Handoffs > b.Submitted {
		words += " in " + english.Count(b.Handoffs, "handoff", "handoffs")
	}
	words += "."
	if rate := b.AcceptanceRate(); rate.Known() {
		words = strings.TrimSuffix(words, ".") +
			fmt.Sprintf("; sales accepted %s of the %s it answered.", rate.Words(), english.Number(b.Decided()))
	}
	if waiting := b.Waiting(); waiting > 0 {
		words += " " + english.Count(waiting, "waits", "wait") + " for an answer"
		switch {
		case b.Overdue == 0:
		case waiting == 1:
			words += ", overdue"
		case b.Overdue == waiting:
			words += ", all overdue"
		default:
			words += fmt.Sprintf(", %s overdue", english.Number(b.Overdue))
		}
		words += "."
	}
	return words
}

// closedWords say what was won and qualified on these days, whenever it was handed over.
func (b board) closedWords() string {
	if b.WonOn == 0 && b.QualifiedOn == 0 {
		return ""
	}
	won := "No lead was won"
	if b.WonOn > 0 {
		won = english.Count(b.WonOn, "lead was", "leads were") + " won for " +
			report.Money.Short(float64(b.WonOnCents)/100, money.CurrencySign(b.Policy.Currency))
	}
	return won + " and " + english.Number(b.QualifiedOn) + " qualified on these days, whenever handed over."
}

// tiles are the numbers that every dashboard has, with their goals, and whatever else there is a goal for.
func (b board) tiles() []ui.Goal {
	goals := slices.Clone(b.goals)
	for _, m := range report.OnEveryDashboard {
		if !slices.ContainsFunc(goals, func(g goal.Goal) bool { return g.Measure == m }) {
			goals = append(goals, goal.Goal{Measure: m, Team: b.Team})
		}
	}
	slices.SortFunc(goals, goal.Before)
	tiles := make([]ui.Goal, len(goals))
	for i, g := range goals {
		is, read := b.readings[g.ID]
		if !read {
			is = g.Measure.Of(b.Totals.Counts())
		}
		g.First, g.Last = b.First, b.Last
		tiles[i] = b.Tile(g, is, b.ahead)
	}
	return tiles
}

// flow is how many leads came how far. A sales team captures none.
func (b board) flow() ui.Flow {
	decide, days := b.decideWords()
	f := ui.Flow{Title: "Who holds the baton", Words: "Median time in stage", AsideHead: "Median time in stage",
		Note: b.flowNote(days)}
	step := func(name string, m report.Metric, tone ui.Tone, aside string, goes ...ui.Link) {
		goes = slices.DeleteFunc(goes, func(l ui.Link) bool { return l.Label == "" })
		f.Steps = append(f.Steps,
			ui.FlowStep{Name: name, Count: english.Number(m.Of(b.Totals)), Href: b.behind(m), Aside: aside, Tone: tone,
				Goes: goes})
	}
	if b.Team == 0 || b.Policy.Team(b.Team).Side == account.Marketing {
		step("Captured", report.Captured, ui.Marketing, median(b.Times.ToSubmit),
			b.share(b.SubmissionRate(), "handed over", report.HandedOver))
	}
	step("Submitted", report.Submitted, ui.Marketing, decide, b.share(b.AcceptanceRate(), "accepted", report.Accepted),
		b.some("rejected", report.Rejected), b.procedural("for procedural reasons"), b.some("taken back", report.Recalled),
		b.some("waiting", report.Waiting))
	step("Accepted", report.Accepted, ui.Sales, median(b.Times.ToQualify),
		b.share(b.ContactRate(), "contacted", report.Worked))
	step("Contacted", report.Worked, ui.Sales, "", b.share(b.QualificationRate(), "qualified", report.Qualified),
		b.some("disqualified", report.Disqualified))
	step("Qualified", report.Qualified, ui.Sales, median(b.Times.ToWin), b.share(b.WinRate(), "won", report.Won),
		b.some("lost", report.Lost))
	step("Won", report.Won, ui.Won, report.Money.Short(float64(b.WonCents)/100, money.CurrencySign(b.Policy.Currency)))
	longest := max(b.Captured, b.Submitted, 1)
	for i, m := range []report.Metric{report.Won, report.Qualified, report.Worked, report.Accepted, report.Submitted,
		report.Captured}[:len(f.Steps)] {
		f.Steps[len(f.Steps)-1-i].Percent = int(100 * m.Of(b.Totals) / longest)
	}
	return f
}

// flowNote says what the steps count; days is how long a day is in the times beside them.
func (b board) flowNote(days string) string {
	handed := "leads handed over in " + b.ShortIn(b.By.Dates, b.today) +
		", whatever happened later. Each lead counts once, by its latest handoff. "
	if b.Team != 0 && b.Policy.Team(b.Team).Side == account.Sales {
		return "Counts " + handed + days
	}
	if b.Submitted > b.Captured {
		return "Captured counts by date captured. The other stages count " + handed +
			"Some were captured before these days, so there are more of them than captured. " + days
	}
	return "Captured counts by date captured. The other stages count " + handed + days
}

// decideWords are the median time to decide, and how long a day is in this and the other times. A decision is told in
// working days of the sales team, of 24 hours where it has no hours. A marketing team's leads go to several sales
// teams: where their days differ, it is told in working hours.
func (b board) decideWords() (took, days string) {
	workday := func(team account.TeamID) time.Duration { return b.Policy.Calendar(team).Workday() }
	lengths := map[time.Duration]bool{}
	for team := range b.Times.DecideOf {
		for _, t := range b.deciders(team) {
			lengths[workday(t)] = true
		}
	}
	median, known := report.Median(b.Times.ToDecide)
	if !known {
		return "", "A day has 24 h."
	}
	if len(lengths) == 1 {
		length := slices.Collect(maps.Keys(lengths))[0]
		if length == 24*time.Hour {
			return timeWords(median, length), "A day has 24 h, also for answers, because the sales team has no working hours."
		}
		return timeWords(median, length),
			"For answers, a day is " + hoursWords(length) + " of working time. For all other times, a day has 24 h."
	}
	if n, _ := b.Times.DecideDays(workday); b.Team == 0 && n >= 2 {
		return fmt.Sprintf("%.0f d", n),
			"For answers, a day is a working day of the sales team, or 24 h if it has no working hours. " +
				"For all other times, a day has 24 h."
	}
	return timeWords(median, math.MaxInt64),
		"Answers are in working hours of the sales teams. For all other times, a day has 24 h."
}

// hours is a length in hours, such as 7.5 h.
func hoursWords(d time.Duration) string {
	return strings.TrimSuffix(fmt.Sprintf("%.1f", d.Hours()), ".0") + " h"
}

// deciders are the sales teams whose decisions count for a team of the scope.
func (b board) deciders(team account.TeamID) (teams []account.TeamID) {
	if b.Policy.Team(team).Side != account.Marketing {
		return []account.TeamID{team}
	}
	for _, t := range b.Policy.Teams {
		if t.Side == account.Sales && !t.Retired {
			teams = append(teams, t.ID)
		}
	}
	return teams
}

// share says what part went on, and leads there.
func (b board) share(s report.Share, words string, m report.Metric) ui.Link {
	if !s.Known() {
		return ui.Link{}
	}
	return ui.Link{Label: s.Words() + " " + words, Href: b.behind(m)}
}

// some says how many, and leads there; nothing for none.
func (b board) some(words string, m report.Metric) ui.Link {
	n := m.Of(b.Totals)
	if n == 0 {
		return ui.Link{}
	}
	return ui.Link{Label: english.Number(n) + " " + words, Href: b.behind(m)}
}

// procedural says how many came back for procedural reasons, and leads there; nothing for none.
func (b board) procedural(words string) ui.Link {
	n := b.Procedural()
	if n == 0 {
		return ui.Link{}
	}
	return ui.Link{Label: english.Number(n) + " of them " + words, Href: b.behind(report.Procedural)}
}

// median is the median of times around the clock in words.
func median(bins []report.Bin) string {
	d, known := report.Median(bins)
	if !known {
		return ""
	}
	return timeWords(d, 24*time.Hour)
}

// timeWords are a time in words; day is how long a day of this kind of time is.
func timeWords(d, day time.Duration) string {
	switch {
	case d < time.Minute:
		return "< 1 min"
	case d < time.Hour:
		return fmt.Sprintf("%d min", int(d.Round(time.Minute).Minutes()))
	case d/2 < day:
		return fmt.Sprintf("%d h", int(d.Round(time.Hour).Hours()))
	}
	return fmt.Sprintf("%d d", int((d+day/2)/day))
}

// reasons are why leads came back, with the share of each in all that sales answered.
func (b board) reasons() page.DashboardReasons {
	p := page.DashboardReasons{Empty: "Sales rejected no lead."}
	if b.Rejected > 0 {
		p.Words = fmt.Sprintf("%s of the %s that sales answered", english.Number(b.Rejected), visit.LeadsWord(b.Decided()))
		if n := b.Procedural(); n > 0 {
			p.Words += fmt.Sprintf(", %s for procedural reasons", english.Number(n))
		}
	}
	for i, reason := range b.Dashboard.Reasons {
		share := report.Share{N: reason.N, Of: b.Decided()}
		line := ui.ReckoningLine{
			Words: reason.Words, Count: english.Number(reason.N), Share: share.Words(),
			Percent: int(100 * reason.N / b.Dashboard.Reasons[0].N),
			Href:    address.Behind(report.Filter{Scope: b.Scope, Metric: report.Rejected, Reason: reason.ID}),
		}
		line.Sure = share.Sure()
		if i == 0 {
			line.Tone = ui.Marketing
		}
		p.Lines = append(p.Lines, line)
	}
	if pattern, told := b.Pattern(); told {
		p.Pattern = &page.Pattern{
			Before: fmt.Sprintf("%s of %s with “%s” came from", english.Number(pattern.Campaign.N),
				english.Number(pattern.Reason.N), pattern.Reason.Words), Strong: pattern.Campaign.Name, After: ".",
			Link: ui.Link{Label: "See these leads",
				Href: address.Behind(report.Filter{Scope: b.Scope, Metric: report.Rejected, Reason: pattern.Reason.ID,
					Campaign: pattern.Campaign.ID})},
		}
		if b.remedy != "" {
			p.Pattern.Remedy = ui.Link{Label: "See a suggested condition", Href: b.remedy}
		}
	}
	return p
}

// campaignsShown are as many campaigns as stand on the dashboard unless somebody wants all.
const campaignsShown = 25

// campaigns are what came of each, and of all together.
func (b board) campaigns(c boardChoice) page.DashboardCampaigns {
	p := page.DashboardCampaigns{Empty: "No leads came from a campaign.",
		Words: "Leads and amounts won count the leads handed over in " + b.ShortIn(b.By.Dates, b.today) +
			", whenever they were won. "}
	if b.Team == 0 {
		p.Words += "Spend counts day by day, up to today. Return is (amount won − spend) / spend. " +
			"Leads without a campaign do not count in the return."
	} else {
		p.Words += "Spend is recorded by campaign, not by team. Choose all teams to see it."
	}
	shown := b.Dashboard.Campaigns
	if len(shown) > campaignsShown && !c.every {
		p.More = ui.Link{Label: fmt.Sprintf("Show all %s campaigns", english.Number(int64(len(shown)))),
			Href: visit.WithQuery(c.href(c.name, c.scope.Team), "campaigns", "all")}
		shown = shown[:campaignsShown]
	}
	for _, row := range shown {
		if row.ID == 0 {
			row.Name = "Without a campaign"
		}
		p.Rows = append(p.Rows, b.campaign(row))
	}
	if len(p.Rows) > 1 {
		total := b.campaign(report.CampaignCount{ID: everyCampaign, Name: "Total", Totals: b.Totals,
			SpendCents: b.SpendCents()})
		p.Total = &total
	}
	return p
}

// everyCampaign stands for all campaigns together.
const everyCampaign = -2

func (b board) campaign(c report.CampaignCount) page.DashboardCampaign {
	f := report.Filter{Scope: b.Scope, Metric: report.Submitted, Campaign: c.ID}
	switch c.ID {
	case 0:
		f.Campaign = report.NoCampaign
	case everyCampaign:
		f.Campaign = 0
	}
	with := func(m report.Metric) string {
		f.Metric = m
		return address.Behind(f)
	}
	rate, caused := c.Totals.AcceptanceRate(), c.Totals
	if c.ID == everyCampaign {
		caused = b.OfCampaigns()
	}
	row := page.DashboardCampaign{
		Name: c.Name, Spend: "–", HandedOver: english.Number(c.Totals.Submitted), HandedOverHref: with(report.Submitted),
		Accepted: rate.Words(), AcceptedHref: with(report.Accepted),
		Low: c.ID != everyCampaign && b.low(rate), PerAccepted: "–",
		Won: standing.Whole(c.Totals.WonCents, b.Policy.Currency), WonHref: with(report.Won), Return: "–",
	}
	if rate.Known() {
		row.Sure = fmt.Sprintf("of %s, %s", english.Number(rate.Of), rate.Sure())
	}
	if c.SpendCents == 0 {
		return row
	}
	row.Spend = standing.Whole(c.SpendCents, b.Policy.Currency)
	if b.By.Has(visit.Marketers...) {
		row.SpendHref = "/campaigns"
	}
	if each, known := report.CostPer(c.SpendCents, caused.Accepted); known {
		row.PerAccepted = standing.Whole(each, b.Policy.Currency)
	}
	if times, known := report.Return(caused.WonCents, c.SpendCents); known {
		row.Return = strings.Replace(english.Number(int64(math.Round(100*times)))+"%", "-", "−", 1)
	}
	return row
}

// low reports whether sales surely accepts less of a campaign than of all: even the upper end of the interval is below.
func (b board) low(rate report.Share) bool {
	_, high := rate.Wilson()
	return rate.Of >= 5 && high < b.AcceptanceRate().Ratio()-1e-9
}
