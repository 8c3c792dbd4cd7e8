package likelihood

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"math"

	"baton/internal/scoring/likelihood/feature"
	"baton/internal/scoring/likelihood/logodds"
)

// storedVersion is the version of the form in which models are stored.
const storedVersion = 1

// stored is a model as it is stored.
type stored struct {
	Version   int              `json:"version"`
	Leads     int              `json:"leads,omitempty"` // where it is missing, as many as labels
	Labels    int              `json:"labels"`
	Positives int              `json:"positives"`
	Caution   float64          `json:"caution,omitempty"` // where it is missing, 1
	Columns   []feature.Column `json:"columns"`
	Pairs     [][2]int         `json:"pairs,omitempty"`
	Weights   []storedWeight   `json:"weights"`
	Outcomes  []outcome        `json:"outcomes,omitempty"`
}

type storedWeight struct {
	feature.Feature
	Mean      float64 `json:"mean"`
	Precision float64 `json:"precision"`
}

// MarshalJSON is the model as it is stored: its fields, what it knows of their values, and its weights.
func (m *Model) MarshalJSON() ([]byte, error) {
	s := stored{
		Version: storedVersion, Leads: m.leads, Labels: m.labels, Positives: m.positives, Caution: m.caution,
		Columns: m.features.Columns(), Pairs: m.features.Pairs(), Outcomes: m.calibration.sorted,
	}
	for i := range m.features.Len() {
		s.Weights = append(s.Weights, storedWeight{m.features.At(int32(i)), m.mean[i], m.precision[i]})
	}
	return json.Marshal(s)
}

// UnmarshalJSON reads a stored model. It fails where the text is no model, and then m stays as it was.
func (m *Model) UnmarshalJSON(text []byte) error {
	var s stored
	if err := json.Unmarshal(text, &s); err != nil {
		return err
	}
	if err := s.check(); err != nil {
		return err
	}
	features, err := feature.Restore(s.Columns, s.Pairs)
	if err != nil {
		return err
	}
	read := &Model{
		features: features, leads: cmp.Or(s.Leads, s.Labels), labels: s.Labels, positives: s.Positives,
		caution: cmp.Or(s.Caution, 1),
	}
	if read.calibration, err = restoreCalibration(s.Outcomes); err != nil {
		return err
	}
	for i, w := range s.Weights {
		if err := read.restoreWeight(i, w); err != nil {
			return err
		}
	}
	if err := features.Complete(); err != nil {
		return err
	}
	*m = *read
	return nil
}

// check fails where the numbers of a stored model cannot be.
func (s *stored) check() error {
	switch {
	case s.Version != storedVersion:
		return fmt.Errorf("this is version %d of a model, and not version %d", s.Version, storedVersion)
	case s.Positives < 0 || s.Labels < s.Positives:
		return fmt.Errorf("%d of %d labels of a model cannot be positive", s.Positives, s.Labels)
	case s.Caution < 0 || s.Caution > 1e6:
		return fmt.Errorf("no model is as cautious as %g", s.Caution)
	}
	return nil
}

// restoreCalibration is the calibration by stored outcomes.
func restoreCalibration(outcomes []outcome) (calibration, error) {
	for _, o := range outcomes {
		if !(math.Abs(o.Odds) <= logodds.Most) || !(o.Weight > 0 && o.Weight <= 1) {
			return calibration{}, errors.New("an outcome of a model is none")
		}
	}
	if len(outcomes) == 0 || len(outcomes) > mostOutcomes {
		return calibration{}, nil
	}
	return regressed(outcomes), nil
}

// restoreWeight adds a stored weight, if the model can have it.
func (m *Model) restoreWeight(i int, w storedWeight) error {
	_, least := prior(w.Feature, m.caution)
	if sound := w.Precision >= least*(1-1e-9) && w.Precision < 1e12 && math.Abs(w.Mean) < 1e6; !sound {
		return fmt.Errorf("weight %d of a model is no number that a weight can be", i)
	}
	if err := m.features.RestoreFeature(w.Feature); err != nil {
		return err
	}
	m.grow()
	m.mean[i], m.precision[i] = w.Mean, w.Precision
	return nil
}
