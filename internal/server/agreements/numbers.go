package agreements

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"time"

	"baton/internal/account"
	"baton/internal/agreement"
	"baton/internal/english"
	"baton/internal/lead"
	"baton/internal/report"
	"baton/web/page"
	"baton/web/ui"
)

// agreementSides are what both sides owe, with how that stands and who signed.
func (s *Pages) agreementSides(r *http.Request, v view, signed agreement.Signed) ([]page.AgreementSide, error) {
	k, err := s.Standing.Promises(r.Context(), v.View, signed.Terms)
	if err != nil {
		return nil, err
	}
	month, _ := k.Period(agreement.Monthly)
	words := english.Commas(month.ShortIn(v.By.Dates, report.Day(v.Now, v.Policy.Zone)),
		strings.ToLower(v.Progress(0, month).Words()))
	return []page.AgreementSide{
		{Side: ui.Marketing, Title: "Marketing owes", Words: words, Promises: k.Marketing(),
			Signature: v.signedFor(signed, account.Marketing)},
		{Side: ui.Sales, Title: "Sales owes", Words: words, Promises: k.Sales(month),
			Signature: v.signedFor(signed, account.Sales)},
	}, nil
}

func (v view) signedFor(signed agreement.Signed, side account.Side) page.AgreementSignature {
	for _, s := range signed.Signatures {
		if s.Side == side {
			return v.signature(s)
		}
	}
	return page.AgreementSignature{Words: "This version came with Baton. It is not signed for " + string(side) + "."}
}

// effect is what a definition would have done to the leads of the last 90 days.
func (s *Pages) effect(ctx context.Context, definition lead.Condition, at time.Time) (agreement.Effect, error) {
	return s.effects.Get(definition, at, func() (e agreement.Effect, err error) {
		e.Cut, err = s.Store.Tried(ctx, at.Add(-agreement.TrialSpan), agreement.TrialLeads, definition.Asks("touch."),
			func(t agreement.Tried) { e.Count(definition, t) })
		return e, err
	})
}

// acceptanceWords say what the acceptance rate of the dashboard would have been: of leads, each by its latest handoff.
const acceptanceWords = " The acceptance rate would have been %s instead of %s."

// effectWords say what a definition would have done; bad when it would have done nothing, or let nothing through.
func effectWords(e agreement.Effect) (words []string, bad bool) {
	time := "the last 90 days"
	if e.Cut {
		time = fmt.Sprintf("the latest %s leads of the last 90 days", english.Number(agreement.TrialLeads))
	}
	switch {
	case e.Leads == 0:
		return []string{"No leads were handed over in the last 90 days, so this definition cannot be tried."}, true
	case e.Nothing():
		return []string{fmt.Sprintf("None of the %s of %s meets this definition. No leads would have been handed over.",
			english.Count(int64(e.Leads), "lead", "leads"), time)}, true
	case e.Everything():
		return []string{fmt.Sprintf("Every one of the %s of %s meets this definition. It would have held back none.",
			english.Count(int64(e.Leads), "lead", "leads"), time)}, true
	}
	accepted := report.Acceptance(int64(e.Accepted), int64(e.Decided-e.Accepted))
	rest := report.Acceptance(int64(e.Accepted-e.OutAccepted), int64(e.Decided-e.OutDecided-e.Accepted+e.OutAccepted))
	won := "none"
	if e.OutWon > 0 {
		won = english.Number(int64(e.OutWon))
	}
	sentence := fmt.Sprintf("In %s, %s of %s leads would not have been handed over. "+
		"Sales had accepted %s of these and won %s.", time, english.Number(int64(e.Out)), english.Number(int64(e.Leads)),
		english.Number(int64(e.OutAccepted)), won)
	if rest.Known() && accepted.Known() {
		sentence += fmt.Sprintf(acceptanceWords, rest.Words(), accepted.Words())
	}
	return []string{sentence}, false
}
