package entry

import (
	"net/http"

	"baton/internal/account"
	"baton/internal/errs"
	"baton/internal/server/visit"
	"baton/web/page"
)

const forgottenPath = "/forgotten"

// forgotten is where somebody who forgot their password asks for a link, or is told whom to ask.
func (s *Pages) forgotten(w http.ResponseWriter, r *http.Request) error {
	return s.showForgotten(w, r, http.StatusOK, page.Forgotten{Sent: visit.Query(r, "sent") != ""})
}

func (s *Pages) showForgotten(w http.ResponseWriter, r *http.Request, status int, p page.Forgotten) error {
	p.Bare, p.Mails = s.Bare("Forgot your password?"), s.Mails
	return s.Show(w, r, status, page.ForgottenPage(p))
}

// sendPassword notes who waits for a mail. It answers the same whether or not somebody has the address.
func (s *Pages) sendPassword(w http.ResponseWriter, r *http.Request) error {
	if !s.Mails {
		return errs.Say(errs.Conflict, "Baton cannot send mail here. Ask your admin for a new password link.")
	}
	email, wrong := account.TidyEmail(visit.Form(r, "email"))
	if wrong != "" {
		return s.showForgotten(w, r, http.StatusUnprocessableEntity,
			page.Forgotten{Email: visit.Form(r, "email"), Problem: wrong})
	}
	if err := s.Store.RequestPassword(r.Context(), email, visit.ClientAddress(r), s.Now()); err != nil {
		return err
	}
	return visit.Redirect(w, r, forgottenPath+"?sent=1")
}
