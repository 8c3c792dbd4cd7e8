package agreement

import "strings"

// Piece is some words of a text that was compared with another.
type Piece struct {
	Words string
	Kind  PieceKind
}

// PieceKind is which of two texts has the words.
type PieceKind int

// The kinds of pieces.
const (
	Same PieceKind = iota // in both
	Gone                  // in the old one only
	New                   // in the new one only
)

// Line is a line of two texts that were compared: its pieces in order.
type Line []Piece

// Changed reports whether the line is not the same in both texts.
func (l Line) Changed() bool { return len(l) != 1 || l[0].Kind != Same }

// Old and Text are the line as it was and as it is now, "" where it was not there.
func (l Line) Old() string { return l.of(Gone) }

// Text is the line as it is now.
func (l Line) Text() string { return l.of(New) }

func (l Line) of(kind PieceKind) string {
	var words []string
	for _, p := range l {
		if p.Kind == Same || p.Kind == kind {
			words = append(words, p.Words)
		}
	}
	return strings.Join(words, " ")
}

// DiffLines compares two texts line by line, and lines that took each other's place word by word.
func DiffLines(before, after []string) []Line {
	var lines []Line
	var gone, fresh []string
	settle := func() {
		for i := range max(len(gone), len(fresh)) {
			switch {
			case i >= len(fresh):
				lines = append(lines, Line{{gone[i], Gone}})
			case i >= len(gone):
				lines = append(lines, Line{{fresh[i], New}})
			default:
				lines = append(lines, DiffWords(gone[i], fresh[i]))
			}
		}
		gone, fresh = nil, nil
	}
	for _, p := range diff(before, after) {
		switch p.Kind {
		case Gone:
			gone = append(gone, p.Words)
		case New:
			fresh = append(fresh, p.Words)
		default:
			settle()
			lines = append(lines, Line{p})
		}
	}
	settle()
	return lines
}

// DiffWords compares two lines word by word. Lines that share less than a third of their words are shown as a whole.
func DiffWords(before, after string) Line {
	old, fresh := strings.Fields(before), strings.Fields(after)
	var line Line
	shared := 0
	for _, p := range diff(old, fresh) {
		if p.Kind == Same {
			shared++
		}
		if last := len(line) - 1; last >= 0 && line[last].Kind == p.Kind {
			line[last].Words += " " + p.Words
		} else {
			line = append(line, p)
		}
	}
	if 3*shared < max(len(old), len(fresh)) {
		return Line{{strings.Join(old, " "), Gone}, {strings.Join(fresh, " "), New}}
	}
	return line
}

// mostDiff is how many comparisons one difference may cost; what is larger is shown as replaced.
const mostDiff = 4_000_000

// diff is what to take from before and what to add to make after of it, keeping as much as can be kept: the longest common subsequence.
func diff(before, after []string) []Piece {
	var pieces []Piece
	if len(before)*len(after) > mostDiff {
		for _, words := range before {
			pieces = append(pieces, Piece{words, Gone})
		}
		for _, words := range after {
			pieces = append(pieces, Piece{words, New})
		}
		return pieces
	}
	kept := commonFrom(before, after)
	i, j := 0, 0
	for i < len(before) || j < len(after) {
		switch {
		case i < len(before) && j < len(after) && before[i] == after[j]:
			pieces = append(pieces, Piece{before[i], Same})
			i, j = i+1, j+1
		case j == len(after) || i < len(before) && kept[i+1][j] >= kept[i][j+1]:
			pieces = append(pieces, Piece{before[i], Gone})
			i++
		default:
			pieces = append(pieces, Piece{after[j], New})
			j++
		}
	}
	return pieces
}

// commonFrom is, for each beginning, how many words the two have in common in order from there on.
func commonFrom(before, after []string) [][]int32 {
	common := make([][]int32, len(before)+1)
	for i := range common {
		common[i] = make([]int32, len(after)+1)
	}
	for i := len(before) - 1; i >= 0; i-- {
		for j := len(after) - 1; j >= 0; j-- {
			if before[i] == after[j] {
				common[i][j] = common[i+1][j+1] + 1
			} else {
				common[i][j] = max(common[i+1][j], common[i][j+1])
			}
		}
	}
	return common
}
