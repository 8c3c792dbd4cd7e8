//go:build unix

package privatepg

import (
	"bytes"
	"errors"
	"io"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
)

func TestSocketsDirectoryThatSomebodyElseMadeIsNotUsed(t *testing.T) {
	acc := who(t, publicDir(t))
	for name, put := range map[string]func(dir string) error{
		"open to everybody": func(dir string) error {
			return errors.Join(os.Mkdir(dir, 0o700), giveTo(acc, dir), os.Chmod(dir, 0o777))
		},
		"another user's": func(dir string) error {
			if err := os.Mkdir(dir, 0o700); err != nil {
				return err
			}
			if os.Geteuid() != 0 {
				return os.Chmod(dir, 0o755) // the nearest that an ordinary user can do
			}
			return os.Chown(dir, 4242, 4242)
		},
		"a link":  func(dir string) error { return os.Symlink(filepath.Dir(dir), dir) },
		"no file": func(dir string) error { return os.WriteFile(dir, nil, 0o700) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Setenv("TMPDIR", programDir(t))
			foreseen, err := makeSocket("/some/cluster", acc)
			if err != nil {
				t.Fatal(err)
			}
			if again, err := makeSocket("/some/cluster", acc); err != nil || again != foreseen {
				t.Errorf("the second time it is %s (%v), want %s", again, err, foreseen)
			}
			removeSocket(foreseen)
			if err := put(foreseen); err != nil {
				t.Fatal(err)
			}
			dir, err := makeSocket("/some/cluster", acc)
			if err != nil {
				t.Fatal(err)
			}
			if dir == foreseen || !isPrivate(dir, acc) {
				t.Errorf("took %s, private: %v", dir, isPrivate(dir, acc))
			}
		})
	}
}

func TestSocketLiesWhereItsPathIsShortAndOpen(t *testing.T) {
	acc := who(t, publicDir(t))
	long := filepath.Join(programDir(t), strings.Repeat("x", 80))
	private := programDir(t)
	if err := os.Chmod(private, 0o700); err != nil {
		t.Fatal(err)
	}
	places := map[string]string{"too long": long}
	if os.Geteuid() == 0 {
		places["closed to the user of Postgres"] = private
	}
	for name, tmp := range places {
		t.Run(name, func(t *testing.T) {
			t.Setenv("TMPDIR", tmp)
			dir, err := makeSocket("/cluster/of/"+t.Name(), acc)
			if err != nil {
				t.Fatal(err)
			}
			defer removeSocket(dir)
			if filepath.Dir(dir) != "/tmp" || len(filepath.Join(dir, socketFile)) > longestSocket {
				t.Errorf("it lies in %s", dir)
			}
		})
	}
}

func TestRemoveSocketRemovesOnlyItsOwnDirectory(t *testing.T) {
	other := filepath.Join(programDir(t), "run")
	used := filepath.Join(programDir(t), socketPrefix+"used")
	for _, dir := range []string{other, used} {
		if err := os.Mkdir(dir, 0o700); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(used, "note"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, dir := range []string{other, used} {
		removeSocket(dir)
		if !exists(dir) {
			t.Errorf("%s was removed", dir)
		}
	}
}

func TestAddressIsReadByTheDriverWhateverTheEnvironment(t *testing.T) {
	t.Setenv("PGPORT", "1")
	t.Setenv("PGHOST", "elsewhere.example")
	t.Setenv("PGDATABASE", "other")
	config, err := pgx.ParseConfig(address("/tmp/a dir/baton-1"))
	if err != nil {
		t.Fatal(err)
	}
	if config.Host != "/tmp/a dir/baton-1" || config.Port != port || config.User != role || config.Database != database ||
		config.TLSConfig != nil {
		t.Errorf("host %q, port %d, user %q, database %q", config.Host, config.Port, config.User, config.Database)
	}
}

func TestGreet(t *testing.T) {
	message := func(kind byte, body string) string {
		return string([]byte{kind, 0, 0, 0, byte(4 + len(body))}) + body
	}
	const authOK = "R\x00\x00\x00\x08\x00\x00\x00\x00"
	for _, c := range []struct {
		name, answer string
		words        string // of the error, "" for none
	}{
		{"ready for a query", authOK + message('Z', "I"), ""},
		{"starting or stopping", message('E', "SFATAL\x00C57P03\x00Mthe database system is shutting down\x00\x00"),
			"shutting down"},
		{"too many sessions is an answer too", message('E', "SFATAL\x00C53300\x00Mtoo many clients\x00\x00"), ""},
		{"hangs up", authOK, "EOF"},
		{"speaks another language", "HTTP/1.1 400 Bad Request\r\n\r\n", "none of Postgres"},
		{"a length that cannot be", "Z\x00\x00\x00\x01", "none of Postgres"},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := programDir(t)
			l, err := net.Listen("unix", filepath.Join(dir, socketFile))
			if err != nil {
				t.Fatal(err)
			}
			defer l.Close()
			go func() {
				conn, err := l.Accept()
				if err != nil {
					return
				}
				defer conn.Close()
				_, _ = io.ReadFull(conn, make([]byte, len(startupMessage())))
				_, _ = io.WriteString(conn, c.answer)
			}()
			if err := greet(dir); c.words != "" {
				wantWords(t, err, c.words)
			} else if err != nil {
				t.Error(err)
			}
		})
	}
}

func TestJournalOutlivesALineWithoutEnd(t *testing.T) {
	ears := &heard{}
	said := "LOG:  " + strings.Repeat("x", 1<<20) + "\nLOG:  fine\nFATAL:  the end"
	j := listen(io.NopCloser(bytes.NewBufferString(said)), slog.New(ears))
	<-j.end
	if got := j.why(); got != "FATAL:  the end" {
		t.Errorf("the reason is %.80q", got)
	}
	if ears.with(slog.LevelDebug, "fine") == nil || ears.with(slog.LevelWarn, "the end") == nil {
		t.Error("what came after the long line is missing")
	}
}

func TestJournalDoesNotWarnOfAnOrdinaryEnd(t *testing.T) {
	ears := &heard{}
	<-listen(io.NopCloser(bytes.NewBufferString("FATAL:  terminating connection due to administrator command\n"+
		"FATAL:  no more room")), slog.New(ears)).end
	if got := ears.with(slog.LevelWarn, ""); len(got) != 1 || !strings.Contains(got[0], "no more room") {
		t.Errorf("the warnings are %q", got)
	}
}
