package server

// agreementRoutes are for what both teams promised each other. Everybody reads it; managers change it, and sign for the side of their team.
func (s *Server) agreementRoutes() []Route {
	return []Route{
		{"GET", "/agreement", signedIn, "agreement", s.agreement},
		{"GET", "/agreement/versions", signedIn, "agreement", s.agreementVersions},
		{"GET", "/agreement/versions/{id}", signedIn, "agreement", s.agreementVersion},
		{"GET", "/agreement/draft", managers, "agreement", s.agreementDraft},
		{"POST", "/agreement/draft", managers, "agreement", s.saveAgreementDraft},
		{"DELETE", "/agreement/draft", managers, "agreement", s.withdrawAgreement},
		{"POST", "/agreement/draft/answers", managers, "agreement", s.answerAgreement},
		{"POST", "/agreement/draft/signature", managers, "agreement", s.signAgreement},
		{"DELETE", "/agreement/draft/signature", managers, "agreement", s.unsignAgreement},
	}
}
