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

// DiffLines compares two texts line by line, and word by word those lines that took another's place and are like it.
func DiffLines(before, after []string) []Line {
	var lines []Line
	var gone, fresh []string
	settle := func() {
		like := func(i, j int) bool { return alike(gone[i], fresh[j]) }
		for _, p := range align(len(gone), len(fresh), like) {
			switch {
			case p.after < 0:
				lines = append(lines, Line{{gone[p.before], Gone}})
			case p.before < 0:
				lines = append(lines, Line{{fresh[p.after], New}})
			default:
				lines = append(lines, DiffWords(gone[p.before], fresh[p.after]))
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

// DiffWords compares two lines word by word. Lines that are not alike are shown as a whole.
func DiffWords(before, after string) Line {
	old, fresh := strings.Fields(before), strings.Fields(after)
	if !alike(before, after) {
		return Line{{strings.Join(old, " "), Gone}, {strings.Join(fresh, " "), New}}
	}
	var line Line
	for _, p := range diff(old, fresh) {
		if last := len(line) - 1; last >= 0 && line[last].Kind == p.Kind {
			line[last].Words += " " + p.Words
		} else {
			line = append(line, p)
		}
	}
	return line
}

// alike reports whether two lines share at least half of the words of the longer, in order.
func alike(before, after string) bool {
	old, fresh := strings.Fields(before), strings.Fields(after)
	shared := 0
	for _, p := range diff(old, fresh) {
		if p.Kind == Same {
			shared++
		}
	}
	return 2*shared >= max(len(old), len(fresh))
}

// mostDiff is how many comparisons one difference may cost; what is larger is shown as replaced.
const mostDiff = 4_000_000

// diff is what to take from before and what to add to make after of it, keeping as much as can be kept.
func diff(before, after []string) []Piece {
	var pieces []Piece
	for _, p := range align(len(before), len(after), func(i, j int) bool { return before[i] == after[j] }) {
		switch {
		case p.after < 0:
			pieces = append(pieces, Piece{before[p.before], Gone})
		case p.before < 0:
			pieces = append(pieces, Piece{after[p.after], New})
		default:
			pieces = append(pieces, Piece{before[p.before], Same})
		}
	}
	return pieces
}

// pair is a place in each of two lists that belong together; -1 is none.
type pair struct{ before, after int }

// align pairs as many of n things with m others as can be in order, by the longest common subsequence. All others stand
// alone, in their order.
func align(n, m int, same func(i, j int) bool) (pairs []pair) {
	var common [][]int32
	if n*m <= mostDiff {
		common = commonFrom(n, m, same)
	}
	i, j := 0, 0
	for i < n || j < m {
		switch {
		case common == nil && i < n:
			pairs = append(pairs, pair{i, -1})
			i++
		case common == nil:
			pairs = append(pairs, pair{-1, j})
			j++
		case i < n && j < m && common[i][j] > max(common[i+1][j], common[i][j+1]):
			pairs = append(pairs, pair{i, j})
			i, j = i+1, j+1
		case j == m || i < n && common[i+1][j] >= common[i][j+1]:
			pairs = append(pairs, pair{i, -1})
			i++
		default:
			pairs = append(pairs, pair{-1, j})
			j++
		}
	}
	return pairs
}

// commonFrom is, for each beginning, how many pairs there can be from there on.
func commonFrom(n, m int, same func(i, j int) bool) [][]int32 {
	common := make([][]int32, n+1)
	for i := range common {
		common[i] = make([]int32, m+1)
	}
	for i := n - 1; i >= 0; i-- {
		for j := m - 1; j >= 0; j-- {
			if same(i, j) {
				common[i][j] = common[i+1][j+1] + 1
			} else {
				common[i][j] = max(common[i+1][j], common[i][j+1])
			}
		}
	}
	return common
}
