package lead

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"baton/internal/errs"
)

// How old a touch can be when Baton is told of it, and how far the clock of who tells may be ahead.
const (
	TouchYears = 2
	TouchAhead = time.Minute
)

// OwnTouchKinds are the kinds of touches that Baton writes itself, which nobody outside can tell of.
var OwnTouchKinds = []string{"import", "submission"}

// ToldTouchKinds are the kinds of touches that a program outside can tell of.
func ToldTouchKinds() (kinds []string) {
	for _, each := range TouchKinds {
		if !slices.Contains(OwnTouchKinds, each.Kind) {
			kinds = append(kinds, each.Kind)
		}
	}
	return kinds
}

// Check brings a touch that was told of from outside into the form that is stored, and says what is wrong with it at an
// instant. One without a time was now, and so was one that is ahead by no more than clocks differ.
func (t *Touch) Check(now time.Time) errs.Problems {
	problems := errs.Problems{}
	if kinds := ToldTouchKinds(); !slices.Contains(kinds, t.Kind) {
		problems.Add("kind", fmt.Sprintf("Choose the kind of touch: one of %s.", strings.Join(kinds, ", ")))
	}
	for field, text := range map[string]*string{
		"utm_source": &t.UTM.Source, "utm_medium": &t.UTM.Medium, "utm_campaign": &t.UTM.Campaign, "utm_term": &t.UTM.Term,
		"utm_content": &t.UTM.Content,
	} {
		*text = strings.Join(strings.Fields(*text), " ")
		checkText(problems, field, *text, MaxText)
	}
	t.Note = strings.TrimSpace(strings.ReplaceAll(t.Note, "\r\n", "\n"))
	checkText(problems, "note", t.Note, MaxNote)
	switch {
	case t.At.IsZero():
		t.At = now
	case t.At.After(now.Add(TouchAhead)):
		problems.Add("at", "This is in the future. Send a touch after it happens.")
	case t.At.Before(now.AddDate(-TouchYears, 0, 0)):
		problems.Add("at", fmt.Sprintf("This is more than %d years ago. Choose a later time.", TouchYears))
	case t.At.After(now):
		t.At = now
	}
	t.At = t.At.UTC().Truncate(time.Microsecond)
	return problems
}
