//go:build unix

package privatepg

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"baton/internal/hang"
)

func TestFirstStartMakesTheDatabaseAndStopLeavesOnlyItsData(t *testing.T) {
	data := filepath.Join(publicDir(t), "new", "data")
	s := start(t, Config{Data: data})
	for sql, want := range map[string]string{
		"SELECT current_user || ' ' || current_database()":                                         "baton baton",
		"SELECT rolsuper::text FROM pg_roles WHERE rolname = 'baton'":                              "true",
		"SELECT '[' || current_setting('listen_addresses') || ']'":                                 "[]",
		"SELECT current_setting('unix_socket_permissions')":                                        "0700",
		"SELECT current_setting('shared_buffers')":                                                 "64MB",
		"SELECT current_setting('max_connections')":                                                "60",
		"SELECT current_setting('jit')":                                                            "off",
		"SELECT current_setting('max_parallel_workers_per_gather')":                                "0",
		"SELECT current_setting('fsync')":                                                          "on",
		"SELECT current_setting('synchronous_commit')":                                             "on",
		"SELECT current_setting('data_checksums')":                                                 "on",
		"SELECT current_setting('server_encoding')":                                                "UTF8",
		"SELECT current_setting('timezone')":                                                       "UTC",
		"SELECT string_agg(DISTINCT auth_method, ' ' ORDER BY auth_method) FROM pg_hba_file_rules": "reject trust",
	} {
		if got := ask[string](t, s, sql); got != want {
			t.Errorf("%s: got %q, want %q", sql, got, want)
		}
	}
	socket := socketOf(t, s.URL())
	if info, err := os.Stat(socket); err != nil || info.Mode().Perm() != 0o700 {
		t.Errorf("the socket's directory: %v, %v, want mode 0700", info.Mode(), err)
	}
	execute(t, s, "CREATE TABLE kept AS SELECT 42 AS n")
	stop(t, s)
	nothingLeft(t, data)
	if exists(socket) {
		t.Errorf("%s is still there after Stop", socket)
	}
	select {
	case <-s.Done():
		t.Error("Done is closed although Stop was asked for")
	default:
	}
	if got := ask[int](t, start(t, Config{Data: data}), "SELECT n FROM kept"); got != 42 {
		t.Errorf("after the second start n is %d, want 42", got)
	}
}

func TestStrayEnvironmentDoesNotReachPostgres(t *testing.T) {
	elsewhere := publicDir(t)
	for name, value := range map[string]string{
		"PGDATA": elsewhere, "PGPORT": "1", "PGUSER": "somebody", "PGDATABASE": "other", "PGHOST": elsewhere,
		"LC_ALL": "xx_XX.UTF-8", "LANG": "yy_YY", "LANGUAGE": "zz",
	} {
		t.Setenv(name, value)
	}
	s := start(t, Config{Data: publicDir(t)})
	if got := ask[string](t, s, "SELECT current_user || ' ' || current_database()"); got != "baton baton" {
		t.Errorf("connected as %q", got)
	}
	if left, _ := os.ReadDir(elsewhere); len(left) > 0 {
		t.Errorf("%s of the stray PGDATA was filled", elsewhere)
	}
	stop(t, s)
	telling := pretend(t, programDir(t), "17.0")
	script := "#!/bin/sh\necho \"it sees [$PGDATA$PGPORT$LC_ALL$LANG$LANGUAGE]\"\nexit 1\n"
	if err := os.WriteFile(filepath.Join(telling, "initdb"), []byte(script), 0o755); err != nil {
		t.Fatal(err)
	}
	_, err := Start(t.Context(), Config{Data: publicDir(t), PGBin: telling})
	wantWords(t, err, "initdb failed", "it sees []")
}

func TestKilledProgramKeepsEveryAcknowledgedRow(t *testing.T) {
	data := madeData(t)
	a := act(t, "write", data, nil)
	a.next(t, "ready")
	const enough = 300
	last := 0
	for last < enough {
		last, _ = strconv.Atoi(a.next(t, "row"))
	}
	if err := a.cmd.Process.Signal(syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	for a.lines.Scan() { // what it had acknowledged before it died
		if n, err := strconv.Atoi(strings.TrimPrefix(a.lines.Text(), "row ")); err == nil {
			last = n
		}
	}
	_ = a.cmd.Wait()
	s := start(t, Config{Data: data})
	if got := ask[int](t, s, "SELECT count(*) FROM rows WHERE id <= $1", last); got != last {
		t.Errorf("%d rows were acknowledged, %d are there", last, got)
	}
}

func TestProgramThatEndsLeavesNothingRunning(t *testing.T) {
	t.Run("by SIGTERM, which also removes the socket's directory", func(t *testing.T) {
		data := madeData(t)
		a := act(t, "serve", data, nil)
		socket := socketOf(t, a.next(t, "ready"))
		if err := a.kill(t, syscall.SIGTERM); err != nil {
			t.Errorf("the program ended with %v", err)
		}
		nothingLeft(t, data)
		if exists(socket) {
			t.Errorf("%s is still there", socket)
		}
	})
	t.Run("by SIGKILL", func(t *testing.T) {
		if !endsWithProgram {
			t.Skip("this system does not tell a process of its parent's death")
		}
		data := madeData(t)
		a := act(t, "serve", data, nil)
		socket := socketOf(t, a.next(t, "ready"))
		_ = a.kill(t, syscall.SIGKILL)
		nothingLeft(t, data)
		stop(t, start(t, Config{Data: data}))
		if exists(socket) {
			t.Errorf("the next program left %s", socket)
		}
	})
}

func TestSecondProgramIsTold(t *testing.T) {
	data := madeData(t)
	s := start(t, Config{Data: data})
	_, err := Start(t.Context(), Config{Data: data})
	if !errors.Is(err, ErrInUse) {
		t.Errorf("got %v, want ErrInUse", err)
	}
	wantWords(t, err, data, "already uses", strconv.Itoa(os.Getpid()), "stop", "another data directory")
	if got := ask[int](t, s, "SELECT 1"); got != 1 {
		t.Error("the first does not answer any more")
	}
	stop(t, s)
	stop(t, start(t, Config{Data: data}))
}

func TestAttach(t *testing.T) {
	t.Run("beside a running program joins its Postgres and leaves it running", func(t *testing.T) {
		data := madeData(t)
		s := start(t, Config{Data: data})
		a := act(t, "attach", data, nil)
		if got := a.next(t, "ready"); got != s.URL() {
			t.Errorf("attached to %s, want %s", got, s.URL())
		}
		a.next(t, "stopped")
		beside := opened(t, Attach, Config{Data: data})
		stop(t, beside)
		if got := ask[int](t, s, "SELECT 1"); got != 1 {
			t.Error("the program's Postgres is gone")
		}
	})
	t.Run("alone has a Postgres for its own time", func(t *testing.T) {
		data := madeData(t)
		s := opened(t, Attach, Config{Data: data})
		if got := ask[string](t, s, "SELECT current_user::text"); got != "baton" {
			t.Errorf("connected as %s", got)
		}
		stop(t, s)
		nothingLeft(t, data)
	})
	t.Run("waits for a program that holds the data but does not answer yet", func(t *testing.T) {
		data := madeData(t)
		release, err := lock(data)
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), 5*glance)
		defer cancel()
		_, err = Attach(ctx, Config{Data: data})
		wantWords(t, err, "already uses", "does not answer")
		release()
		opened(t, Attach, Config{Data: data})
	})
}

func TestDirectoriesThatDoNotServe(t *testing.T) {
	t.Run("the user cannot write it", func(t *testing.T) {
		user := nobody(t)
		dir := publicDir(t)
		for _, data := range []string{dir, filepath.Join(dir, "below")} {
			a := act(t, "serve", data, user)
			said := a.next(t, "failed:")
			wantWords(t, errors.New(said), data, "cannot be written", "permission denied", "chown")
		}
	})
	t.Run("Postgres cannot enter a parent, as with the home of root", func(t *testing.T) {
		asRoot(t)
		home := publicDir(t)
		if err := os.Chmod(home, 0o700); err != nil {
			t.Fatal(err)
		}
		_, err := Start(t.Context(), Config{Data: filepath.Join(home, "data")})
		wantWords(t, err, "cannot enter "+home+":", "chmod o+x "+home, "ordinary user")
	})
	t.Run("none named", func(t *testing.T) {
		_, err := Start(t.Context(), Config{})
		wantWords(t, err, "none is named")
	})
}

func TestDataOfSomebodyElse(t *testing.T) {
	t.Run("another user's data", func(t *testing.T) {
		user := nobody(t)
		data := madeData(t)
		if err := os.Chown(data, int(user.Uid), int(user.Gid)); err != nil {
			t.Fatal(err)
		}
		a := act(t, "serve", data, user)
		wantWords(t, errors.New(a.next(t, "failed:")), "belongs to", data)
	})
	t.Run("root's data", func(t *testing.T) {
		asRoot(t)
		data := madeData(t)
		if err := os.Chown(filepath.Join(data, clusterName), 0, 0); err != nil {
			t.Fatal(err)
		}
		_, err := Start(t.Context(), Config{Data: data})
		wantWords(t, err, "belongs to root", "chown -R")
	})
	t.Run("something else lies there", func(t *testing.T) {
		data := publicDir(t)
		note := filepath.Join(data, clusterName, "note.txt")
		if err := errors.Join(os.Mkdir(filepath.Dir(note), 0o755), os.WriteFile(note, nil, 0o644)); err != nil {
			t.Fatal(err)
		}
		if acc := nobodyOrMe(t); acc != nil {
			if err := os.Chown(filepath.Dir(note), int(acc.Uid), int(acc.Gid)); err != nil {
				t.Fatal(err)
			}
		}
		_, err := Start(t.Context(), Config{Data: data})
		wantWords(t, err, "no data directory of PostgreSQL", "move it away")
		if !exists(note) {
			t.Error("it was deleted")
		}
	})
}

// nobodyOrMe is whom to give a directory that Postgres is to own, nil when it is mine anyway.
func nobodyOrMe(t *testing.T) *syscall.Credential {
	if os.Geteuid() != 0 {
		return nil
	}
	return nobody(t)
}

func TestDataOfAnotherMajorVersionIsRefusedUntouched(t *testing.T) {
	data := madeData(t)
	cluster := filepath.Join(data, clusterName)
	before, err := os.ReadDir(cluster)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(cluster, "PG_VERSION"), []byte("9\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err = Start(t.Context(), Config{Data: data})
	wantWords(t, err, cluster, "made by PostgreSQL 9", "install PostgreSQL 9", "back up")
	after, err := os.ReadDir(cluster)
	if err != nil || len(after) != len(before) {
		t.Errorf("%d entries are left of %d: %v", len(after), len(before), err)
	}
}

func TestLongPaths(t *testing.T) {
	data := filepath.Join(publicDir(t), strings.Repeat("long-", 20), strings.Repeat("path-", 20))
	if err := os.MkdirAll(data, 0o755); err != nil {
		t.Fatal(err)
	}
	copyTemplate(t, data)
	t.Setenv("TMPDIR", filepath.Dir(data)) // too long for a socket as well
	s := start(t, Config{Data: data})
	if got := ask[int](t, s, "SELECT 1"); got != 1 {
		t.Error("it does not answer")
	}
}

func TestStopAtItsDeadlineEndsPostgresAtOnceAndLosesNothing(t *testing.T) {
	data := madeData(t)
	s := start(t, Config{Data: data})
	execute(t, s, "CREATE TABLE kept AS SELECT 42 AS n")
	over, cancel := context.WithCancel(t.Context())
	cancel()
	err := s.Stop(over)
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want an error of the context", err)
	}
	wantWords(t, err, "recovers at its next start")
	if again := s.Stop(t.Context()); again != err {
		t.Errorf("the second Stop answers %v, want the same", again)
	}
	if got := ask[int](t, start(t, Config{Data: data}), "SELECT n FROM kept"); got != 42 {
		t.Errorf("n is %d, want 42", got)
	}
}

func TestInitdbKilledHalfWayIsBegunAgain(t *testing.T) {
	data := publicDir(t)
	if cred := nobodyOrMe(t); cred != nil {
		data = filepath.Join(data, "made by root")
	}
	a := act(t, "serve", data, nil)
	eventually(t, "initdb has begun", func() bool {
		begun, _ := filepath.Glob(filepath.Join(data, unfinished+"*", "PG_VERSION"))
		return len(begun) > 0
	})
	_ = a.kill(t, syscall.SIGKILL)
	if exists(filepath.Join(data, clusterName)) {
		t.Fatal("half a cluster stands in its place")
	}
	s := start(t, Config{Data: data})
	if got := ask[string](t, s, "SELECT current_database()::text"); got != "baton" {
		t.Errorf("the database is %s", got)
	}
}

func TestLogHoldsComplaintsButNobodysData(t *testing.T) {
	ears := &heard{}
	s := start(t, Config{Data: madeData(t), Log: slog.New(ears)})
	execute(t, s, "CREATE TABLE people (email text UNIQUE CHECK (email <> 'ann@secret.example'))")
	execute(t, s, "INSERT INTO people VALUES ('bob@secret.example')")
	for _, email := range []string{"bob@secret.example", "ann@secret.example"} {
		if _, err := query[string](t.Context(), s.URL(),
			"INSERT INTO people VALUES ('"+email+"') RETURNING email"); err == nil {
			t.Fatalf("%s was taken", email)
		}
	}
	for _, words := range []string{"duplicate key value", "check constraint"} {
		eventually(t, "a warning with "+words, func() bool { return len(ears.with(slog.LevelWarn, words)) == 1 })
	}
	if ears.with(slog.LevelDebug, "database system is ready") == nil {
		t.Error("what Postgres says otherwise is not logged for debugging")
	}
	for _, level := range []slog.Level{slog.LevelDebug, slog.LevelInfo, slog.LevelWarn} {
		if got := ears.with(level, "secret.example"); got != nil {
			t.Errorf("an e-mail stands in the log: %q", got)
		}
	}
}

func TestOrdinaryUser(t *testing.T) {
	user := nobody(t)
	home := publicDir(t)
	if err := os.Chown(home, int(user.Uid), int(user.Gid)); err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(hang.Context(t), publicCopy(t), "-test.v", "-test.run",
		"^(TestFirstStart|TestKilled|TestProgramThatEnds|"+
			"TestSecond|TestAttach|TestDirectories|TestDataOf|TestPostmaster|TestLeftRunning)")
	cmd.Env = append(os.Environ(), "TMPDIR="+home)
	cmd.Dir = "/"
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: user}
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("as %d: %v\n%s", user.Uid, err, out)
	}
	if n := bytes.Count(out, []byte("\n--- PASS")); n < 8 {
		t.Errorf("only %d tests passed:\n%s", n, out)
	}
}

func ExampleStart() {
	s, err := Start(context.Background(), Config{Data: "/var/lib/baton"})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer s.Stop(context.Background())
	fmt.Println(s.URL())
}
