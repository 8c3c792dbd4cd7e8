package merge_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"baton/internal/handoff"
	"baton/internal/handoff/merge"
	"baton/internal/lead"
)

var day = time.Date(2026, 5, 4, 9, 0, 0, 0, time.UTC)

// stages are those of a lead that is there.
var stages = []lead.Stage{lead.Draft, lead.Submitted, lead.Accepted, lead.Working, lead.Qualified, lead.Disqualified,
	lead.Recycled, lead.Returned, lead.Disputed, lead.Closed, lead.Won, lead.Lost}

// side is a random lead with handoffs whose IDs begin at first.
func side(t *rapid.T, id lead.ID, first handoff.ID) merge.Side {
	pick := func(what string, of ...string) string { return rapid.SampledFrom(of).Draw(t, what) }
	s := merge.Side{Lead: lead.Lead{
		ID: id, Name: pick("name", "", "Ann Lee", "A. Lee"), Email: pick("email", "", "ann@a.example", "lee@b.example"),
		Phone: pick("phone", "", "+34600123456", "+34600123457"), Company: pick("company", "", "Firm", "Other"),
		CompanySize: rapid.SampledFrom([]int{0, 10, 60}).Draw(t, "size"), Note: pick("note", "", "Hot.", "Cold."),
		Source:     lead.SourceID(rapid.IntRange(0, 2).Draw(t, "source")),
		Campaign:   lead.CampaignID(rapid.IntRange(0, 2).Draw(t, "campaign")),
		ExternalID: pick("external", "", "7", "8"), Consent: rapid.Bool().Draw(t, "consent"),
		Apart:     rapid.Bool().Draw(t, "apart"),
		Stage:     rapid.SampledFrom(stages).Draw(t, "stage"),
		CreatedAt: day.AddDate(0, 0, rapid.IntRange(0, 9).Draw(t, "captured")),
	}}
	if s.Lead.Consent {
		s.Lead.ConsentAt = s.Lead.CreatedAt
	}
	for n := range rapid.IntRange(0, 3).Draw(t, "handoffs") {
		h := &handoff.Handoff{ID: first + handoff.ID(n), Lead: id, Number: n + 1}
		h.SubmittedAt = s.Lead.CreatedAt.Add(time.Duration(n+1) * time.Hour)
		s.Handoffs = append(s.Handoffs, h)
	}
	return s
}

// joined is the survivor after a merge by plan, and the merge as it is kept.
func joined(survivor, other merge.Side, plan merge.Plan) (merge.Side, merge.Record) {
	all := append(slices.Clone(survivor.Handoffs), other.Handoffs...)
	r := merge.Record{Survivor: survivor.Lead, Merged: plan.Lead, Other: other.Lead, Was: map[handoff.ID]merge.Counted{}}
	now := merge.Side{Lead: plan.Lead}
	for _, id := range plan.Handoffs {
		h := all[slices.IndexFunc(all, func(h *handoff.Handoff) bool { return h.ID == id })]
		r.Was[id] = merge.Counted{Lead: h.Lead, Number: h.Number}
		now.Handoffs = append(now.Handoffs, h)
	}
	return now, r
}

func TestAMergeThatIsTakenBackLeavesBothAsTheyWere(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		survivor, other := side(t, 1, 10), side(t, 2, 20)
		taken := rapid.SliceOfDistinct(rapid.SampledFrom(merge.Choosable), rapid.ID).Draw(t, "taken")
		plan, err := merge.Join(survivor, other, taken)
		if err != nil {
			if !errors.Is(err, merge.ErrBothWithSales) {
				t.Fatal(err)
			}
			return
		}
		if plan.Lead.Stage != survivor.Lead.Stage && plan.Lead.Stage != other.Lead.Stage || plan.Lead.ID != 1 {
			t.Fatalf("the survivor is %+v", plan.Lead)
		}
		now, r := joined(survivor, other, plan)
		parted, err := merge.Part(r, now)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([]lead.Lead{survivor.Lead, other.Lead}, []lead.Lead{parted.Survivor, parted.Other}); diff != "" {
			t.Fatal(diff)
		}
		for _, h := range append(slices.Clone(survivor.Handoffs), other.Handoffs...) {
			if parted.Handoffs[h.ID] != (merge.Counted{Lead: h.Lead, Number: h.Number}) {
				t.Fatalf("handoff %d is %+v", h.ID, parted.Handoffs[h.ID])
			}
		}
	})
}

func TestEveryValueOfTheOtherIsInTheSurvivorOrItsPreview(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		survivor, other := side(t, 1, 10), side(t, 2, 20)
		plan, err := merge.Join(survivor, other, nil)
		if err != nil {
			return
		}
		shown := map[string]bool{}
		for _, f := range merge.Fields(survivor.Lead, other.Lead) {
			shown[f.Name] = true
		}
		for _, name := range []string{"name", "email", "phone", "company", "company_size", "external_id"} {
			is := other.Lead.Value(name)
			if is != "" && is != survivor.Lead.Value(name) && !shown[name] {
				t.Fatalf("%s %q is not in the preview", name, is)
			}
			if survivor.Lead.Value(name) == "" && plan.Lead.Value(name) != is {
				t.Fatalf("%s is %q, want %q", name, plan.Lead.Value(name), is)
			}
		}
		if plan.Lead.CreatedAt.After(other.Lead.CreatedAt) || plan.Lead.CreatedAt.After(survivor.Lead.CreatedAt) {
			t.Fatalf("captured %s, want the first of %s and %s", plan.Lead.CreatedAt, survivor.Lead.CreatedAt,
				other.Lead.CreatedAt)
		}
	})
}

func TestWhereAMergedLeadStands(t *testing.T) {
	at := func(stage lead.Stage, id lead.ID, sent ...int) merge.Side {
		s := merge.Side{Lead: lead.Lead{ID: id, Stage: stage, CreatedAt: day}}
		for n, days := range sent {
			h := &handoff.Handoff{ID: handoff.ID(int(id)*10 + n), Lead: id, Number: n + 1}
			h.SubmittedAt = day.AddDate(0, 0, days)
			s.Handoffs = append(s.Handoffs, h)
		}
		return s
	}
	for name, c := range map[string]struct {
		survivor, other merge.Side
		stage           lead.Stage
		order           []handoff.ID
	}{
		"sales has the other":    {at(lead.Draft, 1), at(lead.Working, 2, 1), lead.Working, []handoff.ID{20}},
		"sales has the survivor": {at(lead.Working, 1, 1), at(lead.Draft, 2), lead.Working, []handoff.ID{10}},
		"the other has ended": {at(lead.Returned, 1, 1), at(lead.Closed, 2, 5), lead.Returned,
			[]handoff.ID{20, 10}},
		"the survivor has ended": {at(lead.Won, 1, 5), at(lead.Returned, 2, 1), lead.Returned, []handoff.ID{10, 20}},
		"both came back, the other later": {at(lead.Returned, 1, 1), at(lead.Recycled, 2, 3), lead.Recycled,
			[]handoff.ID{10, 20}},
		"both have ended, the other first": {at(lead.Won, 1, 5), at(lead.Lost, 2, 1), lead.Won, []handoff.ID{20, 10}},
		"nobody was handed over":           {at(lead.Draft, 1), at(lead.Draft, 2), lead.Draft, nil},
	} {
		plan, err := merge.Join(c.survivor, c.other, nil)
		if err != nil || plan.Lead.Stage != c.stage || !slices.Equal(plan.Handoffs, c.order) {
			t.Errorf("%s: %s %v %v, want %s %v", name, plan.Lead.Stage, plan.Handoffs, err, c.stage, c.order)
		}
	}
	_, err := merge.Join(at(lead.Submitted, 1, 1), at(lead.Disputed, 2, 1), nil)
	if !errors.Is(err, merge.ErrBothWithSales) {
		t.Errorf("sales has both: %v", err)
	}
}

func TestWhatHasChangedSinceAMergeStays(t *testing.T) {
	survivor := merge.Side{Lead: lead.Lead{ID: 1, Name: "Ann", Stage: lead.Draft, CreatedAt: day}}
	sent := &handoff.Handoff{ID: 20, Lead: 2, Number: 1}
	other := merge.Side{Lead: lead.Lead{ID: 2, Name: "Ann Lee", City: "Lugo", Company: "Firm", Stage: lead.Submitted,
		CreatedAt: day.AddDate(0, 0, -1)}, Handoffs: []*handoff.Handoff{sent}}
	plan, err := merge.Join(survivor, other, []string{"name"})
	if err != nil || plan.Lead.Name != "Ann Lee" || plan.Lead.City != "Lugo" {
		t.Fatalf("%+v, %v", plan.Lead, err)
	}
	now, r := joined(survivor, other, plan)
	now.Lead.City, now.Lead.Stage = "Vigo", lead.Returned
	parted, err := merge.Part(r, now)
	if err != nil || parted.Survivor.City != "Vigo" || parted.Survivor.Company != "" || parted.Survivor.Name != "Ann" ||
		parted.Other.Stage != lead.Returned || parted.Survivor.Stage != lead.Draft || !parted.Survivor.CreatedAt.Equal(day) {
		t.Errorf("the survivor is %+v, the other %+v, %v", parted.Survivor, parted.Other, err)
	}
	now.Handoffs = append(now.Handoffs, &handoff.Handoff{ID: 30, Lead: 1, Number: 2})
	now.Lead.Stage = lead.Accepted
	parted, err = merge.Part(r, now)
	if err != nil || parted.Survivor.Stage != lead.Accepted || parted.Other.Stage != lead.Closed ||
		parted.Handoffs[30] != (merge.Counted{Lead: 1, Number: 1}) {
		t.Errorf("with another handoff: %+v, %v", parted, err)
	}
	r.Undone = true
	if _, err := merge.Part(r, now); err == nil {
		t.Error("a merge is taken back twice")
	}
	r.Undone, now.Lead.Stage = false, lead.Merged
	if _, err := merge.Part(r, now); err == nil {
		t.Error("a lead that was merged itself is taken apart")
	}
}
