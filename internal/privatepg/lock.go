//go:build unix

package privatepg

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
)

// lock makes the data directory this program's until the returned function is called. The kernel gives it back when
// the program dies, so there is no stale lock. The answer is ErrInUse when another program has it.
func lock(data string) (release func(), err error) {
	f, err := os.OpenFile(filepath.Join(data, "postgres.lock"), os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, unwritable(data, err)
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		defer f.Close()
		if errors.Is(err, syscall.EWOULDBLOCK) {
			return nil, inUse(data, f)
		}
		return nil, fmt.Errorf("locking the data directory %s: %w", data, err)
	}
	// The number is only for the message of the next who asks.
	if err := f.Truncate(0); err == nil {
		fmt.Fprintf(f, "%d\n", os.Getpid())
	}
	return sync.OnceFunc(func() { f.Close() }), nil
}

func inUse(data string, held io.Reader) error {
	who := "it"
	b, err := io.ReadAll(io.LimitReader(held, 32))
	if pid := strings.TrimSpace(string(b)); err == nil && pid != "" {
		who = "process " + pid
	}
	return fmt.Errorf("%w %s: stop %s first, or name another data directory", ErrInUse, data, who)
}
