package call

import (
	"strings"
	"testing"
	"time"
)

func TestACursorIsReadAsItWasWritten(t *testing.T) {
	t.Parallel()
	kept := Mark{ID: 1 << 40}
	kept.At = time.Date(2026, 11, 3, 10, 0, 0, 123_456_000, time.UTC)
	mark, ok := readMark(kept.Cursor())
	if !ok || mark.ID != kept.ID || !mark.At.Equal(kept.At) {
		t.Errorf("%+v, %t", mark, ok)
	}
	for _, forged := range []string{"x", "AAAA", "====", strings.Repeat("A", 22), strings.Repeat("_", 22),
		strings.Repeat("A", 10_000)} {
		if _, ok := readMark(forged); ok {
			t.Errorf("%.30q is taken for a cursor", forged)
		}
	}
}
