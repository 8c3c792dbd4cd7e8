// Package leads has the pages of leads: the queue with its verdicts, a rep's own leads, submissions, returned leads,
// and each lead.
package leads

import (
	"context"
	"net/http"
	"time"

	"baton/internal/account"
	"baton/internal/handoff"
	"baton/internal/handoff/desk"
	"baton/internal/handoff/history"
	"baton/internal/lead"
	"baton/internal/report"
	"baton/internal/server/leadview"
	"baton/internal/server/visit"
	"baton/internal/worklist"
)

// Pages serves them.
type Pages struct {
	*visit.Portal
	Store Store
	Desk  *desk.Desk
}

// Store is what the pages of leads ask of the database. What a person may not see is not in the answers.
type Store interface {
	Behind(ctx context.Context, by account.Person, f report.Filter, after int64, at time.Time) (worklist.LeadList,
		report.Seen, error)
	History(ctx context.Context, by account.Person, id lead.ID) (*history.History, error)
	HistoryOf(ctx context.Context, by account.Person, id handoff.ID) (*history.History, error)
	Leads(ctx context.Context, by account.Person, ask worklist.LeadAsk) (worklist.LeadList, error)
	Queue(ctx context.Context, by account.Person, view worklist.QueueView, search string, after handoff.ID,
		at time.Time) (worklist.QueuePage, error)
	Submissions(ctx context.Context, by account.Person, ask worklist.SubmissionAsk) (worklist.LeadList, error)
	Work(ctx context.Context, by account.Person, view string, after handoff.ID) (worklist.LeadList, error)
}

// Routes are their routes.
func (s *Pages) Routes() []visit.Route {
	return []visit.Route{
		visit.Get("/queue", visit.Sellers, "handoff", s.queue),
		visit.Get("/queue/rows", visit.Sellers, "handoff", s.queueRows),
		visit.Get("/mine", visit.Sellers, "lead", s.mine),
		visit.Post("/handoffs/reassignment", visit.Managers, "handoff", s.give),
		visit.Post("/handoffs/{id}/claim", visit.Sellers, "handoff", s.claim),
		visit.Post("/handoffs/{id}/acceptance", visit.Sellers, "handoff", s.accept),
		visit.Delete("/handoffs/{id}/acceptance", visit.Sellers, "handoff", s.undoAcceptance),
		visit.Post("/handoffs/{id}/rejection", visit.Sellers, "handoff", s.reject),
		visit.Delete("/handoffs/{id}/rejection", visit.Sellers, "handoff", s.undoRejection),
		visit.Post("/handoffs/{id}/question", visit.Sellers, "handoff", s.ask),
		visit.Post("/handoffs/{id}/grade", visit.Sellers, "handoff", s.regrade),
		visit.Post("/handoffs/{id}/snooze", visit.Sellers, "handoff", s.snooze),
		visit.Delete("/handoffs/{id}/snooze", visit.Sellers, "handoff", s.wake),
		visit.Post("/leads/{id}/contact", visit.Sellers, "lead", s.correctContact),
		visit.Post("/leads/{id}/attempts", visit.Sellers, "lead", s.logAttempt),
		visit.Post("/leads/{id}/qualification", visit.Sellers, "lead", s.qualify),
		visit.Post("/leads/{id}/disqualification", visit.Sellers, "lead", s.disqualify),
		visit.Delete("/leads/{id}/qualification", visit.Sellers, "lead", s.restore),
		visit.Delete("/leads/{id}/disqualification", visit.Sellers, "lead", s.restore),
		visit.Delete("/leads/{id}/recycling", visit.Sellers, "lead", s.restore),
		visit.Delete("/leads/{id}/win", visit.Sellers, "lead", s.restore),
		visit.Delete("/leads/{id}/loss", visit.Sellers, "lead", s.restore),
		visit.Post("/leads/{id}/recycling", visit.SignedIn, "lead", s.recycle),
		visit.Post("/leads/{id}/win", visit.Sellers, "lead", s.win),
		visit.Post("/leads/{id}/loss", visit.Sellers, "lead", s.lose),
		visit.Get("/leads", visit.SignedIn, "lead", s.leads),
		visit.Get("/leads/{id}", visit.SignedIn, "lead", s.lead),
		visit.Post("/handoffs/{id}/answer", visit.Marketers, "handoff", s.answerQuestion),
		visit.Post("/handoffs/{id}/recall", visit.Marketers, "handoff", s.recall),
		visit.Post("/handoffs/{id}/dispute", visit.Marketers, "handoff", s.dispute),
		visit.Post("/handoffs/{id}/ruling", visit.Managers, "handoff", s.rule),
		visit.Post("/leads/{id}/closing", visit.Marketers, "lead", s.closeLead),
		visit.Post("/leads/{id}/reopening", visit.Managers, "lead", s.reopen),
		visit.Get("/submissions", visit.Marketers, "lead", s.submissions),
		visit.Get("/submissions/returned", visit.Marketers, "lead", s.returned),
	}
}

// view is who looks at a page, when, and under which policy.
type view struct{ leadview.View }

func viewOf(r *http.Request) view { return view{leadview.Of(r)} }
