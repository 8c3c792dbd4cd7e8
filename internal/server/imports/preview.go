package imports

import (
	"context"
	"errors"
	"net/http"
	"time"

	"baton/internal/english"
	"baton/internal/errs"
	"baton/internal/intake"
	"baton/internal/lead"
	"baton/internal/server/visit"
	"baton/web/page"
	"baton/web/ui"
)

// previewLimit is how long a preview may take.
const previewLimit = 40 * time.Second

// knownField is the choice of what a row does to a known lead.
func knownField(how lead.OnKnown, problem string) ui.Field {
	f := choice("known", "Known leads", string(how),
		ui.Option{Value: string(lead.FillKnown), Label: "Fill in what they lack, and add a touch"},
		ui.Option{Value: string(lead.OverwriteKnown), Label: "Overwrite what they have, and add a touch"},
		ui.Option{Value: string(lead.TouchKnown), Label: "Only add a touch"},
		ui.Option{Value: string(lead.SkipKnown), Label: "Skip the row"})
	f.Problem = problem
	f.Hint = "A file never gives a known lead consent."
	return f
}

// preview runs the whole import without writing anything, and shows what would become of its rows.
func (s *Pages) preview(w http.ResponseWriter, r *http.Request) error {
	upload, err := s.upload(r)
	if err != nil {
		return err
	}
	kept := upload.Reading
	chosen(r, &upload)
	if err := s.checkRun(r, upload, kept); err != nil {
		return s.refuseMapping(w, r, upload, http.StatusUnprocessableEntity, err)
	}
	if err := s.Store.SaveReading(r.Context(), visit.By(r), upload); err != nil {
		return err
	}
	result, err := s.dryRun(r, upload)
	if errors.Is(err, context.DeadlineExceeded) {
		return s.refuseMapping(w, r, upload, http.StatusUnprocessableEntity, errs.Say(errs.Invalid,
			"This file is too large to preview here. Use baton import --dry-run, or import it: refused rows are listed."))
	}
	if err != nil {
		return err
	}
	return s.showPreview(w, r, upload, result)
}

// dryRun is the result that the import would have now.
func (s *Pages) dryRun(r *http.Request, u intake.Upload) (intake.Result, error) {
	ctx, cancel := context.WithTimeout(r.Context(), previewLimit)
	defer cancel()
	by, inForce := visit.By(r), visit.Of(r).Policy
	table, err := s.settled(ctx, inForce, by, u)
	if err != nil {
		return intake.Result{}, err
	}
	defer table.Close()
	rows := table.Enquiries(u.Mapping, importDefaults(inForce, by, u, s.Now()))
	return s.Store.Import(ctx, by, rows, intake.Run{DryRun: true, Known: u.Known, At: s.Now()}, nil)
}

// outcomeWords say what becomes of rows.
var outcomeWords = map[intake.Outcome]string{
	intake.Created: "New leads", intake.Completed: "Known leads completed", intake.Touched: "New touches of known leads",
	intake.Skipped: "Skipped", intake.Refused: "Refused",
}

// became says what becomes of one row.
var became = map[intake.Outcome]string{intake.Created: "New", intake.Completed: "Completed", intake.Touched: "Touched",
	intake.Skipped: "Skipped", intake.Refused: "Refused"}

// countsOf are the counts of a result.
func countsOf(result intake.Result) (counts []page.ImportCount) {
	for _, o := range intake.Outcomes {
		if o == intake.Skipped && result.Skipped == 0 {
			continue
		}
		c := page.ImportCount{Label: outcomeWords[o], Value: english.Number(int64(result.Of(o)))}
		if o == intake.Created {
			c.Tone = ui.Marketing
		}
		counts = append(counts, c)
	}
	return counts
}

// showPreview shows what would become of the rows, and asks whether to import them.
func (s *Pages) showPreview(w http.ResponseWriter, r *http.Request, u intake.Upload, result intake.Result) error {
	frame, err := s.Frame(r, u.Name)
	if err != nil {
		return err
	}
	here := "/imports/" + visit.ID(u.ID)
	p := page.ImportPreview{
		Title: u.Name, Words: english.Count(result.Rows, "row", "rows") + " read. Nothing is imported yet.",
		Counts: countsOf(result), ProblemsTitle: problemsTitle(result.Problems), Entry: page.Entry{Action: here + "/run",
			Save: "Import", Hidden: hiddenOf(r, len(u.Mapping))}, Back: here,
		First: ui.Table{Caption: "First rows of each kind", Heads: []ui.Head{{Label: "Line"}, {Label: "Result"},
			{Label: "Name"}, {Label: "E-mail"}, {Label: "Company"}, {Label: "Why"}}},
	}
	for _, o := range intake.Outcomes {
		for _, row := range result.First {
			if row.Outcome == o {
				p.First.Rows = append(p.First.Rows, ui.Row{Cells: []ui.Cell{{Words: english.Number(int64(row.Line))},
					{Words: became[o]}, {Words: row.Name}, {Words: row.Email}, {Words: row.Company},
					{Words: row.Why, Faint: true}}})
			}
		}
	}
	for _, problem := range result.Problems {
		row := refusedRow(problem)
		row.Words = previewWords(problem)
		p.Problems = append(p.Problems, row)
	}
	return s.Show(w, r, http.StatusOK, page.ImportPreviewPage(frame, p))
}

// previewWords say what would become of a row or a value.
func previewWords(p intake.Problem) string {
	switch {
	case p.Refused:
		return p.Words + " The row is refused."
	case p.Said:
		return p.Words
	case p.Noted:
		return p.Words + intake.NotedWords
	}
	return p.Words + " The lead is imported without it."
}

// hiddenOf are the fields of the form, so that the preview sends what it shows.
func hiddenOf(r *http.Request, columns int) (hidden []ui.Hidden) {
	names := []string{"columns", "encoding", "delimiter", "sheet", "heading", "dates", "zone", "decimals", "known"}
	for i := range columns {
		names = append(names, columnName(i))
	}
	for _, name := range names {
		if r.PostForm.Has(name) {
			hidden = append(hidden, ui.Hidden{Name: name, Value: visit.Form(r, name)})
		}
	}
	return hidden
}
