package people

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"baton/internal/account"
	"baton/internal/english"
	"baton/internal/lead"
	"baton/internal/policy"
	"baton/internal/server/hours"
	"baton/internal/server/visit"
	"baton/web/page"
	"baton/web/ui"
)

// showPeople shows a view of the people with a form: of who is open, or what was typed and not taken.
func (s *Pages) showPeople(w http.ResponseWriter, r *http.Request, ask peopleAsk) error {
	view, search, team := lead.HolderView(visit.Query(r, "view")), visit.Query(r, "q"),
		visit.Number[account.TeamID](visit.Query(r, "team"))
	list, err := s.Store.Holders(r.Context(), view, search, team, visit.Number[account.PersonID](visit.Query(r, "after")),
		s.Now())
	if err != nil {
		return err
	}
	var opened lead.Holder
	if ask.open != 0 {
		if opened, err = s.Store.Holder(r.Context(), ask.open, s.Now()); err != nil {
			return err
		}
	}
	policy := visit.Of(r).Policy
	frame, err := s.Frame(r, "People")
	if err != nil {
		return err
	}
	if ask.person == nil && !ask.inForm && !ask.inHours {
		frame.Notice, ask.no = ask.no.Notice(), visit.Refusal{Status: ask.no.Status}
	}
	p := peopleList(visit.By(r), list, view, search, team)
	p.Form = s.personForm(r, opened, ask, policy)
	if err := s.addCalendar(r, p.Form, opened, ask); err != nil {
		return err
	}
	p.Link = s.oneTimeLink(w, r)
	return s.Show(w, r, ask.no.Answers(), page.PeoplePage(frame, p))
}

func peopleList(by account.Person, list lead.HolderList, view lead.HolderView, search string,
	team account.TeamID) page.People {
	p := page.People{
		Words: english.Count(list.Counts[lead.HoldersEnabled], "person", "people"),
		Search: &ui.Search{Action: "/people", Name: "q", Label: "Search people", Value: search,
			Hidden: []ui.Hidden{{Name: "view", Value: string(view)}}},
		Empty: ui.Empty{Words: "There are no people in this view."},
	}
	if search != "" {
		p.Empty.Words = "Nobody has “" + search + "” in their name or e-mail address."
	}
	if _, known := list.Counts[view]; !known {
		view = lead.HoldersEnabled
	}
	for _, t := range []struct {
		view  lead.HolderView
		label string
	}{{lead.HoldersEnabled, "Here"}, {lead.HoldersAway, "Away"}, {lead.HoldersDisabled, "Disabled"}} {
		p.Tabs = append(p.Tabs, ui.Tab{Label: t.label, Count: strconv.Itoa(list.Counts[t.view]),
			Href: visit.Address("/people", "view", string(t.view), "q", search, "team", visit.ID(team)), Here: t.view == view})
	}
	for _, h := range list.Rows {
		p.Rows = append(p.Rows, personRow(by, h))
	}
	if list.More {
		p.Pager.Older = visit.Address("/people", "view", string(view), "q", search, "team", visit.ID(team), "after",
			visit.ID(list.Rows[len(list.Rows)-1].ID))
	}
	return p
}

func personRow(by account.Person, h lead.Holder) page.PersonRow {
	row := page.PersonRow{
		ID:     "person-" + visit.ID(h.ID),
		Person: ui.Person{Name: h.Name, Initials: h.Initials(), Words: visit.RoleWords(h.Person), Side: ui.Tone(h.Side())},
		Email:  h.Email, Role: visit.RoleLabel(h.Role), EditBy: personPath(h.ID), You: h.ID == by.ID,
	}
	names := make([]string, len(h.Teams))
	for i, t := range h.Teams {
		names[i] = t.Name
	}
	row.Teams = english.Commas(names...)
	if h.Role == account.Rep || h.Open > 0 {
		row.Load = fmt.Sprintf("%d of %d open", h.Open, h.Capacity)
		if h.Role == account.Rep && h.Weight != account.UsualWeight {
			row.Load += fmt.Sprintf(", share of %d", h.Weight)
		}
		row.Skills = strings.Join(h.Skills, ", ")
	}
	switch {
	case h.Disabled:
		row.State = ui.Chip{Words: "Disabled", Tone: ui.Quiet}
	case h.Away:
		row.State = ui.Chip{Words: hours.AwayWords(by, h), Tone: ui.Quiet}
	case h.NoEntry:
		row.State = ui.Chip{Words: "No password yet", Tone: ui.Quiet}
	}
	return row
}

// personForm is the form of who is open, or of a new person.
func (s *Pages) personForm(r *http.Request, opened lead.Holder, ask peopleAsk,
	inForce *policy.Policy) *page.PersonForm {
	shown := opened.Person
	shown.Zone = opened.OwnZone
	capacity, weight, skills := strconv.Itoa(shown.Capacity), strconv.Itoa(shown.Weight), strings.Join(shown.Skills, ", ")
	if opened.ID == 0 {
		shown.Role, capacity, weight = account.Rep, strconv.Itoa(account.UsualCapacity), strconv.Itoa(account.UsualWeight)
	}
	if ask.person != nil {
		shown, capacity, weight, skills = *ask.person, visit.Form(r, "capacity"), visit.Form(r, "weight"),
			visit.Form(r, "skills")
	}
	form := &page.PersonForm{
		Name: shown.Name, Email: shown.Email, Role: string(shown.Role), Zone: shown.Zone, Capacity: capacity, Weight: weight,
		Skills: skills,
		Roles:  visit.RoleOptions, Zones: hours.ZoneOptions(), Teams: teamChoices(inForce, shown, opened.Person),
	}
	form.NoTeam = noTeam(inForce)
	if opened.ID == 0 {
		form.Entry = ask.no.Entry(r, "Add a person", "/people", 0)
		form.Words = "They choose their password with a one-time link. You get the link when you add them."
		form.Save = "Add the person"
		return form
	}
	form.Href = "/people/" + visit.ID(opened.ID)
	if ask.inForm || ask.inHours { // what was refused is no field of the form that has this version
		form.Entry = visit.Refusal{Problems: ask.no.Problems}.Entry(r, opened.Name, form.Href, opened.Version)
	} else {
		form.Entry = ask.no.Entry(r, opened.Name, form.Href, opened.Version)
	}
	form.Keep, form.Hidden, form.About = "/people", visit.VersionField(opened.Version), opened.Name
	form.Disabled, form.You, form.AwayTo = opened.Disabled, opened.ID == visit.By(r).ID, ask.until
	if opened.Away {
		form.Away = hours.AwayWords(visit.By(r), opened)
	}
	if opened.Role != account.Marketer && (opened.Open > 0 || opened.Role == account.Rep) {
		form.HandOver, form.Holds = visit.Address("/assignment/leaving", "person", visit.ID(opened.ID)),
			english.Count(opened.Open, "open lead", "open leads")
	}
	if opened.Sessions > 0 {
		form.Sessions = "Signed in on " + english.Count(opened.Sessions, "device", "devices")
	}
	return form
}

// noTeam says which side has no team yet, so that nobody can be added to it; nil where both have one.
func noTeam(inForce *policy.Policy) *ui.Notice {
	var missing []string
	for _, side := range []account.Side{account.Marketing, account.Sales} {
		if !slices.ContainsFunc(inForce.Teams, func(t policy.Team) bool { return t.Side == side && !t.Retired }) {
			missing = append(missing, string(side))
		}
	}
	link := &ui.Link{Label: "Add a team", Href: "/teams"}
	switch len(missing) {
	case 0:
		return nil
	case 1:
		return &ui.Notice{Kind: "info", Words: fmt.Sprintf("There is no %s team yet, so nobody can work there.", missing[0]),
			Link: link}
	}
	return &ui.Notice{Kind: "info",
		Words: "There are no teams yet, and everybody but an admin works in one. Add teams first, then people.", Link: link}
}

// addCalendar adds when the open person is away, and hours of their own.
func (s *Pages) addCalendar(r *http.Request, form *page.PersonForm, opened lead.Holder, ask peopleAsk) (err error) {
	if opened.ID == 0 {
		return nil
	}
	no := visit.Refusal{}
	if ask.inForm {
		no = ask.no
	}
	if form.Absences, err = s.Hours.Absences(r, opened.Person, form.Href, no); err != nil {
		return err
	}
	form.Hours, err = s.Hours.Form(r, opened, ask.inHours, ask.no)
	return err
}

// teamChoices are the teams in use, and those that somebody is in already.
func teamChoices(inForce *policy.Policy, shown, opened account.Person) []page.Choice {
	var choices []page.Choice
	for _, t := range inForce.Teams {
		if t.Retired && !opened.In(t.ID) {
			continue
		}
		choice := page.Choice{Value: visit.ID(t.ID), Label: t.Name, Hint: visit.SideLabel(t.Side),
			Chosen: slices.Contains(shown.TeamIDs(), t.ID)}
		if t.Retired {
			choice.Hint = "Retired"
		}
		choices = append(choices, choice)
	}
	return choices
}
