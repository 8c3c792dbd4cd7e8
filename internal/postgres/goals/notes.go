package goals

import (
	"context"

	"github.com/jackc/pgx/v5"

	"baton/internal/account"
	"baton/internal/errs"
	"baton/internal/postgres/database"
	"baton/internal/postgres/reports"
	"baton/internal/report"
	"baton/internal/scoring/goal"
)

// explains is the condition that a person may say why a goal g was met or missed: the person it is for, a manager of
// its team or of the person, and any manager where it is for nobody in particular.
const explains = `(g.person_id = @me OR @admin
	OR @manager AND (g.team_id IS NULL AND g.person_id IS NULL OR g.team_id = ANY(@teams)
	OR EXISTS (SELECT FROM memberships m WHERE m.person_id = g.person_id AND m.team_id = ANY(@teams))))`

func explaining(by account.Person) pgx.NamedArgs {
	return pgx.NamedArgs{"me": by.ID, "admin": by.Has(account.Admin), "manager": by.Has(account.Manager),
		"teams": by.TeamIDs()}
}

// GoalNotes are what stands beside goals, for by to read.
func (db *Store) GoalNotes(ctx context.Context, by account.Person, ids []goal.ID) (goal.Notes, error) {
	n := goal.Notes{Changes: map[goal.ID][]goal.Change{}, Sentences: map[goal.ID][]goal.Sentence{},
		Mine: map[goal.ID]bool{}}
	args := database.WithArgs(explaining(by), pgx.NamedArgs{"ids": ids, "most": goal.NotesMost})
	var batch pgx.Batch
	batch.Queue(`
		SELECT c.goal_id, c.what, c.metric, c.starts_on, c.ends_on, c.kind, c.of_id, c.reason_id, c.target::float8,
			coalesce(c.by_id, 0), coalesce(p.name, ''), c.at
		FROM unnest(@ids::bigint[]) AS of (id), LATERAL (
			SELECT * FROM goal_changes WHERE goal_id = of.id ORDER BY id DESC LIMIT @most
		) c
		LEFT JOIN people p ON p.id = c.by_id
		ORDER BY c.id`, args).Query(func(rows pgx.Rows) error {
		var c goal.Change
		var whose report.Kind
		var of int64
		_, err := pgx.ForEachRow(rows,
			[]any{&c.Goal.ID, &c.Act, &c.Goal.Measure, &c.Goal.First, &c.Goal.Last, &whose, &of, &c.Goal.Reason, &c.Goal.Target,
				&c.By, &c.ByName, &c.At}, func() error {
				c.Goal = c.Goal.Of(report.WhoseOf(whose, of))
				n.Changes[c.Goal.ID] = append(n.Changes[c.Goal.ID], c)
				return nil
			})
		return err
	})
	batch.Queue(`
		SELECT w.goal_id, w.words, coalesce(w.value, 0)::float8, w.value IS NOT NULL, w.met, w.by_id, p.name, w.at
		FROM unnest(@ids::bigint[]) AS of (id), LATERAL (
			SELECT * FROM goal_words WHERE goal_id = of.id ORDER BY id DESC LIMIT @most
		) w
		JOIN people p ON p.id = w.by_id
		ORDER BY w.id`, args).Query(func(rows pgx.Rows) error {
		var s goal.Sentence
		_, err := pgx.ForEachRow(rows, []any{&s.Goal, &s.Words, &s.Value, &s.Told, &s.Met, &s.By, &s.ByName, &s.At},
			func() error {
				n.Sentences[s.Goal] = append(n.Sentences[s.Goal], s)
				return nil
			})
		return err
	})
	batch.Queue("SELECT g.id FROM goals g WHERE g.id = ANY(@ids) AND "+explains, args).Query(func(rows pgx.Rows) error {
		mine, err := pgx.CollectRows(rows, pgx.RowTo[goal.ID])
		for _, id := range mine {
			n.Mine[id] = true
		}
		return err
	})
	return n, database.Classify(db.Pool.SendBatch(ctx, &batch).Close())
}

// ExplainGoal keeps why a goal was met or missed. ErrNotYours when that is not by's to say, NotFound when there is no
// such goal.
func (db *Store) ExplainGoal(ctx context.Context, by account.Person, s goal.Sentence) error {
	if err := s.Check(); err != nil {
		return err
	}
	var there, kept bool
	err := db.Pool.QueryRow(ctx, `
		WITH kept AS (
			INSERT INTO goal_words (goal_id, words, value, met, by_id, at)
			SELECT g.id, @words, CASE WHEN @told THEN @value::numeric END, @met, @me, @at
			FROM goals g
			WHERE g.id = @id AND g.retired_at IS NULL AND `+explains+`
			RETURNING id
		)
		SELECT EXISTS (SELECT FROM goals WHERE id = @id AND retired_at IS NULL), EXISTS (SELECT FROM kept)`,
		database.WithArgs(explaining(by),
			pgx.NamedArgs{"id": s.Goal, "words": s.Words, "told": s.Told, "value": s.Value, "met": s.Met,
				"at": s.At})).Scan(&there, &kept)
	switch {
	case err != nil:
		return database.Classify(err)
	case !there:
		return errs.NotFound
	case !kept:
		return goal.ErrNotYours
	}
	return nil
}

// Names are what those whom goals are of are called; a goal of everybody is of nobody by name.
func (db *Store) Names(ctx context.Context, of []report.Whose) (map[report.Whose]string, error) {
	names := map[report.Whose]string{}
	ids := map[report.Kind][]int64{}
	for _, w := range of {
		if kind, id, _ := w.Kind(); kind != report.Everybody {
			ids[kind] = append(ids[kind], id)
		}
	}
	if len(ids) == 0 {
		return names, nil
	}
	var batch pgx.Batch
	for whose, own := range ids {
		batch.Queue("SELECT id, name FROM "+reports.Scopes[whose].Table+" WHERE id = ANY($1)",
			own).Query(func(rows pgx.Rows) error {
			var id int64
			var name string
			_, err := pgx.ForEachRow(rows, []any{&id, &name}, func() error {
				names[report.WhoseOf(whose, id)] = name
				return nil
			})
			return err
		})
	}
	return names, database.Classify(db.Pool.SendBatch(ctx, &batch).Close())
}

// Scopes are all those in use whom a goal can be of, by kind and name.
func (db *Store) Scopes(ctx context.Context) (all []report.Scoped, err error) {
	var batch pgx.Batch
	for _, whose := range report.Kinds {
		batch.Queue("SELECT id, name FROM " + reports.Scopes[whose].Table + " WHERE " + reports.Scopes[whose].Used +
			" ORDER BY sort_key(name), id").Query(func(rows pgx.Rows) error {
			var id int64
			var name string
			_, err := pgx.ForEachRow(rows, []any{&id, &name}, func() error {
				all = append(all, report.Scoped{Whose: report.WhoseOf(whose, id), Name: name})
				return nil
			})
			return err
		})
	}
	return all, database.Classify(db.Pool.SendBatch(ctx, &batch).Close())
}
