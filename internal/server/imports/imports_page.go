package imports

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"baton/internal/english"
	"baton/internal/errs"
	"baton/internal/intake"
	"baton/internal/server/visit"
	"baton/web/page"
	"baton/web/ui"
)

// profiles are how the columns of a file may be understood at first.
var profiles = []ui.Option{{Value: "guess", Label: "Guess from the headings"},
	{Value: "none", Label: "Choose each column myself"}}

// showImports asks for a file and lists the earlier ones. typed and problems are of a file that was not taken.
func (s *Pages) showImports(w http.ResponseWriter, r *http.Request, status int, typed intake.Upload,
	problems errs.Problems) error {
	past, more, err := s.Store.Uploads(r.Context(), visit.By(r), visit.Number[int64](visit.Query(r, "before")))
	if err != nil {
		return err
	}
	choices, err := s.Store.Choices(r.Context())
	if err != nil {
		return err
	}
	frame, err := s.Frame(r, "Import")
	if err != nil {
		return err
	}
	p := page.Imports{
		Words: "New leads are added. Known leads get a new touch, or what you choose.",
		Form: &page.ImportForm{
			Entry:   page.Entry{Title: "Import leads", Action: "/imports", Problems: problems},
			Profile: "guess", Profiles: profiles, Source: typed.Source, Campaign: typed.Campaign,
			Limit:   "CSV or Excel (.xlsx); 50 MB at most",
			Sources: []ui.Option{{Label: "As the file says"}}, Campaigns: []ui.Option{{Label: "As the file says"}},
		},
		Empty: ui.Empty{Words: "There are no imports yet. Choose a file in the form. " +
			"Before anything is imported, you see what each column becomes."},
	}
	for _, x := range choices.Sources {
		p.Form.Sources = append(p.Form.Sources, ui.Option{Value: x.Name, Label: x.Name})
	}
	for _, x := range choices.Campaigns {
		p.Form.Campaigns = append(p.Form.Campaigns, ui.Option{Value: x.Name, Label: x.Name})
	}
	for _, u := range past {
		p.Past = append(p.Past, s.importLine(r, u))
	}
	if more {
		p.Pager.Older = visit.Address("/imports", "before", visit.ID(past[len(past)-1].ID))
	}
	return s.Show(w, r, status, page.ImportsPage(frame, p))
}

func (s *Pages) importLine(r *http.Request, u intake.Upload) page.ImportLine {
	line := page.ImportLine{
		ID: "import-" + visit.ID(u.ID), File: u.Name, Href: "/imports/" + visit.ID(u.ID), By: cmp.Or(u.ByName, "Baton"),
		At:       visit.Moment(visit.By(r), u.Started, s.Now()),
		Imported: english.Number(int64(u.Result.Added)),
		Touches:  english.Number(int64(u.Result.Touched + u.Result.Completed)),
		Refused:  english.Number(int64(u.Result.Refused)),
		State:    ui.Chip{Words: "Done", Tone: ui.Quiet},
	}
	if u.Finished.IsZero() {
		line.State = ui.Chip{Words: "Running", Tone: ui.Marketing}
	}
	return line
}

// mappingSamples is how many rows of a file are shown beside its columns.
const mappingSamples = 3

// showMapping asks how a file is read and what each column becomes. problem and problems are about what u says.
func (s *Pages) showMapping(w http.ResponseWriter, r *http.Request, status int, u intake.Upload, problem string,
	problems errs.Problems) error {
	typed := u.Reading
	table, err := s.openUpload(r.Context(), u)
	if errors.Is(err, errs.Invalid) {
		if len(problems) == 0 {
			problem = cmp.Or(problem, errs.Words(err))
		}
		u.Reading = intake.Reading{} // as it could be read when it was uploaded
		table, err = s.openUpload(r.Context(), u)
	}
	if err != nil {
		return err
	}
	defer table.Close()
	remembered, err := s.proposeMapping(r, &u, table)
	if err != nil {
		return err
	}
	frame, err := s.Frame(r, u.Name)
	if err != nil {
		return err
	}
	m := mappingOf(u, table, problems)
	m.Entry.Problem, m.Entry.Problems, m.Remembered = problem, problems, remembered
	m.Known = knownField(u.Known, problems["known"])
	m.Preview = ui.Button{Label: "Preview", Action: "/imports/" + visit.ID(u.ID) + "/preview"}
	if err := s.addReading(r, &m, u, table, typed); err != nil {
		return err
	}
	return s.Show(w, r, status, page.ImportMappingPage(frame, m))
}

// mappingOf asks what each column becomes.
func mappingOf(u intake.Upload, table *intake.Sheet, problems errs.Problems) page.ImportMapping {
	m := page.ImportMapping{
		Title: u.Name, Words: tableWords(u, table),
		Entry: page.Entry{
			Action: "/imports/" + visit.ID(u.ID) + "/run", Save: "Import",
			Hidden: []ui.Hidden{{Name: "columns", Value: visit.ID(len(table.Header))}},
		},
		Fields: []ui.Option{{Label: "Leave out"}}, Cancel: "/imports",
	}
	for _, f := range intake.Fields {
		m.Fields = append(m.Fields, ui.Option{Value: f.Name, Label: f.Label})
	}
	for i, heading := range table.Header {
		m.Columns = append(m.Columns, page.ImportColumn{
			Name: columnName(i), Heading: cmp.Or(heading, fmt.Sprintf("Column %d", i+1)), Field: u.Mapping[i],
			Samples: sampled(table, i), Problem: problems[columnName(i)],
		})
	}
	return m
}

// openUpload reads the heading of a file that waits.
func (s *Pages) openUpload(ctx context.Context, u intake.Upload) (*intake.Sheet, error) {
	if u.FileIsGone {
		return nil, errs.Say(errs.Conflict, "This file was deleted after one day. Choose it again on the Import page.")
	}
	return intake.Open(s.Store.UploadedFile(ctx, u.ID), u.Reading)
}

// tableWords says what a file is: how many rows and columns it has, and how it is read.
func tableWords(u intake.Upload, table *intake.Sheet) string {
	columns := english.Count(len(table.Header), "column", "columns")
	if table.Table.Sheet != "" {
		return fmt.Sprintf("An Excel workbook with %s in the sheet %s", columns, table.Table.Sheet)
	}
	return fmt.Sprintf("%s in %s, read as %s with %s", english.Count(max(u.Lines-1, 1), "row", "rows"), columns,
		table.Encoding, delimiterWords(table.Delimiter))
}

func delimiterWords(d byte) string {
	if d == '\t' {
		return "tabs"
	}
	return string(d)
}

// sampled are the first values of a column, shortened.
func sampled(table *intake.Sheet, column int) (values []string) {
	for _, row := range table.Samples[:min(len(table.Samples), mappingSamples)] {
		value := strings.Join(strings.Fields(row[column]), " ")
		if runes := []rune(value); len(runes) > 40 {
			value = string(runes[:39]) + "…"
		}
		values = append(values, value)
	}
	return values
}

// showImport says how far an import is, and what it did not take.
func (s *Pages) showImport(w http.ResponseWriter, r *http.Request, u intake.Upload) error {
	u, err := s.Store.Upload(r.Context(), visit.By(r), u.ID)
	if err != nil {
		return err
	}
	frame, err := s.Frame(r, u.Name)
	if err != nil {
		return err
	}
	p := page.ImportResult{
		Title: u.Name, Words: importWords(u), Percent: -1,
		Counts: countsOf(u.Result),
	}
	if u.Finished.IsZero() {
		p.Live, p.Src, p.Percent = "dashboard", r.URL.Path, min(100*u.Line/max(u.Lines, 1), 100)
		if s.stalled(u) {
			p.Resume = &ui.Action{Href: r.URL.Path + "/run", Button: ui.Button{Label: "Continue the import", Kind: ui.Send}}
		}
	} else {
		p.Buttons = []ui.Button{{Label: "See all leads", Href: "/leads"}, {Label: "Import another file", Href: "/imports"}}
	}
	if u.Result.Refused > 0 && !u.Finished.IsZero() {
		p.Buttons = append(p.Buttons, ui.Button{Label: "Refused rows (CSV)", Href: r.URL.Path + "/refused.csv"})
	}
	p.RefusedTitle = problemsTitle(u.Result.Problems)
	for _, problem := range u.Result.Problems {
		p.Refused = append(p.Refused, refusedRow(problem))
	}
	return s.Show(w, r, http.StatusOK, page.ImportResultPage(frame, p))
}

// problemsTitle says what a list of problems holds: rows that were refused, what became of values in others, or both.
func problemsTitle(problems []intake.Problem) string {
	refused := slices.ContainsFunc(problems, func(p intake.Problem) bool { return p.Refused })
	left := slices.ContainsFunc(problems, func(p intake.Problem) bool { return !p.Refused })
	switch {
	case refused && left:
		return "Refused rows and values to check"
	case left:
		return "Values to check"
	}
	return "Refused rows"
}

func importWords(u intake.Upload) string {
	switch {
	case !u.Finished.IsZero():
		return english.Count(u.Result.Rows, "row", "rows") + " read"
	case u.FileIsGone:
		return "The import stopped and its file is deleted. Import the file again. No row is imported twice."
	}
	return english.Count(u.Result.Rows, "row", "rows") + " read so far. You can leave this page while the import runs."
}

func refusedRow(p intake.Problem) page.RefusedRow {
	row := page.RefusedRow{Line: english.Number(int64(p.Line)), Field: p.Field, Value: p.Value, Words: p.Sentence()}
	for _, f := range intake.Fields {
		if f.Name == p.Field {
			row.Field = f.Label
		}
	}
	return row
}
