// Package grade says how good a lead looks: its fit by rules that a person can read, and the grade that follows.
package grade

import (
	"baton/internal/lead"
)

// Rule adds its points when its condition holds. A gate that holds ends the matter instead: the lead fits not at all.
type Rule struct {
	Words  string         `json:"words"`
	Points int            `json:"points"`
	Gate   bool           `json:"gate,omitempty"`
	When   lead.Condition `json:"when"`
}

// Scoring is one version of the rules of fit.
type Scoring struct {
	Version    int                `json:"-"`
	Base       int                `json:"base"` // what every lead starts with
	Thresholds map[lead.Grade]int `json:"thresholds"`
	Rules      []Rule             `json:"rules"`
}

// Score is the fit of a lead with these facts: the base and the points of every rule that holds, kept within 0 and 100, or 0 by the first
// gate that holds. The lines add up to the fit.
func (s Scoring) Score(facts lead.Facts) lead.Score {
	score := lead.Score{Version: s.Version}
	add := func(words string, points int) {
		score.Fit += points
		score.Lines = append(score.Lines, lead.ScoreLine{Words: words, Points: points})
	}
	for _, rule := range s.Rules {
		if rule.Gate && rule.When.Holds(facts) {
			add(rule.Words+": no fit, whatever else", 0)
			score.Grade = s.grade(0)
			return score
		}
	}
	add("Every lead starts with", s.Base)
	for _, rule := range s.Rules {
		if !rule.Gate && rule.When.Holds(facts) {
			add(rule.Words, rule.Points)
		}
	}
	switch {
	case score.Fit > 100:
		add("Fit ends at 100", 100-score.Fit)
	case score.Fit < 0:
		add("Fit begins at 0", -score.Fit)
	}
	score.Grade = s.grade(score.Fit)
	return score
}

func (s Scoring) grade(fit int) lead.Grade {
	for _, g := range lead.Grades {
		if threshold, set := s.Thresholds[g]; set && fit >= threshold {
			return g
		}
	}
	return lead.GradeD
}

// Asks reports whether a rule asks for something that begins with prefix, such as touch.
func (s Scoring) Asks(prefix string) bool {
	for _, rule := range s.Rules {
		if rule.When.Asks(prefix) {
			return true
		}
	}
	return false
}
