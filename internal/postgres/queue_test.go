package postgres_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"baton/internal/account"
	"baton/internal/handoff"
	"baton/internal/worklist"
)

// queued adds handoffs of EMEA that are due so many minutes from now, handoff 5000 of lead 1000 first; change is SQL
// that makes them differ.
func (f *floor) queued(due []int, change string) {
	f.exec(`
		INSERT INTO leads (id, name, email, company, stage, marketing_team_id, created_by, created_at, updated_at)
		SELECT 1000 + n, 'Ana ' || n, 'ana' || n || '@buyer.example', 'Buyer', 'submitted', 1, 1, $2, $2
		FROM generate_series(0, $1::int - 1) n`, len(due), f.now)
	f.exec(`
		INSERT INTO handoffs (id, lead_id, number, submitted_by, submitted_at, marketing_team_id, agreement_version,
			scoring_version, grade, fit, team_id, queued_at, due_at)
		SELECT 5000 + n, 1000 + n, 1, 1, $2, 1, 1, 1, 'B', 50, 3, $2,
			$2::timestamptz + ($1::int[])[n + 1] * interval '1 minute'
		FROM generate_series(0, cardinality($1::int[]) - 1) n`, due, f.now)
	if change != "" {
		f.exec(change)
	}
}

func (f *floor) noLeads() {
	f.exec(`
		TRUNCATE leads, handoffs, touches, events, assignment_log, attempts, questions, undone_verdicts,
			sent_forms RESTART IDENTITY CASCADE`)
}

// pages are the rows of a view, page by page, as they are read by following the pages.
func (f *floor) pages(who string, view worklist.QueueView) (all []worklist.Waiting) {
	f.t.Helper()
	var after handoff.ID
	for {
		page, err := f.db.Queue(context.Background(), f.who[who], view, "", after, f.now)
		if err != nil {
			f.t.Fatal(err)
		}
		if len(page.Rows) > worklist.PageSize || page.More && len(page.Rows) != worklist.PageSize {
			f.t.Fatalf("a page of %d rows", len(page.Rows))
		}
		all = append(all, page.Rows...)
		if !page.More {
			return all
		}
		after = page.Rows[len(page.Rows)-1].ID
	}
}

func TestThePagesOfAViewHaveAllRowsOnce(t *testing.T) {
	t.Parallel()
	f := openFloor(t)
	rapid.Check(t, func(t *rapid.T) {
		f.noLeads()
		rows := rapid.SampledFrom([]int{0, 1, worklist.PageSize, worklist.PageSize + 1, 2 * worklist.PageSize,
			2*worklist.PageSize + 1, 130}).Draw(t, "rows")
		due := rapid.SliceOfN(rapid.IntRange(-3, 5), rows, rows).Draw(t, "due")
		f.queued(due, "UPDATE handoffs SET paused_at = queued_at WHERE id % 7 = 0")
		waiting := f.pages("rosa", worklist.MyTeam)
		seen := map[handoff.ID]bool{}
		for i, w := range waiting {
			if seen[w.ID] {
				t.Fatalf("handoff %d is shown twice", w.ID)
			}
			seen[w.ID] = true
			if want := f.now.Add(time.Duration(due[w.ID-5000]) * time.Minute); !w.DueAt.Equal(want) {
				t.Fatalf("due %s, want %s", w.DueAt, want)
			}
			if i > 0 && comesAfter(waiting[i-1], w) {
				t.Fatalf("%d (due %s) stands before %d (due %s)", waiting[i-1].ID, waiting[i-1].DueAt, w.ID, w.DueAt)
			}
		}
		if len(waiting) != rows {
			t.Fatalf("%d of %d rows are shown", len(waiting), rows)
		}
		f.exec(`
			UPDATE handoffs
			SET verdict = 'rejected', verdict_by = 11, verdict_at = due_at - interval '1 hour', reason_id = 1`)
		f.exec("UPDATE leads SET stage = 'returned'")
		back := f.pages("rosa", worklist.Returned)
		if len(back) != rows {
			t.Fatalf("%d of %d returned rows are shown", len(back), rows)
		}
		for i := 1; i < len(back); i++ {
			if due[back[i-1].ID-5000] < due[back[i].ID-5000] {
				t.Fatalf("row %d was returned before row %d", i-1, i)
			}
		}
	})
}

// comesAfter reports whether a belongs after b: what stands still last, then by due time and number.
func comesAfter(a, b worklist.Waiting) bool {
	if a.PausedAt.IsZero() != b.PausedAt.IsZero() {
		return !a.PausedAt.IsZero()
	}
	if a.PausedAt.IsZero() && !a.DueAt.Equal(b.DueAt) {
		return a.DueAt.After(b.DueAt)
	}
	return a.ID > b.ID
}

func TestCountsEndAtAHundred(t *testing.T) {
	t.Parallel()
	f, ctx := openFloor(t), context.Background()
	for _, tc := range []struct{ rows, want int }{{99, 99}, {100, 100}, {101, 100}} {
		f.noLeads()
		f.queued(make([]int, tc.rows), "UPDATE handoffs SET owner_id = 11, due_at = queued_at - interval '1 minute'")
		page, err := f.db.Queue(ctx, f.who["rosa"], worklist.ForMe, "", 0, f.now)
		f.fine(err)
		if want := (worklist.QueueCounts{Mine: tc.want, Team: tc.want, Late: tc.want}); page.Counts != want ||
			len(page.Rows) != worklist.PageSize || !page.More {
			t.Errorf("of %d: %+v, %d rows", tc.rows, page.Counts, len(page.Rows))
		}
		counts, err := f.db.Counts(ctx, f.who["rosa"], f.now)
		f.fine(err)
		if counts.Queue != tc.want {
			t.Errorf("of %d: %+v", tc.rows, counts)
		}
	}
}

func TestWhatEachViewOfTheQueueShows(t *testing.T) {
	t.Parallel()
	f, ctx := openFloor(t), context.Background()
	f.queued([]int{-1, 0, 1, 2, 3, 4}, `
		UPDATE handoffs SET owner_id = 11 WHERE id IN (5001, 5002); UPDATE handoffs SET owner_id = 12 WHERE id = 5003;
		UPDATE handoffs SET team_id = 4, owner_id = 21 WHERE id = 5004;
		UPDATE handoffs SET paused_at = queued_at, due_at = queued_at - interval '1 hour' WHERE id = 5005`)
	f.exec("UPDATE handoffs SET verdict = 'rejected', verdict_by = 11, verdict_at = $1, reason_id = 1 WHERE id = 5002",
		f.now)
	f.exec("UPDATE leads SET stage = 'returned' WHERE id = 1002")
	for _, tc := range []struct {
		name, who string
		view      worklist.QueueView
		want      []handoff.ID
	}{
		{"Rosa's", "rosa", worklist.ForMe, []handoff.ID{5001}},
		{"a view that is none", "rosa", "x", []handoff.ID{5001}},
		{"her team's", "rosa", worklist.MyTeam, []handoff.ID{5000, 5001, 5003, 5005}},
		{"late, and what stands still is not", "rosa", worklist.PastTime, []handoff.ID{5000}},
		{"sent back", "rosa", worklist.Returned, []handoff.ID{5002}},
		{"Sam's team's", "sam", worklist.MyTeam, []handoff.ID{5004}},
		{"an admin's", "ada", worklist.MyTeam, []handoff.ID{5000, 5001, 5003, 5004, 5005}},
		{"nothing of another team", "sam", worklist.Returned, nil},
		{"a manager's teams", "jo", worklist.MyTeam, []handoff.ID{5000, 5001, 5003, 5005}},
	} {
		var got []handoff.ID
		for _, w := range f.pages(tc.who, tc.view) {
			got = append(got, w.ID)
		}
		if diff := cmp.Diff(tc.want, got); diff != "" {
			t.Errorf("%s: %s", tc.name, diff)
		}
	}
	f.now = f.now.Add(30*24*time.Hour - time.Second)
	if got := f.pages("rosa", worklist.Returned); len(got) != 1 {
		t.Errorf("sent back not quite 30 days ago: %d rows", len(got))
	}
	f.now = f.now.Add(time.Second)
	if got := f.pages("rosa", worklist.Returned); len(got) != 0 {
		t.Errorf("sent back 30 days ago: %d rows", len(got))
	}
	page, err := f.db.Queue(ctx, f.who["rosa"], worklist.MyTeam, "", 0, f.now)
	f.fine(err)
	if got := page.Rows[1]; got.Name != "Ana 1" || got.OwnerName != "Rosa" || got.Grade != "B" || got.Version != 1 ||
		got.Lead != 1001 {
		t.Errorf("the row is %+v", got)
	}
}

func TestSearchTakesSignsAsTheyAre(t *testing.T) {
	t.Parallel()
	f, ctx := openFloor(t), context.Background()
	names := []string{`100% Organic`, `under_score`, `back\slash`, `MÜLLER & Söhne`, `plain`}
	f.queued(make([]int, len(names)), "")
	f.exec("UPDATE leads SET company = ($1::text[])[id - 999]", names)
	for search, want := range map[string][]string{
		"%": {names[0]}, "0% o": {names[0]}, "_": {names[1]}, "r_s": {names[1]}, "rxs": nil, `\`: {names[2]},
		`k\s`: {names[2]}, "müller": {names[3]}, " SÖHNE ": {names[3]},
		"ana 4": {names[4]}, "4 ana": {names[4]}, "ana4@": {names[4]}, "'": nil, "  ": names, "": names,
	} {
		page, err := f.db.Queue(ctx, f.who["rosa"], worklist.MyTeam, search, 0, f.now)
		f.fine(err)
		var got []string
		for _, w := range page.Rows {
			got = append(got, w.Company)
		}
		leads, err := f.db.Leads(ctx, f.who["mia"], worklist.LeadAsk{Search: search, After: 0})
		f.fine(err)
		var listed []string
		for _, l := range leads.Rows {
			listed = append(listed, l.Company)
		}
		slices.Reverse(listed)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("search of the queue for %q: %s", search, diff)
		}
		if diff := cmp.Diff(want, listed); diff != "" {
			t.Errorf("search of the leads for %q: %s", search, diff)
		}
	}
}

func TestWhatWaitsForEach(t *testing.T) {
	t.Parallel()
	f, ctx := openFloor(t), context.Background()
	taken, returned, asked := f.submit(1), f.submit(2), f.submit(3)
	f.submit(4)
	f.fine(f.desk.Accept(ctx, f.who["rosa"], taken.Handoff, 0))
	f.fine(f.desk.Reject(ctx, f.who["rosa"], returned.Handoff, 0, f.reason["wrong_size"], ""))
	f.fine(f.desk.Ask(ctx, f.who["rosa"], asked.Handoff, 0, "Who decides?"))
	for who, want := range map[string]worklist.Counts{
		"rosa": {Queue: 2, Mine: 1}, "tom": {Queue: 2}, "sam": {}, "ben": {},
		"mia": {Waiting: 2, Returned: 2, Unread: 2}, "max": {Returned: 2}, "jo": {Queue: 2, Waiting: 2, Returned: 2},
		"ada": {Queue: 2, Waiting: 2, Returned: 2},
	} {
		got, err := f.db.Counts(ctx, f.who[who], f.now)
		f.fine(err)
		if got != want {
			t.Errorf("%s: %+v, want %+v", who, got, want)
		}
	}
}

func TestAnOwnerSeesWhatTheyHoldAfterLeavingTheTeam(t *testing.T) {
	t.Parallel()
	f, ctx := openFloor(t), context.Background()
	r := f.submit(1)
	rep := f.owner(r)
	rep.Teams = []account.Membership{{ID: 4, Side: account.Sales}}
	page, err := f.db.Queue(ctx, rep, worklist.ForMe, "", 0, f.now)
	f.fine(err)
	if len(page.Rows) != 1 || page.Rows[0].Lead != r.Lead {
		t.Errorf("%d rows", len(page.Rows))
	}
	if _, err := f.db.History(ctx, rep, r.Lead); err != nil {
		t.Errorf("%s: %v", r.Lead, err)
	}
}

func TestWhatHasJustArrivedForTheTeamIsNamed(t *testing.T) {
	t.Parallel()
	f, ctx := openFloor(t), context.Background()
	f.queued(make([]int, 8), `
		UPDATE handoffs SET owner_id = 11 WHERE id = 5001; UPDATE handoffs SET owner_id = 12 WHERE id = 5002;
		UPDATE handoffs SET team_id = 4, owner_id = 21 WHERE id = 5003;
		UPDATE handoffs SET queued_at = queued_at - interval '15 minutes' WHERE id IN (5004, 5005, 5006)`)
	f.exec("UPDATE handoffs SET verdict = 'rejected', verdict_by = 11, verdict_at = $1, reason_id = 1 WHERE id = 5007",
		f.now)
	f.exec("UPDATE handoffs SET queued_at = queued_at + interval '1 second' WHERE id = 5004")
	for _, tc := range []struct {
		name, who string
		view      worklist.QueueView
		search    string
		want      []string
	}{
		{"a colleague's and the pool's, not one's own, another team's, decided or older ones", "rosa", worklist.ForMe, "",
			[]string{"Ana 2 Tom", "Ana 0 ", "Ana 4 "}},
		{"to who has one of these", "tom", worklist.ForMe, "", []string{"Ana 1 Rosa", "Ana 0 ", "Ana 4 "}},
		{"another team's", "sam", worklist.ForMe, "", nil},
		{"the view that shows them all", "rosa", worklist.MyTeam, "", nil},
		{"a search", "rosa", worklist.ForMe, "ana", nil},
	} {
		page, err := f.db.Queue(ctx, f.who[tc.who], tc.view, tc.search, 0, f.now)
		f.fine(err)
		var got []string
		for _, j := range page.JustIn {
			got = append(got, j.Name+" "+j.OwnerName)
		}
		if !slices.Equal(got, tc.want) {
			t.Errorf("%s: %q, want %q", tc.name, got, tc.want)
		}
	}
	f.exec(`
		UPDATE handoffs
		SET verdict = NULL, verdict_by = NULL, verdict_at = NULL, reason_id = NULL, queued_at = $1, owner_id = NULL`, f.now)
	page, err := f.db.Queue(ctx, f.who["rosa"], worklist.ForMe, "", 0, f.now)
	f.fine(err)
	if len(page.JustIn) != worklist.MaxJustIn {
		t.Errorf("%d are named, want %d", len(page.JustIn), worklist.MaxJustIn)
	}
}
