package demo_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5/pgxpool"

	"baton/internal/account"
	"baton/internal/agreement"
	"baton/internal/demo"
	"baton/internal/handoff"
	"baton/internal/handoff/tally"
	"baton/internal/intake/past"
	"baton/internal/lead"
	"baton/internal/policy"
	"baton/internal/postgres"
	"baton/internal/postgres/bulk"
	"baton/internal/postgres/pgtest"
	"baton/internal/scoring/suggestion"
)

func TestMain(m *testing.M) { pgtest.Main(m) }

// wednesday is a Wednesday at noon in Berlin.
var wednesday = time.Date(2026, 11, 18, 11, 0, 0, 0, time.UTC)

// invented is a demo in a database of its own.
type invented struct {
	t      *testing.T
	sql    *pgxpool.Pool
	db     *postgres.DB
	policy *policy.Policy
	plan   *demo.Plan
	leads  []*past.Lead
}

func invent(t *testing.T, leads int, seed uint64, now time.Time) *invented {
	t.Helper()
	ctx := context.Background()
	db, sql := pgtest.New(t)
	plan := demo.New(demo.Options{Leads: leads, Seed: seed, Now: now, PasswordHash: "hash"})
	if err := db.Found(ctx, plan.Company); err != nil {
		t.Fatal(err)
	}
	policy, err := db.Policy(ctx)
	if err != nil {
		t.Fatal(err)
	}
	return &invented{t, sql, db, policy, plan, slices.Collect(plan.Leads(policy))}
}

func (d *invented) number(query string, args ...any) (n int) {
	d.t.Helper()
	if err := d.sql.QueryRow(context.Background(), query, args...).Scan(&n); err != nil {
		d.t.Fatal(err, query)
	}
	return n
}

func TestTheSameSeedGivesTheSameCompany(t *testing.T) {
	one, other := invent(t, 400, 7, wednesday), invent(t, 400, 7, wednesday)
	if diff := cmp.Diff(one.leads, other.leads); diff != "" {
		t.Errorf("two runs differ: %.500s", diff)
	}
	if diff := cmp.Diff(one.plan.Company, other.plan.Company); diff != "" {
		t.Errorf("two companies differ: %.500s", diff)
	}
	if third := invent(t, 400, 8, wednesday); third.leads[10].CreatedAt.Equal(one.leads[10].CreatedAt) &&
		third.leads[10].Name == one.leads[10].Name && third.leads[10].Note == one.leads[10].Note {
		t.Error("another seed gives the same lead")
	}
}

func TestWhatIsInventedIsWhatPeopleMayWrite(t *testing.T) {
	d := invent(t, 3000, 1, wednesday)
	emails := map[string]bool{}
	for _, l := range d.leads {
		if problems := l.Check(); len(problems) > 0 {
			t.Fatalf("%s of %s: %v", l.Name, l.Company, problems)
		}
		if l.Email != "" && (emails[l.Email] || !strings.HasSuffix(l.Email, ".example")) {
			t.Fatalf("the address %s of %s", l.Email, l.Name)
		}
		emails[l.Email] = true
		before := l.Lead
		if l.Normalise(); cmp.Diff(before, l.Lead) != "" {
			t.Fatalf("%s is not as Baton would keep it: %+v", l.Name, before)
		}
	}
}

func TestNothingHappensOutOfOrderOrAtNight(t *testing.T) {
	d := invent(t, 2000, 1, wednesday)
	zones := map[account.TeamID]string{}
	for _, team := range d.policy.Teams {
		zones[team.ID] = team.Zone
	}
	late := 0
	for _, l := range d.leads {
		events := slices.Clone(l.Events)
		for _, h := range l.Handoffs {
			if !slices.IsSortedFunc(h.Changes.Events, func(a, b handoff.Event) int { return a.At.Compare(b.At) }) {
				t.Fatalf("the events of %s: %+v", l.Name, h.Changes.Events)
			}
			events = append(events, h.Changes.Events...)
			if h.SubmittedAt.Before(l.CreatedAt) {
				t.Fatalf("%s was handed over before it was captured", l.Name)
			}
			if _, open := d.policy.Calendar(h.Team).Open(h.VerdictAt.Add(-time.Second)); h.Verdict != "" && !open {
				t.Errorf("%s was decided at %s in %s", l.Name, h.VerdictAt.Format("Mon 15:04"), zones[h.Team])
			}
			if h.Verdict != "" && !h.InTime() {
				late++
			}
		}
		for _, e := range events {
			if e.At.After(wednesday) || e.At.Before(d.plan.Since()) {
				t.Fatalf("%s of %s happened at %s", e.Kind, l.Name, e.At)
			}
		}
	}
	if late == 0 {
		t.Error("nobody was ever late")
	}
}

func TestWhatWaitsIsListedAsItWasCaptured(t *testing.T) {
	d := invent(t, 2000, 1, wednesday)
	newest := d.leads[len(d.leads)-56:]
	if !slices.IsSortedFunc(newest, func(a, b *past.Lead) int { return a.CreatedAt.Compare(b.CreatedAt) }) {
		t.Error("lists show the newest leads in no order")
	}
}

func TestADemoIsKeptAsItWasInvented(t *testing.T) {
	d := invent(t, 2000, 1, wednesday)
	ctx := context.Background()
	n, err := d.db.Fill(ctx, bulk.Filling{Since: d.plan.Since(), Until: wednesday}, slices.Values(d.leads))
	if err != nil || n != 2000 {
		t.Fatal(n, err)
	}
	for name, c := range map[string]struct {
		query      string
		least, top int
	}{
		"leads":         {"SELECT count(*) FROM leads", 2000, 2000},
		"first touches": {"SELECT count(DISTINCT lead_id) FROM touches", 2000, 2000},
		"leads without an event": {`
			SELECT count(*) FROM leads l WHERE NOT EXISTS (SELECT FROM events e WHERE e.lead_id = l.id
				AND e.kind = 'captured' AND e.at = l.created_at)`, 0, 0},
		"handoffs": {"SELECT count(*) FROM handoffs", 2000, 2600},
		"open on Dana's desk": {`
			SELECT count(*) FROM handoffs h JOIN people p ON p.id = h.owner_id
			WHERE p.name = 'Dana Kim' AND h.verdict IS NULL`, 6, 9},
		"late on Dana's desk": {`
			SELECT count(*) FROM handoffs h JOIN people p ON p.id = h.owner_id
			WHERE p.name = 'Dana Kim' AND h.verdict IS NULL AND h.due_at < '2026-11-18T11:00Z'
				AND h.paused_at IS NULL`, 1, 3},
		"open in Dana's team": {`
			SELECT count(*) FROM handoffs h JOIN teams t ON t.id = h.team_id
			WHERE t.name = 'EMEA mid-market' AND h.verdict IS NULL`, 12, 18},
		"in Dana's team's pool": {`
			SELECT count(*) FROM handoffs h JOIN teams t ON t.id = h.team_id
			WHERE t.name = 'EMEA mid-market' AND h.verdict IS NULL AND h.owner_id IS NULL`, 1, 3},
		"returned to Mia": {`
			SELECT count(*) FROM leads l JOIN people p ON p.id = l.created_by
			WHERE p.name = 'Mia Torres' AND l.stage = 'returned'`, 3, 8},
		"Mia's drafts": {`
			SELECT count(*) FROM leads l JOIN people p ON p.id = l.created_by
			WHERE p.name = 'Mia Torres' AND l.stage = 'captured'`, 2, 6},
		"open questions": {"SELECT count(*) FROM questions WHERE answered_at IS NULL", 3, 12},
		"paused without a question": {`
			SELECT count(*) FROM handoffs h WHERE paused_at IS NOT NULL
				AND NOT EXISTS (SELECT FROM questions q WHERE q.handoff_id = h.id AND q.answered_at IS NULL)`, 0, 0},
		"answered questions": {"SELECT count(*) FROM questions WHERE answered_at IS NOT NULL", 80, 250},
		"handed over again":  {"SELECT count(*) FROM handoffs WHERE number = 2", 150, 600},
		"disputes":           {"SELECT count(*) FROM disputes", 8, 60},
		"rejections that were overturned": {`
			SELECT count(*) FROM handoffs h JOIN disputes d ON d.handoff_id = h.id AND d.ruling = 'overturned'
				AND d.ruled_at = h.overturned_at`, 2, 30},
		"leads at rest": {`
			SELECT count(*) FROM recyclings r JOIN leads l ON l.id = r.lead_id AND l.stage = 'recycled'
			WHERE r.came_back_at IS NULL AND r.back_at > '2026-11-16'`, 20, 200},
		"leads that rested and came back": {"SELECT count(DISTINCT lead_id) FROM recyclings WHERE came_back_at = back_at",
			100, 500},
		"won":  {"SELECT count(*) FROM leads WHERE stage = 'won'", 80, 450},
		"lost": {"SELECT count(*) FROM leads WHERE stage = 'lost'", 80, 550},
		"workloads that are wrong": {`
			SELECT count(*) FROM rep_workloads w WHERE w.open <> (SELECT count(*) FROM handoffs h
			WHERE h.owner_id = w.person_id AND h.verdict IS NULL)`, 0, 0},
		"reps above their capacity": {`
			SELECT count(*) FROM rep_workloads w JOIN people p ON p.id = w.person_id WHERE w.open > p.capacity`, 0, 0},
		"assignments": {`
			SELECT count(*) FROM assignment_log r JOIN handoffs h ON h.id = r.handoff_id AND h.queued_at = r.at
				AND h.team_id = r.team_id`, 2000, 2600},
		"handoffs whose lead is elsewhere": {`
			SELECT count(*) FROM handoffs h JOIN leads l ON l.id = h.lead_id
			WHERE h.verdict IS NULL AND l.stage <> 'submitted'`, 0, 0},
		"per cent of the newsletter turned away as too small": {`
			SELECT round(100.0 * count(*) FILTER (WHERE r.code = 'wrong_size') / count(*))::int
			FROM handoffs h JOIN campaigns c ON c.id = h.campaign_id LEFT JOIN reasons r ON r.id = h.reason_id
			WHERE c.name = 'Newsletter, autumn' AND h.number = 1 AND h.verdict IS NOT NULL`, 38, 75},
		"per cent of the others turned away as too small": {`
			SELECT round(100.0 * count(*) FILTER (WHERE r.code = 'wrong_size') / count(*))::int
			FROM handoffs h JOIN campaigns c ON c.id = h.campaign_id LEFT JOIN reasons r ON r.id = h.reason_id
			WHERE c.name <> 'Newsletter, autumn' AND h.number = 1 AND h.verdict IS NOT NULL`, 4, 22},
		"per cent accepted": {`
			SELECT round(100.0 * count(*) FILTER (WHERE verdict = 'accepted') / count(*))::int FROM handoffs
			WHERE verdict IS NOT NULL`, 60, 80},
		"per cent on time, the slow rep": {`
			SELECT round(100.0 * count(*) FILTER (WHERE verdict_at <= due_at) / count(*))::int
			FROM handoffs h JOIN people p ON p.id = h.verdict_by WHERE p.name = 'Viktor Lindqvist'`, 20, 60},
		"per cent on time, the others": {`
			SELECT round(100.0 * count(*) FILTER (WHERE verdict_at <= due_at) / count(*))::int
			FROM handoffs h JOIN people p ON p.id = h.verdict_by WHERE p.name <> 'Viktor Lindqvist'`, 80, 99},
		"goals":                  {"SELECT count(*) FROM goals", 12, 12},
		"campaigns with spend":   {"SELECT count(DISTINCT campaign_id) FROM spend", 8, 10},
		"people who can sign in": {"SELECT count(*) FROM people WHERE password_hash IS NOT NULL", 5, 5},
	} {
		if got := d.number(c.query); got < c.least || got > c.top {
			t.Errorf("%s: %d, want %d to %d", name, got, c.least, c.top)
		}
	}
	if state, err := d.db.FirstDay(ctx); err != nil || state.Left() > 0 {
		t.Errorf("of the first day is left: %+v, %v", state.Steps(), err)
	}
	d.grades()
	d.funnel()
}

// grades checks that each grade has enough leads.
func (d *invented) grades() {
	for _, g := range lead.Grades {
		if n := d.number("SELECT count(*) FROM handoffs WHERE grade = $1", g); n < 100 {
			d.t.Errorf("%d handoffs of grade %s", n, g)
		}
	}
}

// funnel compares the folded funnel with the sum of the tallies of all handoffs.
func (d *invented) funnel() {
	var sum tally.Counts
	for _, l := range d.leads {
		sum.Captured++
		for _, h := range l.Handoffs {
			for key, t := range tally.Of(&h.Handoff, d.policy) {
				if key.Measure == "" {
					sum.HandedOver, sum.Submitted, sum.Accepted, sum.Rejected = sum.HandedOver+t.HandedOver, sum.Submitted+t.Submitted,
						sum.Accepted+t.Accepted, sum.Rejected+t.Rejected
					sum.Worked, sum.Qualified, sum.Won, sum.WonCents = sum.Worked+t.Worked, sum.Qualified+t.Qualified, sum.Won+t.Won,
						sum.WonCents+t.WonCents
					sum.DecidedInTime += t.DecidedInTime
				}
			}
		}
	}
	want := fmt.Sprint(sum.Captured, sum.HandedOver, sum.Submitted, sum.Accepted, sum.Rejected, sum.Worked, sum.Qualified,
		sum.Won, sum.DecidedInTime, sum.WonCents)
	var got string
	err := d.sql.QueryRow(context.Background(), `
		SELECT concat_ws(' ', sum(captured), sum(handed_over), sum(submitted), sum(accepted), sum(rejected),
			sum(worked), sum(qualified), sum(won), sum(decided_in_time), (sum(won_amount) * 100)::bigint)
		FROM funnel_days WHERE slice = 'all' AND team_id = 0`).Scan(&got)
	if err != nil || got != want {
		d.t.Errorf("the funnel counts %s, the leads %s, %v", got, want, err)
	}
}

func TestADemoCanBeginAtAnyMoment(t *testing.T) {
	for _, now := range []time.Time{
		time.Date(2026, 11, 22, 2, 30, 0, 0, time.UTC), // a Sunday night
		time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC),    // a new year
		time.Date(2028, 2, 29, 23, 59, 0, 0, time.UTC), // a leap day
		time.Date(2026, 3, 29, 1, 30, 0, 0, time.UTC),  // when clocks change
	} {
		for _, leads := range []int{1, 30, 250, 2000} {
			t.Run(fmt.Sprint(leads, " leads ", now.Format("on 2 January 15:04")), func(t *testing.T) {
				d := invent(t, leads, 3, now)
				if len(d.leads) != leads {
					t.Errorf("%d leads", len(d.leads))
				}
				if _, err := d.db.Fill(context.Background(), bulk.Filling{Since: d.plan.Since(), Until: now, Bulk: true},
					slices.Values(d.leads)); err != nil {
					t.Error(err)
				}
				if n := d.number("SELECT count(*) FROM events WHERE at > $1", now); n > 0 {
					t.Errorf("%d events are still to come", n)
				}
			})
		}
	}
}

func TestAfterALargeFillTheSchemaIsWhatItWas(t *testing.T) {
	schema := func(d *invented) (s string) {
		err := d.sql.QueryRow(context.Background(), `
			SELECT string_agg(def, E'\n' ORDER BY def) FROM (
				SELECT indexdef AS def FROM pg_indexes WHERE schemaname = 'public' AND tablename !~ 'events_'
				UNION ALL
				SELECT conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid) FROM pg_constraint
				WHERE conrelid::regclass::text !~ 'events_') x`).Scan(&s)
		if err != nil {
			d.t.Fatal(err)
		}
		return s
	}
	d := invent(t, 300, 1, wednesday)
	before := schema(d)
	if _, err := d.db.Fill(context.Background(), bulk.Filling{Since: d.plan.Since(), Until: wednesday, Bulk: true},
		slices.Values(d.leads)); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(before, schema(d)); diff != "" || !strings.Contains(before, "leads_by_search") {
		t.Error(diff)
	}
}

func TestManyLeadsHaveManyPeople(t *testing.T) {
	plan := demo.New(demo.Options{Leads: 1_000_000, Seed: 1, Now: wednesday})
	teams, reps := 0, 0
	for _, team := range plan.Company.Teams {
		if team.Side == account.Sales {
			teams++
		}
	}
	for _, p := range plan.Company.People {
		if p.Role == account.Rep {
			reps++
		}
	}
	if teams < 10 || teams > 20 || reps < 1_000 || reps > 1_200 {
		t.Errorf("%d teams with %d reps", teams, reps)
	}
	emails := map[string]bool{}
	for _, p := range plan.Company.People {
		if emails[p.Email] || !account.ValidEmail(p.Email) {
			t.Fatalf("%s has the address %q", p.Name, p.Email)
		}
		emails[p.Email] = true
	}
}

func TestWhatIsHandedOverIsOfThePersonaThatTakesItAndHasWhatThatNeeds(t *testing.T) {
	d := invent(t, 2000, 1, wednesday)
	of := map[lead.PersonaID]int{}
	for _, l := range d.leads {
		if len(l.Handoffs) == 0 {
			continue
		}
		open := l.Lead
		open.Persona, open.Stage = 0, lead.Draft
		d.policy.TakePersona(&open, open.Facts())
		of[l.Persona]++
		if open.Persona != l.Persona || l.Handoffs[0].Persona != l.Persona {
			t.Fatalf("%s, %s, is of persona %d, handed over as %d and taken for %d", l.Name, l.JobTitle, l.Persona,
				l.Handoffs[0].Persona, open.Persona)
		}
		if unmet := d.policy.Persona(l.Persona).Unmet(l.Facts()); len(unmet) > 0 {
			t.Fatalf("%s, %s, lacks %v", l.Name, l.JobTitle, unmet)
		}
	}
	for _, p := range d.policy.Personas {
		if of[p.ID] < 60 || p.When.Empty() || len(p.Requires) == 0 || p.Words.Empty() {
			t.Errorf("%s has %d leads", p.Name, of[p.ID])
		}
	}
	if of[0] < 200 {
		t.Errorf("only %d leads are of no persona", of[0])
	}
	if n, pinned := d.number("SELECT count(*) FROM field_notes"),
		d.number("SELECT count(*) FROM field_notes WHERE pinned_at > at"); n < 8 || pinned < 4 || pinned == n {
		t.Errorf("%d of %d field notes are pinned", pinned, n)
	}
}

func TestTheRejectionsSuggestWhatToAskOfTheWebinar(t *testing.T) {
	for _, month := range []time.Month{time.January, time.April, time.August, time.November} {
		now := time.Date(2026, month, 18, 11, 0, 0, 0, time.UTC)
		d := invent(t, 2000, 1, now)
		ctx := context.Background()
		if _, err := d.db.Fill(ctx, bulk.Filling{Since: d.plan.Since(), Until: now}, slices.Values(d.leads)); err != nil {
			t.Fatal(err)
		}
		asked := suggestion.Asked{InForce: d.policy.Agreement.Terms.Definition, Reasons: d.policy.Reasons}
		if _, err := d.db.Tried(ctx, now.AddDate(0, 0, -90), 20_000, true,
			func(tried agreement.Tried) { asked.Past = append(asked.Past, tried) }); err != nil {
			t.Fatal(err)
		}
		var all []string
		for _, s := range suggestion.Find(asked) {
			all = append(all, fmt.Sprintf("%s (%s; back %d, accepted %d, won %d, other %d)", s.Condition.Words(d.policy.Names),
				s.Share.Words(), s.Effect.Back, s.Effect.Accepted(), s.Effect.Won(), s.Effect.Other()))
		}
		if !slices.ContainsFunc(all, func(words string) bool {
			return strings.Contains(words, "Campaign is not Webinar, cold chain, company has")
		}) {
			t.Errorf("in %s: %s", month, strings.Join(all, "; "))
		}
	}
}
