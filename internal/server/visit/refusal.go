package visit

import (
	"errors"
	"net/http"
	"strings"

	"baton/internal/errs"
	"baton/web/page"
	"baton/web/ui"
)

// Refusal is why a write was not taken: what is wrong in its form, field by field, or what stands against the whole.
// The zero refusal is none.
type Refusal struct {
	Status   int
	Words    string
	Problems errs.Problems
	Link     *ui.Link // to where it is put right, for who may go there
}

// Saved answers a write: on to where it shows, or the same page again with what was typed and why it was not taken.
func Saved(w http.ResponseWriter, r *http.Request, err error, to string, again func(Refusal) error) error {
	var problems errs.Problems
	words, link := Told(By(r), err)
	switch {
	case err == nil:
		return Redirect(w, r, to)
	case errors.As(err, &problems):
		return again(Refusal{Status: http.StatusUnprocessableEntity, Problems: problems})
	case errors.Is(err, errs.Conflict) && words != "":
		return again(Refusal{Status: http.StatusConflict, Words: words, Link: link})
	case errors.Is(err, errs.TooMany) && words != "":
		return again(Refusal{Status: http.StatusTooManyRequests, Words: words})
	}
	return err
}

// Answers is the status of a page on which no, if it is one, is shown.
func (no Refusal) Answers() int {
	if no.Status == 0 {
		return http.StatusOK
	}
	return no.Status
}

// Entry is the frame of a form in which no is shown. A form that was refused for what is in it keeps the version that
// it was filled in for, and one that came too late gets the current one: sending it again then replaces what it was
// shown.
func (no Refusal) Entry(r *http.Request, title, action string, version int) page.Entry {
	if no.Status == http.StatusUnprocessableEntity {
		version = Version(r)
	}
	e := page.Entry{Title: title, Action: action, Problem: no.Words, Remedy: no.Link, Problems: no.Problems}
	if version != 0 {
		e.Hidden = VersionField(version)
	}
	return e
}

// Notice shows a refusal above a page that has no form it would belong to.
func (no Refusal) Notice() *ui.Notice {
	words := no.Words
	for _, problem := range no.Problems {
		words = problem
	}
	if words == "" {
		return nil
	}
	return &ui.Notice{Kind: "late", Words: words, Link: no.Link}
}

// Version is the version that a form was filled in for, 0 where it names none.
func Version(r *http.Request) int { return Number[int](Form(r, "version")) }

// VersionField is the hidden field of the version that a form is filled in for.
func VersionField(version int) []ui.Hidden {
	return []ui.Hidden{{Name: "version", Value: ID(version)}}
}

// Upward reports whether a form asks to move something up; it is wrong when it asks for neither way.
func Upward(r *http.Request) (up bool, err error) {
	switch r.PostFormValue("move") {
	case "up":
		return true, nil
	case "down":
		return false, nil
	}
	return false, errs.Say(errs.Invalid, "Choose up or down.")
}

// Problem is what is wrong with a field, or with the whole where it is only that.
func (no Refusal) Problem(field string) string {
	if words := no.Problems[field]; words != "" {
		return words
	}
	return no.Words
}

// Within is what is wrong with the condition that a form has under a name, by place.
func (no Refusal) Within(name string) errs.Problems {
	problems := errs.Problems{}
	for field, words := range no.Problems {
		if place, ours := strings.CutPrefix(field, name); ours {
			problems.Add(strings.TrimPrefix(place, "."), words)
		}
	}
	return problems
}
