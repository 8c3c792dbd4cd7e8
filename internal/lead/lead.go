// Package lead holds the noun that everyone shares: a person who might buy, where they come from, and what Baton knows
// of them.
package lead

import (
	"fmt"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"baton/internal/account"
	"baton/internal/english"
	"baton/internal/errs"
	"baton/internal/geo"
	"baton/internal/identity"
)

// ID identifies a lead.
type ID int64

// String is the reference that people say to each other, such as L-2481.
func (id ID) String() string { return fmt.Sprintf("L-%d", int64(id)) }

// SourceID identifies a source; 0 is none.
type SourceID int64

// CampaignID identifies a campaign; 0 is none.
type CampaignID int64

// PersonaID identifies a persona; 0 is none.
type PersonaID int64

// Stage is where a lead is in its life. It follows from events and is never typed.
type Stage string

// The stages of a lead's life.
const (
	Draft        Stage = "captured"
	Submitted    Stage = "submitted" // handed over and in a queue: with an owner or in a team's pool
	Accepted     Stage = "accepted"
	Working      Stage = "working"
	Qualified    Stage = "qualified"
	Disqualified Stage = "disqualified"
	Recycled     Stage = "recycled"
	Returned     Stage = "returned"
	Disputed     Stage = "disputed"
	Closed       Stage = "closed"
	Won          Stage = "won"
	Lost         Stage = "lost"
	Merged       Stage = "merged"
	Erased       Stage = "erased"
)

// Lead is a person, usually at a company, who might buy.
type Lead struct {
	ID             ID
	Name           string
	Email          string // lower case
	Apart          bool   // somebody else has the mailbox of Email in another spelling: it counts as it is written
	Phone          string // E.164, with an extension as in +12125550122 x204
	JobTitle       string
	Company        string
	CompanySize    int // people; 0 is not known
	Industry       string
	Country        string // ISO 3166-1 alpha-2, upper case
	City           string
	Website        string
	Source         SourceID
	Campaign       CampaignID
	Persona        PersonaID
	Note           string // what the marketer wants sales to know
	Consent        bool   // the person agreed to be contacted
	ConsentAt      time.Time
	ExternalID     string         // its number in another system, which is the source that told it
	ExternalSource SourceID       // that source: an ExternalID counts within it. 0 when it was not named
	Custom         map[string]any // what the company keeps of its own, by name; texts, numbers, yes or no
	Stage          Stage
	MergedInto     ID // the lead that this one turned out to be, where Stage is Merged
	MarketingTeam  account.TeamID
	CreatedBy      account.PersonID
	CreatedAt      time.Time
	Version        int
}

// Limits of what a lead's fields hold, in characters.
const (
	MaxText  = 200
	MaxNote  = 10_000
	MaxEmail = 254
	MaxSize  = 10_000_000 // people in a company
)

// Normalise brings what was typed into the form that is stored and compared: spaces folded, e-mail in lower case, the
// phone number in E.164, with an extension as in +12125550122 x204 where it can be read with the lead's country. What
// cannot be read is left as typed, for Check to name.
func (l *Lead) Normalise() {
	for _, text := range []*string{&l.Name, &l.JobTitle, &l.Company, &l.Industry, &l.City, &l.Website, &l.ExternalID} {
		*text = strings.Join(strings.Fields(*text), " ")
	}
	l.Country = strings.ToUpper(strings.TrimSpace(l.Country))
	l.Note = strings.TrimSpace(strings.ReplaceAll(l.Note, "\r\n", "\n"))
	l.normaliseEmail()
	l.normalisePhone()
}

// normaliseEmail takes the address out of what stands around it. A name there is the lead's, where none was typed.
func (l *Lead) normaliseEmail() {
	address, rest := identity.CleanEmail(l.Email)
	if !account.ValidEmail(address) {
		l.Email = strings.ToLower(strings.TrimSpace(l.Email))
		return
	}
	l.Email = address
	switch {
	case rest == "" || identity.NameKey(rest) == identity.NameKey(l.Name):
	case l.Name == "" && !strings.Contains(rest, "@"):
		l.Name = strings.Join(strings.Fields(rest), " ")
	default:
		l.AddNote("Beside the e-mail address: " + rest)
	}
}

// normalisePhone reads the number. A second one goes to the note.
func (l *Lead) normalisePhone() {
	number, rest, _ := identity.ReadPhone(l.Phone, l.Country)
	if number == "" {
		l.Phone = strings.Join(strings.Fields(l.Phone), " ")
		return
	}
	l.Phone = number
	if rest != "" {
		l.AddNote("Another phone number: " + rest)
	}
}

// AddNote adds a line to the note, once.
func (l *Lead) AddNote(line string) {
	if l.Note == "" {
		l.Note = line
	} else if !strings.Contains(l.Note, line) {
		l.Note += "\n" + line
	}
}

// Check says, field by field, what is wrong with a normalised lead. A lead needs a name, an e-mail address or a phone
// number to be anybody at all.
func (l Lead) Check() errs.Problems {
	problems := errs.Problems{}
	if l.Name == "" && l.Email == "" && l.Phone == "" {
		problems.Add("name", "Write a name, an e-mail address or a phone number. A lead needs at least one of them.")
	}
	for field, text := range map[string]string{"name": l.Name, "job_title": l.JobTitle, "company": l.Company,
		"industry": l.Industry, "city": l.City, "external_id": l.ExternalID} {
		checkText(problems, field, text, MaxText)
	}
	checkText(problems, "website", l.Website, 500)
	checkText(problems, "note", l.Note, MaxNote)
	if l.Email != "" && !account.ValidEmail(l.Email) {
		problems.Add("email", "This e-mail address is not complete. Write it like name@company.example.")
	}
	if l.Country != "" && geo.CountryName(l.Country) == "" {
		problems.Add("country", "Choose a country from the list.")
	}
	if l.Phone != "" {
		if _, _, wrong := identity.ReadPhone(l.Phone, l.Country); wrong != "" {
			problems.Add("phone", wrong)
		}
	}
	if l.CompanySize < 0 || l.CompanySize > MaxSize {
		problems.Add("company_size", "Write the number of people as a whole number from 1 to 10,000,000.")
	}
	checkCustom(problems, l.Custom)
	return problems
}

// Forget takes away what cannot be right, so that a grade is not given for it.
func (l *Lead) Forget(wrong errs.Problems) {
	for field, forget := range map[string]func(){
		"email": func() { l.Email = "" }, "phone": func() { l.Phone = "" }, "country": func() { l.Country = "" },
		"company_size": func() { l.CompanySize = 0 },
	} {
		if wrong[field] != "" {
			forget()
		}
	}
}

func checkText(problems errs.Problems, field, text string, most int) {
	switch {
	case utf8.RuneCountInString(text) > most:
		problems.Add(field, fmt.Sprintf("This has %s characters. The maximum is %s.",
			english.Number(utf8.RuneCountInString(text)), english.Number(most)))
	case !Printable(text):
		problems.Add(field, Unprintable)
	}
}

// Unprintable is what a person reads about a text that is not Printable.
const Unprintable = "This has an invisible character. Delete it or type the text again."

// Printable reports whether all of text can be shown as it is.
func Printable(text string) bool {
	return utf8.ValidString(text) && !strings.ContainsFunc(text, unprintable)
}

// unprintable reports control characters and the marks that turn the direction of text around, which can make a name
// read as another.
func unprintable(r rune) bool {
	if r == '\n' || r == '\t' {
		return false
	}
	return unicode.IsControl(r) || (r >= '\u202a' && r <= '\u202e') || (r >= '\u2066' && r <= '\u2069') ||
		r == utf8.RuneError
}

// CompanyKey is what two spellings of the lead's company have in common.
func (l Lead) CompanyKey() string { return identity.CompanyKey(l.Company) }

// Identity is what l is told from other leads by.
func (l Lead) Identity() identity.Identity {
	who := identity.Identity{Name: identity.NameKey(l.Name), Email: l.Email, ExternalID: l.ExternalID,
		IDSource: int64(l.ExternalSource)}
	if !l.Apart {
		who.Email = identity.EmailKey(l.Email)
	}
	if identity.TellsWho(l.Phone) {
		who.Phone = l.Phone
	}
	return who
}

// MarketedBy reports whether p is on the marketing side of the lead: in its team, who captured it, or an admin.
func (l Lead) MarketedBy(p account.Person) bool {
	return p.Role == account.Admin || p.In(l.MarketingTeam) || l.CreatedBy == p.ID
}

// ErrOtherSide refuses a change that is marketing's alone.
var ErrOtherSide = errs.Say(errs.Forbidden, "Only the marketing team that has this lead can do this.")

// Called is how to speak of the lead: the name, or what else is known.
func (l Lead) Called() string {
	for _, s := range []string{l.Name, l.Email, l.Phone} {
		if s != "" {
			return s
		}
	}
	return "Lead " + l.ID.String()
}

// Blank reports whether nothing is known of the lead.
func (l Lead) Blank() bool {
	texts := l.Name + l.Email + l.Phone + l.JobTitle + l.Company + l.Industry + l.Country + l.City + l.Website + l.Note
	return texts == "" && l.CompanySize == 0 && l.Source == 0 && l.Campaign == 0 && l.Persona == 0 && !l.Consent &&
		len(l.Custom) == 0
}
