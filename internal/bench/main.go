// Command bench measures Baton on this machine and prints one table. Every figure that counts is a ratio within the
// same run: a page with a million leads against the same with ten thousand, a write through HTTP against pgbench
// running the same statements.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"text/tabwriter"
	"time"

	"github.com/jackc/pgx/v5"

	"baton/internal/privatepg"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	small := flag.Int("small", 10_000, "leads in the small data set")
	large := flag.Int("large", 1_000_000, "leads in the large data set")
	each := flag.Duration("each", 5*time.Second, "how long each load takes")
	dir := flag.String("dir", "", "folder for the data, whose data sets are used again; a temporary one when empty")
	flag.Parse()
	b := &bench{ctx: ctx, small: *small, large: *large, each: *each, out: os.Stdout}
	if err := b.run(*dir); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// bench is one run.
type bench struct {
	ctx          context.Context
	small, large int
	each         time.Duration
	out          io.Writer
	dir          string
	program      string
	private      *privatepg.Server
	lines        []line
}

// line is one row of the table.
type line struct{ what, measured, ratio, promise string }

func (b *bench) add(what, measured, ratio, promise string) {
	b.lines = append(b.lines, line{what, measured, ratio, promise})
	fmt.Fprintf(os.Stderr, "%s: %s %s\n", what, measured, ratio)
}

func (b *bench) run(dir string) error {
	if dir == "" {
		made, err := os.MkdirTemp("", "baton-bench-")
		if err != nil {
			return err
		}
		defer os.RemoveAll(made)
		if err := os.Chmod(made, 0o711); err != nil {
			return err
		}
		dir = made
	}
	b.dir = dir
	if err := b.build(); err != nil {
		return err
	}
	if err := b.startUp(); err != nil {
		return err
	}
	private, err := privatepg.Start(b.ctx,
		privatepg.Config{Data: filepath.Join(dir, "data"), Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		return err
	}
	b.private = private
	defer private.Stop(context.WithoutCancel(b.ctx))
	for _, step := range []func() error{b.definition, b.clocks, b.likelihood, b.fill, b.reads, b.trial, b.memory,
		b.writes} {
		if err := step(); err != nil {
			return err
		}
	}
	return b.print()
}

// build makes the program that people run.
func (b *bench) build() error {
	b.program = filepath.Join(b.dir, "baton")
	// as make build does
	build := exec.CommandContext(b.ctx, "go", "build", "-ldflags=-s -w", "-o", b.program, "./cmd/baton")
	build.Stderr = os.Stderr
	if err := build.Run(); err != nil {
		return fmt.Errorf("build the program: %w", err)
	}
	return nil
}

// address is where the database with name is found.
func (b *bench) address(name string) string {
	config, err := pgx.ParseConfig(b.private.URL())
	if err != nil {
		panic(err)
	}
	return fmt.Sprintf("host=%s port=%d user=%s dbname=%s", config.Host, config.Port, config.User, name)
}

// fill makes both data sets.
func (b *bench) fill() error {
	conn, err := pgx.Connect(b.ctx, b.private.URL())
	if err != nil {
		return err
	}
	defer conn.Close(b.ctx)
	for name, n := range map[string]int{"small": b.small, "large": b.large} {
		var there bool
		if err := conn.QueryRow(b.ctx, "SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)",
			name).Scan(&there); err != nil {
			return err
		}
		if there {
			continue
		}
		if _, err := conn.Exec(b.ctx, "CREATE DATABASE "+name); err != nil {
			return err
		}
		began := time.Now()
		if err := b.fillOne(name, n); err != nil {
			return fmt.Errorf("fill %s: %w", name, err)
		}
		fmt.Fprintf(os.Stderr, "%d leads in %s\n", n, time.Since(began).Round(time.Second))
	}
	return nil
}

func (b *bench) fillOne(name string, n int) error {
	demo := exec.CommandContext(b.ctx, b.program, "demo", "--leads", fmt.Sprint(n), "--database-url", b.address(name))
	demo.Stderr = os.Stderr
	if err := demo.Run(); err != nil {
		return err
	}
	conn, err := pgx.Connect(b.ctx, b.address(name))
	if err != nil {
		return err
	}
	defer conn.Close(b.ctx)
	_, err = conn.Exec(b.ctx, "VACUUM ANALYZE")
	return err
}

func (b *bench) print() error {
	table := tabwriter.NewWriter(b.out, 0, 8, 1, ' ', 0)
	fmt.Fprintln(table, "| what\t| measured\t| ratio\t| promise\t|")
	fmt.Fprintln(table, "| ---\t| ---\t| ---\t| ---\t|")
	for _, l := range b.lines {
		fmt.Fprintf(table, "| %s\t| %s\t| %s\t| %s\t|\n", l.what, l.measured, l.ratio, l.promise)
	}
	return table.Flush()
}

// serving is the program at work.
type serving struct {
	cmd  *exec.Cmd
	base string
	took time.Duration // until it was ready
}

// serve starts the program with these flags and waits until it is ready.
func (b *bench) serve(flags ...string) (*serving, error) {
	cmd := exec.CommandContext(b.ctx, b.program, append([]string{"serve", "--listen", "127.0.0.1:0"}, flags...)...)
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	began := time.Now()
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	s := &serving{cmd: cmd}
	buffer := make([]byte, 4096)
	for text := ""; ; {
		n, err := out.Read(buffer)
		text += string(buffer[:n])
		if _, after, found := strings.Cut(text, "ready on "); found && strings.Contains(after, "\n") {
			s.base = strings.TrimSpace(after)
			s.took = time.Since(began)
			go io.Copy(io.Discard, out)
			return s, nil
		}
		if err != nil {
			return nil, fmt.Errorf("the program ended before it was ready: %w", cmd.Wait())
		}
	}
}

func (s *serving) stop() {
	s.cmd.Process.Signal(syscall.SIGTERM)
	s.cmd.Wait()
}

// resident is how much memory the program holds, in MB.
func (s *serving) resident() float64 {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", s.cmd.Process.Pid))
	if err != nil {
		return 0
	}
	for _, line := range strings.Split(string(status), "\n") {
		var kb float64
		if n, _ := fmt.Sscanf(line, "VmRSS: %f kB", &kb); n == 1 {
			return kb / 1024
		}
	}
	return 0
}
