package scoring

import (
	"cmp"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"baton/internal/english"
	"baton/internal/errs"
	"baton/internal/lead"
	"baton/internal/scoring/grade"
	"baton/internal/server/leadview"
	"baton/internal/server/visit"
	"baton/web/page"
	"baton/web/ui"
)

// typedGroup is the form of a group of touches as far as the visitor got.
type typedGroup struct {
	words, points, most, halfLife string
	kinds                         []string
}

func readGroup(r *http.Request) typedGroup {
	t := typedGroup{words: visit.Form(r, "words"), points: visit.Form(r, "points"), most: visit.Form(r, "cap"),
		halfLife: visit.Form(r, "half_life")}
	for _, kind := range lead.TouchKinds {
		if visit.Form(r, "kind_"+kind.Kind) != "" {
			t.kinds = append(t.kinds, kind.Kind)
		}
	}
	return t
}

// group is what was typed, and what of it is no number.
func (t typedGroup) group() (grade.Group, errs.Problems) {
	g, unread := grade.Group{Words: strings.Join(strings.Fields(t.words), " "), Kinds: t.kinds}, errs.Problems{}
	for field, of := range map[string]struct {
		text string
		to   *int
	}{"points": {t.points, &g.Points}, "cap": {t.most, &g.Cap}, "half_life": {t.halfLife, &g.HalfLife}} {
		n, err := strconv.Atoi(strings.TrimPrefix(strings.TrimSpace(of.text), "+"))
		if *of.to = n; err != nil {
			unread.Add(field, "Write a whole number.")
		}
	}
	return g, unread
}

func (s *Pages) addGroup(w http.ResponseWriter, r *http.Request) error {
	return s.sendGroup(w, r, 0, func(d *grade.Draft, g grade.Group) error { return d.PutGroup(len(d.Scoring.Groups), g) })
}

func (s *Pages) changeGroup(w http.ResponseWriter, r *http.Request) error {
	place, err := s.placeInPath(r, groupsOf)
	if err != nil {
		return err
	}
	return s.sendGroup(w, r, place, func(d *grade.Draft, g grade.Group) error { return d.PutGroup(place-1, g) })
}

func (s *Pages) removeGroup(w http.ResponseWriter, r *http.Request) error {
	place, err := s.placeInPath(r, groupsOf)
	if err != nil {
		return err
	}
	return s.editScoring(w, r, fitAsk{}, func(d *grade.Draft) error { return d.RemoveGroup(place - 1) })
}

func groupsOf(all grade.Scoring) int { return len(all.Groups) }

func (s *Pages) sendGroup(w http.ResponseWriter, r *http.Request, place int,
	put func(*grade.Draft, grade.Group) error) error {
	typed := readGroup(r)
	g, unread := typed.group()
	return s.editScoring(w, r, fitAsk{group: place, typedGroup: &typed}, func(d *grade.Draft) error {
		return errs.Together(unread, put(d, g))
	})
}

// engageFields are the engagement that each level but the last takes, and how many leads are let through below a score.
var engageFields = []string{"level_1", "level_2", "level_3", "explore"}

func (s *Pages) setEngagement(w http.ResponseWriter, r *http.Request) error {
	written, numbers, unread := wholeNumbers(r, engageFields)
	return s.editScoring(w, r, fitAsk{engage: written}, func(d *grade.Draft) error {
		levels := map[lead.Level]int{}
		for i, field := range engageFields[:len(engageFields)-1] {
			levels[lead.Levels[i]] = numbers[field]
		}
		return errs.Together(unread, d.Engage(levels, numbers["explore"]))
	})
}

// groupWords say which touches a group counts, and how.
func groupWords(g grade.Group) string {
	worth := fmt.Sprintf("%d points each, %d at most, half after %s", g.Points, g.Cap,
		english.Count(g.HalfLife, "day", "days"))
	kinds := make([]string, len(g.Kinds))
	for i, kind := range g.Kinds {
		kinds[i] = visit.Lower(leadview.TouchWords[kind])
	}
	if all := strings.Join(kinds, " or "); all != visit.Lower(g.Words) {
		return all + ": " + worth
	}
	return worth
}

func (v fitWords) groups(d *grade.Draft, writes bool) []page.GroupLine {
	lines := make([]page.GroupLine, len(d.Scoring.Groups))
	for i, g := range d.Scoring.Groups {
		place := strconv.Itoa(i + 1)
		lines[i] = page.GroupLine{ID: "group-" + place, Words: g.Words, Counts: lead.Capital(groupWords(g)),
			Points: visit.Signed(g.Points)}
		if writes {
			lines[i].Upkeep = page.Upkeep{EditBy: visit.Address("/scoring", "group", place) + "#group-form",
				Href: "/scoring/groups/" + place, About: g.Words, Hidden: draftRead(d), Removes: true}
		}
	}
	return lines
}

func (v fitWords) groupForm(r *http.Request, d *grade.Draft, ask fitAsk, no visit.Refusal) *page.GroupForm {
	g := grade.Group{HalfLife: grade.UsualHalfLife}
	if ask.group > 0 && ask.group <= len(d.Scoring.Groups) {
		g = d.Scoring.Groups[ask.group-1]
	}
	t := typedGroup{words: g.Words, halfLife: strconv.Itoa(g.HalfLife), kinds: g.Kinds}
	if g.Points > 0 {
		t.points, t.most = strconv.Itoa(g.Points), strconv.Itoa(g.Cap)
	}
	if ask.typedGroup != nil {
		t = *ask.typedGroup
	} else {
		no = visit.Refusal{}
	}
	f := &page.GroupForm{Words: t.words, Points: t.points, Cap: t.most, HalfLife: t.halfLife}
	for _, kind := range lead.TouchKinds {
		f.Kinds = append(f.Kinds,
			ui.Field{Name: "kind_" + kind.Kind, Label: leadview.TouchWords[kind.Kind], Type: "checkbox",
				Checked: slices.Contains(t.kinds, kind.Kind)})
	}
	if ask.group == 0 {
		f.Entry = v.entry(r, no, d, "New group of touches", "/scoring/groups", "Add to the draft")
		f.Open = ask.typedGroup != nil
		return f
	}
	if no.Status == http.StatusConflict && g.Words != "" {
		no.Words += " It now says: " + groupWords(g) + "."
	}
	f.Entry = v.entry(r, no, d, cmp.Or(g.Words, "Group of touches"), "/scoring/groups/"+strconv.Itoa(ask.group),
		"Save in the draft")
	f.Keep = "/scoring"
	return f
}

// engage is the form of the levels of engagement, and of how many leads are let through.
func (v fitWords) engage(r *http.Request, d *grade.Draft, ask fitAsk, no visit.Refusal) page.Levels {
	values := ask.engage
	if values == nil {
		values, no = map[string]string{"explore": strconv.Itoa(d.Scoring.Explores)}, visit.Refusal{}
		for i, field := range engageFields[:len(engageFields)-1] {
			values[field] = strconv.Itoa(d.Scoring.Levels[lead.Levels[i]])
		}
	}
	l := page.Levels{Entry: v.entry(r, no, d, "Engagement levels", "/scoring/engagement", "Save in the draft")}
	l.Open = ask.engage != nil
	for i, field := range engageFields {
		f := ui.Field{Name: field, Label: fmt.Sprintf("Engagement %d from", i+1), Value: values[field], InputMode: "numeric",
			MaxLength: 12, Autocomplete: "off"}
		if field == "explore" {
			f.Label, f.Suffix = "Leads let through below the agreed score", "%"
			f.Hint = "They are chosen at random and flagged. So Baton also learns from leads that the score would hold back."
		}
		l.Fields = append(l.Fields, f)
	}
	at := d.Scoring.Levels
	l.Words = fmt.Sprintf("Engagement 1 starts at %d points, 2 at %d and 3 at %d. Below that, it is 4. "+
		"All groups together give %d points at most. ", at[1], at[2], at[3], d.Scoring.MostEngaged())
	switch n := d.Scoring.Explores; n {
	case 0:
		l.Words += "No leads are let through below the agreed score."
	default:
		l.Words += fmt.Sprintf("%d%% of the leads that miss only the score are let through at random and flagged.", n)
	}
	return l
}

// engagementChange says one difference of engagement in words, "" for any other.
func engagementChange(c grade.Change) string {
	switch c.Kind {
	case grade.GroupNew:
		return fmt.Sprintf("New: “%s”, %s", c.NowGroup.Words, groupWords(c.NowGroup))
	case grade.GroupGone:
		return fmt.Sprintf("“%s” is deleted", c.WasGroup.Words)
	case grade.GroupOther:
		return fmt.Sprintf("“%s”, %s. Before: %s", c.NowGroup.Words, groupWords(c.NowGroup), groupWords(c.WasGroup))
	case grade.Engaging:
		return fmt.Sprintf("Engagement %d starts at %d instead of %d", c.Level, c.NowAt, c.WasAt)
	case grade.Exploring:
		return fmt.Sprintf("%d%% are let through below the agreed score instead of %d%%", c.NowAt, c.WasAt)
	}
	return ""
}

// markRows are the leads by grade and level.
func markRows(t grade.Trial) (rows []page.MarkRow) {
	for _, g := range lead.Grades {
		row := page.MarkRow{Grade: string(g)}
		for _, l := range lead.Levels {
			c := t.Marks[lead.Mark(g, l)]
			cell := "–"
			if c.Leads > 0 {
				cell = english.Number(int64(c.Leads))
			}
			if c.Decided > 0 {
				cell += " (" + acceptedOf(c) + ")"
			}
			row.Cells = append(row.Cells, cell)
		}
		rows = append(rows, row)
	}
	return rows
}
