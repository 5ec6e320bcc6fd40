package diag

import (
	"bytes"
	"os"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Sources gives renderings the text that diagnostics point into. Files are
// read at most once. The zero value is ready to use.
type Sources struct {
	// Read returns the UTF-8 text of a file. nil means os.ReadFile. Callers
	// that decode other encodings or read standard input supply their own.
	Read func(path string) ([]byte, error)

	files map[string][][]byte
}

// Add registers the text of a path, so that it is not read again.
func (s *Sources) Add(path string, text []byte) {
	if s.files == nil {
		s.files = map[string][][]byte{}
	}
	s.files[path] = splitLines(text)
}

// line returns one line (from 1) without its line ending, nil if there is none.
func (s *Sources) line(path string, n int) []byte {
	if path == "" || n < 1 {
		return nil
	}
	lines, ok := s.files[path]
	if !ok {
		read := s.Read
		if read == nil {
			read = os.ReadFile
		}
		text, err := read(path)
		if err != nil {
			text = nil // the diagnostic is still shown, without its line
		}
		s.Add(path, text)
		lines = s.files[path]
	}
	if n > len(lines) {
		return nil
	}
	return lines[n-1]
}

// column converts a byte offset from 0 to a code point column from 1.
func (s *Sources) column(path string, line, col int) int {
	text := s.line(path, line)
	if col > len(text) {
		return utf8.RuneCount(text) + 1 + col - len(text)
	}
	return utf8.RuneCount(text[:max(col, 0)]) + 1
}

// place is a Range in the units of the renderings: code points from 1, the end
// column being that after the last character. All zero for a zero Range.
type place struct{ line, col, endLine, endCol int }

func (s *Sources) place(path string, r Range) place {
	if r.Line == 0 {
		return place{}
	}
	if r.EndLine == 0 {
		r.EndLine, r.EndCol = r.Line, r.Col
	}
	line, endLine := int(r.Line), int(r.EndLine)
	p := place{line, s.column(path, line, int(r.Col)), endLine, s.column(path, endLine, int(r.EndCol))}
	if p.endLine == p.line && p.endCol <= p.col {
		p.endCol = p.col + 1
	}
	return p
}

// splitLines splits at \n, \r\n and \r, as Python does.
func splitLines(text []byte) [][]byte {
	var lines [][]byte
	text = bytes.TrimPrefix(text, []byte("\ufeff"))
	for len(text) > 0 {
		i := bytes.IndexAny(text, "\r\n")
		if i < 0 {
			return append(lines, text)
		}
		lines = append(lines, text[:i])
		if text[i] == '\r' && i+1 < len(text) && text[i+1] == '\n' {
			i++
		}
		text = text[i+1:]
	}
	return lines
}

// excerpt is a source line made fit for a terminal, and the underline below it.
type excerpt struct{ text, indent, marks string }

// excerpt cuts out the line where p starts. Control characters are shown as
// their pictures, tabs stay (and are repeated in the indent), and the marks are
// as wide as the characters they stand under.
func (s *Sources) excerpt(path string, p place) (excerpt, bool) {
	const maxWidth = 160 // longer lines are cut around the place
	line := s.line(path, p.line)
	if line == nil || p.line == 0 {
		return excerpt{}, false
	}
	runes := []rune(strings.ToValidUTF8(string(line), "\ufffd"))
	from, to := p.col-1, len(runes)
	if p.endLine == p.line {
		to = p.endCol - 1
	}
	start, end := 0, len(runes)
	if len(runes) > maxWidth {
		start = max(0, from-maxWidth/3)
		end = min(len(runes), start+maxWidth)
	}
	var text, indent, marks strings.Builder
	if start > 0 {
		text.WriteString("...")
		indent.WriteString("   ")
	}
	for i := start; i < end; i++ {
		r := runes[i]
		if r < 0x20 && r != '\t' {
			r = 0x2400 + r
		} else if r == 0x7f {
			r = 0x2421
		}
		text.WriteRune(r)
		switch w := runeWidth(r); {
		case i >= from && i < to:
			marks.WriteString(strings.Repeat("^", w))
		case i >= from:
		case r == '\t':
			indent.WriteByte('\t')
		default:
			indent.WriteString(strings.Repeat(" ", w))
		}
	}
	if end < len(runes) {
		text.WriteString("...")
	}
	if marks.Len() == 0 { // at the end of the line
		marks.WriteByte('^')
	}
	return excerpt{text.String(), indent.String(), marks.String()}, true
}

// runeWidth is the number of terminal cells of a character: 0 for combining
// marks, 2 for East Asian wide ones and most emoji, else 1.
func runeWidth(r rune) int {
	switch {
	case r < 0x300:
		return 1
	case unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf):
		return 0
	case r >= 0x1100 && r <= 0x115f, r >= 0x2e80 && r <= 0xa4cf, r >= 0xac00 && r <= 0xd7a3,
		r >= 0xf900 && r <= 0xfaff, r >= 0xfe30 && r <= 0xfe6f, r >= 0xff00 && r <= 0xff60,
		r >= 0xffe0 && r <= 0xffe6, r >= 0x1f300 && r <= 0x1faff, r >= 0x20000 && r <= 0x3fffd:
		return 2
	}
	return 1
}
