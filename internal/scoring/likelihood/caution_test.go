package likelihood

import (
	"encoding/json"
	"math/rand/v2"
	"strconv"
	"testing"
	"time"
)

// noisy are labels of which one field tells so much, as a share of the labels, and twenty others nothing. Each has so many values.
func noisy(n, values int, tells float64) (fields []Field, labels []Label) {
	random := rand.New(rand.NewPCG(3, 4))
	for i := range 21 {
		fields = append(fields, Field{Name: "f" + strconv.Itoa(i), Kind: Category})
	}
	for i := range n {
		l := Label{At: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(i) * time.Hour)}
		for range fields {
			l.Facts = append(l.Facts, strconv.Itoa(random.IntN(values)))
		}
		l.Positive = random.Float64() < 0.5
		if random.Float64() < tells {
			l.Positive = l.Facts[0] < "3"
		}
		labels = append(labels, l)
	}
	return fields, labels
}

func TestWhatIsHardToForeseeTakesMoreCaution(t *testing.T) {
	fields, plain := noisy(1200, 6, 0.95)
	if got := Choose(fields, plain).Caution; got != 1 {
		t.Errorf("of what is plain the caution is %g", got)
	}
	_, hard := noisy(1200, 40, 0.15)
	if got := Choose(fields, hard).Caution; got != 4 {
		t.Errorf("of what is hard to foresee the caution is %g", got)
	}
	if got := Choose(fields, hard[:40]).Caution; got != 1 {
		t.Errorf("of too few the caution is %g", got)
	}
	fit, cautious := Fit(fields, hard), FitWith(Choice{Caution: 16}, fields, hard)
	if a, b := fit.Weights()[5], cautious.Weights()[5]; a.Odds*a.Odds <= b.Odds*b.Odds {
		t.Errorf("the sixth weight is %.3f without caution and %.3f with it", a.Odds, b.Odds)
	}
	if of := *Measure(Rehearse(fields, hard, -1, 0).Guesses[Likelihood][400:], Window).LogLoss; of > 0.72 {
		t.Errorf("the log loss of what cannot be foreseen is %.3f", of)
	}
}

func TestACautiousModelIsKept(t *testing.T) {
	fields, labels := noisy(300, 6, 0.5)
	m := FitWith(Choice{Caution: 16}, fields, labels)
	text, err := json.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	var back Model
	if err := json.Unmarshal(text, &back); err != nil || back.Choice().Caution != 16 {
		t.Fatalf("read back it is %g: %v", back.Choice().Caution, err)
	}
	m.Update(labels[0])
	back.Update(labels[0])
	a, _ := m.Predict(labels[1].Lead)
	if b, _ := back.Predict(labels[1].Lead); a != b {
		t.Errorf("it learns otherwise: %+v and %+v", a, b)
	}
}

func TestCautionDoesNotDependOnTheOrderOfWhatIsOfOneTime(t *testing.T) {
	fields, labels := noisy(300, 6, 0.3)
	for i := range labels {
		labels[i].At = labels[i/40*40].At
	}
	want := Choose(fields, labels).Caution
	random := rand.New(rand.NewPCG(5, 6))
	for range 20 {
		random.Shuffle(len(labels), func(i, j int) { labels[i], labels[j] = labels[j], labels[i] })
		if got := Choose(fields, labels).Caution; got != want {
			t.Fatalf("in another order the caution is %g instead of %g", got, want)
		}
	}
	for i := range labels {
		labels[i].At = labels[0].At
	}
	if got := Choose(fields, labels).Caution; got != 1 {
		t.Errorf("where nothing is later the caution is %g", got)
	}
}
