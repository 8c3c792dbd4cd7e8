package lead

import (
	"strings"
	"time"

	"baton/internal/errs"
	"baton/internal/money"
)

// MaxSpendDays is how long a spend may last: ten years.
const MaxSpendDays = 3660

// Check brings what was typed into the form that is stored, and says what is wrong with a campaign as a person typed
// it.
func (c *Campaign) Check() error {
	problems := errs.Problems{}
	c.Name = strings.Join(strings.Fields(c.Name), " ")
	checkName(problems, "name", c.Name, "Name the campaign, such as Autumn webinar.")
	return problems.Err()
}

// Check is what is wrong with a source as a person typed it; the problem stands under source, where campaigns name
// theirs.
func (s *Source) Check() error {
	problems := errs.Problems{}
	s.Name = strings.Join(strings.Fields(s.Name), " ")
	checkName(problems, "source", s.Name, "Choose the source of the campaign's leads, such as Webinar.")
	return problems.Err()
}

func checkName(problems errs.Problems, field, name, missing string) {
	if name == "" {
		problems.Add(field, missing)
	}
	checkText(problems, field, name, MaxText)
}

// Check says what is wrong with a spend in a currency: it ends on or after the day on which it starts, within ten
// years, and is above nothing.
func (s Spend) Check(currency string) error {
	problems := errs.Problems{}
	switch {
	case s.Starts.IsZero():
		problems.Add("starts_on", "Choose the first day of the spend.")
	case s.Ends.IsZero():
		problems.Add("ends_on", "Choose the last day of the spend.")
	case s.Ends.Before(s.Starts):
		problems.Add("ends_on", "The last day is before the first. For a single day, choose the same day twice.")
	case s.Ends.Sub(s.Starts) >= MaxSpendDays*24*time.Hour:
		problems.Add("ends_on", "This is more than ten years. Split the spend into shorter periods.")
	}
	switch {
	case s.Cents <= 0:
		problems.Add("amount", "Write an amount above 0.")
	case s.Cents > money.MaxCents/100*money.MinorUnits(currency):
		problems.Add("amount", "Write an amount of 1,000,000,000 at most.")
	}
	return problems.Err()
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
