//go:build unix

package privatepg

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"strings"
	"syscall"
	"testing"

	"github.com/jackc/pgx/v5"
)

// The test binary is also the program whose death the tests watch: with playAs set it plays that part and exits.
const (
	playAs   = "PRIVATEPG_TEST_PLAY"
	playData = "PRIVATEPG_TEST_DATA"
	playBin  = "PRIVATEPG_TEST_BIN"
)

// play starts the private Postgres as a program would, tells its address, and goes on until SIGTERM.
func play(part string, c Config) error {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	open := Start
	if part == "attach" {
		open = Attach
	}
	s, err := open(ctx, c)
	if err != nil {
		return err
	}
	fmt.Println("ready", s.URL())
	if part == "write" {
		if err := write(ctx, s.URL()); err != nil {
			return err
		}
	}
	if part != "attach" {
		<-ctx.Done()
	}
	if err := s.Stop(context.Background()); err != nil {
		return err
	}
	fmt.Println("stopped")
	return nil
}

// write adds rows and tells the number of each after its commit was acknowledged.
func write(ctx context.Context, address string) error {
	conn, err := pgx.Connect(ctx, address)
	if err != nil {
		return err
	}
	defer conn.Close(context.Background())
	if _, err := conn.Exec(ctx, "CREATE TABLE rows (id bigint PRIMARY KEY)"); err != nil {
		return err
	}
	for id := 1; ctx.Err() == nil; id++ {
		if _, err := conn.Exec(ctx, "INSERT INTO rows VALUES ($1)", id); err != nil {
			return err
		}
		fmt.Println("row", id)
	}
	return nil
}

// actor is a running copy of this test binary in one of the parts.
type actor struct {
	cmd   *exec.Cmd
	lines *bufio.Scanner
}

func act(t *testing.T, part, data string, as *syscall.Credential) *actor {
	t.Helper()
	cmd := exec.Command(publicCopy(t))
	cmd.Env = append(os.Environ(), playAs+"="+part, playData+"="+data)
	cmd.Dir = "/"
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: as}
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { cmd.Process.Kill() })
	return &actor{cmd: cmd, lines: bufio.NewScanner(out)}
}

// next returns what follows prefix in the actor's next line.
func (a *actor) next(t *testing.T, prefix string) string {
	t.Helper()
	if !a.lines.Scan() {
		t.Fatalf("the program ended without saying %q: %v", prefix, a.cmd.Wait())
	}
	rest, ok := strings.CutPrefix(a.lines.Text(), prefix)
	if !ok {
		t.Fatalf("the program said %q, want %q", a.lines.Text(), prefix)
	}
	return strings.TrimSpace(rest)
}

func (a *actor) kill(t *testing.T, sig syscall.Signal) error {
	t.Helper()
	if err := a.cmd.Process.Signal(sig); err != nil {
		t.Fatal(err)
	}
	for a.lines.Scan() {
	}
	return a.cmd.Wait()
}
