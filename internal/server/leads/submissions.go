package leads

import (
	"cmp"
	"errors"
	"fmt"
	"net/http"
	"time"

	"baton/internal/english"
	"baton/internal/errs"
	"baton/internal/handoff"
	"baton/internal/lead"
	"baton/internal/server/address"
	"baton/internal/server/leadview"
	"baton/internal/server/visit"
	"baton/internal/worklist"
	"baton/web/page"
	"baton/web/ui"
)

// inSubmissions is where a visitor is among submissions.
type inSubmissions struct{ worklist.SubmissionAsk }

func askedSubmissions(r *http.Request) inSubmissions {
	at := inSubmissions{worklist.SubmissionAsk{
		View: visit.View(r, "all", "waiting", "returned", "accepted", "drafts"), Whose: worklist.SubmissionsOf(visit.By(r)),
		Search: visit.Query(r, "q"), After: visit.Number[lead.ID](visit.Query(r, "after")),
	}}
	if of := worklist.Whose(visit.Query(r, "of")); of == worklist.OfMine || of == worklist.OfMyTeam {
		at.Whose = of
	}
	return at
}

// at is the address of this place with the rows after a lead, 0 for the first page.
func (at inSubmissions) at(after lead.ID) string {
	return visit.Address("/submissions", "of", string(at.Whose), "view", at.View, "q", at.Search, "after", visit.ID(after))
}

func (s *Pages) submissions(w http.ResponseWriter, r *http.Request) error {
	at := askedSubmissions(r)
	list, err := s.Store.Submissions(r.Context(), visit.By(r), at.SubmissionAsk)
	if err != nil {
		return err
	}
	frame, err := s.Frame(r, "My submissions")
	if err != nil {
		return err
	}
	v := viewOf(r)
	p := page.Submissions{
		Title: "My submissions", Words: submissionsWords(list.Counts),
		Buttons: []ui.Button{{Label: "Submit a lead", Kind: ui.Send, Href: "/leads/new"}},
		Search: &ui.Search{Action: "/submissions", Name: "q", Label: "Search submissions", Value: at.Search,
			Hidden: []ui.Hidden{{Name: "of", Value: string(at.Whose)}, {Name: "view", Value: at.View}}},
		List: page.SubmissionList{Live: "submissions", Src: r.URL.RequestURI(), Empty: at.empty(), Whose: at.whose(),
			Tabs: at.tabs(list.Counts)},
	}
	for _, x := range list.Rows {
		p.List.Rows = append(p.List.Rows, v.submissionRow(x))
	}
	if list.More {
		p.List.Pager.Older = at.at(list.Rows[len(list.Rows)-1].ID)
	}
	if at.After != 0 {
		p.List.Pager.Newer, p.List.Pager.NewerLabel = at.at(0), "Newest"
	}
	return s.Show(w, r, http.StatusOK, page.SubmissionsPage(frame, p))
}

// whose are the tabs that keep a visitor's own submissions and those of their team apart.
func (at inSubmissions) whose() (tabs []ui.Tab) {
	for _, t := range []struct {
		of    worklist.Whose
		label string
	}{{worklist.OfMine, "Mine"}, {worklist.OfMyTeam, "My team"}} {
		to := at
		to.Whose = t.of
		tabs = append(tabs, ui.Tab{Label: t.label, Href: to.at(0), Here: t.of == at.Whose})
	}
	return tabs
}

// tabs are the views with how many are in each.
func (at inSubmissions) tabs(counts map[string]int) (tabs []ui.Tab) {
	for _, t := range []struct{ view, label string }{{"all", "All"}, {"waiting", "Waiting"}, {"returned", "Returned"},
		{"accepted", "Accepted"}, {"drafts", "Drafts"}} {
		to := at
		to.View = t.view
		tabs = append(tabs, ui.Tab{Label: t.label, Count: visit.CountOrZero(counts[t.view]), Href: to.at(0),
			Here: t.view == at.View})
	}
	return tabs
}

func submissionsWords(counts map[string]int) string {
	return english.Commas(visit.CountOrZero(counts["waiting"])+" waiting for sales",
		visit.CountOrZero(counts["returned"])+" returned")
}

// empty says why there are no submissions.
func (at inSubmissions) empty() ui.Empty {
	mine := at.Whose == worklist.OfMine
	switch {
	case at.Search != "":
		all := at
		all.Search = ""
		return ui.Empty{Words: "No lead here has “" + at.Search + "” in its name, company, e-mail address or phone number.",
			Button: &ui.Button{Label: "Show all", Href: all.at(0)}}
	case at.View == "returned":
		return ui.Empty{Words: "No returned leads. Leads that sales returns appear here with the reason."}
	case at.View == "drafts" && mine:
		return ui.Empty{Words: "You have no drafts."}
	case at.View == "drafts":
		return ui.Empty{Words: "Your team has no drafts."}
	case at.View == "waiting":
		return ui.Empty{Words: "Nothing waits for sales."}
	case at.View == "accepted":
		return ui.Empty{Words: "Sales works on none of these leads at the moment."}
	case mine:
		return ui.Empty{Words: "You have not handed over any leads yet.",
			Button: &ui.Button{Label: "Submit a lead", Kind: ui.Send, Href: "/leads/new"}}
	}
	return ui.Empty{Words: "Your team has not handed over any leads yet.",
		Button: &ui.Button{Label: "Submit a lead", Kind: ui.Send, Href: "/leads/new"}}
}

func (v view) submissionRow(x worklist.ListedLead) page.SubmissionRow {
	row := page.SubmissionRow{
		ID: fmt.Sprintf("lead-%d", x.ID), Href: "/leads/" + visit.ID(x.ID), Grade: lead.Mark(x.Grade, x.Level), Name: x.Name,
		Words: english.Commas(x.JobTitle, x.Company), From: x.Campaign,
		Stage: leadview.StageChip(x.Stage), By: x.Author, At: visit.Moment(v.By, later(x.Submitted, x.Captured), v.Now),
	}
	if x.Author == v.By.Name {
		row.By = ""
	}
	switch x.Stage {
	case lead.Draft:
		row.Href = fmt.Sprintf("/leads/%d/edit", x.ID)
		row.Status = "Not handed over yet"
	case lead.Submitted:
		row.Status = "With " + cmp.Or(x.Owner, "the pool of "+x.Team)
		row.Clock = v.Clock(leadview.Deadline{Start: x.Submitted, Due: x.DueAt, Paused: x.PausedAt, Waits: x.Waits,
			Calendar: v.Policy.CalendarOf(x.OwnerID, x.TeamID)})
		if x.Question != "" {
			row.Status, row.Said = x.QuestionBy+" asks", x.Question
		}
	case lead.Returned:
		row.Status, row.Said, row.Fix = x.Reason, x.Feedback, fmt.Sprintf("/leads/%d/edit", x.ID)
		row.At = visit.Moment(v.By, x.VerdictAt, v.Now)
	case lead.Accepted, lead.Working, lead.Qualified:
		row.Status = "Accepted by " + x.VerdictBy
		row.At = visit.Moment(v.By, x.VerdictAt, v.Now)
	case lead.Won:
		row.Status = "Won for " + visit.Money(x.WonCents, cmp.Or(x.Currency, v.Policy.Currency))
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
func (s *Pages) returned(w http.ResponseWriter, r *http.Request) error {
	return s.showReturned(w, r, http.StatusOK, 0, "", "")
}

func (s *Pages) showReturned(w http.ResponseWriter, r *http.Request, status int, wrong handoff.ID, answer,
	problem string) error {
	which := visit.View(r, "all", "returned", "asked")
	ask := which
	if which == "all" {
		ask = "due"
	}
	list, err := s.Store.Submissions(r.Context(), visit.By(r),
		worklist.SubmissionAsk{View: ask, Whose: worklist.OfMyTeam, After: visit.Number[lead.ID](visit.Query(r, "after"))})
	if err != nil {
		return err
	}
	frame, err := s.Frame(r, "Returned")
	if err != nil {
		return err
	}
	v := viewOf(r)
	p := page.Returns{Title: "Returned", Words: "Returned leads and questions from sales", List: page.ReturnList{
		Live: "submissions", Src: visit.Address("/submissions/returned", "view", which, "after", visit.Query(r, "after")),
		Empty: ui.Empty{Words: "Nothing waits for you here."},
	}}
	for _, t := range []struct{ view, count, label string }{{"all", "due", "All"}, {"returned", "returned", "Returned"},
		{"asked", "asked", "Questions"}} {
		p.List.Tabs = append(p.List.Tabs,
			ui.Tab{Label: t.label, Count: visit.CountOrZero(list.Counts[t.count]),
				Href: visit.Address("/submissions/returned", "view", t.view), Here: t.view == which})
	}
	for _, x := range list.Rows {
		p.List.Cards = append(p.List.Cards, v.returnCard(x, which, wrong, answer, problem))
	}
	if list.More {
		p.List.Pager.Older = visit.Address("/submissions/returned", "view", which, "after",
			visit.ID(list.Rows[len(list.Rows)-1].ID))
	}
	if visit.Query(r, "after") != "" {
		p.List.Pager.Newer, p.List.Pager.NewerLabel = visit.Address("/submissions/returned", "view", which), "Newest"
	}
	return s.Show(w, r, status, page.ReturnsPage(frame, p))
}

func (v view) returnCard(x worklist.ListedLead, here string, wrong handoff.ID, answer, problem string) page.ReturnCard {
	card := page.ReturnCard{
		ID: fmt.Sprintf("handoff-%d", x.Handoff), Href: "/leads/" + visit.ID(x.ID), Grade: lead.Mark(x.Grade, x.Level),
		Name: x.Name, Words: english.Commas(x.JobTitle, x.Company),
		Chip: ui.Chip{Words: x.Reason, Tone: ui.Late}, At: visit.Moment(v.By, x.VerdictAt, v.Now),
		Said: ui.Quote{Words: x.Feedback, By: x.VerdictBy, Side: ui.Sales, At: visit.Moment(v.By, x.VerdictAt, v.Now)},
		Fix:  fmt.Sprintf("/leads/%d/edit", x.ID),
	}
	if x.Stage != lead.Submitted {
		if x.Feedback == "" {
			card.Status = x.VerdictBy + " rejected it without a note"
		}
		return card
	}
	form := &page.AnswerForm{Action: address.Handoff(x.Handoff, "answer"), Asker: visit.FirstName(x.QuestionBy),
		Hidden: []ui.Hidden{{Name: "next", Value: visit.Address("/submissions/returned", "view", here)}}}
	if x.Handoff == wrong {
		form.Answer, form.Problem = answer, problem
	}
	card.Chip, card.Fix, card.Said = ui.Chip{Words: "Question", Tone: ui.Sales}, "", ui.Quote{}
	card.At = visit.Moment(v.By, x.PausedAt, v.Now)
	card.Thread = []page.Question{{Asked: ui.Quote{Words: x.Question, By: x.QuestionBy, At: card.At, Side: ui.Sales},
		AnswerForm: form}}
	return card
}

func (s *Pages) answerQuestion(w http.ResponseWriter, r *http.Request) error {
	id, err := visit.PathID[handoff.ID](r, "id")
	if err != nil {
		return err
	}
	err = s.Desk.Answer(r.Context(), visit.By(r), id, visit.Form(r, "answer"))
	var problems errs.Problems
	if errors.As(err, &problems) {
		form := visit.ShownAt(r, "/submissions/returned")
		form.URL.RawQuery = "view=asked"
		return s.showReturned(w, form, http.StatusUnprocessableEntity, id, visit.Form(r, "answer"), problems["answer"])
	}
	if err != nil {
		return err
	}
	return visit.Redirect(w, r, visit.LocalPath(visit.Form(r, "next"), s.leadOf(r, id)))
}

func (s *Pages) recall(w http.ResponseWriter, r *http.Request) error {
	id, err := visit.PathID[handoff.ID](r, "id")
	if err != nil {
		return err
	}
	if err := s.Desk.Recall(r.Context(), visit.By(r), id); err != nil {
		return err
	}
	return visit.Redirect(w, r, visit.LocalPath(visit.Form(r, "next"), s.leadOf(r, id)))
}

// leadOf is the address of the lead that a handoff passes.
func (s *Pages) leadOf(r *http.Request, id handoff.ID) string {
	h, err := s.Store.HistoryOf(r.Context(), visit.By(r), id)
	if err != nil {
		return "/"
	}
	return "/leads/" + visit.ID(h.Lead.ID)
}
