package intake

import (
	"slices"
	"strings"
)

// Notes returns what a person should know before the import: notes on the file, and on dates that can be read both
// ways.
func (s *Sheet) Notes(m Mapping, d Defaults) []Problem {
	notes, r, column := s.said(m), s.reader(m, d), m.at("created_at")
	for _, row := range s.Samples {
		if column < 0 || column >= len(row) {
			break
		}
		var e Enquiry
		if v := clean(row[column]); v != "" {
			r.created(&e, v)
		}
		for _, p := range e.Problems {
			if p.Said {
				notes = append(notes, p)
			}
		}
	}
	return notes
}

// said returns the notes on the file as a whole.
func (s *Sheet) said(m Mapping) (problems []Problem) {
	say := func(value, words string) {
		problems = append(problems, Problem{Line: s.HeadLine, Value: value, Words: words, Said: true})
	}
	for _, above := range s.Above {
		problems = append(problems,
			Problem{Line: above.Line, Value: shorten(strings.Join(strings.Fields(strings.Join(above.Fields, " ")), " ")),
				Words: "This is above the heading and is ignored.", Said: true})
	}
	if s.NoHeading {
		say("", "This file has no heading, so the first row is a lead too. The fields are guessed from the values. "+
			"You can change them.")
	}
	if others := s.otherSheets(); len(others) > 0 {
		say(strings.Join(others, ", "), "Only the sheet “"+s.Table.Sheet+"” is read, and no other sheet of the workbook.")
	}
	switch names := m.LeftOut(s.Header); len(names) {
	case 0:
	case 1:
		say(names[0], "This column is not imported.")
	default:
		say(strings.Join(names, ", "), "These columns are not imported.")
	}
	if s.OnlyLikely() {
		say(string(s.Encoding), "The file does not name its encoding. It is read as this. "+
			"If names look wrong, choose another encoding.")
	}
	return problems
}

// otherSheets are the names of the sheets of a workbook that are not read.
func (s *Sheet) otherSheets() []string {
	return slices.DeleteFunc(slices.Clone(s.Sheets), func(name string) bool { return name == s.Table.Sheet })
}

// saidBelow returns the notes on lines below the table.
func (s *Sheet) saidBelow() (problems []Problem) {
	for _, row := range s.Below() {
		problems = append(problems, Problem{Line: row.Line, Value: shorten(strings.TrimSpace(row.Fields[0])), Said: true,
			Words: "This line is below the table and is not a lead. It is ignored."})
	}
	return problems
}
