package leads

import (
	"cmp"
	"fmt"
	"net/http"
	"net/url"
	"path"
	"time"

	"baton/internal/account"
	"baton/internal/handoff"
	"baton/internal/handoff/history"
	"baton/internal/lead"
	"baton/internal/server/address"
	"baton/internal/server/leadview"
	"baton/internal/server/visit"
	"baton/web/page"
	"baton/web/ui"
)

func (s *Pages) dispute(w http.ResponseWriter, r *http.Request) error {
	return s.returnOn(w, r, "dispute",
		func(id handoff.ID) error { return s.Desk.Dispute(r.Context(), visit.By(r), id, visit.Form(r, "words")) })
}

func (s *Pages) rule(w http.ResponseWriter, r *http.Request) error {
	return s.returnOn(w, r, "rule", func(id handoff.ID) error {
		return s.Desk.Rule(r.Context(), visit.By(r), id, handoff.Ruling(visit.Form(r, "ruling")), visit.Form(r, "words"))
	})
}

// returnOn runs a step on the handoff in the path as workOn does on a lead, whose page it belongs to.
func (s *Pages) returnOn(w http.ResponseWriter, r *http.Request, act string, do func(handoff.ID) error) error {
	id, err := visit.PathID[handoff.ID](r, "id")
	if err != nil {
		return err
	}
	h, err := s.Store.HistoryOf(r.Context(), visit.By(r), id)
	if err != nil {
		return err
	}
	return s.worked(w, r, h.Lead.ID, act, do(id))
}

func (s *Pages) recycle(w http.ResponseWriter, r *http.Request) error {
	return s.workOn(w, r, "recycle", func(id lead.ID) error {
		return s.Desk.Recycle(r.Context(), visit.By(r), id, dayTyped(r, "back_on"), visit.Form(r, "words"))
	})
}

func (s *Pages) closeLead(w http.ResponseWriter, r *http.Request) error {
	return s.workOn(w, r, "", func(id lead.ID) error { return s.Desk.Close(r.Context(), visit.By(r), id) })
}

func (s *Pages) reopen(w http.ResponseWriter, r *http.Request) error {
	return s.workOn(w, r, "", func(id lead.ID) error { return s.Desk.Reopen(r.Context(), visit.By(r), id) })
}

// restore takes back the last step of the visitor's work on a lead, when it is the one in the path.
func (s *Pages) restore(w http.ResponseWriter, r *http.Request) error {
	what := restorable[path.Base(r.URL.Path)]
	return s.workOn(w, r, "", func(id lead.ID) error { return s.Desk.Restore(r.Context(), visit.By(r), id, what) })
}

// restorable are the steps of work on a lead that can be taken back, by the end of their paths.
var restorable = map[string]handoff.Outcome{
	"qualification": handoff.Qualified, "disqualification": handoff.Disqualified, "win": handoff.Won, "loss": handoff.Lost,
	"recycling": handoff.Recycled,
}

// dayTyped is the day in a form field, from its midnight where the visitor is; the zero time where nothing was typed,
// and the first day of 1970, which no field takes, where it cannot be read.
func dayTyped(r *http.Request, field string) time.Time {
	value := visit.Form(r, field)
	if value == "" {
		return time.Time{}
	}
	day, err := time.ParseInLocation(time.DateOnly, value, visit.By(r).Location())
	if err != nil {
		return time.Unix(0, 0)
	}
	return day
}

// owned is what the visitor can do with a lead that nobody in sales works on.
func (v view) owned(h *history.History, d leadview.Decision, sent url.Values) *page.Owned {
	l, self := h.Lead, "/leads/"+visit.ID(h.Lead.ID)
	o := &page.Owned{}
	ours := v.By.Has(visit.Marketers...) &&
		(v.By.Role == account.Admin || v.By.In(l.MarketingTeam) || l.CreatedBy == v.By.ID)
	open := func(label, act string) {
		if act != d.Act {
			o.Other = append(o.Other, ui.Button{Label: label, Href: self + "?act=" + act})
		}
	}
	var last *history.PastHandoff
	if len(h.Handoffs) > 0 {
		last = &h.Handoffs[0]
		o.Form = v.returnForm(last, self, d, sent)
	}
	hand := ui.Button{Label: "Hand over to sales", Kind: ui.Send, Href: self + "/edit"}
	switch {
	case l.Stage == lead.Draft && ours:
		o.Words, o.Other = "This lead is with marketing. Sales cannot see it yet.", []ui.Button{hand}
		if last != nil {
			o.Words = "This lead is back with marketing. You can hand it over again."
			o.Act = append(o.Act, closing(self))
		}
	case l.Stage == lead.Recycled:
		o.Words = fmt.Sprintf("It is recycled until %s. Then it is with marketing again.",
			v.By.Write(h.BackAt, "2 January 2006"))
		if ours {
			o.Other = []ui.Button{hand}
		}
	case l.Stage == lead.Returned && ours:
		o.Words, o.Fix = "Sales rejected it. Fix what sales names, then hand it over again.", self+"/edit"
		if last.Disputable(v.By, v.Policy.Agreement.Terms, v.Now) == nil {
			open("Dispute", "dispute")
		}
		if last.Recyclable(v.By, v.Policy.Agreement.Terms) == nil {
			open("Recycle", "recycle")
		}
		o.Act = append(o.Act, closing(self))
	case l.Stage == lead.Submitted && ours:
		o.Words = "It waits for sales. You can take it back until there is a verdict."
		o.Act = append(o.Act, ui.Action{Href: address.Handoff(last.ID, "recall"), Button: ui.Button{Label: "Take it back"}})
	case l.Stage == lead.Disputed:
		o.Words = "Marketing disputes the rejection. A manager of neither team, or an admin, decides."
		if last.MayRule(v.By) == nil {
			o.Words = "Marketing disputes the rejection. Read both sides below, then rule on it."
			open("Rule on it", "rule")
		}
	default:
		v.ended(o, last, self, open)
	}
	if o.Words == "" {
		return nil
	}
	return o
}

func closing(self string) ui.Action {
	return ui.Action{Href: self + "/closing", Button: ui.Button{Label: "Close it"}}
}

// ended is what can be done with a lead that has come to an end.
func (v view) ended(o *page.Owned, last *history.PastHandoff, self string, open func(label, act string)) {
	if last == nil {
		return
	}
	if last.Stage == lead.Disqualified && last.Recyclable(v.By, v.Policy.Agreement.Terms) == nil {
		o.Words = "Sales gave up this lead. You can recycle it."
		open("Recycle", "recycle")
	}
	if last.CanReopen(v.By) == nil {
		o.Words = cmp.Or(o.Words, "This lead is closed. You can return it to marketing.")
		o.Act = append(o.Act, ui.Action{Href: self + "/reopening", Button: ui.Button{Label: "Reopen"}})
	}
}

// returnForm is the form of a return that is open.
func (v view) returnForm(last *history.PastHandoff, self string, d leadview.Decision,
	sent url.Values) (form *page.WorkForm) {
	values := map[string]string{}
	for name := range sent {
		values[name] = sent.Get(name)
	}
	terms := v.Policy.Agreement.Terms
	switch {
	case d.Act == "dispute" && last.Disputable(v.By, terms, v.Now) == nil:
		form = page.DisputeForm(fmt.Sprintf("/handoffs/%d", last.ID), values, d.Problems)
	case d.Act == "rule" && last.MayRule(v.By) == nil:
		form = page.RulingForm(fmt.Sprintf("/handoffs/%d", last.ID), values, d.Problems)
	case d.Act == "recycle" && last.Stage != lead.Working && last.Recyclable(v.By, terms) == nil:
		form = page.RecycleForm(self, values, d.Problems)
	default:
		return nil
	}
	form.Keep = self
	return form
}

// restored lets the visitor take back what they have just made of a lead.
func (v view) restored(last *history.PastHandoff, act string) *ui.Notice {
	noun := map[string]string{"qualify": "qualification", "disqualify": "disqualification", "win": "win", "lose": "loss",
		"recycle": "recycling"}[act]
	did := restorable[noun]
	if noun == "" || last.CanRestore(v.By, did, v.Now) != nil {
		return nil
	}
	self := "/leads/" + visit.ID(last.Lead)
	return &ui.Notice{
		Kind: "ok", Words: fmt.Sprintf("You %s %s.", did, last.LeadName),
		Action: &ui.Action{Href: self + "/" + noun, Method: http.MethodDelete, Button: ui.Button{Label: "Undo", Key: "u"}},
	}
}
