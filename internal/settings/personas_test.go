package settings

import (
	"testing"

	"baton/internal/errs"
	"baton/internal/lead"
)

func TestARetiredPersonaTakesNoNotes(t *testing.T) {
	refusal(t, "one in use", personaTakesNotes(false), errs.Conflict, "", "")
	err := personaTakesNotes(true)
	refusal(t, "a retired one", err, errs.Conflict, "",
		"This persona is retired. Add the note to the persona that replaced it.")
	if at := errs.RemedyOf(err).At; at != errs.Personas {
		t.Errorf("it is put right at %q", at)
	}
}

func TestNoMoreNotesArePinnedThanAreRead(t *testing.T) {
	refusal(t, "one is left", mayPin(lead.MostPinned-1), errs.Conflict, "", "")
	for _, pinned := range []int{lead.MostPinned, lead.MostPinned + 1} {
		refusal(t, "none is left", mayPin(pinned), errs.Conflict, "",
			"5 notes of this persona are already pinned, the maximum. Unpin one, then pin this.")
	}
}
