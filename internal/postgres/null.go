package postgres

import (
	"errors"
	"time"

	"github.com/jackc/pgx/v5/pgtype"
)

// zero scans a number that may be NULL, which is 0.
type zero[T ~int | ~int32 | ~int64] struct{ to *T }

// ScanInt64 implements pgtype.Int64Scanner.
func (z *zero[T]) ScanInt64(v pgtype.Int8) error {
	*z.to = T(v.Int64)
	return nil
}

// zeroTime scans an instant that may be NULL, which is the zero time.
type zeroTime struct{ to *time.Time }

// ScanTimestamptz implements pgtype.TimestamptzScanner.
func (z *zeroTime) ScanTimestamptz(v pgtype.Timestamptz) error {
	if v.InfinityModifier != 0 {
		return errors.New("an infinite time where an instant was expected")
	}
	*z.to = v.Time
	return nil
}

// zeroDate scans a day that may be NULL, which is the zero time.
type zeroDate struct{ to *time.Time }

// ScanDate implements pgtype.DateScanner.
func (z *zeroDate) ScanDate(v pgtype.Date) error {
	*z.to = v.Time
	return nil
}

// zeroText scans a text that may be NULL, which is "".
type zeroText[T ~string] struct{ to *T }

// ScanText implements pgtype.TextScanner.
func (z *zeroText[T]) ScanText(v pgtype.Text) error {
	*z.to = T(v.String)
	return nil
}

// seconds scans a duration that is kept as whole seconds and may be NULL, which is 0.
type seconds struct{ to *time.Duration }

// ScanInt64 implements pgtype.Int64Scanner.
func (s *seconds) ScanInt64(v pgtype.Int8) error {
	*s.to = time.Duration(v.Int64) * time.Second
	return nil
}
