package leads

import (
	"cmp"
	"errors"
	"fmt"
	"net/http"
	"slices"

	"baton/internal/account"
	"baton/internal/english"
	"baton/internal/errs"
	"baton/internal/handoff"
	"baton/internal/handoff/history"
	"baton/internal/lead"
	"baton/internal/server/address"
	"baton/internal/server/leadview"
	"baton/internal/server/visit"
	"baton/internal/worklist"
	"baton/web/page"
	"baton/web/ui"
)

// inQueue is where a visitor is in the queue.
type inQueue struct {
	view   worklist.QueueView
	search string
	after  handoff.ID
	chosen handoff.ID
	done   handoff.ID // a handoff that the visitor has just decided on
	giving bool       // leads are chosen to be given to somebody
}

func (s *Pages) askedQueue(r *http.Request) inQueue {
	q := inQueue{visit.View(r, queueViewsOf(visit.By(r))...), visit.Query(r, "q"),
		visit.Number[handoff.ID](visit.Query(r, "after")), visit.Number[handoff.ID](visit.Query(r, "handoff")),
		visit.Number[handoff.ID](visit.Query(r, "done")), false}
	q.giving = visit.Query(r, "act") == "give" && q.gives(visit.By(r))
	return q
}

// queueViewsOf are the views that p has, the one that opens by itself first.
func queueViewsOf(p account.Person) []worklist.QueueView {
	views := []worklist.QueueView{worklist.ForMe, worklist.MyTeam, worklist.PastTime, worklist.Returned}
	if !p.Has(account.Rep) {
		views[0], views[1] = views[1], views[0]
	}
	if p.Has(visit.Managers...) {
		views = append(views, worklist.Disputes)
	}
	return views
}

// gives reports whether leads of this view can be given to somebody by p.
func (q inQueue) gives(p account.Person) bool {
	return p.Has(visit.Managers...) &&
		(q.view == worklist.ForMe || q.view == worklist.MyTeam || q.view == worklist.PastTime)
}

// at is the address of this place in the queue with a handoff chosen, 0 for none.
func (q inQueue) at(chosen handoff.ID, more ...string) string {
	return visit.Address("/queue",
		append([]string{"view", string(q.view), "q", q.search, "after", visit.ID(q.after), "handoff", visit.ID(chosen), "act",
			q.act()}, more...)...)
}

func (q inQueue) act() string {
	if q.giving {
		return "give"
	}
	return ""
}

// source is the address of the rows alone.
func (q inQueue) source() string {
	return visit.Address("/queue/rows", "view", string(q.view), "q", q.search, "after", visit.ID(q.after), "handoff",
		visit.ID(q.chosen), "act", q.act())
}

func (s *Pages) queue(w http.ResponseWriter, r *http.Request) error {
	return s.showQueue(w, r, http.StatusOK, s.askedQueue(r), leadview.Decision{Act: visit.Query(r, "act")})
}

func (s *Pages) queueRows(w http.ResponseWriter, r *http.Request) error {
	at := s.askedQueue(r)
	p, _, err := s.queuePage(r, at)
	if err != nil {
		return err
	}
	return s.Show(w, r, http.StatusOK, page.QueueFragment(p))
}

// showQueue shows the list and, beside it, the chosen lead with the decision as far as it got.
func (s *Pages) showQueue(w http.ResponseWriter, r *http.Request, status int, at inQueue, d leadview.Decision) error {
	p, rows, err := s.queuePage(r, at)
	if err != nil {
		return err
	}
	p.Chosen = at.chosen != 0
	if at.chosen == 0 && len(rows) > 0 {
		at.chosen = rows[0].ID
		p.Rows.Rows[0].Here, p.Rows.Src = true, at.source()
	}
	if at.chosen != 0 {
		p.Detail, err = s.queueDetail(r, at, rows, d)
		if errors.Is(err, errs.NotFound) && !p.Chosen {
			err = nil
		}
		if err != nil {
			return err
		}
	}
	frame, err := s.Frame(r, "Queue")
	if err != nil {
		return err
	}
	frame.Wide = true
	if err := s.giveForm(r, at, d, &p); err != nil {
		return err
	}
	if frame.Notice, err = s.doneNotice(r, at); err != nil {
		return err
	}
	return s.Show(w, r, status, page.QueuePage(frame, p))
}

func (s *Pages) queuePage(r *http.Request, at inQueue) (page.Queue, []worklist.Waiting, error) {
	v := viewOf(r)
	list, err := s.Store.Queue(r.Context(), v.By, at.view, at.search, at.after, v.Now)
	if err != nil {
		return page.Queue{}, nil, err
	}
	rows := page.QueueRows{
		Live: "queue", Src: at.source(),
		Empty: emptyQueue(at),
	}
	for _, j := range list.JustIn {
		team := inQueue{view: worklist.MyTeam}
		rows.JustIn = append(rows.JustIn, page.JustIn{Name: j.Name, Href: team.at(j.ID), With: heldBy(j.OwnerName)})
	}
	for _, w := range list.Rows {
		rows.Rows = append(rows.Rows, v.queueRow(w, at))
	}
	if list.More {
		older := at
		older.after = list.Rows[len(list.Rows)-1].ID
		rows.Pager.Older = older.at(0)
	}
	if at.after != 0 {
		newest := at
		newest.after = 0
		rows.Pager.Newer = newest.at(0)
	}
	return page.Queue{
		Summary: queueSummary(list.Counts), Tabs: queueTabs(v.By, list.Counts, at), Rows: rows,
		Search: ui.Search{Action: "/queue", Name: "q", Label: "Search the queue", Value: at.search,
			Hidden: []ui.Hidden{{Name: "view", Value: string(at.view)}}},
		NoDetail: ui.Empty{Words: "Choose a lead to see its details."},
	}, list.Rows, nil
}

// heldBy says who has a lead; nobody has one of the pool.
func heldBy(owner string) string {
	if owner == "" {
		return "in the pool"
	}
	return "with " + owner
}

func queueSummary(c worklist.QueueCounts) string {
	if c.Team == 0 {
		return "Nothing waits"
	}
	words := visit.Badge(c.Team) + " waiting"
	if c.Late > 0 {
		words += fmt.Sprintf(", %s overdue", visit.Badge(c.Late))
	}
	return words
}

func queueTabs(by account.Person, c worklist.QueueCounts, at inQueue) []ui.Tab {
	tab := func(view worklist.QueueView, label string, n int) ui.Tab {
		return ui.Tab{Label: label, Count: cmp.Or(visit.Badge(n), "0"), Href: inQueue{view: view, search: at.search}.at(0),
			Here: at.view == view}
	}
	tabs := []ui.Tab{
		tab(worklist.ForMe, "For me", c.Mine), tab(worklist.MyTeam, "My team", c.Team),
		tab(worklist.PastTime, "Overdue", c.Late), tab(worklist.Returned, "Returned", c.Returned),
	}
	if by.Has(visit.Managers...) {
		tabs = append(tabs, tab(worklist.Disputes, "Disputes", c.Disputes))
	}
	return tabs
}

func emptyQueue(at inQueue) ui.Empty {
	if at.search != "" {
		return ui.Empty{Words: "No lead here has “" + at.search + "” in its name, company, e-mail address or phone number.",
			Button: &ui.Button{Label: "Show all", Href: inQueue{view: at.view}.at(0)}}
	}
	words := map[worklist.QueueView]string{
		worklist.ForMe:    "Nothing waits for you. See your team’s leads under My team.",
		worklist.MyTeam:   "Nothing waits for your team. New leads appear here automatically.",
		worklist.PastTime: "Nothing is overdue.",
		worklist.Returned: "Marketing has no leads that your team rejected in the last 30 days.",
		worklist.Disputes: "No dispute waits for a ruling.",
	}[at.view]
	return ui.Empty{Words: cmp.Or(words, "There is nothing here.")}
}

func (v view) queueRow(w worklist.Waiting, at inQueue) page.QueueRow {
	row := page.QueueRow{
		ID: fmt.Sprintf("row-%d", w.ID), Href: at.at(w.ID), Grade: lead.Mark(w.Grade, w.Level), Name: w.Name,
		Words: english.Commas(w.JobTitle, w.Company),
		From:  cmp.Or(w.Campaign, w.Source, "No campaign"), Here: w.ID == at.chosen,
		Clock: v.waitingClock(w),
	}
	switch {
	case at.view == worklist.Returned || at.view == worklist.Disputes:
		row.Clock = ui.Clock{Words: w.Reason, State: "paused"}
	case w.Answered:
		row.From = "Marketing answered your question"
	case w.Number > 1:
		row.From = fmt.Sprintf("Handed over again, as handoff %d", w.Number)
	case w.Explored:
		row.From += " · let through at random"
	}
	if w.Opined != "" && w.Opined != w.Grade {
		row.From += " · sales says " + string(w.Opined)
	}
	if at.giving {
		row.Select = visit.ID(w.ID)
	}
	if at.view != worklist.ForMe {
		row.Owner = cmp.Or(w.OwnerName, "In the pool")
	}
	if own := row.Clock; at.view == worklist.PastTime {
		row.Clock = v.leadClock(w)
		if own.State != row.Clock.State {
			row.Owner += ", " + own.Words
		}
	}
	return row
}

// leadClock is that of the lead itself, which goes on whoever has it.
func (v view) leadClock(w worklist.Waiting) ui.Clock {
	return v.Clock(leadview.Deadline{Start: w.QueuedAt, Due: w.DueAt, Paused: w.PausedAt, Waits: w.Waits,
		Calendar: v.Policy.CalendarOf(w.Owner, w.Team)})
}

// waitingClock is that of whoever has the lead: its owner's, which began when they got it, or the lead's own.
func (v view) waitingClock(w worklist.Waiting) ui.Clock {
	if w.Owner == 0 || w.OwnerDue.IsZero() {
		return v.leadClock(w)
	}
	return v.Clock(leadview.Deadline{Start: w.OwnedAt, Due: w.OwnerDue, Paused: w.PausedAt, Waits: w.Waits,
		Calendar: v.Policy.CalendarOf(w.Owner, w.Team)})
}

// queueDetail is the chosen lead beside the list.
func (s *Pages) queueDetail(r *http.Request, at inQueue, rows []worklist.Waiting,
	d leadview.Decision) (*page.QueueDetail, error) {
	h, err := s.Store.HistoryOf(r.Context(), visit.By(r), at.chosen)
	if err != nil {
		return nil, err
	}
	v := viewOf(r)
	detail := &page.QueueDetail{Lead: v.Parts(h), Back: at.at(0), Live: fmt.Sprintf("lead:%d", h.Lead.ID),
		Src: at.at(at.chosen, "act", d.Act)}
	leadview.NoteFrom(detail.Lead.Persona, at.at(at.chosen), d)
	here := slices.IndexFunc(rows, func(w worklist.Waiting) bool { return w.ID == at.chosen })
	if here > 0 {
		detail.Prev = at.at(rows[here-1].ID)
	}
	after := at.at(0)
	if here >= 0 && here+1 < len(rows) {
		detail.Next = at.at(rows[here+1].ID)
		after = detail.Next
	} else if here > 0 {
		after = detail.Prev
	}
	chosen := slices.IndexFunc(h.Handoffs, func(p history.PastHandoff) bool { return p.ID == at.chosen })
	if chosen >= 0 {
		detail.Decide = v.Decide(&h.Handoffs[chosen], d, at.at(at.chosen), after)
	}
	return detail, nil
}

// doneNotice tells what the visitor has just decided, and lets them take it back.
func (s *Pages) doneNotice(r *http.Request, at inQueue) (*ui.Notice, error) {
	if at.done == 0 {
		return nil, nil
	}
	h, err := s.Store.HistoryOf(r.Context(), visit.By(r), at.done)
	if errors.Is(err, errs.NotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(h.Handoffs, func(p history.PastHandoff) bool { return p.ID == at.done })
	if i < 0 || h.Handoffs[i].VerdictBy != visit.By(r).ID {
		return nil, nil
	}
	return undoNotice(&h.Handoffs[i], visit.By(r), s, at), nil
}

func undoNotice(h *history.PastHandoff, by account.Person, s *Pages, at inQueue) *ui.Notice {
	notice := &ui.Notice{Kind: "ok", Words: fmt.Sprintf("You accepted %s.", h.LeadName),
		Link: &ui.Link{Label: "Open the lead", Href: "/leads/" + visit.ID(h.Lead)}}
	path := "acceptance"
	if h.Verdict == handoff.Rejected {
		notice.Words = fmt.Sprintf("You rejected %s: %s.", h.LeadName, h.ReasonWords)
		path = "rejection"
	}
	if h.CanUndo(by, s.Now()) == nil {
		notice.Action = &ui.Action{Href: address.Handoff(h.ID, path), Method: http.MethodDelete,
			Button: ui.Button{Label: "Undo", Key: "u"}, Hidden: []ui.Hidden{{Name: "next", Value: at.at(h.ID)}}}
	}
	return notice
}
