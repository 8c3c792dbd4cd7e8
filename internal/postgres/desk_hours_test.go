package postgres_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"baton/internal/account"
	"baton/internal/handoff"
	"baton/internal/handoff/desk"
	"baton/internal/lead"
)

// weekdays are the same hours on some days of the week, Sunday being 0, as the database keeps them.
func weekdays(from, to int, days ...int) string {
	var all []string
	for _, day := range days {
		all = append(all, fmt.Sprintf(`{"day": %d, "from": %d, "to": %d}`, day, from*60, to*60))
	}
	return "[" + strings.Join(all, ",") + "]"
}

// Outside hours, who opens first is offered a lead before who opens days later, and the explanation says so.
func TestOutsideHoursWhoOpensFirstIsOfferedALead(t *testing.T) {
	t.Parallel()
	f := openFloor(t)
	f.exec("UPDATE teams SET zone = 'Europe/Berlin', hours = $1 WHERE id = 3", weekdays(9, 18, 1, 2, 3, 4, 5))
	f.exec("UPDATE people SET hours = CASE WHEN id = 12 THEN $1::jsonb ELSE hours END, capacity = 100", weekdays(9, 13, 4))
	f.exec("UPDATE people SET weight = 0 WHERE id = 14")
	berlin, err := time.LoadLocation("Europe/Berlin")
	f.fine(err)
	tuesday := time.Date(2026, 11, 3, 10, 0, 0, 0, berlin)
	for _, minutes := range []int{60, 20 * 60} { // to decide
		f.exec("TRUNCATE assignment_log")
		f.exec(`
			UPDATE agreements
			SET terms = terms ||
				jsonb_build_object('decide', jsonb_build_object('A', $1::int, 'B', $1, 'C', $1, 'D', $1))`, minutes)
		f.now = time.Date(2026, 11, 2, 19, 0, 0, 0, berlin)
		for range 9 {
			r := f.send(lead.Lead{})
			if r.Owner == 12 || !strings.HasSuffix(r.Sentence, " starts before Tom") ||
				!strings.Contains(r.Sentence, ". Nobody is at work, and ") {
				t.Errorf("to be decided within %d minutes: %s", minutes, r.Sentence)
			}
			if due := one[time.Time](f, "SELECT due_at FROM handoffs WHERE id = $1", r.Handoff); minutes == 60 &&
				!due.Equal(tuesday) {
				t.Errorf("due %s", due)
			}
		}
	}
	f.exec("UPDATE people SET capacity = 1 WHERE id IN (11, 13)")
	if r := f.send(lead.Lead{}); r.Owner != 12 || strings.Contains(r.Sentence, "starts before") {
		t.Errorf("when who opens first is full: %s", r.Sentence)
	}
	f.checkLoads()
}

// Who was full is not given what they missed, once they have room again.
func TestWhoWasFullGetsTheirShareFromThenOn(t *testing.T) {
	t.Parallel()
	for name, again := range map[string]func(*floor, []desk.Receipt){
		"answers": func(f *floor, held []desk.Receipt) {
			for _, r := range held {
				f.now = f.now.Add(time.Second)
				f.fine(f.desk.Accept(context.Background(), f.who["rosa"], r.Handoff, 0))
			}
			f.exec("UPDATE people SET capacity = 1000 WHERE id = 11")
		},
		"a manager gives them to somebody else": func(f *floor, held []desk.Receipt) {
			for _, r := range held {
				f.fine(f.desk.Reassign(context.Background(), f.who["jo"], []handoff.ID{r.Handoff}, 12))
			}
			f.exec("UPDATE people SET capacity = 1000 WHERE id = 11")
		},
		"a larger capacity": func(f *floor, _ []desk.Receipt) {
			h, err := f.db.Holder(context.Background(), 11, f.now)
			f.fine(err)
			h.Capacity = 500
			_, err = f.db.ChangePerson(context.Background(), f.who["ada"], &h.Person, f.now)
			f.fine(err)
		},
	} {
		t.Run(name, func(t *testing.T) {
			f := openFloor(t)
			f.exec("UPDATE people SET capacity = CASE id WHEN 11 THEN 3 ELSE 1000 END WHERE role = 'rep'")
			var held []desk.Receipt
			for range 100 {
				if r := f.send(lead.Lead{}); r.Owner == account.PersonID(11) {
					held = append(held, r)
				}
			}
			if len(held) != 3 {
				t.Fatalf("with room for 3 she has %d", len(held))
			}
			f.now = f.now.Add(time.Hour)
			again(f, held)
			f.exec("TRUNCATE assignment_log")
			for range 80 {
				f.send(lead.Lead{})
			}
			if got := one[int](f, "SELECT count(*) FROM assignment_log WHERE person_id = 11"); got < 19 || got > 21 {
				t.Errorf("of 80 leads she got %d: %s", got, f.given())
			}
			f.checkLoads()
		})
	}
}
