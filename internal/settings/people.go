package settings

import (
	"context"
	"slices"
	"time"

	"baton/internal/account"
	"baton/internal/errs"
	"baton/internal/lead"
)

// Person is the noun of people.
const Person Noun = "person"

// People are the people in a transaction.
type People interface {
	// Person is a person, not a service, and the admins who can sign in. All are locked, so that two admins cannot shut
	// each other out at once.
	Person(ctx context.Context, id account.PersonID) (p account.Person, admins []account.PersonID, err error)
	// TeamsOpenTo are those of the teams that a person can be in: what is in use, and what they are in already.
	TeamsOpenTo(ctx context.Context, id account.PersonID, teams []account.TeamID) ([]account.Membership, error)
	// PersonMailed is the person with an e-mail address, in whatever case, disabled or not; 0 for none.
	PersonMailed(ctx context.Context, email string) (account.PersonID, error)
	// AddPerson and SavePerson answer ErrEmailTaken when somebody was faster to take the address. They set the version,
	// and the ID of a new one.
	AddPerson(ctx context.Context, p *account.Person, at time.Time) error
	SavePerson(ctx context.Context, p *account.Person) error
	// SetTeams makes p a member of their teams and no other, and says which they left.
	SetTeams(ctx context.Context, p account.Person) (left []account.TeamID, err error)
	// DisablePerson ends the sessions and links of a person as well.
	DisablePerson(ctx context.Context, id account.PersonID, at time.Time) error
	EnablePerson(ctx context.Context, id account.PersonID) error
	// StartLevel has a person start at the level of their team: what the others were given before is not owed to them.
	StartLevel(ctx context.Context, id account.PersonID) error
	// MakeRoom notes that somebody who was full is not any more; was is how much they could hold.
	MakeRoom(ctx context.Context, p account.Person, was int, at time.Time) error
	// GiveBack returns the leads that wait for a person to the pools of their teams: all, or where left is not nil
	// those of the teams in it. It reports whether there were any.
	GiveBack(
		ctx context.Context, by account.Person, id account.PersonID, left []account.TeamID, because string, at time.Time,
	) (bool, error)
}

// ErrEmailTaken refuses an e-mail address that somebody else has.
var ErrEmailTaken = errs.Problems{"email": "Somebody already has this e-mail address. They may be disabled."}

// AddPerson adds a person, of whose teams only the IDs are read, with a link by which they set their password.
func (d *Desk) AddPerson(
	ctx context.Context, by account.Person, p *account.Person, link account.Token, at time.Time,
) error {
	return d.change(ctx, by, func(tx Tx) (Event, error) {
		if err := checkPerson(ctx, tx, p); err != nil {
			return Event{}, err
		}
		if err := tx.AddPerson(ctx, p, at); err != nil {
			return Event{}, err
		}
		if _, err := tx.SetTeams(ctx, *p); err != nil {
			return Event{}, err
		}
		err := tx.AddLink(ctx, p.ID, link, at, at.Add(linkLife))
		return Event{Noun: Person, Act: Added, Subject: int64(p.ID), After: personFacts(*p)}, err
	})
}

// ChangePerson changes who the person with p.ID is, if they are still the version that was read. Somebody who becomes a
// marketer gives their open handoffs back to the pools, who leaves a team those of that team; there must always be an
// admin. It tells whether handoffs went back.
func (d *Desk) ChangePerson(
	ctx context.Context, by account.Person, p *account.Person, at time.Time,
) (back bool, err error) {
	read := p.Version
	err = d.change(ctx, by, func(tx Tx) (Event, error) {
		back = false
		kept, admins, err := currentPerson(ctx, tx, p.ID, read)
		if err != nil {
			return Event{}, err
		}
		if err := roleMayBecome(kept, p.Role, admins); err != nil {
			return Event{}, err
		}
		if err := checkPerson(ctx, tx, p); err != nil {
			return Event{}, err
		}
		left, err := savePerson(ctx, tx, kept, p, at)
		if err != nil {
			return Event{}, err
		}
		if teams, because, gives := givesBack(kept, *p, left); gives {
			back, err = tx.GiveBack(ctx, by, p.ID, teams, because, at)
		}
		before, after := personFacts(kept), personFacts(*p)
		return Event{Noun: Person, Act: Changed, Subject: int64(p.ID), Before: before, After: after}, err
	})
	return back, err
}

// savePerson saves what kept becomes, and says which teams they left.
func savePerson(
	ctx context.Context, tx People, kept account.Person, p *account.Person, at time.Time,
) (left []account.TeamID, err error) {
	if kept.Weight == 0 && p.Weight > 0 {
		if err := tx.StartLevel(ctx, p.ID); err != nil {
			return nil, err
		}
	}
	if p.Capacity > kept.Capacity {
		if err := tx.MakeRoom(ctx, *p, kept.Capacity, at); err != nil {
			return nil, err
		}
	}
	if err := tx.SavePerson(ctx, p); err != nil {
		return nil, err
	}
	return tx.SetTeams(ctx, *p)
}

// DisablePerson shuts a person out at once: their sessions end, their links lapse and their open handoffs go back to
// the pools. It tells whether there were any.
func (d *Desk) DisablePerson(
	ctx context.Context, by account.Person, id account.PersonID, version int, at time.Time,
) (back bool, err error) {
	err = d.change(ctx, by, func(tx Tx) (Event, error) {
		kept, admins, err := currentPerson(ctx, tx, id, version)
		if err != nil {
			return Event{}, err
		}
		if err := mayDisable(id, admins); err != nil {
			return Event{}, err
		}
		if err := tx.DisablePerson(ctx, id, at); err != nil {
			return Event{}, err
		}
		back, err = tx.GiveBack(ctx, by, id, nil, kept.Name+" left", at)
		return Event{Noun: Person, Act: Disabled, Subject: int64(id)}, err
	})
	return back, err
}

// EnablePerson lets a disabled person in again.
func (d *Desk) EnablePerson(ctx context.Context, by account.Person, id account.PersonID, version int) error {
	return d.change(ctx, by, func(tx Tx) (Event, error) {
		if _, _, err := currentPerson(ctx, tx, id, version); err != nil {
			return Event{}, err
		}
		if err := tx.EnablePerson(ctx, id); err != nil {
			return Event{}, err
		}
		return Event{Noun: Person, Act: Enabled, Subject: int64(id)}, tx.StartLevel(ctx, id)
	})
}

// currentPerson is the person with id, if they are still the version that was read, and the admins.
func currentPerson(
	ctx context.Context, tx People, id account.PersonID, version int,
) (account.Person, []account.PersonID, error) {
	kept, admins, err := tx.Person(ctx, id)
	if err != nil {
		return kept, nil, err
	}
	return kept, admins, current(kept.Version, version)
}

// checkPerson fills in what the teams of p are, and says all that is wrong with p.
func checkPerson(ctx context.Context, tx People, p *account.Person) error {
	open, err := tx.TeamsOpenTo(ctx, p.ID, p.TeamIDs())
	if err != nil {
		return err
	}
	if err := personMayBe(p, open); err != nil {
		return err
	}
	holder, err := tx.PersonMailed(ctx, p.Email)
	if err != nil {
		return err
	}
	return free(holder, p.ID, ErrEmailTaken)
}

// personMayBe says all that is wrong with p, whose teams are those of open from then on: they cannot choose another.
func personMayBe(p *account.Person, open []account.Membership) error {
	problems := errs.Problems{}
	for _, chosen := range p.Teams {
		if !(account.Person{Teams: open}).In(chosen.ID) {
			problems.Add("team", "One of these teams no longer exists. Choose again.")
		}
	}
	p.Teams = open
	return errs.Together(problems.Err(), p.Check(), lead.CheckTeams(*p))
}

// isLast reports whether nobody else is an admin who can sign in.
func isLast(id account.PersonID, admins []account.PersonID) bool {
	return slices.Equal(admins, []account.PersonID{id})
}

// roleMayBecome refuses to make the last admin something else.
func roleMayBecome(kept account.Person, role account.Role, admins []account.PersonID) error {
	if isLast(kept.ID, admins) && role != account.Admin {
		return errs.Problems{
			"role": "This is the last admin. Make somebody else an admin first, then change this role.",
		}
	}
	return nil
}

// mayDisable refuses to shut the last admin out.
func mayDisable(id account.PersonID, admins []account.PersonID) error {
	if isLast(id, admins) {
		return errs.Say(errs.Conflict, "This is the last admin. Make somebody else an admin first.")
	}
	return nil
}

// givesBack is what a person gives back who becomes somebody else, and why: all, where teams is nil, or what waits for
// them in the teams that they left.
func givesBack(kept, to account.Person, left []account.TeamID) (teams []account.TeamID, because string, gives bool) {
	switch {
	case to.Role == account.Marketer && kept.Role != account.Marketer:
		return nil, to.Name + " now works in marketing", true
	case len(left) > 0:
		return left, to.Name + " left the team", true
	}
	return nil, "", false
}

// personFacts are what a person is for assignment and for what they may do; who they are stays out.
func personFacts(p account.Person) Facts {
	return Facts{"role": p.Role, "teams": p.TeamIDs(), "capacity": p.Capacity, "weight": p.Weight}
}
