package main

import (
	"encoding/json"
	"fmt"
)

type migrateCmd struct {
	Up     migrateUpCmd     `cmd:"" help:"Bring the schema to the newest version."`
	Down   migrateDownCmd   `cmd:"" help:"Undo the last steps. Their data is lost."`
	Status migrateStatusCmd `cmd:"" help:"Show the version of the schema."`
}

type migrateUpCmd struct{}

// Run brings the schema up.
func (migrateUpCmd) Run(e *env) error {
	db, done, err := e.database()
	if err != nil {
		return err
	}
	defer done()
	return db.MigrateUp(e.ctx)
}

type migrateDownCmd struct {
	Steps int `arg:"" help:"Number of steps."`
}

// Run takes steps back.
func (c migrateDownCmd) Run(e *env) error {
	if c.Steps < 1 {
		return fmt.Errorf("migrate down needs a number of steps from 1 up")
	}
	db, done, err := e.database()
	if err != nil {
		return err
	}
	defer done()
	return db.MigrateDown(e.ctx, c.Steps)
}

type migrateStatusCmd struct {
	JSON bool `help:"Print as JSON." name:"json"`
}

// Run shows where the schema stands.
func (c migrateStatusCmd) Run(e *env) error {
	db, done, err := e.database()
	if err != nil {
		return err
	}
	defer done()
	version, dirty, err := db.SchemaStatus(e.ctx)
	if err != nil {
		return err
	}
	if c.JSON {
		return json.NewEncoder(e.out).Encode(map[string]any{"version": version, "dirty": dirty})
	}
	state := "whole"
	if dirty {
		state = "failed during this step"
	}
	_, err = fmt.Fprintf(e.out, "schema %d, %s\n", version, state)
	return err
}
