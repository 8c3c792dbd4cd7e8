package handoff

import (
	"slices"
	"time"

	"baton/internal/account"
	"baton/internal/agreement"
	"baton/internal/errs"
	"baton/internal/inbox"
	"baton/internal/lead"
	"baton/internal/policy"
)

// Ruling is how a dispute ended.
type Ruling string

// The rulings. NoRuling is a dispute that waits for a manager.
const (
	NoRuling   Ruling = ""
	Upheld     Ruling = "upheld"     // the rejection stands
	Overturned Ruling = "overturned" // it counts as accepted, for both sides
)

// Dispute is marketing's appeal against a rejection, with the ruling once there is one.
type Dispute struct {
	Words       string
	By          account.PersonID
	ByName      string
	At          time.Time
	Ruling      Ruling
	RulingWords string
	RuledBy     account.PersonID
	RuledByName string
	RuledAt     time.Time
}

// Disputable says why by may not dispute the rejection at this moment, nil when they may.
func (h *Handoff) Disputable(by account.Person, terms agreement.Terms, at time.Time) error {
	if err := h.may(EventDisputed, by); err != nil {
		return err
	}
	return h.disputable(by, terms, at)
}

// OpenDispute appeals against the rejection with words that a manager rules on.
func (h *Handoff) OpenDispute(by account.Person, words string, inForce *policy.Policy, at time.Time) error {
	if err := h.Disputable(by, inForce.Agreement.Terms, at); err != nil {
		return err
	}
	problems := errs.Problems{}
	words = sentence(problems, "words", words, "Write why this lead should not have been rejected.")
	if err := problems.Err(); err != nil {
		return err
	}
	h.Dispute = &Dispute{Words: words, By: by.ID, ByName: by.Name, At: at}
	h.Changes.Disputed = h.Dispute
	h.move(EventDisputed, lead.Disputed)
	h.record(EventDisputed, by, at, nil)
	h.notify(inbox.Appealed, by, at, nil, h.rulers(inForce)...)
	return nil
}

// MayRule answers Forbidden unless by is a manager or an admin who is no party of the dispute.
func (h *Handoff) MayRule(by account.Person) error {
	if err := h.may(EventUpheld, by); err != nil {
		return err
	}
	if h.party(by.ID) {
		return errs.Say(errs.Forbidden, "You took part in this dispute. Another manager or an admin must rule on it.")
	}
	return nil
}

// party reports whether somebody has a side in the dispute.
func (h *Handoff) party(p account.PersonID) bool {
	return p == h.SubmittedBy || p == h.VerdictBy || p == h.Owner || p == h.Dispute.By
}

// rulers are the managers who may rule on the dispute; the admins where there are none.
func (h *Handoff) rulers(inForce *policy.Policy) []account.PersonID {
	sales, marketing := inForce.Team(h.Team).Managers, inForce.Team(h.MarketingTeam).Managers
	var rulers []account.PersonID
	for _, t := range inForce.Teams {
		for _, m := range t.Managers {
			neutral := slices.Contains(sales, m) == slices.Contains(marketing, m)
			if neutral && !h.party(m) && !slices.Contains(rulers, m) {
				rulers = append(rulers, m)
			}
		}
	}
	if len(rulers) == 0 {
		return slices.DeleteFunc(slices.Clone(inForce.Admins), h.party)
	}
	return rulers
}

// Rule ends the dispute. When it is overturned the rejection counts as accepted in every report, and the lead is to be
// handed over again.
func (h *Handoff) Rule(by account.Person, ruling Ruling, words string, at time.Time) error {
	if err := h.MayRule(by); err != nil {
		return err
	}
	problems := errs.Problems{}
	if ruling != Upheld && ruling != Overturned {
		problems.Add("ruling", "Choose whether the rejection stands.")
	}
	words = sentence(problems, "words", words, "Write the reason. Both sides read it.")
	if err := problems.Err(); err != nil {
		return err
	}
	ruled := h.rule(ruling, words, by, at)
	h.Changes.Ruled = ruled
	h.notify(inbox.Ruled, by, at, map[string]any{"ruling": ruling}, ruled.By, h.VerdictBy)
	if ruling == Overturned {
		h.record(EventOverturned, by, at, nil)
		return nil
	}
	h.move(EventUpheld, lead.Closed)
	h.record(EventUpheld, by, at, nil)
	return nil
}
