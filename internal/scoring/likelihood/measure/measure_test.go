package measure

import (
	"encoding/json"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"baton/internal/scoring/likelihood/dataset"
)

// guesses are those with these probabilities; of those in positive, the lead became a good one.
func guesses(probabilities []float64, positive ...int) []Guess {
	all := make([]Guess, len(probabilities))
	for i, p := range probabilities {
		all[i] = Guess{p, slices.Contains(positive, i)}
	}
	return all
}

func TestMeasures(t *testing.T) {
	const none = -1
	for _, c := range []struct {
		name                     string
		guesses                  []Guess
		auc, loss, brier, lift20 float64
	}{
		{"all right", guesses([]float64{0.1, 0.2, 0.8, 0.9, 0.3}, 2, 3), 1, 0.2027, 0.0380, 2.5},
		{"all wrong", guesses([]float64{0.9, 0.1}, 1), 0, 2.3026, 0.81, 0},
		{"all the same", guesses([]float64{0.5, 0.5, 0.5, 0.5}, 0), 0.5, 0.6931, 0.25, 1},
		{"one tie", guesses([]float64{0.5, 0.5, 0.8}, 0, 2), 0.75, 0.5365, 0.18, 1.5},
		{"no good lead", guesses([]float64{0.5, 0.4}), none, 0.6020, 0.205, none},
		{"only good leads", guesses([]float64{0.5, 0.4}, 0, 1), none, 0.8047, 0.305, 1},
		{"certain, and wrong", guesses([]float64{1, 0}, 1), 0, 27.631, 1, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			m := Measure(c.guesses, Window)
			for _, f := range []struct {
				name string
				is   *float64
				want float64
			}{{"AUC", m.AUC, c.auc}, {"log loss", m.LogLoss, c.loss}, {"Brier", m.Brier, c.brier},
				{"lift", m.Lift20, c.lift20}} {
				switch {
				case f.is == nil && f.want != none, f.is != nil && f.want == none:
					t.Errorf("%s is there: %v", f.name, f.is != nil)
				case f.is != nil && math.Abs(*f.is-f.want) > 1e-3:
					t.Errorf("%s is %.4f, want %.4f", f.name, *f.is, f.want)
				}
			}
		})
	}
}

func TestAUCIsHowOftenAPositiveIsPreferred(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		all := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Guess {
			return Guess{float64(rapid.IntRange(0, 10).Draw(t, "p")) / 10, rapid.Bool().Draw(t, "positive")}
		}), 0, 40).Draw(t, "guesses")
		better, pairs := 0.0, 0.0
		for _, p := range all {
			for _, n := range all {
				if p.Positive && !n.Positive {
					pairs++
					better += dataset.Indicator(p.Probability > n.Probability) + dataset.Indicator(p.Probability == n.Probability)/2
				}
			}
		}
		is, known := AUC(all)
		if known != (pairs > 0) || known && math.Abs(is-better/pairs) > 1e-12 {
			t.Errorf("AUC %g (%v), counted %g of %g", is, known, better, pairs)
		}
		text, err := json.Marshal(Measure(all, 10))
		if err != nil || strings.Contains(string(text), "NaN") {
			t.Errorf("%v: %s", err, text)
		}
	})
}

func TestADriftThatFoolsThePooledAUCDoesNotFoolTheWindows(t *testing.T) {
	var all []Guess
	for i := range 2000 {
		p := 0.1
		if i >= 1000 {
			p = 0.8
		}
		all = append(all, Guess{p, i%10 < int(p*10)})
	}
	if m := Measure(all, 500); *m.AUC < 0.8 || *m.WindowAUC != 0.5 {
		t.Errorf("pooled %.3f, in windows %.3f", *m.AUC, *m.WindowAUC)
	}
	begun := slices.Concat(all[:1000], guesses([]float64{0.1, 0.9}, 1))
	if m := Measure(begun, 500); *m.WindowAUC != 0.5 {
		t.Errorf("a window that is hardly begun counts: %.3f", *m.WindowAUC)
	}
}

func TestCalibrationIsMeasuredByDecile(t *testing.T) {
	var right, high []Guess
	for i := range 1000 {
		percent := i%10*10 + 5
		right = append(right, Guess{float64(percent) / 100, i/10 < percent})
		high = append(high, Guess{float64(percent) / 100, i/10 < percent-5})
	}
	if m := Measure(right, Window); *m.ECE > 1e-9 {
		t.Errorf("guesses that are right have an ECE of %g", *m.ECE)
	}
	if m := Measure(high, Window); math.Abs(*m.ECE-0.05) > 1e-9 {
		t.Errorf("guesses that are 5 %% too high have an ECE of %g", *m.ECE)
	}
	if d := Deciles(right[:3]); len(d) != 3 || d[0].Leads != 1 {
		t.Errorf("three guesses have the deciles %+v", d)
	}
}

func TestWhatChanceMakesOfCalibrationIsAsDrawn(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 9))
	sum, told := 0.0, 0.0
	for range 50 {
		all := make([]Guess, 800)
		for i := range all {
			all[i].Probability = random.Float64()
			all[i].Positive = random.Float64() < all[i].Probability
		}
		m := Measure(all, Window)
		sum, told = sum+*m.ECE/50, told+*m.ECEChance/50
	}
	if math.Abs(sum-told) > 0.004 {
		t.Errorf("by chance the ECE is %.4f, and told is %.4f", sum, told)
	}
}
