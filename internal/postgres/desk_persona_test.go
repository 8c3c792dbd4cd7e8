package postgres_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"baton/internal/account"
	"baton/internal/errs"
	"baton/internal/handoff/desk"
	"baton/internal/lead"
)

// titled is the condition that a job title has one of words.
func titled(words ...string) lead.Condition {
	return lead.Condition{Field: "job_title", Op: "has_word", Value: lead.Operand{Texts: words}}
}

// persona adds one that takes people by their job title and needs fields of them.
func (f *floor) persona(name string, when lead.Condition, requires ...string) lead.PersonaID {
	f.t.Helper()
	p := lead.Persona{Name: name, When: when, Requires: requires}
	f.fine(f.db.AddPersona(context.Background(), account.System, &p))
	return p.ID
}

// personas are those of a lead and of its handoffs, by name.
func (f *floor) personas(id lead.ID) string {
	f.t.Helper()
	return one[string](f, `
		SELECT coalesce(p.name, 'none') || coalesce((SELECT string_agg(', ' || coalesce(q.name, 'none'), '' ORDER BY h.number)
			FROM handoffs h LEFT JOIN personas q ON q.id = h.persona_id WHERE h.lead_id = l.id), '')
		FROM leads l LEFT JOIN personas p ON p.id = l.persona_id WHERE l.id = $1`, id)
}

// chief is ana n with a job title.
func chief(n int, title string) desk.Submission {
	sub := ana(n)
	sub.Lead.JobTitle = title
	return sub
}

func TestALeadIsTakenForThePersonaWhoseConditionHolds(t *testing.T) {
	t.Parallel()
	f, ctx := openFloor(t), context.Background()
	chosen := f.persona("Zoologist", lead.Condition{})
	f.persona("Quality lead", titled("operations", "quality"))
	f.persona("Head of operations", titled("operations"))
	retired := f.persona("Boss", titled("operations"))
	f.fine(f.db.RetirePersona(ctx, account.System, retired, 1))
	for name, c := range map[string]struct {
		title string
		says  lead.PersonaID
		want  string
	}{
		"the first by name that takes them":   {"Director of Operations", 0, "Head of operations, Head of operations"},
		"the one that takes them":             {"Quality engineer", 0, "Quality lead, Quality lead"},
		"none where none takes them":          {"Buyer", 0, "none, none"},
		"what was chosen, whoever takes them": {"Director of Operations", chosen, "Zoologist, Zoologist"},
	} {
		sub := chief(one[int](f, "SELECT count(*) FROM leads"), c.title)
		sub.Lead.Persona = c.says
		r, err := f.desk.Submit(ctx, f.who["mia"], sub)
		f.fine(err)
		if got := f.personas(r.Lead); got != c.want {
			t.Errorf("%s: %s", name, got)
		}
	}
}

func TestThePersonaIsThereWhenALeadIsGradedAndAssigned(t *testing.T) {
	t.Parallel()
	f := openFloor(t)
	id := f.persona("Head of operations", titled("operations"))
	f.rule("Operations", fmt.Sprintf(`{"field": "persona", "op": "is", "value": [%d]}`, id), "team", 4, 0)
	send := func(n int, title string) desk.Receipt {
		r, err := f.desk.Submit(context.Background(), f.who["mia"], chief(n, title))
		f.fine(err)
		return r
	}
	with, without := send(1, "Operations"), send(2, "Reception")
	if with.Team != 4 || without.Team != 3 {
		t.Errorf("they went to the teams %d and %d", with.Team, without.Team)
	}
	const persona = `
		SELECT count(*)
		FROM handoffs h, jsonb_array_elements(h.breakdown) b
		WHERE h.id = $1 AND b->>'words' = 'Fits one of our personas'`
	if one[int](f, persona, with.Handoff) != 1 || one[int](f, persona, without.Handoff) != 0 {
		t.Error("the score does not know of the persona")
	}
}

func TestWhatAPersonaRequiresIsRefusedAtItsField(t *testing.T) {
	t.Parallel()
	f, ctx := openFloor(t), context.Background()
	f.persona("Head of operations", titled("operations"), "company_size", "company")
	sub := chief(1, "Head of Operations")
	sub.Lead.Company = ""
	_, err := f.desk.Submit(ctx, f.who["mia"], sub)
	var problems errs.Problems
	if !errors.As(err, &problems) || problems["company_size"] != "Head of operations leads need a company size." ||
		problems["company"] != "The agreement requires a company." {
		t.Fatalf("refused with %v", err)
	}
	if one[int](f, "SELECT count(*) FROM leads") != 0 {
		t.Error("what was refused was kept")
	}
	draft, err := f.desk.SaveDraft(ctx, f.who["mia"], 0, sub)
	f.fine(err)
	if got := f.personas(draft.Lead); got != "none" {
		t.Errorf("a draft was taken for %s", got)
	}
	if _, err := f.desk.Resubmit(ctx, f.who["mia"], draft.Lead, sub); !errors.As(err, &problems) ||
		problems["company_size"] == "" {
		t.Errorf("the draft was handed over: %v", err)
	}
	sub.Lead.Company, sub.Lead.CompanySize = "Buyer", 220
	_, err = f.desk.Resubmit(ctx, f.who["mia"], draft.Lead, sub)
	f.fine(err)
	if got := f.personas(draft.Lead); got != "Head of operations, Head of operations" {
		t.Errorf("it was handed over as %s", got)
	}
}

func TestAPersonaThatIsRetiredRequiresNothing(t *testing.T) {
	t.Parallel()
	f, ctx := openFloor(t), context.Background()
	id := f.persona("Head of operations", titled("operations"), "company_size")
	sub := ana(1)
	sub.Lead.Persona = id
	if _, err := f.desk.Submit(ctx, f.who["mia"], sub); !errors.Is(err, errs.Invalid) {
		t.Errorf("it is refused with %v", err)
	}
	f.fine(f.db.RetirePersona(ctx, account.System, id, 1))
	r, err := f.desk.Submit(ctx, f.who["mia"], sub)
	f.fine(err)
	if got := f.personas(r.Lead); got != "Head of operations, Head of operations" {
		t.Errorf("it was handed over as %s", got)
	}
}

func TestALeadThatIsKnownIsTakenForWhatAllOfItSays(t *testing.T) {
	t.Parallel()
	f, ctx := openFloor(t), context.Background()
	f.persona("Head of operations", titled("operations"), "company_size")
	f.persona("Somebody", lead.Condition{Field: "job_title", Op: "is_missing"})
	sub := chief(1, "Head of Operations")
	sub.Lead.CompanySize = 220
	draft, err := f.desk.SaveDraft(ctx, f.who["mia"], 0, sub)
	f.fine(err)
	again := ana(1)
	again.Duplicate = desk.SameOne
	r, err := f.desk.Submit(ctx, f.who["mia"], again)
	f.fine(err)
	if got := f.personas(draft.Lead); r.Lead != draft.Lead || got != "Head of operations, Head of operations" {
		t.Errorf("lead %d was taken for %s", r.Lead, got)
	}
}

func TestALeadIsHandedOverByItselfOnlyWithWhatItsPersonaRequires(t *testing.T) {
	t.Parallel()
	f, ctx := openFloor(t), context.Background()
	f.persona("Head of operations", titled("operations"), "company_size")
	lacking, err := f.desk.SaveDraft(ctx, f.who["mia"], 0, chief(1, "Operations"))
	f.fine(err)
	terms := f.latest().Terms
	terms.AutoSubmit = true
	f.agree(terms, time.Time{})
	whole := chief(2, "Operations")
	whole.Lead.CompanySize = 90
	fresh, err := f.desk.SaveDraft(ctx, f.who["mia"], 0, whole)
	f.fine(err)
	if got := f.personas(fresh.Lead); fresh.Handoff == 0 || got != "Head of operations, Head of operations" {
		t.Errorf("a whole one is %s", got)
	}
	small, err := f.desk.SaveDraft(ctx, f.who["mia"], 0, chief(3, "Operations"))
	f.fine(err)
	f.exec("INSERT INTO ready_leads VALUES ($1)", lacking.Lead)
	_, err = f.desk.SubmitReady(ctx, 0)
	f.fine(err)
	for _, id := range []lead.ID{lacking.Lead, small.Lead} {
		if got := f.personas(id); got != "none" {
			t.Errorf("lead %d, which lacks its company size, is %s", id, got)
		}
	}
	f.exec("UPDATE leads SET company_size = 80 WHERE id = $1", lacking.Lead)
	f.exec("INSERT INTO ready_leads VALUES ($1)", lacking.Lead)
	_, err = f.desk.SubmitReady(ctx, 0)
	f.fine(err)
	if got := f.personas(lacking.Lead); got != "Head of operations, Head of operations" {
		t.Errorf("whole now, it is %s", got)
	}
}

func TestImportedLeadsWaitForWhatTheirPersonaRequires(t *testing.T) {
	t.Parallel()
	d, ctx := newIntake(t), context.Background()
	p := lead.Persona{Name: "Head of operations", When: titled("operations"), Requires: []string{"company_size"}}
	if err := d.db.AddPersona(ctx, account.System, &p); err != nil {
		t.Fatal(err)
	}
	terms := d.terms()
	terms.AutoSubmit = true
	terms.Definition = lead.Condition{Field: "company", Op: "is_given"}
	d.inForce(terms)
	d.imported("name,email,company,job title,company size\n"+
		"Ann,ann@a.example,A,Operations,50\n"+
		"Bea,bea@b.example,B,Operations,\n"+
		"Cid,cid@c.example,C,Buyer,\n", "personas")
	if names := d.text(`
		SELECT string_agg(l.name, ' ' ORDER BY l.name)
		FROM ready_leads r
		JOIN leads l ON l.id = r.lead_id`); names != "Ann Cid" {
		t.Errorf("%s wait to be handed over", names)
	}
	desk := &desk.Desk{Store: d.db, Nudge: deaf{}, Now: time.Now}
	for range 3 {
		if _, err := desk.SubmitReady(ctx, 0); err != nil {
			t.Fatal(err)
		}
	}
	if got := d.text(`
		SELECT string_agg(l.name || ' ' || coalesce(l.persona_id = h.persona_id, false), ', ' ORDER BY l.name)
		FROM handoffs h
		JOIN leads l ON l.id = h.lead_id`); got != "Ann true, Cid false" {
		t.Errorf("handed over are %s", got)
	}
}

func TestALeadThatIsPassedOnIsOfOnePersona(t *testing.T) {
	t.Parallel()
	f, ctx := openFloor(t), context.Background()
	r, err := f.desk.Submit(ctx, f.who["mia"], chief(1, "Operations"))
	f.fine(err)
	f.persona("Head of operations", titled("operations"))
	f.fine(f.desk.Reject(ctx, f.owner(r), r.Handoff, 0, f.reason["wrong_owner"], "Not mine."))
	if got := f.personas(r.Lead); got != "Head of operations, none, Head of operations" {
		t.Errorf("it is %s", got)
	}
}

func TestWhatSalesHasStaysWhatItWasHandedOverAs(t *testing.T) {
	t.Parallel()
	f, ctx := openFloor(t), context.Background()
	r, err := f.desk.Submit(ctx, f.who["mia"], chief(1, "Operations"))
	f.fine(err)
	const score = "SELECT fit || breakdown::text FROM handoffs WHERE id = $1"
	before := one[string](f, score, r.Handoff)
	f.persona("Head of operations", titled("operations"))
	f.exec("INSERT INTO ready_leads VALUES ($1)", r.Lead)
	_, err = f.desk.SubmitReady(ctx, 0)
	f.fine(err)
	if got := f.personas(r.Lead); got != "none, none" || one[string](f, score, r.Handoff) != before {
		t.Errorf("scored anew it is %s with %s, before %s", got, one[string](f, score, r.Handoff), before)
	}
}

func TestALeadThatIsLetThroughHasWhatItsPersonaRequires(t *testing.T) {
	t.Parallel()
	f, ctx := openFloor(t), context.Background()
	f.persona("Head of operations", titled("operations"), "company_size")
	terms := f.latest().Terms
	terms.Definition = lead.Condition{All: []lead.Condition{terms.Definition,
		{Field: "fit", Op: "at_least", Value: lead.Operand{Numbers: []int{100}}}}}
	f.agree(terms, time.Time{})
	f.exec(`UPDATE scorings SET rules = rules || '{"explore": 20}'`)
	f.exec("UPDATE installation SET policy_version = policy_version + 1")
	through := map[int]int{}
	for n := range 60 {
		for _, size := range []int{0, 90} {
			sub := chief(n, "Operations")
			sub.Lead.CompanySize = size
			_, err := f.desk.Submit(ctx, f.who["mia"], sub)
			if err == nil {
				through[size]++
			} else if !errors.Is(err, errs.Invalid) {
				t.Fatal(err)
			}
		}
	}
	if through[0] != 0 || through[90] == 0 {
		t.Errorf("let through are %v", through)
	}
}

func TestAChangedPersonaCountsAtOnce(t *testing.T) {
	t.Parallel()
	f, ctx := openFloor(t), context.Background()
	p := lead.Persona{Name: "Owner", When: titled("owner")}
	f.fine(f.db.AddPersona(ctx, account.System, &p))
	send := func(n int) string {
		r, err := f.desk.Submit(ctx, f.who["mia"], chief(n, "Founder"))
		f.fine(err)
		return f.personas(r.Lead)
	}
	before := send(1)
	p.When = titled("owner", "founder")
	f.fine(f.db.ChangePersona(ctx, account.System, &p))
	if after := send(2); before != "none, none" || after != "Owner, Owner" {
		t.Errorf("before %s, after %s", before, after)
	}
}

// note writes a field note of a persona.
func (f *floor) note(by account.Person, persona lead.PersonaID, words string, from lead.ID) (*lead.FieldNote, error) {
	n := &lead.FieldNote{Persona: persona, Words: words, Lead: from}
	return n, f.db.AddFieldNote(context.Background(), by, n, f.now)
}

func TestTheLeadBehindAFieldNoteIsToldOnlyToWhoMaySeeIt(t *testing.T) {
	t.Parallel()
	f, ctx := openFloor(t), context.Background()
	id := f.persona("Head of operations", titled("operations"))
	other := f.persona("Owner", lead.Condition{})
	r, err := f.desk.Submit(ctx, f.who["mia"], chief(1, "Operations"))
	f.fine(err)
	seller := f.owner(r)
	_, err = f.note(seller, id, "They asked for the price first.", r.Lead)
	f.fine(err)
	if _, err := f.note(f.who["sam"], id, "Mine too.", r.Lead); !errors.Is(err, errs.NotFound) {
		t.Errorf("a rep of another team names the lead: %v", err)
	}
	if _, err := f.note(seller, other, "Theirs too.", r.Lead); !errors.Is(err, errs.NotFound) {
		t.Errorf("the lead is of another persona: %v", err)
	}
	if _, err := f.note(seller, 999, "Nobody.", 0); !errors.Is(err, errs.NotFound) {
		t.Errorf("there is no such persona: %v", err)
	}
	for name, want := range map[string]lead.ID{"rosa": r.Lead, "mia": r.Lead, "jo": r.Lead, "ada": r.Lead, "sam": 0,
		"ben": 0} {
		notes, err := f.db.FieldNotes(ctx, f.who[name], id)
		f.fine(err)
		if len(notes) != 1 || notes[0].Lead != want || (notes[0].LeadName == "Ana 1") != (want != 0) {
			t.Errorf("%s reads %+v", name, notes)
		}
	}
}

func TestManagersPinWhatAllShouldRead(t *testing.T) {
	t.Parallel()
	f, ctx := openFloor(t), context.Background()
	id := f.persona("Head of operations", titled("operations"))
	jo, rosa := f.who["jo"], f.who["rosa"]
	var notes []*lead.FieldNote
	for i := range lead.MostPinned + 3 {
		n, err := f.note(rosa, id, fmt.Sprint("Note ", i), 0)
		f.fine(err)
		notes = append(notes, n)
	}
	pinned := 0
	for _, err := range atOnce(len(notes), func(i int) error { return f.db.PinFieldNote(ctx, jo, notes[i], f.now) }) {
		switch {
		case err == nil:
			pinned++
		case !errors.Is(err, lead.ErrPinned):
			t.Error(err)
		}
	}
	policy, err := f.db.Policy(ctx)
	f.fine(err)
	if read := policy.Persona(id).Pinned; pinned != lead.MostPinned || len(read) != lead.MostPinned ||
		read[0].ByName != "Rosa" || read[0].PinnedBy != "Jo" {
		t.Fatalf("%d were pinned, the policy has %+v", pinned, read)
	}
	first := policy.Persona(id).Pinned[0]
	older := &lead.FieldNote{ID: first.ID, Version: first.Version - 1}
	if err := f.db.UnpinFieldNote(ctx, account.System, older); !errors.Is(err, errs.Conflict) {
		t.Errorf("an old page unpins it: %v", err)
	}
	f.fine(f.db.UnpinFieldNote(ctx, account.System, &first))
	second := policy.Persona(id).Pinned[1]
	if err := f.db.TakeOutFieldNote(ctx, f.who["tom"], &second, f.now); !errors.Is(err, errs.Forbidden) {
		t.Errorf("another rep takes it out: %v", err)
	}
	f.fine(f.db.TakeOutFieldNote(ctx, jo, &second, f.now))
	third := policy.Persona(id).Pinned[2]
	third.Words = "Changed."
	if err := f.db.ChangeFieldNote(ctx, jo, &third); !errors.Is(err, errs.Forbidden) {
		t.Errorf("a manager puts words into her mouth: %v", err)
	}
	f.fine(f.db.ChangeFieldNote(ctx, rosa, &third))
	policy, err = f.db.Policy(ctx)
	f.fine(err)
	read := policy.Persona(id).Pinned
	if len(read) != lead.MostPinned-2 || read[0].Words != "Changed." {
		t.Errorf("pinned are now %+v", read)
	}
	all, err := f.db.FieldNotes(ctx, rosa, id)
	f.fine(err)
	if len(all) != len(notes)-1 || all[0].Pinned.IsZero() || !all[len(all)-1].Pinned.IsZero() {
		t.Errorf("on the page of the persona are %+v", all)
	}
	if err := f.db.PinFieldNote(ctx, jo, &second, f.now); !errors.Is(err, errs.NotFound) {
		t.Errorf("what was taken out is pinned: %v", err)
	}
	f.fine(f.db.RetirePersona(ctx, account.System, id, 1))
	if _, err := f.note(rosa, id, "Late.", 0); !errors.Is(err, errs.Conflict) {
		t.Errorf("a note on a retired persona: %v", err)
	}
}
