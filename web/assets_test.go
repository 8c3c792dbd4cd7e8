package web

import (
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/andybalholm/brotli"
	"github.com/google/go-cmp/cmp"
)

func sample(css string) fstest.MapFS {
	return fstest.MapFS{
		"css/tokens.css":           {Data: []byte(css)},
		"css/base.css":             {Data: []byte(strings.Repeat("p { margin: 0 }\n", 200))},
		"js/app.js":                {Data: []byte(`import "./live.js";`)},
		"vendor/inter-latin.woff2": {Data: []byte("a font")},
	}
}

func ask(t *testing.T, set *AssetSet, method, path, encodings string) *http.Response {
	t.Helper()
	r := httptest.NewRequest(method, path, nil)
	r.Header.Set("Accept-Encoding", encodings)
	w := httptest.NewRecorder()
	set.Handler().ServeHTTP(w, r)
	return w.Result()
}

func TestAssetsAreServed(t *testing.T) {
	set := newAssetSet(sample(":root { color: black }"))
	old := "/assets/0123456789ab"
	for _, c := range []struct {
		name, method, path, encodings       string
		status                              int
		contentType, encoding, cacheControl string
	}{
		{"the joined style sheet", "GET", set.Base() + "/css/app.css", "", 200, "text/css; charset=utf-8", "",
			"public, max-age=31536000, immutable"},
		{"in brotli", "GET", set.Base() + "/css/app.css", "gzip, deflate, br", 200, "text/css; charset=utf-8", "br",
			"public, max-age=31536000, immutable"},
		{"in gzip", "GET", set.Base() + "/css/app.css", "gzip", 200, "text/css; charset=utf-8", "gzip",
			"public, max-age=31536000, immutable"},
		{"brotli ruled out", "GET", set.Base() + "/css/app.css", "br;q=0, gzip;q=0.5", 200, "text/css; charset=utf-8", "gzip",
			"public, max-age=31536000, immutable"},
		{"a script", "GET", set.Base() + "/js/app.js", "", 200, "text/javascript; charset=utf-8", "",
			"public, max-age=31536000, immutable"},
		{"a font is packed already", "GET", set.Base() + "/vendor/inter-latin.woff2", "br", 200, "font/woff2", "",
			"public, max-age=31536000, immutable"},
		{"another version's address", "GET", old + "/js/app.js", "", 200, "text/javascript; charset=utf-8", "", "no-store"},
		{"only the head", "HEAD", set.Base() + "/js/app.js", "", 200, "text/javascript; charset=utf-8", "",
			"public, max-age=31536000, immutable"},
		{"a file that is not there", "GET", set.Base() + "/js/none.js", "", 404, "text/plain; charset=utf-8", "", ""},
		{"a way out of the folder", "GET", set.Base() + "/../assets.go", "", 404, "text/plain; charset=utf-8", "", ""},
		{"writing", "POST", set.Base() + "/js/app.js", "", 405, "text/plain; charset=utf-8", "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			answer := ask(t, set, c.method, c.path, c.encodings)
			got := []any{answer.StatusCode, answer.Header.Get("Content-Type"), answer.Header.Get("Content-Encoding"),
				answer.Header.Get("Cache-Control")}
			want := []any{c.status, c.contentType, c.encoding, c.cacheControl}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Error(diff)
			}
			if body, _ := io.ReadAll(answer.Body); c.method == "HEAD" && len(body) > 0 {
				t.Errorf("HEAD answered %d bytes", len(body))
			}
		})
	}
}

func TestPackedAssetsUnpackToTheSame(t *testing.T) {
	set := newAssetSet(sample(":root { color: black }"))
	plain, _ := io.ReadAll(ask(t, set, "GET", set.Base()+"/css/app.css", "").Body)
	if !strings.HasPrefix(string(plain), ":root { color: black }\np { margin: 0 }") {
		t.Fatalf("the joined sheet begins with %.60q", plain)
	}
	inBrotli := ask(t, set, "GET", set.Base()+"/css/app.css", "br").Body
	if got, err := io.ReadAll(brotli.NewReader(inBrotli)); err != nil || string(got) != string(plain) {
		t.Errorf("brotli unpacks to %d bytes (%v), want %d", len(got), err, len(plain))
	}
	inGzip, err := gzip.NewReader(ask(t, set, "GET", set.Base()+"/css/app.css", "gzip").Body)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := io.ReadAll(inGzip); err != nil || string(got) != string(plain) {
		t.Errorf("gzip unpacks to %d bytes (%v), want %d", len(got), err, len(plain))
	}
}

func TestTheAddressChangesWithAnyFile(t *testing.T) {
	one, same, other := newAssetSet(sample("a")), newAssetSet(sample("a")), newAssetSet(sample("b"))
	if one.Base() != same.Base() {
		t.Errorf("the same files are at %s and %s", one.Base(), same.Base())
	}
	if one.Base() == other.Base() {
		t.Errorf("different files are both at %s", one.Base())
	}
}

func TestMissingNamesWhatMakeAssetsWouldCopy(t *testing.T) {
	all := fstest.MapFS{}
	for name := range Vendored {
		all[name] = &fstest.MapFile{Data: []byte("x")}
	}
	if got := newAssetSet(all).Missing(); len(got) != 0 {
		t.Errorf("with everything there, %v is missing", got)
	}
	delete(all, "vendor/htmx.js")
	delete(all, "vendor/icons/check.svg")
	if diff := cmp.Diff([]string{"vendor/htmx.js", "vendor/icons/check.svg"}, newAssetSet(all).Missing()); diff != "" {
		t.Error(diff)
	}
}

func TestEverySheetAndIconThatIsNamedExists(t *testing.T) {
	set := Assets()
	for _, name := range sheets {
		if _, found := set.files["css/"+name+".css"]; !found {
			t.Errorf("css/%s.css is in the list of sheets and not in the folder", name)
		}
	}
	sheet := string(set.files["css/app.css"].content)
	for name := range Vendored {
		if icon, is := strings.CutPrefix(name, "vendor/icons/"); is &&
			!strings.Contains(sheet, `url("../vendor/icons/`+icon+`")`) {
			t.Errorf("%s is copied and no style sheet shows it", name)
		}
	}
	for _, part := range strings.Split(sheet, `url("../`)[1:] {
		if name, _, _ := strings.Cut(part, `"`); Vendored[name] == "" {
			t.Errorf("a style sheet shows %s, which is not copied", name)
		}
	}
}
