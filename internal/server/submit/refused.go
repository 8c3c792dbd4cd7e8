package submit

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"

	"baton/internal/english"
	"baton/internal/errs"
	"baton/internal/handoff"
	"baton/internal/handoff/desk"
	"baton/internal/identity"
	"baton/internal/lead"
	"baton/internal/server/leadview"
	"baton/internal/server/visit"
	"baton/web/page"
	"baton/web/ui"
)

// refusal says above the form why it was not taken: the lead is known, or has changed meanwhile.
func (v view) refusal(form *page.SubmitForm, sub desk.Submission, refused error) {
	var known *desk.Known
	var before *desk.SentBefore
	var unmet *desk.KnownUnmet
	switch {
	case errors.As(refused, &unmet):
		form.Problem, form.Known = knownUnmet(unmet), v.known(unmet.Duplicate, sub.Duplicate)
	case errors.As(refused, &before):
		form.Problem = sentBefore(before)
	case errors.As(refused, &known):
		form.Known = v.known(known.Duplicate, sub.Duplicate)
	case refused != nil:
		words, link := visit.Told(v.By, refused)
		form.Problem = &ui.Notice{Kind: "late", Words: cmp.Or(words, "This lead was not accepted. Check it again."),
			Link: link}
	case len(form.Problems) > 0:
		form.Problem = &ui.Notice{Kind: "late", Words: unsent(form.Problems)}
	}
}

// knownIn is the lead that a refusal is about, where the visitor may see it: 0 for none.
func knownIn(refused error) lead.ID {
	var known *desk.Known
	var unmet *desk.KnownUnmet
	switch {
	case errors.As(refused, &unmet) && unmet.Duplicate.Visible:
		return unmet.Duplicate.Lead.ID
	case errors.As(refused, &known) && known.Duplicate.Visible:
		return known.Duplicate.Lead.ID
	}
	return 0
}

// sentBefore says what became of a form that was sent before, and how to keep what was changed since.
func sentBefore(b *desk.SentBefore) *ui.Notice {
	words := "%s was handed over as you first typed it. Your changes are not saved. " +
		"To correct that lead, open it and take it back. To add another lead, send this form again."
	if b.Fixable() {
		words = "%s was saved as you first typed it. Your changes are not saved. To change that lead, send this form again."
	}
	return &ui.Notice{
		Kind: "late", Strong: "You sent this form before.", Words: fmt.Sprintf(words, b.Lead.Called()),
		Link: &ui.Link{Label: "Open the lead", Href: "/leads/" + visit.ID(b.Lead.ID)},
	}
}

// knownUnmet says that what is known of a lead counts, and where that is corrected.
func knownUnmet(k *desk.KnownUnmet) *ui.Notice {
	n := &ui.Notice{Kind: "late", Words: unsent(k.Problems)}
	if len(k.Kept) == 0 || !k.Duplicate.Visible {
		return n
	}
	var fields []string
	for _, name := range k.Kept {
		if f, known := lead.FieldNamed(name); known {
			fields = append(fields, visit.Lower(f.Words))
		}
	}
	n.Words += fmt.Sprintf(" %s is known with another %s, and that one counts. Correct it on the lead first.",
		k.Lead.Called(), english.List(fields))
	n.Link = &ui.Link{Label: "Open the lead", Href: "/leads/" + visit.ID(k.Lead.ID)}
	return n
}

// askedFor are the fields that the form has.
var askedFor = []string{"name", "job_title", "email", "phone", "company", "country", "company_size", "industry",
	"source", "campaign", "persona", "touch", "note", "consent", "city", "website"}

// unsent says why a form was not taken: by its fields in red, and in words where it has no field for a problem.
func unsent(problems errs.Problems) string {
	words, red := "", false
	for _, field := range slices.Sorted(maps.Keys(problems)) {
		if slices.Contains(askedFor, field) {
			red = true
		} else {
			words += " " + problems[field]
		}
	}
	if red {
		words = " See the fields in red below." + words
	}
	return "Not sent yet." + words
}

// known shows the lead that exists. What another team's lead is called is not told.
func (v view) known(t desk.Duplicate, choice desk.DuplicateChoice) *page.Known {
	by := "phone number"
	if t.By == identity.ByEmail {
		by = "e-mail address"
	}
	k := &page.Known{Strong: "This lead already exists.", Words: "Another team has a lead with this " + by + ".",
		Same: "Add this as a new touch to that lead", Match: string(choice)}
	if t.Visible {
		k.Words = fmt.Sprintf("%s has this %s and is %s.", english.Commas(t.Lead.Called(), t.Lead.Company), by,
			strings.ToLower(leadview.StageChip(t.Lead.Stage).Words))
		k.Look, k.Same = "/leads/"+visit.ID(t.Lead.ID), "Add this as a new touch to "+t.Lead.Called()
	}
	if t.By != identity.ByEmail {
		k.Other = "Somebody else at the same number"
	}
	if k.Match == "" {
		k.Match = string(desk.SameOne)
	}
	return k
}

// knownCompany tells that a company has leads already, nil when it has none.
func (s *Pages) knownCompany(r *http.Request, v view, id lead.ID, l lead.Lead) (*page.Known, error) {
	if l.CompanyKey() == "" {
		return nil, nil
	}
	other, err := s.Store.KnownCompany(r.Context(), v.By, l.CompanyKey())
	if err != nil || other == nil || other.ID == id {
		return nil, err
	}
	words := fmt.Sprintf("%s is %s.", english.Commas(other.Name, other.JobTitle),
		strings.ToLower(leadview.StageChip(other.Stage).Words))
	if other.Verdict == handoff.Accepted {
		words = fmt.Sprintf("%s was accepted by %s %s.", english.Commas(other.Name, other.JobTitle), other.VerdictBy,
			v.By.When(other.VerdictAt))
	}
	return &page.Known{Strong: other.Company + " is known.", Words: words, Look: "/leads/" + visit.ID(other.ID)}, nil
}
