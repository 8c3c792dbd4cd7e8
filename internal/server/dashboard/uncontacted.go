package dashboard

import (
	"net/http"
	"strings"

	"baton/internal/account"
	"baton/internal/english"
	"baton/internal/handoff"
	"baton/internal/server/leadview"
	"baton/internal/server/visit"
	"baton/internal/worklist"
	"baton/web/page"
	"baton/web/ui"
)

const uncontactedPath = "/dashboard/uncontacted"

// uncontacted shows who accepted leads that nobody has contacted, or the leads behind one of its numbers.
func (s *Pages) uncontacted(w http.ResponseWriter, r *http.Request) error {
	all, err := s.Store.Uncontacted(r.Context(), s.Now())
	if err != nil {
		return err
	}
	if visit.Query(r, "of") != "" {
		return s.uncontactedLeads(w, r, all)
	}
	frame, err := s.Frame(r, "Accepted, not contacted")
	if err != nil {
		return err
	}
	v := viewOf(r)
	return s.Show(w, r, http.StatusOK, page.UncontactedPage(frame, page.Uncontacted{
		Live: "dashboard", Src: r.URL.RequestURI(), Board: v.uncontactedBoard(all, len(all)),
		Buttons: []ui.Button{{Label: "Back to the dashboard", Href: "/dashboard"}},
	}))
}

// uncontactedBoard is the first reps with their numbers, each of which leads to the leads behind it, and what all of
// them have together.
func (v view) uncontactedBoard(all []worklist.RepUncontacted, most int) page.UncontactedBoard {
	board := page.UncontactedBoard{Empty: "No accepted lead waits for its first contact."}
	var leads, late int64
	var oldest worklist.RepUncontacted
	for i, u := range all {
		leads, late = leads+u.Leads, late+u.Late
		if oldest.Oldest.IsZero() || u.Oldest.Before(oldest.Oldest) {
			oldest = u
		}
		if i >= most {
			continue
		}
		row := page.UncontactedRow{
			Name: u.Name, Team: v.Policy.Team(u.Team).Name, Leads: english.Number(u.Leads),
			LeadsHref: uncontactedHref(visit.ID(u.Rep), ""), Oldest: v.age(u), Late: english.Number(u.Late),
		}
		if u.Late > 0 {
			row.LateHref = uncontactedHref(visit.ID(u.Rep), "1")
		}
		if u.Waits > 0 {
			row.Waits = english.Count(u.Waits, "waits for a date", "wait for a date")
		}
		board.Rows = append(board.Rows, row)
	}
	if len(all) > 0 {
		board.Words = visit.LeadsWord(leads) + " accepted and not contacted, " + english.Number(late) +
			" of them overdue. All months, whatever the filter."
		board.Total = &page.UncontactedRow{
			Name: "Everybody", Leads: english.Number(leads), LeadsHref: uncontactedHref("all", ""), Oldest: v.age(oldest),
			Late: english.Number(late),
		}
		if late > 0 {
			board.Total.LateHref = uncontactedHref("all", "1")
		}
	}
	return board
}

// mostReps is how many reps the dashboard names; the board has all.
const mostReps = 5

// contactBoard is the top of the board of the uncontacted, the same whatever period is shown.
func (b board) contactBoard() page.UncontactedBoard { return b.uncontactedBoard(b.contact, mostReps) }

// age is how long the oldest lead of a rep waits for its first contact, in the rep's working time and days. Without
// working hours its days are of 24 hours, which it says.
func (v view) age(u worklist.RepUncontacted) string {
	calendar := v.Policy.CalendarOf(u.Rep, u.Team)
	words := visit.SpanOf(calendar.Between(u.Oldest, v.Now), calendar.Workday())
	if len(calendar.Week) == 0 && strings.Contains(words, "day") {
		words += " of 24 h"
	}
	return words
}

func uncontactedHref(of, late string) string {
	return visit.Address(uncontactedPath, "of", of, "late", late)
}

// uncontactedBy is how many leads of a rep wait for their first contact, or are late for it.
func uncontactedBy(u worklist.RepUncontacted, late bool) int64 {
	if late {
		return u.Late
	}
	return u.Leads
}

// uncontactedLeads is the list of exactly the leads that a number of the board counts.
func (s *Pages) uncontactedLeads(w http.ResponseWriter, r *http.Request, all []worklist.RepUncontacted) error {
	rep, late := visit.Number[account.PersonID](visit.Query(r, "of")), visit.Query(r, "late") != ""
	words, total, filters := "accepted and not contacted", int64(0), []page.LeadFilter{}
	for _, u := range all {
		if rep == 0 || u.Rep == rep {
			total += uncontactedBy(u, late)
		}
		if rep != 0 && u.Rep == rep {
			filters = append(filters, page.LeadFilter{Words: u.Name, Remove: uncontactedHref("all", visit.Query(r, "late"))})
		}
	}
	if rep == 0 && visit.Query(r, "of") != "all" {
		return visit.ErrNoPage
	}
	if late {
		words += " on time"
		filters = append(filters,
			page.LeadFilter{Words: "Overdue for first contact", Remove: uncontactedHref(visit.Query(r, "of"), "")})
	}
	after := visit.Number[handoff.ID](visit.Query(r, "after"))
	list, hidden, err := s.Store.UncontactedLeads(r.Context(), visit.By(r), rep, late, after, s.Now())
	if err != nil {
		return err
	}
	if hidden > 0 {
		filters = append(filters,
			page.LeadFilter{Words: english.Number(hidden) + " more " + visit.OneOr(hidden, "belongs", "belong") +
				" to other teams"})
	}
	frame, err := s.Frame(r, "Leads "+words)
	if err != nil {
		return err
	}
	p := page.Leads{
		Title: visit.LeadsWord(total) + " " + words, Filters: filters, Clear: uncontactedHref("all", ""),
		Search:  ui.Search{Action: "/leads", Name: "q", Label: leadview.SearchLabel},
		Buttons: []ui.Button{{Label: "Back to the board", Href: uncontactedPath}},
		List: page.LeadList{
			Live: "dashboard", Src: r.URL.RequestURI(), Caption: "Leads " + words + ", oldest acceptance first",
			Rows:  leadview.Of(r).Rows(list.Rows),
			Empty: ui.Empty{Words: "These leads belong to other teams."},
		},
	}
	if total == 0 {
		p.List.Empty.Words = "No accepted lead waits for its first contact here."
	}
	if list.More {
		p.List.Pager.Older = visit.WithQuery(uncontactedHref(visit.Query(r, "of"), visit.Query(r, "late")), "after",
			visit.ID(list.Rows[len(list.Rows)-1].Handoff))
	}
	if after != 0 {
		p.List.Pager.Newer = uncontactedHref(visit.Query(r, "of"), visit.Query(r, "late"))
	}
	return s.Show(w, r, http.StatusOK, page.LeadsPage(frame, p))
}
