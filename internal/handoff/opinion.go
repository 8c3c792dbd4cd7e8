package handoff

import (
	"fmt"
	"slices"
	"time"

	"baton/internal/account"
	"baton/internal/errs"
	"baton/internal/lead"
)

// Opinion is the grade that somebody in sales gives a lead, in their words. It stands beside the grade that was worked
// out and moves no clock.
type Opinion struct {
	Grade  lead.Grade
	Words  string
	By     account.PersonID
	ByName string
	At     time.Time
}

// MayGrade answers nil when by may say how good they find the lead.
func (h *Handoff) MayGrade(by account.Person) error { return h.may(EventRegraded, by) }

// Regrade says how good by finds the lead, and why. What is said later counts.
func (h *Handoff) Regrade(by account.Person, grade lead.Grade, words string, at time.Time) error {
	if err := h.MayGrade(by); err != nil {
		return err
	}
	problems := errs.Problems{}
	if !slices.Contains(lead.Grades, grade) {
		problems.Add("grade", "Choose a grade.")
	} else if grade == h.Score.Grade && h.Opined == "" { // who said otherwise before may come back to it
		problems.Add("grade", fmt.Sprintf("The lead already has grade %s. Choose another grade.", grade))
	}
	words = sentence(problems, "words", words, "Write the reason. Everybody sees it beside the grade.")
	if err := problems.Err(); err != nil {
		return err
	}
	h.Opined = grade
	h.Changes.Opinion = &Opinion{Grade: grade, Words: words, By: by.ID, ByName: by.Name, At: at}
	h.record(EventRegraded, by, at, map[string]any{"grade": grade, "was": h.Score.Grade})
	return nil
}
