package syntax

import (
	"math"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Repr writes a constant as Python's repr does.
func Repr(c ConstValue) string {
	switch c := c.(type) {
	case Singleton:
		return c.String()
	case Int:
		return c.String()
	case Float:
		return floatRepr(float64(c), true)
	case Imag:
		return floatRepr(float64(c), false) + "j"
	case Str:
		return strRepr(string(c))
	case Bytes:
		return bytesRepr(string(c))
	}
	return ""
}

// String is the number in decimal.
func (i Int) String() string {
	if i.Big != nil {
		return i.Big.String()
	}
	return strconv.FormatInt(i.Small, 10)
}

// floatRepr writes the shortest digits that give f back, in Python's notation.
// point asks for ".0" behind a whole number.
func floatRepr(f float64, point bool) string {
	if math.IsInf(f, 0) {
		return "inf"
	}
	s := strconv.FormatFloat(f, 'e', -1, 64)
	mant, exp, _ := strings.Cut(s, "e")
	e, _ := strconv.Atoi(exp)
	if e < -4 || e >= 16 {
		sign := "+"
		if e < 0 {
			sign, e = "-", -e
		}
		if e < 10 {
			sign += "0"
		}
		return mant + "e" + sign + strconv.Itoa(e)
	}
	s = strconv.FormatFloat(f, 'f', -1, 64)
	if point && !strings.Contains(s, ".") {
		s += ".0"
	}
	return s
}

func quoteFor(s string) byte {
	if strings.IndexByte(s, '\'') >= 0 && strings.IndexByte(s, '"') < 0 {
		return '"'
	}
	return '\''
}

const hexDigits = "0123456789abcdef"

func strRepr(s string) string {
	q := quoteFor(s)
	b := make([]byte, 0, len(s)+2)
	b = append(b, q)
	for i := 0; i < len(s); {
		c := s[i]
		if c < 0x80 {
			i++
			b = appendEscaped(b, c, q)
			continue
		}
		r, n := utf8.DecodeRuneInString(s[i:])
		if r == utf8.RuneError && n == 1 && i+2 < len(s) {
			// A lone surrogate.
			r = rune(c&0xf)<<12 | rune(s[i+1]&0x3f)<<6 | rune(s[i+2]&0x3f)
			n = 3
		} else if unicode.IsPrint(r) {
			b = append(b, s[i:i+n]...)
			i += n
			continue
		}
		i += n
		switch {
		case r < 0x100:
			b = append(b, '\\', 'x', hexDigits[r>>4], hexDigits[r&15])
		case r < 0x10000:
			b = append(b, '\\', 'u', hexDigits[r>>12], hexDigits[r>>8&15], hexDigits[r>>4&15], hexDigits[r&15])
		default:
			b = append(b, '\\', 'U')
			for k := 28; k >= 0; k -= 4 {
				b = append(b, hexDigits[r>>k&15])
			}
		}
	}
	return string(append(b, q))
}

// appendEscaped appends an ASCII character or byte.
func appendEscaped(b []byte, c, q byte) []byte {
	switch {
	case c == q || c == '\\':
		return append(b, '\\', c)
	case c == '\n':
		return append(b, '\\', 'n')
	case c == '\r':
		return append(b, '\\', 'r')
	case c == '\t':
		return append(b, '\\', 't')
	case c < 0x20 || c >= 0x7f:
		return append(b, '\\', 'x', hexDigits[c>>4], hexDigits[c&15])
	}
	return append(b, c)
}

func bytesRepr(s string) string {
	q := quoteFor(s)
	b := append(make([]byte, 0, len(s)+3), 'b', q)
	for i := 0; i < len(s); i++ {
		b = appendEscaped(b, s[i], q)
	}
	return string(append(b, q))
}
