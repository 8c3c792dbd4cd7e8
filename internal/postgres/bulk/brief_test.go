package bulk

import (
	"testing"

	"pgregory.net/rapid"

	"baton/internal/lead"
)

// aLead is a random lead of few values.
func aLead(t *rapid.T, name string) (l lead.Lead) {
	for _, text := range textsOf(&l) {
		*text = rapid.SampledFrom([]string{"", "", "a", "A", "b"}).Draw(t, name)
	}
	l.ExternalID = rapid.SampledFrom([]string{"", "1", "2"}).Draw(t, name)
	l.CompanySize = rapid.SampledFrom([]int{0, 10, 20}).Draw(t, name)
	l.Persona = rapid.SampledFrom([]lead.PersonaID{0, 1, 2}).Draw(t, name)
	return l
}

func TestABriefTellsWhetherARowChangesALeadAsTheLeadDoes(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		how := rapid.SampledFrom([]lead.OnKnown{lead.FillKnown, lead.OverwriteKnown, lead.TouchKnown}).Draw(t, "how")
		l := aLead(t, "lead")
		b := briefOf(l)
		for range rapid.IntRange(1, 5).Draw(t, "rows") {
			row := aLead(t, "row")
			changed, _ := l.Meet(row, how)
			if got := b.meet(row, how); got != changed {
				t.Fatalf("the brief says %t, and the lead %t: %+v", got, changed, l)
			}
			if b != briefOf(l) {
				t.Fatalf("the brief is %+v, want %+v", b, briefOf(l))
			}
		}
	})
}
