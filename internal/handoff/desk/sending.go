package desk

import (
	"time"

	"baton/internal/account"
	"baton/internal/policy"
)

// sending is one submission on its way through a transaction.
type sending struct {
	tx    Tx
	by    account.Person
	at    time.Time
	books *policy.Policy
}
