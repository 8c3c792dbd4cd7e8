package visit

import (
	"cmp"
	"fmt"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"

	"baton/internal/account"
	"baton/internal/english"
	"baton/internal/money"
	"baton/web/ui"
)

// Moment is an instant as p reads it: the time today, the day before that.
func Moment(p account.Person, at, now time.Time) ui.Moment {
	if at.IsZero() {
		return ui.Moment{}
	}
	local, today := at.In(p.Location()), now.In(p.Location())
	words := p.Dates.Write(local, "2 Jan 2006")
	switch {
	case sameDay(local, today):
		words = p.Dates.Write(local, "15:04")
	case sameDay(local, today.AddDate(0, 0, -1)):
		words = "Yesterday, " + p.Dates.Write(local, "15:04")
	case local.Year() == today.Year():
		words = p.Dates.Write(local, "2 Jan, 15:04")
	}
	return ui.Moment{Words: words, Exact: at.UTC().Format(time.RFC3339),
		Hover: p.Dates.Write(local, "Monday, 2 January 2006, 15:04 MST")}
}

// beginsWithDay is words that begin with a month and its day, whose capital letter stays.
var beginsWithDay = regexp.MustCompile(`^(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]* \d`)

// Lower are words that began a sentence, inside one: yesterday, but still 2 Nov or Nov 2.
func Lower(words string) string {
	if words == "" || beginsWithDay.MatchString(words) {
		return ""
	}
	return strings.ToLower(words[:1]) + words[1:]
}

// Capital begins a sentence with words.
func Capital(words string) string { return strings.ToUpper(words[:1]) + words[1:] }

func sameDay(a, b time.Time) bool {
	ay, am, ad := a.Date()
	by, bm, bd := b.Date()
	return ay == by && am == bm && ad == bd
}

// workday is how much working time the agreement calls a day, whose promises hold for teams with other hours too.
const workday = 8 * time.Hour

// Span is a length of working time in words: 18 min, 2 h 05, 3 days.
func Span(d time.Duration) string { return SpanOf(d, workday) }

// SpanOf is span with days of this length.
func SpanOf(d, workday time.Duration) string {
	d = d.Round(time.Minute)
	switch {
	case d < time.Hour:
		return fmt.Sprintf("%d min", int(d.Minutes()))
	case d < workday && d%time.Hour == 0:
		return fmt.Sprintf("%d h", int(d.Hours()))
	case d < workday:
		return fmt.Sprintf("%d h %02d", int(d.Hours()), int(d.Minutes())%60)
	case d < 2*workday:
		return "1 day"
	}
	return english.Number(int64(d/workday)) + " days"
}

// Money is an amount in minor units of a currency in words: €1,234 or €1,234.50.
func Money(minor int64, currency string) string { return money.AmountWords(minor, currency) }

// MoneyOf is an amount in hundredths of a currency, as reports count, in words.
func MoneyOf(hundredths int64, currency string) string {
	return Money(money.OfHundredths(hundredths, currency), currency)
}

// FirstName is what somebody is called in a sentence.
func FirstName(name string) string {
	if words := strings.Fields(name); len(words) > 0 {
		return words[0]
	}
	return name
}

// Address is a path with a query of those values that are not empty, given as name, value, name, value.
func Address(path string, query ...string) string {
	values := url.Values{}
	for i := 0; i+1 < len(query); i += 2 {
		if query[i+1] != "" {
			values.Set(query[i], query[i+1])
		}
	}
	if len(values) == 0 {
		return path
	}
	return path + "?" + values.Encode()
}

// ID is an id in an address; none is empty.
func ID[T ~int | ~int64](id T) string {
	if id == 0 {
		return ""
	}
	return strconv.FormatInt(int64(id), 10)
}

// LeadsWord is a number of leads in words.
func LeadsWord(n int64) string { return english.Count(n, "lead", "leads") }

// OneOr is one for 1, many for every other number.
func OneOr[T ~int | ~int64](n T, one, many string) string {
	if n == 1 {
		return one
	}
	return many
}

// Badge is a count that ends at 100, as words; none is empty.
func Badge(n int) string {
	switch {
	case n <= 0:
		return ""
	case n >= 100:
		return "99+"
	}
	return strconv.Itoa(n)
}

// CountOrZero is Badge, with 0 where there is none.
func CountOrZero(n int) string { return cmp.Or(Badge(n), "0") }

// WithQuery is an address of ours with one more value in its query.
func WithQuery(to, name, value string) string {
	u, err := url.Parse(to)
	if err != nil {
		return to
	}
	values := u.Query()
	values.Set(name, value)
	u.RawQuery = values.Encode()
	return u.String()
}

// Signed is a number with its sign: +5, −5, +0.
func Signed(n int) string {
	if n < 0 {
		return fmt.Sprintf("−%d", -n)
	}
	return fmt.Sprintf("+%d", n)
}

// RoleOptions are the roles that a person can have.
var RoleOptions = []ui.Option{
	{Value: string(account.Marketer), Label: "Marketer", Hint: "Submits leads, fixes returned leads, manages campaigns"},
	{Value: string(account.Rep), Label: "Rep", Hint: "Answers the queue and works accepted leads"},
	{Value: string(account.Manager), Label: "Manager", Hint: "Does all of this for their teams, and manages the rules"},
	{Value: string(account.Admin), Label: "Admin", Hint: "Sees everything, adds people and teams"},
}

// RoleLabel names a role.
func RoleLabel(role account.Role) string {
	for _, o := range RoleOptions {
		if o.Value == string(role) {
			return o.Label
		}
	}
	return string(role)
}

// SideLabel names a side.
func SideLabel(side account.Side) string {
	if side == account.Marketing {
		return "Marketing"
	}
	return "Sales"
}
