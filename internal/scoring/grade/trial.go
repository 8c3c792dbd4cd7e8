package grade

import "baton/internal/lead"

// Count is how many leads were looked at, and what sales said of them.
type Count struct{ Leads, Accepted, Decided int }

// Trial is how a scoring grades leads that were handed over, and how well that tells what sales accepted from what it turned down.
type Trial struct {
	All                Count
	Grades             map[lead.Grade]Count
	accepted, rejected [101]int // by fit
}

// Count adds a lead with its score. One of which the verdict says nothing about its quality is not decided.
func (t *Trial) Count(s lead.Score, accepted, decided bool) {
	if t.Grades == nil {
		t.Grades = map[lead.Grade]Count{}
	}
	of := t.Grades[s.Grade]
	for _, c := range []*Count{&of, &t.All} {
		c.Leads++
		if decided {
			c.Decided++
		}
		if decided && accepted {
			c.Accepted++
		}
	}
	t.Grades[s.Grade] = of
	switch at := min(max(s.Fit, 0), 100); {
	case decided && accepted:
		t.accepted[at]++
	case decided:
		t.rejected[at]++
	}
}

// tellsFrom is how many leads of either kind there have to be for AUC to say anything.
const tellsFrom = 10

// AUC is the share of pairs of an accepted and a rejected lead in which the accepted one has the higher fit, an equal fit counted half: the
// area under the ROC curve (Hanley and McNeil, 1982). 0.5 is a coin, 1 is perfect. Not known with fewer than ten of either.
func (t Trial) AUC() (auc float64, known bool) {
	var pairs, below, accepted float64
	for fit := range t.accepted {
		yes, no := float64(t.accepted[fit]), float64(t.rejected[fit])
		pairs += yes * (below + no/2)
		below += no
		accepted += yes
	}
	if accepted < tellsFrom || below < tellsFrom {
		return 0, false
	}
	return pairs / (accepted * below), true
}
