package leads

import (
	"errors"
	"net/http"
	"net/url"
	"strings"
	"time"

	"baton/internal/agreement"
	"baton/internal/errs"
	"baton/internal/handoff"
	"baton/internal/lead"
	"baton/internal/server/leadview"
	"baton/internal/server/visit"
)

func (s *Pages) claim(w http.ResponseWriter, r *http.Request) error {
	return s.decideOn(w, r, leadview.Decision{}, "", func(id handoff.ID) error {
		return s.Desk.Claim(r.Context(), visit.By(r), id, visit.Number[int](visit.Form(r, "version")))
	})
}

func (s *Pages) accept(w http.ResponseWriter, r *http.Request) error {
	return s.decideOn(w, r, leadview.Decision{}, "done", func(id handoff.ID) error {
		return s.Desk.Accept(r.Context(), visit.By(r), id, visit.Number[int](visit.Form(r, "version")))
	})
}

func (s *Pages) reject(w http.ResponseWriter, r *http.Request) error {
	d := leadview.Decision{Act: "reject", Reason: visit.Form(r, "reason"), Feedback: visit.Form(r, "feedback"),
		DuplicateOf: visit.Form(r, "duplicate_of")}
	return s.decideOn(w, r, d, "done", func(id handoff.ID) error {
		reason, err := s.reason(r, agreement.Reject, d.Reason)
		if err != nil {
			return err
		}
		if d.DuplicateOf != "" && visit.Of(r).Policy.Reasons[reason].NextStep == agreement.Merge {
			return s.Desk.RejectAsDuplicate(r.Context(), visit.By(r), id, visit.Number[int](visit.Form(r, "version")), reason,
				d.Feedback, lead.ReadRef(d.DuplicateOf))
		}
		return s.Desk.Reject(r.Context(), visit.By(r), id, visit.Number[int](visit.Form(r, "version")), reason, d.Feedback)
	})
}

func (s *Pages) ask(w http.ResponseWriter, r *http.Request) error {
	d := leadview.Decision{Act: "ask", Question: visit.Form(r, "question")}
	return s.decideOn(w, r, d, "", func(id handoff.ID) error {
		return s.Desk.Ask(r.Context(), visit.By(r), id, visit.Number[int](visit.Form(r, "version")), d.Question)
	})
}

// regrade says how good the visitor finds a lead.
func (s *Pages) regrade(w http.ResponseWriter, r *http.Request) error {
	d := leadview.Decision{Act: "grade", Grade: visit.Form(r, "grade"), Feedback: visit.Form(r, "words")}
	return s.decideOn(w, r, d, "", func(id handoff.ID) error {
		return s.Desk.Regrade(r.Context(), visit.By(r), id, visit.Number[int](visit.Form(r, "version")), lead.Grade(d.Grade),
			d.Feedback)
	})
}

// snooze lets the time of a lead stand still until a date that it named.
func (s *Pages) snooze(w http.ResponseWriter, r *http.Request) error {
	d := leadview.Decision{Act: "wait", Until: visit.Form(r, "until")}
	return s.decideOn(w, r, d, "", func(id handoff.ID) error {
		day, ok := lead.Day(d.Until)
		if !ok {
			return errs.Problems{"until": "Choose the day named by the lead."}
		}
		return s.Desk.WaitFor(r.Context(), visit.By(r), id, visit.Number[int](visit.Form(r, "version")), day)
	})
}

// wake lets the time of a lead that named a date go on at once.
func (s *Pages) wake(w http.ResponseWriter, r *http.Request) error {
	return s.decideOn(w, r, leadview.Decision{}, "", func(id handoff.ID) error {
		return s.Desk.WaitFor(r.Context(), visit.By(r), id, visit.Number[int](visit.Form(r, "version")), time.Time{})
	})
}

func (s *Pages) undoAcceptance(w http.ResponseWriter, r *http.Request) error {
	return s.undo(w, r, handoff.Accepted)
}

func (s *Pages) undoRejection(w http.ResponseWriter, r *http.Request) error {
	return s.undo(w, r, handoff.Rejected)
}

func (s *Pages) undo(w http.ResponseWriter, r *http.Request, verdict handoff.Verdict) error {
	return s.decideOn(w, r, leadview.Decision{}, "", func(id handoff.ID) error {
		return s.Desk.Undo(r.Context(), visit.By(r), id, verdict)
	})
}

// reason is the id of the reason with code in a list, 0 when there is none.
func (s *Pages) reason(r *http.Request, list agreement.List, code string) (agreement.ReasonID, error) {
	policy := visit.Of(r).Policy
	for id, reason := range policy.Reasons {
		if reason.List == list && reason.Code == code {
			return id, nil
		}
	}
	return 0, nil
}

// decideOn runs a decision on the handoff in the path. When it is taken the visitor goes on to what is next, told with
// done what they did; when it is not, they see the same lead with what is wrong, and what they typed.
func (s *Pages) decideOn(w http.ResponseWriter, r *http.Request, d leadview.Decision, done string,
	do func(handoff.ID) error) error {
	id, err := visit.PathID[handoff.ID](r, "id")
	if err != nil {
		return err
	}
	err = do(id)
	var problems errs.Problems
	switch {
	case err == nil && done != "":
		return visit.Redirect(w, r, visit.WithQuery(visit.LocalPath(visit.Form(r, "next"), "/queue"), done, visit.ID(id)))
	case err == nil:
		return visit.Redirect(w, r,
			visit.LocalPath(visit.Form(r, "here"), visit.LocalPath(visit.Form(r, "next"), queueAt(id))))
	case errors.As(err, &problems):
		d.Problems = problems
		return s.showDecision(w, r, http.StatusUnprocessableEntity, id, d)
	case errors.Is(err, errs.Conflict):
		d.Conflict, d.Remedy = visit.Told(visit.By(r), err)
		return s.showDecision(w, r, http.StatusConflict, id, d)
	}
	return err
}

// showDecision shows the page that a decision was sent from: the lead's own, or the queue.
func (s *Pages) showDecision(w http.ResponseWriter, r *http.Request, status int, id handoff.ID,
	d leadview.Decision) error {
	from, err := url.Parse(visit.LocalPath(visit.Form(r, "here"), visit.LocalPath(visit.Form(r, "next"), "/queue")))
	if err != nil {
		return visit.ErrNoPage
	}
	back := r.Clone(r.Context())
	back.URL = from
	if strings.HasPrefix(from.Path, "/leads/") {
		return s.showLeadOf(w, back, status, id, d)
	}
	at := s.askedQueue(back)
	at.chosen, at.done = id, 0
	return s.showQueue(w, back, status, at, d)
}

func queueAt(id handoff.ID) string { return visit.Address("/queue", "handoff", visit.ID(id)) }
