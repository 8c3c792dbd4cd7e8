package intake

import (
	"bufio"
	"bytes"
	"io"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// Encoding is how a file writes its letters.
type Encoding string

// The encodings that are told apart.
const (
	UTF8        Encoding = "UTF-8"
	UTF16LE     Encoding = "UTF-16 (little endian)"
	UTF16BE     Encoding = "UTF-16 (big endian)"
	Windows1252 Encoding = "Windows-1252"
)

// peek is how much of a file is looked at before its first row is read.
const peek = 64 << 10

// decode is r in UTF-8, without a mark at its beginning and without NULs.
func decode(r *bufio.Reader) (io.Reader, Encoding) {
	head, _ := r.Peek(peek)
	switch {
	case bytes.HasPrefix(head, []byte{0xEF, 0xBB, 0xBF}):
		r.Discard(3)
	case bytes.HasPrefix(head, []byte{0xFF, 0xFE}), zeros(head, 1):
		return transform.NewReader(r, transform.Chain(unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewDecoder(), &mender{})), UTF16LE
	case bytes.HasPrefix(head, []byte{0xFE, 0xFF}), zeros(head, 0):
		return transform.NewReader(r, transform.Chain(unicode.UTF16(unicode.BigEndian, unicode.UseBOM).NewDecoder(), &mender{})), UTF16BE
	}
	mend := &mender{}
	encoding := UTF8
	if mend.latin = !wholeUTF8(head); mend.latin {
		encoding = Windows1252
	}
	return transform.NewReader(r, mend), encoding
}

// zeros reports UTF-16 without a mark: nearly all bytes at odd (1) or even (0) places are zero, and none at the others.
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

// wholeUTF8 reports whether head is UTF-8, save that its last rune may be cut off.
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

// mender passes UTF-8 on, drops NULs, and reads a byte that is not UTF-8 as Windows-1252: a file whose first such byte comes late, or
// that was glued together from several, keeps its letters.
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

// plainRun is how many bytes at the beginning of src are ASCII and not NUL.
func plainRun(src []byte) int {
	for i, c := range src {
		if c-1 >= utf8.RuneSelf-1 {
			return i
		}
	}
	return len(src)
}
