package lead

import "strconv"

// Grade is how well a lead fits, A the best, D the least.
type Grade string

// The grades of fit.
const (
	GradeA Grade = "A"
	GradeB Grade = "B"
	GradeC Grade = "C"
	GradeD Grade = "D"
)

// Grades are all grades, the best first.
var Grades = []Grade{GradeA, GradeB, GradeC, GradeD}

// Level is how engaged a lead is, 1 the most, 4 the least; 0 is not known.
type Level int

// Levels are all levels, the best first.
var Levels = []Level{1, 2, 3, 4}

// Score is how good a lead looked at one moment, with the arithmetic behind it. It is stored and read back, never
// computed again.
type Score struct {
	Version    int // of the scoring that made it
	Fit        int // 0 to 100
	Grade      Grade
	Lines      []ScoreLine // add up to Fit
	Engagement int         // 0 or more
	Level      Level
	Engaged    []ScoreLine // add up to Engagement
}

// ScoreLine is one summand of a score.
type ScoreLine struct {
	Words  string `json:"words"`
	Points int    `json:"points"`
}

// Mark is how people name a grade with its level, such as A1; the grade alone where there is no level.
func Mark(grade Grade, level Level) string {
	if level == 0 {
		return string(grade)
	}
	return string(grade) + strconv.Itoa(int(level))
}

// Mark is how people name the score, such as A1.
func (s Score) Mark() string { return Mark(s.Grade, s.Level) }
