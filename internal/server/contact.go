package server

import (
	"cmp"
	"net/http"
	"net/url"
	"strings"

	"baton/internal/errs"
	"baton/internal/handoff"
	"baton/internal/lead"
	"baton/internal/server/visit"
	"baton/web/page"
)

// correctContact corrects how a lead is reached.
func (s *Server) correctContact(w http.ResponseWriter, r *http.Request) error {
	return s.workOn(w, r, "correct", func(id lead.ID) error {
		return s.Desk.Correct(r.Context(), visit.By(r), id, handoff.ContactData{
			Name: visit.Form(r, "name"), JobTitle: visit.Form(r, "job_title"), Email: visit.Form(r, "email"), Phone: visit.Form(r, "phone"), Version: visit.Number[int](visit.Form(r, "version")),
		})
	})
}

// contactForm corrects the contact data of a lead: as it is, or as it was sent and not taken.
func contactForm(l lead.Lead, sent url.Values, problems errs.Problems) *page.WorkForm {
	self := "/leads/" + visit.ID(l.ID)
	values := map[string]string{"name": l.Name, "job_title": l.JobTitle, "email": l.Email, "phone": lead.PhoneWords(l.Phone)}
	for name := range values {
		if sent.Has(name) {
			values[name] = sent.Get(name)
		}
	}
	form := page.ContactForm(self, visit.VersionField(l.Version), values, problems)
	form.Keep = self
	return form
}

// contactWords name the fields of contact data.
var contactWords = map[string]string{"name": "name", "job_title": "job title", "email": "e-mail address", "phone": "phone number"}

// correctedWords say what an event corrected, with both values.
func correctedWords(h *handoff.History, e handoff.PastEvent) string {
	var changes []string
	for _, c := range h.Corrected {
		if !c.At.Equal(e.At) {
			continue
		}
		was, now := c.Was, c.Now
		if c.Field == "phone" {
			was, now = lead.PhoneWords(was), lead.PhoneWords(now)
		}
		changes = append([]string{contactWords[c.Field] + " “" + cmp.Or(was, "none") + "” is now “" + cmp.Or(now, "none") + "”"}, changes...)
	}
	return cmp.Or(e.By, "Baton") + " corrected the contact data: " + strings.Join(changes, ", ")
}
