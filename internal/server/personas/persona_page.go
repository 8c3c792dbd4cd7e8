package personas

import (
	"cmp"
	"fmt"
	"net/http"
	"slices"

	"baton/internal/english"
	"baton/internal/lead"
	"baton/internal/report"
	"baton/internal/server/address"
	"baton/internal/server/conditions"
	"baton/internal/server/leadview"
	"baton/internal/server/visit"
	"baton/web/page"
	"baton/web/ui"
)

// personaWords say personas in words.
type personaWords struct{ view }

func (v personaWords) card(line lead.PersonaLine, keeps bool) page.PersonaCard {
	card := page.PersonaCard{ID: "persona-" + visit.ID(line.ID), Href: address.Persona(line.ID), Name: line.Name,
		Description: line.Description, Who: "Only when somebody chooses it"}
	if who := conditions.Words(line.When, v.Policy.Names); who != "" {
		card.Who = "Matches: " + visit.Lower(who)
	}
	if needs := needed(line.Persona); len(needs) > 0 {
		card.Needs = "Needs " + english.List(needs)
	}
	add := func(words string) { card.Numbers = append(card.Numbers, ui.Link{Label: words}) }
	if line.HandedOver > 0 {
		add(english.Number(line.HandedOver) + " handed over in 90 days")
	}
	if accepted := (report.Share{N: line.Accepted, Of: line.Accepted + line.Rejected}); accepted.Known() {
		add(accepted.Words() + " accepted")
	}
	if won := (report.Share{N: line.Won, Of: line.Won + line.Lost}); won.Known() {
		add(won.Words() + " won of " + english.Number(won.Of) + " closed")
	}
	if line.Open > 0 {
		add(english.Number(line.Open) + " open now")
	}
	if line.Notes > 0 {
		add(english.Count(line.Notes, "field note", "field notes"))
	}
	for i, reason := range line.Reasons {
		if i == 0 {
			card.Why = "Rejected for: "
		} else {
			card.Why += ", "
		}
		card.Why += fmt.Sprintf("%s (%s)", visit.Lower(reason.Words), english.Number(reason.N))
	}
	if keeps {
		card.Upkeep = upkeepOf(line.Persona)
		card.Upkeep.EditBy = visit.Address(address.Persona(line.ID), "act", "edit")
	}
	return card
}

func upkeepOf(p lead.Persona) page.Upkeep {
	return page.Upkeep{Href: address.Persona(p.ID), About: p.Name, Hidden: visit.VersionField(p.Version), Retires: true,
		Retired: p.Retired}
}

// needed are the fields that a persona requires, as they are read after "needs".
func needed(p lead.Persona) []string {
	var all []string
	for _, f := range lead.Required() {
		if slices.Contains(p.Requires, f.Name) {
			all = append(all, cmp.Or(f.Has, "their "+visit.Lower(f.Words)))
		}
	}
	return all
}

// form is the form of a new persona, or of p; what was typed and not taken is in ask.
func (v personaWords) form(r *http.Request, p lead.Persona, ask personaAsk) *page.PersonaForm {
	no, when, shown := ask.no, ask.when, p
	if ask.typed != nil {
		shown = *ask.typed
	} else {
		no = visit.Refusal{}
	}
	if when == nil {
		when = conditions.NodesOf(lead.Condition{All: p.When.Criteria()}, v.Policy.Names)
	}
	form := &page.PersonaForm{
		Name: shown.Name, Description: shown.Description, Speak: shown.Words.Speak, Say: shown.Words.Say,
		Avoid: shown.Words.Avoid,
		When:  when.Form(conditions.Field, v.Policy.Names, no.Within(conditions.Field)),
	}
	form.When.Label, form.When.Hint = "Matches when",
		"If nobody chooses a persona, a lead gets the first one that matches, by name. "+
			"Without a condition, this persona never matches."
	form.When.Fields = slices.DeleteFunc(form.When.Fields, func(f page.ConditionField) bool {
		field, _ := lead.FieldNamed(f.Value)
		return !lead.Decides(field)
	})
	for _, f := range lead.Required() {
		form.Required = append(form.Required,
			page.Choice{Value: f.Name, Label: f.Words, Chosen: slices.Contains(shown.Requires, f.Name)})
	}
	if p.ID == 0 {
		form.Entry = no.Entry(r, "New persona", "/personas", 0)
		form.Save = "Add the persona"
		return form
	}
	form.Entry = no.Entry(r, p.Name, address.Persona(p.ID), p.Version)
	form.Keep = address.Persona(p.ID)
	return form
}

// showPersona shows one persona with its field notes, to managers with its form while they change it.
func (s *Pages) showPersona(w http.ResponseWriter, r *http.Request, id lead.PersonaID, ask personaAsk) error {
	line, err := s.Store.Persona(r.Context(), id, s.Now())
	if err != nil {
		return err
	}
	notes, err := s.Store.FieldNotes(r.Context(), visit.By(r), id)
	if err != nil {
		return err
	}
	frame, err := s.Frame(r, line.Name)
	if err != nil {
		return err
	}
	v := personaWords{viewOf(r)}
	p := v.page(line)
	p.Notes = v.notes(line, notes, ask)
	if ask.typed == nil && (!ask.note.sent || line.Retired) { // a retired persona says so above, with a link
		frame.Notice = ask.no.Notice()
	}
	if keeps := v.By.Has(visit.Managers...); keeps {
		p.Upkeep, p.EditBy = upkeepOf(line.Persona), visit.Address(address.Persona(id), "act", "edit")
		if ask.editing {
			p.Form, p.EditBy = v.form(r, line.Persona, ask), ""
		}
	}
	return s.Show(w, r, ask.no.Answers(), page.PersonaPage(frame, p))
}

func (v personaWords) page(line lead.PersonaLine) page.Persona {
	p := page.Persona{
		Name: line.Name, Words: line.Description, Retired: line.Retired,
		Back:     ui.Link{Label: "All personas", Href: "/personas"},
		WhoWords: "Matches when", NeedWords: "Required fields", Speaking: leadview.SpeakingOf(line.Words),
		Since: "Leads handed over in the last 90 days.",
	}
	for _, part := range line.When.Criteria() {
		p.Who = append(p.Who, part.Words(v.Policy.Names))
	}
	switch len(p.Who) {
	case 0:
		p.WhoWords, p.Who = "Matches", []string{"Only when somebody chooses it"}
	case 1:
	default:
		p.WhoWords = "Matches when all of these are true"
	}
	for _, f := range lead.Required() {
		if slices.Contains(line.Requires, f.Name) {
			p.Needs = append(p.Needs, f.Words)
		}
	}
	if len(p.Needs) == 0 {
		p.Needs = []string{"None beyond the agreement"}
	}
	p.Numbers = personaNumbers(line)
	for _, reason := range line.Reasons {
		p.Why = append(p.Why, ui.Fact{Name: reason.Words, Words: english.Number(reason.N)})
	}
	return p
}

func personaNumbers(line lead.PersonaLine) []page.PersonaNumber {
	share := func(words, of string, s report.Share) page.PersonaNumber {
		n := page.PersonaNumber{Value: s.Words(), Words: words}
		if s.Known() {
			n.Words += ", of " + english.Number(s.Of) + " " + of
			n.Sure = s.Sure()
		}
		return n
	}
	return []page.PersonaNumber{
		{Value: english.Number(line.HandedOver), Words: "Handed over"},
		share("Accepted", "decided", report.Share{N: line.Accepted, Of: line.Accepted + line.Rejected}),
		share("Won", "closed", report.Share{N: line.Won, Of: line.Won + line.Lost}),
		{Value: english.Number(line.Open), Words: "Open with sales"},
	}
}
