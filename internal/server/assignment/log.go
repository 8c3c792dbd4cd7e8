package assignment

import (
	"fmt"
	"net/http"
	"strings"
	"time"

	"baton/internal/account"
	"baton/internal/assign"
	"baton/internal/english"
	"baton/internal/server/visit"
	"baton/web/page"
	"baton/web/ui"
)

const logPath = "/assignment/log"

// assignmentLog shows what was assigned on a day: the one that the address names, else the last on which anything was.
func (s *Pages) assignmentLog(w http.ResponseWriter, r *http.Request) error {
	return s.showLog(w, r, visit.Refusal{})
}

func (s *Pages) showLog(w http.ResponseWriter, r *http.Request, no visit.Refusal) error {
	v, err := s.ruleWords(r)
	if err != nil {
		return err
	}
	rules, err := s.draftOrInForce(r)
	if err != nil {
		return err
	}
	at, unread := askedLog(r, s.Now())
	about, err := s.Store.RoutedDay(r.Context(), visit.By(r), at.LogAsk)
	if err != nil {
		return err
	}
	if visit.Query(r, "day") == "" && about.Lines == 0 && !about.Earlier.IsZero() {
		at = at.on(about.Earlier)
		if about, err = s.Store.RoutedDay(r.Context(), visit.By(r), at.LogAsk); err != nil {
			return err
		}
	}
	log, err := s.Store.Routed(r.Context(), visit.By(r), at.LogAsk, s.Now())
	if err != nil {
		return err
	}
	frame, err := s.Frame(r, "Assignment log")
	if err != nil {
		return err
	}
	frame.Notice = no.Notice()
	if unread != "" {
		frame.Notice = &ui.Notice{Kind: "late", Words: unread}
	}
	p := page.AssignmentLog{
		Day:    visit.By(r).Dates.Write(at.From, "Monday, 2 January 2006"),
		Words:  english.Count(about.Lines, "assignment", "assignments"),
		Filter: v.filter(at, rules.Set.Rules), Lines: routeLines(visit.By(r), log.Lines, s, at), Pager: at.pager(log),
		Earlier: at.dayLink(visit.By(r), about.Earlier), Later: at.dayLink(visit.By(r), about.Later), Empty: at.empty(about),
	}
	return s.Show(w, r, no.Answers(), page.AssignmentLogPage(frame, p))
}

// inLog is where a visitor is in the log of the assignment: on a day of their own clock.
type inLog struct{ assign.LogAsk }

// askedLog is the place in the log that an address asks for, today where it names no day, and in words what of it
// cannot be read.
func askedLog(r *http.Request, now time.Time) (at inLog, unread string) {
	at = inLog{assign.LogAsk{
		Rule: visit.Number[assign.RuleID](visit.Query(r, "rule")), Team: visit.Number[account.TeamID](visit.Query(r, "team")),
		Person: visit.Number[account.PersonID](visit.Query(r, "person")),
	}}
	zone := visit.By(r).Location()
	day, err := time.ParseInLocation(time.DateOnly, visit.Query(r, "day"), zone)
	if err != nil {
		if day = now.In(zone); visit.Query(r, "day") != "" {
			unread = fmt.Sprintf("“%s” is not a day. Write it as 2026-11-30. Today is shown.", visit.Query(r, "day"))
		}
	}
	at = at.on(day)
	before, handoff, _ := strings.Cut(visit.Query(r, "before"), "-")
	if micro := visit.Number[int64](before); micro > 0 {
		at.Before = assign.LogPlace{At: time.UnixMicro(micro), Handoff: visit.Number[int64](handoff)}
	}
	return at, unread
}

// on is the same place on the day of an instant, whose zone is the visitor's.
func (at inLog) on(day time.Time) inLog {
	if !at.From.IsZero() {
		day = day.In(at.From.Location())
	}
	at.From = time.Date(day.Year(), day.Month(), day.Day(), 0, 0, 0, 0, day.Location())
	at.Until = time.Date(day.Year(), day.Month(), day.Day()+1, 0, 0, 0, 0, day.Location())
	at.Before = assign.LogPlace{}
	return at
}

// href is the address of this place, from a line on.
func (at inLog) href(before string) string {
	return visit.Address(logPath, "day", at.From.Format(time.DateOnly), "rule", visit.ID(at.Rule), "team",
		visit.ID(at.Team), "person", visit.ID(at.Person), "before", before)
}

// dayLink leads to the day of a line; to none when there is none.
func (at inLog) dayLink(by account.Person, line time.Time) ui.Link {
	if line.IsZero() {
		return ui.Link{}
	}
	to := at.on(line)
	return ui.Link{Label: by.Dates.Write(to.From, "2 January"), Href: to.href("")}
}

func (at inLog) pager(log assign.Log) (p ui.Pager) {
	p = ui.Pager{Name: "Pages of this day", OlderLabel: "Earlier this day", NewerLabel: "Latest of this day"}
	if log.More {
		last := log.Lines[len(log.Lines)-1]
		p.Older = at.href(fmt.Sprintf("%d-%d", last.At.UnixMicro(), last.Handoff))
	}
	if !at.Before.At.IsZero() {
		p.Newer = at.href("")
	}
	return p
}

// empty says why a day has no lines.
func (at inLog) empty(about assign.LogDay) ui.Empty {
	switch {
	case at.Narrow():
		return ui.Empty{Words: "No leads match this filter on this day."}
	case about.Earlier.IsZero() && about.Later.IsZero():
		return ui.Empty{Words: "No leads are assigned yet. The log shows why each lead went to its owner."}
	}
	return ui.Empty{Words: "No leads were assigned on this day."}
}

// filter chooses what the log shows.
func (v ruleWords) filter(at inLog, rules []assign.Rule) page.LogFilter {
	options := []ui.Option{{Label: "Any rule"}}
	for _, rule := range rules {
		options = append(options, ui.Option{Value: visit.ID(rule.ID), Label: rule.Name})
	}
	all := at
	all.Rule, all.Team, all.Person = 0, 0, 0
	return page.LogFilter{
		Day: at.From.Format(time.DateOnly), Rule: visit.ID(at.Rule), Team: visit.ID(at.Team), Person: visit.ID(at.Person),
		Rules: options, Teams: v.teamOptions("Any team"), People: v.peopleOptions("Anybody"), All: all.on(at.From).href(""),
		On: at.Narrow(),
	}
}

func routeLines(by account.Person, routed []assign.Line, s *Pages, at inLog) []page.AssignmentLine {
	lines := make([]page.AssignmentLine, len(routed))
	for i, route := range routed {
		line := page.AssignmentLine{
			ID: fmt.Sprintf("route-%d-%d", route.Handoff, route.At.UnixMilli()), At: visit.Moment(by, route.At, s.Now()),
			Lead: ui.Link{Label: route.LeadName, Href: "/leads/" + visit.ID(route.Lead)}, Sentence: route.Sentence,
			Nobody: route.Nobody,
		}
		for _, c := range route.Candidates {
			line.Candidates = append(line.Candidates,
				page.Skipped{Name: c.Name, Why: standingWords(c, c.Person == route.Person), Chosen: c.Person == route.Person})
			if c.Skipped != "" {
				line.Skips++
			}
		}
		for _, p := range route.Passed {
			line.Passed = append(line.Passed, page.Skipped{Name: p.Name, Why: p.Why})
		}
		switch {
		case route.Credited != "":
			line.Credited = "Credited by " + route.Credited + ". Does not count in their share"
		case route.Dud && by.Has(account.Manager, account.Admin):
			line.Credit = &ui.Action{
				Href: "/handoffs/" + visit.ID(route.Handoff) + "/credit", Hidden: []ui.Hidden{{Name: "next", Value: at.href("")}},
				Button: ui.Button{Label: "Credit", Kind: ui.Bare, About: "the rep with " + route.LeadName},
			}
		}
		lines[i] = line
	}
	return lines
}

// standingWords say how somebody stood when a lead was assigned.
func standingWords(c assign.Considered, chosen bool) string {
	if c.Skipped != "" {
		return c.Skipped
	}
	words := fmt.Sprintf("%d of %d open", c.Open, c.Cap)
	if c.Weight > 1 {
		words += fmt.Sprintf(", share of %d", c.Weight)
	}
	switch {
	case c.Later:
		words += ", starts work later than others"
	case c.Ahead > 0:
		words += fmt.Sprintf(", %s ahead", strings.TrimSuffix(strings.TrimRight(fmt.Sprintf("%.2f", c.Ahead), "0"), "."))
	case !chosen:
		words += ", had a lead more recently"
	}
	return words
}
