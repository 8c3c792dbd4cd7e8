// Package conditions is the editor of conditions that any form may have.
package conditions

import (
	"cmp"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"baton/internal/errs"
	"baton/internal/geo"
	"baton/internal/lead"
	"baton/internal/server/visit"
	"baton/web/page"
)

// Node is a part of a condition as its form has it: a group, or a row with what was typed, right or wrong.
type Node struct {
	group                    bool
	any                      bool // of a group: one part is enough
	parts                    []*Node
	field, custom, op, value string // of a row
}

const (
	mostNodes = 300 // that are read from a form
	deepNodes = 8
)

// Read reads the condition that a form edits under a name. Of more than anybody types it reads the beginning.
func Read(form url.Values, name string) *Node {
	root := &Node{group: true}
	type placed struct {
		path []int
		what string
		text string
	}
	var all []placed
	for key, values := range form {
		rest, ours := strings.CutPrefix(key, name+".")
		if !ours || len(values) == 0 {
			continue
		}
		steps := strings.Split(rest, ".")
		path, ok := readPath(steps[:len(steps)-1])
		if ok {
			all = append(all, placed{path, steps[len(steps)-1], clean(values[0])})
		}
	}
	slices.SortFunc(all, func(a,
		b placed) int {
		return cmp.Or(slices.Compare(a.path, b.path), cmp.Compare(a.what, b.what))
	})
	at := map[string]*Node{"": root}
	for _, p := range all {
		n := nodeAt(at, p.path)
		if n == nil {
			break
		}
		switch p.what {
		case "match":
			n.group, n.any = true, p.text == "any"
		case "field":
			n.field = p.text
		case "custom":
			n.custom = p.text
		case "op":
			n.op = p.text
		case "value":
			n.value = p.text
		}
	}
	return root
}

func readPath(steps []string) (path []int, ok bool) {
	if len(steps) > deepNodes {
		return nil, false
	}
	for _, step := range steps {
		n, err := strconv.Atoi(step)
		if err != nil || n < 0 || n > 10_000 {
			return nil, false
		}
		path = append(path, n)
	}
	return path, true
}

// nodeAt is the node at a path, made with those above it; nil when there are too many.
func nodeAt(at map[string]*Node, path []int) *Node {
	key := ""
	for _, step := range path {
		above := at[key]
		key += "." + strconv.Itoa(step)
		if at[key] == nil {
			if len(at) > mostNodes {
				return nil
			}
			at[key] = &Node{}
			above.group, above.parts = true, append(above.parts, at[key])
		}
	}
	return at[key]
}

// clean is a value of a form without marks that Postgres cannot keep.
func clean(value string) string {
	return strings.ToValidUTF8(strings.ReplaceAll(value, "\x00", "\uFFFD"), "\uFFFD")
}

// Edited does what a button of the form asks for, and reports whether one did. Places are counted as the form did.
func (n *Node) Edited(r *http.Request, name string) bool {
	what, place, asked := strings.Cut(visit.Form(r, name+"-edit"), ":")
	if !asked {
		return false
	}
	place = strings.TrimPrefix(strings.TrimPrefix(place, name), ".")
	var path []int
	if place != "" {
		var ok bool
		if path, ok = readPath(strings.Split(place, ".")); !ok {
			return true
		}
	}
	n.edit(what, path)
	return true
}

func (n *Node) edit(what string, path []int) {
	node, above := n, (*Node)(nil)
	for _, step := range path {
		if step >= len(node.parts) {
			return
		}
		above, node = node, node.parts[step]
	}
	switch {
	case what == "add" && node.group:
		node.parts = append(node.parts, &Node{})
	case what == "group" && node.group:
		node.parts = append(node.parts, &Node{group: true, any: true, parts: []*Node{{}}})
	case what == "drop" && above != nil:
		above.parts = slices.Delete(above.parts, path[len(path)-1], path[len(path)-1]+1)
	case what == "up" && above != nil && path[len(path)-1] > 0:
		i := path[len(path)-1]
		above.parts[i-1], above.parts[i] = above.parts[i], above.parts[i-1]
	}
}

// NodesOf is a condition as the form shows it.
func NodesOf(c lead.Condition, names lead.Names) *Node {
	if c.Field != "" && len(c.All)+len(c.Any) == 0 {
		n := &Node{field: c.Field, op: c.Op, value: operandTyped(c, names)}
		if name, is := strings.CutPrefix(c.Field, lead.CustomField); is {
			n.field, n.custom = lead.CustomField, name
		}
		return n
	}
	n := &Node{group: true}
	parts := c.Criteria()
	if len(parts) == 1 && len(c.Any) > 0 {
		n.any, parts = true, c.Any
	}
	for _, each := range parts {
		n.parts = append(n.parts, NodesOf(each, names))
	}
	return n
}

// Condition is what the nodes ask for, with what is wrong by place.
func (n *Node) Condition(names lead.Names) (lead.Condition, errs.Problems) {
	problems := errs.Problems{}
	return n.read("", names, problems), problems
}

func (n *Node) read(at string, names lead.Names, problems errs.Problems) (c lead.Condition) {
	if !n.group {
		c.Field, c.Op = n.field, n.op
		if n.field == lead.CustomField {
			c.Field += strings.TrimSpace(n.custom)
		}
		value, wrong := operand(c.Field, c.Op, n.value, names)
		if wrong != "" {
			problems.Add(at, wrong)
		}
		c.Value = value
		return c
	}
	var parts []lead.Condition
	for i, each := range n.parts {
		place := strings.TrimPrefix(at+"."+strconv.Itoa(i), ".")
		switch {
		case !each.group && each.field == "":
			problems.Add(place, "Choose a field, or remove this line.")
			parts = append(parts, lead.Condition{}) // so that the others keep their places
			continue
		case each.group && len(each.parts) == 0:
			problems.Add(place, "This group is empty. Add a condition to it, or remove it.")
		}
		parts = append(parts, each.read(place, names, problems))
	}
	if n.any {
		c.Any = parts
	} else {
		c.All = parts
	}
	return c
}

// Form is the editor of the condition. problems are by place.
func (n *Node) Form(name string, names lead.Names, problems errs.Problems) page.ConditionForm {
	form := page.ConditionForm{Name: name, Deepest: lead.MaxDepth, Problem: problems[""], Root: n.part(name, "", problems)}
	form.Root.Problem = ""
	for _, f := range append(slices.Clone(lead.Fields),
		lead.Field{Name: lead.CustomField, Words: "Custom field", Kind: lead.OpenField, Group: "Custom"}) {
		field := page.ConditionField{Value: f.Name, Label: f.Words, Group: f.Group, List: listOf(f.Name),
			Example: examples[f.Name]}
		for _, op := range lead.Operators {
			if f.Kind.Compares(op.Name) {
				field.Ops = append(field.Ops, op.Name)
			}
		}
		form.Fields = append(form.Fields, field)
	}
	for _, op := range lead.Operators {
		form.Ops = append(form.Ops, page.ConditionOp{Value: op.Name, Label: op.Words, Bare: op.Takes == lead.Nothing})
	}
	form.Lists = conditionLists(names)
	return form
}

func (n *Node) part(place, at string, problems errs.Problems) page.ConditionPart {
	p := page.ConditionPart{Place: place, Problem: problems[at], Group: n.group, Field: n.field, Custom: n.custom,
		Op: n.op, Value: n.value, Match: "all"}
	if n.any {
		p.Match = "any"
	}
	for i, each := range n.parts {
		step := strconv.Itoa(i)
		part := each.part(place+"."+step, strings.TrimPrefix(at+"."+step, "."), problems)
		part.First = i == 0
		p.Parts = append(p.Parts, part)
	}
	return p
}

// examples are what a field may be compared with, shown where nothing is typed.
var examples = map[string]string{
	"company_size": "50", "country": "Spain, Portugal", "grade": "A, B", "fit": "60", "touch.count": "2",
	"job_title": "head, director", "industry": "Food", "consent": "yes",
	"touch.kind": "form, webinar",
}

// listOf names the list of what a field can be; "" where it can be anything.
func listOf(field string) string {
	switch kind := strings.TrimPrefix(field, "touch."); kind {
	case "country", "grade", "kind", "source", "campaign", "persona":
		return kind
	}
	return ""
}

func conditionLists(names lead.Names) []page.ConditionList {
	countries, kinds := page.ConditionList{Name: "country"}, page.ConditionList{Name: "kind"}
	for _, c := range geo.Countries() {
		countries.Values = append(countries.Values, countryWords(c.Code))
	}
	for _, k := range lead.TouchKinds {
		kinds.Values = append(kinds.Values, k.Kind)
	}
	lists := []page.ConditionList{countries, kinds, {Name: "grade", Values: []string{"A", "B", "C", "D"}}}
	for _, kind := range []string{"source", "campaign", "persona"} {
		list := page.ConditionList{Name: kind}
		for _, name := range names[kind] {
			list.Values = append(list.Values, name)
		}
		slices.Sort(list.Values)
		lists = append(lists, list)
	}
	return lists
}

// Field is the name under which a form of one condition has it.
const Field = "when"

// Typed reads the condition of such a form, and says which of its fields cannot be read.
func Typed(when *Node, names lead.Names) (lead.Condition, errs.Problems) {
	condition, wrong := when.Condition(names)
	var more errs.Problems
	errors.As(condition.Check(), &more)
	unread := errs.Problems{}
	for _, problems := range []errs.Problems{wrong, more} {
		for place, words := range problems {
			unread.Add(strings.TrimSuffix(Field+"."+place, "."), words)
		}
	}
	return condition, unread
}
