package desk

import (
	"context"
	"time"

	"baton/internal/account"
	"baton/internal/handoff"
	"baton/internal/lead"
)

// WinFor is Win with an amount in minor units that depends on the currency of the opportunity.
func (d *Desk) WinFor(
	ctx context.Context, by account.Person, id lead.ID, amount func(currency string) (int64, error),
) error {
	return d.work(ctx, by, id, func(s operation, h *handoff.Handoff) error {
		currency := h.Currency
		if currency == "" { // nothing is qualified, which Win says
			currency = s.policy.Currency
		}
		cents, err := amount(currency)
		if err != nil {
			return err
		}
		return h.Win(s.by, cents, s.at)
	})
}

// SubmitKept hands over a lead as it is kept, but for what change makes of it.
func (d *Desk) SubmitKept(
	ctx context.Context, by account.Person, id lead.ID, choice DuplicateChoice, change func(*lead.Lead),
) (Receipt, error) {
	return d.send(ctx, by, Once{}, func(s operation) (Receipt, error) {
		l, err := s.tx.Lead(ctx, id)
		if err != nil {
			return Receipt{}, err
		}
		change(l)
		return s.resubmit(ctx, id, Submission{Lead: *l, Duplicate: choice})
	})
}

// Look has a lead that a transaction has changed go on by that: it is handed over where that is to be, and its score is
// worked out anew. cause is what happened to it.
func Look(ctx context.Context, tx Tx, by account.Person, at time.Time, l *lead.Lead, cause string) (Receipt, error) {
	policy, err := tx.Policy(ctx)
	if err != nil {
		return Receipt{}, err
	}
	return operation{tx, by, at, policy}.look(ctx, l, cause)
}
