package server

import (
	"net/http"
	"slices"

	"baton/internal/server/imports"
	"baton/internal/server/visit"
	"baton/web/page"
)

// Routes is the table of all routes.
func (s *Server) Routes() []visit.Route {
	imports := &imports.Pages{Portal: &s.Portal, Store: s.Store, Hub: s.Hub}
	routes := slices.Concat(imports.Routes(), s.ownRoutes(), s.meRoutes(), s.queueRoutes(), s.leadRoutes(), s.sharedRoutes(), s.agreementRoutes(), s.suggestionRoutes(), s.houseRoutes(), s.modelRoutes(), s.personaRoutes(), s.peopleRoutes(), s.keyRoutes())
	if s.Dev {
		routes = append(routes, visit.Get("/styleguide", visit.Everybody, "style", s.styleguide))
	}
	return routes
}

// ownRoutes are about the visitor and the program.
func (s *Server) ownRoutes() []visit.Route {
	return []visit.Route{
		visit.Get("/", visit.SignedIn, "start", s.start),
		visit.Get("/start", visit.Managers, "first day", s.firstDay),
		visit.Post("/start/aside", visit.Admins, "first day", s.putFirstDayAside),
		visit.Delete("/start/aside", visit.Admins, "first day", s.takeFirstDayUp),
		visit.Get("/sign-in", visit.Everybody, "session", s.signInPage),
		visit.Post("/sign-in", visit.Everybody, "session", s.signIn),
		visit.Post("/sign-out", visit.SignedIn, "session", s.signOut),
		visit.Get("/setup", visit.Everybody, "installation", s.setupPage),
		visit.Post("/setup", visit.Everybody, "installation", s.setup),
		visit.Get("/password/{token}", visit.Everybody, "password", s.passwordPage),
		visit.Post("/password/{token}", visit.Everybody, "password", s.setPassword),
		visit.Get("/forgotten", visit.Everybody, "password", s.forgotten),
		visit.Post("/forgotten", visit.Everybody, "password", s.sendPassword),
		visit.Get("/live", visit.SignedIn, "live", s.live),
		visit.Get("/rail", visit.SignedIn, "live", s.rail),
		visit.Get("/inbox", visit.SignedIn, "notification", s.inbox),
		visit.Post("/inbox/reading", visit.SignedIn, "notification", s.readAll),
		visit.Post("/inbox/{id}/reading", visit.SignedIn, "notification", s.readOne),
		visit.Get("/help", visit.SignedIn, "help", s.help),
		visit.Get("/help/{page}", visit.SignedIn, "help", s.help),
		visit.Get("/healthz", visit.Everybody, "health", s.healthy),
		visit.Get("/readyz", visit.Everybody, "health", s.ready),
		visit.Get("/assets/*", visit.Everybody, "asset", s.asset),
	}
}

// queueRoutes are the rep's.
func (s *Server) queueRoutes() []visit.Route {
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
		visit.Post("/handoffs/{id}/date", visit.Sellers, "handoff", s.waitFor),
		visit.Delete("/handoffs/{id}/date", visit.Sellers, "handoff", s.goOn),
		visit.Post("/leads/{id}/contact", visit.Sellers, "lead", s.correctContact),
		visit.Post("/leads/{id}/attempts", visit.Sellers, "lead", s.logAttempt),
		visit.Post("/leads/{id}/qualification", visit.Sellers, "lead", s.qualify),
		visit.Post("/leads/{id}/disqualification", visit.Sellers, "lead", s.disqualify),
		visit.Delete("/leads/{id}/qualification", visit.Sellers, "lead", s.restore),
		visit.Delete("/leads/{id}/disqualification", visit.Sellers, "lead", s.restore),
		visit.Post("/leads/{id}/recycling", visit.SignedIn, "lead", s.recycle),
		visit.Delete("/leads/{id}/recycling", visit.Sellers, "lead", s.restore),
		visit.Post("/leads/{id}/win", visit.Sellers, "lead", s.win),
		visit.Delete("/leads/{id}/win", visit.Sellers, "lead", s.restore),
		visit.Delete("/leads/{id}/loss", visit.Sellers, "lead", s.restore),
		visit.Post("/leads/{id}/loss", visit.Sellers, "lead", s.lose),
	}
}

// leadRoutes are the marketer's, and the lead that both look at.
func (s *Server) leadRoutes() []visit.Route {
	return []visit.Route{
		visit.Get("/leads", visit.SignedIn, "lead", s.leads),
		visit.Get("/leads/new", visit.Marketers, "lead", s.newLead),
		visit.Post("/leads/preview", visit.Marketers, "lead", s.previewLead),
		visit.Post("/leads", visit.Marketers, "lead", s.submitLead),
		visit.Get("/leads/{id}", visit.SignedIn, "lead", s.lead),
		visit.Get("/leads/{id}/edit", visit.Marketers, "lead", s.editLead),
		visit.Post("/leads/{id}/handoffs", visit.Marketers, "lead", s.resubmitLead),
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

// sharedRoutes are what both teams look at together.
func (s *Server) sharedRoutes() []visit.Route {
	return []visit.Route{
		visit.Get("/dashboard", visit.SignedIn, "report", s.dashboard),
		visit.Get("/dashboard/uncontacted", visit.SignedIn, "report", s.uncontacted),
		visit.Get("/goals", visit.SignedIn, "goal", s.goals),
		visit.Post("/goals", visit.Managers, "goal", s.addGoal),
		visit.Get("/goals/plan", visit.SignedIn, "goal", s.planGoals),
		visit.Post("/goals/plan", visit.Managers, "goal", s.setPlan),
		visit.Post("/goals/{id}", visit.Managers, "goal", s.changeGoal),
		visit.Delete("/goals/{id}", visit.Managers, "goal", s.removeGoal),
		visit.Delete("/goals/{id}/retirement", visit.Managers, "goal", s.restoreGoal),
		visit.Post("/goals/{id}/words", visit.SignedIn, "goal", s.explainGoal),
	}
}

func (s *Server) styleguide(w http.ResponseWriter, r *http.Request) error {
	return s.Show(w, r, http.StatusOK, page.StyleguidePage(page.Frame{Title: "Styleguide", Assets: s.Assets.Base()}))
}
