package postgres_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"baton/internal/account"
	"baton/internal/agreement"
	"baton/internal/assign"
	"baton/internal/errs"
	"baton/internal/handoff"
	"baton/internal/lead"
	"baton/internal/money"
	"baton/internal/policy"
)

func (h *household) policy(t *testing.T) *policy.Policy {
	t.Helper()
	inForce, err := h.db.Policy(context.Background())
	done(t, err)
	return inForce
}

func TestATeamIsAddedAndChangedWithItsHours(t *testing.T) {
	t.Parallel()
	h, ctx := keepHouse(t), context.Background()
	team := account.Team{Name: " Iberia  SMB ", Side: account.Sales, Zone: "Europe/Madrid"}
	week := []agreement.Interval{{Day: 1, From: 540, To: 840}, {Day: 1, From: 960, To: 1140}}
	done(t, h.db.AddTeam(ctx, account.System, &team, week))
	if got := h.policy(t).Team(team.ID); got.Name != "Iberia SMB" || got.Zone != "Europe/Madrid" ||
		!slices.Equal(got.Week, week) {
		t.Errorf("the team was kept as %+v", got)
	}
	team.Name, team.Side = "Iberia", account.Marketing
	done(t, h.db.ChangeTeam(ctx, account.System, &team, nil))
	if got := h.policy(t).Team(team.ID); got.Name != "Iberia" || got.Side != account.Marketing || len(got.Week) != 0 ||
		got.Version != 2 {
		t.Errorf("the team is now %+v", got)
	}
	team.Version = 1
	refused(t, h.db.ChangeTeam(ctx, account.System, &team, nil), errs.Conflict)

	problem(t, h.db.AddTeam(ctx, account.System, &account.Team{Name: "emea", Side: account.Sales, Zone: "UTC"}, nil),
		"name")
	both := h.db.AddTeam(ctx, account.System, &account.Team{Side: account.Sales, Zone: "UTC"},
		[]agreement.Interval{{Day: 2, From: 60, To: 60}})
	problem(t, both, "name")
	problem(t, both, "hours")
	if err := h.db.ChangeTeam(ctx, account.System, &account.Team{ID: 999, Name: "None", Side: account.Sales, Zone: "UTC"},
		nil); !errors.Is(err, errs.NotFound) {
		t.Errorf("no team was changed: %v", err)
	}
}

func TestATeamWithPeopleOrRulesStaysOnItsSide(t *testing.T) {
	t.Parallel()
	h, ctx := keepHouse(t), context.Background()
	empty := account.Team{Name: "New", Side: account.Sales, Zone: "UTC"}
	done(t, h.db.AddTeam(ctx, account.System, &empty, nil))
	problem(t, h.db.ChangeTeam(ctx, account.System,
		&account.Team{ID: emea, Name: "EMEA", Side: account.Marketing, Zone: "UTC", Version: 1}, nil), "side")
	done(t, h.db.ChangeTeam(ctx, account.System,
		&account.Team{ID: emea, Name: "Europe", Side: account.Sales, Zone: "UTC", Version: 1}, nil))
	h.submit(t, lead.Lead{Country: "ES"})
	holds, err := h.db.TeamHolds(ctx)
	done(t, err)
	want := map[account.TeamID]lead.TeamHold{demand: {People: 1, Settled: true}, emea: {People: 1, Open: 1, Settled: true},
		americas: {People: 1, Settled: true}, empty.ID: {}}
	for id, hold := range want {
		if holds[id] != hold {
			t.Errorf("team %d holds %+v, want %+v", id, holds[id], hold)
		}
	}
}

func TestATeamRetiresOnceNothingComesToIt(t *testing.T) {
	t.Parallel()
	h, ctx := keepHouse(t), context.Background()
	refused(t, h.db.RetireTeam(ctx, account.System, americas, 1), errs.Conflict) // a rule names it
	done(t, errors.Join(h.edit(t, ada, func(d *assign.Draft) error { return d.Remove(1, 1) }), h.turnOn(t, ada)))
	r := h.submit(t, lead.Lead{Country: "ES"})
	refused(t, h.db.RetireTeam(ctx, account.System, emea, 1), errs.Conflict) // a lead waits
	done(t, h.db.RetireTeam(ctx, account.System, americas, 1))
	if got := h.policy(t).Team(americas); !got.Retired {
		t.Error("the team is still in use")
	}
	done(t, h.desk.Accept(ctx, h.holder(t, rosa).Person, r.Handoff, 0))
	refused(t, h.db.RetireTeam(ctx, account.System, emea, 7), errs.Conflict) // another version
	done(t, h.db.RetireTeam(ctx, account.System, emea, 1))
	done(t, h.db.RestoreTeam(ctx, account.System, emea, 2))
	if got := h.policy(t).Team(emea); got.Retired || got.Version != 3 {
		t.Errorf("the team came back as %+v", got)
	}
	if err := h.db.RetireTeam(ctx, account.System, 999, 1); !errors.Is(err, errs.NotFound) {
		t.Errorf("no team was retired: %v", err)
	}
}

func TestACampaignNamesItsSource(t *testing.T) {
	t.Parallel()
	h, ctx := keepHouse(t), context.Background()
	first, second := lead.Campaign{Name: "Autumn  webinar"}, lead.Campaign{Name: "Winter webinar"}
	done(t, h.db.AddCampaign(ctx, account.System, &first, " Webinar "))
	done(t, h.db.AddCampaign(ctx, account.System, &second, "webinar"))
	if first.Source != second.Source || ask[int](t, h, "SELECT count(*) FROM sources") != 1 {
		t.Error("one source was made twice")
	}
	h.exec(t, "UPDATE sources SET retired_at = now()")
	second.Name = "Winter talks"
	done(t, h.db.ChangeCampaign(ctx, account.System, &second, "Webinar"))
	if ask[bool](t, h, "SELECT retired_at IS NOT NULL FROM sources") {
		t.Error("a source that is used again stays retired")
	}
	problem(t, h.db.AddCampaign(ctx, account.System, &lead.Campaign{Name: "AUTUMN webinar"}, "Webinar"), "name")
	problem(t, h.db.AddCampaign(ctx, account.System, &lead.Campaign{Name: "Spring"}, " "), "source")
	problem(t, h.db.AddCampaign(ctx, account.System, &lead.Campaign{}, "Webinar"), "name")
	second.Name = "Autumn webinar"
	problem(t, h.db.ChangeCampaign(ctx, account.System, &second, "Webinar"), "name")
	second.Version = 1
	refused(t, h.db.ChangeCampaign(ctx, account.System, &second, "Webinar"), errs.Conflict)

	lines, err := h.db.CampaignLines(ctx)
	done(t, err)
	if len(lines) != 2 || lines[0].Name != "Autumn webinar" || lines[0].SourceName != "Webinar" ||
		lines[1].Name != "Winter talks" {
		t.Errorf("the campaigns are %+v", lines)
	}
}

func TestACampaignRetiresAndComesBack(t *testing.T) {
	t.Parallel()
	h, ctx := keepHouse(t), context.Background()
	c := lead.Campaign{Name: "Fair"}
	done(t, h.db.AddCampaign(ctx, account.System, &c, "Trade fair"))
	refused(t, h.db.RetireCampaign(ctx, account.System, c.ID, 2), errs.Conflict)
	done(t, h.db.RetireCampaign(ctx, account.System, c.ID, 1))
	if choices, err := h.db.Choices(ctx); err != nil || len(choices.Campaigns) != 0 {
		t.Errorf("a retired campaign is offered: %v, %v", choices.Campaigns, err)
	}
	done(t, h.db.RestoreCampaign(ctx, account.System, c.ID, 2))
	if choices, err := h.db.Choices(ctx); err != nil || len(choices.Campaigns) != 1 {
		t.Errorf("a restored campaign is not offered: %v", err)
	}
	if err := h.db.RestoreCampaign(ctx, account.System, 999, 1); !errors.Is(err, errs.NotFound) {
		t.Errorf("no campaign was restored: %v", err)
	}
}

func TestSpendIsKeptToTheCent(t *testing.T) {
	t.Parallel()
	h, ctx := keepHouse(t), context.Background()
	admin := h.holder(t, ada).Person
	c := lead.Campaign{Name: "Fair"}
	done(t, h.db.AddCampaign(ctx, account.System, &c, "Trade fair"))
	day := func(d int) time.Time { return time.Date(2026, 11, d, 0, 0, 0, 0, time.UTC) }
	s := lead.Spend{Campaign: c.ID, Starts: day(1), Ends: day(30), Cents: 940050}
	done(t, h.db.AddSpend(ctx, admin, &s, 1))
	refused(t, h.db.AddSpend(ctx, admin, &s, 1), errs.Conflict) // the same form again
	most := lead.Spend{Campaign: c.ID, Starts: day(2), Ends: day(2), Cents: money.MaxCents}
	done(t, h.db.AddSpend(ctx, admin, &most, 2))
	problem(t, h.db.AddSpend(ctx, admin, &lead.Spend{Campaign: c.ID, Starts: day(2), Ends: day(1), Cents: 1}, 3),
		"ends_on")

	spend, err := h.db.SpendOf(ctx, c.ID)
	done(t, err)
	if len(spend) != 2 || spend[0] != most || spend[1] != s {
		t.Errorf("kept %+v", spend)
	}
	if lines, err := h.db.CampaignLines(ctx); err != nil || lines[0].SpendCents != money.MaxCents+940050 {
		t.Errorf("in all it cost %d, %v", lines[0].SpendCents, err)
	}
	other := lead.Campaign{Name: "Other"}
	done(t, h.db.AddCampaign(ctx, account.System, &other, "Trade fair"))
	if err := h.db.RemoveSpend(ctx, account.System, other.ID, s.ID, 1); !errors.Is(err, errs.NotFound) {
		t.Errorf("the spend of another campaign was removed: %v", err)
	}
	refused(t, h.db.RemoveSpend(ctx, account.System, c.ID, s.ID, 1), errs.Conflict)
	done(t, h.db.RemoveSpend(ctx, account.System, c.ID, s.ID, 3))
	if spend, err := h.db.SpendOf(ctx, c.ID); err != nil || len(spend) != 1 || spend[0].ID != most.ID {
		t.Errorf("left %+v, %v", spend, err)
	}
}

func TestACampaignTellsWhatItBroughtBeforeAndAfterItsCountsAreFolded(t *testing.T) {
	t.Parallel()
	h, ctx := keepHouse(t), context.Background()
	c := lead.Campaign{Name: "Fair"}
	done(t, h.db.AddCampaign(ctx, account.System, &c, "Trade fair"))
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
	t.Parallel()
	h, ctx := keepHouse(t), context.Background()
	p := lead.Persona{Name: "Head of operations", Description: "Wants calm.\r\nHas a budget."}
	done(t, h.db.AddPersona(ctx, account.System, &p))
	problem(t, h.db.AddPersona(ctx, account.System, &lead.Persona{Name: "head of Operations"}), "name")
	seller := h.holder(t, rosa).Person
	old := h.submit(t, lead.Lead{Country: "ES", Persona: p.ID})
	done(t, h.desk.Accept(ctx, seller, old.Handoff, 0))
	h.now = h.now.AddDate(0, 0, 80)
	done(t, h.desk.Accept(ctx, seller, h.submit(t, lead.Lead{Country: "ES", Persona: p.ID}).Handoff, 0))
	h.submit(t, lead.Lead{Country: "ES", Persona: p.ID})
	for days, want := range map[int][2]int64{0: {3, 2}, 20: {2, 1}} {
		lines, err := h.db.PersonaLines(ctx, h.now.AddDate(0, 0, days))
		done(t, err)
		if len(lines) != 1 || lines[0].Description != "Wants calm.\nHas a budget." || lines[0].HandedOver != want[0] ||
			lines[0].Accepted != want[1] {
			t.Errorf("%d days on: %+v", days, lines)
		}
	}
	for n, reason := range []string{"wrong_size", "wrong_role", "wrong_role"} {
		r := h.submit(t, lead.Lead{Country: "ES", Persona: p.ID, Note: fmt.Sprint(n)})
		done(t, h.desk.Reject(ctx, seller, r.Handoff, 0,
			ask[agreement.ReasonID](t, h, "SELECT id FROM reasons WHERE list = 'reject' AND code = $1", reason), "No."))
	}
	done(t, h.desk.LogAttempt(ctx, seller, old.Lead, handoff.Attempt{Kind: "call", Outcome: "reached"}))
	done(t, h.desk.Disqualify(ctx, seller, old.Lead,
		ask[agreement.ReasonID](t, h, "SELECT id FROM reasons WHERE list = 'disqualify' AND code = 'no_budget'"), time.Time{},
		""))
	lines, err := h.db.PersonaLines(ctx, h.now)
	done(t, err)
	if l := lines[0]; l.HandedOver != 6 || l.Accepted != 2 || l.Rejected != 3 || l.Won != 0 || l.Lost != 1 ||
		!slices.Equal(l.Reasons, []lead.ReasonCount{{Words: "Wrong role", N: 2}, {Words: "Company too small", N: 1}}) {
		t.Errorf("with rejections: %+v", l)
	}
	p.Name, p.Description = "Plant manager", ""
	done(t, h.db.ChangePersona(ctx, account.System, &p))
	p.Version = 1
	refused(t, h.db.ChangePersona(ctx, account.System, &p), errs.Conflict)
	refused(t, h.db.RetirePersona(ctx, account.System, p.ID, 1), errs.Conflict)
	done(t, h.db.RetirePersona(ctx, account.System, p.ID, 2))
	if choices, err := h.db.Choices(ctx); err != nil || len(choices.Personas) != 0 {
		t.Errorf("a retired persona is offered: %v", err)
	}
	done(t, h.db.RestorePersona(ctx, account.System, p.ID, 3))
	if lines, err := h.db.PersonaLines(ctx, h.now); err != nil || lines[0].Retired || lines[0].Name != "Plant manager" {
		t.Errorf("restored as %+v, %v", lines, err)
	}
}
