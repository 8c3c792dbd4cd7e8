//go:build unix

package privatepg

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"github.com/jackc/pgx/v5"

	"baton/internal/hang"
)

// comesBack waits until s answers again, with a postmaster other than before.
func comesBack(t *testing.T, s *Server, before int) {
	t.Helper()
	eventually(t, "Postgres is back", func() bool {
		n, err := query[int](t.Context(), s.URL(), "SELECT 1")
		return err == nil && n == 1 && postmasterOf(t, filepath.Dir(s.house.cluster)) != before
	})
}

func TestPostmasterThatIsKilledComesBackAtTheSameAddress(t *testing.T) {
	data := madeData(t)
	s := start(t, Config{Data: data})
	execute(t, s, "CREATE TABLE kept AS SELECT 42 AS n")
	for range 3 {
		pid := postmasterOf(t, data)
		if err := syscall.Kill(pid, syscall.SIGKILL); err != nil {
			t.Fatal(err)
		}
		comesBack(t, s, pid)
	}
	if got := ask[int](t, s, "SELECT n FROM kept"); got != 42 {
		t.Errorf("n is %d, want 42", got)
	}
	select {
	case <-s.Done():
		t.Error("Done is closed although Postgres is back")
	default:
	}
}

func TestPostmasterThatIsKilledComesBackBesideABusySession(t *testing.T) {
	data := madeData(t)
	s := start(t, Config{Data: data})
	conn, err := pgx.Connect(t.Context(), s.URL())
	if err != nil {
		t.Fatal(err)
	}
	busy := make(chan error, 1)
	go func() { // computes without ever looking up
		// bounded, should this test be cut short
		_, err := conn.Exec(context.Background(), "SET statement_timeout = '1min'; DO $$ BEGIN LOOP END LOOP; END $$")
		busy <- err
	}()
	eventually(t, "the session computes", func() bool {
		return ask[int](t, s, `
			SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND query LIKE '%DO %LOOP%'
				AND pid <> pg_backend_pid()`) == 1
	})
	pid := postmasterOf(t, data)
	if err := syscall.Kill(pid, syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	comesBack(t, s, pid)
	if err := <-busy; err == nil {
		t.Error("the session of the dead Postgres was told of success")
	}
}

func TestDoneIsClosedWhenTheDataIsGone(t *testing.T) {
	data := madeData(t)
	s := start(t, Config{Data: data})
	pid := postmasterOf(t, data)
	if err := os.Rename(filepath.Join(data, clusterName), filepath.Join(data, "moved")); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Kill(pid, syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	hang.Next(t, "an end of what Done waits for", s.Done())
	stop(t, s)
}

func TestStopWhilePostgresCannotComeBack(t *testing.T) {
	data := madeData(t)
	s := start(t, Config{Data: data})
	control := filepath.Join(data, clusterName, "global", "pg_control")
	if err := os.Rename(control, control+".away"); err != nil {
		t.Fatal(err)
	}
	ended := postmasterOf(t, data)
	if err := syscall.Kill(ended, syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	eventually(t, "Postgres is dead", func() bool { return greet(s.socket) != nil })
	if err := os.Rename(control+".away", control); err != nil {
		t.Fatal(err)
	}
	comesBack(t, s, ended)
	if err := os.Rename(control, control+".away"); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Kill(postmasterOf(t, data), syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	eventually(t, "Postgres is dead", func() bool { return greet(s.socket) != nil })
	stop(t, s)
	if exists(s.socket) {
		t.Errorf("%s is still there", s.socket)
	}
	if err := os.Rename(control+".away", control); err != nil {
		t.Fatal(err)
	}
	start(t, Config{Data: data})
}

// abandon leaves a Postgres running in data as a killed program does where the kernel does not end it, and returns
// the number of its process.
func abandon(t *testing.T, data string) int {
	t.Helper()
	h, err := settle(t.Context(), Config{Data: data}, data)
	if err != nil {
		t.Fatal(err)
	}
	socket, err := h.prepareSocket("")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { removeSocket(socket) })
	return runPostgres(t, h, h.settings(socket))
}

// runPostgres starts Postgres without any supervisor and waits until it is ready.
func runPostgres(t *testing.T, h *house, args []string) int {
	t.Helper()
	p, err := begin(h.account, nil, 0, h.log, filepath.Join(h.bin.dir, "postgres"), args...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = p.cmd.Process.Signal(syscall.SIGQUIT)
		<-p.exited
	})
	if err := h.awaitReady(t.Context(),
		&postmaster{pid: p.cmd.Process.Pid, exited: p.exited,
			signal: func(s syscall.Signal) error { return p.cmd.Process.Signal(s) }}, p); err != nil {
		t.Fatal(err)
	}
	return p.cmd.Process.Pid
}

func TestLeftRunningPostgresIsTakenOver(t *testing.T) {
	data := madeData(t)
	pid := abandon(t, data)
	s := start(t, Config{Data: data})
	if got := postmasterOf(t, data); got != pid {
		t.Fatalf("process %d runs, want %d, which was there", got, pid)
	}
	execute(t, s, "CREATE TABLE kept AS SELECT 42 AS n")
	if err := syscall.Kill(pid, syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	comesBack(t, s, pid)
	if got := ask[int](t, s, "SELECT n FROM kept"); got != 42 {
		t.Errorf("n is %d, want 42", got)
	}
}

func TestLeftRunningPostgresStopsWithTheProgramThatTookItOver(t *testing.T) {
	data := madeData(t)
	abandon(t, data)
	s := start(t, Config{Data: data})
	stop(t, s)
	nothingLeft(t, data)
	if exists(s.socket) {
		t.Errorf("%s is still there", s.socket)
	}
}

func TestLeftRunningPostgresWithoutItsSocketIsReplaced(t *testing.T) {
	data := madeData(t)
	pid := abandon(t, data)
	f, err := readPidfile(filepath.Join(data, clusterName))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.RemoveAll(f.socket); err != nil {
		t.Fatal(err)
	}
	start(t, Config{Data: data})
	if got := postmasterOf(t, data); got == pid {
		t.Errorf("process %d still runs", got)
	}
}

func TestLeftRunningPostgresOfAnAdministratorIsNotTouched(t *testing.T) {
	data := madeData(t)
	h, err := settle(t.Context(), Config{Data: data}, data)
	if err != nil {
		t.Fatal(err)
	}
	pid := runPostgres(t, h, []string{"-D", h.cluster, "-c", "listen_addresses=", "-c",
		"unix_socket_directories=" + h.cluster})
	_, err = Start(t.Context(), Config{Data: data})
	wantWords(t, err, "another program than Baton", strconv.Itoa(pid), "stop it first")
	if examine(pid, h.cluster) != ours {
		t.Errorf("process %d was ended", pid)
	}
}

func TestStaleLockFiles(t *testing.T) {
	sleeper := func(t *testing.T, dir string) *exec.Cmd {
		cmd := exec.Command("sleep", "1000")
		cmd.Dir = dir
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		return cmd
	}
	for name, number := range map[string]func(t *testing.T, cluster string) string{
		"of a process that is gone": func(t *testing.T, cluster string) string {
			cmd := sleeper(t, cluster)
			cmd.Process.Kill()
			cmd.Wait()
			return strconv.Itoa(cmd.Process.Pid)
		},
		"of a zombie": func(t *testing.T, cluster string) string {
			cmd := sleeper(t, cluster)
			t.Cleanup(func() { cmd.Wait() })
			cmd.Process.Kill()
			eventually(t, "it is a zombie", func() bool { return examine(cmd.Process.Pid, "/") == dead })
			if err := syscall.Kill(cmd.Process.Pid, 0); err != nil {
				t.Fatalf("it is no zombie: %v", err)
			}
			return strconv.Itoa(cmd.Process.Pid)
		},
		"of a stranger that got the number, even in the same directory": func(t *testing.T, cluster string) string {
			cmd := sleeper(t, cluster)
			t.Cleanup(func() { cmd.Process.Kill(); cmd.Wait() })
			return strconv.Itoa(cmd.Process.Pid)
		},
		"of the Postgres of other data": func(t *testing.T, cluster string) string {
			return strconv.Itoa(abandon(t, madeData(t)))
		},
		"left empty by a full disk": func(*testing.T, string) string { return "" },
	} {
		t.Run(name, func(t *testing.T) { startsBesideLockFiles(t, number) })
	}
}

// startsBesideLockFiles crashes a Postgres, puts the number into the lock files of its data and its socket, and
// starts it again.
func startsBesideLockFiles(t *testing.T, number func(t *testing.T, cluster string) string) {
	data := madeData(t)
	s := start(t, Config{Data: data})
	execute(t, s, "CREATE TABLE kept AS SELECT 42 AS n")
	was, err := os.ReadFile(pidfilePath(s.house.cluster))
	if err != nil {
		t.Fatal(err)
	}
	crash(t, s)
	stale := ""
	if first := number(t, s.house.cluster); first != "" {
		stale = strings.Replace(string(was), strconv.Itoa(pidOf(string(was))), first, 1)
	}
	if err := os.Mkdir(s.socket, 0o700); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{pidfilePath(s.house.cluster), filepath.Join(s.socket, socketFile+".lock")} {
		err := errors.Join(os.WriteFile(path, []byte(stale), 0o600), giveTo(s.house.account, path, filepath.Dir(path)))
		if err != nil {
			t.Fatal(err)
		}
	}
	alive := pidOf(stale) != 0 && examine(pidOf(stale), "/") != dead
	if got := ask[int](t, start(t, Config{Data: data}), "SELECT n FROM kept"); got != 42 {
		t.Errorf("n is %d, want 42", got)
	}
	if alive && examine(pidOf(stale), "/") == dead {
		t.Errorf("process %d, which has nothing to do with it, was ended", pidOf(stale))
	}
}

// pidOf is the number in the first line of a lock file, 0 when there is none.
func pidOf(file string) int {
	first, _, _ := strings.Cut(file, "\n")
	pid, _ := strconv.Atoi(first)
	return pid
}

func giveTo(acc account, paths ...string) error {
	if acc.credential() == nil {
		return nil
	}
	var errs []error
	for _, path := range paths {
		errs = append(errs, os.Lchown(path, acc.uid, acc.gid))
	}
	return errors.Join(errs...)
}

// crash ends the Postgres of s without a checkpoint.
func crash(t *testing.T, s *Server) {
	t.Helper()
	over, cancel := context.WithCancel(t.Context())
	cancel()
	if err := s.Stop(over); err == nil {
		t.Fatal("Postgres stopped in good order")
	}
}
