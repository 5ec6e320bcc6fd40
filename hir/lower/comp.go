package lower

import (
	"spc/hir"
	"spc/pyinfo"
	"spc/syntax"
)

// List, set and dict comprehensions run inline, as the interpreter's do from 3.12 on (PEP 709): their targets are
// variables of their own. On 3.11 they have a code object, which is only used to find those of functions
// inside them. Generator expressions are functions.

func (b *fn) listComp(e *syntax.ListComp) *hir.Value {
	list := b.rt(e, "list")
	b.comprehension(e, "<listcomp>", e.Generators, func() { b.rt(e.Elt, "list_append", list, b.expr(e.Elt)) })
	return list
}

func (b *fn) setComp(e *syntax.SetComp) *hir.Value {
	set := b.rt(e, "set")
	b.comprehension(e, "<setcomp>", e.Generators, func() { b.rt(e.Elt, "set_add", set, b.expr(e.Elt)) })
	return set
}

func (b *fn) dictComp(e *syntax.DictComp) *hir.Value {
	dict := b.rt(e, "dict")
	b.comprehension(e, "<dictcomp>", e.Generators, func() {
		k := b.expr(e.Key)
		b.rt(e.Key, "dict_set", dict, k, b.expr(e.Value))
	})
	return dict
}

// comprehension runs each for every combination of items. The first iterable is evaluated outside.
func (b *fn) comprehension(e syntax.Expr, name string, gens []*syntax.Comprehension, each func()) {
	draw := b.compSource(e, gens[0])
	saved, codes := b.env, b.codes
	b.env = newEnv(b.m.table.ScopeOf(e), saved, b.m.w)
	if c := b.m.findCode(b.codes, name, e); c != nil {
		b.codes = append([]*pyinfo.CodeTree{c}, codes...)
	}
	// A captured variable gets a cell that belongs to this evaluation.
	for _, n := range b.env.scope.Names {
		if captured(b.env.scope, n) {
			l := b.env.local(n)
			b.write(l.v, b.cur, b.rt(e, "cell", b.null()))
		}
	}
	b.generators(e, gens, draw, each)
	b.env, b.codes = saved, codes
}

func (b *fn) compIter(e syntax.Expr, g *syntax.Comprehension) *hir.Value {
	at := b.site(e, g.Iter)
	if g.IsAsync {
		return b.rt(at, "get_aiter", b.expr(g.Iter))
	}
	return b.iter(at, g.Iter)
}

// drawing takes the next item of a comprehension's iterable, or leaves for none; bind, in the block that goes on,
// assigns it to the target.
type drawing func(inside, none *hir.Block) (bind func())

// compSource evaluates an iterable of the comprehension e.
func (b *fn) compSource(e syntax.Expr, g *syntax.Comprehension) drawing {
	if src := b.source(b.site(e, g.Iter), g.Iter); src != nil && !g.IsAsync {
		return func(inside, none *hir.Block) func() {
			parts := src.next(none)
			b.jump(inside)
			return func() { b.bindItem(g.Iter, g.Target, src, parts) }
		}
	}
	return b.drawFrom(e, g, b.compIter(e, g))
}

// drawFrom draws from an iterator.
func (b *fn) drawFrom(e syntax.Expr, g *syntax.Comprehension, it *hir.Value) drawing {
	return func(inside, none *hir.Block) func() {
		var item *hir.Value
		if g.IsAsync {
			item = b.asyncNext(e, it, inside, none)
		} else {
			item = b.next(b.site(e, g.Iter), it, inside, none)
		}
		return func() { b.assign(g.Target, b.iterElement(g.Iter, item)) }
	}
}

// generators builds the loops of the comprehension e; draw is the first one's.
func (b *fn) generators(e syntax.Expr, gens []*syntax.Comprehension, draw drawing, each func()) {
	g := gens[0]
	head, inside, none, latch := b.newBlock(), b.newBlock(), b.newBlock(), b.newBlock()
	b.jump(head)
	b.start(head)
	bind := draw(inside, none)
	b.open(inside)
	bind()
	for _, c := range g.Ifs {
		yes := b.newBlock()
		b.cond(c, yes, latch)
		b.open(yes)
	}
	if len(gens) > 1 {
		b.generators(e, gens[1:], b.compSource(e, gens[1]), each)
	} else {
		each()
	}
	b.jump(latch)
	b.open(latch)
	if !b.dead {
		b.rt(g.Iter, "check_breaker")
		b.jump(head)
	}
	b.seal(head)
	b.open(none)
}

// generatorExp makes the generator's function and calls it with the iterator of the first iterable.
func (b *fn) generatorExp(e *syntax.GeneratorExp) *hir.Value {
	g := e.Generators[0]
	f := b.m.function(b, e, e, "<genexpr>", func(g *fn) { g.genExpBody(e) })
	if f == nil {
		return b.lost(e)
	}
	fun := b.makeFunction(e, f, b.null(), b.null(), b.null())
	it := b.compIter(e, g)
	return b.call(e, fun, it)
}

// genExpBody is the body of a generator expression's function.
func (b *fn) genExpBody(e *syntax.GeneratorExp) {
	it := b.read(b.env.local(".0").v, b.cur)
	b.generators(e, e.Generators, b.drawFrom(e, e.Generators[0], it), func() { b.yield(e.Elt, b.expr(e.Elt)) })
	b.returnValue(e, b.none())
}
