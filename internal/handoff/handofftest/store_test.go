package handofftest_test

import (
	"testing"

	"baton/internal/handoff/handofftest"
)

func TestTheStoreInMemoryKeepsTheContract(t *testing.T) {
	handofftest.Contract(t, func(_ *testing.T, floor handofftest.Floor) handofftest.Place {
		return handofftest.Open(floor)
	})
}
