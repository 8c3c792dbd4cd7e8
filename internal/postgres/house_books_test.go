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

func (h *household) books(t *testing.T) *handoff.Books {
	t.Helper()
	books, err := h.db.Books(context.Background())
	done(t, err)
	return books
}

func TestATeamIsAddedAndChangedWithItsHours(t *testing.T) {
	h, ctx := keepHouse(t), context.Background()
	team := account.Team{Name: " Iberia  SMB ", Side: account.Sales, Zone: "Europe/Madrid"}
	week := []agreement.Interval{{Day: 1, From: 540, To: 840}, {Day: 1, From: 960, To: 1140}}
	done(t, h.db.AddTeam(ctx, &team, week))
	if got := h.books(t).Team(team.ID); got.Name != "Iberia SMB" || got.Zone != "Europe/Madrid" || !slices.Equal(got.Week, week) {
		t.Errorf("the team was kept as %+v", got)
	}
	team.Name, team.Side = "Iberia", account.Marketing
	done(t, h.db.ChangeTeam(ctx, &team, nil))
	if got := h.books(t).Team(team.ID); got.Name != "Iberia" || got.Side != account.Marketing || len(got.Week) != 0 || got.Version != 2 {
		t.Errorf("the team is now %+v", got)
	}
	team.Version = 1
	refused(t, h.db.ChangeTeam(ctx, &team, nil), errs.Conflict)

	problem(t, h.db.AddTeam(ctx, &account.Team{Name: "emea", Side: account.Sales, Zone: "UTC"}, nil), "name")
	both := h.db.AddTeam(ctx, &account.Team{Side: account.Sales, Zone: "UTC"}, []agreement.Interval{{Day: 2, From: 60, To: 60}})
	problem(t, both, "name")
	problem(t, both, "hours")
	if err := h.db.ChangeTeam(ctx, &account.Team{ID: 999, Name: "None", Side: account.Sales, Zone: "UTC"}, nil); !errors.Is(err, errs.NotFound) {
		t.Errorf("no team was changed: %v", err)
	}
}

func TestATeamWithPeopleOrRulesStaysOnItsSide(t *testing.T) {
	h, ctx := keepHouse(t), context.Background()
	empty := account.Team{Name: "New", Side: account.Sales, Zone: "UTC"}
	done(t, h.db.AddTeam(ctx, &empty, nil))
	problem(t, h.db.ChangeTeam(ctx, &account.Team{ID: emea, Name: "EMEA", Side: account.Marketing, Zone: "UTC", Version: 1}, nil), "side")
	done(t, h.db.ChangeTeam(ctx, &account.Team{ID: emea, Name: "Europe", Side: account.Sales, Zone: "UTC", Version: 1}, nil))
	h.submit(t, lead.Lead{Country: "ES"})
	holds, err := h.db.TeamHolds(ctx)
	done(t, err)
	want := map[account.TeamID]lead.TeamHold{demand: {People: 1, Settled: true}, emea: {People: 1, Open: 1, Settled: true}, americas: {People: 1, Settled: true}, empty.ID: {}}
	for id, hold := range want {
		if holds[id] != hold {
			t.Errorf("team %d holds %+v, want %+v", id, holds[id], hold)
		}
	}
}

func TestATeamRetiresOnceNothingComesToIt(t *testing.T) {
	h, ctx := keepHouse(t), context.Background()
	refused(t, h.db.RetireTeam(ctx, americas, 1), errs.Conflict) // a rule names it
	done(t, h.db.RemoveRule(ctx, 1, 1))
	r := h.submit(t, lead.Lead{Country: "ES"})
	refused(t, h.db.RetireTeam(ctx, emea, 1), errs.Conflict) // a lead waits
	done(t, h.db.RetireTeam(ctx, americas, 1))
	if got := h.books(t).Team(americas); !got.Retired {
		t.Error("the team is still in use")
	}
	done(t, h.desk.Accept(ctx, h.holder(t, rosa).Person, r.Handoff, 0))
	refused(t, h.db.RetireTeam(ctx, emea, 7), errs.Conflict) // another version
	done(t, h.db.RetireTeam(ctx, emea, 1))
	done(t, h.db.RestoreTeam(ctx, emea, 2))
	if got := h.books(t).Team(emea); got.Retired || got.Version != 3 {
		t.Errorf("the team came back as %+v", got)
	}
	if err := h.db.RetireTeam(ctx, 999, 1); !errors.Is(err, errs.NotFound) {
		t.Errorf("no team was retired: %v", err)
	}
}

func TestACampaignNamesItsSource(t *testing.T) {
	h, ctx := keepHouse(t), context.Background()
	first, second := lead.Campaign{Name: "Autumn  webinar"}, lead.Campaign{Name: "Winter webinar"}
	done(t, h.db.AddCampaign(ctx, &first, " Webinar "))
	done(t, h.db.AddCampaign(ctx, &second, "webinar"))
	if first.Source != second.Source || ask[int](t, h, "SELECT count(*) FROM sources") != 1 {
		t.Error("one source was made twice")
	}
	h.exec(t, "UPDATE sources SET retired_at = now()")
	second.Name = "Winter talks"
	done(t, h.db.ChangeCampaign(ctx, &second, "Webinar"))
	if ask[bool](t, h, "SELECT retired_at IS NOT NULL FROM sources") {
		t.Error("a source that is used again stays retired")
	}
	problem(t, h.db.AddCampaign(ctx, &lead.Campaign{Name: "AUTUMN webinar"}, "Webinar"), "name")
	problem(t, h.db.AddCampaign(ctx, &lead.Campaign{Name: "Spring"}, " "), "source")
	problem(t, h.db.AddCampaign(ctx, &lead.Campaign{}, "Webinar"), "name")
	second.Name = "Autumn webinar"
	problem(t, h.db.ChangeCampaign(ctx, &second, "Webinar"), "name")
	second.Version = 1
	refused(t, h.db.ChangeCampaign(ctx, &second, "Webinar"), errs.Conflict)

	lines, err := h.db.CampaignLines(ctx)
	done(t, err)
	if len(lines) != 2 || lines[0].Name != "Autumn webinar" || lines[0].SourceName != "Webinar" || lines[1].Name != "Winter talks" {
		t.Errorf("the campaigns are %+v", lines)
	}
}

func TestACampaignRetiresAndComesBack(t *testing.T) {
	h, ctx := keepHouse(t), context.Background()
	c := lead.Campaign{Name: "Fair"}
	done(t, h.db.AddCampaign(ctx, &c, "Trade fair"))
	refused(t, h.db.RetireCampaign(ctx, c.ID, 2), errs.Conflict)
	done(t, h.db.RetireCampaign(ctx, c.ID, 1))
	if choices, err := h.db.Choices(ctx); err != nil || len(choices.Campaigns) != 0 {
		t.Errorf("a retired campaign is offered: %v, %v", choices.Campaigns, err)
	}
	done(t, h.db.RestoreCampaign(ctx, c.ID, 2))
	if choices, err := h.db.Choices(ctx); err != nil || len(choices.Campaigns) != 1 {
		t.Errorf("a restored campaign is not offered: %v", err)
	}
	if err := h.db.RestoreCampaign(ctx, 999, 1); !errors.Is(err, errs.NotFound) {
		t.Errorf("no campaign was restored: %v", err)
	}
}

func TestSpendIsKeptToTheCent(t *testing.T) {
	h, ctx := keepHouse(t), context.Background()
	admin := h.holder(t, ada).Person
	c := lead.Campaign{Name: "Fair"}
	done(t, h.db.AddCampaign(ctx, &c, "Trade fair"))
	day := func(d int) time.Time { return time.Date(2026, 11, d, 0, 0, 0, 0, time.UTC) }
	s := lead.Spend{Campaign: c.ID, Starts: day(1), Ends: day(30), Cents: 940050}
	done(t, h.db.AddSpend(ctx, admin, &s, 1))
	refused(t, h.db.AddSpend(ctx, admin, &s, 1), errs.Conflict) // the same form again
	most := lead.Spend{Campaign: c.ID, Starts: day(2), Ends: day(2), Cents: lead.MaxSpendCents}
	done(t, h.db.AddSpend(ctx, admin, &most, 2))
	problem(t, h.db.AddSpend(ctx, admin, &lead.Spend{Campaign: c.ID, Starts: day(2), Ends: day(1), Cents: 1}, 3), "ends_on")

	spend, err := h.db.SpendOf(ctx, c.ID)
	done(t, err)
	if len(spend) != 2 || spend[0] != most || spend[1] != s {
		t.Errorf("kept %+v", spend)
	}
	if lines, err := h.db.CampaignLines(ctx); err != nil || lines[0].SpendCents != lead.MaxSpendCents+940050 {
		t.Errorf("in all it cost %d, %v", lines[0].SpendCents, err)
	}
	other := lead.Campaign{Name: "Other"}
	done(t, h.db.AddCampaign(ctx, &other, "Trade fair"))
	if err := h.db.RemoveSpend(ctx, other.ID, s.ID, 1); !errors.Is(err, errs.NotFound) {
		t.Errorf("the spend of another campaign was removed: %v", err)
	}
	refused(t, h.db.RemoveSpend(ctx, c.ID, s.ID, 1), errs.Conflict)
	done(t, h.db.RemoveSpend(ctx, c.ID, s.ID, 3))
	if spend, err := h.db.SpendOf(ctx, c.ID); err != nil || len(spend) != 1 || spend[0].ID != most.ID {
		t.Errorf("left %+v, %v", spend, err)
	}
}

func TestACampaignTellsWhatItBroughtBeforeAndAfterItsCountsAreFolded(t *testing.T) {
	h, ctx := keepHouse(t), context.Background()
	c := lead.Campaign{Name: "Fair"}
	done(t, h.db.AddCampaign(ctx, &c, "Trade fair"))
	seller := h.holder(t, rosa).Person
	for i := range 3 {
		r := h.submit(t, lead.Lead{Country: "ES", Campaign: c.ID})
		switch i {
		case 0:
			done(t, h.desk.Accept(ctx, seller, r.Handoff, 0))
		case 1:
			done(t, h.desk.Reject(ctx, seller, r.Handoff, 0, 1, "Too small."))
		}
	}
	for _, when := range []string{"before", "after"} {
		lines, err := h.db.CampaignLines(ctx)
		done(t, err)
		if l := lines[0]; l.HandedOver != 3 || l.Accepted != 1 || l.Rejected != 1 {
			t.Errorf("%s folding: %+v", when, l)
		}
		if _, err := h.db.Fold(ctx); err != nil {
			t.Fatal(err)
		}
	}
}

func TestPersonasAreKeptLikeCampaigns(t *testing.T) {
	h, ctx := keepHouse(t), context.Background()
	p := lead.Persona{Name: "Head of operations", Description: "Wants calm.\r\nHas a budget."}
	done(t, h.db.AddPersona(ctx, &p))
	problem(t, h.db.AddPersona(ctx, &lead.Persona{Name: "head of Operations"}), "name")
	seller := h.holder(t, rosa).Person
	old := h.submit(t, lead.Lead{Country: "ES", Persona: p.ID})
	done(t, h.desk.Accept(ctx, seller, old.Handoff, 0))
	h.now = h.now.AddDate(0, 0, 80)
	done(t, h.desk.Accept(ctx, seller, h.submit(t, lead.Lead{Country: "ES", Persona: p.ID}).Handoff, 0))
	h.submit(t, lead.Lead{Country: "ES", Persona: p.ID})
	for days, want := range map[int][2]int64{0: {3, 2}, 20: {2, 1}} {
		lines, err := h.db.PersonaLines(ctx, h.now.AddDate(0, 0, days))
		done(t, err)
		if len(lines) != 1 || lines[0].Description != "Wants calm.\nHas a budget." || lines[0].HandedOver != want[0] || lines[0].Accepted != want[1] {
			t.Errorf("%d days on: %+v", days, lines)
		}
	}
	p.Name, p.Description = "Plant manager", ""
	done(t, h.db.ChangePersona(ctx, &p))
	p.Version = 1
	refused(t, h.db.ChangePersona(ctx, &p), errs.Conflict)
	refused(t, h.db.RetirePersona(ctx, p.ID, 1), errs.Conflict)
	done(t, h.db.RetirePersona(ctx, p.ID, 2))
	if choices, err := h.db.Choices(ctx); err != nil || len(choices.Personas) != 0 {
		t.Errorf("a retired persona is offered: %v", err)
	}
	done(t, h.db.RestorePersona(ctx, p.ID, 3))
	if lines, err := h.db.PersonaLines(ctx, h.now); err != nil || lines[0].Retired || lines[0].Name != "Plant manager" {
		t.Errorf("restored as %+v, %v", lines, err)
	}
}

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
	if uses, err := h.db.ReasonUses(ctx); err != nil || len(uses) != 1 || uses[size.ID] != 1 {
		t.Errorf("uses are %v, %v", uses, err)
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
