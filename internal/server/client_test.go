package server_test

import (
	"context"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"baton/internal/account"
	"baton/internal/hang"
)

// A client is the browser of one person, without a screen.
type client struct {
	t    testing.TB
	w    *world
	http *http.Client
}

// An answer is what the server said.
type answer struct {
	status int
	header http.Header
	body   string
	to     string // where it sends the visitor on
	doc    *html.Node
}

// stranger is a browser in which nobody is signed in.
func (w *world) stranger() *client {
	w.t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		w.t.Fatal(err)
	}
	transport := &http.Transport{MaxIdleConnsPerHost: 4, ExpectContinueTimeout: time.Second}
	w.t.Cleanup(transport.CloseIdleConnections)
	return &client{w.t, w, &http.Client{
		Jar: jar, Transport: transport, Timeout: hang.Limit,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

// as is the browser in which a person is signed in. The session is made past the form, which is there to take its time.
func (w *world) as(email string) *client {
	w.t.Helper()
	w.mu.Lock()
	known := w.clients[email]
	w.mu.Unlock()
	if known != nil {
		return known
	}
	c, token := w.stranger(), account.NewToken()
	w.must(w.db.AddSession(context.Background(), w.person(email).ID, token, "127.0.0.1", "Go-http-client/1.1", w.now()))
	u, err := url.Parse("http://" + w.address)
	w.must(err)
	c.http.Jar.SetCookies(u, []*http.Cookie{{Name: "baton", Value: token.Secret, Path: "/"}})
	w.mu.Lock()
	w.clients[email] = c
	w.mu.Unlock()
	return c
}

// cookie is the session's cookie; "" when nobody is signed in.
func (c *client) cookie() *http.Cookie {
	u, _ := url.Parse("http://" + c.w.address)
	for _, cookie := range c.http.Jar.Cookies(u) {
		if cookie.Name == "baton" {
			return cookie
		}
	}
	return nil
}

func (c *client) get(path string) answer {
	c.t.Helper()
	return c.send(http.MethodGet, path, nil, "")
}

// post sends a form of those fields, given as name, value, name, value.
func (c *client) post(path string, fields ...string) answer {
	c.t.Helper()
	return c.send(http.MethodPost, path, strings.NewReader(form(fields...)), "application/x-www-form-urlencoded")
}

func form(fields ...string) string {
	values := url.Values{}
	for i := 0; i+1 < len(fields); i += 2 {
		values.Add(fields[i], fields[i+1])
	}
	return values.Encode()
}

func (c *client) send(method, path string, body io.Reader, kind string, headers ...string) answer {
	c.t.Helper()
	a, err := c.try(method, path, body, kind, headers...)
	if err != nil {
		c.t.Fatal(err)
	}
	return a
}

// try is send that may fail. A path is sent as it is written, however odd.
func (c *client) try(method, path string, body io.Reader, kind string, headers ...string) (answer, error) {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, method, "http://"+c.w.address+"/", body)
	if err != nil {
		return answer{}, err
	}
	before, query, _ := strings.Cut(path, "?")
	r.URL.Opaque, r.URL.RawQuery = "//"+c.w.address+before, query
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	if kind != "" {
		r.Header.Set("Content-Type", kind)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	for _, cookie := range c.http.Jar.Cookies(&url.URL{Scheme: "http", Host: c.w.address, Path: "/"}) {
		r.AddCookie(cookie)
	}
	response, err := c.http.Do(r)
	if err != nil {
		return answer{}, err
	}
	defer response.Body.Close()
	c.http.Jar.SetCookies(&url.URL{Scheme: "http", Host: c.w.address, Path: "/"}, response.Cookies())
	a := answer{status: response.StatusCode, header: response.Header, to: response.Header.Get("Location")}
	if strings.HasPrefix(response.Header.Get("Content-Type"), "text/event-stream") {
		return a, nil
	}
	content, err := io.ReadAll(response.Body)
	if err != nil {
		return answer{}, err
	}
	a.body = string(content)
	a.doc, err = html.Parse(strings.NewReader(a.body))
	return a, err
}

// whole reports whether the answer is a whole page and not a part of one.
func (a answer) whole() bool { return strings.HasPrefix(strings.ToLower(a.body), "<!doctype html") }

// all are the elements of a document for which is holds.
func all(n *html.Node, is func(*html.Node) bool) []*html.Node {
	if n == nil {
		return nil
	}
	var found []*html.Node
	if n.Type == html.ElementNode && is(n) {
		found = append(found, n)
	}
	for child := n.FirstChild; child != nil; child = child.NextSibling {
		found = append(found, all(child, is)...)
	}
	return found
}

func element(name string) func(*html.Node) bool {
	return func(n *html.Node) bool { return n.Data == name }
}

func with(name, value string) func(*html.Node) bool {
	return func(n *html.Node) bool { return attr(n, name) == value }
}

func attr(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func has(n *html.Node, name string) bool {
	return slices.ContainsFunc(n.Attr, func(a html.Attribute) bool { return a.Key == name })
}

// wordsOf is the text within n, spaces folded.
func wordsOf(n *html.Node) string {
	var b strings.Builder
	var walk func(*html.Node)
	walk = func(n *html.Node) {
		if n.Type == html.TextNode {
			b.WriteString(n.Data)
			b.WriteByte(' ')
		}
		for child := n.FirstChild; child != nil; child = child.NextSibling {
			walk(child)
		}
	}
	walk(n)
	return strings.Join(strings.Fields(b.String()), " ")
}

// text is what can be read on the page, below its head.
func (a answer) text() string {
	var parts []string
	for _, body := range all(a.doc, element("body")) {
		parts = append(parts, wordsOf(body))
	}
	return strings.Join(parts, " ")
}

// main is what can be read on the page beside the rail.
func (a answer) main() string {
	for _, n := range all(a.doc, element("main")) {
		return wordsOf(n)
	}
	return a.text()
}

// problem is what the page says is wrong with a field, where a screen reader finds it: by aria-describedby of the field
// or of the group that it stands in.
func (a answer) problem(field string) string {
	for _, control := range all(a.doc, with("name", field)) {
		for n := control; n != nil; n = n.Parent {
			for _, id := range strings.Fields(attr(n, "aria-describedby")) {
				for _, found := range all(a.doc, with("id", id)) {
					if strings.Contains(" "+attr(found, "class")+" ", " problem ") {
						return wordsOf(found)
					}
				}
			}
			if n.Data == "fieldset" {
				break
			}
		}
	}
	return ""
}

// value is what stands in a field of the page.
func (a answer) value(field string) string { return valueIn(a.doc, field) }

// valueIn is what stands in a field of a page or of a form.
func valueIn(within *html.Node, field string) string {
	for _, n := range all(within, with("name", field)) {
		switch n.Data {
		case "textarea":
			if n.FirstChild == nil {
				return ""
			}
			return n.FirstChild.Data
		case "select":
			for _, option := range all(n, func(o *html.Node) bool { return o.Data == "option" && has(o, "selected") }) {
				return attr(option, "value")
			}
			return ""
		case "input":
			if kind := attr(n, "type"); (kind == "radio" || kind == "checkbox") && !has(n, "checked") {
				continue
			}
			return attr(n, "value")
		}
	}
	return ""
}

// notice is what a page says about the whole of what was sent.
func (a answer) notice() string {
	var parts []string
	for _, n := range all(a.doc,
		func(n *html.Node) bool { return strings.Contains(" "+attr(n, "class")+" ", " notice ") }) {
		parts = append(parts, wordsOf(n))
	}
	return strings.Join(parts, " | ")
}
