package main

import (
	"context"

	"baton/internal/postgres"
)

type extraCommands struct{}

const demoLeads, demoSeed = 2000, 1

func fillDemo(ctx context.Context, db *postgres.DB, n, seed int) error { return nil }
