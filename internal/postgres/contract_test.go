package postgres_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"pgregory.net/rapid"

	"baton/internal/account"
	"baton/internal/assign"
	"baton/internal/errs"
	"baton/internal/handoff"
	"baton/internal/handoff/desk"
	"baton/internal/handoff/handofftest"
	"baton/internal/handoff/handofftest/contract"
	"baton/internal/handoff/tally"
	"baton/internal/lead"
	"baton/internal/postgres"
	"baton/internal/postgres/pgtest"
)

func TestTheDatabaseKeepsTheContractOfAStore(t *testing.T) {
	t.Parallel()
	contract.Run(
		t,
		func(t *testing.T, floor handofftest.Floor) handofftest.Place { return openPlace(t, floor) },
	)
}

// Whatever people do in whatever order, the Desk says the same and keeps the same with the database as with the
// store in memory.
func TestTheDatabaseAndTheStoreInMemoryKeepTheSame(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	at := openPlace(t, handofftest.NewFloor())
	rapid.Check(t, func(rt *rapid.T) {
		floor := handofftest.NewFloor()
		floor.Terms.Reassign = rapid.Bool().Draw(rt, "lapsed leads go on")
		floor.Terms.AutoSubmit = rapid.Bool().Draw(rt, "leads go by themselves")
		at.empty(floor)
		memory, database := handofftest.Begin(t, handofftest.Open(floor)), handofftest.Begin(t, at)
		done := []string{}
		same := func() {
			if diff := handofftest.Diff(memory.Kept(), database.Kept()); diff != "" {
				rt.Fatalf("after\n%s\n(-memory +database): %s", strings.Join(done, "\n"), diff)
			}
		}
		for range rapid.IntRange(1, 25).Draw(rt, "acts") {
			act := handofftest.Draw(rt, memory.Kept(), floor, memory.Now)
			done = append(done, act.String())
			want, refusal := act.Do(ctx, memory.Desk)
			got, err := act.Do(ctx, database.Desk)
			if diff := cmp.Diff([]any{want, said(refusal), memory.Nudged()}, []any{got, said(err), database.Nudged()},
				unexported); diff != "" {
				rt.Fatalf("after\n%s\n(-memory +database): %s", strings.Join(done, "\n"), diff)
			}
			memory.Wait(handofftest.Pause(rt))
			database.Now = memory.Now
		}
		same()
	})
}

// unexported leaves out what a Touched tells only the Desk.
var unexported = cmp.FilterPath(func(p cmp.Path) bool {
	f, ok := p.Last().(cmp.StructField)
	return ok && f.Name() == "teams"
}, cmp.Ignore())

// said is what somebody reads of a refusal.
func said(err error) string {
	switch {
	case err == nil:
		return ""
	case errors.Is(err, errs.NotFound):
		return errs.NotFound.Error()
	}
	return err.Error()
}

// place is a database with a floor.
type place struct {
	*postgres.DB
	t     testing.TB
	sql   *pgxpool.Pool
	floor handofftest.Floor
}

func openPlace(t testing.TB, floor handofftest.Floor) *place {
	t.Helper()
	db, sql := pgtest.New(t)
	p := &place{db, t, sql, floor}
	p.exec("DELETE FROM reasons")
	pgtest.Found(p.t, p.sql, p.floor)
	return p
}

// empty takes all leads out, and begins with another floor.
func (p *place) empty(floor handofftest.Floor) {
	p.t.Helper()
	p.floor = floor
	p.exec("TRUNCATE leads, events, notifications, funnel_deltas, api_answers RESTART IDENTITY CASCADE")
	p.exec("UPDATE rep_workloads SET open = 0, served = 0, given_at = '-infinity', room_at = '-infinity'")
	pgtest.Found(p.t, p.sql, p.floor)
}

func (p *place) exec(sql string, args ...any) {
	p.t.Helper()
	if _, err := p.sql.Exec(context.Background(), sql, args...); err != nil {
		p.t.Fatalf("%s: %v", sql, err)
	}
}

// Change implements handofftest.Place.
func (p *place) Change(change func(*handofftest.Floor)) {
	p.t.Helper()
	change(&p.floor)
	pgtest.Found(p.t, p.sql, p.floor)
}

// AddReady implements handofftest.Place.
func (p *place) AddReady(ids ...lead.ID) {
	p.t.Helper()
	p.exec("INSERT INTO ready_leads SELECT unnest($1::bigint[])", ids)
}

// all are the rows of a query, each read by scan.
func all[T any](p *place, sql string, scan func(v *T) []any) (rows []T) {
	p.t.Helper()
	answer, err := p.sql.Query(context.Background(), sql)
	if err == nil {
		rows, err = pgx.CollectRows(answer, func(row pgx.CollectableRow) (v T, err error) {
			err = row.Scan(scan(&v)...)
			return v, err
		})
	}
	if err != nil {
		p.t.Fatalf("%s: %v", sql, err)
	}
	return rows
}

// Kept implements handofftest.Place.
func (p *place) Kept() handofftest.Kept {
	p.t.Helper()
	k := handofftest.Kept{
		Loads:   map[account.PersonID]handofftest.Load{},
		Forms:   map[handofftest.Key]handofftest.Form{},
		Answers: map[handofftest.Key]handofftest.Answer{},
	}
	p.leads(&k)
	p.happened(&k)
	p.said(&k)
	p.counted(&k)
	return k
}

// leads reads leads and handoffs as a transaction does that may see everything.
func (p *place) leads(k *handofftest.Kept) {
	p.t.Helper()
	ctx := context.Background()
	leads := all(p, "SELECT id FROM leads ORDER BY id", func(id *lead.ID) []any { return []any{id} })
	handoffs := all(p, "SELECT id FROM handoffs ORDER BY id", func(id *handoff.ID) []any { return []any{id} })
	k.Leads, k.Handoffs = map[lead.ID]lead.Lead{}, map[handoff.ID]handoff.Handoff{}
	if err := p.Transact(ctx, account.System, func(tx desk.Tx) error {
		for _, id := range leads {
			l, err := tx.Lead(ctx, id)
			if err != nil {
				return err
			}
			k.Leads[id] = *l
		}
		for _, id := range handoffs {
			h, err := tx.Handoff(ctx, id)
			if err != nil {
				return err
			}
			k.Handoffs[id] = *h
		}
		return nil
	}); err != nil && !errors.Is(err, context.Canceled) {
		p.t.Fatal(err)
	}
	k.Ready = all(p, "SELECT lead_id FROM ready_leads ORDER BY 1", func(id *lead.ID) []any { return []any{id} })
}

// never is the time of what has not happened.
const never = "'0001-01-01Z'::timestamptz"

func (p *place) happened(k *handofftest.Kept) {
	p.t.Helper()
	k.Touches = all(
		p,
		`
		SELECT lead_id, kind, coalesce(source_id, 0), coalesce(campaign_id, 0), utm_source, utm_medium, utm_campaign,
			utm_term, utm_content, note, at, coalesce(recorded_by, 0)
		FROM touches ORDER BY id`,
		func(t *handofftest.Touch) []any {
			return []any{
				&t.Lead,
				&t.Kind,
				&t.Source,
				&t.Campaign,
				&t.UTM.Source,
				&t.UTM.Medium,
				&t.UTM.Campaign,
				&t.UTM.Term,
				&t.UTM.Content,
				&t.Note,
				&t.At,
				&t.By,
			}
		},
	)
	k.Events = all(
		p,
		"SELECT kind, lead_id, coalesce(handoff_id, 0), coalesce(actor_id, 0), at, data FROM events ORDER BY id",
		func(e *handoff.Event) []any {
			return []any{&e.Kind, &e.Lead, &e.Handoff, &e.By, &e.At, &e.Data}
		},
	)
	k.Notifications = all(
		p,
		`
		SELECT lead_id, handoff_id, person_id, kind, about, at, data, read_at IS NOT NULL
		FROM notifications ORDER BY id`,
		func(n *handofftest.Notification) []any {
			return []any{&n.Lead, &n.Handoff, &n.To, &n.Kind, &n.About, &n.At, &n.Data, &n.Read}
		},
	)
	k.Reminders = all(
		p,
		`SELECT r.handoff_id, r.clock, r.level, r.started_at, coalesce(r.holder_id, 0), r.at FROM reminders r`,
		func(r *handofftest.Of[handoff.Reminder]) []any {
			return []any{&r.Handoff, &r.What.Clock, &r.What.Level, &r.What.Started, &r.What.Holder, &r.What.At}
		},
	)
	k.Breaches = all(
		p,
		"SELECT handoff_id, clock, 100, started_at, due_at, coalesce(holder_id, 0), team_id, at FROM breaches",
		func(r *handofftest.Of[handoff.Reminder]) []any {
			return []any{
				&r.Handoff,
				&r.What.Clock,
				&r.What.Level,
				&r.What.Started,
				&r.What.Due,
				&r.What.Holder,
				&r.What.Team,
				&r.What.At,
			}
		},
	)
	k.Routes = all(
		p,
		`
		SELECT handoff_id, at, coalesce(rule_id, 0), team_id, coalesce(person_id, 0), sentence, candidates, passed, nobody
		FROM assignment_log`,
		func(r *handofftest.Of[assign.Explanation]) []any {
			return []any{
				&r.Handoff,
				&r.What.At,
				&r.What.Rule,
				&r.What.Team,
				&r.What.Person,
				&r.What.Sentence,
				&r.What.Candidates,
				&r.What.Passed,
				&r.What.Nobody,
			}
		},
	)
}

func (p *place) said(k *handofftest.Kept) {
	p.t.Helper()
	k.Questions = all(
		p,
		`
		SELECT handoff_id, words, asked_by, asked_at, answer, coalesce(answered_by, 0), coalesce(answered_at, `+never+`)
		FROM questions ORDER BY id`,
		func(q *handofftest.Of[handoff.Question]) []any {
			return []any{
				&q.Handoff,
				&q.What.Words,
				&q.What.By,
				&q.What.At,
				&q.What.Answer,
				&q.What.AnsweredBy,
				&q.What.AnsweredAt,
			}
		},
	)
	k.Attempts = all(
		p,
		"SELECT handoff_id, kind, outcome, note, made_by, at, coalesce(logged_at, "+never+") FROM attempts ORDER BY id",
		func(a *handofftest.Of[handoff.Attempt]) []any {
			return []any{
				&a.Handoff,
				&a.What.Kind,
				&a.What.Outcome,
				&a.What.Note,
				&a.What.By,
				&a.What.At,
				&a.What.Logged,
			}
		},
	)
	k.Opinions = all(
		p,
		"SELECT handoff_id, grade, words, by_id, at FROM opinions ORDER BY id",
		func(o *handofftest.Of[handoff.Opinion]) []any {
			return []any{&o.Handoff, &o.What.Grade, &o.What.Words, &o.What.By, &o.What.At}
		},
	)
	k.Undone = all(
		p,
		`
		SELECT handoff_id, verdict, verdict_by, verdict_at, coalesce(reason_id, 0), feedback
		FROM undone_verdicts ORDER BY undone_at`,
		func(u *handofftest.Of[handoff.Undone]) []any {
			return []any{&u.Handoff, &u.What.Verdict, &u.What.By, &u.What.At, &u.What.Reason, &u.What.Feedback}
		},
	)
	k.Restored = all(
		p,
		`
		SELECT o.handoff_id, what, done_by, done_at, coalesce(reason_id, 0), words, coalesce(o.won_amount * 100, 0)::bigint
		FROM undone_outcomes o ORDER BY undone_at`,
		func(r *handofftest.Of[handoff.Restored]) []any {
			return []any{
				&r.Handoff,
				&r.What.What,
				&r.What.By,
				&r.What.At,
				&r.What.Reason,
				&r.What.Words,
				&r.What.WonCents,
			}
		},
	)
	k.Recycled = all(
		p,
		`
		SELECT lead_id, handoff_id, coalesce(recycled_by, 0), recycled_at, back_at, coalesce(owner_id, 0), cooled_at, words,
			came_back_at IS NOT NULL, undone_at IS NOT NULL
		FROM recyclings ORDER BY id`,
		func(r *handofftest.Recycled) []any {
			return []any{
				&r.Lead,
				&r.Handoff,
				&r.By,
				&r.At,
				&r.BackAt,
				&r.Owner,
				&r.Cooled,
				&r.Words,
				&r.CameBack,
				&r.Undone,
			}
		},
	)
	k.Corrections = all(
		p,
		"SELECT lead_id, field, was, now, by_id, at FROM corrections ORDER BY id",
		func(c *handofftest.Correction) []any {
			return []any{&c.Lead, &c.Field, &c.Was, &c.Now, &c.By, &c.At}
		},
	)
}

func (p *place) counted(k *handofftest.Kept) {
	p.t.Helper()
	k.Scores = all(
		p,
		`
		SELECT lead_id, coalesce(handoff_id, 0), cause, at, scoring_version, fit, grade, breakdown, engagement,
			coalesce(level, 0), engaged
		FROM scores ORDER BY id`,
		func(s *handofftest.Score) []any {
			return []any{
				&s.Lead,
				&s.Handoff,
				&s.Cause,
				&s.At,
				&s.Score.Version,
				&s.Score.Fit,
				&s.Score.Grade,
				&s.Score.Lines,
				&s.Score.Engagement,
				&s.Score.Level,
				&s.Score.Engaged,
			}
		},
	)
	k.Credits = all(
		p,
		"SELECT handoff_id, person_id, by_id, at FROM credits ORDER BY at, handoff_id",
		func(c *handoff.Credit) []any {
			return []any{&c.Handoff, &c.Person, &c.By, &c.At}
		},
	)
	type load struct {
		person account.PersonID
		handofftest.Load
	}
	for _, l := range all(p, `
		SELECT person_id, open, served, coalesce(nullif(given_at, '-infinity'), `+never+`),
			coalesce(nullif(room_at, '-infinity'), `+never+`)
		FROM rep_workloads`, func(l *load) []any {
		return []any{&l.person, &l.Open, &l.Served, &l.GivenAt, &l.RoomAt}
	}) {
		k.Loads[l.person] = l.Load
	}
	type count struct {
		tally.Key
		tally.Counts
	}
	k.Tally = map[tally.Key]tally.Counts{}
	for _, c := range all(p, `SELECT day, marketing_team_id, team_id, campaign_id, reason_id, measure, bucket,
			captured, handed_over, submitted, accepted, rejected, recalled, worked, qualified, disqualified, won, lost,
			decided_in_time, decided_late, (won_amount * 100)::bigint, n
		FROM funnel_deltas`, func(c *count) []any {
		return []any{&c.Day, &c.MarketingTeam, &c.Team, &c.Campaign, &c.Reason, &c.Measure, &c.Bucket,
			&c.Captured, &c.HandedOver, &c.Submitted, &c.Accepted, &c.Rejected, &c.Recalled, &c.Worked, &c.Qualified,
			&c.Disqualified, &c.Won, &c.Lost, &c.DecidedInTime, &c.DecidedLate, &c.WonCents, &c.Times}
	}) {
		c.Day = c.Day.In(time.UTC)
		if k.Tally[c.Key] = k.Tally[c.Key].Plus(c.Counts); k.Tally[c.Key] == (tally.Counts{}) {
			delete(k.Tally, c.Key)
		}
	}
	type request struct {
		handofftest.Key
		handofftest.Form
		answer []byte
	}
	for _, r := range all(p, `
		SELECT person_id, key, digest, lead_id
		FROM sent_forms`, func(r *request) []any { return []any{&r.By, &r.Key.Key, &r.Digest, &r.Lead} }) {
		k.Forms[r.Key] = r.Form
	}
	for _, r := range all(p, `
		SELECT person_id, key, digest, answer::text
		FROM api_answers`, func(r *request) []any { return []any{&r.By, &r.Key.Key, &r.Digest, &r.answer} }) {
		k.Answers[r.Key] = handofftest.Answer{Digest: r.Digest, Answer: r.answer}
	}
}
