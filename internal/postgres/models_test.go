package postgres_test

import (
	"context"
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"baton/internal/errs"
	"baton/internal/handoff"
	"baton/internal/handoff/desk"
	"baton/internal/lead"
	"baton/internal/scoring/likelihood/trial"
	"baton/internal/scoring/prospect"
)

// decided keeps n handoffs that sales has decided, one every three hours from a time on. Of five in retail four were
// accepted, of five in the media one; the other way round where the world is upside down. A lead that was accepted has
// a contract where contracts are told.
func (f *floor) decided(n int, from time.Time, upsideDown, contracts bool) {
	f.t.Helper()
	f.exec(`
		WITH past AS (
			SELECT i, $2::timestamptz + i * interval '3 hours' AS at, i % 2 = 0 AS retail,
				(CASE WHEN i % 2 = 0 THEN i % 10 < 8 ELSE i % 10 = 1 END) <> $3 AS good, nextval('leads_id_seq') AS lead,
				nextval('handoffs_id_seq') AS handoff
			FROM generate_series(0, $1 - 1) i),
		leads AS (INSERT INTO leads (id, name, industry, stage, created_at, updated_at)
			SELECT lead, 'Past ' || lead, CASE WHEN retail THEN 'Retail' ELSE 'Media' END,
				CASE WHEN good THEN 'accepted' ELSE 'returned' END, at, at
			FROM past),
		handoffs AS (INSERT INTO handoffs (id, lead_id, number, submitted_at, agreement_version, scoring_version, grade, fit,
			team_id, queued_at, due_at, verdict, verdict_at, reason_id)
			SELECT handoff, lead, 1, at, 1, 1, 'B', 50, 3, at, at + interval '1 hour',
				CASE WHEN good THEN 'accepted' ELSE 'rejected' END, at + interval '1 hour',
				CASE WHEN NOT good THEN (SELECT id FROM reasons WHERE code = 'wrong_size') END FROM past)
		INSERT INTO handoff_facts (handoff_id, facts)
		SELECT handoff, jsonb_build_object('industry', CASE WHEN retail THEN 'Retail' ELSE 'Media' END, 'touches', '1')
			|| CASE WHEN $4 AND good THEN '{"custom.contract": "signed"}'::jsonb ELSE '{}' END
		FROM past`, n, from, upsideDown, contracts)
}

// labels are how many labels of acceptance there are at a time.
func (f *floor) labels(at time.Time) string {
	f.t.Helper()
	n, positives, err := f.db.LabelsSoFar(context.Background(), lead.OfAcceptance, at)
	f.fine(err)
	return fmt.Sprintf("%d of %d", positives, n)
}

// learn learns acceptance anew at the present, and puts in use what is published.
func (f *floor) learn() (latest prospect.Version) {
	f.t.Helper()
	ctx := context.Background()
	f.fine(f.db.Learn(ctx, lead.OfAcceptance, f.now))
	f.fine(f.db.CatchUp(ctx, f.now))
	all, err := f.db.Models(ctx, lead.OfAcceptance, 0, 1)
	f.fine(err)
	if len(all) == 0 {
		return prospect.Version{}
	}
	return all[0]
}

// from hands over a lead of an industry.
func (f *floor) from(industry string) desk.Receipt {
	f.t.Helper()
	sub := ana(one[int](f, "SELECT count(*)::int FROM leads"))
	sub.Lead.Industry = industry
	r, err := f.desk.Submit(context.Background(), f.who["mia"], sub)
	f.fine(err)
	return r
}

// estimate is what was kept of how probable the acceptance of a handoff is; nil for nothing.
func (f *floor) estimate(r desk.Receipt) *lead.Likelihood {
	f.t.Helper()
	h, err := f.db.History(context.Background(), f.who["ada"], r.Lead)
	f.fine(err)
	return h.Handoffs[0].Likelihood(lead.OfAcceptance)
}

func TestHowProbableAcceptanceIsIsKeptAsItWas(t *testing.T) {
	t.Parallel()
	f, ctx := openFloor(t), context.Background()
	from := f.now.AddDate(0, 0, -100)
	f.decided(49, from, false, false)
	if v := f.learn(); v.Number != 0 {
		t.Fatalf("of 49 verdicts version %d was learned", v.Number)
	}
	silent := f.from("Retail")
	if got := f.estimate(silent); got != nil {
		t.Errorf("before anything is learned it says %+v", got)
	}
	f.decided(551, from.AddDate(0, 0, 20), false, false)
	if v := f.learn(); v.Number != 1 || v.State != prospect.Published || v.Labels != 600 || v.By != "" {
		t.Fatalf("learned was %+v", v)
	}
	if v := f.learn(); v.Number != 1 {
		t.Errorf("of nothing new version %d was learned", v.Number)
	}
	good, bad := f.from("Retail"), f.from("Media")
	was, low := f.estimate(good), f.estimate(bad)
	if was == nil || low == nil || was.Probability < 0.55 || low.Probability > 0.35 || was.Model != 1 ||
		was.Labels != 600 {
		t.Fatalf("of retail it says %+v, of the media %+v", was, low)
	}
	sum := 0.0
	for _, line := range was.Lines {
		sum += line.Odds
	}
	if odds := math.Log(was.Probability / (1 - was.Probability)); math.Abs(sum-odds) > 0.0052 {
		t.Errorf("%+v add up to %.3f instead of %.3f", was.Lines, sum, odds)
	}

	f.exec("UPDATE leads SET industry = 'Media' WHERE id = $1", good.Lead)
	f.exec("UPDATE handoffs SET verdict = 'rejected', verdict_at = $2, reason_id = 1 WHERE id = $1", bad.Handoff, f.now)
	f.now = f.now.Add(time.Hour)
	f.fine(f.db.CatchUp(ctx, f.now))
	if got := f.estimate(good); got.Probability != was.Probability || len(got.Lines) != len(was.Lines) {
		t.Errorf("after it was edited and more was learned it says %+v instead of %+v", got, was)
	}
	if facts := one[string](f, "SELECT facts->>'industry' FROM handoff_facts WHERE handoff_id = $1",
		good.Handoff); facts != "Retail" {
		t.Errorf("its industry is %s", facts)
	}
	if keys := one[string](f,
		"SELECT string_agg(k, ' ' ORDER BY k) FROM handoff_facts, jsonb_object_keys(facts) k WHERE handoff_id = $1",
		good.Handoff); keys != "campaign country email industry touches" {
		t.Errorf("what is kept of a lead is %s", keys)
	}
	if personal := one[string](f, "SELECT facts::text FROM handoff_facts WHERE handoff_id = $1",
		good.Handoff); strings.Contains(personal, "@") || strings.Contains(personal, "Ana") ||
		strings.Contains(personal, "Called") {
		t.Errorf("facts tell who it is: %s", personal)
	}
	if got := f.estimate(f.from("Retail")); got.Labels != 601 {
		t.Errorf("one verdict later it had learned from %d", got.Labels)
	}
	f.fine(f.desk.Reject(ctx, f.owner(good), good.Handoff, 0, f.reason["wrong_territory"], ""))
	if got := one[int](f, `
		SELECT count(*)::int
		FROM estimates e
		JOIN handoffs h ON h.id = e.handoff_id
		WHERE h.lead_id = $1 AND h.number = 2`, good.Lead); got != 1 {
		t.Errorf("a handoff that is passed on has %d estimates", got)
	}
}

func TestWhatIsNearlyCertainIsKept(t *testing.T) {
	t.Parallel()
	f := openFloor(t)
	f.decided(300, f.now.AddDate(0, 0, -60), false, false)
	f.learn()
	f.exec(`UPDATE models SET number = 2, model = jsonb_set(model, '{weights,0,mean}', '9000')`)
	f.fine(f.db.CatchUp(context.Background(), f.now))
	if got := f.estimate(f.from("Media")); got == nil || got.Probability >= 1 || got.Probability < 0.999 {
		t.Errorf("of what is nearly certain it says %+v", got)
	}
}

func TestWhatIsALabel(t *testing.T) {
	t.Parallel()
	f, ctx := openFloor(t), context.Background()
	decide := func(code string) desk.Receipt {
		r := f.from("Retail")
		by := f.owner(r)
		switch code {
		case "accept":
			f.fine(f.desk.Accept(ctx, by, r.Handoff, 0))
		case "recall":
			f.fine(f.desk.Recall(ctx, f.who["mia"], r.Handoff))
		default:
			f.fine(f.desk.Reject(ctx, by, r.Handoff, 0, f.reason[code], "Nine people work there."))
		}
		return r
	}
	f.exec("UPDATE people SET capacity = 100")
	final := func() time.Time { return f.now.Add(11 * time.Minute) }
	taken := decide("accept")
	if got := f.labels(f.now.Add(9 * time.Minute)); got != "0 of 0" {
		t.Errorf("while it can be taken back there are %s", got)
	}
	if got := f.labels(final()); got != "1 of 1" {
		t.Errorf("of an acceptance there are %s", got)
	}
	f.fine(f.desk.Undo(ctx, f.owner(taken), taken.Handoff, handoff.Accepted))
	if got := f.labels(final()); got != "0 of 0" {
		t.Errorf("of what was taken back there are %s", got)
	}
	for _, none := range []string{"recall", "wrong_territory", "existing_customer", "spam_or_test"} {
		decide(none)
		if got := f.labels(final()); got != "0 of 0" {
			t.Errorf("of %s there are %s", none, got)
		}
	}
	rejected := decide("wrong_size")
	decide("bad_phone")
	if got := f.labels(final()); got != "0 of 2" {
		t.Errorf("of two rejections there are %s", got)
	}
	f.fine(f.desk.Dispute(ctx, f.who["mia"], rejected.Handoff, "They are 220."))
	f.fine(f.desk.Rule(ctx, f.who["ada"], rejected.Handoff, handoff.Overturned, "They are."))
	if got := f.labels(final()); got != "1 of 2" {
		t.Errorf("once one is overturned there are %s", got)
	}
}

func TestWhatCountsAsWon(t *testing.T) {
	t.Parallel()
	f, ctx := openFloor(t), context.Background()
	f.decided(50, f.now.AddDate(0, 0, -200), false, false) // 25 accepted, all handed over more than 180 days ago
	won := func() string {
		n, positives, err := f.db.LabelsSoFar(ctx, lead.OfWinning, f.now)
		f.fine(err)
		return fmt.Sprintf("%d of %d", positives, n)
	}
	if got := won(); got != "0 of 25" {
		t.Errorf("of what was not won in time there are %s", got)
	}
	accepted := "id = (SELECT min(id) FROM handoffs WHERE verdict = 'accepted' AND outcome IS NULL)"
	f.exec("UPDATE handoffs SET outcome = 'won', outcome_at = submitted_at + interval '100 days', won_amount = 1 WHERE " +
		accepted)
	f.exec("UPDATE handoffs SET outcome = 'won', outcome_at = submitted_at + interval '190 days', won_amount = 1 WHERE " +
		accepted)
	f.exec("UPDATE handoffs SET outcome = 'lost', outcome_at = submitted_at + interval '20 days' WHERE " + accepted)
	if got := won(); got != "1 of 25" {
		t.Errorf("of one won in time, one too late and one lost there are %s", got)
	}
	// Of ten that are younger one is won and one lost. The eight that are open count in part, by how many that are won are
	// known by their age.
	f.decided(20, f.now.AddDate(0, 0, -50), false, false)
	young := `id = (
		SELECT min(id)
		FROM handoffs
		WHERE verdict = 'accepted' AND outcome IS NULL AND submitted_at > $1::timestamptz - interval '60 days')`
	f.exec("UPDATE handoffs SET outcome = 'won', outcome_at = submitted_at + interval '3 days', won_amount = 1 WHERE "+
		young, f.now)
	f.exec("UPDATE handoffs SET outcome = 'lost', outcome_at = submitted_at + interval '3 days' WHERE "+young, f.now)
	young = "submitted_at > $1::timestamptz - interval '60 days' AND outcome"
	n, positives, err := f.db.LabelsSoFar(ctx, lead.OfWinning, f.now)
	if f.fine(err); positives != 2 || n <= 27 || n >= 35 {
		t.Errorf("with ten of 50 days there are %d of %d", positives, n)
	}
	f.exec("UPDATE handoffs SET outcome_at = $1 WHERE "+young+" = 'won'", f.now.Add(-time.Minute))
	if got := won(); !strings.HasPrefix(got, "1 of ") {
		t.Errorf("while a win can be taken back there are %s", got)
	}
	f.exec("UPDATE handoffs SET outcome_reason_id = (SELECT id FROM reasons WHERE class = 'procedural' LIMIT 1) WHERE "+
		young+" = 'lost'", f.now)
	if less, _, err := f.db.LabelsSoFar(ctx, lead.OfWinning, f.now); err != nil || less >= n {
		t.Errorf("what is lost for a reason that says nothing of the lead counts: %d: %v", less, err)
	}
	f.fine(f.db.SetWinDays(ctx, f.who["jo"], 365))
	if days, err := f.db.WinDays(ctx); days != 365 || err != nil {
		t.Errorf("it may take %d days: %v", days, err)
	}
	if got := won(); !strings.HasPrefix(got, "2 of ") {
		t.Errorf("where a year counts, what was won after 190 days is won: %s", got)
	}
}

func TestAVersionThatIsWorseIsNotPublishedByItself(t *testing.T) {
	t.Parallel()
	f, ctx := openFloor(t), context.Background()
	now := f.now
	from := now.AddDate(0, 0, -190)
	f.decided(600, from, false, true)
	f.now = from.AddDate(0, 0, 76)
	first := f.learn()
	if len(first.Report.Refused) != 1 || first.Report.Refused[0].Field.Name != "custom.contract" {
		t.Errorf("a contract that only accepted leads have is not refused: %+v", first.Report.Refused)
	}
	f.decided(640, from.AddDate(0, 0, 76), true, false)
	f.decided(230, now.AddDate(0, 0, -29), false, false)
	f.now = now
	second := f.learn()
	if second.Number != 2 || second.State != prospect.HeldBack ||
		!strings.HasPrefix(second.Why, "Worse: on the latest month") {
		t.Fatalf("learned was version %d, %s: %s", second.Number, second.State, second.Why)
	}
	if used, err := f.db.ModelInUse(ctx, lead.OfAcceptance); err != nil || used.Number != 1 {
		t.Errorf("in use is %+v: %v", used, err)
	}
	if got := f.estimate(f.from("Retail")); got.Model != 1 {
		t.Errorf("it is version %d that says so", got.Model)
	}

	jo := f.who["jo"]
	refused(t, f.db.PutBackModel(ctx, jo, first.ID, 1, f.now), errs.Conflict)
	refused(t, f.db.PutBackModel(ctx, jo, second.ID, 7, f.now), errs.Conflict)
	if err := f.db.PutBackModel(ctx, jo, 99, 1, f.now); err == nil {
		t.Error("a version that never was is put back")
	}
	f.fine(f.db.PutBackModel(ctx, jo, second.ID, 1, f.now))
	f.fine(f.db.CatchUp(ctx, f.now))
	upside := f.estimate(f.from("Retail"))
	if upside.Model != 3 {
		t.Errorf("put back, it is version %d that says so", upside.Model)
	}
	f.fine(f.db.PutBackModel(ctx, jo, first.ID, 3, f.now))
	f.fine(f.db.CatchUp(ctx, f.now))
	if got := f.estimate(f.from("Retail")); got.Model != 4 || got.Probability <= upside.Probability ||
		got.Labels != first.Labels {
		t.Errorf("the first put back says %+v, and the other said %.2f", got, upside.Probability)
	}
	all, err := f.db.Models(ctx, lead.OfAcceptance, 0, 9)
	f.fine(err)
	if len(all) != 4 || all[0].Restores != 1 || all[0].By != "Jo" || all[1].Restores != 2 ||
		!strings.Contains(all[0].Why, "restored version 1") {
		t.Errorf("the versions are %+v", all)
	}
	f.now = f.now.AddDate(0, 0, 1)
	if again := f.learn(); again.Number != 4 {
		t.Errorf("the night after, with nothing new, version %d takes the place of what was put back", again.Number)
	}
	older, err := f.db.Models(ctx, lead.OfAcceptance, 3, 1)
	if f.fine(err); len(older) != 1 || older[0].Number != 2 {
		t.Errorf("before version 3 comes %+v", older)
	}
}

func TestAVersionThatIsPutBackWhileAnotherIsLearnedStays(t *testing.T) {
	t.Parallel()
	f, ctx := openFloor(t), context.Background()
	from := f.now.AddDate(0, 0, -190)
	f.decided(600, from, false, false)
	f.now = from.AddDate(0, 0, 76)
	f.learn()
	f.decided(200, from.AddDate(0, 0, 76), false, false)
	f.now = from.AddDate(0, 0, 130)
	manager, err := f.sql.Begin(ctx)
	f.fine(err)
	defer manager.Rollback(ctx)
	_, err = manager.Exec(ctx, "LOCK TABLE models IN SHARE ROW EXCLUSIVE MODE")
	f.fine(err)
	learned := make(chan error, 1)
	go func() { learned <- f.db.Learn(ctx, lead.OfAcceptance, f.now) }()
	waiting(t, f.sql)
	_, err = manager.Exec(ctx, `
		INSERT INTO models (of, number, trained_at, learned_until, follows_from, labels, positives, fields, model, measures,
			state, why, restores)
		SELECT of, 2, $1, learned_until, $1, labels, positives, fields, model, measures, 'published',
			'Jo restored version 1.', id
		FROM models`, f.now)
	f.fine(err)
	f.fine(manager.Commit(ctx))
	f.fine(<-learned)
	used, err := f.db.ModelInUse(ctx, lead.OfAcceptance)
	if f.fine(err); used.Number != 2 {
		t.Errorf("in use is version %d, which %s", used.Number, used.Why)
	}
	if again := f.learn(); again.Number != 3 {
		t.Errorf("once there was nothing in its way, it learned version %d", again.Number)
	}
}

func TestWhatIsLearnedIsTheFitThatALeadWasHandedOverWith(t *testing.T) {
	t.Parallel()
	f := openFloor(t)
	f.decided(600, f.now.AddDate(0, 0, -190), false, false)
	f.exec(`
		INSERT INTO scores (lead_id, handoff_id, at, cause, scoring_version, fit, grade, breakdown, engagement, engaged)
		SELECT lead_id, id, submitted_at, 'submitted', scoring_version, fit, grade, breakdown, 0, '[]' FROM handoffs`)
	f.exec(`
		UPDATE handoffs
		SET fit = CASE verdict WHEN 'accepted' THEN 100 ELSE 0 END, scored_at = submitted_at + interval '1 minute'`)
	v := f.learn()
	if auc := *(trial.Test{Contenders: v.Report.Contenders}).Of(trial.Likelihood).AUC; auc > 0.95 {
		t.Errorf("it foresees with an AUC of %.2f, from a fit that came later", auc)
	}
}

func TestErasingFactsLeavesWhatWasLearned(t *testing.T) {
	t.Parallel()
	f := openFloor(t)
	f.decided(300, f.now.AddDate(0, 0, -60), false, false)
	first := f.learn()
	f.exec(`
		DELETE FROM handoff_facts
		WHERE handoff_id IN (SELECT min(id) FROM handoffs UNION SELECT max(id) FROM handoffs)`)
	all, err := f.db.Models(context.Background(), lead.OfAcceptance, 0, 2)
	if f.fine(err); all[0].Labels != 300 || all[0].Positives != first.Positives {
		t.Errorf("the version counts %d of %d", all[0].Positives, all[0].Labels)
	}
	if got := f.learn(); got.Number != 2 || got.Labels != 298 {
		t.Errorf("the next version is %d and counts %d", got.Number, got.Labels)
	}
}

func TestOneClassTeachesNothing(t *testing.T) {
	t.Parallel()
	f := openFloor(t)
	f.decided(200, f.now.AddDate(0, 0, -60), false, false)
	f.exec("UPDATE handoffs SET verdict = 'accepted', reason_id = NULL")
	if v := f.learn(); v.Number != 0 || f.estimate(f.from("Retail")) != nil {
		t.Errorf("of acceptances alone version %d was learned", v.Number)
	}
	if got := f.labels(f.now); got != "200 of 200" {
		t.Errorf("there are %s", got)
	}
}

func TestAtNightEverythingIsLearnedAnew(t *testing.T) {
	t.Parallel()
	f, ctx := openFloor(t), context.Background()
	f.exec("UPDATE installation SET zone = 'Europe/Berlin'")
	f.decided(100, f.now.AddDate(0, 0, -40), false, false)
	versions := func(at time.Time) int {
		f.fine(f.db.Refit(ctx, at))
		return one[int](f, "SELECT count(*)::int FROM models")
	}
	noon := time.Date(2026, 11, 3, 11, 0, 0, 0, time.UTC)
	if got := versions(noon); got != 1 {
		t.Fatalf("of the first verdicts there are %d versions", got)
	}
	f.decided(10, noon, false, false)
	for _, tc := range []struct {
		at   time.Time
		want int
	}{{noon.Add(10 * time.Hour), 1}, {time.Date(2026, 11, 4, 0, 59, 0, 0, time.UTC), 1},
		{time.Date(2026, 11, 4, 1, 0, 0, 0, time.UTC), 2}, {time.Date(2026, 11, 4, 1, 10, 0, 0, time.UTC), 2}} {
		if got := versions(tc.at); got != tc.want {
			t.Errorf("at %s there are %d versions instead of %d", tc.at, got, tc.want)
		}
	}
}
