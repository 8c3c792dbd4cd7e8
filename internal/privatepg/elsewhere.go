//go:build !unix

package privatepg

import (
	"context"
	"errors"
)

var errElsewhere = errors.New(
	"the private Postgres runs on Linux and macOS only: name the address of a Postgres that runs already",
)

// Server is a private Postgres; there is none on this system.
type Server struct{}

// Start answers an error: there is no private Postgres on this system.
func Start(context.Context, Config) (*Server, error) { return nil, errElsewhere }

// Attach answers an error: there is no private Postgres on this system.
func Attach(context.Context, Config) (*Server, error) { return nil, errElsewhere }

// URL is the address for pgx.
func (*Server) URL() string { return "" }

// Stop does nothing.
func (*Server) Stop(context.Context) error { return nil }

// Done is never closed.
func (*Server) Done() <-chan struct{} { return nil }
