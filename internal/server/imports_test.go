package server_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"baton/internal/account"
	"baton/internal/hang"
	"baton/internal/intake"
)

// upload sends a file as by's browser does, and gives the status, the page and where it sends the browser on.
func (p *portal) upload(by account.Person, name, content string, fields ...string) (int, string, string) {
	p.t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	for i := 0; i+1 < len(fields); i += 2 {
		form.WriteField(fields[i], fields[i+1])
	}
	if name != "" {
		part, err := form.CreateFormFile("file", name)
		if err != nil {
			p.t.Fatal(err)
		}
		io.WriteString(part, content)
	}
	form.Close()
	r := httptest.NewRequest("POST", "/imports", &body)
	r.Header.Set("Content-Type", form.FormDataContentType())
	token := account.NewToken()
	if err := p.db.AddSession(context.Background(), by.ID, token, "", "", p.now); err != nil {
		p.t.Fatal(err)
	}
	r.AddCookie(&http.Cookie{Name: "baton", Value: token.Secret})
	w := httptest.NewRecorder()
	p.http.ServeHTTP(w, r)
	return w.Code, w.Body.String(), w.Header().Get("Location")
}

var ben = account.Person{ID: 2, Name: "Ben", Role: account.Marketer}

const fair = "Name;E-mail;Firm;Telephone\n" +
	"Lena Fischer;lena@brunnthal.example;Brunnthal Werke;\n" +
	";half@;Acme;\n" +
	"Olivier Caron;olivier@frigor.example;Frigor;12\n"

func TestAFileIsImportedAfterALookAtItsColumns(t *testing.T) {
	t.Parallel()
	p := opened(t)
	status, _, to := p.upload(mia, `C:\leads\fair.csv`, fair, "profile", "guess", "source", "Trade fair")
	if status != http.StatusSeeOther || to != "/imports/1?columns=guess" {
		t.Fatalf("uploading answers %d, to %s", status, to)
	}
	body := p.see(mia, to)
	for _, part := range []string{"fair.csv", "3 rows in 4 columns, read as UTF-8 with ;", "lena@brunnthal.example",
		`name="column_3"`} {
		if !strings.Contains(words(body), part) && !strings.Contains(body, part) {
			t.Errorf("the columns do not show %s", part)
		}
	}
	if status, body, _ := p.ask(mia, "POST", "/imports/1/run", "columns", "4", "column_1", "name", "column_2", "email",
		"column_3", "shoe"); status != http.StatusUnprocessableEntity ||
		!strings.Contains(words(body), "There is no such field") {
		t.Errorf("a mapping that cannot be is answered %d\n%s", status, words(body))
	}
	columns := []string{"columns", "4", "column_1", "name", "column_2", "email", "column_3", "company", "column_4",
		"phone"}
	status, _, header := p.ask(mia, "POST", "/imports/1/run", columns...)
	if status != http.StatusSeeOther || header.Get("Location") != "/imports/1" {
		t.Fatalf("importing answers %d", status)
	}
	p.until(func() bool { return strings.Contains(words(p.see(mia, "/imports/1")), "3 rows read") })
	result := words(p.see(mia, "/imports/1"))
	for _, part := range []string{"New leads 2", "Refused 1", "half@", "This e-mail address is not complete",
		"It is kept in the note.", "Refused rows and values to check"} {
		if !strings.Contains(result, part) {
			t.Errorf("the result does not say %s: %s", part, result)
		}
	}
	if list := words(p.see(mia, "/imports")); !strings.Contains(list, "fair.csv Mia 2 0 1 Done") {
		t.Errorf("the list says %s", list)
	}
	if leads := words(p.see(mia, "/leads")); !strings.Contains(leads, "Lena Fischer") ||
		!strings.Contains(leads, "Olivier Caron") {
		t.Errorf("the leads are %s", leads)
	}
	var company, source, left string
	p.done(p.sql.QueryRow(context.Background(), `
		SELECT l.company, s.name, (SELECT count(*) FROM import_files)::text
		FROM leads l
		JOIN sources s ON s.id = l.source_id
		WHERE l.name = 'Lena Fischer'`).Scan(&company, &source, &left))
	if company != "Brunnthal Werke" || source != "Trade fair" || left != "0" {
		t.Errorf("Lena is at %s from %s; %s parts of the file are left", company, source, left)
	}
	if status, _, _ := p.ask(mia, "POST", "/imports/1/run", columns...); status != http.StatusSeeOther {
		t.Errorf("sending the form again answers %d", status)
	}
	p.upload(mia, "fair again.csv", fair, "source", "Trade fair")
	if status, body, _ := p.ask(mia, "POST", "/imports/2/run", columns...); status != http.StatusConflict ||
		!strings.Contains(words(body), "already imported with the same columns") {
		t.Errorf("the same file again answers %d\n%s", status, words(body))
	}
}

// until waits for something that happens beside the requests.
func (p *portal) until(happened func() bool) {
	p.t.Helper()
	hang.Until(p.t, "it happened beside the requests", happened)
}

func TestWhatCannotBeUploadedIsSaidAtTheFile(t *testing.T) {
	t.Parallel()
	p := opened(t)
	for _, c := range []struct{ name, file, content, words string }{
		{"no file", "", "", "Choose a file."},
		{"half a workbook", "leads.csv", "PK\x03\x04\x14\x00", "This workbook is damaged"},
		{"a picture", "leads.csv", "\x89PNG\r\n", "This is a picture"},
		{"an empty file", "leads.csv", "", "This file is empty"},
		{"too many columns", "leads.csv", strings.Repeat("a,", 600), "The maximum is 500."},
	} {
		status, body, _ := p.upload(mia, c.file, c.content)
		if status != http.StatusUnprocessableEntity || !strings.Contains(words(body), c.words) {
			t.Errorf("%s answers %d: %s", c.name, status, words(body))
		}
	}
	if status, body, _ := p.upload(mia, "leads.csv",
		strings.Repeat("a,b\n", 14<<20)); status != http.StatusRequestEntityTooLarge ||
		!strings.Contains(words(body), "50 MB") {
		t.Errorf("56 MB answer %d: %.300s", status, words(body))
	}
	if status, _, _ := p.upload(rosa, "leads.csv", fair); status != http.StatusForbidden {
		t.Errorf("a rep's file answers %d", status)
	}
}

func TestAnImportIsSeenByItsAuthorAndWhoManagesThem(t *testing.T) {
	t.Parallel()
	p := opened(t)
	p.exec("INSERT INTO people (id, email, name, role) VALUES (2, 'ben@company.example', 'Ben', 'marketer')")
	p.upload(mia, "fair.csv", fair)
	for _, c := range []struct {
		who    account.Person
		status int
	}{{mia, 200}, {ada, 200}, {ben, 404}, {jo, 404}, {rosa, 403}} {
		for _, path := range []string{"/imports/1", "/imports/1/run"} {
			method, status := "GET", c.status
			if path != "/imports/1" {
				if status == 200 {
					continue
				}
				method = "POST"
			}
			if got, _, _ := p.ask(c.who, method, path); got != status {
				t.Errorf("%s of %s answers %s %d, want %d", path, mia.Name, c.who.Name, got, status)
			}
		}
	}
	p.exec("INSERT INTO memberships VALUES (5, 1)")
	if got, _, _ := p.ask(jo, "GET", "/imports/1"); got != 200 {
		t.Errorf("a manager of the team is answered %d", got)
	}
	if got, _, _ := p.ask(mia, "GET", "/imports/99"); got != 404 {
		t.Errorf("an import that is not there answers %d", got)
	}
}

func TestAnImportWhoseNodeDiedGoesOnWhenSomebodyAsks(t *testing.T) {
	t.Parallel()
	p := opened(t)
	var file strings.Builder
	file.WriteString("name,email\n")
	for i := range 5_000 {
		fmt.Fprintf(&file, "Person %d,p%d@many.example\n", i, i)
	}
	p.upload(mia, "many.csv", file.String())
	u := intake.Upload{ID: 1, Mapping: intake.Mapping{"name", "email"}}
	p.done(p.db.StartUpload(context.Background(), mia, u, p.now))
	if body := words(p.see(mia, "/imports/1")); !strings.Contains(body, "0 rows read so far") {
		t.Errorf("at once: %s", body)
	}
	p.exec("UPDATE imports SET moved_at = $1", p.now.Add(-time.Hour))
	if body := words(p.see(mia, "/imports/1")); !strings.Contains(body, "0 rows read so far") ||
		!strings.Contains(body, "Continue the import") {
		t.Errorf("when it has stopped: %s", body)
	}
	if status, _, _ := p.ask(mia, "POST", "/imports/1/run"); status != 303 {
		t.Errorf("asked to go on, it answers %d", status)
	}
	p.until(func() bool { return strings.Contains(words(p.see(mia, "/imports/1")), "5,000 rows read") })
	if n := regexp.MustCompile(`New leads ([\d,]+)`).FindString(words(p.see(mia, "/imports/1"))); n != "New leads 5,000" {
		t.Errorf("it ended with %s", n)
	}
}

func TestAFileThatWaitedForADayIsGone(t *testing.T) {
	t.Parallel()
	p := opened(t)
	p.upload(mia, "fair.csv", fair)
	p.done(p.db.Tidy(context.Background(), p.now.Add(23*time.Hour)))
	p.see(mia, "/imports/1")
	p.done(p.db.Tidy(context.Background(), p.now.Add(25*time.Hour)))
	if status, _, _ := p.ask(mia, "GET", "/imports/1"); status != http.StatusNotFound {
		t.Errorf("after a day it answers %d", status)
	}
}

func TestWhatIsLeftOutOfAFileIsSaidBeforeAndAfter(t *testing.T) {
	t.Parallel()
	p := opened(t)
	p.exec("UPDATE teams SET country = 'DE' WHERE side = 'marketing'")
	file := "Leads of the fair;;;\nName;E-mail;Shoe size;Created at\nLena Fischer;lena@brunnthal.example;38;03/05/2026\n"
	_, _, to := p.upload(mia, "fair.csv", file)
	before := words(p.see(mia, to))
	for _, part := range []string{"Leads of the fair This is above the heading", "Shoe size This column is not imported",
		"Day first: 03/05/2026 is 3 May 2026", "Month first: 03/05/2026 is 5 March 2026"} {
		if !strings.Contains(before, part) {
			t.Errorf("before the import the page does not say %q: %s", part, before)
		}
	}
	p.ask(mia, "POST", "/imports/1/run", "columns", "4", "column_1", "name", "column_2", "email", "column_3", "",
		"column_4", "created_at_month_first")
	p.until(func() bool { return strings.Contains(words(p.see(mia, "/imports/1")), "1 row read") })
	after := words(p.see(mia, "/imports/1"))
	if !strings.Contains(after, "Shoe size This column is not imported.") || strings.Contains(after, "two meanings") {
		t.Errorf("after it the page says %s", after)
	}
	var day string
	p.done(p.sql.QueryRow(context.Background(),
		"SELECT to_char(created_at, 'YYYY-MM-DD') FROM leads WHERE name = 'Lena Fischer'").Scan(&day))
	if day != "2026-03-05" {
		t.Errorf("captured on %s", day)
	}
}

func TestAFileIsWhatItsContentSays(t *testing.T) {
	t.Parallel()
	p := opened(t)
	book := excelize.NewFile()
	defer book.Close()
	for cell, value := range map[string]any{"A1": "Name", "B1": "E-mail", "C1": "Created at", "A2": "Lena Fischer",
		"B2": "lena@brunnthal.example", "C2": p.now.AddDate(0, 0, -9)} {
		if err := book.SetCellValue("Sheet1", cell, value); err != nil {
			t.Fatal(err)
		}
	}
	book.NewSheet("Notes")
	var b bytes.Buffer
	if err := book.Write(&b); err != nil {
		t.Fatal(err)
	}
	_, _, to := p.upload(mia, "leads.csv", b.String(), "source", "Trade fair")
	body := words(p.see(mia, to))
	for _, part := range []string{"An Excel workbook with 3 columns in the sheet Sheet1", "lena@brunnthal.example",
		p.now.AddDate(0, 0, -9).Format("2006-01-02"), "Notes Only the sheet “Sheet1” is read"} {
		if !strings.Contains(body, part) {
			t.Errorf("a workbook called CSV does not show %s: %s", part, body)
		}
	}
	p.ask(mia, "POST", "/imports/1/run", "columns", "3", "column_1", "name", "column_2", "email", "column_3", "created_at")
	if body := words(p.see(mia, "/imports/1")); !strings.Contains(body, "1 row read") {
		t.Errorf("it is imported as %s", body)
	}
	_, _, to = p.upload(mia, "leads.xlsx", "Name;E-mail\nBo;bo@frigor.example\n", "source", "Trade fair")
	if body := words(p.see(mia, to)); !strings.Contains(body, "1 row in 2 columns, read as UTF-8 with ;") {
		t.Errorf("a CSV file called workbook shows %s", body)
	}
}

// again sends the form of how a file is read, with these fields.
func (p *portal) again(path string, fields ...string) (int, string) {
	p.t.Helper()
	if status, body, _ := p.ask(mia, "POST", path+"/reading", append(fields, "columns", "0")...); status != 303 {
		return status, words(body)
	}
	return 200, words(p.see(mia, path))
}

func TestHowAFileIsReadCanBeCorrected(t *testing.T) {
	t.Parallel()
	p := opened(t)
	p.upload(mia, "names.csv", "List\nName;E-mail;Size\n\xc8\xe2\xe0\xed;ivan@varna.example;1.500\n")
	for _, c := range []struct {
		name   string
		fields []string
		status int
		want   string
	}{
		{"the encoding", []string{"heading", "", "encoding", "windows-1251"}, 200, "Иван ivan@varna.example 1500"},
		{"another delimiter", []string{"heading", "", "encoding", "windows-1251", "delimiter", "|"}, 200, "in 1 column"},
		{"the numbers", []string{"heading", "", "encoding", "windows-1251", "decimals", "comma"}, 200, "1500"},
		{"no heading", []string{"heading", "-1", "delimiter", ";"}, 200, "This file has no heading"},
		{"a line as the heading", []string{"heading", "3"}, 200, "List This is above the heading"},
		{"an encoding that is none", []string{"heading", "", "encoding", "klingon"}, 422, "This encoding is not known"},
		{"a line that is none", []string{"heading", "first"}, 422, "a number from 1 to 1000"},
		{"a line below the file", []string{"heading", "19"}, 422, "There is no heading in line 19"},
		{"a zone that is none", []string{"heading", "", "zone", "Mars"}, 422, "This time zone is not known"},
	} {
		if status, body := p.again("/imports/1", c.fields...); status != c.status || !strings.Contains(body, c.want) {
			t.Errorf("%s: %d, without %q: %s", c.name, status, c.want, body)
		}
	}
}

func TestAFileIsImportedAsItWasSeen(t *testing.T) {
	t.Parallel()
	p := opened(t)
	p.upload(mia, "names.csv", "Name;E-mail\nBo;bo@varna.example\n")
	columns := []string{"columns", "2", "column_1", "name", "column_2", "email", "delimiter", ";"}
	if status, body, _ := p.ask(mia, "POST", "/imports/1/run",
		append(columns, "heading", "-1")...); status != 422 || !strings.Contains(words(body), "Press Read again") {
		t.Errorf("another heading than the one that was seen answers %d: %s", status, words(body))
	}
	p.again("/imports/1", "heading", "-1", "delimiter", ";")
	if status, _, _ := p.ask(mia, "POST", "/imports/1/run", append(columns, "heading", "-1")...); status != 303 {
		t.Errorf("the heading that was seen answers %d", status)
	}
	p.until(func() bool { return strings.Contains(words(p.see(mia, "/imports/1")), "2 rows read") })
	if status, _ := p.again("/imports/1", "heading", ""); status != http.StatusConflict {
		t.Errorf("reading again what is imported answers %d", status)
	}
}

func TestDatesWithTwoReadingsAreAskedFor(t *testing.T) {
	t.Parallel()
	p := opened(t)
	p.upload(mia, "fair.csv", "Name;Created at\nLena;03/05/2026\n")
	run := []string{"columns", "2", "column_1", "name", "column_2", "created_at", "heading", ""}
	status, body, _ := p.ask(mia, "POST", "/imports/1/run", run...)
	if status != 422 || !strings.Contains(words(body), "such as 03/05/2026, can be read in two ways") {
		t.Errorf("without a choice it is answered %d: %s", status, words(body))
	}
	if status, _, _ := p.ask(mia, "POST", "/imports/1/run", append(run, "dates", "day-first")...); status != 303 {
		t.Errorf("with a choice it is answered %d", status)
	}
	p.until(func() bool { return strings.Contains(words(p.see(mia, "/imports/1")), "1 row read") })
	var day string
	p.done(p.sql.QueryRow(context.Background(),
		"SELECT to_char(created_at, 'YYYY-MM-DD') FROM leads WHERE name = 'Lena'").Scan(&day))
	if day != "2026-05-03" {
		t.Errorf("captured on %s", day)
	}
	if n := words(p.see(mia, "/imports/1")); strings.Contains(n, "two meanings") {
		t.Errorf("what was chosen is said to be a guess: %s", n)
	}
}

func TestTheFieldsOfAHeadingAreRemembered(t *testing.T) {
	t.Parallel()
	p := opened(t)
	const heading = "Full name;E-mail;Company\n"
	field := func(body, name, value string) bool {
		chosen := regexp.MustCompile(`(?s)name="` + name + `".*?</select>`).FindString(body)
		return strings.Contains(chosen, `value="`+value+`" selected`)
	}
	_, _, to := p.upload(mia, "one.csv", heading+"Bo;bo@a.example;Acme\n", "profile", "guess")
	if body := p.see(mia, to); !field(body, "column_3", "company") || strings.Contains(words(body), "last file") {
		t.Errorf("the first file is not guessed: %s", words(body))
	}
	p.ask(mia, "POST", "/imports/1/run", "columns", "3", "column_1", "name", "column_2", "email", "column_3", "industry")
	_, _, to = p.upload(mia, "two.csv", heading+"Cy;cy@a.example;Acme\n", "profile", "guess")
	body := p.see(mia, to)
	if !field(body, "column_1", "name") || !field(body, "column_3", "industry") ||
		!strings.Contains(words(body), "The fields are those that Mia chose for the last file with these columns.") {
		t.Errorf("the second file shows %s", words(body))
	}
	if body := p.see(mia, "/imports/2?columns=anew"); !field(body, "column_3", "company") {
		t.Errorf("guessed anew it shows %s", words(body))
	}
	if status, _, _ := p.ask(mia, "POST", "/imports/2/run", "columns", "3", "column_1", "name", "column_2", "email",
		"column_3", "company"); status != 303 {
		t.Errorf("importing what is guessed answers %d", status)
	}
	_, _, to = p.upload(mia, "three.csv", heading+"Di;di@a.example;Acme\n", "profile", "guess")
	if body := words(p.see(mia, to)); strings.Contains(body, "last file") {
		t.Errorf("what was put back to the guess is remembered: %s", body)
	}
}

func TestAPreviewShowsWhatWouldBecomeOfTheRows(t *testing.T) {
	t.Parallel()
	p := opened(t)
	p.upload(mia, "known.csv", "Name;E-mail\nLena Fischer;lena@brunnthal.example\n")
	p.ask(mia, "POST", "/imports/1/run", "columns", "2", "column_1", "name", "column_2", "email")
	p.upload(mia, "fair.csv", fair)
	columns := []string{"columns", "4", "column_1", "name", "column_2", "email", "column_3", "company",
		"column_4", "phone", "heading", ""}
	status, page, _ := p.ask(mia, "POST", "/imports/2/preview", append(columns, "known", "")...)
	counts := "New leads 1 Known leads completed 1 New touches of known leads 0 Refused 1"
	for _, part := range []string{"3 rows read. Nothing is imported yet.", counts, "Olivier Caron",
		"The row is refused."} {
		if status != 200 || !strings.Contains(words(page), part) {
			t.Errorf("the preview is answered %d, without %q: %s", status, part, words(page))
		}
	}
	var n int
	p.done(p.sql.QueryRow(context.Background(),
		"SELECT count(*) FROM leads WHERE company = 'Brunnthal Werke' OR name = 'Olivier Caron'").Scan(&n))
	if n != 0 {
		t.Error("the preview has written something")
	}
	status, page, _ = p.ask(mia, "POST", "/imports/2/preview", append(columns, "known", "skip")...)
	if body := words(page); status != 200 || !strings.Contains(body, "Skipped 1") {
		t.Errorf("known leads are not skipped: %s", body)
	}
	if status, page, _ := p.ask(mia, "POST", "/imports/2/preview", append(columns, "known", "eat")...); status != 422 ||
		!strings.Contains(words(page), "Choose what becomes of known leads") {
		t.Errorf("a policy that is none is answered %d", status)
	}
	var form []string
	hidden := regexp.MustCompile(`type="hidden" name="(\w+)" value="([^"]*)"`)
	for _, field := range hidden.FindAllStringSubmatch(page, -1) {
		form = append(form, field[1], field[2])
	}
	if status, _, _ := p.ask(mia, "POST", "/imports/2/run", form...); status != 303 {
		t.Fatalf("importing what was previewed answers %d (%v)", status, form)
	}
	p.until(func() bool { return strings.Contains(words(p.see(mia, "/imports/2")), "3 rows read") })
	if body := words(p.see(mia, "/imports/2")); !strings.Contains(body,
		"New leads 1 Known leads completed 0 New touches of known leads 0 Skipped 1 Refused 1") {
		t.Errorf("the import counts otherwise than its preview: %s", body)
	}
}

func TestRefusedRowsAreAFile(t *testing.T) {
	t.Parallel()
	p := opened(t)
	p.upload(mia, "fair.csv", "Name;E-mail;Firm\n;half@;+Acme\nLena;lena@brunnthal.example;B\n")
	p.ask(mia, "POST", "/imports/1/run", "columns", "3", "column_1", "name", "column_2", "email", "column_3", "company")
	p.until(func() bool { return strings.Contains(words(p.see(mia, "/imports/1")), "2 rows read") })
	if body := p.see(mia, "/imports/1"); !strings.Contains(body, `href="/imports/1/refused.csv"`) {
		t.Error("the page does not offer the refused rows")
	}
	status, body, header := p.ask(mia, "GET", "/imports/1/refused.csv")
	if status != 200 || !strings.HasPrefix(body, "\ufeffName,E-mail,Firm,Why\n,half@,'+Acme,This e-mail") ||
		!strings.Contains(header.Get("Content-Disposition"), "attachment") {
		t.Errorf("the file is answered %d: %q", status, body)
	}
	p.done(p.db.Tidy(context.Background(), p.now.AddDate(0, 0, 31)))
	var n int
	p.done(p.sql.QueryRow(context.Background(), "SELECT count(*) FROM import_refusals").Scan(&n))
	if n != 0 {
		t.Errorf("%d rows are kept after a month", n)
	}
}
