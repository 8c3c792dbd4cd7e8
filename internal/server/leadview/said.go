package leadview

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"baton/internal/english"
	"baton/internal/handoff"
	"baton/internal/handoff/history"
	"baton/internal/server/visit"
	"baton/web/ui"
)

// saidAt names an event of a lead by what happened and when.
type saidAt struct {
	kind handoff.EventKind
	at   int64 // microseconds, as times are kept
}

func saidWith(kind handoff.EventKind, at time.Time) saidAt { return saidAt{kind, at.UnixMicro()} }

// wordsBy are what people wrote with what they did to a lead, by its event. What stands on the page in full elsewhere
// is not among them: notes for sales, feedback, questions, disputes.
func wordsBy(h *history.History) map[saidAt]string {
	said := map[saidAt]string{}
	for _, past := range h.Handoffs {
		for _, o := range past.Opinions {
			said[saidWith(handoff.EventRegraded, o.At)] = o.Words
		}
		for _, kind := range []handoff.EventKind{handoff.EventDisqualified, handoff.EventLost, handoff.EventRecycled} {
			if string(kind) == string(past.Outcome) && past.OutcomeWords != "" {
				said[saidWith(kind, past.OutcomeAt)] = past.OutcomeWords
			}
		}
		for _, r := range past.Recyclings {
			said[saidWith(handoff.EventRecycled, r.At)] = r.Words
		}
	}
	return said
}

// attemptsBy are the contact attempts of a lead by their events. Two of one moment share an event's key, in the order
// in which they are listed.
func attemptsBy(h *history.History) map[saidAt][]history.PastAttempt {
	tried := map[saidAt][]history.PastAttempt{}
	for _, a := range h.Attempts {
		key := saidWith(handoff.EventAttempted, a.At)
		tried[key] = append(tried[key], a)
	}
	return tried
}

// takeAttempt is the attempt that an event tells of, which is then no longer among tried; zero where it is not known.
func takeAttempt(tried map[saidAt][]history.PastAttempt, e history.PastEvent) history.PastAttempt {
	key := saidWith(e.Kind, e.At)
	outcome, _ := e.Data["outcome"].(string)
	i := slices.IndexFunc(tried[key], func(a history.PastAttempt) bool { return string(a.Outcome) == outcome })
	if i < 0 {
		return history.PastAttempt{}
	}
	taken := tried[key][i]
	tried[key] = slices.Delete(tried[key], i, i+1)
	return taken
}

// logged says when an attempt was written down, where that was later.
func (v View) logged(a history.PastAttempt) string {
	if a.Logged.IsZero() {
		return ""
	}
	return " (logged " + visit.Lower(visit.Moment(v.By, a.Logged, v.Now).Words) + ")"
}

// Tried are the contact attempts of a lead beside the work on it, the latest first. Those of an earlier handoff than
// now say so.
func (v View) Tried(h *history.History, now handoff.ID) (all []ui.Event) {
	number := map[handoff.ID]int{}
	for _, past := range h.Handoffs {
		number[past.ID] = past.Number
	}
	for _, a := range h.Attempts {
		words := english.Commas(attemptKindWords[a.Kind], strings.ToLower(OutcomeWords[a.Outcome]), a.ByName)
		if a.Handoff != now && number[a.Handoff] > 0 {
			words += fmt.Sprintf(", in handoff %d", number[a.Handoff])
		}
		all = append(all, ui.Event{Words: words + v.logged(a), Quote: a.Note, At: visit.Moment(v.By, a.At, v.Now),
			Side: ui.Sales})
	}
	return all
}

var attemptKindWords = map[handoff.AttemptKind]string{"call": "Call", "mail": "Mail", "meeting": "Meeting",
	"message": "Message"}

// touches are the marketing contacts of a lead. What was written with one is shown, unless it is the note of a handoff,
// which stands above.
func (v View) touches(h *history.History) []ui.Event {
	notes := map[string]bool{}
	for _, past := range h.Handoffs {
		notes[past.Note] = true
	}
	if len(h.Handoffs) == 0 {
		notes[h.Lead.Note] = true
	}
	var all []ui.Event
	for _, t := range h.Touches {
		words := english.Commas(TouchWords[t.Kind], cameFrom(t.SourceName, t.CampaignName))
		if t.RecordedBy != "" {
			words += ", entered by " + t.RecordedBy
		}
		line := ui.Event{Words: words, At: visit.Moment(v.By, t.At, v.Now), Side: ui.Marketing}
		if !notes[t.Note] {
			line.Quote = t.Note
		}
		all = append(all, line)
	}
	return all
}

// TouchWords name the kinds of touches.
var TouchWords = map[string]string{
	"form": "Filled in a form", "visit": "Visited our pages", "webinar": "Took part in a webinar", "reply": "Wrote back",
	"event":  "Met us at an event",
	"import": "Came with an import", "submission": "Handed over by hand",
}

// soFar is what happened to a lead, the latest first.
func (v View) soFar(h *history.History) []ui.Event {
	var all []ui.Event
	said, tried := wordsBy(h), attemptsBy(h)
	for _, e := range h.Events {
		line := ui.Event{Words: v.eventWords(e), Quote: said[saidWith(e.Kind, e.At)], At: visit.Moment(v.By, e.At, v.Now),
			Side: sideOf(e)}
		if e.Kind == handoff.EventCorrected {
			line.Words = correctedWords(h, e)
		}
		if e.Kind == handoff.EventAttempted {
			a := takeAttempt(tried, e)
			line.Words, line.Quote = line.Words+v.logged(a), a.Note
		}
		all = append(all, line)
	}
	return all
}
