package call

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"baton/internal/money"
)

// Amount is an amount of money as the API has it.
type Amount struct {
	Amount   string `json:"amount" example:"123.45" pattern:"^[0-9]+([.][0-9]+)?$" doc:"The amount, with a point before decimals."`
	Currency string `json:"currency" example:"EUR" doc:"The currency by its ISO 4217 code."`
}

var decimal = regexp.MustCompile(`^([0-9]{1,15})(?:\.([0-9]{1,6}))?$`)

// Minor is the amount in minor units of a currency that it must be in; wrong says why it is not.
func (m Amount) Minor(currency string) (minor int64, wrong string) {
	parts := decimal.FindStringSubmatch(m.Amount)
	digits := money.MinorDigits(currency)
	switch {
	case m.Currency != currency:
		return 0, fmt.Sprintf("The currency must be %s here.", currency)
	case parts == nil:
		return 0, `Write the amount as a text with a point before decimals, such as "123.45".`
	case len(strings.TrimRight(parts[2], "0")) > digits:
		return 0, fmt.Sprintf("%s has %d decimals at most.", currency, digits)
	}
	whole, err := strconv.ParseInt(parts[1], 10, 64)
	part, _ := strconv.ParseInt((parts[2] + "000000")[:digits]+"", 10, 64)
	if err != nil || whole > money.MostAmount(currency)/money.MinorUnits(currency) {
		return 0, "This is more than fits."
	}
	return whole*money.MinorUnits(currency) + part, ""
}

// AmountOf is an amount in minor units of a currency.
func AmountOf(minor int64, currency string) Amount {
	units, digits := money.MinorUnits(currency), money.MinorDigits(currency)
	text := strconv.FormatInt(minor/units, 10)
	if digits > 0 {
		text += fmt.Sprintf(".%0*d", digits, minor%units)
	}
	return Amount{text, currency}
}

// Money is a field that is an amount of money.
func Money[T any](name, words string, to func(*T) *Amount) Field[T] {
	return Field[T]{Name: name, Schema: &huma.Schema{Type: huma.TypeObject, Description: words,
		Properties: map[string]*huma.Schema{
			"amount":   {Type: huma.TypeString, Pattern: "^[0-9]+([.][0-9]+)?$", Examples: []any{"123.45"}},
			"currency": {Type: huma.TypeString, Pattern: "^[A-Z]{3}$", Examples: []any{"EUR"}},
		}, Required: []string{"amount", "currency"}, AdditionalProperties: false},
		Read: func(t *T, value any) string {
			fields, ok := value.(map[string]any)
			amount, isText := fields["amount"].(string)
			currency, named := fields["currency"].(string)
			if !ok || !isText || !named || len(fields) != 2 {
				return `Send an amount with its currency, such as {"amount": "123.45", "currency": "EUR"}.`
			}
			*to(t) = Amount{amount, currency}
			return ""
		}}
}
