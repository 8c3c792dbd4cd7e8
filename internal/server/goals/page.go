package goals

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"time"

	"baton/internal/account"
	"baton/internal/agreement"
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

// goalsAsked is what the page of goals answers: a form that was not taken, or a sentence.
type goalsAsked struct {
	typed     goalTyped
	refused   visit.Refusal
	explained goal.ID // the goal that the refused sentence is about
	words     string
}

// goalsRead is what the page of goals is made of.
type goalsRead struct {
	view
	goals, away []goal.Goal
	readings    map[goal.ID]report.Reading
	heading     map[goal.ID]standing.Ahead
	notes       goal.Notes
	names       map[report.Whose]string
	scopes      []report.Scoped // for the form; none for those who have none
	asked       goalsAsked
	only        string // whose alone, as the address names it
	today       time.Time
}

func (s *Pages) showGoals(w http.ResponseWriter, r *http.Request, status int, a goalsAsked) error {
	policy := visit.Of(r).Policy
	g := goalsRead{view: viewOf(r), asked: a, only: visit.Query(r, "of")}
	g.today = report.Day(g.Now, policy.Zone)
	if err := s.readGoals(r.Context(), &g); err != nil {
		return err
	}
	p := page.Goals{
		Words: "What both teams promised each other, and the progress so far.", Groups: g.groups(), Filter: g.filter(),
		Ended: g.ended(), Away: g.awayLines(),
		Meanings: g.metricLines(), Empty: ui.Empty{Words: "There are no goals yet. A manager can set them."},
	}
	if len(g.goals) == goal.ShownMost {
		p.Words += fmt.Sprintf(" Only the %d nearest goals are shown.", goal.ShownMost)
	}
	if g.By.Has(visit.Managers...) {
		p.Empty.Words = "There are no goals yet. Set the first one in the form."
		if a.typed.period == "" {
			a.typed.period, a.typed.startsOn = "month", g.today.Format(time.DateOnly)
		}
		p.Form = g.goalForm(a.typed, g.scopes, g.names)
	}
	if len(g.goals) > 0 {
		play, err := s.Standing.Play(r.Context(), standing.OfTeam(0), g.Now)
		if err != nil {
			return err
		}
		p.Record = goalRecord(play.Outlook, money.CurrencySign(g.Policy.Currency))
	}
	if g.only == "" {
		promised, err := s.promised(r, g.view)
		if err != nil {
			return err
		}
		p.Promised = promised
	}
	frame, err := s.Frame(r, "Goals")
	if err != nil {
		return err
	}
	if a.explained == 0 {
		frame.Notice = a.refused.Notice()
	}
	return s.Show(w, r, status, page.GoalsPage(frame, p))
}

func (s *Pages) readGoals(ctx context.Context, g *goalsRead) (err error) {
	if g.goals, err = s.Store.Goals(ctx, g.today); err != nil {
		return err
	}
	if g.By.Has(visit.Managers...) {
		if g.away, err = s.Store.GoalsAway(ctx); err != nil {
			return err
		}
		if g.scopes, err = s.Store.Scopes(ctx); err != nil {
			return err
		}
	}
	var ids []goal.ID
	for _, each := range slices.Concat(g.goals, g.away) {
		ids = append(ids, each.ID)
	}
	if g.notes, err = s.Store.GoalNotes(ctx, g.By, ids); err != nil {
		return err
	}
	if g.names, err = s.Store.Names(ctx, g.named()); err != nil {
		return err
	}
	shown := slices.DeleteFunc(slices.Clone(g.goals), func(each goal.Goal) bool { return !g.shows(each) })
	if g.readings, err = s.Standing.Readings(ctx, g.View, shown); err != nil {
		return err
	}
	g.heading, err = s.Standing.Heading(ctx, g.View, shown)
	return err
}

// named are all whose names the page says.
func (g *goalsRead) named() []report.Whose {
	all := map[report.Whose]bool{}
	for _, each := range slices.Concat(g.goals, g.away) {
		all[each.Whose()] = true
		for _, c := range g.notes.Changes[each.ID] {
			all[c.Goal.Whose()] = true
		}
	}
	return slices.Collect(maps.Keys(all))
}

// onlyBoth is how the address names the goals of everybody alone.
const onlyBoth = "both"

func (g *goalsRead) shows(each goal.Goal) bool {
	return g.only == "" || g.only == cmp.Or(address.Whose(each.Whose()), onlyBoth)
}

// whoseWords name whom a goal is of.
func (g *goalsRead) whoseWords(w report.Whose) string {
	switch kind, _, _ := w.Kind(); kind {
	case report.Everybody:
		return bothTeams
	case report.OfCampaign:
		return "Campaign " + g.names[w]
	case report.OfSource:
		return "Source " + g.names[w]
	case report.OfPersona:
		return "Persona " + g.names[w]
	}
	return g.names[w]
}

// inside are the words for whom a goal is of within a sentence: both teams, but still EMEA.
func inside(words string) string {
	if words == bothTeams {
		return visit.Lower(words)
	}
	return words
}

// filter chooses whose goals are shown, of those that have any.
func (g *goalsRead) filter() *page.GoalFilter {
	f := &page.GoalFilter{Chosen: g.only, Options: []ui.Option{{Value: "", Label: "All goals"}}}
	all := map[string]ui.Option{}
	for _, each := range g.goals {
		kind, _, _ := each.Whose().Kind()
		value := cmp.Or(address.Whose(each.Whose()), onlyBoth)
		label := bothTeams
		if kind != report.Everybody {
			label = g.names[each.Whose()]
		}
		all[value] = ui.Option{Value: value, Label: label, Group: kindWords[kind]}
	}
	if len(all) < 2 && g.only == "" {
		return nil
	}
	place := func(o ui.Option) int {
		return slices.IndexFunc(report.Kinds, func(k report.Kind) bool { return kindWords[k] == o.Group })
	}
	options := slices.SortedFunc(maps.Values(all), func(a, b ui.Option) int {
		return cmp.Or(place(a)-place(b), account.CompareNames(a.Label, b.Label), cmp.Compare(a.Value, b.Value))
	})
	f.Options = append(f.Options, options...)
	return f
}

// groups are goals by their days: those that run or are to come by their end, then those that are over, the latest
// first.
func (g *goalsRead) groups() []page.GoalGroup {
	shown := slices.DeleteFunc(slices.Clone(g.goals), func(each goal.Goal) bool { return !g.shows(each) })
	slices.SortStableFunc(shown, func(a, b goal.Goal) int {
		if over := a.Over(g.today); over != b.Over(g.today) {
			return map[bool]int{true: 1, false: -1}[over]
		} else if over {
			return cmp.Or(b.Last.Compare(a.Last), b.First.Compare(a.First), goal.Before(a, b))
		}
		return cmp.Or(a.Last.Compare(b.Last), b.First.Compare(a.First), goal.Before(a, b))
	})
	var groups []page.GoalGroup
	for n, each := range shown {
		days := each.Ask(g.Policy.Zone).Period
		if n == 0 || !days.Same(shown[n-1].Ask(g.Policy.Zone).Period) {
			words := g.Progress(0, days).Words()
			if each.Over(g.today) {
				words = "Over"
			}
			groups = append(groups, page.GoalGroup{Title: daysWords(g.By.Dates, days), Words: words})
		}
		group := &groups[len(groups)-1]
		group.Goals = append(group.Goals, g.line(each))
	}
	return groups
}

// daysWords are the days of a goal, with the number of the week where they are one.
func daysWords(style account.DateStyle, p report.Period) string {
	if p.Same(report.Week(p.First, p.Zone)) {
		_, week := p.First.ISOWeek()
		return fmt.Sprintf("Week %d, %s", week, p.WordsIn(style))
	}
	return p.WordsIn(style)
}

func (g *goalsRead) line(each goal.Goal) page.GoalLine {
	is := g.readings[each.ID]
	days := each.Ask(g.Policy.Zone).Period
	line := page.GoalLine{
		ID: "goal-" + visit.ID(each.ID), Goal: g.Tile(each, is, g.heading[each.ID]), Scope: g.whoseWords(each.Whose()),
		Sure: standing.SureWords(each.Measure, is), History: g.history(each),
	}
	if g.By.Has(visit.Managers...) {
		line.Upkeep = page.Upkeep{EditBy: "/goals?edit=" + visit.ID(each.ID), Href: "/goals/" + visit.ID(each.ID),
			About: g.about(each, days), Removes: true}
	}
	if each.Over(g.today) {
		line.Why = g.why(each, is)
	}
	return line
}

// about names a goal where it stands alone.
func (g *goalsRead) about(each goal.Goal, days report.Period) string {
	return g.MetricWords(each) + ", " + daysWords(g.By.Dates, days)
}

// ended are the goals that are over without a word why, for managers.
func (g *goalsRead) ended() *page.GoalsEnded {
	if !g.By.Has(account.Manager, account.Admin) {
		return nil
	}
	e := &page.GoalsEnded{}
	for _, each := range g.goals {
		if g.shows(each) && g.notes.Mine[each.ID] && g.unexplained(each) {
			e.Links = append(e.Links,
				ui.Link{Label: g.about(each, each.Ask(g.Policy.Zone).Period) + ", " + inside(g.whoseWords(each.Whose())),
					Href: "#goal-" + visit.ID(each.ID)})
		}
	}
	if len(e.Links) == 0 {
		return nil
	}
	e.Words = english.Count(int64(len(e.Links)), "goal", "goals") + " ended without an explanation"
	return e
}

// awayLines are the goals that were taken away.
func (g *goalsRead) awayLines() (lines []page.GoalAway) {
	for _, each := range g.away {
		lines = append(lines, page.GoalAway{
			Words: g.asks(each), History: g.history(each),
			Upkeep: page.Upkeep{Href: "/goals/" + visit.ID(each.ID), About: g.about(each, each.Ask(g.Policy.Zone).Period),
				Retired: true},
		})
	}
	return lines
}

// promised are what both sides owe by the agreement, as its own page tells it.
func (s *Pages) promised(r *http.Request, v view) (*page.GoalGroup, error) {
	k, err := s.Standing.Promises(r.Context(), v.View, v.Policy.Agreement.Terms)
	if err != nil {
		return nil, err
	}
	month, _ := k.Period(agreement.Monthly)
	from := fmt.Sprintf("From the agreement, version %d", v.Policy.Agreement.Version)
	group := &page.GoalGroup{Title: "What each side owes", Words: from, Href: "/agreement"}
	for _, side := range []struct {
		tone     ui.Tone
		scope    string
		promises []page.Promise
	}{{ui.Marketing, "Marketing owes", k.Marketing()}, {ui.Sales, "Sales owes", k.Sales(month)}} {
		for _, p := range side.promises {
			if p.Percent < 0 {
				continue
			}
			group.Goals = append(group.Goals, page.GoalLine{Scope: side.scope, From: from, Goal: promiseTile(p, side.tone)})
		}
	}
	return group, nil
}

// promiseTile is a promise among goals.
func promiseTile(p page.Promise, side ui.Tone) ui.Goal {
	tile := ui.Goal{Label: p.Words, Value: p.Value, Href: p.Href, Percent: p.Percent, Pace: p.Pace, Side: side,
		Words: p.Note, Tone: ui.Quiet}
	switch {
	case p.Late:
		tile.Tone = ui.Late
	case p.Note == "" && p.Percent >= p.Pace:
		tile.Words, tile.Tone = "On target", ui.Sales
	case p.Note == "":
		tile.Words, tile.Tone = "Behind target", ui.Won
	}
	return tile
}
