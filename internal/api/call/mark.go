package call

import (
	"encoding/base64"
	"encoding/binary"
	"time"

	"baton/internal/errs"
)

// Mark is a place in a list: right after what has this time and id. The zero Mark is before all of it.
type Mark struct {
	At time.Time
	ID int64
}

// Cursor is the mark as programs get it and send it back.
func (m Mark) Cursor() string {
	var b [16]byte
	binary.BigEndian.PutUint64(b[:8], uint64(m.At.UnixMicro()))
	binary.BigEndian.PutUint64(b[8:], uint64(m.ID))
	return base64.RawURLEncoding.EncodeToString(b[:])
}

// ReadMark reads a cursor; what is none is told of as a problem.
func ReadMark(cursor string, problems errs.Problems) Mark {
	if cursor == "" {
		return Mark{}
	}
	m, ok := readMark(cursor)
	if !ok {
		problems.Add("cursor", "This is not a cursor. "+
			"Send next from the previous page unchanged, or leave it out for the first page.")
	}
	return m
}

func readMark(cursor string) (Mark, bool) {
	b, err := base64.RawURLEncoding.DecodeString(cursor)
	if err != nil || len(b) != 16 {
		return Mark{}, false
	}
	at, id := int64(binary.BigEndian.Uint64(b[:8])), int64(binary.BigEndian.Uint64(b[8:]))
	when := time.UnixMicro(at).UTC()
	return Mark{when, id}, id > 0 && when.Year() >= 2000 && when.Year() <= 2200
}

// When is an instant in UTC as an answer has it, nil for none.
func When(at time.Time) *time.Time {
	if at.IsZero() {
		return nil
	}
	at = at.UTC()
	return &at
}
