package submit

import (
	"crypto/rand"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"baton/internal/errs"
	"baton/internal/geo"
	"baton/internal/handoff"
	"baton/internal/handoff/desk"
	"baton/internal/handoff/history"
	"baton/internal/lead"
	"baton/internal/policy"
	"baton/internal/server/leadview"
	"baton/internal/server/visit"
	"baton/internal/worklist"
	"baton/web/page"
	"baton/web/ui"
)

// sentLead is a lead as the form sent it. What the form does not have stays as it is in known.
func sentLead(r *http.Request, before lead.Lead) (desk.Submission, errs.Problems) {
	problems := errs.Problems{}
	l := before
	for field, to := range map[string]*string{
		"name": &l.Name, "email": &l.Email, "phone": &l.Phone, "job_title": &l.JobTitle, "company": &l.Company,
		"industry": &l.Industry,
		"country":  &l.Country, "city": &l.City, "website": &l.Website, "note": &l.Note,
	} {
		if r.PostForm.Has(field) {
			*to = visit.Form(r, field)
		}
	}
	if first, last := visit.Form(r, "first_name"), visit.Form(r, "last_name"); first+last != "" &&
		visit.Form(r, "name") == "" {
		l.Name = first + " " + last
	}
	chosen(r, problems, "source", &l.Source)
	chosen(r, problems, "campaign", &l.Campaign)
	chosen(r, problems, "persona", &l.Persona)
	l.Consent = before.Consent || visit.Form(r, "consent") != ""
	l.Version = visit.Number[int](visit.Form(r, "version"))
	if size := visit.Form(r, "company_size"); strings.TrimSpace(size) != "" {
		var wrong string
		if l.CompanySize, wrong = lead.CompanySize(size); wrong != "" {
			problems.Add("company_size", wrong)
		}
	} else if r.PostForm.Has("company_size") {
		l.CompanySize = 0
	}
	touch := visit.Form(r, "touch")
	kind, known := lead.TouchKind(touch)
	if touch != "" && !known {
		problems.Add("touch", "Choose from the list.")
	}
	key := visit.Form(r, "key")
	if len(key) < 16 || len(key) > 64 {
		key = ""
	}
	return desk.Submission{
		Lead: l, Key: key, Duplicate: desk.DuplicateChoice(visit.Form(r, "match")),
		Touch: lead.Touch{Kind: kind,
			UTM: lead.UTM{Source: utm(r, "source"), Medium: utm(r, "medium"), Campaign: utm(r, "campaign"), Term: utm(r, "term"),
				Content: utm(r, "content")}},
	}, problems
}

// chosen reads the id that was chosen in a list, where the form has that list.
func chosen[T ~int64](r *http.Request, problems errs.Problems, field string, to *T) {
	if !r.PostForm.Has(field) {
		return
	}
	*to = max(visit.Number[T](visit.Form(r, field)), 0)
	if *to == 0 && strings.TrimSpace(visit.Form(r, field)) != "" {
		problems.Add(field, "This "+field+" no longer exists. Choose another.")
	}
}

// utm is one of the marks that a link carried, as far as it fits.
func utm(r *http.Request, name string) string {
	mark := []rune(visit.Form(r, "utm_"+name))
	return string(mark[:min(len(mark), lead.MaxText)])
}

func (s *Pages) newLead(w http.ResponseWriter, r *http.Request) error {
	return s.showSubmit(w, r, http.StatusOK, 0, desk.Submission{}, nil, nil)
}

// editLead shows the form for a lead that marketing has: a draft, or one that came back.
func (s *Pages) editLead(w http.ResponseWriter, r *http.Request) error {
	id, err := visit.PathID[lead.ID](r, "id")
	if err != nil {
		return err
	}
	return s.showSubmit(w, r, http.StatusOK, id, desk.Submission{}, nil, nil)
}

func (s *Pages) submitLead(w http.ResponseWriter, r *http.Request) error { return s.sendLead(w, r, 0) }

func (s *Pages) resubmitLead(w http.ResponseWriter, r *http.Request) error {
	id, err := visit.PathID[lead.ID](r, "id")
	if err != nil {
		return err
	}
	return s.sendLead(w, r, id)
}

// sendLead hands over the lead that a form sent, or keeps it as a draft. What is not taken is shown again as it was
// typed.
func (s *Pages) sendLead(w http.ResponseWriter, r *http.Request, id lead.ID) error {
	past, err := s.pastOf(r, id)
	if err != nil {
		return err
	}
	sub, problems := sentLead(r, past.Lead)
	receipt, err := s.desk(r, past, sub, problems)
	form := visit.ShownAt(r, submitPath(id))
	var wrong errs.Problems
	var known *desk.Known
	var before *desk.SentBefore
	var unmet *desk.KnownUnmet
	switch {
	case err == nil:
		return visit.Redirect(w, r, came(r, receipt))
	case errors.As(err, &unmet):
		return s.showSubmit(w, form, http.StatusUnprocessableEntity, id, sub, unmet.Problems, err)
	case errors.As(err, &before):
		if before.Fixable() {
			id = before.Lead.ID
		}
		sub.Key = ""
		return s.showSubmit(w, r, http.StatusConflict, id, sub, nil, err)
	case errors.As(err, &known):
		return s.showSubmit(w, form, http.StatusConflict, id, sub, nil, err)
	case errors.As(err, &wrong):
		return s.showSubmit(w, form, http.StatusUnprocessableEntity, id, sub, wrong, nil)
	case errors.Is(err, errs.Conflict):
		return s.showSubmit(w, form, http.StatusConflict, id, sub, nil, err)
	}
	return err
}

// submitPath is the page of the form of a lead, 0 for a new one.
func submitPath(id lead.ID) string {
	if id == 0 {
		return "/leads/new"
	}
	return "/leads/" + visit.ID(id) + "/edit"
}

// came is where a marketer goes once their lead was taken: a draft stays open to be written on.
func came(r *http.Request, receipt desk.Receipt) string {
	self := "/leads/" + visit.ID(receipt.Lead)
	switch {
	case visit.Form(r, "draft") != "" && receipt.Handoff == 0:
		return visit.Address(self+"/edit", "done", "draft")
	case receipt.TouchOnly:
		return visit.Address(self, "done", "touched")
	}
	taken := ""
	if visit.Number[lead.PersonaID](visit.Form(r, "persona")) <= 0 {
		taken = "1"
	}
	return visit.Address(self, "done", "handed", "taken", taken)
}

// desk sends a submission to the desk, unless the form itself cannot be read.
func (s *Pages) desk(r *http.Request, past *history.History, sub desk.Submission, problems errs.Problems) (desk.Receipt,
	error) {
	if len(problems) > 0 {
		policy := visit.Of(r).Policy
		checked := sub.Lead
		checked.Normalise()
		for field, words := range checked.Check() {
			problems.Add(field, words)
		}
		if visit.Form(r, "draft") == "" {
			facts, _ := policy.Measured(checked, touchesSoFar(sub, past, s.Now()), s.Now())
			for field, words := range policy.Unmet(facts) {
				problems.Add(field, words)
			}
		}
		return desk.Receipt{}, problems
	}
	id := past.Lead.ID
	switch {
	case visit.Form(r, "draft") != "":
		return s.Desk.SaveDraft(r.Context(), visit.By(r), id, sub)
	case id != 0:
		return s.Desk.Resubmit(r.Context(), visit.By(r), id, sub)
	}
	return s.Desk.Submit(r.Context(), visit.By(r), sub)
}

// showSubmit shows the form: empty, with a lead that exists, or with what was typed and what is wrong with it.
func (s *Pages) showSubmit(w http.ResponseWriter, r *http.Request, status int, id lead.ID, sub desk.Submission,
	problems errs.Problems, refused error) error {
	policy := visit.Of(r).Policy
	choices, err := s.Store.Choices(r.Context())
	if err != nil {
		return err
	}
	v := viewOf(r)
	p := page.Submit{Title: "Submit a lead", Words: promise(policy)}
	past, err := s.pastOf(r, id)
	if err != nil {
		return err
	}
	if id != 0 {
		if sub, err = v.fixing(past, status, sub, &p); err != nil {
			return err
		}
	}
	saved := p.Form.Saved
	p.Form = v.submitForm(sub, choices)
	p.Form.Saved = saved
	if p.Form.Key = sub.Key; p.Form.Key == "" || status == http.StatusOK {
		p.Form.Key = rand.Text()
	}
	if id != 0 {
		p.Form.Action, p.Form.Version = fmt.Sprintf("/leads/%d/handoffs", id), fmt.Sprint(sub.Lead.Version)
		p.Form.NoDraft = p.Returned != nil
		p.Form.Keep, p.Form.Preview = "/leads/"+visit.ID(id), visit.Address(p.Form.Preview, "lead", visit.ID(id))
	}
	p.Form.Problems = problems
	if problems["company_size"] != "" {
		p.Form.CompanySize = visit.Form(r, "company_size")
	}
	v.refusal(&p.Form, sub, refused)
	if p.Form.Known == nil && p.Advice.Grade == nil {
		if p.Form.Known, err = s.knownCompany(r, v, id, sub.Lead); err != nil {
			return err
		}
	}
	known := knownIn(refused)
	if known != 0 {
		p.Form.Preview = visit.Address(p.Form.Preview, "known", visit.ID(known))
	}
	if p.Advice, err = s.advise(r, v, sub, past, known); err != nil {
		return err
	}
	frame, err := s.Frame(r, p.Title)
	if err != nil {
		return err
	}
	if status == http.StatusOK && saved != "" && visit.Query(r, "done") == "draft" {
		frame.Notice = &ui.Notice{Kind: "ok", Words: "The draft is saved. Sales cannot see it yet."}
	}
	return s.Show(w, r, status, page.SubmitPage(frame, p))
}

// fixing is the submission of a lead that exists: its fields when the form is opened, what was typed after that. Why it
// came back goes on the page.
func (v view) fixing(h *history.History, status int, sub desk.Submission, p *page.Submit) (desk.Submission, error) {
	if !h.Lead.MarketedBy(v.By) {
		return sub, lead.ErrOtherSide
	}
	if status == http.StatusConflict {
		sub.Lead.Version = h.Lead.Version
	}
	if status == http.StatusOK {
		if h.Lead.Stage != lead.Draft && h.Lead.Stage != lead.Returned && h.Lead.Stage != lead.Recycled {
			return sub, errs.Say(errs.Conflict, "This lead is not with marketing now, so there is nothing to fix.")
		}
		sub.Lead = h.Lead
	}
	p.Title = "Hand over " + h.Lead.Called()
	if h.Lead.Stage == lead.Draft && len(h.Handoffs) == 0 && len(h.Events) > 0 {
		p.Form.Saved = "Draft saved " + visit.Lower(visit.Moment(v.By, h.Events[0].At, v.Now).Words)
	}
	if len(h.Handoffs) > 0 && h.Handoffs[0].Verdict == handoff.Rejected {
		last := &h.Handoffs[0]
		p.Title = "Fix and resubmit"
		p.Returned = &page.Returned{
			Title: "Returned " + visit.Lower(visit.Moment(v.By, last.VerdictAt, v.Now).Words), Reason: last.ReasonWords,
			Words: "Fix what sales names, then hand it over again.",
			Said: ui.Quote{Words: last.Feedback, By: last.VerdictByName, Side: ui.Sales,
				At: visit.Moment(v.By, last.VerdictAt, v.Now)},
			Thread: v.Thread(last),
		}
	}
	return sub, nil
}

func promise(inForce *policy.Policy) string {
	return fmt.Sprintf("Sales answers a grade A lead within %s of working time.",
		visit.Span(inForce.Agreement.Terms.DecideWithin(lead.GradeA)))
}

func (v view) submitForm(sub desk.Submission, choices worklist.Choices) page.SubmitForm {
	l := sub.Lead
	form := page.SubmitForm{
		Action: "/leads", Preview: "/leads/preview",
		Name: l.Name, JobTitle: l.JobTitle, Email: l.Email, Phone: l.Phone, Company: l.Company, Industry: l.Industry,
		Country:  l.Country,
		Campaign: visit.ID(l.Campaign), Source: visit.ID(l.Source), Persona: visit.ID(l.Persona), Note: l.Note,
		Consent: l.Consent,
		City:    l.City, Website: l.Website, PersonaWords: v.Takes(),
		ConsentWords: "They agreed that we may contact them about this.", Needed: map[string]bool{},
	}
	if l.CompanySize > 0 {
		form.CompanySize = fmt.Sprint(l.CompanySize)
	}
	none := ui.Option{Label: "Not known"}
	form.Countries, form.Campaigns, form.Sources, form.Personas = []ui.Option{none}, []ui.Option{none}, []ui.Option{none},
		[]ui.Option{none}
	for _, c := range geo.Countries() {
		form.Countries = append(form.Countries, ui.Option{Value: c.Code, Label: c.Name})
	}
	for _, c := range choices.Campaigns {
		form.Campaigns = append(form.Campaigns, ui.Option{Value: visit.ID(c.ID), Label: c.Name})
	}
	if len(choices.Campaigns) == 0 {
		form.AddCampaign = &ui.Link{Label: "Add a campaign", Href: "/campaigns"}
	}
	for _, c := range choices.Sources {
		form.Sources = append(form.Sources, ui.Option{Value: visit.ID(c.ID), Label: c.Name})
	}
	for _, c := range choices.Personas {
		form.Personas = append(form.Personas, ui.Option{Value: visit.ID(c.ID), Label: c.Name})
	}
	if l.ID == 0 {
		form.Touch, form.Touches = sub.Touch.Kind, touchOptions()
	}
	for _, criterion := range v.Policy.Agreement.Terms.Definition.Criteria() {
		if field, _ := lead.FieldNamed(criterion.Field); field.Typed() && criterion.Op != "is_missing" {
			form.Needed[criterion.Field] = true
		}
	}
	facts := l.Facts()
	v.Policy.TakePersona(&l, facts)
	if p := v.Policy.Persona(l.Persona); !p.Retired {
		for _, field := range p.Requires {
			form.Needed[field] = true
		}
	}
	return form
}

// touchOptions are what somebody may have done last before they are handed over.
func touchOptions() []ui.Option {
	options := []ui.Option{{Label: "Nothing known"}}
	for _, touch := range lead.TouchKinds {
		if !slices.Contains(lead.OwnTouchKinds, touch.Kind) {
			options = append(options, ui.Option{Value: touch.Kind, Label: leadview.TouchWords[touch.Kind]})
		}
	}
	return options
}
