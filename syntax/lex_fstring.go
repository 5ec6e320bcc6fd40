package syntax

// fstringMode is the state of the lexer inside an f-string of Python 3.12 or
// later (PEP 701). The lexer alternates between literal text and the tokens of
// replacement fields; a format specification is text inside a field.
type fstringMode struct {
	Range
	quote  byte
	triple bool
	raw    bool
	fields []fstringField
}

// fstringField is an open replacement field.
type fstringField struct {
	level  int // open brackets, with the field's own brace
	inSpec bool
}

// inText says whether the lexer is to read literal text.
func (m *fstringMode) inText() bool {
	n := len(m.fields)
	return n == 0 || m.fields[n-1].inSpec
}

// level is the number of brackets that are open outside the current field's expression.
func (m *fstringMode) level() int {
	if n := len(m.fields); n > 0 {
		return m.fields[n-1].level
	}
	return 0
}

// fstringStart begins an f-string; the current position is at its first quote.
func (l *lexer) fstringStart(start int32, quote byte, triple, raw bool) {
	l.pos++
	if triple {
		l.pos += 2
	}
	if len(l.fstrings) >= maxFString {
		l.fail(l.here(start), CodeNesting, "too many nested f-strings")
		l.pos = int32(len(l.src))
		l.fstrings = l.fstrings[:0]
		l.brackets = l.brackets[:0]
		return
	}
	l.emit(tkFStringStart, start)
	l.fstrings = append(l.fstrings, fstringMode{
		Range: l.here(start), quote: quote, triple: triple, raw: raw,
	})
}

// fstringUnterminated reports that the innermost f-string has no end.
func (l *lexer) fstringUnterminated() {
	m := l.fstrings[len(l.fstrings)-1]
	r := Range{m.Line, m.Col, m.Line, m.Col}
	if m.triple {
		l.fail(r, CodeSyntax, "unterminated triple-quoted f-string literal (detected at line %d)", l.lastLine())
	} else {
		l.fail(r, CodeSyntax, "unterminated f-string literal (detected at line %d)", l.line)
	}
	l.fstringPop()
}

// fstringPop leaves the innermost f-string and the fields that are open in it.
func (l *lexer) fstringPop() {
	n := len(l.fstrings) - 1
	if f := l.fstrings[n].fields; len(f) > 0 && len(l.brackets) >= f[0].level {
		l.brackets = l.brackets[:f[0].level-1]
	}
	l.fstrings = l.fstrings[:n]
}

// fieldOperator lexes the operators that have a meaning of their own at the
// top of a replacement field.
func (l *lexer) fieldOperator(m *fstringMode, start int32) bool {
	n := len(m.fields)
	if n == 0 || len(l.brackets) != m.fields[n-1].level {
		return false
	}
	switch l.src[start] {
	case ':':
		l.pos++
		l.emit(tkColon, start)
		m.fields[n-1].inSpec = true
		return true
	case '!':
		if l.at(1) != '=' {
			l.pos++
			l.emit(tkExclamation, start)
			return true
		}
	case '}':
		l.fieldEnd(m)
		return true
	}
	return false
}

// fieldEnd lexes the closing brace of a field.
func (l *lexer) fieldEnd(m *fstringMode) {
	start := l.pos
	l.pos++
	l.brackets = l.brackets[:len(l.brackets)-1]
	l.emit(tkRBrace, start)
	m.fields = m.fields[:len(m.fields)-1]
}

// fstringText lexes literal text of an f-string, up to the next field or the end.
func (l *lexer) fstringText() {
	m := &l.fstrings[len(l.fstrings)-1]
	inSpec := len(m.fields) > 0
	start, line, lineStart := l.pos, l.line, l.lineStart
	// middle emits the text so far, of which the last skip bytes do not count.
	middle := func(skip int32) {
		if l.pos-skip > start || skip > 0 {
			l.toks = append(l.toks, token{
				kind: tkFStringMiddle, level: uint8(len(l.brackets)), start: start, end: l.pos - skip,
				Range: Range{line, start - lineStart, l.line, l.pos - skip - l.lineStart},
			})
		}
		start, line, lineStart = l.pos, l.line, l.lineStart
	}
	for {
		if l.eof() {
			middle(0)
			l.fstringUnterminated()
			return
		}
		switch c := l.at(0); c {
		case '\n':
			if !m.triple {
				if inSpec && !l.version.AtLeast(3, 13) {
					// The specification ends at the end of the line.
					middle(0)
					m.fields[len(m.fields)-1].inSpec = false
					return
				}
				middle(0)
				if inSpec {
					l.fail(l.here(l.pos), CodeSyntax, "f-string: newlines are not allowed in format specifiers for single quoted f-strings")
					l.fstringPop()
					return
				}
				l.fstringUnterminated()
				return
			}
			l.newline()
		case m.quote:
			if m.triple && (l.at(1) != c || l.at(2) != c) {
				l.pos++
				continue
			}
			middle(0)
			end := l.pos
			l.pos++
			if m.triple {
				l.pos += 2
			}
			if inSpec {
				l.fail(l.here(end), CodeSyntax, "f-string: expecting '}'")
				l.fstringPop()
				return
			}
			l.emit(tkFStringEnd, end)
			l.fstringPop()
			return
		case '{':
			if l.at(1) == '{' && !inSpec {
				l.pos += 2
				middle(1)
				continue
			}
			middle(0)
			brace := l.pos
			l.pos++
			if len(l.brackets) >= maxBrackets {
				l.fail(l.here(brace), CodeNesting, "too many nested parentheses")
				l.pos = int32(len(l.src))
				l.brackets = l.brackets[:0]
				l.fstrings = l.fstrings[:0]
				return
			}
			l.brackets = append(l.brackets, bracket{'{', l.here(brace)})
			l.emit(tkLBrace, brace)
			m.fields = append(m.fields, fstringField{level: len(l.brackets)})
			return
		case '}':
			if inSpec {
				middle(0)
				l.fieldEnd(m)
				return
			}
			if l.at(1) == '}' {
				l.pos += 2
				middle(1)
				continue
			}
			middle(0)
			at := l.pos
			l.pos++
			l.fail(l.here(at), CodeSyntax, "f-string: single '}' is not allowed")
			start, line, lineStart = l.pos, l.line, l.lineStart
		case '\\':
			l.pos++
			switch e := l.at(0); {
			case e == '{' || e == '}':
				// The brace keeps its meaning.
			case e == '\n':
				l.newline()
			case e == 'N' && !m.raw && l.at(1) == '{':
				l.pos += 2
				for !l.eof() && l.at(0) != '}' && l.at(0) != '\n' && l.at(0) != m.quote {
					l.pos++
				}
				if l.at(0) == '}' {
					l.pos++
				}
			case l.eof():
			default:
				l.pos++
			}
		default:
			l.pos++
		}
	}
}
