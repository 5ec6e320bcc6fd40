package syntax

import (
	"fmt"
	"sort"

	"golang.org/x/text/unicode/norm"
)

// maxDepth bounds the recursion of the parser. CPython's own limit is of this order.
const maxDepth = 3000

// maxChain bounds operators, calls and the like in a row, each of which makes the
// tree one level deeper.
const maxChain = 20000

// Parse parses a file. The tree is never nil; where there are errors, statements
// that could not be read are missing from it. The errors are sorted by place.
func Parse(filename string, src []byte, opts Options) (*Module, []Error) {
	v := opts.Version
	if v == (Version{}) {
		v = Version{3, 13}
	}
	text, derr := decode(src)
	if derr != nil {
		return &Module{Range: Range{1, 0, 1, 0}}, []Error{*derr}
	}
	l := newLexer(text, v)
	l.run()
	p := &parser{src: text, v: v, toks: l.toks, lexErrs: l.errs, open: l.brackets}
	mod := p.module()
	sort.SliceStable(p.errs, func(i, j int) bool {
		a, b := p.errs[i], p.errs[j]
		return a.Line < b.Line || a.Line == b.Line && a.Col < b.Col
	})
	return mod, p.errs
}

// parser is a recursive-descent parser over the tokens of a file. A mistake is
// recorded and unwinds, by a panic that never leaves this package, to the nearest
// statement list, which goes on with the next line.
type parser struct {
	src     string
	v       Version
	toks    []token
	lexErrs []Error
	open    []bracket // brackets that are never closed
	i       int
	k       tokKind // kind of toks[i]

	errs             []Error
	depth            int
	quiet            bool // speculating: mistakes unwind without being recorded
	stack            []Expr
	legacy           *legacyShift // set inside an f-string's expression (Python 3.11 and older)
	arena            arena
	unclosedReported bool
}

// bailout is what a mistake panics with.
type bailout struct{}

func (p *parser) advance() {
	p.i++
	p.k = p.toks[p.i].kind
}

// next is the kind of the token n after the current one.
func (p *parser) next(n int) tokKind {
	if j := p.i + n; j < len(p.toks) {
		return p.toks[j].kind
	}
	return tkEOF
}

func (p *parser) tok() *token { return &p.toks[p.i] }

// pos is the range of the current token.
func (p *parser) pos() Range { return p.toks[p.i].Range }

// text is the source of the current token.
func (p *parser) text() string {
	t := &p.toks[p.i]
	if t.kind == tkError {
		return ""
	}
	return p.src[t.start:t.end]
}

func (p *parser) textOf(t *token) string { return p.src[t.start:t.end] }

// from is the range from start to the end of the last token that is not
// layout.
func (p *parser) from(start Range) Range {
	j := p.i - 1
	for j >= 0 {
		switch p.toks[j].kind {
		case tkNewline, tkIndent, tkDedent, tkError:
			j--
			continue
		}
		break
	}
	if j < 0 {
		return start
	}
	start.EndLine, start.EndCol = p.toks[j].EndLine, p.toks[j].EndCol
	return start
}

// accept steps over a token of the given kind.
func (p *parser) accept(k tokKind) bool {
	if p.k == k {
		p.advance()
		return true
	}
	return false
}

// expect steps over a token that must be there.
func (p *parser) expect(k tokKind) {
	if p.k != k {
		p.invalid()
	}
	p.advance()
}

// fail records a mistake and unwinds.
func (p *parser) fail(r Range, format string, args ...any) {
	p.failCode(r, CodeSyntax, format, args...)
}

func (p *parser) failCode(r Range, code Code, format string, args ...any) {
	p.report(r, code, format, args...)
	panic(bailout{})
}

// report records a mistake. Like CPython, it prefers to blame a bracket on an
// earlier line that is never closed.
func (p *parser) report(r Range, code Code, format string, args ...any) {
	if p.quiet {
		return
	}
	if n := len(p.open); n > 0 && p.open[n-1].Line < r.Line {
		p.reportUnclosed()
		return
	}
	p.errs = append(p.errs, Error{Range: r, Msg: fmt.Sprintf(format, args...), Code: code})
}

func (p *parser) reportUnclosed() {
	if p.unclosedReported || p.quiet {
		return
	}
	p.unclosedReported = true
	b := p.open[len(p.open)-1]
	p.errs = append(p.errs, Error{Range: b.Range, Msg: fmt.Sprintf("'%c' was never closed", b.char), Code: CodeSyntax})
}

// invalid reports that the current token does not fit, and unwinds.
func (p *parser) invalid() {
	t := p.tok()
	switch t.kind {
	case tkError:
		if !p.quiet {
			p.errs = append(p.errs, p.lexErrs[t.start])
		}
		panic(bailout{})
	case tkIndent:
		p.failCode(t.Range, CodeIndentation, "unexpected indent")
	case tkDedent:
		p.failCode(t.Range, CodeIndentation, "unexpected unindent")
	case tkEOF, tkNewline:
		if len(p.open) > 0 {
			p.reportUnclosed()
			panic(bailout{})
		}
	}
	p.fail(t.Range, "invalid syntax")
}

// enter counts one level of nesting; leave takes it back.
func (p *parser) enter() {
	p.depth++
	if p.depth > maxDepth {
		p.failCode(p.pos(), CodeNesting, "too many nested parentheses or operators")
	}
}

func (p *parser) leave() { p.depth-- }

// try runs f with mistakes unrecorded. When f fails, the parser is where it was
// and the result is false.
func (p *parser) try(f func()) (ok bool) {
	i, depth, quiet, stack := p.i, p.depth, p.quiet, len(p.stack)
	p.quiet = true
	defer func() {
		p.quiet = quiet
		if r := recover(); r != nil {
			if _, mine := r.(bailout); !mine {
				panic(r)
			}
			p.i, p.depth, p.stack = i, depth, p.stack[:stack]
			p.k = p.toks[i].kind
			ok = false
		}
	}()
	f()
	return true
}

// ident is the text of an identifier token in normal form.
func (p *parser) ident(t *token) string {
	s := p.src[t.start:t.end]
	for i := 0; i < len(s); i++ {
		if s[i] >= 0x80 {
			return norm.NFKC.String(s)
		}
	}
	return s
}

// name takes an identifier.
func (p *parser) name() string {
	if p.k != tkName {
		p.invalid()
	}
	s := p.ident(p.tok())
	p.advance()
	return s
}

// mark and take build a list of expressions: mark remembers the height of the
// stack, push adds, take removes what was pushed since and returns it as a slice.
func (p *parser) mark() int   { return len(p.stack) }
func (p *parser) push(e Expr) { p.stack = append(p.stack, e) }
func (p *parser) take(m int) []Expr {
	n := len(p.stack) - m
	if n == 0 {
		return nil
	}
	s := p.arena.exprs(n)
	copy(s, p.stack[m:])
	clear(p.stack[m:])
	p.stack = p.stack[:m]
	return s
}

// arena hands out nodes from blocks, so that a tree costs few allocations.
type arena struct {
	names  slab[Name]
	consts slab[Constant]
	attrs  slab[Attribute]
	calls  slab[Call]
	stmts  slab[ExprStmt]
	assign slab[Assign]
	args   slab[Arg]
	kws    slab[Keyword]
	list   []Expr
}

func (a *arena) exprs(n int) []Expr {
	if n > 16 {
		return make([]Expr, n)
	}
	if len(a.list) < n {
		a.list = make([]Expr, 256)
	}
	s := a.list[:n:n]
	a.list = a.list[n:]
	return s
}

// slab hands out values of one type.
type slab[T any] struct {
	free []T
	size int
}

func (s *slab[T]) alloc() *T {
	if len(s.free) == 0 {
		if s.size < 128 {
			s.size = s.size*2 + 8
		}
		s.free = make([]T, s.size)
	}
	v := &s.free[0]
	s.free = s.free[1:]
	return v
}

func (p *parser) newName(r Range, id string, ctx ExprContext) *Name {
	n := p.arena.names.alloc()
	n.Range, n.ID, n.Ctx = r, id, ctx
	return n
}

func (p *parser) newConst(r Range, v ConstValue) *Constant {
	n := p.arena.consts.alloc()
	n.Range, n.Value = r, v
	return n
}
