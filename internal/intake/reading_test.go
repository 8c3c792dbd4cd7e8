package intake

import (
	"errors"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"baton/internal/errs"
)

func TestTheOrderOfDayAndMonthComesFromTheWholeColumn(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("Bo,03/04/2026\n", 50)
	for _, c := range []struct {
		name, rows, country string
		chosen, want        Dates
		ask, assumed        bool
	}{
		{"a date late in the file", long + "Cy,13/04/2026\n", "US", "", DayFirst, false, false},
		{"a date late in the file, the other way", long + "Cy,04/13/2026\n", "DE", "", MonthFirst, false, false},
		{"no date that tells, in Germany", long, "DE", "", DayFirst, true, true},
		{"no date that tells, in the United States", long, "US", "", MonthFirst, true, true},
		{"no date that tells, and no country", long, "", "", "", true, true},
		{"dates that contradict each other", long + "Cy,13/04/2026\nDi,04/13/2026\n", "US", "", MonthFirst, true, true},
		{"a choice", long, "US", DayFirst, DayFirst, true, false},
		{"dates with one meaning", "Bo,03.04.2026\nCy,2026-04-03\nDi,5/5/2026\n", "", "", "", false, false},
	} {
		s, err := Open(strings.NewReader("Name,Created at\n"+c.rows), Reading{Dates: c.chosen})
		if err != nil {
			t.Fatal(err)
		}
		orders, err := s.DateOrders(s.Guess())
		if err != nil {
			t.Fatal(err)
		}
		how := s.How.Settled(orders, c.country)
		if how.Dates != c.want || orders.Ask() != c.ask || how.Assumed != c.assumed {
			t.Errorf("%s: %q, ask %t, assumed %t", c.name, how.Dates, orders.Ask(), how.Assumed)
		}
	}
}

func TestBothReadingsOfADateAreShown(t *testing.T) {
	t.Parallel()
	day, month := DateOrders{Example: "03/04/2026 10:00"}.Read(time.UTC)
	if day.Format("2 Jan 15:04") != "3 Apr 10:00" || month.Format("2 Jan 15:04") != "4 Mar 10:00" {
		t.Errorf("%s and %s", day, month)
	}
}

func TestAReadingThatIsChosenIsFollowed(t *testing.T) {
	t.Parallel()
	const file = "Name,Employees,Created at\nBo,\"1.500\",03/04/2026 10:00\nCy,\"1,500\",2026-04-03 10:00 UTC\n"
	for _, c := range []struct {
		name  string
		how   Reading
		sizes [2]int
		at    string
	}{
		{"nothing", Reading{}, [2]int{1500, 1500}, "2026-03-04 10:00"},
		{"a point before decimals", Reading{Decimals: Point}, [2]int{0, 1500}, "2026-03-04 10:00"},
		{"a comma before decimals", Reading{Decimals: Comma}, [2]int{1500, 0}, "2026-03-04 10:00"},
		{"a zone and an order", Reading{Dates: DayFirst, Zone: "Asia/Tokyo"}, [2]int{1500, 1500}, "2026-04-03 01:00"},
	} {
		s, err := Open(strings.NewReader(file), c.how)
		if err != nil {
			t.Fatal(err)
		}
		all := s.Preview(s.Guess(), Defaults{At: imported}, 5)
		if got := [2]int{all[0].Lead.CompanySize, all[1].Lead.CompanySize}; got != c.sizes {
			t.Errorf("%s: sizes %v, want %v", c.name, got, c.sizes)
		}
		if got := all[0].Lead.CreatedAt.Format("2006-01-02 15:04"); got != c.at {
			t.Errorf("%s: captured at %s, want %s", c.name, got, c.at)
		}
		if got := all[1].Lead.CreatedAt.Format("2006-01-02 15:04"); got != "2026-04-03 10:00" {
			t.Errorf("%s: a time with its zone is %s", c.name, got)
		}
	}
}

func TestAReadingThatCannotBeIsRefused(t *testing.T) {
	t.Parallel()
	for field, how := range map[string]Reading{"dates": {Dates: "year-first"}, "zone": {Zone: "Mars/Olympus"},
		"decimals": {Decimals: "dot"}} {
		var problems errs.Problems
		if _, err := Open(strings.NewReader("Name\nBo\n"), how); !errors.As(err, &problems) || problems[field] == "" {
			t.Errorf("%s is answered %v", field, err)
		}
	}
}

func TestADateWithOneMeaningIsReadTheSameInEachOrder(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		at := time.Unix(rapid.Int64Range(1e9, 2e9).Draw(t, "at"), 0).UTC().Truncate(24 * time.Hour)
		order := rapid.SampledFrom([]Dates{DayFirst, MonthFirst}).Draw(t, "order")
		written := at.Format(map[Dates]string{DayFirst: "02/01/2006", MonthFirst: "01/02/2006"}[order])
		var o DateOrders
		o.add(written)
		how := Reading{}.Settled(o, rapid.SampledFrom([]string{"", "US", "DE"}).Draw(t, "country"))
		read, ok := (&instants{zone: time.UTC, order: how.Dates.order()}).read(written)
		if o.Example == "" && (!ok || !read.Equal(at)) {
			t.Fatalf("%s is read as %s", written, read)
		}
		if o.Example != "" && !o.Ask() {
			t.Fatalf("%s has two meanings, and nobody is asked", written)
		}
	})
}
