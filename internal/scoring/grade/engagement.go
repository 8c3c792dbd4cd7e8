package grade

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"baton/internal/errs"
	"baton/internal/lead"
)

// Group is what touches of some kinds are worth. Each touch gives its points, which halve with every half-life of its
// age; together they give no more than the cap.
type Group struct {
	Words    string   `json:"words"`
	Kinds    []string `json:"kinds"`
	Points   int      `json:"points"`
	Cap      int      `json:"cap"`
	HalfLife int      `json:"half_life"` // days
}

// UsualHalfLife is in how many days a touch loses half of its worth, unless a manager says otherwise.
const UsualHalfLife = 14

// What a group may be.
const (
	MaxCap      = 500
	MaxHalfLife = 365
	MaxExplores = 20
)

const day = 24 * time.Hour

// worth is what the touches of the group give at an instant, and how many there are: Σ points × 0.5^(age / half-life),
// the cap at most.
func (g Group) worth(touches []lead.Touch, at time.Time) (points, n int) {
	sum := 0.0
	for _, t := range touches {
		if age := at.Sub(t.At); age >= 0 && slices.Contains(g.Kinds, t.Kind) {
			n++
			sum += float64(g.Points) * math.Exp2(-age.Hours()/day.Hours()/float64(max(g.HalfLife, 1)))
		}
	}
	return int(math.Round(min(sum, float64(g.Cap)))), n
}

// engagement is what all groups give together, each rounded, so that the lines add up to it.
func (s Scoring) engagement(touches []lead.Touch, at time.Time) (sum int, lines []lead.ScoreLine) {
	for _, g := range s.Groups {
		points, n := g.worth(touches, at)
		if n == 0 {
			continue
		}
		words := g.Words
		if n > 1 {
			words = fmt.Sprintf("%s, %d times", g.Words, n)
		}
		sum += points
		lines = append(lines, lead.ScoreLine{Words: words, Points: points})
	}
	return sum, lines
}

func (s Scoring) level(engagement int) lead.Level {
	last := lead.Levels[len(lead.Levels)-1]
	for _, l := range lead.Levels {
		if takes, set := s.Levels[l]; set && engagement >= takes {
			return l
		}
	}
	return last
}

// MostEngaged is what all groups can give together.
func (s Scoring) MostEngaged() (most int) {
	for _, g := range s.Groups {
		most += g.Cap
	}
	return most
}

// Check says what is wrong with a group, field by field.
func (g Group) Check() error {
	problems := errs.Problems{}
	switch n := utf8.RuneCountInString(g.Words); {
	case n == 0:
		problems.Add("words", "Name these touches in a few words. Reps see the name on each lead.")
	case n > maxWords:
		problems.Add("words", fmt.Sprintf("Write at most %d characters.", maxWords))
	}
	if len(g.Kinds) == 0 {
		problems.Add("kinds", "Choose which touches count here.")
	}
	for _, kind := range g.Kinds {
		if !slices.ContainsFunc(lead.TouchKinds, func(k struct{ Kind, Words string }) bool { return k.Kind == kind }) {
			problems.Add("kinds", fmt.Sprintf("“%.40s” is not a kind of touch. Choose from the list.", kind))
		}
	}
	switch {
	case g.Points < 1 || g.Points > MaxPoints:
		problems.Add("points", fmt.Sprintf("Write a whole number of points from 1 to %d.", MaxPoints))
	case g.Cap >= 1 && g.Cap <= MaxCap && g.Points > g.Cap:
		problems.Add("points", fmt.Sprintf("One touch would give more than the maximum of %d. "+
			"Write fewer points, or raise the maximum.", g.Cap))
	}
	if g.Cap < 1 || g.Cap > MaxCap {
		problems.Add("cap", fmt.Sprintf("Write a whole number from 1 to %d.", MaxCap))
	}
	if g.HalfLife < 1 || g.HalfLife > MaxHalfLife {
		problems.Add("half_life",
			fmt.Sprintf("Write a whole number of days from 1 to %d. %d is typical.", MaxHalfLife, UsualHalfLife))
	}
	return problems.Err()
}

// PutGroup has a group stand at a place, counted from 0: instead of what stands there, or after all others.
func (d *Draft) PutGroup(at int, g Group) error {
	if err := g.Check(); err != nil {
		return err
	}
	for i, other := range d.Scoring.Groups {
		if i == at {
			continue
		}
		if strings.EqualFold(other.Words, g.Words) {
			return errs.Problems{"words": "Another group has this name."}
		}
		for _, kind := range g.Kinds {
			if slices.Contains(other.Kinds, kind) {
				return errs.Problems{"kinds": fmt.Sprintf("“%s” already counts some of these. A touch can count in one group only.",
					other.Words)}
			}
		}
	}
	d.Scoring.Groups = placed(d.Scoring.Groups, at, g)
	return nil
}

// RemoveGroup takes the group at a place out.
func (d *Draft) RemoveGroup(at int) error {
	return without(&d.Scoring.Groups, at)
}

// Engage sets how much engagement each level but the last takes, and how many of a hundred leads below a score are let
// through.
func (d *Draft) Engage(levels map[lead.Level]int, explores int) error {
	problems, above, reach := errs.Problems{}, MaxCap*len(lead.TouchKinds)+1, d.Scoring.MostEngaged()
	for _, l := range lead.Levels[:len(lead.Levels)-1] {
		field := fmt.Sprintf("level_%d", l)
		switch n := levels[l]; {
		case n < 1 || n > MaxCap*len(lead.TouchKinds):
			problems.Add(field, "Write a whole number from 1 up.")
		case n >= above:
			problems.Add(field, fmt.Sprintf("Level %d must start lower than the level above it.", l))
		default:
			if above = n; n > reach && reach > 0 {
				problems.Add(field, fmt.Sprintf("All groups together give %d points at most, so no lead would get there. "+
					"Write less, or raise a maximum first.", reach))
			}
		}
	}
	if explores < 0 || explores > MaxExplores {
		problems.Add("explore", fmt.Sprintf("Write a whole number from 0 to %d.", MaxExplores))
	}
	if err := problems.Err(); err != nil {
		return err
	}
	d.Scoring.Levels, d.Scoring.Explores = levels, explores
	return nil
}
