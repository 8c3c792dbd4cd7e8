package main

import (
	"encoding/json"
	"strings"
	"testing"
)

// printed is what a run prints.
func printed(t *testing.T, events ...event) string {
	t.Helper()
	var lines, out strings.Builder
	for _, e := range events {
		if err := json.NewEncoder(&lines).Encode(e); err != nil {
			t.Fatal(err)
		}
	}
	r := newReport(&out)
	if err := r.read(strings.NewReader(lines.String())); err != nil {
		t.Fatal(err)
	}
	r.end()
	return out.String()
}

// says is a test or package that prints a line.
func says(in, name, line string) event { return event{"output", in, name, line + "\n"} }

func TestAPackageThatPassesIsOneLine(t *testing.T) {
	got := printed(t,
		says("baton/a", "TestOne", "=== RUN   TestOne"), says("baton/a", "TestOne", "    a_test.go:3: three leads"),
		says("baton/a", "TestOne", "--- PASS: TestOne (0.00s)"), event{Action: "pass", Package: "baton/a", Test: "TestOne"},
		says("baton/a", "", "PASS"), says("baton/a", "", "ok  \tbaton/a\t0.01s"), event{Action: "pass", Package: "baton/a"},
		says("baton/b", "", "?   \tbaton/b\t[no test files]"), event{Action: "skip", Package: "baton/b"})
	if want := "ok  \tbaton/a\t0.01s\n?   \tbaton/b\t[no test files]\n"; got != want {
		t.Errorf("it prints\n%s\nwant\n%s", got, want)
	}
}

func TestOfAPackageThatFailsWhatDidNotPassIsPrinted(t *testing.T) {
	for _, c := range []struct {
		name   string
		events []event
	}{
		{"a test that fails", []event{
			says("baton/a", "TestTwo", "    a_test.go:9: it is 3"), {Action: "fail", Package: "baton/a", Test: "TestTwo"}}},
		{"a test that never ends", []event{says("baton/a", "TestTwo", "panic: test timed out: it is 3")}},
		{"a package that cannot be built", []event{{Action: "build-output", Output: "a.go:1:1: it is 3\n"}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			events := append([]event{
				says("baton/a", "TestOne", "    a_test.go:3: fine"), {Action: "pass", Package: "baton/a", Test: "TestOne"},
			}, c.events...)
			got := printed(t, append(events, says("baton/a", "", "FAIL\tbaton/a\t0.01s"),
				event{Action: "fail", Package: "baton/a"})...)
			if !strings.Contains(got, "it is 3") || !strings.HasSuffix(got, "FAIL\tbaton/a\t0.01s\n") ||
				strings.Contains(got, "fine") {
				t.Errorf("it prints\n%s", got)
			}
		})
	}
}

func TestTheTestsThatDidNotRunStandAtTheEnd(t *testing.T) {
	skip := func(name, why string) []event {
		return []event{says("baton/a", name, why), says("baton/a", name, "--- SKIP: "+name+" (0.00s)"),
			{Action: "skip", Package: "baton/a", Test: name}}
	}
	var events []event
	events = append(events, skip("TestFiles/one", "    a_test.go:3: no files")...)
	events = append(events, skip("TestFiles/two", "    a_test.go:3: no files")...)
	events = append(events, skip("TestBank", "    b_test.go:8: no files")...)
	events = append(events, skip("TestPages", "    c_test.go:8: there is no browser")...)
	events = append(events, skip("TestOdd", "")...)
	got := printed(t, append(events, says("baton/a", "", "ok  \tbaton/a\t0.01s"),
		event{Action: "pass", Package: "baton/a"})...)
	want := `ok  	baton/a	0.01s

These tests did not run:
  it does not say why
    baton/a TestOdd
  no files
    baton/a TestBank
    baton/a TestFiles (2 cases)
  there is no browser
    baton/a TestPages
`
	if got != want {
		t.Errorf("it prints\n%s\nwant\n%s", got, want)
	}
}

func TestWhatIsNoEventIsAnError(t *testing.T) {
	if err := newReport(&strings.Builder{}).read(strings.NewReader("ok baton/a\n")); err == nil {
		t.Error("it is passed over")
	}
}
