package scoring

import (
	"cmp"
	"fmt"
	"math"
	"net/http"
	"strconv"
	"time"

	"baton/internal/english"
	"baton/internal/lead"
	"baton/internal/scoring/likelihood/dataset"
	"baton/internal/scoring/likelihood/trial"
	"baton/internal/scoring/prospect"
	"baton/internal/server/address"
	"baton/internal/server/leadview"
	"baton/internal/server/visit"
	"baton/web/page"
	"baton/web/ui"
)

// showModel shows what was learned of acceptance, or of winning: how good that is, and the versions of it.
func (s *Pages) showModel(w http.ResponseWriter, r *http.Request, ask modelAsk) error {
	inUse, err := s.Store.ModelInUse(r.Context(), ask.of)
	if err != nil {
		return err
	}
	before := max(0, visit.Number[int](visit.Query(r, "before")))
	all, err := s.Store.Models(r.Context(), ask.of, before, versionsShown+1)
	if err != nil {
		return err
	}
	days, err := s.Store.WinDays(r.Context())
	if err != nil {
		return err
	}
	v := modelWords{viewOf(r), ask.of, days}
	p := page.ModelReport{Title: "Likelihood of " + leadview.Prospects[ask.of], Tabs: v.tabs(), Words: v.about()}
	if inUse == nil {
		labels, positives, err := s.Store.LabelsSoFar(r.Context(), ask.of, s.Now())
		if err != nil {
			return err
		}
		p.Silent = cmp.Or(dataset.TooFew(labels, positives), "Baton is learning now. This takes a few minutes.")
	} else {
		v.report(&p, inUse)
	}
	p.PutsBack = mayScore(visit.By(r)) || before > 0
	p.Versions = v.versions(all, inUse, mayScore(visit.By(r)))
	if len(all) > versionsShown {
		p.Pager.Older = visit.Address("/scoring/model", "of", string(ask.of), "before",
			strconv.Itoa(all[versionsShown-1].Number))
	}
	if before > 0 {
		p.Pager.Newer = address.Model(ask.of)
	}
	frame, err := s.Frame(r, p.Title)
	if err != nil {
		return err
	}
	if mayScore(visit.By(r)) && ask.of == lead.OfWinning {
		p.Window = v.window(r, ask)
	}
	if ask.days == nil {
		frame.Notice = ask.no.Notice()
	}
	return s.Show(w, r, ask.no.Answers(), page.ModelPage(frame, p))
}

// modelWords say in words what was learned of one thing.
type modelWords struct {
	view
	of   lead.Prospect
	days int // within which a lead may be won
}

func (v modelWords) tabs() []ui.Tab {
	var tabs []ui.Tab
	for _, of := range lead.Prospects {
		tabs = append(tabs, ui.Tab{Label: map[lead.Prospect]string{lead.OfAcceptance: "Acceptance",
			lead.OfWinning: "Winning"}[of], Href: address.Model(of), Here: of == v.of})
	}
	return tabs
}

// happened is what a positive label says.
func (v modelWords) happened() string {
	return map[lead.Prospect]string{lead.OfAcceptance: "accepted", lead.OfWinning: "won"}[v.of]
}

func (v modelWords) about() string {
	if v.of == lead.OfAcceptance {
		return "The probability that sales accepts a lead, learned from verdicts"
	}
	return fmt.Sprintf("The probability that an accepted lead is won within %d days, learned from outcomes", v.days)
}

func (v modelWords) window(r *http.Request, ask modelAsk) *page.ModelWindow {
	w := &page.ModelWindow{Entry: ask.no.Entry(r, "Time to win", "/scoring/model/window", 0), Days: strconv.Itoa(v.days)}
	w.Words = "A lead counts as won if it is won within this many days of its handover. The next version uses this number."
	if ask.days != nil {
		w.Days = *ask.days
	}
	return w
}

// report says how good the version in use is.
func (v modelWords) report(p *page.ModelReport, m *prospect.Version) {
	r := m.Report
	p.Verdict = v.verdict(r)
	if r.Cases > 0 {
		p.Numbers = v.numbers(r)
	}
	p.Note = v.note(m)
	if len(r.Deciles) > 1 {
		p.Plots = append(p.Plots, v.calibration(r))
	}
	if len(r.Lift) > 1 {
		p.Plots = append(p.Plots, v.lift(r))
	}
	p.DriftTitle, p.Drift = "Have leads changed?", v.drift(r.Drift)
	if r.Cases > 0 {
		p.Tables = []page.ModelTable{v.contenders(r)}
	}
	if h := r.Held; h != nil {
		p.Tables = append(p.Tables, v.held(m, *h))
	}
	months := v.parts("By month", "Month", r.Months, monthWords)
	if v.of == lead.OfWinning {
		months.Words = fmt.Sprintf("Only leads handed over more than %d days ago are shown.", v.days)
	}
	p.Tables = append(p.Tables, months)
	p.Tables = append(p.Tables, v.parts("By source", "Source", r.Sources, v.named("source")))
	if len(r.Personas) > 1 {
		p.Tables = append(p.Tables, v.parts("By persona", "Persona", r.Personas, v.named("persona")))
	}
	p.Weights = v.weights(r.Weights)
	p.Refused = v.refused(r)
}

// verdict says in one sentence how good what is learned is.
func (v modelWords) verdict(r prospect.Report) string {
	test := trial.Test{Contenders: r.Contenders}
	of, base := test.Of(trial.Likelihood), test.Of(trial.BaseRate)
	switch {
	case r.Cases == 0 && v.of == lead.OfWinning:
		return fmt.Sprintf("It is too early to say how good this is. No lead has reached %d days yet.", v.days)
	case r.Cases == 0 || of.AUC == nil || len(r.Lift) <= topFifth:
		return "It is too early to say how good this is."
	case *of.AUC < leastAUC || *of.LogLoss >= *base.LogLoss:
		return "This cannot tell good leads from others yet. It is no better than the average. Use the grade."
	}
	return fmt.Sprintf("The 20%% of leads with the highest likelihood included %s of all leads that were %s. "+
		"On average, the likelihood was off by %s percentage points.",
		leadview.Likely(r.Lift[topFifth].Caught), v.happened(), points(of.ECE))
}

// topFifth is the place of the first 20 % in a curve of lift, whose steps are 5 %, and leastAUC how well leads must be
// told apart to say so.
const (
	topFifth = 4
	leastAUC = 0.55
)

func (v modelWords) numbers(r prospect.Report) []page.TrialNumber {
	test := trial.Test{Contenders: r.Contenders}
	of, base := test.Of(trial.Likelihood), test.Of(trial.BaseRate)
	return []page.TrialNumber{
		{Value: figure(of.AUC, 2),
			Words: fmt.Sprintf("AUC: how often a lead that was %s had a higher likelihood than one that was not. "+
				"0.5 is chance, 1 is perfect", v.happened())},
		{Value: figure(of.LogLoss, 3),
			Words: "log loss. Always predicting the average gives " + figure(base.LogLoss, 3) + ". Lower is better"},
		{Value: figure(of.Brier, 3),
			Words: "Brier score: the mean squared error. Always predicting the average gives " + figure(base.Brier, 3)},
		{Value: points(of.ECE), Words: "percentage points between likelihood and result, on average. Chance alone gives " +
			points(of.ECEChance)},
	}
}

// note says what the version in use has learned from, and how the figures came about.
func (v modelWords) note(m *prospect.Version) string {
	note := fmt.Sprintf("Version %d was trained %s on %s leads, of which %s were %s. ", m.Number, v.when(m.TrainedAt),
		english.Number(int64(m.Labels)), english.Number(int64(m.Positives)), v.happened())
	if v.of == lead.OfAcceptance {
		note += "It also learns from each verdict as soon as it is final. "
	} else {
		note += fmt.Sprintf("Open leads count too: the longer a lead is open, the less likely it is to be won. "+
			"After %d days it counts as not won. ", v.days)
	}
	if m.Report.Cases > 0 {
		note += fmt.Sprintf("The figures are from %s leads. Each was predicted from what was known when it was handed over.",
			english.Number(int64(m.Report.Cases)))
	}
	return note
}

// figure is a measure with so many decimals, a dash where it has no value.
func figure(x *float64, decimals int) string {
	if x == nil {
		return "–"
	}
	return strconv.FormatFloat(*x, 'f', decimals, 64)
}

func points(x *float64) string {
	if x == nil {
		return "–"
	}
	return strconv.FormatFloat(100**x, 'f', 1, 64)
}

func (v modelWords) when(at time.Time) string {
	return visit.Lower(visit.Moment(v.By, at, v.Now).Words)
}

func (v modelWords) calibration(r prospect.Report) ui.Plot {
	p := ui.Plot{
		Title: "Is it accurate?",
		Words: "Each point is 10% of the leads. It shows their likelihood and how many were " + v.happened() + ".",
		X:     "Likelihood", Y: "Were " + v.happened(), Diagonal: "exactly right", Dots: true,
		Table: ui.Table{Caption: "Likelihood and result, by tenths", Heads: []ui.Head{
			{Label: "Tenth"}, {Label: "Leads", Number: true}, {Label: "Likelihood", Number: true},
			{Label: "Were " + v.happened(), Number: true}}},
	}
	for i, d := range r.Deciles {
		p.Points = append(p.Points,
			ui.Point{X: d.Guessed, Y: d.Happened, Size: 0.5,
				Hover: fmt.Sprintf("Likelihood %s, %s were %s, of %d leads", leadview.Likely(d.Guessed),
					leadview.Likely(d.Happened), v.happened(), d.Leads)})
		p.Table.Rows = append(p.Table.Rows,
			ui.Row{Cells: []ui.Cell{{Words: strconv.Itoa(i + 1)}, {Words: english.Number(int64(d.Leads))},
				{Words: leadview.Likely(d.Guessed)}, {Words: leadview.Likely(d.Happened)}}})
	}
	return p
}

func (v modelWords) lift(r prospect.Report) ui.Plot {
	p := ui.Plot{
		Title: "Does it put good leads first?",
		Words: "The share of leads that were " + v.happened() + " among those with the highest likelihood.",
		X:     "Share of all leads, highest likelihood first", Y: "Share of leads " + v.happened(), Diagonal: "chance",
		Table: ui.Table{Caption: "Share of leads found first",
			Heads: []ui.Head{{Label: "Share of all leads"}, {Label: "Share of leads " + v.happened(), Number: true},
				{Label: "Times chance", Number: true}}},
	}
	for i, c := range r.Lift {
		p.Points = append(p.Points, ui.Point{X: c.Share, Y: c.Caught})
		if i > 0 && i%2 == 0 {
			p.Table.Rows = append(p.Table.Rows,
				ui.Row{Cells: []ui.Cell{{Words: leadview.Likely(c.Share)}, {Words: leadview.Likely(c.Caught)},
					{Words: strconv.FormatFloat(c.Caught/c.Share, 'f', 2, 64)}}})
		}
	}
	return p
}

// How much the population stability index may be before leads are called somewhat, and very, different.
const somewhatOther, veryOther = 0.1, 0.25

func (v modelWords) drift(d *prospect.Drift) string {
	if d == nil {
		return "This needs 20 leads in the last 30 days and 20 before."
	}
	words := "are like earlier leads"
	switch {
	case d.PSI > veryOther:
		words = "are very different from earlier leads. Check what changed, and rely less on the figures for now"
	case d.PSI > somewhatOther:
		words = "are somewhat different from earlier leads"
	}
	which := "from 30 days"
	if v.of == lead.OfWinning {
		which = fmt.Sprintf("from the 30 days that ended %d days ago", v.days)
	}
	return fmt.Sprintf("The latest %s leads, %s, %s (population stability index %.2f). "+
		"%s of them were %s, compared with %s of the %s before.",
		english.Number(int64(d.Latest)), which, words, math.Max(d.PSI, 0), leadview.Likely(d.Is), v.happened(),
		leadview.Likely(d.Was), english.Number(int64(d.Before)))
}
