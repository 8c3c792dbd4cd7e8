package forecast

import (
	"math"
	"math/rand/v2"
	"slices"
	"time"

	"gonum.org/v1/gonum/stat/distuv"

	"baton/internal/agreement"
)

// Flow is how many leads are handed over, and how certain that is ahead. The count of a day is Poisson around a level
// times the day's weight. The level has a gamma distribution that every day updates (the gamma-Poisson model): the less
// certain it was, the more a new day counts.
type Flow struct {
	Level   float64 `json:"level"`   // leads on a day of weight 1
	Unsure  float64 `json:"unsure"`  // the variance of the level as a share of its square
	Drift   float64 `json:"drift"`   // what each day adds to Unsure
	Jump    float64 `json:"jump"`    // what the first day of a month adds besides
	Scatter float64 `json:"scatter"` // the variance of counts, as a multiple of a Poisson count's
	Width   float64 `json:"width"`   // the factor by which ranges are widened to hold four of five past counts
	N       int64   `json:"n"`       // how many came in the past year
}

const (
	// recent is after how many days without a lead there is no flow any more.
	recent = 56
	// fewDays is how many days there must be before the first forecast.
	fewDays = 14
	// unknown is Unsure after the first days, and unknownMost the most that it gets.
	unknown, unknownMost = 0.5, 4
	// leastVariance keeps a forecast of nearly no leads from being too certain.
	leastVariance = 0.5
	// freedom is the degrees of freedom of the t distribution that scores forecasts.
	freedom = 6
	// widthLeast and widthMost bound Width; widthCounts is how many past counts it needs.
	widthLeast, widthMost, widthCounts = 0.5, 1.3, 4
)

// The values of Drift, Jump and Scatter that are tried on the past, and the usual ones.
var (
	drifts   = []float64{0.0002, 0.001, 0.004}
	jumps    = []float64{0.005, 0.02, 0.05, 0.1, 0.2, 0.4}
	scatters = []float64{0.25, 0.5, 1, 2, 4, 8, 16}
)

const usualDrift, usualJump, usualScatter = 0.0003, 0.1, 1.2

// learnFlow learns from days in their order, up to the last that is over. It takes the drift, jump and scatter that
// would have forecast the past best, week by week, to the end of the week and of the month.
func learnFlow(calendar agreement.Calendar, season Season, others otherYears, days []Day) Flow {
	var none Flow
	for _, d := range days[max(0, len(days)-365):] {
		none.N += d.N
	}
	if len(days) < fewDays || leads(days[max(0, len(days)-recent):]) == 0 {
		return none
	}
	past := history{days: days, weights: make([]float64, len(days))}
	for i, d := range days {
		past.weights[i] = season.past(calendar, others, d.On)
	}
	start, most := past.start(), math.Inf(-1)
	if start == 0 {
		return none
	}
	best := none
	for _, drift := range drifts {
		for _, jump := range jumps {
			for _, scatter := range scatters {
				f := Flow{Level: start, Unsure: unknown, Drift: drift, Jump: jump, Scatter: scatter, N: none.N}
				if score := f.follow(past, nil) - f.unusual(); score > most {
					best, most = f, score
				}
			}
		}
	}
	again := best
	again.Level, again.Unsure = start, unknown
	var off []float64
	again.follow(past, &off)
	best.Width = width(off)
	return best
}

// history is days with their weights.
type history struct {
	days    []Day
	weights []float64
}

// start is the level of the first days; 0 where they have no weight.
func (h history) start() float64 {
	weight := 0.0
	for _, w := range h.weights[:fewDays] {
		weight += w
	}
	if weight == 0 {
		return 0
	}
	return (leads(h.days[:fewDays]) + 0.5) / weight
}

// follow lets f learn day by day and scores its forecasts of each week: the sum of their log-likelihoods. off, where it
// is not nil, gets how many standard deviations the counts to the end of each month were away.
func (f *Flow) follow(past history, off *[]float64) (score float64) {
	for i, d := range past.days {
		if i >= fewDays && (len(past.days)-i)%7 == 0 {
			score += f.trial(past, i, 7, nil)
			if left := restOfMonth(d.On); left >= 5 {
				score += f.trial(past, i, left, off)
			}
		}
		f.learn(d, past.weights[i])
	}
	return score
}

// restOfMonth is how many days of a month are left, the day itself among them.
func restOfMonth(on time.Time) int {
	return int(time.Date(on.Year(), on.Month()+1, 1, 0, 0, 0, 0, time.UTC).Sub(on) / day)
}

// trial forecasts some days from the i-th on and gives the log-likelihood of what came, by a t distribution, so that
// one campaign does not make every day uncertain. Longer stretches overlap, so each counts as much as a week.
func (f *Flow) trial(past history, i, ahead int, off *[]float64) float64 {
	if i+ahead > len(past.days) {
		return 0
	}
	mean, variance := f.foresee(past.days[i:i+ahead], past.weights[i:i+ahead])
	if mean <= 0 {
		return 0
	}
	variance = max(variance, leastVariance)
	away := leads(past.days[i:i+ahead]) - mean
	if off != nil {
		*off = append(*off, math.Abs(away)/math.Sqrt(variance))
	}
	score := distuv.StudentsT{Sigma: math.Sqrt(variance), Nu: freedom}.LogProb(away)
	return score * 7 / float64(ahead)
}

// foresee is the mean and the variance of how many leads come on the days that follow.
func (f *Flow) foresee(days []Day, weights []float64) (mean, variance float64) {
	weight, moves := 0.0, 0.0
	for i := len(days) - 1; i >= 0; i-- { // a move of the level on a day moves all days after it
		weight += weights[i]
		moves += f.moves(days[i].On) * weight * weight
	}
	mean = f.Level * weight
	return mean, f.Scatter*mean + f.Unsure*mean*mean + f.Level*f.Level*moves
}

// moves is what a day adds to the variance of the level.
func (f *Flow) moves(on time.Time) float64 {
	if on.Day() == 1 {
		return f.Drift + f.Jump
	}
	return f.Drift
}

// learn updates the level by the count of a day.
func (f *Flow) learn(d Day, weight float64) {
	f.Unsure = min(f.Unsure+f.moves(d.On), unknownMost)
	if weight <= 0 {
		return
	}
	shape := 1 / f.Unsure
	rate := shape/f.Level + weight/f.Scatter
	shape += float64(d.N) / f.Scatter
	f.Level, f.Unsure = shape/rate, 1/shape
}

// unusual is the penalty for values far from the usual ones, on the scale of a score.
func (f *Flow) unusual() float64 {
	drift, scatter := math.Log(f.Drift/usualDrift), math.Log(f.Scatter/usualScatter)
	jump := math.Log((f.Jump + 0.002) / (usualJump + 0.002))
	return (3*drift*drift + jump*jump + 0.6*scatter*scatter) / 4
}

// width is the factor by which ranges are widened to hold four of five past counts, from how many standard deviations
// the counts were away.
func width(off []float64) float64 {
	if len(off) < widthCounts {
		return 1
	}
	slices.Sort(off)
	normal := distuv.UnitNormal.Quantile(1 - outside)
	return min(widthMost, max(widthLeast, off[len(off)*4/5]/normal))
}

// leads are how many leads came on days.
func leads(days []Day) float64 {
	n := int64(0)
	for _, d := range days {
		n += d.N
	}
	return float64(n)
}

// draw draws how many leads come on days of a total weight, of which there are ahead.
func (f Flow) draw(r *rand.Rand, weight, ahead float64) float64 {
	mean := f.Level * weight
	if mean <= 0 {
		return 0
	}
	const month = 30.5
	unsure := f.Unsure + f.Drift*ahead/3 + f.Jump*max(0, ahead-month)/month/2
	mean *= math.Exp(f.Width * math.Sqrt(math.Log1p(unsure)) * r.NormFloat64())
	scatter := f.Scatter * f.Width * f.Width
	if mean < 12 && scatter >= 1 {
		if scatter > 1 { // a Poisson count whose mean is gamma distributed
			mean = distuv.Gamma{Alpha: mean / (scatter - 1), Beta: 1 / (scatter - 1), Src: r}.Rand()
		}
		return distuv.Poisson{Lambda: mean, Src: r}.Rand()
	}
	return count(mean, mean*scatter, r)
}
