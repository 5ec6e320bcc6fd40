package syntax

import (
	"fmt"
	"unicode"
	"unicode/utf8"
)

// Limits of CPython's tokenizer.
const (
	maxIndent     = 100
	maxBrackets   = 200
	maxFString    = 150
	tabSize       = 8
	maxIntDigits  = 4300 // sys.int_info.default_max_str_digits
	columnUnknown = -1
)

// bracket is an open bracket.
type bracket struct {
	char byte
	Range
}

// lexer turns decoded source text into tokens, all at once. A lexical error
// becomes a tkError token, whose start is the index of the error in errs; the
// lexer goes on after it, so that one file can show several.
type lexer struct {
	src     string
	v312    bool // tokenise f-strings
	legacy  bool // inside an f-string's expression (Python 3.11 and older)
	version Version
	toks    []token
	errs    []Error

	pos       int32
	line      int32
	lineStart int32

	indents   []int32 // columns with tabs to multiples of 8
	altIndent []int32 // columns with tabs as one
	brackets  []bracket
	fstrings  []fstringMode
}

func newLexer(src string, v Version) *lexer {
	return &lexer{
		src: src, v312: v.AtLeast(3, 12), version: v, line: 1,
		indents: []int32{0}, altIndent: []int32{0},
		toks: make([]token, 0, len(src)/4+16),
	}
}

// at gives the byte at the current position plus n, or 0 past the end. The
// decoder has rejected NUL bytes.
func (l *lexer) at(n int32) byte {
	if i := l.pos + n; int(i) < len(l.src) {
		return l.src[i]
	}
	return 0
}

func (l *lexer) eof() bool { return int(l.pos) >= len(l.src) }

// newline steps over the "\n" at the current position.
func (l *lexer) newline() {
	l.pos++
	l.line++
	l.lineStart = l.pos
}

// emit appends a token from start, on the current line, to the current position.
func (l *lexer) emit(kind tokKind, start int32) {
	l.toks = append(l.toks, token{
		kind: kind, level: uint8(len(l.brackets)), start: start, end: l.pos,
		Range: Range{l.line, start - l.lineStart, l.line, l.pos - l.lineStart},
	})
}

// fail appends an error token.
func (l *lexer) fail(r Range, code Code, format string, args ...any) {
	l.toks = append(l.toks, token{
		kind: tkError, level: uint8(len(l.brackets)), start: int32(len(l.errs)), end: l.pos, Range: r,
	})
	l.errs = append(l.errs, Error{Range: r, Msg: fmt.Sprintf(format, args...), Code: code})
}

// here is the range from start to the current position, on the current line.
func (l *lexer) here(start int32) Range {
	return Range{l.line, start - l.lineStart, l.line, l.pos - l.lineStart}
}

// run lexes the whole text.
func (l *lexer) run() {
	l.lineBegin()
	for {
		if n := len(l.fstrings); n > 0 && l.fstrings[n-1].inText() {
			l.fstringText()
			continue
		}
		if !l.next() {
			return
		}
	}
}

// lineBegin measures the indentation of the line at the current position,
// skipping blank and comment lines, and emits INDENT and DEDENT tokens.
func (l *lexer) lineBegin() {
	var col, alt int32
	cont := int32(columnUnknown)
	for {
		switch l.at(0) {
		case ' ':
			col++
			alt++
			l.pos++
			continue
		case '\t':
			col = (col/tabSize + 1) * tabSize
			alt++
			l.pos++
			continue
		case '\f':
			col, alt = 0, 0
			l.pos++
			continue
		case '\\':
			// The first backslash decides the indentation of what follows.
			if l.at(1) == '\n' {
				if cont == columnUnknown {
					cont = col
				}
				l.pos++
				l.newline()
				continue
			}
		case '#':
			for !l.eof() && l.at(0) != '\n' {
				l.pos++
			}
			if l.at(0) == '\n' {
				l.newline()
				col, alt, cont = 0, 0, columnUnknown
				continue
			}
		case '\n':
			l.newline()
			col, alt, cont = 0, 0, columnUnknown
			continue
		}
		break
	}
	if l.eof() {
		return
	}
	if cont > 0 || cont == 0 {
		col, alt = cont, cont
	}
	top := len(l.indents) - 1
	switch {
	case col == l.indents[top]:
		if alt != l.altIndent[top] {
			l.tabError()
		}
	case col > l.indents[top]:
		if len(l.indents) >= maxIndent {
			l.fail(l.here(l.pos), CodeIndentation, "too many levels of indentation")
			// Lex on as if the block were not deeper.
			return
		}
		if alt <= l.altIndent[top] {
			l.tabError()
		}
		l.indents = append(l.indents, col)
		l.altIndent = append(l.altIndent, alt)
		l.emit(tkIndent, l.pos)
	default:
		for top > 0 && col < l.indents[top] {
			top--
			l.emit(tkDedent, l.pos)
		}
		l.indents, l.altIndent = l.indents[:top+1], l.altIndent[:top+1]
		if col != l.indents[top] {
			end := l.pos
			for int(end) < len(l.src) && l.src[end] != '\n' {
				end++
			}
			r := Range{l.line, end - l.lineStart, l.line, end - l.lineStart}
			l.fail(r, CodeIndentation, "unindent does not match any outer indentation level")
		} else if alt != l.altIndent[top] {
			l.tabError()
		}
	}
}

func (l *lexer) tabError() {
	end := l.pos
	for int(end) < len(l.src) && l.src[end] != '\n' {
		end++
	}
	r := Range{l.line, end - l.lineStart, l.line, end - l.lineStart}
	l.fail(r, CodeTab, "inconsistent use of tabs and spaces in indentation")
}

// finish emits what stands at the end of the file.
func (l *lexer) finish() {
	if n := len(l.toks); n > 0 {
		switch l.toks[n-1].kind {
		case tkNewline, tkDedent:
		default:
			l.emit(tkNewline, l.pos)
		}
	}
	// CPython reports the end on a line of its own.
	if l.pos > l.lineStart {
		l.line++
		l.lineStart = l.pos
	}
	for i := len(l.indents) - 1; i > 0; i-- {
		l.emit(tkDedent, l.pos)
	}
	l.emit(tkEOF, l.pos)
}

// next lexes one token that is not f-string text. It returns false at the end.
func (l *lexer) next() bool {
	for {
		switch l.at(0) {
		case ' ', '\t', '\f':
			l.pos++
			continue
		case '\\':
			if l.at(1) == '\n' {
				l.pos++
				l.newline()
				if l.eof() {
					l.fail(l.here(l.pos), CodeSyntax, "unexpected EOF while parsing")
				}
				continue
			}
			l.pos++
			if l.eof() {
				l.fail(l.here(l.pos), CodeSyntax, "unexpected EOF while parsing")
				continue
			}
			l.fail(Range{l.line, l.pos - l.lineStart, l.line, l.pos - l.lineStart}, CodeSyntax,
				"unexpected character after line continuation character")
			continue
		case '#':
			if l.legacy {
				// The caller has put everything on lines of their own; a comment
				// would eat the closing bracket.
				l.fail(l.here(l.pos), CodeSyntax, "f-string expression part cannot include '#'")
			}
			for !l.eof() && l.at(0) != '\n' {
				l.pos++
			}
			continue
		}
		break
	}
	if l.eof() {
		if n := len(l.fstrings); n > 0 {
			l.fstringUnterminated()
			return true
		}
		l.finish()
		return false
	}
	start := l.pos
	c := l.src[start]
	switch {
	case 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || c == '_' || c >= 0x80:
		l.name(c)
	case '0' <= c && c <= '9', c == '.' && isDigit(l.at(1)):
		l.number()
	case c == '\n':
		if len(l.brackets) > 0 {
			l.newline()
			break
		}
		if n := len(l.fstrings); n > 0 {
			l.newline()
			break
		}
		l.pos++
		l.emit(tkNewline, start)
		l.line++
		l.lineStart = l.pos
		l.lineBegin()
	case c == '"' || c == '\'':
		l.stringLiteral(start)
	default:
		l.operator(start)
	}
	return true
}

// isNameByte says whether c can be part of an identifier, before the check of
// what is not ASCII.
func isNameByte(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || c == '_' || '0' <= c && c <= '9' || c >= 0x80
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

// name lexes an identifier, a keyword, or a string with a prefix.
func (l *lexer) name(c byte) {
	start := l.pos
	src, i := l.src, int(start)
	ascii := true
	for i < len(src) && isNameByte(src[i]) {
		if src[i] >= 0x80 {
			ascii = false
		}
		i++
	}
	l.pos = int32(i)
	if i < len(src) && (src[i] == '"' || src[i] == '\'') && i-int(start) <= 2 {
		if stringPrefix(src[start:i]) {
			l.stringLiteral(start)
			return
		}
	}
	if !ascii {
		l.wideName(start)
		return
	}
	kind := tkName
	if n := i - int(start); n >= 2 && n <= 8 {
		kind = keyword(src[start:i])
	}
	l.emit(kind, start)
}

// wideName checks and emits an identifier with characters outside ASCII.
func (l *lexer) wideName(start int32) {
	for i, r := range l.src[start:l.pos] {
		if r < 0x80 || identStart(r) || i > 0 && identContinue(r) {
			continue
		}
		at := start + int32(i)
		end := at + int32(utf8.RuneLen(r))
		if i > 0 {
			rest := l.pos
			l.pos = at
			l.emit(tkName, start)
			l.pos = rest
		}
		l.pos = end
		l.badChar(at, r)
		return
	}
	l.emit(tkName, start)
}

func (l *lexer) badChar(at int32, r rune) {
	if unicode.IsPrint(r) {
		l.fail(l.here(at), CodeSyntax, "invalid character '%c' (U+%04X)", r, r)
	} else {
		l.fail(l.here(at), CodeSyntax, "invalid non-printable character U+%04X", r)
	}
}

// identStart says whether r may begin an identifier (XID_Start, as far as
// NFKC matters, and the underscore).
func identStart(r rune) bool {
	switch r {
	case 0x37a, 0xe33, 0xeb3, 0x2e2f, 0xfdfa, 0xfdfb, 0xfe70, 0xfe72, 0xfe74, 0xfe76, 0xfe78, 0xfe7a, 0xfe7c, 0xfe7e,
		0xff9e, 0xff9f, 0x309b, 0x309c:
		return false
	}
	if r >= 0xfc5e && r <= 0xfc63 {
		return false
	}
	return unicode.IsLetter(r) || unicode.Is(unicode.Nl, r) || unicode.Is(unicode.Other_ID_Start, r)
}

// identContinue says whether r may stand inside an identifier (XID_Continue).
func identContinue(r rune) bool {
	switch r {
	case 0xe33, 0xeb3, 0xff9e, 0xff9f:
		return true
	}
	return identStart(r) || unicode.In(r, unicode.Mn, unicode.Mc, unicode.Nd, unicode.Pc, unicode.Other_ID_Continue)
}

// operator lexes an operator or bracket, and in an f-string the end of a field.
func (l *lexer) operator(start int32) {
	var mode *fstringMode
	if n := len(l.fstrings); n > 0 {
		mode = &l.fstrings[n-1]
		if l.fieldOperator(mode, start) {
			return
		}
	}
	c := l.src[start]
	kind, n := operator(l.src[start:])
	if n == 0 {
		r, size := utf8.DecodeRuneInString(l.src[start:])
		l.pos += int32(size)
		if c == '!' || c == '$' || c == '?' || c == '`' {
			// CPython gives the parser an error token here: "invalid syntax".
			l.fail(l.here(start), CodeSyntax, "invalid syntax")
			return
		}
		l.badChar(start, r)
		return
	}
	l.pos += n
	switch kind {
	case tkLPar, tkLSqb, tkLBrace:
		if len(l.brackets) >= maxBrackets {
			l.fail(l.here(start), CodeNesting, "too many nested parentheses")
			l.pos = int32(len(l.src))
			l.brackets = l.brackets[:0]
			l.fstrings = l.fstrings[:0]
			return
		}
		l.brackets = append(l.brackets, bracket{c, l.here(start)})
	case tkRPar, tkRSqb, tkRBrace:
		l.closeBracket(c, start)
		return
	}
	l.emit(kind, start)
}

var closes = [...]byte{'(': ')', '[': ']', '{': '}'}

// closeBracket lexes a closing bracket.
func (l *lexer) closeBracket(c byte, start int32) {
	n := len(l.brackets)
	base := 0
	if m := len(l.fstrings); m > 0 {
		base = l.fstrings[m-1].level()
	}
	if n <= base && n > 0 && l.v312 && len(l.fstrings) > 0 {
		l.fail(l.here(start), CodeSyntax, "f-string: unmatched '%c'", c)
		return
	}
	if n == 0 {
		l.fail(l.here(start), CodeSyntax, "unmatched '%c'", c)
		return
	}
	open := l.brackets[n-1]
	if closes[open.char] != c {
		prefix := ""
		if len(l.fstrings) > 0 {
			prefix = "f-string: "
		}
		if open.Line != l.line {
			l.fail(l.here(start), CodeSyntax,
				"%sclosing parenthesis '%c' does not match opening parenthesis '%c' on line %d", prefix, c, open.char, open.Line)
		} else {
			l.fail(l.here(start), CodeSyntax,
				"%sclosing parenthesis '%c' does not match opening parenthesis '%c'", prefix, c, open.char)
		}
		l.brackets = l.brackets[:n-1]
		return
	}
	l.brackets = l.brackets[:n-1]
	kind := tkRPar
	switch c {
	case ']':
		kind = tkRSqb
	case '}':
		kind = tkRBrace
	}
	l.emit(kind, start)
}
