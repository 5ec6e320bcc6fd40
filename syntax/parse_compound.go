package syntax

// block parses the body of a compound statement, after its colon. what and line
// name the statement for the message about a missing body.
func (p *parser) block(what string, line int32) []Stmt {
	p.enter()
	defer p.leave()
	if p.k != tkNewline {
		return p.simpleLine(nil)
	}
	p.advance()
	if p.k != tkIndent {
		if p.k == tkError {
			p.invalid()
		}
		p.failCode(p.pos(), CodeIndentation, "expected an indented block after %s on line %d", what, line)
	}
	p.advance()
	if p.k == tkError {
		// A lexical error about the indentation of the first line.
		p.invalid()
	}
	body := p.statements(nil, tkDedent)
	p.accept(tkDedent)
	return body
}

// colon steps over the colon before a block.
func (p *parser) colon() {
	if p.k != tkColon {
		p.colonMissing()
	}
	p.advance()
}

// ifStmt parses an if statement, or an elif clause as one.
func (p *parser) ifStmt(word string) Stmt {
	start := p.pos()
	p.advance()
	s := &If{Test: p.namedExpression()}
	p.colon()
	s.Body = p.block("'"+word+"' statement", start.Line)
	switch p.k {
	case kwElif:
		p.enter()
		s.OrElse = []Stmt{p.ifStmt("elif")}
		p.leave()
	case kwElse:
		s.OrElse = p.elseBlock()
	}
	s.Range = p.from(start)
	return s
}

// elseBlock parses an else clause.
func (p *parser) elseBlock() []Stmt {
	line := p.pos().Line
	p.advance()
	p.forcedColon()
	body := p.block("'else' statement", line)
	if p.k == kwElif && p.v.AtLeast(3, 13) {
		p.fail(p.pos(), "invalid syntax")
	}
	return body
}

func (p *parser) optionalElse() []Stmt {
	if p.k == kwElse {
		return p.elseBlock()
	}
	return nil
}

// forcedColon steps over a colon whose absence has only one explanation.
func (p *parser) forcedColon() {
	if p.k != tkColon {
		if p.k == tkError {
			p.invalid()
		}
		p.fail(p.pos(), "expected ':'")
	}
	p.advance()
}

func (p *parser) whileStmt() Stmt {
	start := p.pos()
	p.advance()
	s := &While{Test: p.namedExpression()}
	p.colon()
	s.Body = p.block("'while' statement", start.Line)
	s.OrElse = p.optionalElse()
	s.Range = p.from(start)
	return s
}

func (p *parser) forStmt(start Range, async bool) Stmt {
	line := p.pos().Line
	p.advance()
	target := p.forTarget()
	if p.k != kwIn {
		p.inMissing(target)
	}
	p.advance()
	iter := p.starExpressions()
	p.colon()
	body := p.block("'for' statement", line)
	orelse := p.optionalElse()
	if async {
		return &AsyncFor{p.from(start), target, iter, body, orelse}
	}
	return &For{p.from(start), target, iter, body, orelse}
}

// withStmt parses a with statement. Parentheses around all items are tried first,
// when the one that closes them is followed by a colon.
func (p *parser) withStmt(start Range, async bool) Stmt {
	line := p.pos().Line
	p.advance()
	var items []*WithItem
	if p.k == tkLPar && p.parensThenColon() {
		ok := p.try(func() {
			p.advance()
			for {
				items = append(items, p.withItem())
				if !p.accept(tkComma) || p.k == tkRPar {
					break
				}
			}
			p.expect(tkRPar)
			if p.k != tkColon {
				p.invalid()
			}
		})
		if !ok {
			items = nil
		}
	}
	if items == nil {
		for {
			items = append(items, p.withItem())
			if !p.accept(tkComma) {
				break
			}
		}
	}
	p.colon()
	body := p.block("'with' statement", line)
	if async {
		return &AsyncWith{p.from(start), items, body}
	}
	return &With{p.from(start), items, body}
}

// parensThenColon says whether the parenthesis that closes the one at the current
// token is followed by a colon.
func (p *parser) parensThenColon() bool {
	level := p.tok().level
	for j := p.i + 1; j < len(p.toks); j++ {
		t := &p.toks[j]
		if t.kind == tkRPar && t.level < level {
			return p.toks[j+1].kind == tkColon
		}
		if t.kind == tkNewline {
			break
		}
	}
	return false
}

func (p *parser) withItem() *WithItem {
	start := p.pos()
	w := &WithItem{ContextExpr: p.expression()}
	if p.accept(kwAs) {
		w.OptionalVars = p.withTarget()
	}
	w.Range = p.from(start)
	return w
}

// withTarget parses the target after "as" of a with item.
func (p *parser) withTarget() Expr {
	e := p.starExpression()
	switch p.k {
	case tkComma, tkRPar, tkColon:
		if bad := invalidTarget(e, Store); bad != nil {
			p.fail(bad.Span(), "cannot assign to %s", exprName(bad))
		}
	default:
		if invalidTarget(e, Store) != nil {
			p.invalid()
		}
	}
	setCtx(e, Store)
	return e
}

func (p *parser) tryStmt() Stmt {
	start := p.pos()
	p.advance()
	p.forcedColon()
	body := p.block("'try' statement", start.Line)
	var handlers []*ExceptHandler
	star := false
	var final []Stmt
	for p.k == kwExcept {
		h := p.pos()
		isStar := p.next(1) == tkStar && p.v.AtLeast(3, 11)
		if len(handlers) > 0 && isStar != star {
			if isStar {
				h.EndLine, h.EndCol = p.toks[p.i+1].EndLine, p.toks[p.i+1].EndCol
			}
			p.fail(h, "cannot have both 'except' and 'except*' on the same 'try'")
		}
		star = isStar
		handlers = append(handlers, p.exceptClause(star))
	}
	if len(handlers) == 0 && p.k != kwFinally {
		if p.k == tkError {
			p.invalid()
		}
		p.fail(p.pos(), "expected 'except' or 'finally' block")
	}
	var orelse []Stmt
	if len(handlers) > 0 {
		orelse = p.optionalElse()
	}
	if p.k == kwFinally {
		line := p.pos().Line
		p.advance()
		p.forcedColon()
		final = p.block("'finally' statement", line)
	}
	if star {
		return &TryStar{p.from(start), body, handlers, orelse, final}
	}
	return &Try{p.from(start), body, handlers, orelse, final}
}

func (p *parser) exceptClause(star bool) *ExceptHandler {
	start := p.pos()
	p.advance()
	h := &ExceptHandler{}
	what := "'except' statement"
	if star {
		p.advance()
		what = "'except*' statement"
		if p.k == tkColon || p.k == tkNewline {
			p.fail(p.pos(), "expected one or more exception types")
		}
	}
	if p.k != tkColon {
		if p.k == tkNewline {
			p.fail(p.pos(), "expected ':'")
		}
		h.Type = p.expression()
		if p.k == tkComma {
			p.unparenthesisedExcept(h.Type)
		}
		if p.accept(kwAs) {
			h.Name = p.exceptName(h.Type)
		}
		p.colon()
	} else {
		p.advance()
	}
	h.Body = p.block(what, start.Line)
	h.Range = p.from(start)
	return h
}

func (p *parser) decorated() Stmt {
	m := p.mark()
	for p.k == tkAt {
		p.advance()
		p.push(p.namedExpression())
		if p.k != tkNewline {
			p.afterExpression()
		}
		p.advance()
	}
	list := p.take(m)
	start := p.pos()
	switch p.k {
	case kwDef:
		return p.funcDef(start, list, false)
	case kwClass:
		return p.classDef(list)
	case kwAsync:
		if p.next(1) == kwDef {
			p.advance()
			return p.funcDef(start, list, true)
		}
	}
	p.invalid()
	return nil
}

func (p *parser) asyncStmt() Stmt {
	start := p.pos()
	p.advance()
	switch p.k {
	case kwDef:
		return p.funcDef(start, nil, true)
	case kwFor:
		return p.forStmt(start, true)
	case kwWith:
		return p.withStmt(start, true)
	}
	p.invalid()
	return nil
}

func (p *parser) funcDef(start Range, decorators []Expr, async bool) Stmt {
	line := p.pos().Line
	p.advance()
	f := &FunctionDef{DecoratorList: decorators, Name: p.name()}
	f.TypeParams = p.typeParams()
	if p.k != tkLPar {
		if p.k == tkError {
			p.invalid()
		}
		p.fail(p.pos(), "expected '('")
	}
	p.advance()
	f.Args = p.parameters(tkRPar, false)
	p.advance()
	if p.accept(tkArrow) {
		f.Returns = p.expression()
	}
	p.forcedColon()
	f.Body = p.block("function definition", line)
	f.Range = p.from(start)
	if async {
		return &AsyncFunctionDef{f.Range, f.Name, f.Args, f.Body, f.DecoratorList, f.Returns, f.TypeParams}
	}
	return f
}

func (p *parser) classDef(decorators []Expr) Stmt {
	start := p.pos()
	p.advance()
	c := &ClassDef{DecoratorList: decorators, Name: p.name()}
	c.TypeParams = p.typeParams()
	if p.k == tkLPar {
		open := p.pos()
		p.advance()
		c.Bases, c.Keywords = p.arguments(open, false)
		p.closing(tkRPar)
	}
	if p.k != tkColon {
		if p.k == tkNewline || p.v.AtLeast(3, 11) && p.k != tkError {
			p.fail(p.pos(), "%s", p.pick(3, 11, "expected ':'", "expected ':'"))
		}
		p.invalid()
	}
	p.advance()
	c.Body = p.block("class definition", start.Line)
	c.Range = p.from(start)
	return c
}

// typeParams parses [T, *Ts, **P] when it is there (PEP 695).
func (p *parser) typeParams() []TypeParam {
	if p.k != tkLSqb || !p.v.AtLeast(3, 12) {
		return nil
	}
	p.advance()
	if p.k == tkRSqb && p.v.AtLeast(3, 13) {
		p.fail(p.pos(), "Type parameter list cannot be empty")
	}
	var list []TypeParam
	for p.k != tkRSqb || len(list) == 0 {
		start := p.pos()
		switch p.k {
		case tkStar:
			p.advance()
			t := &TypeVarTuple{Name: p.name()}
			p.noBound("TypeVarTuple")
			t.DefaultValue = p.typeDefault(true)
			t.Range = p.from(start)
			list = append(list, t)
		case tkDoubleStar:
			p.advance()
			t := &ParamSpec{Name: p.name()}
			p.noBound("ParamSpec")
			t.DefaultValue = p.typeDefault(false)
			t.Range = p.from(start)
			list = append(list, t)
		default:
			t := &TypeVar{Name: p.name()}
			if p.accept(tkColon) {
				t.Bound = p.expression()
			}
			t.DefaultValue = p.typeDefault(false)
			t.Range = p.from(start)
			list = append(list, t)
		}
		if !p.accept(tkComma) {
			break
		}
	}
	p.closing(tkRSqb)
	return list
}

// noBound reports a bound where none is allowed.
func (p *parser) noBound(what string) {
	if p.k != tkColon {
		return
	}
	colon := p.pos()
	p.advance()
	e := p.expression()
	kind := "bound"
	if _, ok := e.(*Tuple); ok {
		kind = "constraints"
	}
	p.fail(colon, "cannot use %s with %s", kind, what)
}

// typeDefault parses the default of a type parameter (PEP 696, Python 3.13).
func (p *parser) typeDefault(star bool) Expr {
	if p.k != tkEqual || !p.v.AtLeast(3, 13) {
		return nil
	}
	p.advance()
	if star {
		return p.starExpression()
	}
	return p.expression()
}
