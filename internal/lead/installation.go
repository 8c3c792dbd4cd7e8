package lead

import (
	"fmt"
	"strings"
	"time"

	"baton/internal/account"
	"baton/internal/errs"
	"baton/internal/money"
)

// Installation is what holds for the whole company: the currency of its money, and the time zone in whose days reports
// count.
type Installation struct {
	Currency string // ISO 4217
	Zone     string // IANA
	By       string // who set them last; empty while nobody has
	At       time.Time
	Money    MoneyKept
	Version  int64 // of the change that set them last
}

// MoneyKept is how much is kept in the company's currency.
type MoneyKept struct {
	Deals, Spends, Goals int
}

// Words name what is kept; empty for nothing.
func (k MoneyKept) Words() string {
	var parts []string
	for _, part := range []struct {
		n         int
		one, many string
	}{{k.Deals, "deal", "deals"}, {k.Spends, "amount spent on a campaign", "amounts spent on campaigns"},
		{k.Goals, "goal", "goals"}} {
		switch part.n {
		case 0:
		case 1:
			parts = append(parts, "1 "+part.one)
		default:
			parts = append(parts, fmt.Sprintf("%d %s", part.n, part.many))
		}
	}
	return strings.Join(parts, ", ")
}

// Check brings an installation into the form that is stored, and says what is wrong with it as an admin typed it.
func (i *Installation) Check() error {
	problems := errs.Problems{}
	i.Currency = strings.ToUpper(strings.TrimSpace(i.Currency))
	if !money.KnownCurrency(i.Currency) {
		problems.Add("currency", "Choose the currency of your company, such as EUR.")
	}
	if zone, ok := account.FindZone(i.Zone); ok {
		i.Zone = zone
	} else {
		problems.Add("zone", "Choose the time zone of your company, such as Europe/Berlin.")
	}
	return problems.Err()
}
