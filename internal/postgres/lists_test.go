package postgres_test

import (
	"context"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"baton/internal/handoff"
	"baton/internal/handoff/desk"
	"baton/internal/identity"
	"baton/internal/lead"
	"baton/internal/worklist"
)

func ids(list worklist.LeadList) (all []lead.ID) {
	for _, x := range list.Rows {
		all = append(all, x.ID)
	}
	return all
}

func TestWhatMarketingSeesOfItsSubmissions(t *testing.T) {
	t.Parallel()
	f, ctx := openFloor(t), context.Background()
	waits, back, taken, asked := f.submit(1), f.submit(2), f.submit(3), f.submit(4)
	draft, err := f.desk.SaveDraft(ctx, f.who["max"], 0, ana(5))
	f.fine(err)
	f.fine(f.desk.Reject(ctx, f.who["rosa"], back.Handoff, 0, f.reason["other"], "Ask for Bo."))
	f.fine(f.desk.Accept(ctx, f.who["tom"], taken.Handoff, 0))
	f.fine(f.desk.Ask(ctx, f.who["kim"], asked.Handoff, 0, "Who decides?"))
	merged := f.submit(6)
	f.exec("UPDATE leads SET stage = 'merged', merged_into = $2 WHERE id = $1", merged.Lead, waits.Lead)
	for _, tc := range []struct {
		view string
		want []lead.ID
	}{
		{"all", []lead.ID{draft.Lead, asked.Lead, taken.Lead, back.Lead, waits.Lead}},
		{"a view that is none", []lead.ID{draft.Lead, asked.Lead, taken.Lead, back.Lead, waits.Lead}},
		{"waiting", []lead.ID{asked.Lead, waits.Lead}}, {"returned", []lead.ID{back.Lead}},
		{"accepted", []lead.ID{taken.Lead}}, {"drafts", []lead.ID{draft.Lead}}, {"asked", []lead.ID{asked.Lead}},
		{"due", []lead.ID{asked.Lead, back.Lead}},
	} {
		list, err := f.db.Submissions(ctx, f.who["mia"],
			worklist.SubmissionAsk{View: tc.view, Whose: worklist.OfMyTeam, Search: "", After: 0})
		f.fine(err)
		if diff := cmp.Diff(tc.want, ids(list)); diff != "" {
			t.Errorf("%s: %s", tc.view, diff)
		}
		if diff := cmp.Diff(map[string]int{"all": 5, "waiting": 2, "returned": 1, "accepted": 1, "drafts": 1, "asked": 1,
			"due": 2}, list.Counts); diff != "" {
			t.Errorf("counts beside %s: %s", tc.view, diff)
		}
		for _, other := range []string{"ben", "sam", "rosa"} {
			none, err := f.db.Submissions(ctx, f.who[other],
				worklist.SubmissionAsk{View: tc.view, Whose: worklist.OfMyTeam, Search: "", After: 0})
			f.fine(err)
			if len(none.Rows) != 0 || none.Counts["all"] != 0 {
				t.Errorf("%s sees %v of %s", other, ids(none), tc.view)
			}
		}
	}
	list, err := f.db.Submissions(ctx, f.who["mia"],
		worklist.SubmissionAsk{View: "all", Whose: worklist.OfMyTeam, Search: "ana 2", After: 0})
	f.fine(err)
	if x := list.Rows[0]; len(list.Rows) != 1 || x.Reason != "Other" || x.Feedback != "Ask for Bo." ||
		x.VerdictBy != "Rosa" || x.Author != "Mia" || x.Campaign != "Autumn" || x.Handoff != back.Handoff {
		t.Errorf("the returned lead is listed as %+v", x)
	}
	list, err = f.db.Submissions(ctx, f.who["mia"],
		worklist.SubmissionAsk{View: "asked", Whose: worklist.OfMyTeam, Search: "", After: 0})
	f.fine(err)
	if x := list.Rows[0]; x.Question != "Who decides?" || x.QuestionBy != "Kim" || x.PausedAt.IsZero() {
		t.Errorf("the asked lead is listed as %+v", x)
	}
}

func TestWhatARepWorksOn(t *testing.T) {
	t.Parallel()
	f, ctx := openFloor(t), context.Background()
	rosa := f.who["rosa"]
	var leads []lead.ID
	for n := range 5 {
		r := f.submit(n)
		f.now = f.now.Add(time.Minute)
		f.fine(f.desk.Accept(ctx, rosa, r.Handoff, 0))
		leads = append(leads, r.Lead)
	}
	for _, id := range leads[1:] {
		f.fine(f.desk.LogAttempt(ctx, rosa, id, handoff.Attempt{Kind: "call", Outcome: "reached"}))
	}
	for _, id := range leads[2:4] {
		f.fine(f.desk.Qualify(ctx, rosa, id, handoff.Qualification{ValueCents: 500, ExpectedOn: f.now.AddDate(0, 1, 0)}))
	}
	f.fine(f.desk.Win(ctx, rosa, leads[3], 400))
	f.fine(f.desk.Disqualify(ctx, rosa, leads[4], f.reason["end.no_need"], time.Time{}, ""))
	for view, want := range map[string][]lead.ID{
		"new": leads[:1], "a view that is none": leads[:1], "working": leads[1:2], "qualified": leads[2:3],
		"done": {leads[4], leads[3]},
	} {
		list, err := f.db.Work(ctx, rosa, view, 0)
		f.fine(err)
		if diff := cmp.Diff(want, ids(list)); diff != "" {
			t.Errorf("%s: %s", view, diff)
		}
		if diff := cmp.Diff(map[string]int{"new": 1, "working": 1, "qualified": 1, "done": 2}, list.Counts); diff != "" {
			t.Errorf("counts beside %s: %s", view, diff)
		}
		other, err := f.db.Work(ctx, f.who["tom"], view, 0)
		f.fine(err)
		if len(other.Rows) != 0 {
			t.Errorf("Tom sees %v", ids(other))
		}
	}
	done, err := f.db.Work(ctx, rosa, "done", 0)
	f.fine(err)
	if x := done.Rows[1]; x.WonCents != 400 || x.ValueCents != 500 || x.Currency != "EUR" || x.Outcome != handoff.Won {
		t.Errorf("what was won is listed as %+v", x)
	}
}

func TestWhatCameBackLastIsReadFirst(t *testing.T) {
	t.Parallel()
	f, ctx := openFloor(t), context.Background()
	early, middle, late := f.submit(1), f.submit(2), f.submit(3)
	for _, r := range []desk.Receipt{middle, late, early} {
		f.now = f.now.Add(time.Minute)
		f.fine(f.desk.Reject(ctx, f.owner(r), r.Handoff, 0, f.reason["other"], "Ask for Bo."))
	}
	for after, want := range map[lead.ID][]lead.ID{0: {early.Lead, late.Lead, middle.Lead},
		early.Lead: {late.Lead, middle.Lead}, middle.Lead: nil} {
		list, err := f.db.Submissions(ctx, f.who["mia"],
			worklist.SubmissionAsk{View: "returned", Whose: worklist.OfMyTeam, Search: "", After: after})
		f.fine(err)
		if diff := cmp.Diff(want, ids(list)); diff != "" {
			t.Errorf("after %d: %s", after, diff)
		}
	}
}

func TestEveryListGoesOnAfterItsPage(t *testing.T) {
	t.Parallel()
	f, ctx := openFloor(t), context.Background()
	const rows = 2*worklist.PageSize + 1
	due := make([]int, rows)
	f.queued(due, `
		UPDATE handoffs
		SET owner_id = 11, verdict = 'accepted', verdict_by = 11, verdict_at = queued_at + id % 3 * interval '1 minute'`)
	type read func(after int64) (worklist.LeadList, error)
	lists := map[string]struct {
		next   func(worklist.ListedLead) int64
		read   read
		change string
	}{
		"submissions": {func(x worklist.ListedLead) int64 { return int64(x.ID) },
			func(after int64) (worklist.LeadList, error) {
				return f.db.Submissions(ctx, f.who["mia"],
					worklist.SubmissionAsk{View: "all", Whose: worklist.OfMyTeam, Search: "", After: lead.ID(after)})
			}, ""},
		"what came back": {func(x worklist.ListedLead) int64 { return int64(x.ID) },
			func(after int64) (worklist.LeadList, error) {
				return f.db.Submissions(ctx, f.who["mia"],
					worklist.SubmissionAsk{View: "returned", Whose: worklist.OfMyTeam, Search: "", After: lead.ID(after)})
			}, "UPDATE leads SET stage = 'returned'"},
		"leads": {func(x worklist.ListedLead) int64 { return int64(x.ID) }, func(after int64) (worklist.LeadList, error) {
			return f.db.Leads(ctx, f.who["rosa"], worklist.LeadAsk{Search: "buyer", After: lead.ID(after)})
		}, ""},
		"new work": {func(x worklist.ListedLead) int64 { return int64(x.Handoff) },
			func(after int64) (worklist.LeadList, error) {
				return f.db.Work(ctx, f.who["rosa"], "new", handoff.ID(after))
			}, "UPDATE handoffs SET outcome = NULL, outcome_at = NULL"},
		"work that is done": {func(x worklist.ListedLead) int64 { return int64(x.Handoff) },
			func(after int64) (worklist.LeadList, error) {
				return f.db.Work(ctx, f.who["rosa"], "done", handoff.ID(after))
			}, "UPDATE handoffs SET outcome = 'won', outcome_at = now()"},
	}
	for name, list := range lists {
		if list.change != "" {
			f.exec(list.change)
		}
		seen := map[lead.ID]bool{}
		var after int64
		pages := 0
		for more := true; more; pages++ {
			page, err := list.read(after)
			f.fine(err)
			for _, x := range page.Rows {
				seen[x.ID] = true
			}
			if more = page.More; more {
				after = list.next(page.Rows[len(page.Rows)-1])
			}
		}
		size := worklist.PageSize
		if name == "submissions" || name == "what came back" {
			size = worklist.SubmissionsPage
		}
		if len(seen) != rows || pages != (rows+size-1)/size {
			t.Errorf("%s: %d rows on %d pages", name, len(seen), pages)
		}
	}
}

func TestACompanyThatIsKnown(t *testing.T) {
	t.Parallel()
	f, ctx := openFloor(t), context.Background()
	first, second := f.submit(1), f.submit(2)
	f.fine(f.desk.Accept(ctx, f.who["rosa"], first.Handoff, 0))
	for _, tc := range []struct {
		name, who, key string
		want           lead.ID
	}{
		{"the one that sales took", "mia", identity.CompanyKey("BUYER, Inc."), first.Lead},
		{"another company", "mia", "seller", 0},
		{"no company", "mia", "", 0},
		{"seen by sales", "rosa", "buyer", first.Lead},
		{"another team's", "ben", "buyer", 0},
		{"another sales team's", "sam", "buyer", 0},
	} {
		got, err := f.db.KnownCompany(ctx, f.who[tc.who], tc.key)
		f.fine(err)
		if (got == nil) != (tc.want == 0) || got != nil && got.ID != tc.want {
			t.Errorf("%s: %+v, want %s", tc.name, got, tc.want)
		}
	}
	f.exec("UPDATE leads SET stage = 'erased' WHERE id = $1", first.Lead)
	got, err := f.db.KnownCompany(ctx, f.who["mia"], "buyer")
	f.fine(err)
	if got == nil || got.ID != second.Lead {
		t.Errorf("after the first was erased: %+v", got)
	}
}
