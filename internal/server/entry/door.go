package entry

import (
	"errors"
	"net/http"
	"time"

	"github.com/go-chi/chi/v5"

	"baton/internal/account"
	"baton/internal/errs"
	"baton/internal/server/company"
	"baton/internal/server/hours"
	"baton/internal/server/visit"
	"baton/web/page"
)

// passwordPage is behind a one-time link: whoever opens it chooses the password of the person whom the link is for.
func (s *Pages) passwordPage(w http.ResponseWriter, r *http.Request) error {
	person, _, err := s.Store.PasswordLink(r.Context(), chi.URLParam(r, "token"), s.Now())
	if err != nil {
		return err
	}
	return s.showPassword(w, r, http.StatusOK, person, nil)
}

func (s *Pages) setPassword(w http.ResponseWriter, r *http.Request) error {
	secret, password := chi.URLParam(r, "token"), r.PostFormValue("password")
	person, _, err := s.Store.PasswordLink(r.Context(), secret, s.Now())
	if err != nil {
		return err
	}
	var problems errs.Problems
	if errors.As(account.CheckNewPassword(password), &problems) {
		return s.showPassword(w, r, http.StatusUnprocessableEntity, person, problems)
	}
	id, err := s.Store.UsePasswordLink(r.Context(), secret, account.HashPassword(password), s.Now())
	if err != nil {
		return err
	}
	return s.enter(w, r, id)
}

func (s *Pages) showPassword(w http.ResponseWriter, r *http.Request, status int, person account.Person,
	problems errs.Problems) error {
	return s.Show(w, r, status, page.PasswordPage(page.Password{
		Bare: s.Bare("Choose a password"), Name: person.Name, Email: person.Email, Action: r.URL.EscapedPath(),
		Problems: problems,
	}))
}

// setupPage asks for the first admin of an empty installation.
func (s *Pages) setupPage(w http.ResponseWriter, r *http.Request) error {
	empty, err := s.Store.Empty(r.Context())
	if err != nil {
		return err
	}
	if !empty {
		return visit.Redirect(w, r, "/sign-in")
	}
	return s.Show(w, r, http.StatusOK, page.SetupPage(page.Setup{
		Bare: s.Bare("Set up Baton"), Token: visit.Query(r, "token"), Currency: company.LikelyCurrency(r),
		Currencies: company.CurrencyOptions("", "Choose a currency"), Zones: hours.ZoneOptions(),
	}))
}

func (s *Pages) setup(w http.ResponseWriter, r *http.Request) error {
	empty, err := s.Store.Empty(r.Context())
	if err != nil {
		return err
	}
	if !empty {
		return errs.Say(errs.Conflict, "Baton is already set up. Sign in, or ask the admin for a link.")
	}
	person := account.Person{Name: visit.Form(r, "name"), Email: visit.Form(r, "email"), Role: account.Admin,
		Capacity: account.UsualCapacity}
	err = s.addFirst(r, &person)
	var problems errs.Problems
	if errors.As(err, &problems) {
		return s.Show(w, r, http.StatusUnprocessableEntity, page.SetupPage(page.Setup{
			Bare: s.Bare("Set up Baton"), Token: visit.Form(r, "token"), Name: visit.Form(r, "name"),
			Email: visit.Form(r, "email"), Problems: problems,
			Currency: visit.Form(r, "currency"), Currencies: company.CurrencyOptions("", "Choose a currency"),
			Zone: visit.Form(r, "zone"), Zones: hours.ZoneOptions(),
		}))
	}
	if err != nil {
		return err
	}
	return s.enter(w, r, person.ID)
}

// addFirst adds the first admin with the password, and sets the currency and zone of the company, as they were typed.
func (s *Pages) addFirst(r *http.Request, person *account.Person) error {
	password, company := r.PostFormValue("password"), company.Typed(r)
	if err := errs.Together(person.Check(), account.CheckNewPassword(password), company.Check()); err != nil {
		return err
	}
	return s.Store.SetUp(r.Context(), visit.Form(r, "token"), person, account.HashPassword(password), company, s.Now())
}

// enter signs in somebody who has just chosen a password, and sends them to the sign-in page, which lets them through.
func (s *Pages) enter(w http.ResponseWriter, r *http.Request, id account.PersonID) error {
	token := account.NewToken()
	if err := s.Store.AddSession(r.Context(), id, token, visit.ClientAddress(r), r.UserAgent(), s.Now()); err != nil {
		return err
	}
	s.setCookie(w, token.Secret, int((30 * 24 * time.Hour).Seconds()))
	return visit.Redirect(w, r, "/sign-in")
}
