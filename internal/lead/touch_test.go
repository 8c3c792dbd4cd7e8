package lead_test

import (
	"strings"
	"testing"
	"time"

	"baton/internal/lead"
)

func TestWhatIsWrongWithATouchFromOutside(t *testing.T) {
	now := time.Date(2026, 11, 3, 10, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		name  string
		touch lead.Touch
		field string // that is wrong; "" for none
	}{
		{"a form now", lead.Touch{Kind: "form"}, ""},
		{"an event last year", lead.Touch{Kind: "event", At: now.AddDate(-1, 0, 0)}, ""},
		{"two years ago", lead.Touch{Kind: "visit", At: now.AddDate(-2, 0, 0)}, ""},
		{"a clock that is ahead a little", lead.Touch{Kind: "visit", At: now.Add(time.Minute)}, ""},
		{"the longest of all", lead.Touch{Kind: "reply", Note: strings.Repeat("ä", lead.MaxNote),
			UTM: lead.UTM{Term: strings.Repeat("ä", lead.MaxText)}}, ""},
		{"no kind", lead.Touch{}, "kind"},
		{"a kind that is none", lead.Touch{Kind: "sermon"}, "kind"},
		{"a kind of Baton's own", lead.Touch{Kind: "import"}, "kind"},
		{"in the future", lead.Touch{Kind: "visit", At: now.Add(time.Minute + time.Second)}, "at"},
		{"too long ago", lead.Touch{Kind: "visit", At: now.AddDate(-2, 0, 0).Add(-time.Second)}, "at"},
		{"a note too long", lead.Touch{Kind: "visit", Note: strings.Repeat("ä", lead.MaxNote+1)}, "note"},
		{"a mark too long", lead.Touch{Kind: "visit", UTM: lead.UTM{Content: strings.Repeat("ä", lead.MaxText+1)}},
			"utm_content"},
		{"a mark that cannot be shown", lead.Touch{Kind: "visit", UTM: lead.UTM{Source: "a\x00b"}}, "utm_source"},
	} {
		problems := c.touch.Check(now)
		if c.field == "" && len(problems) > 0 || c.field != "" && (len(problems) != 1 || problems[c.field] == "") {
			t.Errorf("%s: %v, want a problem with %q", c.name, problems, c.field)
		}
		if c.field == "" && (c.touch.At.IsZero() || c.touch.At.After(now)) {
			t.Errorf("%s: it was at %s", c.name, c.touch.At)
		}
	}
}

func TestTheTimeOfATouchIsKeptAsTheStoreKeepsIt(t *testing.T) {
	now := time.Date(2026, 11, 3, 10, 0, 0, 0, time.UTC)
	touch := lead.Touch{Kind: "form", At: time.Date(2026, 11, 3, 9, 0, 0, 1999, time.FixedZone("", 3600))}
	touch.Check(now)
	if want := time.Date(2026, 11, 3, 8, 0, 0, 1000, time.UTC); !touch.At.Equal(want) || touch.At.Location() != time.UTC {
		t.Errorf("it was at %s, want %s", touch.At, want)
	}
}
