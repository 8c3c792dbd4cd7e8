package goal

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"baton/internal/agreement"
)

// Outlook is what the past tells of what is to come: how leads flow, how they go through the stages, and what they bring.
type Outlook struct {
	At      time.Time       `json:"at"` // when it was learned
	Season  Season          `json:"season"`
	Flow    Flow            `json:"flow"`
	Stages  [stages]Stage   `json:"stages"`
	Delays  [sentBack]Delay `json:"delays"`  // until a lead that was handed over goes on from each stage
	Amounts []float64       `json:"amounts"` // what won deals brought, evenly spaced from the least to the most
	Deals   int64           `json:"deals"`   // how many they are taken from
	// OnTime and Late are answers of the last 90 days, Back and Taken what sales sent back and marketing took back in the last year.
	OnTime float64 `json:"on_time"`
	Late   float64 `json:"late"`
	Worth  float64 `json:"worth"` // of OnTime and Late, as a Stage's
	Back   float64 `json:"back"`
	Taken  float64 `json:"taken"`
	Mute   float64 `json:"mute"` // got no answer as long as one is waited for
	Record Record  `json:"record"`
	// Leans are how far forecasts lean to what their period alone tells, as the company's record asks for; as usual where it is left out.
	Leans map[Metric]float64 `json:"leans"`
}

// amountsKept is how many amounts an outlook keeps.
const amountsKept = 40

// Learn makes the outlook at a time of what was known then: passages in the order of their handing over, and how many leads came on each day
// that was over.
func Learn(calendar agreement.Calendar, passages []Passage, days []Day, at time.Time) Outlook {
	o, zone := Outlook{At: at}, zoneOf(calendar)
	season, others := learnSeason(calendar, days)
	o.Season, o.Flow = season, learnFlow(calendar, season, others, days)
	for i := range o.Stages {
		o.Stages[i] = learnStage(i, passages, at, zone)
	}
	for i := range o.Delays {
		o.Delays[i] = learnDelay(i, passages, at)
	}
	var amounts []float64
	months := map[time.Time]*[2]float64{}
	for _, p := range passages {
		if p.Submitted.After(at) || at.Sub(p.Submitted) > 365*day {
			continue
		}
		p = p.at(at)
		if p.Won && p.WonCents > 0 { // of 0, nobody said how much it was
			amounts = append(amounts, float64(p.WonCents)/100)
		}
		switch {
		case p.repeated(zone): // a later answer counts
		case p.Answer == SentBack:
			o.Back++
		case p.Answer == TakenBack:
			o.Taken++
		case p.Answer == None && at.Sub(p.Submitted) > time.Duration(Windows.Accepted)*day:
			o.Mute++
		}
		if p.Answer == Took || p.Answer == SentBack || p.Answer == None && at.After(p.Due) {
			o.answered(p, months)
		}
	}
	o.Worth = worth(months, o.OnTime+o.Late)
	o.Deals, o.Amounts = int64(len(amounts)), spaced(amounts)
	return o
}

// answered counts whether an answer came on time; none that is past its time is late. Answers of the last 90 days tell; the months before tell how far months differ.
func (o *Outlook) answered(p Passage, months map[time.Time]*[2]float64) {
	y, m, _ := p.Submitted.Date()
	month := time.Date(y, m, 1, 0, 0, 0, 0, time.UTC)
	if months[month] == nil {
		months[month] = &[2]float64{}
	}
	months[month][0]++
	inTime := p.Answer != None && !p.Answered.After(p.Due)
	if inTime {
		months[month][1]++
	}
	if o.At.Sub(p.Submitted) > 90*day {
		return
	}
	if inTime {
		o.OnTime++
	} else {
		o.Late++
	}
}

func spaced(amounts []float64) []float64 {
	slices.Sort(amounts)
	if len(amounts) <= amountsKept {
		return amounts
	}
	kept := make([]float64, amountsKept)
	for i := range kept {
		kept[i] = amounts[int((float64(i)+0.5)/amountsKept*float64(len(amounts)))]
	}
	return kept
}

// Cohort is the leads handed over on some days, as they stand: what has become of them, who is on the way, and how many are still to come.
type Cohort struct {
	HandedOver, Accepted, SentBack, Qualified, Won int64
	WonAmount                                      float64
	OnTime, Late                                   int64 // answers, and late what waits past its time too
	Open                                           int64 // waits within its time

	InFlight InFlight
	Weight   float64 // of what is left of the days, as the season weighs them
	Ahead    float64 // how many days that is
	Gone     float64 // the share of the days that is gone
}

// InFlight is who is on the way, by stage (waiting, accepted, qualified, sent back) and the bin of their age in it.
type InFlight [stages][bins]float64

// Add counts n of a stage and a bin. What has stayed longer than the last bin begins is taken for lost.
func (f *InFlight) Add(stage, bin int, n int64) {
	if stage >= 0 && stage < stages && bin >= 0 && bin < bins-1 {
		f[stage][bin] += float64(n)
	}
}

// Range is where a metric is heading, and between what it ends four times of five. Unknown ranges say why.
type Range struct {
	Known             bool
	Middle, Low, High float64
	Why               string
}

// Words are the range such as 112 (98 to 127), or 112 where there is nothing left to chance.
func (r Range) Words(unit Unit, sign string) string {
	middle, low, high := unit.Short(math.Round(r.Middle), sign), unit.Short(math.Round(r.Low), sign), unit.Short(math.Round(r.High), sign)
	if low == high {
		return middle
	}
	if unit == Percent {
		low = strings.TrimSuffix(low, "%")
	}
	return middle + " (" + low + " to " + high + ")"
}

// Left is how much of the days from first to last is still to come at a time of the zone: what they weigh, and how many they are. A day goes
// by from eight to six.
func (o Outlook) Left(calendar agreement.Calendar, first, last, now time.Time) (weight, ahead float64) {
	y, m, d := now.Date()
	today := time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
	from := today.AddDate(0, 0, 1)
	if first.After(today) {
		from = first
	} else if !today.After(last) {
		left := min(1, max(0, (18-float64(now.Hour())-float64(now.Minute())/60)/10))
		weight, ahead = left*o.Season.exposures(calendar, today, today), left
	}
	if !from.After(last) {
		weight += o.Season.exposures(calendar, from, last)
		ahead += last.Sub(from).Hours()/24 + 1
	}
	return weight, ahead
}

const (
	// sims is how often the rest of a period is played through.
	sims = 400
	// outside is the part of the plays that lies beyond each end of a range.
	outside = 0.1
)

// fewPrior is how many leads of each kind are taken for seen before any were: so few that a share of nearly all stays one.
const fewPrior = 0.1

// Play is an outlook ready to be played: how probable it is to go further, drawn as often as the rest of a period is played through. Playing
// begins with the same chance each time, so that the same leads have the same ranges.
type Play struct {
	Outlook
	on   [sims][stages][bins]float64
	hits [sims]float64 // of answers to be on time
}

// Ready draws what is uncertain about the outlook.
func (o Outlook) Ready() *Play {
	p := &Play{Outlook: o}
	r := rand.New(rand.NewPCG(20, 80))
	for i := range sims {
		for s := range p.Stages {
			p.on[i][s] = p.Stages[s].curve(r)
		}
		p.hits[i] = beta(r, p.OnTime*p.Worth+fewPrior, p.Late*p.Worth+fewPrior)
	}
	return p
}

// few says why there is no range, "" where there can be one.
func (o Outlook) few(m Metric) string {
	words := func(n int64, what string) string {
		return fmt.Sprintf("No range yet: only %s %s in the last year, and it needs %d.", Leads.Number(float64(n), ""), what, Fewest)
	}
	switch {
	case o.At.IsZero():
		return "No range yet: it is calculated once an hour."
	case o.Flow.N < Fewest:
		return words(o.Flow.N, "leads handed over")
	case o.Flow.Level == 0:
		return fmt.Sprintf("No range: it needs %d days of leads, with at least one lead in the last %d days.", fewDays, recent)
	case m == OnTime && o.OnTime+o.Late < Fewest:
		return fmt.Sprintf("No range yet: only %s answers in the last 90 days, and it needs %d.", Leads.Number(o.OnTime+o.Late, ""), Fewest)
	case m == Qualified && o.Stages[accepted].N < Fewest:
		return words(o.Stages[accepted].N, "leads accepted")
	case (m == Won || m == WonAmount) && o.Stages[qualified].N < Fewest:
		return words(o.Stages[qualified].N, "leads qualified")
	case m == WonAmount && o.Deals < Fewest:
		return words(o.Deals, "deals won")
	}
	return ""
}

// ranged are the metrics that have ranges.
var ranged = []Metric{HandedOver, AcceptedRate, OnTime, WonAmount, Accepted, Qualified, Won}

// Ranges are where the metrics of a cohort are heading, once its days are over and all that was handed over on them has run its course.
func (p *Play) Ranges(c Cohort) map[Metric]Range {
	all := p.unbent(c)
	for m, r := range all {
		all[m] = r.leaning(p.lean(m), c, m)
	}
	return all
}

// unbent are the ranges before they lean to what the period alone tells.
func (p *Play) unbent(c Cohort) map[Metric]Range {
	r := rand.New(rand.NewPCG(80, 20))
	var ends [sims][7]float64
	for i := range sims {
		ends[i] = p.play(r, i, c)
	}
	all := map[Metric]Range{}
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
		last := float64(sims - 1)
		all[m] = Range{Known: true, Middle: values[sims/2], Low: values[int(last*outside)], High: values[int(math.Ceil(last*(1-outside)))]}
	}
	return all
}

// play is one way in which the cohort may end, in the order of ranged.
func (p *Play) play(r *rand.Rand, i int, c Cohort) [7]float64 {
	come := p.Flow.draw(r, c.Weight, c.Ahead)
	first := func(stage int) float64 { return p.on[i][stage][0] }
	move := func(stage int) float64 { return binomials(r, c.InFlight[stage][:], p.on[i][stage][:]) }
	waiting := 0.0
	for _, n := range c.InFlight[waits] {
		waiting += n
	}
	took := move(waits) + binomial(r, come, first(waits))
	tookAgain := 0.0
	if c.Ahead > 0 { // else what comes again is of later days
		tookAgain = binomial(r, min(move(sentBack), float64(c.SentBack)), first(waits))
	}
	qualify := move(accepted) + binomial(r, took+tookAgain, first(accepted))
	win := move(qualified) + binomial(r, qualify, first(qualified))
	amount := c.WonAmount + p.amount(r, win)
	back := binomial(r, waiting+come-took, (p.Back+0.5)/(p.Back+p.Taken+p.Mute+1)) - tookAgain
	took += tookAgain
	hits := binomial(r, float64(c.Open)+come, p.hits[i])
	rate := func(n, of float64) float64 {
		if of <= 0 {
			return 0
		}
		return 100 * n / of
	}
	return [7]float64{
		float64(c.HandedOver) + come,
		rate(float64(c.Accepted)+took, float64(c.Accepted+c.SentBack)+took+back),
		rate(float64(c.OnTime)+hits, float64(c.OnTime+c.Late+c.Open)+come),
		amount, float64(c.Accepted) + took, float64(c.Qualified) + qualify, float64(c.Won) + win,
	}
}

// amount draws what n deals bring together.
func (p *Play) amount(r *rand.Rand, n float64) float64 {
	if len(p.Amounts) == 0 {
		return 0
	}
	if n <= 50 {
		sum := 0.0
		for range int(n) {
			sum += p.Amounts[r.IntN(len(p.Amounts))]
		}
		return sum
	}
	var sum, squares float64
	for _, a := range p.Amounts {
		sum, squares = sum+a, squares+a*a
	}
	mean := sum / float64(len(p.Amounts))
	return max(0, n*mean+math.Sqrt(n*max(0, squares/float64(len(p.Amounts))-mean*mean))*r.NormFloat64())
}
