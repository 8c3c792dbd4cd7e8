package funnel

// What a verdict h counts for: one that a ruling overturned counts as accepted.
const (
	CountsAccepted = "(h.verdict = 'accepted' OR h.overturned_at IS NOT NULL)"
	CountsRejected = "(h.verdict = 'rejected' AND h.overturned_at IS NULL)"
)

// MinusOne is an SQL expression that takes one away where condition holds.
func MinusOne(condition string) string { return "CASE WHEN " + condition + " THEN -1 ELSE 0 END" }
