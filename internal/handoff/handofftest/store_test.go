package handofftest_test

import (
	"testing"

	"baton/internal/handoff/handofftest"
	"baton/internal/handoff/handofftest/contract"
)

func TestTheStoreInMemoryKeepsTheContract(t *testing.T) {
	contract.Run(t, func(_ *testing.T, floor handofftest.Floor) handofftest.Place {
		return handofftest.Open(floor)
	})
}
