package api

import (
	"context"
	"errors"
	"fmt"
	"mime"
	"net/http"
	"runtime/debug"
	"strings"
	"time"

	"github.com/go-chi/chi/v5"
	"github.com/go-chi/chi/v5/middleware"
)

const (
	// maxBody is how many bytes a request may have.
	maxBody = 1 << 20
	// limit is how long a request may take.
	limit = 10 * time.Second
)

var (
	errTooLarge = &Problem{Title: "Too large", Status: http.StatusRequestEntityTooLarge,
		Detail: fmt.Sprintf("This is too large. The maximum is %d MB. Send less at once.", maxBody>>20)}
	errEmpty  = &Problem{Title: "No body", Status: http.StatusBadRequest, Detail: "This request needs a JSON body."}
	errNoJSON = &Problem{Title: "Not JSON", Status: http.StatusUnsupportedMediaType,
		Detail: "The body must be JSON. Send it with Content-Type: application/json."}
)

// whole answers a panic like any other fault, and lets nothing of an answer be kept or taken for something else.
func (a *API) whole(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "no-store")
		w.Header().Set("X-Content-Type-Options", "nosniff")
		ww := middleware.NewWrapResponseWriter(w, r.ProtoMajor)
		defer func() {
			if fault := recover(); fault != nil {
				a.log.Error("panic", "fault", fault, "stack", string(debug.Stack()))
				if ww.Status() == 0 {
					a.refuse(ww, r, errors.New("panic"))
				}
			}
		}()
		next.ServeHTTP(ww, r)
	})
}

// headed answers HEAD as GET, whose body is not sent.
func headed(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodHead {
			chi.RouteContext(r.Context()).RouteMethod = http.MethodGet
		}
		next.ServeHTTP(w, r)
	})
}

// bounded bounds the size of a body and how long a request takes.
func bounded(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.Body = http.MaxBytesReader(w, r.Body, maxBody)
		ctx, cancel := context.WithTimeout(r.Context(), limit)
		defer cancel()
		next.ServeHTTP(w, r.WithContext(ctx))
	})
}

// wrongMethod tells by which methods an address can be called.
func (a *API) wrongMethod(w http.ResponseWriter, r *http.Request) {
	path := chi.RouteContext(r.Context()).RoutePath
	if path == "" {
		path = r.URL.Path
	}
	var allowed []string
	for _, method := range []string{http.MethodGet, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete} {
		if a.mux.Match(chi.NewRouteContext(), method, path) {
			allowed = append(allowed, method)
		}
	}
	a.refuse(w, r, (&Problem{
		Title: "Method not allowed", Status: http.StatusMethodNotAllowed,
		Detail: fmt.Sprintf("This address accepts %s.", strings.Join(allowed, " and ")),
	}).with("Allow", strings.Join(allowed, ", ")))
}

// isJSON reports whether a body that is sent as this type is JSON. One without a type is taken for it.
func isJSON(contentType string) bool {
	if contentType == "" {
		return true
	}
	kind, _, err := mime.ParseMediaType(contentType)
	return err == nil && (kind == "application/json" || strings.HasPrefix(kind, "application/") &&
		strings.HasSuffix(kind, "+json"))
}
