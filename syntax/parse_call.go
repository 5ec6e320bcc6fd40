package syntax

// call parses the arguments of a call.
func (p *parser) call(start Range, fn Expr) Expr {
	open := p.pos()
	p.advance()
	c := p.arena.calls.alloc()
	c.Func = fn
	c.Args, c.Keywords = p.arguments(open, true)
	p.closing(tkRPar)
	c.Range = p.from(start)
	return c
}

// arguments parses the arguments of a call or a class definition up to the
// closing parenthesis. open is the opening one. A generator expression may stand
// alone in a call.
func (p *parser) arguments(open Range, genexp bool) ([]Expr, []*Keyword) {
	var kws []*Keyword
	m := p.mark()
	unpacked := false // there was a **mapping
	for n := 0; p.k != tkRPar; n++ {
		r := p.pos()
		switch {
		case p.k == tkStar:
			p.advance()
			v := p.expression()
			if unpacked {
				p.fail(p.from(r), "iterable argument unpacking follows keyword argument unpacking")
			}
			p.push(&Starred{Range: p.from(r), Value: v})
		case p.k == tkDoubleStar:
			p.advance()
			v := p.expression()
			k := p.arena.kws.alloc()
			k.Range, k.Value = p.from(r), v
			kws = append(kws, k)
			unpacked = true
		case p.k == tkName && p.next(1) == tkEqual:
			kws = append(kws, p.keywordArgument(r))
		default:
			if k := p.k; (k == kwTrue || k == kwFalse || k == kwNone) && p.next(1) == tkEqual {
				p.fail(Range{r.Line, r.Col, p.toks[p.i+1].EndLine, p.toks[p.i+1].EndCol}, "cannot assign to %s", p.text())
			}
			e := p.namedExpression()
			switch {
			case p.k == kwFor || p.k == kwAsync:
				e = p.bareGenerator(e, open, n, len(kws) > 0, genexp)
			case p.k == tkEqual:
				p.fail(p.through(e), "expression cannot contain assignment, perhaps you meant \"==\"?")
			case len(kws) > 0:
				p.positionalAfterKeyword(e, unpacked)
			}
			p.push(e)
		}
		if !p.accept(tkComma) {
			break
		}
	}
	return p.take(m), kws
}

// through is the range from the start of e to the end of the current token.
func (p *parser) through(e Expr) Range {
	r := e.Span()
	r.EndLine, r.EndCol = p.tok().EndLine, p.tok().EndCol
	return r
}

func (p *parser) keywordArgument(r Range) *Keyword {
	k := p.arena.kws.alloc()
	k.Arg = p.name()
	eq := p.pos()
	p.advance()
	if p.k == tkComma || p.k == tkRPar {
		if p.v.AtLeast(3, 13) {
			p.fail(Range{r.Line, r.Col, eq.EndLine, eq.EndCol}, "expected argument value expression")
		}
		p.invalid()
	}
	k.Value = p.expression()
	if p.k == kwFor || p.k == kwAsync {
		p.fail(Range{r.Line, r.Col, eq.EndLine, eq.EndCol}, "invalid syntax. Maybe you meant '==' or ':=' instead of '='?")
	}
	k.Range = p.from(r)
	return k
}

// bareGenerator parses a generator expression that shares its parentheses with
// the call, which is allowed when it is the only argument.
func (p *parser) bareGenerator(elt Expr, open Range, n int, kws, allowed bool) Expr {
	gens := p.comprehension(elt, open, tkRPar)
	inner := p.from(elt.Span())
	if n > 0 || kws || p.k == tkComma && (p.next(1) != tkRPar || true) {
		p.fail(inner, "Generator expression must be parenthesized")
	}
	if p.k != tkRPar {
		p.inBrackets()
	}
	if !allowed {
		p.fail(inner, "invalid syntax")
	}
	r := open
	r.EndLine, r.EndCol = p.tok().EndLine, p.tok().EndCol
	return &GeneratorExp{Range: r, Elt: elt, Generators: gens}
}

// positionalAfterKeyword reports a positional argument in the wrong place.
func (p *parser) positionalAfterKeyword(e Expr, unpacked bool) {
	r := p.from(e.Span())
	if unpacked {
		p.fail(r, "positional argument follows keyword argument unpacking")
	}
	p.fail(r, "positional argument follows keyword argument")
}
