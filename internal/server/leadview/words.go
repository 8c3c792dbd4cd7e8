package leadview

import (
	"time"

	"baton/internal/agreement"
	"baton/internal/handoff"
	"baton/internal/lead"
	"baton/internal/server/visit"
	"baton/web/ui"
)

// Deadline is when something is due, in the working time of a calendar.
type Deadline struct {
	Start, Due time.Time
	Paused     time.Time // since when the clock is paused; zero while it runs
	Waits      time.Time // a date that the lead named, until which the clock is paused
	Calendar   agreement.Calendar
}

// Clock is how the clock of a deadline is shown now.
func (v View) Clock(c Deadline) ui.Clock {
	p, now := v.By, v.Now
	day := c.Calendar.Workday()
	hover := "Due " + p.Write(c.Due, "Monday, 2 January, 15:04 MST")
	if !c.Paused.IsZero() {
		return ui.Clock{Words: "Waits for an answer", State: "paused", Percent: 100,
			Hover: "The clock is paused since " + p.Write(c.Paused, "2 January, 15:04")}
	}
	if c.Waits.After(now) && c.Due.After(now) {
		return ui.Clock{Words: "Waits until " + p.Dates.Write(c.Waits.In(c.Calendar.Zone), "2 Jan"), State: "paused",
			Percent: 100, Hover: "The lead named this date. " + hover}
	}
	if now.After(c.Due) {
		over := c.Calendar.Between(c.Due, now)
		return ui.Clock{Words: visit.SpanOf(max(over, time.Minute), day) + " over", State: "late", Percent: 100, Hover: hover}
	}
	left, all := c.Calendar.Between(now, c.Due), c.Calendar.Between(c.Start, c.Due)
	percent := 100
	if all > 0 {
		percent = int(100 * left / all)
	}
	state := "running"
	if percent <= 33 {
		state = "soon"
	}
	return ui.Clock{Words: visit.SpanOf(left, day) + " left", State: state, Percent: percent, Hover: hover}
}

// cameFrom is where a lead comes from. Names of campaigns have commas in them, so a dot parts the two.
func cameFrom(source, campaign string) string {
	if source == "" || campaign == "" {
		return source + campaign
	}
	return source + " · " + campaign
}

// StageChip says where a lead is, in the colour of who holds it.
func StageChip(stage lead.Stage) ui.Chip {
	chips := map[lead.Stage]ui.Chip{
		lead.Draft:        {Words: "Draft", Tone: ui.Quiet},
		lead.Submitted:    {Words: "Submitted", Tone: ui.Marketing},
		lead.Accepted:     {Words: "Accepted", Tone: ui.Sales},
		lead.Working:      {Words: "Working", Tone: ui.Sales},
		lead.Qualified:    {Words: "Qualified", Tone: ui.Sales},
		lead.Disqualified: {Words: "Disqualified", Tone: ui.Quiet},
		lead.Recycled:     {Words: "Recycled", Tone: ui.Quiet},
		lead.Returned:     {Words: "Returned", Tone: ui.Late},
		lead.Disputed:     {Words: "Disputed", Tone: ui.Late},
		lead.Closed:       {Words: "Closed", Tone: ui.Quiet},
		lead.Won:          {Words: "Won", Tone: ui.Won},
		lead.Lost:         {Words: "Lost", Tone: ui.Quiet},
		lead.Merged:       {Words: "Merged", Tone: ui.Quiet},
	}
	if chip, known := chips[stage]; known {
		return chip
	}
	return ui.Chip{Words: string(stage)}
}

// stages is the stage bar of a lead: who has held it so far.
func stages(h *handoff.Handoff, stage lead.Stage) []ui.Stage {
	at := map[lead.Stage]int{lead.Draft: 0, lead.Returned: 0, lead.Closed: 1, lead.Submitted: 1, lead.Disputed: 1,
		lead.Accepted: 2, lead.Working: 3, lead.Qualified: 4, lead.Won: 5}
	here, known := at[stage]
	if !known && h != nil {
		here = furthest(h)
	}
	bar := []ui.Stage{{Name: "Captured"}, {Name: "Submitted"}, {Name: "Accepted"}, {Name: "Working"}, {Name: "Qualified"},
		{Name: "Won"}}
	tones := []ui.Tone{ui.Marketing, ui.Marketing, ui.Sales, ui.Sales, ui.Sales, ui.Won}
	for i := 0; i <= here; i++ {
		bar[i].Tone = tones[i]
	}
	bar[here].Here = true
	return bar
}

// furthest is how far along the bar a handoff came before it ended.
func furthest(h *handoff.Handoff) int {
	switch {
	case !h.QualifiedAt.IsZero():
		return 4
	case !h.ContactedAt.IsZero():
		return 3
	case h.Verdict == handoff.Accepted:
		return 2
	}
	return 1
}
