package server

import "net/http"

type (
	HouseStore  interface{}
	ReportStore interface{}
	GoalStore   interface{}
	ImportStore interface{}
)

const maxUpload = 50 << 20

func (s *Server) sharedRoutes() []Route { return nil }
func (s *Server) houseRoutes() []Route  { return nil }

func (s *Server) behind(w http.ResponseWriter, r *http.Request) error       { return errNoPage }
func (s *Server) setupPage(w http.ResponseWriter, r *http.Request) error    { return errNoPage }
func (s *Server) setup(w http.ResponseWriter, r *http.Request) error        { return errNoPage }
func (s *Server) passwordPage(w http.ResponseWriter, r *http.Request) error { return errNoPage }
func (s *Server) setPassword(w http.ResponseWriter, r *http.Request) error  { return errNoPage }
