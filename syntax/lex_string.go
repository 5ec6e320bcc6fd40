package syntax

import "strings"

// stringPrefix says whether s, of at most two letters, is the prefix of a
// string literal.
func stringPrefix(s string) bool {
	switch strings.ToLower(s) {
	case "b", "r", "u", "f", "br", "rb", "fr", "rf":
		return true
	}
	return false
}

// stringLiteral lexes the string that starts, with its prefix, at start. The
// current position is at the first quote.
func (l *lexer) stringLiteral(start int32) {
	quote := l.src[l.pos]
	isF, raw := false, false
	for _, c := range l.src[start:l.pos] {
		switch c {
		case 'f', 'F':
			isF = true
		case 'r', 'R':
			raw = true
		}
	}
	quotePos := l.pos
	triple := l.at(1) == quote && l.at(2) == quote
	if isF && l.v312 {
		l.fstringStart(start, quote, triple, raw)
		return
	}
	line, lineStart := l.line, l.lineStart
	if !triple {
		src, i := l.src, int(l.pos)+1
		for {
			if i >= len(src) || src[i] == '\n' {
				l.unterminated(start, quotePos, i, isF)
				return
			}
			c := src[i]
			if c == quote {
				break
			}
			if c == '\\' && i+1 < len(src) {
				i++
				if src[i] == '\n' {
					l.line++
					l.lineStart = int32(i + 1)
				}
			}
			i++
		}
		l.pos = int32(i + 1)
	} else {
		l.pos += 3
		src, i := l.src, int(l.pos)
		for {
			if i >= len(src) {
				l.pos = int32(i)
				r := Range{line, start - lineStart, line, start - lineStart}
				l.fail(r, CodeSyntax, "unterminated triple-quoted %s literal (detected at line %d)", stringWord(isF && l.v312), l.lastLine())
				return
			}
			c := src[i]
			if c == quote && i+2 < len(src) && src[i+1] == quote && src[i+2] == quote {
				break
			}
			if c == '\\' && i+1 < len(src) {
				i++
				c = src[i]
			}
			if c == '\n' {
				l.line++
				l.lineStart = int32(i + 1)
			}
			i++
		}
		l.pos = int32(i + 3)
	}
	l.toks = append(l.toks, token{
		kind: tkString, level: uint8(len(l.brackets)), start: start, end: l.pos,
		Range: Range{line, start - lineStart, l.line, l.pos - l.lineStart},
	})
}

func stringWord(f bool) string {
	if f {
		return "f-string"
	}
	return "string"
}

// lastLine is the number of the line on which CPython notices that the file
// has ended: that of the last newline.
func (l *lexer) lastLine() int32 {
	n := l.line
	if strings.HasSuffix(l.src, "\n") && n > 1 {
		n--
	}
	return n
}

// unterminated reports a string whose line ends at i before its quote.
func (l *lexer) unterminated(start, quotePos int32, i int, isF bool) {
	line, lineStart := l.line, l.lineStart
	// The literal may have begun on an earlier line, continued by a backslash.
	for lineStart > start {
		line--
		lineStart = int32(strings.LastIndexByte(l.src[:lineStart-1], '\n') + 1)
	}
	r := Range{line, start - lineStart, line, start - lineStart}
	l.pos = int32(i)
	l.fail(r, CodeSyntax, "unterminated %s literal (detected at line %d)", stringWord(isF && l.v312), l.line)
	_ = quotePos
}
