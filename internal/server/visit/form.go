package visit

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/go-chi/chi/v5"
	"github.com/go-chi/chi/v5/middleware"

	"baton/internal/errs"
)

// readForm reads what a form sent, so that a handler can ask for it without an error.
func readForm(r *http.Request) error {
	if r.Method == http.MethodGet || r.Method == http.MethodHead ||
		strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/") {
		return nil
	}
	if err := r.ParseForm(); err != nil {
		var tooBig *http.MaxBytesError
		if errors.As(err, &tooBig) {
			return err
		}
		return errs.Say(errs.Invalid, "The request cannot be read. Go back and send it again.")
	}
	return nil
}

// PathID is a number in the path. What is none cannot be found.
func PathID[T ~int64](r *http.Request, name string) (T, error) {
	id, err := strconv.ParseInt(chi.URLParam(r, name), 10, 64)
	if err != nil || id <= 0 {
		return 0, ErrNoPage
	}
	return T(id), nil
}

// Number is a whole number of a form or a query, 0 where there is none.
func Number[T ~int | ~int64](value string) T {
	n, err := strconv.ParseInt(strings.TrimSpace(value), 10, 64)
	if err != nil {
		return 0
	}
	return T(n)
}

// Form is the value of a form field, without marks that Postgres cannot keep; whoever checks it sees a replacement
// character.
func Form(r *http.Request, field string) string {
	return strings.ToValidUTF8(strings.ReplaceAll(r.PostFormValue(field), "\x00", "\uFFFD"), "\uFFFD")
}

// Query is the value of a query, bounded and clean.
func Query(r *http.Request, name string) string {
	value := strings.ToValidUTF8(strings.ReplaceAll(r.URL.Query().Get(name), "\x00", ""), "")
	if runes := []rune(value); len(runes) > 200 {
		value = string(runes[:200])
	}
	return value
}

// View is the view that an address asks for by view=, the first of views where it asks for none of them.
func View[T ~string](r *http.Request, views ...T) T {
	if asked := T(Query(r, "view")); slices.Contains(views, asked) {
		return asked
	}
	return views[0]
}

// LocalPath is address if it is a path of ours, else otherwise: nobody is sent away to another site.
func LocalPath(address, otherwise string) string {
	u, err := url.Parse(address)
	if err != nil || u.Host != "" || u.Scheme != "" || u.Opaque != "" || !strings.HasPrefix(u.Path, "/") ||
		strings.HasPrefix(u.Path, "//") || strings.ContainsAny(address, "\\\r\n\t") {
		return otherwise
	}
	return u.RequestURI()
}

// Redirect sends the visitor on after a write. A script that fetches a page is not told where on it, so that the
// address says it as well.
func Redirect(w http.ResponseWriter, r *http.Request, to string) error {
	if page, place, anchored := strings.Cut(to, "#"); anchored && r.Header.Get("HX-Request") != "" {
		to = WithQuery(page, "at", place)
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
	return nil
}

// ClientAddress is where a request comes from, without the port; a proxy's where the proxy is not to be believed.
func ClientAddress(r *http.Request) string { return middleware.GetClientIP(r.Context()) }

// List is what a form field lists with commas, semicolons or line ends between.
func List(r *http.Request, field string) []string {
	return strings.FieldsFunc(Form(r, field), func(r rune) bool { return r == ',' || r == ';' || r == '\n' })
}
