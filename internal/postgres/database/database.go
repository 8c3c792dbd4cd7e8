// Package database is the connection to PostgreSQL: transactions, the schema, kinds of errors, who may see which rows,
// and values that may be NULL. It knows no question of its own.
package database

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"

	"baton/internal/errs"
)

// DB is the connection to the database of one installation.
type DB struct{ Pool *pgxpool.Pool }

// Connect opens connections to the Postgres that url names and checks that it answers. tracer, which may be nil, is
// told of every statement.
func Connect(ctx context.Context, url string, tracer pgx.QueryTracer) (*DB, error) {
	config, err := pgxpool.ParseConfig(url)
	if err != nil {
		return nil, fmt.Errorf("the database address cannot be read: %w", err)
	}
	if !strings.Contains(url, "pool_max_conns") {
		config.MaxConns = 24
	}
	if !strings.Contains(url, "pool_min_conns") {
		config.MinConns = 2
	}
	config.ConnConfig.Tracer = tracer
	config.MaxConnIdleTime = 5 * time.Minute
	config.HealthCheckPeriod = 5 * time.Second
	if !strings.Contains(url, "connect_timeout") {
		config.ConnConfig.ConnectTimeout = 2 * time.Second
	}
	config.ConnConfig.RuntimeParams["application_name"] = "baton"
	pool, err := pgxpool.NewWithConfig(ctx, config)
	if err != nil {
		return nil, err
	}
	if err := pool.Ping(ctx); err != nil {
		pool.Close()
		return nil, fmt.Errorf("the database does not answer: %w", err)
	}
	return &DB{pool}, nil
}

// Close ends all connections, once those in use are back.
func (db *DB) Close() { db.Pool.Close() }

// Ready answers Unavailable unless the database takes writes.
func (db *DB) Ready(ctx context.Context) error {
	var readOnly string
	if err := db.Pool.QueryRow(ctx, "SHOW transaction_read_only").Scan(&readOnly); err != nil {
		return Classify(err)
	}
	if readOnly == "on" {
		return fmt.Errorf("the database accepts no writes: %w", errs.Unavailable)
	}
	return nil
}

// Querier is a pool, a connection or a transaction.
type Querier interface {
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
	QueryRow(ctx context.Context, sql string, args ...any) pgx.Row
	SendBatch(ctx context.Context, b *pgx.Batch) pgx.BatchResults
}

// Write runs work in one transaction, again when it met another that was in its way. After an error nothing has
// changed.
func (db *DB) Write(ctx context.Context, work func(tx pgx.Tx) error) (err error) {
	for range Tries {
		if err = pgx.BeginFunc(ctx, db.Pool, work); !IsRetryable(err) {
			break
		}
	}
	return Classify(err)
}

// Conn is a connection, or a transaction on one that somebody else ends.
type Conn interface {
	Querier
	Exec(ctx context.Context, sql string, args ...any) (pgconn.CommandTag, error)
}

// Snapshot runs the statements of a report or a list as one look at one moment, in one round trip.
func (db *DB) Snapshot(ctx context.Context, statements *pgx.Batch) error {
	var batch pgx.Batch
	batch.Queue("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
	// what a period or a team holds differs too much for one plan
	batch.Queue("SET LOCAL plan_cache_mode = force_custom_plan")
	batch.QueuedQueries = append(batch.QueuedQueries, statements.QueuedQueries...)
	batch.Queue("COMMIT")
	return Classify(db.Pool.SendBatch(ctx, &batch).Close())
}

// River is the driver by which the job queue uses this database.
func (db *DB) River() *riverpgxv5.Driver { return riverpgxv5.New(db.Pool) }
