package agreement

import (
	"fmt"
	"time"

	"baton/internal/account"
	"baton/internal/errs"
)

// sides are the two that sign.
var sides = []account.Side{account.Marketing, account.Sales}

// BothSides is what the one manager of a company signs for.
const BothSides account.Side = "both"

// Sides are the sides that p may sign for: those of the teams of a manager or an admin. Without a team there are none.
func Sides(p account.Person) (own []account.Side) {
	for _, side := range sides {
		if p.Has(account.Manager, account.Admin) && p.Team(side).ID != 0 {
			own = append(own, side)
		}
	}
	return own
}

// Founding reports whether the agreement that came with Baton waits for its signatures: nobody has signed it, and there
// is no draft.
func (n *Negotiation) Founding() bool {
	return n.Unsigned && (n.Draft == nil || n.Draft.Founding)
}

// Offered is the draft that can be signed or edited. Without a draft it is the agreement that came with Baton, as
// version 0, while nobody has signed that. It is nil if there is neither.
func (n *Negotiation) Offered(at time.Time) *Draft {
	if n.Draft != nil || !n.Unsigned {
		return n.Draft
	}
	return &Draft{BasedOn: n.Latest.Version, Terms: n.Latest.Terms, WrittenAt: at, ProposedAt: at, Founding: true}
}

// Alone reports whether p may sign for both sides: as the one manager, or as an admin where there is no manager, and
// nobody else is there to sign for a side that p is not of.
func (n *Negotiation) Alone(p account.Person) bool {
	here := false
	for _, m := range n.Managers {
		switch {
		case m.ID == p.ID:
			here = true
		case m.Role == account.Manager, len(Sides(m)) > 0:
			return false
		}
	}
	return here && p.Has(account.Manager, account.Admin)
}

// HasSigner reports whether somebody works here who may sign for a side as one of its team.
func (n *Negotiation) HasSigner(side account.Side) bool {
	for _, m := range n.Managers {
		if m.Has(account.Manager, account.Admin) && m.Team(side).ID != 0 {
			return true
		}
	}
	return false
}

// Sign signs the version of the draft that by has read, for a side or for BothSides. With the second side the draft
// becomes the next version. The agreement that came with Baton is signed as version 0 until its first signature makes a
// draft of it, and stays what it is.
func (n *Negotiation) Sign(by account.Person, side account.Side, version int, at time.Time) error {
	if n.Founding() && version == 0 {
		if n.Draft == nil {
			n.Draft = n.Offered(at)
			n.Draft.Version, n.Done.Written = 1, true
		}
		version = n.Draft.Version
	}
	if err := n.open(version); err != nil {
		return err
	}
	d := n.Draft
	wanted := []account.Side{side}
	if side == BothSides && n.Alone(by) {
		wanted = d.unsigned()
	}
	for _, side := range wanted {
		if err := n.maySign(by, side); err != nil {
			return err
		}
		if words := n.early(by, d.From, at); words != "" {
			return errs.Say(errs.Conflict, words)
		}
		s := Signature{Side: side, Person: by.ID, Name: by.Name, At: at, Alone: by.Team(side).ID == 0 || len(wanted) > 1 ||
			d.signedBy(by.ID) != ""}
		d.Signatures, n.Done.Signed = append(d.Signatures, s), append(n.Done.Signed, s)
	}
	n.Done.Agreed = len(d.unsigned()) == 0
	return nil
}

// unsigned are the sides that have not signed.
func (d *Draft) unsigned() (open []account.Side) {
	for _, side := range sides {
		if d.SignedFor(side).Person == 0 {
			open = append(open, side)
		}
	}
	return open
}

// signedBy is the side that somebody has signed for, "" for none.
func (d *Draft) signedBy(person account.PersonID) account.Side {
	for _, s := range d.Signatures {
		if s.Person == person {
			return s.Side
		}
	}
	return ""
}

func (n *Negotiation) maySign(by account.Person, side account.Side) error {
	d, alone := n.Draft, n.Alone(by)
	if !d.Proposed() {
		return errs.Say(errs.Conflict, "This is still a draft. It can be signed once it is proposed.")
	}
	switch {
	case len(Sides(by)) == 0 && !alone:
		return errs.SayWith(errs.Forbidden,
			"You are not in a team, so you cannot sign. A manager of each side signs for the side of their team.",
			errs.Remedy{At: errs.People, Do: "choose your team"})
	case side == BothSides:
		return errs.Say(errs.Conflict,
			"One person signs for both sides only while there is no other manager. Now there is one: "+
				"sign for the side of your team.")
	case side != account.Marketing && side != account.Sales:
		return errs.Say(errs.Invalid, "Choose whether you sign for marketing or for sales.")
	case by.Team(side).ID == 0 && !alone:
		return errs.Say(errs.Forbidden, fmt.Sprintf("You are not in a %s team, so you cannot sign for %[1]s.", side))
	}
	if s := d.SignedFor(side); s.Person != 0 {
		return errs.Say(errs.Conflict, fmt.Sprintf("%s has already signed for %s.", s.Name, side))
	}
	if other := d.signedBy(by.ID); other != "" && !alone {
		return errs.Say(errs.Conflict,
			fmt.Sprintf("You have signed for %s. One person cannot sign for both sides. Somebody from %s must sign.", other,
				side))
	}
	return nil
}
