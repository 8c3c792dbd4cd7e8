package desk

import (
	"time"

	"baton/internal/account"
	"baton/internal/policy"
)

// operation is one submission on its way through a transaction.
type operation struct {
	tx     Tx
	by     account.Person
	at     time.Time
	policy *policy.Policy
}
