//go:build unix

package privatepg

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
)

// longestSocket is the longest path that every system takes for a socket: macOS has 104 bytes with the final zero,
// Linux 108.
const longestSocket = 103

const socketPrefix = "baton-"

var socketFile = ".s.PGSQL." + strconv.Itoa(port)

// makeSocket makes the directory for the socket of cluster, which only the account may enter: this is what guards
// the database. It lies in the directory for temporary files, since a data directory's path may be too long for a
// socket, and bears the same name every time unless somebody else took that name.
func makeSocket(cluster string, acc account) (string, error) {
	sum := sha256.Sum256([]byte(cluster))
	name := socketPrefix + hex.EncodeToString(sum[:8])
	var last error
	for _, base := range []string{os.TempDir(), "/tmp"} {
		if len(filepath.Join(base, name, socketFile)) > longestSocket {
			last = fmt.Errorf("the path %s is too long for a socket", base)
			continue
		}
		if dir := acc.shutOut(base); dir != "" {
			last = fmt.Errorf("the user %s cannot enter %s", acc.name, dir)
			continue
		}
		dir, err := privateDir(filepath.Join(base, name), acc)
		if err == nil {
			return dir, nil
		}
		last = err
	}
	return "", fmt.Errorf("no place for the socket of the private Postgres: %w", last)
}

// privateDir makes dir for acc alone, or takes it as it is when that is so already. When it is anything else,
// somebody else made it: then a directory with a name that nobody can foresee is made beside it.
func privateDir(dir string, acc account) (string, error) {
	err := os.Mkdir(dir, 0o700)
	if os.IsExist(err) {
		if isPrivate(dir, acc) {
			return dir, nil
		}
		dir, err = os.MkdirTemp(filepath.Dir(dir), socketPrefix)
	}
	if err != nil {
		return "", err
	}
	if acc.credential() != nil {
		if err := os.Lchown(dir, acc.uid, acc.gid); err != nil {
			return "", err
		}
	}
	return dir, nil
}

func isPrivate(dir string, acc account) bool {
	info, err := os.Lstat(dir)
	if err != nil || !info.IsDir() || info.Mode().Perm() != 0o700 {
		return false
	}
	return int(info.Sys().(*syscall.Stat_t).Uid) == acc.uid
}

// clearSocket removes a socket and its lock that a dead Postgres left. Postgres would refuse to start beside a lock
// whose process number now is a zombie's or somebody else's.
func clearSocket(dir string) error {
	for _, name := range []string{socketFile, socketFile + ".lock"} {
		if err := os.Remove(filepath.Join(dir, name)); err != nil && !os.IsNotExist(err) {
			return err
		}
	}
	return nil
}

// removeSocket removes the directory that makeSocket made, and no other.
func removeSocket(dir string) {
	if strings.HasPrefix(filepath.Base(dir), socketPrefix) && clearSocket(dir) == nil {
		os.Remove(dir)
	}
}
