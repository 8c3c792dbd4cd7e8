//go:build unix && !linux

package privatepg

import (
	"os/exec"
	"strconv"
	"strings"
	"syscall"
)

// signalWhenOrphaned does nothing: only Linux tells a process of its parent's death. A Postgres that a killed
// program left running is taken over by the next.
func signalWhenOrphaned(*syscall.SysProcAttr, syscall.Signal) {}

// examine says what the process pid is to the Postgres of cluster, by the command line that we gave it.
func examine(pid int, cluster string) condition {
	out, err := exec.Command("ps", "-ww", "-o", "state=,command=", "-p", strconv.Itoa(pid)).Output()
	if err != nil {
		return dead
	}
	state, command, _ := strings.Cut(strings.TrimSpace(string(out)), " ")
	switch {
	case state == "", strings.HasPrefix(state, "Z"):
		return dead
	case strings.Contains(command, "postgres -D "+cluster+" "):
		return ours
	}
	return stranger
}

// inhabitants are unknown here. Postgres itself refuses to start while children of a dead postmaster live.
func inhabitants(string) []int { return nil }
