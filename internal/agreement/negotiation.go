package agreement

import (
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"baton/internal/account"
	"baton/internal/errs"
	"baton/internal/lead"
)

// DraftID identifies a draft; 0 is none.
type DraftID int64

// Draft is a change of the agreement that is not in force yet. Each edit makes a new version of it without
// signatures.
type Draft struct {
	ID         DraftID
	BasedOn    int // the version that it changes
	Version    int
	Terms      Terms
	From       time.Time // when it comes into force; zero is as soon as both sides have signed
	WrittenBy  account.PersonID
	WriterName string
	WrittenAt  time.Time
	ProposedAt time.Time // zero while it is only being written
	Founding   bool      // nobody wrote it: it is the agreement that came with Baton, to be signed as it is
	Signatures []Signature
	Answers    []Comment
}

// Signature is a manager's word for a side, on what the draft said in one of its versions.
type Signature struct {
	Side   account.Side
	Person account.PersonID
	Name   string
	At     time.Time
	Alone  bool // by who signs for both sides, since there was no other manager
}

// Comment is what a manager answered to a draft.
type Comment struct {
	Person account.PersonID
	Name   string
	Side   account.Side
	Words  string
	At     time.Time
}

// Proposed reports whether the draft waits to be signed.
func (d *Draft) Proposed() bool { return d != nil && !d.ProposedAt.IsZero() }

// SignedFor is the signature of a side; its Person is 0 while there is none.
func (d *Draft) SignedFor(side account.Side) Signature {
	for _, s := range d.Signatures {
		if s.Side == side {
			return s
		}
	}
	return Signature{}
}

// Negotiation is the latest version that both teams signed, in force or to come, and the draft of the next one. Done
// tells a store what a method changed.
type Negotiation struct {
	Latest   Agreement
	Coming   bool             // the latest version is not in force yet
	Unsigned bool             // nobody signed the latest version: it came with Baton
	Draft    *Draft           // nil while nobody changes anything
	Managers []account.Person // the managers and admins who work here, with their teams
	Done     Done
}

// Done is what became of a negotiation.
type Done struct {
	Written   bool        // the draft has a new version
	Signed    []Signature // somebody signed it
	Unsigned  account.Side
	Said      *Comment
	Withdrawn bool
	Agreed    bool // both sides have signed: the draft is the next version, or the founding one is signed
}

// The refusals of a negotiation.
var (
	ErrNoDraft = errs.Say(errs.Conflict,
		"The draft no longer exists. It was signed or withdrawn. Check the current agreement.")
	ErrChanged = errs.Say(errs.Conflict, "The draft was changed after you opened it.")
	ErrSecond  = errs.Say(errs.Conflict,
		"Somebody else started a draft after you opened this page. There can be only one at a time.")
)

// Edit starts or changes the draft. Its terms take effect at from, or once both sides have signed if from is zero. With
// propose, the draft waits for signatures. version is the version of the draft that by has read, 0 for none. Earlier
// signatures are removed.
func (n *Negotiation) Edit(by account.Person, version int, terms Terms, from time.Time, propose bool,
	at time.Time) error {
	switch {
	case n.Draft == nil && version != 0:
		return ErrNoDraft
	case n.Draft != nil && version == 0:
		return ErrSecond
	case n.Draft != nil && version != n.Draft.Version:
		return ErrChanged
	}
	problems := terms.Check()
	if words := n.early(by, from, at); words != "" {
		problems.Add("from", words)
	}
	if err := problems.Err(); err != nil {
		return err
	}
	if n.Draft == nil {
		n.Draft = &Draft{BasedOn: n.Latest.Version}
	}
	d := n.Draft
	d.Version++
	d.Terms, d.From, d.WrittenBy, d.WriterName, d.WrittenAt, d.Signatures, d.ProposedAt, d.Founding = terms, from, by.ID,
		by.Name, at, nil, time.Time{}, false
	if propose {
		d.ProposedAt = at
	}
	n.Done.Written = true
	return nil
}

// early tells by why a draft cannot take effect at from, "" if it can.
func (n *Negotiation) early(by account.Person, from, at time.Time) string {
	switch {
	case from.IsZero() && n.Coming:
		return fmt.Sprintf("Version %d is signed and takes effect on %s. Choose a day after it.", n.Latest.Version,
			by.Dates.Write(n.Latest.InForce, "2 January 2006"))
	case from.IsZero():
		return ""
	case !from.After(at):
		return "An agreement cannot take effect in the past. Choose a future day, or none. " +
			"Without a day, it takes effect once both sides have signed."
	case !from.After(n.Latest.InForce):
		return fmt.Sprintf("Version %d takes effect on %s. Choose a later day.", n.Latest.Version,
			by.Dates.Write(n.Latest.InForce, "2 January 2006"))
	case from.After(at.AddDate(2, 0, 0)):
		return "This is more than two years away. Choose an earlier day."
	}
	return ""
}

// Unsign takes by's own signature back, while the other side has not signed.
func (n *Negotiation) Unsign(by account.Person, version int) error {
	if err := n.open(version); err != nil {
		return err
	}
	for i, s := range n.Draft.Signatures {
		if s.Person == by.ID {
			n.Draft.Signatures = append(n.Draft.Signatures[:i:i], n.Draft.Signatures[i+1:]...)
			n.Done.Unsigned = s.Side
			return nil
		}
	}
	return errs.Say(errs.Conflict, "You have not signed this draft.")
}

// Answer says something to the other side.
func (n *Negotiation) Answer(by account.Person, words string, at time.Time) error {
	if n.Draft == nil {
		return ErrNoDraft
	}
	words = strings.TrimSpace(strings.ReplaceAll(words, "\r\n", "\n"))
	switch {
	case words == "":
		return errs.Problems{"words": "Write your answer to the other side."}
	case utf8.RuneCountInString(words) > lead.MaxNote:
		return errs.Problems{"words": "This is too long. The maximum is 10,000 characters."}
	case !lead.Printable(words):
		return errs.Problems{"words": lead.Unprintable}
	}
	c := Comment{Person: by.ID, Name: by.Name, Side: by.Side(), Words: words, At: at}
	n.Draft.Answers = append(n.Draft.Answers, c)
	n.Done.Said = &c
	return nil
}

// Withdraw ends the draft; the agreement stays as it is.
func (n *Negotiation) Withdraw(version int) error {
	if err := n.open(version); err != nil {
		return err
	}
	n.Done.Withdrawn = true
	return nil
}

// open refuses an act on a draft that is gone or has changed since it was read.
func (n *Negotiation) open(version int) error {
	switch {
	case n.Draft == nil:
		return ErrNoDraft
	case n.Draft.Version != version:
		return ErrChanged
	}
	return nil
}
