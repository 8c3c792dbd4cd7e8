package handoffs

import (
	"net/http"
	"time"

	"baton/internal/account"
	"baton/internal/agreement"
	"baton/internal/api/call"
	"baton/internal/errs"
	"baton/internal/handoff"
	"baton/internal/lead"
)

// work are the acts of sales on a lead that it has accepted.
func (a *Routes) work() []call.Route {
	by, post := call.Sellers, http.MethodPost
	return []call.Route{
		add(a, step(post, "attempts", "log-attempt", "Log a contact attempt",
			"Logs a contact attempt. The first one that went out to the person ends the time for the first contact.", by),
			attempt),
		add(a, step(post, "qualification", "qualify-lead", "Qualify a lead", "Makes an opportunity of the lead.", by),
			qualify),
		add(a, takeBack("qualification", "undo-qualification", "Undo a qualification", by), restore(handoff.Qualified)),
		add(a, step(post, "disqualification", "disqualify-lead", "Disqualify a lead",
			"Ends the work on the lead for a reason. The next step of the reason happens at once.", by), disqualify),
		add(a, takeBack("disqualification", "undo-disqualification", "Undo a disqualification", by),
			restore(handoff.Disqualified)),
		add(a, step(post, "recycling", "recycle-lead", "Recycle a lead",
			"Sets the lead aside until a day on which marketing gets it back.", call.SignedIn), recycle),
		add(a, takeBack("recycling", "undo-recycling", "Undo a recycling", by), restore(handoff.Recycled)),
		add(a, step(post, "win", "win-lead", "Win a lead", "Closes the opportunity with the amount that was sold.", by),
			win),
		add(a, takeBack("win", "undo-win", "Undo a win", by), restore(handoff.Won)),
		add(a, step(post, "loss", "lose-lead", "Lose a lead", "Closes the opportunity for a reason.", by), lose),
		add(a, takeBack("loss", "undo-loss", "Undo a loss", by), restore(handoff.Lost)),
	}
}

// takeBack is the route that takes a step back.
func takeBack(path, id, summary string, roles []account.Role) call.Route {
	return step(http.MethodDelete, path, id, summary, "Takes this step back, by who took it, for ten minutes.", roles)
}

func restore(what handoff.Outcome) acting[nothing] {
	return plain(func(d doing[nothing]) error { return d.desk.Restore(d.ctx, d.by, lead.ID(d.id), what) })
}

type attempted struct {
	kind, outcome string
	note          string
	at            time.Time
}

func texts[T ~string](all []T) (out []string) {
	for _, each := range all {
		out = append(out, string(each))
	}
	return out
}

var attempt = acting[attempted]{
	call.Body[attempted]{Noun: "An attempt", Example: `{"kind": "call", "outcome": "reached"}`,
		Fields: []call.Field[attempted]{
			call.Need(call.Choice("kind", "How the person was contacted.", texts(handoff.AttemptKinds),
				func(x *attempted) *string { return &x.kind })),
			call.Need(call.Choice("outcome", "How it went.", texts(handoff.AttemptOutcomes),
				func(x *attempted) *string { return &x.outcome })),
			call.Text("note", 10_000, "What was said.", func(x *attempted) *string { return &x.note }),
			call.Time("at", "When it was: now where it is missing.", func(x *attempted) *time.Time { return &x.at }),
		}}, "Attempt", func(d doing[attempted]) error {
		return d.desk.LogAttempt(d.ctx, d.by, lead.ID(d.id), handoff.Attempt{Kind: handoff.AttemptKind(d.sent.kind),
			Outcome: handoff.AttemptOutcome(d.sent.outcome), Note: d.sent.note,
			At: d.sent.at.UTC().Truncate(time.Microsecond)})
	}}

type qualified struct {
	value      call.Amount
	expectedOn time.Time
}

var qualify = acting[qualified]{
	call.Body[qualified]{Noun: "A qualification",
		Example: `{"value": {"amount": "12000.00", "currency": "EUR"}, "expected_on": "2026-12-01"}`,
		Fields: []call.Field[qualified]{
			call.Need(call.Money("value", "What the deal is worth, in the company's currency.",
				func(q *qualified) *call.Amount { return &q.value })),
			call.Need(call.Day("expected_on", "The day on which the decision is expected.",
				func(q *qualified) *time.Time { return &q.expectedOn })),
		}}, "Qualification", func(d doing[qualified]) error {
		minor, err := minorOf(d.sent.value, d.policy.Currency, "value")
		if err != nil {
			return err
		}
		return d.desk.Qualify(d.ctx, d.by, lead.ID(d.id), handoff.Qualification{ValueCents: minor,
			Currency: d.policy.Currency, ExpectedOn: d.sent.expectedOn})
	}}

// minorOf is an amount in minor units of a currency. One that was not sent is 0, which the act refuses in its words.
func minorOf(amount call.Amount, currency, field string) (int64, error) {
	if amount == (call.Amount{}) {
		return 0, nil
	}
	minor, wrong := amount.Minor(currency)
	if wrong != "" {
		return 0, errs.Problems{field: wrong}
	}
	return minor, nil
}

// ending is why the work on a lead ends.
type ending struct {
	reason, words string
	until         time.Time
}

func endingFields(more ...call.Field[ending]) []call.Field[ending] {
	return append([]call.Field[ending]{
		call.Need(call.Text("reason", 200, "The code of a reason for disqualifications; GET /reasons has them.",
			func(e *ending) *string { return &e.reason })),
		call.Text("words", 10_000, "What happened. Some reasons need it.", func(e *ending) *string { return &e.words }),
	}, more...)
}

var disqualify = acting[ending]{
	call.Body[ending]{Noun: "A disqualification", Example: `{"reason": "unable_to_reach"}`,
		Fields: endingFields(call.Day("until", "The day that the lead named to ask again. Some reasons need it.",
			func(e *ending) *time.Time { return &e.until }))},
	"Disqualification", func(d doing[ending]) error {
		why := reasonOf(d.policy, agreement.Disqualify, d.sent.reason)
		return d.desk.Disqualify(d.ctx, d.by, lead.ID(d.id), why, dayOf(d.sent.until, d.by), d.sent.words)
	}}

var lose = acting[ending]{
	call.Body[ending]{Noun: "A loss", Example: `{"reason": "no_budget"}`, Fields: endingFields()},
	"Loss", func(d doing[ending]) error {
		why := reasonOf(d.policy, agreement.Disqualify, d.sent.reason)
		return d.desk.Lose(d.ctx, d.by, lead.ID(d.id), why, d.sent.words)
	}}

var recycle = acting[ending]{
	call.Body[ending]{Noun: "A recycling", Example: `{"back_on": "2027-03-01"}`, Fields: []call.Field[ending]{
		call.Need(call.Day("back_on", "The day on which marketing gets the lead back.",
			func(e *ending) *time.Time { return &e.until })),
		call.Text("words", 10_000, "Why.", func(e *ending) *string { return &e.words }),
	}}, "Recycling", func(d doing[ending]) error {
		return d.desk.Recycle(d.ctx, d.by, lead.ID(d.id), dayOf(d.sent.until, d.by), d.sent.words)
	}}

var win = acting[qualified]{
	call.Body[qualified]{Noun: "A win", Example: `{"amount": {"amount": "12000.00", "currency": "EUR"}}`,
		Fields: []call.Field[qualified]{
			call.Need(call.Money("amount", "What was sold, in the currency of the opportunity.",
				func(q *qualified) *call.Amount { return &q.value })),
		}}, "Win", func(d doing[qualified]) error {
		return d.desk.WinFor(d.ctx, d.by, lead.ID(d.id), func(currency string) (int64, error) {
			return minorOf(d.sent.value, currency, "amount")
		})
	}}

// dayOf is a day from its midnight where somebody is; the zero time stays.
func dayOf(day time.Time, by account.Person) time.Time {
	if day.IsZero() {
		return day
	}
	return time.Date(day.Year(), day.Month(), day.Day(), 0, 0, 0, 0, by.Location())
}
