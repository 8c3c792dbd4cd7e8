package postgres

// What a verdict h counts for: one that a ruling overturned counts as accepted.
const (
	countsAccepted = "(h.verdict = 'accepted' OR h.overturned_at IS NOT NULL)"
	countsRejected = "(h.verdict = 'rejected' AND h.overturned_at IS NULL)"
)

func minusOne(condition string) string { return "CASE WHEN " + condition + " THEN -1 ELSE 0 END" }
