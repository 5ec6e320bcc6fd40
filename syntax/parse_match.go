package syntax

// isMatch says whether the name "match" at the current token begins a match
// statement: then its line ends in a colon. (An annotation or a lambda needs
// something after its colon.)
func (p *parser) isMatch() bool {
	switch p.next(1) {
	case tkNewline, tkEqual, tkDot, tkComma, tkRPar, tkColon, tkSemi, tkEOF:
		return false
	}
	for j := p.i + 1; j < len(p.toks); j++ {
		if p.toks[j].kind == tkNewline {
			return p.toks[j-1].kind == tkColon
		}
	}
	return false
}

func (p *parser) matchStmt() Stmt {
	start := p.pos()
	p.advance()
	s := &Match{Subject: p.subject()}
	p.colon()
	p.expect(tkNewline)
	if p.k != tkIndent {
		if p.k == tkError {
			p.invalid()
		}
		p.failCode(p.pos(), CodeIndentation, "expected an indented block after 'match' statement on line %d", start.Line)
	}
	p.advance()
	p.enter()
	for p.k == tkName && p.text() == "case" {
		s.Cases = append(s.Cases, p.caseBlock())
	}
	p.leave()
	if len(s.Cases) == 0 || p.k != tkDedent {
		p.invalid()
	}
	p.advance()
	s.Range = p.from(start)
	return s
}

func (p *parser) subject() Expr {
	start := p.pos()
	e := p.starNamedExpression()
	if p.k == tkComma {
		return p.restOfTuple(start, e, (*parser).starNamedExpression)
	}
	if _, ok := e.(*Starred); ok {
		p.invalid()
	}
	return e
}

func (p *parser) caseBlock() *MatchCase {
	start := p.pos()
	p.advance()
	c := &MatchCase{Pattern: p.patterns()}
	if p.accept(kwIf) {
		c.Guard = p.namedExpression()
	}
	p.colon()
	c.Body = p.block("'case' statement", start.Line)
	c.Range = p.from(start)
	return c
}

// patterns parses the pattern of a case, where a tuple needs no parentheses.
func (p *parser) patterns() Pattern {
	start := p.pos()
	first := p.maybeStar()
	if p.k != tkComma {
		if _, ok := first.(*MatchStar); ok {
			p.invalid()
		}
		return first
	}
	list := []Pattern{first}
	for p.accept(tkComma) {
		if p.k == tkColon || p.k == kwIf {
			break
		}
		list = append(list, p.maybeStar())
	}
	return &MatchSequence{p.from(start), list}
}

func (p *parser) maybeStar() Pattern {
	if p.k != tkStar {
		return p.pattern()
	}
	start := p.pos()
	p.advance()
	name := p.name()
	if name == "_" {
		name = ""
	}
	return &MatchStar{p.from(start), name}
}

// pattern parses alternatives with an optional "as".
func (p *parser) pattern() Pattern {
	p.enter()
	defer p.leave()
	start := p.pos()
	first := p.closedPattern()
	if p.k == tkVBar {
		list := []Pattern{first}
		for p.accept(tkVBar) {
			list = append(list, p.closedPattern())
		}
		first = &MatchOr{p.from(start), list}
	}
	if !p.accept(kwAs) {
		return first
	}
	r := p.pos()
	if p.k != tkName {
		p.patternTarget()
	}
	switch p.next(1) {
	case tkDot, tkLPar, tkEqual:
		p.patternTarget()
	}
	name := p.name()
	if name == "_" {
		p.fail(r, "cannot use '_' as a target")
	}
	return &MatchAs{p.from(start), first, name}
}

func (p *parser) closedPattern() Pattern {
	start := p.pos()
	switch p.k {
	case tkNumber, tkMinus, tkString, tkFStringStart:
		v := p.literalExpr()
		return &MatchValue{p.from(start), v}
	case kwNone:
		p.advance()
		return &MatchSingleton{start, ConstNone}
	case kwTrue:
		p.advance()
		return &MatchSingleton{start, ConstTrue}
	case kwFalse:
		p.advance()
		return &MatchSingleton{start, ConstFalse}
	case tkName:
		return p.namePattern()
	case tkLPar:
		return p.groupPattern()
	case tkLSqb:
		p.advance()
		var list []Pattern
		for p.k != tkRSqb {
			list = append(list, p.maybeStar())
			if !p.accept(tkComma) {
				break
			}
		}
		p.closing(tkRSqb)
		return &MatchSequence{p.from(start), list}
	case tkLBrace:
		return p.mappingPattern()
	}
	p.invalid()
	return nil
}

// namePattern parses a capture, the wildcard, a dotted name or a class pattern.
func (p *parser) namePattern() Pattern {
	start := p.pos()
	id := p.name()
	if p.k != tkDot && p.k != tkLPar {
		if p.k == tkEqual {
			p.invalid()
		}
		if id == "_" {
			id = ""
		}
		return &MatchAs{p.from(start), nil, id}
	}
	var e Expr = p.newName(start, id, Load)
	e = p.attributes(start, e)
	if p.k == tkLPar {
		return p.classPattern(start, e)
	}
	if p.k == tkEqual {
		p.invalid()
	}
	return &MatchValue{p.from(start), e}
}

func (p *parser) attributes(start Range, e Expr) Expr {
	for n := 0; p.accept(tkDot); n++ {
		if n > maxChain {
			p.failCode(p.pos(), CodeNesting, "too many calls, attributes or subscripts in one expression")
		}
		a := p.arena.attrs.alloc()
		a.Value, a.Attr = e, p.name()
		a.Range = p.from(start)
		e = a
	}
	return e
}

func (p *parser) groupPattern() Pattern {
	start := p.pos()
	p.advance()
	var list []Pattern
	tuple := p.k == tkRPar
	for p.k != tkRPar {
		q := p.maybeStar()
		list = append(list, q)
		if !p.accept(tkComma) {
			break
		}
		tuple = true
	}
	p.closing(tkRPar)
	if tuple {
		return &MatchSequence{p.from(start), list}
	}
	if _, ok := list[0].(*MatchStar); ok {
		p.fail(p.pos(), "invalid syntax")
	}
	return list[0]
}

// literalExpr parses a number with a sign, a complex number, or strings.
func (p *parser) literalExpr() Expr {
	start := p.pos()
	if p.k == tkString || p.k == tkFStringStart {
		return p.strings()
	}
	e := p.signedNumber()
	if p.k != tkPlus && p.k != tkMinus {
		return e
	}
	if !isReal(e) {
		p.fail(e.Span(), "real number required in complex literal")
	}
	op := Add
	if p.k == tkMinus {
		op = Sub
	}
	p.advance()
	if p.k != tkNumber {
		p.invalid()
	}
	r := p.pos()
	im := p.newConst(r, p.number())
	p.advance()
	if _, ok := im.Value.(Imag); !ok {
		p.fail(r, "imaginary number required in complex literal")
	}
	return &BinOp{p.from(start), e, op, im}
}

func isReal(e Expr) bool {
	if u, ok := e.(*UnaryOp); ok {
		e = u.Operand
	}
	_, imag := e.(*Constant).Value.(Imag)
	return !imag
}

func (p *parser) signedNumber() Expr {
	start := p.pos()
	minus := p.accept(tkMinus)
	if p.k != tkNumber {
		p.invalid()
	}
	r := p.pos()
	c := p.newConst(r, p.number())
	p.advance()
	if minus {
		return &UnaryOp{p.from(start), USub, c}
	}
	return c
}

func (p *parser) mappingPattern() Pattern {
	start := p.pos()
	p.advance()
	m := &MatchMapping{}
	for p.k != tkRBrace {
		if p.accept(tkDoubleStar) {
			m.Rest = p.name()
			if m.Rest == "_" {
				p.i--
				p.k = tkName
				p.invalid()
			}
			p.accept(tkComma)
			break
		}
		m.Keys = append(m.Keys, p.mappingKey())
		p.expect(tkColon)
		m.Patterns = append(m.Patterns, p.pattern())
		if !p.accept(tkComma) {
			break
		}
	}
	p.closing(tkRBrace)
	m.Range = p.from(start)
	return m
}

func (p *parser) mappingKey() Expr {
	r := p.pos()
	switch p.k {
	case tkNumber, tkMinus, tkString, tkFStringStart:
		return p.literalExpr()
	case kwNone, kwTrue, kwFalse:
		return p.atom()
	case tkName:
		if p.next(1) == tkDot {
			return p.attributes(r, p.newName(r, p.name(), Load))
		}
	}
	p.invalid()
	return nil
}

func (p *parser) classPattern(start Range, cls Expr) Pattern {
	p.advance()
	c := &MatchClass{Cls: cls}
	for p.k != tkRPar {
		if p.k == tkName && p.next(1) == tkEqual {
			c.KwdAttrs = append(c.KwdAttrs, p.name())
			p.advance()
			c.KwdPatterns = append(c.KwdPatterns, p.pattern())
		} else {
			r := p.pos()
			q := p.pattern()
			if len(c.KwdAttrs) > 0 {
				p.fail(p.from(r), "positional patterns follow keyword patterns")
			}
			c.Patterns = append(c.Patterns, q)
		}
		if !p.accept(tkComma) {
			break
		}
	}
	p.closing(tkRPar)
	c.Range = p.from(start)
	return c
}
