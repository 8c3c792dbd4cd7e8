package api_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"baton/internal/api"
)

// The generator of clients, and what its clients need to run.
const (
	generator = "github.com/oapi-codegen/oapi-codegen/v2"
	generated = generator + "/cmd/oapi-codegen@v2.5.0"
	runtime   = "github.com/oapi-codegen/runtime v1.1.2"
)

// A client that somebody else's generator makes from the document takes a lead the whole way.
func TestAGeneratedClientGoesTheWholeLoop(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	dir := t.TempDir()
	run := func(env []string, args ...string) (string, error) {
		command := exec.CommandContext(t.Context(), "go", args...)
		command.Dir, command.Env = dir, append(append(os.Environ(), "GOFLAGS=-mod=mod", "GOWORK=off"), env...)
		said, err := command.CombinedOutput()
		return string(said), err
	}
	write := func(name string, content []byte) {
		if err := os.WriteFile(filepath.Join(dir, name), content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("go.mod", []byte("module loop\n\ngo 1.24\n\nrequire "+runtime+"\n"))
	for _, module := range []string{generator + "@v2.5.0", strings.Replace(runtime, " ", "@", 1)} {
		if said, err := run(nil, "mod", "download", module); err != nil {
			t.Skipf("%s cannot be fetched: %v: %.300s", module, err, said)
		}
	}
	loop, err := os.ReadFile("testdata/loop/main.go")
	if err != nil {
		t.Fatal(err)
	}
	write("openapi.json", w.rawDocument())
	write("main.go", loop)
	if err := os.Mkdir(filepath.Join(dir, "client"), 0o700); err != nil {
		t.Fatal(err)
	}
	if said, err := run(nil, "run", generated, "-generate", "types,client", "-package", "client", "-o",
		"client/client.go", "openapi.json"); err != nil {
		t.Fatalf("no client can be made: %v: %s", err, said)
	}
	if said, err := run(nil, "mod", "tidy"); err != nil {
		t.Skipf("what the client needs cannot be fetched: %v: %.300s", err, said)
	}
	said, err := run([]string{"BATON_URL=" + w.http.URL + api.Base, "MARKETING_KEY=" + w.key("lena"),
		"SALES_KEY=" + w.key("rita")}, "run", ".")
	if err != nil || said != "won: EUR 11000.00" {
		t.Errorf("the loop ends with %v: %s", err, said)
	}
}
