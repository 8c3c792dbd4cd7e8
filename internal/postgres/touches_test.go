package postgres_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"baton/internal/errs"
	"baton/internal/handoff"
	"baton/internal/handoff/desk"
	"baton/internal/handoff/history"
	"baton/internal/lead"
)

// told is a contact of a kind with the lead that has an e-mail address.
func told(kind, email string) desk.InboundTouch {
	return desk.InboundTouch{Who: lead.Who{Email: email}, Touch: lead.Touch{Kind: kind}}
}

func (f *floor) draft(n int) lead.ID {
	f.t.Helper()
	r, err := f.desk.SaveDraft(context.Background(), f.who["mia"], 0, ana(n))
	f.fine(err)
	return r.Lead
}

// touched adds contacts as Mia, each time.
func (f *floor) touched(contacts ...desk.InboundTouch) []desk.Touched {
	f.t.Helper()
	f.now = f.now.Add(time.Minute)
	made, err := f.desk.Touch(context.Background(), f.who["mia"], desk.Once{}, contacts)
	f.fine(err)
	return made
}

func TestATouchIsAddedWithWhatWasTold(t *testing.T) {
	t.Parallel()
	f := openFloor(t)
	id := f.draft(1)
	f.exec("UPDATE leads SET external_id = 'crm-7' WHERE id = $1", id)
	week := f.now.Add(-7 * 24 * time.Hour)
	made := f.touched(
		desk.InboundTouch{Who: lead.Who{Email: " ANA1@buyer.example"}, Source: lead.Ref{Name: " webinar "},
			Campaign: lead.Ref{ID: 2},
			Touch: lead.Touch{Kind: "webinar", At: week, Note: "Stayed to the end.",
				UTM: lead.UTM{Source: "news", Medium: "mail"}}},
		desk.InboundTouch{Who: lead.Who{ExternalID: "crm-7"}, Campaign: lead.Ref{Name: "AUTUMN"},
			Touch: lead.Touch{Kind: "reply"}},
		desk.InboundTouch{Who: lead.Who{Lead: id}, Touch: lead.Touch{Kind: "visit", At: f.now.Add(-time.Hour)}},
	)
	want := []desk.Touched{{Lead: id, Kind: "webinar", At: week, Stage: lead.Draft},
		{Lead: id, Kind: "reply", At: f.now, Stage: lead.Draft},
		{Lead: id, Kind: "visit", At: f.now.Add(-time.Minute - time.Hour), Stage: lead.Draft}}
	if diff := cmp.Diff(want, made, cmpopts.IgnoreUnexported(desk.Touched{})); diff != "" {
		t.Error(diff)
	}
	page, err := f.db.TouchesOf(context.Background(), f.who["mia"], lead.Who{Lead: id}, history.TouchMark{}, 10)
	f.fine(err)
	var kinds []string
	for _, k := range page.Touches {
		kinds = append(kinds, k.Kind)
	}
	if got := strings.Join(kinds, " "); got != "reply submission visit webinar" || page.More || page.Lead != id {
		t.Errorf("the latest first, they are %s of %s, more %t", got, page.Lead, page.More)
	}
	web := page.Touches[3]
	if web.SourceName != "Webinar" || web.CampaignName != "Spring" || web.Note != "Stayed to the end." ||
		web.UTM != (lead.UTM{Source: "news", Medium: "mail"}) || web.RecordedBy != "Mia" || !web.At.Equal(week) {
		t.Errorf("it was kept as %+v", web)
	}
	// The campaign that brought the lead is still that of its first touch.
	if campaign := one[int](f, "SELECT campaign_id FROM leads WHERE id = $1", id); campaign != 1 {
		t.Errorf("the lead is of campaign %d", campaign)
	}
	if events := f.events(id); events != "captured touched touched touched" {
		t.Errorf("what happened is %s", events)
	}
}

func TestTouchesComeInPages(t *testing.T) {
	t.Parallel()
	f, ctx := openFloor(t), context.Background()
	id := f.draft(1)
	var contacts []desk.InboundTouch
	for i := range 6 {
		c := told("visit", "ana1@buyer.example")
		c.Touch.At = f.now.Add(-time.Duration(i/2) * time.Hour) // some at the same moment
		contacts = append(contacts, c)
	}
	f.touched(contacts...)
	var all []int64
	mark, pages := history.TouchMark{}, 0
	for {
		page, err := f.db.TouchesOf(ctx, f.who["mia"], lead.Who{Lead: id}, mark, 3)
		f.fine(err)
		for _, x := range page.Touches {
			all = append(all, x.ID)
		}
		pages++
		if !page.More {
			break
		}
		last := page.Touches[len(page.Touches)-1]
		mark = history.TouchMark{At: last.At, ID: last.ID}
	}
	want := one[[]int64](f, "SELECT array_agg(id ORDER BY at DESC, id DESC) FROM touches WHERE lead_id = $1", id)
	if diff := cmp.Diff(want, all); diff != "" || pages != 3 {
		t.Errorf("%d pages: %s", pages, diff)
	}
}

func TestWhoMayTellOfATouch(t *testing.T) {
	t.Parallel()
	f, ctx := openFloor(t), context.Background()
	mine := f.submit(1) // Mia's, of Demand, in the queue of EMEA
	for _, c := range []struct {
		who  string
		want error
	}{{"mia", nil}, {"max", nil}, {"jo", nil}, {"ada", nil}, {"ben", errs.NotFound}, {"rosa", errs.Forbidden},
		{"sam", errs.Forbidden}} {
		before := f.content()
		_, err := f.desk.Touch(ctx, f.who[c.who], desk.Once{}, []desk.InboundTouch{told("form", "ana1@buyer.example")})
		if !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", c.who, err, c.want)
		}
		if c.want != nil {
			if diff := cmp.Diff(before, f.content()); diff != "" {
				t.Errorf("%s has changed something: %s", c.who, diff)
			}
		}
	}
	for _, c := range []struct {
		who  string
		want error
	}{{"mia", nil}, {"rosa", nil}, {"jo", nil}, {"ada", nil}, {"ben", errs.NotFound}, {"sam", errs.NotFound}} {
		if _, err := f.db.TouchesOf(ctx, f.who[c.who], lead.Who{Lead: mine.Lead}, history.TouchMark{}, 5); !errors.Is(err,
			c.want) {
			t.Errorf("%s reads them: %v, want %v", c.who, err, c.want)
		}
	}
}

func TestOneTouchThatIsWrongKeepsAllOut(t *testing.T) {
	t.Parallel()
	f, ctx := openFloor(t), context.Background()
	f.draft(1)
	f.draft(2)
	f.exec("UPDATE leads SET stage = 'erased' WHERE email = 'ana2@buyer.example'")
	f.draft(3)
	f.exec(`
		UPDATE leads
		SET external_id = 'crm-9',
			external_source_id = CASE email WHEN 'ana3@buyer.example' THEN (SELECT min(id) FROM sources) END
		WHERE email IN ('ana1@buyer.example', 'ana3@buyer.example')`)
	good := told("form", "ana1@buyer.example")
	odd := func(change func(*desk.InboundTouch)) desk.InboundTouch {
		c := good
		change(&c)
		return c
	}
	for _, c := range []struct {
		name     string
		contacts []desk.InboundTouch
		place    string // of the problem; "" where it is who
		who      []int
	}{
		{"nobody's", []desk.InboundTouch{good, told("form", "nobody@buyer.example"), good,
			{Who: lead.Who{Lead: 999}, Touch: lead.Touch{Kind: "form"}}}, "", []int{1, 3}},
		{"of somebody erased", []desk.InboundTouch{told("form", "ana2@buyer.example")}, "", []int{0}},
		{"an unknown external id", []desk.InboundTouch{{Who: lead.Who{ExternalID: "crm-1"}, Touch: lead.Touch{Kind: "form"}}},
			"", []int{0}},
		{"an id that two sources have",
			[]desk.InboundTouch{good, {Who: lead.Who{ExternalID: "crm-9"}, Touch: lead.Touch{Kind: "form"}}},
			"1/external_source", nil},
		{"an id of a source that has it not",
			[]desk.InboundTouch{{Who: lead.Who{ExternalID: "crm-9", IDSource: "Telepathy"}, Touch: lead.Touch{Kind: "form"}}},
			"", []int{0}},
		{"a source without an id",
			[]desk.InboundTouch{{Who: lead.Who{Email: "ana1@buyer.example", IDSource: "Webinar"},
				Touch: lead.Touch{Kind: "form"}}}, "0/external_source", nil},
		{"no kind", []desk.InboundTouch{good, told("", "ana1@buyer.example")}, "1/kind", nil},
		{"an unknown source", []desk.InboundTouch{good, odd(func(c *desk.InboundTouch) { c.Source.Name = "Telepathy" })},
			"1/source", nil},
		{"an unknown campaign", []desk.InboundTouch{odd(func(c *desk.InboundTouch) { c.Campaign.ID = 99 })}, "0/campaign",
			nil},
		{"in the future", []desk.InboundTouch{odd(func(c *desk.InboundTouch) { c.Touch.At = f.now.Add(time.Hour) })}, "0/at",
			nil},
		{"of nobody", []desk.InboundTouch{{Touch: lead.Touch{Kind: "form"}}}, "0/lead", nil},
		{"of two", []desk.InboundTouch{odd(func(c *desk.InboundTouch) { c.Lead = 1 })}, "0/lead", nil},
		{"of an address that is none", []desk.InboundTouch{told("form", "ana1")}, "0/email", nil},
		{"an external id that cannot be shown",
			[]desk.InboundTouch{{Who: lead.Who{ExternalID: "a\x00b"}, Touch: lead.Touch{Kind: "form"}}}, "0/external_id", nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			before := f.content()
			_, err := f.desk.Touch(ctx, f.who["mia"], desk.Once{Key: "key-1", Digest: []byte("x")}, c.contacts)
			var problems errs.Problems
			var strangers *desk.Strangers
			switch {
			case c.place != "" && (!errors.As(err, &problems) || problems[c.place] == "" || len(problems) != 1):
				t.Errorf("%v, want a problem at %s", err, c.place)
			case c.who != nil && (!errors.As(err, &strangers) || !cmp.Equal(strangers.Places, c.who) ||
				!errors.Is(err, errs.NotFound)):
				t.Errorf("%v, want that %v are strangers", err, c.who)
			}
			if diff := cmp.Diff(before, f.content()); diff != "" {
				t.Errorf("something was kept: %s", diff)
			}
		})
	}
	if _, err := f.desk.Touch(ctx, f.who["mia"], desk.Once{},
		make([]desk.InboundTouch, desk.MaxTouches+1)); !errors.Is(err, errs.Invalid) {
		t.Errorf("101 at once: %v", err)
	}
	if _, err := f.desk.Touch(ctx, f.who["mia"], desk.Once{}, nil); !errors.Is(err, errs.Invalid) {
		t.Errorf("none at all: %v", err)
	}
}

func TestATouchOpensALeadThatHasEnded(t *testing.T) {
	t.Parallel()
	f, ctx := openFloor(t), context.Background()
	end := func(n int, how string) lead.ID {
		r := f.submit(n)
		rep := f.owner(r)
		if how == "closed" {
			f.fine(f.desk.Reject(ctx, rep, r.Handoff, 0, f.reason["spam_or_test"], "It is a test."))
			return r.Lead
		}
		f.fine(f.desk.Accept(ctx, rep, r.Handoff, 0))
		f.fine(f.desk.LogAttempt(ctx, rep, r.Lead, handoff.Attempt{Kind: "call", Outcome: "reached"}))
		switch how {
		case "working":
			return r.Lead
		case "disqualified":
			f.fine(f.desk.Disqualify(ctx, rep, r.Lead, f.reason["end.no_fit_price"], time.Time{}, ""))
			return r.Lead
		}
		f.fine(f.desk.Qualify(ctx, rep, r.Lead, handoff.Qualification{ValueCents: 100, ExpectedOn: f.now.AddDate(0, 1, 0)}))
		if how == "won" {
			f.fine(f.desk.Win(ctx, rep, r.Lead, 100))
		} else {
			f.fine(f.desk.Lose(ctx, rep, r.Lead, f.reason["end.no_budget"], ""))
		}
		return r.Lead
	}
	n := 0
	for _, c := range []struct {
		how, kind string
		at        time.Duration // after the end
		want      lead.Stage
	}{
		{"won", "form", time.Hour, lead.Draft},
		{"lost", "reply", time.Hour, lead.Draft},
		{"closed", "webinar", time.Hour, lead.Draft},
		{"disqualified", "event", time.Hour, lead.Draft},
		{"won", "visit", time.Hour, lead.Won},   // who only looks at a page asks for nothing
		{"lost", "form", -time.Hour, lead.Lost}, // told of late: it was no news when the lead ended
		{"working", "form", time.Hour, lead.Working},
	} {
		t.Run(c.how+" "+c.kind, func(t *testing.T) {
			n++
			id := end(n, c.how)
			at := f.now.Add(c.at)
			f.now = f.now.Add(2 * time.Hour)
			contact := told(c.kind, fmt.Sprintf("ana%d@buyer.example", n))
			contact.Touch.At = at
			made := f.touched(contact)
			if made[0].Stage != c.want || f.stage(id) != c.want || made[0].Reopened != (c.want == lead.Draft) {
				t.Errorf("it is said to be %s, and is %s, opened again %t", made[0].Stage, f.stage(id), made[0].Reopened)
			}
			if events := f.events(id); strings.HasSuffix(events, "touched reopened") != (c.want == lead.Draft) ||
				!strings.Contains(events, "touched") {
				t.Errorf("what happened is %s", events)
			}
		})
	}
	f.checkLoads()
}

func TestATouchByWhichALeadMeetsTheDefinitionHandsItOver(t *testing.T) {
	t.Parallel()
	f := openFloor(t)
	terms := f.latest().Terms
	terms.AutoSubmit = true
	terms.Definition.All = append(terms.Definition.All,
		lead.Condition{Field: "touch.count", Op: "at_least", Value: lead.Operand{Numbers: []int{3}}})
	f.agree(terms, time.Time{})
	ana := f.draft(1)
	if made := f.touched(told("visit", "ana1@buyer.example")); made[0].Handoff != 0 || f.stage(ana) != lead.Draft {
		t.Errorf("after two touches: %+v", made[0])
	}
	made := f.touched(told("webinar", "ana1@buyer.example"))
	if made[0].Handoff == 0 || made[0].Stage != lead.Submitted || f.stage(ana) != lead.Submitted {
		t.Fatalf("after three touches: %+v", made[0])
	}
	if by := one[*int](f, "SELECT submitted_by FROM handoffs WHERE lead_id = $1", ana); by != nil || made[0].Number != 1 {
		t.Errorf("it was handed over by %v as number %d", by, made[0].Number)
	}
	// Several of one lead at once count together, and those of another do not.
	bea, cid := f.draft(2), f.draft(3)
	f.touched(told("visit", "ana2@buyer.example"), told("visit", "ana3@buyer.example"), told("form", "ana2@buyer.example"))
	if f.stage(bea) != lead.Submitted || f.stage(cid) != lead.Draft {
		t.Errorf("they are %s and %s", f.stage(bea), f.stage(cid))
	}
	// What marketing has taken back stays with marketing.
	f.fine(f.desk.Recall(context.Background(), f.who["mia"], made[0].Handoff))
	if again := f.touched(told("form", "ana1@buyer.example")); again[0].Handoff != 0 || f.stage(ana) != lead.Draft {
		t.Errorf("after it was taken back: %+v", again[0])
	}
	f.checkLoads()
}

func TestARequestThatIsSentAgainCountsOnce(t *testing.T) {
	t.Parallel()
	f, ctx := openFloor(t), context.Background()
	id := f.draft(1)
	once := desk.Once{Key: "order-1", Digest: []byte("these touches")}
	contacts := func() []desk.InboundTouch { return []desk.InboundTouch{told("form", "ana1@buyer.example")} }
	var answers [8][]desk.Touched
	for i, err := range atOnce(8, func(i int) (err error) {
		answers[i], err = f.desk.Touch(ctx, f.who["mia"], once, contacts())
		return err
	}) {
		if err != nil || len(answers[i]) != 1 || !answers[i][0].At.Equal(answers[0][0].At) || answers[i][0].Lead != id {
			t.Errorf("number %d: %v %+v", i, err, answers[i])
		}
	}
	if n := one[int](f, "SELECT count(*) FROM touches WHERE lead_id = $1 AND kind = 'form'", id); n != 1 {
		t.Errorf("%d touches were kept of 8 at once", n)
	}
	f.now = f.now.Add(time.Hour)
	again, err := f.desk.Touch(ctx, f.who["mia"], once, contacts())
	f.fine(err)
	if diff := cmp.Diff(answers[0], again, cmpopts.IgnoreUnexported(desk.Touched{})); diff != "" {
		t.Errorf("the answer is another: %s", diff)
	}
	before := f.content()
	if _, err := f.desk.Touch(ctx, f.who["mia"], desk.Once{Key: "order-1", Digest: []byte("others")},
		contacts()); !errors.Is(err, desk.ErrOtherRequest) || !errors.Is(err, errs.Invalid) {
		t.Errorf("another request with the key: %v", err)
	}
	if diff := cmp.Diff(before, f.content()); diff != "" {
		t.Errorf("it has changed something: %s", diff)
	}
	if _, err := f.desk.Touch(ctx, f.who["max"], desk.Once{Key: "order-1", Digest: []byte("others")},
		contacts()); err != nil {
		t.Errorf("the key of somebody else is another: %v", err)
	}
	f.fine(f.db.Tidy(ctx, f.now.AddDate(0, 0, 6)))
	if n := one[int](f, "SELECT count(*) FROM api_answers"); n != 2 {
		t.Errorf("%d answers are kept after six days", n)
	}
	f.fine(f.db.Tidy(ctx, f.now.AddDate(0, 0, 8)))
	if n := one[int](f, "SELECT count(*) FROM api_answers"); n != 0 {
		t.Errorf("%d answers are kept after eight days", n)
	}
}

func TestTwoWhoTouchTheSameLeadsInAnotherOrderBothSucceed(t *testing.T) {
	t.Parallel()
	f, ctx := openFloor(t), context.Background()
	for n := range 10 {
		f.draft(n)
	}
	for i, err := range atOnce(8, func(i int) error {
		var contacts []desk.InboundTouch
		for n := range 10 {
			if i%2 == 0 {
				n = 9 - n
			}
			contacts = append(contacts, told("visit", fmt.Sprintf("ana%d@buyer.example", n)))
		}
		_, err := f.desk.Touch(ctx, f.who["mia"], desk.Once{}, contacts)
		return err
	}) {
		if err != nil {
			t.Errorf("number %d: %v", i, err)
		}
	}
	if n := one[int](f, "SELECT count(*) FROM touches WHERE kind = 'visit'"); n != 80 {
		t.Errorf("%d touches were kept", n)
	}
}
