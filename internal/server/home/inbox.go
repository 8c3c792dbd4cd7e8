package home

import (
	"cmp"
	"fmt"
	"net/http"
	"strings"
	"time"

	"baton/internal/agreement"
	"baton/internal/handoff"
	"baton/internal/inbox"
	"baton/internal/server/leadview"
	"baton/internal/server/visit"
	"baton/web/page"
	"baton/web/ui"
)

func (s *Pages) inbox(w http.ResponseWriter, r *http.Request) error {
	all := visit.Query(r, "view") == "all"
	after := visit.Number[int64](visit.Query(r, "after"))
	in, err := s.Store.Inbox(r.Context(), visit.By(r), !all, after)
	if err != nil {
		return err
	}
	frame, err := s.Frame(r, "Inbox")
	if err != nil {
		return err
	}
	v := viewOf(r)
	p := page.Inbox{
		Live: "queue submissions", Src: r.URL.RequestURI(),
		Empty: ui.Empty{Words: "Nothing new. News about your leads appears here."},
		Tabs: []ui.Tab{
			{Label: "Unread", Count: visit.CountOrZero(in.Unread), Href: "/inbox", Here: !all},
			{Label: "All", Href: "/inbox?view=all", Here: all},
		},
	}
	if all {
		p.Empty.Words = "Nothing yet. News about your leads appears here."
	}
	for _, n := range in.Rows {
		p.Rows = append(p.Rows, v.noteRow(n))
	}
	if len(in.Rows) > 0 && in.Unread > 0 && after == 0 {
		p.ReadAll = &ui.Action{Href: "/inbox/reading", Button: ui.Button{Label: "Mark all as read"},
			Hidden: []ui.Hidden{{Name: "until", Value: visit.ID(in.Rows[0].ID)}}}
	}
	if in.More {
		p.Pager.Older = visit.Address("/inbox", "view", visit.Query(r, "view"), "after", visit.ID(in.Rows[len(in.Rows)-1].ID))
	}
	if after != 0 {
		p.Pager.Newer = visit.Address("/inbox", "view", visit.Query(r, "view"))
	}
	return s.Show(w, r, http.StatusOK, page.InboxPage(frame, p))
}

// readAll marks as read what the page showed when the button was pressed, and what is older.
func (s *Pages) readAll(w http.ResponseWriter, r *http.Request) error {
	if err := s.Store.ReadUntil(r.Context(), visit.By(r), visit.Number[int64](visit.Form(r, "until")),
		s.Now()); err != nil {
		return err
	}
	return visit.Redirect(w, r, "/inbox")
}

// readOne marks a notification as read, and goes on to what it is about where that is asked for.
func (s *Pages) readOne(w http.ResponseWriter, r *http.Request) error {
	id, err := visit.PathID[int64](r, "id")
	if err != nil {
		return err
	}
	if err := s.Store.Read(r.Context(), visit.By(r), id, s.Now()); err != nil {
		return err
	}
	return visit.Redirect(w, r, visit.LocalPath(visit.Form(r, "next"), "/inbox"))
}

func (v view) noteRow(n inbox.Note) page.NoteRow {
	row := page.NoteRow{
		ID: "note-" + visit.ID(n.ID), Name: n.Name, Words: n.Company, Grade: string(n.Grade), Said: v.noteWords(n),
		At: visit.Moment(v.By, n.At, v.Now), Unread: !n.Read,
	}
	if n.Lead != 0 {
		row.Href = "/leads/" + visit.ID(n.Lead)
	} else {
		row.Name = "A lead that you can no longer see"
	}
	switch n.Kind {
	case inbox.RanOut, inbox.Escalated, inbox.NobodyFree, inbox.CameBack:
		row.Tone = ui.Late
	}
	if !n.Read {
		row.Read = &ui.Action{Href: "/inbox/" + visit.ID(n.ID) + "/reading",
			Button: ui.Button{Label: "Mark as read", Kind: ui.Bare, About: row.Name}}
	}
	return row
}

// noteWords say what happened, to whom it is told.
func (v view) noteWords(n inbox.Note) string {
	text := func(name string) string { s, _ := n.Data[name].(string); return s }
	num := func(name string) int { f, _ := n.Data[name].(float64); return int(f) }
	deadline := cmp.Or(leadview.BreachWords[text("clock")], "the deadline")
	switch n.Kind {
	case inbox.Reminded:
		due, _ := time.Parse(time.RFC3339, text("due"))
		if due.Before(v.Now) {
			return visit.Capital(deadline) + " was " + visit.Moment(v.By, due, v.Now).Words + "."
		}
		act := "Answer"
		if text("clock") == string(handoff.ContactClock) {
			act = "Make first contact"
		}
		gone := map[int]string{50: "Half your time", 80: "80% of your time"}[num("level")]
		return fmt.Sprintf("%s is gone. %s by %s.", cmp.Or(gone, "Most of your time"), act,
			visit.Moment(v.By, due, v.Now).Words)
	case inbox.RanOut:
		return "You missed " + deadline + "."
	case inbox.Escalated:
		if n.By == "" {
			return visit.Capital(deadline) + " passed while the lead was in the pool."
		}
		return fmt.Sprintf("%s missed %s.", n.By, deadline)
	case inbox.Offered:
		return cmp.Or(n.By, "Somebody") + " missed the deadline. It is yours to answer now."
	case inbox.NobodyFree:
		if num("stays") != 0 {
			return "Everybody available in the team has had it. It stays with its owner until you reassign it."
		}
		return "Nobody in the team can take this lead. It waits in the pool."
	case inbox.Asked:
		return cmp.Or(n.By, "Sales") + " has a question for you. The clock is paused until you answer."
	case inbox.Answered:
		return cmp.Or(n.By, "Marketing") + " answered your question. The clock is running again."
	case inbox.CameBack:
		return strings.TrimSpace(fmt.Sprintf("%s rejected it: %s", cmp.Or(n.By, "Sales"),
			v.Policy.Reasons[agreement.ReasonID(num("reason"))].Words)) + "."
	case inbox.Appealed:
		return cmp.Or(n.By, "Marketing") + " disputes the rejection. You are on neither side, so you can decide."
	case inbox.Ruled:
		if text("ruling") == string(handoff.Overturned) {
			return cmp.Or(n.By, "A manager") + " overturned the rejection. It counts as accepted, and sales has the lead again."
		}
		return cmp.Or(n.By, "A manager") + " ruled that the rejection stands."
	case inbox.RecycledBack:
		return "This recycled lead is back. Hand it over again, or close it."
	case inbox.GivenOn:
		return cmp.Or(n.By, "A manager") + " gave it to you."
	}
	return "Something happened to this lead."
}
