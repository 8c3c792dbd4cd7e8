package server

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"time"

	"baton/internal/account"
	"baton/internal/agreement"
	"baton/internal/errs"
	"baton/internal/handoff"
)

// ownStore is what the account of a person asks of the database.
type ownStore interface {
	ChangePassword(ctx context.Context, by account.Person, was, newHash, here string, at time.Time) error
	ChangeEmail(ctx context.Context, by account.Person, typed string, at time.Time) error
	SetReading(ctx context.Context, by account.Person, to account.Reading) error
	Sessions(ctx context.Context, by account.Person, here string, at time.Time) ([]account.Session, error)
	EndOwnSession(ctx context.Context, by account.Person, id account.SessionID) error
	EndOtherSessions(ctx context.Context, by account.Person, here string) error
	Muted(ctx context.Context, by account.Person) ([]handoff.NotificationKind, error)
	Mute(ctx context.Context, by account.Person, kinds []handoff.NotificationKind) error
}

// meRoutes are the visitor's own account.
func (s *Server) meRoutes() []Route {
	return []Route{
		{"GET", "/me", signedIn, "person", s.me},
		{"POST", "/me/email", signedIn, "person", s.changeEmail},
		{"POST", "/me/password", signedIn, "person", s.changePassword},
		{"GET", "/me/reading", signedIn, "person", s.reading},
		{"POST", "/me/reading", signedIn, "person", s.setReading},
		{"GET", "/me/hours", signedIn, "person", s.ownHours},
		{"POST", "/me/hours", signedIn, "person", s.setOwnHours},
		{"POST", "/me/absences", signedIn, "person", s.addOwnAbsence},
		{"DELETE", "/me/absences/{id}", signedIn, "person", s.removeOwnAbsence},
		{"POST", "/me/absence", signedIn, "person", s.setSelfAway},
		{"DELETE", "/me/absence", signedIn, "person", s.setSelfBack},
		{"GET", "/me/sessions", signedIn, "person", s.ownSessions},
		{"DELETE", "/me/sessions", signedIn, "person", s.endOtherSessions},
		{"DELETE", "/me/sessions/{id}", signedIn, "person", s.endOwnSession},
		{"GET", "/me/notifications", signedIn, "person", s.news},
		{"POST", "/me/notifications", signedIn, "person", s.setNews},
	}
}

const (
	mePath      = "/me"
	hoursPath   = "/me/hours"
	readingPath = "/me/reading"
	newsPath    = "/me/notifications"
)

// changeEmail gives the visitor another e-mail address, when they know their password.
func (s *Server) changeEmail(w http.ResponseWriter, r *http.Request) error {
	email, wrong := account.TidyEmail(typed(r, "email"))
	problems := errs.Problems{}
	if wrong != "" {
		problems.Add("email", wrong)
	}
	_, err := s.proves(r, problems)
	if err == nil {
		err = s.Store.ChangeEmail(r.Context(), visitor(r), email, s.Now())
	}
	return kept(w, r, err, doneAt(mePath, "email"), func(no refusal) error { return s.showMe(w, r, meAsk{email: no, typed: typed(r, "email")}) })
}

// changePassword gives the visitor another password, when they know the present one.
func (s *Server) changePassword(w http.ResponseWriter, r *http.Request) error {
	password := r.PostFormValue("password")
	problems := errs.Problems{}
	if err := account.CheckNewPassword(password); err != nil && !errors.As(err, &problems) {
		return err
	}
	was, err := s.proves(r, problems)
	if err == nil {
		here, _ := r.Cookie(s.cookie())
		err = s.Store.ChangePassword(r.Context(), visitor(r), was, account.HashPassword(password), here.Value, s.Now())
	}
	return kept(w, r, err, doneAt(mePath, "password"), func(no refusal) error { return s.showMe(w, r, meAsk{password: no}) })
}

// proves checks the current password that the visitor typed, besides what is wrong with the form already, and answers its hash. Wrong ones
// count as failed sign-ins, so that a browser that somebody left open is no place to guess.
func (s *Server) proves(r *http.Request, problems errs.Problems) (hash string, err error) {
	ctx, by, at, address := r.Context(), visitor(r), s.Now(), clientAddress(r)
	present := r.PostFormValue("present")
	if present == "" {
		problems.Add("present", "Enter your current password.")
		return "", problems.Err()
	}
	if err := s.Store.SignInAllowed(ctx, by.Email, address, at); err != nil {
		return "", err
	}
	if _, hash, err = s.Store.Login(ctx, by.Email); err != nil {
		return "", err
	}
	if !account.CheckPassword(hash, present) {
		problems.Add("present", "This is not your current password.")
		if err := s.Store.SignInFailed(ctx, by.Email, address, at); err != nil {
			return "", err
		}
	}
	return hash, problems.Err()
}

// setReading sets how the visitor reads dates and times.
func (s *Server) setReading(w http.ResponseWriter, r *http.Request) error {
	to := account.Reading{Dates: account.DateStyle{Order: account.DateOrder(typed(r, "date_order")), Clock12: typed(r, "clock") == "12"}, Zone: typed(r, "zone")}
	err := s.Store.SetReading(r.Context(), visitor(r), to)
	return kept(w, r, err, doneAt(readingPath, "reading"), func(no refusal) error { return s.showReading(w, r, &to, no) })
}

func (s *Server) setOwnHours(w http.ResponseWriter, r *http.Request) error {
	week, unread := typedWeek(r)
	err := together(unread, agreement.CheckHolidays(typed(r, "country"), s.Now()))
	if err == nil {
		err = s.Store.SetHours(r.Context(), visitor(r).ID, version0(r), week, typed(r, "country"), s.Now())
	}
	return kept(w, r, err, doneAt(hoursPath, "hours"), func(no refusal) error { return s.showHours(w, r, hoursAsk{hours: no, typed: true}) })
}

func (s *Server) addOwnAbsence(w http.ResponseWriter, r *http.Request) error {
	return kept(w, r, s.keepAbsence(r, visitor(r)), hoursPath, func(no refusal) error { return s.showHours(w, r, hoursAsk{absence: no}) })
}

func (s *Server) removeOwnAbsence(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID[int64](r, "id")
	if err != nil {
		return err
	}
	if err := s.Store.RemoveAbsence(r.Context(), visitor(r).ID, id, s.Now()); err != nil {
		return err
	}
	return next(w, r, hoursPath)
}

// setSelfAway keeps new leads from the visitor from now on.
func (s *Server) setSelfAway(w http.ResponseWriter, r *http.Request) error {
	until, err := backOn(typed(r, "until"), visitor(r).Location())
	if err == nil {
		err = s.Store.SetAway(r.Context(), visitor(r).ID, until, s.Now())
	}
	return kept(w, r, err, hoursPath, func(no refusal) error { return s.showHours(w, r, hoursAsk{away: no}) })
}

func (s *Server) setSelfBack(w http.ResponseWriter, r *http.Request) error {
	if err := s.Store.SetBack(r.Context(), visitor(r).ID, s.Now()); err != nil {
		return err
	}
	return next(w, r, hoursPath)
}

func (s *Server) endOwnSession(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID[account.SessionID](r, "id")
	if err != nil {
		return err
	}
	if err := s.Store.EndOwnSession(r.Context(), visitor(r), id); err != nil {
		return err
	}
	return next(w, r, doneAt(sessionsPath, "session"))
}

func (s *Server) endOtherSessions(w http.ResponseWriter, r *http.Request) error {
	here, err := r.Cookie(s.cookie())
	if err != nil {
		return errSignedOut
	}
	if err := s.Store.EndOtherSessions(r.Context(), visitor(r), here.Value); err != nil {
		return err
	}
	return next(w, r, doneAt(sessionsPath, "sessions"))
}

// setNews turns off the news that the visitor did not choose. What asks them for something cannot be turned off.
func (s *Server) setNews(w http.ResponseWriter, r *http.Request) error {
	var muted []handoff.NotificationKind
	for _, k := range handoff.News {
		if !slices.Contains(r.PostForm["kind"], string(k)) {
			muted = append(muted, k)
		}
	}
	if err := s.Store.Mute(r.Context(), visitor(r), muted); err != nil {
		return err
	}
	return next(w, r, doneAt(newsPath, "news"))
}
