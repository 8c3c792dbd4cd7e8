package server

import "slices"

// houseRoutes are for keeping house: what managers and admins write down and everything else reads.
func (s *Server) houseRoutes() []Route {
	return slices.Concat(s.campaignRoutes(), []Route{
		{"GET", "/reasons", managers, "reason", s.reasons},
		{"POST", "/reasons", managers, "reason", s.addReason},
		{"POST", "/reasons/{id}", managers, "reason", s.changeReason},
		{"POST", "/reasons/{id}/retirement", managers, "reason", s.retireReason},
		{"DELETE", "/reasons/{id}/retirement", managers, "reason", s.restoreReason},
		{"POST", "/reasons/{id}/position", managers, "reason", s.moveReason},

		{"GET", "/assignment", managers, "rule", s.assignment},
		{"POST", "/assignment", managers, "rule", s.addRule},
		{"GET", "/assignment/log", managers, "rule", s.assignmentLog},
		{"GET", "/assignment/trial", managers, "rule", s.trial},
		{"POST", "/assignment/shares", managers, "rule", s.setShares},
		{"POST", "/assignment/rest", managers, "rule", s.setRest},
		{"DELETE", "/assignment/draft", managers, "rule", s.dropDraft},
		{"POST", "/assignment/draft/turning-on", managers, "rule", s.turnOnDraft},
		{"POST", "/assignment/draft/renewal", managers, "rule", s.keepDraft},
		{"GET", "/assignment/leaving", managers, "rule", s.leaving},
		{"POST", "/assignment/leaving", managers, "rule", s.handOverAll},
		{"POST", "/handoffs/{id}/credit", managers, "handoff", s.credit},
		{"POST", "/assignment/{id}", managers, "rule", s.changeRule},
		{"DELETE", "/assignment/{id}", managers, "rule", s.removeRule},
		{"POST", "/assignment/{id}/position", managers, "rule", s.moveRule},

		{"GET", "/scoring", signedIn, "scoring", s.scoring},
		{"POST", "/scoring", managers, "scoring", s.addFitRule},
		{"POST", "/scoring/levels", managers, "scoring", s.setLevels},
		{"POST", "/scoring/engagement", managers, "scoring", s.setEngagement},
		{"POST", "/scoring/groups", managers, "scoring", s.addGroup},
		{"POST", "/scoring/groups/{id}", managers, "scoring", s.changeGroup},
		{"DELETE", "/scoring/groups/{id}", managers, "scoring", s.removeGroup},
		{"DELETE", "/scoring/draft", managers, "scoring", s.dropScoringDraft},
		{"POST", "/scoring/draft/publication", managers, "scoring", s.publishScoring},
		{"POST", "/scoring/draft/renewal", managers, "scoring", s.renewScoringDraft},
		{"POST", "/scoring/versions/{id}/publication", managers, "scoring", s.restoreScoring},
		{"POST", "/scoring/{id}", managers, "scoring", s.changeFitRule},
		{"DELETE", "/scoring/{id}", managers, "scoring", s.removeFitRule},

		{"GET", "/settings", admins, "installation", s.settings},
		{"POST", "/settings", admins, "installation", s.setSettings},

		{"GET", "/teams", admins, "team", s.teams},
		{"POST", "/teams", admins, "team", s.addTeam},
		{"POST", "/teams/{id}", admins, "team", s.changeTeam},
		{"POST", "/teams/{id}/retirement", admins, "team", s.retireTeam},
		{"DELETE", "/teams/{id}/retirement", admins, "team", s.restoreTeam},
		{"POST", "/teams/{id}/days", admins, "team", s.addTeamDay},
		{"DELETE", "/teams/{id}/days/{day}", admins, "team", s.withdrawTeamDay},
	})
}

// campaignRoutes are for campaigns and what they cost.
func (s *Server) campaignRoutes() []Route {
	return []Route{
		{"GET", "/campaigns", marketers, "campaign", s.campaigns},
		{"POST", "/campaigns", marketers, "campaign", s.addCampaign},
		{"POST", "/campaigns/{id}", marketers, "campaign", s.changeCampaign},
		{"POST", "/campaigns/{id}/retirement", marketers, "campaign", s.retireCampaign},
		{"DELETE", "/campaigns/{id}/retirement", marketers, "campaign", s.restoreCampaign},
		{"POST", "/campaigns/{id}/spend", marketers, "campaign", s.addSpend},
		{"DELETE", "/campaigns/{id}/spend/{spend}", marketers, "campaign", s.removeSpend},
	}
}

// personaRoutes are about who buys, and what they say.
func (s *Server) personaRoutes() []Route {
	return []Route{
		{"GET", "/personas", signedIn, "persona", s.personas},
		{"GET", "/personas/{id}", signedIn, "persona", s.persona},
		{"POST", "/personas", managers, "persona", s.addPersona},
		{"POST", "/personas/{id}", managers, "persona", s.changePersona},
		{"POST", "/personas/{id}/retirement", managers, "persona", s.retirePersona},
		{"DELETE", "/personas/{id}/retirement", managers, "persona", s.restorePersona},
		{"POST", "/personas/{id}/notes", sellers, "persona", s.addFieldNote},
		{"POST", "/field-notes/{id}", sellers, "field note", s.changeFieldNote},
		{"DELETE", "/field-notes/{id}", sellers, "field note", s.takeOutFieldNote},
		{"POST", "/field-notes/{id}/pin", managers, "field note", s.pinFieldNote},
		{"DELETE", "/field-notes/{id}/pin", managers, "field note", s.unpinFieldNote},
	}
}

// modelRoutes are about what was learned of what becomes of leads.
func (s *Server) modelRoutes() []Route {
	return []Route{
		{"GET", "/scoring/model", signedIn, "model", s.model},
		{"POST", "/scoring/model/window", managers, "model", s.setWinDays},
		{"POST", "/scoring/model/versions/{id}/publication", managers, "model", s.putBackModel},
	}
}

// peopleRoutes are about who works here, and when.
func (s *Server) peopleRoutes() []Route {
	return []Route{
		{"GET", "/people", admins, "person", s.people},
		{"POST", "/people", admins, "person", s.addPerson},
		{"POST", "/people/{id}", admins, "person", s.changePerson},
		{"POST", "/people/{id}/disabling", admins, "person", s.disablePerson},
		{"DELETE", "/people/{id}/disabling", admins, "person", s.enablePerson},
		{"POST", "/people/{id}/link", admins, "person", s.newPasswordLink},
		{"DELETE", "/people/{id}/sessions", admins, "person", s.endSessions},
		{"POST", "/people/{id}/absence", admins, "person", s.setAway},
		{"DELETE", "/people/{id}/absence", admins, "person", s.setBack},
		{"POST", "/people/{id}/hours", admins, "person", s.setHours},
		{"POST", "/people/{id}/absences", admins, "person", s.addAbsence},
		{"DELETE", "/people/{id}/absences/{absence}", admins, "person", s.removeAbsence},
	}
}
