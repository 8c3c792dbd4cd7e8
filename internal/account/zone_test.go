package account_test

import (
	"archive/zip"
	"flag"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	_ "time/tzdata"

	"baton/internal/account"
)

var update = flag.Bool("update", false, "write zones.txt from the time zones of this Go")

// goZones are the zones of the Go that runs the test, without the placeholder of machines that have none set.
func goZones(t *testing.T) (names []string) {
	t.Helper()
	//nolint:staticcheck // the Go that builds the test
	archive, err := zip.OpenReader(filepath.Join(runtime.GOROOT(), "lib", "time", "zoneinfo.zip"))
	if err != nil {
		t.Skip("this Go has no list of time zones: ", err)
	}
	defer archive.Close()
	for _, file := range archive.File {
		if !strings.HasSuffix(file.Name, "/") && file.Name != "Factory" {
			names = append(names, file.Name)
		}
	}
	slices.Sort(names)
	return names
}

func TestEveryTimeZoneOfGoCanBeChosen(t *testing.T) {
	want := goZones(t)
	if *update {
		if err := os.WriteFile("zones.txt", []byte(strings.Join(want, "\n")+"\n"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range want {
		if !slices.Contains(account.Zones(), name) {
			t.Errorf("%s is not in zones.txt: run go test ./internal/account -run TimeZone -update", name)
		}
	}
}

func TestEveryTimeZoneOfTheListIsKnown(t *testing.T) {
	for _, name := range account.Zones() {
		if _, err := account.LoadZone(name); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if found, ok := account.FindZone(name); !ok || found != name {
			t.Errorf("%s is found as %q", name, found)
		}
	}
}

func TestAZoneIsFoundAsPeopleTypeIt(t *testing.T) {
	for typed, want := range map[string]string{
		"Europe/Berlin": "Europe/Berlin", "europe/berlin": "Europe/Berlin", " Berlin ": "Europe/Berlin",
		"new york": "America/New_York", "America/New York": "America/New_York",
		"Pacific/Chatham": "Pacific/Chatham", "Asia/Kabul": "Asia/Kabul", "Asia/Calcutta": "Asia/Calcutta", "utc": "UTC",
		"America/Coyhaique": "America/Coyhaique",
		"Buenos Aires":      "", // America/Buenos_Aires and America/Argentina/Buenos_Aires
		"":                  "", "Local": "", "Europe/Atlantis": "", "../etc/passwd": "", "Factory": "",
	} {
		if got, ok := account.FindZone(typed); got != want || ok != (want != "") {
			t.Errorf("%q is %q, %t, want %q", typed, got, ok, want)
		}
	}
}
