package lead

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"baton/internal/errs"
)

// Limits of what a spend holds.
const (
	MaxSpendCents = 100_000_000_000 // a thousand million
	MaxSpendDays  = 3660            // ten years
)

// Check brings what was typed into the form that is stored, and says what is wrong with a campaign as a person typed it.
func (c *Campaign) Check() error {
	problems := errs.Problems{}
	c.Name = strings.Join(strings.Fields(c.Name), " ")
	checkName(problems, "name", c.Name, "Name the campaign, such as Autumn webinar.")
	return problems.Err()
}

// Check is what is wrong with a source as a person typed it; the problem stands under source, where campaigns name theirs.
func (s *Source) Check() error {
	problems := errs.Problems{}
	s.Name = strings.Join(strings.Fields(s.Name), " ")
	checkName(problems, "source", s.Name, "Say where the leads of the campaign come from, such as Webinar.")
	return problems.Err()
}

func checkName(problems errs.Problems, field, name, missing string) {
	if name == "" {
		problems.Add(field, missing)
	}
	checkText(problems, field, name, MaxText)
}

// Check says what is wrong with a spend: it ends on or after the day on which it starts, within ten years, and is above nothing.
func (s Spend) Check() error {
	problems := errs.Problems{}
	switch {
	case s.Starts.IsZero():
		problems.Add("starts_on", "Choose the first day that the money was spent for.")
	case s.Ends.IsZero():
		problems.Add("ends_on", "Choose the last day that the money was spent for.")
	case s.Ends.Before(s.Starts):
		problems.Add("ends_on", "The last day must not be before the first. For a single day, choose it twice.")
	case s.Ends.Sub(s.Starts) >= MaxSpendDays*24*time.Hour:
		problems.Add("ends_on", "These are more than ten years. Divide the money into shorter times.")
	}
	switch {
	case s.Cents <= 0:
		problems.Add("amount", "Write an amount above 0.")
	case s.Cents > MaxSpendCents:
		problems.Add("amount", "Write an amount of 1,000,000,000 at most.")
	}
	return problems.Err()
}

// amounts are the ways in which people write an amount: with or without a sign between thousands, and up to two decimals after a point
// or a comma that is another sign than that one.
var amounts = []*regexp.Regexp{
	regexp.MustCompile(`^(\d{1,15})(?:[.,](\d{1,2}))?$`),
	regexp.MustCompile(`^(\d{1,3}(?:,\d{3})+)(?:\.(\d{1,2}))?$`),
	regexp.MustCompile(`^(\d{1,3}(?:\.\d{3})+)(?:,(\d{1,2}))?$`),
	regexp.MustCompile(`^(\d{1,3}(?:[ '’]\d{3})+)(?:[.,](\d{1,2}))?$`),
}

var (
	anySpace  = strings.NewReplacer("\u00a0", " ", "\u202f", " ", "\u2009", " ")
	anyMark   = strings.NewReplacer(",", "", ".", "", " ", "", "'", "", "’", "")
	moneySign = "€$£¥"
)

// Cents reads an amount of money as people type it, such as 9,400 or 9400.50 or 9.400,50, exactly. Not ok when it cannot be read in one
// way only, or is more than fits.
func Cents(typed string) (cents int64, ok bool) {
	text := strings.TrimSpace(strings.Trim(strings.TrimSpace(anySpace.Replace(typed)), moneySign))
	for _, form := range amounts {
		parts := form.FindStringSubmatch(text)
		if parts == nil {
			continue
		}
		whole, err := strconv.ParseInt(anyMark.Replace(parts[1]), 10, 64)
		if err != nil || whole > MaxSpendCents {
			return 0, false
		}
		part, err := strconv.ParseInt((parts[2] + "00")[:2], 10, 64)
		return whole*100 + part, err == nil
	}
	return 0, false
}

// firstYear and lastYear are the years in which Baton takes a day.
const firstYear, lastYear = 2000, 2100

// Day reads a day as a form sends it, such as 2026-11-03. Not ok when it is none between the years 2000 and 2100.
func Day(typed string) (day time.Time, ok bool) {
	day, err := time.Parse(time.DateOnly, strings.TrimSpace(typed))
	if err != nil || day.Year() < firstYear || day.Year() > lastYear {
		return time.Time{}, false
	}
	return day, true
}

// CampaignLine is a campaign with what it cost and brought so far.
type CampaignLine struct {
	Campaign
	SourceName                     string
	SpendCents                     int64
	HandedOver, Accepted, Rejected int64 // handoffs, all and by their verdict
}
