package main

import (
	"context"
	"log/slog"

	"baton/internal/postgres"
)

type extraCommands struct{}
type personCmd struct{}

const demoLeads, demoSeed = 2000, 1

func (personCmd) Run(*env) error                                       { return nil }
func fillDemo(ctx context.Context, db *postgres.DB, n, seed int) error { return nil }
func startJobs(ctx context.Context, db *postgres.DB, log *slog.Logger) (func(), error) {
	return func() {}, nil
}
