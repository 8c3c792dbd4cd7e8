package handoff

import (
	"fmt"
	"time"

	"baton/internal/account"
	"baton/internal/agreement"
	"baton/internal/errs"
	"baton/internal/inbox"
	"baton/internal/lead"
)

// Recycling sets a lead aside until a day.
type Recycling struct {
	By     account.PersonID // 0 where a reason's next step did it
	At     time.Time
	BackAt time.Time        // when the lead is captured again
	Owner  account.PersonID // who had it last; not offered it again until Cooled
	Cooled time.Time
	Words  string // why, from who set it aside
}

// latestBack is how far ahead a lead may be set aside.
const latestBack = 2 // years

// Recyclable says why the lead cannot be set aside by by, nil when it can.
func (h *Handoff) Recyclable(by account.Person, terms agreement.Terms) error {
	if err := h.may(EventRecycled, by); err != nil {
		return err
	}
	if h.Cycles >= terms.RecycleCap {
		return errs.Say(
			errs.Conflict,
			fmt.Sprintf(
				"This lead was already recycled %s, the maximum in the agreement. Close it, or hand it over.",
				times(h.Cycles),
			),
		)
	}
	return nil
}

// Recycle recycles the lead until back, a day from tomorrow on. It comes back to marketing by itself.
func (h *Handoff) Recycle(by account.Person, back time.Time, words string, terms agreement.Terms, at time.Time) error {
	if err := h.Recyclable(by, terms); err != nil {
		return err
	}
	problems := errs.Problems{}
	switch {
	case back.IsZero():
		problems.Add("back_on", "Choose the day the lead returns.")
	case !back.After(at):
		problems.Add("back_on", "Choose a day from tomorrow on.")
	case back.After(at.AddDate(latestBack, 0, 0)):
		problems.Add("back_on", fmt.Sprintf("Choose a day within %d years.", latestBack))
	}
	words = trim(words)
	checkWords(problems, "words", words)
	if err := problems.Err(); err != nil {
		return err
	}
	h.Changes.Recycled = &Recycling{
		By:     by.ID,
		At:     at,
		BackAt: back,
		Owner:  h.Owner,
		Cooled: back.AddDate(0, 0, terms.CooldownDays),
		Words:  words,
	}
	if h.at() == lead.Working {
		h.close(Recycled, by.ID, 0, words, at)
	}
	h.Cycles++
	h.move(EventRecycled, lead.Recycled)
	h.record(EventRecycled, by, at, map[string]any{"back_at": back})
	return nil
}

// AutoRecycle is what follows by itself after a disqualification whose reason recycles: the lead rests until a day that
// was named, else as long as the agreement says. A lead that was recycled as often as allowed stays disqualified.
func (h *Handoff) AutoRecycle(until time.Time, terms agreement.Terms, at time.Time) error {
	if h.Cycles >= terms.RecycleCap {
		return nil
	}
	if until.IsZero() {
		until = at.AddDate(0, 0, terms.NurtureDays)
	}
	return h.Recycle(account.System, until, "", terms, at)
}

// ComeBack gives a recycled lead back to marketing on its day.
func (h *Handoff) ComeBack(at time.Time) error {
	if err := h.may(EventCameBack, account.System); err != nil {
		return err
	}
	h.move(EventCameBack, lead.Draft)
	h.record(EventCameBack, account.System, at, nil)
	h.notify(inbox.RecycledBack, account.System, at, nil, h.SubmittedBy)
	return nil
}

func times(n int) string {
	switch n {
	case 1:
		return "once"
	case 2:
		return "twice"
	}
	return fmt.Sprintf("%d times", n)
}
