package main

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"regexp"
	"slices"
	"strings"
)

// event is one line of go test -json (go doc test2json).
type event struct {
	Action  string
	Package string
	Test    string
	Output  string
}

// test is one test of a package; the package itself has no name.
type test struct{ in, name string }

func (t test) compare(other test) int {
	return cmp.Or(strings.Compare(t.in, other.in), strings.Compare(t.name, other.name))
}

// report prints what go test says without -v, and gathers the tests that are skipped.
type report struct {
	out     io.Writer
	said    map[test]*strings.Builder // of tests that are not over, and of packages
	skipped map[string]map[test]int   // why, which tests, and how many of the cases of each
}

func newReport(out io.Writer) *report {
	return &report{out, map[test]*strings.Builder{}, map[string]map[test]int{}}
}

// read prints the events of a run as they come.
func (r *report) read(events io.Reader) error {
	for lines := json.NewDecoder(events); ; {
		var e event
		if err := lines.Decode(&e); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return fmt.Errorf("what go test says cannot be read: %w", err)
		}
		r.take(e)
	}
}

func (r *report) take(e event) {
	of := test{e.Package, e.Test}
	switch e.Action {
	case "build-output":
		fmt.Fprint(r.out, e.Output)
	case "output":
		r.note(of, e.Output)
	case "pass", "fail", "skip":
		if of.name == "" {
			r.endPackage(e)
			return
		}
		if e.Action == "skip" {
			r.skip(of)
		}
		if e.Action != "fail" {
			delete(r.said, of)
		}
	}
}

// note keeps what a test or a package says, without what go test says only with -v.
func (r *report) note(of test, output string) {
	if strings.HasPrefix(output, "=== ") {
		return
	}
	if r.said[of] == nil {
		r.said[of] = &strings.Builder{}
	}
	r.said[of].WriteString(output)
}

// endPackage prints what a package says: its last line where it passes, and everything of the tests that did not pass
// where it fails.
func (r *report) endPackage(e event) {
	for _, of := range slices.SortedFunc(maps.Keys(r.said), test.compare) {
		if of.in == e.Package && of.name != "" {
			if e.Action == "fail" {
				fmt.Fprint(r.out, r.said[of])
			}
			delete(r.said, of)
		}
	}
	of := test{in: e.Package}
	if said := r.said[of]; said != nil {
		for line := range strings.Lines(said.String()) {
			if e.Action == "fail" || strings.HasPrefix(line, "ok ") || strings.HasPrefix(line, "? ") {
				fmt.Fprint(r.out, line)
			}
		}
	}
	delete(r.said, of)
}

// message is a line of a test with the place in front of it.
var message = regexp.MustCompile(`^\s+[\w.-]+\.go:\d+: (.*)`)

// skip notes why a test is skipped: its last message.
func (r *report) skip(of test) {
	why := "it does not say why"
	if said := r.said[of]; said != nil {
		for line := range strings.Lines(said.String()) {
			if parts := message.FindStringSubmatch(line); parts != nil {
				why = parts[1]
			}
		}
	}
	if r.skipped[why] == nil {
		r.skipped[why] = map[test]int{}
	}
	of.name, _, _ = strings.Cut(of.name, "/")
	r.skipped[why][of]++
}

// end prints which tests did not run, by why.
func (r *report) end() {
	if len(r.skipped) == 0 {
		return
	}
	fmt.Fprintln(r.out, "\nThese tests did not run:")
	for _, why := range slices.Sorted(maps.Keys(r.skipped)) {
		fmt.Fprintf(r.out, "  %s\n", why)
		for _, of := range slices.SortedFunc(maps.Keys(r.skipped[why]), test.compare) {
			cases := ""
			if n := r.skipped[why][of]; n > 1 {
				cases = fmt.Sprintf(" (%d cases)", n)
			}
			fmt.Fprintf(r.out, "    %s %s%s\n", of.in, of.name, cases)
		}
	}
}
