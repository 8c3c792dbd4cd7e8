package server

import (
	"context"
	"net/http"
	"strings"
	"time"

	"baton/internal/account"
	"baton/internal/errs"
	"baton/web/page"
	"baton/web/ui"
)

// sessionStore is what signing in and out asks of the database.
type sessionStore interface {
	SignedIn(ctx context.Context, token string, at time.Time) (account.Person, error)
	AddSession(ctx context.Context, person account.PersonID, token account.Token, address, agent string, at time.Time) error
	EndSession(ctx context.Context, token string) error
	Login(ctx context.Context, email string) (account.PersonID, string, error)
	SignInAllowed(ctx context.Context, email, address string, at time.Time) error
	SignInFailed(ctx context.Context, email, address string, at time.Time) error
	SignInWorked(ctx context.Context, email string) error
	Empty(ctx context.Context) (bool, error)
}

// cookie is the name of the session's cookie. The prefix __Host- binds it to this host where TLS is used.
func (s *Server) cookie() string {
	if s.Secure {
		return "__Host-baton"
	}
	return "baton"
}

// whoIs is the person whose session a request carries; NotFound when it carries none that lasts.
func (s *Server) whoIs(r *http.Request) (account.Person, error) {
	cookie, err := r.Cookie(s.cookie())
	if err != nil || cookie.Value == "" {
		return account.Person{}, errs.NotFound
	}
	return s.Store.SignedIn(r.Context(), cookie.Value, s.Now())
}

func (s *Server) setCookie(w http.ResponseWriter, value string, seconds int) {
	http.SetCookie(w, &http.Cookie{Name: s.cookie(), Value: value, Path: "/", MaxAge: seconds, HttpOnly: true, Secure: s.Secure, SameSite: http.SameSiteLaxMode})
}

// errNotLetIn says the same whether or not the account exists.
var errNotLetIn = errs.Say(errs.Invalid, "The e-mail address or the password is wrong. Check both, or ask an admin for a new link.")

func (s *Server) signInPage(w http.ResponseWriter, r *http.Request) error {
	empty, err := s.Store.Empty(r.Context())
	if err != nil {
		return err
	}
	if empty {
		return next(w, r, "/setup")
	}
	if _, err := s.whoIs(r); err == nil {
		return next(w, r, local(asked(r, "next"), "/"))
	}
	return s.showSignIn(w, r, http.StatusOK, page.SignIn{Next: asked(r, "next")})
}

func (s *Server) showSignIn(w http.ResponseWriter, r *http.Request, status int, p page.SignIn) error {
	p.Bare = s.bare("Sign in")
	if s.Demo {
		p.Demo = demoPeople
	}
	return s.show(w, r, status, page.SignInPage(p))
}

func (s *Server) signIn(w http.ResponseWriter, r *http.Request) error {
	email := strings.ToLower(strings.TrimSpace(typed(r, "email")))
	err := s.letIn(w, r, email, r.PostFormValue("password"))
	if words := errs.Words(err); words != "" {
		status, _ := s.explain(r, err)
		return s.showSignIn(w, r, status, page.SignIn{Email: email, Problem: words, Next: r.PostFormValue("next")})
	}
	if err != nil {
		return err
	}
	return next(w, r, local(r.PostFormValue("next"), "/"))
}

// letIn begins a session for who proves to be email. It takes as long for an unknown address as for a wrong password.
func (s *Server) letIn(w http.ResponseWriter, r *http.Request, email, password string) error {
	ctx, at, address := r.Context(), s.Now(), clientAddress(r)
	if err := s.Store.SignInAllowed(ctx, email, address, at); err != nil {
		return err
	}
	id, hash, err := s.Store.Login(ctx, email)
	if err != nil {
		return err
	}
	if !account.CheckPassword(hash, password) {
		if err := s.Store.SignInFailed(ctx, email, address, at); err != nil {
			return err
		}
		return errNotLetIn
	}
	token := account.NewToken()
	if err := s.Store.AddSession(ctx, id, token, address, r.UserAgent(), at); err != nil {
		return err
	}
	s.setCookie(w, token.Secret, int((30 * 24 * time.Hour).Seconds()))
	return s.Store.SignInWorked(ctx, email)
}

func (s *Server) signOut(w http.ResponseWriter, r *http.Request) error {
	cookie, err := r.Cookie(s.cookie())
	if err != nil {
		return errSignedOut
	}
	if err := s.Store.EndSession(r.Context(), cookie.Value); err != nil {
		return err
	}
	s.setCookie(w, "", -1)
	return next(w, r, "/sign-in")
}

// start sends each person to the page that needs them first.
func (s *Server) start(w http.ResponseWriter, r *http.Request) error {
	switch p := visitor(r); {
	case p.Role == account.Marketer:
		return next(w, r, "/submissions")
	case p.Role == account.Rep:
		return next(w, r, "/queue")
	case p.Role == account.Admin:
		state, err := s.Store.FirstDay(r.Context())
		if err != nil {
			return err
		}
		if state.Shown() {
			return next(w, r, firstDayPath)
		}
	}
	return next(w, r, "/dashboard")
}

func (s *Server) healthy(w http.ResponseWriter, _ *http.Request) error {
	_, err := w.Write([]byte("alive\n"))
	return err
}

func (s *Server) ready(w http.ResponseWriter, r *http.Request) error {
	if err := s.Store.Ready(r.Context()); err != nil {
		return err
	}
	_, err := w.Write([]byte("ready\n"))
	return err
}

func (s *Server) asset(w http.ResponseWriter, r *http.Request) error {
	s.Assets.Handler().ServeHTTP(w, r)
	return nil
}

// demoPassword is the password of the demo people.
const demoPassword = "baton-demo"

// demoPeople are those that the sign-in page of a demo offers.
var demoPeople = []page.DemoPerson{
	{Name: "Mia Torres", Initials: "MT", Words: "Marketer: submits leads, fixes returned leads", Side: ui.Marketing, Email: "marketer@demo.example", Password: demoPassword},
	{Name: "Dana Kim", Initials: "DK", Words: "Rep: answers the queue", Side: ui.Sales, Email: "rep@demo.example", Password: demoPassword},
	{Name: "Jo Okafor", Initials: "JO", Words: "Manager in sales: goals, rules and the agreement", Side: ui.Sales, Email: "manager@demo.example", Password: demoPassword},
	{Name: "Tomasz Zieliński", Initials: "TZ", Words: "Manager in marketing: signs the agreement with Jo", Side: ui.Marketing, Email: "tomasz.zielinski@demo.example", Password: demoPassword},
	{Name: "Alex Moreau", Initials: "AM", Words: "Admin: adds people and teams", Email: "admin@demo.example", Password: demoPassword},
}
