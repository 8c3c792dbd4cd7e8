package server

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"baton/internal/errs"
	"baton/internal/lead"
	"baton/web/page"
)

// countryCodes are what people write for a country besides its name and its code.
var countryCodes = map[string]string{"uk": "GB", "great britain": "GB", "england": "GB", "usa": "US", "united states of america": "US", "uae": "AE", "holland": "NL"}

// typedCondition reads the condition of a rule from its form. What is left empty asks for nothing.
func typedCondition(r *http.Request) (lead.Condition, error) {
	problems := errs.Problems{}
	var all []lead.Condition
	if codes, unknown := countriesIn(typed(r, "countries")); unknown != "" {
		problems.Add("countries", fmt.Sprintf("Baton knows no country called “%s”. Write names or codes with commas between, such as Spain, PT.", unknown))
	} else if len(codes) > 0 {
		all = append(all, lead.Condition{Field: "country", Op: "is", Value: lead.Operand{Texts: codes}})
	}
	if size, asks := sizeIn(problems, typed(r, "size_from"), typed(r, "size_to")); asks {
		all = append(all, size)
	}
	if id := number[lead.CampaignID](typed(r, "campaign")); id > 0 {
		all = append(all, lead.Condition{Field: "campaign", Op: "is", Value: lead.Operand{Texts: []string{idWord(id)}}})
	}
	var grades []string
	for _, grade := range lead.Grades {
		if slices.Contains(r.PostForm["grades"], string(grade)) {
			grades = append(grades, string(grade))
		}
	}
	if len(grades) > 0 && len(grades) < len(lead.Grades) {
		all = append(all, lead.Condition{Field: "grade", Op: "is", Value: lead.Operand{Texts: grades}})
	}
	return lead.Condition{All: all}, problems.Err()
}

// countriesIn are the codes of the countries in a list with commas between, and the first that there is not.
func countriesIn(list string) (codes []string, unknown string) {
	for each := range strings.FieldsFuncSeq(list, func(r rune) bool { return r == ',' || r == ';' || r == '\n' }) {
		name := strings.Join(strings.Fields(each), " ")
		if name == "" {
			continue
		}
		code := countryCode(name)
		if code == "" {
			return nil, name
		}
		if !slices.Contains(codes, code) {
			codes = append(codes, code)
		}
	}
	return codes, ""
}

func countryCode(name string) string {
	if upper := strings.ToUpper(name); lead.CountryName(upper) != "" {
		return upper
	}
	for _, c := range lead.Countries() {
		if strings.EqualFold(c.Name, name) {
			return c.Code
		}
	}
	return countryCodes[strings.ToLower(name)]
}

// sizeIn reads how many people a company has, from and to; either may be left open.
func sizeIn(problems errs.Problems, from, to string) (c lead.Condition, asks bool) {
	least, most := peopleIn(problems, "size_from", from), peopleIn(problems, "size_to", to)
	c.Field = "company_size"
	switch {
	case least == 0 && most == 0:
		return c, false
	case most == 0:
		c.Op, c.Value.Numbers = "at_least", []int{least}
	case least == 0:
		c.Op, c.Value.Numbers = "at_most", []int{most}
	case most < least:
		problems.Add("size_to", "This is fewer than where it begins. Write the larger number here.")
	default:
		c.Op, c.Value.Numbers = "between", []int{least, most}
	}
	return c, true
}

func peopleIn(problems errs.Problems, field, text string) int {
	text = strings.NewReplacer(",", "", " ", "", "\u00a0", "").Replace(text)
	if text == "" {
		return 0
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 || n > lead.MaxSize {
		problems.Add(field, "Write a number of people from 1 to 10,000,000, or nothing.")
		return 0
	}
	return n
}

// conditionForm is a condition as its form shows it. Not whole when the form cannot show all of it.
func conditionForm(c lead.Condition, form *page.RuleForm) (whole bool) {
	parts := slices.Clone(c.All)
	whole = len(c.Any) == 0
	if c.Field != "" {
		own := c
		own.All, own.Any = nil, nil
		parts = append(parts, own)
	}
	for _, part := range parts {
		if len(part.All)+len(part.Any) > 0 || !conditionField(part, form) {
			whole = false
		}
	}
	return whole
}

func conditionField(c lead.Condition, form *page.RuleForm) bool {
	texts, numbers := c.Value.Texts, c.Value.Numbers
	switch {
	case c.Field == "country" && c.Op == "is" && form.Countries == "":
		names := make([]string, len(texts))
		for i, code := range texts {
			names[i] = countryWords(code)
		}
		form.Countries = strings.Join(names, ", ")
	case c.Field == "company_size" && c.Op == "between" && len(numbers) == 2 && form.SizeFrom+form.SizeTo == "":
		form.SizeFrom, form.SizeTo = strconv.Itoa(numbers[0]), strconv.Itoa(numbers[1])
	case c.Field == "company_size" && c.Op == "at_least" && len(numbers) == 1 && form.SizeFrom == "":
		form.SizeFrom = strconv.Itoa(numbers[0])
	case c.Field == "company_size" && c.Op == "at_most" && len(numbers) == 1 && form.SizeTo == "":
		form.SizeTo = strconv.Itoa(numbers[0])
	case c.Field == "campaign" && c.Op == "is" && len(texts)+len(numbers) == 1 && form.Campaign == "":
		form.Campaign = strings.Join(texts, "")
		if len(numbers) == 1 {
			form.Campaign = strconv.Itoa(numbers[0])
		}
	case c.Field == "grade" && c.Op == "is" && len(form.Grades) == 0:
		form.Grades = texts
	default:
		return false
	}
	return true
}

func countryWords(code string) string {
	if name := lead.CountryName(code); name != "" && !strings.Contains(name, ",") {
		return name
	}
	return code
}

// conditionWords is a condition as managers read it: Country is Spain or Portugal; 50 to 500 people; grade A or B. campaign names the
// campaign with an id.
func conditionWords(c lead.Condition, campaign func(id string) string) string {
	words := strings.Join(partWords(c, campaign), "; ")
	if words == "" {
		return "Everything"
	}
	return strings.ToUpper(words[:1]) + words[1:]
}

// partWords are the words of each part of a condition; none for the condition that always holds.
func partWords(c lead.Condition, campaign func(id string) string) (parts []string) {
	for _, each := range c.All {
		parts = append(parts, partWords(each, campaign)...)
	}
	var any []string
	for _, each := range c.Any {
		any = append(any, strings.Join(partWords(each, campaign), " and "))
	}
	if len(any) > 0 {
		parts = append(parts, alternatives(any))
	}
	if c.Field != "" {
		parts = append(parts, comparisonWords(c, campaign))
	}
	return parts
}

func comparisonWords(c lead.Condition, campaign func(id string) string) string {
	values := slices.Clone(c.Value.Texts)
	for _, n := range c.Value.Numbers {
		values = append(values, thousands(int64(n)))
	}
	field := strings.ReplaceAll(c.Field, "_", " ")
	switch {
	case c.Field == "country" && c.Op == "is":
		for i, code := range values {
			values[i] = countryWords(code)
		}
		return "country is " + alternatives(values)
	case c.Field == "campaign" && c.Op == "is":
		for i, id := range values {
			values[i] = campaign(id)
		}
		return "campaign " + alternatives(values)
	case c.Field == "grade" && c.Op == "is":
		return "grade " + alternatives(values)
	case c.Field == "company_size" && c.Op == "between" && len(values) == 2:
		return values[0] + " to " + values[1] + " people"
	case c.Field == "company_size" && (c.Op == "at_least" || c.Op == "at_most"):
		return strings.ReplaceAll(c.Op, "_", " ") + " " + alternatives(values) + " people"
	}
	return strings.TrimSpace(field + " " + strings.ReplaceAll(c.Op, "_", " ") + " " + alternatives(values))
}

// alternatives are values with commas and an or between: A, B or C.
func alternatives(values []string) string {
	if len(values) < 2 {
		return strings.Join(values, "")
	}
	last := len(values) - 1
	return strings.Join(values[:last], ", ") + " or " + values[last]
}
