package agreement_test

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"baton/internal/agreement"
)

// marked is a line as people mark it up: [what is gone] {what is new}.
func marked(line agreement.Line) string {
	var all []string
	for _, p := range line {
		all = append(all, map[agreement.PieceKind]string{agreement.Same: "", agreement.Gone: "[",
			agreement.New: "{"}[p.Kind]+p.Words+map[agreement.PieceKind]string{agreement.Same: "", agreement.Gone: "]",
			agreement.New: "}"}[p.Kind])
	}
	return strings.Join(all, " ")
}

func TestTwoLinesWordByWord(t *testing.T) {
	for _, tc := range []struct{ before, after, want string }{
		{"Company has 50 people or more", "Company has 80 people or more", "Company has [50] {80} people or more"},
		{"Company has 50 people", "Company has 50 people", "Company has 50 people"},
		{"Country is Spain or France", "Country is Spain, Portugal or France",
			"Country is [Spain] {Spain, Portugal} or France"},
		{"Grade is A", "Has a phone number", "[Grade is A] {Has a phone number}"},
		{"Fit is 60 or more", "Fit is 60", "Fit is 60 [or more]"},
	} {
		if got := marked(agreement.DiffWords(tc.before, tc.after)); got != tc.want {
			t.Errorf("got\n%s, want\n%s", got, tc.want)
		}
	}
}

func TestTwoTextsLineByLine(t *testing.T) {
	lines := agreement.DiffLines(
		[]string{"Has a name", "Company has 50 people or more", "Has a phone number", "Grade is A"},
		[]string{"Has a name", "Company has 80 people or more", "Agreed to be contacted", "Has a phone number"})
	var got []string
	for _, line := range lines {
		got = append(got, marked(line))
	}
	want := []string{"Has a name", "Company has [50] {80} people or more", "{Agreed to be contacted}",
		"Has a phone number", "[Grade is A]"}
	if !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
	moved := agreement.DiffLines([]string{"Questions answered within 4 h", "By hand"},
		[]string{"At least 60 of grade A a month", "Questions answered within 3 h", "By itself"})
	if len(moved) != 3 || marked(moved[0]) != "{At least 60 of grade A a month}" ||
		marked(moved[1]) != "Questions answered within [4] {3} h" || marked(moved[2]) != "By [hand] {itself}" {
		t.Errorf("lines that are alike are not compared: %v", moved)
	}
	if lines[0].Changed() || !lines[1].Changed() || !lines[2].Changed() ||
		lines[1].Old() != "Company has 50 people or more" || lines[1].Text() != "Company has 80 people or more" {
		t.Errorf("what changed is not told: %v", lines)
	}
}

func TestADifferenceHoldsBothTexts(t *testing.T) {
	text := rapid.SliceOfN(rapid.Map(rapid.SliceOfN(rapid.SampledFrom([]string{"a", "b", "c", "or"}), 1, 6),
		func(w []string) string { return strings.Join(w, " ") }), 0, 6)
	rapid.Check(t, func(t *rapid.T) {
		before, after := text.Draw(t, "before"), text.Draw(t, "after")
		var old, fresh []string
		changed := false
		for _, line := range agreement.DiffLines(before, after) {
			changed = changed || line.Changed()
			if words := line.Old(); words != "" {
				old = append(old, words)
			}
			if words := line.Text(); words != "" {
				fresh = append(fresh, words)
			}
		}
		if !slices.Equal(old, before) || !slices.Equal(fresh, after) {
			t.Fatalf("%q and %q come back as %q and %q", before, after, old, fresh)
		}
		if changed == slices.Equal(before, after) {
			t.Fatalf("%q and %q: changed is %t", before, after, changed)
		}
	})
}

func TestTextsTooLongToCompareAreReplaced(t *testing.T) {
	long := slices.Repeat([]string{"word"}, 3000)
	lines := agreement.DiffLines(long, append(slices.Clone(long), "more"))
	if len(lines) != 6001 || lines[0].Text() != "" || lines[6000].Text() != "more" || lines[6000].Old() != "" {
		t.Errorf("%d lines, the last %v", len(lines), lines[len(lines)-1])
	}
}
