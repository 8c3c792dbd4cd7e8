package postgres_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"baton/internal/account"
	"baton/internal/errs"
	"baton/internal/handoff"
	"baton/internal/handoff/desk"
)

// However a handoff goes back to the pool, what its owner had of it counts in their own hours, their clock ends, and
// the lead's goes on.
func TestAHandoffThatGoesBackToThePoolKeepsItsTimes(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	changed := func(f *floor, change func(*account.Person)) {
		h, err := f.db.Holder(ctx, 11, f.now)
		f.fine(err)
		change(&h.Person)
		if back, err := f.db.ChangePerson(ctx, f.who["ada"], &h.Person, f.now); err != nil || !back {
			f.t.Fatalf("went back: %t, %v", back, err)
		}
	}
	disabled := func(f *floor, back bool) {
		if went, err := f.db.DisablePerson(ctx, f.who["ada"], 11, 1, f.now); err != nil || went != back {
			f.t.Fatalf("went back: %t, %v", went, err)
		}
	}
	for name, tc := range map[string]struct {
		goes    func(*floor, desk.Receipt)
		because string
	}{
		"disabled": {func(f *floor, _ desk.Receipt) { disabled(f, true) }, "Rosa left"},
		"becomes a marketer": {func(f *floor, _ desk.Receipt) {
			changed(f, func(p *account.Person) { p.Role, p.Teams = account.Marketer, members(1) })
		}, "Rosa now works in marketing"},
		"moves to another team": {func(f *floor, _ desk.Receipt) {
			changed(f, func(p *account.Person) { p.Teams = members(4) })
		}, "Rosa left the team"},
		"moves, and to another zone": {func(f *floor, _ desk.Receipt) {
			changed(f, func(p *account.Person) { p.Teams, p.Zone = members(4), "America/New_York" })
		}, "Rosa left the team"},
		"disabled while a rejection by her manager can be taken back": {func(f *floor, r desk.Receipt) {
			f.fine(f.desk.Reject(ctx, f.who["jo"], r.Handoff, 0, f.reason["wrong_size"], ""))
			disabled(f, false)
			f.fine(f.desk.Undo(ctx, f.who["jo"], r.Handoff, handoff.Rejected))
		}, "Rosa left"},
	} {
		t.Run(name, func(t *testing.T) {
			f := openFloor(t)
			f.exec("UPDATE people SET weight = 0 WHERE role = 'rep' AND id <> 11")
			// on Tuesdays from 9:00 to 12:30
			f.exec(`UPDATE people SET hours = '[{"day": 2, "from": 540, "to": 750}]' WHERE id = 11`)
			r := f.submit(1)
			if r.Owner != 11 {
				t.Fatalf("it went to %+v", r)
			}
			due := one[time.Time](f, "SELECT due_at FROM handoffs")
			f.now = f.now.Add(2 * time.Hour) // 12:00 to 14:00, of which half an hour is hers
			tc.goes(f, r)

			type times struct {
				Owned, OwnerDue, Clock bool
				Held                   int
				Since, Due             time.Time
			}
			var got times
			f.fine(f.sql.QueryRow(ctx, `
				SELECT owned_at IS NOT NULL OR owner_id IS NOT NULL, owner_due_at IS NOT NULL, marks::text LIKE '%owner%',
					held_business, held_since, due_at
				FROM handoffs`).Scan(&got.Owned, &got.OwnerDue, &got.Clock, &got.Held, &got.Since, &got.Due))
			if diff := cmp.Diff(times{Held: 1800, Since: f.now, Due: due}, got); diff != "" {
				t.Errorf("it waits as (-want +got):\n%s", diff)
			}
			if !one[bool](f, `
				SELECT remind_at = (SELECT min((m ->> 'at')::timestamptz) FROM jsonb_array_elements(marks) m)
				FROM handoffs`) {
				t.Error("its next mark is not the first")
			}
			if got := one[string](f, `
				SELECT sentence
				FROM assignment_log
				ORDER BY at DESC
				LIMIT 1`); got != "Back in the pool of EMEA: "+tc.because {
				t.Errorf("it says %q", got)
			}
			f.now = f.now.Add(time.Hour)
			f.fine(f.desk.Claim(ctx, f.who["kim"], r.Handoff, 0))
			f.now = f.now.Add(30 * time.Minute)
			f.fine(f.desk.Accept(ctx, f.who["kim"], r.Handoff, 0))
			if decide, own := one[int](f, "SELECT decide_business FROM handoffs"),
				one[int](f, "SELECT owner_business FROM handoffs"); decide != 1800+3600+1800 || own != 1800 {
				t.Errorf("the verdict took %d s, of which %d s were the owner's", decide, own)
			}
			f.checkLoads()
		})
	}
}

// Who stays in a team, or was never of it, keeps what they have of it.
func TestOnlyWhatIsOfATeamThatSomebodyLeftGoesBack(t *testing.T) {
	t.Parallel()
	f, ctx := openFloor(t), context.Background()
	f.exec("UPDATE people SET weight = 0 WHERE role = 'rep'")
	r := f.submit(1)
	f.fine(f.desk.Claim(ctx, f.who["ada"], r.Handoff, 0))
	h, err := f.db.Holder(ctx, 6, f.now)
	f.fine(err)
	h.Teams = members(4)
	if back, err := f.db.ChangePerson(ctx, f.who["ada"], &h.Person, f.now); err != nil || back {
		t.Errorf("joining a team gave back: %t, %v", back, err)
	}
	if owner := one[account.PersonID](f, "SELECT coalesce(owner_id, 0) FROM handoffs"); owner != 6 {
		t.Errorf("it is with %d", owner)
	}
}

func TestAVerdictIsNotTakenBackIntoATeamThatIsNotInUse(t *testing.T) {
	t.Parallel()
	f, ctx := openFloor(t), context.Background()
	r := f.submit(1)
	f.fine(f.desk.Accept(ctx, f.owner(r), r.Handoff, 0))
	f.exec("UPDATE teams SET retired_at = now() WHERE id = 3")
	before := f.content()
	err := f.desk.Undo(ctx, f.owner(r), r.Handoff, handoff.Accepted)
	if !errors.Is(err, errs.Conflict) ||
		errs.Words(err) != "EMEA is retired, so nobody there could answer this lead. Your verdict is unchanged." {
		t.Errorf("taken back: %v", err)
	}
	if diff := cmp.Diff(before, f.content()); diff != "" {
		t.Error("what was refused left something behind:", diff)
	}
}
