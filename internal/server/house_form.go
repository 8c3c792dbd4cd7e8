package server

import (
	"errors"
	"net/http"

	"baton/internal/errs"
	"baton/internal/handoff"
	"baton/internal/report"
	"baton/web/page"
	"baton/web/ui"
)

// refusal is why a write was not taken: what is wrong in its form, field by field, or what stands against the whole. The zero refusal
// is none.
type refusal struct {
	status   int
	words    string
	problems errs.Problems
	link     *ui.Link // to where it is put right, for who may go there
}

// kept answers a write: on to where it shows, or the same page again with what was typed and why it was not taken.
func kept(w http.ResponseWriter, r *http.Request, err error, to string, again func(refusal) error) error {
	var problems errs.Problems
	words, link := told(visitor(r), err)
	switch {
	case err == nil:
		return next(w, r, to)
	case errors.As(err, &problems):
		return again(refusal{status: http.StatusUnprocessableEntity, problems: problems})
	case errors.Is(err, errs.Conflict) && words != "":
		return again(refusal{status: http.StatusConflict, words: words, link: link})
	case errors.Is(err, errs.TooMany) && words != "":
		return again(refusal{status: http.StatusTooManyRequests, words: words})
	}
	return err
}

// answers is the status of a page on which no, if it is one, is shown.
func (no refusal) answers() int {
	if no.status == 0 {
		return http.StatusOK
	}
	return no.status
}

// entry is the frame of a form in which no is shown. A form that was refused for what is in it keeps the version that it was filled in
// for, and one that came too late gets the current one: sending it again then replaces what it was shown.
func (no refusal) entry(r *http.Request, title, action string, version int) page.Entry {
	if no.status == http.StatusUnprocessableEntity {
		version = version0(r)
	}
	e := page.Entry{Title: title, Action: action, Problem: no.words, Remedy: no.link, Problems: no.problems}
	if version != 0 {
		e.Hidden = versionField(version)
	}
	return e
}

// notice shows a refusal above a page that has no form it would belong to.
func (no refusal) notice() *ui.Notice {
	words := no.words
	for _, problem := range no.problems {
		words = problem
	}
	if words == "" {
		return nil
	}
	return &ui.Notice{Kind: "late", Words: words, Link: no.link}
}

// together is all that several checks say is wrong, as one. What is no list of problems comes first.
func together(checks ...error) error {
	problems := errs.Problems{}
	for _, err := range checks {
		var more errs.Problems
		if err != nil && !errors.As(err, &more) {
			return err
		}
		for field, words := range more {
			problems.Add(field, words)
		}
	}
	return problems.Err()
}

// version0 is the version that a form was filled in for, 0 where it names none.
func version0(r *http.Request) int { return number[int](typed(r, "version")) }

func versionField(version int) []ui.Hidden {
	return []ui.Hidden{{Name: "version", Value: idWord(version)}}
}

// upward reports whether a form asks to move something up; it is wrong when it asks for neither way.
func upward(r *http.Request) (up bool, err error) {
	switch r.PostFormValue("move") {
	case "up":
		return true, nil
	case "down":
		return false, nil
	}
	return false, errs.Say(errs.Invalid, "Choose up or down.")
}

// everBehind is the address of the list of the leads that a number counts which is not of a period. Lists go back ten years.
func (s *Server) everBehind(books *handoff.Books, f report.Filter) string {
	today := report.Day(s.Now(), books.Zone)
	f.Period = report.Period{First: today.AddDate(-10, 0, 0), Last: today, Zone: books.Zone}
	return f.Href()
}

// counted is a number of things in words, such as 1 campaign or 12 campaigns.
func counted(n int, one, many string) string { return count(int64(n), one, many) }
