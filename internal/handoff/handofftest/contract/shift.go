package contract

import "baton/internal/handoff/handofftest"

// shift is a Desk at work on the store that is tested.
type shift struct{ *handofftest.Shift }
