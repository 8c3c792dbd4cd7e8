package grade

import "baton/internal/lead"

// Count is how many leads were looked at, and what sales said of them.
type Count struct{ Leads, Accepted, Decided int }

// add counts one lead more.
func (c *Count) add(accepted, decided bool) {
	c.Leads++
	if decided {
		c.Decided++
	}
	if decided && accepted {
		c.Accepted++
	}
}

// Trial is how a scoring grades leads that were handed over, and how well that tells what sales accepted from what it
// turned down.
type Trial struct {
	All     Count
	Grades  map[lead.Grade]Count
	Marks   map[string]Count // by grade and level, such as A1
	fit     told
	engaged told
}

// told is how many leads of each verdict have a number, which is 0 or more.
type told struct{ accepted, rejected []int }

func (t *told) count(n int, accepted bool) {
	of := &t.rejected
	if accepted {
		of = &t.accepted
	}
	for len(*of) <= max(n, 0) {
		*of = append(*of, 0)
	}
	(*of)[max(n, 0)]++
}

// Count adds a lead with its score. One of which the verdict says nothing about its quality is not decided.
func (t *Trial) Count(s lead.Score, accepted, decided bool) {
	if t.Grades == nil {
		t.Grades, t.Marks = map[lead.Grade]Count{}, map[string]Count{}
	}
	of, mark := t.Grades[s.Grade], t.Marks[s.Mark()]
	for _, c := range []*Count{&of, &mark, &t.All} {
		c.add(accepted, decided)
	}
	t.Grades[s.Grade], t.Marks[s.Mark()] = of, mark
	if decided {
		t.fit.count(s.Fit, accepted)
		t.engaged.count(s.Engagement, accepted)
	}
}

// tellsFrom is how many leads of either kind there have to be for AUC to say anything.
const tellsFrom = 10

// AUC is how well the fit tells accepted from rejected leads: see told.auc.
func (t Trial) AUC() (auc float64, known bool) { return t.fit.auc() }

// EngagementAUC is how well the engagement tells accepted from rejected leads: see told.auc.
func (t Trial) EngagementAUC() (auc float64, known bool) { return t.engaged.auc() }

// auc is the share of pairs of an accepted and a rejected lead in which the accepted one has the higher number, an
// equal one counted half: the area under the ROC curve (Hanley and McNeil, 1982). 0.5 is a coin, 1 is perfect. Not
// known with fewer than ten of either.
func (t told) auc() (auc float64, known bool) {
	var pairs, below, accepted float64
	for n := range max(len(t.accepted), len(t.rejected)) {
		yes, no := at(t.accepted, n), at(t.rejected, n)
		pairs += yes * (below + no/2)
		below += no
		accepted += yes
	}
	if accepted < tellsFrom || below < tellsFrom {
		return 0, false
	}
	return pairs / (accepted * below), true
}

func at(counts []int, n int) float64 {
	if n >= len(counts) {
		return 0
	}
	return float64(counts[n])
}
