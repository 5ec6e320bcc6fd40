package syntax

import "strings"

// legacyShift tells where the text of an f-string's expression lies in the file.
// Up to Python 3.11 such a text is lexed on its own, in parentheses.
type legacyShift struct {
	line, col int32
}

// legacy parses the body of an f-string as Python up to 3.11 does: the replacement
// fields are cut out of the body of an ordinary string token.
type legacy struct {
	p     *parser
	t     *token
	body  string
	start int32 // offset of body in the file
	raw   bool
	whole Range // of the whole concatenation, which its parts take
}

// legacyFString parses one f-string token into b.
func (p *parser) legacyFString(b *joiner, t *token, body string, start int32, raw bool, first int) {
	whole := p.toks[first].Range
	whole.EndLine, whole.EndCol = b.legacyEnd.EndLine, b.legacyEnd.EndCol
	l := &legacy{p: p, t: t, body: body, start: start, raw: raw, whole: whole}
	if end := l.literalAndFields(b, 0, 0); end < len(body) {
		l.fail("f-string: single '}' is not allowed")
	}
}

func (l *legacy) fail(format string, args ...any) {
	l.p.fail(l.t.Range, format, args...)
}

// literalAndFields reads text and fields from i. In a format specification
// (depth 1 and deeper) a closing brace ends it. It returns where it stopped.
func (l *legacy) literalAndFields(b *joiner, i, depth int) int {
	s := l.body
	for {
		from := i
		doubled := false
	text:
		for i < len(s) {
			c := s[i]
			switch {
			case c == '\\' && !l.raw && i+1 < len(s):
				i++
				if s[i] == 'N' {
					i++
					if i < len(s) && s[i] == '{' {
						for i < len(s) && s[i] != '}' {
							i++
						}
						if i < len(s) {
							i++
						}
						continue
					}
					continue
				}
				if s[i] != '{' && s[i] != '}' {
					i++
				}
				continue
			case c == '{' || c == '}':
				if depth == 0 {
					if i+1 < len(s) && s[i+1] == c {
						i++
						doubled = true
						break text
					}
					if c == '}' {
						l.fail("f-string: single '}' is not allowed")
					}
				}
				break text
			}
			i++
		}
		if i > from {
			text := s[from:i]
			if !l.raw && strings.IndexByte(text, '\\') >= 0 {
				text = l.p.escapes(l.t, text)
			}
			b.add(text, "", l.whole)
		}
		if doubled {
			i++
			continue
		}
		if i >= len(s) || s[i] == '}' {
			return i
		}
		i = l.field(b, i, depth)
	}
}

// field parses the replacement field whose brace is at i and returns where it ends.
func (l *legacy) field(b *joiner, i, depth int) int {
	s := l.body
	if depth >= 2 {
		l.fail("f-string: expressions nested too deeply")
	}
	open := i
	i++
	from := i
	end := l.exprEnd(i)
	i = end
	if i >= len(s) {
		l.fail("f-string: expecting '}'")
	}
	f := &FormattedValue{Conversion: -1}
	f.Value = l.compile(open, from, end)
	debug := ""
	if s[i] == '=' {
		i++
		for i < len(s) && strings.IndexByte(" \t\n\f\r\v", s[i]) >= 0 {
			i++
		}
		debug = s[from:i]
		if i >= len(s) {
			l.fail("f-string: expecting '}'")
		}
	}
	if s[i] == '!' {
		i++
		if i >= len(s) {
			l.fail("f-string: expecting '}'")
		}
		switch c := s[i]; c {
		case 's', 'r', 'a':
			f.Conversion = int(c)
		default:
			l.fail("f-string: invalid conversion character%s: expected 's', 'r', or 'a'", l.badConversion(i))
		}
		i++
		if i >= len(s) {
			l.fail("f-string: expecting '}'")
		}
	}
	if s[i] == ':' {
		i++
		spec := joiner{p: l.p}
		i = l.literalAndFields(&spec, i, depth+1)
		f.FormatSpec = &JoinedStr{Range: l.t.Range, Values: spec.finish()}
		for _, v := range f.FormatSpec.Values {
			if c, ok := v.(*Constant); ok {
				c.Range = l.whole
			}
		}
		if i >= len(s) {
			l.fail("f-string: expecting '}'")
		}
	}
	if s[i] != '}' {
		l.fail("f-string: expecting '}'")
	}
	if debug != "" {
		if f.Conversion < 0 && f.FormatSpec == nil {
			f.Conversion = 'r'
		}
		b.add(debug, "", l.whole)
	}
	f.Range = l.whole
	b.addExpr(f)
	return i + 1
}

func (l *legacy) badConversion(i int) string {
	if !l.p.v.AtLeast(3, 11) {
		return ""
	}
	j := i
	for j < len(l.body) && isNameByte(l.body[j]) {
		j++
	}
	if j == i {
		return ""
	}
	return " '" + l.body[i:j] + "'"
}

// exprEnd finds where the expression that begins at i ends: before "}", "!",
// ":" or "=" outside of brackets and strings.
func (l *legacy) exprEnd(i int) int {
	s := l.body
	var stack []byte
	var quote byte
	quotes := 0
	for i < len(s) {
		c := s[i]
		if c == '\\' {
			l.fail("f-string expression part cannot include a backslash")
		}
		if quote != 0 {
			if c == quote {
				if quotes == 3 {
					if i+2 < len(s) && s[i+1] == c && s[i+2] == c {
						i += 3
						quote, quotes = 0, 0
						continue
					}
				} else {
					quote, quotes = 0, 0
				}
			}
			i++
			continue
		}
		switch c {
		case '\'', '"':
			if i+2 < len(s) && s[i+1] == c && s[i+2] == c {
				quote, quotes = c, 3
				i += 3
				continue
			}
			quote, quotes = c, 1
		case '(', '[', '{':
			if len(stack) >= maxBrackets {
				l.fail("f-string: too many nested parenthesis")
			}
			stack = append(stack, c)
		case '#':
			l.fail("f-string expression part cannot include '#'")
		case '!', ':', '=', '<', '>', '}':
			if len(stack) > 0 {
				if c == '}' {
					if stack[len(stack)-1] != '{' {
						l.fail("f-string: closing parenthesis '}' does not match opening parenthesis '%c'", stack[len(stack)-1])
					}
					stack = stack[:len(stack)-1]
				}
				break
			}
			if i+1 < len(s) && s[i+1] == '=' && (c == '!' || c == '=' || c == '<' || c == '>') {
				i += 2
				continue
			}
			if c == '<' || c == '>' {
				break
			}
			return i
		case ')', ']':
			if len(stack) == 0 {
				l.fail("f-string: unmatched '%c'", c)
			}
			open := stack[len(stack)-1]
			stack = stack[:len(stack)-1]
			if closes[open] != c {
				l.fail("f-string: closing parenthesis '%c' does not match opening parenthesis '%c'", c, open)
			}
		}
		i++
	}
	if quote != 0 {
		l.fail("f-string: unterminated string")
	}
	if len(stack) > 0 {
		l.fail("f-string: unmatched '%c'", stack[len(stack)-1])
	}
	return i
}

// compile parses the expression body[from:end], whose brace is at open.
func (l *legacy) compile(open, from, end int) Expr {
	p := l.p
	text := l.body[from:end]
	if strings.Trim(text, " \t\n\f") == "" {
		l.fail("f-string: empty expression not allowed")
	}
	lx := newLexer("("+text+")", p.v)
	lx.legacy = true
	lx.run()
	// Place of the brace in the file.
	at := int(l.start) + open
	before := p.src[l.t.start:at]
	line := l.t.Line + int32(strings.Count(before, "\n"))
	col := int32(at)
	if i := strings.LastIndexByte(p.src[:at], '\n'); i >= 0 {
		col -= int32(i + 1)
	}
	if p.legacy != nil && line == 1 {
		col += p.legacy.col
	}
	if p.legacy != nil {
		line += p.legacy.line - 1
	}
	shift := &legacyShift{line: line, col: col}
	if nl := strings.IndexByte(text, '\n'); nl >= 0 && strings.Trim(text[:nl], " \t\f") == "" {
		shift.col = l.t.Col
		if p.legacy != nil {
			shift.col = l.t.Col
		}
	}
	for i := range lx.toks {
		t := &lx.toks[i]
		if t.EndLine == 1 {
			t.Col += shift.col
			t.EndCol += shift.col
		}
		t.Line += line - 1
		t.EndLine += line - 1
	}
	for i := range lx.errs {
		lx.errs[i].Range = l.t.Range
		if !strings.HasPrefix(lx.errs[i].Msg, "f-string") {
			lx.errs[i].Msg = "f-string: " + lx.errs[i].Msg
		}
	}
	q := &parser{src: lx.src, v: p.v, toks: lx.toks, lexErrs: lx.errs, open: lx.brackets, quiet: p.quiet, depth: p.depth}
	q.legacy = shift
	q.k = q.toks[0].kind
	e, ok := q.fstringExpr()
	if !ok {
		for _, err := range q.errs {
			if !strings.HasPrefix(err.Msg, "f-string") {
				err.Msg = "f-string: " + err.Msg
			}
			p.errs = append(p.errs, err)
		}
		panic(bailout{})
	}
	return e
}

// fstringExpr parses the tokens of a field's expression, in their parentheses.
func (p *parser) fstringExpr() (e Expr, ok bool) {
	defer func() {
		if r := recover(); r != nil {
			if _, mine := r.(bailout); !mine {
				panic(r)
			}
			e, ok = nil, false
		}
	}()
	e = p.starExpressions()
	if p.k != tkNewline && p.k != tkEOF {
		p.invalid()
	}
	return e, true
}
