package leadview

import (
	"cmp"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"baton/internal/account"
	"baton/internal/agreement"
	"baton/internal/english"
	"baton/internal/geo"
	"baton/internal/handoff"
	"baton/internal/handoff/history"
	"baton/internal/identity"
	"baton/internal/lead"
	"baton/internal/server/address"
	"baton/internal/server/visit"
	"baton/web/page"
	"baton/web/ui"
)

// merges are the leads that became this one, and the way to merge another.
func (v View) merges(parts *page.LeadParts, h *history.History) {
	l := h.Lead
	self := "/leads/" + visit.ID(l.ID) + "/merge"
	may := v.By.Has(account.Manager, account.Admin) || v.By.Role == account.Marketer && l.MarketedBy(v.By)
	if may {
		parts.MergeBy = self
	}
	for _, m := range h.Merges {
		one := page.MergedLead{Words: fmt.Sprintf("%s merged %s into this lead.", cmp.Or(m.ByName, "Baton"), m.Other),
			At: visit.Moment(v.By, m.At, v.Now)}
		if may {
			one.Part = &ui.Action{Href: self, Method: http.MethodDelete,
				Hidden: []ui.Hidden{{Name: "merge", Value: visit.ID(m.ID)}},
				Button: ui.Button{Label: "Take apart", Kind: ui.Bare, About: m.Other.String()}}
		}
		parts.Merged = append(parts.Merged, one)
	}
}

// Parts is everything to read about a lead.
func (v View) Parts(h *history.History) page.LeadParts {
	l := h.Lead
	parts := page.LeadParts{
		Name: l.Called(), Words: english.Commas(l.JobTitle, l.Company, l.City), Ref: l.ID.String(),
		Href:   "/leads/" + visit.ID(l.ID),
		Stages: stages(nil, l.Stage), Facts: v.facts(h), Persona: v.aboutPersona(h), SoFar: v.soFar(h), Touches: v.touches(h),
	}
	v.merges(&parts, h)
	v.scored(&parts, h)
	if len(h.Handoffs) > 0 && v.By.Has(visit.Sellers...) && h.Handoffs[0].MayCorrect(v.By) == nil {
		parts.CorrectBy = "/leads/" + visit.ID(l.ID) + "?act=correct"
	}
	if len(h.Handoffs) == 0 {
		parts.Note = ui.Quote{Words: l.Note, Side: ui.Marketing}
		parts.Chips = []ui.Chip{StageChip(l.Stage)}
		return parts
	}
	last := &h.Handoffs[0]
	parts.Stages = stages(&last.Handoff, l.Stage)
	parts.Note = ui.Quote{Words: last.Note, Side: ui.Marketing}
	parts.Chips = append(parts.Chips,
		ui.Chip{Words: "Handed over by " + cmp.Or(last.SubmittedByName, "Baton"), Tone: ui.Marketing})
	if l.Stage != lead.Submitted {
		parts.Chips = append(parts.Chips, StageChip(l.Stage))
	}
	parts.Chips = append(parts.Chips, judgedBy(last.Agreement))
	if last.Explored {
		parts.Chips = append(parts.Chips, ui.Chip{Words: "Let through at random", Tone: ui.Quiet})
	}
	chances(&parts, &last.Handoff)
	v.opinion(&parts, last)
	parts.Thread = v.Thread(last)
	for i := range h.Handoffs {
		if i > 0 || last.Verdict == handoff.Rejected || last.Outcome != handoff.NoOutcome {
			parts.Earlier = append(parts.Earlier, v.earlier(&h.Handoffs[i], i > 0))
		}
	}
	return parts
}

// judgedBy leads to the version of the agreement by which a handoff is judged.
func judgedBy(version int) ui.Chip {
	return ui.Chip{Words: fmt.Sprintf("Agreement %d", version), Href: address.Version(version)}
}

func (v View) facts(h *history.History) []ui.Fact {
	l := h.Lead
	size := ""
	if l.CompanySize > 0 {
		size = english.Number(int64(l.CompanySize)) + " people"
	}
	source := cameFrom(h.Source, h.Campaign)
	if len(h.Handoffs) > 0 {
		source = cmp.Or(cameFrom(h.Handoffs[0].Source, h.Handoffs[0].Campaign), source)
	}
	all := []ui.Fact{
		{Name: "Email", Words: l.Email}, {Name: "Phone", Words: identity.PhoneWords(l.Phone)},
		{Name: "Persona", Words: h.Persona, Href: address.Persona(l.Persona)}, {Name: "Company size", Words: size},
		{Name: "Source", Words: source}, {Name: "Country", Words: geo.CountryName(l.Country)},
		{Name: "Industry", Words: l.Industry}, {Name: "Website", Words: l.Website},
	}
	if l.Email != "" {
		all[0].Href = "mailto:" + l.Email
	}
	if l.Phone != "" {
		all[1].Href = identity.PhoneLink(l.Phone)
	}
	if l.Consent {
		all = append(all, ui.Fact{Name: "Consent",
			Words: "Agreed to be contacted, " + visit.Lower(visit.Moment(v.By, l.ConsentAt, v.Now).Words)})
	}
	return slices.DeleteFunc(all, func(f ui.Fact) bool { return f.Words == "" })
}

// opinion is what somebody in sales says against the grade, and where the visitor can say so.
func (v View) opinion(parts *page.LeadParts, last *history.PastHandoff) {
	if len(last.Opinions) > 0 {
		o := last.Opinions[0]
		parts.Opinion = ui.Quote{Words: o.Words, By: o.ByName, At: visit.Moment(v.By, o.At, v.Now), Side: ui.Sales}
		parts.OpinionGrade = string(o.Grade)
	}
	if v.By.Has(visit.Sellers...) && last.MayGrade(v.By) == nil {
		parts.GradeBy = fmt.Sprintf("/leads/%d?act=grade", last.Lead)
	}
}

// GradeForm is the form that says how good the visitor finds a lead.
func (v View) GradeForm(last *history.PastHandoff, d Decision) *page.WorkForm {
	self := "/leads/" + visit.ID(last.Lead)
	var options []ui.Option
	for _, g := range lead.Grades {
		options = append(options, ui.Option{Value: string(g), Label: string(g)})
	}
	form := page.GradeForm(address.Handoff(last.ID, "grade"), VersionAndHere(last.Version, self), options,
		map[string]string{"grade": d.Grade, "words": d.Feedback}, d.Problems)
	form.Keep = self
	return form
}

// Thread is the questions on a handoff with their answers.
func (v View) Thread(h *history.PastHandoff) []page.Question {
	var all []page.Question
	for _, q := range h.Questions {
		entry := page.Question{Asked: ui.Quote{Words: q.Words, By: q.ByName, At: visit.Moment(v.By, q.At, v.Now),
			Side: ui.Sales}}
		switch {
		case q.Answer != "":
			entry.Answer = ui.Quote{Words: q.Answer, By: q.AnsweredByName, At: visit.Moment(v.By, q.AnsweredAt, v.Now),
				Side: ui.Marketing}
		case h.Verdict == handoff.NoVerdict && v.By.Has(visit.Marketers...) &&
			(v.By.In(h.MarketingTeam) || h.SubmittedBy == v.By.ID || v.By.Role == account.Admin):
			entry.AnswerForm = &page.AnswerForm{Action: address.Handoff(h.ID, "answer"), Asker: visit.FirstName(q.ByName)}
		}
		all = append(all, entry)
	}
	return all
}

// earlier is a handoff that has its verdict. whole adds what marketing wrote for it and what was asked.
func (v View) earlier(h *history.PastHandoff, whole bool) page.EarlierHandoff {
	e := page.EarlierHandoff{ID: fmt.Sprintf("handoff-%d", h.ID),
		Title: fmt.Sprintf("Handoff %d: %s", h.Number, h.Verdict)}
	if h.Verdict == handoff.NoVerdict {
		e.Title = fmt.Sprintf("Handoff %d: waiting", h.Number)
		return e
	}
	e.Chips = []ui.Chip{judgedBy(h.Agreement)}
	at := visit.Moment(v.By, h.VerdictAt, v.Now)
	switch h.Verdict {
	case handoff.Rejected:
		e.Tone = ui.Late
		e.Words = h.ReasonWords
		if h.Feedback != "" {
			e.Said = ui.Quote{Words: h.Feedback, By: h.VerdictByName, At: at, Side: ui.Sales}
		} else {
			e.Words += fmt.Sprintf(". %s, %s", h.VerdictByName, visit.Lower(at.Words))
		}
	default:
		e.Words = fmt.Sprintf("%s, %s", h.VerdictByName, visit.Lower(at.Words))
	}
	v.cameOf(&e, h)
	e.Thread = v.appeal(h)
	if h.Overturned() {
		e.Title = fmt.Sprintf("Handoff %d: rejected, overturned", h.Number)
	}
	if whole {
		e.Note = ui.Quote{Words: h.Note, By: h.SubmittedByName, Side: ui.Marketing}
		e.Thread = append(v.Thread(h), e.Thread...)
	}
	return e
}

// cameOf adds how the work on an accepted handoff ended: why, in whose words.
func (v View) cameOf(e *page.EarlierHandoff, h *history.PastHandoff) {
	if h.Outcome == handoff.NoOutcome {
		return
	}
	e.Title += ", " + string(h.Outcome)
	if h.WonCents > 0 {
		e.Title += " for " + visit.Money(h.WonCents, cmp.Or(h.Currency, v.Policy.Currency))
	}
	if h.OutcomeReason != "" {
		e.Words += ". " + h.OutcomeReason
	}
	if h.OutcomeWords != "" {
		e.Said = ui.Quote{Words: h.OutcomeWords, By: h.OutcomeByName, At: visit.Moment(v.By, h.OutcomeAt, v.Now),
			Side: ui.Sales}
	}
}

// sideOf is whose colour an event has.
func sideOf(e history.PastEvent) ui.Tone {
	switch {
	case e.Kind == handoff.EventWon:
		return ui.Won
	case marketingDid[e.Kind], e.Role == account.Marketer:
		return ui.Marketing
	case e.Role == account.Rep, e.Role == account.Manager:
		return ui.Sales
	}
	return ui.Quiet
}

var marketingDid = map[handoff.EventKind]bool{
	handoff.EventCaptured: true, handoff.EventTouched: true, handoff.EventEdited: true, handoff.EventSubmitted: true,
	handoff.EventAnswered: true, handoff.EventRecalled: true,
	handoff.EventDisputed: true,
}

// deeds say what somebody did to a lead.
var deeds = map[handoff.EventKind]string{
	handoff.EventCaptured: "captured the lead", handoff.EventTouched: "added a new touch",
	handoff.EventEdited:  "changed the lead",
	handoff.EventClaimed: "claimed the lead", handoff.EventAsked: "asked marketing a question",
	handoff.EventAnswered: "answered the question",
	handoff.EventAccepted: "accepted the lead", handoff.EventRecalled: "took the lead back",
	handoff.EventReopened: "reopened the lead", handoff.EventClosed: "closed the lead",
	handoff.EventWon: "won the lead", handoff.EventDisputed: "disputed the rejection",
	handoff.EventUpheld:     "ruled that the rejection stands",
	handoff.EventOverturned: "overturned the rejection. It counts as accepted",
	handoff.EventCameBack:   "returned the recycled lead to marketing",
}

func (v View) eventWords(e history.PastEvent) string {
	by := cmp.Or(e.By, "Baton")
	text := func(name string) string { s, _ := e.Data[name].(string); return s }
	number := func(name string) int64 { n, _ := e.Data[name].(float64); return int64(n) }
	reason := strings.TrimSpace(v.Policy.Reasons[agreement.ReasonID(number("reason"))].Words)
	switch e.Kind {
	case handoff.EventSubmitted:
		if n := number("number"); n > 1 {
			return fmt.Sprintf("%s handed the lead over again, as handoff %d", by, n)
		}
		return by + " handed the lead over"
	case handoff.EventRouted:
		return cmp.Or(text("sentence"), "Routed")
	case handoff.EventReassigned:
		return by + " gave the lead to " + cmp.Or(text("name"), "the team's pool")
	case handoff.EventCredited:
		return by + " credited the lead to " + text("name")
	case handoff.EventRejected:
		return fmt.Sprintf("%s rejected the lead: %s", by, reason)
	case handoff.EventUndone:
		return fmt.Sprintf("%s undid their verdict (%s)", by, text("verdict"))
	case handoff.EventAttempted:
		return fmt.Sprintf("%s tried to make contact: %s", by, attemptWords(text("kind"), text("outcome")))
	case handoff.EventQualified:
		return fmt.Sprintf("%s qualified the lead at %s", by,
			visit.Money(number("value_cents"), cmp.Or(text("currency"), v.Policy.Currency)))
	case handoff.EventDisqualified:
		return fmt.Sprintf("%s disqualified the lead: %s", by, reason)
	case handoff.EventBreached:
		if e.By == "" {
			return visit.Capital(BreachWords[text("clock")]) + " passed while the lead was in the pool"
		}
		return by + " missed " + BreachWords[text("clock")]
	case handoff.EventWaits:
		return by + v.waits(text("until"))
	case handoff.EventRecycled:
		return fmt.Sprintf("%s recycled the lead until %s", by, v.dayOf(text("back_at")))
	case handoff.EventRestored:
		return fmt.Sprintf("%s undid the step: %s", by, text("what"))
	case handoff.EventRegraded:
		return fmt.Sprintf("%s overrode the grade: %s", by, text("grade"))
	case handoff.EventRescored:
		return fmt.Sprintf("The new touch changed the grade to %s, before %s", text("grade"), text("was"))
	case handoff.EventMerged:
		return fmt.Sprintf("%s merged %s into this lead", by, lead.ID(number("lead")))
	case handoff.EventUnmerged:
		return by + " took the merge back"
	case handoff.EventLost:
		return fmt.Sprintf("%s lost the lead: %s", by, reason)
	}
	return by + " " + cmp.Or(deeds[e.Kind], string(e.Kind))
}

// waits is what somebody did who noted until when a lead is to wait, or that it is to wait no longer.
func (v View) waits(until string) string {
	day, err := time.Parse(time.DateOnly, until)
	if err != nil {
		return " resumed the clock"
	}
	return " noted a date named by the lead: " + v.By.Dates.Write(day, "2 January 2006") +
		". The clock is paused until then"
}

// dayOf is the day of an instant as an event keeps it, in the visitor's zone.
func (v View) dayOf(instant string) string {
	at, err := time.Parse(time.RFC3339, instant)
	if err != nil {
		return "a later day"
	}
	return v.By.Write(at, "2 January 2006")
}

// BreachWords name the deadline of each clock.
var BreachWords = map[string]string{
	string(handoff.DecideClock): "the deadline", string(handoff.OwnerClock): "the deadline",
	string(handoff.ContactClock): "the deadline for first contact",
}

// OutcomeWords name what came of an attempt to reach a lead.
var OutcomeWords = map[handoff.AttemptOutcome]string{
	"reached": "Reached the person", "no_answer": "No answer", "left_message": "Left a message", "sent": "Sent",
	"bounced": "Did not arrive", "wrong_contact": "Wrong number or address",
}

func attemptWords(kind, outcome string) string {
	return english.Commas(kind, strings.ToLower(OutcomeWords[handoff.AttemptOutcome(outcome)]))
}
