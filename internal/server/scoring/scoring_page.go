package scoring

import (
	"cmp"
	"fmt"
	"net/http"
	"slices"
	"strconv"

	"baton/internal/account"
	"baton/internal/english"
	"baton/internal/lead"
	"baton/internal/report"
	"baton/internal/scoring/grade"
	"baton/internal/server/conditions"
	"baton/internal/server/visit"
	"baton/web/page"
	"baton/web/ui"
)

// versionsShown is how many versions of the scoring one page lists.
const versionsShown = 10

// showScoring shows the rules of fit: the visitor's draft where they have one, else what is in force.
func (s *Pages) showScoring(w http.ResponseWriter, r *http.Request, ask fitAsk) error {
	draft, err := s.Store.ScoringDraft(r.Context(), visit.By(r))
	if err != nil {
		return err
	}
	before := max(0, visit.Number[int](visit.Query(r, "before")))
	all, err := s.Store.Scorings(r.Context(), before, versionsShown+1)
	if err != nil {
		return err
	}
	latest, err := s.Store.Scorings(r.Context(), 0, 1)
	if err != nil {
		return err
	}
	again, err := s.regraded(r, latest[0].Scoring, draft.Scoring)
	if err != nil {
		return err
	}
	frame, err := s.Frame(r, "Scoring")
	if err != nil {
		return err
	}
	if ask.open > len(draft.Scoring.Rules) && ask.typed == nil || ask.group > len(draft.Scoring.Groups) &&
		ask.typedGroup == nil {
		return visit.ErrNoPage
	}
	no := ask.no
	if ask.typed == nil && ask.levels == nil && ask.typedGroup == nil && ask.engage == nil {
		frame.Notice, no = no.Notice(), visit.Refusal{Status: no.Status}
	}
	v, writes := fitWords{viewOf(r)}, mayScore(visit.By(r))
	p := page.Scoring{
		Words:    "Each rule a lead matches adds points, and the total sets its grade. Its touches set its engagement.",
		Rules:    v.lines(draft, writes),
		Levels:   v.levels(r, draft, ask, no),
		Groups:   v.groups(draft, writes),
		Engage:   v.engage(r, draft, ask, no),
		Trial:    v.trial(draft, again),
		Versions: v.versions(all, latest[0].Version, writes && draft.Version == 0),
	}
	if len(all) > versionsShown {
		p.Pager.Older = visit.Address("/scoring", "before", visit.ID(all[versionsShown-1].Version))
	}
	if before > 0 {
		p.Pager.Newer = "/scoring"
	}
	if writes {
		p.Draft, p.Form = v.banner(draft, draft.Overtaken(latest[0])), v.form(r, draft, ask, no)
		p.Group = v.groupForm(r, draft, ask, no)
	}
	return s.Show(w, r, ask.no.Answers(), page.ScoringPage(frame, p))
}

// fitWords say the rules of fit in words.
type fitWords struct{ view }

func (v fitWords) when(r grade.Rule) string {
	words := conditions.Words(r.When, v.Policy.Names)
	if r.Persona != 0 {
		words = "For " + cmp.Or(v.Policy.Names["persona"][visit.ID(r.Persona)], "a deleted persona") + ": " +
			visit.Lower(words)
	}
	return words
}

// worth is what a rule adds.
func worth(r grade.Rule) string {
	if r.Gate {
		return "a gate"
	}
	return visit.Signed(r.Points)
}

// line is a rule in one sentence, such as “Can be called”: phone is given, +10.
func (v fitWords) line(r grade.Rule) string {
	return fmt.Sprintf("“%s”: %s, %s", r.Words, visit.Lower(v.when(r)), worth(r))
}

func (v fitWords) changed(was, now grade.Rule) string {
	if v.when(was) == v.when(now) {
		return fmt.Sprintf("“%s”: %s instead of %s", now.Words, worth(now), worth(was))
	}
	return v.line(now) + ". Before: " + visit.Lower(v.when(was)) + ", " + worth(was)
}

func (v fitWords) changes(all []grade.Change) (words []string) {
	for _, c := range all {
		switch c.Kind {
		case grade.Based:
			words = append(words, fmt.Sprintf("Every lead starts with %d instead of %d", c.NowAt, c.WasAt))
		case grade.Relevelled:
			words = append(words, fmt.Sprintf("Grade %s starts at %d instead of %d", c.Grade, c.NowAt, c.WasAt))
		case grade.Added:
			words = append(words, "New: "+v.line(c.Now))
		case grade.Removed:
			words = append(words, fmt.Sprintf("“%s” is deleted", c.Was.Words))
		case grade.Changed:
			words = append(words, v.changed(c.Was, c.Now))
		default:
			words = append(words, engagementChange(c))
		}
	}
	return words
}

func (v fitWords) banner(d *grade.Draft, late *grade.Outpublished) *page.DraftBanner {
	if d.Version == 0 {
		return nil
	}
	hidden := visit.VersionField(d.Version)
	b := &page.DraftBanner{
		Href: "/scoring/draft", Changes: v.changes(d.Changes()), Hidden: hidden, Words: "Your draft changes nothing.",
		TurnOn: ui.Action{Href: "/scoring/draft/publication", Hidden: hidden,
			Button: ui.Button{Label: "Publish", Kind: ui.Accept}},
		Try: ui.Button{Label: "See the last 90 days", Href: "#trial"},
	}
	if n := len(b.Changes); n > 0 {
		b.Words = "Your draft has " + english.Count(n, "change", "changes") +
			". Leads are graded by the rules in force until you publish it. Leads handed over before keep their grade."
	}
	if late != nil {
		b.By, b.Overtaken = cmp.Or(late.Latest.By, "Somebody"), v.changes(late.Changes)
	}
	return b
}

func draftRead(d *grade.Draft) []ui.Hidden {
	return []ui.Hidden{{Name: "version", Value: visit.ID(d.Version)}, {Name: "began", Value: visit.ID(d.Began.Version)}}
}

func (v fitWords) lines(d *grade.Draft, writes bool) []page.FitRuleLine {
	lines := make([]page.FitRuleLine, len(d.Scoring.Rules))
	for i, rule := range d.Scoring.Rules {
		place := strconv.Itoa(i + 1)
		lines[i] = page.FitRuleLine{ID: "fit-" + place, Words: rule.Words, When: v.when(rule)}
		if !rule.Gate {
			lines[i].Points, lines[i].Less = visit.Signed(rule.Points), rule.Points < 0
		}
		if writes {
			lines[i].Upkeep = page.Upkeep{EditBy: visit.Address("/scoring", "edit", place), Href: "/scoring/" + place,
				About: rule.Words, Hidden: draftRead(d), Removes: true}
		}
	}
	return lines
}

// entry is the frame of a form of the draft. One that came too late gets the versions of now: sending it again replaces
// what it was shown.
func (v fitWords) entry(r *http.Request, no visit.Refusal, d *grade.Draft, title, action, save string) page.Entry {
	e := no.Entry(r, title, action, 0)
	e.Hidden, e.Save = draftRead(d), save
	return e
}

func (v fitWords) levels(r *http.Request, d *grade.Draft, ask fitAsk, no visit.Refusal) page.Levels {
	values := ask.levels
	if values == nil {
		values, no = levelsOf(d.Scoring), visit.Refusal{}
	}
	l := page.Levels{Entry: v.entry(r, no, d, "Start and grades", "/scoring/levels", "Save in the draft")}
	l.Open = ask.levels != nil
	for _, field := range levelFields {
		label := "Grade " + field + " from"
		if field == "base" {
			label = "Every lead starts with"
		}
		l.Fields = append(l.Fields,
			ui.Field{Name: field, Label: label, Value: values[field], InputMode: "numeric", MaxLength: 12, Autocomplete: "off"})
	}
	at := d.Scoring.Thresholds
	l.Words = fmt.Sprintf("Every lead starts with %d. Grade A starts at %d, B at %d and C at %d. "+
		"Below that, the grade is D.", d.Scoring.Base, at[lead.GradeA], at[lead.GradeB], at[lead.GradeC])
	return l
}

func (v fitWords) form(r *http.Request, d *grade.Draft, ask fitAsk, no visit.Refusal) *page.FitRuleForm {
	var rule grade.Rule
	if ask.open > 0 && ask.open <= len(d.Scoring.Rules) {
		rule = d.Scoring.Rules[ask.open-1]
	}
	form, when := page.FitRuleForm{Words: rule.Words, Points: strconv.Itoa(rule.Points), Gate: rule.Gate,
		Persona: visit.ID(rule.Persona)}, ask.when
	if ask.open == 0 || rule.Gate {
		form.Points = ""
	}
	if ask.typed != nil {
		form = *ask.typed
	} else {
		no = visit.Refusal{}
	}
	if when == nil {
		when = conditions.NodesOf(lead.Condition{All: rule.When.Criteria()}, v.Policy.Names)
	}
	form.Personas = v.personaOptions()
	form.When = when.Form(conditions.Field, v.Policy.Names, no.Within(conditions.Field))
	// scores follow from these rules
	form.When.Fields = slices.DeleteFunc(form.When.Fields, func(f page.ConditionField) bool {
		field, _ := lead.FieldNamed(f.Value)
		return field.Graded()
	})
	form.When.Label, form.When.Hint = "Which leads", "A lead must match every condition."
	if ask.open == 0 {
		form.Entry = v.entry(r, no, d, "New rule", "/scoring", "Add to the draft")
		form.Open = ask.typed != nil
		return &form
	}
	if no.Status == http.StatusConflict && rule.Words != "" {
		no.Words += " It now says: " + v.line(rule) + "."
	}
	form.Entry = v.entry(r, no, d, cmp.Or(rule.Words, "Rule"), "/scoring/"+strconv.Itoa(ask.open), "Save in the draft")
	form.Keep = "/scoring"
	return &form
}

// personaOptions are whose leads a rule may be for.
func (v fitWords) personaOptions() []ui.Option {
	options := []ui.Option{{Label: "Every lead"}}
	for id, name := range v.Policy.Names["persona"] {
		options = append(options, ui.Option{Value: id, Label: "Leads of " + name})
	}
	slices.SortFunc(options[1:], func(a, b ui.Option) int { return account.CompareNames(a.Label, b.Label) })
	return options
}

// acceptedOf is which share of the decided leads sales accepted.
func acceptedOf(c grade.Count) string {
	return report.Share{N: int64(c.Accepted), Of: int64(c.Decided)}.Words()
}

func (v fitWords) trial(d *grade.Draft, g regrade) page.GradeTrial {
	t := page.GradeTrial{Drafted: len(d.Changes()) > 0}
	switch leads := g.Now.All.Leads; {
	case leads == 0:
		t.Words = "No leads were handed over in the last 90 days, so these rules cannot be tried."
		return t
	case g.Cut:
		t.Words = fmt.Sprintf("The latest %s leads of the last 90 days", english.Number(int64(leads)))
	default:
		t.Words = fmt.Sprintf("The %s of the last 90 days", english.Count(leads, "lead", "leads"))
	}
	now, known := g.Now.AUC()
	then, _ := g.Then.AUC()
	t.Numbers = []page.TrialNumber{{Value: auc(now, known),
		Words: "how well the points in force separate accepted from rejected leads (AUC)"}}
	if t.Drafted {
		t.Numbers = append(t.Numbers,
			page.TrialNumber{Value: auc(then, known), Words: "how well the points of the draft do", Late: known && then < now},
			page.TrialNumber{Value: english.Number(int64(g.Better)), Words: "would get a better grade"},
			page.TrialNumber{Value: english.Number(int64(g.Worse)), Words: "would get a worse grade"})
	}
	t.Marks = markRows(g.Now)
	if t.Drafted {
		t.Marks = markRows(g.Then)
	}
	if tells, known := g.Then.EngagementAUC(); known {
		t.Numbers = append(t.Numbers, page.TrialNumber{Value: auc(tells, known), Words: "how well engagement alone does"})
	}
	t.Note = "AUC is how often an accepted lead has more points than a rejected one. 0.5 is chance, 1 is perfect. " +
		"Each lead counts with its data of today. Rejections for a procedural reason or as spam count as undecided."
	if !known {
		t.Note += " It needs ten accepted and ten rejected leads."
	}
	for _, grade := range lead.Grades {
		a, b := g.Now.Grades[grade], g.Then.Grades[grade]
		t.Rows = append(t.Rows, page.GradeRow{
			Grade: string(grade), Now: english.Number(int64(a.Leads)), NowAccepted: acceptedOf(a),
			Draft: english.Number(int64(b.Leads)), DraftAccepted: acceptedOf(b),
		})
	}
	return t
}

func auc(value float64, known bool) string {
	if !known {
		return "–"
	}
	return strconv.FormatFloat(value, 'f', 2, 64)
}

// versions are the versions with what each changed; all has one more than are shown where there is one.
func (v fitWords) versions(all []grade.Publication, inForce int, restores bool) (rows []page.ScoringVersion) {
	for i, p := range all[:min(len(all), versionsShown)] {
		row := page.ScoringVersion{Title: fmt.Sprintf("Version %d", p.Version), Words: "It came with Baton.",
			InForce: p.Version == inForce}
		if p.By != "" {
			row.Words = fmt.Sprintf("%s published it %s.", p.By, visit.Lower(visit.Moment(v.By, p.At, v.Now).Words))
		}
		if p.Restores > 0 {
			row.Words = fmt.Sprintf("%s restored version %d %s.", p.By, p.Restores,
				visit.Lower(visit.Moment(v.By, p.At, v.Now).Words))
		}
		if i+1 < len(all) {
			row.Changes = v.changes(grade.Compare(all[i+1].Scoring, p.Scoring))
		}
		if restores && !row.InForce {
			row.Restore = &ui.Action{
				Href: fmt.Sprintf("/scoring/versions/%d/publication", p.Version), Hidden: visit.VersionField(inForce),
				Button: ui.Button{Label: "Restore", Kind: ui.Bare, About: row.Title},
			}
		}
		rows = append(rows, row)
	}
	return rows
}
