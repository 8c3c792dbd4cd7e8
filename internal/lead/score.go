package lead

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

// Score is how good a lead looked at one moment, with the arithmetic behind it. It is stored and read back, never computed again.
type Score struct {
	Version int // of the scoring that made it
	Fit     int // 0 to 100
	Grade   Grade
	Lines   []ScoreLine
}

// ScoreLine is one summand of a score.
type ScoreLine struct {
	Words  string `json:"words"`
	Points int    `json:"points"`
}
