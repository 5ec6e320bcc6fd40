package syntax

// starExpressions parses an expression list, which may hold starred items:
// one item stays itself, a comma makes a tuple.
func (p *parser) starExpressions() Expr {
	start := p.pos()
	e := p.starExpression()
	if p.k != tkComma {
		return e
	}
	return p.restOfTuple(start, e, (*parser).starExpression)
}

// restOfTuple parses ", item, ..." after the first item of a tuple without parentheses.
func (p *parser) restOfTuple(start Range, first Expr, item func(*parser) Expr) Expr {
	m := p.mark()
	p.push(first)
	for p.accept(tkComma) {
		if !p.startsExpr() {
			break
		}
		p.push(item(p))
	}
	elts := p.take(m)
	return &Tuple{Range: p.from(start), Elts: elts}
}

// startsExpr says whether the current token can begin an expression or a starred one.
func (p *parser) startsExpr() bool {
	switch p.k {
	case tkName, tkNumber, tkString, tkFStringStart, tkLPar, tkLSqb, tkLBrace, tkEllipsis, tkTilde, tkPlus, tkMinus,
		tkStar, kwFalse, kwNone, kwTrue, kwAwait, kwLambda, kwNot:
		return true
	}
	return false
}

func (p *parser) starExpression() Expr {
	if p.k == tkStar {
		start := p.pos()
		p.advance()
		v := p.bitwiseOr()
		return &Starred{Range: p.from(start), Value: v}
	}
	return p.expression()
}

// starNamedExpression is an item of a display.
func (p *parser) starNamedExpression() Expr {
	if p.k == tkStar {
		return p.starExpression()
	}
	return p.namedExpression()
}

// expressions parses an expression list without starred items.
func (p *parser) expressions() Expr {
	start := p.pos()
	e := p.expression()
	if p.k != tkComma {
		return e
	}
	return p.restOfTuple(start, e, (*parser).expression)
}

func (p *parser) namedExpression() Expr {
	if p.k == tkName && p.next(1) == tkColonEqual {
		return p.assignmentExpression()
	}
	e := p.expression()
	if p.k == tkColonEqual {
		p.fail(e.Span(), "cannot use assignment expressions with %s", exprName(e))
	}
	return e
}

// assignmentExpression parses name := value.
func (p *parser) assignmentExpression() Expr {
	start := p.pos()
	target := p.newName(start, p.name(), Store)
	p.expect(tkColonEqual)
	v := p.expression()
	return &NamedExpr{Range: p.from(start), Target: target, Value: v}
}

// expression parses a conditional expression, a lambda, or something simpler.
func (p *parser) expression() Expr {
	switch p.k {
	case tkName:
		switch p.toks[p.i+1].kind {
		case tkComma, tkRPar, tkNewline, tkRSqb, tkColon, tkEqual, tkRBrace:
			n := p.newName(p.pos(), p.ident(p.tok()), Load)
			p.advance()
			return n
		}
	case kwLambda:
		p.enter()
		e := p.lambda()
		p.leave()
		return e
	}
	p.enter()
	start := p.pos()
	e := p.disjunction()
	if p.k == kwIf {
		e = p.conditional(start, e)
	}
	p.leave()
	return e
}

func (p *parser) conditional(start Range, body Expr) Expr {
	p.advance()
	test := p.disjunction()
	if p.k != kwElse {
		if p.k != tkColon {
			p.elseMissing(body, test)
		}
		p.invalid()
	}
	p.advance()
	orelse := p.expression()
	return &IfExp{Range: p.from(start), Test: test, Body: body, OrElse: orelse}
}

func (p *parser) lambda() Expr {
	start := p.pos()
	p.advance()
	args := p.parameters(tkColon, true)
	if p.k != tkColon {
		p.invalid()
	}
	p.advance()
	body := p.expression()
	return &Lambda{Range: p.from(start), Args: args, Body: body}
}

func (p *parser) disjunction() Expr {
	start := p.pos()
	e := p.conjunction()
	if p.k != kwOr {
		return e
	}
	m := p.mark()
	p.push(e)
	for p.accept(kwOr) {
		p.push(p.conjunction())
	}
	values := p.take(m)
	return &BoolOp{Range: p.from(start), Op: Or, Values: values}
}

func (p *parser) conjunction() Expr {
	start := p.pos()
	e := p.inversion()
	if p.k != kwAnd {
		return e
	}
	m := p.mark()
	p.push(e)
	for p.accept(kwAnd) {
		p.push(p.inversion())
	}
	values := p.take(m)
	return &BoolOp{Range: p.from(start), Op: And, Values: values}
}

func (p *parser) inversion() Expr {
	if p.k != kwNot {
		return p.comparison()
	}
	p.enter()
	start := p.pos()
	p.advance()
	e := p.inversion()
	p.leave()
	return &UnaryOp{Range: p.from(start), Op: Not, Operand: e}
}

// compareOp recognises a comparison operator at the current token and steps over it.
func (p *parser) compareOp() (CmpOpKind, bool) {
	var op CmpOpKind
	switch p.k {
	case tkEqEqual:
		op = Eq
	case tkNotEqual:
		if p.src[p.tok().start] == '<' {
			p.invalid() // "<>" went with Python 2
		}
		op = NotEq
	case tkLess:
		op = Lt
	case tkLessEqual:
		op = LtE
	case tkGreater:
		op = Gt
	case tkGreaterEqual:
		op = GtE
	case kwIn:
		op = In
	case kwNot:
		if p.next(1) != kwIn {
			return 0, false
		}
		p.advance()
		op = NotIn
	case kwIs:
		op = Is
		if p.next(1) == kwNot {
			p.advance()
			op = IsNot
		}
	default:
		return 0, false
	}
	p.advance()
	return op, true
}

func (p *parser) comparison() Expr {
	start := p.pos()
	left := p.bitwiseOr()
	op, ok := p.compareOp()
	if !ok {
		return left
	}
	var ops []CmpOpKind
	m := p.mark()
	for ok {
		ops = append(ops, op)
		p.push(p.bitwiseOr())
		op, ok = p.compareOp()
	}
	comparators := p.take(m)
	return &Compare{Range: p.from(start), Left: left, Ops: ops, Comparators: comparators}
}

func (p *parser) bitwiseOr() Expr { return p.binary(1) }

// binary parses left-associative operators of at least the given strength.
func (p *parser) binary(min uint8) Expr {
	start := p.pos()
	left := p.factor()
	for n := 0; p.k >= tkPlus && p.k <= tkRightShift; n++ {
		i := p.k - tkPlus
		prec := binPrec[i]
		if prec < min || prec == 0 {
			break
		}
		if n > maxChain {
			p.failCode(p.pos(), CodeNesting, "too many operators in one expression")
		}
		p.advance()
		right := p.binary(prec + 1)
		left = &BinOp{Range: p.from(start), Left: left, Op: binOps[i], Right: right}
	}
	return left
}

func (p *parser) factor() Expr {
	var op UnaryOpKind
	switch p.k {
	case tkPlus:
		op = UAdd
	case tkMinus:
		op = USub
	case tkTilde:
		op = Invert
	default:
		return p.power()
	}
	p.enter()
	start := p.pos()
	p.advance()
	e := p.factor()
	p.leave()
	return &UnaryOp{Range: p.from(start), Op: op, Operand: e}
}

func (p *parser) power() Expr {
	start := p.pos()
	var e Expr
	if p.k == kwAwait {
		p.advance()
		v := p.primary()
		e = &Await{Range: p.from(start), Value: v}
	} else {
		e = p.primary()
	}
	if p.k != tkDoubleStar {
		return e
	}
	p.advance()
	p.enter()
	right := p.factor()
	p.leave()
	return &BinOp{Range: p.from(start), Left: e, Op: Pow, Right: right}
}

// primary parses an atom and the attributes, calls and subscripts after it.
func (p *parser) primary() Expr {
	start := p.pos()
	e := p.atom()
	for n := 0; ; n++ {
		if n > maxChain {
			p.failCode(p.pos(), CodeNesting, "too many calls, attributes or subscripts in one expression")
		}
		switch p.k {
		case tkDot:
			p.advance()
			a := p.arena.attrs.alloc()
			a.Value = e
			a.Attr = p.name()
			a.Range = p.from(start)
			e = a
		case tkLPar:
			e = p.call(start, e)
		case tkLSqb:
			p.advance()
			s := p.slices()
			p.closing(tkRSqb)
			e = &Subscript{Range: p.from(start), Value: e, Slice: s}
		default:
			return e
		}
	}
}

// slices parses what stands in the brackets of a subscript.
func (p *parser) slices() Expr {
	start := p.pos()
	e := p.sliceItem()
	_, starred := e.(*Starred)
	if p.k != tkComma {
		if starred {
			return &Tuple{Range: p.from(start), Elts: []Expr{e}}
		}
		return e
	}
	m := p.mark()
	p.push(e)
	for p.accept(tkComma) {
		if p.k == tkRSqb {
			break
		}
		p.push(p.sliceItem())
	}
	elts := p.take(m)
	return &Tuple{Range: p.from(start), Elts: elts}
}

func (p *parser) sliceItem() Expr {
	start := p.pos()
	if p.k == tkStar && p.v.AtLeast(3, 11) {
		p.advance()
		v := p.expression()
		return &Starred{Range: p.from(start), Value: v}
	}
	var s Slice
	if p.k != tkColon {
		e := p.namedExpression()
		if p.k != tkColon {
			return e
		}
		if _, ok := e.(*NamedExpr); ok && p.toks[p.i-1].kind != tkRPar {
			p.invalid()
		}
		s.Lower = e
	}
	p.advance()
	ends := func() bool { return p.k == tkColon || p.k == tkComma || p.k == tkRSqb }
	if !ends() {
		s.Upper = p.expression()
	}
	if p.accept(tkColon) && !ends() {
		s.Step = p.expression()
	}
	s.Range = p.from(start)
	return &s
}

func (p *parser) atom() Expr {
	r := p.pos()
	switch p.k {
	case tkName:
		n := p.newName(r, p.ident(p.tok()), Load)
		p.advance()
		return n
	case tkNumber:
		v := p.number()
		p.advance()
		return p.newConst(r, v)
	case tkString, tkFStringStart:
		return p.strings()
	case tkLPar:
		return p.parenthesised()
	case tkLSqb:
		return p.listDisplay()
	case tkLBrace:
		return p.braceDisplay()
	case tkEllipsis:
		p.advance()
		return p.newConst(r, ConstEllipsis)
	case kwNone:
		p.advance()
		return p.newConst(r, ConstNone)
	case kwTrue:
		p.advance()
		return p.newConst(r, ConstTrue)
	case kwFalse:
		p.advance()
		return p.newConst(r, ConstFalse)
	}
	p.invalid()
	return nil
}

// closing steps over the bracket that must close a display, call or subscript.
func (p *parser) closing(k tokKind) {
	if p.k != k {
		p.inBrackets()
	}
	p.advance()
}

// parenthesised parses a group, tuple, generator expression or yield in parentheses.
func (p *parser) parenthesised() Expr {
	start := p.pos()
	p.advance()
	switch p.k {
	case tkRPar:
		p.advance()
		return &Tuple{Range: p.from(start)}
	case kwYield:
		e := p.yield()
		p.closing(tkRPar)
		return e
	case tkDoubleStar:
		p.advance()
		s := p.toks[p.i-1].Range
		p.expression()
		if p.k == tkRPar {
			p.fail(s, "cannot use double starred expression here")
		}
		p.invalid()
	}
	e := p.starNamedExpression()
	switch p.k {
	case tkComma:
		elts := p.restOfDisplay(e, tkRPar)
		p.closing(tkRPar)
		return &Tuple{Range: p.from(start), Elts: elts}
	case kwFor, kwAsync:
		gens := p.comprehension(e, start, tkRPar)
		p.closing(tkRPar)
		return &GeneratorExp{Range: p.from(start), Elt: e, Generators: gens}
	}
	if s, ok := e.(*Starred); ok && p.k == tkRPar {
		p.fail(s.Range, "cannot use starred expression here")
	}
	p.closing(tkRPar)
	return e
}

// restOfDisplay parses ", item, ..." up to the closing bracket.
func (p *parser) restOfDisplay(first Expr, end tokKind) []Expr {
	m := p.mark()
	p.push(first)
	for p.accept(tkComma) {
		if p.k == end {
			break
		}
		if (p.k == kwFor || p.k == kwAsync) && end != tkRPar {
			p.comprehensionTarget(first, p.stack[m:], true)
		}
		p.push(p.starNamedExpression())
		if (p.k == kwFor || p.k == kwAsync) && end != tkRPar {
			p.comprehensionTarget(first, p.stack[m:], false)
		}
	}
	return p.take(m)
}

func (p *parser) listDisplay() Expr {
	start := p.pos()
	p.advance()
	if p.accept(tkRSqb) {
		return &List{Range: p.from(start)}
	}
	e := p.starNamedExpression()
	if p.k == kwFor || p.k == kwAsync {
		gens := p.comprehension(e, start, tkRSqb)
		p.closing(tkRSqb)
		return &ListComp{Range: p.from(start), Elt: e, Generators: gens}
	}
	elts := p.restOfDisplay(e, tkRSqb)
	p.closing(tkRSqb)
	return &List{Range: p.from(start), Elts: elts}
}

// braceDisplay parses a dict, a set, or a comprehension of either.
func (p *parser) braceDisplay() Expr {
	start := p.pos()
	p.advance()
	if p.accept(tkRBrace) {
		return &Dict{Range: p.from(start)}
	}
	if p.k == tkDoubleStar {
		return p.dictDisplay(start, nil)
	}
	e := p.starNamedExpression()
	switch p.k {
	case tkColon:
		return p.dictDisplay(start, e)
	case kwFor, kwAsync:
		gens := p.comprehension(e, start, tkRBrace)
		p.closing(tkRBrace)
		return &SetComp{Range: p.from(start), Elt: e, Generators: gens}
	}
	elts := p.restOfDisplay(e, tkRBrace)
	p.closing(tkRBrace)
	return &Set{Range: p.from(start), Elts: elts}
}

// dictDisplay parses a dict whose first key, unless it is an unpacking, is read already.
func (p *parser) dictDisplay(start Range, key Expr) Expr {
	var keys []Expr
	m := p.mark()
	for first := true; ; first = false {
		if p.k == tkDoubleStar && key == nil {
			star := p.pos()
			p.advance()
			keys = append(keys, nil)
			p.push(p.bitwiseOr())
			if first && (p.k == kwFor || p.k == kwAsync) {
				p.fail(star, "dict unpacking cannot be used in dict comprehension")
			}
		} else {
			if key == nil {
				key = p.expression()
			}
			value := p.dictValue(key)
			if first && (p.k == kwFor || p.k == kwAsync) {
				gens := p.comprehension(key, start, tkRBrace)
				p.closing(tkRBrace)
				return &DictComp{Range: p.from(start), Key: key, Value: value, Generators: gens}
			}
			keys = append(keys, key)
			p.push(value)
			key = nil
		}
		if !p.accept(tkComma) || p.k == tkRBrace {
			break
		}
	}
	p.closing(tkRBrace)
	values := p.take(m)
	return &Dict{Range: p.from(start), Keys: keys, Values: values}
}

// dictValue parses ": value" after a key.
func (p *parser) dictValue(key Expr) Expr {
	switch key.(type) {
	case *Starred:
		p.invalid()
	case *NamedExpr:
		if p.toks[p.i-1].kind != tkRPar {
			p.invalid()
		}
	}
	if p.k != tkColon {
		p.colonInDict(key)
	}
	colon := p.pos()
	p.advance()
	switch p.k {
	case tkRBrace, tkComma:
		p.fail(colon, "expression expected after dictionary key and ':'")
	case tkStar:
		p.fail(p.pos(), "cannot use a starred expression in a dictionary value")
	}
	return p.expression()
}

// comprehension parses the for clauses after the element.
func (p *parser) comprehension(elt Expr, open Range, end tokKind) []*Comprehension {
	switch e := elt.(type) {
	case *Starred:
		p.fail(e.Range, "iterable unpacking cannot be used in comprehension")
	}
	var gens []*Comprehension
	for p.k == kwFor || p.k == kwAsync {
		start := p.pos()
		c := &Comprehension{}
		if p.accept(kwAsync) {
			c.IsAsync = true
		}
		p.expect(kwFor)
		c.Target = p.forTarget()
		if p.k != kwIn {
			p.inMissing(c.Target)
		}
		p.advance()
		c.Iter = p.disjunction()
		m := p.mark()
		for p.accept(kwIf) {
			p.push(p.disjunction())
		}
		c.Ifs = p.take(m)
		c.Range = p.from(start)
		gens = append(gens, c)
	}
	return gens
}

// yield parses a yield expression.
func (p *parser) yield() Expr {
	start := p.pos()
	p.advance()
	if p.accept(kwFrom) {
		v := p.expression()
		return &YieldFrom{Range: p.from(start), Value: v}
	}
	y := &Yield{}
	if p.startsExpr() {
		y.Value = p.starExpressions()
	}
	y.Range = p.from(start)
	return y
}
