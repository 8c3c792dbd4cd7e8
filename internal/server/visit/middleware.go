package visit

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"github.com/go-chi/chi/v5"
	"github.com/go-chi/chi/v5/middleware"

	"baton/internal/account"
	"baton/internal/errs"
)

// maxBody is how many bytes a form may have.
const maxBody = 1 << 20

// contentPolicy is what a page may load and where its forms may go: nothing but ourselves.
const contentPolicy = "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; " +
	"object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

// Guarded turns away writes that another site began.
func (p *Portal) Guarded(next http.Handler) http.Handler {
	protection := http.NewCrossOriginProtection()
	if p.TrustedOrigin != "" {
		if err := protection.AddTrustedOrigin(p.TrustedOrigin); err != nil {
			p.Log.Error("the public address is no origin", "address", p.TrustedOrigin, "error", err)
		}
	}
	protection.SetDenyHandler(p.Handle(func(http.ResponseWriter, *http.Request) error { return errOtherSite }))
	return protection.Handler(next)
}

// Headed sets the security headers.
func (p *Portal) Headed(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", contentPolicy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("X-Frame-Options", "DENY")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
		if p.Secure {
			h.Set("Strict-Transport-Security", "max-age=31536000")
		}
		next.ServeHTTP(w, r)
	})
}

// Limited bounds the size of a body and how long a request takes, save for the live stream and uploads, which have
// bounds of their own.
func (p *Portal) Limited(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.URL.Path == "/live":
			next.ServeHTTP(w, r)
			return
		case strings.HasPrefix(r.URL.Path, p.Uploads):
			r.Body = http.MaxBytesReader(w, r.Body, p.UploadMost)
		default:
			if r.ContentLength > maxBody {
				p.answer(w, r, &http.MaxBytesError{Limit: maxBody})
				return
			}
			r.Body = http.MaxBytesReader(w, r.Body, maxBody)
		}
		ctx, cancel := context.WithTimeout(r.Context(), p.Limit)
		defer cancel()
		next.ServeHTTP(w, r.WithContext(ctx))
	})
}

// Overridden reads the form, and lets one, which can only POST, ask for DELETE.
func (p *Portal) Overridden(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := readForm(r); err != nil {
			p.answer(w, r, err)
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

// Logged writes one line for each request, and turns a panic into the page of a fault. What a line holds names nobody.
func (p *Portal) Logged(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		began := time.Now()
		ww := middleware.NewWrapResponseWriter(w, r.ProtoMajor)
		defer func() {
			if fault := recover(); fault != nil {
				p.Log.Error("panic", "fault", fault, "stack", string(debug.Stack()))
				if ww.Status() == 0 {
					p.answer(ww, r, errors.New("panic"))
				}
			}
			p.Log.LogAttrs(r.Context(), slog.LevelDebug, "request", slog.String("route", routeOf(r)),
				slog.Int("status", ww.Status()), slog.Duration("took", time.Since(began)))
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

// Permitted lets a route's handler run for those who may call it.
func (p *Portal) Permitted(route Route) http.Handler {
	return p.Handle(func(w http.ResponseWriter, r *http.Request) error {
		if len(route.Roles) == 0 {
			return route.Handle(w, r)
		}
		person, err := p.WhoIs(r)
		if errors.Is(err, errs.NotFound) {
			return ErrSignedOut
		}
		if err != nil {
			return err
		}
		policy, err := p.Store.Policy(r.Context())
		if err != nil {
			return err
		}
		ctx := With(r.Context(), Visit{By: person, Now: p.Now(), Policy: policy})
		if p.notesWrite(w, r) {
			ctx = context.WithValue(ctx, writtenKey{}, true)
		}
		r = r.WithContext(ctx)
		err = errWrongRole
		if slices.Contains(route.Roles, person.Role) {
			err = route.Handle(w, r)
		}
		if err != nil {
			p.answer(w, r, err) // who the visitor is, only this request knows
		}
		return nil
	})
}

// Cookie is the name of the session's cookie. The prefix __Host- binds it to this host where TLS is used.
func (p *Portal) Cookie() string {
	if p.Secure {
		return "__Host-baton"
	}
	return "baton"
}

// WhoIs is the person whose session a request carries; NotFound when it carries none that lasts.
func (p *Portal) WhoIs(r *http.Request) (account.Person, error) {
	cookie, err := r.Cookie(p.Cookie())
	if err != nil || cookie.Value == "" {
		return account.Person{}, errs.NotFound
	}
	return p.Store.SignedIn(r.Context(), cookie.Value, p.Now())
}

// Handle answers with h, or with the page of its failure.
func (p *Portal) Handle(h Handler) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if err := h(w, r); err != nil {
			p.answer(w, r, err)
		}
	}
}

type writtenKey struct{}

// WroteCookie is the name of the cookie by which a browser tells for some seconds that it has written something.
const WroteCookie = "baton-wrote"

// HasWritten reports whether a request comes from a browser that has just written something, on whatever node.
func HasWritten(ctx context.Context) bool { return ctx.Value(writtenKey{}) != nil }

// notesWrite has the browser remember for some seconds that it has written, and reports whether it does.
func (p *Portal) notesWrite(w http.ResponseWriter, r *http.Request) bool {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		http.SetCookie(w, &http.Cookie{Name: WroteCookie, Value: "1", Path: "/", MaxAge: 3, HttpOnly: true, Secure: p.Secure,
			SameSite: http.SameSiteLaxMode})
		return true
	}
	_, err := r.Cookie(WroteCookie)
	return err == nil
}
