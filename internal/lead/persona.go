package lead

import (
	"strings"

	"baton/internal/errs"
)

// Check brings what was typed into the form that is stored, and says what is wrong with a persona as a person typed it.
func (p *Persona) Check() error {
	problems := errs.Problems{}
	p.Name = strings.Join(strings.Fields(p.Name), " ")
	p.Description = strings.TrimSpace(strings.ReplaceAll(p.Description, "\r\n", "\n"))
	checkName(problems, "name", p.Name, "Name the persona, such as Head of operations.")
	checkText(problems, "description", p.Description, MaxNote)
	return problems.Err()
}

// PersonaLine is a persona with how sales found those who were handed over as one lately.
type PersonaLine struct {
	Persona
	HandedOver, Accepted, Rejected int64 // handoffs of the last 90 days, all and by their verdict
	Won, Lost                      int64 // of those that were accepted, with the disqualified among the lost
	Reasons                        []ReasonCount
}

// ReasonCount is a reason and how many were turned down for it.
type ReasonCount struct {
	Words string
	N     int64
}
