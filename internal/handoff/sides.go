package handoff

import (
	"baton/internal/account"
	"baton/internal/errs"
)

// forSales answers Forbidden unless by is on the sales side of h: in its team, its owner, or an admin.
func (h *Handoff) forSales(by account.Person) error {
	if by.Role == account.Admin || by.In(h.Team) || h.Owner == by.ID {
		return nil
	}
	return errs.Say(errs.Forbidden, "Only the sales team that has this lead can do this.")
}

// forMarketing answers Forbidden unless by is on the marketing side of h: in its team, its author, or an admin.
func (h *Handoff) forMarketing(by account.Person) error {
	if by.Role == account.Admin || by.In(h.MarketingTeam) || h.SubmittedBy == by.ID {
		return nil
	}
	return errs.Say(errs.Forbidden, "Only the marketing team that handed this lead over can do this.")
}

// forManager answers Forbidden unless by is a manager of one of h's teams, or an admin.
func (h *Handoff) forManager(by account.Person) error {
	if by.Role == account.Admin || by.Role == account.Manager && (by.In(h.Team) || by.In(h.MarketingTeam)) {
		return nil
	}
	return errs.Say(errs.Forbidden, "Only a manager of one of the two teams can do this.")
}

// forSalesManager answers Forbidden unless by manages the sales team that has h, or is an admin.
func (h *Handoff) forSalesManager(by account.Person) error {
	if by.Role == account.Admin || by.Role == account.Manager && by.In(h.Team) {
		return nil
	}
	return errs.Say(errs.Forbidden, "Only a manager of the sales team that has this lead can do this.")
}

// forRuling answers Forbidden unless by may judge between the two teams of h: an admin, or a manager of neither or of
// both. Who manages one of them has a side.
func (h *Handoff) forRuling(by account.Person) error {
	switch {
	case by.Role == account.Admin || by.Role == account.Manager && by.In(h.Team) == by.In(h.MarketingTeam):
		return nil
	case by.Role == account.Manager:
		return errs.Say(
			errs.Forbidden,
			"You manage one of the two teams in this dispute. A manager of neither team or an admin must rule on it.",
		)
	}
	return errs.Say(errs.Forbidden, "Only a manager or an admin can rule on a dispute.")
}
