package imports

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"baton/internal/account"
	"baton/internal/errs"
	"baton/internal/intake"
	"baton/internal/lead"
	"baton/internal/policy"
	"baton/internal/server/hours"
	"baton/internal/server/visit"
	"baton/internal/sheet"
	"baton/web/page"
	"baton/web/ui"
)

// chosen takes from the form what the columns of a file become and how it is read.
func chosen(r *http.Request, u *intake.Upload) {
	u.Mapping = make(intake.Mapping, max(0, min(visit.Number[int](visit.Form(r, "columns")), sheet.MaxColumns)))
	for i := range u.Mapping {
		u.Mapping[i] = visit.Form(r, columnName(i))
	}
	if r.PostForm.Has("known") {
		u.Known = lead.OnKnown(visit.Form(r, "known"))
	}
	if !r.PostForm.Has("heading") {
		return // a form without these fields says nothing of them
	}
	u.Reading = intake.Reading{
		Layout: sheet.Layout{Encoding: visit.Form(r, "encoding"), Delimiter: delimiterOf(visit.Form(r, "delimiter")),
			Sheet: visit.Form(r, "sheet")},
		Dates: intake.Dates(visit.Form(r, "dates")), Zone: visit.Form(r, "zone"),
		Decimals: intake.Decimals(visit.Form(r, "decimals")),
	}
	if heading := visit.Form(r, "heading"); heading != "" {
		line, err := strconv.Atoi(heading)
		if err != nil {
			line = sheet.NoHeading - 1 // no line has this number
		}
		u.Reading.Heading = line
	}
}

// delimiterOf is a delimiter as a form sends it. A browser does not send a tab that stands alone.
func delimiterOf(typed string) string {
	if typed == "tab" {
		return "\t"
	}
	return typed
}

// readAgain keeps how a file is to be read, and shows it anew. Columns of another heading are guessed again.
func (s *Pages) readAgain(w http.ResponseWriter, r *http.Request) error {
	upload, err := s.upload(r)
	if err != nil {
		return err
	}
	was := upload.Reading.Layout
	chosen(r, &upload)
	if err := cmp.Or(upload.Reading.Check(), upload.Known.Check()); err != nil {
		return s.refuseMapping(w, r, upload, http.StatusUnprocessableEntity, err)
	}
	if upload.Reading.Layout != was {
		if upload.Mapping, err = s.carried(r.Context(), upload, was); err != nil {
			return s.refuseMapping(w, r, upload, http.StatusUnprocessableEntity, err)
		}
	}
	if err := s.Store.SaveReading(r.Context(), visit.By(r), upload); err != nil {
		return err
	}
	return visit.Redirect(w, r, "/imports/"+visit.ID(upload.ID))
}

// carried is what was chosen for the columns, if the file has the same heading as before, and otherwise nothing.
func (s *Pages) carried(ctx context.Context, u intake.Upload, was sheet.Layout) (intake.Mapping, error) {
	now, err := s.openUpload(ctx, u)
	if err != nil {
		return nil, err
	}
	defer now.Close()
	u.Reading.Layout = was
	before, err := s.openUpload(ctx, u)
	if err != nil {
		return intake.Mapping{}, nil // it could not be read before
	}
	defer before.Close()
	if fmt.Sprintf("%q", now.Header) != fmt.Sprintf("%q", before.Header) {
		return intake.Mapping{}, nil
	}
	return u.Mapping, nil
}

// checkRun refuses an import of columns that nobody has seen, and one whose dates can be read in two ways.
func (s *Pages) checkRun(r *http.Request, u intake.Upload, kept intake.Reading) error {
	if err := u.Reading.Check(); err != nil {
		return err
	}
	if err := u.Known.Check(); err != nil {
		return err
	}
	if u.Reading.Layout != kept.Layout {
		return errs.Problems{"": "How the file is read has changed. Press Read again and check its columns first."}
	}
	if err := u.Mapping.Check(); err != nil {
		return err
	}
	orders, err := s.dateOrders(r.Context(), u)
	if err != nil {
		return err
	}
	if orders.Ask() && u.Reading.Dates == "" {
		return errs.Problems{"dates": askDates(orders)}
	}
	return nil
}

// askDates asks for the order of day and month.
func askDates(orders intake.DateOrders) string {
	return fmt.Sprintf("The dates of this file, such as %s, can be read in two ways. Choose whether the day or the month "+
		"is first.", orders.Example)
}

// dateOrders reads the dates of the whole file.
func (s *Pages) dateOrders(ctx context.Context, u intake.Upload) (intake.DateOrders, error) {
	table, err := s.openUpload(ctx, u)
	if err != nil {
		return intake.DateOrders{}, err
	}
	defer table.Close()
	return table.DateOrders(u.Mapping)
}

// settled opens a file to read it as it was chosen, and its dates as the whole column says.
func (s *Pages) settled(
	ctx context.Context, inForce *policy.Policy, by account.Person, u intake.Upload,
) (*intake.Sheet, error) {
	orders, err := s.dateOrders(ctx, u)
	if err != nil {
		return nil, err
	}
	table, err := s.openUpload(ctx, u)
	if err != nil {
		return nil, err
	}
	table.How = table.How.Settled(orders, inForce.Team(by.Team(account.Marketing).ID).Country)
	return table, nil
}

// readingFields are the fields for how a file is read. table is the file as it is read now.
func readingFields(
	how intake.Reading, table *intake.Sheet, orders intake.DateOrders, inForce *policy.Policy, problems errs.Problems,
) []ui.Field {
	fields := textFields(how, table)
	if len(table.Sheets) > 0 {
		fields = []ui.Field{sheetField(how, table)}
	}
	heading := ""
	if how.Heading != 0 {
		heading = strconv.Itoa(how.Heading)
	}
	zones := append([]ui.Option{{Label: "Company (" + inForce.Zone.String() + ")"}}, hours.ZoneOptions()...)
	fields = append(fields, choice("heading", "Heading", heading, headingOptions(how, table)...),
		datesField(how, orders, inForce), choice("zone", "Time zone", how.Zone, zones...),
		choice("decimals", "Numbers", string(how.Decimals), ui.Option{Label: "Detect"},
			ui.Option{Value: string(intake.Point), Label: "1,234.5"},
			ui.Option{Value: string(intake.Comma), Label: "1.234,5"}))
	for i, f := range fields {
		fields[i].Problem = problems[f.Name]
	}
	return fields
}

func choice(name, label, value string, options ...ui.Option) ui.Field {
	return ui.Field{Name: name, Label: label, Type: "select", Value: value, Options: options}
}

// sheetField is the field for the sheet of a workbook.
func sheetField(how intake.Reading, table *intake.Sheet) ui.Field {
	sheets := []ui.Option{{Label: detected(how.Sheet == "", table.Table.Sheet)}}
	for _, name := range table.Sheets {
		sheets = append(sheets, ui.Option{Value: name, Label: name})
	}
	return choice("sheet", "Sheet", how.Sheet, sheets...)
}

// textFields are the fields for the encoding and the delimiter of a text.
func textFields(how intake.Reading, table *intake.Sheet) []ui.Field {
	encodings := []ui.Option{{Label: detected(how.Encoding == "", string(table.Encoding))}}
	for _, e := range sheet.Encodings {
		encodings = append(encodings, ui.Option{Value: e.Name, Label: e.Words})
	}
	delimiter := how.Delimiter
	if delimiter == "\t" {
		delimiter = "tab"
	}
	return []ui.Field{choice("encoding", "Encoding", how.Encoding, encodings...),
		choice("delimiter", "Delimiter", delimiter,
			ui.Option{Label: detected(how.Delimiter == "", delimiterWords(table.Delimiter))},
			ui.Option{Value: ",", Label: "Comma ,"}, ui.Option{Value: ";", Label: "Semicolon ;"},
			ui.Option{Value: "tab", Label: "Tab"}, ui.Option{Value: "|", Label: "Bar |"},
			ui.Option{Value: "~", Label: "Tilde ~"})}
}

// detected is the answer that leaves a thing to Baton, with what it found.
func detected(now bool, found string) string {
	if !now {
		return "Detect"
	}
	return "Detect (" + found + ")"
}

// mostHeadings is how many lines are offered as the heading.
const mostHeadings = 20

func headingOptions(how intake.Reading, table *intake.Sheet) []ui.Option {
	found := fmt.Sprintf("line %d", table.HeadLine)
	if table.NoHeading {
		found = "none"
	}
	options := []ui.Option{{Label: detected(how.Heading == 0, found)},
		{Value: strconv.Itoa(sheet.NoHeading), Label: "None: the first row is a lead"}}
	for line := 1; line <= max(mostHeadings, how.Heading); line++ {
		options = append(options, ui.Option{Value: strconv.Itoa(line), Label: fmt.Sprintf("Line %d", line)})
	}
	return options
}

// datesField is the field for the order of day and month. It is required if the dates of the file leave two readings.
func datesField(how intake.Reading, orders intake.DateOrders, inForce *policy.Policy) ui.Field {
	f := choice("dates", "Dates", string(how.Dates))
	first, second, empty := "Day first: 31/12/2026", "Month first: 12/31/2026", "Detect"
	if orders.Example != "" {
		day, month := orders.Read(how.ZoneOr(inForce.Zone))
		first = fmt.Sprintf("Day first: %s is %s", orders.Example, day.Format("2 January 2006"))
		second = fmt.Sprintf("Month first: %s is %s", orders.Example, month.Format("2 January 2006"))
	}
	if orders.Ask() {
		f.Required, empty = true, "Choose"
	}
	f.Options = []ui.Option{{Label: empty}, {Value: string(intake.DayFirst), Label: first},
		{Value: string(intake.MonthFirst), Label: second}}
	return f
}

// previewRows is how many rows are shown as leads.
const previewRows = 5

// previewOf shows the first rows as the leads that they become.
func previewOf(table *intake.Sheet, m intake.Mapping, d intake.Defaults) ui.Table {
	t := ui.Table{Caption: "First rows as leads", Heads: []ui.Head{{Label: "Name"}, {Label: "E-mail"}, {Label: "Phone"},
		{Label: "Company"}, {Label: "Size", Number: true}, {Label: "Country"}, {Label: "Captured at"}}}
	for _, e := range table.Preview(m, d, previewRows) {
		l, at, size := e.Lead, "", ""
		if slices.ContainsFunc(m, func(field string) bool { return strings.HasPrefix(field, "created_at") }) {
			at = l.CreatedAt.In(table.How.ZoneOr(d.Zone)).Format("2 Jan 2006, 15:04")
		}
		if l.CompanySize > 0 {
			size = strconv.Itoa(l.CompanySize)
		}
		row := ui.Row{}
		for _, words := range []string{l.Name, l.Email, l.Phone, l.Company, size, l.Country, at} {
			row.Cells = append(row.Cells, ui.Cell{Words: words})
		}
		if e.Refused {
			row.Cells[0].Words = e.Problems[len(e.Problems)-1].Words
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// addReading shows how a file is read, with its first rows as leads. typed is what was chosen, table what is read.
func (s *Pages) addReading(
	r *http.Request, m *page.ImportMapping, u intake.Upload, table *intake.Sheet, typed intake.Reading,
) error {
	orders, err := s.dateOrders(r.Context(), u)
	if err != nil {
		return err
	}
	inForce := visit.Of(r).Policy
	defaults := importDefaults(inForce, visit.By(r), u, s.Now())
	table.How = table.How.Settled(orders, defaults.TeamCountry)
	table.How.Assumed = false // the page asks
	for _, note := range table.Notes(u.Mapping, defaults) {
		m.Notes = append(m.Notes, page.ImportNote{Value: note.Value, Words: note.Words})
	}
	m.Reading = page.ImportReading{
		Fields:  readingFields(typed, table, orders, inForce, m.Entry.Problems),
		Preview: previewOf(table, u.Mapping, defaults),
		Again:   ui.Button{Label: "Read again", Action: "/imports/" + visit.ID(u.ID) + "/reading"},
	}
	return nil
}
