package postgres_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"baton/internal/account"
	"baton/internal/errs"
	"baton/internal/handoff"
	"baton/internal/lead"
	"baton/internal/money"
)

var adaAdmin = account.Person{ID: ada, Name: "Ada Admin", Role: account.Admin}

func TestTheCompanysCurrencyStaysOnceMoneyIsKept(t *testing.T) {
	t.Parallel()
	h, ctx := keepHouse(t), context.Background()
	is, err := h.db.Installation(ctx)
	done(t, err)
	if is.By != "" || is.Money.Words() != "" {
		t.Fatalf("at first it is %+v", is)
	}
	to := lead.Installation{Currency: "usd", Zone: "new york"}
	done(t, h.db.SetInstallation(ctx, to, adaAdmin, h.now))
	is, err = h.db.Installation(ctx)
	done(t, err)
	if is.Currency != "USD" || is.Zone != "America/New_York" || is.By != "Ada Admin" || !is.At.Equal(h.now) {
		t.Errorf("kept as %+v", is)
	}
	// read before
	refused(t, h.db.SetInstallation(ctx, lead.Installation{Currency: "GBP", Zone: "UTC"}, adaAdmin, h.now), errs.Conflict)
	problem(t, h.db.SetInstallation(ctx, lead.Installation{Currency: "DEM", Zone: "UTC", Version: is.Version}, adaAdmin,
		h.now), "currency")
	problem(t, h.db.SetInstallation(ctx, lead.Installation{Currency: "GBP", Zone: "Atlantis", Version: is.Version},
		adaAdmin, h.now), "zone")
	done(t, h.db.SetInstallation(ctx, is, adaAdmin, h.now.Add(time.Hour))) // nothing new
	if n := ask[int](t, h, "SELECT count(*) FROM installation_changes"); n != 1 {
		t.Errorf("%d changes are kept", n)
	}

	h.exec(t, "INSERT INTO campaigns (id, name) OVERRIDING SYSTEM VALUE VALUES (77, 'Autumn')")
	h.exec(t, "INSERT INTO spend (campaign_id, starts_on, ends_on, amount) VALUES (77, '2026-11-01', '2026-11-02', 10)")
	err = h.db.SetInstallation(ctx, lead.Installation{Currency: "GBP", Zone: "UTC", Version: is.Version}, adaAdmin, h.now)
	problem(t, err, "currency")
	if words := err.Error(); !strings.Contains(words,
		"The currency stays USD, because amounts already use it: 1 amount spent on a campaign.") {
		t.Errorf("refused with %q", words)
	}
	done(t, h.db.SetInstallation(ctx, lead.Installation{Currency: "USD", Zone: "UTC", Version: is.Version}, adaAdmin,
		h.now))
}

// With another zone a lead counts on the day that it is there.
func TestAnotherZoneCountsAllDaysAnew(t *testing.T) {
	t.Parallel()
	h, ctx := keepHouse(t), context.Background()
	h.now = time.Date(2026, 11, 3, 22, 30, 0, 0, time.UTC)
	h.submit(t, lead.Lead{Country: "ES"})
	_, err := h.db.Fold(ctx)
	done(t, err)
	days := func() string {
		return ask[string](t, h, `
			SELECT coalesce(string_agg(DISTINCT day::text, ' '), '')
			FROM funnel_days
			WHERE submitted > 0`)
	}
	if got := days(); got != "2026-11-03" {
		t.Fatalf("in UTC the lead counts on %s", got)
	}
	done(t, h.db.SetInstallation(ctx, lead.Installation{Currency: "EUR", Zone: "Asia/Tokyo"}, adaAdmin, h.now))
	if got := days(); got != "2026-11-04" {
		t.Errorf("in Tokyo the lead counts on %s", got)
	}
}

// What a deal is worth is kept and read back to its last decimal, in the currency itself.
func TestAmountsKeepTheDecimalsOfTheirCurrency(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		code, typed, kept, won string
	}{{"JPY", "1,200,000", "1200000.000", "¥1,200,000"}, {"KWD", "1,234.567", "1234.567", "KWD 1,234.567"},
		{"EUR", "1.234,56", "1234.560", "€1,234.56"}} {
		t.Run(c.code, func(t *testing.T) {
			h, ctx := keepHouse(t), context.Background()
			done(t, h.db.SetInstallation(ctx, lead.Installation{Currency: c.code, Zone: "UTC"}, adaAdmin, h.now))
			minor, ok := money.ParseAmount(c.typed, c.code)
			if !ok {
				t.Fatalf("%q cannot be read", c.typed)
			}
			r, seller := h.submit(t, lead.Lead{Country: "ES"}), h.holder(t, rosa).Person
			done(t, h.desk.Accept(ctx, seller, r.Handoff, 0))
			done(t, h.desk.LogAttempt(ctx, seller, r.Lead, handoff.Attempt{Kind: "call", Outcome: "reached"}))
			done(t, h.desk.Qualify(ctx, seller, r.Lead,
				handoff.Qualification{ValueCents: minor, ExpectedOn: h.now.AddDate(0, 1, 0)}))
			done(t, h.desk.Win(ctx, seller, r.Lead, minor))
			if got := ask[string](t, h, `
				SELECT value::text || ' ' || won_amount::text || ' ' || currency
				FROM handoffs`); got != c.kept+" "+c.kept+" "+c.code {
				t.Errorf("kept as %s", got)
			}
			_, err := h.db.Fold(ctx)
			done(t, err)
			if got, want := ask[string](t, h,
				"SELECT won_amount::text FROM funnel_days WHERE slice = 'all' AND team_id = 0 AND won > 0"),
				ask[string](t, h, "SELECT round(won_amount, 2)::text FROM handoffs"); got != want {
				t.Errorf("reports count %s, want %s", got, want)
			}
			file, err := h.db.History(ctx, seller, r.Lead)
			done(t, err)
			if last := file.Handoffs[len(file.Handoffs)-1]; last.ValueCents != minor || last.WonCents != minor ||
				money.AmountWords(last.WonCents, last.Currency) != c.won {
				t.Errorf("read back as %d and %d %s", last.ValueCents, last.WonCents, last.Currency)
			}
			done(t, h.desk.Restore(ctx, seller, r.Lead, handoff.Won))
			if got := ask[string](t, h, "SELECT won_amount::text FROM undone_outcomes"); got != c.kept {
				t.Errorf("the win that was undone is kept with %s", got)
			}

			campaign := lead.Campaign{Name: "Autumn"}
			done(t, h.db.AddCampaign(ctx, account.System, &campaign, "Webinar"))
			done(t, h.db.AddSpend(ctx, adaAdmin,
				&lead.Spend{Campaign: campaign.ID, Starts: dayOf(2026, 11, 1), Ends: dayOf(2026, 11, 2), Cents: minor},
				campaign.Version))
			spends, err := h.db.SpendOf(ctx, campaign.ID)
			done(t, err)
			lines, err := h.db.CampaignLines(ctx)
			done(t, err)
			if len(spends) != 1 || spends[0].Cents != minor || lines[0].SpendCents != minor ||
				ask[string](t, h, "SELECT amount::text FROM spend") != c.kept {
				t.Errorf("spend is read back as %+v, in all %d", spends, lines[0].SpendCents)
			}
			problem(t, h.db.AddSpend(ctx, adaAdmin,
				&lead.Spend{Campaign: campaign.ID, Starts: dayOf(2026, 11, 1), Ends: dayOf(2026, 11, 2),
					Cents: 1_000_000_000*money.MinorUnits(c.code) + 1}, campaign.Version+1), "amount")
		})
	}
}

func TestTheDatabaseKnowsTheMinorUnitsOfEveryCurrency(t *testing.T) {
	t.Parallel()
	h := keepHouse(t)
	for _, c := range money.Currencies() {
		if got := ask[int64](t, h, "SELECT minor_units($1)", c.Code); got != money.MinorUnits(c.Code) {
			t.Errorf("%s has %d minor units in the database, %d in the program", c.Code, got, money.MinorUnits(c.Code))
		}
	}
	if got := ask[int64](t, h, "SELECT minor_units(NULL)"); got != 100 {
		t.Errorf("no currency has %d minor units", got)
	}
}
