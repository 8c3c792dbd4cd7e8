package main

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"strings"
	"testing"

	"baton/internal/api"
	"baton/internal/server"
	"baton/web"
)

func TestTheCommandLine(t *testing.T) {
	for _, c := range []struct {
		name   string
		args   []string
		status int
		says   string
	}{
		{"help", []string{"--help"}, 0, "serve"},
		{"no such command", []string{"dance"}, 2, "--help"},
		{"no such flag", []string{"serve", "--loud"}, 2, "--help"},
		{"a demo for everybody", []string{"serve", "--demo", "--listen", "0.0.0.0:0"}, 1, "loopback"},
		{"a demo by an open address", []string{"serve", "--demo", "--listen", ":0"}, 1, "loopback"},
		{"an address without a port", []string{"serve", "--listen", "localhost"}, 1, "127.0.0.1:8080"},
		{"a public address that is none", []string{"serve", "--public-url", "baton"}, 1, "https://"},
		{"a proxy that is none", []string{"serve", "--trusted-proxies", "everybody"}, 1, "127.0.0.1/32"},
		{"no steps down", []string{"migrate", "down", "0"}, 1, "from 1"},
		{"a demo of nobody", []string{"demo", "--leads", "0"}, 1, "--leads"},
		{"a role that is none", []string{"person", "add", "a@b.example", "--name", "A", "--role", "king"}, 2, "--help"},
		{"a file that is not there", []string{"import", "--map", "/nowhere.json", "x.csv"}, 2, "--help"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var out, errout bytes.Buffer
			status := run(context.Background(), c.args, &out, &errout)
			if said := out.String() + errout.String(); status != c.status || !strings.Contains(said, c.says) {
				t.Errorf("status %d, want %d with %q:\n%s", status, c.status, c.says, said)
			}
		})
	}
}

func TestRoutesAreListedForScripts(t *testing.T) {
	var out, errout bytes.Buffer
	if status := run(context.Background(), []string{"routes", "--json"}, &out, &errout); status != 0 {
		t.Fatalf("status %d: %s", status, errout.String())
	}
	var listed []struct {
		Method, Pattern, Resource, Scope string
		Roles                            []string
	}
	if err := json.Unmarshal(out.Bytes(), &listed); err != nil {
		t.Fatal(err)
	}
	if want := len((&server.Server{}).Routes()) + len(api.Routes()); len(listed) != want {
		t.Errorf("%d routes are listed, want %d", len(listed), want)
	}
	scopes := 0
	for _, r := range listed {
		if strings.HasPrefix(r.Pattern, api.Base+"/touches") && r.Scope != "" {
			scopes++
		}
		if r.Method == "" || r.Pattern == "" || r.Resource == "" || r.Roles == nil {
			t.Errorf("a route lacks something: %+v", r)
		}
	}
	if scopes != 2 {
		t.Errorf("%d routes of touches name the scope that they need", scopes)
	}
}

// lines gives what a program prints, line by line, as it comes.
type lines struct {
	all  chan string
	rest string
}

func (l *lines) Write(b []byte) (int, error) {
	l.rest += string(b)
	for {
		line, rest, whole := strings.Cut(l.rest, "\n")
		if !whole {
			return len(b), nil
		}
		l.rest = rest
		l.all <- line
	}
}

func TestServeWorksBesideOtherCommandsAndStopsWhenAsked(t *testing.T) {
	if len(web.Assets().Missing()) > 0 {
		t.Skip("the front-end files are not there: make assets fetches them")
	}
	data, err := os.MkdirTemp("", "baton-serve-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(data) })
	if err := os.Chmod(data, 0o711); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	out := &lines{all: make(chan string, 100)}
	status := make(chan int, 1)
	go func() {
		status <- run(ctx, []string{"serve", "--data", data, "--listen", "127.0.0.1:0"}, out, io.Discard)
	}()
	base, token := "", ""
	for base == "" {
		select {
		case line := <-out.all:
			base = after(line, "ready on ")
			token += after(line, "use the token ")
		case s := <-status:
			t.Fatalf("serve ended with status %d", s)
		}
	}
	if token == "" {
		t.Error("the first admin is not told how to get in")
	}
	for _, path := range []string{"/healthz", "/readyz", "/setup", "/api/docs", "/api/v1/openapi.json"} {
		response, err := http.Get(base + path)
		if err != nil || response.StatusCode != http.StatusOK {
			t.Fatalf("GET %s: %v %v", path, response, err)
		}
		response.Body.Close()
	}
	var said bytes.Buffer
	if s := run(context.Background(),
		[]string{"person", "add", "ada@baton.example", "--name", "Ada", "--role", "admin", "--data", data}, &said,
		&said); s != 0 || !strings.Contains(said.String(), "/password/") {
		t.Errorf("a person is added beside it: status %d, %s", s, said.String())
	}
	said.Reset()
	if s := run(context.Background(), []string{"person", "list", "--json", "--data", data}, &said, io.Discard); s != 0 ||
		!strings.Contains(said.String(), "ada@baton.example") {
		t.Errorf("people are listed beside it: status %d, %s", s, said.String())
	}
	stop()
	if s := <-status; s != 0 {
		t.Errorf("serve ended with status %d when it was asked to stop", s)
	}
}

func after(line, mark string) string {
	_, rest, _ := strings.Cut(line, mark)
	return rest
}
