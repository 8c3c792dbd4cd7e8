package sheet

import (
	"slices"
	"strings"

	"github.com/xuri/excelize/v2"
)

// The formats in which cells are shown.
const (
	isoDay  = 14 // built in, with ShortDatePattern
	isoTime = 22 // built in, with ShortDatePattern and hh:mm
	allOfIt = -1 // there is none with this number, so the value is shown as it is kept
	hidden  = -2
)

// showDatesAsISO has all cells with a date shown as year, month and day, so that nobody has to guess which of them is
// the day. Numbers in scientific notation, which the general format has too, are shown with all their digits: they are
// often phone numbers.
func showDatesAsISO(book *excelize.File) {
	if _, err := book.GetStyle(0); err != nil || book.Styles == nil || book.Styles.CellXfs == nil {
		return // without styles, cells are shown as they are kept
	}
	codes := map[int]string{}
	if book.Styles.NumFmts != nil {
		for _, f := range book.Styles.NumFmts.NumFmt {
			codes[f.NumFmtID] = f.FormatCode
		}
	}
	for i, xf := range book.Styles.CellXfs.Xf {
		if xf.NumFmtID == nil {
			continue
		}
		if as, changes := shownAs(*xf.NumFmtID, codes[*xf.NumFmtID]); changes {
			book.Styles.CellXfs.Xf[i].NumFmtID = &as
		}
	}
	if book.Styles.NumFmts != nil { // a custom format hides a built-in one of the same number
		for i, f := range book.Styles.NumFmts.NumFmt {
			if f.NumFmtID == isoDay || f.NumFmtID == isoTime {
				book.Styles.NumFmts.NumFmt[i].NumFmtID = hidden
			}
		}
	}
}

// shownAs returns the format that stands for the one with this ID and code. code is "" for a built-in format.
func shownAs(id int, code string) (as int, changes bool) {
	if code == "" {
		switch {
		case id >= 14 && id <= 17, id >= 27 && id <= 31, id == 36, id >= 50 && id <= 54, id == 57, id == 58:
			return isoDay, true
		case id == 0, id == 11, id == 48:
			return allOfIt, true
		}
		return id, false
	}
	letters := formatLetters(code)
	has := func(any string) bool { return strings.ContainsAny(letters, any) }
	switch {
	case has("y") || has("d") && has("m"):
		if has("h") || has("s") {
			return isoTime, true
		}
		return isoDay, true
	case strings.Contains(letters, "e+"), strings.Contains(letters, "e-"):
		return allOfIt, true
	}
	return id, false
}

// formatLetters returns the first section of the code of a format in lower case, without texts in quotes or brackets
// and without escaped characters.
func formatLetters(code string) string {
	var out []rune
	quoted, bracket, skip := false, false, false
	for _, r := range strings.ToLower(code) {
		switch {
		case skip:
			skip = false
		case quoted:
			quoted = r != '"'
		case bracket:
			bracket = r != ']'
		case r == '"':
			quoted = true
		case r == '[':
			bracket = true
		case slices.Contains([]rune{'\\', '_', '*'}, r):
			skip = true
		case r == ';':
			return string(out)
		default:
			out = append(out, r)
		}
	}
	return string(out)
}
