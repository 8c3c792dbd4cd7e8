package postgres_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"baton/internal/account"
	"baton/internal/errs"
	"baton/internal/handoff/desk"
	"baton/internal/identity"
)

// atOnce runs do n times, all let go together, and gives what each answered.
func atOnce(n int, do func(i int) error) []error {
	all := make([]error, n)
	var ready, over sync.WaitGroup
	gate := make(chan struct{})
	ready.Add(n)
	for i := range n {
		over.Go(func() {
			ready.Done()
			<-gate
			all[i] = do(i)
		})
	}
	ready.Wait()
	close(gate)
	over.Wait()
	return all
}

func TestOfAHundredRepsWhoAcceptALeadOneGetsIt(t *testing.T) {
	t.Parallel()
	const reps = 100
	f, ctx := openFloor(t), context.Background()
	r := f.submit(1)
	f.exec(`
		INSERT INTO people (id, email, name, role)
		SELECT 1000 + n, 'rep' || n || '@company.example', 'Rep ' || n, 'rep'
		FROM generate_series(0, 99) n`)
	f.exec("INSERT INTO memberships SELECT 1000 + n, 3 FROM generate_series(0, 99) n")
	rep := func(i int) account.Person {
		return account.Person{ID: account.PersonID(1000 + i), Name: fmt.Sprintf("Rep %d", i), Role: account.Rep,
			Teams: f.who["rosa"].Teams}
	}
	answers := atOnce(reps, func(i int) error { return f.desk.Accept(ctx, rep(i), r.Handoff, 1) })
	winner := one[account.PersonID](f,
		"SELECT verdict_by FROM handoffs WHERE id = $1 AND verdict = 'accepted' AND owner_id = verdict_by", r.Handoff)
	won := 0
	for i, err := range answers {
		switch {
		case err == nil:
			won++
			if rep(i).ID != winner {
				t.Errorf("%s was told it is theirs", rep(i).Name)
			}
		case !errors.Is(err, errs.Conflict),
			!strings.HasPrefix(errs.Words(err), fmt.Sprintf("Rep %d accepted this lead", winner-1000)):
			t.Errorf("%s was told: %v", rep(i).Name, err)
		}
	}
	if won != 1 {
		t.Errorf("%d reps won", won)
	}
	if got := f.events(r.Lead); got != "captured submitted routed accepted" {
		t.Errorf("events %q", got)
	}
	if got := one[int](f, "SELECT sum(accepted) FROM funnel_deltas"); got != 1 {
		t.Errorf("the reports count %d acceptances", got)
	}
	f.checkLoads()
}

func TestOfAcceptingRejectingAndRecallingOneHappens(t *testing.T) {
	t.Parallel()
	f, ctx := openFloor(t), context.Background()
	for n := range 10 {
		r := f.submit(n)
		rep := f.owner(r)
		answers := atOnce(3, func(i int) error {
			switch i {
			case 0:
				return f.desk.Accept(ctx, rep, r.Handoff, 0)
			case 1:
				return f.desk.Reject(ctx, f.who["jo"], r.Handoff, 0, f.reason["wrong_size"], "")
			}
			return f.desk.Recall(ctx, f.who["mia"], r.Handoff)
		})
		happened := 0
		for _, err := range answers {
			if err == nil {
				happened++
			} else if !errors.Is(err, errs.Conflict) {
				t.Errorf("a fault: %v", err)
			}
		}
		if happened != 1 {
			t.Errorf("%d of three verdicts were taken: %v", happened, answers)
		}
	}
	f.checkLoads()
}

func TestTwoWhoSendTheSamePersonAtOnceMakeOneLead(t *testing.T) {
	t.Parallel()
	f, ctx := openFloor(t), context.Background()
	for n := range 8 {
		byPhone := n%2 == 1
		answers := atOnce(2, func(i int) error {
			sub := ana(n)
			if byPhone {
				sub.Lead.Phone, sub.Lead.Email = fmt.Sprintf("+3460012345%d", n), ""
			}
			_, err := f.desk.Submit(ctx, f.who[[]string{"mia", "ben"}[i]], sub)
			return err
		})
		var known *desk.Known
		first, second := answers[0], answers[1]
		if first != nil {
			first, second = second, first
		}
		if first != nil || !errors.As(second, &known) || (known.Duplicate.By == identity.ByPhone) != byPhone {
			t.Errorf("lead %d: one is told %v, the other %v", n, first, second)
		}
	}
	if leads, handoffs := one[int](f, "SELECT count(*) FROM leads"),
		one[int](f, "SELECT count(*) FROM handoffs"); leads != 8 || handoffs != 8 {
		t.Errorf("%d leads and %d handoffs of 8 people", leads, handoffs)
	}
}

func TestTheSameOneSentTwiceAtOnceIsHandedOverOnce(t *testing.T) {
	t.Parallel()
	f, ctx := openFloor(t), context.Background()
	receipts := make([]desk.Receipt, 6)
	for _, err := range atOnce(6, func(i int) (err error) {
		sub := ana(1)
		sub.Duplicate = desk.SameOne
		receipts[i], err = f.desk.Submit(ctx, f.who["mia"], sub)
		return err
	}) {
		f.fine(err)
	}
	touches := 0
	for _, r := range receipts {
		if r.TouchOnly {
			touches++
		}
	}
	if handoffs := one[int](f, "SELECT count(*) FROM handoffs"); handoffs != 1 || touches != 5 {
		t.Errorf("%d handoffs and %d that were only touches", handoffs, touches)
	}
}

func TestAFormThatIsSentTwentyTimesCountsOnce(t *testing.T) {
	t.Parallel()
	f, ctx := openFloor(t), context.Background()
	const key = "a-form-that-was-sent"
	receipts := make([]desk.Receipt, 20)
	for _, err := range atOnce(len(receipts), func(i int) (err error) {
		sub := ana(1)
		sub.Key = key
		receipts[i], err = f.desk.Submit(ctx, f.who["mia"], sub)
		return err
	}) {
		f.fine(err)
	}
	counted := 0
	for _, r := range receipts {
		if !r.Again {
			counted++
		}
		if r.Lead != receipts[0].Lead {
			t.Errorf("one form made the leads %s and %s", r.Lead, receipts[0].Lead)
		}
	}
	if leads := one[int](f, "SELECT count(*) FROM leads"); leads != 1 || counted != 1 {
		t.Errorf("%d leads, %d receipts of a first time", leads, counted)
	}
}

func TestAFormKeyIsItsSendersAlone(t *testing.T) {
	t.Parallel()
	f, ctx := openFloor(t), context.Background()
	mine, theirs := ana(1), ana(2)
	mine.Key, theirs.Key = "a-form-that-was-sent", "a-form-that-was-sent"
	_, err := f.desk.Submit(ctx, f.who["mia"], mine)
	f.fine(err)
	r, err := f.desk.Submit(ctx, f.who["ben"], theirs)
	if r.Again {
		t.Errorf("Ben is shown Mia's lead: %+v", r)
	}
	if err != nil && !errors.Is(err, errs.Conflict) {
		t.Errorf("a fault: %v", err)
	}
}

func TestARefusedFormMayBeSentAgain(t *testing.T) {
	t.Parallel()
	f, ctx := openFloor(t), context.Background()
	sub := ana(1)
	sub.Key, sub.Lead.Company = "a-form-that-was-sent", ""
	if _, err := f.desk.Submit(ctx, f.who["mia"], sub); !errors.Is(err, errs.Invalid) {
		t.Fatalf("without a company: %v", err)
	}
	sub.Lead.Company = "Buyer"
	if r, err := f.desk.Submit(ctx, f.who["mia"], sub); err != nil || r.Again || r.Handoff == 0 {
		t.Errorf("the form that was mended: %+v, %v", r, err)
	}
}

func TestNobodyIsGivenMoreThanTheyCanHold(t *testing.T) {
	t.Parallel()
	f, ctx := openFloor(t), context.Background()
	for _, err := range atOnce(64, func(i int) error {
		_, err := f.desk.Submit(ctx, f.who["mia"], ana(i))
		return err
	}) {
		f.fine(err)
	}
	if got := one[string](f, `
		SELECT string_agg(format('%s %s', coalesce(p.name, 'pool'), n), ', ' ORDER BY p.id)
		FROM (SELECT owner_id, count(*) AS n FROM handoffs GROUP BY 1) h
		LEFT JOIN people p ON p.id = h.owner_id`); got != "Rosa 5, Tom 5, Kim 5, Lea 5, pool 44" {
		t.Errorf("given: %s", got)
	}
	if got := one[int](f, `
		SELECT count(*)
		FROM assignment_log
		WHERE person_id IS NULL AND sentence LIKE 'Waits in the pool of EMEA: The rest, %'`); got != 44 {
		t.Errorf("%d are said to wait in the pool", got)
	}
	f.checkLoads()
}

func TestTheNextLeadGoesToWhoHasFewest(t *testing.T) {
	t.Parallel()
	f, ctx := openFloor(t), context.Background()
	f.exec(`
		INSERT INTO absences (person_id, starts_at, ends_at)
		VALUES (14, $1::timestamptz - interval '1 day', $1), (13, $1, NULL)`, f.now)
	f.exec("UPDATE people SET disabled_at = now() WHERE id = 12")
	var got []string
	for n := range 4 {
		got = append(got, f.owner(f.submit(n)).Name)
	}
	if want := "Rosa Lea Rosa Lea"; strings.Join(got, " ") != want {
		t.Errorf("given to %v, want %s: Kim is away from now on, Lea is back since now, Tom is disabled", got, want)
	}
	us := ana(9)
	us.Lead.Country = "US"
	r, err := f.desk.Submit(ctx, f.who["mia"], us)
	f.fine(err)
	if r.Team != 4 || r.Owner != f.who["sam"].ID || !strings.Contains(r.Sentence, "Americas") {
		t.Errorf("a lead from the United States: %+v", r)
	}
}
