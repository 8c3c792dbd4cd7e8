//go:build unix

package privatepg

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
)

// pidfile is what postmaster.pid tells of the Postgres that has a data directory, or had it when it died.
type pidfile struct {
	pid    int
	port   int
	socket string // the directory of its socket
	status string // starting, ready, stopping
}

const statusReady = "ready"

var errUnfinished = errors.New("postmaster.pid is not written yet")

// readPidfile answers fs.ErrNotExist when nothing runs and nothing crashed.
func readPidfile(cluster string) (pidfile, error) {
	b, err := os.ReadFile(pidfilePath(cluster))
	if err != nil {
		return pidfile{}, err
	}
	// number, data directory, start time, port, socket directory, network address, shared memory, status
	var line [8]string
	copy(line[:], strings.Split(string(b), "\n"))
	f := pidfile{socket: line[4], status: strings.TrimSpace(line[7])}
	if f.pid, err = strconv.Atoi(strings.TrimSpace(line[0])); err != nil || f.pid <= 0 {
		return pidfile{}, errUnfinished
	}
	f.port, _ = strconv.Atoi(line[3]) // empty in the first moments of a start
	return f, nil
}

func pidfilePath(cluster string) string { return filepath.Join(cluster, "postmaster.pid") }

// foreign says that the file tells of a Postgres that no Baton started: its socket lies elsewhere.
func (f pidfile) foreign() bool {
	return f.socket != "" && (f.port != port || !strings.HasPrefix(filepath.Base(f.socket), socketPrefix))
}

// answering returns the directory of the socket at which the running Postgres of cluster takes sessions.
func answering(cluster string) (socket string, ok bool) {
	f, err := readPidfile(cluster)
	if err != nil || f.status != statusReady || f.foreign() {
		return "", false
	}
	return f.socket, greet(f.socket) == nil
}

// discard removes the lock file of a dead Postgres where Postgres itself would not: its number is a zombie's or a
// stranger's, or a full disk left it empty. It must be certain that nothing of that Postgres lives. Otherwise the
// file stays, since Postgres reads in it which shared memory to examine before it starts.
func (f pidfile) discard(cluster string) error {
	if f.pid != 0 && errors.Is(syscall.Kill(f.pid, 0), syscall.ESRCH) {
		return nil
	}
	if err := os.Remove(pidfilePath(cluster)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("removing the lock file of a dead Postgres: %w", err)
	}
	return nil
}
