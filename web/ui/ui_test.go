package ui

import (
	"context"
	"strings"
	"testing"

	"github.com/a-h/templ"
)

func render(t *testing.T, c templ.Component) string {
	t.Helper()
	var out strings.Builder
	if err := c.Render(context.Background(), &out); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// holds checks that markup has every one of the parts.
func holds(t *testing.T, markup string, parts ...string) {
	t.Helper()
	for _, part := range parts {
		if !strings.Contains(markup, part) {
			t.Errorf("%s\nhas no %s", markup, part)
		}
	}
}

func lacks(t *testing.T, markup string, parts ...string) {
	t.Helper()
	for _, part := range parts {
		if strings.Contains(markup, part) {
			t.Errorf("%s\nhas %s", markup, part)
		}
	}
}

func TestAFieldSaysWhatIsWrongWithIt(t *testing.T) {
	got := render(t, Input(Field{Name: "phone", Label: "Phone", Type: "tel", Value: "600 12", Hint: "With the country.",
		Problem: "Too short.", Required: true}))
	holds(t, got, `<label for="f-phone"`, `type="tel"`, `value="600 12"`, `aria-invalid="true"`, `aria-required="true"`,
		`aria-describedby="f-phone-hint f-phone-problem"`, `id="f-phone-problem">Too short.<`,
		`id="f-phone-hint">With the country.<`)
	lacks(t, render(t, Input(Field{Name: "phone", Label: "Phone"})), "aria-invalid", "aria-describedby", "aria-required")
}

func TestWhatWasTypedIsKeptAndEscaped(t *testing.T) {
	nasty := `"><script>alert(1)</script>`
	for _, kind := range []string{"", "textarea", "search", "email"} {
		got := render(t, Input(Field{Name: "a", Label: "A", Type: kind, Value: nasty}))
		holds(t, got, "&lt;script&gt;alert(1)")
		lacks(t, got, "<script>")
	}
}

func TestATextareaKeepsALineBreakAtItsBeginning(t *testing.T) {
	holds(t, render(t, Input(Field{Name: "a", Type: "textarea", Value: "\nx"})), ">\n\nx</textarea>")
}

func TestASelectKeepsWhatWasChosenAndItsGroups(t *testing.T) {
	got := render(t, Input(Field{Name: "country", Type: "select", Value: "ES", Options: []Option{
		{Value: "", Label: "Choose"}, {Value: "ES", Label: "Spain", Group: "Near"},
		{Value: "FR", Label: "France", Group: "Near"}, {Value: "JP", Label: "Japan", Group: "Far"},
	}}))
	holds(t, got, `<option value="ES" selected>Spain`, `<optgroup label="Near">`, `<optgroup label="Far">`)
	if n := strings.Count(got, "<optgroup"); n != 2 {
		t.Errorf("%d groups, want 2", n)
	}
	if n := strings.Count(got, " selected"); n != 1 {
		t.Errorf("%d options are chosen, want 1", n)
	}
}

func TestChoicesAreNumberedUpToNine(t *testing.T) {
	options := make([]Option, 11)
	for i := range options {
		options[i] = Option{Value: string(rune('a' + i)), Label: "x"}
	}
	options[1].Hint = "Goes back."
	got := render(t, Choices(Field{Name: "reason", Label: "Why", Options: options, Value: "b", Problem: "Choose one."}))
	holds(t, got, `id="f-reason-2" name="reason" value="b" checked`, `>Goes back.<`, `>9</kbd>`, `id="f-reason-problem"`)
	lacks(t, got, `>10</kbd>`)
}

func TestAButtonPrintsItsKey(t *testing.T) {
	for _, c := range []struct{ key, printed string }{
		{"a", ">A</kbd>"}, {"Ctrl+Enter", ">Ctrl Enter</kbd>"}, {"Escape", ">Esc</kbd>"},
	} {
		holds(t, render(t, Press(Button{Label: "Go", Key: c.key})), `data-key="`+c.key+`"`, c.printed)
	}
	lacks(t, render(t, Press(Button{Label: "Go"})), "kbd", "data-key")
}

func TestAButtonWithAnAddressIsALink(t *testing.T) {
	link := render(t, Press(Button{Label: "Go", Href: "/queue"}))
	holds(t, link, `<a class="btn" href="/queue"`)
	lacks(t, link, "<button")
	holds(t, render(t, Press(Button{Label: "Go", Kind: Accept, Name: "draft", Value: "1"})),
		`<button class="btn accept" type="submit"`, `name="draft"`, `value="1"`)
}

func TestADangerousAddressIsNotALink(t *testing.T) {
	lacks(t, render(t, Facts([]Fact{{Name: "Website", Words: "x", Href: "javascript:alert(1)"}})), "javascript:")
}

func TestTakingBackIsSentAsDelete(t *testing.T) {
	holds(t, render(t, Act(Action{Href: "/handoffs/1/acceptance", Method: "DELETE", Hidden: []Hidden{{"version", "3"}},
		Button: Button{Label: "Undo"}})),
		`method="post"`, `name="_method" value="DELETE"`, `name="version" value="3"`)
}

func TestAClockThatIsLateIsFullAndSaysSo(t *testing.T) {
	holds(t, render(t, ClockBar(Clock{Words: "12 min over", State: "late", Percent: 3})), `width="100%"`, "12 min over",
		"chip late")
	holds(t, render(t, ClockBar(Clock{Words: "1 h left", State: "running", Percent: 130})), `width="100%"`)
	holds(t, render(t, ClockBar(Clock{Words: "1 min left", State: "soon", Percent: -4})), `width="0%"`)
	if got := render(t, ClockBar(Clock{})); got != "" {
		t.Errorf("a clock without words shows %q", got)
	}
}

func TestTheStageIsSaidInWordsToo(t *testing.T) {
	got := render(t, StageBar([]Stage{{Name: "Captured", Tone: Marketing},
		{Name: "Submitted", Tone: Marketing, Here: true}, {Name: "Accepted"}}))
	holds(t, got, `aria-current="step"`, ", done")
	if n := strings.Count(got, ", done"); n != 1 {
		t.Errorf("%d stages are done, want 1", n)
	}
}

func TestATableHasScopesAndNumbersToTheRight(t *testing.T) {
	got := render(t, TableOf(Table{Caption: "Campaigns",
		Heads: []Head{{Label: "Campaign"}, {Label: "Spend", Number: true, Sorted: "descending", Href: "?sort=spend"}},
		Rows:  []Row{{Cells: []Cell{{Words: "Fair"}, {Words: "€18,000"}}}},
		Foot:  &Row{Cells: []Cell{{Words: "All"}, {Words: "€18,000"}}}}))
	holds(t, got, `<caption class="sr">Campaigns`, `scope="col" class="r" aria-sort="descending"`, `<th scope="row">`,
		`<td class="r num">`, "<tfoot>")
}

func TestAFunnelHasItsTableBehindIt(t *testing.T) {
	holds(t, render(t, Funnel(FunnelChart{Title: "Who holds the baton", AsideHead: "Median time",
		Steps: []Step{{Name: "Captured", Count: "412", Percent: 100, Href: "/leads?stage=captured"}}})),
		"Show as a table", "<table>", `href="/leads?stage=captured"`, "Median time")
}

func TestNothingIsShownForNothing(t *testing.T) {
	if got := render(t, PagerOf(Pager{})); got != "" {
		t.Errorf("a list that fits on a page has %q", got)
	}
	lacks(t, render(t, Track(Sales, 50, 0)), "pace")
	holds(t, render(t, Track(Sales, 50, 71)), `x="71%"`)
}
