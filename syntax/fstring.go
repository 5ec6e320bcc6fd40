package syntax

import "strings"

// fstring parses one f-string by the grammar of PEP 701 (Python 3.12).
func (p *parser) fstring(b *joiner) {
	start := p.tok()
	raw := hasPrefix(p.src[start.start:start.end], 'r')
	p.advance()
	for p.k != tkFStringEnd {
		switch p.k {
		case tkFStringMiddle:
			t := p.tok()
			b.add(p.fstringPart(t, raw), "", t.Range)
			p.advance()
		case tkLBrace:
			p.field(b, raw)
		default:
			p.invalid()
		}
	}
	p.advance()
}

// fstringPart is the text of a FSTRING_MIDDLE token.
func (p *parser) fstringPart(t *token, raw bool) string {
	s := p.textOf(t)
	if raw || strings.IndexByte(s, '\\') < 0 {
		return s
	}
	return p.escapes(t, s)
}

// field parses a replacement field.
func (p *parser) field(b *joiner, raw bool) {
	p.enter()
	start := p.pos()
	textStart := p.tok().end
	p.advance()
	switch p.k {
	case tkRBrace:
		p.fail(p.pos(), "f-string: valid expression required before '}'")
	case tkExclamation, tkColon, tkEqual:
		p.fail(p.pos(), "f-string: valid expression required before '%s'", p.text())
	}
	f := &FormattedValue{Conversion: -1}
	if p.k == kwYield {
		f.Value = p.yield()
	} else {
		if !p.startsExpr() && p.k != tkError {
			p.fail(p.pos(), "f-string: expecting a valid expression after '{'")
		}
		f.Value = p.starExpressions()
	}
	debug := p.accept(tkEqual)
	end := p.tok().start
	debugEnd := p.pos()
	switch p.k {
	case tkExclamation, tkColon, tkRBrace, tkError:
	default:
		p.fail(p.pos(), "f-string: expecting %s", fieldExpectation(debug))
	}
	if p.k == tkExclamation {
		p.conversion(f)
	}
	if p.k == tkColon {
		f.FormatSpec = p.formatSpec(raw)
	}
	if p.k != tkRBrace {
		if p.k == tkError {
			p.invalid()
		}
		p.fail(p.pos(), "f-string: expecting '}'")
	}
	if debug {
		if f.Conversion < 0 && f.FormatSpec == nil {
			f.Conversion = 'r'
		}
		r := Range{start.Line, start.Col + 1, debugEnd.Line, debugEnd.Col}
		b.add(stripComments(p.src[textStart:end]), "", r)
	}
	p.advance()
	f.Range = p.from(start)
	b.addExpr(f)
	p.leave()
}

func fieldExpectation(debug bool) string {
	if debug {
		return "'!', or ':', or '}'"
	}
	return "'=', or '!', or ':', or '}'"
}

// stripComments takes comments out of the text that f"{x=}" shows.
func stripComments(s string) string {
	if strings.IndexByte(s, '#') < 0 {
		return s
	}
	var out strings.Builder
	for s != "" {
		i := strings.IndexByte(s, '#')
		if i < 0 {
			out.WriteString(s)
			break
		}
		out.WriteString(s[:i])
		s = s[i:]
		if j := strings.IndexByte(s, '\n'); j >= 0 {
			s = s[j:]
		} else {
			s = ""
		}
	}
	return out.String()
}

// conversion parses !r, !s or !a.
func (p *parser) conversion(f *FormattedValue) {
	bang := p.tok()
	p.advance()
	if p.k != tkName {
		if p.k == tkColon || p.k == tkRBrace {
			p.fail(p.pos(), "f-string: missing conversion character")
		}
		if p.k == tkError {
			p.invalid()
		}
		p.fail(p.pos(), "f-string: invalid conversion character")
	}
	t := p.tok()
	if t.start != bang.end {
		p.fail(bang.Range, "f-string: conversion type must come right after the exclamation mark")
	}
	s := p.text()
	if s != "r" && s != "s" && s != "a" {
		p.fail(t.Range, "f-string: invalid conversion character '%s': expected 's', 'r', or 'a'", s)
	}
	f.Conversion = int(s[0])
	p.advance()
	if p.k != tkColon && p.k != tkRBrace && p.k != tkError {
		p.fail(p.pos(), "f-string: expecting ':' or '}'")
	}
}

// formatSpec parses what follows the colon of a field.
func (p *parser) formatSpec(raw bool) *JoinedStr {
	start := p.pos()
	p.advance()
	b := joiner{p: p}
	// Python 3.12 has an empty constant wherever two fields, or a field and an
	// end of the specification, have no text between them.
	empty := !p.v.AtLeast(3, 13)
	text := false
	for {
		r := p.pos()
		r.EndLine, r.EndCol = r.Line, r.Col
		switch p.k {
		case tkFStringMiddle:
			t := p.tok()
			b.add(p.fstringPart(t, raw), "", t.Range)
			text = true
			p.advance()
			continue
		case tkLBrace:
			if empty && !text {
				b.values = append(b.values, p.newConst(r, Str("")))
			}
			text = false
			p.field(&b, raw)
			continue
		}
		if empty && !text && len(b.values) > 0 {
			b.values = append(b.values, p.newConst(r, Str("")))
		}
		return &JoinedStr{Range: p.from(start), Values: b.finish()}
	}
}
