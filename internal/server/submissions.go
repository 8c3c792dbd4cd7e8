package server

import (
	"cmp"
	"errors"
	"fmt"
	"net/http"
	"time"

	"baton/internal/errs"
	"baton/internal/handoff"
	"baton/internal/lead"
	"baton/web/page"
	"baton/web/ui"
)

func (s *Server) submissions(w http.ResponseWriter, r *http.Request) error {
	which, search := chosenView(r, "all", "waiting", "returned", "accepted", "drafts"), asked(r, "q")
	list, err := s.Store.Submissions(r.Context(), visitor(r), which, search, number[lead.ID](asked(r, "after")))
	if err != nil {
		return err
	}
	books, err := s.Store.Books(r.Context())
	if err != nil {
		return err
	}
	frame, err := s.frame(r, "My submissions")
	if err != nil {
		return err
	}
	v := view{visitor(r), s.Now(), books}
	p := page.Submissions{
		Title: "My submissions", Words: submissionsWords(list.Counts), Buttons: []ui.Button{{Label: "Submit a lead", Kind: ui.Send, Href: "/leads/new"}},
		Search: &ui.Search{Action: "/submissions", Name: "q", Label: "Search my submissions", Value: search, Hidden: []ui.Hidden{{Name: "view", Value: which}}},
		List:   page.SubmissionList{Live: "submissions", Src: r.URL.RequestURI(), Empty: emptySubmissions(which, search)},
	}
	for _, t := range []struct{ view, label string }{{"all", "All"}, {"waiting", "Waiting"}, {"returned", "Returned"}, {"accepted", "Accepted"}, {"drafts", "Drafts"}} {
		p.List.Tabs = append(p.List.Tabs, ui.Tab{Label: t.label, Count: cmp.Or(upTo(list.Counts[t.view]), "0"), Href: address("/submissions", "view", t.view, "q", search), Here: t.view == which})
	}
	for _, x := range list.Rows {
		p.List.Rows = append(p.List.Rows, v.submissionRow(x))
	}
	if list.More {
		p.List.Pager.Older = address("/submissions", "view", which, "q", search, "after", idWord(list.Rows[len(list.Rows)-1].ID))
	}
	return s.show(w, r, http.StatusOK, page.SubmissionsPage(frame, p))
}

func submissionsWords(counts map[string]int) string {
	return joined(or0(counts["waiting"])+" waiting for sales", or0(counts["returned"])+" returned")
}

func or0(n int) string { return cmp.Or(upTo(n), "0") }

func emptySubmissions(which, search string) ui.Empty {
	button := &ui.Button{Label: "Submit a lead", Kind: ui.Send, Href: "/leads/new"}
	switch {
	case search != "":
		return ui.Empty{Words: "None of your leads has “" + search + "” in its name, company or e-mail address."}
	case which == "returned":
		return ui.Empty{Words: "Nothing came back. What sales returns appears here with its reason."}
	case which == "drafts":
		return ui.Empty{Words: "You have no drafts."}
	}
	return ui.Empty{Words: "You have handed nothing over yet.", Button: button}
}

func (v view) submissionRow(x handoff.ListedLead) page.SubmissionRow {
	row := page.SubmissionRow{
		ID: fmt.Sprintf("lead-%d", x.ID), Href: "/leads/" + idWord(x.ID), Grade: lead.Mark(x.Grade, x.Level), Name: x.Name, Words: joined(x.JobTitle, x.Company), From: x.Campaign,
		Stage: stageChip(x.Stage), By: x.Author, At: moment(v.by, later(x.Submitted, x.Captured), v.now),
	}
	if x.Author == v.by.Name {
		row.By = ""
	}
	switch x.Stage {
	case lead.Captured:
		row.Href = fmt.Sprintf("/leads/%d/edit", x.ID)
		row.Status = "Not handed over yet"
	case lead.Submitted:
		row.Status = "With " + cmp.Or(x.Owner, "the pool of "+x.Team)
		row.Clock = running{x.Submitted, x.DueAt, x.PausedAt, v.books.CalendarOf(x.OwnerID, x.TeamID), x.Waits}.clock(v.by, v.now)
		if x.Question != "" {
			row.Status, row.Said = x.QuestionBy+" asks", x.Question
		}
	case lead.Returned:
		row.Status, row.Said, row.Fix = x.Reason, x.Feedback, fmt.Sprintf("/leads/%d/edit", x.ID)
		row.At = moment(v.by, x.VerdictAt, v.now)
	case lead.Accepted, lead.Working, lead.Qualified:
		row.Status = "Accepted by " + x.VerdictBy
		row.At = moment(v.by, x.VerdictAt, v.now)
	case lead.Won:
		row.Status = "Won for " + money(x.WonCents, cmp.Or(x.Currency, v.books.Currency))
		if x.WonCents == 0 {
			row.Status = "Won by " + x.Owner
		}
	case lead.Closed:
		row.Status = x.Reason
	}
	return row
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// returned is what waits for the marketer: leads that came back, and questions of sales.
func (s *Server) returned(w http.ResponseWriter, r *http.Request) error {
	return s.showReturned(w, r, http.StatusOK, 0, "", "")
}

func (s *Server) showReturned(w http.ResponseWriter, r *http.Request, status int, wrong handoff.ID, answer, problem string) error {
	which := chosenView(r, "returned", "asked")
	list, err := s.Store.Submissions(r.Context(), visitor(r), which, "", number[lead.ID](asked(r, "after")))
	if err != nil {
		return err
	}
	books, err := s.Store.Books(r.Context())
	if err != nil {
		return err
	}
	frame, err := s.frame(r, "Returned")
	if err != nil {
		return err
	}
	v := view{visitor(r), s.Now(), books}
	p := page.Returns{Title: "Returned", Words: "What sales sent back, and what sales asks.", List: page.ReturnList{
		Live: "submissions", Src: address("/submissions/returned", "view", which), Empty: ui.Empty{Words: "Nothing waits for you here."},
	}}
	for _, t := range []struct{ view, label string }{{"returned", "Returned"}, {"asked", "Questions"}} {
		p.List.Tabs = append(p.List.Tabs, ui.Tab{Label: t.label, Count: or0(list.Counts[t.view]), Href: address("/submissions/returned", "view", t.view), Here: t.view == which})
	}
	for _, x := range list.Rows {
		p.List.Cards = append(p.List.Cards, v.returnCard(x, wrong, answer, problem))
	}
	if list.More {
		p.List.Pager.Older = address("/submissions/returned", "view", which, "after", idWord(list.Rows[len(list.Rows)-1].ID))
	}
	return s.show(w, r, status, page.ReturnsPage(frame, p))
}

func (v view) returnCard(x handoff.ListedLead, wrong handoff.ID, answer, problem string) page.ReturnCard {
	card := page.ReturnCard{
		ID: fmt.Sprintf("handoff-%d", x.Handoff), Href: "/leads/" + idWord(x.ID), Grade: lead.Mark(x.Grade, x.Level), Name: x.Name, Words: joined(x.JobTitle, x.Company),
		Chip: ui.Chip{Words: x.Reason, Tone: ui.Late}, At: moment(v.by, x.VerdictAt, v.now),
		Said: ui.Quote{Words: x.Feedback, By: x.VerdictBy, Side: ui.Sales, At: moment(v.by, x.VerdictAt, v.now)},
		Fix:  fmt.Sprintf("/leads/%d/edit", x.ID),
	}
	if x.Stage != lead.Submitted {
		if x.Feedback == "" {
			card.Status = x.VerdictBy + " sent it back without words"
		}
		return card
	}
	form := &page.AnswerForm{Action: handoffPath(x.Handoff, "answer"), Asker: firstName(x.QuestionBy), Hidden: []ui.Hidden{{Name: "next", Value: "/submissions/returned?view=asked"}}}
	if x.Handoff == wrong {
		form.Answer, form.Problem = answer, problem
	}
	card.Chip, card.Fix, card.Said = ui.Chip{Words: "Question", Tone: ui.Sales}, "", ui.Quote{}
	card.At = moment(v.by, x.PausedAt, v.now)
	card.Thread = []page.Question{{Asked: ui.Quote{Words: x.Question, By: x.QuestionBy, At: card.At, Side: ui.Sales}, AnswerForm: form}}
	return card
}

func (s *Server) answerQuestion(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID[handoff.ID](r, "id")
	if err != nil {
		return err
	}
	err = s.Desk.Answer(r.Context(), visitor(r), id, typed(r, "answer"))
	var problems errs.Problems
	if errors.As(err, &problems) {
		form := shownAt(r, "/submissions/returned")
		form.URL.RawQuery = "view=asked"
		return s.showReturned(w, form, http.StatusUnprocessableEntity, id, typed(r, "answer"), problems["answer"])
	}
	if err != nil {
		return err
	}
	return next(w, r, local(typed(r, "next"), s.leadOf(r, id)))
}

func (s *Server) recall(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID[handoff.ID](r, "id")
	if err != nil {
		return err
	}
	if err := s.Desk.Recall(r.Context(), visitor(r), id); err != nil {
		return err
	}
	return next(w, r, local(typed(r, "next"), s.leadOf(r, id)))
}

// leadOf is the address of the lead that a handoff passes.
func (s *Server) leadOf(r *http.Request, id handoff.ID) string {
	h, err := s.Store.HistoryOf(r.Context(), visitor(r), id)
	if err != nil {
		return "/"
	}
	return "/leads/" + idWord(h.Lead.ID)
}
