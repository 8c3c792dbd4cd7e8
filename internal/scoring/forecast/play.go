package forecast

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"gonum.org/v1/gonum/stat"
	"gonum.org/v1/gonum/stat/distuv"

	"baton/internal/english"
	"baton/internal/report"
)

const (
	// sims is how many times the rest of a period is simulated.
	sims = 400
	// outside is the share of the simulations that end beyond each end of a range.
	outside = 0.1
	// priorLeads is how many leads of each outcome are assumed before any are seen: so few that a rate of nearly 100%
	// stays one.
	priorLeads = 0.1
)

// Play is an outlook ready for simulations: it holds the probabilities of each one. They are drawn with the same seed
// each time, so that the same leads get the same ranges.
type Play struct {
	Outlook
	on     [sims][stages][bins]float64 // of going to the next stage
	onTime [sims]float64               // of an answer on time
}

// Ready draws the probabilities that the outlook is uncertain about.
func (o Outlook) Ready() *Play {
	p := &Play{Outlook: o}
	r := rand.New(rand.NewPCG(20, 80))
	for i := range sims {
		for s := range p.Stages {
			p.on[i][s] = p.Stages[s].curve(r)
		}
		p.onTime[i] = distuv.Beta{
			Alpha: p.OnTime*p.EvidenceWeight + priorLeads, Beta: p.Late*p.EvidenceWeight + priorLeads, Src: r,
		}.Rand()
	}
	return p
}

// few says why a measure has no range; "" where it can have one.
func (o Outlook) few(m report.Measure) string {
	words := func(n int64, what string) string {
		return fmt.Sprintf("No range yet: only %s %s in the last year, and it needs %d.", english.Number(n), what, Fewest)
	}
	switch {
	case o.At.IsZero():
		return "No range yet: it is calculated once an hour."
	case o.Flow.N < Fewest:
		return words(o.Flow.N, "leads handed over")
	case o.Flow.Level == 0:
		return fmt.Sprintf("No range: it needs %d days of leads, with at least one lead in the last %d days.",
			fewDays, recent)
	case m == report.DecidedOnTime && o.OnTime+o.Late < Fewest:
		return fmt.Sprintf("No range yet: only %s answers in the last %d days, and it needs %d.",
			english.Number(o.OnTime+o.Late), answersDays, Fewest)
	case m == report.LeadsQualified && o.Stages[accepted].N < Fewest:
		return words(o.Stages[accepted].N, "leads accepted")
	case (m == report.LeadsWon || m == report.AmountWon) && o.Stages[qualified].N < Fewest:
		return words(o.Stages[qualified].N, "leads qualified")
	case m == report.AmountWon && o.Deals < Fewest:
		return words(o.Deals, "deals won")
	}
	return ""
}

// ranged are the measures that have ranges.
var ranged = [...]report.Measure{
	report.LeadsHandedOver, report.AcceptedShare, report.DecidedOnTime, report.AmountWon,
	report.LeadsAccepted, report.LeadsQualified, report.LeadsWon,
}

// Ranges are where the measures of a cohort will end, once its days are over and it is known what became of all its
// leads.
func (p *Play) Ranges(c Cohort) map[report.Measure]Range {
	all := p.simulated(c)
	for m, r := range all {
		all[m] = r.leaning(p.lean(m), c, m)
	}
	return all
}

// simulated are the ranges before they lean to what the period alone shows.
func (p *Play) simulated(c Cohort) map[report.Measure]Range {
	r := rand.New(rand.NewPCG(80, 20))
	var ends [sims][len(ranged)]float64
	for i := range sims {
		ends[i] = p.play(r, i, c)
	}
	all := map[report.Measure]Range{}
	values := make([]float64, sims)
	for n, m := range ranged {
		if why := p.few(m); why != "" {
			all[m] = Range{Why: why}
			continue
		}
		for i := range ends {
			values[i] = ends[i][n]
		}
		slices.Sort(values)
		quantile := func(p float64) float64 { return stat.Quantile(p, stat.Empirical, values, nil) }
		all[m] = Range{Known: true, Middle: quantile(0.5), Low: quantile(outside), High: quantile(1 - outside)}
	}
	return all
}

// play is one way in which the cohort may end, by the i-th probabilities, in the order of ranged.
func (p *Play) play(r *rand.Rand, i int, c Cohort) [len(ranged)]float64 {
	come := p.Flow.draw(r, c.Weight, c.Ahead)
	first := func(stage int) float64 { return p.on[i][stage][0] }
	move := func(stage int) float64 { return binomials(r, c.InFlight[stage][:], p.on[i][stage][:]) }
	open := 0.0
	for _, n := range c.InFlight[waiting] {
		open += n
	}
	accept := move(waiting) + binomial(r, come, first(waiting))
	acceptAgain := 0.0
	if c.Ahead > 0 { // after the last day, a lead that comes again counts for later days
		acceptAgain = binomial(r, min(move(rejected), float64(c.Rejected)), first(waiting))
	}
	qualify := move(accepted) + binomial(r, accept+acceptAgain, first(accepted))
	win := move(qualified) + binomial(r, qualify, first(qualified))
	amount := c.WonAmount + p.amount(r, win)
	reject := binomial(r, open+come-accept, (p.Rejected+0.5)/(p.Rejected+p.Recalled+p.Unanswered+1)) - acceptAgain
	accept += acceptAgain
	onTime := binomial(r, float64(c.Open)+come, p.onTime[i])
	rate := func(n, of float64) float64 {
		if of <= 0 {
			return 0
		}
		return 100 * n / of
	}
	return [...]float64{
		float64(c.HandedOver) + come,
		rate(float64(c.Accepted)+accept, float64(c.Accepted+c.Rejected)+accept+reject),
		rate(float64(c.OnTime)+onTime, float64(c.OnTime+c.Late+c.Open)+come),
		amount, float64(c.Accepted) + accept, float64(c.Qualified) + qualify, float64(c.Won) + win,
	}
}

// mostDeals is up to how many deals are drawn one by one.
const mostDeals = 50

// amount draws what n deals bring together. The sum of many is nearly normal.
func (p *Play) amount(r *rand.Rand, n float64) float64 {
	if len(p.Amounts) == 0 {
		return 0
	}
	if n <= mostDeals {
		sum := 0.0
		for range int(n) {
			sum += p.Amounts[r.IntN(len(p.Amounts))]
		}
		return sum
	}
	mean, variance := stat.PopMeanVariance(p.Amounts, nil)
	return max(0, distuv.Normal{Mu: n * mean, Sigma: math.Sqrt(n * variance), Src: r}.Rand())
}
