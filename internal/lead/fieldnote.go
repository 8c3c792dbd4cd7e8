package lead

import (
	"fmt"
	"time"
	"unicode/utf8"

	"baton/internal/account"
	"baton/internal/english"
	"baton/internal/errs"
)

// FieldNote is what customers of a persona really say, as somebody in sales heard it.
type FieldNote struct {
	ID       int64
	Persona  PersonaID
	Words    string
	By       account.PersonID
	ByName   string
	At       time.Time
	Lead     ID     // that it came from; 0 for none, or for one that the reader may not see
	LeadName string // who that is
	Pinned   time.Time
	PinnedBy string
	Version  int
}

// MostPinned is how many notes of a persona are pinned at once: more are read by nobody.
const MostPinned = 5

// ErrPinned refuses to pin one note more than are read.
var ErrPinned = errs.Say(errs.Conflict,
	fmt.Sprintf("%d notes of this persona are already pinned, the maximum. Unpin one, then pin this.", MostPinned))

// Check brings what was typed into the form that is stored, and says what is wrong with it.
func (n *FieldNote) Check() error {
	problems := errs.Problems{}
	n.Words = lines(n.Words)
	switch length := utf8.RuneCountInString(n.Words); {
	case n.Words == "":
		problems.Add("words", "Write what they said.")
	case length > MaxWords:
		problems.Add("words", fmt.Sprintf("This has %s characters. The maximum is %s. Write one point per note.",
			english.Number(length), english.Number(MaxWords)))
	case !Printable(n.Words):
		problems.Add("words", Unprintable)
	}
	return problems.Err()
}

// MayChange answers nil when by may change the words of the note: who wrote it.
func (n FieldNote) MayChange(by account.Person) error {
	if n.By == by.ID {
		return nil
	}
	return errs.Say(errs.Forbidden, "Only the author can change this note. Add a note of your own.")
}

// MayTakeOut answers nil when by may take the note out: who wrote it, and managers.
func (n FieldNote) MayTakeOut(by account.Person) error {
	if n.By == by.ID || by.Has(account.Manager, account.Admin) {
		return nil
	}
	return errs.Say(errs.Forbidden, "Only the author or a manager can delete this note.")
}
