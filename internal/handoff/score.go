package handoff

import (
	"time"

	"baton/internal/lead"
)

// PastScore is a score that a lead had, and since when.
type PastScore struct {
	lead.Score
	At     time.Time
	Number int    // of the handoff that it was of; 0 where the lead was with marketing
	Cause  string // what had it worked out: submitted, touched, edited, captured
}

// What has a score worked out.
const (
	OnSubmission = "submitted"
	OnTouch      = "touched"
	OnCapture    = "captured"
	OnEdit       = "edited"
)
