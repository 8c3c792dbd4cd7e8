package home

import (
	"bytes"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"

	"github.com/go-chi/chi/v5"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	extensionast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"

	"baton/docs"
	"baton/internal/server/visit"
	"baton/web/page"
	"baton/web/ui"
)

const helpPath = "/help"

// helpFiles are the texts that the pages of the help show, by the last part of their address; the first has none.
var helpFiles = []struct{ name, file string }{{"", "using.md"}, {"life", "life.md"}, {"running", "running.md"},
	{"api", "api.md"}}

// helpTexts are the pages of the help, ready to show. The texts are part of the program, so they are read once.
var helpTexts = sync.OnceValue(func() map[string]page.Help {
	all := map[string]page.Help{}
	for _, f := range helpFiles {
		source, err := docs.Files.ReadFile(f.file)
		if err != nil {
			panic(err) // the texts are in the binary
		}
		text, err := helpText(source)
		if err != nil {
			panic(fmt.Errorf("%s: %w", f.file, err))
		}
		all[f.name] = text
	}
	for name, text := range all {
		for _, f := range helpFiles {
			text.Pages = append(text.Pages, ui.Tab{Label: all[f.name].Title, Href: helpAddress(f.name), Here: f.name == name})
		}
		all[name] = text
	}
	return all
})

func helpAddress(name string) string {
	if name == "" {
		return helpPath
	}
	return helpPath + "/" + name
}

// help shows one of the texts.
func (s *Pages) help(w http.ResponseWriter, r *http.Request) error {
	text, known := helpTexts()[chi.URLParam(r, "page")]
	if !known {
		return visit.ErrNoPage
	}
	frame, err := s.Frame(r, "Help: "+text.Title)
	if err != nil {
		return err
	}
	return s.Show(w, r, http.StatusOK, page.HelpPage(frame, text))
}

// helpText makes a page of a text in Markdown. HTML in the text is left out.
func helpText(source []byte) (page.Help, error) {
	markdown := goldmark.New(
		goldmark.WithExtensions(extension.NewTable(extension.WithTableCellAlignMethod(extension.TableCellAlignNone))),
		goldmark.WithParserOptions(parser.WithAutoHeadingID()),
		goldmark.WithRendererOptions(renderer.WithNodeRenderers(util.Prioritized(tableRegion{}, 100))),
	)
	doc := markdown.Parser().Parse(text.NewReader(source))
	var help page.Help
	var nodes []ast.Node
	if err := ast.Walk(doc, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if entering {
			nodes = append(nodes, n)
		}
		return ast.WalkContinue, nil
	}); err != nil {
		return help, err
	}
	tables, under := 0, ""
	for _, n := range nodes {
		switch n := n.(type) {
		case *ast.Heading:
			words := string(n.Lines().Value(source))
			if tables, under = 0, words; n.Level == 1 {
				help.Title = words
				n.Parent().RemoveChild(n.Parent(), n)
				break
			}
			addSection(&help, n, words)
		case *extensionast.Table:
			tables++
			n.SetAttributeString("aria-label", []byte(fmt.Sprintf("%s, table %d", under, tables)))
		case *ast.Link:
			aim(n)
		case *ast.HTMLBlock, *ast.RawHTML:
			n.Parent().RemoveChild(n.Parent(), n)
		}
	}
	var out bytes.Buffer
	err := markdown.Renderer().Render(&out, source, doc)
	help.Body = out.String()
	return help, err
}

// addSection puts a heading into the table of contents: one of the second level, or what stands below it.
func addSection(help *page.Help, n *ast.Heading, words string) {
	id, _ := n.AttributeString("id")
	at, _ := id.([]byte)
	link := ui.Link{Label: words, Href: "#" + string(at)}
	if last := len(help.Sections) - 1; n.Level > 2 && last >= 0 {
		help.Sections[last].Parts = append(help.Sections[last].Parts, link)
		return
	}
	help.Sections = append(help.Sections, page.HelpSection{Link: link})
}

// aim leads a link between the texts to the page that shows the other one. What no page shows stays as words.
func aim(n *ast.Link) {
	to, err := url.Parse(string(n.Destination))
	if err == nil && (to.Host != "" && to.Scheme == "https" || to.Path == "" && to.Fragment != "") {
		return
	}
	for _, f := range helpFiles {
		if err == nil && to.Host == "" && to.Path == f.file {
			to.Path = helpAddress(f.name)
			n.Destination = []byte(to.String())
			return
		}
	}
	for child := n.FirstChild(); child != nil; child = n.FirstChild() {
		n.Parent().InsertBefore(n.Parent(), n, child)
	}
	n.Parent().RemoveChild(n.Parent(), n)
}

// tableRegion renders a table that scrolls in a region of its own, as those of the other pages do.
type tableRegion struct{}

// RegisterFuncs implements renderer.NodeRenderer.
func (tableRegion) RegisterFuncs(to renderer.NodeRendererFuncRegisterer) {
	to.Register(extensionast.KindTable,
		func(w util.BufWriter, _ []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
			if !entering {
				_, err := w.WriteString("</tbody>\n</table></div>\n")
				return ast.WalkContinue, err
			}
			label, _ := n.AttributeString("aria-label")
			words, _ := label.([]byte)
			_, err := fmt.Fprintf(w, "<div class=\"table card\" role=\"region\" aria-label=\"%s\" tabindex=\"0\"><table>\n",
				util.EscapeHTML(words))
			return ast.WalkContinue, err
		})
}

// helpSections are where the help speaks of a page, by the beginning of its address.
var helpSections = []struct{ path, at string }{
	{"/queue", "#the-queue"}, {"/mine", "#my-leads"}, {"/leads/new", "#if-you-are-in-marketing"},
	{"/submissions", "#if-you-are-in-marketing"},
	{"/campaigns", "#if-you-are-in-marketing"}, {"/imports", "#importing-a-file"}, {"/agreement", "#the-agreement"},
	{"/personas", "#personas"}, {"/inbox", "#the-inbox"},
	{"/me", "#your-account"}, {"/goals/plan", "#planning-goals"}, {"/goals", "#if-you-are-a-manager"},
	{"/dashboard", "#if-you-are-a-manager"},
	{"/scoring/model", "#the-likelihood"}, {"/scoring", "#if-you-are-a-manager"}, {"/reasons", "#if-you-are-a-manager"},
	{"/assignment", "#how-a-rep-is-chosen"},
	{"/people", "#if-you-are-an-admin"}, {"/teams", "#if-you-are-an-admin"}, {"/settings", "#if-you-are-an-admin"},
}

// HelpOn is where the help speaks of the page at path; its beginning where it speaks of it nowhere.
func HelpOn(path string) string {
	for _, section := range helpSections {
		if path == section.path || strings.HasPrefix(path, section.path+"/") {
			return helpPath + section.at
		}
	}
	return helpPath
}
