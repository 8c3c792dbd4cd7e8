package archtest

import (
	"go/ast"
	"path"
	"strconv"
	"strings"
	"testing"
)

// mostMethods is how many methods a store interface may have.
const mostMethods = 15

// ofStores are the packages whose store interfaces are counted, with all below them.
var ofStores = []string{"internal/server", "internal/api", "internal/jobs", "internal/settings"}

// largeStores are interfaces that have more methods today, and how many each may have. An interface leaves the list
// when it fits. None is added, and no number rises.
var largeStores = map[string]int{}

// interfaces are the interface types of the project, by folder and name: internal/jobs.Store.
type interfaces map[string]declared

type declared struct {
	in    text
	shape *ast.InterfaceType
}

func interfacesOf(all []text) interfaces {
	found := interfaces{}
	for _, t := range all {
		if t.test() {
			continue
		}
		ast.Inspect(t.syntax, func(n ast.Node) bool {
			if spec, is := n.(*ast.TypeSpec); is {
				if i, is := spec.Type.(*ast.InterfaceType); is {
					found[t.folder+"."+spec.Name.Name] = declared{t, i}
				}
			}
			return true
		})
	}
	return found
}

// methods adds the methods of an interface to into, with those of the interfaces of the project that it embeds. Those
// of packages below its own are not counted again: whoever puts packages together needs a store that has what each of
// them asks.
func (i interfaces) methods(name string, into map[string]bool) {
	of, known := i[name]
	if !known {
		return
	}
	for _, f := range of.shape.Methods.List {
		for _, method := range f.Names {
			into[method.Name] = true
		}
		if len(f.Names) == 0 {
			if embedded := of.in.named(f.Type); embedded != name && !strings.HasPrefix(embedded, of.in.folder+"/") {
				i.methods(embedded, into)
			}
		}
	}
}

// named is the full name of a type of the project that a file names, "" for any other.
func (t text) named(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.Ident:
		return t.folder + "." + e.Name
	case *ast.SelectorExpr:
		if from, is := e.X.(*ast.Ident); is {
			return t.imported(from.Name) + "." + e.Sel.Name
		}
	case *ast.IndexExpr:
		return t.named(e.X)
	}
	return ""
}

// imported is the folder of the project's package that a file imports under a name, "" for none.
func (t text) imported(name string) string {
	for _, spec := range t.syntax.Imports {
		target, err := strconv.Unquote(spec.Path.Value)
		ours, is := strings.CutPrefix(target, module+"/")
		if err == nil && is && (spec.Name == nil && path.Base(ours) == name || spec.Name != nil && spec.Name.Name == name) {
			return ours
		}
	}
	return ""
}

// checkStores finds interfaces whose name ends in Store that have too many methods.
func checkStores(all []text, large map[string]int) []string {
	found, counts := interfacesOf(all), map[string]int{}
	for name, of := range found {
		if strings.HasSuffix(strings.ToLower(name), "store") && within(of.in.folder, ofStores) {
			methods := map[string]bool{}
			found.methods(name, methods)
			counts[name] = len(methods)
		}
	}
	return checkCounts(counts, mostMethods, large, "%d methods, and may have %d; each part says what it wants of a store")
}

func TestAStoreIsOfAFewMethods(t *testing.T) {
	keeps(t, func(all []text) []string { return checkStores(all, largeStores) })
}

func TestAStoreOfTooManyMethodsIsFound(t *testing.T) {
	methods := func(prefix string, n int) (all string) {
		for i := range n {
			all += prefix + strconv.Itoa(i) + "(); "
		}
		return all
	}
	of := func(name, content string) string { return "type " + name + " interface { " + content + " }\n" }
	tooMany := func(name string) string { return name + ": 16 methods, and may have 15" }
	finds(t, func(all []text) []string { return checkStores(all, nil) }, []planted{
		{"fifteen methods", map[string]string{"internal/jobs/jobs.go": of("Store", methods("A", 15))}, ""},
		{"sixteen", map[string]string{"internal/jobs/jobs.go": of("Store", methods("A", 16))},
			tooMany("internal/jobs.Store")},
		{"one that nobody else sees", map[string]string{
			"internal/server/leads/queue.go": of("queueStore", methods("A", 16))}, tooMany("internal/server/leads.queueStore")},
		{"one of another name", map[string]string{"internal/server/leads/queue.go": of("Desk", methods("A", 16))}, ""},
		{"one of the core", map[string]string{"internal/handoff/store.go": of("Store", methods("A", 16))}, ""},
		{"one made of two", map[string]string{
			"internal/settings/store.go": of("Store", "People; Teams") + of("People", methods("A", 8)) +
				of("Teams", methods("B", 8))},
			tooMany("internal/settings.Store")},
		{"one that has another package's in it", map[string]string{
			"internal/server/goals/goals.go": `import q "baton/internal/report"` + "\n" +
				of("Store", methods("A", 8)+"q.Reader"),
			"internal/report/report.go": of("Reader", methods("B", 8))}, tooMany("internal/server/goals.Store")},
		{"the same method twice", map[string]string{
			"internal/api/api.go": of("Store", methods("A", 15)+"Keys") + of("Keys", methods("A", 8))}, ""},
		{"one that has itself in it", map[string]string{"internal/api/api.go": of("Store", methods("A", 8)+"Store")}, ""},
		{"one of a test", map[string]string{"internal/api/api_test.go": of("Store", methods("A", 16))}, ""},
	})
	finds(t, func(all []text) []string { return checkStores(all, map[string]int{"internal/jobs.Store": 17}) }, []planted{
		{"a large one", map[string]string{"internal/jobs/jobs.go": of("Store", methods("A", 17))}, ""},
		{"a large one that grows", map[string]string{"internal/jobs/jobs.go": of("Store", methods("A", 18))},
			"internal/jobs.Store: 18 methods, and may have 17"},
		{"a large one that fits now", map[string]string{"internal/jobs/jobs.go": of("Store", methods("A", 3))},
			"internal/jobs.Store: it has 3 and fits"},
	})
}
