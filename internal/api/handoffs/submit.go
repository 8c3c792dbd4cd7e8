package handoffs

import (
	"net/http"

	"baton/internal/api/call"
	"baton/internal/errs"
	"baton/internal/handoff/desk"
	"baton/internal/lead"
)

// submitted is what goes with a lead that is handed over.
type submitted struct {
	match string
	note  *string
}

// submission is the route that hands a lead over.
func (a *Routes) submission() call.Route {
	r := step(http.MethodPost, "handoffs", "submit-lead", "Hand a lead over",
		"Hands a lead that marketing has over to sales. The definition of the agreement must be met: what it lacks is "+
			"told by field.", call.Marketers)
	r.Status = http.StatusCreated
	return add(a, r, acting[submitted]{call.Body[submitted]{Noun: "A handoff", Example: "{}",
		Fields: []call.Field[submitted]{
			{Name: "note", Schema: noteField.Schema, Read: func(s *submitted, value any) string {
				var note string
				wrong := noteField.Read(&note, value)
				s.note = &note
				return wrong
			}},
			call.Choice("match", "other says that this is somebody else than a lead with the same name and phone number.",
				[]string{string(desk.OtherOne)}, func(s *submitted) *string { return &s.match }),
		}}, "Submission", submit})
}

var noteField = call.Text("note", lead.MaxNote, "What sales should know: the note of the lead where it is missing.",
	func(s *string) *string { return s })

// submit hands over a lead as it is kept.
func submit(d doing[submitted]) error {
	if d.sent.match != "" && d.sent.match != string(desk.OtherOne) {
		return errs.Problems{"match": "Choose other, or leave it out."}
	}
	choice := desk.DuplicateChoice(d.sent.match)
	_, err := d.desk.SubmitKept(d.ctx, d.by, lead.ID(d.id), choice, func(l *lead.Lead) {
		if d.sent.note != nil {
			l.Note = *d.sent.note
		}
	})
	return err
}
