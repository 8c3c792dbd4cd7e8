package agreements

import (
	"fmt"
	"strings"

	"baton/internal/account"
	"baton/internal/agreement"
	"baton/internal/errs"
	"baton/internal/server/visit"
	"baton/web/page"
	"baton/web/ui"
)

// forBoth is what is said of the signature of the one manager of a company.
const forBoth = "for both sides, since there was no other manager"

// proposalActs are what a manager can do about what is offered.
func (v view) proposalActs(n agreement.Negotiation, p *page.Proposal) {
	d := n.Draft
	mine := false
	for _, signature := range d.Signatures {
		mine = mine || signature.Person == v.By.ID
	}
	v.signing(n, mine, p)
	if d.ID == 0 {
		return
	}
	hidden := visit.VersionField(d.Version)
	p.Buttons = []ui.Button{{Label: "Answer", Href: "#answer"}}
	if mine {
		p.Acts = append(p.Acts, ui.Action{Href: "/agreement/draft/signature", Method: "DELETE", Hidden: hidden,
			Button: ui.Button{Label: "Withdraw my signature", Kind: ui.Bare}})
	}
	end := ui.Button{Label: "Discard", Kind: ui.Bare, About: "the draft"}
	switch {
	case d.Founding:
		return
	case d.Proposed():
		end = ui.Button{Label: "Withdraw", Kind: ui.Bare, About: "the proposal"}
	}
	p.Acts = append(p.Acts, ui.Action{Href: "/agreement/draft", Method: "DELETE", Hidden: hidden, Button: end})
}

// signing says who has to sign yet, and lets the visitor sign for what they may.
func (v view) signing(n agreement.Negotiation, mine bool, p *page.Proposal) {
	d, alone := n.Draft, n.Alone(v.By)
	if !d.Proposed() {
		return
	}
	sign := func(label, side string, kind ui.Kind) {
		hidden := append(visit.VersionField(d.Version), ui.Hidden{Name: "side", Value: side})
		p.Sign = append(p.Sign, ui.Action{Href: "/agreement/draft/signature", Hidden: hidden,
			Button: ui.Button{Label: label, Kind: kind}})
	}
	var open, missing []string
	for _, side := range []account.Side{account.Marketing, account.Sales} {
		if d.SignedFor(side).Person != 0 {
			continue
		}
		open = append(open, string(side))
		if !n.HasSigner(side) {
			missing = append(missing, string(side))
		}
		if !alone && !mine && v.By.Team(side).ID != 0 {
			sign("Sign for "+string(side), string(side),
				map[account.Side]ui.Kind{account.Marketing: ui.Send, account.Sales: ui.Accept}[side])
		}
	}
	if !alone {
		p.WaitsFor = "A manager of " + strings.Join(open, " and one of ") + " must sign."
	}
	switch {
	case alone && len(open) > 1:
		sign("Sign for both sides", string(agreement.BothSides), ui.Accept)
		p.Help = &ui.Notice{Kind: "info",
			Words: "There is no other manager, so you can sign for both sides. The agreement shows this under your name."}
	case alone:
		sign("Sign for "+open[0]+" too", open[0], ui.Accept)
		p.Help = &ui.Notice{Kind: "info",
			Words: "There is no other manager, so you can sign for both sides. The agreement shows this under your name."}
	case len(missing) > 0:
		link, ask := visit.Remedy(v.By,
			errs.Remedy{At: errs.People, Do: "add a manager of " + strings.Join(missing, " and one of ")})
		p.Help = &ui.Notice{Kind: "info",
			Words: fmt.Sprintf("There is no manager in a %s team yet.", strings.Join(missing, " or ")) + ask, Link: link}
	case len(agreement.Sides(v.By)) == 0:
		p.Help = &ui.Notice{Kind: "info",
			Words: "You are not in a team, so you cannot sign. A manager of each side signs for the side of their team."}
	}
}

func (v view) signature(s agreement.Signature) page.AgreementSignature {
	words := "signed for " + string(s.Side)
	if s.Alone {
		words = "signed " + forBoth
	}
	return page.AgreementSignature{
		Person: ui.Person{Name: s.Name, Initials: account.Person{Name: s.Name}.Initials(), Side: ui.Tone(s.Side)},
		Words:  words, At: visit.Moment(v.By, s.At, v.Now),
	}
}
