package learning

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"baton/internal/account"
	"baton/internal/handoff"
	"baton/internal/lead"
	"baton/internal/postgres/database"
	"baton/internal/scoring/prospect"
)

// winWithin is how long after it was handed over a lead counts as won.
const winWithin = "(SELECT make_interval(hours => 24 * i.win_days) FROM installation i)"

// Of what became of a handoff h, whose reasons are r for the rejection and o for the outcome, what is a label: whether
// it is positive, and since when that was known. Reasons that say nothing of the lead are none. A rejection that was
// overturned counts as accepted. Won is what is won within the days that the company set. What is lost is known when it
// is lost; what is open is known to be not won when its days are over, and says before by its age how probable that is.
var labelled = map[lead.Prospect]string{
	lead.OfAcceptance: `
		SELECT ` + asSubmitted + `, h.verdict_at AS known_at, h.verdict = 'accepted'
			OR coalesce(h.overturned_at <= @until, false) AS positive
		FROM handoffs h
		JOIN handoff_facts f ON f.handoff_id = h.id
		LEFT JOIN reasons r ON r.id = h.reason_id
		WHERE h.verdict IN ('accepted', 'rejected') AND h.verdict_at > @from AND h.verdict_at <= @until
			AND (h.verdict = 'accepted' OR h.overturned_at <= @until OR r.class <> 'procedural' AND r.code <> 'spam_or_test')`,
	lead.OfWinning: `
		SELECT ` + asSubmitted + `, CASE WHEN e.ended THEN h.outcome_at
			ELSE h.submitted_at + ` + winWithin + ` END AS known_at, e.ended AND h.outcome = 'won' AS positive
		FROM handoffs h
		JOIN handoff_facts f ON f.handoff_id = h.id
		LEFT JOIN reasons o ON o.id = h.outcome_reason_id
		CROSS JOIN LATERAL (SELECT h.outcome IS NOT NULL AND h.outcome_at <= @until
			AND h.outcome_at < h.submitted_at + ` + winWithin + ` AS ended) e
		WHERE h.verdict = 'accepted' AND h.verdict_at > @from AND h.verdict_at <= @until
			AND NOT (e.ended AND o.class IS NOT DISTINCT FROM 'procedural')`,
}

// asSubmitted is what was known of a handoff h, whose facts are f, when it was handed over. Its score may have followed
// its touches since.
const asSubmitted = "h.id, h.submitted_at, h.note, " + submittedFit + " AS fit, f.facts"

// submittedFit is the fit of a handoff h when it was handed over: the first of its scores where others followed.
const submittedFit = `CASE WHEN h.scored_at IS NULL THEN h.fit
	ELSE coalesce((SELECT s.fit FROM scores s WHERE s.lead_id = h.lead_id AND s.handoff_id = h.id AND s.cause = 'submitted'
		ORDER BY s.id LIMIT 1), h.fit) END`

// longAgo is before everything.
var longAgo = time.Date(1970, 1, 1, 0, 0, 0, 0, time.UTC)

// final is until when what was decided can be taken back no more.
func final(at time.Time) time.Time { return at.Add(-handoff.UndoFor) }

// cases are what became of leads, of which something was known after from and up to until: the latest so many, in the
// order in which they were handed over. They tell what was known at until.
func cases(
	ctx context.Context, q database.Querier, of lead.Prospect, from, until time.Time, limit int,
) ([]prospect.Case, error) {
	rows, err := q.Query(ctx, `
		SELECT c.id, c.submitted_at, i.zone, c.note, c.fit, c.facts, c.known_at, c.positive
		FROM (`+labelled[of]+`) c, installation i
		ORDER BY c.submitted_at DESC, c.id DESC
		LIMIT @limit`, pgx.NamedArgs{"from": from, "until": until, "limit": limit})
	if err != nil {
		return nil, err
	}
	all, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (c prospect.Case, err error) {
		var zone string
		if err = row.Scan(&c.Handoff, &c.Known.At, &zone, &c.Known.Note, &c.Known.Fit, &c.Known.Facts, &c.At,
			&c.Positive); err != nil {
			return c, err
		}
		if here, err := account.LoadZone(zone); err == nil {
			c.Known.At = c.Known.At.In(here)
		}
		return c, nil
	})
	slices.Reverse(all)
	return all, err
}

// Follow keeps what was learned in step with the verdicts, until ctx ends.
func (db *Store) Follow(ctx context.Context, failed func(error)) {
	for tick := time.NewTicker(followEvery); ; {
		if err := db.CatchUp(ctx, time.Now()); err != nil && ctx.Err() == nil {
			failed(err)
		}
		select {
		case <-ctx.Done():
			tick.Stop()
			return
		case <-tick.C:
		}
	}
}

// followEvery is how long it takes at most until a verdict that can be taken back no more is learned from, and a new
// version is in use.
const followEvery = 5 * time.Second

// CatchUp puts the latest versions in use and learns from each verdict since.
func (db *Store) CatchUp(ctx context.Context, at time.Time) error {
	db.following.Lock()
	defer db.following.Unlock()
	rows, err := db.Pool.Query(ctx,
		"SELECT DISTINCT ON (of) of, number FROM models WHERE state = 'published' ORDER BY of, number DESC")
	if err != nil {
		return database.Classify(err)
	}
	latest := map[lead.Prospect]int{}
	var of lead.Prospect
	var number int
	if _, err := pgx.ForEachRow(rows, []any{&of, &number}, func() error { latest[of] = number; return nil }); err != nil {
		return database.Classify(err)
	}
	for of, number := range latest {
		if err := db.catchUp(ctx, of, number, final(at)); err != nil {
			return database.Classify(err)
		}
	}
	return nil
}

func (db *Store) catchUp(ctx context.Context, of lead.Prospect, number int, until time.Time) error {
	if used, _ := db.live.Number(of); used != number {
		v, err := readModel(ctx, db.Pool, "m.of = $1 AND m.number = $2", of, number)
		if err != nil {
			return err
		}
		var few []prospect.Case
		if v.Few() > 0 {
			if few, err = cases(ctx, db.Pool, of, longAgo, v.FollowsFrom, prospect.MostCases); err != nil {
				return err
			}
		}
		db.live.Use(v, few)
	}
	if of == lead.OfWinning { // what is not over is not learned one by one
		return nil
	}
	_, from := db.live.Number(of)
	fresh, err := cases(ctx, db.Pool, of, from, until, prospect.MostCases)
	if err != nil {
		return err
	}
	slices.SortFunc(fresh, func(a,
		b prospect.Case) int {
		return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.Handoff, b.Handoff))
	})
	db.live.Learn(of, fresh, until)
	return nil
}

// learnAt is at which hour of the company's day everything is learned anew.
const learnAt = 2

// Refit implements jobs.Store: it learns anew what has not been since the last night, and what could not be learned
// before.
func (db *Store) Refit(ctx context.Context, at time.Time) error {
	policy, err := db.policy.Policy(ctx)
	if err != nil {
		return err
	}
	y, m, d := at.In(policy.Zone).Date()
	night := time.Date(y, m, d, learnAt, 0, 0, 0, policy.Zone)
	if night.After(at) {
		night = night.AddDate(0, 0, -1)
	}
	for _, of := range lead.Prospects {
		var trained time.Time
		if err := db.Pool.QueryRow(ctx, "SELECT max(trained_at) FROM models WHERE of = $1",
			of).Scan(database.ZeroTime(&trained)); err != nil {
			return database.Classify(err)
		}
		if trained.Before(night) {
			if err := db.Learn(ctx, of, at); err != nil {
				return err
			}
		}
	}
	return nil
}

// Learn learns one thing anew from what is known, keeps that as the next version, and publishes it where it is no worse
// than the one in use. Nothing is kept where there is too little to learn from, or nothing new, or where another
// version came while it learned: what was learned was not compared with that one.
func (db *Store) Learn(ctx context.Context, of lead.Prospect, at time.Time) error {
	known, err := cases(ctx, db.Pool, of, longAgo, final(at), prospect.MostCases)
	if err != nil {
		return database.Classify(err)
	}
	within, err := db.openFor(ctx, of)
	if err != nil {
		return err
	}
	latest, err := db.latestModel(ctx, of, "true")
	if err != nil {
		return err
	}
	learned := latest
	if latest.Restores != 0 { // somebody put it back, and does not want what was learned since to come again by itself
		if learned, err = db.latestModel(ctx, of, "m.restores IS NULL"); err != nil {
			return err
		}
	}
	if learned.Knows(known, final(at)) {
		return nil
	}
	var used *prospect.Version
	inUse, err := readModel(ctx, db.Pool, "m.of = $1 AND m.state = 'published'", of)
	switch {
	case err == nil:
		used = &inUse
	case !errors.Is(err, pgx.ErrNoRows):
		return database.Classify(err)
	}
	v, ok := prospect.Train(of, known, used, at, final(at), within)
	if !ok {
		return nil
	}
	return db.Write(ctx, func(tx pgx.Tx) error {
		now, err := lockModels(ctx, tx, of)
		if err != nil || now != latest.Number {
			return err
		}
		v.Number = now + 1
		return keepModel(ctx, tx, v, 0)
	})
}
