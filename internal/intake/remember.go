package intake

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"time"
)

// Remembered is what somebody chose for the columns of an earlier file with the same heading.
type Remembered struct {
	Mapping Mapping
	ByName  string // "" if it was chosen on the server
	At      time.Time
}

// HeadingKey identifies the heading of the file, whatever its capitals and accents. It is "" for a file without one,
// whose columns have no names by which they could be known again.
func (s *Sheet) HeadingKey() string {
	if s.NoHeading {
		return ""
	}
	keys := make([]string, len(s.Header))
	for i, h := range s.Header {
		keys[i] = key(h)
	}
	sum := sha256.Sum256(fmt.Appendf(nil, "%q", keys))
	return hex.EncodeToString(sum[:])
}

// Recall returns the mapping of an earlier file with this heading. ok is false if it does not fit any more.
func (s *Sheet) Recall(r Remembered) (m Mapping, ok bool) {
	if len(r.Mapping) != len(s.Header) || r.Mapping.Check() != nil {
		return nil, false
	}
	return r.Mapping, true
}

// IsCorrected reports whether a mapping is not the one that is guessed, so that it is worth remembering.
func (s *Sheet) IsCorrected(m Mapping) bool { return !slices.Equal(m, s.Guess()) }
