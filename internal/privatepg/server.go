//go:build unix

package privatepg

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"time"
)

// Server is a private Postgres that answers at URL. When its process dies without being asked, the Server recovers
// it and starts it again at the same address.
type Server struct {
	url string

	house   *house // nil when the Postgres is another program's
	socket  string
	release func()

	ask    sync.Once
	asked  chan struct{}   // closed by the first Stop
	askCtx context.Context // the context of that Stop
	ended  chan struct{}   // closed when nothing runs any more and all is tidied up
	err    error           // what Stop answers; read after ended
	done   chan struct{}   // closed on giving up
}

// house is one data directory with all that is needed to run its Postgres.
type house struct {
	cluster string // the data directory of Postgres, without symbolic links
	account account
	bin     binaries
	log     *slog.Logger
}

// URL is the address for pgx. It stays the same when the supervisor starts Postgres again.
func (s *Server) URL() string { return s.url }

// Done is closed when Postgres died without being asked and cannot be started again, because its data is gone. It
// stays open after Stop, and for a Server that joined the Postgres of another program.
func (s *Server) Done() <-chan struct{} { return s.done }

// Start runs the private Postgres of c.Data for a program that serves, and returns when it answers. It fills an
// empty directory, recovers after a crash, and takes over a Postgres that a killed program left running. ctx bounds
// the wait only. It answers ErrInUse when another program has the directory, and ErrNoBinaries.
func Start(ctx context.Context, c Config) (*Server, error) {
	data, err := openData(c.Data)
	if err != nil {
		return nil, err
	}
	release, err := lock(data)
	if err != nil {
		return nil, err
	}
	s, err := serve(ctx, c, data, release)
	if err != nil {
		release()
		return nil, err
	}
	return s, nil
}

// Attach gives a command the private Postgres of c.Data: that of the program that runs it already, whose Stop is
// then left to that program, or else one of its own until Stop. It waits while the other program is still starting
// or just stopping; ctx bounds the wait.
func Attach(ctx context.Context, c Config) (*Server, error) {
	data, err := openData(c.Data)
	if err != nil {
		return nil, err
	}
	for {
		release, err := lock(data)
		if err == nil {
			s, err := serve(ctx, c, data, release)
			if err != nil {
				release()
				return nil, err
			}
			return s, nil
		}
		if !errors.Is(err, ErrInUse) {
			return nil, err
		}
		if socket, ok := answering(filepath.Join(data, clusterName)); ok {
			return &Server{url: address(socket), done: make(chan struct{})}, nil
		}
		if !pause(ctx, glance) {
			return nil, fmt.Errorf("%w, and its Postgres does not answer: %w", err, ctx.Err())
		}
	}
}

// serve starts the Postgres of data and its supervisor. The caller has the lock, and keeps it on an error.
func serve(ctx context.Context, c Config, data string, release func()) (*Server, error) {
	h, err := settle(ctx, c, data)
	if err != nil {
		return nil, err
	}
	pm, socket, err := h.bring(ctx, "")
	if err != nil {
		return nil, err
	}
	s := &Server{
		url:     address(socket),
		house:   h,
		socket:  socket,
		release: release,
		asked:   make(chan struct{}),
		ended:   make(chan struct{}),
		done:    make(chan struct{}),
	}
	go s.supervise(pm)
	return s, nil
}

// settle finds who runs Postgres and with which binaries, and fills the data directory when it is empty.
func settle(ctx context.Context, c Config, data string) (*house, error) {
	cluster := filepath.Join(data, clusterName)
	acc, err := chooseAccount(cluster)
	if err != nil {
		return nil, err
	}
	if dir := acc.shutOut(data); dir != "" {
		return nil, fmt.Errorf("PostgreSQL refuses to run as root, and the user %s cannot enter %s: "+
			"run as an ordinary user, or put the data below /var/lib, or open the way with: chmod o+x %s", acc.name, dir, dir)
	}
	major, err := madeBy(cluster)
	if err != nil {
		return nil, err
	}
	bin, err := findBinaries(ctx, c, data, acc, major)
	if err != nil {
		return nil, err
	}
	h := &house{cluster: cluster, account: acc, bin: bin, log: c.log()}
	if major == 0 {
		if err := h.found(ctx, data); err != nil {
			return nil, err
		}
	}
	return h, nil
}

// openData makes the directory when it is missing and returns its path without symbolic links.
func openData(dir string) (string, error) {
	if dir == "" {
		return "", errors.New("the private Postgres needs a data directory, and none is named")
	}
	mode := os.FileMode(0o700)
	if os.Geteuid() == 0 {
		mode = 0o711 // Postgres runs as somebody else and must get through
	}
	if err := os.MkdirAll(dir, mode); err != nil {
		return "", unwritable(dir, err)
	}
	abs, err := filepath.Abs(dir)
	if err != nil {
		return "", err
	}
	return filepath.EvalSymlinks(abs)
}

func unwritable(dir string, err error) error {
	return fmt.Errorf("the data directory %s cannot be written: %w: name another one, or make it yours with: chown %d %s",
		dir, err, os.Geteuid(), dir)
}

// Stop ends Postgres with a fast shutdown, which rolls back what is open and keeps what was acknowledged. At ctx's
// deadline it ends it at once instead; the next start then recovers, and Stop answers an error that says so. It
// does nothing to the Postgres of another program. Calling it again waits for the same end.
func (s *Server) Stop(ctx context.Context) error {
	if s.house == nil {
		return nil
	}
	s.ask.Do(func() {
		s.askCtx = ctx
		close(s.asked)
	})
	<-s.ended
	return s.err
}

// glance is how long to wait before looking again at something that has no signal of its own.
const glance = 10 * time.Millisecond

// pause waits for d and says whether ctx still lives.
func pause(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-t.C:
		return true
	}
}
