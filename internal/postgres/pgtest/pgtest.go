// Package pgtest gives each test a database of its own, migrated and empty, in a Postgres that lives as long as the
// test binary.
package pgtest

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"baton/internal/hang"
	"baton/internal/postgres"
	"baton/internal/privatepg"
)

var (
	server  *privatepg.Server
	admin   *pgxpool.Pool // makes and drops databases
	counter atomic.Int64
)

// Main runs the tests of a package with a Postgres beside them; call it from TestMain. It keeps its data in memory
// where the machine has a place for that.
func Main(m *testing.M) {
	code, err := run(m)
	if err != nil {
		fmt.Fprintln(os.Stderr, "pgtest:", err)
		code = 1
	}
	os.Exit(code)
}

func run(m *testing.M) (int, error) {
	dir, err := os.MkdirTemp(roomy(), "baton-test-")
	if err != nil {
		return 1, err
	}
	defer os.RemoveAll(dir)
	if err := os.Chmod(dir, 0o711); err != nil {
		return 1, err
	}
	ctx := context.Background()
	server, err = privatepg.Start(ctx,
		privatepg.Config{Data: filepath.Join(dir, "data"), Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		return 1, err
	}
	defer server.Stop(ctx)
	if admin, err = pgxpool.New(ctx, server.URL()); err != nil {
		return 1, err
	}
	defer admin.Close()
	if err := makeTemplate(ctx); err != nil {
		return 1, err
	}
	return m.Run(), nil
}

// roomy is a folder in memory, "" where there is none.
func roomy() string {
	if info, err := os.Stat("/dev/shm"); err == nil && info.IsDir() {
		return "/dev/shm"
	}
	return ""
}

// makeTemplate migrates the database that every test's is a copy of. fsync is off: a test has nothing to lose.
// Autovacuum is off: it would start a process for each of many databases, again and again.
func makeTemplate(ctx context.Context) error {
	for _, sql := range []string{"ALTER SYSTEM SET fsync = off", "ALTER SYSTEM SET synchronous_commit = off",
		"ALTER SYSTEM SET full_page_writes = off", "ALTER SYSTEM SET autovacuum = off", "SELECT pg_reload_conf()",
		"CREATE DATABASE template_baton"} {
		if _, err := admin.Exec(ctx, sql); err != nil {
			return err
		}
	}
	db, err := postgres.Open(ctx, named("template_baton"))
	if err != nil {
		return err
	}
	defer db.Close()
	return db.MigrateUp(ctx)
}

// named is the address of the database with name. A pool opens its connections when they are needed, each of which is a
// process of Postgres.
func named(name string) string {
	config, err := pgx.ParseConfig(server.URL())
	if err != nil {
		panic(err)
	}
	return fmt.Sprintf("host=%s port=%d user=%s dbname=%s pool_min_conns=0 connect_timeout=%d", config.Host, config.Port,
		config.User, name, int(hang.Limit.Seconds()))
}

// URL makes an empty, migrated database for t and gives its address.
func URL(t testing.TB) string {
	t.Helper()
	ctx := context.Background()
	name := fmt.Sprintf("test_%d", counter.Add(1))
	if _, err := admin.Exec(ctx, "CREATE DATABASE "+name+" TEMPLATE template_baton STRATEGY file_copy"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if _, err := admin.Exec(ctx, "DROP DATABASE "+name+" WITH (FORCE)"); err != nil {
			t.Error(err)
		}
	})
	return named(name)
}

// New makes an empty, migrated database for t. It opens it until the test ends: as Baton does, and for what the test
// itself asks and changes past Baton.
func New(t testing.TB) (*postgres.DB, *pgxpool.Pool) {
	t.Helper()
	ctx, url := context.Background(), URL(t)
	db, err := postgres.Open(ctx, url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(db.Close)
	sql, err := pgxpool.New(ctx, url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(sql.Close)
	return db, sql
}

// Connect opens one connection to the database at url until the test ends.
func Connect(t testing.TB, url string) *pgx.Conn {
	t.Helper()
	config, err := pgxpool.ParseConfig(url)
	if err != nil {
		t.Fatal(err)
	}
	conn, err := pgx.ConnectConfig(context.Background(), config.ConnConfig)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close(context.Background()) })
	return conn
}

// Open makes an empty, migrated database for t and opens it until the test ends.
func Open(t testing.TB) *postgres.DB {
	t.Helper()
	db, err := postgres.Open(context.Background(), URL(t))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(db.Close)
	return db
}
