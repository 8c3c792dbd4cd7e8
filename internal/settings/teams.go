package settings

import (
	"context"
	"fmt"

	"baton/internal/account"
	"baton/internal/agreement"
	"baton/internal/errs"
	"baton/internal/lead"
)

// Team is the noun of teams.
const Team Noun = "team"

// Teams are the teams in a transaction.
type Teams interface {
	Team(ctx context.Context, id account.TeamID) (account.Team, error)
	TeamUse(ctx context.Context, id account.TeamID) (TeamUse, error)
	// TeamNamed is the team with a name, in whatever case, retired or not; 0 for none.
	TeamNamed(ctx context.Context, name string) (account.TeamID, error)
	// AddTeam and SaveTeam answer ErrTeamTaken when somebody was faster to take the name. They set the version, and the
	// ID of a new one.
	AddTeam(ctx context.Context, t *account.Team, week []agreement.Interval) error
	SaveTeam(ctx context.Context, t *account.Team, week []agreement.Interval) error
}

// TeamUse is what depends on a team.
type TeamUse struct {
	Settled bool   // it has people, leads or rules
	Open    int    // leads that wait for a verdict from it
	Rule    string // the name of the first assignment rule that sends leads to it; "" for none
}

// ErrTeamTaken refuses a name that another team has.
var ErrTeamTaken = errs.Problems{
	"name": "Another team has this name. It may be retired. Choose another name, or restore that team.",
}

// AddTeam adds a team with its working hours.
func (d *Desk) AddTeam(ctx context.Context, by account.Person, t *account.Team, week []agreement.Interval) error {
	if err := errs.Together(lead.CheckTeam(t), agreement.CheckWeek(week)); err != nil {
		return err
	}
	return d.change(ctx, by, func(tx Tx) (Event, error) {
		if err := teamNameFree(ctx, tx, *t); err != nil {
			return Event{}, err
		}
		err := tx.AddTeam(ctx, t, week)
		return Event{Noun: Team, Act: Added, Subject: int64(t.ID), After: teamFacts(*t)}, err
	})
}

// ChangeTeam changes a team that is still the version that was read. Its side stays once something depends on it.
func (d *Desk) ChangeTeam(ctx context.Context, by account.Person, t *account.Team, week []agreement.Interval) error {
	if err := errs.Together(lead.CheckTeam(t), agreement.CheckWeek(week)); err != nil {
		return err
	}
	read := t.Version
	return d.change(ctx, by, func(tx Tx) (Event, error) {
		kept, use, err := currentTeam(ctx, tx, t.ID, read)
		if err != nil {
			return Event{}, err
		}
		if err := teamMayBecome(kept, *t, use); err != nil {
			return Event{}, err
		}
		if err := teamNameFree(ctx, tx, *t); err != nil {
			return Event{}, err
		}
		err = tx.SaveTeam(ctx, t, week)
		return Event{Noun: Team, Act: Changed, Subject: int64(t.ID), Before: teamFacts(kept), After: teamFacts(*t)}, err
	})
}

// RetireTeam takes a team out of use: refused, in words, while leads wait for it or a rule sends it more.
func (d *Desk) RetireTeam(ctx context.Context, by account.Person, id account.TeamID, version int) error {
	return d.change(ctx, by, func(tx Tx) (Event, error) {
		_, use, err := currentTeam(ctx, tx, id, version)
		if err != nil {
			return Event{}, err
		}
		if err := teamMayRetire(use); err != nil {
			return Event{}, err
		}
		return retiring(Team, int64(id), true), tx.SetRetired(ctx, Team, int64(id), true)
	})
}

// RestoreTeam takes a retired team back into use.
func (d *Desk) RestoreTeam(ctx context.Context, by account.Person, id account.TeamID, version int) error {
	return d.setRetired(ctx, by, Team, int64(id), version, false)
}

// currentTeam is the team with id, locked, if it is still the version that was read, with what depends on it.
func currentTeam(ctx context.Context, tx Teams, id account.TeamID, version int) (account.Team, TeamUse, error) {
	kept, err := tx.Team(ctx, id)
	if err != nil {
		return kept, TeamUse{}, err
	}
	if err := current(kept.Version, version); err != nil {
		return kept, TeamUse{}, err
	}
	use, err := tx.TeamUse(ctx, id)
	return kept, use, err
}

func teamNameFree(ctx context.Context, tx Teams, t account.Team) error {
	holder, err := tx.TeamNamed(ctx, t.Name)
	if err != nil {
		return err
	}
	return free(holder, t.ID, ErrTeamTaken)
}

// teamMayBecome refuses another side for a team that something depends on.
func teamMayBecome(kept, to account.Team, use TeamUse) error {
	if use.Settled && to.Side != kept.Side {
		return errs.Problems{
			"side": "This team has people, leads or rules, so its side cannot change. Add another team.",
		}
	}
	return nil
}

// decideFirst puts right that leads wait for a team which is to be retired.
var decideFirst = errs.Remedy{At: errs.Queue, Do: "look at the queue"}

// teamMayRetire refuses to retire a team while it is needed.
func teamMayRetire(use TeamUse) error {
	switch {
	case use.Open == 1:
		return errs.SayWith(errs.Conflict,
			"One lead waits for a verdict from this team. Decide it first, then retire the team.", decideFirst)
	case use.Open > 1:
		return errs.SayWith(errs.Conflict,
			fmt.Sprintf("%d leads wait for a verdict from this team. Decide them first, then retire the team.",
				use.Open), decideFirst)
	case use.Rule != "":
		return errs.SayWith(errs.Conflict,
			fmt.Sprintf("The assignment rule “%s” sends leads to this team. Change that rule first, then retire the team.",
				use.Rule),
			errs.Remedy{At: errs.Assignment, Do: "change the rule"})
	}
	return nil
}

func teamFacts(t account.Team) Facts {
	return Facts{"name": t.Name, "side": t.Side, "zone": t.Zone, "country": t.Country}
}
