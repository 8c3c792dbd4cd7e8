//go:build unix

package privatepg

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/user"
	"path/filepath"
	"strconv"
	"syscall"
)

// account is the user of the operating system that Postgres runs as.
type account struct {
	uid, gid int
	name     string
}

// chooseAccount says who runs the Postgres of cluster. PostgreSQL refuses root, so a program of root runs it as the
// owner of the data, else as postgres, else as nobody. Anybody else runs it as himself.
func chooseAccount(cluster string) (account, error) {
	me := os.Geteuid()
	owner, err := ownerOf(cluster)
	switch {
	case errors.Is(err, fs.ErrNotExist) && me != 0:
		return account{uid: me, gid: os.Getegid(), name: userName(me)}, nil
	case errors.Is(err, fs.ErrNotExist):
		return serviceAccount()
	case err != nil:
		return account{}, err
	case me != 0 && owner.uid != me:
		return account{}, fmt.Errorf("the data in %s belongs to the user %s: "+
			"run as that user, or name another data directory", cluster, owner.name)
	case owner.uid == 0:
		return account{}, fmt.Errorf("the data in %s belongs to root, as whom PostgreSQL refuses to run: "+
			"give it to another user with: chown -R postgres %s", cluster, cluster)
	}
	return owner, nil
}

func ownerOf(path string) (account, error) {
	info, err := os.Stat(path)
	if err != nil {
		return account{}, err
	}
	st := info.Sys().(*syscall.Stat_t)
	return account{uid: int(st.Uid), gid: int(st.Gid), name: userName(int(st.Uid))}, nil
}

func userName(uid int) string {
	u, err := user.LookupId(strconv.Itoa(uid))
	if err != nil {
		return strconv.Itoa(uid)
	}
	return u.Username
}

func serviceAccount() (account, error) {
	for _, name := range []string{"postgres", "nobody"} {
		u, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, uidErr := strconv.Atoi(u.Uid)
		gid, gidErr := strconv.Atoi(u.Gid)
		if uidErr == nil && gidErr == nil && uid > 0 {
			return account{uid: uid, gid: gid, name: name}, nil
		}
	}
	return account{}, errors.New(
		"PostgreSQL refuses to run as root, and this machine has neither a user postgres nor nobody: run as an ordinary user",
	)
}

// credential is what a child process needs to run as the account: nothing when that is who we are.
func (a account) credential() *syscall.Credential {
	if os.Geteuid() == a.uid {
		return nil
	}
	return &syscall.Credential{Uid: uint32(a.uid), Gid: uint32(a.gid)}
}

// shutOut returns the first directory on the way to path, and path itself, that the account may not enter, or "".
// It asks only when root is to become the account, and reads the mode only, not access lists.
func (a account) shutOut(path string) string {
	if a.credential() == nil {
		return ""
	}
	closed := ""
	for dir := path; ; dir = filepath.Dir(dir) {
		if !a.mayEnter(dir) {
			closed = dir
		}
		if dir == filepath.Dir(dir) {
			return closed
		}
	}
}

func (a account) mayEnter(dir string) bool {
	info, err := os.Stat(dir)
	if err != nil {
		return false
	}
	st := info.Sys().(*syscall.Stat_t)
	switch {
	case int(st.Uid) == a.uid:
		return st.Mode&0o100 != 0
	case int(st.Gid) == a.gid:
		return st.Mode&0o010 != 0
	}
	return st.Mode&0o001 != 0
}
