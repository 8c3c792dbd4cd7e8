package database

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"baton/internal/errs"
)

// Tries is how often a transaction is begun again when it met another on the way.
const Tries = 4

// IsRetryable reports whether err is the loss of one of two transactions that waited for each other.
func IsRetryable(err error) bool {
	var pg *pgconn.PgError
	return errors.As(err, &pg) && (pg.Code == "40001" || pg.Code == "40P01")
}

// Classify wraps err with the kind of failure it is for a caller: NotFound for no row, Unavailable for a database that
// is away, Conflict for two transactions that met.
func Classify(err error) error {
	var pg *pgconn.PgError
	var connect *pgconn.ConnectError
	var network net.Error
	switch {
	case err == nil:
		return nil
	case errors.Is(err, pgx.ErrNoRows):
		return fmt.Errorf("%w: %w", errs.NotFound, err)
	case errors.As(err, &connect):
		return fmt.Errorf("%w: %w", errs.Unavailable, err)
	case errors.As(err, &pg):
		return classifyCode(pg, err)
	case errors.As(err, &network), pgconn.Timeout(err), errors.Is(err, context.DeadlineExceeded),
		strings.Contains(err.Error(), "conn closed"), strings.Contains(err.Error(), "unexpected EOF"),
		strings.Contains(err.Error(), "closed pool"):
		return fmt.Errorf("%w: %w", errs.Unavailable, err)
	}
	return err
}

func classifyCode(pg *pgconn.PgError, err error) error {
	switch {
	case pg.Code == "40001" || pg.Code == "40P01":
		return fmt.Errorf("%w: %w", errs.Conflict, err)
	case pg.Code == "57014", pg.Code == "25006", strings.HasPrefix(pg.Code, "08"), strings.HasPrefix(pg.Code, "53"),
		strings.HasPrefix(pg.Code, "57P"):
		return fmt.Errorf("%w: %w", errs.Unavailable, err)
	}
	return err
}

// Violates reports whether err is the violation of the constraint called name.
func Violates(err error, name string) bool {
	var pg *pgconn.PgError
	return errors.As(err, &pg) && pg.ConstraintName == name
}

// UnlessTaken is err, or taken where err is the violation of the constraint called name: somebody was faster to take a
// name.
func UnlessTaken(err error, name string, taken error) error {
	if Violates(err, name) {
		return taken
	}
	return err
}
