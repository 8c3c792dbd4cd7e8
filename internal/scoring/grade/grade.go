// Package grade says how good a lead looks, by rules that a person can read: its fit from what is known of it, its
// engagement from its touches, and the grade that follows from both.
package grade

import (
	"strconv"
	"time"

	"baton/internal/lead"
)

// Rule adds its points when its condition holds. A gate that holds ends the matter instead: the lead fits not at all.
type Rule struct {
	Words   string         `json:"words"`
	Points  int            `json:"points"`
	Gate    bool           `json:"gate,omitempty"`
	Persona lead.PersonaID `json:"persona,omitempty"` // whose leads alone it is for; 0 is everybody's
	When    lead.Condition `json:"when"`
}

// holds reports whether the rule has anything to say of a lead with these facts.
func (r Rule) holds(facts lead.Facts) bool {
	if r.Persona != 0 && facts["persona"].Text != strconv.FormatInt(int64(r.Persona), 10) {
		return false
	}
	return r.When.Holds(facts)
}

// Scoring is one version of the rules of fit and engagement.
type Scoring struct {
	Version    int                `json:"-"`
	Base       int                `json:"base"` // what every lead starts with
	Thresholds map[lead.Grade]int `json:"thresholds"`
	Rules      []Rule             `json:"rules"`
	Groups     []Group            `json:"groups"`
	Levels     map[lead.Level]int `json:"levels"` // the engagement that each level but the last takes
	// of a hundred leads that lack nothing but a score, how many are handed over all the same
	Explores int `json:"explore"`
}

// Score is how good a lead with these facts and touches looks at an instant.
func (s Scoring) Score(facts lead.Facts, touches []lead.Touch, at time.Time) lead.Score {
	score := s.fit(facts)
	score.Engagement, score.Engaged = s.engagement(touches, at)
	if len(s.Groups) > 0 {
		score.Level = s.level(score.Engagement)
	}
	return score
}

// fit is the base and the points of every rule that holds, kept within 0 and 100, or 0 by the first gate that holds.
// The lines add up to it.
func (s Scoring) fit(facts lead.Facts) lead.Score {
	score := lead.Score{Version: s.Version}
	add := func(words string, points int) {
		score.Fit += points
		score.Lines = append(score.Lines, lead.ScoreLine{Words: words, Points: points})
	}
	for _, rule := range s.Rules {
		if rule.Gate && rule.holds(facts) {
			add(rule.Words+": does not fit", 0)
			score.Grade = s.grade(0)
			return score
		}
	}
	add("Every lead starts with", s.Base)
	for _, rule := range s.Rules {
		if !rule.Gate && rule.holds(facts) {
			add(rule.Words, rule.Points)
		}
	}
	switch {
	case score.Fit > 100:
		add("Limited to 100", 100-score.Fit)
	case score.Fit < 0:
		add("Limited to 0", -score.Fit)
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

// Explore is how many of a hundred leads that lack nothing but a score are handed over all the same, so that what is
// learned from verdicts also knows of those that the score would hide.
func (s Scoring) Explore() int { return s.Explores }

// Asks reports whether a score needs something that begins with prefix, such as touch.
func (s Scoring) Asks(prefix string) bool {
	if prefix == "touch." && len(s.Groups) > 0 {
		return true
	}
	for _, rule := range s.Rules {
		if rule.When.Asks(prefix) {
			return true
		}
	}
	return false
}
