package leads

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"time"

	"baton/internal/account"
	"baton/internal/agreement"
	"baton/internal/english"
	"baton/internal/errs"
	"baton/internal/handoff"
	"baton/internal/handoff/history"
	"baton/internal/lead"
	"baton/internal/money"
	"baton/internal/server/address"
	"baton/internal/server/leadview"
	"baton/internal/server/visit"
	"baton/internal/worklist"
	"baton/web/page"
	"baton/web/ui"
)

func (s *Pages) lead(w http.ResponseWriter, r *http.Request) error {
	id, err := visit.PathID[lead.ID](r, "id")
	if err != nil {
		return err
	}
	return s.showLead(w, r, http.StatusOK, id, leadview.Decision{Act: visit.Query(r, "act")}, nil)
}

// showLeadOf shows the page of the lead that a handoff passes.
func (s *Pages) showLeadOf(w http.ResponseWriter, r *http.Request, status int, id handoff.ID,
	d leadview.Decision) error {
	h, err := s.Store.HistoryOf(r.Context(), visit.By(r), id)
	if err != nil {
		return err
	}
	return s.showLead(w, r, status, h.Lead.ID, d, nil)
}

// showLead shows a lead with what the visitor can do about it. sent is a form of work that was not taken, with its
// problems in d.
func (s *Pages) showLead(w http.ResponseWriter, r *http.Request, status int, id lead.ID, d leadview.Decision,
	sent url.Values) error {
	h, err := s.Store.History(r.Context(), visit.By(r), id)
	if err != nil {
		return err
	}
	if h.Lead.ID != id {
		return visit.Redirect(w, r, visit.Address("/leads/"+visit.ID(h.Lead.ID), "done", "led"))
	}
	v := viewOf(r)
	self := "/leads/" + visit.ID(id)
	p := page.Lead{Parts: v.Parts(h), Live: fmt.Sprintf("lead:%d", id), Src: visit.Address(self, "act", d.Act)}
	p.Parts.Href = ""
	leadview.NoteFrom(p.Parts.Persona, self, d)
	p.Owner = v.owned(h, d, sent)
	if len(h.Handoffs) > 0 {
		last := &h.Handoffs[0]
		if last.Verdict == handoff.NoVerdict && v.By.Has(visit.Sellers...) {
			decide := v.Decide(last, d, self, self)
			p.Decide = &decide
		}
		if d.Act == "grade" && p.Parts.GradeBy != "" && d.Conflict == "" {
			p.Parts.GradeForm = v.GradeForm(last, d)
		}
		if d.Act == "correct" && p.Parts.CorrectBy != "" && d.Conflict == "" {
			p.Parts.CorrectForm = contactForm(h.Lead, sent, d.Problems)
		}
		p.Work = v.work(h, last, d, sent)
		if p.Work != nil && d.Act == "give" {
			if p.Work.Form, err = s.giveLeadForm(r, last, sent.Get("to"), d.Problems); err != nil {
				return err
			}
		}
		if d.Conflict != "" {
			p.Decide = &page.Decide{Conflict: &page.Conflict{Notice: ui.Notice{Kind: "late", Words: d.Conflict, Link: d.Remedy},
				Typed: cmp.Or(d.Feedback, d.Question, sent.Get("note"), sent.Get("words"))}}
		}
	}
	frame, err := s.Frame(r, h.Lead.Called())
	if err != nil {
		return err
	}
	if frame.Notice = v.leadNotice(h, visit.Query(r, "done"), s); frame.Notice != nil && visit.Query(r, "taken") != "" &&
		h.Persona != "" {
		frame.Notice.Words += " Persona: " + h.Persona + "."
	}
	return s.Show(w, r, status, page.LeadPage(frame, p))
}

// mergeWords say what became of a lead by a merge, by what the address says was done.
var mergeWords = map[string]string{
	"merged":   "The two leads are one lead now. You can take them apart again below.",
	"unmerged": "The two leads are apart again. This is the one that was merged.",
	"led":      "The lead that you opened was merged into this one.",
}

// leadNotice says what the visitor has just done on this page.
func (v view) leadNotice(h *history.History, done string, s *Pages) *ui.Notice {
	if words := mergeWords[done]; words != "" {
		return &ui.Notice{Kind: "ok", Words: words}
	}
	if len(h.Handoffs) == 0 {
		return nil
	}
	last := &h.Handoffs[0]
	switch {
	case done == "handed":
		sentence := last.TeamName + " has it in its pool."
		if last.OwnerName != "" {
			sentence = fmt.Sprintf("%s answers by %s.", last.OwnerName, visit.Moment(v.By, last.DueAt, v.Now).Words)
		}
		return &ui.Notice{Kind: "ok", Strong: fmt.Sprintf("Handed over as grade %s.", last.Score.Mark()), Words: sentence}
	case done == "touched":
		return &ui.Notice{Kind: "ok", Words: "Sales already works on this lead. Your text was added as a new touch."}
	case done == visit.ID(last.ID) && last.VerdictBy == v.By.ID:
		return undoNotice(last, v.By, s, inQueue{view: worklist.ForMe})
	}
	return v.restored(last, done)
}

// workForms are the forms of work, in order, each with when it is offered.
var workForms = []struct {
	act, label string
	offered    func(view, *history.PastHandoff) bool
}{
	{"attempt", "Log an attempt", func(view, *history.PastHandoff) bool { return true }},
	{"wait", "Wait for a date", func(_ view, h *history.PastHandoff) bool { return h.ContactedAt.IsZero() }},
	{"qualify", "Qualify", func(_ view, h *history.PastHandoff) bool {
		return !h.ContactedAt.IsZero() &&
			h.QualifiedAt.IsZero()
	}},
	{"disqualify", "Disqualify", func(_ view, h *history.PastHandoff) bool { return h.QualifiedAt.IsZero() }},
	{"recycle", "Recycle", func(_ view, h *history.PastHandoff) bool { return h.Stage == lead.Working }},
	{"win", "Won", func(_ view, h *history.PastHandoff) bool { return !h.QualifiedAt.IsZero() }},
	{"lose", "Lost", func(_ view, h *history.PastHandoff) bool { return !h.QualifiedAt.IsZero() }},
	{"give", "Reassign", func(v view, _ *history.PastHandoff) bool { return v.By.Has(visit.Managers...) }},
}

// work is what a rep does with an accepted lead: what is due, and one open form.
func (v view) work(h *history.History, last *history.PastHandoff, d leadview.Decision, sent url.Values) *page.Work {
	mine := last.Owner == v.By.ID || v.By.Role == account.Admin || v.By.Role == account.Manager && v.By.In(last.Team)
	if !mine || last.Verdict != handoff.Accepted || last.Outcome != handoff.NoOutcome {
		return nil
	}
	w := &page.Work{Title: "What happened?"}
	switch {
	case last.ContactedAt.IsZero():
		w.Words = "Not contacted yet."
		if last.Waits(v.Now) {
			w.Words = "The lead asked to be called on " +
				v.By.Dates.Write(last.WaitsUntil.In(v.Policy.CalendarOf(last.Owner, last.Team).Zone), "2 January") + "."
			w.GoOn = &ui.Action{Href: address.Handoff(last.ID, "snooze"), Method: http.MethodDelete,
				Button: ui.Button{Label: "Resume the clock"},
				Hidden: leadview.VersionAndHere(last.Version, "/leads/"+visit.ID(last.Lead))}
		}
		w.Clock = v.Clock(leadview.Deadline{Start: last.VerdictAt, Due: last.ContactDueAt, Waits: last.WaitsUntil,
			Calendar: v.Policy.CalendarOf(last.Owner, last.Team)})
	case last.QualifiedAt.IsZero():
		w.Words = fmt.Sprintf("First contact %s, %s so far.", visit.Lower(visit.Moment(v.By, last.ContactedAt, v.Now).Words),
			english.Count(int64(last.Attempts), "attempt", "attempts"))
	default:
		w.Words = fmt.Sprintf("Qualified at %s, decision expected on %s.", visit.Money(last.ValueCents, last.Currency),
			v.By.Dates.Write(last.ExpectedOn, "2 January 2006"))
	}
	w.Tried = v.Tried(h, last.ID)
	self := "/leads/" + visit.ID(last.Lead)
	act := d.Act
	for _, form := range workForms {
		if form.offered(v, last) {
			w.Tabs = append(w.Tabs, ui.Tab{Label: form.label, Href: self + "?act=" + form.act, Here: form.act == act})
		}
	}
	w.Form = v.workForm(act, self, last, sent, d.Problems)
	if act == "wait" && last.ContactedAt.IsZero() {
		w.Form = page.WaitForm(address.Handoff(last.ID, "snooze"), leadview.VersionAndHere(last.Version, self), d.Until,
			d.Problems["until"])
		w.Form.Keep = self
	}
	return w
}

// attemptTimes are the first and the last minute at which an attempt to log can have been made, as its field has them.
func (v view) attemptTimes(h *history.PastHandoff) page.Between {
	return page.Between{First: h.VerdictAt.In(v.By.Location()).Format(minuteForm),
		Last: v.Now.In(v.By.Location()).Format(minuteForm)}
}

// minuteForm is a minute as a field for a date and a time has it, in the visitor's zone.
const minuteForm = "2006-01-02T15:04"

func (v view) workForm(act, self string, last *history.PastHandoff, sent url.Values,
	problems errs.Problems) *page.WorkForm {
	values := map[string]string{"currency": v.Policy.Currency}
	for name := range sent {
		values[name] = sent.Get(name)
	}
	var form *page.WorkForm
	currencies := []ui.Option{{Value: v.Policy.Currency, Label: v.Policy.Currency}}
	switch act {
	case "attempt":
		form = page.AttemptForm(self, v.attemptTimes(last), outcomeOptions(), values, problems)
	case "qualify":
		form = page.QualifyForm(self, nil, currencies, values, problems)
	case "disqualify":
		form = page.DisqualifyForm(self, nil, v.ReasonOptions(agreement.Disqualify), values, problems)
	case "recycle":
		form = page.RecycleForm(self, values, problems)
	case "win":
		form = page.WinForm(self, nil, currencies, values, problems)
	case "lose":
		form = page.LossForm(self, nil, v.ReasonOptions(agreement.Disqualify), values, problems)
	default:
		return nil
	}
	form.Keep = self
	return form
}

func outcomeOptions() []ui.Option {
	options := make([]ui.Option, len(handoff.AttemptOutcomes))
	for i, o := range handoff.AttemptOutcomes {
		options[i] = ui.Option{Value: string(o), Label: leadview.OutcomeWords[o]}
	}
	return options
}

func (s *Pages) logAttempt(w http.ResponseWriter, r *http.Request) error {
	return s.workOn(w, r, "attempt", func(id lead.ID) error {
		at, err := minuteTyped(r, "at")
		if err != nil {
			return err
		}
		return s.Desk.LogAttempt(r.Context(), visit.By(r), id, handoff.Attempt{
			Kind: handoff.AttemptKind(visit.Form(r, "kind")), Outcome: handoff.AttemptOutcome(visit.Form(r, "outcome")),
			Note: visit.Form(r, "note"), At: at,
		})
	})
}

// minuteTyped is the minute in a form field, as the visitor's clock has it; the zero time where nothing was typed.
func minuteTyped(r *http.Request, field string) (time.Time, error) {
	value := visit.Form(r, field)
	if value == "" {
		return time.Time{}, nil
	}
	for _, form := range []string{minuteForm, "2006-01-02 15:04"} {
		if at, err := time.ParseInLocation(form, value, visit.By(r).Location()); err == nil {
			return at, nil
		}
	}
	return time.Time{}, errs.Problems{
		field: "Write the day and the time, such as 2026-11-03 14:30, or leave it empty for now.",
	}
}

func (s *Pages) qualify(w http.ResponseWriter, r *http.Request) error {
	return s.workOn(w, r, "qualify", func(id lead.ID) error {
		amount, err := s.amountTyped(r)
		if err != nil {
			return err
		}
		q := handoff.Qualification{ValueCents: amount}
		q.ExpectedOn, _ = time.Parse(time.DateOnly, visit.Form(r, "expected_on"))
		return s.Desk.Qualify(r.Context(), visit.By(r), id, q)
	})
}

// amountTyped is an amount in minor units of the company's currency, by the name that the form has or the one that the
// API has; 0 where it cannot be read.
func (s *Pages) amountTyped(r *http.Request) (minor int64, err error) {
	policy := visit.Of(r).Policy
	minor, _ = money.ParseAmount(cmp.Or(visit.Form(r, "amount"), visit.Form(r, "value")), policy.Currency)
	return minor, nil
}

func (s *Pages) disqualify(w http.ResponseWriter, r *http.Request) error {
	return s.workOn(w, r, "disqualify", func(id lead.ID) error {
		reason, err := s.reason(r, agreement.Disqualify, visit.Form(r, "reason"))
		if err != nil {
			return err
		}
		return s.Desk.Disqualify(r.Context(), visit.By(r), id, reason, dayTyped(r, "until"), visit.Form(r, "words"))
	})
}

func (s *Pages) win(w http.ResponseWriter, r *http.Request) error {
	return s.workOn(w, r, "win", func(id lead.ID) error {
		amount, err := s.amountTyped(r)
		if err != nil {
			return err
		}
		return s.Desk.Win(r.Context(), visit.By(r), id, amount)
	})
}

func (s *Pages) lose(w http.ResponseWriter, r *http.Request) error {
	return s.workOn(w, r, "lose", func(id lead.ID) error {
		reason, err := s.reason(r, agreement.Disqualify, visit.Form(r, "reason"))
		if err != nil {
			return err
		}
		return s.Desk.Lose(r.Context(), visit.By(r), id, reason, visit.Form(r, "words"))
	})
}

// workOn runs a step of work on the lead in the path, and shows the lead again: with the form and what is wrong when it
// was not taken.
func (s *Pages) workOn(w http.ResponseWriter, r *http.Request, act string, do func(lead.ID) error) error {
	id, err := visit.PathID[lead.ID](r, "id")
	if err != nil {
		return err
	}
	return s.worked(w, r, id, act, do(id))
}

// worked answers a step of work that was taken or, with err, was not.
func (s *Pages) worked(w http.ResponseWriter, r *http.Request, id lead.ID, act string, err error) error {
	form := visit.ShownAt(r, "/leads/"+visit.ID(id))
	var problems errs.Problems
	switch {
	case err == nil:
		return visit.Redirect(w, r, visit.Address("/leads/"+visit.ID(id), "done", act))
	case errors.As(err, &problems):
		return s.showLead(w, form, http.StatusUnprocessableEntity, id,
			leadview.Decision{Act: act, Problems: renamed(problems)}, r.PostForm)
	case errors.Is(err, errs.Conflict):
		words, link := visit.Told(visit.By(r), err)
		return s.showLead(w, form, http.StatusConflict, id, leadview.Decision{Act: act, Conflict: words, Remedy: link},
			r.PostForm)
	}
	return err
}

// renamed puts a problem with a value where the form asks for the amount.
func renamed(problems errs.Problems) errs.Problems {
	out := maps.Clone(problems)
	if words, wrong := out["value"]; wrong {
		out["amount"] = words
	}
	return out
}
