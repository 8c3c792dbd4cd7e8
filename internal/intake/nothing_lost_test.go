package intake

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// told returns the problems of all rows, one line each.
func told(all []Enquiry) (lines []string) {
	for _, e := range all {
		for _, p := range e.Problems {
			lines = append(lines, fmt.Sprintf("%d %s|%s|%s", p.Line, p.Field, p.Value, p.Words))
		}
	}
	return lines
}

func TestNothingOfARowIsLostWithoutALine(t *testing.T) {
	for _, c := range []struct {
		name, file string
		want       string   // name, email, phone, size, country and note of the leads, without empty ones
		lines      []string // the beginning of each problem
	}{
		{"the mobile phone where the phone is empty", "Name,Phone Number,Mobile Phone Number\nIda,,+34600123456\n",
			"Ida, +34600123456", nil},
		{"both", "Name,Phone Number,Mobile Phone Number\nIda,+34600123456,+34600123457\n",
			"Ida, +34600123456, Another phone number: +34600123457", nil},
		{"both the same", "Name,Phone Number,Mobile Phone Number\nIda,+34600123456,+34 600 123 456\n", "Ida, +34600123456",
			nil},
		{"a phone that is none and a mobile", "Name,Phone,Mobile\nIda,none yet,+34 600 123 456\n",
			"Ida, +34600123456, Phone in the file: none yet",
			[]string{"2 phone|none yet|Choose the country"}},
		{"two addresses", "Name,Email,Work email\nIda,ida@a.example,ida@b.example\n",
			"Ida, ida@a.example, Another e-mail address: ida@b.example", nil},
		{"an address that is none, and one", "Name,Email,Work email\nIda,ida@a,ida@b.example\n",
			"Ida, ida@b.example, Email in the file: ida@a",
			[]string{"2 email|ida@a|This e-mail address is not complete"}},
		{"an address in its wrapping", "Email\nIda Ohm <ida@a.example>\n", "Ida Ohm, ida@a.example", nil},
		{"an address that is none", "Name,Email,Phone\nIda,ida@-a.example,+34600123456\n",
			"Ida, +34600123456, Email in the file: ida@-a.example",
			[]string{"2 email|ida@-a.example|This e-mail address is not complete"}},
		{"a surname that means nothing elsewhere", "First name,Last name\nIda,Null\nBo,none\n", "Ida Null; Bo none", nil},
		{"a name of which nothing is known", "First name,Last name,Email\nnull,NULL,ida@a.example\n", "ida@a.example",
			[]string{"2 name|null NULL|This is not read as a name."}},
		{"a name and its first part", "First name,Full name\nIda,Ida Ohm\n", "Ida Ohm", nil},
		{"two names", "First name,Last name,Full name\nIda,Ohm,Karl Volt\n", "Ida Ohm",
			[]string{"2 name|Karl Volt|Other columns"}},
		{"sizes as people write them", "Name,Employees\nIda,2k\nBo,300.0\nCy,10-Feb\n",
			"Ida, 2000; Bo, 300; Cy, Company size in the file: 10-Feb",
			[]string{"4 company_size|10-Feb|A spreadsheet turned this into a date"}},
		{"Namibia or nothing", "Name,Country\nIda,NA\n",
			"Ida, Country in the file: NA", []string{"2 country|NA|NA can mean Namibia"}},
		{"consent in other words", "Name,Consent\nIda,maybe\nBo,no\n", "Ida, Consent in the file: maybe; Bo",
			[]string{"2 consent|maybe|This is neither yes nor no"}},
		{"two companies", "Name,Email,Firm name,Company\nIda,,A,B\n", "Ida",
			[]string{"1 |Firm name|This column is not imported"}},
		{"columns that a lead has not", "Name,Shoe size,Owner\nIda,38,Bo\n", "Ida",
			[]string{"1 |Shoe size, Owner|These columns are not imported"}},
		{"a person called as a sum is", "Email,Name,Company\ntotal.sum@a.example,,\n", "total.sum@a.example", nil},
		{"a company called as a sum is", "Company,Name,Email\nTotal Care,,\nACME,Ida,\n", "; Ida",
			[]string{"2 name||This row has no name"}},
		{"a sum below the table", "Name,Email,Company\nIda,,\nGrand total (1 record),,\n", "Ida",
			[]string{"3 |Grand total (1 record)|This line is below"}},
		{"a title above the heading", "Report of leads,,\nMade in November,,\n\nName,Email,Company\nIda,ida@a.example,\n",
			"Ida, ida@a.example", []string{"1 |Report of leads|This is above", "2 |Made in November|This is above"}},
		{"a title of one column", "Report of leads\n\nName;Email;Company\nIda;ida@a.example;\n", "Ida, ida@a.example",
			[]string{"1 |Report of leads|This is above"}},
		{"no heading", "Ida Ohm,ida@a.example,+34600123456\nBo Volt,bo@a.example,\n",
			"Ida Ohm, ida@a.example, +34600123456; Bo Volt, bo@a.example", []string{"1 ||This file has no heading"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			s, err := Open(strings.NewReader(c.file), Reading{})
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			var all []Enquiry
			for e, err := range s.Enquiries(s.Guess(), Defaults{At: imported}) {
				if err != nil {
					t.Fatal(err)
				}
				all = append(all, e)
				if l := e.Lead; !e.Aside {
					parts := []string{l.Name, l.Email, l.Phone, "", l.Country, l.Note}
					if l.CompanySize > 0 {
						parts[3] = strconv.Itoa(l.CompanySize)
					}
					got = append(got, strings.Join(slices.DeleteFunc(parts, func(part string) bool { return part == "" }), ", "))
				}
			}
			if diff := cmp.Diff(c.want, strings.Join(got, "; ")); diff != "" {
				t.Error(diff)
			}
			lines := told(all)
			if len(lines) != len(c.lines) {
				t.Fatalf("told %q, want %q", lines, c.lines)
			}
			for i, line := range lines {
				if !strings.HasPrefix(line, c.lines[i]) {
					t.Errorf("told %q, want %q", line, c.lines[i])
				}
			}
		})
	}
}

func TestADateThatCanBeTwoDaysIsReadAsTheTeamWritesItAndSaid(t *testing.T) {
	const file = "Name,Created at\nIda,05/06/2026\nBo,06/07/2026\n"
	for _, c := range []struct {
		name, country, file string
		column              string
		want                string
		line                string
	}{
		{"a team in Germany", "DE", file, "", "2026-06-05 2026-07-06",
			"2 created_at|05/06/2026|This date has two meanings. It and all dates like it are read as 5 June 2026. " +
				"If that is wrong, choose that the month is first."},
		{"a team in the United States", "US", file, "", "2026-05-06 2026-06-07",
			"2 created_at|05/06/2026|This date has two meanings. It and all dates like it are read as 6 May 2026"},
		{"a team without a country", "", file, "", "2026-05-06 2026-06-07",
			"2 created_at|05/06/2026|This date has two meanings. It and all dates like it are read as 6 May 2026"},
		{"who says that the day is first", "US", file, createdDayFirst, "2026-06-05 2026-07-06", ""},
		{"who says that the month is first", "DE", file, createdMonthFirst, "2026-05-06 2026-06-07", ""},
		{"a file that tells", "DE", "Name,Created at\nIda,05/06/2026\nBo,06/17/2026\n", "", "2026-05-06 2026-06-17", ""},
		{"a file that tells the other", "US", "Name,Created at\nIda,05/06/2026\nBo,17/06/2026\n", "", "2026-06-05 2026-06-17",
			""},
		{"a zone that nobody knows", "DE", "Name,Created at\nIda,2026-06-05 10:00 IST\n", "", "2026-06-05",
			`2 created_at|2026-06-05 10:00 IST|The time zone "IST" is not known. These times are read in the time zone UTC.`},
	} {
		t.Run(c.name, func(t *testing.T) {
			s, err := Open(strings.NewReader(c.file), Reading{})
			if err != nil {
				t.Fatal(err)
			}
			m := s.Guess()
			if c.column != "" {
				m[1] = c.column
			}
			var days []string
			var all []Enquiry
			for e, err := range s.Enquiries(m, Defaults{At: imported, TeamCountry: c.country}) {
				if err != nil {
					t.Fatal(err)
				}
				all = append(all, e)
				days = append(days, e.Lead.CreatedAt.Format("2006-01-02"))
			}
			if got := strings.Join(days, " "); got != c.want {
				t.Errorf("they are %s, want %s", got, c.want)
			}
			if lines := strings.Join(told(all), "\n"); c.line == "" && lines != "" || !strings.HasPrefix(lines, c.line) ||
				strings.Count(lines, "\n") > 0 {
				t.Errorf("told %q, want %q", lines, c.line)
			}
		})
	}
}

func TestWhatIsSaidOfAFileIsSaidOnce(t *testing.T) {
	s, err := Open(strings.NewReader("Name,Shoe size\nIda,38\nBo,39\n"), Reading{})
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for e := range s.Enquiries(s.Guess(), Defaults{At: imported}) {
		n += len(e.Problems)
	}
	if diff := cmp.Diff(1, n); diff != "" {
		t.Error(diff)
	}
}
