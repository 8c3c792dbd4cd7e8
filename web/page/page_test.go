package page

import (
	"context"
	"strings"
	"testing"

	"baton/web/ui"

	"github.com/a-h/templ"
	"golang.org/x/net/html"
)

var frame = Frame{
	Title: "Queue", Assets: "/assets/abc", Visitor: Visitor{Name: "A Rep", Initials: "AR", Side: ui.Sales}, Demo: true,
	RailLive: "queue", RailSrc: "/rail",
	Rail: []RailGroup{{Items: []RailItem{{Label: "Queue", Href: "/queue", Count: "2", Here: true}}},
		{Name: "Together", Items: []RailItem{{Label: "Dashboard", Href: "/dashboard"}}}},
	Notice: &ui.Notice{Kind: "ok", Words: "Done.",
		Action: &ui.Action{Href: "/handoffs/1/acceptance", Method: "DELETE", Button: ui.Button{Label: "Undo", Key: "u"}}},
}

var parts = LeadParts{
	Name: "A Lead", Words: "COO", Ref: "L-1", Href: "/leads/1", Stages: []ui.Stage{{Name: "Submitted", Here: true}},
	Note: ui.Quote{Words: "Asked for a demo."}, Facts: []ui.Fact{{Name: "Email", Words: "a@lead.example"}},
	Thread: []Question{
		{Asked: ui.Quote{Words: "When?"}, AnswerForm: &AnswerForm{Action: "/handoffs/1/answer", Asker: "A"}},
		{Asked: ui.Quote{Words: "Where?"},
			AnswerForm: &AnswerForm{Action: "/handoffs/2/answer", Asker: "A", Problem: "Write an answer."}},
	},
	Why: &ui.Arithmetic{Title: "Why grade A", Parts: []ui.Part{{Words: "Asked", Points: "+21", Percent: 100}}},
	Earlier: []EarlierHandoff{{ID: "handoff-9", Title: "Handoff 1: rejected",
		Said: ui.Quote{Words: "Too small.", By: "B Rep"}}},
	SoFar: []ui.Event{{Words: "Submitted"}},
}

func queueWith(d Decide) Queue {
	d.Handoff, d.Keep = "/handoffs/12", "/queue?handoff=12"
	d.Hidden = []ui.Hidden{{Name: "version", Value: "3"}}
	return Queue{
		Summary: "2 waiting", Search: ui.Search{Action: "/queue", Label: "Search"},
		Tabs: []ui.Tab{{Label: "For me", Href: "/queue", Here: true}},
		Rows: QueueRows{Live: "queue", Src: "/queue/rows",
			Rows: []QueueRow{{ID: "row-12", Href: "/queue?handoff=12", Name: "A Lead", Here: true}}},
		Detail: &QueueDetail{Lead: parts, Back: "/queue", Next: "/queue?handoff=13", Live: "handoff:12",
			Src: "/queue?handoff=12", Decide: d},
	}
}

// pages are all pages, each with as much on it as it can have.
func pages() map[string]templ.Component {
	reject := RejectForm{Reasons: []ui.Option{{Value: "wrong_size", Label: "Too small", Hint: "Goes back."}},
		To: "B Marketer", ToFirst: "B", Feedback: "Only two people.",
		Problems: map[string]string{"reason": "Choose a reason.", "feedback": "Write a sentence."}}
	bare := Bare{Title: "Baton", Assets: "/assets/abc"}
	work := Work{Title: "What happened?",
		Form: QualifyForm("/leads/1", nil, []ui.Option{{Value: "EUR", Label: "EUR"}}, map[string]string{"amount": "x"},
			map[string]string{"amount": "Write an amount."})}
	all := map[string]templ.Component{
		"queue, nothing chosen": QueuePage(frame,
			Queue{NoDetail: ui.Empty{Words: "Choose a lead."}, Rows: QueueRows{Empty: ui.Empty{Words: "Nothing waits."}}}),
		"queue, to decide": QueuePage(frame,
			queueWith(Decide{May: true, Claim: true, RejectBy: "/queue?handoff=12&act=reject",
				AskBy: "/queue?handoff=12&act=ask"})),
		"queue, rejecting": QueuePage(frame, queueWith(Decide{Reject: &reject})),
		"queue, asking": QueuePage(frame,
			queueWith(Decide{Ask: &AskForm{ToFirst: "B", Problem: "Write a question."}})),
		"queue, too late": QueuePage(frame,
			queueWith(Decide{Conflict: &Conflict{Notice: ui.Notice{Words: "C Rep accepted this lead at 10:42."},
				Typed: "Only two people."}})),
		"lead, at work": LeadPage(frame, Lead{Parts: parts, Work: &work}),
		"lead, to decide": LeadPage(frame,
			Lead{Parts: parts, Decide: &Decide{Handoff: "/handoffs/1", Reject: &reject}}),
		"lead, of a marketer": LeadPage(frame,
			Lead{Parts: parts, Owner: &Owned{Fix: "/leads/1/edit",
				Act:  []ui.Action{{Href: "/handoffs/1/recall", Button: ui.Button{Label: "Recall"}}},
				Form: RulingForm("/handoffs/1", nil, map[string]string{"words": "Write why."})}}),
		"sign in": SignInPage(SignIn{Bare: bare, Problem: "They do not go together.",
			Demo: []DemoPerson{{Name: "A Rep", Email: "rep@demo.example", Password: "p"}}}),
		"setup":         SetupPage(Setup{Bare: bare, Problems: map[string]string{"token": "Not the token."}}),
		"password":      PasswordPage(Password{Bare: bare, Action: "/password/x"}),
		"failure":       FailurePage(frame, Failure{Title: "Not here", Next: ui.Link{Label: "Back", Href: "/"}}),
		"failure, bare": BareFailurePage(bare, Failure{Title: "Away", Reference: "r"}),
		"style guide":   StyleguidePage(frame),
	}
	for name, form := range map[string]*WorkForm{
		"attempt": AttemptForm("/leads/1", Between{}, nil, nil, nil), "contact": ContactForm("/leads/1", nil, nil, nil),
		"disqualify": DisqualifyForm("/leads/1", nil, nil, nil, nil),
		"dispute":    DisputeForm("/handoffs/1", nil, nil), "recycle": RecycleForm("/leads/1", nil, nil),
		"win": WinForm("/leads/1", nil, nil, nil, nil), "loss": LossForm("/leads/1", nil, nil, nil, nil),
	} {
		all["lead, "+name] = LeadPage(frame, Lead{Parts: parts, Work: &Work{Form: form}})
	}
	return all
}

func render(t *testing.T, c templ.Component) string {
	t.Helper()
	var out strings.Builder
	if err := c.Render(context.Background(), &out); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// A reading is what the tests ask of a page's markup.
type reading struct {
	ids      map[string]int
	points   []string // ids that labels and descriptions point to
	headings int
	mains    int
	unsafe   []string // attributes that the content security policy blocks
}

func read(t *testing.T, markup string) reading {
	t.Helper()
	doc, err := html.Parse(strings.NewReader(markup))
	if err != nil {
		t.Fatal(err)
	}
	r := reading{ids: map[string]int{}}
	for n := range doc.Descendants() {
		if n.Type == html.ElementNode {
			r.element(n)
		}
	}
	return r
}

func (r *reading) element(n *html.Node) {
	switch n.Data {
	case "h1":
		r.headings++
	case "main":
		r.mains++
	}
	for _, a := range n.Attr {
		switch a.Key {
		case "id":
			r.ids[a.Val]++
		case "for", "aria-describedby", "aria-labelledby":
			r.points = append(r.points, strings.Fields(a.Val)...)
		case "style":
			r.unsafe = append(r.unsafe, "style on "+n.Data)
		}
		if strings.HasPrefix(a.Key, "on") || strings.HasPrefix(a.Key, "hx-on") {
			r.unsafe = append(r.unsafe, a.Key+" on "+n.Data)
		}
	}
}

func TestEveryPageIsWellMade(t *testing.T) {
	for name, c := range pages() {
		t.Run(name, func(t *testing.T) {
			r := read(t, render(t, c))
			if r.headings != 1 || r.mains != 1 {
				t.Errorf("%d h1 and %d main, want one of each", r.headings, r.mains)
			}
			for id, n := range r.ids {
				if n > 1 {
					t.Errorf("the id %q is there %d times", id, n)
				}
			}
			for _, id := range r.points {
				if r.ids[id] == 0 {
					t.Errorf("%q is pointed to and is not there", id)
				}
			}
			for _, what := range r.unsafe {
				t.Error(what)
			}
		})
	}
}

func TestAFormKeepsWhatWasTypedBesideWhatIsWrong(t *testing.T) {
	got := render(t, pages()["queue, rejecting"])
	for _, part := range []string{
		`action="/handoffs/12/rejection"`, `name="version" value="3"`, ">\nOnly two people.</textarea>", "Choose a reason.",
		"Write a sentence.", "Send back to B Marketer", "What should B know?",
	} {
		if !strings.Contains(got, part) {
			t.Errorf("the reject form has no %q", part)
		}
	}
}

func TestSomebodyElsesVerdictStandsInPlaceOfTheButtons(t *testing.T) {
	got := render(t, pages()["queue, too late"])
	if !strings.Contains(got, "C Rep accepted this lead at 10:42.") || !strings.Contains(got, "Only two people.") {
		t.Error("the page does not say who was first, or loses what was typed")
	}
	if strings.Contains(got, "/handoffs/12/acceptance") {
		t.Error("a lead that is decided can still be accepted")
	}
}

func TestWhatMayNotBeDoneIsNotOffered(t *testing.T) {
	got := render(t, QueuePage(frame, queueWith(Decide{Words: "C Rep holds this lead."})))
	for _, part := range []string{"/acceptance\"", "/claim", "act=reject"} {
		if strings.Contains(strings.ReplaceAll(got, "/handoffs/1/acceptance", ""), part) {
			t.Errorf("the page offers %s", part)
		}
	}
	if !strings.Contains(got, "C Rep holds this lead.") {
		t.Error("the page does not say why")
	}
}

func TestTheFragmentFillsTheElementsOfThePage(t *testing.T) {
	q := queueWith(Decide{May: true})
	page, fragment := read(t, render(t, QueuePage(frame, q))), read(t, render(t, QueueFragment(q)))
	for id := range fragment.ids {
		if page.ids[id] == 0 {
			t.Errorf("the fragment has %q, which the page has not", id)
		}
	}
	rail := read(t, render(t, RailFragment(frame.Rail)))
	for id := range rail.ids {
		if page.ids[id] == 0 {
			t.Errorf("the rail's fragment has %q, which the page has not", id)
		}
	}
	if len(fragment.ids) < 4 || len(rail.ids) != 2 {
		t.Errorf("the fragments have %d and %d ids", len(fragment.ids), len(rail.ids))
	}
}
