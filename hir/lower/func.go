package lower

import (
	"slices"
	"sort"

	"spc/hir"
	"spc/pyinfo"
	"spc/symtable"
	"spc/syntax"
)

// funcDef is def or async def.
type funcDef struct {
	syntax.Node
	name       string
	args       *syntax.Arguments
	body       []syntax.Stmt
	decorators []syntax.Expr
	returns    syntax.Expr
	typeParams []syntax.TypeParam
}

// functionDef evaluates decorators, defaults and annotations in that order, makes the function, and applies the
// decorators from the last to the first.
func (b *fn) functionDef(d *funcDef) {
	decorators := b.exprs(d.decorators)
	var v *hir.Value
	if len(d.typeParams) > 0 {
		v = b.genericFunction(d)
	} else {
		defaults := b.defaults(d, d.args)
		kwdefaults := b.kwDefaults(d, d.args)
		v = b.functionObject(d, defaults, kwdefaults)
	}
	b.decorateAndStore(d, d.name, d.decorators, decorators, v)
}

func (b *fn) decorateAndStore(n syntax.Node, name string, at []syntax.Expr, decorators []*hir.Value, v *hir.Value) {
	b.store(n, name, b.decorate(at, decorators, v))
}

// decorate calls decorators, which stand at the expressions at, on v.
func (b *fn) decorate(at []syntax.Expr, decorators []*hir.Value, v *hir.Value) *hir.Value {
	for i := len(decorators) - 1; i >= 0; i-- {
		v = b.call(at[i], decorators[i], v)
	}
	return v
}

// functionObject makes the function of d once its defaults are there.
func (b *fn) functionObject(d *funcDef, defaults, kwdefaults *hir.Value) *hir.Value {
	annotations := b.annotations(d, d.args, d.returns)
	f := b.m.function(b, d.Node, d.Node, d.name, func(g *fn) {
		g.freezeAtExit(d.Node, d.body, func() {
			g.stmts(d.body)
			g.returnValue(nil, g.none())
		})
	})
	if f == nil {
		return b.lost(d)
	}
	return b.makeFunction(d, f, defaults, kwdefaults, annotations)
}

func (b *fn) lambda(e *syntax.Lambda) *hir.Value {
	defaults := b.defaults(e, e.Args)
	kwdefaults := b.kwDefaults(e, e.Args)
	f := b.m.function(b, e, e, "<lambda>", func(g *fn) {
		v := g.expr(e.Body)
		if g.f.Kind != hir.Plain {
			v = g.none() // a generator's value is dropped
		}
		g.returnValue(e.Body, v)
	})
	if f == nil {
		return b.lost(e)
	}
	return b.makeFunction(e, f, defaults, kwdefaults, b.null())
}

// makeFunction makes a function object with its closure.
func (b *fn) makeFunction(n syntax.Node, f *hir.Func, defaults, kwdefaults, annotations *hir.Value) *hir.Value {
	closure := b.closure(n, f)
	return b.opAux(n, hir.OpMakeFunction, obj, f, defaults, kwdefaults, closure, annotations)
}

// closure collects the cells of f's free variables; null when there are none.
func (b *fn) closure(n syntax.Node, f *hir.Func) *hir.Value {
	names := b.m.freeNames[f]
	if len(names) == 0 {
		return b.null()
	}
	cells := make([]*hir.Value, len(names))
	for i, name := range names {
		cells[i] = b.cellOf(name)
	}
	return b.rt(n, "tuple", cells...)
}

// cellOf is the cell of a variable that an inner function captures.
func (b *fn) cellOf(name string) *hir.Value {
	if c := b.ownCells[name]; c != nil {
		return c
	}
	for e := b.env; e != nil; e = e.outer {
		y := e.scope.Symbols[name]
		if y == nil || !e.scope.Kind.IsFunction() || y.Res == symtable.Free {
			continue
		}
		l := e.local(name)
		if !l.isCell {
			b.unsupported("captured variable " + name + " is not a cell")
		}
		return b.read(l.v, b.cur)
	}
	return b.closureCell(b.freeIndex(name))
}

// lost stands for a function whose code object the interpreter's compiler has removed, because nothing reaches it.
func (b *fn) lost(n syntax.Node) *hir.Value {
	b.rt(n, "raise_assertion", b.konst("unreachable code was reached"))
	return b.none()
}

// defaults is the tuple of positional defaults; null when there are none.
func (b *fn) defaults(n syntax.Node, a *syntax.Arguments) *hir.Value {
	if len(a.Defaults) == 0 {
		return b.null()
	}
	if v, ok := b.m.foldAll(a.Defaults); ok {
		return b.konst(v)
	}
	return b.rt(n, "tuple", b.objects(a.Defaults)...)
}

// kwDefaults is the dict of keyword-only defaults; null when there are none.
func (b *fn) kwDefaults(n syntax.Node, a *syntax.Arguments) *hir.Value {
	var items []*hir.Value
	for i, d := range a.KwDefaults {
		if d != nil {
			items = append(items, b.name(b.scope.Mangle(a.KwOnlyArgs[i].Arg)), b.box(d, b.expr(d)))
		}
	}
	if len(items) == 0 {
		return b.null()
	}
	return b.rt(n, "dict", items...)
}

// annotations is the tuple of names and annotations, in the order in which the interpreter evaluates them; null when
// there are none.
func (b *fn) annotations(n syntax.Node, a *syntax.Arguments, returns syntax.Expr) *hir.Value {
	args := slices.Concat(a.Args, a.PosOnlyArgs)
	if b.m.opts.Version.AtLeast(3, 12) {
		args = slices.Concat(a.PosOnlyArgs, a.Args)
	}
	args = append(args, a.VarArg)
	args = append(args, a.KwOnlyArgs...)
	args = append(args, a.KwArg)
	var items []*hir.Value
	for _, p := range args {
		if p == nil || p.Annotation == nil {
			continue
		}
		items = append(items, b.name(b.scope.Mangle(p.Arg)))
		if star, ok := p.Annotation.(*syntax.Starred); ok && !b.m.table.FutureAnnotations { // *args: *Ts
			slots := b.slots(1)
			b.rt(star, "unpack", b.expr(star.Value), b.i64(1), slots)
			items = append(items, b.slot(slots, 0))
			continue
		}
		items = append(items, b.annotation(p.Annotation))
	}
	if returns != nil {
		items = append(items, b.name("return"), b.annotation(returns))
	}
	if len(items) == 0 {
		return b.null()
	}
	return b.rt(n, "tuple", items...)
}

// annotation evaluates an annotation, or gives its source text under `from __future__ import annotations`.
func (b *fn) annotation(e syntax.Expr) *hir.Value {
	if b.m.table.FutureAnnotations {
		return b.konst(syntax.Unparse(e))
	}
	return b.expr(e)
}

// freeNamesOf lists the free variables of a function in the order of its closure.
func freeNamesOf(s *symtable.Scope, code *pyinfo.CodeTree) []string {
	if code != nil {
		return code.Freevars
	}
	names := s.FreeVars()
	sort.Strings(names)
	return names
}
