package account

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"baton/internal/errs"
)

// KeyID identifies an API key.
type KeyID int64

// Scope is something that an API key may be used for.
type Scope string

// The scopes.
const (
	ReadTouches   Scope = "touches:read"
	WriteTouches  Scope = "touches:write"
	ReadLeads     Scope = "leads:read"
	WriteLeads    Scope = "leads:write"
	ReadHandoffs  Scope = "handoffs:read"
	WriteHandoffs Scope = "handoffs:write"
	ReadReports   Scope = "reports:read"
	ReadSettings  Scope = "settings:read"
	WriteSettings Scope = "settings:write"
)

// Scopes are all scopes and what they allow, in the order in which pages offer them.
var Scopes = []struct {
	Scope Scope
	Words string
}{
	{WriteLeads, "Create and change leads"},
	{ReadLeads, "Read leads"},
	{WriteTouches, "Add touches to leads"},
	{ReadTouches, "Read the touches of leads"},
	{WriteHandoffs, "Hand leads over, and answer and work them"},
	{ReadHandoffs, "Read handoffs"},
	{ReadReports, "Read the numbers of the dashboard"},
	{WriteSettings, "Add campaigns and spend, and set goals"},
	{ReadSettings, "Read campaigns, spend, personas, reasons, goals and imports"},
}

// Key is an API key as an admin sees it. The key itself is shown once, when it is made, and not kept.
type Key struct {
	ID        KeyID
	Name      string // what it is for
	Prefix    string // how it begins, to be recognised by
	Scopes    []Scope
	Owner     PersonID // who acts by it: a person or a service
	OwnerName string
	OwnerOff  bool // the person is disabled, so the key lets nobody in
	Service   bool
	Team      string // of a service, the one whose leads it sees; "" for every marketing team
	MadeBy    string
	MadeAt    time.Time
	UsedAt    time.Time // zero for never
	Expires   time.Time // zero for never
	RevokedBy string
	RevokedAt time.Time
}

// Works reports whether the key lets its owner in at an instant.
func (k Key) Works(at time.Time) bool {
	return k.RevokedAt.IsZero() && !k.OwnerOff && (k.Expires.IsZero() || at.Before(k.Expires))
}

// KeyOwner is somebody for whom a key can be made.
type KeyOwner struct {
	ID      PersonID
	Name    string
	Email   string // of a person
	Service bool
}

// NewKey is a key as an admin asks for it.
type NewKey struct {
	Name    string
	Owner   PersonID // 0 makes a service that is called like the key
	Team    TeamID   // of a new service: the marketing team whose leads it sees; 0 for every one
	Scopes  []Scope
	Expires time.Time // zero for never
}

// Check brings what was typed into the form that is stored, and says what is wrong with it at an instant.
func (k *NewKey) Check(at time.Time) errs.Problems {
	problems := errs.Problems{}
	k.Name = strings.Join(strings.Fields(k.Name), " ")
	switch n := utf8.RuneCountInString(k.Name); {
	case n == 0:
		problems.Add("name", "Write what the key is for, such as Website forms.")
	case n > 200:
		problems.Add("name", "A name can have 200 characters at most.")
	case !utf8.ValidString(k.Name) ||
		strings.ContainsFunc(k.Name, func(r rune) bool { return !unicode.IsGraphic(r) || r == utf8.RuneError }):
		problems.Add("name", "This has an invisible character. Delete it or type the name again.")
	}
	slices.Sort(k.Scopes)
	k.Scopes = slices.Compact(k.Scopes)
	if len(k.Scopes) == 0 {
		problems.Add("scope", "Choose what the key can do.")
	}
	for _, scope := range k.Scopes {
		if !scope.Known() {
			problems.Add("scope", fmt.Sprintf("There is no scope %q. Choose from the list.", scope))
		}
	}
	if !k.Expires.IsZero() && !k.Expires.After(at) {
		problems.Add("expires_on", "Choose a day from today on. Without a day, the key works until it is revoked.")
	}
	return problems
}

// Known reports whether there is such a scope.
func (s Scope) Known() bool {
	for _, each := range Scopes {
		if each.Scope == s {
			return true
		}
	}
	return false
}

// keyMark is how every key begins, so that people and scanners of secrets recognise one.
const keyMark = "baton_"

// NewKeyToken makes the secret of a key, of 130 random bits, and the beginning by which it is recognised.
func NewKeyToken() (token Token, prefix string) {
	token = NewToken()
	token.Secret = keyMark + token.Secret
	token.Hash = HashToken(token.Secret)
	return token, token.Secret[:len(keyMark)+6]
}
