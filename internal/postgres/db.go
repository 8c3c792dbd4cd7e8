package postgres

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"baton/internal/errs"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/riverqueue/river/riverdriver/riverpgxv5"
)

// base is the connection to the database of one installation.
type base struct{ pool *pgxpool.Pool }

// connect opens connections to the Postgres that url names and checks that it answers. tracer, which may be nil, is told of every statement.
func connect(ctx context.Context, url string, tracer pgx.QueryTracer) (*base, error) {
	config, err := pgxpool.ParseConfig(url)
	if err != nil {
		return nil, fmt.Errorf("the database address cannot be read: %w", err)
	}
	if !strings.Contains(url, "pool_max_conns") {
		config.MaxConns = 24
	}
	config.MinConns = 2
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
	return &base{pool}, nil
}

// Close ends all connections, once those in use are back.
func (db *base) Close() { db.pool.Close() }

// Ready answers Unavailable unless the database takes writes.
func (db *base) Ready(ctx context.Context) error {
	var readOnly string
	if err := db.pool.QueryRow(ctx, "SHOW transaction_read_only").Scan(&readOnly); err != nil {
		return classify(err)
	}
	if readOnly == "on" {
		return fmt.Errorf("the database accepts no writes: %w", errs.Unavailable)
	}
	return nil
}

// querier is a pool, a connection or a transaction.
type querier interface {
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
	QueryRow(ctx context.Context, sql string, args ...any) pgx.Row
	SendBatch(ctx context.Context, b *pgx.Batch) pgx.BatchResults
}

// write runs work in one transaction, again when it met another that was in its way. After an error nothing has changed.
func (db *base) write(ctx context.Context, work func(tx pgx.Tx) error) (err error) {
	for range tries {
		if err = pgx.BeginFunc(ctx, db.pool, work); !isRetryable(err) {
			break
		}
	}
	return classify(err)
}

// conn is a connection, or a transaction on one that somebody else ends.
type conn interface {
	querier
	Exec(ctx context.Context, sql string, args ...any) (pgconn.CommandTag, error)
}

// snapshot runs the statements of a report or a list as one look at one moment, in one round trip.
func (db *base) snapshot(ctx context.Context, statements *pgx.Batch) error {
	var batch pgx.Batch
	batch.Queue("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
	batch.Queue("SET LOCAL plan_cache_mode = force_custom_plan") // what a period or a team holds differs too much for one plan
	batch.QueuedQueries = append(batch.QueuedQueries, statements.QueuedQueries...)
	batch.Queue("COMMIT")
	return classify(db.pool.SendBatch(ctx, &batch).Close())
}

// River is the driver by which the job queue uses this database.
func (db *base) River() *riverpgxv5.Driver { return riverpgxv5.New(db.pool) }
