package postgres_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"baton/internal/account"
	"baton/internal/agreement"
	"baton/internal/assign"
	"baton/internal/errs"
	"baton/internal/handoff"
	"baton/internal/lead"
)

// reasonCalled is the reason with code.
func (h *household) reasonCalled(t *testing.T, list agreement.List, code string) agreement.Reason {
	t.Helper()
	for _, r := range h.books(t).Reasons {
		if r.List == list && r.Code == code {
			return r
		}
	}
	t.Fatalf("no reason %s", code)
	return agreement.Reason{}
}

// order is the codes of a list that are in use, as reps see them.
func (h *household) order(t *testing.T, list agreement.List) []string {
	t.Helper()
	var live []agreement.Reason
	for _, r := range h.books(t).Reasons {
		if r.List == list && !r.Retired {
			live = append(live, r)
		}
	}
	slices.SortFunc(live, func(a, b agreement.Reason) int { return a.Position*1000 + int(a.ID) - b.Position*1000 - int(b.ID) })
	codes := make([]string, len(live))
	for i, r := range live {
		codes[i] = r.Code
	}
	return codes
}

func TestAReasonIsAddedAtTheEndAndMoved(t *testing.T) {
	h, ctx := keepHouse(t), context.Background()
	r := agreement.Reason{List: agreement.Reject, Class: "definitional", Code: "too_early", Words: "Too early", NextStep: agreement.Return, Quality: agreement.QualityYes}
	done(t, h.db.AddReason(ctx, &r))
	before := h.order(t, agreement.Reject)
	if before[len(before)-1] != "too_early" {
		t.Errorf("the new reason is not the last: %v", before)
	}
	again := r
	problem(t, h.db.AddReason(ctx, &again), "code")
	again.List, again.Class, again.NextStep = agreement.Disqualify, "need", agreement.Recycle
	done(t, h.db.AddReason(ctx, &again)) // the other list may have the same code

	done(t, h.db.MoveReason(ctx, r.ID, 1, false)) // the last stays the last
	done(t, h.db.MoveReason(ctx, r.ID, 1, true))
	refused(t, h.db.MoveReason(ctx, r.ID, 1, true), errs.Conflict)
	after := h.order(t, agreement.Reject)
	n := len(after)
	if after[n-2] != "too_early" || after[n-1] != before[n-2] || strings.Join(after[:n-2], " ") != strings.Join(before[:n-2], " ") {
		t.Errorf("moved to %v from %v", after, before)
	}
	first := h.reasonCalled(t, agreement.Reject, after[0])
	done(t, h.db.MoveReason(ctx, first.ID, first.Version, false))
	if got := h.order(t, agreement.Reject); got[0] != after[1] || got[1] != after[0] {
		t.Errorf("moved down to %v", got[:2])
	}
}

func TestAUsedReasonKeepsItsCode(t *testing.T) {
	h, ctx := keepHouse(t), context.Background()
	r := h.submit(t, lead.Lead{Country: "ES"})
	seller := h.holder(t, rosa).Person
	size, role := h.reasonCalled(t, agreement.Reject, "wrong_size"), h.reasonCalled(t, agreement.Reject, "wrong_role")
	done(t, h.desk.Reject(ctx, seller, r.Handoff, 0, size.ID, "Four people."))
	for since, want := range map[time.Time]int{h.now: 1, h.now.Add(time.Second): 0} {
		uses, err := h.db.ReasonUses(ctx, since)
		if err != nil || uses[size.ID] != (agreement.Uses{Lately: want, Ever: true}) || uses[role.ID] != (agreement.Uses{}) {
			t.Errorf("uses since %s are %v, %v", since, uses, err)
		}
	}
	renamed := size
	renamed.Code = "wrong_headcount"
	problem(t, h.db.ChangeReason(ctx, &renamed), "code")
	moved := size
	moved.List, moved.Class, moved.NextStep = agreement.Disqualify, "fit", agreement.Close
	problem(t, h.db.ChangeReason(ctx, &moved), "list")
	done(t, h.desk.Undo(ctx, seller, r.Handoff, handoff.Rejected))
	problem(t, h.db.ChangeReason(ctx, &renamed), "code") // a verdict that was taken back used it too
	reworded := size
	reworded.Words, reworded.NeedsNote = "Too few people", true
	done(t, h.db.ChangeReason(ctx, &reworded))
	if got := h.reasonCalled(t, agreement.Reject, "wrong_size"); got.Words != "Too few people" || !got.NeedsNote || got.Version != 2 {
		t.Errorf("the reason is %+v", got)
	}
	refused(t, h.db.ChangeReason(ctx, &size), errs.Conflict)
	role.Code, role.List, role.Class, role.NextStep = "wrong_title", agreement.Disqualify, "fit", agreement.Close
	done(t, h.db.ChangeReason(ctx, &role)) // nobody used it
	if codes := h.order(t, agreement.Disqualify); codes[len(codes)-1] != "wrong_title" {
		t.Errorf("in its new list it is not the last: %v", codes)
	}
	problem(t, h.db.ChangeReason(ctx, &agreement.Reason{ID: role.ID, Version: role.Version}), "words")
}

func TestAReasonRetiresButNotTheLast(t *testing.T) {
	h, ctx := keepHouse(t), context.Background()
	size := h.reasonCalled(t, agreement.Reject, "wrong_size")
	refused(t, h.db.RetireReason(ctx, size.ID, 2), errs.Conflict)
	done(t, h.db.RetireReason(ctx, size.ID, 1))
	if slices.Contains(h.order(t, agreement.Reject), "wrong_size") {
		t.Error("a retired reason is offered")
	}
	done(t, h.db.RestoreReason(ctx, size.ID, 2))
	if codes := h.order(t, agreement.Reject); codes[len(codes)-1] != "wrong_size" {
		t.Errorf("restored, it is not the last: %v", codes)
	}
	h.exec(t, "UPDATE reasons SET retired_at = now() WHERE list = 'reject' AND code <> 'wrong_size'")
	refused(t, h.db.RetireReason(ctx, size.ID, 3), errs.Conflict)
	if codes := h.order(t, agreement.Reject); len(codes) != 1 {
		t.Errorf("left are %v", codes)
	}
	if err := h.db.RetireReason(ctx, 9999, 1); !errors.Is(err, errs.NotFound) {
		t.Errorf("no reason was retired: %v", err)
	}
}

func is(field string, texts ...string) lead.Condition {
	return lead.Condition{Field: field, Op: "is", Value: lead.Operand{Texts: texts}}
}

func TestRulesAreAskedInTheOrderTheyAreKeptIn(t *testing.T) {
	h, ctx := keepHouse(t), context.Background()
	spain := assign.Rule{Name: "Spain", When: lead.Condition{All: []lead.Condition{is("country", "ES")}}, Team: americas}
	rest := assign.Rule{Name: "Everybody else", Team: emea}
	done(t, h.db.AddRule(ctx, &spain))
	done(t, h.db.AddRule(ctx, &rest))
	names := func() string {
		var all []string
		for _, r := range h.books(t).Rules {
			all = append(all, r.Name)
		}
		return strings.Join(all, ", ")
	}
	if got := names(); got != "United States, Spain, Everybody else" {
		t.Errorf("in order: %s", got)
	}
	done(t, h.db.MoveRule(ctx, rest.ID, 1, true))
	refused(t, h.db.MoveRule(ctx, rest.ID, 1, true), errs.Conflict)
	if got := names(); got != "United States, Everybody else, Spain" {
		t.Errorf("moved up: %s", got)
	}
	done(t, h.db.MoveRule(ctx, rest.ID, 2, false))
	r := h.submit(t, lead.Lead{Country: "ES"})
	if team := ask[account.TeamID](t, h, "SELECT team_id FROM handoffs WHERE id = $1", r.Handoff); team != americas {
		t.Errorf("a lead of Spain went to team %d", team)
	}
	spain.When = lead.Condition{All: []lead.Condition{is("country", "PT")}}
	done(t, h.db.ChangeRule(ctx, &spain))
	stale := spain
	stale.Version = 1
	refused(t, h.db.ChangeRule(ctx, &stale), errs.Conflict)
	r = h.submit(t, lead.Lead{Country: "ES"})
	if team := ask[account.TeamID](t, h, "SELECT team_id FROM handoffs WHERE id = $1", r.Handoff); team != emea {
		t.Errorf("after the change it went to team %d", team)
	}
	refused(t, h.db.RemoveRule(ctx, spain.ID, 1), errs.Conflict)
	done(t, h.db.RemoveRule(ctx, spain.ID, spain.Version))
	if err := h.db.RemoveRule(ctx, spain.ID, spain.Version+1); !errors.Is(err, errs.NotFound) {
		t.Errorf("a removed rule was removed again: %v", err)
	}
	if got := names(); got != "United States, Everybody else" {
		t.Errorf("left: %s", got)
	}
}

func TestARuleSendsLeadsToASalesTeamInUse(t *testing.T) {
	h, ctx := keepHouse(t), context.Background()
	h.exec(t, "UPDATE teams SET retired_at = now() WHERE id = 2")
	for _, team := range []account.TeamID{0, demand, emea, 999} {
		problem(t, h.db.AddRule(ctx, &assign.Rule{Name: "Rule", Team: team}), "team")
		problem(t, h.db.ChangeRule(ctx, &assign.Rule{ID: 1, Version: 1, Name: "Rule", Team: team}), "team")
	}
	problem(t, h.db.AddRule(ctx, &assign.Rule{Team: americas}), "name")
	problem(t, h.db.AddRule(ctx, &assign.Rule{Name: "Rule", Team: americas, When: lead.Condition{Field: "country", Op: "smells_of"}}), "condition")
}

func TestTheLogShowsWhereLeadsWentToWhoMaySeeThem(t *testing.T) {
	h, ctx := keepHouse(t), context.Background()
	h.exec(t, "UPDATE people SET capacity = 1 WHERE id = 3")
	h.submit(t, lead.Lead{Country: "ES"})
	h.now = h.now.Add(time.Minute)
	pooled := h.submit(t, lead.Lead{Country: "ES"})
	h.now = h.now.Add(time.Minute)
	abroad := h.submit(t, lead.Lead{Country: "US"})

	all, err := h.db.Routed(ctx, h.holder(t, ada).Person, 50)
	done(t, err)
	if len(all) != 3 || all[0].Lead != abroad.Lead || all[1].Lead != pooled.Lead || all[1].LeadName != "Buyer 1" {
		t.Fatalf("an admin sees %+v", all)
	}
	if !strings.Contains(all[1].Sentence, "Waits in the pool of EMEA") || len(all[1].Skipped) != 1 || all[1].Skipped[0] != (lead.RouteSkipped{Name: "Rosa Ruiz", Why: "full, 1 of 1 open"}) || len(all[0].Skipped) != 0 {
		t.Errorf("why: %+v", all)
	}
	own, err := h.db.Routed(ctx, h.holder(t, rosa).Person, 50)
	done(t, err)
	if len(own) != 2 || own[0].Lead != pooled.Lead {
		t.Errorf("a rep of EMEA sees %+v", own)
	}
	if one, err := h.db.Routed(ctx, h.holder(t, ada).Person, 1); err != nil || len(one) != 1 {
		t.Errorf("one was asked for, %d came: %v", len(one), err)
	}
	_, err = h.db.DisablePerson(ctx, h.holder(t, ada).Person, tom, 1, h.now.Add(time.Minute))
	done(t, err)
	all, err = h.db.Routed(ctx, h.holder(t, ada).Person, 50)
	done(t, err)
	if len(all) != 4 || all[0].Lead != abroad.Lead || all[0].Sentence != "Back in the pool of Americas: Tom Trent left" {
		t.Errorf("after Tom left: %+v", all[0])
	}
}
