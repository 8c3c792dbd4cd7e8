package leads

import (
	"net/http"
	"net/url"

	"baton/internal/errs"
	"baton/internal/handoff"
	"baton/internal/identity"
	"baton/internal/lead"
	"baton/internal/server/visit"
	"baton/web/page"
)

// correctContact corrects how a lead is reached.
func (s *Pages) correctContact(w http.ResponseWriter, r *http.Request) error {
	return s.workOn(w, r, "correct", func(id lead.ID) error {
		return s.Desk.Correct(r.Context(), visit.By(r), id, handoff.ContactData{
			Name: visit.Form(r, "name"), JobTitle: visit.Form(r, "job_title"), Email: visit.Form(r, "email"),
			Phone: visit.Form(r, "phone"), Version: visit.Number[int](visit.Form(r, "version")),
		})
	})
}

// contactForm corrects the contact data of a lead: as it is, or as it was sent and not taken.
func contactForm(l lead.Lead, sent url.Values, problems errs.Problems) *page.WorkForm {
	self := "/leads/" + visit.ID(l.ID)
	values := map[string]string{"name": l.Name, "job_title": l.JobTitle, "email": l.Email,
		"phone": identity.PhoneWords(l.Phone)}
	for name := range values {
		if sent.Has(name) {
			values[name] = sent.Get(name)
		}
	}
	form := page.ContactForm(self, visit.VersionField(l.Version), values, problems)
	form.Keep = self
	return form
}
