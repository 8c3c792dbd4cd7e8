package scoring

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"time"

	"baton/internal/english"
	"baton/internal/lead"
	"baton/internal/scoring/likelihood"
	"baton/internal/scoring/likelihood/leakage"
	"baton/internal/scoring/likelihood/measure"
	"baton/internal/scoring/likelihood/trial"
	"baton/internal/scoring/prospect"
	"baton/internal/server/leadview"
	"baton/internal/server/visit"
	"baton/web/page"
	"baton/web/ui"
)

// contenderWords name those that guess.
var contenderWords = map[string]string{
	trial.Likelihood: "Likelihood", trial.BaseRate: "The average so far",
	trial.SourceRate: "The rate of the source, last 30 days", trial.NaiveBayes: "Naive Bayes",
}

var measureHeads = []ui.Head{{Label: "AUC", Number: true}, {Label: "Log loss", Number: true},
	{Label: "Brier", Number: true}, {Label: "Off by, points", Number: true}, {Label: "Lift, top tenth", Number: true}}

func measureCells(m measure.Measures) []ui.Cell {
	return []ui.Cell{{Words: figure(m.AUC, 3)}, {Words: figure(m.LogLoss, 3)}, {Words: figure(m.Brier, 3)},
		{Words: points(m.ECE)}, {Words: figure(m.Lift10, 2)}}
}

func (v modelWords) contenders(r prospect.Report) page.ModelTable {
	t := ui.Table{Caption: "Comparison with simpler predictions",
		Heads: slices.Concat([]ui.Head{{Label: "Prediction"}}, measureHeads,
			[]ui.Head{{Label: "AUC within windows", Number: true}})}
	for _, c := range r.Contenders {
		t.Rows = append(t.Rows, ui.Row{Here: c.Name == trial.Likelihood,
			Cells: slices.Concat([]ui.Cell{{Words: contenderWords[c.Name]}}, measureCells(c.Measures),
				[]ui.Cell{{Words: figure(c.WindowAUC, 3)}})})
	}
	return page.ModelTable{Title: t.Caption,
		Words: "All predicted the same leads in the same order, from what was known then. " +
			"A window has 500 leads, so that a drifting average does not count.", Table: t}
}

func (v modelWords) held(m *prospect.Version, h prospect.Held) page.ModelTable {
	heads, cells := measureHeads, measureCells
	if v.of == lead.OfWinning {
		heads, cells = measureHeads[1:2], func(m measure.Measures) []ui.Cell { return measureCells(m)[1:2] }
	}
	t := ui.Table{Caption: "On the latest month, kept for testing", Heads: append([]ui.Head{{Label: "Version"}}, heads...)}
	t.Rows = append(t.Rows, ui.Row{Cells: append([]ui.Cell{{Words: fmt.Sprintf("Version %d, without that month",
		cmp.Or(m.Restores, m.Number))}}, cells(h.New)...)})
	if h.InUse != nil {
		t.Rows = append(t.Rows, ui.Row{Cells: append([]ui.Cell{{Words: fmt.Sprintf("Version %d, in use then",
			h.InUseNumber)}}, cells(*h.InUse)...)})
	}
	return page.ModelTable{Title: t.Caption, Table: t,
		Words: v.heldWords(h)}
}

func (v modelWords) heldWords(h prospect.Held) string {
	words := fmt.Sprintf("%s leads, handed over from %s to %s. "+
		"A version that does worse here than the one in use is not published.", english.Number(int64(h.Cases)),
		v.By.Dates.Write(h.From, "2 January 2006"), v.By.Dates.Write(h.To, "2 January 2006"))
	if v.of == lead.OfWinning {
		words += " Most of these leads are recent, so only the log loss is known. An open lead counts by its age."
	}
	return words
}

func (v modelWords) parts(title, head string, all []prospect.Part, called func(string) string) page.ModelTable {
	t := ui.Table{Caption: title,
		Heads: []ui.Head{{Label: head}, {Label: "Leads", Number: true}, {Label: "Likelihood", Number: true},
			{Label: "Were " + v.happened(), Number: true}, {Label: "AUC", Number: true}, {Label: "Log loss", Number: true},
			{Label: "Brier", Number: true}}}
	for _, p := range all {
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Words: called(p.Value)}, {Words: english.Number(int64(p.Cases))},
			{Words: leadview.Likely(p.Guessed)}, {Words: leadview.Likely(p.Happened)}, {Words: figure(p.AUC, 2)},
			{Words: figure(p.LogLoss, 3)}, {Words: figure(p.Brier, 3)}}})
	}
	return page.ModelTable{Title: title, Table: t}
}

func monthWords(month string) string {
	if at, err := time.Parse("2006-01", month); err == nil {
		return at.Format("January 2006")
	}
	return month
}

func (v modelWords) named(field string) func(string) string {
	return func(id string) string { return cmp.Or(v.Policy.Names[field][id], "None") }
}

func (v modelWords) weights(all []likelihood.Weight) []ui.Part {
	largest := 0.01
	for _, w := range all {
		largest = max(largest, math.Abs(w.Odds))
	}
	var parts []ui.Part
	for _, w := range all {
		p := leadview.Part(prospect.Meaning(w.Meaning, v.Policy.Names), w.Odds, largest)
		p.Hover = fmt.Sprintf("± %.2f", w.Deviation)
		parts = append(parts, p)
	}
	return parts
}

func (v modelWords) refused(r prospect.Report) (words []string) {
	for _, l := range r.Refused {
		which, name := v.happened(), cmp.Or(l.Field.Words, l.Field.Name)
		if !l.Present {
			which = "not " + which
		}
		if l.Share > 0 {
			words = append(words, fmt.Sprintf("%s is left out. "+
				"It is filled in for %s of the leads that were %s and almost never for others, so it was filled in afterwards.",
				name, leadview.Likely(l.Share), which))
			continue
		}
		words = append(words, fmt.Sprintf("%s is left out. "+
			"It is filled in almost only for leads that were %s (AUC %.2f), so it was filled in afterwards.",
			name, which, l.AUC))
	}
	for _, s := range r.Suspects {
		words = append(words, v.suspect(s))
	}
	return words
}

// suspect says why a field may have been filled in afterwards.
func (v modelWords) suspect(s leakage.Suspect) string {
	const check = "Baton learns from it. Make sure that it is not filled in afterwards."
	if s.Pure == nil {
		return fmt.Sprintf("%s alone predicts the result of a lead (AUC %.2f). %s", cmp.Or(s.Field.Words, s.Field.Name),
			s.AUC, check)
	}
	which := v.happened()
	if !s.Pure.Positive {
		which = "not " + which
	}
	return fmt.Sprintf("%s for %s leads, and almost all of them were %s. %s",
		prospect.Words(s.Field.Name, s.Pure.Value, s.Pure.Words, v.Policy.Names), english.Number(int64(s.Pure.Leads)), which,
		check)
}

// versions are the versions with what became of each; all has one more than are shown where there is one.
func (v modelWords) versions(all []prospect.Version, inUse *prospect.Version,
	mayPutBack bool) (rows []page.ModelVersion) {
	for _, m := range all[:min(len(all), versionsShown)] {
		row := page.ModelVersion{Title: fmt.Sprintf("Version %d", m.Number), Why: m.Why}
		of := m.Report.Contenders[0].Measures
		row.Words = fmt.Sprintf("Learned %s from %s leads. AUC %s, log loss %s.", v.when(m.TrainedAt),
			english.Number(int64(m.Labels)), figure(of.AUC, 2), figure(of.LogLoss, 3))
		if m.Restores > 0 {
			row.Words = fmt.Sprintf("A copy of version %d, restored %s.", m.Restores, v.when(m.TrainedAt))
		}
		switch {
		case m.ID == inUse.ID:
			row.Chip = ui.Chip{Words: "In use", Tone: ui.Sales}
		case m.State == prospect.HeldBack:
			row.Chip = ui.Chip{Words: "Not published", Tone: ui.Quiet}
		}
		if mayPutBack && m.ID != inUse.ID {
			label := "Restore"
			if m.State == prospect.HeldBack {
				label = "Publish"
			}
			row.PutBack = &ui.Action{
				Href:   fmt.Sprintf("/scoring/model/versions/%d/publication", m.ID),
				Hidden: append(visit.VersionField(inUse.Number), ui.Hidden{Name: "of", Value: string(v.of)}),
				Button: ui.Button{Label: label, Kind: ui.Bare, About: row.Title},
			}
		}
		rows = append(rows, row)
	}
	return rows
}
