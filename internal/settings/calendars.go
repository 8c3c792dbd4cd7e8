package settings

import (
	"context"
	"time"

	"baton/internal/account"
	"baton/internal/agreement"
	"baton/internal/errs"
	"baton/internal/lead"
)

// The nouns of calendars.
const (
	Absence Noun = "absence"
	Hours   Noun = "hours" // of a person, whose ID is the subject
	TeamDay Noun = "team_day"
)

// Absences are when people are away, in a transaction.
type Absences interface {
	// AbsencesAhead is how many absences of a person are not over.
	AbsencesAhead(ctx context.Context, person account.PersonID, at time.Time) (int, error)
	// AddAbsence answers NotFound where there is no such person.
	AddAbsence(ctx context.Context, person account.PersonID, from, to time.Time) (int64, error)
	// Absence answers NotFound where the person has no such absence.
	Absence(ctx context.Context, person account.PersonID, id int64) (lead.Absence, error)
	// EndAbsence has an absence be over at an instant; RemoveAbsence has it never have been.
	EndAbsence(ctx context.Context, id int64, at time.Time) error
	RemoveAbsence(ctx context.Context, id int64) error
	// EndAbsences has a person be back from whatever they are away for.
	EndAbsences(ctx context.Context, person account.PersonID, at time.Time) error
	// LockHours locks a person and is their version.
	LockHours(ctx context.Context, person account.PersonID) (int, error)
	SaveHours(ctx context.Context, person account.PersonID, week []agreement.Interval, country string) error
}

// TeamDays are the own days of a team in a transaction.
type TeamDays interface {
	// TeamCalendar is the zone of a team and the country whose holidays it keeps.
	TeamCalendar(ctx context.Context, id account.TeamID) (zone, country string, err error)
	// TeamDays are the days that count.
	TeamDays(ctx context.Context, id account.TeamID) ([]agreement.OwnDay, error)
	AddTeamDay(ctx context.Context, by account.PersonID, team account.TeamID, d *agreement.OwnDay, at time.Time) error
	// WithdrawTeamDay answers NotFound where the team has no such day that counts.
	WithdrawTeamDay(ctx context.Context, by account.PersonID, team account.TeamID, id int64, at time.Time) error
}

// Limits of calendars.
const (
	mostAbsences = 100 // of a person, that are not over
	mostTeamDays = 200 // of a team, that count
)

// SetAway keeps new handoffs from a person from at on: until the given instant, or until further notice where that is
// zero.
func (d *Desk) SetAway(ctx context.Context, by account.Person, id account.PersonID, until, at time.Time) error {
	if err := mayBeAway(until, at); err != nil {
		return err
	}
	return d.change(ctx, by, func(tx Tx) (Event, error) {
		if err := tx.EndAbsences(ctx, id, at); err != nil {
			return Event{}, err
		}
		absence, err := tx.AddAbsence(ctx, id, at, until)
		return Event{Noun: Absence, Act: Added, Subject: absence, After: Facts{"person": id}}, err
	})
}

// SetBack ends the absence of a person.
func (d *Desk) SetBack(ctx context.Context, by account.Person, id account.PersonID, at time.Time) error {
	return d.change(ctx, by, func(tx Tx) (Event, error) {
		return Event{Noun: Absence, Act: Ended, Before: Facts{"person": id}}, tx.EndAbsences(ctx, id, at)
	})
}

// AddAbsence notes when a person is away.
func (d *Desk) AddAbsence(
	ctx context.Context, by account.Person, person account.PersonID, from, to, at time.Time,
) error {
	return d.change(ctx, by, func(tx Tx) (Event, error) {
		ahead, err := tx.AbsencesAhead(ctx, person, at)
		if err != nil {
			return Event{}, err
		}
		if err := oneMoreAbsence(ahead); err != nil {
			return Event{}, err
		}
		id, err := tx.AddAbsence(ctx, person, from, to)
		return Event{Noun: Absence, Act: Added, Subject: id, After: Facts{"person": person}}, err
	})
}

// RemoveAbsence takes back an absence of a person; one that has begun ends at that moment instead.
func (d *Desk) RemoveAbsence(
	ctx context.Context, by account.Person, person account.PersonID, id int64, at time.Time,
) error {
	return d.change(ctx, by, func(tx Tx) (Event, error) {
		away, err := tx.Absence(ctx, person, id)
		if err != nil {
			return Event{}, err
		}
		e := Event{Noun: Absence, Act: Removed, Subject: id, Before: Facts{"person": person}}
		if away.From.Before(at) {
			e.Act = Ended
			return e, tx.EndAbsence(ctx, id, at)
		}
		return e, tx.RemoveAbsence(ctx, id)
	})
}

// SetHours gives a person hours and holidays of their own, if they are still the version that was read; with none those
// of their team count.
func (d *Desk) SetHours(
	ctx context.Context, by account.Person, person account.PersonID, version int, week []agreement.Interval,
	country string, at time.Time,
) error {
	if err := errs.Together(agreement.CheckWeek(week), agreement.CheckHolidays(country, at)); err != nil {
		return err
	}
	return d.change(ctx, by, func(tx Tx) (Event, error) {
		kept, err := tx.LockHours(ctx, person)
		if err != nil {
			return Event{}, err
		}
		if err := current(kept, version); err != nil {
			return Event{}, err
		}
		return Event{Noun: Hours, Act: Changed, Subject: int64(person)}, tx.SaveHours(ctx, person, week, country)
	})
}

// AddTeamDay writes down a day that a team has off, or a holiday on which it works: refused, in words, where that day
// is written down already. Clocks that run keep their time.
func (d *Desk) AddTeamDay(
	ctx context.Context, team account.TeamID, day agreement.OwnDay, by account.Person, at time.Time,
) error {
	return d.change(ctx, by, func(tx Tx) (Event, error) {
		zone, country, err := tx.TeamCalendar(ctx, team)
		if err != nil {
			return Event{}, err
		}
		here, err := account.LoadZone(zone)
		if err != nil {
			return Event{}, err
		}
		if err := day.Check(agreement.HolidaysOf(country), at.In(here)); err != nil {
			return Event{}, err
		}
		known, err := tx.TeamDays(ctx, team)
		if err != nil {
			return Event{}, err
		}
		if err := dayFree(day, known); err != nil {
			return Event{}, err
		}
		err = tx.AddTeamDay(ctx, by.ID, team, &day, at)
		after := Facts{"team": team, "day": day.On, "yearly": day.Yearly, "works": day.Works, "name": day.Name}
		return Event{Noun: TeamDay, Act: Added, Subject: day.ID, After: after}, err
	})
}

// WithdrawTeamDay takes an own day of a team back; it stays in the history. Clocks that run keep their time.
func (d *Desk) WithdrawTeamDay(
	ctx context.Context, team account.TeamID, id int64, by account.Person, at time.Time,
) error {
	return d.change(ctx, by, func(tx Tx) (Event, error) {
		e := Event{Noun: TeamDay, Act: Removed, Subject: id, Before: Facts{"team": team}}
		return e, tx.WithdrawTeamDay(ctx, by.ID, team, id, at)
	})
}

// mayBeAway refuses an absence that is over before it begins; until is zero for one without an end.
func mayBeAway(until, at time.Time) error {
	if !until.IsZero() && !until.After(at) {
		return errs.Problems{"until": "Choose a day after today. Without a day, the return stays open."}
	}
	return nil
}

// oneMoreAbsence refuses more absences than a person can have ahead.
func oneMoreAbsence(ahead int) error {
	if ahead >= mostAbsences {
		return errs.Problems{"from": "There are already 100 future absences, the maximum. Delete one first."}
	}
	return nil
}

// dayFree refuses a day that is written down for a team already, and more days than a calendar needs.
func dayFree(day agreement.OwnDay, known []agreement.OwnDay) error {
	for _, o := range known {
		if o.Same(day) {
			return errs.Problems{"day": "This day is already in the list. Delete that entry first."}
		}
	}
	if len(known) >= mostTeamDays {
		return errs.Problems{"day": "The team already has 200 days off of its own, the maximum. Delete one first."}
	}
	return nil
}
