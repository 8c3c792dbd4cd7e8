package likelihood

import (
	"math"
)

// cautions are how cautious a model can be, the least first. What is hard to foresee takes more than what is plain.
var cautions = []float64{1, 4}

// Choose is the choice by which a model of these labels foresees best: one that has learned the first three fifths foresees the next, and one
// that has learned four the last. Where the labels are too few to say, caution is 1 and there are no pairs.
func Choose(fields []Field, labels []Label) Choice {
	labels = canonical(labels)
	cuts := []int{}
	for fifths := 3; fifths <= 5; fifths++ {
		cuts = append(cuts, afterTie(labels, fifths*len(labels)/5))
	}
	choice := Choice{Caution: 1}
	if cuts[0] == len(labels) || silent(labels[:cuts[0]]) != "" {
		return choice
	}
	choice.Caution = chooseCaution(fields, labels, cuts)
	choice.Pairs = pairsOf(choice.Caution, fields, labels)
	return choice
}

// When one caution is taken for better than another: by how much the AUC of two may differ by chance, times the root of how many labels are
// positive, and how much less all labels together surprise a more cautious model.
const (
	sameAUC   = 0.1
	leastLess = 0.5
)

// chooseCaution is the caution with the best separation, of those whose AUC within windows is the best, but for chance: that alone is too coarse
// where few labels are positive, and the separation where all cautions do nearly the same.
func chooseCaution(fields []Field, labels []Label, cuts []int) (best float64) {
	held := labels[cuts[0]:]
	losses, areas, highest := make([]float64, len(cautions)), make([]float64, len(cautions)), 0.0
	for n, caution := range cautions {
		var odds []float64
		var guesses []Guess
		for i, cut := range cuts[:2] {
			m := FitWith(Choice{Caution: caution}, fields, labels[:cut])
			for _, l := range labels[cut:cuts[i+1]] {
				p, _ := m.Predict(l.Lead)
				odds = append(odds, p.Odds)
				if !l.open {
					guesses = append(guesses, Guess{p.Odds, l.Positive})
					m.Update(l)
				}
			}
		}
		losses[n] = separation(odds, held)
		areas[n], _ = windowAUC(guesses, Window)
		highest = max(highest, areas[n])
	}
	least := math.Inf(1)
	for n, caution := range cautions {
		if areas[n] >= highest-sameAUC/math.Sqrt(float64(Positives(held)+1)) && losses[n] < least-leastLess/float64(len(held)) {
			best, least = caution, losses[n]
		}
	}
	return best
}

// afterTie is the first place from cut on before which no label is of the time of one behind it.
func afterTie(labels []Label, cut int) int {
	for cut > 0 && cut < len(labels) && labels[cut].compare(labels[cut-1]) == 0 {
		cut++
	}
	return cut
}

// separation is how badly log-odds tell labels apart: the mean surprise that is left once their level in each window of time, and how far they
// are apart, are corrected, as calibration does. It is worse where they have to be corrected much.
func separation(odds []float64, labels []Label) float64 {
	windows, slope := windowsOf(odds), 1.0
	for range settleSteps {
		windows.settle(odds, labels, slope)
		up, bend := (slope-1)*slopePrecision, slopePrecision
		for i, l := range labels {
			w := windows.of(i)
			x := odds[i] - w.mean
			p, q := sigmoid(w.odds(odds[i], slope)), sigmoid(w.odds(odds[i], slope)+l.evidence())
			up += (p - q) * x
			bend += max(0, p*(1-p)-q*(1-q)) * x * x
		}
		slope -= up / bend
	}
	windows.settle(odds, labels, slope)
	loss := slopePrecision * (slope - 1) * (slope - 1) / 2
	for i, l := range labels {
		loss += surprise(windows.of(i).odds(odds[i], slope), l.evidence())
	}
	return loss / float64(max(len(labels), 1))
}

// settled moves log-odds, window by window, to the level of what happened.
func settled(odds []float64, labels []Label) {
	windows := windowsOf(odds)
	windows.settle(odds, labels, 1)
	for i := range odds {
		odds[i] = windows.of(i).odds(odds[i], 1)
	}
}

// Of the correction of a window's level and of the slope: how firmly no correction is believed in, and how many steps of Newton find them.
const (
	levelPrecision = 1.0
	slopePrecision = 4.0
	settleSteps    = 8
)

// windows are equally many log-odds each, in the order of time, but for the last, which has up to half as many more.
type windows []window

// window is the log-odds of a time: their mean, and how far that is from what happened.
type window struct{ mean, level, leads float64 }

func windowsOf(odds []float64) windows {
	all := make(windows, max(1, (len(odds)+Window/2)/Window))
	for i, o := range odds {
		w := all.of(i)
		w.mean += o
		w.leads++
	}
	for i := range all {
		all[i].mean /= max(all[i].leads, 1)
	}
	return all
}

func (w windows) of(i int) *window { return &w[min(i/Window, len(w)-1)] }

// odds are log-odds as they are corrected.
func (w *window) odds(odds, slope float64) float64 { return w.mean + w.level + slope*(odds-w.mean) }

// settle finds the level of each window.
func (w windows) settle(odds []float64, labels []Label, slope float64) {
	for range settleSteps {
		up, bend := make([]float64, len(w)), make([]float64, len(w))
		for i, l := range labels {
			n := min(i/Window, len(w)-1)
			p := sigmoid(w[n].odds(odds[i], slope))
			q := sigmoid(w[n].odds(odds[i], slope) + l.evidence())
			up[n] += p - q
			bend[n] += max(0, p*(1-p)-q*(1-q))
		}
		for n := range w {
			w[n].level -= (up[n] + levelPrecision*w[n].level) / (bend[n] + levelPrecision)
		}
	}
}
