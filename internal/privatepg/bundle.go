//go:build unix

package privatepg

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
)

// within returns dir, or a copy of its tree below data when the account cannot get at it or its libraries' links
// are missing and cannot be made in place.
func within(dir, data string, acc account) (string, error) {
	tree := filepath.Dir(dir)
	missing, err := missingLinks(tree)
	if err != nil {
		return "", err
	}
	if acc.shutOut(dir) == "" {
		if makeLinks(missing) == nil {
			return dir, nil
		}
	}
	copied, err := copyOnce(tree, data)
	if err != nil {
		return "", err
	}
	missing, err = missingLinks(copied)
	if err != nil {
		return "", err
	}
	return filepath.Join(copied, filepath.Base(dir)), makeLinks(missing)
}

// link is a name for a library, beside it.
type link struct{ file, name string }

// missingLinks are the links that the npm package makes after its installation, unless npm was told to ignore
// scripts. Without them the programs do not find their libraries.
func missingLinks(tree string) ([]link, error) {
	b, err := os.ReadFile(filepath.Join(tree, "pg-symlinks.json"))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var entries []struct{ Source, Target string }
	if err := json.Unmarshal(b, &entries); err != nil {
		return nil, fmt.Errorf("reading pg-symlinks.json in %s: %w", tree, err)
	}
	var missing []link
	for _, e := range entries {
		// Both paths begin with the name that the tree has in the package.
		if !filepath.IsLocal(e.Source) || !filepath.IsLocal(e.Target) || filepath.Dir(e.Source) != filepath.Dir(e.Target) {
			return nil, fmt.Errorf("pg-symlinks.json in %s names a file elsewhere: %s", tree, e.Target)
		}
		within, err := filepath.Rel("native", e.Target)
		if err != nil || !filepath.IsLocal(within) {
			return nil, fmt.Errorf("pg-symlinks.json in %s names a file elsewhere: %s", tree, e.Target)
		}
		name := filepath.Join(tree, within)
		if _, err := os.Lstat(name); errors.Is(err, fs.ErrNotExist) {
			missing = append(missing, link{file: filepath.Base(e.Source), name: name})
		}
	}
	return missing, nil
}

func makeLinks(links []link) error {
	for _, l := range links {
		if err := os.Symlink(l.file, l.name); err != nil && !errors.Is(err, fs.ErrExist) {
			return err
		}
	}
	return nil
}

// halfCopied begins the name of a copy that is not finished.
const halfCopied = "postgres.half-"

// copyOnce copies the tree of a PostgreSQL to data and returns the copy, or the one that was made of the same tree
// earlier.
func copyOnce(tree, data string) (string, error) {
	for _, part := range []string{"lib", "share"} {
		if _, err := os.Stat(filepath.Join(tree, part)); err != nil {
			return "", fmt.Errorf("it can be run neither there nor from a copy, having no %s beside it", part)
		}
	}
	name, err := treeName(tree)
	if err != nil {
		return "", err
	}
	copied := filepath.Join(data, "postgres.bin-"+name)
	if _, err := os.Stat(copied); err == nil {
		return copied, nil
	}
	left, _ := filepath.Glob(filepath.Join(data, halfCopied+"*")) // the pattern is well formed
	for _, dir := range left {
		if err := os.RemoveAll(dir); err != nil {
			return "", err
		}
	}
	half, err := os.MkdirTemp(data, halfCopied)
	if err != nil {
		return "", unwritable(data, err)
	}
	defer os.RemoveAll(half)
	if err := copyTree(half, tree); err != nil {
		return "", fmt.Errorf("copying %s to where Postgres can run it: %w", tree, err)
	}
	if err := os.Chmod(half, 0o755); err != nil {
		return "", err
	}
	return copied, os.Rename(half, copied)
}

// treeName tells one tree, and one release in it, from another.
func treeName(tree string) (string, error) {
	info, err := os.Stat(filepath.Join(tree, "bin", "postgres"))
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256([]byte(tree + "\n" + strconv.FormatInt(info.Size(), 10) + "\n" + info.ModTime().UTC().String()))
	return hex.EncodeToString(sum[:6]), nil
}

// copyTree copies what lies in from to the directory to, open to everybody for reading: programs and libraries are
// no secret.
func copyTree(to, from string) error {
	return filepath.WalkDir(from, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(from, path)
		if err != nil || rel == "." {
			return err
		}
		target := filepath.Join(to, rel)
		switch {
		case d.IsDir():
			return os.Mkdir(target, 0o755)
		case d.Type()&fs.ModeSymlink != 0:
			dest, err := os.Readlink(path)
			if err != nil {
				return err
			}
			return os.Symlink(dest, target)
		case d.Type().IsRegular():
			return copyFile(target, path)
		}
		return nil
	})
}

func copyFile(to, from string) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	info, err := in.Stat()
	if err != nil {
		return err
	}
	out, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644|info.Mode().Perm()&0o111)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	return errors.Join(err, out.Close())
}
