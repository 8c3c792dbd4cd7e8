package likelihood

import (
	"math"
	"time"

	"baton/internal/scoring/likelihood/dataset"
	"baton/internal/scoring/likelihood/logodds"
)

// Learner learns as an installation does: it knows the outcome of a lead from the time on at which it became known.
// While the labels are few it fits all of them now and then; with more it updates by each, and fits again from time to
// time.
type Learner struct {
	Model  *Model
	fields []dataset.Field
	within time.Duration // how long an outcome may take; 0 where open leads are left out
	choice Choice
	fixed  bool // the choice stays
	chosen int  // labels at the last choice
	fitted int  // labels at the last fit
	judged int  // outcomes at the last calibration
	base   dataset.Tally

	now time.Time
	// where open leads are left out: those with an outcome, in the order in which it became known
	labels  []dataset.Label
	said    []said               // of each label, where leads may be open
	past    []outcome            // where open leads are left out: the outcomes of labels that were predicted
	waiting dataset.Queue[heard] // leads whose outcome is not known yet
}

// said is what a model predicted for a lead when it was handed over, before the correction by past results.
type said struct {
	odds float64
	ok   bool // the model was not silent
}

// heard is a lead with what was predicted for it.
type heard struct {
	dataset.Label
	said
}

// NewLearner knows nothing yet. within is how long an outcome may take; 0 leaves open leads out.
func NewLearner(fields []dataset.Field, within time.Duration) *Learner {
	return &Learner{fields: fields, within: within, Model: Fit(fields, nil), choice: Choice{Caution: 1}}
}

// Keep makes the learner keep to a choice.
func (l *Learner) Keep(c Choice) { l.choice, l.fixed = c, true }

// Guess predicts the next lead by what was known when it was handed over. Not ok while the model is silent: then the
// prediction is the rate so far. The outcome is learned once it is known. Leads must come in the order of time.
func (l *Learner) Guess(label dataset.Label) (p Prediction, ok bool) {
	l.CatchUp(label.At)
	p, ok = l.Model.Predict(label.Lead)
	h := heard{label, said{p.Odds - p.Correction, ok}}
	if !ok {
		base := l.base.Rate()
		p = Prediction{Probability: base, Low: base, High: base, Odds: logodds.Of(base)}
	}
	switch {
	case l.within > 0:
		l.labels, l.said = append(l.labels, label), append(l.said, h.said)
	case label.Known.After(label.At):
		l.waiting.Add(h, label.Known)
	default:
		l.learn(h)
	}
	return p, ok
}

// CatchUp learns the outcomes that were known at a time.
func (l *Learner) CatchUp(now time.Time) {
	l.now = now
	for _, h := range l.waiting.Due(now) {
		l.learn(h)
	}
	if n := len(l.labels); l.within > 0 && n >= l.fitted+max(10, l.fitted/20) {
		l.fit()
	}
}

// recalibrated is the number of outcomes after which a model is calibrated again between two fits.
const recalibrated = 200

// learn learns the outcome of a lead.
func (l *Learner) learn(h heard) {
	l.base.Add(h.Label)
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
	known := dataset.AsOf(l.labels, l.now, l.within)
	if n := len(l.labels); n >= 2*l.chosen && !l.fixed {
		l.choice, l.chosen = Choose(l.fields, known), n
	}
	l.Model, l.fitted = FitWith(l.choice, l.fields, known), len(l.labels)
	l.correct(known)
	if l.within > 0 {
		all, positives := dataset.Counted(known)
		l.base = dataset.Tally{Labels: float64(all), Positives: float64(positives)}
	}
}

func (l *Learner) correct(known []dataset.Label) {
	past := l.outcomes(known)
	l.Model.calibration, l.judged = calibrated(past), len(past)
}

// Finish is the model that has learned all that is known at a time, with a new choice.
func (l *Learner) Finish(now time.Time) *Model {
	l.CatchUp(now)
	known := dataset.AsOf(l.labels, now, l.within)
	choice := l.choice
	if !l.fixed {
		choice = Choose(l.fields, known)
	}
	m := FitWith(choice, l.fields, known)
	m.calibration = calibrated(l.outcomes(known))
	return m
}

// outcomes are the outcomes of leads that were predicted.
func (l *Learner) outcomes(known []dataset.Label) []outcome {
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

// outcome is what became of a lead that was predicted. An open lead counts as a negative outcome in part: by the
// probability that a positive outcome would be known by now, times the probability that it does not come later. If
// predictions are right, the rate among what counts is what was predicted.
func (s said) outcome(l dataset.Label) (o outcome, tells bool) {
	o = outcome{rounded(s.odds), l.Positive && !l.Open(), 1}
	if l.Open() {
		o.Weight = l.Share() * (1 - logodds.Probability(s.odds+l.Evidence()))
	}
	return o, s.ok && o.Weight > 0.01
}

// rounded is log-odds with four decimals, as outcomes are stored.
func rounded(odds float64) float64 { return math.Round(odds*1e4) / 1e4 }
