package agreements

import (
	"cmp"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"baton/internal/agreement"
	"baton/internal/errs"
	"baton/internal/lead"
	"baton/internal/server/conditions"
	"baton/internal/server/visit"
	"baton/web/page"
	"baton/web/ui"
)

// draftTyped is the form of a draft as far as the visitor got.
type draftTyped struct {
	definition     *conditions.Node
	owed           []page.OwedRow
	values         map[string]string // what was typed into each other field
	auto, reassign bool
	version, based int
	problems       errs.Problems
	problem        string
	changed        *page.WhatChanged
}

// draftFields are the fields of which a draft has one each.
var draftFields = []string{"answer", "dispute_days", "recycle_cap", "nurture_days", "cooldown_days", "from"}

// gradeFields are the fields of which a draft has one for each grade.
var gradeFields = []string{"decide.%s", "first_contact.%s", "give_up.%s.attempts", "give_up.%s.days"}

func gradeField(i int, grade lead.Grade) string { return fmt.Sprintf(gradeFields[i], grade) }

func (s *Pages) agreementDraft(w http.ResponseWriter, r *http.Request) error {
	policy := visit.Of(r).Policy
	n, err := s.Store.Negotiation(r.Context())
	if err != nil {
		return err
	}
	terms, from, version := n.Latest.Terms, time.Time{}, 0
	if n.Draft != nil {
		terms, from, version = n.Draft.Terms, n.Draft.From, n.Draft.Version
	}
	t := draftOf(terms, policy.Names)
	t.version, t.based = version, n.Latest.Version
	if !from.IsZero() {
		t.values["from"] = from.In(policy.Zone).Format(time.DateOnly)
	}
	return s.showDraft(w, r, http.StatusOK, t)
}

// draftOf is terms as their form shows them.
func draftOf(terms agreement.Terms, names lead.Names) draftTyped {
	t := draftTyped{definition: conditions.NodesOf(lead.Condition{All: terms.Definition.Criteria()}, names),
		values: map[string]string{}, auto: terms.AutoSubmit, reassign: terms.Reassign}
	for _, o := range terms.Owed {
		t.owed = append(t.owed, page.OwedRow{Leads: strconv.Itoa(o.Leads), Grade: string(o.Grade), Period: string(o.Period)})
	}
	t.values["answer"] = agreement.Span(terms.Answer)
	for field, n := range map[string]int{"dispute_days": terms.DisputeDays, "recycle_cap": terms.RecycleCap,
		"nurture_days": terms.NurtureDays, "cooldown_days": terms.CooldownDays} {
		t.values[field] = strconv.Itoa(n)
	}
	for _, grade := range lead.Grades {
		t.values[gradeField(0, grade)], t.values[gradeField(1, grade)] = agreement.Span(terms.Decide[grade]),
			agreement.Span(terms.FirstContact[grade])
		t.values[gradeField(2, grade)], t.values[gradeField(3, grade)] = strconv.Itoa(terms.GiveUp[grade].Attempts),
			strconv.Itoa(terms.GiveUp[grade].Days)
	}
	return t
}

func typedDraft(r *http.Request) draftTyped {
	t := draftTyped{
		definition: conditions.Read(r.PostForm, "definition"), values: map[string]string{},
		auto: visit.Form(r, "auto_submit") != "", reassign: visit.Form(r, "reassign") != "",
		version: visit.Version(r), based: visit.Number[int](visit.Form(r, "based")), problems: errs.Problems{},
	}
	for i := range agreement.MostOwed + 1 {
		at := fmt.Sprintf("owed.%d.", i)
		if r.PostForm.Has(at + "leads") {
			t.owed = append(t.owed, page.OwedRow{Leads: visit.Form(r, at+"leads"), Grade: visit.Form(r, at+"grade"),
				Period: visit.Form(r, at+"period")})
		}
	}
	for _, field := range draftFields {
		t.values[field] = visit.Form(r, field)
	}
	for _, grade := range lead.Grades {
		for i := range gradeFields {
			t.values[gradeField(i, grade)] = visit.Form(r, gradeField(i, grade))
		}
	}
	return t
}

// terms are what was typed, with what cannot be read told in t.problems.
func (t *draftTyped) terms(names lead.Names) agreement.Terms {
	terms := agreement.Terms{
		AutoSubmit: t.auto, Reassign: t.reassign, Decide: map[lead.Grade]int{}, FirstContact: map[lead.Grade]int{},
		GiveUp: map[lead.Grade]agreement.Tries{},
		Answer: t.span("answer"), DisputeDays: t.whole("dispute_days"), RecycleCap: t.whole("recycle_cap"),
		NurtureDays: t.whole("nurture_days"), CooldownDays: t.whole("cooldown_days"),
	}
	var wrong errs.Problems
	terms.Definition, wrong = t.definition.Condition(names)
	for place, words := range wrong {
		t.problems.Add(strings.TrimSuffix("definition."+place, "."), words)
	}
	for i, row := range t.owed {
		n, err := strconv.Atoi(strings.NewReplacer(",", "", " ", "").Replace(row.Leads))
		if err != nil {
			t.problems.Add(fmt.Sprintf("owed.%d.leads", i), "Write a whole number of leads.")
		}
		terms.Owed = append(terms.Owed,
			agreement.Owed{Leads: n, Grade: lead.Grade(row.Grade), Period: agreement.Period(row.Period)})
	}
	for _, grade := range lead.Grades {
		terms.Decide[grade], terms.FirstContact[grade] = t.span(gradeField(0, grade)), t.span(gradeField(1, grade))
		terms.GiveUp[grade] = agreement.Tries{Attempts: t.whole(gradeField(2, grade)), Days: t.whole(gradeField(3, grade))}
	}
	return terms
}

func (t *draftTyped) span(field string) int {
	minutes, ok := agreement.ReadSpan(t.values[field])
	if !ok {
		t.problems.Add(field, "Write working time, such as 30 min, 4 h or 2 days.")
	}
	return minutes
}

func (t *draftTyped) whole(field string) int {
	n, err := strconv.Atoi(strings.TrimSpace(t.values[field]))
	if err != nil {
		t.problems.Add(field, "Write a whole number.")
	}
	return n
}

// from is the instant at which the chosen day begins, zero for none.
func (t *draftTyped) from(zone *time.Location) time.Time {
	if t.values["from"] == "" {
		return time.Time{}
	}
	day, err := time.ParseInLocation(time.DateOnly, t.values["from"], zone)
	if err != nil {
		t.problems.Add("from", "Choose a day, such as 2026-12-01, or leave it empty.")
	}
	return day
}

// saveAgreementDraft keeps the draft or proposes it. A button that only changes the form has it shown again, with all
// that was typed.
func (s *Pages) saveAgreementDraft(w http.ResponseWriter, r *http.Request) error {
	policy := visit.Of(r).Policy
	t := typedDraft(r)
	if t.definition.Edited(r, "definition") || t.owedEdited(visit.Form(r, "owed-edit")) {
		return s.showDraft(w, r, http.StatusOK, t)
	}
	terms, from, propose := t.terms(policy.Names), t.from(policy.Zone), visit.Form(r, "propose") != ""
	for field, words := range terms.Check() {
		t.problems.Add(field, words)
	}
	if len(t.problems) > 0 {
		return s.showDraft(w, r, http.StatusUnprocessableEntity, t)
	}
	err := s.Store.Negotiate(r.Context(), func(n *agreement.Negotiation) error {
		if n.Draft == nil && t.based != 0 && t.based != n.Latest.Version {
			return agreement.ErrNoDraft
		}
		return n.Edit(visit.By(r), t.version, terms, from, propose, s.Now())
	})
	switch {
	case err == nil:
		return visit.Redirect(w, r, "/agreement")
	case errors.As(err, &t.problems):
		return s.showDraft(w, r, http.StatusUnprocessableEntity, t)
	case errors.Is(err, errs.Conflict):
		return s.draftTooLate(w, r, t, err)
	}
	return err
}

// owedEdited adds or drops a promise of marketing when a button asks for it.
func (t *draftTyped) owedEdited(asked string) bool {
	what, at, edit := strings.Cut(asked, ":")
	i, err := strconv.Atoi(at)
	switch {
	case !edit:
		return false
	case what == "add" && len(t.owed) < agreement.MostOwed:
		t.owed = append(t.owed, page.OwedRow{Period: string(agreement.Monthly)})
	case what == "drop" && err == nil && i >= 0 && i < len(t.owed):
		t.owed = append(t.owed[:i:i], t.owed[i+1:]...)
	}
	return true
}

// draftTooLate shows the form again with what was typed, and what somebody else changed meanwhile. Sending it again
// replaces that.
func (s *Pages) draftTooLate(w http.ResponseWriter, r *http.Request, t draftTyped, why error) error {
	policy := visit.Of(r).Policy
	n, err := s.Store.Negotiation(r.Context())
	if err != nil {
		return err
	}
	v := viewOf(r)
	const still = "Your text is still here. If you send it again, it replaces this change."
	switch {
	case n.Draft != nil:
		read := n.Latest.Terms
		if t.version != 0 {
			if terms, err := s.Store.DraftTerms(r.Context(), n.Draft.ID, t.version); err == nil {
				read = terms
			}
		}
		t.changed = v.draftChanged(n.Draft, read, errs.Words(why)+" "+still)
		t.version = n.Draft.Version
	default:
		t.changed = &page.WhatChanged{Words: errs.Words(why) + " " + still}
		if before, err := s.Store.SignedVersions(r.Context(), t.based+1, 1); err == nil && len(before) == 1 &&
			before[0].Version != n.Latest.Version {
			t.changed.Words = fmt.Sprintf("Version %d was signed after you opened this page. %s It changed:", n.Latest.Version,
				still)
			t.changed.Lines = diffLines(changes(before[0].Terms, n.Latest.Terms, policy.Names))
		}
		t.version = 0
	}
	t.based = n.Latest.Version
	return s.showDraft(w, r, http.StatusConflict, t)
}

func (s *Pages) showDraft(w http.ResponseWriter, r *http.Request, status int, t draftTyped) error {
	policy := visit.Of(r).Policy
	frame, err := s.Frame(r, "Draft of the agreement")
	if err != nil {
		return err
	}
	within := errs.Problems{}
	for field, words := range t.problems {
		if place, is := strings.CutPrefix(field, "definition."); is {
			within[place] = words
		}
	}
	if words := t.problems["definition"]; words != "" {
		within[""] = words
	}
	p := page.AgreementDraft{
		Title:   "Propose a change",
		Words:   "It takes effect once a manager of each side has signed it. Earlier handoffs keep their version.",
		Hidden:  []ui.Hidden{{Name: "version", Value: visit.ID(t.version)}, {Name: "based", Value: visit.ID(t.based)}},
		Problem: t.problem, Changed: t.changed,
		Condition: t.definition.Form("definition", policy.Names, within), Owed: t.owed, Values: t.values,
		Problems: t.problems, Auto: t.auto, Reassign: t.reassign,
	}
	if len(t.problems) > 0 {
		p.Problem = cmp.Or(p.Problem, "Not saved yet. See the fields in red below.")
	}
	p.Condition.Label, p.Condition.Ordered = "A qualified lead", true
	p.Condition.Hint = "A lead must match every numbered line. Separate several values with commas."
	for i := range p.Condition.Root.Parts {
		p.Condition.Root.Parts[i].Number = strconv.Itoa(i + 1)
	}
	for _, grade := range lead.Grades {
		p.Grades = append(p.Grades,
			page.GradeTerms{Grade: string(grade), Decide: t.values[gradeField(0, grade)],
				Contact:  t.values[gradeField(1, grade)],
				Attempts: t.values[gradeField(2, grade)], Days: t.values[gradeField(3, grade)]})
	}
	return s.Show(w, r, status, page.AgreementDraftPage(frame, p))
}
