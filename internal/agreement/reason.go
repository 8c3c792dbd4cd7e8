package agreement

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"baton/internal/errs"
)

// ReasonID identifies a reason; 0 is none.
type ReasonID int64

// List is where a reason is offered: before contact or after it.
type List string

// The two lists of reasons. They are never mixed.
const (
	Reject     List = "reject"
	Disqualify List = "disqualify"
)

// NextStep is what Baton does after a verdict with a reason.
type NextStep string

// The next steps.
const (
	Return  NextStep = "return"  // back to marketing, to be fixed
	Reroute NextStep = "reroute" // on to somebody else, without marketing
	Merge   NextStep = "merge"
	Close   NextStep = "close"
	Recycle NextStep = "recycle" // to be tried again later
)

// Quality is whether a reason counts against the quality of what marketing sends.
type Quality string

// The answers to whether a reason counts against quality.
const (
	QualityNo     Quality = "no"
	QualityData   Quality = "data" // against data quality only
	QualityPartly Quality = "partly"
	QualityYes    Quality = "yes"
)

// Reason is why sales turned a lead down. Marketing learns from it, so the list is short.
type Reason struct {
	ID        ReasonID
	List      List
	Class     string
	Code      string
	Words     string
	NextStep  NextStep
	NeedsNote bool
	NeedsDate bool // the lead named a day, on which it comes back
	Position  int  // in its list
	Quality   Quality
	Retired   bool
	Version   int
}

// Uses are how often a reason was given lately, and whether it ever was.
type Uses struct {
	Lately int
	Ever   bool
}

// OtherMost is the share of all uses above which "Other" hides a reason that the list should have.
const OtherMost = 0.1

// TooVague reports whether this reason says nothing in particular and stands in more than a tenth of all uses of its
// list.
func (r Reason) TooVague(uses, all int) bool {
	return r.Class == "other" && float64(uses) > OtherMost*float64(all)
}

// Consequence says in words what a reason leads to, for the person who is about to choose it.
func (r Reason) Consequence() string {
	next := map[NextStep]string{
		Return:  "returns the lead to marketing",
		Reroute: "passes the lead to a colleague",
		Merge:   "merges the lead",
		Close:   "closes the lead",
		Recycle: "recycles the lead",
	}[r.NextStep]
	against := map[Quality]string{
		QualityNo:     "does not count against quality",
		QualityData:   "counts against data quality only",
		QualityPartly: "counts partly against quality",
		QualityYes:    "counts against quality",
	}[r.Quality]
	return r.Words + " " + next + " and " + against + "."
}

// Classes are the classes of reasons of each list, as they are grouped on pages.
var Classes = map[List][]string{
	Reject:     {"definitional", "clerical", "procedural", "other"},
	Disqualify: {"contact", "need", "fit", "lost", "other"},
}

// NextSteps are what can happen by itself after a verdict with a reason of the list. Only wrong data has a lead merged.
func (l List) NextSteps() []NextStep {
	if l == Disqualify {
		return []NextStep{Close, Recycle}
	}
	return []NextStep{Return, Reroute, Merge, Close}
}

var codeForm = regexp.MustCompile(`^[a-z][a-z0-9_]{0,59}$`)

// Check says what is wrong with a reason as a manager typed it.
func (r *Reason) Check() error {
	problems := errs.Problems{}
	r.Words = strings.Join(strings.Fields(r.Words), " ")
	r.Code = strings.TrimSpace(r.Code)
	if r.Words == "" {
		problems.Add("words", "Write the reason in a few words. Reps see it on the button.")
	} else if utf8.RuneCountInString(r.Words) > 200 {
		problems.Add("words", "A reason can have 200 characters at most.")
	}
	if !codeForm.MatchString(r.Code) {
		problems.Add("code", "A code starts with a letter and has only small letters, digits and _, such as wrong_size.")
	}
	_, listed := Classes[r.List]
	if !listed {
		problems.Add("list", "Choose whether the reason is offered before or after contact.")
	}
	if listed && !slices.Contains(Classes[r.List], r.Class) {
		problems.Add("class", "Choose a class from this list.")
	}
	switch {
	case !listed: // what may come next depends on it
	case r.NextStep == Merge && (r.List != Reject || r.Class != "clerical"):
		problems.Add("next_step",
			"Only a lead rejected for wrong data can be merged into another. Choose the class Wrong data, or another next step.")
	case !slices.Contains(r.List.NextSteps(), r.NextStep):
		problems.Add("next_step",
			"Choose what happens next. A rejected lead can return, go to a colleague, be merged or close. "+
				"A disqualified lead can close or be recycled.")
	}
	if !slices.Contains([]Quality{QualityNo, QualityData, QualityPartly, QualityYes}, r.Quality) {
		problems.Add("quality", "Choose whether the reason counts against quality.")
	}
	return problems.Err()
}

// ReasonsOf are the reasons of a list in its order, the retired among them.
func ReasonsOf(all map[ReasonID]Reason, list List) (reasons []Reason) {
	for _, reason := range all {
		if reason.List == list {
			reasons = append(reasons, reason)
		}
	}
	slices.SortFunc(reasons, func(a,
		b Reason) int {
		return cmp.Or(cmp.Compare(a.Position, b.Position), cmp.Compare(a.ID, b.ID))
	})
	return reasons
}
