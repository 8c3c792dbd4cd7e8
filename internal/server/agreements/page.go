package agreements

import (
	"cmp"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/a-h/templ"

	"baton/internal/agreement"
	"baton/internal/english"
	"baton/internal/lead"
	"baton/internal/server/address"
	"baton/internal/server/visit"
	"baton/web/page"
	"baton/web/ui"
)

// showAgreement shows what is in force and what is proposed; no says why something was not taken.
func (s *Pages) showAgreement(w http.ResponseWriter, r *http.Request, no visit.Refusal) error {
	policy := visit.Of(r).Policy
	n, err := s.Store.Negotiation(r.Context())
	if err != nil {
		return err
	}
	signed, err := s.Store.SignedVersions(r.Context(), policy.Agreement.Version+1, 1)
	if err != nil {
		return err
	}
	v := viewOf(r)
	p := page.Agreement{Chips: []ui.Chip{{Words: v.inForce(signed[0].Agreement),
		Href: address.Version(policy.Agreement.Version)}}, Buttons: v.agreementButtons(n)}
	if p.Sides, err = s.agreementSides(r, v, signed[0]); err != nil {
		return err
	}
	if n.Latest.Version > policy.Agreement.Version {
		p.Notices = append(p.Notices,
			ui.Notice{Kind: "info", Words: fmt.Sprintf("Version %d is signed and takes effect on %s.", n.Latest.Version,
				v.day(n.Latest.InForce)),
				Link: &ui.Link{Label: "Read it", Href: address.Version(n.Latest.Version)}})
	}
	offered := n
	offered.Draft = n.Offered(v.Now)
	if err := s.addProposal(r, v, offered, &p, no); err != nil {
		return err
	}
	found, err := s.suggested(r.Context(), v, n)
	if err != nil {
		return err
	}
	p.Suggestions = v.suggestionCard(found, n)
	frame, err := s.Frame(r, "Our agreement")
	if err != nil {
		return err
	}
	if p.Changed == nil {
		frame.Notice = no.Notice()
	}
	return s.Show(w, r, no.Answers(), page.AgreementPage(frame, p))
}

func (s *Pages) agreement(w http.ResponseWriter, r *http.Request) error {
	return s.showAgreement(w, r, visit.Refusal{})
}

// inForce says since when a version is in force.
func (v view) inForce(a agreement.Agreement) string {
	if a.InForce.IsZero() {
		return fmt.Sprintf("Version %d in force from the start", a.Version)
	}
	return fmt.Sprintf("Version %d in force since %s", a.Version, v.day(a.InForce))
}

// day is the day of an instant as the visitor reads it.
func (v view) day(at time.Time) string {
	local := at.In(v.Policy.Zone)
	if local.Year() == v.Now.In(v.Policy.Zone).Year() {
		return v.By.Dates.Write(local, "2 January")
	}
	return v.By.Dates.Write(local, "2 January 2006")
}

func (v view) agreementButtons(n agreement.Negotiation) []ui.Button {
	buttons := []ui.Button{{Label: "All versions", Href: "/agreement/versions"}}
	if !v.By.Has(visit.Managers...) {
		return buttons
	}
	label := "Propose a change"
	if n.Draft != nil && !n.Draft.Founding {
		label = "Change the proposal"
		if !n.Draft.Proposed() {
			label = "Continue the draft"
		}
	}
	return append(buttons, ui.Button{Label: label, Href: "/agreement/draft"})
}

// addProposal adds the definition in force, with what a draft changes in it for those who may see that.
func (s *Pages) addProposal(r *http.Request, v view, n agreement.Negotiation, p *page.Agreement,
	no visit.Refusal) error {
	terms := v.Policy.Agreement.Terms
	d := n.Draft
	if d == nil || !d.Proposed() && !v.By.Has(visit.Managers...) {
		p.Lines = diffLines(agreement.DiffLines(terms.DefinitionWords(v.Policy.Names), terms.DefinitionWords(v.Policy.Names)))
		p.Shared = diffLines(shared(terms, terms))
		return nil
	}
	base := n.Latest.Terms
	p.Lines = diffLines(agreement.DiffLines(base.DefinitionWords(v.Policy.Names), d.Terms.DefinitionWords(v.Policy.Names)))
	p.Shared = diffLines(shared(base, base))
	p.Proposal = v.proposal(n, no)
	if changes(base, d.Terms, v.Policy.Names) == nil && !d.Founding {
		p.Proposal.Nothing = "It changes nothing."
	}
	if no.Status == http.StatusConflict && visit.Version(r) != d.Version && visit.Version(r) != 0 {
		if read, err := s.Store.DraftTerms(r.Context(), d.ID, visit.Version(r)); err == nil {
			p.Changed = v.draftChanged(d, read, no.Words)
		}
	}
	if !sameDefinition(base, d.Terms) || len(p.Proposal.Sign) > 0 && !d.Founding {
		effect, err := s.effect(r.Context(), d.Terms.Definition, v.Now)
		if err != nil {
			return err
		}
		p.Effect, p.EffectBad = effectWords(effect)
	}
	return nil
}

func sameDefinition(a, b agreement.Terms) bool {
	return strings.Join(a.DefinitionWords(nil), "\n") == strings.Join(b.DefinitionWords(nil), "\n")
}

// shared are the lines that both promise, compared.
func shared(before, after agreement.Terms) []agreement.Line {
	old, fresh := before.Parts(nil), after.Parts(nil)
	last := len(old) - 1
	return agreement.DiffLines(old[last].Lines, fresh[last].Lines)
}

// changes are the lines in which two terms differ.
func changes(before, after agreement.Terms, names lead.Names) []agreement.Line {
	return append(definitionChanges(before, after, names), otherChanges(before, after)...)
}

func definitionChanges(before, after agreement.Terms, names lead.Names) []agreement.Line {
	return changedOf(agreement.DiffLines(before.DefinitionWords(names), after.DefinitionWords(names)))
}

// otherChanges are those outside the definition.
func otherChanges(before, after agreement.Terms) (all []agreement.Line) {
	old, fresh := before.Parts(nil), after.Parts(nil)
	for i := range old[1:] {
		all = append(all, changedOf(agreement.DiffLines(old[i+1].Lines, fresh[i+1].Lines))...)
	}
	return all
}

func changedOf(lines []agreement.Line) (all []agreement.Line) {
	for _, line := range lines {
		if line.Changed() {
			all = append(all, line)
		}
	}
	return all
}

func diffLines(lines []agreement.Line) []page.DiffLine {
	all := make([]page.DiffLine, len(lines))
	for i, line := range lines {
		for _, p := range line {
			all[i] = append(all[i], page.DiffPiece{Words: p.Words, Gone: p.Kind == agreement.Gone, New: p.Kind == agreement.New})
		}
	}
	return all
}

// proposal is a draft with what the visitor can do about it.
func (v view) proposal(n agreement.Negotiation, no visit.Refusal) *page.Proposal {
	d := n.Draft
	p := &page.Proposal{
		Chip: ui.Chip{Words: fmt.Sprintf("Version %d proposed by %s", n.Latest.Version+1, cmp.Or(d.WriterName, "somebody")),
			Tone: ui.Won},
		From: "In force once both sides have signed.", Also: diffLines(otherChanges(n.Latest.Terms, d.Terms)),
	}
	switch {
	case d.Founding:
		p.Chip.Words, p.From = "Waits for signatures",
			"It came with Baton and is already in use. Sign it as it is, or propose a change first."
	case !d.From.IsZero():
		p.From = "In force from " + v.day(d.From) + "."
	}
	if !d.Proposed() {
		p.Chip = ui.Chip{Words: fmt.Sprintf("Draft of version %d by %s, not proposed yet", n.Latest.Version+1,
			cmp.Or(d.WriterName, "somebody")), Tone: ui.Quiet}
	}
	for _, signature := range d.Signatures {
		p.Signed = append(p.Signed, v.signature(signature))
	}
	for _, a := range d.Answers {
		p.Answers = append(p.Answers,
			ui.Quote{Words: a.Words, By: a.Name, At: visit.Moment(v.By, a.At, v.Now), Side: ui.Tone(a.Side)})
	}
	if v.By.Has(visit.Managers...) {
		v.proposalActs(n, p)
		if d.ID != 0 {
			p.Answer = &page.ProposalAnswer{Problem: no.Problems["words"]}
		}
	}
	return p
}

// draftChanged is what somebody else changed in a draft since it said what was read.
func (v view) draftChanged(d *agreement.Draft, read agreement.Terms, words string) *page.WhatChanged {
	by := cmp.Or(d.WriterName, "Somebody")
	if d.WrittenBy == v.By.ID {
		by = "You, in another window,"
	}
	return &page.WhatChanged{
		Words: strings.TrimSpace(fmt.Sprintf("%s %s changed it %s:", words, by,
			visit.Moment(v.By, d.WrittenAt, v.Now).Words)),
		Lines: diffLines(changes(read, d.Terms, v.Policy.Names)),
	}
}

// versionsPage is the list of versions: so many, of which one more is given where there is one.
func (v view) versionsPage(frame page.Frame, all []agreement.Signed, shown, before int) templ.Component {
	p := page.Versions{}
	for i, s := range all {
		if i == shown {
			p.Pager.Older = visit.Address("/agreement/versions", "before", visit.ID(all[i-1].Version))
			break
		}
		row := page.VersionRow{Title: fmt.Sprintf("Version %d", s.Version), Href: address.Version(s.Version),
			Words: english.Commas(v.since(s.Agreement), v.signedBy(s.Signatures))}
		switch {
		case s.Version == v.Policy.Agreement.Version:
			row.Chip = ui.Chip{Words: "In force", Tone: ui.Sales}
		case s.Version > v.Policy.Agreement.Version:
			row.Chip = ui.Chip{Words: "Upcoming", Tone: ui.Won}
		}
		if i+1 < len(all) {
			row.Lines = diffLines(changes(all[i+1].Terms, s.Terms, v.Policy.Names))
		}
		p.Rows = append(p.Rows, row)
	}
	if before > 0 {
		p.Pager.Newer = "/agreement/versions"
	}
	return page.VersionsPage(frame, p)
}

func (v view) since(a agreement.Agreement) string {
	if a.InForce.IsZero() {
		return "From the start"
	}
	return "From " + v.day(a.InForce)
}

func (v view) signedBy(signatures []agreement.Signature) string {
	var parts []string
	for _, s := range signatures {
		if s.Alone {
			return "signed by " + s.Name + " " + forBoth
		}
		parts = append(parts, fmt.Sprintf("%s for %s", s.Name, s.Side))
	}
	if len(parts) == 0 {
		return "it came with Baton, and nobody has signed it"
	}
	return "signed by " + strings.Join(parts, " and ")
}

// versionPage is the first of all, compared with the second where there is one.
func (v view) versionPage(frame page.Frame, all []agreement.Signed) templ.Component {
	s := all[0]
	p := page.Version{Title: fmt.Sprintf("Agreement, version %d", s.Version), Words: "This is the first version.",
		Buttons: []ui.Button{{Label: "All versions", Href: "/agreement/versions"}}}
	switch {
	case s.Version == v.Policy.Agreement.Version:
		p.Chips = []ui.Chip{{Words: v.inForce(s.Agreement), Tone: ui.Sales}}
	case s.InForce.After(v.Now):
		p.Chips = []ui.Chip{{Words: "In force from " + v.day(s.InForce), Tone: ui.Won}}
	default:
		p.Chips = []ui.Chip{{Words: v.since(s.Agreement)}}
	}
	before := s.Terms
	if len(all) > 1 {
		before = all[1].Terms
		p.Words = fmt.Sprintf("Compared with version %d, word by word.", all[1].Version)
		p.Buttons = append(p.Buttons,
			ui.Button{Label: fmt.Sprintf("Version %d", all[1].Version), Href: address.Version(all[1].Version)})
	}
	old, fresh := before.Parts(v.Policy.Names), s.Terms.Parts(v.Policy.Names)
	for i, part := range fresh {
		p.Parts = append(p.Parts,
			page.VersionPart{Title: part.Title, Lines: diffLines(agreement.DiffLines(old[i].Lines, part.Lines)),
				Numbered: i == 0})
	}
	for _, signature := range s.Signatures {
		if signature.Alone {
			p.Signed = nil
		}
		p.Signed = append(p.Signed, v.signature(signature))
	}
	if len(s.Signatures) == 0 {
		p.Signed = []page.AgreementSignature{{Words: "This version came with Baton and is not signed."}}
	}
	return page.VersionPage(frame, p)
}
