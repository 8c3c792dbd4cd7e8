package visit

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net/http"
	"net/url"

	"github.com/a-h/templ"

	"baton/internal/errs"
	"baton/web/page"
	"baton/web/ui"
)

// What a handler answers with a page of its own kind.
var (
	ErrNoPage    = fmt.Errorf("no such page: %w", errs.NotFound)
	ErrSignedOut = errors.New("not signed in")
	errWrongRole = errs.Say(errs.Forbidden,
		"Your role does not allow this. If you need it, ask an admin to change your role.")
	errOtherSite = errs.Say(errs.Forbidden,
		"This form was sent from another site, so it was not accepted. Open Baton and send it there.")
)

// statuses is the one table of what each kind of failure answers.
var statuses = []struct {
	kind   error
	status int
	title  string
	words  string
}{
	{errs.NotFound, http.StatusNotFound, "Not found", "This page does not exist, or it belongs to another team."},
	{errs.Forbidden, http.StatusForbidden, "Not allowed", "Your role does not allow this."},
	{errs.Conflict, http.StatusConflict, "Something changed",
		"Something has changed since you opened the page. Check it again."},
	{errs.Invalid, http.StatusUnprocessableEntity, "Not accepted", "Your input has errors. Go back and check it."},
	{errs.TooMany, http.StatusTooManyRequests, "Too many tries", "Wait a while, then try again."},
	{errs.Unavailable, http.StatusServiceUnavailable, "Temporarily unavailable",
		"The database is not responding. Everything that was confirmed is saved. Try again in a few seconds."},
	{context.DeadlineExceeded, http.StatusServiceUnavailable, "Temporarily unavailable",
		"This took too long. Everything that was confirmed is saved. Try again in a few seconds."},
}

// answer is the page for a request that failed.
func (p *Portal) answer(w http.ResponseWriter, r *http.Request, err error) {
	if errors.Is(err, ErrSignedOut) {
		p.askToSignIn(w, r)
		return
	}
	if errors.Is(r.Context().Err(), context.Canceled) {
		p.Log.Debug("the visitor went away", "route", routeOf(r), "error", err)
		return
	}
	status, failure := p.Explain(r, err)
	if status == http.StatusServiceUnavailable {
		w.Header().Set("Retry-After", "5")
	}
	w.Header().Set("Cache-Control", "no-store")
	if status == http.StatusServiceUnavailable || status >= 500 {
		p.write(w, r, status, page.BareFailurePage(p.Bare(failure.Title), failure))
		return
	}
	if person := By(r); person.ID != 0 {
		// The frame does not tell the address either, so that what is hidden looks like what is not there.
		if frame, frameErr := p.Frame(ShownAt(r, "/"), failure.Title); frameErr == nil {
			p.write(w, r, status, page.FailurePage(frame, failure))
			return
		}
	}
	p.write(w, r, status, page.BareFailurePage(p.Bare(failure.Title), failure))
}

// Explain is the status of a failure and what to tell the visitor. Internal words go to the log only, under a
// reference.
func (p *Portal) Explain(r *http.Request, err error) (int, page.Failure) {
	start := ui.Link{Label: "Go to the first page", Href: "/"}
	var tooBig *http.MaxBytesError
	if errors.As(err, &tooBig) {
		return http.StatusRequestEntityTooLarge,
			page.Failure{Title: "Too large",
				Words: fmt.Sprintf("This is too large. The maximum is %d MB. Send less.", tooBig.Limit>>20), Next: start}
	}
	for _, row := range statuses {
		if !errors.Is(err, row.kind) {
			continue
		}
		words := row.words
		if said, link := Told(By(r), err); said != "" {
			words = said
			if link != nil {
				start = *link
			}
		}
		if row.status == http.StatusServiceUnavailable {
			p.Log.Error("unavailable", "route", routeOf(r), "error", err)
			start = ui.Link{Label: "Try again", Href: retryAddress(r)}
		}
		return row.status, page.Failure{Title: row.title, Words: words, Next: start}
	}
	reference := rand.Text()[:8]
	p.Log.Error("fault", "reference", reference, "route", routeOf(r), "error", err)
	return http.StatusInternalServerError, page.Failure{
		Title: "Error in Baton", Words: "This did not work because of an error in Baton. Nothing has changed. Try again. " +
			"If it happens again, give your admin the reference below.",
		Next: start, Reference: reference,
	}
}

func retryAddress(r *http.Request) string {
	if r.Method == http.MethodGet {
		return r.URL.RequestURI()
	}
	return "/"
}

// askToSignIn sends a reader to the sign-in page and back, and tells a writer that they are signed out.
func (p *Portal) askToSignIn(w http.ResponseWriter, r *http.Request) {
	if r.Method == http.MethodGet && r.URL.Path != "/live" && r.URL.Path != "/rail" {
		to := "/sign-in"
		if r.URL.Path != "/" {
			to += "?next=" + url.QueryEscape(r.URL.RequestURI())
		}
		http.Redirect(w, r, to, http.StatusSeeOther)
		return
	}
	p.write(w, r, http.StatusUnauthorized, page.BareFailurePage(p.Bare("Signed out"), page.Failure{
		Title: "Signed out", Words: "You are signed out, so this was not sent.",
		Next: ui.Link{Label: "Sign in", Href: "/sign-in"},
	}))
}

// Show renders a page in full before any of it is sent, so that one that fails is a real fault.
func (p *Portal) Show(w http.ResponseWriter, r *http.Request, status int, c templ.Component) error {
	buffer := templ.GetBuffer()
	defer templ.ReleaseBuffer(buffer)
	ctx := r.Context()
	if status == http.StatusUnprocessableEntity || status >= http.StatusBadRequest && r.Method != http.MethodGet {
		ctx = page.Refused(ctx)
	}
	if err := c.Render(ctx, buffer); err != nil {
		return fmt.Errorf("render: %w", err)
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, err := w.Write(buffer.Bytes())
	if err != nil {
		p.Log.Debug("the visitor went away", "error", err)
	}
	return nil
}

// write shows a page that is the answer to a failure, for which there is no other page.
func (p *Portal) write(w http.ResponseWriter, r *http.Request, status int, c templ.Component) {
	if err := p.Show(w, r.WithContext(context.WithoutCancel(r.Context())), status, c); err != nil {
		p.Log.Error("the page of a failure failed", "error", err)
		http.Error(w, "Baton is temporarily unavailable. Try again.", status)
	}
}
