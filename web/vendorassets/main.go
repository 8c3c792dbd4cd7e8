// Command vendorassets copies what the pages need of other people's packages from web/node_modules to
// web/static/vendor. It is run from the top of the repository, after npm ci in web.
package main

import (
	"fmt"
	"os"
	"path/filepath"

	"baton/web"
)

func main() {
	if err := run("web"); err != nil {
		fmt.Fprintln(os.Stderr, "vendorassets:", err)
		os.Exit(1)
	}
}

func run(dir string) error {
	if err := os.RemoveAll(filepath.Join(dir, "static", "vendor")); err != nil {
		return err
	}
	for to, from := range web.Vendored {
		content, err := os.ReadFile(filepath.Join(dir, "node_modules", filepath.FromSlash(from)))
		if err != nil {
			return fmt.Errorf("%w (run npm ci in %s first)", err, dir)
		}
		target := filepath.Join(dir, "static", filepath.FromSlash(to))
		if err := os.MkdirAll(filepath.Dir(target), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(target, content, 0o644); err != nil {
			return err
		}
	}
	return nil
}
