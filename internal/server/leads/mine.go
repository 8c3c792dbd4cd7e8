package leads

import (
	"cmp"
	"fmt"
	"net/http"

	"baton/internal/english"
	"baton/internal/handoff"
	"baton/internal/lead"
	"baton/internal/server/leadview"
	"baton/internal/server/visit"
	"baton/internal/worklist"
	"baton/web/page"
	"baton/web/ui"
)

func (s *Pages) mine(w http.ResponseWriter, r *http.Request) error {
	which := visit.View(r, "new", "working", "qualified", "done")
	list, err := s.Store.Work(r.Context(), visit.By(r), which, visit.Number[handoff.ID](visit.Query(r, "after")))
	if err != nil {
		return err
	}
	frame, err := s.Frame(r, "My leads")
	if err != nil {
		return err
	}
	v := viewOf(r)
	p := page.Mine{
		Words: english.Commas(visit.CountOrZero(list.Counts["new"])+" not contacted",
			visit.CountOrZero(list.Counts["working"])+" in work", visit.CountOrZero(list.Counts["qualified"])+" qualified"),
		List: page.MineList{Live: "queue", Src: r.URL.RequestURI(),
			Empty: ui.Empty{Words: "You have no leads here. Leads that you accept in the queue appear here.",
				Button: &ui.Button{Label: "Open the queue", Href: "/queue"}}},
	}
	for _, t := range []struct{ view, label string }{{"new", "Not contacted"}, {"working", "Working"},
		{"qualified", "Qualified"}, {"done", "Done"}} {
		p.List.Tabs = append(p.List.Tabs,
			ui.Tab{Label: t.label, Count: visit.CountOrZero(list.Counts[t.view]), Href: visit.Address("/mine", "view", t.view),
				Here: t.view == which})
	}
	for _, x := range list.Rows {
		p.List.Rows = append(p.List.Rows, v.mineRow(x))
	}
	if list.More {
		p.List.Pager.Older = visit.Address("/mine", "view", which, "after", visit.ID(list.Rows[len(list.Rows)-1].Handoff))
	}
	return s.Show(w, r, http.StatusOK, page.MinePage(frame, p))
}

func (v view) mineRow(x worklist.ListedLead) page.MineRow {
	self := "/leads/" + visit.ID(x.ID)
	row := page.MineRow{
		ID: fmt.Sprintf("lead-%d", x.ID), Href: self, Grade: lead.Mark(x.Grade, x.Level), Name: x.Name,
		Words: english.Commas(x.JobTitle, x.Company), Stage: leadview.StageChip(x.Stage),
		Status: "Accepted " + visit.Lower(visit.Moment(v.By, x.VerdictAt, v.Now).Words),
		At:     visit.Moment(v.By, x.VerdictAt, v.Now),
	}
	switch x.Stage {
	case lead.Accepted:
		row.Status = row.At.Words
		row.Clock = v.Clock(leadview.Deadline{Start: x.VerdictAt, Due: x.ContactDue, Waits: x.Waits,
			Calendar: v.Policy.CalendarOf(x.OwnerID, x.TeamID)})
		row.Next = ui.Link{Label: "Log the first contact", Href: self + "?act=attempt"}
	case lead.Working:
		row.Next = ui.Link{Label: "Log what happened", Href: self + "?act=attempt"}
	case lead.Qualified:
		row.Status = "Worth " + visit.Money(x.ValueCents, cmp.Or(x.Currency, v.Policy.Currency))
		row.Next = ui.Link{Label: "Won or lost?", Href: self + "?act=win"}
	case lead.Won:
		row.Status = "Won"
		if x.WonCents > 0 {
			row.Status = "Won for " + visit.Money(x.WonCents, cmp.Or(x.Currency, v.Policy.Currency))
		}
	}
	return row
}
