package sheet

import (
	"bufio"
	"bytes"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// Encoding is the name of a character encoding, as shown to people.
type Encoding string

// The encodings that are recognised from the bytes of a file.
const (
	UTF8        Encoding = "UTF-8"
	UTF16LE     Encoding = "UTF-16 (little endian)"
	UTF16BE     Encoding = "UTF-16 (big endian)"
	Windows1252 Encoding = "Windows-1252"
	Windows1250 Encoding = "Windows-1250"
	ShiftJIS    Encoding = "Shift_JIS"
)

// Encodings are the choices for a file whose encoding is not recognised, with their names on the web.
var Encodings = []struct{ Name, Words string }{
	{"utf-8", "UTF-8"}, {"windows-1252", "Western European (Windows-1252)"},
	{"windows-1250", "Central European (Windows-1250)"}, {"iso-8859-2", "Central European (ISO 8859-2)"},
	{"windows-1251", "Cyrillic (Windows-1251)"}, {"koi8-r", "Cyrillic (KOI8-R)"}, {"windows-1253", "Greek (Windows-1253)"},
	{"windows-1254", "Turkish (Windows-1254)"}, {"windows-1257", "Baltic (Windows-1257)"},
	{"windows-1255", "Hebrew (Windows-1255)"}, {"windows-1256", "Arabic (Windows-1256)"},
	{"shift_jis", "Japanese (Shift JIS)"}, {"euc-jp", "Japanese (EUC-JP)"}, {"euc-kr", "Korean (EUC-KR)"},
	{"gb18030", "Chinese, simplified (GB 18030)"}, {"big5", "Chinese, traditional (Big5)"}, {"macintosh", "Macintosh"},
	{"ibm850", "DOS (850)"},
}

// encodingNamed returns the encoding with a name on the web.
func encodingNamed(name string) (encoding.Encoding, error) {
	if strings.EqualFold(name, "ibm850") {
		return charmap.CodePage850, nil
	}
	return htmlindex.Get(name)
}

const unknownEncoding = "This encoding is not known. Write a name such as windows-1250, shift_jis or utf-8."

// nameOf returns an encoding as shown to people.
func nameOf(name string) Encoding {
	for _, e := range Encodings {
		if strings.EqualFold(e.Name, name) {
			return Encoding(e.Words)
		}
	}
	return Encoding(name)
}

// chosenText converts a file from the encoding that was chosen. Without a byte order mark and NULs.
func chosenText(r io.Reader, chosen encoding.Encoding) io.Reader {
	return transform.NewReader(r, transform.Chain(unicode.BOMOverride(chosen.NewDecoder()), &mender{}))
}

// peek is how many bytes of a file are examined before its first row is read.
const peek = 64 << 10

// decode converts a file to UTF-8 from the encoding that its first bytes suggest. It removes the byte order mark and
// NULs.
func decode(r *bufio.Reader) (io.Reader, Encoding) {
	head, _ := r.Peek(peek)
	switch {
	case bytes.HasPrefix(head, []byte{0xEF, 0xBB, 0xBF}):
		r.Discard(3)
	case bytes.HasPrefix(head, []byte{0xFF, 0xFE}), zeros(head, 1):
		return transform.NewReader(r,
			transform.Chain(unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewDecoder(), &mender{})), UTF16LE
	case bytes.HasPrefix(head, []byte{0xFE, 0xFF}), zeros(head, 0):
		return transform.NewReader(r,
			transform.Chain(unicode.UTF16(unicode.BigEndian, unicode.UseBOM).NewDecoder(), &mender{})), UTF16BE
	}
	mend := &mender{}
	name := UTF8
	if mend.latin = !wholeUTF8(head); mend.latin {
		switch {
		case isShiftJIS(head):
			return transform.NewReader(r, transform.Chain(japanese.ShiftJIS.NewDecoder(), &mender{})), ShiftJIS
		case isCentral(head):
			return transform.NewReader(r, transform.Chain(charmap.Windows1250.NewDecoder(), &mender{})), Windows1250
		}
		name = Windows1252
	}
	return transform.NewReader(r, mend), name
}

// isShiftJIS reports whether a text is Japanese in Shift JIS: all bytes beyond ASCII form pairs, at least half of the
// pairs begin with a byte that is rare in Western text, and some of these end with a byte beyond ASCII.
func isShiftJIS(head []byte) bool {
	pairs, low, both := 0, 0, 0
	japanese := func() bool { return both > 0 && 2*low >= pairs }
	for i := 0; i < len(head); i++ {
		c := head[i]
		switch {
		case c < utf8.RuneSelf, c >= 0xA1 && c <= 0xDF: // 0xA1 to 0xDF are half-width katakana
			continue
		case c == 0x80 || c == 0xA0 || c > 0xFC:
			return false
		case i+1 == len(head):
			return japanese()
		}
		i++
		next := head[i]
		if next < 0x40 || next == 0x7F || next > 0xFC {
			return false
		}
		pairs++
		if c <= 0x9F {
			low++
			if next >= utf8.RuneSelf {
				both++
			}
		}
	}
	return japanese()
}

// isCentral reports whether a text is in Windows-1250: it has bytes next to letters that are letters there, but signs
// such as £ in Windows-1252.
func isCentral(head []byte) bool {
	letter := func(i int) bool {
		return i >= 0 && i < len(head) &&
			(head[i] >= 'a' && head[i] <= 'z' || head[i] >= 'A' && head[i] <= 'Z' || head[i] >= 0xC0)
	}
	for i, c := range head {
		switch c {
		case 0xA3, 0xAF, 0xA5, 0x8C, 0x8F, 0x8D: // Ł Ż Ą Ś Ź Ť at the beginning of a word
			if letter(i+1) && !letter(i-1) && c != 0x8C {
				return true
			}
		case 0xB3, 0xB9, 0xBF, 0xBE, 0x9F, 0x9D: // ł ą ż ľ ź ť inside a word
			if letter(i-1) && letter(i+1) {
				return true
			}
		}
	}
	return false
}

// zeros reports whether a text without a byte order mark is UTF-16: most bytes at odd (at is 1) or even (0) positions
// are zero, and none of the others.
func zeros(head []byte, at int) bool {
	head = head[:min(len(head), 4096)]
	var here, there int
	for i, b := range head {
		if b == 0 && i%2 == at {
			here++
		} else if b == 0 {
			there++
		}
	}
	return len(head) >= 8 && there == 0 && here > len(head)*2/5
}

// wholeUTF8 reports whether a text is UTF-8. Its last character may be incomplete.
func wholeUTF8(head []byte) bool {
	for len(head) > 0 {
		r, size := utf8.DecodeRune(head)
		if r == utf8.RuneError && size == 1 {
			return len(head) < utf8.UTFMax && !utf8.FullRune(head)
		}
		head = head[size:]
	}
	return true
}

// mender drops NULs and reads bytes that are not UTF-8 as Windows-1252. So letters are kept in a file that was joined
// from several, or whose first such byte comes late. latin reads all bytes as Windows-1252.
type mender struct{ latin bool }

func (*mender) Reset() {}

func (m *mender) Transform(dst, src []byte, atEOF bool) (nDst, nSrc int, err error) {
	for nSrc < len(src) {
		c := src[nSrc]
		if c == 0 {
			nSrc++
			continue
		}
		if c < utf8.RuneSelf {
			if nDst == len(dst) {
				return nDst, nSrc, transform.ErrShortDst
			}
			n := plainRun(src[nSrc:min(len(src), nSrc+len(dst)-nDst)])
			nDst += copy(dst[nDst:], src[nSrc:nSrc+n])
			nSrc += n
			continue
		}
		if !m.latin && !atEOF && !utf8.FullRune(src[nSrc:]) {
			return nDst, nSrc, transform.ErrShortSrc
		}
		r, size := utf8.DecodeRune(src[nSrc:])
		if m.latin || r == utf8.RuneError && size == 1 {
			r, size = charmap.Windows1252.DecodeByte(c), 1
		}
		if nDst+utf8.RuneLen(r) > len(dst) {
			return nDst, nSrc, transform.ErrShortDst
		}
		nDst += utf8.EncodeRune(dst[nDst:], r)
		nSrc += size
	}
	return nDst, nSrc, nil
}

// plainRun returns how many bytes at the beginning are ASCII and not NUL.
func plainRun(src []byte) int {
	for i, c := range src {
		if c-1 >= utf8.RuneSelf-1 {
			return i
		}
	}
	return len(src)
}
