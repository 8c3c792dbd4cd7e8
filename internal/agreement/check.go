package agreement

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"

	"baton/internal/english"
	"baton/internal/errs"
	"baton/internal/lead"
)

// Limits of what may be promised.
const (
	MostMinutes  = 20_000 // of working time, some 40 days
	MostOwed     = 10
	mostLeads    = 1_000_000
	mostAttempts = 30
	mostDays     = 365
	mostRecycles = 20
)

// Check says, field by field, what is wrong with terms as a manager typed them. A problem within the definition is told
// by its place: definition.1.0 is the first part of its second line.
func (t Terms) Check() errs.Problems {
	problems := errs.Problems{}
	t.checkDefinition(problems)
	t.checkOwed(problems)
	for _, grade := range lead.Grades {
		checkSpan(problems, "decide."+string(grade), t.Decide[grade])
		checkSpan(problems, "first_contact."+string(grade), t.FirstContact[grade])
		tries := t.GiveUp[grade]
		between(problems, "give_up."+string(grade)+".attempts", tries.Attempts, 1, mostAttempts, "attempts")
		between(problems, "give_up."+string(grade)+".days", tries.Days, 0, mostDays, "days")
	}
	checkSpan(problems, "answer", t.Answer)
	between(problems, "dispute_days", t.DisputeDays, 1, mostDays, "days")
	between(problems, "recycle_cap", t.RecycleCap, 0, mostRecycles, "times")
	between(problems, "nurture_days", t.NurtureDays, 1, mostDays, "days")
	between(problems, "cooldown_days", t.CooldownDays, 0, mostDays, "days")
	return problems
}

func (t Terms) checkDefinition(problems errs.Problems) {
	if t.Definition.Empty() {
		problems.Add("definition", "Add at least one condition. Without one, every lead would be qualified.")
	}
	var wrong errs.Problems
	if errors.As(t.Definition.Check(), &wrong) {
		for place, words := range wrong {
			problems.Add(strings.TrimSuffix("definition."+place, "."), words)
		}
	}
}

func (t Terms) checkOwed(problems errs.Problems) {
	if len(t.Owed) > MostOwed {
		problems.Add("owed", fmt.Sprintf("These are too many promises. The maximum is %d.", MostOwed))
	}
	type of struct {
		grade  lead.Grade
		period Period
	}
	seen := map[of]bool{}
	for i, owed := range t.Owed {
		at := "owed." + strconv.Itoa(i)
		between(problems, at+".leads", owed.Leads, 1, mostLeads, "leads")
		if owed.Period != Monthly && owed.Period != Quarterly {
			problems.Add(at+".period", "Choose a month or a quarter.")
		}
		if owed.Grade != "" && !isGrade(owed.Grade) {
			problems.Add(at+".grade", "Choose a grade, or any.")
		}
		if seen[of{owed.Grade, owed.Period}] {
			problems.Add(at+".leads", "This promise is there twice. Delete one of them.")
		}
		seen[of{owed.Grade, owed.Period}] = true
	}
}

func isGrade(g lead.Grade) bool {
	for _, each := range lead.Grades {
		if each == g {
			return true
		}
	}
	return false
}

func checkSpan(problems errs.Problems, field string, minutes int) {
	switch {
	case minutes <= 0:
		problems.Add(field, "The time must be above zero. Write working time, such as 30 min, 4 h or 2 days.")
	case minutes > MostMinutes:
		problems.Add(field, "This is too long. The maximum is 40 days.")
	}
}

func between(problems errs.Problems, field string, n, least, most int, what string) {
	if n < least || n > most {
		problems.Add(field, fmt.Sprintf("Write a number of %s from %d to %s.", what, least, english.Number(most)))
	}
}

// workday is how many minutes of working time are called a day.
const workday = 480

// Span is working time in words: 30 min, 4 h, 1 day.
func Span(minutes int) string {
	switch {
	case minutes > 0 && minutes%workday == 0:
		return plural(minutes/workday, "day")
	case minutes > 0 && minutes%60 == 0:
		return strconv.Itoa(minutes/60) + " h"
	}
	return strconv.Itoa(minutes) + " min"
}

// ReadSpan reads working time as people write it, such as 30, 30 min, 1.5 h or 2 days, in minutes; a day has eight
// hours.
func ReadSpan(text string) (minutes int, ok bool) {
	text = strings.ToLower(strings.TrimSpace(strings.ReplaceAll(text, ",", ".")))
	number := strings.TrimRight(text, "abcdefghijklmnopqrstuvwxyz ")
	unit := strings.TrimSpace(text[len(number):])
	times, known := map[string]float64{
		"": 1, "m": 1, "min": 1, "mins": 1, "minute": 1, "minutes": 1, "h": 60, "hr": 60, "hour": 60, "hours": 60,
		"d": workday, "day": workday, "days": workday,
	}[unit]
	value, err := strconv.ParseFloat(number, 64)
	if err != nil || !known || math.IsNaN(value) || value < 0 || value > MostMinutes*10 {
		return 0, false
	}
	return int(math.Round(value * times)), true
}

// plural is a number of things whose plural ends in s, such as 3 days.
func plural(n int, one string) string { return english.Count(n, one, one+"s") }
