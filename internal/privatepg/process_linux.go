package privatepg

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
)

// signalWhenOrphaned has the kernel send sig when the thread that starts the process ends.
func signalWhenOrphaned(attr *syscall.SysProcAttr, sig syscall.Signal) { attr.Pdeathsig = sig }

// examine says what the process pid is to the Postgres of cluster. A postmaster and its children work in their data
// directory.
func examine(pid int, cluster string) condition {
	proc := filepath.Join("/proc", strconv.Itoa(pid))
	name, state := nameAndState(proc)
	if state == "" || state == "Z" || state == "X" {
		return dead
	}
	if name != "postgres" {
		return stranger
	}
	cwd, err := os.Readlink(filepath.Join(proc, "cwd"))
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return dead
	case err != nil:
		return uncertain
	case cwd == cluster:
		return ours
	}
	return stranger
}

// nameAndState reads /proc/PID/stat: the program's name in parentheses, which may hold anything, then a letter.
func nameAndState(proc string) (name, state string) {
	b, err := os.ReadFile(filepath.Join(proc, "stat"))
	if err != nil {
		return "", ""
	}
	stat := string(b)
	from, to := strings.IndexByte(stat, '('), strings.LastIndexByte(stat, ')')
	if from < 0 || to < from || len(stat) < to+3 {
		return "", ""
	}
	return stat[from+1 : to], stat[to+2 : to+3]
}

// inhabitants are the living processes of Postgres that work in cluster.
func inhabitants(cluster string) []int {
	links, err := filepath.Glob("/proc/[0-9]*/cwd")
	if err != nil {
		return nil
	}
	var pids []int
	for _, link := range links {
		if cwd, err := os.Readlink(link); err != nil || cwd != cluster {
			continue
		}
		pid, err := strconv.Atoi(filepath.Base(filepath.Dir(link)))
		if err == nil && examine(pid, cluster) == ours {
			pids = append(pids, pid)
		}
	}
	return pids
}
