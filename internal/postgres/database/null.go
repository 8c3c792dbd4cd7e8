package database

import (
	"errors"
	"time"

	"github.com/jackc/pgx/v5/pgtype"
)

// Zero scans a number that may be NULL into to, as 0.
func Zero[T ~int | ~int32 | ~int64](to *T) pgtype.Int64Scanner { return nullInt[T]{to} }

// ZeroText scans a text that may be NULL into to, as "".
func ZeroText[T ~string](to *T) pgtype.TextScanner { return nullText[T]{to} }

// ZeroTime scans an instant that may be NULL into to, as the zero time. It refuses an infinite time.
func ZeroTime(to *time.Time) pgtype.TimestamptzScanner { return nullTime{to} }

// ZeroDate scans a day that may be NULL into to, as the zero time.
func ZeroDate(to *time.Time) pgtype.DateScanner { return nullDate{to} }

// Seconds scans a number of whole seconds that may be NULL into to, as 0.
func Seconds(to *time.Duration) pgtype.Int64Scanner { return nullSeconds{to} }

type (
	nullInt[T ~int | ~int32 | ~int64] struct{ to *T }
	nullText[T ~string]               struct{ to *T }
	nullTime                          struct{ to *time.Time }
	nullDate                          struct{ to *time.Time }
	nullSeconds                       struct{ to *time.Duration }
)

func (n nullInt[T]) ScanInt64(v pgtype.Int8) error {
	*n.to = T(v.Int64)
	return nil
}

func (n nullText[T]) ScanText(v pgtype.Text) error {
	*n.to = T(v.String)
	return nil
}

func (n nullTime) ScanTimestamptz(v pgtype.Timestamptz) error {
	if v.InfinityModifier != 0 {
		return errors.New("an infinite time where an instant was expected")
	}
	*n.to = v.Time
	return nil
}

func (n nullDate) ScanDate(v pgtype.Date) error {
	*n.to = v.Time
	return nil
}

func (n nullSeconds) ScanInt64(v pgtype.Int8) error {
	*n.to = time.Duration(v.Int64) * time.Second
	return nil
}
