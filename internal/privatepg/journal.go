//go:build unix

package privatepg

import (
	"bufio"
	"context"
	"io"
	"log/slog"
	"strings"
	"sync"
)

// journal passes on what a process of Postgres writes on its standard error, and keeps the latest lines to explain
// a failure.
type journal struct {
	log *slog.Logger

	mu    sync.Mutex
	lines []string
	end   chan struct{} // closed when the last writer is gone
}

const keptLines = 12

// listen reads r to its end, whatever comes: a full pipe would stop Postgres.
func listen(r io.ReadCloser, log *slog.Logger) *journal {
	j := &journal{log: log, end: make(chan struct{})}
	go func() {
		defer close(j.end)
		defer r.Close()
		in := bufio.NewReaderSize(r, 16<<10)
		for {
			head, cut, err := in.ReadLine()
			line := string(head)
			for cut && err == nil { // the rest of a line that is too long to be of use
				_, cut, err = in.ReadLine()
			}
			if line != "" {
				j.add(strings.TrimRight(line, " "))
			}
			if err != nil {
				return
			}
		}
	}()
	return j
}

func (j *journal) add(line string) {
	level := slog.LevelDebug
	if isComplaint(line) && !strings.Contains(line, goodbye) {
		level = slog.LevelWarn
	}
	j.log.Log(context.Background(), level, "postgres: "+line)
	j.mu.Lock()
	defer j.mu.Unlock()
	j.lines = append(j.lines, line)
	if len(j.lines) > keptLines {
		j.lines = j.lines[1:]
	}
}

// goodbye is what Postgres says of each connection that has not quite ended when it is asked to stop; nobody needs to
// know.
const goodbye = "terminating connection due to administrator command"

func isComplaint(line string) bool {
	for _, word := range []string{"ERROR:", "FATAL:", "PANIC:", "initdb: error:"} {
		if strings.Contains(line, word) {
			return true
		}
	}
	return false
}

// why is what the process said last: its complaints, or all the kept lines when it made none.
func (j *journal) why() string {
	j.mu.Lock()
	defer j.mu.Unlock()
	var complaints []string
	for _, line := range j.lines {
		if isComplaint(line) {
			complaints = append(complaints, line)
		}
	}
	if complaints == nil {
		complaints = j.lines
	}
	return strings.Join(complaints, "; ")
}
