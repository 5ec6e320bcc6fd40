package symtable

import (
	"fmt"

	"spc/syntax"
)

// Misplaced finds the statements and expressions that the grammar admits but CPython's compiler refuses where they
// stand: return outside a function, break outside a loop, await outside an async function and their like. The messages
// are the compiler's.
func Misplaced(mod *syntax.Module) []syntax.Error {
	p := &placement{}
	p.futureImports(mod.Body)
	p.stmts(mod.Body)
	return p.errors
}

// placement is the place of the visitor: what surrounds the current statement within its scope.
type placement struct {
	errors []syntax.Error

	fn         bool // inside a function
	async      bool // which is async
	generator  bool // and contains yield
	inClass    bool
	loop       bool   // inside a loop of the same scope
	exceptStar bool   // inside an except* block, with no loop or function between
	comp       string // what comprehension it is inside of
	genexp     bool   // inside a generator expression of a function
}

func (p *placement) errorf(r syntax.Range, format string, args ...any) {
	p.errors = append(p.errors, syntax.Error{Range: r, Code: syntax.CodeSyntax, Msg: fmt.Sprintf(format, args...)})
}

func (p *placement) stmts(list []syntax.Stmt) {
	for _, s := range list {
		p.stmt(s)
	}
}

// within visits with a changed place and comes back to the old one.
func (p *placement) within(change func(*placement), visit func()) {
	errors, saved := p.errors, *p
	change(p)
	p.errors = errors
	visit()
	errors = p.errors
	*p = saved
	p.errors = errors
}

func (p *placement) stmt(s syntax.Stmt) {
	switch s := s.(type) {
	case *syntax.FunctionDef:
		p.function(s.Args, s.DecoratorList, s.Returns, s.Body, false)
		return
	case *syntax.AsyncFunctionDef:
		p.function(s.Args, s.DecoratorList, s.Returns, s.Body, true)
		return
	case *syntax.ClassDef:
		p.exprs(s.DecoratorList)
		p.exprs(s.Bases)
		for _, k := range s.Keywords {
			p.expr(k.Value)
		}
		p.within(func(p *placement) { *p = placement{inClass: true} }, func() { p.stmts(s.Body) })
		return
	case *syntax.Return:
		switch {
		case !p.fn:
			p.errorf(s.Range, "'return' outside function")
		case p.exceptStar:
			p.starBlock(s.Range)
		case s.Value != nil && p.async && p.generator:
			p.errorf(s.Range, "'return' with value in async generator")
		}
	case *syntax.Break:
		switch {
		case p.exceptStar:
			p.starBlock(s.Range)
		case !p.loop:
			p.errorf(s.Range, "'break' outside loop")
		}
	case *syntax.Continue:
		switch {
		case p.exceptStar:
			p.starBlock(s.Range)
		case !p.loop:
			p.errorf(s.Range, "'continue' not properly in loop")
		}
	case *syntax.For:
		p.expr(s.Target)
		p.expr(s.Iter)
		p.loopBody(s.Body, s.OrElse)
		return
	case *syntax.AsyncFor:
		p.needAsync(s.Range, "'async for' outside async function")
		p.expr(s.Target)
		p.expr(s.Iter)
		p.loopBody(s.Body, s.OrElse)
		return
	case *syntax.While:
		p.expr(s.Test)
		p.loopBody(s.Body, s.OrElse)
		return
	case *syntax.AsyncWith:
		p.needAsync(s.Range, "'async with' outside async function")
	case *syntax.Try:
		for i, h := range s.Handlers {
			if h.Type == nil && i < len(s.Handlers)-1 {
				p.errorf(h.Range, "default 'except:' must be last")
			}
		}
	case *syntax.TryStar:
		p.stmts(s.Body)
		for _, h := range s.Handlers {
			p.expr(h.Type)
			p.within(func(p *placement) { p.exceptStar, p.loop = true, false }, func() { p.stmts(h.Body) })
		}
		p.stmts(s.OrElse)
		p.stmts(s.FinalBody)
		return
	}
	p.children(s)
}

func (p *placement) starBlock(r syntax.Range) {
	p.errorf(r, "'break', 'continue' and 'return' cannot appear in an except* block")
}

func (p *placement) loopBody(body, orelse []syntax.Stmt) {
	p.within(func(p *placement) { p.loop, p.exceptStar = true, false }, func() { p.stmts(body) })
	p.stmts(orelse)
}

func (p *placement) function(a *syntax.Arguments, decorators []syntax.Expr, returns syntax.Expr, body []syntax.Stmt, async bool) {
	p.exprs(decorators)
	p.children(a)
	p.expr(returns)
	p.within(func(p *placement) { *p = placement{fn: true, async: async, generator: yields(body)} }, func() { p.stmts(body) })
}

// yields reports whether a function's body makes it a generator.
func yields(body []syntax.Stmt) bool {
	found := false
	for _, s := range body {
		syntax.Inspect(s, func(n syntax.Node) bool {
			switch n.(type) {
			case *syntax.FunctionDef, *syntax.AsyncFunctionDef, *syntax.ClassDef, *syntax.Lambda:
				return false
			case *syntax.Yield, *syntax.YieldFrom:
				found = true
			}
			return !found
		})
	}
	return found
}

func (p *placement) needAsync(r syntax.Range, message string) {
	if !p.fn || !p.async {
		p.errorf(r, "%s", message)
	}
}

func (p *placement) exprs(list []syntax.Expr) {
	for _, e := range list {
		p.expr(e)
	}
}

func (p *placement) expr(e syntax.Expr) {
	switch e := e.(type) {
	case nil:
		return
	case *syntax.Lambda:
		p.children(e.Args)
		p.within(func(p *placement) { *p = placement{fn: true} }, func() { p.expr(e.Body) })
		return
	case *syntax.Yield:
		p.yield(e.Range, "'yield' outside function")
	case *syntax.YieldFrom:
		if p.fn && p.async {
			p.errorf(e.Range, "'yield from' inside async function")
		} else {
			p.yield(e.Range, "'yield' outside function")
		}
	case *syntax.Await:
		switch {
		case !p.fn:
			p.errorf(e.Range, "'await' outside function")
		case !p.async && !p.genexp:
			p.errorf(e.Range, "'await' outside async function")
		}
	case *syntax.ListComp:
		p.comprehension("list comprehension", e.Range, e.Generators, e.Elt)
		return
	case *syntax.SetComp:
		p.comprehension("set comprehension", e.Range, e.Generators, e.Elt)
		return
	case *syntax.DictComp:
		p.comprehension("dict comprehension", e.Range, e.Generators, e.Key, e.Value)
		return
	case *syntax.GeneratorExp:
		p.comprehension(generatorExpression, e.Range, e.Generators, e.Elt)
		return
	}
	p.children(e)
}

func (p *placement) yield(r syntax.Range, outside string) {
	switch {
	case p.comp != "":
		p.errorf(r, "'yield' inside %s", p.comp)
	case !p.fn:
		p.errorf(r, "%s", outside)
	}
}

const generatorExpression = "generator expression"

func (p *placement) comprehension(kind string, r syntax.Range, gens []*syntax.Comprehension, elts ...syntax.Expr) {
	generator, async := kind == generatorExpression, false
	for _, g := range gens {
		async = async || g.IsAsync
	}
	if async && !generator && !(p.fn && p.async) && !p.genexp {
		p.errorf(r, "asynchronous comprehension outside of an asynchronous function")
	}
	p.expr(gens[0].Iter)
	p.within(func(p *placement) { p.comp = kind; p.genexp = p.genexp || generator && p.fn }, func() {
		for i, g := range gens {
			p.expr(g.Target)
			if i > 0 {
				p.expr(g.Iter)
			}
			p.exprs(g.Ifs)
		}
		p.exprs(elts)
	})
}

// children visits the parts of a node that has no rule of its own.
func (p *placement) children(n syntax.Node) {
	syntax.EachChild(n, func(c syntax.Node) {
		switch c := c.(type) {
		case syntax.Stmt:
			p.stmt(c)
		case syntax.Expr:
			p.expr(c)
		default:
			p.children(c)
		}
	})
}

// futures are the names that __future__ knows.
var futures = map[string]bool{"nested_scopes": true, "generators": true, "division": true, "absolute_import": true, "with_statement": true,
	"print_function": true, "unicode_literals": true, "barry_as_FLUFL": true, "generator_stop": true, "annotations": true}

// futureImports checks that imports from __future__ stand at the beginning and name features that exist.
func (p *placement) futureImports(body []syntax.Stmt) {
	open := true
	for i, s := range body {
		im, ok := s.(*syntax.ImportFrom)
		if ok && im.Module == "__future__" && im.Level == 0 {
			if !open {
				p.errorf(im.Range, "from __future__ imports must occur at the beginning of the file")
				continue
			}
			for _, a := range im.Names {
				switch {
				case a.Name == "braces":
					p.errorf(im.Range, "not a chance")
				case !futures[a.Name]:
					p.errorf(im.Range, "future feature %s is not defined", a.Name)
				}
			}
			continue
		}
		if x, ok := s.(*syntax.ExprStmt); ok && i == 0 {
			if k, ok := x.Value.(*syntax.Constant); ok {
				if _, ok := k.Value.(syntax.Str); ok {
					continue
				}
			}
		}
		open = false
	}
}
