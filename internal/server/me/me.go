package me

import (
	"errors"
	"net/http"
	"slices"

	"baton/internal/account"
	"baton/internal/agreement"
	"baton/internal/errs"
	"baton/internal/inbox"
	"baton/internal/server/hours"
	"baton/internal/server/visit"
)

const (
	mePath      = "/me"
	hoursPath   = "/me/hours"
	readingPath = "/me/reading"
	newsPath    = "/me/notifications"
)

// changeEmail gives the visitor another e-mail address, when they know their password.
func (s *Pages) changeEmail(w http.ResponseWriter, r *http.Request) error {
	email, wrong := account.TidyEmail(visit.Form(r, "email"))
	problems := errs.Problems{}
	if wrong != "" {
		problems.Add("email", wrong)
	}
	_, err := s.proves(r, problems)
	if err == nil {
		err = s.Store.ChangeEmail(r.Context(), visit.By(r), email, s.Now())
	}
	return visit.Saved(w, r, err, doneAt(mePath, "email"),
		func(no visit.Refusal) error { return s.showMe(w, r, meAsk{email: no, typed: visit.Form(r, "email")}) })
}

// changePassword gives the visitor another password, when they know the present one.
func (s *Pages) changePassword(w http.ResponseWriter, r *http.Request) error {
	password := r.PostFormValue("password")
	problems := errs.Problems{}
	if err := account.CheckNewPassword(password); err != nil && !errors.As(err, &problems) {
		return err
	}
	was, err := s.proves(r, problems)
	if err == nil {
		here, _ := r.Cookie(s.Cookie())
		err = s.Store.ChangePassword(r.Context(), visit.By(r), was, account.HashPassword(password), here.Value, s.Now())
	}
	return visit.Saved(w, r, err, doneAt(mePath, "password"),
		func(no visit.Refusal) error { return s.showMe(w, r, meAsk{password: no}) })
}

// proves checks the current password that the visitor typed, besides what is wrong with the form already, and answers
// its hash. Wrong ones count as failed sign-ins, so that a browser that somebody left open is no place to guess.
func (s *Pages) proves(r *http.Request, problems errs.Problems) (hash string, err error) {
	ctx, by, at, address := r.Context(), visit.By(r), s.Now(), visit.ClientAddress(r)
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
func (s *Pages) setReading(w http.ResponseWriter, r *http.Request) error {
	to := account.Reading{Dates: account.DateStyle{Order: account.DateOrder(visit.Form(r, "date_order")),
		Clock12: visit.Form(r, "clock") == "12"}, Zone: visit.Form(r, "zone")}
	err := s.Store.SetReading(r.Context(), visit.By(r), to)
	return visit.Saved(w, r, err, doneAt(readingPath, "reading"),
		func(no visit.Refusal) error { return s.showReading(w, r, &to, no) })
}

func (s *Pages) setOwnHours(w http.ResponseWriter, r *http.Request) error {
	week, unread := hours.TypedWeek(r)
	err := errs.Together(unread, agreement.CheckHolidays(visit.Form(r, "country"), s.Now()))
	if err == nil {
		by, country := visit.By(r), visit.Form(r, "country")
		err = s.Hours.Store.SetHours(r.Context(), by, by.ID, visit.Version(r), week, country, s.Now())
	}
	return visit.Saved(w, r, err, doneAt(hoursPath, "hours"),
		func(no visit.Refusal) error { return s.showHours(w, r, hoursAsk{hours: no, typed: true}) })
}

func (s *Pages) addOwnAbsence(w http.ResponseWriter, r *http.Request) error {
	return visit.Saved(w, r, s.Hours.KeepAbsence(r, visit.By(r)), hoursPath,
		func(no visit.Refusal) error { return s.showHours(w, r, hoursAsk{absence: no}) })
}

func (s *Pages) removeOwnAbsence(w http.ResponseWriter, r *http.Request) error {
	id, err := visit.PathID[int64](r, "id")
	if err != nil {
		return err
	}
	if err := s.Hours.Store.RemoveAbsence(r.Context(), visit.By(r), visit.By(r).ID, id, s.Now()); err != nil {
		return err
	}
	return visit.Redirect(w, r, hoursPath)
}

// setSelfAway keeps new leads from the visitor from now on.
func (s *Pages) setSelfAway(w http.ResponseWriter, r *http.Request) error {
	until, err := hours.BackOn(visit.Form(r, "until"), visit.By(r).Location())
	if err == nil {
		err = s.Store.SetAway(r.Context(), visit.By(r), visit.By(r).ID, until, s.Now())
	}
	return visit.Saved(w, r, err, hoursPath, func(no visit.Refusal) error { return s.showHours(w, r, hoursAsk{away: no}) })
}

func (s *Pages) setSelfBack(w http.ResponseWriter, r *http.Request) error {
	if err := s.Store.SetBack(r.Context(), visit.By(r), visit.By(r).ID, s.Now()); err != nil {
		return err
	}
	return visit.Redirect(w, r, hoursPath)
}

func (s *Pages) endOwnSession(w http.ResponseWriter, r *http.Request) error {
	id, err := visit.PathID[account.SessionID](r, "id")
	if err != nil {
		return err
	}
	if err := s.Store.EndOwnSession(r.Context(), visit.By(r), id); err != nil {
		return err
	}
	return visit.Redirect(w, r, doneAt(sessionsPath, "session"))
}

func (s *Pages) endOtherSessions(w http.ResponseWriter, r *http.Request) error {
	here, err := r.Cookie(s.Cookie())
	if err != nil {
		return visit.ErrSignedOut
	}
	if err := s.Store.EndOtherSessions(r.Context(), visit.By(r), here.Value); err != nil {
		return err
	}
	return visit.Redirect(w, r, doneAt(sessionsPath, "sessions"))
}

// setNews turns off the news that the visitor did not choose. What asks them for something cannot be turned off.
func (s *Pages) setNews(w http.ResponseWriter, r *http.Request) error {
	var muted []inbox.Kind
	for _, k := range inbox.News {
		if !slices.Contains(r.PostForm["kind"], string(k)) {
			muted = append(muted, k)
		}
	}
	if err := s.Store.Mute(r.Context(), visit.By(r), muted); err != nil {
		return err
	}
	return visit.Redirect(w, r, doneAt(newsPath, "news"))
}
