package server

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/url"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/go-chi/chi/v5"
	"github.com/go-chi/chi/v5/middleware"

	"baton/internal/account"
	"baton/internal/errs"
)

// maxBody is how many bytes a form may have.
const maxBody = 1 << 20

// policy is what a page may load and where its forms may go: nothing but ourselves.
const policy = "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

// guarded turns away writes that another site began.
func (s *Server) guarded(next http.Handler) http.Handler {
	protection := http.NewCrossOriginProtection()
	if s.TrustedOrigin != "" {
		if err := protection.AddTrustedOrigin(s.TrustedOrigin); err != nil {
			s.Log.Error("the public address is no origin", "address", s.TrustedOrigin, "error", err)
		}
	}
	protection.SetDenyHandler(s.handle(func(http.ResponseWriter, *http.Request) error { return errOtherSite }))
	return protection.Handler(next)
}

// headed sets the security headers.
func (s *Server) headed(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("X-Frame-Options", "DENY")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
		if s.Secure {
			h.Set("Strict-Transport-Security", "max-age=31536000")
		}
		next.ServeHTTP(w, r)
	})
}

// limited bounds the size of a body and how long a request takes, save for the live stream and uploads, which have bounds of their own.
func (s *Server) limited(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.URL.Path == "/live":
			next.ServeHTTP(w, r)
			return
		case strings.HasPrefix(r.URL.Path, "/imports"):
			r.Body = http.MaxBytesReader(w, r.Body, maxUpload)
		default:
			if r.ContentLength > maxBody {
				s.answer(w, r, &http.MaxBytesError{Limit: maxBody})
				return
			}
			r.Body = http.MaxBytesReader(w, r.Body, maxBody)
		}
		ctx, cancel := context.WithTimeout(r.Context(), s.Limit)
		defer cancel()
		next.ServeHTTP(w, r.WithContext(ctx))
	})
}

// overridden reads the form, and lets one, which can only POST, ask for DELETE.
func (s *Server) overridden(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := readForm(r); err != nil {
			s.answer(w, r, err)
			return
		}
		form := strings.HasPrefix(r.Header.Get("Content-Type"), "application/x-www-form-urlencoded")
		if r.Method == http.MethodPost && form && r.PostFormValue("_method") == http.MethodDelete {
			r.Method = http.MethodDelete
			chi.RouteContext(r.Context()).RouteMethod = r.Method // the router above has noted the other one
		}
		next.ServeHTTP(w, r)
	})
}

// logged writes one line for each request, and turns a panic into the page of a fault. What a line holds names nobody.
func (s *Server) logged(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		began := time.Now()
		ww := middleware.NewWrapResponseWriter(w, r.ProtoMajor)
		defer func() {
			if fault := recover(); fault != nil {
				s.Log.Error("panic", "fault", fault, "stack", string(debug.Stack()))
				if ww.Status() == 0 {
					s.answer(ww, r, errors.New("panic"))
				}
			}
			s.Log.LogAttrs(r.Context(), slog.LevelDebug, "request", slog.String("route", routeOf(r)), slog.Int("status", ww.Status()), slog.Duration("took", time.Since(began)))
		}()
		next.ServeHTTP(ww, r)
	})
}

// routeOf names the route of a request for the log: its pattern, since an address may hold a secret or a name.
func routeOf(r *http.Request) string {
	if route := chi.RouteContext(r.Context()); route != nil {
		return r.Method + " " + route.RoutePattern()
	}
	return r.Method
}

// permitted lets a route's handler run for those who may call it.
func (s *Server) permitted(route Route) http.Handler {
	return s.handle(func(w http.ResponseWriter, r *http.Request) error {
		if len(route.Roles) == 0 {
			return route.handle(w, r)
		}
		person, err := s.whoIs(r)
		if errors.Is(err, errs.NotFound) {
			return errSignedOut
		}
		if err != nil {
			return err
		}
		ctx := account.As(r.Context(), person)
		if s.notesWrite(w, r) {
			ctx = context.WithValue(ctx, writtenKey{}, true)
		}
		r = r.WithContext(ctx)
		err = errWrongRole
		if slices.Contains(route.Roles, person.Role) {
			err = route.handle(w, r)
		}
		if err != nil {
			s.answer(w, r, err) // who the visitor is, only this request knows
		}
		return nil
	})
}

// readForm reads what a form sent, so that a handler can ask for it without an error.
func readForm(r *http.Request) error {
	if r.Method == http.MethodGet || r.Method == http.MethodHead || strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/") {
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

func (s *Server) handle(h handler) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if err := h(w, r); err != nil {
			s.answer(w, r, err)
		}
	}
}

type writtenKey struct{}

// WroteCookie is the name of the cookie by which a browser tells for some seconds that it has written something.
const WroteCookie = "baton-wrote"

// hasWritten reports whether a request comes from a browser that has just written something, on whatever node.
func hasWritten(ctx context.Context) bool { return ctx.Value(writtenKey{}) != nil }

// notesWrite has the browser remember for some seconds that it has written, and reports whether it does.
func (s *Server) notesWrite(w http.ResponseWriter, r *http.Request) bool {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		http.SetCookie(w, &http.Cookie{Name: WroteCookie, Value: "1", Path: "/", MaxAge: 3, HttpOnly: true, Secure: s.Secure, SameSite: http.SameSiteLaxMode})
		return true
	}
	_, err := r.Cookie(WroteCookie)
	return err == nil
}

// visitor is who is signed in. Only routes with roles have one.
func visitor(r *http.Request) account.Person { return account.Acting(r.Context()) }

// pathID is a number in the path. What is none cannot be found.
func pathID[T ~int64](r *http.Request, name string) (T, error) {
	id, err := strconv.ParseInt(chi.URLParam(r, name), 10, 64)
	if err != nil || id <= 0 {
		return 0, errNoPage
	}
	return T(id), nil
}

// number is a whole number of a form or a query, 0 where there is none.
func number[T ~int | ~int64](value string) T {
	n, err := strconv.ParseInt(strings.TrimSpace(value), 10, 64)
	if err != nil {
		return 0
	}
	return T(n)
}

// typed is the value of a form field, without marks that Postgres cannot keep; whoever checks it sees a replacement character.
func typed(r *http.Request, field string) string {
	return strings.ToValidUTF8(strings.ReplaceAll(r.PostFormValue(field), "\x00", "\uFFFD"), "\uFFFD")
}

// asked is the value of a query, bounded and clean.
func asked(r *http.Request, name string) string {
	value := strings.ToValidUTF8(strings.ReplaceAll(r.URL.Query().Get(name), "\x00", ""), "")
	if runes := []rune(value); len(runes) > 200 {
		value = string(runes[:200])
	}
	return value
}

// chosenView is the view that an address asks for by view=, the first of views where it asks for none of them.
func chosenView[T ~string](r *http.Request, views ...T) T {
	if asked := T(asked(r, "view")); slices.Contains(views, asked) {
		return asked
	}
	return views[0]
}

// local is address if it is a path of ours, else otherwise: nobody is sent away to another site.
func local(address, otherwise string) string {
	u, err := url.Parse(address)
	if err != nil || u.Host != "" || u.Scheme != "" || u.Opaque != "" || !strings.HasPrefix(u.Path, "/") || strings.HasPrefix(u.Path, "//") || strings.ContainsAny(address, "\\\r\n\t") {
		return otherwise
	}
	return u.RequestURI()
}

// next sends the visitor on after a write. A script that fetches a page is not told where on it, so that the address says it as well.
func next(w http.ResponseWriter, r *http.Request, to string) error {
	if page, place, anchored := strings.Cut(to, "#"); anchored && r.Header.Get("HX-Request") != "" {
		to = withQuery(page, "at", place)
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
	return nil
}

// clientAddress is where a request comes from, without the port; a proxy's where the proxy is not to be believed.
func clientAddress(r *http.Request) string { return middleware.GetClientIP(r.Context()) }
