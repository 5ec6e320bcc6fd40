package syntax

import "unicode/utf8"

// number lexes a numeric literal by the rules of the language reference,
// section 2.4.5 ff.
func (l *lexer) number() {
	start := l.pos
	c := l.at(0)
	kind := "decimal"
	if c == '0' {
		switch l.at(1) | 0x20 {
		case 'x':
			l.radix(start, "hexadecimal", func(c byte) bool {
				return isDigit(c) || 'a' <= c|0x20 && c|0x20 <= 'f'
			})
			return
		case 'o':
			l.radix(start, "octal", func(c byte) bool { return '0' <= c && c <= '7' })
			return
		case 'b':
			l.radix(start, "binary", func(c byte) bool { return c == '0' || c == '1' })
			return
		}
	}
	isInt := true
	if c != '.' {
		if !l.digits() {
			l.badNumber(start, "invalid decimal literal")
			return
		}
	}
	intEnd := l.pos
	if l.at(0) == '.' {
		isInt = false
		l.pos++
		if isDigit(l.at(0)) && !l.digits() {
			l.badNumber(start, "invalid decimal literal")
			return
		}
	}
	if l.at(0)|0x20 == 'e' {
		n := int32(1)
		if l.at(1) == '+' || l.at(1) == '-' {
			n = 2
		}
		if isDigit(l.at(n)) {
			isInt = false
			l.pos += n
			if !l.digits() {
				l.badNumber(start, "invalid decimal literal")
				return
			}
		} else if n == 2 {
			l.pos++
			l.badNumber(start, "invalid decimal literal")
			return
		}
	}
	if l.at(0)|0x20 == 'j' {
		isInt = false
		kind = "imaginary"
		l.pos++
	}
	if isInt && c == '0' && !allZeros(l.src[start:intEnd]) {
		r := Range{l.line, start - l.lineStart, l.line, intEnd - l.lineStart}
		l.fail(r, CodeSyntax, "leading zeros in decimal integer literals are not permitted; use an 0o prefix for octal integers")
		return
	}
	if l.endOfNumber(start, kind) {
		l.emit(tkNumber, start)
	}
}

func allZeros(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] != '0' && s[i] != '_' {
			return false
		}
	}
	return true
}

// digits steps over decimal digits with single underscores between them. It
// returns false when an underscore is not followed by a digit.
func (l *lexer) digits() bool {
	for {
		for isDigit(l.at(0)) {
			l.pos++
		}
		if l.at(0) != '_' {
			return true
		}
		l.pos++
		if !isDigit(l.at(0)) {
			return false
		}
	}
}

// radix lexes a number with a prefix.
func (l *lexer) radix(start int32, kind string, ok func(byte) bool) {
	l.pos += 2
	any := false
	for {
		if l.at(0) == '_' {
			l.pos++
		}
		if !ok(l.at(0)) {
			if c := l.at(0); isDigit(c) {
				l.pos++
				l.badNumber(start, "invalid digit '"+string(c)+"' in "+kind+" literal")
				return
			}
			l.badNumber(start, "invalid "+kind+" literal")
			return
		}
		for ok(l.at(0)) {
			l.pos++
		}
		any = true
		if l.at(0) != '_' {
			break
		}
	}
	if c := l.at(0); any && isDigit(c) {
		l.pos++
		l.badNumber(start, "invalid digit '"+string(c)+"' in "+kind+" literal")
		return
	}
	if l.endOfNumber(start, kind) {
		l.emit(tkNumber, start)
	}
}

// badNumber reports a malformed number and steps over the rest of it.
func (l *lexer) badNumber(start int32, msg string) {
	at := l.pos
	col := at - l.lineStart
	if col > 0 {
		col--
	}
	r := Range{l.line, col, l.line, col}
	for isNameByte(l.at(0)) {
		l.pos++
	}
	l.fail(r, CodeSyntax, "%s", msg)
}

// endOfNumber checks what follows a number: a letter is an error, unless it
// begins a keyword that may follow (accepted by CPython with a warning).
func (l *lexer) endOfNumber(start int32, kind string) bool {
	rest := l.src[l.pos:]
	if rest == "" || !isNameByte(rest[0]) {
		return true
	}
	for _, w := range [...]string{"and", "else", "for", "if", "in", "is", "not", "or"} {
		if len(rest) >= len(w) && rest[:len(w)] == w {
			return true
		}
	}
	r, size := utf8.DecodeRuneInString(rest)
	if r >= 0x80 && !identContinue(r) {
		return true // the next token reports the character
	}
	at := Range{l.line, l.pos - l.lineStart - 1, l.line, l.pos - l.lineStart - 1}
	_ = size
	for isNameByte(l.at(0)) {
		l.pos++
	}
	l.fail(at, CodeSyntax, "invalid %s literal", kind)
	return false
}
