//go:build unix

package privatepg

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// clusterName is the data directory of Postgres below that of Baton, and unfinished the beginning of the name of
// one that initdb still fills.
const (
	clusterName = "postgres"
	unfinished  = "postgres.init-"
)

// locales are tried in turn: text sorts by code point in all of them, and only the first knows what is upper case
// beyond ASCII, but not every system has it.
var locales = []string{"C.UTF-8", "en_US.UTF-8", "C"}

// madeBy is the major version of the PostgreSQL whose data lies in cluster, 0 when there is no such directory.
func madeBy(cluster string) (int, error) {
	b, err := os.ReadFile(filepath.Join(cluster, "PG_VERSION"))
	if errors.Is(err, fs.ErrNotExist) {
		if _, err := os.Lstat(cluster); errors.Is(err, fs.ErrNotExist) {
			return 0, nil
		}
		return 0, fmt.Errorf("%s is there, but is no data directory of PostgreSQL: "+
			"move it away, or name another data directory", cluster)
	}
	if err != nil {
		return 0, err
	}
	major, err := strconv.Atoi(strings.TrimSpace(string(b)))
	if err != nil {
		return 0, fmt.Errorf("%s does not say which PostgreSQL made it: %w", cluster, err)
	}
	return major, nil
}

// found makes the cluster with its role and database. It is made beside its place and then renamed, so whenever
// the program dies there is a whole cluster or none.
func (h *house) found(ctx context.Context, data string) error {
	h.log.Info("making the private Postgres, which happens once", "data", h.cluster, "as", h.account.name)
	left, err := filepath.Glob(filepath.Join(data, unfinished+"*"))
	if err != nil {
		return err
	}
	for _, dir := range left {
		if err := os.RemoveAll(dir); err != nil {
			h.log.Warn("an unfinished data directory stays", "directory", dir, "error", err)
		}
	}
	for _, locale := range locales {
		dir, initErr := h.initialise(ctx, data, locale)
		if initErr == nil {
			return moveIn(dir, h.cluster)
		}
		err = errors.Join(initErr, os.RemoveAll(dir))
		if !strings.Contains(initErr.Error(), "invalid locale") {
			break
		}
	}
	return fmt.Errorf("making the private Postgres in %s: %w", data, err)
}

// initialise fills a new directory and returns it, also on an error.
func (h *house) initialise(ctx context.Context, data, locale string) (string, error) {
	dir, err := os.MkdirTemp(data, unfinished)
	if err != nil {
		return "", unwritable(data, err)
	}
	if h.account.credential() != nil {
		if err := os.Lchown(dir, h.account.uid, h.account.gid); err != nil {
			return dir, err
		}
	}
	err = run(ctx, h.account, nil, h.log, filepath.Join(h.bin.dir, "initdb"), "-D", dir, "-U", role, "--auth-local=trust",
		"--auth-host=reject",
		"--encoding=UTF8", "--locale="+locale, "--data-checksums", "--no-instructions")
	if err != nil {
		return dir, err
	}
	return dir, h.createDatabase(ctx, dir)
}

// createDatabase makes the database before the cluster ever serves, in Postgres' single-user mode, which reads
// statements from its standard input, one a line.
func (h *house) createDatabase(ctx context.Context, dir string) error {
	statement := strings.NewReader("CREATE DATABASE " + database + "\n")
	return run(ctx, h.account, statement, slog.New(slog.DiscardHandler), filepath.Join(h.bin.dir, "postgres"),
		"--single", "-D", dir, "-c", "exit_on_error=on", "-c", "log_checkpoints=off", "template1")
}

// moveIn renames dir to cluster for good: without the sync a loss of power could undo the renaming when the
// cluster already holds rows.
func moveIn(dir, cluster string) error {
	if err := os.Rename(dir, cluster); err != nil {
		return err
	}
	parent, err := os.Open(filepath.Dir(cluster))
	if err != nil {
		return err
	}
	defer parent.Close()
	return parent.Sync()
}

// settings are the arguments of postgres. They stand on the command line, so that the data directory's own files
// cannot open the database to the network or make a commit forgetful.
func (h *house) settings(socket string) []string {
	args := []string{"-D", h.cluster}
	for _, setting := range []string{
		"listen_addresses=",
		"unix_socket_directories=" + socket,
		"unix_socket_permissions=0700",
		"port=" + strconv.Itoa(port),
		"fsync=on",
		"full_page_writes=on",
		"synchronous_commit=on",
		"max_connections=60",
		// Small, since containers often have 64 MB of shared memory.
		"shared_buffers=64MB",
		"max_parallel_workers_per_gather=0",
		"jit=off",
		"timezone=UTC",
		"log_timezone=UTC",
		// The log must hold nobody's data: no statement, no row in the detail of an error.
		"logging_collector=off",
		"log_destination=stderr",
		"log_line_prefix=",
		"log_min_error_statement=panic",
		"log_error_verbosity=terse",
		"cluster_name=baton",
	} {
		args = append(args, "-c", setting)
	}
	return args
}
