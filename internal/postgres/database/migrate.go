package database

import (
	"context"
	"errors"
	"fmt"
	"log/slog"

	"github.com/golang-migrate/migrate/v4"
	pgxmigrate "github.com/golang-migrate/migrate/v4/database/pgx/v5"
	"github.com/golang-migrate/migrate/v4/source/iofs"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/rivermigrate"

	"baton/migrations"
)

// schemaLock is held while the schema changes, so that nodes that start together take turns.
const schemaLock = 7_421_001

// MigrateUp brings the schema to the newest version, that of the job queue too. Nodes that start together take turns.
func (db *DB) MigrateUp(ctx context.Context) error {
	return db.alone(ctx, func() error {
		return db.migrator(func(m *migrate.Migrate) error {
			if err := m.Up(); err != nil && !errors.Is(err, migrate.ErrNoChange) {
				return schemaError(err)
			}
			return db.migrateRiver(ctx, rivermigrate.DirectionUp)
		})
	})
}

// MigrateDown takes the last steps back; with them goes what they hold.
func (db *DB) MigrateDown(ctx context.Context, steps int) error {
	return db.alone(ctx, func() error {
		return db.migrator(func(m *migrate.Migrate) error {
			if err := m.Steps(-steps); err != nil && !errors.Is(err, migrate.ErrNoChange) {
				return schemaError(err)
			}
			return nil
		})
	})
}

// SchemaStatus is where the schema stands: the number of its newest step, 0 for an empty database, and whether a step
// failed half way.
func (db *DB) SchemaStatus(context.Context) (version uint, dirty bool, err error) {
	err = db.migrator(func(m *migrate.Migrate) error {
		version, dirty, err = m.Version()
		if errors.Is(err, migrate.ErrNilVersion) {
			return nil
		}
		return err
	})
	return version, dirty, err
}

func schemaError(err error) error {
	var dirty migrate.ErrDirty
	if errors.As(err, &dirty) {
		return fmt.Errorf("step %d of the schema failed half way. "+
			"Restore a backup, or repair the schema by hand and set schema_migrations.dirty to false: %w", dirty.Version, err)
	}
	return fmt.Errorf("change the schema: %w", err)
}

// alone runs do while no other node changes the schema.
func (db *DB) alone(ctx context.Context, do func() error) error {
	conn, err := db.Pool.Acquire(ctx)
	if err != nil {
		return Classify(err)
	}
	defer conn.Release()
	if _, err := conn.Exec(ctx, "SELECT pg_advisory_lock($1)", schemaLock); err != nil {
		return Classify(err)
	}
	defer func() {
		if _, err := conn.Exec(context.WithoutCancel(ctx), "SELECT pg_advisory_unlock($1)", schemaLock); err != nil {
			_ = conn.Conn().Close(context.WithoutCancel(ctx)) // the lock goes with the connection
		}
	}()
	return do()
}

func (db *DB) migrator(do func(*migrate.Migrate) error) error {
	files, err := iofs.New(migrations.Files, ".")
	if err != nil {
		return err
	}
	std := stdlib.OpenDBFromPool(db.Pool)
	defer std.Close()
	driver, err := pgxmigrate.WithInstance(std, &pgxmigrate.Config{})
	if err != nil {
		return Classify(err)
	}
	m, err := migrate.NewWithInstance("iofs", files, "baton", driver)
	if err != nil {
		return err
	}
	err = do(m)
	return errors.Join(err, driver.Close())
}

func (db *DB) migrateRiver(ctx context.Context, direction rivermigrate.Direction) error {
	quiet := slog.New(slog.DiscardHandler)
	m, err := rivermigrate.New(riverpgxv5.New(db.Pool), &rivermigrate.Config{Logger: quiet})
	if err != nil {
		return err
	}
	if _, err := m.Migrate(ctx, direction, nil); err != nil {
		return fmt.Errorf("change the schema of the job queue: %w", err)
	}
	return nil
}
