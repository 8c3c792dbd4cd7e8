//go:build unix

package privatepg

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"baton/internal/hang"
)

func TestMain(m *testing.M) {
	orphanPatience = 300 * time.Millisecond
	if part := os.Getenv(playAs); part != "" {
		if err := play(part, Config{Data: os.Getenv(playData), PGBin: os.Getenv(playBin)}); err != nil {
			fmt.Println("failed:", err)
			os.Exit(1)
		}
		return
	}
	os.Exit(runTests(m))
}

// runTests gives the tests a directory for temporary files of their own, and fails when a socket's directory is
// left in it.
func runTests(m *testing.M) int {
	var err error
	if scratch, err = os.MkdirTemp("", "pg-"); err != nil {
		fmt.Println(err)
		return 1
	}
	defer os.RemoveAll(scratch)
	if store, err = os.MkdirTemp(memory(), "pg-"); err != nil {
		fmt.Println(err)
		return 1
	}
	defer os.RemoveAll(store)
	if err := errors.Join(os.Chmod(scratch, 0o755), os.Chmod(store, 0o755), os.Setenv("TMPDIR", scratch)); err != nil {
		fmt.Println(err)
		return 1
	}
	code := m.Run()
	if left, _ := filepath.Glob(filepath.Join(scratch, socketPrefix+"*")); left != nil {
		fmt.Println("directories of sockets are left:", left)
		return 1
	}
	return code
}

// memory is a file system in memory when there is one with room, since it takes a disk a second to copy a cluster.
// What a killed process wrote is there in either case.
func memory() string {
	const shm = "/dev/shm"
	var fs syscall.Statfs_t
	if err := syscall.Statfs(shm, &fs); err != nil || fs.Bavail*uint64(fs.Bsize) < 1<<30 {
		return ""
	}
	return shm
}

// scratch is a directory that any user may enter, unlike t.TempDir under root, and store one for data.
var (
	scratch    string
	store      string
	binaryCopy = sync.OnceValues(func() (string, error) {
		exe, err := os.Executable()
		if err != nil {
			return "", err
		}
		to := filepath.Join(scratch, "program")
		return to, copyFile(to, exe)
	})
	template = sync.OnceValues(func() (string, error) {
		data := filepath.Join(store, "template")
		s, err := Start(context.Background(), Config{Data: data})
		if err != nil {
			return "", err
		}
		return data, s.Stop(context.Background())
	})
)

func publicCopy(t *testing.T) string {
	t.Helper()
	path, err := binaryCopy()
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// publicDir makes a new directory for data that any user may enter.
func publicDir(t *testing.T) string {
	t.Helper()
	return openDir(t, store)
}

// programDir makes a new directory for programs that any user may run, which memory may not allow.
func programDir(t *testing.T) string {
	t.Helper()
	return openDir(t, scratch)
}

func openDir(t *testing.T, base string) string {
	t.Helper()
	dir, err := os.MkdirTemp(base, "t-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	return dir
}

// madeData is a new data directory with a cluster in it that has been stopped, copied to spare an initdb.
func madeData(t *testing.T) string {
	t.Helper()
	dir := publicDir(t)
	copyTemplate(t, dir)
	return dir
}

func copyTemplate(t *testing.T, dir string) {
	t.Helper()
	made, err := template()
	if err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command("cp", "-a", filepath.Join(made, clusterName), dir).CombinedOutput(); err != nil {
		t.Fatalf("cp: %v: %s", err, out)
	}
}

func start(t *testing.T, c Config) *Server {
	t.Helper()
	return opened(t, Start, c)
}

func opened(t *testing.T, open func(context.Context, Config) (*Server, error), c Config) *Server {
	t.Helper()
	s, err := open(hang.Context(t), c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		s.Stop(context.Background())
		if s.house != nil && len(inhabitants(s.house.cluster)) > 0 {
			t.Errorf("after Stop processes %v of Postgres still run", inhabitants(s.house.cluster))
		}
	})
	return s
}

func stop(t *testing.T, s *Server) {
	t.Helper()
	if err := s.Stop(context.Background()); err != nil {
		t.Fatal(err)
	}
}

// ask runs a query of one value; exec a statement.
func ask[T any](t *testing.T, s *Server, sql string, args ...any) T {
	t.Helper()
	v, err := query[T](t.Context(), s.URL(), sql, args...)
	if err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
	return v
}

func query[T any](ctx context.Context, address, sql string, args ...any) (v T, err error) {
	conn, err := pgx.Connect(ctx, address)
	if err != nil {
		return v, err
	}
	defer conn.Close(context.Background())
	return v, conn.QueryRow(ctx, sql, args...).Scan(&v)
}

func execute(t *testing.T, s *Server, sql string) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), s.URL())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.Background())
	if _, err := conn.Exec(t.Context(), sql); err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
}

// eventually waits until is holds.
func eventually(t *testing.T, what string, is func() bool) {
	t.Helper()
	hang.Until(t, what, is)
}

// postmasterOf is the process that runs the cluster in data.
func postmasterOf(t *testing.T, data string) int {
	t.Helper()
	f, err := readPidfile(filepath.Join(data, clusterName))
	if err != nil {
		t.Fatal(err)
	}
	return f.pid
}

func socketOf(t *testing.T, address string) string {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	return u.Query().Get("host")
}

func exists(path string) bool {
	_, err := os.Lstat(path)
	return !errors.Is(err, fs.ErrNotExist)
}

// nothingLeft waits until no Postgres runs in data, and says when its lock file remains.
func nothingLeft(t *testing.T, data string) {
	t.Helper()
	cluster := filepath.Join(data, clusterName)
	eventually(t, "no process of Postgres is left", func() bool { return len(inhabitants(cluster)) == 0 })
	eventually(t, "the lock file of Postgres is gone", func() bool { return !exists(pidfilePath(cluster)) })
}

func wantWords(t *testing.T, err error, words ...string) {
	t.Helper()
	if err == nil {
		t.Fatalf("no error, want one that says %q", words)
	}
	for _, w := range words {
		if !strings.Contains(err.Error(), w) {
			t.Errorf("the error %q does not say %q", err, w)
		}
	}
}

func asRoot(t *testing.T) {
	t.Helper()
	if os.Geteuid() != 0 {
		t.Skip("only root can act as another user")
	}
}

// nobody is the ordinary user of the tests that root runs.
func nobody(t *testing.T) *syscall.Credential {
	t.Helper()
	asRoot(t)
	u, err := user.Lookup("nobody")
	if err != nil {
		t.Skip("this machine has no user nobody")
	}
	uid, err := strconv.ParseUint(u.Uid, 10, 32)
	if err != nil {
		t.Fatal(err)
	}
	gid, err := strconv.ParseUint(u.Gid, 10, 32)
	if err != nil {
		t.Fatal(err)
	}
	return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
}

// heard keeps what is logged.
type heard struct {
	mu      sync.Mutex
	records []slog.Record
}

func (h *heard) Enabled(context.Context, slog.Level) bool { return true }
func (h *heard) WithAttrs([]slog.Attr) slog.Handler       { return h }
func (h *heard) WithGroup(string) slog.Handler            { return h }
func (h *heard) Handle(_ context.Context, r slog.Record) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.records = append(h.records, r)
	return nil
}

// with are the messages of the level that hold words.
func (h *heard) with(level slog.Level, words string) []string {
	h.mu.Lock()
	defer h.mu.Unlock()
	var found []string
	for _, r := range h.records {
		if r.Level == level && strings.Contains(r.Message, words) {
			found = append(found, r.Message)
		}
	}
	return slices.Clip(found)
}
