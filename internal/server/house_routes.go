package server

import (
	"slices"

	"baton/internal/server/visit"
)

// houseRoutes are for keeping house: what managers and admins write down and everything else reads.
func (s *Server) houseRoutes() []visit.Route {
	return slices.Concat(s.campaignRoutes(), []visit.Route{
		visit.Get("/reasons", visit.Managers, "reason", s.reasons),
		visit.Post("/reasons", visit.Managers, "reason", s.addReason),
		visit.Post("/reasons/{id}", visit.Managers, "reason", s.changeReason),
		visit.Post("/reasons/{id}/retirement", visit.Managers, "reason", s.retireReason),
		visit.Delete("/reasons/{id}/retirement", visit.Managers, "reason", s.restoreReason),
		visit.Post("/reasons/{id}/position", visit.Managers, "reason", s.moveReason),

		visit.Get("/assignment", visit.Managers, "rule", s.assignment),
		visit.Post("/assignment", visit.Managers, "rule", s.addRule),
		visit.Get("/assignment/log", visit.Managers, "rule", s.assignmentLog),
		visit.Get("/assignment/trial", visit.Managers, "rule", s.trial),
		visit.Post("/assignment/shares", visit.Managers, "rule", s.setShares),
		visit.Post("/assignment/rest", visit.Managers, "rule", s.setRest),
		visit.Delete("/assignment/draft", visit.Managers, "rule", s.dropDraft),
		visit.Post("/assignment/draft/turning-on", visit.Managers, "rule", s.turnOnDraft),
		visit.Post("/assignment/draft/renewal", visit.Managers, "rule", s.keepDraft),
		visit.Get("/assignment/leaving", visit.Managers, "rule", s.leaving),
		visit.Post("/assignment/leaving", visit.Managers, "rule", s.handOverAll),
		visit.Post("/handoffs/{id}/credit", visit.Managers, "handoff", s.credit),
		visit.Post("/assignment/{id}", visit.Managers, "rule", s.changeRule),
		visit.Delete("/assignment/{id}", visit.Managers, "rule", s.removeRule),
		visit.Post("/assignment/{id}/position", visit.Managers, "rule", s.moveRule),

		visit.Get("/scoring", visit.SignedIn, "scoring", s.scoring),
		visit.Post("/scoring", visit.Managers, "scoring", s.addFitRule),
		visit.Post("/scoring/levels", visit.Managers, "scoring", s.setLevels),
		visit.Post("/scoring/engagement", visit.Managers, "scoring", s.setEngagement),
		visit.Post("/scoring/groups", visit.Managers, "scoring", s.addGroup),
		visit.Post("/scoring/groups/{id}", visit.Managers, "scoring", s.changeGroup),
		visit.Delete("/scoring/groups/{id}", visit.Managers, "scoring", s.removeGroup),
		visit.Delete("/scoring/draft", visit.Managers, "scoring", s.dropScoringDraft),
		visit.Post("/scoring/draft/publication", visit.Managers, "scoring", s.publishScoring),
		visit.Post("/scoring/draft/renewal", visit.Managers, "scoring", s.renewScoringDraft),
		visit.Post("/scoring/versions/{id}/publication", visit.Managers, "scoring", s.restoreScoring),
		visit.Post("/scoring/{id}", visit.Managers, "scoring", s.changeFitRule),
		visit.Delete("/scoring/{id}", visit.Managers, "scoring", s.removeFitRule),

		visit.Get("/settings", visit.Admins, "installation", s.settings),
		visit.Post("/settings", visit.Admins, "installation", s.setSettings),

		visit.Get("/teams", visit.Admins, "team", s.teams),
		visit.Post("/teams", visit.Admins, "team", s.addTeam),
		visit.Post("/teams/{id}", visit.Admins, "team", s.changeTeam),
		visit.Post("/teams/{id}/retirement", visit.Admins, "team", s.retireTeam),
		visit.Delete("/teams/{id}/retirement", visit.Admins, "team", s.restoreTeam),
		visit.Post("/teams/{id}/days", visit.Admins, "team", s.addTeamDay),
		visit.Delete("/teams/{id}/days/{day}", visit.Admins, "team", s.withdrawTeamDay),
	})
}

// campaignRoutes are for campaigns and what they cost.
func (s *Server) campaignRoutes() []visit.Route {
	return []visit.Route{
		visit.Get("/campaigns", visit.Marketers, "campaign", s.campaigns),
		visit.Post("/campaigns", visit.Marketers, "campaign", s.addCampaign),
		visit.Post("/campaigns/{id}", visit.Marketers, "campaign", s.changeCampaign),
		visit.Post("/campaigns/{id}/retirement", visit.Marketers, "campaign", s.retireCampaign),
		visit.Delete("/campaigns/{id}/retirement", visit.Marketers, "campaign", s.restoreCampaign),
		visit.Post("/campaigns/{id}/spend", visit.Marketers, "campaign", s.addSpend),
		visit.Delete("/campaigns/{id}/spend/{spend}", visit.Marketers, "campaign", s.removeSpend),
	}
}

// personaRoutes are about who buys, and what they say.
func (s *Server) personaRoutes() []visit.Route {
	return []visit.Route{
		visit.Get("/personas", visit.SignedIn, "persona", s.personas),
		visit.Get("/personas/{id}", visit.SignedIn, "persona", s.persona),
		visit.Post("/personas", visit.Managers, "persona", s.addPersona),
		visit.Post("/personas/{id}", visit.Managers, "persona", s.changePersona),
		visit.Post("/personas/{id}/retirement", visit.Managers, "persona", s.retirePersona),
		visit.Delete("/personas/{id}/retirement", visit.Managers, "persona", s.restorePersona),
		visit.Post("/personas/{id}/notes", visit.Sellers, "persona", s.addFieldNote),
		visit.Post("/field-notes/{id}", visit.Sellers, "field note", s.changeFieldNote),
		visit.Delete("/field-notes/{id}", visit.Sellers, "field note", s.takeOutFieldNote),
		visit.Post("/field-notes/{id}/pin", visit.Managers, "field note", s.pinFieldNote),
		visit.Delete("/field-notes/{id}/pin", visit.Managers, "field note", s.unpinFieldNote),
	}
}

// modelRoutes are about what was learned of what becomes of leads.
func (s *Server) modelRoutes() []visit.Route {
	return []visit.Route{
		visit.Get("/scoring/model", visit.SignedIn, "model", s.model),
		visit.Post("/scoring/model/window", visit.Managers, "model", s.setWinDays),
		visit.Post("/scoring/model/versions/{id}/publication", visit.Managers, "model", s.putBackModel),
	}
}

// peopleRoutes are about who works here, and when.
func (s *Server) peopleRoutes() []visit.Route {
	return []visit.Route{
		visit.Get("/people", visit.Admins, "person", s.people),
		visit.Post("/people", visit.Admins, "person", s.addPerson),
		visit.Post("/people/{id}", visit.Admins, "person", s.changePerson),
		visit.Post("/people/{id}/disabling", visit.Admins, "person", s.disablePerson),
		visit.Delete("/people/{id}/disabling", visit.Admins, "person", s.enablePerson),
		visit.Post("/people/{id}/link", visit.Admins, "person", s.newPasswordLink),
		visit.Delete("/people/{id}/sessions", visit.Admins, "person", s.endSessions),
		visit.Post("/people/{id}/absence", visit.Admins, "person", s.setAway),
		visit.Delete("/people/{id}/absence", visit.Admins, "person", s.setBack),
		visit.Post("/people/{id}/hours", visit.Admins, "person", s.setHours),
		visit.Post("/people/{id}/absences", visit.Admins, "person", s.addAbsence),
		visit.Delete("/people/{id}/absences/{absence}", visit.Admins, "person", s.removeAbsence),
	}
}
