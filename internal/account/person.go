// Package account says who works with Baton: people, their roles, their teams, and how they prove who they are.
package account

import (
	"fmt"
	"net/mail"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"baton/internal/errs"
)

// Role is what a person does; it decides what they may.
type Role string

// The four roles.
const (
	Marketer Role = "marketer"
	Rep      Role = "rep"
	Manager  Role = "manager"
	Admin    Role = "admin"
)

// Roles are all roles, in the order in which pages offer them.
var Roles = []Role{Marketer, Rep, Manager, Admin}

// Side is which of the two teams somebody belongs to.
type Side string

// The two sides of a handoff.
const (
	Marketing Side = "marketing"
	Sales     Side = "sales"
)

// TeamID identifies a team; 0 is none.
type TeamID int64

// PersonID identifies a person; 0 is none, or the system where an actor is meant.
type PersonID int64

// Membership is a team as its members carry it with them.
type Membership struct {
	ID   TeamID
	Name string
	Side Side
}

// Person is somebody who works with Baton.
type Person struct {
	ID       PersonID
	Email    string
	Name     string
	Role     Role
	Zone     string // IANA time zone; empty where the first team's counts
	Dates    DateStyle
	Capacity int // open handoffs that assignment gives them at most
	Weight   int // share of their team's leads: 2 gets twice as many as 1, 0 none
	Skills   []string
	Teams    []Membership
	Disabled bool
	Version  int
}

// MaxWeight is the largest share that somebody can have of their team's leads.
const MaxWeight = 10

// System is who acts when no person does: a clock, a rule, an import, a command on the server.
var System = Person{Role: Admin, Name: "Baton"}

// IsSystem reports whether p is System.
func (p Person) IsSystem() bool {
	return p.ID == System.ID && p.Name == System.Name && p.Role == System.Role
}

// Has reports whether p has one of roles.
func (p Person) Has(roles ...Role) bool { return slices.Contains(roles, p.Role) }

// TeamIDs are the teams p belongs to.
func (p Person) TeamIDs() []TeamID {
	ids := make([]TeamID, len(p.Teams))
	for i, t := range p.Teams {
		ids[i] = t.ID
	}
	return ids
}

// In reports whether p belongs to team.
func (p Person) In(team TeamID) bool {
	return slices.ContainsFunc(p.Teams, func(m Membership) bool { return m.ID == team })
}

// Team is p's first team of side; its ID is 0 when there is none.
func (p Person) Team(side Side) Membership {
	for _, m := range p.Teams {
		if m.Side == side {
			return m
		}
	}
	return Membership{}
}

// Side is the side p works on: by role, and for managers and admins by their first team.
func (p Person) Side() Side {
	switch p.Role {
	case Marketer:
		return Marketing
	case Rep:
		return Sales
	}
	if len(p.Teams) > 0 {
		return p.Teams[0].Side
	}
	return Sales
}

// Sells reports whether p answers leads, or stands above those who do.
func (p Person) Sells() bool {
	return p.Has(Rep, Admin) || p.Role == Manager && (p.Team(Sales).ID != 0 || len(p.Teams) == 0)
}

// Markets reports whether p hands leads over, or stands above those who do.
func (p Person) Markets() bool {
	return p.Has(Marketer, Admin) || p.Role == Manager && p.Team(Marketing).ID != 0
}

// Initials are one or two letters that stand for p on a small disc.
func (p Person) Initials() string {
	words := strings.Fields(p.Name)
	if len(words) == 0 {
		return "?"
	}
	first, _ := utf8.DecodeRuneInString(words[0])
	initials := string(first)
	if len(words) > 1 {
		last, _ := utf8.DecodeRuneInString(words[len(words)-1])
		initials += string(last)
	}
	return strings.ToUpper(initials)
}

// Check says what is wrong with a person as an admin typed them. teams are those that exist.
func (p *Person) Check() error {
	problems := errs.Problems{}
	p.Name = strings.Join(strings.Fields(p.Name), " ")
	email, wrongEmail := TidyEmail(p.Email)
	zone, wrongZone := TidyZone(p.Zone)
	p.Email, p.Zone = email, zone
	if p.Name == "" {
		problems.Add("name", "Write the person's name.")
	} else if utf8.RuneCountInString(p.Name) > 200 {
		problems.Add("name", "A name can have 200 characters at most.")
	}
	if wrongEmail != "" {
		problems.Add("email", wrongEmail)
	}
	if !slices.Contains(Roles, p.Role) {
		problems.Add("role", "Choose one of marketer, rep, manager or admin.")
	}
	if wrongZone != "" {
		problems.Add("zone", wrongZone)
	}
	if p.Capacity < 0 || p.Capacity > 1000 {
		problems.Add("capacity", "Write a number of open leads from 0 to 1000.")
	}
	if p.Weight < 0 || p.Weight > MaxWeight {
		problems.Add("weight", fmt.Sprintf("Write a share from 0 to %d. 2 gets twice as many leads as 1, 0 gets none.",
			MaxWeight))
	}
	skills, wrong := TidySkills(p.Skills)
	p.Skills = skills
	if wrong != "" {
		problems.Add("skills", wrong)
	}
	return problems.Err()
}

// ValidEmail reports whether address is a bare e-mail address that mail could be sent to: one @, a domain with a dot,
// no name, no comment, 254 bytes at most.
func ValidEmail(address string) bool {
	hidden := func(r rune) bool { return !unicode.IsGraphic(r) || unicode.IsSpace(r) || r == utf8.RuneError }
	if len(address) > 254 || strings.ContainsAny(address, "<>,;:\"()[]") || strings.ContainsFunc(address, hidden) {
		return false
	}
	parsed, err := mail.ParseAddress(address)
	if err != nil || parsed.Address != address {
		return false
	}
	return validDomain(address[strings.LastIndexByte(address, '@')+1:])
}

// validDomain reports whether mail can be sent to a domain: names of letters, digits and hyphens with dots between, the
// last of them one of two letters at least.
func validDomain(domain string) bool {
	names := strings.Split(domain, ".")
	for _, name := range names {
		odd := func(r rune) bool {
			return r != '-' && !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r)
		}
		if name == "" || len(name) > 63 || name[0] == '-' || name[len(name)-1] == '-' || strings.ContainsFunc(name, odd) {
			return false
		}
	}
	last := names[len(names)-1]
	return len(names) > 1 && utf8.RuneCountInString(last) > 1 && strings.ContainsFunc(last, unicode.IsLetter)
}

// Location is the zone in which p reads times; UTC where it is not known.
func (p Person) Location() *time.Location {
	if zone, err := LoadZone(p.Zone); err == nil {
		return zone
	}
	return time.UTC
}

// When is an instant as p reads it in a sentence, such as "on 3 November at 10:42".
func (p Person) When(at time.Time) string {
	return p.Write(at, "on 2 January at 15:04")
}

// UsualCapacity is how many open leads a new person takes unless an admin says otherwise, and UsualWeight their share
// of the team's leads.
const (
	UsualCapacity = 12
	UsualWeight   = 1
)
