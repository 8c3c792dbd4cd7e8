package settings

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"baton/internal/account"
	"baton/internal/agreement"
	"baton/internal/lead"
)

// clash is a store whose first try of every change meets another in its way, after all of it was done.
type clash struct{}

func (clash) ChangeSettings(_ context.Context, work func(Tx) error) error {
	if err := work(&attempt{gives: true}); err != nil {
		return err
	}
	return work(&attempt{})
}

// attempt is one try: everything is in version 1, and what is saved gets version 2.
type attempt struct {
	Tx
	gives bool // leads wait for whoever is changed
}

var sam = account.Person{
	ID: 1, Name: "Sam Reed", Email: "sam@ours.example", Role: account.Rep, Zone: "UTC", Capacity: 5, Weight: 1, Version: 1,
	Teams: []account.Membership{{ID: 1, Name: "North", Side: account.Sales}},
}

func (a *attempt) LockVersion(context.Context, Noun, int64) (int, error) { return 1, nil }
func (a *attempt) Record(context.Context, Event) error                   { return nil }

func (a *attempt) Reason(_ context.Context, id agreement.ReasonID) (agreement.Reason, error) {
	return agreement.Reason{ID: id, List: agreement.Reject, Version: 1}, nil
}
func (a *attempt) ReasonGiven(context.Context, agreement.ReasonID) (bool, error) { return false, nil }
func (a *attempt) ReasonCoded(context.Context, agreement.List, string) (agreement.ReasonID, error) {
	return 0, nil
}
func (a *attempt) SaveReason(_ context.Context, r *agreement.Reason) error { r.Version = 2; return nil }

func (a *attempt) Team(_ context.Context, id account.TeamID) (account.Team, error) {
	return account.Team{ID: id, Side: account.Sales, Version: 1}, nil
}
func (a *attempt) TeamUse(context.Context, account.TeamID) (TeamUse, error)  { return TeamUse{}, nil }
func (a *attempt) TeamNamed(context.Context, string) (account.TeamID, error) { return 0, nil }
func (a *attempt) SaveTeam(_ context.Context, t *account.Team, _ []agreement.Interval) error {
	t.Version = 2
	return nil
}

func (a *attempt) PersonaNamed(context.Context, string) (lead.PersonaID, error)   { return 0, nil }
func (a *attempt) SavePersona(_ context.Context, p *lead.Persona) error           { p.Version = 2; return nil }
func (a *attempt) CampaignNamed(context.Context, string) (lead.CampaignID, error) { return 0, nil }
func (a *attempt) SourceNamed(context.Context, string) (lead.SourceID, error)     { return 1, nil }
func (a *attempt) SaveCampaign(_ context.Context, c *lead.Campaign) error         { c.Version = 2; return nil }

func (a *attempt) Person(context.Context, account.PersonID) (account.Person, []account.PersonID, error) {
	return sam, nil, nil
}
func (a *attempt) TeamsOpenTo(context.Context, account.PersonID, []account.TeamID) ([]account.Membership, error) {
	return sam.Teams, nil
}
func (a *attempt) PersonMailed(context.Context, string) (account.PersonID, error) { return 0, nil }
func (a *attempt) SavePerson(_ context.Context, p *account.Person) error          { p.Version = 2; return nil }
func (a *attempt) SetTeams(context.Context, account.Person) ([]account.TeamID, error) {
	if a.gives {
		return []account.TeamID{2}, nil
	}
	return nil, nil
}
func (a *attempt) GiveBack(
	context.Context, account.Person, account.PersonID, []account.TeamID, string, time.Time,
) (bool, error) {
	return a.gives, nil
}

// What the first try saved is not in the database, so the second goes by the version that was read.
func TestAChangeThatIsTriedAgainIsNotStale(t *testing.T) {
	ctx, at := context.Background(), time.Date(2026, 11, 3, 10, 0, 0, 0, time.UTC)
	d := &Desk{Store: clash{}, Now: func() time.Time { return at }}
	person := sam
	back := true
	for noun, change := range map[Noun]func() error{
		Reason: func() error {
			return d.ChangeReason(ctx, account.System, &agreement.Reason{
				ID: 1, List: agreement.Reject, Class: agreement.Classes[agreement.Reject][0], Code: "too_small",
				Words: "Too small", NextStep: agreement.Close, Quality: agreement.QualityYes, Version: 1,
			})
		},
		Team: func() error {
			north := &account.Team{ID: 1, Name: "North", Side: account.Sales, Zone: "UTC", Version: 1}
			return d.ChangeTeam(ctx, account.System, north, nil)
		},
		Persona: func() error {
			return d.ChangePersona(ctx, account.System, &lead.Persona{ID: 1, Name: "Buyer", Version: 1})
		},
		Campaign: func() error {
			return d.ChangeCampaign(ctx, account.System, &lead.Campaign{ID: 1, Name: "Fair", Version: 1}, "Event")
		},
		Person: func() (err error) {
			back, err = d.ChangePerson(ctx, account.Person{}, &person, at)
			return err
		},
	} {
		if err := change(); err != nil {
			t.Errorf("a %s: %v", noun, err)
		}
	}
	if back {
		t.Error("leads went back, says a try that came to nothing")
	}
}

// recorder is a store that keeps the events of its transactions.
type recorder struct {
	Tx
	events []Event
}

func (r *recorder) ChangeSettings(_ context.Context, work func(Tx) error) error { return work(r) }
func (r *recorder) Record(_ context.Context, e Event) error {
	r.events = append(r.events, e)
	return nil
}

func TestAnEventSaysWhoChangedASettingAndWhen(t *testing.T) {
	at := time.Date(2026, 11, 3, 10, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		name string
		e    Event
		err  error
		by   []account.PersonID
	}{
		{"a change", Event{Noun: Team}, nil, []account.PersonID{7}},
		{"a change of somebody who was not known before", Event{Noun: Password, By: 9}, nil, []account.PersonID{9}},
		{"nothing had to change", Event{}, nil, nil},
		{"a change that failed", Event{Noun: Team}, ErrStale, nil},
	} {
		store := &recorder{}
		d := &Desk{Store: store, Now: func() time.Time { return at }}
		err := d.change(context.Background(), account.Person{ID: 7}, func(Tx) (Event, error) { return c.e, c.err })
		var by []account.PersonID
		for _, e := range store.events {
			if by = append(by, e.By); !e.At.Equal(at) {
				t.Errorf("%s: it was at %v", c.name, e.At)
			}
		}
		if !errors.Is(err, c.err) || !slices.Equal(by, c.by) {
			t.Errorf("%s: events by %v, %v; want %v, %v", c.name, by, err, c.by, c.err)
		}
	}
}
