package intake

import "testing"

func TestAColumnSaysHowALeadWasTouched(t *testing.T) {
	rows := enquiries(t, "Email,Activity type,Created\na@a.example,webinar,2026-11-01\nb@b.example,Filled in a FORM,\n"+
		"c@c.example,fax,\nd@d.example,,\n", Defaults{})
	for i, want := range []struct {
		kind     string
		problems int
	}{{"webinar", 0}, {"form", 0}, {"import", 1}, {"import", 0}} {
		if got := rows[i]; got.Touch.Kind != want.kind || len(got.Problems) != want.problems || got.Refused {
			t.Errorf("row %d is a %s with %v", i+1, got.Touch.Kind, got.Problems)
		}
	}
	if at := rows[0].Touch.At; at.Year() != 2026 || at.Month() != 11 || at.Day() != 1 {
		t.Errorf("it was touched at %s", at)
	}
}
