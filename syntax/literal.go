package syntax

import (
	"math/big"
	"strconv"
	"strings"
	"unicode/utf8"
)

// number is the value of the number token at the current position.
func (p *parser) number() ConstValue {
	s := p.text()
	if len(s) < 18 && strings.IndexByte(s, '_') < 0 && s[0] != '0' {
		n := int64(0)
		for i := 0; i < len(s); i++ {
			if s[i] < '0' || s[i] > '9' {
				return p.slowNumber(s)
			}
			n = n*10 + int64(s[i]-'0')
		}
		return Int{Small: n}
	}
	return p.slowNumber(s)
}

func (p *parser) slowNumber(s string) ConstValue {
	s = strings.ReplaceAll(s, "_", "")
	if len(s) > 2 && s[0] == '0' && !isDigit(s[1]) {
		base := 0
		switch s[1] | 0x20 {
		case 'x':
			base = 16
		case 'o':
			base = 8
		case 'b':
			base = 2
		}
		if base > 0 {
			if n, err := strconv.ParseInt(s[2:], base, 64); err == nil {
				return Int{Small: n}
			}
			b, _ := new(big.Int).SetString(s[2:], base)
			return Int{Big: b}
		}
	}
	imag := s[len(s)-1]|0x20 == 'j'
	if imag {
		s = s[:len(s)-1]
	}
	if !imag && strings.IndexAny(s, ".eE") < 0 {
		if n, err := strconv.ParseInt(s, 10, 64); err == nil {
			return Int{Small: n}
		}
		if len(s) > maxIntDigits && strings.TrimLeft(s, "0") != "" {
			p.fail(p.pos(), "Exceeds the limit (%d digits) for integer string conversion: value has %d digits; "+
				"use sys.set_int_max_str_digits() to increase the limit - Consider hexadecimal for huge integer literals to avoid decimal conversion limits.",
				maxIntDigits, len(s))
		}
		b, ok := new(big.Int).SetString(s, 10)
		if !ok {
			p.fail(p.pos(), "invalid decimal literal")
		}
		return Int{Big: b}
	}
	// The only error possible is an overflow, whose value is the infinity that Python has, too.
	f, _ := strconv.ParseFloat(s, 64)
	if imag {
		return Imag(f)
	}
	return Float(f)
}

// literalParts says where the body of the string token t lies and what its prefix is.
func (p *parser) literalParts(t *token) (prefix, body string, bodyStart int32) {
	s := p.textOf(t)
	i := 0
	for s[i] != '"' && s[i] != '\'' {
		i++
	}
	prefix = s[:i]
	n := 1
	if len(s) >= i+6 && s[i+1] == s[i] && s[i+2] == s[i] {
		n = 3
	}
	return prefix, s[i+n : len(s)-n], t.start + int32(i+n)
}

func hasPrefix(prefix string, c byte) bool {
	for i := 0; i < len(prefix); i++ {
		if prefix[i]|0x20 == c {
			return true
		}
	}
	return false
}

// strings parses one or more adjacent string literals.
func (p *parser) strings() Expr {
	t := p.tok()
	if k := p.next(1); p.k == tkString && k != tkString && k != tkFStringStart {
		prefix, body, _ := p.literalParts(t)
		if !hasPrefix(prefix, 'f') {
			c := p.newConst(t.Range, p.literal(t, prefix, body))
			if prefix == "u" {
				c.Kind = "u"
			}
			p.advance()
			return c
		}
	}
	return p.concatenation()
}

// literal is the value of a string or bytes literal that is no f-string.
func (p *parser) literal(t *token, prefix, body string) ConstValue {
	raw := hasPrefix(prefix, 'r') || strings.IndexByte(body, '\\') < 0
	if hasPrefix(prefix, 'b') {
		for i := 0; i < len(body); i++ {
			if body[i] >= 0x80 {
				p.fail(t.Range, "bytes can only contain ASCII literal characters")
			}
		}
		if raw {
			return Bytes(body)
		}
		return Bytes(p.bytesEscapes(t, body))
	}
	if raw {
		return Str(body)
	}
	return Str(p.escapes(t, body))
}

// concatenation joins adjacent literals of which several, or an f-string, are there.
func (p *parser) concatenation() Expr {
	first := p.i
	var b joiner
	b.p = p
	nbytes, n := 0, 0
	for p.k == tkString || p.k == tkFStringStart {
		n++
		if p.k == tkFStringStart {
			b.isF = true
			p.fstring(&b)
			continue
		}
		t := p.tok()
		prefix, body, at := p.literalParts(t)
		if hasPrefix(prefix, 'b') {
			nbytes++
		}
		if nbytes > 0 && nbytes < n {
			p.fail(p.from(p.toks[first].Range), "cannot mix bytes and nonbytes literals")
		}
		if hasPrefix(prefix, 'f') {
			b.isF = true
			b.legacyEnd = p.lastOfStrings()
			p.legacyFString(&b, t, body, at, hasPrefix(prefix, 'r'), first)
		} else {
			kind := ""
			if prefix == "u" {
				kind = "u"
			}
			v := p.literal(t, prefix, body)
			if bv, ok := v.(Bytes); ok {
				b.bytes.WriteString(string(bv))
			} else {
				b.add(string(v.(Str)), kind, t.Range)
			}
		}
		p.advance()
	}
	if nbytes > 0 && nbytes < n {
		p.fail(p.from(p.toks[first].Range), "cannot mix bytes and nonbytes literals")
	}
	r := p.from(p.toks[first].Range)
	if nbytes > 0 {
		return p.newConst(r, Bytes(b.bytes.String()))
	}
	kind := ""
	if t := p.toks[first]; t.kind == tkString && p.src[t.start] == 'u' {
		kind = "u"
	}
	if !b.isF {
		c := p.newConst(r, Str(b.text.String()))
		c.Kind = kind
		return c
	}
	values := b.finish()
	if !p.v.AtLeast(3, 12) {
		// All parts of an f-string stand where the whole stands.
		for _, v := range values {
			if c, ok := v.(*Constant); ok {
				c.Range, c.Kind = r, kind
			}
		}
	}
	return &JoinedStr{Range: r, Values: values}
}

// lastOfStrings is the last of the adjacent literals at the current position.
func (p *parser) lastOfStrings() *token {
	j := p.i
	for p.toks[j+1].kind == tkString {
		j++
	}
	return &p.toks[j]
}

// joiner collects the parts of a concatenation, merging adjacent text.
type joiner struct {
	p         *parser
	isF       bool
	text      strings.Builder
	bytes     strings.Builder
	r         Range // of the text so far
	kind      string
	any       bool // there was text, perhaps empty
	values    []Expr
	legacyEnd *token
}

// add appends text that stands at r.
func (b *joiner) add(s, kind string, r Range) {
	if !b.any {
		b.r, b.kind = r, kind
	} else {
		b.r.EndLine, b.r.EndCol = r.EndLine, r.EndCol
	}
	b.any = true
	b.text.WriteString(s)
}

// addExpr appends a replacement field.
func (b *joiner) addExpr(e Expr) {
	b.flush()
	b.values = append(b.values, e)
}

// flush ends a piece of text; nothing is kept of an empty one.
func (b *joiner) flush() {
	if b.text.Len() > 0 {
		c := b.p.newConst(b.r, Str(b.text.String()))
		c.Kind = b.kind
		b.values = append(b.values, c)
	}
	b.text.Reset()
	b.any = false
}

func (b *joiner) finish() []Expr {
	b.flush()
	return b.values
}

// bytesEscapes replaces the escape sequences of a bytes literal.
func (p *parser) bytesEscapes(t *token, s string) string {
	out := make([]byte, 0, len(s))
	for i := 0; i < len(s); {
		c := s[i]
		i++
		if c != '\\' || i >= len(s) {
			out = append(out, c)
			continue
		}
		c = s[i]
		i++
		if b, ok := simpleEscape(c); ok {
			if b != 0 || c != '\n' {
				out = append(out, b)
			}
			continue
		}
		switch {
		case c >= '0' && c <= '7':
			n, k := octal(s[i-1:])
			i += k - 1
			out = append(out, byte(n))
		case c == 'x':
			if i+2 > len(s) || !isHex(s[i]) || !isHex(s[i+1]) {
				p.fail(t.Range, "(value error) invalid \\x escape at position %d", i-2)
			}
			n, _ := strconv.ParseUint(s[i:i+2], 16, 8)
			i += 2
			out = append(out, byte(n))
		default:
			out = append(out, '\\', c)
		}
	}
	return string(out)
}

// simpleEscape gives the character of a one-letter escape; a backslash before
// a newline gives 0, for nothing.
func simpleEscape(c byte) (byte, bool) {
	switch c {
	case '\n':
		return 0, true
	case '\\', '\'', '"':
		return c, true
	case 'a':
		return 7, true
	case 'b':
		return 8, true
	case 'f':
		return 12, true
	case 'n':
		return 10, true
	case 'r':
		return 13, true
	case 't':
		return 9, true
	case 'v':
		return 11, true
	}
	return 0, false
}

func isHex(c byte) bool { return isDigit(c) || 'a' <= c|0x20 && c|0x20 <= 'f' }

// octal reads up to three octal digits.
func octal(s string) (n, k int) {
	for k < 3 && k < len(s) && s[k] >= '0' && s[k] <= '7' {
		n = n*8 + int(s[k]-'0')
		k++
	}
	return n, k
}

// escapes replaces the escape sequences of a string literal. The result is WTF-8.
func (p *parser) escapes(t *token, s string) string {
	out := make([]byte, 0, len(s))
	for i := 0; i < len(s); {
		j := strings.IndexByte(s[i:], '\\')
		if j < 0 {
			out = append(out, s[i:]...)
			break
		}
		out = append(out, s[i:i+j]...)
		i += j + 1
		if i >= len(s) {
			out = append(out, '\\')
			break
		}
		c := s[i]
		i++
		if b, ok := simpleEscape(c); ok {
			if c != '\n' {
				out = append(out, b)
			}
			continue
		}
		switch c {
		case '0', '1', '2', '3', '4', '5', '6', '7':
			n, k := octal(s[i-1:])
			i += k - 1
			out = appendWTF8(out, rune(n))
		case 'x':
			out, i = p.hexEscape(t, out, s, i, 2, "\\xXX")
		case 'u':
			out, i = p.hexEscape(t, out, s, i, 4, "\\uXXXX")
		case 'U':
			out, i = p.hexEscape(t, out, s, i, 8, "\\UXXXXXXXX")
		case 'N':
			end := -1
			if i < len(s) && s[i] == '{' {
				end = strings.IndexByte(s[i:], '}')
			}
			if end <= 1 {
				p.unicodeError(t, s, i-2, i, "malformed \\N character escape")
			}
			name := s[i+1 : i+end]
			rs, ok := runeByName(name)
			i += end + 1
			if !ok {
				p.unicodeError(t, s, i-len(name)-4, i, "unknown Unicode character name")
			}
			out = appendWTF8(out, rs)
		default:
			out = append(out, '\\')
			i--
			_, n := utf8.DecodeRuneInString(s[i:])
			out = append(out, s[i:i+n]...)
			i += n
		}
	}
	return string(out)
}

// hexEscape reads the n digits of an escape at s[i:].
func (p *parser) hexEscape(t *token, out []byte, s string, i, n int, form string) ([]byte, int) {
	k := 0
	v := rune(0)
	for k < n && i+k < len(s) && isHex(s[i+k]) {
		d, _ := strconv.ParseUint(s[i+k:i+k+1], 16, 8)
		if v < 1<<27 {
			v = v<<4 | rune(d)
		}
		k++
	}
	if k < n {
		p.unicodeError(t, s, i-2, i+k, "truncated "+form+" escape")
	}
	if v > 0x10ffff {
		p.unicodeError(t, s, i-2, i+k, "illegal Unicode character")
	}
	return appendWTF8(out, v), i + n
}

// unicodeError reports a bad escape at s[from:to], in CPython's words; the
// positions count code points.
func (p *parser) unicodeError(t *token, s string, from, to int, reason string) {
	a := utf8.RuneCountInString(s[:from])
	b := utf8.RuneCountInString(s[:to]) - 1
	if a == b {
		p.fail(t.Range, "(unicode error) 'unicodeescape' codec can't decode byte 0x5c in position %d: %s", a, reason)
	}
	p.fail(t.Range, "(unicode error) 'unicodeescape' codec can't decode bytes in position %d-%d: %s", a, b, reason)
}

// appendWTF8 appends a code point; a surrogate becomes three bytes like any other.
func appendWTF8(b []byte, r rune) []byte {
	if r >= 0xd800 && r <= 0xdfff {
		return append(b, 0xe0|byte(r>>12), 0x80|byte(r>>6)&0xbf, 0x80|byte(r)&0x3f|0x80)
	}
	return utf8.AppendRune(b, r)
}
