package syntax

import (
	"bytes"
	"fmt"
	"strings"
	"unicode/utf8"
)

// decode turns the bytes of a file into text: UTF-8 with "\n" line ends, a
// newline at the end, no byte order mark. The encoding is found as PEP 263 says.
func decode(src []byte) (string, *Error) {
	bom := bytes.HasPrefix(src, []byte("\xef\xbb\xbf"))
	if bom {
		src = src[3:]
	}
	enc, line := cookie(src)
	norm := strings.ReplaceAll(strings.ToLower(enc), "_", "-")
	latin := false
	switch {
	case norm == "" || norm == "utf-8" || strings.HasPrefix(norm, "utf-8-") || norm == "utf8" || norm == "u8" || norm == "utf" || norm == "cp65001":
	case bom:
		return "", &Error{Range{line, 0, line, 0}, fmt.Sprintf("encoding problem: %s with BOM", enc), CodeEncoding}
	case norm == "latin-1" || norm == "iso-8859-1" || norm == "iso-latin-1" || norm == "latin1" || norm == "l1" ||
		norm == "iso8859-1" || norm == "8859" || norm == "cp819" || norm == "latin" || strings.HasPrefix(norm, "latin-1-") || strings.HasPrefix(norm, "iso-8859-1-") || strings.HasPrefix(norm, "iso-latin-1-"):
		latin = true
	case norm == "ascii" || norm == "us-ascii" || norm == "646" || norm == "ansi-x3.4-1968" || norm == "iso646-us":
		for i, c := range src {
			if c >= 0x80 {
				r := lineOf(src, i)
				return "", &Error{r, fmt.Sprintf("(unicode error) 'ascii' codec can't decode byte 0x%02x in position %d: ordinal not in range(128)", c, i), CodeEncoding}
			}
		}
	default:
		table, ok := charmaps[norm]
		if !ok {
			return "", &Error{Range{line, 0, line, 0}, "unknown encoding: " + enc, CodeEncoding}
		}
		src = table.recode(src)
	}
	if i := bytes.IndexByte(src, 0); i >= 0 {
		return "", &Error{lineOf(src, i), "source code string cannot contain null bytes", CodeEncoding}
	}
	if latin {
		out := make([]byte, 0, len(src)+len(src)/8)
		for _, c := range src {
			out = utf8.AppendRune(out, rune(c))
		}
		src = out
	} else if !utf8.Valid(src) {
		i := 0
		for i < len(src) {
			r, n := utf8.DecodeRune(src[i:])
			if r == utf8.RuneError && n <= 1 {
				break
			}
			i += n
		}
		reason := "invalid start byte"
		switch c := src[i]; {
		case c >= 0xc2 && c <= 0xf4 && !utf8.FullRune(src[i:]):
			reason = "unexpected end of data"
		case c >= 0xc2 && c <= 0xf4:
			reason = "invalid continuation byte"
		}
		r := lineOf(src, i)
		return "", &Error{r, fmt.Sprintf("(unicode error) 'utf-8' codec can't decode byte 0x%02x in position %d: %s",
			src[i], i, reason), CodeEncoding}
	}
	text := string(src)
	if strings.IndexByte(text, '\r') >= 0 {
		text = strings.ReplaceAll(text, "\r\n", "\n")
		text = strings.ReplaceAll(text, "\r", "\n")
	}
	if text != "" && text[len(text)-1] != '\n' {
		text += "\n"
	}
	return text, nil
}

// lineOf gives the place of byte i.
func lineOf(src []byte, i int) Range {
	line := int32(bytes.Count(src[:i], []byte("\n")) + 1)
	col := int32(i - bytes.LastIndexByte(src[:i], '\n') - 1)
	return Range{line, col, line, col + 1}
}

// cookie finds the encoding declared in one of the first two lines, "" when there is none,
// and the line it stands on. The second line counts only when the first is
// blank or a comment.
func cookie(src []byte) (string, int32) {
	for n := int32(1); n <= 2; n++ {
		line := src
		if i := bytes.IndexAny(src, "\r\n"); i >= 0 {
			line = src[:i]
			rest := src[i:]
			if bytes.HasPrefix(rest, []byte("\r\n")) {
				rest = rest[1:]
			}
			src = rest[1:]
		} else {
			src = nil
		}
		text := bytes.TrimLeft(line, " \t\f")
		if len(text) == 0 {
			continue
		}
		if text[0] != '#' {
			return "", 0
		}
		for i := bytes.Index(text, []byte("coding")); i >= 0; {
			t := text[i+6:]
			if len(t) > 0 && (t[0] == ':' || t[0] == '=') {
				t = bytes.TrimLeft(t[1:], " \t")
				end := 0
				for end < len(t) && (isNameByte(t[end]) && t[end] < 0x80 || t[end] == '-' || t[end] == '.') {
					end++
				}
				if end > 0 {
					return string(t[:end]), n
				}
			}
			j := bytes.Index(text[i+6:], []byte("coding"))
			if j < 0 {
				break
			}
			i += 6 + j
		}
	}
	return "", 0
}

// charmap maps the bytes 0x80 to 0xff of an encoding.
type charmap [128]rune

func (m *charmap) recode(src []byte) []byte {
	out := make([]byte, 0, len(src)+len(src)/4)
	for _, c := range src {
		if c < 0x80 {
			out = append(out, c)
		} else {
			out = utf8.AppendRune(out, m[c-0x80])
		}
	}
	return out
}

// charmaps are the single-byte encodings beyond Latin-1 that occur in Python sources.
var charmaps = map[string]*charmap{
	"iso-8859-15":  latin15(),
	"latin-9":      latin15(),
	"cp1252":       cp1252(),
	"windows-1252": cp1252(),
	"koi8-r":       koi8r(),
}

func latin15() *charmap {
	m := new(charmap)
	for i := range m {
		m[i] = rune(0x80 + i)
	}
	for b, r := range map[int]rune{0xa4: '€', 0xa6: 'Š', 0xa8: 'š', 0xb4: 'Ž', 0xb8: 'ž', 0xbc: 'Œ', 0xbd: 'œ', 0xbe: 'Ÿ'} {
		m[b-0x80] = r
	}
	return m
}

func cp1252() *charmap {
	m := new(charmap)
	for i := range m {
		m[i] = rune(0x80 + i)
	}
	high := []rune("€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ")
	copy(m[:32], high)
	return m
}

func koi8r() *charmap {
	m := new(charmap)
	copy(m[:], []rune("─│┌┐└┘├┤┬┴┼▀▄█▌▐░▒▓⌠■∙√≈≤≥\u00a0⌡°²·÷═║╒ё╓╔╕╖╗╘╙╚╛╜╝╞╟╠╡Ё╢╣╤╥╦╧╨╩╪╫╬©"+
		"юабцдефгхийклмнопярстужвьызшэщчъЮАБЦДЕФГХИЙКЛМНОПЯРСТУЖВЬЫЗШЭЩЧЪ"))
	return m
}
