package people

import (
	"net/http"
	"strconv"
	"strings"

	"baton/internal/account"
	"baton/internal/errs"
	"baton/internal/server/hours"
	"baton/internal/server/visit"
	"baton/web/page"
)

// peopleAsk is what the page of the people shows besides the list: who is open, and a form that was not taken.
type peopleAsk struct {
	open    account.PersonID
	person  *account.Person // as typed
	until   string          // the day of return as typed
	inForm  bool            // the refusal belongs to a field of when the open person is away
	inHours bool            // or to one of their hours
	no      visit.Refusal
}

func (s *Pages) people(w http.ResponseWriter, r *http.Request) error {
	return s.showPeople(w, r, peopleAsk{open: visit.Number[account.PersonID](visit.Query(r, "edit"))})
}

func (s *Pages) addPerson(w http.ResponseWriter, r *http.Request) error {
	person, err := typedPerson(r, 0)
	link := account.NewToken()
	if err == nil {
		adding := person
		err = s.Store.AddPerson(r.Context(), visit.By(r), &adding, link, s.Now())
	}
	if err == nil {
		s.handOver(w, link)
	}
	return visit.Saved(w, r, err, "/people",
		func(no visit.Refusal) error { return s.showPeople(w, r, peopleAsk{person: &person, no: no}) })
}

func (s *Pages) changePerson(w http.ResponseWriter, r *http.Request) error {
	id, err := visit.PathID[account.PersonID](r, "id")
	if err != nil {
		return err
	}
	person, err := typedPerson(r, id)
	if err == nil {
		var back bool
		changed := person
		back, err = s.Store.ChangePerson(r.Context(), visit.By(r), &changed, s.Now())
		s.tellPools(back)
	}
	return visit.Saved(w, r, err, "/people",
		func(no visit.Refusal) error { return s.showPeople(w, r, peopleAsk{open: id, person: &person, no: no}) })
}

func (s *Pages) deactivatePerson(w http.ResponseWriter, r *http.Request) error {
	id, err := visit.PathID[account.PersonID](r, "id")
	if err != nil {
		return err
	}
	back, err := s.Store.DisablePerson(r.Context(), visit.By(r), id, visit.Version(r), s.Now())
	s.tellPools(back)
	return visit.Saved(w, r, err, "/people",
		func(no visit.Refusal) error { return s.showPeople(w, r, peopleAsk{open: id, no: no}) })
}

func (s *Pages) reactivatePerson(w http.ResponseWriter, r *http.Request) error {
	id, err := visit.PathID[account.PersonID](r, "id")
	if err != nil {
		return err
	}
	err = s.Store.EnablePerson(r.Context(), visit.By(r), id, visit.Version(r))
	return visit.Saved(w, r, err, personPath(id),
		func(no visit.Refusal) error { return s.showPeople(w, r, peopleAsk{open: id, no: no}) })
}

func (s *Pages) newPasswordLink(w http.ResponseWriter, r *http.Request) error {
	id, err := visit.PathID[account.PersonID](r, "id")
	if err != nil {
		return err
	}
	link := account.NewToken()
	if err = s.Store.NewPasswordLink(r.Context(), visit.By(r), id, link, s.Now()); err == nil {
		s.handOver(w, link)
	}
	return visit.Saved(w, r, err, personPath(id),
		func(no visit.Refusal) error { return s.showPeople(w, r, peopleAsk{open: id, no: no}) })
}

func (s *Pages) endSessions(w http.ResponseWriter, r *http.Request) error {
	id, err := visit.PathID[account.PersonID](r, "id")
	if err != nil {
		return err
	}
	if err := s.Store.EndSessions(r.Context(), visit.By(r), id); err != nil {
		return err
	}
	return visit.Redirect(w, r, personPath(id))
}

func (s *Pages) setAway(w http.ResponseWriter, r *http.Request) error {
	id, err := visit.PathID[account.PersonID](r, "id")
	if err != nil {
		return err
	}
	holder, err := s.Store.Holder(r.Context(), id, s.Now())
	if err != nil {
		return err
	}
	until, err := hours.BackOn(visit.Form(r, "until"), holder.Location())
	if err == nil {
		err = s.Store.SetAway(r.Context(), visit.By(r), id, until, s.Now())
	}
	return visit.Saved(w, r, err, personPath(id), func(no visit.Refusal) error {
		return s.showPeople(w, r, peopleAsk{open: id, until: visit.Form(r, "until"), inForm: true, no: no})
	})
}

func (s *Pages) setBack(w http.ResponseWriter, r *http.Request) error {
	id, err := visit.PathID[account.PersonID](r, "id")
	if err != nil {
		return err
	}
	if _, err := s.Store.Holder(r.Context(), id, s.Now()); err != nil {
		return err
	}
	if err := s.Store.SetBack(r.Context(), visit.By(r), id, s.Now()); err != nil {
		return err
	}
	return visit.Redirect(w, r, personPath(id))
}

func personPath(id account.PersonID) string { return visit.Address("/people", "edit", visit.ID(id)) }

// typedPerson reads a person from their form; of teams only the IDs.
func typedPerson(r *http.Request, id account.PersonID) (account.Person, error) {
	p := account.Person{
		ID: id, Name: visit.Form(r, "name"), Email: visit.Form(r, "email"), Role: account.Role(visit.Form(r, "role")),
		Zone: visit.Form(r, "zone"), Version: visit.Version(r),
	}
	for _, team := range r.PostForm["team"] {
		p.Teams = append(p.Teams, account.Membership{ID: visit.Number[account.TeamID](team)})
	}
	p.Skills = visit.List(r, "skills")
	problems := errs.Problems{}
	p.Capacity = wholeNumber(problems, r, "capacity", account.UsualCapacity,
		"Write a number of open leads from 0 to 1000.")
	p.Weight = wholeNumber(problems, r, "weight", account.UsualWeight,
		"Write a share as a whole number. 2 gets twice as many leads as 1, 0 gets none.")
	if len(problems) > 0 {
		checked := p
		return p, errs.Together(problems, checked.Check())
	}
	return p, nil
}

// wholeNumber reads a field; empty is the usual.
func wholeNumber(problems errs.Problems, r *http.Request, field string, usual int, wrong string) int {
	text := strings.TrimSpace(visit.Form(r, field))
	if text == "" {
		return usual
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		problems.Add(field, wrong)
	}
	return n
}

// tellPools has open screens look again when handoffs went back to the pools.
func (s *Pages) tellPools(back bool) {
	if back {
		s.Hub.Changed(0)
	}
}

// linkCookie carries a one-time link from the answer of a form to the page that shows it, once.
func (s *Pages) linkCookie() string { return s.Cookie() + "-link" }

func (s *Pages) handOver(w http.ResponseWriter, link account.Token) {
	s.setLinkCookie(w, link.Secret, 60)
}

func (s *Pages) setLinkCookie(w http.ResponseWriter, value string, seconds int) {
	http.SetCookie(w, &http.Cookie{Name: s.linkCookie(), Value: value, Path: "/", MaxAge: seconds, HttpOnly: true,
		Secure: s.Secure, SameSite: http.SameSiteStrictMode})
}

// oneTimeLink is the link that was made a moment ago, nil where there is none to show.
func (s *Pages) oneTimeLink(w http.ResponseWriter, r *http.Request) *page.OneTimeLink {
	cookie, err := r.Cookie(s.linkCookie())
	if err != nil || cookie.Value == "" {
		return nil
	}
	s.setLinkCookie(w, "", -1)
	person, until, err := s.Store.PasswordLink(r.Context(), cookie.Value, s.Now())
	if err != nil {
		return nil
	}
	return &page.OneTimeLink{
		Strong: "A link for " + person.Name + ".",
		Words: "Send it to " + visit.FirstName(person.Name) + ". They use it to choose a password. It works once, until " +
			visit.By(r).Write(until, "Monday, 2 January, 15:04") + ", and is not shown again.",
		Address: s.Origin(r) + "/password/" + cookie.Value,
	}
}
