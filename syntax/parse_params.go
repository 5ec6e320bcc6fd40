package syntax

// parameters parses the parameters of a def (end is a closing parenthesis) or
// a lambda (end is a colon), up to end.
func (p *parser) parameters(end tokKind, lambda bool) *Arguments {
	a := &Arguments{Range: p.pos()}
	start := p.pos()
	m := p.mark()
	var sawStar, sawSlash bool
	firstStar := Range{}
	for p.k != end {
		r := p.pos()
		switch p.k {
		case tkSlash:
			switch {
			case sawSlash:
				p.fail(r, "/ may appear only once")
			case sawStar:
				p.fail(r, "/ must be ahead of *")
			case len(a.Args) == 0:
				p.fail(r, "at least one %s must precede /", p.pick(3, 13, "parameter", "argument"))
			}
			p.advance()
			if p.k == tkStar || p.k == tkDoubleStar {
				p.fail(p.pos(), "expected comma between / and *")
			}
			sawSlash = true
			a.PosOnlyArgs, a.Args = a.Args, nil
		case tkStar:
			if sawStar {
				p.fail(r, "* %s may appear only once", p.pick(3, 13, "parameter", "argument"))
			}
			sawStar, firstStar = true, r
			p.advance()
			if p.k == tkComma {
				switch p.next(1) {
				case end, tkDoubleStar:
					p.bareStar(r)
				}
				break
			}
			if p.k == end {
				p.bareStar(r)
			}
			a.VarArg = p.param(lambda, true)
			if p.k == tkEqual {
				p.fail(p.pos(), "var-positional %s cannot have default value", p.pick(3, 13, "parameter", "argument"))
			}
		case tkDoubleStar:
			p.advance()
			a.KwArg = p.param(lambda, false)
			if p.k == tkEqual {
				p.fail(p.pos(), "var-keyword %s cannot have default value", p.pick(3, 13, "parameter", "argument"))
			}
			if p.accept(tkComma) && p.k != end {
				switch p.k {
				case tkName, tkStar, tkDoubleStar, tkSlash:
					p.fail(p.paramRange(lambda), "%s cannot follow var-keyword %s", p.pick(3, 13, "parameters", "arguments"), p.pick(3, 13, "parameter", "argument"))
				}
				p.invalid()
			}
			if p.k != end {
				p.invalid()
			}
			a.Defaults = p.take(m)
			a.Range = p.from(start)
			return a
		case tkLPar:
			p.parenthesisedParams(lambda)
		default:
			arg := p.param(lambda, false)
			var def Expr
			if p.k == tkEqual {
				eq := p.pos()
				p.advance()
				if p.k == end || p.k == tkComma {
					p.fail(eq, "expected default value expression")
				}
				def = p.expression()
			}
			switch {
			case sawStar:
				a.KwOnlyArgs = append(a.KwOnlyArgs, arg)
				a.KwDefaults = append(a.KwDefaults, def)
			case def != nil:
				p.push(def)
				a.Args = append(a.Args, arg)
			default:
				if len(p.stack) > m {
					p.fail(arg.Range, "%s", p.pick(3, 12, "parameter without a default follows parameter with a default", "non-default argument follows default argument"))
				}
				a.Args = append(a.Args, arg)
			}
		}
		if !p.accept(tkComma) {
			break
		}
	}
	if p.k != end {
		p.invalid()
	}
	_ = firstStar
	a.Defaults = p.take(m)
	a.Range = p.from(start)
	return a
}

// pick gives the wording of the given version and later ones, or the older wording.
func (p *parser) pick(major, minor int, now, before string) string {
	if p.v.AtLeast(major, minor) {
		return now
	}
	return before
}

func (p *parser) bareStar(r Range) {
	p.fail(r, "%s", p.pick(3, 13, "named parameters must follow bare *", "named arguments must follow bare *"))
}

// param parses a name with its annotation. star allows *args: *Ts.
func (p *parser) param(lambda, star bool) *Arg {
	r := p.pos()
	a := p.arena.args.alloc()
	a.Arg = p.name()
	if !lambda && p.accept(tkColon) {
		if star && p.k == tkStar && p.v.AtLeast(3, 11) {
			a.Annotation = p.starExpression()
		} else {
			a.Annotation = p.expression()
		}
	}
	a.Range = p.from(r)
	return a
}

// paramRange is the range of the parameter at the current token, for a message.
func (p *parser) paramRange(lambda bool) Range {
	r := p.pos()
	if p.k == tkName {
		p.try(func() { r = p.param(lambda, false).Range })
	}
	return r
}

// parenthesisedParams reports parameters in parentheses, which Python 2 had.
func (p *parser) parenthesisedParams(lambda bool) {
	r := p.pos()
	ok := p.try(func() {
		p.advance()
		for p.k == tkName {
			p.param(lambda, false)
			if !p.accept(tkComma) {
				break
			}
		}
		if p.k != tkRPar || p.toks[p.i-1].kind == tkLPar {
			panic(bailout{})
		}
		p.advance()
	})
	if !ok {
		p.invalid()
	}
	what := p.pick(3, 11, "Function parameters", "Function parameters")
	if lambda {
		what = "Lambda expression parameters"
	}
	if !p.v.AtLeast(3, 11) {
		p.fail(r, "invalid syntax")
	}
	p.fail(p.from(r), "%s cannot be parenthesized", what)
}
