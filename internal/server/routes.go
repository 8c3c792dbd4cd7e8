package server

import (
	"net/http"
	"slices"

	"baton/internal/account"
	"baton/web/page"
)

// Route is one line of the table that says who may call what.
type Route struct {
	Method   string         `json:"method"`
	Pattern  string         `json:"pattern"`
	Roles    []account.Role `json:"roles"`    // who may call it; empty for everybody, signed in or not
	Resource string         `json:"resource"` // the kind of thing that it shows or changes
	handle   handler
}

var (
	everybody = []account.Role(nil)
	signedIn  = account.Roles
	sellers   = []account.Role{account.Rep, account.Manager, account.Admin}
	marketers = []account.Role{account.Marketer, account.Manager, account.Admin}
	managers  = []account.Role{account.Manager, account.Admin}
	admins    = []account.Role{account.Admin}
)

// Routes is the table of all routes.
func (s *Server) Routes() []Route {
	routes := slices.Concat(s.ownRoutes(), s.meRoutes(), s.queueRoutes(), s.leadRoutes(), s.sharedRoutes(), s.agreementRoutes(), s.suggestionRoutes(), s.houseRoutes(), s.modelRoutes(), s.personaRoutes(), s.peopleRoutes(), s.importRoutes(), s.keyRoutes())
	if s.Dev {
		routes = append(routes, Route{"GET", "/styleguide", everybody, "style", s.styleguide})
	}
	return routes
}

// ownRoutes are about the visitor and the program.
func (s *Server) ownRoutes() []Route {
	return []Route{
		{"GET", "/", signedIn, "start", s.start},
		{"GET", "/start", managers, "first day", s.firstDay},
		{"POST", "/start/aside", admins, "first day", s.putFirstDayAside},
		{"DELETE", "/start/aside", admins, "first day", s.takeFirstDayUp},
		{"GET", "/sign-in", everybody, "session", s.signInPage},
		{"POST", "/sign-in", everybody, "session", s.signIn},
		{"POST", "/sign-out", signedIn, "session", s.signOut},
		{"GET", "/setup", everybody, "installation", s.setupPage},
		{"POST", "/setup", everybody, "installation", s.setup},
		{"GET", "/password/{token}", everybody, "password", s.passwordPage},
		{"POST", "/password/{token}", everybody, "password", s.setPassword},
		{"GET", "/forgotten", everybody, "password", s.forgotten},
		{"POST", "/forgotten", everybody, "password", s.sendPassword},
		{"GET", "/live", signedIn, "live", s.live},
		{"GET", "/rail", signedIn, "live", s.rail},
		{"GET", "/inbox", signedIn, "notification", s.inbox},
		{"POST", "/inbox/reading", signedIn, "notification", s.readAll},
		{"POST", "/inbox/{id}/reading", signedIn, "notification", s.readOne},
		{"GET", "/help", signedIn, "help", s.help},
		{"GET", "/help/{page}", signedIn, "help", s.help},
		{"GET", "/healthz", everybody, "health", s.healthy},
		{"GET", "/readyz", everybody, "health", s.ready},
		{"GET", "/assets/*", everybody, "asset", s.asset},
	}
}

// queueRoutes are the rep's.
func (s *Server) queueRoutes() []Route {
	return []Route{
		{"GET", "/queue", sellers, "handoff", s.queue},
		{"GET", "/queue/rows", sellers, "handoff", s.queueRows},
		{"GET", "/mine", sellers, "lead", s.mine},
		{"POST", "/handoffs/reassignment", managers, "handoff", s.give},
		{"POST", "/handoffs/{id}/claim", sellers, "handoff", s.claim},
		{"POST", "/handoffs/{id}/acceptance", sellers, "handoff", s.accept},
		{"DELETE", "/handoffs/{id}/acceptance", sellers, "handoff", s.undoAcceptance},
		{"POST", "/handoffs/{id}/rejection", sellers, "handoff", s.reject},
		{"DELETE", "/handoffs/{id}/rejection", sellers, "handoff", s.undoRejection},
		{"POST", "/handoffs/{id}/question", sellers, "handoff", s.ask},
		{"POST", "/handoffs/{id}/grade", sellers, "handoff", s.regrade},
		{"POST", "/handoffs/{id}/date", sellers, "handoff", s.waitFor},
		{"DELETE", "/handoffs/{id}/date", sellers, "handoff", s.goOn},
		{"POST", "/leads/{id}/contact", sellers, "lead", s.correctContact},
		{"POST", "/leads/{id}/attempts", sellers, "lead", s.logAttempt},
		{"POST", "/leads/{id}/qualification", sellers, "lead", s.qualify},
		{"POST", "/leads/{id}/disqualification", sellers, "lead", s.disqualify},
		{"DELETE", "/leads/{id}/qualification", sellers, "lead", s.restore},
		{"DELETE", "/leads/{id}/disqualification", sellers, "lead", s.restore},
		{"POST", "/leads/{id}/recycling", signedIn, "lead", s.recycle},
		{"DELETE", "/leads/{id}/recycling", sellers, "lead", s.restore},
		{"POST", "/leads/{id}/win", sellers, "lead", s.win},
		{"DELETE", "/leads/{id}/win", sellers, "lead", s.restore},
		{"DELETE", "/leads/{id}/loss", sellers, "lead", s.restore},
		{"POST", "/leads/{id}/loss", sellers, "lead", s.lose},
	}
}

// leadRoutes are the marketer's, and the lead that both look at.
func (s *Server) leadRoutes() []Route {
	return []Route{
		{"GET", "/leads", signedIn, "lead", s.leads},
		{"GET", "/leads/new", marketers, "lead", s.newLead},
		{"POST", "/leads/preview", marketers, "lead", s.previewLead},
		{"POST", "/leads", marketers, "lead", s.submitLead},
		{"GET", "/leads/{id}", signedIn, "lead", s.lead},
		{"GET", "/leads/{id}/edit", marketers, "lead", s.editLead},
		{"POST", "/leads/{id}/handoffs", marketers, "lead", s.resubmitLead},
		{"POST", "/handoffs/{id}/answer", marketers, "handoff", s.answerQuestion},
		{"POST", "/handoffs/{id}/recall", marketers, "handoff", s.recall},
		{"POST", "/handoffs/{id}/dispute", marketers, "handoff", s.dispute},
		{"POST", "/handoffs/{id}/ruling", managers, "handoff", s.rule},
		{"POST", "/leads/{id}/closing", marketers, "lead", s.closeLead},
		{"POST", "/leads/{id}/reopening", managers, "lead", s.reopen},
		{"GET", "/submissions", marketers, "lead", s.submissions},
		{"GET", "/submissions/returned", marketers, "lead", s.returned},
	}
}

// sharedRoutes are what both teams look at together.
func (s *Server) sharedRoutes() []Route {
	return []Route{
		{"GET", "/dashboard", signedIn, "report", s.dashboard},
		{"GET", "/dashboard/uncontacted", signedIn, "report", s.uncontacted},
		{"GET", "/goals", signedIn, "goal", s.goals},
		{"POST", "/goals", managers, "goal", s.addGoal},
		{"GET", "/goals/plan", signedIn, "goal", s.planGoals},
		{"POST", "/goals/plan", managers, "goal", s.setPlan},
		{"POST", "/goals/{id}", managers, "goal", s.changeGoal},
		{"DELETE", "/goals/{id}", managers, "goal", s.removeGoal},
		{"DELETE", "/goals/{id}/retirement", managers, "goal", s.restoreGoal},
		{"POST", "/goals/{id}/words", signedIn, "goal", s.explainGoal},
	}
}

func (s *Server) styleguide(w http.ResponseWriter, r *http.Request) error {
	return s.show(w, r, http.StatusOK, page.StyleguidePage(page.Frame{Title: "Styleguide", Assets: s.Assets.Base()}))
}
