package web

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// forbidden are what the content security policy would block, or htmx would evaluate, in a template.
var forbidden = []struct {
	what    string
	pattern *regexp.Regexp
}{
	{"a style attribute", regexp.MustCompile(`(?i)[\s"]style\s*=`)},
	{"an event attribute", regexp.MustCompile(`(?i)\son[a-z]+\s*=`)},
	{"an inline style sheet", regexp.MustCompile(`(?i)<style`)},
	{"an inline script", regexp.MustCompile(`(?i)<script(?:\s[^>]*)?>\s*[^<\s]`)},
	{"a script without a source", regexp.MustCompile(`(?i)<script(?:\s+type="module")?\s*>`)},
	{"hx-on", regexp.MustCompile(`(?i)hx-on`)},
	{"a js: value", regexp.MustCompile(`(?i)["'\s](?:js|javascript):`)},
	{"an htmx trigger filter", regexp.MustCompile(`hx-trigger[^=]*="[^"]*\[`)},
	{"a css or script block of templ", regexp.MustCompile(`(?m)^(?:css|script)\s+\w+\(`)},
}

func TestForbiddenMarkupIsRecognised(t *testing.T) {
	for _, bad := range []string{
		`<p style="color: red">`, `<p class="a"style="b">`, `<a onclick="x()">`, `<style>p{}</style>`,
		"<script>\nalert(1)</script>",
		`<script type="module">import "x"</script>`, `<p hx-on:click="x">`, `<p hx-vals="js:{a: 1}">`,
		`<a href="javascript:x">`, `<p hx-trigger="keyup[key=='a']">`, "css red() {", "script go() {",
	} {
		if len(found(bad)) == 0 {
			t.Errorf("%q is let through", bad)
		}
	}
	for _, good := range []string{} {
		if what := found(good); len(what) > 0 {
			t.Errorf("%q is taken for %v", good, what)
		}
	}
}

func TestTemplatesHoldNothingThatThePolicyBlocks(t *testing.T) {
	seen := 0
	err := filepath.WalkDir(".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() && entry.Name() == "node_modules" {
			return filepath.SkipDir
		}
		if !strings.HasSuffix(name, ".templ") {
			return nil
		}
		seen++
		content, err := os.ReadFile(name)
		for _, what := range found(string(content)) {
			t.Errorf("%s holds %s", name, what)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if seen < 10 {
		t.Errorf("only %d templates were read", seen)
	}
}

func found(text string) []string {
	var all []string
	for _, f := range forbidden {
		if f.pattern.MatchString(text) {
			all = append(all, f.what)
		}
	}
	return all
}
