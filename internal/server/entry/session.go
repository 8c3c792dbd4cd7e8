package entry

import (
	"net/http"
	"strings"
	"time"

	"baton/internal/account"
	"baton/internal/errs"
	"baton/internal/server/visit"
	"baton/web/page"
	"baton/web/ui"
)

func (s *Pages) setCookie(w http.ResponseWriter, value string, seconds int) {
	http.SetCookie(w, &http.Cookie{Name: s.Cookie(), Value: value, Path: "/", MaxAge: seconds, HttpOnly: true,
		Secure: s.Secure, SameSite: http.SameSiteLaxMode})
}

// errNotLetIn says the same whether or not the account exists.
var errNotLetIn = errs.Say(errs.Invalid,
	"The e-mail address or the password is wrong. Check both, or ask an admin for a new link.")

func (s *Pages) signInPage(w http.ResponseWriter, r *http.Request) error {
	empty, err := s.Store.Empty(r.Context())
	if err != nil {
		return err
	}
	if empty {
		return visit.Redirect(w, r, "/setup")
	}
	if _, err := s.WhoIs(r); err == nil {
		return visit.Redirect(w, r, visit.LocalPath(visit.Query(r, "next"), "/"))
	}
	return s.showSignIn(w, r, http.StatusOK, page.SignIn{Next: visit.Query(r, "next")})
}

func (s *Pages) showSignIn(w http.ResponseWriter, r *http.Request, status int, p page.SignIn) error {
	p.Bare = s.Bare("Sign in")
	if s.Demo {
		p.Demo = demoPeople
	}
	return s.Show(w, r, status, page.SignInPage(p))
}

func (s *Pages) signIn(w http.ResponseWriter, r *http.Request) error {
	email := strings.ToLower(strings.TrimSpace(visit.Form(r, "email")))
	err := s.letIn(w, r, email, r.PostFormValue("password"))
	if words := errs.Words(err); words != "" {
		status, _ := s.Explain(r, err)
		return s.showSignIn(w, r, status, page.SignIn{Email: email, Problem: words, Next: r.PostFormValue("next")})
	}
	if err != nil {
		return err
	}
	return visit.Redirect(w, r, visit.LocalPath(r.PostFormValue("next"), "/"))
}

// letIn begins a session for who proves to be email. It takes as long for an unknown address as for a wrong password.
func (s *Pages) letIn(w http.ResponseWriter, r *http.Request, email, password string) error {
	ctx, at, address := r.Context(), s.Now(), visit.ClientAddress(r)
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

func (s *Pages) signOut(w http.ResponseWriter, r *http.Request) error {
	cookie, err := r.Cookie(s.Cookie())
	if err != nil {
		return visit.ErrSignedOut
	}
	if err := s.Store.EndSession(r.Context(), cookie.Value); err != nil {
		return err
	}
	s.setCookie(w, "", -1)
	return visit.Redirect(w, r, "/sign-in")
}

// demoPassword is the password of the demo people.
const demoPassword = "baton-demo"

// demoPeople are those that the sign-in page of a demo offers.
var demoPeople = []page.DemoPerson{
	{Name: "Mia Torres", Initials: "MT", Words: "Marketer: submits leads, fixes returned leads", Side: ui.Marketing,
		Email: "marketer@demo.example", Password: demoPassword},
	{Name: "Dana Kim", Initials: "DK", Words: "Rep: answers the queue", Side: ui.Sales, Email: "rep@demo.example",
		Password: demoPassword},
	{Name: "Jo Okafor", Initials: "JO", Words: "Manager in sales: goals, rules and the agreement", Side: ui.Sales,
		Email: "manager@demo.example", Password: demoPassword},
	{Name: "Tomasz Zieliński", Initials: "TZ", Words: "Manager in marketing: signs the agreement with Jo",
		Side: ui.Marketing, Email: "tomasz.zielinski@demo.example", Password: demoPassword},
	{Name: "Alex Moreau", Initials: "AM", Words: "Admin: adds people and teams", Email: "admin@demo.example",
		Password: demoPassword},
}
