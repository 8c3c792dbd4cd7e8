package postgres_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"baton/internal/account"
	"baton/internal/agreement"
	"baton/internal/errs"
	"baton/internal/lead"
)

func dayOf(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 0, 0, 0, 0, time.UTC) }

func TestATeamsOwnDaysAreKeptWithWhoAndWhen(t *testing.T) {
	t.Parallel()
	h, ctx := keepHouse(t), context.Background()
	ada := account.Person{ID: ada, Role: account.Admin, Name: "Ada Admin"}
	h.exec(t, "UPDATE teams SET country = 'DE', zone = 'Europe/Berlin' WHERE id = $1", emea)
	closing := agreement.OwnDay{On: dayOf(2026, 12, 28), Name: "Works closing"}
	done(t, h.db.AddTeamDay(ctx, emea, closing, ada, h.now))
	done(t, h.db.AddTeamDay(ctx, emea, agreement.OwnDay{On: dayOf(2026, 12, 24), Yearly: true}, ada, h.now))
	done(t, h.db.AddTeamDay(ctx, emea, agreement.OwnDay{On: dayOf(2026, 12, 25), Works: true}, ada, h.now))
	problem(t, h.db.AddTeamDay(ctx, emea, closing, ada, h.now), "day")
	problem(t, h.db.AddTeamDay(ctx, emea, agreement.OwnDay{On: dayOf(2030, 12, 24), Yearly: true}, ada, h.now), "day")
	problem(t, h.db.AddTeamDay(ctx, emea, agreement.OwnDay{On: dayOf(2026, 12, 29), Works: true}, ada, h.now), "day")
	if err := h.db.AddTeamDay(ctx, 999, closing, ada, h.now); !errors.Is(err, errs.NotFound) {
		t.Errorf("a team that is not there has a day off: %v", err)
	}

	count, withdrawn, err := h.db.TeamDays(ctx, emea)
	done(t, err)
	if len(count) != 3 || len(withdrawn) != 0 || !count[0].Yearly || !count[1].Works || count[2].Name != "Works closing" ||
		count[2].Added.By != "Ada Admin" || !count[2].Added.At.Equal(h.now) {
		t.Fatalf("kept as %+v", count)
	}
	calendar := h.policy(t).Calendar(emea)
	for date, want := range map[time.Time]int{dayOf(2026, 12, 24): 0, dayOf(2027, 12, 24): 0, dayOf(2026, 12, 25): 1,
		dayOf(2026, 12, 28): 0, dayOf(2027, 12, 28): 1} {
		if n := calendar.WorkingDays(date, date); n != want {
			t.Errorf("%s: %d working days, want %d", date.Format(time.DateOnly), n, want)
		}
	}
	h.exec(t, "UPDATE people SET country = 'FR' WHERE id = $1", rosa)
	if c := h.policy(t).CalendarOf(rosa, emea); c.WorkingDays(dayOf(2026, 12, 25), dayOf(2026, 12, 25)) != 0 ||
		c.WorkingDays(dayOf(2026, 12, 28), dayOf(2026, 12, 28)) != 0 {
		t.Error("who keeps the holidays of another country works on them, or not has the days off of the team")
	}

	if err := h.db.WithdrawTeamDay(ctx, demand, count[2].ID, ada, h.now); !errors.Is(err, errs.NotFound) {
		t.Errorf("a day of another team is withdrawn: %v", err)
	}
	done(t, h.db.WithdrawTeamDay(ctx, emea, count[2].ID, ada, h.now.Add(time.Hour)))
	if err := h.db.WithdrawTeamDay(ctx, emea, count[2].ID, ada, h.now); !errors.Is(err, errs.NotFound) {
		t.Errorf("a day is withdrawn twice: %v", err)
	}
	count, withdrawn, err = h.db.TeamDays(ctx, emea)
	done(t, err)
	if len(count) != 2 || len(withdrawn) != 1 || withdrawn[0].Withdrawn.By != "Ada Admin" ||
		!withdrawn[0].Withdrawn.At.Equal(h.now.Add(time.Hour)) {
		t.Errorf("%d days count, withdrawn are %+v", len(count), withdrawn)
	}
	if n := h.policy(t).Calendar(emea).WorkingDays(dayOf(2026, 12, 28), dayOf(2026, 12, 28)); n != 1 {
		t.Error("a day that was withdrawn is still off")
	}
	done(t, h.db.AddTeamDay(ctx, emea, closing, ada, h.now))
}

// A lead that was handed over before the day off was entered keeps its time; one after it is due later.
func TestAnOwnDayMovesTheClocksThatStartAfterIt(t *testing.T) {
	t.Parallel()
	h, ctx := keepHouse(t), context.Background()
	h.exec(t, `
		UPDATE teams
		SET zone = 'UTC', country = '', hours = '[
			{"day": 2, "from": 540, "to": 660}, {"day": 3, "from": 540, "to": 1080}, {"day": 4, "from": 540, "to": 1080}
		]'`)
	due := func(r lead.ID) time.Time {
		return ask[time.Time](t, h, "SELECT due_at FROM handoffs WHERE lead_id = $1", r)
	}
	before := h.submit(t, lead.Lead{Country: "ES"})
	first := due(before.Lead)
	done(t, h.db.AddTeamDay(ctx, emea, agreement.OwnDay{On: dayOf(2026, 11, 4)},
		account.Person{ID: ada, Role: account.Admin}, h.now))
	after := h.submit(t, lead.Lead{Country: "ES"})
	if got := due(before.Lead); !got.Equal(first) {
		t.Errorf("the clock that ran was due %s and is due %s", first, got)
	}
	if got := due(after.Lead); !got.Equal(first.AddDate(0, 0, 1)) {
		t.Errorf("the clock that started later is due %s, the first one %s", got, first)
	}
}
