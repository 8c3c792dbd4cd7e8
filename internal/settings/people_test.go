package settings

import (
	"slices"
	"testing"

	"baton/internal/account"
	"baton/internal/errs"
)

type ids = []account.PersonID

func TestThereIsAlwaysAnAdmin(t *testing.T) {
	const role, off = "This is the last admin. Make somebody else an admin first, then change this role.",
		"This is the last admin. Make somebody else an admin first."
	for _, c := range []struct {
		name   string
		admins ids
		role   account.Role
		last   bool
	}{
		{"the last", ids{1}, account.Manager, true},
		{"one of two", ids{1, 2}, account.Manager, false},
		{"one who is disabled already", ids{2}, account.Manager, false},
		{"where there is none", nil, account.Rep, false},
	} {
		wantRole, wantOff := "", ""
		if c.last {
			wantRole, wantOff = role, off
		}
		refusal(t, c.name, roleMayBecome(account.Person{ID: 1}, c.role, c.admins), errs.Invalid, "role", wantRole)
		refusal(t, c.name, mayDisable(1, c.admins), errs.Conflict, "", wantOff)
		refusal(t, c.name+", who stays one", roleMayBecome(account.Person{ID: 1}, account.Admin, c.admins),
			errs.Invalid, "role", "")
	}
}

func TestAPersonIsInTeamsThatAreOpenToThem(t *testing.T) {
	sales := account.Membership{ID: 2, Side: account.Sales}
	marketing := account.Membership{ID: 1, Side: account.Marketing}
	for _, c := range []struct {
		name   string
		role   account.Role
		chosen []account.TeamID
		open   []account.Membership
		words  string
	}{
		{"a rep in sales", account.Rep, []account.TeamID{2}, []account.Membership{sales}, ""},
		{"a team that is gone", account.Rep, []account.TeamID{2, 3}, []account.Membership{sales},
			"One of these teams no longer exists. Choose again."},
		{"a rep in marketing", account.Rep, []account.TeamID{1}, []account.Membership{marketing},
			"A rep needs a sales team to get leads. Choose one."},
		{"a marketer without a team", account.Marketer, nil, nil, "A marketer needs a marketing team. Choose one."},
		{"a manager without a team", account.Manager, nil, nil, ""},
	} {
		p := account.Person{ID: 1, Email: "rosa@company.example", Name: "Rosa", Role: c.role, Capacity: 12, Weight: 1}
		for _, id := range c.chosen {
			p.Teams = append(p.Teams, account.Membership{ID: id})
		}
		refusal(t, c.name, personMayBe(&p, c.open), errs.Invalid, "team", c.words)
		if !slices.Equal(p.Teams, c.open) {
			t.Errorf("%s: they are in %v", c.name, p.Teams)
		}
	}
}

func TestWhatAPersonGivesBack(t *testing.T) {
	left := []account.TeamID{2}
	for _, c := range []struct {
		name     string
		was, now account.Role
		left     []account.TeamID
		teams    []account.TeamID
		because  string
	}{
		{"nothing changes", account.Rep, account.Rep, nil, nil, ""},
		{"leaves a team", account.Rep, account.Rep, left, left, "Rosa left the team"},
		{"becomes a marketer", account.Rep, account.Marketer, left, nil, "Rosa now works in marketing"},
		{"is a marketer and leaves a team", account.Marketer, account.Marketer, left, left, "Rosa left the team"},
		{"becomes a rep", account.Marketer, account.Rep, nil, nil, ""},
	} {
		was, now := account.Person{Role: c.was}, account.Person{Name: "Rosa", Role: c.now}
		teams, because, gives := givesBack(was, now, c.left)
		if gives != (c.because != "") || because != c.because || !slices.Equal(teams, c.teams) {
			t.Errorf("%s: gives back %v of %v, because %q", c.name, gives, teams, because)
		}
	}
}

func TestWhoIsDisabledGetsNoLink(t *testing.T) {
	refusal(t, "enabled", mayHaveLink(false), errs.Conflict, "", "")
	refusal(t, "disabled", mayHaveLink(true), errs.Conflict, "",
		"This person is disabled. Enable them before you make a link.")
}
