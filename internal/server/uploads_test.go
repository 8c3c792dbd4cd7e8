package server_test

import (
	"bytes"
	"fmt"
	"mime/multipart"
	"net/url"
	"strings"
	"testing"
)

func TestForgedColumnsOfAnImportAreRefused(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for _, columns := range []string{"-1", "-99999999999", "0", "", "many", "99999999999", strings.Repeat("9", 40),
		markup} {
		t.Run(fmt.Sprintf("%.20s", columns), func(t *testing.T) {
			path := fmt.Sprintf("/imports/%d/run", anImport(w, growthAndNorth))
			before := w.rows()
			for _, more := range [][]string{nil, {"column_1", "no_such_field"}, {"column_1", markup}} {
				who := w.as(lena)
				who.t = t
				a := who.post(path, append([]string{"columns", columns}, more...)...)
				line{}.check(t, a, 422)
				noMarkup(t, a)
			}
			unchanged(t, w, before)
		})
	}
}

func TestAnOddUploadIsAnsweredInWords(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for _, c := range []struct {
		name, file, profile, content string
		status                       int
	}{
		{"a profile with marks of an address", "leads.csv", "a&b=c#d\r\nSet-Cookie: baton=forged", "name\nIvo\n", 303},
		{"a profile of another site", "leads.csv", "//evil.example", "name\nIvo\n", 303},
		{"a name that turns text around", "leads\u202evsc.exe", "guess", "name\nIvo\n", 303},
		{"a name with markup", markup + ".csv", "guess", "name\nIvo\n", 303},
		{"a name with a way out", "../../../../etc/passwd", "guess", "name\nIvo\n", 303},
		{"markup in a head and a cell", "leads.csv", "guess", "name," + markup + "\nIvo,<script>alert(1)</script>\n", 303},
		{"nothing in it", "leads.csv", "guess", "", 422},
	} {
		t.Run(c.name, func(t *testing.T) {
			before := w.rows()
			var body bytes.Buffer
			parts := multipart.NewWriter(&body)
			w.must(parts.WriteField("profile", c.profile))
			file, err := parts.CreateFormFile("file", c.file)
			w.must(err)
			fmt.Fprint(file, c.content)
			w.must(parts.Close())
			who := w.as(lena)
			who.t = t
			a := who.send("POST", "/imports", &body, parts.FormDataContentType())
			line{}.check(t, a, c.status)
			noMarkup(t, a)
			if c.status != 303 {
				unchanged(t, w, before)
				return
			}
			to, err := url.Parse(a.to)
			if err != nil || to.Fragment != "" || len(to.Query()) != 1 || to.Query().Get("columns") != c.profile ||
				strings.Contains(strings.Join(a.header.Values("Set-Cookie"), "; "), "baton=") {
				t.Errorf("it leads to %q", a.to)
			}
			page := who.get(a.to)
			line{}.check(t, page, 200)
			noMarkup(t, page)
			if strings.ContainsRune(page.body, '\u202e') {
				t.Error("the page shows a mark that turns text around")
			}
			noMarkup(t, who.get("/imports"))
		})
	}
}
