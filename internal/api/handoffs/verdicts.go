package handoffs

import (
	"net/http"

	"baton/internal/agreement"
	"baton/internal/api/call"
	"baton/internal/handoff"
	"baton/internal/policy"
)

// rejection is why a lead is rejected.
type rejection struct{ reason, feedback string }

// words is a text that goes with an act.
type words struct{ text string }

func wordsBody(noun, field, about string) call.Body[words] {
	return call.Body[words]{Noun: noun, Example: `{"` + field + `": "…"}`, Fields: []call.Field[words]{
		call.Need(call.Text(field, 10_000, about, func(w *words) *string { return &w.text })),
	}}
}

// verdicts are the acts of sales on what waits for it.
func (a *Routes) verdicts() []call.Route {
	by := call.Sellers
	return []call.Route{
		add(a, verdict("POST", "claim", "claim-handoff", "Take a handoff", "Takes a handoff out of its team's pool.", by),
			plain(func(d doing[nothing]) error { return d.desk.Claim(d.ctx, d.by, handoff.ID(d.id), d.version) })),
		add(a, verdict("POST", "acceptance", "accept-handoff", "Accept a lead",
			"Accepts the lead: its owner is the key's owner then, and the time for the first contact begins.", by),
			plain(func(d doing[nothing]) error { return d.desk.Accept(d.ctx, d.by, handoff.ID(d.id), d.version) })),
		add(a, verdict("DELETE", "acceptance", "undo-acceptance", "Undo an acceptance",
			"Takes back an acceptance, by who gave it, for ten minutes.", by), undo(handoff.Accepted)),
		add(a, verdict("POST", "rejection", "reject-handoff", "Reject a lead",
			"Rejects the lead for a reason. The next step of the reason happens at once.", by), reject),
		add(a, verdict("DELETE", "rejection", "undo-rejection", "Undo a rejection",
			"Takes back a rejection, by who gave it, for ten minutes.", by), undo(handoff.Rejected)),
		add(a, verdict("POST", "question", "ask-question", "Ask marketing a question",
			"Asks marketing. The time for the verdict is paused until the answer.", by), acting[words]{
			wordsBody("A question", "question", "What to ask."), "Question", func(d doing[words]) error {
				return d.desk.Ask(d.ctx, d.by, handoff.ID(d.id), d.version, d.sent.text)
			}}),
	}
}

func undo(what handoff.Verdict) acting[nothing] {
	return plain(func(d doing[nothing]) error { return d.desk.Undo(d.ctx, d.by, handoff.ID(d.id), what) })
}

var reject = acting[rejection]{
	call.Body[rejection]{Noun: "A rejection", Example: `{"reason": "wrong_size"}`, Fields: []call.Field[rejection]{
		call.Need(call.Text("reason", 200, "The code of a reason for rejections; GET /reasons has them.",
			func(r *rejection) *string { return &r.reason })),
		call.Text("feedback", 10_000, "What marketing should know. Some reasons need it.",
			func(r *rejection) *string { return &r.feedback }),
	}}, "Rejection", func(d doing[rejection]) error {
		why := reasonOf(d.policy, agreement.Reject, d.sent.reason)
		return d.desk.Reject(d.ctx, d.by, handoff.ID(d.id), d.version, why, d.sent.feedback)
	}}

// reasonOf is the id of the reason with a code in a list, 0 when there is none.
func reasonOf(p *policy.Policy, list agreement.List, code string) agreement.ReasonID {
	for id, reason := range p.Reasons {
		if reason.List == list && reason.Code == code {
			return id
		}
	}
	return 0
}

// ruling ends a dispute.
type ruling struct{ ruling, words string }

// returns are the acts of marketing on what it handed over, and of managers on disputes.
func (a *Routes) returns() []call.Route {
	by := call.Marketers
	return []call.Route{
		add(a, verdict(http.MethodPost, "answer", "answer-question", "Answer a question",
			"Answers the question of sales. The time for the verdict goes on.", by), acting[words]{
			wordsBody("An answer", "answer", "The answer."), "Answer", func(d doing[words]) error {
				return d.desk.Answer(d.ctx, d.by, handoff.ID(d.id), d.sent.text)
			}}),
		add(a, verdict(http.MethodPost, "recall", "recall-handoff", "Take a lead back",
			"Takes the lead back to marketing, while there is no verdict.", by),
			plain(func(d doing[nothing]) error { return d.desk.Recall(d.ctx, d.by, handoff.ID(d.id)) })),
		add(a, verdict(http.MethodPost, "dispute", "dispute-rejection", "Dispute a rejection",
			"Disputes the rejection. A manager of neither team, or an admin, decides.", by), acting[words]{
			wordsBody("A dispute", "words", "Why the lead should not have been rejected."), "DisputeWords",
			func(d doing[words]) error { return d.desk.Dispute(d.ctx, d.by, handoff.ID(d.id), d.sent.text) }}),
		add(a, verdict(http.MethodPost, "ruling", "rule-on-dispute", "Decide a dispute",
			"Decides a dispute. If the rejection is overturned, sales gets the lead again: see next.", call.Managers), rule),
	}
}

var rule = acting[ruling]{
	call.Body[ruling]{Noun: "A ruling", Example: `{"ruling": "upheld", "words": "…"}`, Fields: []call.Field[ruling]{
		call.Need(call.Choice("ruling", "upheld or overturned.",
			[]string{string(handoff.Upheld), string(handoff.Overturned)}, func(r *ruling) *string { return &r.ruling })),
		call.Need(call.Text("words", 10_000, "Why.", func(r *ruling) *string { return &r.words })),
	}}, "Ruling", func(d doing[ruling]) error {
		return d.desk.Rule(d.ctx, d.by, handoff.ID(d.id), handoff.Ruling(d.sent.ruling), d.sent.words)
	}}
