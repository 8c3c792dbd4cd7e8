//go:build unix

package privatepg

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"time"
)

// postmaster is the first process of a running Postgres.
type postmaster struct {
	pid    int
	exited <-chan struct{}
	signal func(syscall.Signal) error
}

// orphanPatience is how long the children of a dead postmaster may take to notice before they are told.
var orphanPatience = 3 * time.Second

// quitPatience is how long Postgres may take to end at once: it gives its own children 5 s.
const quitPatience = 7 * time.Second

// bring makes Postgres run and answer: it takes over one that runs already, waits for one that starts or stops,
// clears away what a dead one left, else starts it. Its socket lies in the directory returned: socket, or one of
// its choice when socket is empty.
func (h *house) bring(ctx context.Context, socket string) (*postmaster, string, error) {
	begun := time.Now()
	told := false
	for {
		f, err := readPidfile(h.cluster)
		if err != nil && !errors.Is(err, fs.ErrNotExist) && !errors.Is(err, errUnfinished) {
			return nil, "", err
		}
		found := dead
		if err == nil {
			found = examine(f.pid, h.cluster)
		}
		switch {
		case found == ours || found == uncertain:
			if f.foreign() {
				return nil, "", fmt.Errorf("the Postgres of %s was started by another program than Baton, as process %d: "+
					"stop it first", h.cluster, f.pid)
			}
			if pm := h.adopt(f, found, socket); pm != nil {
				return pm, f.socket, nil
			}
		case h.vacated(time.Since(begun) > orphanPatience):
			return h.launch(ctx, f, socket)
		}
		if !told {
			h.log.Info("waiting for an earlier Postgres of the same data", "pid", f.pid, "status", f.status)
			told = true
		}
		if !pause(ctx, glance) {
			return nil, "", fmt.Errorf("an earlier Postgres of %s (process %d, %s) does not get out of the way: %w", h.cluster,
				f.pid, f.status, ctx.Err())
		}
	}
}

// adopt takes over the running Postgres of f, which a killed program left. It returns nil while that one starts or
// stops. One that cannot be reached any more, at socket when that is given, is asked to stop.
func (h *house) adopt(f pidfile, found condition, socket string) *postmaster {
	if f.status != statusReady {
		return nil
	}
	err := greet(f.socket)
	if astray := socket != "" && f.socket != socket; astray || errors.Is(err, fs.ErrNotExist) {
		if found == ours {
			_ = syscall.Kill(f.pid, syscall.SIGINT)
		}
		return nil
	}
	if err != nil {
		return nil
	}
	h.log.Info("took over the Postgres that an earlier program left running", "pid", f.pid)
	return &postmaster{
		pid:    f.pid,
		exited: watch(f.pid, h.cluster, found),
		signal: func(sig syscall.Signal) error { return syscall.Kill(f.pid, sig) },
	}
}

// watch closes its channel when the process is not any more what it was found to be. It is not our child, so
// nobody tells us.
func watch(pid int, cluster string, found condition) <-chan struct{} {
	exited := make(chan struct{})
	go func() {
		defer close(exited)
		for examine(pid, cluster) == found {
			time.Sleep(10 * glance)
		}
	}()
	return exited
}

// vacated says whether no process of Postgres is left in the data directory. The children of a postmaster that was
// killed leave by themselves, unless they are deep in a computation: those are told when it is late.
func (h *house) vacated(late bool) bool {
	pids := inhabitants(h.cluster)
	for _, pid := range pids {
		if late {
			_ = syscall.Kill(pid, syscall.SIGQUIT)
		}
	}
	return len(pids) == 0
}

// launch starts Postgres in the vacated data directory and waits until it is ready. left is what lay there of an
// earlier one.
func (h *house) launch(ctx context.Context, left pidfile, socket string) (*postmaster, string, error) {
	if err := left.discard(h.cluster); err != nil {
		return nil, "", err
	}
	socket, err := h.prepareSocket(socket)
	if err != nil {
		return nil, "", err
	}
	p, err := begin(h.account, nil, syscall.SIGINT, h.log, filepath.Join(h.bin.dir, "postgres"), h.settings(socket)...)
	if err != nil {
		return nil, "", err
	}
	pm := &postmaster{
		pid:    p.cmd.Process.Pid,
		exited: p.exited,
		signal: func(sig syscall.Signal) error { return p.cmd.Process.Signal(sig) },
	}
	if err := h.awaitReady(ctx, pm, p); err != nil {
		removeSocket(socket)
		return nil, "", err
	}
	h.log.Info("the private Postgres is ready", "pid", pm.pid, "version", h.bin.version, "binaries", h.bin.dir, "data",
		h.cluster)
	return pm, socket, nil
}

func (h *house) prepareSocket(socket string) (string, error) {
	if socket == "" {
		made, err := makeSocket(h.cluster, h.account)
		if err != nil {
			return "", err
		}
		return made, clearSocket(made)
	}
	made, err := privateDir(socket, h.account)
	if err != nil {
		return "", err
	}
	if made != socket {
		removeSocket(made)
		return "", fmt.Errorf("the directory %s of the socket was taken by somebody else", socket)
	}
	return socket, clearSocket(socket)
}

// awaitReady waits for the status in the lock file. When ctx ends first it ends Postgres at once, which loses
// nothing.
func (h *house) awaitReady(ctx context.Context, pm *postmaster, p *program) error {
	look := time.NewTicker(glance / 2)
	defer look.Stop()
	for {
		if f, err := readPidfile(h.cluster); err == nil && f.pid == pm.pid && f.status == statusReady {
			return nil
		}
		select {
		case <-p.exited:
			return fmt.Errorf("the private Postgres did not start: %s: %s", p.cmd.ProcessState, p.lastWords())
		case <-ctx.Done():
			pm.quit()
			return fmt.Errorf("the private Postgres was not ready in time: %w: %s", ctx.Err(), p.lastWords())
		case <-look.C:
		}
	}
}

// stop ends Postgres: with a fast shutdown first, at once when ctx ends before that is done.
func (pm *postmaster) stop(ctx context.Context) error {
	if err := pm.signal(syscall.SIGINT); err != nil && !errors.Is(err, os.ErrProcessDone) &&
		!errors.Is(err, syscall.ESRCH) {
		return fmt.Errorf("stopping the private Postgres: %w", err)
	}
	select {
	case <-pm.exited:
		return nil
	case <-ctx.Done():
		pm.quit()
		return fmt.Errorf("the private Postgres took too long to stop and was ended at once; "+
			"it recovers at its next start: %w", ctx.Err())
	}
}

// quit ends Postgres without a checkpoint, and waits for it.
func (pm *postmaster) quit() {
	_ = pm.signal(syscall.SIGQUIT)
	select {
	case <-pm.exited:
	case <-time.After(quitPatience):
		_ = pm.signal(syscall.SIGKILL)
		<-pm.exited
	}
}
