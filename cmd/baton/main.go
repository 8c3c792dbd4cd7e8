// Command baton is the whole program: it serves the portal, and does from a terminal what a script or an admin needs.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	_ "time/tzdata" // time zones on machines that have none

	"github.com/alecthomas/kong"

	"baton/internal/postgres"
	"baton/internal/privatepg"
)

// commands is everything that baton understands. Each flag is also an environment variable: --data is BATON_DATA.
type commands struct {
	Data        string `help:"Folder of this installation, with the data of the private Postgres." type:"path" placeholder:"DIR"`
	DatabaseURL string `help:"Database to use, Postgres 15 or later. Without it, a private Postgres runs in the data folder." name:"database-url" placeholder:"URL"`
	PGBin       string `help:"Folder with the programs of the private Postgres." name:"pg-bin" placeholder:"DIR"`
	Verbose     bool   `help:"Log each request." short:"v"`

	Serve   serveCmd   `cmd:"" help:"Serve the portal."`
	Migrate migrateCmd `cmd:"" help:"Change or show the database schema."`
	Person  personCmd  `cmd:"" help:"Add, list and change people."`
	Routes  routesCmd  `cmd:"" help:"List every route with who may call it."`
	Demo    demoCmd    `cmd:"" help:"Fill an empty installation with an invented company."`
	Import  importCmd  `cmd:"" help:"Import leads from CSV files."`
	Score   scoreCmd   `cmd:"" help:"Test the likelihood model on past leads."`
}

// env is what commands run in.
type env struct {
	ctx    context.Context
	flags  *commands
	out    io.Writer
	errout io.Writer
	log    *slog.Logger
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], os.Stdout, os.Stderr))
}

// run runs one command line and gives its exit status: 0, 1 when it failed, 2 when it was wrong.
func run(ctx context.Context, args []string, out, errout io.Writer) int {
	var flags commands
	exit := -1
	parser, err := kong.New(&flags, kong.Name("baton"),
		kong.Description("Marketing hands leads to sales under an agreement that both signed."),
		kong.DefaultEnvars("BATON"), kong.Writers(out, errout), kong.Exit(func(code int) { exit = code }),
		kong.UsageOnError())
	if err != nil {
		fmt.Fprintln(errout, err)
		return 1
	}
	parsed, err := parser.Parse(args)
	if exit >= 0 {
		return exit
	}
	if err != nil {
		fmt.Fprintf(errout, "baton: %v\nRun baton --help for help.\n", err)
		return 2
	}
	level := slog.LevelInfo
	if flags.Verbose {
		level = slog.LevelDebug
	}
	e := &env{ctx, &flags, out, errout, slog.New(slog.NewTextHandler(errout, &slog.HandlerOptions{Level: level}))}
	if err := parsed.Run(e); err != nil {
		fmt.Fprintln(errout, "baton:", err)
		return 1
	}
	return 0
}

// dataDir is the folder of the installation: the one that was named, else below the user's data folder.
func (e *env) dataDir() (string, error) {
	if e.flags.Data != "" {
		return filepath.Abs(e.flags.Data)
	}
	if home := os.Getenv("XDG_DATA_HOME"); home != "" {
		return filepath.Join(home, "baton"), nil
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return "", fmt.Errorf("there is no home folder for the data; choose a folder with --data: %w", err)
	}
	if os.Geteuid() == 0 {
		return "/var/lib/baton", nil
	}
	return filepath.Join(home, ".local", "share", "baton"), nil
}

// database opens the database for a command: the one that is named, or the private one, which is joined where a program
// serves from it. done gives everything back.
func (e *env) database() (db *postgres.DB, done func(), err error) {
	return e.open(privatepg.Attach)
}

// migrated is database with its schema brought up to this program's.
func (e *env) migrated() (*postgres.DB, func(), error) {
	db, done, err := e.database()
	if err != nil {
		return nil, nil, err
	}
	if err := db.MigrateUp(e.ctx); err != nil {
		done()
		return nil, nil, err
	}
	return db, done, nil
}

func (e *env) open(start func(context.Context, privatepg.Config) (*privatepg.Server, error)) (*postgres.DB, func(),
	error) {
	if e.flags.DatabaseURL != "" {
		db, err := postgres.Open(e.ctx, e.flags.DatabaseURL)
		if err != nil {
			return nil, nil, err
		}
		return db, db.Close, nil
	}
	dir, err := e.dataDir()
	if err != nil {
		return nil, nil, err
	}
	private, err := start(e.ctx, privatepg.Config{Data: dir, PGBin: e.flags.PGBin, Bundle: bundles(), Log: e.log})
	if err != nil {
		return nil, nil, err
	}
	db, err := postgres.Open(e.ctx, private.URL())
	if err != nil {
		return nil, nil, errors.Join(err, stopPrivate(private))
	}
	return db, func() {
		db.Close()
		if err := stopPrivate(private); err != nil {
			e.log.Error("stop the private Postgres", "error", err)
		}
	}, nil
}

func stopPrivate(private *privatepg.Server) error {
	ctx, cancel := context.WithTimeout(context.Background(), stopWithin)
	defer cancel()
	return private.Stop(ctx)
}

// bundles are folders in which npm may have put Postgres programs: beside the program and below the working folder.
func bundles() []string {
	var all []string
	if program, err := os.Executable(); err == nil {
		all = append(all, filepath.Dir(program))
	}
	if here, err := os.Getwd(); err == nil {
		all = append(all, here, filepath.Join(here, "web"))
	}
	return all
}
