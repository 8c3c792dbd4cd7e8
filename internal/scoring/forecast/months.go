package forecast

import (
	"math"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat"
)

// monthly is how many leads came in one month of a year, relative to the weights of its working days.
type monthly struct {
	year, month int     // January is 0
	at          float64 // years after the first day
	log         float64 // the logarithm of how many came on a day of weight 1
	weight      float64 // up to 1; less for a month of few leads
}

const (
	// monthDays is how many working days a month needs to be learned from.
	monthDays = 10
	// usualYears is after how many years half of a month's effect is believed, where there are too few years to see how
	// far they agree. What the years say themselves is kept between leastYears and mostYears.
	usualYears, leastYears, mostYears = 2, 0.2, 8
)

// monthlies are the months of working days.
func (s Season) monthlies(working []Day) (all []monthly) {
	for from := 0; from < len(working); {
		until := from
		y, m, _ := working[from].On.Date()
		came, even := 0.0, 0.0
		for ; until < len(working) && working[until].On.Month() == m; until++ {
			came, even = came+float64(working[until].N), even+s.weekday(working[until].On)
		}
		if until-from >= monthDays {
			years := working[from].On.Sub(working[0].On).Hours() / 24 / 365.25
			all = append(all, monthly{y, int(m) - 1, years, math.Log((came + 0.5) / even), came / (came + evenMonths)})
		}
		from = until
	}
	return all
}

// learnMonths learns the weights of months. It also gives those for each year as learned from the other years alone, so
// that a year is not forecast by a season that was learned from it.
func (s *Season) learnMonths(working []Day) otherYears {
	all := s.monthlies(working)
	years := yearsToBelieve(all)
	s.Months = weightsOf(monthEffects(all, years, 0))
	others := otherYears{}
	for _, m := range all {
		if _, known := others[m.year]; !known {
			others[m.year] = weightsOf(monthEffects(all, years, m.year))
		}
	}
	return others
}

func weightsOf(effects [12]float64) (weights [12]float64) {
	for i, e := range effects {
		weights[i] = math.Exp(e)
	}
	return weights
}

// monthEffects are how far each month lies off steady growth, as logarithms. They come from a ridge regression (A. E.
// Hoerl and R. W. Kennard, 1970) on a level, a growth and twelve months; years without an effect are added to draw the
// months towards none. A year other than 0 is left out.
func monthEffects(all []monthly, years float64, without int) (effects [12]float64) {
	const level, growth, first, n = 0, 1, 2, 14
	left, right := mat.NewSymDense(n, nil), mat.NewVecDense(n, nil)
	left.SetSym(level, level, 1e-6)
	left.SetSym(growth, growth, 1e-2)
	for i := first; i < n; i++ {
		left.SetSym(i, i, years)
	}
	for _, m := range all {
		if m.year == without {
			continue
		}
		row := mat.NewVecDense(n, nil)
		row.SetVec(level, 1)
		row.SetVec(growth, m.at)
		row.SetVec(first+m.month, 1)
		left.SymRankOne(left, m.weight, row)
		right.AddScaledVec(right, m.weight*m.log, row)
	}
	var solved mat.VecDense
	if solved.SolveVec(left, right) != nil {
		return effects // no month differs, as far as numbers can tell
	}
	copy(effects[:], solved.RawVector().Data[first:])
	return effects
}

// yearsToBelieve is after how many years half of a month's effect is believed: the variance of the same month between
// years, relative to the variance between months.
func yearsToBelieve(all []monthly) float64 {
	level, growth := growthOf(all, monthEffects(all, leastYears, 0))
	var sum, n [12]float64
	for _, m := range all {
		sum[m.month] += m.log - level - growth*m.at
		n[m.month]++
	}
	between, repeated := 0.0, 0.0
	for i := range sum {
		if n[i] > 0 {
			sum[i] /= n[i]
			between += sum[i] * sum[i] / 11
			repeated += n[i] - 1
		}
	}
	if repeated < 6 {
		return usualYears
	}
	within := 0.0
	for _, m := range all {
		off := m.log - level - growth*m.at - sum[m.month]
		within += off * off / repeated
	}
	between -= within * 12 / float64(len(all))
	if between <= 0 {
		return mostYears
	}
	return min(mostYears, max(leastYears, within/between))
}

// growthOf is the line through the months once their effects are taken off.
func growthOf(all []monthly, effects [12]float64) (level, growth float64) {
	var at, logs []float64
	for _, m := range all {
		at, logs = append(at, m.at), append(logs, m.log-effects[m.month])
	}
	if len(all) < 2 {
		return floats.Sum(logs), 0
	}
	return stat.LinearRegression(at, logs, nil, false)
}
