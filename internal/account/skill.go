package account

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Limits of what a person or a rule can have of skills.
const (
	maxSkills = 20
	maxSkill  = 40 // characters
)

// TidySkills brings skills as they were typed, such as Spanish or Warehouse, into the form that is compared: small
// letters, each once, in order. wrong says in words why they cannot be kept.
func TidySkills(typed []string) (skills []string, wrong string) {
	for _, each := range typed {
		skill := strings.ToLower(strings.Join(strings.Fields(each), " "))
		switch {
		case skill == "" || slices.Contains(skills, skill):
		case utf8.RuneCountInString(skill) > maxSkill:
			return skills, "A skill can have 40 characters at most, such as Spanish."
		case !utf8.ValidString(skill) ||
			strings.ContainsFunc(skill,
				func(r rune) bool { return unicode.IsControl(r) || r == ',' || unicode.Is(unicode.Cf, r) }):
			return skills, "This has an invisible character. Delete it or type the text again."
		default:
			skills = append(skills, skill)
		}
	}
	if len(skills) > maxSkills {
		return skills, "A person can have 20 skills at most."
	}
	slices.Sort(skills)
	return skills, ""
}

// Lacks is the first of the wanted skills that is not among those that somebody has, "" when all are.
func Lacks(has, wanted []string) string {
	for _, skill := range wanted {
		if !slices.Contains(has, skill) {
			return skill
		}
	}
	return ""
}
