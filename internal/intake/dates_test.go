package intake

import (
	"testing"
	"time"
)

func TestTimesAreReadAsExportsAndPeopleWriteThem(t *testing.T) {
	for typed, want := range map[string]string{
		"2026-02-01 09:30": "2026-02-01T09:30:00Z", "2026-07-16T00:12:13+03:00": "2026-07-15T21:12:13Z",
		"2026-07-16T00:12:13.123Z": "2026-07-16T00:12:13Z", "2024-03-14 09:12:31": "2024-03-14T09:12:31Z",
		"2026-02-01T09:30": "2026-02-01T09:30:00Z", "2026-02-01 09:30 PM": "2026-02-01T21:30:00Z",
		"2026.02.01": "2026-02-01T00:00:00Z", "2026/2/1 9:30": "2026-02-01T09:30:00Z", "20260201": "2026-02-01T00:00:00Z",
		"15 Apr, 2021 00:03:00": "2021-04-15T00:03:00Z", "5 March 2026": "2026-03-05T00:00:00Z",
		"05-Mar-2026": "2026-03-05T00:00:00Z", "5-Mar-26": "2026-03-05T00:00:00Z", "Mar 5 2026": "2026-03-05T00:00:00Z",
		"March 5, 2026": "2026-03-05T00:00:00Z", "Mar 5, 2026, 3:04 PM": "2026-03-05T15:04:00Z",
		"Mar 5th 2026 at 3:04pm": "2026-03-05T15:04:00Z", "Thu, 05 Mar 2026 10:00:00 GMT": "2026-03-05T10:00:00Z",
		"5. März 2026": "2026-03-05T00:00:00Z", "5 août 2026": "2026-08-05T00:00:00Z",
		"5 de mayo de 2026": "2026-05-05T00:00:00Z", "5 juillet 2026": "2026-07-05T00:00:00Z",
		"5 juin 2026":     "2026-06-05T00:00:00Z",
		"16.7.2026 14:05": "2026-07-16T14:05:00Z", "16.07.26": "2026-07-16T00:00:00Z", "16/07/26": "2026-07-16T00:00:00Z",
		"7/16/26": "2026-07-16T00:00:00Z", "7/16/2026": "2026-07-16T00:00:00Z", "7/16/2026 12:05 AM": "2026-07-16T00:05:00Z",
		"2026-03-05 10:00:00 EST": "2026-03-05T15:00:00Z", "2026-03-05 10:00:00 CEST": "2026-03-05T08:00:00Z",
		"2026-03-05 10:00 Europe/Berlin": "2026-03-05T09:00:00Z", "2026-03-05 10:00:00 GMT+2": "2026-03-05T08:00:00Z",
		"2026-03-05 10:00:00 +0530": "2026-03-05T04:30:00Z", "2026-03-05 10:00:00 -0500": "2026-03-05T15:00:00Z",
		"2026-03-05 10:00:00 +0000 UTC": "2026-03-05T10:00:00Z", "03/05/2026 10:00 PST": "2026-03-05T18:00:00Z",
		"1718409600": "2024-06-15T00:00:00Z", "1718409600000": "2024-06-15T00:00:00Z", "46086": "2026-03-05T00:00:00Z",
		"46086.25": "2026-03-05T06:00:00Z", "46086,604": "2026-03-05T14:30:00Z", "46086.604178": "2026-03-05T14:30:01Z",
	} {
		in := &instants{zone: time.UTC, serials: true}
		if got, ok := in.read(typed); !ok || got.Format(time.RFC3339) != want {
			t.Errorf("time %q is %s, want %s", typed, got.Format(time.RFC3339), want)
		}
	}
	for _, typed := range []string{"", "soon", "2026-02-30", "2026-13-01", "31/31/2026", "25:00", "2026-02-01 25:00",
		"2026-02-01 10:61", "5 Foo 2026", "1/2", "2026", "123", "2026-02-01 10:00 2027", "1899-01-01", "99999.5"} {
		in := &instants{zone: time.UTC, serials: true}
		if got, ok := in.read(typed); ok {
			t.Errorf("time %q is %s", typed, got)
		}
	}
}

func TestAZoneThatIsNotKnownIsTold(t *testing.T) {
	in := &instants{zone: time.UTC}
	if at, zone := in.readZone("2026-03-05 10:00 IST"); zone != "IST" || at.Hour() != 10 {
		t.Errorf("it is %s in %q", at, zone)
	}
}

func TestADayOfASpreadsheetIsInTheZoneOfTheFile(t *testing.T) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	in := &instants{zone: berlin, serials: true}
	if at, _ := in.read("46207.5"); at.Format(time.RFC3339) != "2026-07-04T10:00:00Z" {
		t.Errorf("noon in Berlin is %s", at.Format(time.RFC3339))
	}
	if _, ok := (&instants{zone: berlin}).read("46207.5"); ok {
		t.Error("a number is a day where nobody asked for one")
	}
}

func FuzzTimes(f *testing.F) {
	for _, seed := range []string{"2026-03-05T10:00:00Z", "5. März 2026 um 3:04 PM", "3/4/26", "46086.604",
		"1718409600000", "Mar 5th 2026 at 3:04pm EST", "2026-03-05 10:00 Europe/Berlin", "٥/٣/٢٠٢٦"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		in := &instants{zone: time.UTC, serials: true, order: dayFirst}
		at, ok := in.read(typed)
		if ok && (at.Year() < 1990 || at.Location() != time.UTC) {
			t.Errorf("%q is %s", typed, at)
		}
	})
}
