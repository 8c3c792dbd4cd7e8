package likelihood

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

const day = 24 * time.Hour

// season is how long a lead of sold may be open.
const season = 180 * day

// sold are leads, six a day, that are won or lost some time after they were handed over, or stay open until their time is over. Of fairs a third
// is won, of the website one in twenty. Half of what is won is within 30 days, half of what is lost within 60.
func sold(n int, seed uint64) []Label {
	random := rand.New(rand.NewPCG(seed, 11))
	labels := make([]Label, n)
	for i := range labels {
		at := began.Add(time.Duration(i) * 4 * time.Hour)
		l := Label{Lead: Lead{Facts: []string{[]string{"Fair", "Website"}[random.IntN(2)], []string{"a", "b", "c"}[random.IntN(3)]}}, At: at, Known: at.Add(season)}
		rate, half := 0.33, 60.0
		if l.Facts[0] == "Website" {
			rate = 0.05
		}
		if random.Float64() < rate {
			l.Positive, half = true, 30
		}
		took := time.Duration(half / math.Ln2 * random.ExpFloat64() * float64(day))
		switch {
		case took < season && (l.Positive || random.IntN(3) > 0):
			l.Known = at.Add(took)
		case l.Positive:
			l.Known = at.Add(season / 2)
		}
		labels[i] = l
	}
	return labels
}

var soldFields = []Field{{Name: "source", Words: "Source", Kind: Category}, {Name: "other", Kind: Category}}

func TestOpenLeadsAreUncertainAndNotLost(t *testing.T) {
	const companies = 12
	fair, website, lost := 0.0, 0.0, 0.0
	for seed := range uint64(companies) {
		labels := sold(600, seed)
		now := labels[599].At // the oldest lead is open for 100 days
		guess := func(labels []Label, source string) float64 {
			p, ok := Fit(soldFields, labels).Predict(Lead{Facts: []string{source, "a"}})
			if !ok {
				t.Fatal(silent(labels))
			}
			return p.Probability
		}
		asOf := AsOf(labels, now, season)
		fair += guess(asOf, "Fair") / companies
		website += guess(asOf, "Website") / companies
		for i := range asOf {
			asOf[i].Positive, asOf[i].open = asOf[i].Positive && !asOf[i].open, false
		}
		lost += guess(asOf, "Fair") / companies
	}
	if math.Abs(fair-0.33) > 0.04 || website > 0.1 || lost > fair-0.05 {
		t.Errorf("after 100 days fairs get %.3f instead of 0.33, the website %.3f instead of 0.05; with open leads as lost, fairs get %.3f", fair, website, lost)
	}
}

func TestALeadThatIsOpenSaysMoreAndMoreAgainstIt(t *testing.T) {
	labels := sold(3000, 1)
	for _, days := range []int{0, 40, 200, 500} {
		d := delaysOf(labels, began.Add(time.Duration(days)*day), season)
		last := -1.0
		for age := time.Duration(0); age < season; age += day {
			against := d.against(age)
			// Losing soon speaks for who is still open, so it need not rise with each day; it never says much for a lead.
			if math.IsNaN(against) || against < -0.5 || against < last-0.2 {
				t.Errorf("after %d days, a lead of %s has %g", days, age, against)
			}
			last = against
		}
		if d.against(0) != 0 || !math.IsInf(d.against(season), 1) {
			t.Errorf("after %d days, it is %g at first and %g in the end", days, d.against(0), d.against(season))
		}
	}
	if half := HalfKnown(labels, began.Add(500*day), season); half < 20*day || half > 40*day {
		t.Errorf("half of what is won is known after %s", half)
	}
}

func TestWhatIsKnownLaterIsNotSeen(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		labels := sold(400, rapid.Uint64().Draw(t, "seed"))
		within := rapid.SampledFrom([]time.Duration{0, season}).Draw(t, "within")
		now := began.Add(time.Duration(rapid.IntRange(20, 66).Draw(t, "day")) * day)
		other := slices.Clone(labels)
		for i, l := range other {
			if l.Known.After(now) {
				other[i].Positive, other[i].Known = !l.Positive, now.Add(max(time.Nanosecond, min(time.Hour, l.At.Add(season).Sub(now))))
			}
		}
		one, two := NewLearner(soldFields, within), NewLearner(soldFields, within)
		for i, l := range labels {
			a, _ := one.Guess(l)
			if b, _ := two.Guess(other[i]); !l.At.After(now) && a != b {
				t.Fatalf("lead %d is guessed %+v, and %+v in another future", i, a, b)
			}
		}
	})
}

func TestTheGradientOfOpenLeadsIsThatOfTheObjective(t *testing.T) {
	labels := canonical(AsOf(sold(300, 2), began.Add(60*day), season))
	m := found(Choice{Caution: 1}, soldFields, labels)
	o := m.objective(labels)
	w, gradient, other := make([]float64, len(o.mean)), make([]float64, len(o.mean)), make([]float64, len(o.mean))
	for i := range w {
		w[i] = math.Sin(float64(i))
	}
	o.at(w, gradient)
	for i := range w {
		const h = 1e-5
		w[i] += h
		above := o.at(w, other)
		w[i] -= 2 * h
		below := o.at(w, other)
		w[i] += h
		if slope := (above - below) / (2 * h); math.Abs(slope-gradient[i]) > 1e-4*(1+math.Abs(slope)) {
			t.Errorf("slope %d is %g, not %g", i, slope, gradient[i])
		}
	}
}

// As in life: each lead is guessed by what was known then. Who waits until the time of each lead is over says nothing for half a year and knows less
// afterwards.
func TestAnInstallationLearnsOfWinningWithinWeeks(t *testing.T) {
	for seed := range uint64(3) {
		labels := sold(2400, seed)
		r := Rehearse(soldFields, labels, 0, season)
		said := slices.Index(r.Said, true)
		if weeks := labels[said].At.Sub(began).Hours() / 24 / 7; weeks > 8 {
			t.Errorf("company %d: it says nothing for %.0f weeks", seed, weeks)
		}
		model, base := Measure(r.Guesses[Likelihood][said:], Window), Measure(r.Guesses[BaseRate][said:], Window)
		if *model.LogLoss > *base.LogLoss-0.03 || *model.AUC < 0.68 || *model.ECE > 0.05 {
			t.Errorf("company %d: log loss %.3f, of the base rate %.3f; AUC %.3f; ECE %.3f", seed, *model.LogLoss, *base.LogLoss, *model.AUC, *model.ECE)
		}
	}
}
