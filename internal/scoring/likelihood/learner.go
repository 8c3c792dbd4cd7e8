package likelihood

import (
	"math"
	"time"
)

// Learner learns as an installation does: what became of a lead is known to it when it was known then, not before. While the labels are
// few it fits all of them every now and then; with more it updates by each, and fits again as the nights do.
type Learner struct {
	Model  *Model
	fields []Field
	within time.Duration // how long a lead may be open, which is uncertain until then; 0 where open leads are left out
	choice Choice
	fixed  bool // nothing else is chosen
	chosen int  // labels when it was chosen
	fitted int  // labels of the last fit
	judged int  // outcomes by which the model is corrected
	base   rate

	now     time.Time
	labels  []Label        // whose end is known, in the order in which it was; where leads may be open, all leads
	said    []said         // of each lead, where leads may be open
	past    []outcome      // of the others, in the order in which they were known
	waiting waiting[heard] // for their end
}

// said is what a model said of a lead when it was handed over, before it was corrected by past results.
type said struct {
	odds float64
	ok   bool // it was not silent
}

// heard is a lead of which something was said.
type heard struct {
	Label
	said
}

// NewLearner knows nothing yet. within is how long it may take until the end of a lead is known, 0 where leads are left out until it is.
func NewLearner(fields []Field, within time.Duration) *Learner {
	return &Learner{fields: fields, within: within, Model: Fit(fields, nil), choice: Choice{Caution: 1}}
}

// Keep has the learner keep to a choice.
func (l *Learner) Keep(c Choice) { l.choice, l.fixed = c, true }

// Guess says how probable a positive end of the next lead is, by what was known when it was handed over: the rate so far while the model is
// silent, which ok tells. The lead's end is learned when it is known. Leads come in the order of time.
func (l *Learner) Guess(label Label) (p Prediction, ok bool) {
	l.CatchUp(label.At)
	p, ok = l.Model.Predict(label.Lead)
	h := heard{label, said{p.Odds - p.Correction, ok}}
	if !ok {
		base := l.base.guess(label)
		p = Prediction{Probability: base, Low: base, High: base, Odds: logOdds(base)}
	}
	switch {
	case l.within > 0:
		l.labels, l.said = append(l.labels, label), append(l.said, h.said)
	case label.Known.After(label.At):
		l.waiting.add(h, label.Known)
	default:
		l.learn(h)
	}
	return p, ok
}

// CatchUp learns what was known at a time.
func (l *Learner) CatchUp(now time.Time) {
	l.now = now
	for _, h := range l.waiting.until(now) {
		l.learn(h)
	}
	if n := len(l.labels); l.within > 0 && n >= l.fitted+max(10, l.fitted/20) {
		l.fit()
	}
}

// recalibrated is after how many outcomes a model is corrected anew, between two fits.
const recalibrated = 200

// learn learns what became of a lead.
func (l *Learner) learn(h heard) {
	l.base.learn(h.Label)
	l.labels = append(l.labels, h.Label)
	if h.ok {
		l.past = append(l.past, outcome{rounded(h.odds), h.Positive, 1})
	}
	n := len(l.labels)
	if n <= FewLabels && n >= l.fitted+10 || n >= l.fitted+l.fitted/4 && n > FewLabels {
		l.fit()
		return
	}
	l.Model.Update(h.Label)
	if len(l.past) >= l.judged+recalibrated {
		l.correct(l.labels)
	}
}

// fit fits all that is known.
func (l *Learner) fit() {
	known := AsOf(l.labels, l.now, l.within)
	if n := len(l.labels); n >= 2*l.chosen && !l.fixed {
		l.choice, l.chosen = Choose(l.fields, known), n
	}
	l.Model, l.fitted = FitWith(l.choice, l.fields, known), len(l.labels)
	l.correct(known)
	if l.within > 0 {
		l.base = rate{float64(counted(known)), float64(Positives(known))}
	}
}

func (l *Learner) correct(known []Label) {
	past := l.outcomes(known)
	l.Model.corrects, l.judged = calibrated(past), len(past)
}

// Finish is the model that has learned all that is known at a time, with everything chosen anew.
func (l *Learner) Finish(now time.Time) *Model {
	l.CatchUp(now)
	known := AsOf(l.labels, now, l.within)
	choice := l.choice
	if !l.fixed {
		choice = Choose(l.fields, known)
	}
	m := FitWith(choice, l.fields, known)
	m.corrects = calibrated(l.outcomes(known))
	return m
}

// outcomes are what became of the leads of which something was said.
func (l *Learner) outcomes(known []Label) []outcome {
	if l.within == 0 {
		return l.past
	}
	var past []outcome
	for i, label := range known {
		if o, tells := l.said[i].outcome(label); tells {
			past = append(past, o)
		}
	}
	return past
}

// outcome is what became of a lead of which something was said. An open one is a negative outcome in part: by how probable it is that a positive
// end were known by now, and that it does not come later. That keeps the rate among what counts at what was said, if what was said is right.
func (s said) outcome(l Label) (o outcome, tells bool) {
	o = outcome{rounded(s.odds), l.Positive && !l.open, 1}
	if l.open {
		o.Weight = l.counts() * (1 - sigmoid(s.odds+l.evidence()))
	}
	return o, s.ok && o.Weight > 0.01
}

// rounded is log-odds with four decimals, as outcomes are kept.
func rounded(odds float64) float64 { return math.Round(odds*1e4) / 1e4 }
