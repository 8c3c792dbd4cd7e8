//go:build unix

package privatepg

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"time"
)

// program is a running program of PostgreSQL.
type program struct {
	cmd    *exec.Cmd
	said   *journal
	exited <-chan struct{}
}

// begin starts the program at path as acc, in a process group of its own, so that Ctrl-C in a terminal reaches us only.
// On Linux the kernel sends it orphaned when we die.
func begin(acc account, stdin io.Reader, orphaned syscall.Signal, log *slog.Logger, path string,
	args ...string) (*program, error) {
	r, w, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	defer w.Close()
	cmd := exec.Command(path, args...)
	cmd.Dir = "/" // ours may be closed to acc
	cmd.Env = plainEnvironment(os.Environ())
	cmd.Stdin, cmd.Stdout, cmd.Stderr = stdin, w, w
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Credential: acc.credential()}
	signalWhenOrphaned(cmd.SysProcAttr, orphaned)
	exited, err := startOnOwnThread(cmd)
	if err != nil {
		r.Close()
		return nil, fmt.Errorf("starting %s as %s: %w", path, acc.name, err)
	}
	return &program{cmd: cmd, said: listen(r, log), exited: exited}, nil
}

// startOnOwnThread starts cmd on a thread that lives as long as cmd does. Linux takes the end of the thread, not of
// the program, for the death of the parent.
func startOnOwnThread(cmd *exec.Cmd) (<-chan struct{}, error) {
	started := make(chan error, 1)
	exited := make(chan struct{})
	go func() {
		runtime.LockOSThread() // and never unlocked: the thread ends with this function
		defer close(exited)
		err := cmd.Start()
		started <- err
		if err == nil {
			_ = cmd.Wait() // how it ended stands in cmd.ProcessState
		}
	}()
	return exited, <-started
}

// run runs the program at path to its end and returns what it complained of when it failed.
func run(ctx context.Context, acc account, stdin io.Reader, log *slog.Logger, path string, args ...string) error {
	p, err := begin(acc, stdin, syscall.SIGKILL, log, path, args...)
	if err != nil {
		return err
	}
	select {
	case <-p.exited:
	case <-ctx.Done():
		_ = syscall.Kill(-p.cmd.Process.Pid, syscall.SIGKILL) // its children too
		<-p.exited
		return fmt.Errorf("%s was cut short: %w", filepath.Base(path), ctx.Err())
	}
	if p.cmd.ProcessState.Success() {
		return nil
	}
	return fmt.Errorf("%s failed: %s: %s", filepath.Base(path), p.cmd.ProcessState, p.lastWords())
}

// lastWords is what the ended program said. Its children may hold its output open a little longer.
func (p *program) lastWords() string {
	select {
	case <-p.said.end:
	case <-time.After(time.Second):
	}
	return p.said.why()
}

// plainEnvironment leaves out what would change the meaning of PostgreSQL's programs: a PGDATA of somebody else, or
// a locale that this machine does not have.
func plainEnvironment(env []string) []string {
	var plain []string
	for _, entry := range env {
		if strings.HasPrefix(entry, "PG") || strings.HasPrefix(entry, "LC_") || strings.HasPrefix(entry, "LANG") {
			continue
		}
		plain = append(plain, entry)
	}
	return plain
}

// condition is what the process of a lock file turns out to be.
type condition int

const (
	dead      condition = iota // gone, or a zombie that nobody collects
	stranger                   // a process that got the number later
	ours                       // the Postgres of the data directory
	uncertain                  // a Postgres of whose directory nothing can be learnt
)
