package server

import (
	"fmt"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"

	"baton/internal/account"
	"baton/internal/agreement"
	"baton/internal/english"
	"baton/internal/handoff"
	"baton/internal/lead"
	"baton/web/ui"
)

// moment is an instant as p reads it: the time today, the day before that.
func moment(p account.Person, at, now time.Time) ui.Moment {
	if at.IsZero() {
		return ui.Moment{}
	}
	local, today := at.In(p.Location()), now.In(p.Location())
	words := p.Dates.Write(local, "2 Jan 2006")
	switch {
	case sameDay(local, today):
		words = p.Dates.Write(local, "15:04")
	case sameDay(local, today.AddDate(0, 0, -1)):
		words = "Yesterday, " + p.Dates.Write(local, "15:04")
	case local.Year() == today.Year():
		words = p.Dates.Write(local, "2 Jan, 15:04")
	}
	return ui.Moment{Words: words, Exact: at.UTC().Format(time.RFC3339), Hover: p.Dates.Write(local, "Monday, 2 January 2006, 15:04 MST")}
}

// beginsWithDay is words that begin with a month and its day, whose capital letter stays.
var beginsWithDay = regexp.MustCompile(`^(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]* \d`)

// lowered are words that began a sentence, inside one: yesterday, but still 2 Nov or Nov 2.
func lowered(words string) string {
	if words == "" || beginsWithDay.MatchString(words) {
		return ""
	}
	return strings.ToLower(words[:1]) + words[1:]
}

// capital begins a sentence with words.
func capital(words string) string { return strings.ToUpper(words[:1]) + words[1:] }

func sameDay(a, b time.Time) bool {
	ay, am, ad := a.Date()
	by, bm, bd := b.Date()
	return ay == by && am == bm && ad == bd
}

// workday is how much working time the agreement calls a day, whose promises hold for teams with other hours too.
const workday = 8 * time.Hour

// span is a length of working time in words: 18 min, 2 h 05, 3 days.
func span(d time.Duration) string { return spanOf(d, workday) }

// spanOf is span with days of this length.
func spanOf(d, workday time.Duration) string {
	d = d.Round(time.Minute)
	switch {
	case d < time.Hour:
		return fmt.Sprintf("%d min", int(d.Minutes()))
	case d < workday && d%time.Hour == 0:
		return fmt.Sprintf("%d h", int(d.Hours()))
	case d < workday:
		return fmt.Sprintf("%d h %02d", int(d.Hours()), int(d.Minutes())%60)
	case d < 2*workday:
		return "1 day"
	}
	return thousands(int64(d/workday)) + " days"
}

// running is the clock of something that is due, in the working time of calendar.
type running struct {
	start, due, paused time.Time
	calendar           agreement.Calendar
	waits              time.Time // a date that the lead named, until which the time stands still
}

// clock is how a running clock is shown at now.
func (c running) clock(p account.Person, now time.Time) ui.Clock {
	day := c.calendar.Workday()
	hover := "Due " + p.Write(c.due, "Monday, 2 January, 15:04 MST")
	if !c.paused.IsZero() {
		return ui.Clock{Words: "Waits for an answer", State: "paused", Percent: 100, Hover: "The clock is paused since " + p.Write(c.paused, "2 January, 15:04")}
	}
	if c.waits.After(now) && c.due.After(now) {
		return ui.Clock{Words: "Waits until " + p.Dates.Write(c.waits.In(c.calendar.Zone), "2 Jan"), State: "paused", Percent: 100, Hover: "The lead named this date. " + hover}
	}
	if now.After(c.due) {
		over := c.calendar.Between(c.due, now)
		return ui.Clock{Words: spanOf(max(over, time.Minute), day) + " over", State: "late", Percent: 100, Hover: hover}
	}
	left, all := c.calendar.Between(now, c.due), c.calendar.Between(c.start, c.due)
	percent := 100
	if all > 0 {
		percent = int(100 * left / all)
	}
	state := "running"
	if percent <= 33 {
		state = "soon"
	}
	return ui.Clock{Words: spanOf(left, day) + " left", State: state, Percent: percent, Hover: hover}
}

// money is an amount in minor units of a currency in words: €1,234 or €1,234.50.
func money(minor int64, currency string) string { return lead.AmountWords(minor, currency) }

// moneyOf is an amount in hundredths of a currency, as reports count, in words.
func moneyOf(hundredths int64, currency string) string {
	return money(lead.OfHundredths(hundredths, currency), currency)
}

func thousands(n int64) string { return english.Number(n) }

// joined is the words that are not empty, with commas between.
func joined(words ...string) string { return english.Commas(words...) }

// cameFrom is where a lead comes from. Names of campaigns have commas in them, so a dot parts the two.
func cameFrom(source, campaign string) string {
	if source == "" || campaign == "" {
		return source + campaign
	}
	return source + " · " + campaign
}

// firstName is what somebody is called in a sentence.
func firstName(name string) string {
	if words := strings.Fields(name); len(words) > 0 {
		return words[0]
	}
	return name
}

// address is a path with a query of those values that are not empty, given as name, value, name, value.
func address(path string, query ...string) string {
	values := url.Values{}
	for i := 0; i+1 < len(query); i += 2 {
		if query[i+1] != "" {
			values.Set(query[i], query[i+1])
		}
	}
	if len(values) == 0 {
		return path
	}
	return path + "?" + values.Encode()
}

// idWord is an id in an address; none is empty.
func idWord[T ~int | ~int64](id T) string {
	if id == 0 {
		return ""
	}
	return strconv.FormatInt(int64(id), 10)
}

// stageChip says where a lead is, in the colour of who holds it.
func stageChip(stage lead.Stage) ui.Chip {
	chips := map[lead.Stage]ui.Chip{
		lead.Captured:     {Words: "Draft", Tone: ui.Quiet},
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
	}
	if chip, known := chips[stage]; known {
		return chip
	}
	return ui.Chip{Words: string(stage)}
}

// stages is the stage bar of a lead: who has held it so far.
func stages(h *handoff.Handoff, stage lead.Stage) []ui.Stage {
	at := map[lead.Stage]int{lead.Captured: 0, lead.Returned: 0, lead.Closed: 1, lead.Submitted: 1, lead.Disputed: 1, lead.Accepted: 2, lead.Working: 3, lead.Qualified: 4, lead.Won: 5}
	here, known := at[stage]
	if !known && h != nil {
		here = furthest(h)
	}
	bar := []ui.Stage{{Name: "Captured"}, {Name: "Submitted"}, {Name: "Accepted"}, {Name: "Working"}, {Name: "Qualified"}, {Name: "Won"}}
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
