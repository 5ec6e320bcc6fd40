package syntax

// module parses the whole file.
func (p *parser) module() *Module {
	p.k = p.toks[0].kind
	m := &Module{Range: Range{1, 0, 1, 0}}
	m.Body = p.statements(m.Body, tkEOF)
	last := p.toks[len(p.toks)-1]
	m.EndLine, m.EndCol = last.EndLine, last.EndCol
	if len(p.open) > 0 && len(p.errs) == 0 {
		p.reportUnclosed()
	}
	return m
}

// statements parses statements up to end, which is the end of a block or of the
// file, and appends them to body.
func (p *parser) statements(body []Stmt, end tokKind) []Stmt {
	failed := false
	for p.k != end && p.k != tkEOF {
		ok := false
		body, ok = p.guarded(body, failed)
		failed = !ok
	}
	return body
}

// guarded parses one line or compound statement. After a mistake it skips to where the
// next one begins.
func (p *parser) guarded(body []Stmt, failed bool) (out []Stmt, ok bool) {
	start, n, depth, stack := p.i, len(body), p.depth, len(p.stack)
	defer func() {
		if ok {
			return
		}
		r := recover()
		if _, mine := r.(bailout); r != nil && !mine {
			panic(r)
		}
		if p.quiet {
			panic(r)
		}
		p.depth, p.stack = depth, p.stack[:stack]
		out = body[:n]
		p.resync(start)
	}()
	if failed {
		// What follows a broken statement may be a clause or body of it.
		switch p.k {
		case kwElse, kwElif, kwExcept, kwFinally:
			panic(bailout{})
		}
	}
	out = p.statement(body)
	return out, true
}

// resync skips to the token after the end of the line and takes the body of
// a broken compound statement, looking for more mistakes in it.
func (p *parser) resync(start int) {
	if p.i == start && p.k != tkNewline && p.k != tkEOF {
		if p.k == tkIndent {
			p.advance()
			p.statements(nil, tkDedent)
			p.accept(tkDedent)
			return
		}
		p.advance()
	}
	for p.i > start && p.toks[p.i-1].kind == tkNewline {
		// The mistake was noticed on the next line.
		if p.k == tkDedent || p.k == tkIndent {
			break
		}
		return
	}
	for p.k != tkNewline && p.k != tkEOF && p.k != tkDedent {
		if p.k == tkIndent {
			break
		}
		p.advance()
	}
	p.accept(tkNewline)
	if p.k == tkIndent {
		p.advance()
		p.statements(nil, tkDedent)
		p.accept(tkDedent)
	}
}

// statement parses a compound statement or a line of simple ones.
func (p *parser) statement(body []Stmt) []Stmt {
	switch p.k {
	case kwIf:
		return append(body, p.ifStmt("if"))
	case kwDef:
		return append(body, p.funcDef(p.pos(), nil, false))
	case kwClass:
		return append(body, p.classDef(nil))
	case tkAt:
		return append(body, p.decorated())
	case kwAsync:
		return append(body, p.asyncStmt())
	case kwFor:
		return append(body, p.forStmt(p.pos(), false))
	case kwWhile:
		return append(body, p.whileStmt())
	case kwTry:
		return append(body, p.tryStmt())
	case kwWith:
		return append(body, p.withStmt(p.pos(), false))
	case tkName:
		if p.text() == "match" && p.isMatch() {
			return append(body, p.matchStmt())
		}
	case tkNewline:
		if p.i > 0 && p.toks[p.i-1].kind == tkError {
			p.advance()
			return body
		}
	}
	return p.simpleLine(body)
}

// simpleLine parses simple statements up to the end of the line.
func (p *parser) simpleLine(body []Stmt) []Stmt {
	for {
		body = append(body, p.simple())
		if p.k == tkNewline {
			p.advance()
			return body
		}
		if p.k != tkSemi {
			p.afterStatement(body[len(body)-1])
		}
		p.advance()
		if p.k == tkNewline {
			p.advance()
			return body
		}
	}
}

func (p *parser) simple() Stmt {
	start := p.pos()
	switch p.k {
	case kwReturn:
		p.advance()
		s := &Return{}
		if p.startsExpr() {
			s.Value = p.starExpressions()
		}
		s.Range = p.from(start)
		return s
	case kwImport:
		return p.importStmt()
	case kwFrom:
		return p.fromStmt()
	case kwRaise:
		p.advance()
		s := &Raise{}
		if p.startsExpr() {
			s.Exc = p.expression()
			if p.accept(kwFrom) {
				s.Cause = p.expression()
			}
		}
		s.Range = p.from(start)
		return s
	case kwPass:
		p.advance()
		return &Pass{start}
	case kwBreak:
		p.advance()
		return &Break{start}
	case kwContinue:
		p.advance()
		return &Continue{start}
	case kwDel:
		return p.delStmt()
	case kwAssert:
		p.advance()
		s := &Assert{Test: p.namedInStmt()}
		if p.accept(tkComma) {
			s.Msg = p.expression()
		}
		s.Range = p.from(start)
		return s
	case kwGlobal:
		p.advance()
		names := p.nameList()
		return &Global{p.from(start), names}
	case kwNonlocal:
		p.advance()
		names := p.nameList()
		return &Nonlocal{p.from(start), names}
	case tkName:
		if p.text() == "type" && p.next(1) == tkName && p.v.AtLeast(3, 12) {
			if k := p.next(2); k == tkEqual || k == tkLSqb {
				return p.typeAlias()
			}
		}
	}
	return p.exprStmt()
}

// namedInStmt parses an expression where a walrus is not allowed.
func (p *parser) namedInStmt() Expr { return p.expression() }

func (p *parser) nameList() []string {
	names := []string{p.name()}
	for p.accept(tkComma) {
		names = append(names, p.name())
	}
	return names
}

// exprStmt parses an expression statement or any kind of assignment.
func (p *parser) exprStmt() Stmt {
	start := p.pos()
	first := p.k
	e := p.exprOrYield()
	switch {
	case p.k == tkNewline || p.k == tkSemi:
		s := p.arena.stmts.alloc()
		s.Range, s.Value = p.from(start), e
		return s
	case p.k == tkEqual:
		return p.assign(start, e)
	case p.k == tkColon:
		return p.annAssign(start, e, first)
	case p.k >= tkPlusEqual && p.k <= tkRightShiftEqual:
		return p.augAssign(start, e)
	}
	s := p.arena.stmts.alloc()
	s.Range, s.Value = p.from(start), e
	return s
}

func (p *parser) exprOrYield() Expr {
	if p.k == kwYield {
		return p.yield()
	}
	return p.starExpressions()
}

func (p *parser) assign(start Range, e Expr) Stmt {
	s := p.arena.assign.alloc()
	m := p.mark()
	bare := true // no parentheses around e
	for p.k == tkEqual {
		if y, ok := e.(*Yield); ok && bare {
			p.fail(y.Range, "assignment to yield expression not possible")
		}
		if y, ok := e.(*YieldFrom); ok && bare {
			p.fail(y.Range, "assignment to yield expression not possible")
		}
		p.setTarget(e, Store)
		p.push(e)
		p.advance()
		e = p.exprOrYield()
	}
	s.Targets = p.take(m)
	s.Value = e
	s.Range = p.from(start)
	if p.k >= tkPlusEqual && p.k <= tkRightShiftEqual {
		p.illegalAugmented(e)
	}
	return s
}

func (p *parser) illegalAugmented(e Expr) {
	switch e.(type) {
	case *Name, *Attribute, *Subscript:
		p.invalid()
	}
	p.fail(e.Span(), "'%s' is an illegal expression for augmented assignment", exprName(e))
}

func (p *parser) augAssign(start Range, e Expr) Stmt {
	switch e.(type) {
	case *Name, *Attribute, *Subscript:
	default:
		p.illegalAugmented(e)
	}
	setCtx(e, Store)
	op := binOps[p.k-tkPlusEqual]
	p.advance()
	v := p.exprOrYield()
	return &AugAssign{Range: p.from(start), Target: e, Op: op, Value: v}
}

func (p *parser) annAssign(start Range, e Expr, first tokKind) Stmt {
	_, simple := e.(*Name)
	simple = simple && first != tkLPar
	switch e := e.(type) {
	case *Name, *Attribute, *Subscript:
	case *List:
		p.fail(e.Range, "only single target (not list) can be annotated")
	case *Tuple:
		r := e.Range
		if first != tkLPar || len(e.Elts) > 0 && r.Col == e.Elts[0].Span().Col && r.Line == e.Elts[0].Span().Line {
			r = e.Elts[0].Span()
		}
		p.fail(r, "only single target (not tuple) can be annotated")
	case *Starred, *Yield, *YieldFrom:
		p.invalid()
	default:
		p.try(func() { p.advance(); p.expression() })
		p.fail(e.Span(), "illegal target for annotation")
	}
	setCtx(e, Store)
	p.advance()
	s := &AnnAssign{Target: e, Simple: simple}
	s.Annotation = p.expression()
	if p.accept(tkEqual) {
		s.Value = p.exprOrYield()
	}
	s.Range = p.from(start)
	return s
}

func (p *parser) delStmt() Stmt {
	start := p.pos()
	p.advance()
	m := p.mark()
	for {
		e := p.starExpression()
		p.setTarget(e, Del)
		p.push(e)
		if !p.accept(tkComma) || p.k == tkNewline || p.k == tkSemi {
			break
		}
	}
	targets := p.take(m)
	return &Delete{Range: p.from(start), Targets: targets}
}

func (p *parser) typeAlias() Stmt {
	start := p.pos()
	p.advance()
	nr := p.pos()
	s := &TypeAlias{Name: p.newName(nr, p.name(), Store)}
	s.TypeParams = p.typeParams()
	p.expect(tkEqual)
	s.Value = p.expression()
	s.Range = p.from(start)
	return s
}

func (p *parser) dottedName() string {
	t := p.tok()
	s := p.name()
	if p.k != tkDot {
		return s
	}
	_ = t
	for p.accept(tkDot) {
		s += "." + p.name()
	}
	return s
}

func (p *parser) importStmt() Stmt {
	start := p.pos()
	p.advance()
	s := &Import{}
	for {
		r := p.pos()
		a := &Alias{Name: p.dottedName()}
		if p.accept(kwAs) {
			a.AsName = p.asName()
		}
		a.Range = p.from(r)
		s.Names = append(s.Names, a)
		if !p.accept(tkComma) {
			break
		}
	}
	if p.k == kwFrom && p.v.AtLeast(3, 12) {
		p.importFrom(start)
	}
	s.Range = p.from(start)
	return s
}

// asName parses the name after "as" of an import.
func (p *parser) asName() string {
	if p.k != tkName && p.v.AtLeast(3, 13) {
		p.badImportTarget()
	}
	return p.name()
}

func (p *parser) fromStmt() Stmt {
	start := p.pos()
	p.advance()
	s := &ImportFrom{}
	for p.k == tkDot || p.k == tkEllipsis {
		s.Level++
		if p.k == tkEllipsis {
			s.Level += 2
		}
		p.advance()
	}
	if p.k == tkName || s.Level == 0 {
		s.Module = p.dottedName()
	}
	p.expect(kwImport)
	r := p.pos()
	switch p.k {
	case tkStar:
		p.advance()
		s.Names = []*Alias{{Range: r, Name: "*"}}
	case tkLPar:
		p.advance()
		s.Names = p.importNames(true)
		p.closing(tkRPar)
	default:
		if p.k == tkNewline && p.v.AtLeast(3, 13) {
			p.fail(p.pos(), "Expected one or more names after 'import'")
		}
		s.Names = p.importNames(false)
	}
	s.Range = p.from(start)
	return s
}

func (p *parser) importNames(parens bool) []*Alias {
	var names []*Alias
	for {
		r := p.pos()
		a := &Alias{Name: p.name()}
		if p.accept(kwAs) {
			a.AsName = p.asName()
		}
		a.Range = p.from(r)
		names = append(names, a)
		if !p.accept(tkComma) {
			return names
		}
		if parens && p.k == tkRPar {
			return names
		}
		if !parens && p.k == tkNewline {
			p.fail(p.pos(), "trailing comma not allowed without surrounding parentheses")
		}
	}
}
