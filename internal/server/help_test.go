package server_test

import (
	"net/url"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// TestTheHelpIsReadInside reads every text as every role, and follows each of its links.
func TestTheHelpIsReadInside(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for _, c := range callers[1:] {
		a := w.as(c.email).get("/help")
		if a.status != 200 || !strings.Contains(a.main(), "Marketing submits a lead") {
			t.Fatalf("%s is answered %d: %.300s", c.name, a.status, a.main())
		}
	}
	pages := map[string]answer{}
	for _, path := range []string{"/help", "/help/life", "/help/running", "/help/api"} {
		pages[path] = w.as(rita).get(path)
		checkPage(t, pages[path])
	}
	links := 0
	for path, a := range pages {
		for _, link := range all(all(a.doc, with("class", "help"))[0], element("a")) {
			links++
			to, err := url.Parse(attr(link, "href"))
			if err != nil || strings.HasSuffix(to.Path, ".md") {
				t.Errorf("%s leads to %q", path, attr(link, "href"))
				continue
			}
			if to.Host != "" {
				continue
			}
			target := to.Path
			if target == "" {
				target = path
			}
			there, known := pages[target]
			if !known {
				if there = w.as(rita).get(target); there.status != 200 {
					t.Errorf("%s leads to %s, which answers %d", path, target, there.status)
				}
			}
			if to.Fragment != "" && len(all(there.doc, with("id", to.Fragment))) != 1 {
				t.Errorf("%s leads to %s, which has no such place", path, attr(link, "href"))
			}
		}
		if tables := all(a.doc, func(n *html.Node) bool {
			return attr(n, "class") == "table card" &&
				attr(n, "aria-label") == ""
		}); len(tables) > 0 {
			t.Errorf("%s has tables without a name", path)
		}
	}
	if links < 35 {
		t.Errorf("the help has only %d links", links)
	}
	if a := w.as(rita).get("/help/nothing"); a.status != 404 {
		t.Errorf("a text that there is not answers %d", a.status)
	}
}

// TestEveryPageLeadsToWhatTheHelpSaysOfIt follows the link that stands in the menu and in the dialog of the keys.
func TestEveryPageLeadsToWhatTheHelpSaysOfIt(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	help := w.as(alba).get("/help")
	seen := map[string]bool{}
	for _, route := range w.server.Routes() {
		// which has no rail
		if route.Method != "GET" || len(route.Roles) == 0 || strings.Contains(route.Pattern, "{") || silent[route.Pattern] ||
			route.Pattern == "/api/docs" {
			continue
		}
		a := w.as(alba).get(route.Pattern)
		if a.status != 200 {
			continue
		}
		for _, within := range []string{"rail", "keys"} {
			place := all(a.doc, with("id", within))
			if len(place) == 0 {
				t.Errorf("%s has no #%s", route.Pattern, within)
				continue
			}
			found := all(place[0], func(n *html.Node) bool { return strings.HasPrefix(attr(n, "href"), "/help") })
			if len(found) == 0 {
				t.Errorf("%s: no way to the help in #%s", route.Pattern, within)
				continue
			}
			_, at, _ := strings.Cut(attr(found[0], "href"), "#")
			if seen[at] = true; at != "" && len(all(help.doc, with("id", at))) != 1 {
				t.Errorf("%s leads to /help#%s, which is not there", route.Pattern, at)
			}
		}
	}
	if len(seen) < 8 {
		t.Errorf("the help is entered at %v alone", seen)
	}
}
