package goal

import (
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"baton/internal/account"
	"baton/internal/errs"
)

// Act is what somebody did to a goal.
type Act string

// The acts.
const (
	Set         Act = "set"
	Changed     Act = "changed"
	TakenAway   Act = "taken_away"
	BroughtBack Act = "brought_back"
)

// Change is what a goal said from an instant on, and who had it say so; nobody where it came with the installation.
type Change struct {
	Goal   Goal
	Act    Act
	By     account.PersonID
	ByName string
	At     time.Time
}

// Sentence says why a goal whose days are over was met or missed. Value is what its metric was when that was written,
// where there was anything to tell.
type Sentence struct {
	Goal   ID
	Words  string
	Value  float64
	Told   bool
	Met    bool
	By     account.PersonID
	ByName string
	At     time.Time
}

// MaxSentence is how long a sentence can be, in characters.
const MaxSentence = 1000

// ErrNotOver answers a sentence about a goal that still runs.
var ErrNotOver = errs.Say(errs.Conflict, "This goal is not over yet. Say why it was met or missed once it is over.")

// ErrNotYours answers a sentence of somebody who has nothing to do with a goal.
var ErrNotYours = errs.Say(errs.Forbidden,
	"Only the person with this goal, or their manager, can say why it was met or missed.")

// Check brings the words into one line, and says what is wrong with them.
func (s *Sentence) Check() error {
	problems := errs.Problems{}
	s.Words = strings.Join(strings.Fields(s.Words), " ")
	switch n := utf8.RuneCountInString(s.Words); {
	case n == 0:
		problems.Add("words", "Write the reason in a sentence.")
	case n > MaxSentence || !utf8.ValidString(s.Words):
		problems.Add("words", fmt.Sprintf("Write %d characters at most.", MaxSentence))
	}
	return problems.Err()
}

// NotesMost is how many changes and how many sentences of one goal are read: the latest.
const NotesMost = 50

// Notes are what stands beside goals: the latest of their history and of why they were met or missed, and of which of
// those a person may say so.
type Notes struct {
	Changes   map[ID][]Change   // the oldest first
	Sentences map[ID][]Sentence // likewise
	Mine      map[ID]bool
}
