package server

import (
	"net/http"

	"baton/internal/account"
	"baton/internal/server/address"
	"baton/internal/server/visit"
)

// start sends each person to the page that needs them first.
func (s *Server) start(w http.ResponseWriter, r *http.Request) error {
	switch p := visit.By(r); {
	case p.Role == account.Marketer:
		return visit.Redirect(w, r, "/submissions")
	case p.Role == account.Rep:
		return visit.Redirect(w, r, "/queue")
	case p.Role == account.Admin:
		state, err := s.Store.FirstDay(r.Context())
		if err != nil {
			return err
		}
		if state.Shown() {
			return visit.Redirect(w, r, address.FirstDay)
		}
	}
	return visit.Redirect(w, r, "/dashboard")
}

func (s *Server) healthy(w http.ResponseWriter, _ *http.Request) error {
	_, err := w.Write([]byte("alive\n"))
	return err
}

func (s *Server) ready(w http.ResponseWriter, r *http.Request) error {
	if err := s.Store.Ready(r.Context()); err != nil {
		return err
	}
	_, err := w.Write([]byte("ready\n"))
	return err
}

func (s *Server) asset(w http.ResponseWriter, r *http.Request) error {
	s.Assets.Handler().ServeHTTP(w, r)
	return nil
}
