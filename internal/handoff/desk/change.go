package desk

import (
	"context"
	"errors"
	"time"

	"baton/internal/account"
	"baton/internal/errs"
	"baton/internal/handoff"
	"baton/internal/lead"
)

// send runs one sending of a form: the first time it counts, afterwards it answers what came of it then. A form that
// says something else by then is refused.
func (d *Desk) send(
	ctx context.Context, by account.Person, form Once, do func(operation) (Receipt, error),
) (Receipt, error) {
	var receipt Receipt
	err := d.Store.Transact(ctx, by, func(tx Tx) error {
		sent, err := form.sent(ctx, tx)
		if err != nil || sent != 0 {
			receipt = Receipt{Lead: sent, Again: true}
			return err
		}
		policy, err := tx.Policy(ctx)
		if err != nil {
			return err
		}
		at := d.now()
		if receipt, err = do(operation{tx, by, at, policy}); err != nil || form.Key == "" {
			return err
		}
		return tx.KeepForm(ctx, form.Key, form.Digest, receipt.Lead, at)
	})
	if err == nil && !receipt.Again {
		d.Nudge.Changed(receipt.Lead, receipt.Team, by.Team(account.Marketing).ID)
	}
	return receipt, err
}

// change locks a handoff, lets decide change it and keeps that. A version other than 0 must be the handoff's own.
func (d *Desk) change(
	ctx context.Context, by account.Person, id handoff.ID, version int, decide func(operation, *handoff.Handoff) error,
) error {
	var h *handoff.Handoff
	err := d.transact(ctx, by, func(s operation) (err error) {
		if h, err = s.tx.Handoff(ctx, id); err != nil {
			return err
		}
		return d.decide(ctx, s, h, version, decide)
	})
	if err == nil {
		d.Nudge.Changed(h.Lead, h.Team, h.MarketingTeam)
	}
	return err
}

// decide asks first whether the handoff still waits, since who decided it is better news than that the page is old.
func (d *Desk) decide(
	ctx context.Context, s operation, h *handoff.Handoff, version int, decide func(operation, *handoff.Handoff) error,
) error {
	h.PlanMissing(s.policy)
	err := decide(s, h)
	if version != 0 && version != h.Version && !errors.Is(err, errs.Conflict) {
		return handoff.ErrStale
	}
	if err != nil {
		return err
	}
	return s.tx.Save(ctx, h)
}

// work changes the latest handoff of a lead, which sales has accepted.
func (d *Desk) work(
	ctx context.Context, by account.Person, id lead.ID, do func(operation, *handoff.Handoff) error,
) error {
	var h *handoff.Handoff
	err := d.transact(ctx, by, func(s operation) (err error) {
		if _, err := s.tx.Lead(ctx, id); err != nil {
			return err
		}
		if h, err = s.tx.LastHandoff(ctx, id); err != nil {
			return err
		}
		if h == nil {
			return errs.Say(errs.Conflict, "This lead has not been handed over yet.")
		}
		return d.decide(ctx, s, h, 0, do)
	})
	if err == nil {
		d.Nudge.Changed(h.Lead, h.Team, h.MarketingTeam)
	}
	return err
}

// transact runs work as an operation of by.
func (d *Desk) transact(ctx context.Context, by account.Person, work func(operation) error) error {
	return d.Store.Transact(ctx, by, func(tx Tx) error {
		policy, err := tx.Policy(ctx)
		if err != nil {
			return err
		}
		return work(operation{tx, by, d.now(), policy})
	})
}

// now is the present as the store keeps it, to the microsecond.
func (d *Desk) now() time.Time { return d.Now().Truncate(time.Microsecond) }
