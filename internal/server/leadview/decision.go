package leadview

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"baton/internal/account"
	"baton/internal/agreement"
	"baton/internal/errs"
	"baton/internal/handoff"
	"baton/internal/handoff/history"
	"baton/internal/identity"
	"baton/internal/lead"
	"baton/internal/server/address"
	"baton/internal/server/visit"
	"baton/internal/worklist"
	"baton/web/page"
	"baton/web/ui"
)

// SearchLabel says what a search looks in.
const SearchLabel = "Name, company, e-mail, phone or L-number"

// Rows are leads as lines of a table.
func (v View) Rows(list []worklist.ListedLead) []page.LeadRow {
	rows := make([]page.LeadRow, 0, len(list))
	for _, x := range list {
		row := page.LeadRow{
			ID: fmt.Sprintf("lead-%d-%d", x.ID, x.Handoff), Ref: x.ID.String(), Href: "/leads/" + visit.ID(x.ID), Name: x.Name,
			Words: x.JobTitle, Company: x.Company,
			Campaign: x.Campaign, Grade: lead.Mark(x.Grade, x.Level), Stage: StageChip(x.Stage), Owner: x.Owner,
			HandedOver: visit.Moment(v.By, x.Submitted, v.Now),
		}
		if x.Verdict != "" {
			row.Verdict = lead.Capital(string(x.Verdict))
		}
		if x.Reason != "" {
			row.Verdict = x.Reason
		}
		rows = append(rows, row)
	}
	return rows
}

// contactWords name the fields of contact data.
var contactWords = map[string]string{"name": "name", "job_title": "job title", "email": "e-mail address",
	"phone": "phone number"}

// correctedWords say what an event corrected, with both values.
func correctedWords(h *history.History, e history.PastEvent) string {
	var changes []string
	for _, c := range h.Corrected {
		if !c.At.Equal(e.At) {
			continue
		}
		was, now := c.Was, c.Now
		if c.Field == "phone" {
			was, now = identity.PhoneWords(was), identity.PhoneWords(now)
		}
		changes = append([]string{contactWords[c.Field] + " “" + cmp.Or(was, "none") + "” is now “" + cmp.Or(now, "none") +
			"”"}, changes...)
	}
	return cmp.Or(e.By, "Baton") + " corrected the contact data: " + strings.Join(changes, ", ")
}

// appeal is the dispute of a handoff as its two sides said it.
func (v View) appeal(h *history.PastHandoff) []page.Question {
	d := h.Dispute
	if d == nil {
		return nil
	}
	q := page.Question{Asked: ui.Quote{Words: d.Words, By: d.ByName, At: visit.Moment(v.By, d.At, v.Now),
		Side: ui.Marketing}, Waiting: "Waiting for a manager's ruling."}
	if d.Ruling != handoff.NoRuling {
		said := map[handoff.Ruling]string{handoff.Upheld: "The rejection stands. ",
			handoff.Overturned: "Sales takes the lead. "}[d.Ruling]
		q.Answer = ui.Quote{Words: said + d.RulingWords, By: d.RuledByName, At: visit.Moment(v.By, d.RuledAt, v.Now),
			Side: ui.Quiet}
	}
	return []page.Question{q}
}

// SpeakingOf is how to speak with a persona, line by line.
func SpeakingOf(w lead.PersonaWords) page.PersonaSpeaking {
	return page.PersonaSpeaking{Speak: linesOf(w.Speak), Say: linesOf(w.Say), Avoid: linesOf(w.Avoid)}
}

// linesOf are the lines of a text that hold anything.
func linesOf(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool { return r == '\n' })
}

// VersionAndHere is what travels with a decision that is made on the page of a lead.
func VersionAndHere(version int, here string) []ui.Hidden {
	return append(visit.VersionField(version), ui.Hidden{Name: "here", Value: here}, ui.Hidden{Name: "next", Value: here})
}

// Said is a note as a quotation.
func (v View) Said(n lead.FieldNote) ui.Quote {
	return ui.Quote{Words: n.Words, By: n.ByName, At: visit.Moment(v.By, n.At, v.Now), Side: ui.Sales}
}

// NoteForm is the form of a new note on a persona.
func NoteForm(id lead.PersonaID) *page.NoteForm {
	return &page.NoteForm{
		Action: address.Persona(id) + "/notes", Label: "What did a customer say?", Send: "Add the note",
		Hint: "In their words. Both teams can read it, so leave out names.",
	}
}

// Decision is how far a visitor got with deciding on a handoff: the form that is open, what they typed, and what stood
// in the way.
type Decision struct {
	Act         string // reject, ask, wait or grade, while that form is open
	Grade       string // as chosen
	Until       string // the date that the lead named, as typed
	Reason      string // a code
	Feedback    string
	DuplicateOf string // the lead that it is, as typed
	Question    string
	Problems    errs.Problems
	Conflict    string           // why it can't be decided any more
	Remedy      *ui.Link         // to where that is put right
	Ids         []handoff.ID     // chosen to be given to somebody
	To          account.PersonID // who that is
}

// Decide is what the visitor can do with a handoff, as far as their decision got. keep is where an open form closes,
// after where they go once they have decided.
func (v View) Decide(h *history.PastHandoff, d Decision, keep, after string) page.Decide {
	out := page.Decide{
		Handoff: fmt.Sprintf("/handoffs/%d", h.ID), Keep: keep, RejectBy: visit.WithQuery(keep, "act", "reject"),
		AskBy: visit.WithQuery(keep, "act", "ask"),
		Hidden: []ui.Hidden{{Name: "version", Value: fmt.Sprint(h.Version)}, {Name: "next", Value: after},
			{Name: "here", Value: keep}},
	}
	mine := v.By.Has(visit.Sellers...) && (v.By.In(h.Team) || h.Owner == v.By.ID || v.By.Role == account.Admin)
	switch {
	case d.Conflict != "":
		out.Conflict = &page.Conflict{Notice: ui.Notice{Kind: "late", Words: d.Conflict, Link: d.Remedy},
			Typed: cmp.Or(d.Feedback, d.Question)}
		return out
	case h.Dispute != nil && h.MayRule(v.By) == nil:
		out.Words = "Marketing disputes this rejection."
		out.Else = &ui.Button{Label: "Rule on it", Kind: ui.Accept, Href: fmt.Sprintf("/leads/%d?act=rule", h.Lead)}
		return out
	case h.Verdict != handoff.NoVerdict:
		out.Words = fmt.Sprintf("%s %s this lead %s.", h.VerdictByName, h.Verdict, v.By.When(h.VerdictAt))
		return out
	case !mine:
		out.Words = "The team " + h.TeamName + " decides on this lead."
		return out
	}
	out.May, out.Claim, out.WaitBy = true, h.Owner == 0, visit.WithQuery(keep, "act", "wait")
	if h.Owner != 0 && h.Owner != v.By.ID {
		out.Words = h.OwnerName + " has this lead."
	}
	if h.Waits(v.Now) {
		out.Words = strings.TrimSpace(out.Words + " The lead named " +
			v.By.Dates.Write(h.WaitsUntil.In(v.Policy.CalendarOf(h.Owner, h.Team).Zone), "2 January") +
			"; the clock is paused until then.")
		out.GoOn = true
	}
	to := cmp.Or(h.SubmittedByName, "marketing")
	switch d.Act {
	case "wait":
		out.Wait = &page.WaitDate{Until: d.Until, Problem: d.Problems["until"]}
	case "reject":
		out.Reject = &page.RejectForm{Reasons: v.ReasonOptions(agreement.Reject), Reason: d.Reason, Feedback: d.Feedback,
			DuplicateOf: d.DuplicateOf, To: to, ToFirst: visit.FirstName(to), Problems: d.Problems}
	case "ask":
		out.Ask = &page.AskForm{Question: d.Question, To: to, ToFirst: visit.FirstName(to), Problem: d.Problems["question"]}
	}
	return out
}

// ReasonOptions are the reasons of a list that are in use, in its order.
func (v View) ReasonOptions(list agreement.List) []ui.Option {
	all := slices.DeleteFunc(agreement.ReasonsOf(v.Policy.Reasons, list),
		func(r agreement.Reason) bool { return r.Retired })
	options := make([]ui.Option, len(all))
	for i, r := range all {
		options[i] = ui.Option{Value: r.Code, Label: r.Words, Hint: r.Consequence()}
		if r.NextStep == agreement.Merge {
			options[i].Mark = "merges"
		}
	}
	return options
}
