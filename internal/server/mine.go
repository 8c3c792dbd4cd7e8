package server

import (
	"cmp"
	"fmt"
	"net/http"
	"time"

	"baton/internal/handoff"
	"baton/internal/lead"
	"baton/web/page"
	"baton/web/ui"
)

func (s *Server) mine(w http.ResponseWriter, r *http.Request) error {
	which := chosenView(r, "new", "working", "qualified", "done")
	list, err := s.Store.Work(r.Context(), visitor(r), which, number[handoff.ID](asked(r, "after")))
	if err != nil {
		return err
	}
	books, err := s.Store.Books(r.Context())
	if err != nil {
		return err
	}
	frame, err := s.frame(r, "My leads")
	if err != nil {
		return err
	}
	v := view{visitor(r), s.Now(), books}
	p := page.Mine{
		Words: joined(or0(list.Counts["new"])+" not contacted", or0(list.Counts["working"])+" in work", or0(list.Counts["qualified"])+" qualified"),
		List:  page.MineList{Live: "queue", Src: r.URL.RequestURI(), Empty: ui.Empty{Words: "You have no leads here. Leads that you accept in the queue appear here.", Button: &ui.Button{Label: "Open the queue", Href: "/queue"}}},
	}
	for _, t := range []struct{ view, label string }{{"new", "Not contacted"}, {"working", "Working"}, {"qualified", "Qualified"}, {"done", "Done"}} {
		p.List.Tabs = append(p.List.Tabs, ui.Tab{Label: t.label, Count: or0(list.Counts[t.view]), Href: address("/mine", "view", t.view), Here: t.view == which})
	}
	for _, x := range list.Rows {
		p.List.Rows = append(p.List.Rows, v.mineRow(x))
	}
	if list.More {
		p.List.Pager.Older = address("/mine", "view", which, "after", idWord(list.Rows[len(list.Rows)-1].Handoff))
	}
	return s.show(w, r, http.StatusOK, page.MinePage(frame, p))
}

func (v view) mineRow(x handoff.ListedLead) page.MineRow {
	self := "/leads/" + idWord(x.ID)
	row := page.MineRow{
		ID: fmt.Sprintf("lead-%d", x.ID), Href: self, Grade: lead.Mark(x.Grade, x.Level), Name: x.Name, Words: joined(x.JobTitle, x.Company), Stage: stageChip(x.Stage),
		Status: "Accepted " + lowered(moment(v.by, x.VerdictAt, v.now).Words), At: moment(v.by, x.VerdictAt, v.now),
	}
	switch x.Stage {
	case lead.Accepted:
		row.Status = row.At.Words
		row.Clock = running{x.VerdictAt, x.ContactDue, time.Time{}, v.books.CalendarOf(x.OwnerID, x.TeamID), x.Waits}.clock(v.by, v.now)
		row.Next = ui.Link{Label: "Log the first contact", Href: self + "?act=attempt"}
	case lead.Working:
		row.Next = ui.Link{Label: "Log what happened", Href: self + "?act=attempt"}
	case lead.Qualified:
		row.Status = "Worth " + money(x.ValueCents, cmp.Or(x.Currency, v.books.Currency))
		row.Next = ui.Link{Label: "Won or lost?", Href: self + "?act=win"}
	case lead.Won:
		row.Status = "Won"
		if x.WonCents > 0 {
			row.Status = "Won for " + money(x.WonCents, cmp.Or(x.Currency, v.books.Currency))
		}
	}
	return row
}
