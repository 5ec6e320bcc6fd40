package syntax

// This file words the mistakes that have a better explanation than "invalid
// syntax". Each function is called where the parser cannot go on, and unwinds.

// cannotAssign reports that e cannot be assigned to or deleted.
func (p *parser) cannotAssign(e Expr, ctx ExprContext) {
	if ctx == Del {
		p.fail(e.Span(), "cannot delete %s", exprName(e))
	}
	p.fail(e.Span(), "cannot assign to %s%s", exprName(e), "")
}

// colonMissing reports that a block's colon is not there.
func (p *parser) colonMissing() {
	if p.k == tkNewline {
		p.fail(p.pos(), "expected ':'")
	}
	p.afterExpression()
}

// afterExpression reports that something follows an expression that cannot.
func (p *parser) afterExpression() { p.invalid() }

// afterStatement reports that something follows a statement on its line.
func (p *parser) afterStatement(s Stmt) { p.invalid() }

// inBrackets reports that something follows an item in brackets that cannot.
func (p *parser) inBrackets() { p.invalid() }

// elseMissing reports a conditional expression without else.
func (p *parser) elseMissing(body, test Expr) {
	r := body.Span()
	r.EndLine, r.EndCol = test.Span().EndLine, test.Span().EndCol
	p.fail(r, "expected 'else' after 'if' expression")
}

// inMissing reports a for without in.
func (p *parser) inMissing(target Expr) { p.invalid() }

// colonInDict reports a key without a value.
func (p *parser) colonInDict(key Expr) {
	r := key.Span()
	p.fail(Range{r.EndLine, max(r.EndCol-1, 0), r.EndLine, r.EndCol}, "':' expected after dictionary key")
}

// comprehensionTarget reports [a, b for ...], where the element needs parentheses.
func (p *parser) comprehensionTarget(first Expr, items []Expr, trailing bool) {
	r := first.Span()
	if trailing {
		c := p.toks[p.i-1]
		r.EndLine, r.EndCol = c.EndLine, c.EndCol
	} else {
		e := items[len(items)-1].Span()
		r.EndLine, r.EndCol = e.EndLine, e.EndCol
	}
	p.fail(r, "did you forget parentheses around the comprehension target?")
}

// importFrom reports import a from b.
func (p *parser) importFrom(start Range) {
	p.fail(p.from(start), "Did you mean to use 'from ... import ...' instead?")
}

// badImportTarget reports import a as <something that is no name>.
func (p *parser) badImportTarget() {
	e := p.expression()
	p.fail(e.Span(), "cannot use %s as import target", exprName(e))
}

// unparenthesisedExcept reports except A, B:.
func (p *parser) unparenthesisedExcept(first Expr) {
	p.fail(first.Span(), "multiple exception types must be parenthesized")
}

// exceptName parses the name after "as" of an except clause.
func (p *parser) exceptName(typ Expr) string { return p.name() }

// patternTarget reports a pattern's "as" with something that is no name.
func (p *parser) patternTarget() {
	e := p.expression()
	p.fail(e.Span(), "invalid pattern target")
}
