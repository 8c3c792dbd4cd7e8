package settings

import (
	"context"
	"time"

	"baton/internal/account"
	"baton/internal/errs"
	"baton/internal/lead"
)

// FieldNote is the noun of field notes.
const FieldNote Noun = "field_note"

// FieldNotes are the field notes in a transaction.
type FieldNotes interface {
	// FieldNote is a note that was not taken out.
	FieldNote(ctx context.Context, id int64) (lead.FieldNote, error)
	// PersonaRetired reports whether a persona is retired, which nobody changes until the transaction ends.
	PersonaRetired(ctx context.Context, id lead.PersonaID) (bool, error)
	// FindNotedLead answers NotFound unless the lead that a note came from is of its persona and by may see it.
	FindNotedLead(ctx context.Context, by account.Person, n lead.FieldNote) error
	// PinnedNotes is how many notes of a persona are pinned. Two who pin at once wait for each other.
	PinnedNotes(ctx context.Context, persona lead.PersonaID) (int, error)
	AddFieldNote(ctx context.Context, by account.PersonID, n *lead.FieldNote, at time.Time) error
	SaveFieldNote(ctx context.Context, n lead.FieldNote) error
	PinFieldNote(ctx context.Context, by account.PersonID, id int64, at time.Time) error
	UnpinFieldNote(ctx context.Context, id int64) error
	TakeOutFieldNote(ctx context.Context, by account.PersonID, id int64, at time.Time) error
}

// AddFieldNote keeps what customers of a persona said. A lead that it came from is one that by sees and that is of the
// persona; NotFound for another.
func (d *Desk) AddFieldNote(ctx context.Context, by account.Person, n *lead.FieldNote, at time.Time) error {
	if err := n.Check(); err != nil {
		return err
	}
	return d.change(ctx, by, func(tx Tx) (Event, error) {
		retired, err := tx.PersonaRetired(ctx, n.Persona)
		if err != nil {
			return Event{}, err
		}
		if err := personaTakesNotes(retired); err != nil {
			return Event{}, err
		}
		if n.Lead != 0 {
			if err := tx.FindNotedLead(ctx, by, *n); err != nil {
				return Event{}, err
			}
		}
		err = tx.AddFieldNote(ctx, by.ID, n, at)
		return Event{Noun: FieldNote, Act: Added, Subject: n.ID, After: Facts{"persona": n.Persona}}, err
	})
}

// ChangeFieldNote changes the words of a note of by's that is still the version that was read.
func (d *Desk) ChangeFieldNote(ctx context.Context, by account.Person, n *lead.FieldNote) error {
	return d.onNote(ctx, by, n, func(tx Tx, kept lead.FieldNote) (Act, error) {
		if err := kept.MayChange(by); err != nil {
			return "", err
		}
		if err := n.Check(); err != nil {
			return "", err
		}
		return Changed, tx.SaveFieldNote(ctx, *n)
	})
}

// TakeOutFieldNote takes a note out of sight.
func (d *Desk) TakeOutFieldNote(ctx context.Context, by account.Person, n *lead.FieldNote, at time.Time) error {
	return d.onNote(ctx, by, n, func(tx Tx, kept lead.FieldNote) (Act, error) {
		if err := kept.MayTakeOut(by); err != nil {
			return "", err
		}
		return Removed, tx.TakeOutFieldNote(ctx, by.ID, n.ID, at)
	})
}

// PinFieldNote puts a note beside every lead of its persona. No more are pinned than are read.
func (d *Desk) PinFieldNote(ctx context.Context, by account.Person, n *lead.FieldNote, at time.Time) error {
	return d.onNote(ctx, by, n, func(tx Tx, kept lead.FieldNote) (Act, error) {
		if !kept.Pinned.IsZero() {
			return "", nil
		}
		pinned, err := tx.PinnedNotes(ctx, kept.Persona)
		if err != nil {
			return "", err
		}
		if err := mayPin(pinned); err != nil {
			return "", err
		}
		return Pinned, tx.PinFieldNote(ctx, by.ID, n.ID, at)
	})
}

// UnpinFieldNote takes a note away from the leads of its persona; it stays on the persona's page.
func (d *Desk) UnpinFieldNote(ctx context.Context, by account.Person, n *lead.FieldNote) error {
	return d.onNote(ctx, by, n, func(tx Tx, kept lead.FieldNote) (Act, error) {
		if kept.Pinned.IsZero() {
			return "", nil
		}
		return Unpinned, tx.UnpinFieldNote(ctx, n.ID)
	})
}

// onNote locks a note that is still the version that was read, and lets change change it. n learns of which persona it
// is. No act says that nothing had to change.
func (d *Desk) onNote(
	ctx context.Context, by account.Person, n *lead.FieldNote, change func(Tx, lead.FieldNote) (Act, error),
) error {
	return d.change(ctx, by, func(tx Tx) (Event, error) {
		kept, err := tx.FieldNote(ctx, n.ID)
		if err != nil {
			return Event{}, err
		}
		n.Persona = kept.Persona
		if err := current(kept.Version, n.Version); err != nil {
			return Event{}, err
		}
		act, err := change(tx, kept)
		if act == "" {
			return Event{}, err
		}
		return Event{Noun: FieldNote, Act: act, Subject: n.ID}, err
	})
}

// personaTakesNotes refuses a note on a retired persona, where nobody would read it.
func personaTakesNotes(retired bool) error {
	if retired {
		return errs.SayWith(errs.Conflict, "This persona is retired. Add the note to the persona that replaced it.",
			errs.Remedy{At: errs.Personas, Do: "look at the personas"})
	}
	return nil
}

// mayPin refuses to pin one note more than are read; pinned is how many are.
func mayPin(pinned int) error {
	if pinned >= lead.MostPinned {
		return lead.ErrPinned
	}
	return nil
}
