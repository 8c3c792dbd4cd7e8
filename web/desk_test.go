package web_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"

	"baton/web"
	"baton/web/page"
	"baton/web/ui"

	"github.com/a-h/templ"
)

const policy = "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; object-src 'none'; " +
	"base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

// A desk is a queue of a few leads, served as Baton serves it, that a browser can work on.
type desk struct {
	t   *testing.T
	set *web.AssetSet

	mu      sync.Mutex
	waiting []string // numbers of the handoffs
	posts   []string
	away    bool
	streams map[chan string]bool
}

func newDesk(t *testing.T) (*desk, *httptest.Server) {
	d := &desk{t: t, set: web.Assets(), waiting: []string{"1", "2", "3", "4"}, streams: map[chan string]bool{}}
	mux := http.NewServeMux()
	mux.Handle("/assets/", d.set.Handler())
	mux.HandleFunc("GET /queue", func(w http.ResponseWriter, r *http.Request) { d.queue(w, r, http.StatusOK, nil) })
	mux.HandleFunc("GET /queue/rows", func(w http.ResponseWriter, r *http.Request) {
		d.show(w, r, 200, page.QueueFragment(d.queuePage(r, nil)))
	})
	mux.HandleFunc("GET /dashboard", func(w http.ResponseWriter, r *http.Request) {
		d.show(w, r, 200, page.FailurePage(d.frame("Dashboard"), page.Failure{Title: "Dashboard"}))
	})
	mux.HandleFunc("GET /styleguide", func(w http.ResponseWriter, r *http.Request) {
		d.show(w, r, 200, page.StyleguidePage(d.frame("Style guide")))
	})
	mux.HandleFunc("GET /sign-in", func(w http.ResponseWriter, r *http.Request) {
		d.show(w, r, 200, page.SignInPage(page.SignIn{Bare: page.Bare{Title: "Sign in", Assets: d.set.Base()},
			Email: "rep@demo.example", Problem: "They do not go together."}))
	})
	mux.HandleFunc("POST /handoffs/{id}/{verdict}", d.decide)
	mux.HandleFunc("GET /live", d.live)
	mux.HandleFunc("GET /readyz", func(http.ResponseWriter, *http.Request) {})
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Security-Policy", policy)
		if d.isAway() {
			http.Error(w, "away", http.StatusServiceUnavailable)
			return
		}
		mux.ServeHTTP(w, r)
	}))
	t.Cleanup(func() {
		server.CloseClientConnections()
		server.Close()
	})
	return d, server
}

func (d *desk) isAway() bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.away
}

func (d *desk) goAway(away bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.away = away
}

func (d *desk) show(w http.ResponseWriter, r *http.Request, status int, c templ.Component) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	// a page that the browser has left already is none
	if err := c.Render(r.Context(), w); err != nil && r.Context().Err() == nil {
		d.t.Error(err)
	}
}

func (d *desk) frame(here string) page.Frame {
	rail := []page.RailItem{{Label: "Queue", Href: "/queue"}, {Label: "Dashboard", Href: "/dashboard"}}
	for i := range rail {
		rail[i].Here = rail[i].Label == here
	}
	return page.Frame{Title: here, Assets: d.set.Base(), Visitor: page.Visitor{Name: "A Rep", Initials: "AR"},
		Rail: []page.RailGroup{{Items: rail}}}
}

func (d *desk) queue(w http.ResponseWriter, r *http.Request, status int, problems map[string]string) {
	f := d.frame("Queue")
	f.Wide = true
	if done := r.FormValue("done"); done != "" {
		f.Notice = &ui.Notice{Kind: "ok", Words: "Decided."}
	}
	d.show(w, r, status, page.QueuePage(f, d.queuePage(r, problems)))
}

func (d *desk) queuePage(r *http.Request, problems map[string]string) page.Queue {
	d.mu.Lock()
	defer d.mu.Unlock()
	chosen := r.FormValue("handoff")
	q := page.Queue{Summary: fmt.Sprintf("%d waiting", len(d.waiting)),
		Search: ui.Search{Action: "/queue", Label: "Search"}}
	q.Rows.Live, q.Rows.Src = "queue", "/queue/rows?handoff="+chosen
	for i, id := range d.waiting {
		href := "/queue?handoff=" + id
		q.Rows.Rows = append(q.Rows.Rows,
			page.QueueRow{ID: "row-" + id, Href: href, Name: "Lead " + id, Grade: "A", Here: id == chosen})
		if id != chosen {
			continue
		}
		q.Detail = &page.QueueDetail{Lead: page.LeadParts{Name: "Lead " + id}, Live: "handoff:" + id, Src: href,
			Back: "/queue"}
		if i+1 < len(d.waiting) {
			q.Detail.Next = "/queue?handoff=" + d.waiting[i+1]
		}
		q.Detail.Decide = page.Decide{Handoff: "/handoffs/" + id, May: true, RejectBy: href + "&act=reject",
			AskBy: href + "&act=ask", Keep: href}
		if r.FormValue("act") == "reject" {
			q.Detail.Decide.Reject = &page.RejectForm{To: "a marketer", ToFirst: "them", Problems: problems,
				Reason:  r.FormValue("reason"),
				Reasons: []ui.Option{{Value: "small", Label: "Too small"}, {Value: "industry", Label: "Wrong industry"}}}
		}
	}
	return q
}

func (d *desk) decide(w http.ResponseWriter, r *http.Request) {
	id := r.PathValue("id")
	if r.FormValue("feedback") == "after signing out" {
		http.Redirect(w, r, "/sign-in", http.StatusSeeOther)
		return
	}
	d.mu.Lock()
	d.posts = append(d.posts, r.PathValue("verdict")+" "+id+" "+r.FormValue("reason")+" "+r.FormValue("feedback"))
	d.mu.Unlock()
	if r.PathValue("verdict") == "rejection" && r.FormValue("feedback") == "" {
		r.Form.Set("handoff", id)
		r.Form.Set("act", "reject")
		d.queue(w, r, http.StatusUnprocessableEntity, map[string]string{"feedback": "Write a sentence."})
		return
	}
	http.Redirect(w, r, "/queue?done=1&handoff="+d.remove(id), http.StatusSeeOther)
}

// remove takes a handoff out of the queue, and answers the one that takes its place.
func (d *desk) remove(id string) string {
	d.mu.Lock()
	defer d.mu.Unlock()
	for i, waiting := range d.waiting {
		if waiting == id && i+1 < len(d.waiting) {
			next := d.waiting[i+1]
			d.waiting = append(d.waiting[:i:i], d.waiting[i+1:]...)
			return next
		}
	}
	return ""
}

// arrive puts a handoff at the top of the queue and nudges.
func (d *desk) arrive(id string) {
	d.mu.Lock()
	d.waiting = append([]string{id}, d.waiting...)
	d.mu.Unlock()
	d.nudge("queue")
}

func (d *desk) nudge(topics string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for stream := range d.streams {
		stream <- topics
	}
}

func (d *desk) live(w http.ResponseWriter, r *http.Request) {
	nudges := make(chan string, 16)
	d.mu.Lock()
	d.streams[nudges] = true
	d.mu.Unlock()
	defer func() {
		d.mu.Lock()
		defer d.mu.Unlock()
		delete(d.streams, nudges)
	}()
	w.Header().Set("Content-Type", "text/event-stream")
	fmt.Fprint(w, ": open\n\n")
	w.(http.Flusher).Flush()
	for {
		select {
		case <-r.Context().Done():
			return
		case topics := <-nudges:
			fmt.Fprintf(w, "event: nudge\ndata: %s\n\n", topics)
			w.(http.Flusher).Flush()
		}
	}
}
