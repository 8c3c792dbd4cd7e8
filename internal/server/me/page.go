package me

import (
	"cmp"
	"net/http"
	"slices"
	"strings"

	"baton/internal/account"
	"baton/internal/agreement"
	"baton/internal/inbox"
	"baton/internal/report"
	"baton/internal/server/hours"
	"baton/internal/server/visit"
	"baton/web/page"
	"baton/web/ui"
)

const sessionsPath = "/me/sessions"

// accountDone say what was just changed, by the word in the address.
var accountDone = map[string]string{
	"email":    "Your e-mail address is changed. Use it to sign in.",
	"password": "Your password is changed. You are signed out everywhere else.",
	"reading":  "Saved. Every page now shows dates and times this way.",
	"hours":    "Your hours are saved. Clocks that start from now on use them.",
	"session":  "That session has ended.",
	"sessions": "You are signed out everywhere else.",
	"news":     "Saved.",
}

func doneAt(path, what string) string { return visit.Address(path, "done", what) }

// ownFrame is the frame of a page of the visitor's account, and what all of them have in common.
func (s *Pages) ownFrame(r *http.Request, path, title string) (page.Frame, page.Me, error) {
	frame, err := s.Frame(visit.ShownAt(r, path), title)
	frame.Account = true
	me := page.Me{Done: accountDone[visit.Query(r, "done")]}
	for _, t := range []struct{ label, path string }{
		{"Signing in", mePath}, {"Dates and times", readingPath}, {"Hours and absences", hoursPath},
		{"Sessions", sessionsPath}, {"Notifications", newsPath},
	} {
		me.Tabs = append(me.Tabs, ui.Tab{Label: t.label, Href: t.path, Here: t.path == path})
	}
	return frame, me, err
}

// meAsk is a form of the first page that was not taken, with the address as it was typed.
type meAsk struct {
	email, password visit.Refusal
	typed           string
}

// me is who the visitor is, and by what they sign in.
func (s *Pages) me(w http.ResponseWriter, r *http.Request) error { return s.showMe(w, r, meAsk{}) }

func (s *Pages) showMe(w http.ResponseWriter, r *http.Request, ask meAsk) error {
	frame, me, err := s.ownFrame(r, mePath, "Your account")
	if err != nil {
		return err
	}
	by := visit.By(r)
	var teams []string
	for _, t := range by.Teams {
		teams = append(teams, t.Name)
	}
	p := page.MeSignIn{
		Me: me, Email: ask.typed,
		Facts: []ui.Fact{
			{Name: "Name", Words: by.Name}, {Name: "E-mail", Words: by.Email}, {Name: "Role", Words: visit.RoleLabel(by.Role)},
			{Name: "Teams", Words: cmp.Or(strings.Join(teams, ", "), "None")},
		},
		Address:  ask.email.Entry(r, "E-mail address", mePath+"/email", 0),
		Password: ask.password.Entry(r, "Password", mePath+"/password", 0),
	}
	p.Address.Save, p.Password.Save = "Change the address", "Change the password"
	p.Password.Words = "You stay signed in here and are signed out everywhere else."
	return s.Show(w, r, cmp.Or(ask.email.Status, ask.password.Answers()), page.MeSignInPage(frame, p))
}

func (s *Pages) reading(w http.ResponseWriter, r *http.Request) error {
	return s.showReading(w, r, nil, visit.Refusal{})
}

// showReading shows how the visitor reads dates and times, or what was typed and not taken.
func (s *Pages) showReading(w http.ResponseWriter, r *http.Request, typed *account.Reading, no visit.Refusal) error {
	holder, err := s.Store.Holder(r.Context(), visit.By(r).ID, s.Now())
	if err != nil {
		return err
	}
	frame, me, err := s.ownFrame(r, readingPath, "Dates and times")
	if err != nil {
		return err
	}
	is := account.Reading{Dates: holder.Dates, Zone: holder.OwnZone}
	if typed != nil {
		is = *typed
	}
	p := page.MeReading{Me: me, Entry: no.Entry(r, "Dates and times", readingPath, 0), Order: string(is.Dates.Order),
		Clock: "24", Zone: is.Zone, Zones: hours.ZoneOptions()}
	if is.Dates.Clock12 {
		p.Clock = "12"
	}
	now := s.Now().In(visit.By(r).Location())
	for _, o := range account.DateOrders {
		style := account.DateStyle{Order: o}
		p.Orders = append(p.Orders, ui.Option{Value: string(o), Label: style.Write(now, "2 January 2006")})
	}
	for value, style := range []account.DateStyle{{}, {Clock12: true}} {
		p.Clocks = append(p.Clocks, ui.Option{Value: []string{"24", "12"}[value], Label: style.Write(now, "15:04")})
	}
	return s.Show(w, r, no.Answers(), page.MeReadingPage(frame, p))
}

// hoursAsk is a form of the hours and absences that was not taken.
type hoursAsk struct {
	hours, absence, away visit.Refusal
	typed                bool // the hours are shown as they were typed
}

// answers is the status of the page.
func (a hoursAsk) answers() int {
	return cmp.Or(a.hours.Status, a.absence.Status, a.away.Status, http.StatusOK)
}

// ownHours is what the visitor's calendar is, and when they are away.
func (s *Pages) ownHours(w http.ResponseWriter, r *http.Request) error {
	return s.showHours(w, r, hoursAsk{})
}

func (s *Pages) showHours(w http.ResponseWriter, r *http.Request, ask hoursAsk) error {
	by := visit.By(r)
	holder, err := s.Store.Holder(r.Context(), by.ID, s.Now())
	if err != nil {
		return err
	}
	policy := visit.Of(r).Policy
	frame, me, err := s.ownFrame(r, hoursPath, "Your hours and absences")
	if err != nil {
		return err
	}
	var team account.TeamID
	if len(holder.Teams) > 0 {
		team = holder.Teams[0].ID
	}
	calendar := policy.CalendarOf(holder.ID, team)
	p := page.MeHours{
		Me: me, AwayTo: visit.Form(r, "until"), Problems: ask.away.Problems,
		Facts: []ui.Fact{
			{Name: "Working hours", Words: hours.WeekWords(by.Dates, calendar.Week)},
			{Name: "Time zone", Words: calendar.Zone.String()},
			{Name: "Public holidays", Words: cmp.Or(calendar.Holidays.Name(), "None")},
			{Name: "Next days off", Words: cmp.Or(s.nextDaysOff(by.Dates, calendar), "None")},
		},
	}
	if holder.Away {
		p.Away = hours.AwayWords(by, holder)
	}
	frame.Notice = (visit.Refusal{Words: cmp.Or(ask.away.Words, ask.absence.Words)}).Notice()
	if p.Absences, err = s.Hours.Absences(r, holder.Person, mePath, ask.absence); err != nil {
		return err
	}
	p.Hours, err = s.Hours.Form(r, holder, ask.typed, ask.hours)
	if err != nil {
		return err
	}
	p.Hours.Title, p.Hours.Action, p.Hours.Save = "Your own hours and holidays", hoursPath, "Save the hours"
	p.Hours.Countries = hours.CountryOptions("Those of your team")
	return s.Show(w, r, ask.answers(), page.MeHoursPage(frame, p))
}

// nextDaysOff are the next three days off of a calendar in words.
func (s *Pages) nextDaysOff(style account.DateStyle, c agreement.Calendar) string {
	var words []string
	for _, d := range c.DaysOff(report.Day(s.Now(), c.Zone), hours.DaysShown) {
		words = append(words, strings.TrimSpace(style.Write(d.On, "2 January")+" "+d.Name))
	}
	return strings.Join(words[:min(3, len(words))], ", ")
}

// ownSessions are the browsers in which the visitor is signed in.
func (s *Pages) ownSessions(w http.ResponseWriter, r *http.Request) error {
	here, err := r.Cookie(s.Cookie())
	if err != nil {
		return visit.ErrSignedOut
	}
	all, err := s.Store.Sessions(r.Context(), visit.By(r), here.Value, s.Now())
	if err != nil {
		return err
	}
	frame, me, err := s.ownFrame(r, sessionsPath, "Your sessions")
	if err != nil {
		return err
	}
	p := page.MeSessions{Me: me}
	for _, x := range all {
		row := page.SessionRow{Device: x.Device(), Words: "Signed in " + visit.By(r).When(x.Began),
			Seen: visit.Moment(visit.By(r), x.Seen, s.Now()), Here: x.Here}
		if x.Address != "" {
			row.Words += ", from " + x.Address
		}
		row.Seen.Words = visit.Lower(row.Seen.Words)
		row.End = ui.Action{Href: sessionsPath + "/" + visit.ID(x.ID), Method: http.MethodDelete,
			Button: ui.Button{Label: "End", Kind: ui.Bare, About: row.Device + ", " + row.Words}}
		p.Rows = append(p.Rows, row)
	}
	if len(all) > 1 {
		p.EndOthers = &ui.Action{Href: sessionsPath, Method: http.MethodDelete, Button: ui.Button{Label: "End all others"}}
	}
	return s.Show(w, r, http.StatusOK, page.MeSessionsPage(frame, p))
}

// newsWords say when there is a notification of a kind, for whom there can be one.
var newsWords = []struct {
	kind  inbox.Kind
	words string
	to    func(account.Person) bool
}{
	{inbox.Reminded, "half, then four fifths, of the time for a lead is over", account.Person.Sells},
	{inbox.Answered, "marketing has answered my question", account.Person.Sells},
	{inbox.Ruled, "a dispute that I am part of is decided",
		func(p account.Person) bool { return p.Sells() || p.Markets() }},
	{inbox.Offered, "a lead is yours because somebody else missed the deadline", account.Person.Sells},
	{inbox.GivenOn, "a manager gives you a lead", account.Person.Sells},
	{inbox.RanOut, "you missed a deadline", account.Person.Sells},
	{inbox.Asked, "sales has a question about a lead of yours", account.Person.Markets},
	{inbox.CameBack, "sales sends a lead of yours back", account.Person.Markets},
	{inbox.RecycledBack, "a lead of yours that was set aside is back", account.Person.Markets},
	{inbox.Escalated, "somebody in your team misses a deadline", overseer},
	{inbox.NobodyFree, "nobody in your team can take a lead", overseer},
	{inbox.Appealed, "a rejection is disputed on which you may rule", overseer},
}

func overseer(p account.Person) bool { return p.Has(visit.Managers...) }

// news are the notifications that the visitor gets.
func (s *Pages) news(w http.ResponseWriter, r *http.Request) error {
	muted, err := s.Store.Muted(r.Context(), visit.By(r))
	if err != nil {
		return err
	}
	frame, me, err := s.ownFrame(r, newsPath, "Your notifications")
	if err != nil {
		return err
	}
	p := page.MeNews{Me: me, Entry: visit.Refusal{}.Entry(r, "Notifications", newsPath, 0)}
	for _, n := range newsWords {
		switch {
		case !n.to(visit.By(r)):
		case n.kind.Duty():
			p.Always = append(p.Always, n.words)
		default:
			p.Kinds = append(p.Kinds,
				page.Choice{Value: string(n.kind), Label: n.words, Chosen: !slices.Contains(muted, n.kind)})
		}
	}
	return s.Show(w, r, http.StatusOK, page.MeNewsPage(frame, p))
}
