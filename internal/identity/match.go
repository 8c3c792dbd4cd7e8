// Package identity says who is the same person: it brings names, e-mail addresses, phone numbers and companies into the
// form in which they are compared, and compares them.
package identity

import (
	"slices"
	"strings"
)

// Identity is what one person is told from another by. Everything in it is normalised; "" is not known.
type Identity struct {
	Name       string // as NameKey gives it
	Email      string // as EmailKey gives it
	Phone      string // one that TellsWho
	ExternalID string // the number of the person in another system
	IDSource   int64  // the system of ExternalID: an ID counts within its source. 0 is one that nobody named
}

// Match is by what two identities are the same person. A higher one tells more.
type Match int

// By what two identities are the same person.
const (
	Different Match = iota
	ByPhone
	ByID
	ByEmail
)

// Match says whether two identities are the same person, and by what. E-mail addresses decide where both have one: the
// same address is the same person, two addresses are two people. Else an ID in the same source counts, unless the names
// have no word in common. Else a phone number counts when the names agree: many people share the number of their
// company.
func (a Identity) Match(b Identity) Match {
	switch {
	case a.Email != "" && b.Email != "":
		if a.Email == b.Email {
			return ByEmail
		}
	case a.ExternalID != "" && a.ExternalID == b.ExternalID && a.IDSource == b.IDSource && a.mayBeCalled(b):
		return ByID
	case a.Phone != "" && a.Phone == b.Phone && a.isCalled(b):
		return ByPhone
	}
	return Different
}

// isCalled reports whether the names agree. Two who have neither a name nor an e-mail address agree: they are only
// their number.
func (a Identity) isCalled(b Identity) bool {
	return a.Name == b.Name && (a.Name != "" || a.Email == "" && b.Email == "")
}

// mayBeCalled reports whether the names can be of one person: one is missing, or they share a word.
func (a Identity) mayBeCalled(b Identity) bool {
	if a.Name == "" || b.Name == "" {
		return true
	}
	words := strings.Split(b.Name, " ")
	return slices.ContainsFunc(strings.Split(a.Name, " "), func(word string) bool { return slices.Contains(words, word) })
}
