package server

import "baton/internal/server/visit"

// agreementRoutes are for what both teams promised each other. Everybody reads it; managers change it, and sign for the side of their team.
func (s *Server) agreementRoutes() []visit.Route {
	return []visit.Route{
		visit.Get("/agreement", visit.SignedIn, "agreement", s.agreement),
		visit.Get("/agreement/versions", visit.SignedIn, "agreement", s.agreementVersions),
		visit.Get("/agreement/versions/{id}", visit.SignedIn, "agreement", s.agreementVersion),
		visit.Get("/agreement/draft", visit.Managers, "agreement", s.agreementDraft),
		visit.Post("/agreement/draft", visit.Managers, "agreement", s.saveAgreementDraft),
		visit.Delete("/agreement/draft", visit.Managers, "agreement", s.withdrawAgreement),
		visit.Post("/agreement/draft/answers", visit.Managers, "agreement", s.answerAgreement),
		visit.Post("/agreement/draft/signature", visit.Managers, "agreement", s.signAgreement),
		visit.Delete("/agreement/draft/signature", visit.Managers, "agreement", s.unsignAgreement),
	}
}
