// Package web holds what the browser gets: the pages in web/page, the parts they are made of in web/ui, and the style
// sheets, scripts, icons and fonts, which this package embeds and serves.
package web

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"io"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/andybalholm/brotli"
)

//go:embed static
var static embed.FS

// Vendored are the files of other people's packages that the pages need: where each lies below static, and where below
// node_modules it comes from. `make assets` copies them.
var Vendored = map[string]string{
	"vendor/htmx.js":                  "htmx.org/dist/htmx.esm.min.js",
	"vendor/inter-latin.woff2":        "@fontsource-variable/inter/files/inter-latin-wght-normal.woff2",
	"vendor/inter-latin-ext.woff2":    "@fontsource-variable/inter/files/inter-latin-ext-wght-normal.woff2",
	"vendor/icons/arrow-left.svg":     "lucide-static/icons/arrow-left.svg",
	"vendor/icons/arrow-right.svg":    "lucide-static/icons/arrow-right.svg",
	"vendor/icons/check.svg":          "lucide-static/icons/check.svg",
	"vendor/icons/info.svg":           "lucide-static/icons/info.svg",
	"vendor/icons/log-out.svg":        "lucide-static/icons/log-out.svg",
	"vendor/icons/menu.svg":           "lucide-static/icons/menu.svg",
	"vendor/icons/triangle-alert.svg": "lucide-static/icons/triangle-alert.svg",
	"vendor/icons/trophy.svg":         "lucide-static/icons/trophy.svg",
	"vendor/icons/x.svg":              "lucide-static/icons/x.svg",
	"vendor/licences/htmx.txt":        "htmx.org/LICENSE",
	"vendor/licences/inter.txt":       "@fontsource-variable/inter/LICENSE",
	"vendor/licences/lucide.txt":      "lucide-static/LICENSE",
}

// sheets are the style sheets in the order in which css/app.css has them.
var sheets = []string{
	"tokens", "base", "layout", "components", "queue", "lead", "forms", "lists", "dashboard", "house", "goals", "personas",
	"agreement", "help", "bare", "print",
}

// An AssetSet is every file that the browser may ask for, below an address that changes when any of them does.
type AssetSet struct {
	base  string
	files map[string]*asset
}

// Assets reads the embedded files. It takes milliseconds; compressing them waits until somebody asks.
func Assets() *AssetSet {
	root, err := fs.Sub(static, "static")
	if err != nil {
		panic(err) // the embedded directory is part of the binary
	}
	return newAssetSet(root)
}

func newAssetSet(root fs.FS) *AssetSet {
	set := &AssetSet{files: map[string]*asset{}}
	err := fs.WalkDir(root, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		content, err := fs.ReadFile(root, name)
		set.files[name] = &asset{name: name, content: content}
		return err
	})
	if err != nil {
		panic(err) // the files are in the binary
	}
	set.joinSheets()
	set.base = "/assets/" + set.hash()
	return set
}

// joinSheets makes css/app.css of the style sheets, so that a page asks for one.
func (s *AssetSet) joinSheets() {
	var all bytes.Buffer
	for _, name := range sheets {
		if sheet, found := s.files["css/"+name+".css"]; found {
			all.Write(sheet.content)
			all.WriteByte('\n')
		}
	}
	s.files["css/app.css"] = &asset{name: "css/app.css", content: all.Bytes()}
}

func (s *AssetSet) hash() string {
	sum := sha256.New()
	names := make([]string, 0, len(s.files))
	for name := range s.files {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		io.WriteString(sum, name+"\x00"+strconv.Itoa(len(s.files[name].content))+"\x00")
		sum.Write(s.files[name].content)
	}
	return hex.EncodeToString(sum.Sum(nil)[:6])
}

// Base is where the assets are, without a slash at the end: "/assets/3f9a1c0b2d4e".
func (s *AssetSet) Base() string { return s.base }

// Missing names the vendored files that were not there when the program was built, sorted. When there are any, the
// pages work but look plain, and `make assets` before building puts them in place.
func (s *AssetSet) Missing() []string {
	var missing []string
	for name := range Vendored {
		if _, found := s.files[name]; !found {
			missing = append(missing, name)
		}
	}
	slices.Sort(missing)
	return missing
}

// Handler serves everything below /assets/. Files below Base may be kept for ever. Those below the base of another
// version are this version's, not to be kept: while an installation is upgraded node by node, a page may come from one
// version and its style sheet from the other.
func (s *AssetSet) Handler() http.Handler { return http.HandlerFunc(s.serve) }

func (s *AssetSet) serve(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		http.Error(w, "Assets can only be read.", http.StatusMethodNotAllowed)
		return
	}
	version, name, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/assets/"), "/")
	file, found := s.files[name]
	if !found {
		http.Error(w, "There is no such file.", http.StatusNotFound)
		return
	}
	caching := "no-store"
	if "/assets/"+version == s.base {
		caching = "public, max-age=31536000, immutable"
	}
	w.Header().Set("Cache-Control", caching)
	file.serve(w, r)
}

// An asset is one file, and what it shrinks to.
type asset struct {
	name    string
	content []byte

	brotli, gzip packed
}

// A packed is a compressed form that is made when it is first wanted.
type packed struct {
	once    sync.Once
	content []byte
}

func (a *asset) serve(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Content-Type", contentType(a.name))
	h.Set("X-Content-Type-Options", "nosniff")
	content := a.content
	if a.shrinks() {
		h.Set("Vary", "Accept-Encoding")
		switch accepted := r.Header.Get("Accept-Encoding"); {
		case accepts(accepted, "br"):
			content = a.inBrotli()
			h.Set("Content-Encoding", "br")
		case accepts(accepted, "gzip"):
			content = a.inGzip()
			h.Set("Content-Encoding", "gzip")
		}
	}
	h.Set("Content-Length", strconv.Itoa(len(content)))
	if r.Method == http.MethodGet {
		w.Write(content)
	}
}

func (a *asset) shrinks() bool {
	switch path.Ext(a.name) {
	case ".css", ".js", ".svg", ".txt", ".json":
		return true
	}
	return false
}

func (a *asset) inBrotli() []byte {
	a.brotli.once.Do(func() {
		var out bytes.Buffer
		to := brotli.NewWriterLevel(&out, 9)
		to.Write(a.content)
		to.Close()
		a.brotli.content = out.Bytes()
	})
	return a.brotli.content
}

func (a *asset) inGzip() []byte {
	a.gzip.once.Do(func() {
		var out bytes.Buffer
		to, _ := gzip.NewWriterLevel(&out, gzip.BestCompression) // the level is one that exists
		to.Write(a.content)
		to.Close()
		a.gzip.content = out.Bytes()
	})
	return a.gzip.content
}

// accepts says whether an Accept-Encoding header names an encoding without ruling it out.
func accepts(header, encoding string) bool {
	for part := range strings.SplitSeq(header, ",") {
		name, weight, _ := strings.Cut(strings.TrimSpace(part), ";")
		if !strings.EqualFold(strings.TrimSpace(name), encoding) {
			continue
		}
		_, q, weighted := strings.Cut(weight, "=")
		value, err := strconv.ParseFloat(strings.TrimSpace(q), 64)
		return !weighted || err == nil && value > 0
	}
	return false
}

func contentType(name string) string {
	switch path.Ext(name) {
	case ".js":
		return "text/javascript; charset=utf-8"
	case ".css":
		return "text/css; charset=utf-8"
	case ".svg":
		return "image/svg+xml"
	case ".woff2":
		return "font/woff2"
	}
	if byName := mime.TypeByExtension(path.Ext(name)); byName != "" {
		return byName
	}
	return "application/octet-stream"
}
