package postgres_test

import (
	"context"
	"testing"
	"time"

	"baton/internal/account"
	"baton/internal/assign"
	"baton/internal/lead"
)

// past are the handoffs of a trial that ask, as by reads them.
func (f *floor) past(by account.Person, ask assign.PastAsk) (all []assign.Past) {
	f.t.Helper()
	for p, err := range f.db.Past(context.Background(), by, ask) {
		f.fine(err)
		all = append(all, p)
	}
	return all
}

func TestATrialReadsThePastAsItCame(t *testing.T) {
	t.Parallel()
	f, ctx := openFloor(t), context.Background()
	old := f.send(lead.Lead{Email: "a@old.example"})
	f.fine(f.desk.Accept(ctx, f.owner(old), old.Handoff, 0))
	since := f.now.Add(time.Second)
	first, passed := f.send(lead.Lead{Country: "US"}), f.send(lead.Lead{})
	f.fine(f.desk.Accept(ctx, f.who["sam"], first.Handoff, 0))
	f.now = f.now.Add(time.Minute)
	f.fine(f.desk.Reject(ctx, f.owner(passed), passed.Handoff, 0, f.reason["wrong_owner"], "Not mine."))
	f.exec("UPDATE handoffs SET owner_id = NULL WHERE verdict IS NULL")

	all := f.past(f.who["jo"], assign.PastAsk{Since: since, Owners: true, Touches: true})
	if len(all) != 3 || all[0].Facts != nil || all[0].Owner != old.Owner ||
		all[0].Account != (lead.Account{Domain: "old.example"}) {
		t.Fatalf("read: %+v", all)
	}
	us, es := all[1], all[2]
	if us.Lead != first.Lead || us.Owner != 21 || !us.Accepted || us.DecidedAt.IsZero() || es.Lead != passed.Lead ||
		es.Accepted || es.Hidden {
		t.Errorf("the handoffs since then: %+v", all[1:])
	}
	touched := lead.Condition{Field: "touch.kind", Op: "is", Value: lead.Operand{Texts: []string{"submission"}}}
	for _, c := range []lead.Condition{touched,
		{Field: "fit", Op: "at_least", Value: lead.Operand{Numbers: []int{us.Facts["fit"].Number}}},
		is("grade", string(first.Grade)), is("country", "US")} {
		if !c.Holds(us.Facts) {
			t.Errorf("%s %s does not hold of %+v", c.Field, c.Op, us.Facts)
		}
	}
	if others := f.past(f.who["sam"], assign.PastAsk{Since: since}); len(others) != 2 || others[0].Hidden ||
		!others[1].Hidden {
		t.Errorf("a rep of Americas reads %+v", others)
	}
}
