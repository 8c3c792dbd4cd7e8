package handoff

import (
	"time"

	"baton/internal/account"
	"baton/internal/errs"
	"baton/internal/lead"
)

// ContactData is who a lead is and how to reach them: what sales may correct. Version is that of the lead which was
// read, 0 for any.
type ContactData struct {
	Name, JobTitle, Email, Phone string
	Version                      int
}

// Correction is a field of a lead that sales corrected, with its value before and after.
type Correction struct {
	Field  string // as in a form: name, job_title, email or phone
	Was    string
	Now    string
	By     account.PersonID
	ByName string
	At     time.Time
}

// MayCorrect answers nil when by may correct the contact data of the lead: sales, while it has it.
func (h *Handoff) MayCorrect(by account.Person) error { return h.may(EventCorrected, by) }

// Correct brings the contact data of l, the lead of h, to what was typed, and keeps both values of each field. Nothing
// happens where nothing differs.
func (h *Handoff) Correct(by account.Person, l *lead.Lead, typed ContactData, at time.Time) error {
	if err := h.MayCorrect(by); err != nil {
		return err
	}
	if typed.Version != 0 && typed.Version != l.Version {
		return ErrStale
	}
	was := *l
	l.Name, l.JobTitle, l.Email, l.Phone = typed.Name, typed.JobTitle, typed.Email, typed.Phone
	l.Normalise()
	problems := errs.Problems{}
	found := l.Check()
	var changed []Correction
	var fields []string
	for _, f := range []struct{ field, was, now string }{
		{"name", was.Name, l.Name}, {"job_title", was.JobTitle, l.JobTitle}, {"email", was.Email, l.Email},
		{"phone", was.Phone, l.Phone},
	} {
		if found[f.field] != "" {
			problems.Add(f.field, found[f.field])
		}
		if f.was != f.now {
			changed = append(changed, Correction{Field: f.field, Was: f.was, Now: f.now, By: by.ID, ByName: by.Name, At: at})
			fields = append(fields, f.field)
		}
	}
	if err := problems.Err(); err != nil || len(changed) == 0 {
		return err
	}
	h.Changes.Corrections = changed
	h.record(EventCorrected, by, at, map[string]any{"fields": fields})
	return nil
}
