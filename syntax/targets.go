package syntax

// exprName names the kind of an expression as CPython's messages do.
func exprName(e Expr) string {
	switch e := e.(type) {
	case *Attribute:
		return "attribute"
	case *Subscript:
		return "subscript"
	case *Starred:
		return "starred"
	case *Name:
		return "name"
	case *List:
		return "list"
	case *Tuple:
		return "tuple"
	case *Lambda:
		return "lambda"
	case *Call:
		return "function call"
	case *BoolOp, *BinOp, *UnaryOp:
		return "expression"
	case *GeneratorExp:
		return "generator expression"
	case *Yield, *YieldFrom:
		return "yield expression"
	case *Await:
		return "await expression"
	case *ListComp:
		return "list comprehension"
	case *SetComp:
		return "set comprehension"
	case *DictComp:
		return "dict comprehension"
	case *Dict:
		return "dict literal"
	case *Set:
		return "set display"
	case *JoinedStr, *FormattedValue:
		return "f-string expression"
	case *Compare:
		return "comparison"
	case *IfExp:
		return "conditional expression"
	case *NamedExpr:
		return "named expression"
	case *Constant:
		if s, ok := e.Value.(Singleton); ok {
			if s == ConstEllipsis {
				return "ellipsis"
			}
			return s.String()
		}
		return "literal"
	}
	return "expression"
}

// setCtx gives a target its context.
func setCtx(e Expr, ctx ExprContext) {
	switch e := e.(type) {
	case *Name:
		e.Ctx = ctx
	case *Attribute:
		e.Ctx = ctx
	case *Subscript:
		e.Ctx = ctx
	case *Starred:
		e.Ctx = ctx
		setCtx(e.Value, ctx)
	case *Tuple:
		e.Ctx = ctx
		for _, x := range e.Elts {
			setCtx(x, ctx)
		}
	case *List:
		e.Ctx = ctx
		for _, x := range e.Elts {
			setCtx(x, ctx)
		}
	}
}

// invalidTarget finds the first part of e that cannot be a target, or nil.
// A comparison with "in" is let through as a for target: the caller sees the "in" missing.
func invalidTarget(e Expr, ctx ExprContext) Expr {
	switch e := e.(type) {
	case *Name, *Attribute, *Subscript:
		return nil
	case *Starred:
		if ctx == Del {
			return e
		}
		return invalidTarget(e.Value, ctx)
	case *Tuple:
		for _, x := range e.Elts {
			if bad := invalidTarget(x, ctx); bad != nil {
				return bad
			}
		}
		return nil
	case *List:
		for _, x := range e.Elts {
			if bad := invalidTarget(x, ctx); bad != nil {
				return bad
			}
		}
		return nil
	}
	return e
}

// setTarget makes e a target of an assignment or a del, or reports why it cannot be one.
func (p *parser) setTarget(e Expr, ctx ExprContext) {
	if bad := invalidTarget(e, ctx); bad != nil {
		p.cannotAssign(bad, ctx)
	}
	setCtx(e, ctx)
}

// forTarget parses the targets of a for, up to the "in".
func (p *parser) forTarget() Expr {
	start := p.pos()
	item := func(p *parser) Expr {
		if p.k == tkStar {
			return p.starExpression()
		}
		return p.bitwiseOr()
	}
	e := item(p)
	if p.k == tkComma {
		m := p.mark()
		p.push(e)
		for p.accept(tkComma) {
			if !p.startsExpr() {
				break
			}
			p.push(item(p))
		}
		elts := p.take(m)
		e = &Tuple{Range: p.from(start), Elts: elts}
	}
	if bad := invalidTarget(e, Store); bad != nil {
		p.fail(bad.Span(), "cannot assign to %s", exprName(bad))
	}
	setCtx(e, Store)
	return e
}
