package likelihood

import (
	"baton/internal/scoring/likelihood/dataset"
	"baton/internal/scoring/likelihood/logodds"
	"baton/internal/scoring/likelihood/measure"
)

// separation is how badly log-odds tell labels apart: the mean surprise that is left once the level in each window of
// time, and how far the log-odds are apart, are corrected as calibration does. Large corrections make it worse.
func separation(odds []float64, labels []dataset.Label) float64 {
	windows, slope := windowsOf(odds), 1.0
	for range settleSteps {
		windows.settle(odds, labels, slope)
		up, bend := (slope-1)*slopePrecision, slopePrecision
		for i, l := range labels {
			w := windows.of(i)
			x := odds[i] - w.mean
			p, q := logodds.Probability(w.odds(odds[i], slope)), logodds.Probability(w.odds(odds[i], slope)+l.Evidence())
			up += (p - q) * x
			bend += max(0, p*(1-p)-q*(1-q)) * x * x
		}
		slope -= up / bend
	}
	windows.settle(odds, labels, slope)
	loss := slopePrecision * (slope - 1) * (slope - 1) / 2
	for i, l := range labels {
		loss += logodds.Surprise(windows.of(i).odds(odds[i], slope), l.Evidence())
	}
	return loss / float64(max(len(labels), 1))
}

// settled moves log-odds, window by window, to the level of what happened.
func settled(odds []float64, labels []dataset.Label) {
	windows := windowsOf(odds)
	windows.settle(odds, labels, 1)
	for i := range odds {
		odds[i] = windows.of(i).odds(odds[i], 1)
	}
}

// The precision of the prior for no correction, of the level of a window and of the slope, and how many steps of Newton
// find them.
const (
	levelPrecision = 1.0
	slopePrecision = 4.0
	settleSteps    = 8
)

// windows divide log-odds in the order of time into windows of equally many. The last has up to half as many more.
type windows []window

// window is the log-odds of a time: their mean, and how far that is from what happened.
type window struct{ mean, level, leads float64 }

func windowsOf(odds []float64) windows {
	all := make(windows, max(1, (len(odds)+measure.Window/2)/measure.Window))
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

func (w windows) of(i int) *window { return &w[min(i/measure.Window, len(w)-1)] }

// odds are log-odds as they are corrected.
func (w *window) odds(odds, slope float64) float64 { return w.mean + w.level + slope*(odds-w.mean) }

// settle finds the level of each window.
func (w windows) settle(odds []float64, labels []dataset.Label, slope float64) {
	for range settleSteps {
		up, bend := make([]float64, len(w)), make([]float64, len(w))
		for i, l := range labels {
			n := min(i/measure.Window, len(w)-1)
			p := logodds.Probability(w[n].odds(odds[i], slope))
			q := logodds.Probability(w[n].odds(odds[i], slope) + l.Evidence())
			up[n] += p - q
			bend[n] += max(0, p*(1-p)-q*(1-q))
		}
		for n := range w {
			w[n].level -= (up[n] + levelPrecision*w[n].level) / (bend[n] + levelPrecision)
		}
	}
}
